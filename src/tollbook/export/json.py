"""``--format json``: the whole ledger as one JSON object, in the shape of the contract."""

from __future__ import annotations

from typing import TextIO

import msgspec

from tollbook.export.shapes import Shape, claim_json, incident_json, link_json, report_json, stating_totals
from tollbook.records import View


def ledger(view: View) -> Shape:
    """Return the ledger as one dictionary, records in the order of the view."""
    totals = stating_totals(view)
    return {
        "reports": [report_json(each) for each in view.reports],
        "claims": [claim_json(each, totals) for each in view.claims],
        "links": [link_json(each) for each in view.links],
        "incidents": [incident_json(each) for each in view.incidents],
        "background": [claim_json(each) for each in view.background],
        "statements": [claim_json(each) for each in view.statements],
        "set_aside": [claim_json(each) for each in view.set_aside],
        "redirects": [{"from": old, "to": new} for old, new in view.redirects],
    }


def write(view: View, out: TextIO) -> None:
    """Write the ledger to `out`, indented, with a line end."""
    out.write(msgspec.json.format(msgspec.json.encode(ledger(view)), indent=2).decode("utf-8") + "\n")
