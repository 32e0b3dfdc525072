"""What a careful reader should look at first: sums that fail, contradictions, thin sources, open questions.

The order is that of `WORST_FIRST`. Within a kind the larger gap (between readings, or a sum and its parts) goes first,
then the larger toll, then the order of the ledger; links go by how near they are to "same".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tollbook.data import table
from tollbook.decisions import active
from tollbook.records import (
    Claim,
    Count,
    Disagreement,
    Incident,
    Lapsed,
    Link,
    RecordCheck,
    Review,
    SumCheck,
    content_id,
)
from tollbook.relations import days, spell, value

Severity = Literal["high", "medium", "low"]
Kind = Literal[
    "sum-fails",  # parts that cannot add up to the total stated
    "contradiction",  # readings that cannot all be true
    "record-contradicted",  # "the highest toll since March", and the ledger has a higher one
    "sum-incomplete",  # parts without a figure
    "one-origin",  # a toll that one origin alone is cited for
    "no-origin",  # a toll that nobody is cited for
    "unsure-link",  # two incidents that are nearly alike enough to be one
    "review-lapsed",  # a decision in force that changes nothing any more
    "record-open",  # a claim of a record that the ledger cannot tell
    "record-supported",
]
WORST_FIRST: dict[Kind, Severity] = {
    "sum-fails": "high",
    "contradiction": "high",
    "record-contradicted": "high",
    "sum-incomplete": "medium",
    "one-origin": "medium",
    "no-origin": "medium",
    "unsure-link": "medium",
    "review-lapsed": "low",
    "record-open": "low",
    "record-supported": "low",
}
RANK = {kind: rank for rank, kind in enumerate(WORST_FIRST)}
RECORD: dict[str, Kind] = {"contradicted": "record-contradicted", "supported": "record-supported"}
DEADLY = ("killed", "casualties", "wounded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at: its kind (stable), how bad, where, one plain sentence, and the claims behind it.

    `id` hashes what it is about: incidents, claims and the figures, readings or reasons, whatever they are worded like.
    It stays through re-runs and is another one when any of that changes, so that what was looked at comes up again.
    `others` are further incidents that it is about, `review` the decision. `gap` is the number of people between
    readings, `toll` the largest figure of the incident; None where there is none.
    """

    id: str
    kind: Kind
    line: str
    claims: tuple[str, ...]
    incident: str | None = None
    others: tuple[str, ...] = ()
    review: int | None = None
    gap: int | None = None
    toll: int | None = None
    note: str | None = None  # what the line says of the incident, where it is more than its records tell

    @property
    def severity(self) -> Severity:
        return WORST_FIRST[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What stands beside the incidents of a view: links, reviews and claims of a record."""

    links: Sequence[Link] = ()
    reviews: Sequence[Review] = ()
    lapsed: Sequence[Lapsed] = ()
    record_checks: Sequence[RecordCheck] = ()


def check(incidents: Sequence[Incident], claims: Sequence[Claim], beside: Open | None = None) -> list[Finding]:
    """Return what is wrong, thin or open in a ledger, worst first (see above).

    `claims` tells how a failing sum's parts were worded; an id that is not among them is left out.
    """
    known = {claim.id: claim for claim in claims}
    by_id = {incident.id: incident for incident in incidents}
    more = beside or Open()
    found = [finding for incident in incidents for finding in _of(incident, by_id, known)]
    found += _records(more.record_checks, by_id)
    found += _unsure(more, by_id)
    found += [_lapsed(item) for item in more.lapsed]
    ranked = sorted(found, key=lambda item: (RANK[item.kind], -(item.gap or 0), -(item.toll or 0)))
    return [replace(item, claims=tuple(claim for claim in item.claims if claim in known)) for item in ranked]


def _of(incident: Incident, by_id: Mapping[str, Incident], claims: Mapping[str, Claim]) -> list[Finding]:
    head = describe(incident)
    found = [_sum(incident, item, by_id) for item in incident.sums if item.verdict != "agrees"]
    for item in incident.disagreements:
        if item.about != "sum":
            values = " / ".join(reading.value for reading in item.values)
            ids = tuple(claim for reading in item.values for claim in reading.claims)
            told = [[reading.value, sorted(reading.claims)] for reading in item.values]
            found.append(
                Finding(
                    id=_id("contradiction", incident.id, ids, item.about, told),
                    kind="contradiction",
                    incident=incident.id,
                    line=f"{head}: reports disagree on {item.about}: {values}.",
                    claims=ids,
                    gap=_gap(item, claims),
                    toll=_toll(incident),
                )
            )
    return found + _sources(incident, head)


def _gap(item: Disagreement, claims: Mapping[str, Claim]) -> int | None:
    """Return how many people lie between the readings of a count."""
    if item.about != "count":
        return None
    told = [value(claims[claim].count) for reading in item.values for claim in reading.claims[:1] if claim in claims]
    numbers = [number for number in told if number is not None]
    return max(numbers) - min(numbers) if numbers else None


def _toll(incident: Incident) -> int | None:
    """Return the largest number of an incident's figures."""
    told = [number for figure in incident.figures for number in (figure.best, figure.low, figure.high) if number]
    return max(told, default=None)


def _sum(incident: Incident, item: SumCheck, by_id: Mapping[str, Incident]) -> Finding:
    behind = tuple(
        claim
        for node in (incident, *(by_id[part] for part in incident.parts if part in by_id))
        for figure in node.figures
        if figure.effect == item.effect
        for claim in figure.claims
    )
    stated, parts = value(item.stated), value(item.parts)
    added = "no part has a figure" if parts is None else f"its parts add up to {_spell(item.parts)}"
    kind: Kind = "sum-fails" if item.verdict == "disagrees" else "sum-incomplete"
    return Finding(
        id=_id(kind, incident.id, behind, item.effect, _bounds(item.stated), _bounds(item.parts)),
        kind=kind,
        incident=incident.id,
        line=f"{describe(incident)}: {_spell(item.stated)} {item.effect} stated, {added}.",
        claims=behind,
        gap=None if stated is None or parts is None else abs(stated - parts),
        toll=_toll(incident),
    )


def _sources(incident: Incident, head: str) -> list[Finding]:
    found = []
    for figure in incident.figures:
        if figure.effect not in DEADLY or len(figure.origins) > 1:
            continue
        told = f"{len(incident.reports)} report{'s' if len(incident.reports) != 1 else ''}"
        if figure.origins:
            kind: Kind = "one-origin"
            line = f"{head}: {figure.effect} rests on one origin, {figure.origins[0]} ({told})."
        else:
            kind, line = "no-origin", f"{head}: nobody is cited for {figure.effect} ({told})."
        size = next((number for number in (figure.best, figure.low, figure.high) if number is not None), None)
        bounds = figure.low, figure.best, figure.high
        name = _id(kind, incident.id, figure.claims, figure.effect, bounds, figure.origins)
        found.append(Finding(id=name, kind=kind, incident=incident.id, line=line, claims=figure.claims, toll=size))
    return found


def _records(checks: Iterable[RecordCheck], by_id: Mapping[str, Incident]) -> list[Finding]:
    found = []
    for item in checks:
        own = by_id.get(item.incident or "")
        head = f"{describe(own)}: " if own else ""
        line = f"{head}a record is claimed, {item.verdict}: {item.why}."
        kind = RECORD.get(item.verdict, "record-open")
        found.append(
            Finding(
                id=_id(kind, item.incident, (item.claim,), item.compared, item.why),
                kind=kind,
                incident=item.incident,
                line=line,
                note=f"{item.verdict}: {item.why}",
                claims=(item.claim,),
                others=item.compared,
                toll=_toll(own) if own else None,
            )
        )
    return found


def _unsure(beside: Open, by_id: Mapping[str, Incident]) -> list[Finding]:
    """Return the pairs of incidents whose best link falls just short of "same", the nearest first.

    A pair that a review has decided is no question any more; neither is one that is a whole and its part.
    """
    limits = table("weights")["link"]["verdict"]
    home = {claim: incident.id for incident in by_id.values() for claim in incident.claims}
    decided = {frozenset(review.claims) for review in active(beside.reviews) if len(review.claims) == 2}
    near: dict[tuple[str, str], Link] = {}
    for link in beside.links:
        if link.verdict != "unsure" or link.score < limits["near"] or {link.left, link.right} in decided:
            continue
        one, other = sorted((home.get(link.left, ""), home.get(link.right, "")))
        if one and one != other and not _related(by_id[one], by_id[other]):
            best = near.get((one, other))
            if best is None or link.score > best.score:
                near[one, other] = link
    ranked = sorted(near.items(), key=lambda item: (-item[1].score, item[0]))
    return [
        Finding(
            id=_id("unsure-link", one, (link.left, link.right), other),
            kind="unsure-link",
            incident=one,
            others=(other,),
            line=f"{describe(by_id[one])} may be {describe(by_id[other])} "
            f"(score {link.score:g}, the same from {limits['same']:g}).",
            claims=(link.left, link.right),
        )
        for (one, other), link in ranked
    ]


def _related(one: Incident, other: Incident) -> bool:
    return other.id in (one.part_of, *one.parts) or (one.part_of is not None and one.part_of == other.part_of)


def _lapsed(item: Lapsed) -> Finding:
    review = item.review
    line = f"review {review.number} ({review.action}) changes nothing any more: {item.why}."
    name = _id("review-lapsed", None, review.claims, review.number, item.why)
    return Finding(id=name, kind="review-lapsed", line=line, claims=review.claims, review=review.number)


def _id(kind: Kind, incident: str | None, claims: Iterable[str], *about: object) -> str:
    return content_id("finding", kind, incident, sorted(claims), about)


def _bounds(count: Count) -> tuple[object, ...]:
    return count.low, count.best, count.high, count.qualifier


def describe(incident: Incident) -> str:
    """Return an incident in a few words: its main toll, place and days."""
    figure = incident.figures[0] if incident.figures else None
    number = (
        next((item for item in (figure.best, figure.low, figure.high) if item is not None), None) if figure else None
    )
    toll = f"{'?' if number is None else number} {figure.effect}" if figure else "no toll"
    place = spell(incident.place) if incident.place else "place unknown"
    when = days(incident.period) if incident.period else "day unknown"
    return f"{toll}, {place}, {when}"


def _spell(count: Count) -> str:
    if count.qualifier == "exact" or value(count) is None:
        return str(value(count))
    if count.qualifier == "between":
        return f"{count.low} to {count.high}"
    return f"{count.qualifier.replace('_', ' ')} {value(count)}"
