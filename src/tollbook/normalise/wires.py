"""Whose copy a report is: the credit that an outlet prints beside an agency's text.

"MAIDUGURI, March 3 (Reuters) -", "/NTB/", "Source: AFP", "By Ann Lee, Associated Press". A credit stands in the first
lines or at the end and names nothing but agencies: "told AFP" cites, and "the Armed Forces of the Philippines (AFP)"
is no press agency. Two outlets that print one agency's copy have one origin, and this is how it is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tollbook.data import table

HEAD_LINES, TAIL_LINES = 4, 2  # lines with words in which a credit may stand
LONGEST_LINE = 400  # characters at each end of a line that are looked at: a credit is short


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An agency credited in ``text[start:end]``; `origin` is its registry id."""

    origin: str
    start: int
    end: int


def wire_credits(text: str) -> tuple[Credit, ...]:
    """Return the agencies that `text` is credited to, in order, each once; empty where it credits none."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", text)]
    found: dict[str, Credit] = {}
    heads = [at for line in lines[:HEAD_LINES] for at in _in_head(text, *line)]
    tails = [at for line in lines[-TAIL_LINES:] for at in _in_tail(text, *line)]
    for start, end in sorted(heads + tails):
        for match in _one().finditer(text, start, end):
            found.setdefault(
                _ids()[match.group()], Credit(origin=_ids()[match.group()], start=match.start(), end=match.end())
            )
    return tuple(found.values())


def _in_head(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    stop = min(end, start + LONGEST_LINE)
    return (match.span("wire") for form in _heads() if (match := form.match(text, start, stop)))


def _in_tail(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = max(start, end - LONGEST_LINE)
    line = text[begin:end]
    return (
        (begin + match.start("wire"), begin + match.end("wire")) for form in _tails() if (match := form.search(line))
    )


@cache
def _ids() -> dict[str, str]:
    agencies: dict[str, list[str]] = table("wires")["agencies"]
    return {name: id for id, names in agencies.items() for name in names}


@cache
def _any_agency() -> str:
    names = sorted(_ids(), key=lambda name: (-len(name), name))
    return "|".join(rf"(?:(?<!\w){re.escape(name)}{'' if _is_han(name) else END})" for name in names)


END = r"(?!\w)"


def _is_han(name: str) -> bool:
    return "\u3400" <= name[-1] <= "\u9fff"  # a script without blanks: the next word follows at once


@cache
def _one() -> re.Pattern[str]:
    return re.compile(_any_agency())


def _list() -> str:
    """Return the pattern of agencies one after another: "NTB-AFP", "dpa/Reuters", "AP, AFP", "AFP and Reuters"."""
    joint = r"\s?(?:[-–/,،、+&]|and|og|och|und|et|y|ve|и|та|و)\s?"
    return rf"(?P<wire>©?\s?(?:{_any_agency()})(?:{joint}(?:{_any_agency()})){{0,3}})"


def _words(name: str) -> str:
    words: list[str] = table("wires")["words"][name]
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _heads() -> tuple[re.Pattern[str], ...]:
    """Return the forms of credits that open a line."""
    wire = _list()
    return (
        re.compile(rf"[^()（）\n]{{0,80}}[(（]{wire}[)）]\s*(?:\.?\s?[-–—:：]|$)"),  # KABUL, May 3 (Reuters) -
        re.compile(rf"[^/\n]{{0,60}}/\s?{wire}\s?/"),  # МОСКВА, 22 марта. /ТАСС/
        re.compile(rf"{wire}\s*(?:[-–—:|]\s|$)"),  # AFP - ...; a line of its own
        re.compile(rf"[^.\n]{{0,60}}\s[-–—]\s?{wire}\.\s"),  # КИЕВ, 3 мая - РИА Новости.
        re.compile(rf"(?:{_words('by')})\s[^\n]{{0,80}}[,|/(]\s?{wire}\)?\s*$", re.MULTILINE),  # By A. B., AP
        re.compile(rf"{wire}[^\s,，。]{{2,16}}[日月][^,，。\n]{{0,4}}电"),  # 新华社伊斯兰堡8月26日电
        re.compile(rf"\(?©\s?{wire}\)?"),
    )


@cache
def _tails() -> tuple[re.Pattern[str], ...]:
    """Return the forms of credits that end a line."""
    wire = _list()
    return (
        re.compile(rf"(?:^|[.!?。؟…\"”»)])\s*[-–—/(（\[]{{0,2}}\s?{wire}\s?[-–—/)）\]]{{0,2}}\.?\s*$"),
        re.compile(rf"(?:^|\W)(?:{_words('source')})\s?[:：]\s?{wire}\s*[)）]?\.?\s*$"),
        re.compile(rf"(?:^|[.!?\"”»(])\s*(?:{_words('with')})\s?(?:\w+\s){{0,3}}{wire}\)?\.?\s*$", re.IGNORECASE),
    )
