"""What a language tag means for a page: its English name, and the direction of its writing."""

from __future__ import annotations

from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError


@cache
def language_name(tag: str | None) -> str:
    """Return the English name of a BCP 47 tag, the tag where it has none, and "language unknown" for None."""
    if not tag:
        return "language unknown"
    found = _locale(tag)
    return (found.get_display_name("en") if found else None) or tag


@cache
def direction(tag: str | None) -> Literal["ltr", "rtl", "auto"]:
    """Return the direction a language is written in; "auto" leaves it to the letters."""
    found = _locale(tag) if tag else None
    if found is None:
        return "auto"
    return "rtl" if found.text_direction == "rtl" else "ltr"


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
