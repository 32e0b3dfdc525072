"""What hangs on an incident without being its toll: subsets, and who claims, denies or confirms it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from tollbook.data import kinship
from tollbook.reconcile.facts import Facts
from tollbook.reconcile.figures import Toll
from tollbook.records import Claim, Effect, Place, Subset
from tollbook.relations import disjoint, gap_days, is_increment, kin, origins, position, shares, value, where


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """An incident that a statement may speak of."""

    id: str
    claims: tuple[Claim, ...]
    place: Place | None
    leaf: bool


def subsets(hosts: Sequence[Host], tolls: Mapping[str, Sequence[Toll]], facts: Facts) -> dict[str, tuple[Subset, ...]]:
    """Return the subsets of each incident: "four of them officers", and the split of its toll by victims.

    A subset that names no whole belongs to the nearest figure of its effect before it in the text that is not
    smaller. What two reports say alike is one subset.
    """
    home = {claim.id: host.id for host in hosts for claim in host.claims}
    told: defaultdict[tuple[str, Effect | None], list[Claim]] = defaultdict(list)
    for claim in sorted((claim for host in hosts for claim in host.claims), key=facts.order):
        told[claim.report_id, claim.effect].append(claim)
    told_as_share = shares(facts.claims.values())
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for host in hosts:
        for toll in tolls[host.id]:
            found[host.id].extend(toll.sides)
    for claim in sorted(facts.claims.values(), key=facts.order):
        if claim.id not in home and _is_subset(claim, told_as_share):
            before = _before(claim, told[claim.report_id, claim.effect])
            target = _spoken_of(claim, home, facts) or (home[before.id] if before else None)
            if target is not None:
                found[target].append(claim)
    return {host: _merged(claims) for host, claims in found.items()}


def _is_subset(claim: Claim, told_as_share: frozenset[str]) -> bool:
    counted = claim.effect is not None and claim.modality not in ("denied", "planned")
    return counted and (claim.scope == "subset" or is_increment(claim) or claim.id in told_as_share)


def _spoken_of(claim: Claim, home: Mapping[str, str], facts: Facts) -> str | None:
    """Return the incident of the claim that `claim` is about, through other subsets if need be."""
    todo, seen = list(claim.about), {claim.id}
    while todo:
        about = todo.pop(0)
        if about in home:
            return home[about]
        if about not in seen and about in facts.claims:
            seen.add(about)
            todo.extend(facts.claims[about].about)
    return None


def _before(claim: Claim, told: Sequence[Claim]) -> Claim | None:
    """Return the nearest of `told` (of its report and effect, in text order) before a claim that is not smaller."""
    least = value(claim.count) or 0
    first = bisect_right(told, position(claim), key=position)
    return next((other for other in reversed(told[:first]) if (value(other.count) or 0) >= least), None)


def _merged(claims: Sequence[Claim]) -> tuple[Subset, ...]:
    kept: list[dict[str, Claim]] = []
    of_number: defaultdict[tuple[Effect | None, int | None], list[dict[str, Claim]]] = defaultdict(list)
    for claim in claims:
        near = of_number[claim.effect, value(claim.count)]
        group = next((group for group in near if _alike(next(iter(group.values())), claim)), None)
        if group is None:
            group = {}
            near.append(group)
            kept.append(group)
        group.setdefault(claim.id, claim)
    return tuple(_subset(tuple(group.values())) for group in kept)


def _alike(one: Claim, other: Claim) -> bool:
    """Tell whether two subsets of one effect and number may be the same people."""
    if disjoint(one.victims, other.victims):
        return False
    told_apart = one.report_id == other.report_id and one.victims != other.victims
    return not told_apart


def _subset(claims: Sequence[Claim]) -> Subset:
    first = claims[0]
    assert first.effect is not None
    count = first.count
    return Subset(
        effect=first.effect,
        low=count.low if count else None,
        best=count.best if count else None,
        high=count.high if count else None,
        who=first.victims.text if first.victims else None,
        claims=tuple(claim.id for claim in claims),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """Who confirms, claims and denies one incident, as ids or the report's words, sorted."""

    confirmed_by: tuple[str, ...] = ()
    claimed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()


TOPICS = ("confirmation", "responsibility", "denial")


def voices(hosts: Sequence[Host], facts: Facts) -> dict[str, Voices]:
    """Return, by incident, who speaks of it.

    A statement that names no claim is attached only where exactly one incident of its report fits it.
    """
    home = {claim.id: host.id for host in hosts for claim in host.claims}
    by_report: defaultdict[str, list[Host]] = defaultdict(list)
    for host in hosts:
        for report in {claim.report_id for claim in host.claims}:
            by_report[report].append(host)
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in facts.claims.values():
        if claim.effect is None and claim.topic in TOPICS:
            for target in _targets(claim, home, by_report[claim.report_id], facts):
                found[(target, claim.topic)].update(_speakers(claim))
        elif claim.modality == "denied" and claim.id in home:
            found[(home[claim.id], "denial")].update(origins(claim))
    return {host.id: _voices(host.id, found) for host in hosts}


def _voices(host: str, found: Mapping[tuple[str, str], set[str]]) -> Voices:
    said = [_known_first(found.get((host, topic), set())) for topic in TOPICS]
    return Voices(confirmed_by=said[0], claimed_by=said[1], denied_by=said[2])


def _known_first(speakers: set[str]) -> tuple[str, ...]:
    """Return those the registry knows; words alone ("the Islamist group") only where nobody is known."""
    known = {speaker for speaker in speakers if kinship.kind(speaker) is not None}
    return tuple(sorted(known or speakers))


def _targets(claim: Claim, home: Mapping[str, str], near: Sequence[Host], facts: Facts) -> tuple[str, ...]:
    if claim.about:
        named = {home[about] for about in claim.about if about in home}
        through = _spoken_of(claim, home, facts)
        return tuple(sorted(named or ({through} if through else set())))
    fitting = tuple(islice((host.id for host in near if host.leaf and _fits(claim, host)), 2))
    return fitting if len(fitting) == 1 else ()


def _fits(claim: Claim, host: Host) -> bool:
    if where(claim.place, host.place).nearness == "apart":
        return False
    if all((gap_days(claim.period, item.period) or 0) > 1 for item in host.claims):
        return False
    if claim.topic == "confirmation":
        return True
    speakers = _speakers(claim)
    known = {item.perpetrator.actor for item in host.claims if item.perpetrator and item.perpetrator.actor}
    return not known or any(kin(one, other) in ("same", "kin") for one in speakers for other in known)


def _speakers(claim: Claim) -> frozenset[str]:
    """Return who speaks: for a confirmation those cited; else the group itself, or those cited."""
    party = claim.perpetrator
    cited = origins(claim)
    if claim.topic == "confirmation" or party is None:
        return cited
    return frozenset([party.actor or party.text])
