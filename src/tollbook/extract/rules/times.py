"""Find time phrases in a sentence: days, periods, running tolls, things long past.

Every word that decides is in ``data/times/<language>.toml``; `tollbook.data.calendar` matches it. What a phrase
means as dates is for `normalise.periods`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from tollbook.data.calendar import phrases

TimeKind = Literal[
    "day",  # "Thursday", "lørdag kveld", "20 April 2019", "overnight"
    "since",  # "since Thursday": runs over days
    "span",  # "in 48 hours", "last month", "over the weekend"
    "month",  # "in March", "i september i fjor"
    "year",  # "in 2014"
    "running",  # "since 2011", "since the war began", "so far this year": a running toll
    "historical",  # "three years ago", "the anniversary of"
    "vague",  # "recently", "in recent weeks", "by Sunday"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMatch:
    """A time phrase in ``text[start:end]``, prepositions included."""

    start: int
    end: int
    kind: TimeKind


def find_times(text: str, start: int, end: int, language: str) -> list[TimeMatch]:
    """Return the time phrases of the sentence ``text[start:end]``, sorted, without overlaps.

    `language` is a BCP 47 tag; one without a time table gives none. "Since March" and longer count as
    running, since such a toll is no incident's; whether "in 2014" lies in the past is for the resolver.
    """
    return [
        TimeMatch(start=phrase.start, end=phrase.end, kind=cast(TimeKind, phrase.kind))
        for phrase in phrases(text, start, end, language)
    ]
