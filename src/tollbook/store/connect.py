"""From the name of a ledger to a database connection: what is there, and may it be used?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, exc, insert, inspect, select, update

from tollbook.store import schema
from tollbook.store.facts import chunks, text_digest
from tollbook.store.marks import counted_anew
from tollbook.store.place import WRITE, LedgerError, Place
from tollbook.store.postgres import FORM, Database
from tollbook.store.sqlite import File

BY_ROW = 7  # the schema that brought a view that is changed row by row
POSTGRES = re.compile(r"postgres(ql)?(\+\w*)?:", re.IGNORECASE)


def locate(location: str | Path) -> Place:
    """Return the place that `location` names: a path, a ``sqlite:///`` or a ``postgresql://`` URL.

    Raises LedgerError for any other database, for a database in memory and for a folder. No message
    repeats a URL that may hold a password.
    """
    text = str(location)
    if isinstance(location, str) and POSTGRES.match(text):
        return Database.of(text)
    if "://" in text:
        scheme = text.split("://", 1)[0]
        if scheme.split("+", 1)[0].lower() != "sqlite":
            raise LedgerError(f"not a ledger: {scheme[:40]}://... (name a file, sqlite:///FILE or {FORM})")
    return File.of(text)


def connect(place: Place, *, create: bool) -> tuple[Engine, bool]:
    """Return an engine on the ledger at `place`, and whether it can only be read.

    With `create` a missing or empty one becomes a new ledger. Raises LedgerError when there is no
    ledger, when something else is there, and when a newer Tollbook wrote it.
    """
    engine = place.engine(create=create)
    try:
        with translated(place):
            if create:
                _create(engine, place)
            with engine.begin() as connection:
                version = _verify(connection, place)
                read_only = place.read_only(connection)
            if read_only and create:
                raise LedgerError(f"{place.name} cannot be written to")
            _upgrade(engine, place, version, read_only=read_only)
            if not read_only:
                place.opened(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine, read_only


@contextmanager
def translated(place: Place) -> Iterator[None]:
    """Turn what the database says into one clear line (LedgerError)."""
    try:
        yield
    except exc.DBAPIError as error:
        line = place.explain(error)
        if line is None:
            raise
        raise LedgerError(line) from error


def writing(engine: Engine) -> Engine:
    """Return `engine` with transactions that take the writer's turn at once."""
    return engine.execution_options(**{WRITE: True})


def _tables(connection: Connection, place: Place) -> set[str]:
    return set(inspect(connection).get_table_names(schema=place.namespace))


def _create(engine: Engine, place: Place) -> None:
    """Create the tables in one transaction, where there are none at all."""
    with engine.begin() as connection:
        if _tables(connection, place):
            return
    with writing(engine).begin() as connection:
        if _tables(connection, place):
            return  # another process was here first
        place.make_room(connection)
        schema.metadata.create_all(connection)
        rows = [{"key": "app", "value": schema.APP}, {"key": "schema_version", "value": str(schema.SCHEMA_VERSION)}]
        connection.execute(insert(schema.meta), rows)


def _verify(connection: Connection, place: Place) -> int:
    """Return the schema version of a ledger that this Tollbook can use."""
    names = _tables(connection, place)
    if not names:
        raise LedgerError(f"{place.name} is empty, not a Tollbook ledger")
    found: dict[str, str] = {}
    if "meta" in names:
        columns = inspect(connection).get_columns("meta", schema=place.namespace)
        if {column["name"] for column in columns} == {"key", "value"}:
            found = {row.key: row.value for row in connection.execute(select(schema.meta))}
    version = found.get("schema_version", "")
    if found.get("app") != schema.APP or not version.isdigit():
        raise LedgerError(f"{place.name} is not a Tollbook ledger")
    if int(version) > schema.SCHEMA_VERSION:
        raise LedgerError(
            f"{place.name} was written by a newer Tollbook (schema {version}; this one knows {schema.SCHEMA_VERSION})"
        )
    return int(version)


def _upgrade(engine: Engine, place: Place, version: int, *, read_only: bool) -> None:
    """Give an older ledger the tables that it lacks. Raises LedgerError where it cannot be written to."""
    if version == schema.SCHEMA_VERSION:
        return
    if read_only:
        raise LedgerError(
            f"{place.name} was made by an older Tollbook and must be opened once where it can be written to"
        )
    with writing(engine).begin() as connection:
        if version < BY_ROW:
            _make_room_for_rows(connection, place)
        schema.metadata.create_all(connection)
        for index in (index for table in schema.metadata.sorted_tables for index in table.indexes):
            index.create(connection, checkfirst=True)
        if version < BY_ROW:
            _keep_by_row(connection)
        known = schema.meta.c.key == "schema_version"
        connection.execute(update(schema.meta).where(known).values(value=str(schema.SCHEMA_VERSION)))
        # The view lacks what the new tables hold: without a watermark it is due to be published again.
        connection.execute(delete(schema.meta).where(schema.meta.c.key == "watermark"))


def _make_room_for_rows(connection: Connection, place: Place) -> None:
    """Take the tables of the view out of the way whose columns have changed; incidents stay, to be compared with."""
    connection.exec_driver_sql("CREATE TABLE incidents_before AS SELECT id, body FROM incidents")
    for table in (schema.incidents, schema.current_links, schema.told):
        table.drop(connection, checkfirst=True)


def _keep_by_row(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO incidents (id, position, body) SELECT id, '', body FROM incidents_before")
    connection.exec_driver_sql("DROP TABLE incidents_before")
    reports = schema.reports.c
    connection.execute(delete(schema.texts))
    for part in chunks(connection.scalars(select(reports.id)).all()):
        texts = connection.execute(select(reports.id, reports.text).where(reports.id.in_(part)))
        rows = [{"report_id": row.id, "digest": text_digest(row.text)} for row in texts]
        connection.execute(insert(schema.texts), rows)
    counted_anew(connection)
