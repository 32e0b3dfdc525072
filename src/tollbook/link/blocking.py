"""Which pairs of claims are worth comparing.

Without it every claim meets every other. A claim carries *keys* (where, when, how many, as finely as it knows), and
two claims meet when they share one: within a report when they stand near each other, tell one number, or speak of each
other; across reports when both are placed finely in one cell
of the map on neighbouring days; or, when one is placed loosely, in one country with a like number; or, when one has
no place at all, with the very same number on those days. However many share a key, each meets a bounded number of
them (``[link.search]`` in weights.toml), so that the pairs grow with the claims and not with their square.

Pairs of two reports hang on days: whoever knows all claims of the days around a report (`REACH_DAYS`) knows every
pair of it. Only claims without any day, of reports without a date, are looked for by their number alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil, floor, log
from typing import Any

from tollbook.data import kinship, table
from tollbook.link.surroundings import place_names
from tollbook.records import Claim, Effect, Report
from tollbook.relations import is_increment, level, shares, value

CELL = 0.5  # degrees; with its neighbours it reaches past 50 km
LONG = 40  # days; a longer period is no day at all
RISE_DAYS = 10  # before the day of a toll that rose in which its event is looked for
REACH_DAYS = RISE_DAYS + 1  # how far apart in days two claims may lie that meet
TOLD_BACK = 3  # days before publication in which an undated event is looked for
LIKE = 1.25  # numbers within this ratio are alike ("more than 20" and 24)

Key = tuple[object, ...]
Met = tuple[int, int]  # two claims that meet, as indices
Entry = tuple[str, int, int]  # a claim under a key: its effect and number, by which the key is sorted, and its index


def limits() -> dict[str, Any]:
    """Return the bounds of the search for pairs."""
    section: dict[str, Any] = table("weights")["link"]["search"]
    return section


def linkable(claim: Claim) -> bool:
    """Tell whether a claim can be of an incident: people harmed, once, and not only planned.

    Harm of which causes is counted is for the ledger to say, before anything is linked.
    """
    return (
        claim.effect is not None
        and claim.scope in ("incident", "total")
        and claim.modality != "planned"
        and not is_increment(claim)
    )


def events_told(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims that are of an incident: the linkable ones, and subsets that are events of their own.

    "35 of them in Ituri" is a part with a place of its own below that of its whole; "four of them officers" is not.
    And what the report tells as people of another figure (`relations.shares`) is a subset, whatever its scope.
    """
    by_id = {claim.id: claim for claim in claims}
    part = shares(by_id.values())
    return [
        claim for claim in by_id.values() if (linkable(claim) and claim.id not in part) or _placed_apart(claim, by_id)
    ]


def _placed_apart(claim: Claim, by_id: Mapping[str, Claim]) -> bool:
    wholes = [by_id[about] for about in claim.about if about in by_id]
    if claim.scope != "subset" or claim.place is None or not linkable(replace(claim, scope="incident")):
        return False
    return bool(wholes) and all(
        whole.effect == claim.effect and whole.place is not None and level(claim.place) < level(whole.place)
        for whole in wholes
    )


def within(claims: Sequence[Claim]) -> list[Met]:
    """Return the pairs of one report worth comparing, as indices (smaller first) into `claims`, sorted."""
    return sorted(set(_by_report(claims)))


def across(
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    names: Mapping[str, frozenset[str]],
    persons: Mapping[str, frozenset[str]],
    own: Set[str] | None = None,
) -> list[Met]:
    """Return the pairs of two reports worth comparing, as indices (smaller first) into `claims`, sorted.

    `names` are the places that the words around a loosely placed claim name (`Surroundings.names`), `persons` the
    people whom the words near a claim name in full (`Surroundings.persons`). With `own` only pairs with a
    claim of those reports are returned: the others are there to fill the keys.
    """
    mine = frozenset(item for item, claim in enumerate(claims) if own is None or claim.report_id in own)
    seen: set[Met] = set()
    for pairs in (
        _by_cell(claims, reports, mine),
        _by_number(claims, reports, mine),
        _by_name(claims, reports, names, mine),
        _by_person(claims, reports, persons, mine),
    ):
        seen.update(pairs)
    return sorted(seen)


