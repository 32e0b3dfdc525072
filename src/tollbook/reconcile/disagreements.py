"""Readings that cannot all be true, each with the claims that give it. Nothing is averaged away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations

from tollbook.reconcile.facts import Facts
from tollbook.reconcile.figures import Toll
from tollbook.reconcile.settle import perpetrator_of, victims_of
from tollbook.records import Claim, Disagreement, Party, Place, Reading, SumCheck
from tollbook.relations import days, gap_days, kin, spell, value, where

WITHIN = ("same", "inside", "province", "country")
Part = tuple[tuple[Claim, ...], Place | None]  # a part's claims, and the place they settle on


def of_event(claims: Sequence[Claim], tolls: Sequence[Toll], facts: Facts) -> list[Disagreement]:
    """Return where the claims of one event contradict each other: count, place, period, perpetrator, victims."""
    ordered = sorted(claims, key=facts.order)
    found = [Disagreement(about="count", values=toll.rivals) for toll in tolls if toll.rivals]
    checks: tuple[tuple[str, Callable[[Claim], str | None], Callable[[Claim, Claim], bool]], ...] = (
        ("place", lambda claim: spell(claim.place) if claim.place else None, _places_clash),
        ("period", lambda claim: days(claim.period) if claim.period else None, _periods_clash),
        ("perpetrator", lambda claim: _named(perpetrator_of(claim)), _perpetrators_clash),
        ("victims", _victim_words, _victims_clash),
    )
    for about, words, clash in checks:
        clashing = _clashing(ordered, clash)
        if clashing:
            found.append(Disagreement(about=about, values=readings(clashing, words)))
    return found


def of_parts(claims: Sequence[Claim], parts: Sequence[Part], facts: Facts) -> list[Disagreement]:
    """Return the place disagreement of a total that a report places where its parts did not happen."""
    misplaced = [
        claim
        for claim in sorted(claims, key=facts.order)
        if claim.place is not None
        and claim.place.relation is None
        and any(where(claim.place, place).nearness == "apart" for _, place in parts)
    ]
    if not misplaced:
        return []
    stated = readings(misplaced, lambda claim: spell(claim.place) if claim.place else None)
    beside = [
        Reading(value=spell(place), claims=tuple(claim.id for claim in sorted(members, key=facts.order)))
        for members, place in parts
        if place is not None and not any(where(claim.place, place).nearness in WITHIN for claim in misplaced)
    ]
    return [Disagreement(about="place", values=(*stated, *beside))]


def of_sums(claims: Sequence[Claim], parts: Sequence[Part], checks: Sequence[SumCheck]) -> list[Disagreement]:
    """Return the sums that fail, the stated total beside what the parts add up to."""
    found = []
    for check in checks:
        if check.verdict != "disagrees":
            continue
        stated = tuple(claim.id for claim in claims if claim.effect == check.effect)
        added = tuple(claim.id for members, _ in parts for claim in members if claim.effect == check.effect)
        values = (
            Reading(value=f"{check.effect}: {value(check.stated)} stated", claims=stated),
            Reading(value=f"{check.effect}: {value(check.parts)} in its parts", claims=added),
        )
        found.append(Disagreement(about="sum", values=values))
    return found


def readings(claims: Sequence[Claim], words: Callable[[Claim], str | None]) -> tuple[Reading, ...]:
    """Return the values that claims give, in the order of the claims, equal values together."""
    by_value: dict[str, list[str]] = {}
    for claim in claims:
        text = words(claim)
        if text is not None:
            by_value.setdefault(text, []).append(claim.id)
    return tuple(Reading(value=text, claims=tuple(ids)) for text, ids in by_value.items())


def _clashing(claims: Sequence[Claim], clash: Callable[[Claim, Claim], bool]) -> list[Claim]:
    """Return the claims that clash with another; those that tell alike in all that can clash are compared once."""
    alike: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        number = value(claim.count)
        key = (claim.report_id, claim.effect, number, claim.place, claim.period, claim.perpetrator, claim.victims)
        alike[key].append(claim)
    pairs = [(one, other) for one, other in combinations(alike.values(), 2) if clash(one[0], other[0])]
    named = {claim.id for pair in pairs for told in pair for claim in told}
    return [claim for claim in claims if claim.id in named]


def _places_clash(one: Claim, other: Claim) -> bool:
    return where(one.place, other.place).nearness == "apart"


def _periods_clash(one: Claim, other: Claim) -> bool:
    return (gap_days(one.period, other.period) or 0) > 0


def _perpetrators_clash(one: Claim, other: Claim) -> bool:
    """Tell whether two claims name different doers, unless each names the doer of its own side's dead (a battle)."""
    if _victims_clash(one, other):
        return False
    return _actors(one.perpetrator, other.perpetrator) == "different"


def _victims_clash(one: Claim, other: Claim) -> bool:
    """Tell whether two reports give one toll to different victims; one report's sides of a battle are no clash."""
    if one.report_id == other.report_id or one.effect != other.effect or value(one.count) != value(other.count):
        return False
    classes = {party.victim_class for party in (one.victims, other.victims) if party is not None}
    return classes == {"combatant", "civilian"} or _actors(one.victims, other.victims) == "different"


def _actors(one: Party | None, other: Party | None) -> str:
    return kin(one.actor if one else None, other.actor if other else None)


def _named(party: Party | None) -> str | None:
    return (party.actor or party.text) if party else None


def _victim_words(claim: Claim) -> str | None:
    named = _named(victims_of(claim))
    kind = claim.victims.victim_class if claim.victims else None
    return f"{named} ({kind})" if named and kind in ("combatant", "civilian") else named
