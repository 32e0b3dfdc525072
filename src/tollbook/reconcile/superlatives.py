"""Claims of a record ("the highest toll among regime forces since March"), held against the ledger itself.

The ledger knows only what it was given. So a claim is contradicted where an incident of the ledger is surely higher,
surely in the time looked back on and surely of the people and the place that the claim names. It is supported where
all that can be compared is lower and something of it happened before. Everything else is not enough to tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tollbook.data import kinship
from tollbook.records import Claim, Effect, Figure, Incident, Period, Place, RecordCheck, Report, Superlative
from tollbook.relations import COUNTRY, PROVINCE, bounds, disjoint, kin, level, position, where

MOST = 20  # lower incidents that a check lists; all the higher ones are looked at
Verdict = Literal["supported", "contradicted", "not enough in the ledger"]
NOT_ENOUGH: Verdict = "not enough in the ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """A ledger's incidents, by the claims of their figures and by effect with the highest toll first."""

    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    incidents: Mapping[str, Incident]
    homes: Mapping[str, str]
    told: Mapping[str, Sequence[Claim]]
    ranked: Mapping[Effect, Sequence[tuple[Figure, Incident]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """One claim of a record with the incident and the figure that it speaks of."""

    claim: Claim
    said: Superlative
    own: Incident
    figure: Figure
    until: date | None


def check_records(
    statements: Iterable[Claim], incidents: Sequence[Incident], claims: Sequence[Claim], reports: Sequence[Report]
) -> tuple[RecordCheck, ...]:
    """Return one check for each claim of topic "record" among `statements`, in their order."""
    records = [claim for claim in statements if claim.topic == "record"]
    if not records:
        return ()
    book = _book(incidents, claims, reports)
    return tuple(_check(claim, book) for claim in records)


def _book(incidents: Sequence[Incident], claims: Sequence[Claim], reports: Sequence[Report]) -> _Book:
    by_id = {claim.id: claim for claim in claims}
    homes: dict[str, str] = {}
    ranked: defaultdict[Effect, list[tuple[Figure, Incident]]] = defaultdict(list)
    for incident in incidents:
        for figure in incident.figures:
            ranked[figure.effect].append((figure, incident))
            homes.update((claim, incident.id) for claim in figure.claims)
    for pairs in ranked.values():
        pairs.sort(key=lambda pair: (-(_most(pair[0]) or 0), pair[1].id))
    told: defaultdict[str, list[Claim]] = defaultdict(list)
    for name in homes:
        if name in by_id:
            told[by_id[name].report_id].append(by_id[name])
    return _Book(
        claims=by_id,
        reports={report.id: report for report in reports},
        incidents={incident.id: incident for incident in incidents},
        homes=homes,
        told=told,
        ranked=ranked,
    )


def _check(claim: Claim, book: _Book) -> RecordCheck:
    said = claim.superlative
    if said is None:
        return RecordCheck(claim=claim.id, verdict=NOT_ENOUGH, why="what is compared could not be read")
    own = _spoken_of(claim, said, book)
    if own is None:
        return RecordCheck(claim=claim.id, verdict=NOT_ENOUGH, why="no toll of its report is counted that it speaks of")
    figure = next(item for item in own.figures if item.effect == said.effect)
    report = book.reports.get(claim.report_id)
    until = (own.period.end if own.period else None) or (report.published if report else None)
    return _judged(_Record(claim=claim, said=said, own=own, figure=figure, until=until), book)


def _spoken_of(claim: Claim, said: Superlative, book: _Book) -> Incident | None:
    """Return the incident of the figure told nearest to the claim in its report, of its effect and its people."""
    here = position(claim)
    near = [
        other
        for other in book.told.get(claim.report_id, ())
        if other.effect == said.effect and not disjoint(claim.victims, other.victims)
    ]
    nearest = min(near, key=lambda other: (abs(position(other) - here), position(other), other.id), default=None)
    return None if nearest is None else book.incidents[book.homes[nearest.id]]


def _judged(record: _Record, book: _Book) -> RecordCheck:
    higher, perhaps, lower = _compared(record, book)
    listed = tuple(incident.id for incident in (*higher, *perhaps, *lower))

    def told(verdict: Verdict, why: str) -> RecordCheck:
        return RecordCheck(claim=record.claim.id, verdict=verdict, why=why, incident=record.own.id, compared=listed)

    if higher and record.said.alone:
        number = f"{len(higher)} incident{'s' if len(higher) > 1 else ''}"
        return told("contradicted", f"{number} in the time and scope of the claim had a higher toll")
    if higher:
        return told(NOT_ENOUGH, "it was one of the highest, it says, and the ledger has a higher one")
    if perhaps:
        return told(NOT_ENOUGH, "an incident that may fall under the claim has, or may have, a higher toll")
    missing = _missing(record, lower)
    if missing:
        return told(NOT_ENOUGH, missing)
    return told("supported", f"none of the {len(lower)} compared is higher, as far as the ledger goes")


def _missing(record: _Record, lower: Sequence[Incident]) -> str | None:
    """Return what keeps a claim that nothing speaks against from being supported."""
    if not record.said.bounded:
        return "it looks back over all time, which no ledger covers"
    if record.said.since is None:
        return "since when is not known"
    if record.claim.victims is None and record.claim.place is None:
        return "whose dead, or where, is not known"
    start = record.own.period.start if record.own.period else None
    before = [item for item in lower if item.period and item.period.end and start and item.period.end < start]
    return None if before else "the ledger has no toll from before, in the time and scope of the claim"


def _compared(record: _Record, book: _Book) -> tuple[list[Incident], list[Incident], list[Incident]]:
    """Return the incidents that are surely higher, those that may be, and the highest of the lower ones."""
    higher: list[Incident] = []
    perhaps: list[Incident] = []
    lower: list[Incident] = []
    kept_out = _family(record.own, book)
    for figure, incident in book.ranked.get(record.said.effect, ()):
        if len(lower) == MOST:
            break
        if incident.id in kept_out or not _comparable(record.own, incident):
            continue
        time, scope = _in_time(record, incident.period), _in_scope(record, incident, book)
        if time is False or scope is False:
            continue
        if _surely_above(figure, record.figure):
            (higher if time and scope else perhaps).append(incident)
        elif (_most(figure) or 0) > (_least(record.figure) or 0):
            perhaps.append(incident)
        elif time and scope:
            lower.append(incident)
    return higher, perhaps[:MOST], lower


def _family(own: Incident, book: _Book) -> set[str]:
    """Return an incident with what it is part of and all of its parts."""
    found, above = {own.id}, own.part_of
    while above is not None and above not in found:
        found.add(above)
        above = book.incidents[above].part_of if above in book.incidents else None
    todo = list(own.parts)
    while todo:
        part = todo.pop()
        if part not in found:
            found.add(part)
            todo.extend(book.incidents[part].parts if part in book.incidents else ())
    return found


def _comparable(own: Incident, other: Incident) -> bool:
    """Tell whether tolls are alike: an attack is held against attacks, a toll of some days against no longer one."""
    if other.kind == "incident":
        return True
    return own.kind == "total" and _days(other.period) <= _days(own.period)


def _days(period: Period | None) -> int:
    if period is None:
        return date.max.toordinal()
    start, end = bounds(period)
    return (end - start).days


def _in_time(record: _Record, period: Period | None) -> bool | None:
    """Tell whether days lie in the time looked back on, up to the incident itself; None where that is not sure."""
    if period is None or record.until is None:
        return None
    start, end = bounds(period)
    if start > record.until:
        return False
    within = end <= record.until
    since = record.said.since
    if since is None:
        return None if record.said.bounded or not within else True
    first, last = bounds(since)
    opened = last if record.said.opens else first
    if end < first:
        return False
    return True if within and start >= opened else None


def _in_scope(record: _Record, incident: Incident, book: _Book) -> bool | None:
    """Tell whether an incident is of the people and the place that are compared; None where that is not sure."""
    side = _of_side(record.claim, incident, book)
    if record.claim.victims is None and record.claim.place is None:
        home = record.own.place.country if record.own.place else None
        here = incident.place.country if incident.place else None
        return home is not None and home == here  # whatever is meant, the country itself is within it
    if side is False:
        return False
    place = _of_place(record.claim.place, incident.place)
    if place is False:
        return False
    return None if side is None or place is None else True


def _of_side(claim: Claim, incident: Incident, book: _Book) -> bool | None:
    side = claim.victims
    if side is None:
        return True
    if side.actor is not None and kinship.kind(side.actor) != "civilians":
        if not incident.victims:
            return None
        return any(kin(side.actor, victim) in ("same", "kin") for victim in incident.victims)
    hit = [book.claims[name].victims for name in incident.claims if name in book.claims]
    kinds = {party.victim_class for party in hit if party is not None} - {None, "unknown"}
    if not kinds or "mixed" in kinds:
        return None
    wanted = side.victim_class or "civilian"
    return True if kinds == {wanted} else None if wanted in kinds else False


def _of_place(wanted: Place | None, place: Place | None) -> bool | None:
    if wanted is None:
        return True
    if place is None or wanted.country is None or place.country is None:
        return None
    if wanted.country != place.country:
        return False
    if level(wanted) >= COUNTRY:
        return True
    if level(wanted) >= PROVINCE:
        return None if wanted.admin1 is None or place.admin1 is None else wanted.admin1 == place.admin1
    near = where(wanted, place).nearness
    return True if near in ("same", "inside") else False if near in ("apart", "near") else None


def _surely_above(one: Figure, other: Figure) -> bool:
    least, most = _least(one), other.high
    return least is not None and most is not None and least > most


def _least(figure: Figure) -> int | None:
    return figure.low if figure.low is not None else figure.best


def _most(figure: Figure) -> int | None:
    """Return the highest number a figure gives; an open side counts as far as its best."""
    return next((number for number in (figure.high, figure.best, figure.low) if number is not None), None)
