"""Records to the plain dictionaries of the contract: what JSON output holds, key by key.

Keys are stable; more may be added. Days are ISO 8601, unknown is null.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import msgspec

from tollbook.records import Claim, Count, Incident, Link, Party, Report, SumCheck, View

Shape = dict[str, Any]


def plain(record: object) -> Any:
    """Return a record as dictionaries, lists and strings, all its fields under their own names."""
    return msgspec.to_builtins(record)


def report_json(report: Report) -> Shape:
    """Return a report with its text, since evidence counts the characters of it."""
    shape: Shape = plain(report)
    return shape


def claim_json(claim: Claim, totals: Container[str] = ()) -> Shape:
    """Return a claim as `tollbook extract` prints it.

    `totals` are the claims that a ledger found to state the whole of several incidents: their `scope` is "total",
    and `scope_read` keeps what the extractor read.
    """
    victims = claim.victims
    return {
        "id": claim.id,
        "report_id": claim.report_id,
        "language": claim.language,
        "effect": claim.effect,
        "topic": claim.topic,
        "count": plain(claim.count),
        "victims": None if victims is None else {**_party(victims), "class": victims.victim_class},
        "perpetrator": None if claim.perpetrator is None else _party(claim.perpetrator),
        "weapon": claim.weapon,
        "place": plain(claim.place),
        "period": plain(claim.period),
        "attribution": plain(claim.attribution),
        "scope": "total" if claim.id in totals else claim.scope,
        "scope_read": claim.scope,
        "modality": claim.modality,
        "cause": claim.cause,
        "event_type": claim.event_type,
        "sub_event_type": claim.sub_event_type,
        "evidence": [
            {"role": each.role, "start": each.span.start, "end": each.span.end, "quote": each.span.quote}
            for each in claim.evidence
        ],
        "about": list(claim.about),
        "cues": list(claim.cues),
        "events": claim.events,
        "confidence": claim.confidence,
    }


def stating_totals(view: View) -> frozenset[str]:
    """Return the claims whose figures are totals of the ledger, and of no incident."""
    behind: dict[str, set[str]] = {"total": set(), "incident": set()}
    for incident in view.incidents:
        behind[incident.kind].update(claim for figure in incident.figures for claim in figure.claims)
    return frozenset(behind["total"] - behind["incident"])


def link_json(link: Link) -> Shape:
    """Return a link with the named reasons for its verdict."""
    shape: Shape = plain(link)
    return shape


def incident_json(incident: Incident) -> Shape:
    """Return an incident or total; `sum` is the first of its `sums`, null where it has none."""
    sums = [_sum(check) for check in incident.sums]
    shape: Shape = plain(incident)
    return {**shape, "sums": sums, "sum": sums[0] if sums else None}


def _party(party: Party) -> Shape:
    return {"text": party.text, "actor": party.actor}


def _sum(check: SumCheck) -> Shape:
    return {
        "effect": check.effect,
        "stated": _bounds(check.stated),
        "parts": _bounds(check.parts),
        "verdict": check.verdict,
    }


def _bounds(count: Count) -> Shape:
    return {"low": count.low, "best": count.best, "high": count.high, "qualifier": count.qualifier}
