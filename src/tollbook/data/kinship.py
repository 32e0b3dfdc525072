"""Who is who and who belongs to whom: the actor registry as every layer may read it.

The registry is `data/actors/*.toml` (layout: governments.toml) plus, by rule, the government of every
country that CLDR names. All functions are pure look-ups by actor id; an unknown id has no kin, no kind
and no country, and its name is the id itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, cast

from babel import Locale

from tollbook.data import has, path, table
from tollbook.records import Actor, ActorKind

DISPLAY_LANGUAGES = ("en", "nb", "nn")
_FIELDS = frozenset({"country", "parent", "formerly", "allied", "umbrella", "parts"})
_NOT_KINDS = frozenset({"slugs", "shared", "peoples", "divided"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One actor with its ties. `parts` maps a concept ("army") to the names of that arm of a government."""

    actor: Actor
    formerly: tuple[str, ...] = ()
    allied: tuple[str, ...] = ()
    umbrella: bool = False
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()


def slug(text: str) -> str:
    """Return `text` as an id: ASCII letters and digits of its folded form, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o").replace("æ", "ae"))
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’ʼ`")
    return "-".join(re.findall(r"\w+", kept))


@cache
def countries(language: str) -> Mapping[str, str]:
    """Return CLDR's country names in `language` by ISO 3166-1 alpha-2 code (Kosovo as XK)."""
    territories = Locale.parse({"no": "nb"}.get(language, language)).territories
    return MappingProxyType({code: name for code, name in territories.items() if _is_country(code)})


def _is_country(code: str) -> bool:
    # CLDR lists regions (three digits) and codes that stand for no territory of their own.
    return len(code) == 2 and code not in {"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"}


@cache
def government_of(country: str) -> str:
    """Return the id of the government of `country` (alpha-2): ``SY`` gives ``syria-government``.

    Raises KeyError when CLDR knows no such country.
    """
    slugs: dict[str, str] = table("actors/governments")["slugs"]
    name = slugs.get(country) or slug(countries("en")[country])
    return f"{name}-government"


@cache
def entries() -> Mapping[str, Entry]:
    """Return the whole registry by id, the files' entries and the governments by rule."""
    found = {government_of(code): _government(code) for code in countries("en")}
    for file in sorted(path("actors").glob("*.toml")):
        for kind, group in table(f"actors/{file.stem}").items():
            if kind not in _NOT_KINDS:
                found |= {key: _entry(key, kind, fields, found.get(key)) for key, fields in group.items()}
    return MappingProxyType(found)


def _government(code: str) -> Entry:
    names = tuple((language, (_government_name(code, language),)) for language in DISPLAY_LANGUAGES)
    return Entry(actor=Actor(id=government_of(code), kind="government", names=names, country=code))


def _government_name(code: str, language: str) -> str:
    pattern: str = table(f"demonyms/{language}")["government"]
    called: dict[str, str] = table(f"demonyms/{language}")["called"]
    return pattern.format(country=called.get(code) or countries(language)[code])


def _entry(key: str, kind: str, fields: Mapping[str, Any], ruled: Entry | None) -> Entry:
    """Return the entry of a file; a government by rule keeps its display names before the file's."""
    names: dict[str, tuple[str, ...]] = dict(ruled.actor.names) if ruled else {}
    for language, spellings in fields.items():
        if language not in _FIELDS:
            names[language] = names.get(language, ()) + tuple(spellings)
    return Entry(
        actor=Actor(
            id=key,
            kind=cast(ActorKind, kind),
            names=tuple(names.items()),
            parent=fields.get("parent"),
            country=fields.get("country"),
        ),
        formerly=tuple(fields.get("formerly", ())),
        allied=tuple(fields.get("allied", ())),
        umbrella=bool(fields.get("umbrella", False)),
        parts=tuple((concept, tuple(spellings)) for concept, spellings in fields.get("parts", {}).items()),
    )


def actor(id: str) -> Actor | None:
    """Return the actor `id`, or None when the registry has none."""
    entry = entries().get(id)
    return entry.actor if entry else None


def kind(id: str) -> ActorKind | None:
    """Return the kind of the actor `id`."""
    found = actor(id)
    return found.kind if found else None


def country(id: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of the country where the actor `id` is based."""
    found = actor(id)
    return found.country if found else None


def name(id: str, language: str = "en") -> str:
    """Return the best name of the actor `id` in `language`, else in English, else its first, else the id."""
    found = actor(id)
    if found is None or not found.names:
        return id
    names = dict(found.names)
    wanted = {"no": "nb"}.get(language, language)
    spellings = names.get(wanted) or names.get("en") or found.names[0][1]
    return spellings[0]


def ancestors(id: str, *, former: bool = True) -> tuple[str, ...]:
    """Return what `id` belongs to, nearest first; with `former`, also what it once belonged to."""
    return tuple(_climb(id, former, {id}))


def _climb(id: str, former: bool, seen: set[str]) -> Iterator[str]:
    entry = entries().get(id)
    if entry is None:
        return
    above = [entry.actor.parent] if entry.actor.parent else []
    for parent in above + (list(entry.formerly) if former else []):
        if parent not in seen:
            seen.add(parent)
            yield parent
            yield from _climb(parent, former, seen)


def allies(id: str) -> tuple[str, ...]:
    """Return the actors whose losses those of `id` are counted with (a militia's government)."""
    entry = entries().get(id)
    return entry.allied if entry else ()


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have every table the normalisers need: sides, countries, places, origins, numbers."""
    needed = ("demonyms", "places", "origins", "numbers")
    every = (file.stem for file in path("parties").glob("*.toml"))
    return tuple(sorted(tag for tag in every if all(has(f"{folder}/{tag}") for folder in needed)))


def kin(left: str, right: str) -> Literal["same", "parent", "ally", "none"]:
    """Return how two actors stand to each other; "parent" either way, former parents included."""
    if left == right:
        return "same"
    if left in ancestors(right) or right in ancestors(left):
        return "parent"
    if left in allies(right) or right in allies(left):
        return "ally"
    return "none"
