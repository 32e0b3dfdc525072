"""Datelines: where and when agency copy was written ("MAIDUGURI, Nigeria, March 1 (Reuters) -").

Both the place finder (`extract.rules.places`) and the reader of a report's geography (`normalise.places`) must
know one from the place of an event, and the stages never import each other, so its form lives here. A name in
mixed case, or in a script without case, makes a dateline only with an agency in brackets or a date after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tollbook.data import FOLDER, table

_SMALL = "a-zæøåß-öøùúûüýþÿāăąćčďđēėęěğģīįıķļľłńņňőœřśşšţťțũūůűųźżžа-яѐ-џґ"  # no name of a place begins with one
_LETTER = rf"[^\W\d_{_SMALL}]"
_NAME = rf"{_LETTER}[\w'’./\-]*(?: (?:{_LETTER}|al-|el-|de |la |du )[\w'’./\-]*){{0,3}}"
_DATE = r"(?:[^\W\d_]{3,10}\.? \d{1,2}|\d{1,2}(?:\.|er)? (?:de )?[^\W\d_]{3,10}\.?)(?:,? (?:de )?(?:19|20)\d\d)?"
_FORM = re.compile(
    rf"\s*(?P<place>(?P<name>{_NAME})(?:, (?!{_DATE}){_NAME}){{0,2}})"
    rf"(?P<date>[,،]? {_DATE})?[,،]?(?P<agency> ?\([^\W\d][^()\n]{{1,39}}\))?"
    r"(?:(?:\.?\s?[-–—]|:)(?=\s)|\s?—|(?<=\))(?=\s))"
)
LINES = 4  # a title, a lead and an outlet's name may stand above the dateline


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A dateline in ``text[start:end]``, dash included; its place is ``text[start:place_end]``, its town ends first."""

    start: int
    head_end: int
    place_end: int
    end: int


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Return the forms of datelines that only one language has, from ``times/<language>.toml``."""
    names = sorted(file.stem for file in FOLDER.glob("times/*.toml"))
    return tuple(re.compile(form) for name in names for form in table(f"times/{name}")["dateline"].get("places", ()))


def dateline_at(text: str, start: int, end: int) -> Dateline | None:
    """Return the dateline that opens ``text[start:end]``, a line or a sentence; None where none does."""
    for form in _forms():
        match = form.match(text, start, end)
        if match:
            return Dateline(
                start=match.start("place"), head_end=match.end("place"), place_end=match.end("place"), end=match.end()
            )
    match = _FORM.match(text, start, end)
    if match is None:
        return None
    capitals = sum(letter.isupper() for letter in match["name"]) >= 3 and match["name"].isupper()
    dated = match["date"] is not None and match["date"][0] in ",،"
    agency = match["agency"] is not None and (capitals or not match.group().endswith(")"))
    if not (dated or agency or capitals) or (match["name"].count(" ") > 1 and not (dated or agency)):
        return None
    return Dateline(
        start=match.start("place"), head_end=match.end("name"), place_end=match.end("place"), end=match.end()
    )


def first_dateline(text: str) -> Dateline | None:
    """Return the dateline of a report, in one of its first lines."""
    at = lines = 0
    while at < len(text) and lines < LINES:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        if text[at:stop].strip():
            found = dateline_at(text, at, stop)
            if found:
                return found
            lines += 1
        at = stop + 1
    return None
