"""Counts are found with their qualifiers, and told from the other numbers of a sentence."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.extract.rules.numbers import find_counts

MARKED: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("number_marks.toml").read_text("utf-8"))
MARK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
PIECES = [
    "at least",
    "26",
    "1,200",
    "2.000",
    "12 million",
    "two",
    "hundred",
    "and",
    "sju",
    "og",
    "tjue",
    "a",
    "en",
    "to",
    "dozens",
    "flere",
    "-",
    "–",
    "F-16",
    "aged",
    "km",
    "%",
    "in 2014",
    "between",
    ".",
    ",",
    "\u00a0",
    "år",
    "ß",
    "İ",
]


def marked(text: str, language: str) -> str:
    """Return `text` with what the finder found marked as the table marks it."""
    out, at = "", 0
    for match in find_counts(text, 0, len(text), language):
        label = match.kind if match.value is None else f"{match.value} {match.kind}"
        out += f"{text[at : match.start]}[{text[match.start : match.end]}]({label})"
        at = match.end
    return out + text[at:]


@pytest.mark.parametrize(("language", "want"), [(tag, line) for tag, lines in MARKED.items() for line in lines])
def test_numbers_of_a_sentence(language: str, want: str) -> None:
    assert marked(MARK.sub(r"\1", want), language) == want


def test_only_the_sentence_is_read() -> None:
    text = "In all 12 died. At least 26 soldiers were killed. Then 40 fled."
    start, end = text.index("At least"), text.index(" Then")
    assert [(m.start, m.end, m.value) for m in find_counts(text, start, end, "en")] == [(start, start + 11, 26)]


def test_the_tag_no_is_read_as_bokmal_and_an_unknown_language_not_at_all() -> None:
    assert [match.value for match in find_counts("Sju drept", 0, 9, "no")] == [7]
    assert find_counts("watu 26", 0, 7, "sw") == []


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), st.sampled_from(["en", "nb", "nn"]))
def test_matches_are_sorted_apart_and_inside(text: str, language: str) -> None:
    start, end = min(2, len(text)), max(len(text) - 1, 0)
    at = start
    for match in find_counts(text, start, end, language) if start <= end else ():
        assert at <= match.start < match.end <= end
        at = match.end
