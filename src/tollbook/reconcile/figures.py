"""One toll out of many statements: low, best, high, the rule behind best, and its history.

UCDP's rules: low and high are the lowest and highest reliable figures; best is the latest figure of the most direct
origin. A later report that raises a toll supersedes the earlier figure. Two sides that differ disagree. A denied
figure counts for nothing; a suspected one ("feared dead") only widens upwards, and where it is all there is, it is
the best there is with its low side open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from tollbook.data import kinship, table
from tollbook.reconcile.facts import Facts
from tollbook.records import Claim, Count, Effect, Figure, Party, Reading, Revision
from tollbook.relations import Order, disjoint, kin, origins, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What one report, by one origin, gives as the toll of an event, and its split by victims if it has one."""

    count: Count
    claims: tuple[Claim, ...]
    origins: frozenset[str]
    published: date | None
    order: Order
    directness: int
    rising: bool
    suspected: bool
    sides: tuple[Claim, ...] = ()

    @property
    def number(self) -> int:
        return value(self.count) or 0

    @property
    def victims(self) -> Party | None:
        return self.claims[0].victims


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """A figure, the claims that split it by victims, and the readings that cannot all be true."""

    figure: Figure
    sides: tuple[Claim, ...] = ()
    rivals: tuple[Reading, ...] = ()


def toll(effect: Effect, claims: Sequence[Claim], facts: Facts) -> Toll | None:
    """Return the toll of `effect` over the claims of one event, or None where every figure is denied."""
    counted = sorted((item for item in claims if item.effect == effect and item.modality != "denied"), key=facts.order)
    if not counted:
        return None
    readings = _whole_figures(_stated(counted, facts, _parties(claims)))
    standing = _standing(readings, _parties(claims))
    low, best, high, rule = _range(standing)
    figure = Figure(
        effect=effect,
        low=low,
        best=best,
        high=high,
        claims=tuple(claim.id for claim in counted),
        origins=tuple(sorted(frozenset[str]().union(*(origins(claim) for claim in counted)))),
        history=_history(counted, facts, _parties(claims)),
        rule=rule,
    )
    sides = next((item.sides for item in standing if item.sides), ())
    return Toll(figure=figure, sides=sides, rivals=_rivals(standing))


