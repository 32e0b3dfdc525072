"""``--format json``: the whole ledger as one JSON object, in the shape of the contract."""

from __future__ import annotations

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


def ledger(view: View) -> Shape:
    """Return the ledger as one dictionary, records in the order of the view."""
    totals, corrected, checked = stating_totals(view), as_read(view), record_checks(view)
    return {
        "reports": [report_json(each) for each in view.reports],
        "claims": [claim_json(each, totals, corrected) for each in view.claims],
        "links": [link_json(each) for each in view.links],
        "incidents": [incident_json(each) for each in view.incidents],
        "background": [claim_json(each, (), corrected) for each in view.background],
        "statements": [{**claim_json(each, (), corrected), **checked.get(each.id, {})} for each in view.statements],
        "set_aside": [claim_json(each, (), corrected) for each in view.set_aside],
        "hidden": [hidden_json(each) for each in view.hidden],
        "reviews": [review_json(each) for each in view.reviews],
        "redirects": [{"from": old, "to": new} for old, new in view.redirects],
        "as_of": None if view.as_of is None else view.as_of.isoformat(),
        "causes": list(view.causes),
    }


def write(view: View, out: TextIO) -> None:
    """Write the ledger to `out`, indented, with a line end."""
    out.write(msgspec.json.format(msgspec.json.encode(ledger(view)), indent=2).decode("utf-8") + "\n")
