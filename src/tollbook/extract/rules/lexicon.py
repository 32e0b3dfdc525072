"""The lexicon of a language: phrases of a data file compiled into one matcher per category."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

from tollbook.data import has, table
from tollbook.records import Effect

FORMS = ("either", "active", "intransitive", "predicate", "nominal", "counted", "toll", "attributive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A phrase of the lexicon found in a text."""

    start: int
    end: int
    low: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Words that say people came to harm; `forms` tell where the people may stand (see the data file)."""

    start: int
    end: int
    low: str
    effect: Effect
    forms: tuple[str, ...]
    people_only: bool

    @property
    def form(self) -> str:
        """Return the first of its forms, in the order of FORMS."""
        return self.forms[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWord:
    """Words that name an attack, with ACLED's types where the words decide them."""

    start: int
    end: int
    low: str
    type: str | None
    sub: str | None


class Phrases:
    """A set of phrases as one pattern: longest first, whole words, any case; ``*`` is any letters or hyphens."""

    def __init__(self, phrases: Iterable[str]) -> None:
        ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
        body = "|".join(_pattern(phrase) for phrase in ordered)
        self._pattern = re.compile(rf"(?<![\w-])(?:{body})(?!\w)" if body else r"(?!)", re.IGNORECASE)

    def find(self, text: str, start: int, end: int) -> list[Hit]:
        """Return the hits in ``text[start:end]``, left to right, without overlap."""
        return [
            Hit(start=hit.start(), end=hit.end(), low=hit.group().lower())
            for hit in self._pattern.finditer(text, start, end)
        ]

    def match(self, text: str) -> bool:
        """Tell whether the whole of `text` is one of the phrases."""
        return self._pattern.fullmatch(text) is not None


def _pattern(phrase: str) -> str:
    return r"\s+".join(re.escape(word).replace(r"\*", r"[\w-]*") for word in phrase.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All the words of one language that the rules read."""

    language: str
    raw: dict[str, Any]

    def phrases(self, *keys: str) -> Phrases:
        """Return the compiled phrases under the keys, e.g. ``phrases("cues", "total")``."""
        return _compiled(self.language, keys)

    def words(self, *keys: str) -> frozenset[str]:
        """Return the plain words under the keys."""
        return _plain(self.language, keys)

    def names(self, section: str) -> tuple[str, ...]:
        """Return the keys of a section."""
        return tuple(self.raw.get(section, {}))

    def triggers(self, text: str, start: int, end: int) -> list[Trigger]:
        """Return the harm words of ``text[start:end]``: the longest wins, then the order of the data file."""
        found = [
            Trigger(
                start=hit.start,
                end=hit.end,
                low=hit.low,
                effect=effect,
                forms=(form,),
                people_only=people_only or hit.low in self.raw["grammar"]["strict"],
            )
            for effect, form, people_only, phrases in _harm(self.language)
            for hit in phrases.find(text, start, end)
        ]
        return _longest(_merged(found))

    def events(self, text: str, start: int, end: int) -> list[EventWord]:
        """Return the words for attacks in ``text[start:end]``, without overlap."""
        found = [
            EventWord(start=hit.start, end=hit.end, low=hit.low, type=kind, sub=sub)
            for kind, sub, phrases in _events(self.language)
            for hit in phrases.find(text, start, end)
        ]
        return _longest(found)


def _merged(found: list[Trigger]) -> list[Trigger]:
    """Join the forms of one word for one effect: "drepte" is "they killed", "the killed" and a count of them."""
    merged: dict[tuple[int, int, Effect], Trigger] = {}
    for item in found:
        key = (item.start, item.end, item.effect)
        earlier = merged.get(key)
        merged[key] = item if earlier is None else replace(earlier, forms=(*earlier.forms, *item.forms))
    return list(merged.values())


Found = TypeVar("Found", Trigger, EventWord)


def _longest(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for item in sorted(found, key=lambda item: item.start - item.end):
        if all(item.end <= other.start or item.start >= other.end for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


def lexicon(language: str) -> Lexicon | None:
    """Return the lexicon of a BCP 47 language, or None where there is none ("no" is read as "nb")."""
    base = language.split("-", maxsplit=1)[0].lower()
    base = "nb" if base == "no" else base
    return _load(base) if has(f"lexicon/{base}") else None


@cache
def _load(language: str) -> Lexicon:
    return Lexicon(language=language, raw=table(f"lexicon/{language}"))


def _at(language: str, keys: tuple[str, ...]) -> list[str]:
    found: Any = table(f"lexicon/{language}")
    for key in keys:
        found = found.get(key, {})
    return list(found) if isinstance(found, list) else []


@cache
def _compiled(language: str, keys: tuple[str, ...]) -> Phrases:
    return Phrases(_at(language, keys))


@cache
def _plain(language: str, keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_at(language, keys))


@cache
def _harm(language: str) -> tuple[tuple[Effect, str, bool, Phrases], ...]:
    harm: dict[Effect, dict[str, Any]] = table(f"lexicon/{language}")["harm"]
    return tuple(
        (effect, form, bool(forms.get("people_only", False)), Phrases(forms[form]))
        for effect, forms in harm.items()
        for form in FORMS
        if forms.get(form)
    )


@cache
def _events(language: str) -> tuple[tuple[str | None, str | None, Phrases], ...]:
    return tuple(
        (item.get("type"), item.get("sub"), Phrases(item["words"])) for item in table(f"lexicon/{language}")["events"]
    )
