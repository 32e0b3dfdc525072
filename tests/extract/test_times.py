"""Time phrases are found whole and told apart by kind."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.extract.rules.times import find_times

MARKED: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("time_marks.toml").read_text("utf-8"))
MARK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
PIECES = [
    "since",
    "siden",
    "Thursday",
    "torsdag",
    "night",
    "20",
    "April",
    "april",
    "2019",
    "last",
    "month",
    "in",
    "i",
    "48",
    "hours",
    "timer",
    "ago",
    "May",
    "war",
    "began",
    "natt til",
    "-",
    ".",
    ",",
    "overnight",
    "two",
    "to",
    "İ",
]


def marked(text: str, language: str) -> str:
    """Return `text` with what the finder found marked as the table marks it."""
    out, at = "", 0
    for match in find_times(text, 0, len(text), language):
        out += f"{text[at : match.start]}[{text[match.start : match.end]}]({match.kind})"
        at = match.end
    return out + text[at:]


@pytest.mark.parametrize(("language", "want"), [(tag, line) for tag, lines in MARKED.items() for line in lines])
def test_times_of_a_sentence(language: str, want: str) -> None:
    assert marked(MARK.sub(r"\1", want), language) == want


def test_only_the_sentence_is_read() -> None:
    text = "It began on Monday. On Thursday three died. By Friday it was over."
    start, end = text.index("On Thursday"), text.index(" By")
    assert [(text[m.start : m.end], m.kind) for m in find_times(text, start, end, "en")] == [("On Thursday", "day")]


def test_the_tag_no_is_read_as_bokmal_and_an_unknown_language_not_at_all() -> None:
    assert [match.kind for match in find_times("Siden torsdag", 0, 13, "no")] == ["since"]
    assert find_times("desde quinta-feira", 0, 18, "pt") == []


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), st.sampled_from(["en", "nb", "nn"]))
def test_matches_are_sorted_apart_and_inside(text: str, language: str) -> None:
    start, end = min(2, len(text)), max(len(text) - 1, 0)
    at = start
    for match in find_times(text, start, end, language) if start <= end else ():
        assert at <= match.start < match.end <= end
        at = match.end
