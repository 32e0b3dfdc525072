"""What a careful reader should look at first: sums that fail, contradictions, thin sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tollbook.records import Claim, Count, Incident, SumCheck
from tollbook.relations import days, spell, value

Severity = Literal["sum fails", "contradiction", "sum incomplete", "no origin", "one origin"]
WORST_FIRST: tuple[Severity, ...] = ("sum fails", "contradiction", "sum incomplete", "one origin", "no origin")
DEADLY = ("killed", "casualties", "wounded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at: how bad, where, one plain sentence, and the claims behind it."""

    severity: Severity
    incident: str
    line: str
    claims: tuple[str, ...]


def check(incidents: Sequence[Incident], claims: Sequence[Claim]) -> list[Finding]:
    """Return what is wrong or thin in a ledger, worst first, then in the order of `incidents`.

    `claims` tells how a failing sum's parts were worded; an id that is not among them is left out.
    """
    known = {claim.id for claim in claims}
    by_id = {incident.id: incident for incident in incidents}
    found = [finding for incident in incidents for finding in _of(incident, by_id)]
    ranked = sorted(found, key=lambda item: WORST_FIRST.index(item.severity))
    return [_known_only(finding, known) for finding in ranked]


def _known_only(finding: Finding, known: set[str]) -> Finding:
    kept = tuple(claim for claim in finding.claims if claim in known)
    return Finding(severity=finding.severity, incident=finding.incident, line=finding.line, claims=kept)


def _of(incident: Incident, by_id: dict[str, Incident]) -> list[Finding]:
    head = describe(incident)
    found = [_sum(incident, item, by_id) for item in incident.sums if item.verdict != "agrees"]
    for item in incident.disagreements:
        if item.about != "sum":
            values = " / ".join(reading.value for reading in item.values)
            ids = tuple(claim for reading in item.values for claim in reading.claims)
            line = f"{head}: reports disagree on {item.about}: {values}."
            found.append(Finding(severity="contradiction", incident=incident.id, line=line, claims=ids))
    return found + _sources(incident, head)


def _sum(incident: Incident, item: SumCheck, by_id: dict[str, Incident]) -> Finding:
    behind = tuple(
        claim
        for node in (incident, *(by_id[part] for part in incident.parts if part in by_id))
        for figure in node.figures
        if figure.effect == item.effect
        for claim in figure.claims
    )
    fails = item.verdict == "disagrees"
    added = "no part has a figure" if value(item.parts) is None else f"its parts add up to {_spell(item.parts)}"
    line = f"{describe(incident)}: {_spell(item.stated)} {item.effect} stated, {added}."
    return Finding(severity="sum fails" if fails else "sum incomplete", incident=incident.id, line=line, claims=behind)


def _sources(incident: Incident, head: str) -> list[Finding]:
    found = []
    for figure in incident.figures:
        if figure.effect not in DEADLY or len(figure.origins) > 1:
            continue
        told = f"{len(incident.reports)} report{'s' if len(incident.reports) != 1 else ''}"
        if figure.origins:
            severity: Severity = "one origin"
            line = f"{head}: {figure.effect} rests on one origin, {figure.origins[0]} ({told})."
        else:
            severity, line = "no origin", f"{head}: nobody is cited for {figure.effect} ({told})."
        found.append(Finding(severity=severity, incident=incident.id, line=line, claims=figure.claims))
    return found


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
