"""What a reviewer types as the right value of a claim's field, read strictly: nothing is guessed.

- count: the words of a report in English ("27", "at least 26", "more than 60", "26-30", "dozens"), or LOW/BEST/HIGH
  with "?" for what is open ("26/28/30", "26/?/?").
- place: a gazetteer id ("geonames:169577", "iso:SY") or a name, with what it lies in behind a comma ("Homs, SY") and
  what it is in brackets ("Homs, SY (town)") where the name alone is not enough; before it "near", "south of" and so on.
- period: a day, a month or a year ("2019-04-18", "2019-04", "2019"), or two of them with a slash between ("2019-04-18/
  2019-04-20"), ".." for an open side.
- victims, perpetrator: an actor of the registry by id or name, "=Name" for one that it does not have, then for victims
  "civilian", "combatant", "mixed"; the class alone leaves the actor as it was read.
- "unknown" empties any field that may be empty.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import get_args

from tollbook.data import kinship, table
from tollbook.normalise.counts import parse_count
from tollbook.normalise.gazetteer import Entry, gazetteer
from tollbook.normalise.place_keys import fold
from tollbook.normalise.places import LEVEL
from tollbook.records import (
    Cause,
    Claim,
    Count,
    Effect,
    Field,
    FieldValue,
    Modality,
    Party,
    Period,
    Place,
    Qualifier,
    Scope,
    VictimClass,
)

UNKNOWN = "unknown"
WORDS: dict[Field, tuple[str, ...]] = {
    "effect": get_args(Effect),
    "scope": get_args(Scope),
    "modality": get_args(Modality),
    "cause": get_args(Cause),
}
_SILENT = frozenset({"and", "of", "a", "an", "the"})  # words of a number that change nothing in it
_PAIRED = frozenset({"between", "from", "one"})  # so do these: "between 26 and 30", "one hundred"
MOST = 6  # readings of an unclear name that an error lists
RELATION = re.compile(
    r"(near|outside|(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west) of)\s+(.+)", re.IGNORECASE
)
ID = re.compile(r"\w+:[\w-]+")
DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


class CorrectionError(ValueError):
    """A typed value is none for its field; the message is one clear line."""


def correction(claim: Claim, field: str, typed: str) -> FieldValue:
    """Return the value of `field` that `typed` means for `claim`. Raises CorrectionError."""
    fields = get_args(Field)
    if field not in fields:
        raise CorrectionError(f"no field {field} to correct: choose from {', '.join(fields)}")
    words = " ".join(typed.split())
    if not words:
        raise CorrectionError(f"no value for {field} (write {UNKNOWN} to empty it)")
    known: Field = next(each for each in fields if each == field)
    if known in WORDS:
        return FieldValue(field=known, word=_one_of(words, WORDS[known], known))
    if words.lower() == UNKNOWN:
        return FieldValue(field=known)
    match known:
        case "count":
            return FieldValue(field=known, count=_count(words))
        case "place":
            return FieldValue(field=known, place=_place(words))
        case "period":
            return FieldValue(field=known, period=_period(words))
        case "victims" | "perpetrator":
            return FieldValue(field=known, party=_party(words, known, claim))
        case _:
            return FieldValue(field=known, word=_event(words, known))


def _one_of(typed: str, known: tuple[str, ...], field: str) -> str:
    if typed.lower() not in known:
        raise CorrectionError(f"no {field} {typed}: choose from {', '.join(known)}")
    return typed.lower()


def _event(typed: str, field: str) -> str:
    types: dict[str, list[str]] = table("codebooks/acled")["sub_events"]
    known = [*types] if field == "event_type" else [sub for subs in types.values() for sub in subs]
    found = next((name for name in known if name.casefold() == typed.casefold()), None)
    if found is None:
        raise CorrectionError(f"no {field} {typed} in ACLED's codebook: choose from {', '.join(known)}")
    return found


def _count(typed: str) -> Count:
    if "/" in typed:
        return _three(typed)
    found = parse_count(typed, "en") if re.match(r"\w", typed) else None
    if found is None or _has_other_words(typed, found):
        raise CorrectionError(
            f'no count: {typed} (write "27", "at least 26", "26-30" or LOW/BEST/HIGH with ? for open)'
        )
    return found


def _has_other_words(typed: str, found: Count) -> bool:
    """Tell whether a word of `typed` adds nothing to its count: "a banana" is no number."""
    words = typed.split()
    if all(word.lower() in _SILENT for word in words):
        return True
    for index, word in enumerate(words):
        rest = " ".join(words[:index] + words[index + 1 :])
        if word.lower() not in _SILENT | _PAIRED and rest and parse_count(rest, "en") == found:
            return True
    return False


def _three(typed: str) -> Count:
    parts = [part.strip() for part in typed.split("/")]
    if len(parts) != 3 or not all(part in ("", "?") or (part.isdecimal() and len(part) < 10) for part in parts):
        raise CorrectionError(f"no count: {typed} (LOW/BEST/HIGH with ? for what is open)")
    low, best, high = (int(part) if part not in ("", "?") else None for part in parts)
    known = [number for number in (low, best, high) if number is not None]
    if not known or known != sorted(known):
        raise CorrectionError(f"no count: {typed} (low, best and high must not fall, and one must be known)")
    if low == best == high:
        return Count(low=low, best=best, high=high)
    return Count(low=low, best=best, high=high, qualifier=_bounds(low, high))


def _bounds(low: int | None, high: int | None) -> Qualifier:
    """Return the qualifier that goes with what is known of a range."""
    if low is not None:
        return "between" if high is not None else "at_least"
    return "up_to" if high is not None else "about"


def _period(typed: str) -> Period:
    first, slash, last = (part.strip() for part in typed.partition("/"))
    start = _days(first) if first != ".." else None
    end = _days(last) if slash and last != ".." else start if not slash else None
    if start is None and end is None:
        raise CorrectionError(f"no period: {typed} (both sides are open)")
    days = Period(start=start[0] if start else None, end=end[1] if end else None, precision=_precision(start, end))
    if days.start is not None and days.end is not None and days.start > days.end:
        raise CorrectionError(f"no period: {typed} (it ends before it starts)")
    return days


Days = tuple[date, date, int]


def _days(typed: str) -> Days:
    """Return the first and last day of a day, month or year, and its UCDP date_prec."""
    found = DAY.match(typed)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31), 5
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1]), 4
        return date(year, month, day), date(year, month, day), 1
    except ValueError:
        raise CorrectionError(f"no day: {typed} (write 2019-04-18, 2019-04 or 2019)") from None


def _precision(start: Days | None, end: Days | None) -> int:
    """Return UCDP date_prec by the number of days: 1, two to six, a week, a month, more or an open side."""
    if start is None or end is None:
        return 5
    number = (end[1] - start[0] + timedelta(days=1)).days
    return next((code for most, code in ((1, 1), (6, 2), (7, 3), (31, 4)) if number <= most), 5)


def _place(typed: str) -> Place:
    related = RELATION.match(typed)
    relation, name = (related.group(1).lower().replace("-", ""), related.group(2)) if related else (None, typed)
    entry = _entry(name)
    precision = entry.precision or LEVEL[entry.kind]
    if relation is not None:
        precision = 2 if entry.kind == "town" else min(5, precision + 1)
    return Place(
        text=entry.name if ID.fullmatch(name) else typed,
        id=entry.id,
        name=entry.name,
        country=entry.country,
        admin1=entry.admin1_name,
        admin2=entry.admin2_name,
        latitude=entry.latitude,
        longitude=entry.longitude,
        precision=precision,
        relation=relation,
        reason="corrected by review",
    )


def _entry(typed: str) -> Entry:
    book = gazetteer()
    if ID.fullmatch(typed):
        found = book.named(typed)
        if found is None:
            raise CorrectionError(f"no place {typed} in the gazetteer")
        return found
    bracketed = re.fullmatch(r"(.+?)\s*\((\w+)\)", typed)
    name, kind = (bracketed.group(1), bracketed.group(2).lower()) if bracketed else (typed, None)
    head, *within = [part.strip() for part in name.split(",")]
    entries = [
        entry
        for entry in book.find(head) or book.find_loosely(head)
        if kind in (None, entry.kind) and all(_lies_in(entry, part) for part in within)
    ]
    if not entries:
        raise CorrectionError(f"no place {typed} in the gazetteer")
    if len(entries) > 1:
        shown = "; ".join(map(_called, entries[:MOST])) + (" ..." if len(entries) > MOST else "")
        raise CorrectionError(f"{typed} may be {len(entries)} places, say which: {shown}")
    return entries[0]


def _lies_in(entry: Entry, part: str) -> bool:
    country = gazetteer().country(entry.country) if entry.country else None
    above = [entry.admin1_name, entry.admin2_name, country.name if country else None, entry.country]
    names = kinship.countries("en").get(entry.country or "")
    return fold(part) in {fold(each) for each in (*above, names) if each}


def _called(entry: Entry) -> str:
    inside = ", ".join(part for part in (entry.admin1_name, entry.country) if part and part != entry.name)
    return f"{entry.id} {entry.name} ({entry.kind}{f', {inside}' if inside else ''})"


def _party(typed: str, field: str, claim: Claim) -> Party:
    head, _, last = typed.rpartition(" ")
    classes: tuple[VictimClass, ...] = get_args(VictimClass)
    kind = next((each for each in classes if each == last.lower()), None) if field == "victims" else None
    named = head if kind else typed
    was: Party | None = getattr(claim, field)
    own_kind = was.victim_class if was else None
    if kind and not named:
        return Party(text=was.text if was else last, actor=was.actor if was else None, victim_class=kind)
    if named.startswith("="):
        return Party(text=named[1:].strip() or typed, victim_class=kind or own_kind)
    return Party(text=was.text if was else named, actor=_actor(named), victim_class=kind or own_kind)


def _actor(typed: str) -> str:
    if kinship.actor(typed) is not None:
        return typed
    wanted = typed.casefold()
    spelt = {
        key
        for key, entry in kinship.entries().items()
        for _, names in entry.actor.names
        if any(name.casefold() == wanted for name in names)
    }
    if len(spelt) == 1:
        return spelt.pop()
    if spelt:
        raise CorrectionError(f"{typed} may be {len(spelt)} actors, say which: {', '.join(sorted(spelt)[:MOST])}")
    raise CorrectionError(f'no actor {typed} in the registry (write "={typed}" for a name that it does not have)')
