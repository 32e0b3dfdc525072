"""Folding: one spelling for the letters and digits that a language writes in several ways, for number tables.

A number table may have a section [fold]: each letter of a key becomes the value, "" drops it (vowel signs, soft
hyphens, apostrophes inside words). Digits of any script become 0-9. A table without the section is read as it
stands.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from tollbook.data import table


@cache
def number_rules(language: str) -> dict[str, Any]:
    """Return ``numbers/<language>.toml`` with all its words folded; callers must not change it."""
    rules = table(f"numbers/{language}")
    letters = _letters(language)
    if letters is None:
        return rules
    return {name: section if name == "fold" else _folded(section, letters) for name, section in rules.items()}


def fold(text: str, language: str) -> tuple[str, list[int] | None]:
    """Return `text` folded and the place in `text` of each of its letters (and its end); None for "unchanged"."""
    letters = _letters(language)
    if letters is None:
        return text, None
    out: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = letters.get(letter, letter)
        if not plain:
            continue
        out.append(_digit(plain))
        places.append(place)
    return "".join(out), [*places, len(text)]


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None) if len(letter) == 1 else None
    return letter if value is None else str(value)


@cache
def _letters(language: str) -> dict[str, str] | None:
    rules = table(f"numbers/{language}").get("fold")
    if rules is None:
        return None
    return {letter: plain for letters, plain in rules.items() for letter in letters}


def _folded(value: Any, letters: dict[str, str]) -> Any:
    """Return `value` (a section of a table) with each of its words folded, keys too."""
    if isinstance(value, str):
        return "".join(letters.get(letter, letter) for letter in value)
    if isinstance(value, list):
        return [_folded(item, letters) for item in value]
    if isinstance(value, dict):
        return {_folded(key, letters): _folded(item, letters) for key, item in value.items()}
    return value
