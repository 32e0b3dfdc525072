"""What is told of one story, or of many: the incidents that come of its claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tollbook import link, reconcile
from tollbook.records import Claim, Incident, Link, Report, Review
from tollbook.relations import Order, told_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Incidents in the order of their earliest claims, and the links within their stories, sorted by their ids."""

    incidents: tuple[Incident, ...]
    links: tuple[Link, ...]


def told_together(
    claims: Sequence[Claim], reports: Sequence[Report], across: Sequence[Link], reviews: Sequence[Review]
) -> Told:
    """Settle, group and reconcile story by story, given the links `across` reports (`link.judged`).

    Pure; `claims` are those that take part in linking, of whole reports. What comes out for one story hangs on
    nothing outside it (`link.stories`).
    """
    links = link.settled(claims, reports, across)
    groups = link.group(claims, links, reviews)
    home = {claim.id: claim.report_id for claim in claims}
    story = {name: at for at, names in enumerate(link.stories(claims, across, reviews)) for name in names}
    parts: dict[int, tuple[list[Claim], list[frozenset[str]], list[Report]]] = {}
    for claim in claims:
        parts.setdefault(story[claim.report_id], ([], [], []))[0].append(claim)
    for group in groups:
        parts[story[home[min(group)]]][1].append(group)
    for report in reports:
        if report.id in story:
            parts[story[report.id]][2].append(report)
    found = [item for part in parts.values() for item in reconcile.reconcile(*part, reviews)]
    inside = (item for item in links if story[home[item.left]] == story[home[item.right]])
    return Told(incidents=in_order(found, claims, reports), links=tuple(inside))


def in_order(incidents: Iterable[Incident], claims: Sequence[Claim], reports: Sequence[Report]) -> tuple[Incident, ...]:
    """Return `incidents` in the order in which their earliest claims were told."""
    published = {item.id: item.published for item in reports}
    by_id = {claim.id: claim for claim in claims}

    def earliest(incident: Incident) -> Order:
        claim = by_id[incident.claims[0]]
        return told_order(claim, published.get(claim.report_id))

    return tuple(sorted(incidents, key=earliest))