def _parties(claims: Sequence[Claim]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the perpetrators and the victims that the claims of one event name."""
    did = frozenset(item.perpetrator.actor for item in claims if item.perpetrator and item.perpetrator.actor)
    died = frozenset(item.victims.actor for item in claims if item.victims and item.victims.actor)
    return did, died


Parties = tuple[frozenset[str], frozenset[str]]


def _stated(claims: Sequence[Claim], facts: Facts, parties: Parties) -> list[Stated]:
    """Return what each report states, apart for each origin it cites, in order."""
    buckets: defaultdict[tuple[str, frozenset[str]], list[Claim]] = defaultdict(list)
    for claim in claims:
        if value(claim.count) is not None:
            buckets[(claim.report_id, origins(claim))].append(claim)
    found = [item for bucket in buckets.values() for item in _of_one_voice(bucket, facts, parties)]
    return sorted(found, key=lambda item: item.order)


def _of_one_voice(claims: Sequence[Claim], facts: Facts, parties: Parties) -> list[Stated]:
    """Read the figures of one report and one origin: told again, split by victims, or one after the other."""
    single = {(value(item.count), _who(item)): item for item in reversed(claims)}
    distinct = sorted(single.values(), key=facts.order)
    first = distinct[: table("weights")["reconcile"]["search"]["voices"]]
    for whole in first:
        rest = [item for item in first if item is not whole]
        for size in (2, 3):
            for sides in combinations(rest, size):
                if _split(sides) and sum(value(item.count) or 0 for item in sides) == value(whole.count):
                    return [_one(whole, claims, facts, parties, sides)]
    if len(distinct) > 1 and _split(distinct):
        summed = _one(distinct[0], claims, facts, parties, tuple(distinct))
        return [replace(summed, count=total([item.count for item in distinct if item.count]))]
    return [_one(item, [item], facts, parties) for item in distinct]


def _who(claim: Claim) -> tuple[str | None, str | None]:
    return (claim.victims.actor, claim.victims.victim_class) if claim.victims else (None, None)


def _split(claims: Sequence[Claim]) -> bool:
    return all(disjoint(one.victims, other.victims) for one, other in combinations(claims, 2))


def _one(
    claim: Claim, claims: Sequence[Claim], facts: Facts, parties: Parties, sides: tuple[Claim, ...] = ()
) -> Stated:
    assert claim.count is not None
    return Stated(
        count=claim.count,
        claims=(claim, *(item for item in claims if item is not claim)),
        origins=origins(claim),
        published=facts.published(claim),
        order=facts.order(claim),
        directness=directness(claim, parties),
        rising=any("rising" in item.cues for item in claims),
        suspected=claim.modality == "suspected",
        sides=sides,
    )


def directness(claim: Claim, parties: Parties) -> int:
    """Return how directly a claim's best origin knows its toll, 0 the most (weights.toml, reconcile.directness)."""
    ranks: dict[str, int] = table("weights")["reconcile"]["directness"]
    found = [ranks["nobody"]]
    for origin in origins(claim):
        if _on_side(kinship.serves(origin) or origin, parties[1]):  # "the army said 17 soldiers were killed"
            found.append(ranks["own_losses"])
        elif _on_side(origin, parties[0]):
            found.append(ranks["enemy_losses"])
        else:
            found.append(ranks.get(kinship.kind(origin) or "unknown", ranks["unknown"]))
    return min(found)


def _on_side(origin: str, side: frozenset[str]) -> bool:
    return any(kin(origin, actor) in ("same", "kin") for actor in side)


def _whole_figures(readings: list[Stated]) -> list[Stated]:
    """Leave out what other reports say of one kind of victims only, where the split by victims is known."""
    sides = [side for item in readings for side in item.sides]

    def partial(item: Stated) -> bool:
        mine = [side for side in sides if not disjoint(side.victims, item.victims)]
        return (
            not item.sides
            and any(disjoint(side.victims, item.victims) for side in sides)
            and any(value(side.count) == item.number for side in mine)
        )

    return [item for item in readings if not partial(item)]


def _standing(readings: Sequence[Stated], parties: Parties) -> list[Stated]:
    return [item for item in readings if not any(_supersedes(other, item, parties) for other in readings)]


def _supersedes(new: Stated, old: Stated, parties: Parties) -> bool:
    """Tell whether `new` raises `old`: told later, or as a toll that rose, and not by the other side."""
    if (
        new is old
        or new.number <= old.number
        or (new.suspected and not old.suspected)
        or _other_side(new, old, parties)
    ):
        return False
    if new.claims[0].report_id == old.claims[0].report_id:
        return new.rising or old.rising
    if new.published is None or old.published is None or new.published < old.published:
        return False
    one_origin = bool(new.origins) and new.origins == old.origins
    return new.published > old.published or new.rising or one_origin


def _other_side(one: Stated, other: Stated, parties: Parties) -> bool:
    """Tell whether two readings come from different mouths, one of which is party to the event."""
    if not one.origins or not other.origins or one.origins & other.origins:
        return False
    involved = parties[0] | parties[1]
    return any(_on_side(origin, involved) for origin in one.origins | other.origins)


def _range(standing: Sequence[Stated]) -> tuple[int | None, int | None, int | None, str]:
    """Return low, best, high and the rule behind best; always low <= best <= high where known."""
    firm = [item for item in standing if not item.suspected]
    if not standing:
        return None, None, None, "no number given"
    if not firm:
        first = max(standing, key=lambda item: item.number)
        return None, first.count.best, first.count.high, "suspected only: the low side stays open"
    chosen = min(firm, key=lambda item: (item.directness, -_day(item.published), -item.number, item.order))
    low, high = _spread(firm)
    given = [item for item in firm if item.count.best is not None]
    best = chosen.count.best if chosen.count.best is not None else given[0].count.best if given else None
    if high is not None:
        highs = [item.count.high for item in standing if item.suspected]
        high = None if None in highs else max([high, *(number for number in highs if number is not None)])
    if best is not None:
        low = None if low is None else min(low, best)
        high = None if high is None else max(high, best)
    return low, best, high, _rule(chosen, len(standing))


def _day(day: date | None) -> int:
    return day.toordinal() if day else 0


def _spread(firm: Sequence[Stated]) -> tuple[int | None, int | None]:
    """Return the lowest low and the highest high; a bound that an exact figure satisfies widens nothing."""
    closed = [item for item in firm if item.count.low is not None and item.count.high is not None]
    counted = [*closed, *(item for item in firm if not any(meet(item.count, other.count) for other in closed))]
    lows = [item.count.low for item in counted]
    highs = [item.count.high for item in counted]
    low = None if None in lows else min(number for number in lows if number is not None)
    high = None if None in highs else max(number for number in highs if number is not None)
    return low, high


def _rule(chosen: Stated, readings: int) -> str:
    if readings == 1:
        return "the only figure that stands"
    cited = ", ".join(sorted(chosen.origins)) or "no origin named"
    return f"the latest figure of the most direct origin ({cited}, {chosen.published or 'undated'})"


def meet(one: Count, other: Count) -> bool:
    """Tell whether two counts can both be true: their ranges overlap, "more than" and "nearly" being strict."""
    return _below(one, other) is False and _below(other, one) is False


def _below(one: Count, other: Count) -> bool:
    """Tell whether all of `one` lies below all of `other`."""
    top, bottom = ceiling(one), floor(other)
    return top is not None and bottom is not None and top < bottom


def floor(count: Count) -> int | None:
    """Return the least number a count allows: one more than its low for "more than"."""
    if count.low is None:
        return None
    return count.low + (count.qualifier == "more_than")


def ceiling(count: Count) -> int | None:
    """Return the most a count allows: one less than its high for "nearly" and "fewer than"."""
    if count.high is None:
        return None
    return count.high - (count.qualifier in ("nearly", "fewer_than"))


def total(counts: Sequence[Count]) -> Count:
    """Return the sum of counts, bounds included; a side that one of them leaves open stays open.

    A low side that is open adds nothing (nobody need have died), the sum's low stays known.
    """
    highs, bests = [ceiling(item) for item in counts], [value(item) for item in counts]
    low = sum(floor(item) or 0 for item in counts)
    high = None if None in highs else sum(number or 0 for number in highs)
    best = None if None in bests else sum(number or 0 for number in bests)
    if best is not None:
        low, high = min(low, best), None if high is None else max(high, best)
    exact = low == best == high
    return Count(
        low=low, best=best, high=high, qualifier="exact" if exact else "at_least" if high is None else "between"
    )


def _history(claims: Sequence[Claim], facts: Facts, parties: Parties) -> tuple[Revision, ...]:
    """Return the figure as it was known at the end of each day on which it changed."""
    days = sorted({day for day in map(facts.published, claims) if day is not None})
    undated = any(facts.published(item) is None for item in claims)
    revisions: list[Revision] = []
    for day in [*([None] if undated else []), *days]:
        known = [item for item in claims if _known(facts.published(item), day)]
        low, best, high, _ = _range(_standing(_whole_figures(_stated(known, facts, parties)), parties))
        last = revisions[-1] if revisions else None
        if last is None or (last.low, last.best, last.high) != (low, best, high):
            revisions.append(Revision(as_of=day, low=low, best=best, high=high))
    return tuple(revisions)


def _known(published: date | None, day: date | None) -> bool:
    return published is None or (day is not None and published <= day)


def _rivals(standing: Sequence[Stated]) -> tuple[Reading, ...]:
    """Return the figures that stand and cannot all be true, when they come from different mouths."""
    firm = [item for item in standing if not item.suspected]
    if not any(_contradict(one, other) for one, other in combinations(firm, 2)):
        return ()
    by_value: defaultdict[str, list[str]] = defaultdict(list)
    for item in firm:
        cited = ", ".join(sorted(item.origins)) or "no origin named"
        by_value[f"{_spell(item.count)} ({cited})"].extend(claim.id for claim in item.claims)
    return tuple(Reading(value=text, claims=tuple(dict.fromkeys(ids))) for text, ids in by_value.items())


def _contradict(one: Stated, other: Stated) -> bool:
    one_mouth = bool(one.origins & other.origins)
    if not one.origins and not other.origins:
        one_mouth = one.claims[0].report_id == other.claims[0].report_id
    return not one_mouth and not meet(one.count, other.count)


def _spell(count: Count) -> str:
    number = value(count)
    if count.qualifier == "between":
        return f"{count.low} to {count.high}"
    return str(number) if count.qualifier == "exact" else f"{count.qualifier.replace('_', ' ')} {number}"
