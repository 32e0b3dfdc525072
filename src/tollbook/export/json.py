"""``--format json``: the whole ledger as one JSON object, in the shape of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from tollbook.export.indented import write_object
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
    return {key: list(value) if isinstance(value, Iterator) else value for key, value in parts(view)}


def parts(view: View) -> Iterator[tuple[str, object]]:
    """Yield the keys of the ledger with their values; those that list records are iterators."""
    totals, corrected, checked = stating_totals(view), as_read(view), record_checks(view)
    yield "reports", map(report_json, view.reports)
    yield "claims", (claim_json(each, totals, corrected) for each in view.claims)
    yield "links", map(link_json, view.links)
    yield "incidents", map(incident_json, view.incidents)
    yield "background", (claim_json(each, (), corrected) for each in view.background)
    yield "statements", ({**claim_json(each, (), corrected), **checked.get(each.id, {})} for each in view.statements)
    yield "set_aside", (claim_json(each, (), corrected) for each in view.set_aside)
    yield "hidden", map(hidden_json, view.hidden)
    yield "reviews", map(review_json, view.reviews)
    yield "redirects", ({"from": old, "to": new} for old, new in view.redirects)
    yield "as_of", None if view.as_of is None else view.as_of.isoformat()
    yield "causes", list(view.causes)


def write(view: View, out: TextIO) -> None:
    """Write the ledger to `out`, indented, with a line end, a record at a time."""
    write_object(parts(view), out)
