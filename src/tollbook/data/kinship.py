"""Who is who and who belongs to whom: the actor registry as every layer may read it.

The registry is `data/actors/*.toml` (layout: governments.toml) plus, by rule, the government of every
country that CLDR names. All functions are pure look-ups by actor id; an unknown id has no kin, no kind
and no country, and its name is the id itself.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, cast

from babel import Locale

from tollbook.data import has, path, table
from tollbook.records import Actor, ActorKind

DISPLAY_LANGUAGES = ("en", "nb", "nn")
_FIELDS = frozenset(
    {
        "country",
        "parent",
        "formerly",
        "allied",
        "umbrella",
        "parts",
        "since",
        "until",
        "became",
        "split_from",
        "called",
        "local",
    }
)
_NOT_KINDS = frozenset({"slugs", "shared", "peoples", "divided", "interaction", "history", "doers"})
_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days from `first` to `last`, inclusive; None where that side is open or not known."""

    first: date | None = None
    last: date | None = None

    def hold(self, on: date) -> bool:
        """Tell whether `on` is one of the days."""
        return (self.first or _FIRST) <= on <= (self.last or _LAST)


ALWAYS = Days()


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Names that an actor had in some days; `strict`: in other days they are not its names at all.

    "The Nusra Front" means the same people after its last day; "al-Qaeda's Syrian branch" then means others.
    """

    names: tuple[tuple[str, tuple[str, ...]], ...]
    days: Days
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One actor with its ties. `parts` maps a concept ("army") to the names of that arm of a government.

    `days` are those of its existence. A renaming is no new actor: its names have days (`called`). A split or a
    merger makes a new one: `split_from` and `became` name the others. The names of `called` stand in
    `actor.names` too. `local` are names that mean it in its own country only.
    """

    actor: Actor
    formerly: tuple[str, ...] = ()
    allied: tuple[str, ...] = ()
    umbrella: bool = False
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    days: Days = ALWAYS
    became: tuple[str, ...] = ()
    split_from: tuple[str, ...] = ()
    called: tuple[Called, ...] = ()
    local: frozenset[str] = frozenset()


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
    history: dict[str, dict[str, Any]] = table("actors/history")["history"]
    for file in sorted(path("actors").glob("*.toml")):
        for kind, group in table(f"actors/{file.stem}").items():
            if kind not in _NOT_KINDS:
                found |= {
                    key: _entry(key, kind, fields | history.get(key, {}), found.get(key))
                    for key, fields in group.items()
                }
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
    called = tuple(_called(block) for block in fields.get("called", ()))
    local = {"en": tuple(fields["local"])} if "local" in fields else {}
    for language, spellings in (*_spelled(fields), *(pair for block in called for pair in block.names), *local.items()):
        names[language] = names.get(language, ()) + spellings
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
        days=_days(fields),
        became=tuple(fields.get("became", ())),
        split_from=tuple(fields.get("split_from", ())),
        called=called,
        local=frozenset(fields.get("local", ())),
    )


def _spelled(fields: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((key, tuple(value)) for key, value in fields.items() if key not in _FIELDS and key != "strict")


def _called(block: Mapping[str, Any]) -> Called:
    return Called(names=tuple(_spelled(block)), days=_days(block), strict=bool(block.get("strict", False)))


def _days(fields: Mapping[str, Any]) -> Days:
    """Return the days of `since` and `until`: a year, a month or a day, each taken whole ("2016-07")."""
    since, until = fields.get("since"), fields.get("until")
    return Days(first=_edges(since)[0] if since else None, last=_edges(until)[1] if until else None)


def _edges(told: str) -> tuple[date, date]:
    year, month, day = (*(int(part) for part in told.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    first, last = (month, month) if month else (1, 12)
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


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


def name(id: str, language: str = "en", on: date | None = None) -> str:
    """Return the best name of the actor `id` in `language`, else in English, else its first, else the id.

    `on` is a day: where the actor then bore another name, that one ("Nusra Front" in 2014).
    """
    entry = entries().get(id)
    if entry is None or not entry.actor.names:
        return id
    wanted = {"no": "nb"}.get(language, language)
    then = [block for block in entry.called if on and not block.strict and block.days.hold(on)]
    for names in [*(dict(block.names) for block in then), dict(entry.actor.names)]:
        if spellings := names.get(wanted) or names.get("en"):
            return spellings[0]
    return entry.actor.names[0][1][0]


def existed(id: str, on: date) -> bool:
    """Tell whether the actor `id` may have existed on a day: no known beginning is after it, no end before it."""
    entry = entries().get(id)
    return entry is not None and entry.days.hold(on)


def successors(id: str, on: date | None = None) -> tuple[str, ...]:
    """Return what the actor `id` became, and what split from it; with `on`, those that existed on that day."""
    entry = entries().get(id)
    split = [key for key, other in entries().items() if id in other.split_from]
    every = dict.fromkeys([*(entry.became if entry else ()), *split])
    return tuple(key for key in every if on is None or existed(key, on))


INTERACTIONS = {"government": 1, "armed-group": 2, "militia": 3, "coalition": 8, "civilians": 7}


def interaction(id: str, country: str | None = None, on: date | None = None) -> int | None:
    """Return ACLED's interaction code of the actor `id` in an event in `country`; None where it takes no part.

    1 state forces, 2 rebel group, 3 political militia (gangs too), 4 identity militia, 7 civilians, 8 external
    and other forces: a state or a part of one outside its country, a coalition (ACLED Codebook, actor types).
    An armed group that governs a country since a day is its state's forces from then on.
    """
    entry, told = entries().get(id), table("actors/interaction")["interaction"]
    if entry is None:
        return None
    for code in ("3", "4"):
        if id in told[code]:
            return int(code)
    for home, (group, since) in told["governs"].items():
        if group == id and on is not None and on >= date.fromisoformat(since):
            return 1 if country in (None, home) else 8
    state = next((a for a in (id, *ancestors(id, former=False)) if kind(a) == "government"), None)
    if state:
        home_of_state = entries()[state].actor.country
        return 1 if country is None or country == home_of_state else 8
    return INTERACTIONS.get(entry.actor.kind)


def ancestors(id: str, *, former: bool = True) -> tuple[str, ...]:
    """Return what `id` belongs to, nearest first; with `former`, also what it once belonged to."""
    return tuple(_climb(id, former, {id}))


def speaks_as(origin: str) -> ActorKind | None:
    """Return the kind of actor an origin speaks as: its own, or that of its institution ("ml-army", "hospital")."""
    return kind(origin) or _concepts().get(institution(origin)[1])


def serves(origin: str) -> str | None:
    """Return the government of which an origin is an arm (``ml-army`` gives ``mali-government``), None for others."""
    country, concept = institution(origin)
    return government_of(country) if country is not None and _concepts().get(concept) == "government" else None


def institution(origin: str) -> tuple[str | None, str]:
    """Part the slug of an institution into its country and what it is (``ml-army``); no country: (None, the slug)."""
    code, _, concept = origin.partition("-")
    return (code.upper(), concept) if code.upper() in countries("en") else (None, origin)


@cache
def _concepts() -> Mapping[str, ActorKind]:
    """Return the kind of each institution of ``origins/concepts.toml``."""
    kinds: dict[ActorKind, list[str]] = table("origins/concepts")["kinds"]
    return {concept: kind for kind, concepts in kinds.items() for concept in concepts}


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
