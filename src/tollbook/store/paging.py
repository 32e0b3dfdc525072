"""Long lists in parts: what comes after a given row, so that no part repeats or leaves out a row that stays.

A `Mark` is where a list was left: the values of its order at the last row seen. It holds whatever is published
meanwhile, unlike the number of a page. Orders and selections are those of `store.selection`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from tollbook.records import Report
from tollbook.store import schema
from tollbook.store.schema import browse
from tollbook.store.selection import Selection, Sort, where

Value = date | int | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an order, what is not known always last."""

    column: ColumnElement[Any]
    falls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a list was left."""

    values: tuple[Value, ...]


_KEY_UP, _KEY_DOWN = Column(column=browse.c.key), Column(column=browse.c.key, falls=True)
ORDERS: dict[Sort, tuple[Column, ...]] = {
    "newest": (Column(column=browse.c.start, falls=True), _KEY_DOWN),
    "oldest": (Column(column=browse.c.start), _KEY_UP),
    "toll": (Column(column=browse.c.toll, falls=True), _KEY_DOWN),
    "wounded": (Column(column=browse.c.wounded, falls=True), _KEY_DOWN),
    "reports": (Column(column=browse.c.reports, falls=True), _KEY_DOWN),
    "place": (
        Column(column=browse.c.country),
        Column(column=browse.c.admin1),
        Column(column=browse.c.place),
        _KEY_UP,
    ),
}
_REPORTS = (Column(column=schema.reports.c.published, falls=True), Column(column=schema.reports.c.id, falls=True))


def incidents(
    connection: Connection, selection: Selection, *, sort: Sort, after: Mark | None, most: int
) -> tuple[list[str], Mark | None]:
    """Return `most` incidents of a selection by id, in order, and where the list goes on (None: it does not)."""
    order = ORDERS[sort]
    asked = select(browse.c.id, *(each.column for each in order)).where(*where(selection))
    return _part(connection, asked, order, after, most)


def reports(connection: Connection, *, after: Mark | None, most: int) -> tuple[list[Report], Mark | None]:
    """Return `most` reports without their text, the latest first, and where the list goes on."""
    names, onward = _part(
        connection, select(schema.reports.c.id, *(each.column for each in _REPORTS)), _REPORTS, after, most
    )
    table = schema.reports.c
    asked = select(table.id, table.outlet, table.url, table.language, table.published, table.title)
    found = {row.id: Report(**row._mapping, text="") for row in connection.execute(asked.where(table.id.in_(names)))}
    return [found[name] for name in names], onward


def _part(
    connection: Connection, asked: Any, order: Sequence[Column], after: Mark | None, most: int
) -> tuple[list[str], Mark | None]:
    if after is not None:
        asked = asked.where(_beyond(order, after.values))
    ordered = ((each.column.desc() if each.falls else each.column.asc()).nulls_last() for each in order)
    rows = connection.execute(asked.order_by(*ordered).limit(most + 1)).all()
    shown = rows[:most]
    return [row[0] for row in shown], Mark(values=tuple(shown[-1][1:])) if len(rows) > most else None


def _beyond(order: Sequence[Column], values: Sequence[Value]) -> ColumnElement[bool]:
    """Return the condition that a row comes after one with `values`."""
    later: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for each, value in zip(order, values, strict=True):
        column = each.column
        after: ColumnElement[bool] = false()
        if value is not None:
            after = or_(column < value if each.falls else column > value, column.is_(None))
        later.append(and_(*equal, after))
        equal.append(column.is_(None) if value is None else column == value)
    return or_(*later)