def crowded_with(
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    changed: Set[str],
    days: Set[int] = frozenset(),
    gone: int = 0,
) -> frozenset[str]:
    """Return the reports whose pairs may hang on how many claims the `changed` reports have.

    In a crowd each claim meets those nearest in number: one more or one less moves all who share the key. `gone`
    claims that were told of `days` are no longer there: what was a crowd with them moves too.
    """
    chosen = events_told(claims)
    sizes: defaultdict[Key, set[int]] = defaultdict(set)
    touched: set[Key] = set()
    for index, claim in enumerate(chosen):
        for key in _all_keys(claim, reports):
            if key[-1] is None:
                continue  # without a day a crowd says nothing, for nobody
            sizes[key].add(index)
            if claim.report_id in changed or key[-1] in days:
                touched.add(key)
    moved = {index for key in touched if len(sizes[key]) + gone > alike_at_most() for index in sizes[key]}
    return frozenset(chosen[index].report_id for index in moved) | changed


def _all_keys(claim: Claim, reports: Mapping[str, Report]) -> Iterator[Key]:
    days = _days(claim, reports)
    cell = _cell(claim)
    if cell is not None:
        yield from ((*cell, day) for day in days)
    yield from ((name, claim.effect, day) for name in place_names(claim.place) for day in days)
    fact = _number(claim, reports)
    yield from _own_keys(fact) if fact else ()


def alike_at_most() -> int:
    """Return how many claims may tell one number for those without any day to be compared with them."""
    crowd: int = limits()["crowd"]
    return 2 * crowd


def like(number: int) -> tuple[int, int]:
    """Return the least and the largest number that a claim without any day is compared with for `number`, or less."""
    step = floor(log(max(number, 1), LIKE))
    return (0 if step <= 1 else floor(LIKE ** (step - 1))), ceil(LIKE ** (step + 2))


def days_of(claim: Claim, report: Report | None) -> range:
    """Return the days (as ordinals) in which the event of a claim may lie; empty when nothing tells."""
    return _days(claim, {} if report is None else {report.id: report})


def _by_report(claims: Sequence[Claim]) -> Iterator[Met]:
    """Pair the claims of one report that stand near each other, tell one number, or speak of each other."""
    members: defaultdict[str, list[int]] = defaultdict(list)
    at = {claim.id: index for index, claim in enumerate(claims)}
    for index, claim in enumerate(claims):
        members[claim.report_id].append(index)
        for about in claim.about:
            other = at.get(about, index)
            if other != index and claims[other].report_id == claim.report_id:
                yield min(index, other), max(index, other)
    for block in members.values():
        yield from near(block)
        yield from _alike(block, claims)


def near(block: Sequence[int]) -> Iterator[Met]:
    """Pair every member of `block` (indices in text order) with the nearest before it."""
    reach: int = limits()["nearest"]
    return ((before, one) for place, one in enumerate(block) for before in block[max(0, place - reach) : place])


def _alike(block: Sequence[int], claims: Sequence[Claim]) -> Iterator[Met]:
    reach: int = limits()["alike"]
    told: defaultdict[Key, list[int]] = defaultdict(list)
    for index in block:
        same = told[claims[index].effect, value(claims[index].count)]
        yield from ((before, index) for before in same[-reach:])
        same.append(index)


