"""A whole ledger copied to another place, row for row: a file into a database, a database into a file.

All tables go along: the facts, the ids that were minted, the reviews under their numbers, the view with its watermark
and when it changed. So the copy answers as the original does, and goes on from where that stood.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Row, Table, func, insert, inspect, select

from tollbook.store import schema
from tollbook.store.connect import connect, locate, translated, writing
from tollbook.store.place import LedgerError, Place

ROWS = 1000  # in memory at once, and in one round to a server

Watch = Callable[[int, int], None]  # (rows copied, rows in all)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How much was copied."""

    reports: int
    claims: int
    reviews: int
    rows: int  # of all tables


def copy(source: str | Path, target: str | Path, watch: Watch | None = None) -> Copied:
    """Copy the ledger at `source` to `target`, where nothing may be yet, and return how much that was.

    The source is read as it is at one moment; others may go on adding to it. The copy is made in one transaction and
    read back before that ends: it is whole, or there is none. Raises LedgerError with one clear line.
    """
    here, there = locate(source), locate(target)
    reading, _ = connect(here, create=False)
    try:
        filling = there.engine(create=True)
        try:
            with translated(here), reading.begin() as old, translated(there):
                if inspect(filling).get_table_names(schema=there.namespace):
                    raise _taken(there)  # told without waiting for whoever writes to it
                with writing(filling).begin() as new:
                    done = _copied(old, new, here, there, watch)
            with translated(there):
                there.opened(filling)
        finally:
            filling.dispose()
    finally:
        reading.dispose()
    return done


def _taken(place: Place) -> LedgerError:
    return LedgerError(f"{place.name} is not empty: a ledger is copied to where nothing is yet")


def _copied(old: Connection, new: Connection, here: Place, there: Place, watch: Watch | None) -> Copied:
    """Make the tables and fill them, in the caller's transaction."""
    if inspect(new).get_table_names(schema=there.namespace):
        raise _taken(there)
    there.make_room(new)
    schema.metadata.create_all(new)
    tables = schema.metadata.sorted_tables  # what is referred to comes first
    with translated(here):
        sizes = {table.name: old.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    total, done = sum(sizes.values()), 0
    for table in tables:
        known = hashlib.sha256()
        for part in _parts(old, table, here):
            new.execute(insert(table), [dict(row._mapping) for row in part])
            _add(known, part)
            done += len(part)
            if watch:
                watch(done, total)
        kept = hashlib.sha256()
        for part in _parts(new, table, there):
            _add(kept, part)
        if kept.digest() != known.digest():
            raise LedgerError(f"{there.name} does not keep the table {table.name} as it is: nothing was copied")
    there.go_on(new)
    return Copied(reports=sizes["reports"], claims=sizes["claims"], reviews=sizes["reviews"], rows=total)


def _parts(connection: Connection, table: Table, place: Place) -> Iterator[Sequence[Row[tuple[object, ...]]]]:
    """Yield the rows of a table in the order of its key, some at a time."""
    asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS)
    with translated(place):
        yield from connection.execute(asked).partitions()


def _add(digest: hashlib._Hash, rows: Iterable[Row[tuple[object, ...]]]) -> None:
    for row in rows:
        digest.update(f"{tuple(row)!r}\n".encode())
