"""``--format jsonl``: one record on a line, its kind under the key ``record``.

A claim of the background, the statements or those set aside has a line of that kind only when it is not
among the claims of the view too; there `filed` tells where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

import msgspec

from tollbook.export.shapes import (
    Shape,
    as_read,
    claim_json,
    hidden_json,
    incident_json,
    link_json,
    record_checks,
    report_json,
    review_json,
    stating_totals,
)
from tollbook.records import View


def records(view: View) -> Iterator[Shape]:
    """Yield the records of the ledger, each claim once."""
    drawers = {"background": view.background, "statement": view.statements, "set_aside": view.set_aside}
    filed = {claim.id: name for name, claims in drawers.items() for claim in claims}
    totals, corrected, checked = stating_totals(view), as_read(view), record_checks(view)
    for report in view.reports:
        yield {"record": "report", **report_json(report)}
    for claim in view.claims:
        yield {
            "record": "claim",
            **claim_json(claim, totals, corrected),
            **checked.get(claim.id, {}),
            "filed": filed.get(claim.id),
        }
    known = {claim.id for claim in view.claims}
    for name, claims in drawers.items():
        yield from ({"record": name, **claim_json(claim)} for claim in claims if claim.id not in known)
    yield from ({"record": "hidden", **hidden_json(item)} for item in view.hidden)
    yield from ({"record": "review", **review_json(review)} for review in view.reviews)
    for link in view.links:
        yield {"record": "link", **link_json(link)}
    for incident in view.incidents:
        yield {"record": "incident", **incident_json(incident)}
    for old, new in view.redirects:
        yield {"record": "redirect", "from": old, "to": new}


def write(view: View, out: TextIO) -> None:
    """Write the records to `out`, one a line."""
    for record in records(view):
        out.write(msgspec.json.encode(record).decode("utf-8") + "\n")