def _by_cell(claims: Sequence[Claim], reports: Mapping[str, Report], mine: Set[int]) -> Iterator[Met]:
    """Pair the claims that are placed finely, in one cell or the next, on one day or the next."""
    index: defaultdict[Key, list[int]] = defaultdict(list)
    cells = [_cell(claim) for claim in claims]
    spans = [_days(claim, reports) for claim in claims]
    for position, (cell, span) in enumerate(zip(cells, spans, strict=True)):
        if cell is not None:
            for day in span:
                index[(*cell, day)].append(position)
    blocks = _blocks(index, claims, mine)
    for position, (cell, span) in enumerate(zip(cells, spans, strict=True)):
        if cell is None:
            continue
        around = [(cell[0] + x, cell[1] + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        probes = [(*near, day) for near in around for day in _stretched(span)]
        yield from _meet(position, probes, blocks, claims, mine)


def _by_number(claims: Sequence[Claim], reports: Mapping[str, Report], mine: Set[int]) -> Iterator[Met]:
    """Pair a claim that is placed or dated loosely with any that has a like number in its country and days."""
    index: defaultdict[Key, list[int]] = defaultdict(list)
    facts = [_number(claim, reports) for claim in claims]
    for position, fact in enumerate(facts):
        for key in _own_keys(fact) if fact else ():
            index[key].append(position)
    blocks = _blocks(index, claims, mine)
    for position, fact in enumerate(facts):
        if fact and (_cell(claims[position]) is None or not fact.days):
            yield from _meet(position, _probes(fact), blocks, claims, mine)


def _by_name(
    claims: Sequence[Claim], reports: Mapping[str, Report], names: Mapping[str, frozenset[str]], mine: Set[int]
) -> Iterator[Met]:
    """Pair a loosely placed claim whose words name a town with the claims of that town and its days."""
    index: defaultdict[Key, list[int]] = defaultdict(list)
    for position, claim in enumerate(claims):
        for name in place_names(claim.place):
            for day in _days(claim, reports):
                index[name, claim.effect, day].append(position)
    blocks = _blocks(index, claims, mine)
    for position, claim in enumerate(claims):
        days = _days(claim, reports)
        early = RISE_DAYS if "rising" in claim.cues else 1
        span = range(days.start - early, days.stop + 1) if days else days
        told = _told_as(claim.effect)
        probes = [(name, effect, day) for name in names.get(claim.id, ()) for effect in told for day in span]
        yield from _meet(position, probes, blocks, claims, mine)


def _by_person(
    claims: Sequence[Claim], reports: Mapping[str, Report], persons: Mapping[str, frozenset[str]], mine: Set[int]
) -> Iterator[Met]:
    """Pair the claims near which two reports of like days name the same person in full."""
    index: defaultdict[Key, list[int]] = defaultdict(list)
    spans = {position: _days(claim, reports) for position, claim in enumerate(claims) if persons.get(claim.id)}
    for position, span in spans.items():
        for person in persons[claims[position].id]:
            for day in span:
                index["person", person, day].append(position)
    blocks = _blocks(index, claims, mine)
    for position, span in spans.items():
        days = range(span.start - RISE_DAYS, span.stop + RISE_DAYS) if span else span
        probes = [("person", person, day) for person in sorted(persons[claims[position].id]) for day in days]
        yield from _meet(position, probes, blocks, claims, mine)


@dataclass(frozen=True, slots=True)
class _Block:
    """The claims under one key, sorted by number; `report` is theirs where all are of one."""

    report: str | None
    entries: list[Entry]
    mine: bool  # whether pairs of one of them are asked for


def _blocks(index: Mapping[Key, Sequence[int]], claims: Sequence[Claim], mine: Set[int]) -> dict[Key, _Block]:
    told: list[Entry] = [(claim.effect or "", value(claim.count) or 0, item) for item, claim in enumerate(claims)]
    found = {}
    crowd = alike_at_most()
    for key, members in index.items():
        if len(members) == 1:
            (only,) = members
            found[key] = _Block(report=claims[only].report_id, entries=[told[only]], mine=only in mine)
            continue
        if key[-1] is None and len(members) > crowd:
            continue  # without a day, a number that so many tell says nothing
        first = claims[members[0]].report_id
        alone = all(claims[item].report_id == first for item in members)
        entries = sorted([told[item] for item in members])
        found[key] = _Block(report=first if alone else None, entries=entries, mine=not mine.isdisjoint(members))
    return found


def _meet(
    position: int, probes: Iterable[Key], blocks: Mapping[Key, _Block], claims: Sequence[Claim], mine: Set[int]
) -> Iterator[Met]:
    """Pair a claim with those of other reports under the keys it looks up; in a crowd, with the nearest in number."""
    claim, crowd, asked = claims[position], limits()["crowd"], position in mine
    own = (claim.effect or "", value(claim.count) or 0, position)
    for probe in probes:
        block = blocks.get(probe)
        if block is None or block.report == claim.report_id or not (asked or block.mine):
            continue
        first, last = 0, len(block.entries)
        if last > 2 * crowd:
            at = bisect_left(block.entries, own)
            first, last = max(0, at - crowd), at + crowd + 1
        for _, _, other in block.entries[first:last]:
            if (asked or other in mine) and claims[other].report_id != claim.report_id:
                yield (position, other) if position < other else (other, position)


def _cell(claim: Claim) -> tuple[int, int] | None:
    place = claim.place
    if place is None or place.latitude is None or place.longitude is None or level(place) > 3:
        return None
    return floor(place.latitude / CELL), floor(place.longitude / CELL)


def _days(claim: Claim, reports: Mapping[str, Report]) -> range:
    """Return the days (as ordinals) in which a claim's event may lie; empty when nothing tells."""
    period = claim.period
    if period is not None and (period.start or period.end):
        start, end = period.start or period.end, period.end or period.start
        if start is not None and end is not None and (end - start).days <= LONG:
            return range(start.toordinal(), end.toordinal() + 1)
    report = reports.get(claim.report_id)
    if report is None or report.published is None:
        return range(0)
    return range((report.published - timedelta(days=TOLD_BACK)).toordinal(), report.published.toordinal() + 1)


def _stretched(span: range) -> range:
    return range(span.start - 1, span.stop + 1) if span else span


@dataclass(frozen=True, slots=True)
class _Number:
    """What a claim's number is looked up by."""

    effect: Effect | None
    number: int
    country: str | None
    days: range

    @property
    def step(self) -> int:
        return floor(log(max(self.number, 1), LIKE))


def _number(claim: Claim, reports: Mapping[str, Report]) -> _Number | None:
    number = value(claim.count)
    if number is None:
        return None
    return _Number(claim.effect, number, _country(claim), _days(claim, reports))


def _own_keys(fact: _Number) -> Iterator[Key]:
    """Yield the keys a number is filed under; day None is where undated claims look."""
    for day in fact.days or (None,):
        yield "any", fact.effect, fact.number, day
        yield "land", fact.country, fact.effect, fact.step, day
    if fact.days:
        yield "any", fact.effect, fact.number, None


def _probes(fact: _Number) -> Iterator[Key]:
    """Yield the keys a loosely placed number looks under: in its country like ones, else the very same."""
    for effect in _told_as(fact.effect):
        if not fact.days:
            yield "any", effect, fact.number, None
        for day in _stretched(fact.days) or (None,):
            if fact.country is None:
                yield "any", effect, fact.number, day
            else:
                for step in (fact.step - 1, fact.step, fact.step + 1) if effect == fact.effect else (fact.step,):
                    yield "land", fact.country, effect, step, day
                yield "land", None, effect, fact.step, day


def _told_as(effect: Effect | None) -> tuple[Effect | None, ...]:
    """Return the effects under which another report may tell a number: who was "hit" died or was wounded."""
    if effect == "casualties":
        return "casualties", "killed", "wounded"
    return (effect, "casualties") if effect in ("killed", "wounded") else (effect,)


def _country(claim: Claim) -> str | None:
    """Return a claim's country, or that of its victims or perpetrators where it names no place."""
    if claim.place is not None and claim.place.country is not None:
        return claim.place.country
    for party in (claim.victims, claim.perpetrator):
        if party is not None and party.actor is not None and (country := kinship.country(party.actor)):
            return country
    return None
