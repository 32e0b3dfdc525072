"""The whole view of a ledger, and what it was made from."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tollbook.decisions import active
from tollbook.engine import Engine, Local
from tollbook.records import Claim, Incident, Link, Report, Review
from tollbook.relations import told_order
from tollbook.renewal import whole
from tollbook.renewal.cards import Card, cards
from tollbook.renewal.mind import Mind
from tollbook.renewal.pages import Tied
from tollbook.renewal.told import in_order

Said = tuple[str, tuple[Card, ...]]  # a digest of what the claims of a report say, and their cards


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """Incidents with their content ids, all links by their ids, and what they were made from.

    `told` are the reports whose claims took part, `tied` the links between reports as they were judged, `reviews` the
    numbers of the decisions that stood, `positions` sort as the incidents do.
    """

    incidents: tuple[Incident, ...]
    positions: tuple[str, ...]
    links: tuple[Link, ...]
    told: Mapping[str, Said]
    tied: tuple[Tied, ...]
    reviews: frozenset[int]


def renew(
    claims: Sequence[Claim], reports: Sequence[Report], reviews: Sequence[Review], engine: Engine | None = None
) -> Renewed:
    """Return the view over `claims`, those that take part in linking; the outcome hangs on no order of the input."""
    known = {report.id: report for report in reports}
    of = by_report(claims)
    told = {name: said(known[name], own) for name, own in of.items()}
    by_name = {name: row[1] for name, row in told.items()}
    mind = Mind(known, of, by_name, (), reviews)
    tied, batches = whole.renew(
        (card for own in by_name.values() for card in own), mind.pages, reviews, engine or Local()
    )
    made = list(batches)
    incidents = in_order([item for batch in made for item in batch.incidents], claims, reports)
    links = [item for batch in made for item in batch.links]
    found = {(item.left, item.right): item for item in (*links, *unsure(tied))}
    return Renewed(
        incidents=incidents,
        positions=tuple(positions(incidents, claims, known)),
        links=tuple(found[pair] for pair in sorted(found)),
        told=told,
        tied=tuple(tied),
        reviews=standing(reviews),
    )


def by_report(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Return claims by report, sorted by their ids."""
    of: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda item: item.id):
        of[claim.report_id].append(claim)
    return dict(of)


def said(report: Report, claims: Sequence[Claim]) -> Said:
    """Return a digest of what the claims of a report that take part say, sorted by id, and their cards."""
    digest = hashlib.blake2b(msgspec.json.encode([report.published, claims]), digest_size=12).hexdigest()
    return digest, tuple(cards(report, claims))


def standing(reviews: Sequence[Review]) -> frozenset[int]:
    """Return the numbers of the decisions that stand."""
    return frozenset(review.number for review in active(reviews))


def unsure(tied: Iterable[Tied]) -> list[Link]:
    """Return the unsure links between two reports: they stand as they were judged, within a story or not."""
    return [msgspec.json.decode(item.body, type=Link) for item in tied if not item.same]


def positions(incidents: Iterable[Incident], claims: Iterable[Claim], reports: Mapping[str, Report]) -> Iterator[str]:
    """Yield for each incident a text that sorts as the earliest claims of incidents were told (`told_order`)."""
    by_id = {claim.id: claim for claim in claims}
    for incident in incidents:
        claim = by_id[incident.claims[0]]
        report = reports.get(claim.report_id)
        day, name, place, id_ = told_order(claim, report.published if report else None)
        yield f"{day.isoformat()} {name} {place:010d} {id_}"
