"""What is told of one story, or of many: where each claim is filed, and the incidents that come of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tollbook import link, reconcile
from tollbook.records import Claim, Incident, Link, Report, Review
from tollbook.relations import position

Heading = Literal["counted", "background", "statements", "set_aside"]


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
    order = {claim.id: at for at, claim in enumerate(sorted(claims, key=_in_time({item.id: item for item in reports})))}
    found.sort(key=lambda incident: order[incident.claims[0]])
    inside = (item for item in links if story[home[item.left]] == story[home[item.right]])
    return Told(incidents=tuple(found), links=tuple(inside))


def _in_time(reports: Mapping[str, Report]) -> Callable[[Claim], tuple[date, str, int, str]]:
    def key(claim: Claim) -> tuple[date, str, int, str]:
        report = reports.get(claim.report_id)
        day = report.published if report else None
        return day or date.max, claim.report_id, position(claim), claim.id

    return key


def heading(claim: Claim) -> Heading:
    """Return where a claim is filed.

    Only conflict harm with a number is counted. Running tolls, old events and people besieged (harmed, yet no
    toll) are background; what harms nobody, or is only planned, is a statement.
    """
    if claim.cause != "conflict":
        return "set_aside"
    if claim.effect is None or claim.modality == "planned" or _nobody_counted(claim):
        return "statements"
    if claim.scope == "cumulative" or claim.effect == "besieged" or "historical" in claim.cues:
        return "background"
    return "counted"


def _nobody_counted(claim: Claim) -> bool:
    """Tell whether a claim of harm has no number ("soldiers were killed"), or says that nobody came to harm."""
    return claim.count is None or claim.count.high == 0


# Statements take part in linking: a responsibility claim or a confirmation belongs to its incident.
LINKED: frozenset[Heading] = frozenset({"counted", "statements"})


def takes_part(claim: Claim) -> bool:
    """Tell whether a claim takes part in linking: what is counted, and statements about it."""
    return heading(claim) in LINKED and not (claim.effect is not None and _nobody_counted(claim))
