"""Where, when, who: one value out of what the claims of an event say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import TypeVar

from tollbook.data import has, kinship, table
from tollbook.reconcile.facts import Facts
from tollbook.records import Cause, Claim, Party, Period, Place
from tollbook.relations import PROVINCE, VAGUE, bounds, gap_days, level, unlisted, where

Told = TypeVar("Told", Place, Period)

FITTING = ("same", "inside", "province", "country", "beside")
DAYS = 2  # UCDP date_prec up to which a period is told in days


def place(claims: Sequence[Claim], facts: Facts) -> Place | None:
    """Return the finest place among those that most reports fit with."""
    placed = [claim for claim in claims if claim.place is not None]

    tellers = _tellers((item.place, item) for item in placed)
    fitting = {
        one: len({report for other in tellers if where(other, one).nearness in FITTING for report in tellers[other]})
        for one in tellers
    }

    def rank(claim: Claim) -> tuple[object, ...]:
        assert claim.place is not None
        blank = claim.place.latitude is None
        related = claim.place.relation is not None
        return -fitting[claim.place], _coarseness(claim.place), blank, related, facts.order(claim)

    return min(placed, key=rank).place if placed else None


def _tellers(told: Iterable[tuple[Told | None, Claim]]) -> dict[Told, set[str]]:
    """Return the reports that give each value: claims that agree need comparing with the others once only."""
    found: defaultdict[Told, set[str]] = defaultdict(set)
    for item, claim in told:
        if item is not None:
            found[item].add(claim.report_id)
    return found


def _coarseness(place: Place) -> float:
    """Return the level of a place; a name that no gazetteer has is a little finer than the parent it is placed by."""
    parent = level(place)
    if not unlisted(place):
        return parent
    return min(parent, (PROVINCE if parent <= PROVINCE else VAGUE) - 0.5)


def place_of_whole(claims: Sequence[Claim], parts: Sequence[Place | None], facts: Facts) -> Place | None:
    """Return the finest place told of a total that the places of most of its parts fit with."""
    placed = [claim for claim in claims if claim.place is not None]

    def rank(claim: Claim) -> tuple[object, ...]:
        assert claim.place is not None
        fitting = sum(where(claim.place, part).nearness in FITTING for part in parts)
        return -fitting, level(claim.place), facts.order(claim)

    return min(placed, key=rank).place if placed else None


def period(claims: Sequence[Claim], facts: Facts) -> Period | None:
    """Return the period that most reports fit with, narrowed by those that lie within it.

    A fight of several days that starts on the day another report gives stays the longer one; else the narrower
    days win, since a wide range is mostly a report that does not know the day.
    """
    dated = [(claim.period, claim) for claim in claims if claim.period and (claim.period.start or claim.period.end)]
    if not dated:
        return None

    tellers = _tellers(dated)
    support = {
        own: len({report for other in tellers if gap_days(own, other) == 0 for report in tellers[other]})
        for own in tellers
    }
    ranked = sorted(dated, key=lambda item: (-support[item[0]], _length(item[0]), facts.order(item[1])))
    settled = ranked[0][0]
    for other, _ in ranked[1:]:
        settled = _both(settled, other)
    return settled


def _length(own: Period) -> int:
    start, end = bounds(own)
    return (end - start).days


def _both(settled: Period, other: Period) -> Period:
    if gap_days(settled, other) != 0:
        return settled
    one, two = bounds(settled), bounds(other)
    if one[0] == two[0] and max(settled.precision, other.precision) <= DAYS:
        return settled if one[1] >= two[1] else other
    start, end = max(one[0], two[0]), min(one[1], two[1])
    if (start, end) == one:
        return settled
    if (start, end) == two:
        return other
    return Period(
        start=None if start == date.min else start,
        end=None if end == date.max else end,
        precision=min(settled.precision, other.precision),
        reason=f"where {settled.reason or 'one period'} and {other.reason or 'another'} overlap",
    )


def parties(claims: Sequence[Claim], of: Callable[[Claim], Party | None], facts: Facts) -> tuple[str, ...]:
    """Return the ids named, most often first, the finest of each line only; else the first name the registry lacks.

    "Gunmen" or "people" name nobody: who they were is unknown, and the words stay with the claims.
    """
    ordered = sorted(claims, key=facts.order)
    named = [(claim, party) for claim in ordered if (party := of(claim)) is not None]
    ids = Counter(party.actor for _, party in named if party.actor is not None)
    if not ids:
        return tuple(party.text for claim, party in named if names_somebody(party.text, claim.language))[:1]
    above = {ancestor for actor in ids for ancestor in kinship.ancestors(actor)}
    finest = [actor for actor in ids if actor not in above]
    return tuple(sorted(finest or ids, key=lambda actor: (-ids[actor], actor)))


def names_somebody(text: str, language: str) -> bool:
    """Tell whether words for a side hold a proper name, and not just a class of people ("gunmen", "væpnede menn")."""
    first, *rest = text.split() or [""]
    if any(word[:1].isupper() for word in rest):
        return True
    return first[:1].isupper() and first.lower() not in _classes(language)


@cache
def _classes(language: str) -> frozenset[str]:
    """Return the words of a language for classes of people, and the adjectives that make them armed."""
    if not has(f"parties/{language}"):
        return frozenset()
    sections = [section for section in table(f"parties/{language}").values() if isinstance(section, dict)]
    words = {word for section in sections for word in section.get("words", ()) for word in word.split()}
    armed = table(f"lexicon/{language}")["grammar"]["armed"] if has(f"lexicon/{language}") else ()
    return frozenset(words | set(armed))


def perpetrator_of(claim: Claim) -> Party | None:
    """Return a claim's perpetrator."""
    return claim.perpetrator


def victims_of(claim: Claim) -> Party | None:
    """Return a claim's victims."""
    return claim.victims


def cause(claims: Sequence[Claim]) -> Cause:
    """Return the cause told most often of the people harmed; conflict where it is told as often as another."""
    told = Counter(item.cause for item in claims if item.effect is not None)
    return min(told, key=lambda each: (-told[each], each != "conflict", each), default="conflict")


def event_type(claims: Sequence[Claim]) -> tuple[str | None, str | None]:
    """Return the event type and sub-type told most often, the more specific one first among equals."""
    told = Counter((item.event_type, item.sub_event_type) for item in claims if item.event_type is not None)
    types: Counter[str] = Counter()
    for (kind, _), times in told.items():
        types[kind] += times
    if not told:
        return None, None

    def rank(item: tuple[str, str | None]) -> tuple[object, ...]:
        return -types[item[0]], item[0], item[1] is None, -told[item], item[1] or ""

    return min(told, key=rank)
