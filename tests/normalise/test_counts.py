"""The words of a count become bounds by the coding rules."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.data import table
from tollbook.data.folding import fold
from tollbook.data.numerals import numerals, whole_value
from tollbook.normalise.counts import parse_count

MARKED: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("numeral_marks.toml").read_text("utf-8"))
MARK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
WORDS: dict[str, list[list[str]]] = tomllib.loads(Path(__file__).with_name("count_words.toml").read_text("utf-8"))
QUALIFIERS = {
    language: [
        phrase
        for side in ("before", "after")
        for words in table(f"numbers/{language}")["qualifiers"][side].values()
        for phrase in words
        if phrase.replace(" ", "").isalpha()
    ]
    for language in ("en", "nb", "nn")
}


def stated(quote: str, language: str) -> str:
    """Return the count of `quote` as the table writes it."""
    count = parse_count(quote, language)
    if count is None:
        return "none"
    sides = ("-" if side is None else str(side) for side in (count.low, count.best, count.high))
    return " ".join([*sides, count.qualifier])


@pytest.mark.parametrize(
    ("language", "quote", "want"), [(language, *pair) for language, pairs in WORDS.items() for pair in pairs]
)
def test_words_of_a_count(language: str, quote: str, want: str) -> None:
    assert stated(quote, language) == want


def test_a_language_without_a_table_states_nothing() -> None:
    assert parse_count("26", "sw") is None
    assert parse_count("  ", "en") is None


@given(
    st.data(),
    st.integers(0, 2_000_000),
    st.integers(0, 2_000_000),
    st.sampled_from(["en", "nb", "nn"]),
    st.sampled_from(["{n}", "{q} {n}", "{n} {q}", "{q} {q2} {n}", "{n}-{m}", "{q} {n} – {m}", "{n} {m}"]),
)
def test_low_best_and_high_never_cross(data: st.DataObject, n: int, m: int, language: str, shape: str) -> None:
    words = st.sampled_from(QUALIFIERS[language])
    count = parse_count(shape.format(n=n, m=m, q=data.draw(words), q2=data.draw(words)), language)
    assert count is not None
    sides = [side for side in (count.low, count.best, count.high) if side is not None]
    assert sides and sides == sorted(sides)


@given(st.integers(1, 999_999))
def test_figures_with_group_marks_keep_their_value(number: int) -> None:
    for language, mark in (("en", ","), ("nb", "."), ("nb", " "), ("nn", "\u00a0")):
        count = parse_count(f"{number:,}".replace(",", mark), language)
        assert count is not None and count.best == number


@pytest.mark.parametrize(("language", "want"), [(tag, line) for tag, lines in MARKED.items() for line in lines])
def test_numerals_of_a_running_text(language: str, want: str) -> None:
    text, out, at = MARK.sub(r"\1", want), "", 0
    for numeral in numerals(text, 0, len(text), language):
        out += f"{text[at : numeral.start]}[{text[numeral.start : numeral.end]}]({numeral.value})"
        at = numeral.end
    assert out + text[at:] == want


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_number_word_of_a_table_has_its_value(language: str) -> None:
    rules = table(f"numbers/{language}")
    wrong = {
        phrase: whole_value(phrase, language)
        for section in ("words", "fixed")
        for phrase, value in rules[section].items()
        if whole_value(phrase, language) != value
    }
    assert wrong == {}


@given(st.text(max_size=12), st.sampled_from(sorted(WORDS)))
def test_any_text_can_be_read_as_a_count(text: str, language: str) -> None:
    parse_count(text, language)
    for numeral in numerals(text, 0, len(text), language):
        assert 0 <= numeral.start < numeral.end <= len(text)


def test_folding_keeps_the_places_of_the_letters() -> None:
    assert fold("ألفاً", "ar") == ("الفا", [0, 1, 2, 3, 5])
    assert fold("twelve", "en") == ("twelve", None)
