"""The border of the extractor: spans quote exactly, or it is an error."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.data import table
from tollbook.extract import RuleExtractor, SpanError, mentions
from tollbook.records import Evidence, Mention, Report, Span

TEXT = "Gunmen killed 12 farmers near Gao on Monday."


class Fixed:
    """An extractor that gives what it was told to give."""

    def __init__(self, *found: Mention) -> None:
        self._found = found

    def reads(self, language: str | None) -> bool:
        return language == "en"

    def extract(self, report: Report) -> Sequence[Mention]:
        return self._found


def mention(start: int, end: int, quote: str, *, index: int = 0, about: tuple[int, ...] = ()) -> Mention:
    span = Span(report_id="r", start=start, end=end, quote=quote)
    return Mention(
        report_id="r",
        index=index,
        language="en",
        effect="killed",
        about=about,
        evidence=(Evidence(role="count", span=span),),
    )


def report(text: str = TEXT, language: str | None = "en") -> Report:
    return Report(id="r", text=text, language=language)


def test_a_true_span_passes() -> None:
    assert mentions(report(), Fixed(mention(14, 16, "12")))[0].spans("count")[0].quote == "12"


@pytest.mark.parametrize(
    "bad",
    [
        mention(14, 16, "21"),
        mention(14, 17, "12"),
        mention(16, 14, "12"),
        mention(14, 900, "12"),
        mention(14, 16, "12", index=3),
        mention(14, 16, "12", about=(0,)),
        mention(14, 16, "12", about=(5,)),
    ],
)
def test_a_false_span_is_an_error_and_never_repaired(bad: Mention) -> None:
    with pytest.raises(SpanError):
        mentions(report(), Fixed(bad))


def test_a_language_without_a_reader_gives_nothing() -> None:
    assert mentions(report(language="xx")) == ()
    assert mentions(report(language=None)) == ()


WORDS = {
    language: sorted(
        {
            word
            for forms in table(f"lexicon/{language}")["harm"].values()
            for form in forms.values()
            if isinstance(form, list)
            for word in form
        }
    )
    for language in ("en", "nb", "nn")
}
GLUE = (
    *("12", "60", "three", "four", "more than 60", "Minst 26", "370,000", "soldiers", "soldatar", "sivile", "“", "—"),
    *("including", "deriblant", "in", "i", "Homs", "Kharkiv", "Daesh", "on Saturday", "lørdag", ",", ".", "\n\n"),
    *("and", "og", "said", "ifølge", "the", "army", "since 2011", "IS-angrep", "ü", "🜂", "و", "(HTS)", "by", "av"),
    *("a", "were", "ble"),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WORDS)), st.integers(0, 10**9), st.integers(1, 60))
def test_whatever_the_text_spans_quote_it(language: str, seed: int, length: int) -> None:
    dice = random.Random(seed)
    text = " ".join(dice.choice([*GLUE, *WORDS[language][:40]]) for _ in range(length))
    found = mentions(report(text, language), RuleExtractor())
    assert all(text[e.span.start : e.span.end] == e.span.quote for item in found for e in item.evidence)
    assert found == mentions(report(text, language), RuleExtractor())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read_without_a_crash(text: str) -> None:
    for language in WORDS:
        mentions(report(text, language), RuleExtractor())
