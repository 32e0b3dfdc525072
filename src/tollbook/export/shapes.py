"""Records to the plain dictionaries of the contract: what JSON output holds, key by key.

Keys are stable; more may be added. Days are ISO 8601, unknown is null.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import msgspec

from tollbook.decisions import value_of
from tollbook.records import Claim, Count, Hidden, Incident, Link, Party, Report, Review, SumCheck, View

Shape = dict[str, Any]


def plain(record: object) -> Any:
    """Return a record as dictionaries, lists and strings, all its fields under their own names."""
    return msgspec.to_builtins(record)


def report_json(report: Report) -> Shape:
    """Return a report with its text, since evidence counts the characters of it."""
    shape: Shape = plain(report)
    return shape


Corrected = Mapping[str, Shape]


def claim_json(claim: Claim, totals: Container[str] = (), corrected: Corrected | None = None) -> Shape:
    """Return a claim as `tollbook extract` prints it.

    `totals` are the claims that a ledger found to state the whole of several incidents: their `scope` is "total",
    and `scope_read` keeps what the extractor read. `corrected` has what was read of the fields that reviews
    correct, by claim and field (`as_read`).
    """
    found = _claim(claim, totals)
    return found if corrected is None or claim.id not in corrected else {**found, "corrected": corrected[claim.id]}


def as_read(view: View) -> Corrected:
    """Return what was read of the fields that reviews correct, by claim and field, in the shape of `claim_json`."""
    found: dict[str, Shape] = {}
    for item in view.corrections:
        told = plain(value_of(item.as_read))
        if item.as_read.party is not None:
            told = _victims(item.as_read.party) if item.as_read.field == "victims" else _party(item.as_read.party)
        found.setdefault(item.claim, {})[item.as_read.field] = told
    return found


def record_checks(view: View) -> Mapping[str, Shape]:
    """Return what holding claims of a record against the ledger gave, by claim, under the key of a statement."""
    found = {}
    for check in view.record_checks:
        told = {key: each for key, each in plain(check).items() if key != "claim"}
        found[check.claim] = {"record_check": told}
    return found


def hidden_json(hidden: Hidden) -> Shape:
    """Return a claim that a review hides, with who hid it, when and why."""
    by = hidden.review
    return {**_claim(hidden.claim, ()), "hidden": {"review": by.number, "who": by.who, "when": by.when, "why": by.why}}


def review_json(review: Review) -> Shape:
    """Return a decision; `value` and `was` only where it corrects, as one value each; `finding` is one looked at."""
    shape: Shape = plain(review)
    told = {key: plain(value_of(each)) for key, each in (("value", review.value), ("was", review.was)) if each}
    return {**shape, "field": review.value.field if review.value else None, "value": None, "was": None, **told}


def _claim(claim: Claim, totals: Container[str]) -> Shape:
    victims = claim.victims
    return {
        "id": claim.id,
        "report_id": claim.report_id,
        "language": claim.language,
        "effect": claim.effect,
        "topic": claim.topic,
        "count": plain(claim.count),
        "victims": None if victims is None else _victims(victims),
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
        **({} if claim.superlative is None else {"superlative": plain(claim.superlative)}),
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


def _victims(party: Party) -> Shape:
    return {**_party(party), "class": party.victim_class}


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
