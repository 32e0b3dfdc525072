"""What the CSV formats share: rows to text that is safe to open in a spreadsheet, and lists of reports."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from tollbook.records import Incident, Report, View

Cell = str | int | float | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_rows(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Cell]],
    out: TextIO,
    *,
    under: Mapping[str, Cell] | None = None,
) -> None:
    """Write a header and rows as CSV (RFC 4180 quoting, line feeds); a column a row lacks is empty.

    `under` is a second row of the header, by column.
    Raises ValueError for a row with a column that is not in `columns`.
    """
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    if under is not None:
        writer.writerow(under)
    writer.writerows({key: safe(value) for key, value in row.items()} for row in rows)


def safe(value: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: such text gets an apostrophe before it.

    Numbers stay as they are, below zero too.
    """
    if isinstance(value, str) and value.lstrip(" \n").startswith(FORMULA):
        return f"'{value}"
    return value


def events(view: View) -> Iterable[Incident]:
    """Return what counts as events: the incidents, never the totals above them."""
    return (incident for incident in view.incidents if incident.kind == "incident")


def coded(view: View) -> Iterable[Incident]:
    """Return the events that UCDP and ACLED code: harm by crime, where a ledger counts it, is none of theirs."""
    return (incident for incident in events(view) if incident.cause == "conflict")


Shelf = Mapping[str, tuple[int, Report]]


def shelf(view: View) -> Shelf:
    """Return the reports of the view by id, each with its place in the order of the view."""
    return {report.id: (at, report) for at, report in enumerate(view.reports)}


def reports_of(incident: Incident, reports: Shelf) -> list[Report]:
    """Return the reports behind an incident, in the order of the view."""
    return [report for _, report in sorted(reports[name] for name in set(incident.reports) if name in reports)]
