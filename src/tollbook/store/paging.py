"""Long lists in parts: what comes after a given row, so that no part repeats or leaves out a row that stays.

A `Mark` is where a list was left: the values of its order at the last row seen. It holds whatever is published
meanwhile, unlike the number of a page. Orders and selections are those of `store.selection`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, or_, select

from tollbook.records import Report
from tollbook.store import schema
from tollbook.store.columns import Columns, name
from tollbook.store.selection import Picked, Sort, ordered, ranks

Value = date | int | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a list was left."""

    values: tuple[Value, ...]


# The types of the values of a mark, by the order of the list; the last is the incident's key.
SHAPES: Mapping[Sort, tuple[Any, ...]] = {
    "newest": (date | None, int),
    "oldest": (date | None, int),
    "toll": (int, int),
    "wounded": (int, int),
    "reports": (int, int),
    "place": (str | None, str | None, str | None, int),
}


def incidents(picked: Picked, *, sort: Sort, after: Mark | None, most: int) -> tuple[list[str], Mark | None]:
    """Return `most` incidents of a selection by id, in order, and where the list goes on (None: it does not)."""
    columns, rows = picked.columns, ordered(picked, sort)
    if after is not None:
        rank, falls = ranks(columns, sort)
        left, last = _rank(columns, sort, after.values), after.values[-1]
        assert isinstance(last, int)
        of, keys = rank[rows], columns.keys[rows]
        beyond = (of < left, keys < last) if falls else (of > left, keys > last)
        rows = rows[beyond[0] | ((of == left) & beyond[1])]
    shown = rows[:most]
    onward = Mark(values=_values(columns, sort, int(shown[-1]))) if len(rows) > most else None
    return [name(columns.keys[row]) for row in shown], onward


def _values(columns: Columns, sort: Sort, row: int) -> tuple[Value, ...]:
    """Return what a mark at a row holds."""
    at = int(columns.keys[row])
    if sort in ("newest", "oldest"):
        return columns.start[row].item(), at
    if sort == "place":
        named = columns.sites.sorted[int(columns.sites.order[columns.site[row]])]
        return *(None if unknown else word for unknown, word in named), at
    return int(ranks(columns, sort)[0][row]), at


def _rank(columns: Columns, sort: Sort, values: Sequence[Value]) -> float:
    """Return where a mark stands among the ranks of an order; a place that is gone stands between two others."""
    if sort == "place":
        named = tuple((word is None, str(word or "")) for word in values[:-1])
        at = bisect_left(columns.sites.sorted, named)
        return at if columns.sites.sorted[at : at + 1] == (named,) else at - 0.5
    first = values[0]
    if isinstance(first, int):
        return first
    ends = np.iinfo(np.int64)
    if first is None:
        return int(ends.min if sort == "newest" else ends.max)
    return int(np.datetime64(str(first), "D").view(np.int64))


def reports(connection: Connection, *, after: Mark | None, most: int) -> tuple[list[Report], Mark | None]:
    """Return `most` reports without their text, the latest first, and where the list goes on."""
    table = schema.reports.c
    asked = select(table.id, table.outlet, table.url, table.language, table.published, table.title)
    if after is not None:
        day, last = after.values
        asked = asked.where(_later(day, last))
    rows = connection.execute(
        asked.order_by(table.published.desc().nulls_last(), table.id.desc()).limit(most + 1)
    ).all()
    found = [Report(**row._mapping, text="") for row in rows[:most]]
    onward = Mark(values=(found[-1].published, found[-1].id)) if len(rows) > most else None
    return found, onward


def _later(day: Value, last: Value) -> ColumnElement[bool]:
    """Return the condition that a report comes after one of `day` with the id `last`; those without a day come last."""
    table = schema.reports.c
    if day is None:
        return and_(table.published.is_(None), table.id < last)
    return or_(table.published < day, table.published.is_(None), and_(table.published == day, table.id < last))
