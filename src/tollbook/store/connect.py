"""From the name of a ledger to a database connection: what is there, and may it be used?"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, delete, event, exc, insert, inspect, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

from tollbook.store import schema

BUSY_SECONDS = 60.0  # how long a writer waits for its turn
WRITE = "tollbook_write"
CACHE_KIB = 65536  # holds the rows that lists and sums of 100,000 incidents go through; SQLite's own 2 MiB do not


class LedgerError(Exception):
    """A ledger cannot be used as asked; the message is one clear line."""


def locate(location: str | Path) -> Path:
    """Return the file that `location`, a path or a ``sqlite:///`` URL, names.

    Raises LedgerError for any other database, for a database in memory and for a folder.
    """
    text = str(location)
    if "://" in text:
        scheme = text.split("://", 1)[0].split("+", 1)[0].lower()
        if scheme in ("postgresql", "postgres"):
            raise LedgerError("PostgreSQL ledgers are not yet supported: name a file, or sqlite:///FILE")
        if scheme != "sqlite":
            raise LedgerError(f"not a ledger: {text} (name a file, or sqlite:///FILE)")
        try:
            database = make_url(text).database
        except exc.ArgumentError as error:
            raise LedgerError(f"not a database URL: {text}") from error
        if not database or database == ":memory:":
            raise LedgerError(f"a ledger needs a file: {text} names none (sqlite:///FILE)")
        text = database
    path = Path(text)
    if path.is_dir():
        raise LedgerError(f"{path} is a folder, not a ledger")
    return path


def connect(path: Path, *, create: bool) -> tuple[Engine, bool]:
    """Return an engine on the ledger at `path`, and whether it can only be read.

    With `create` a missing or empty file becomes a new ledger. Raises LedgerError when there is no
    ledger, when the file is something else, and when a newer Tollbook wrote it.
    """
    exists = path.exists()
    if not exists and not create:
        raise LedgerError(f"no ledger at {path}")
    if not exists and not path.parent.is_dir():
        raise LedgerError(f"no folder {path.parent} to keep the ledger {path.name} in")
    read_only = exists and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    if read_only and create:
        raise LedgerError(f"{path} cannot be written to")
    engine = _engine(path, _mode(path, create=create and not exists, read_only=read_only))
    try:
        with translated(path):
            if create:
                _create(engine)
            _upgrade(engine, path, _verify(engine, path), read_only=read_only)
            if not read_only:
                _use_wal(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine, read_only


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what the database says into one clear line (LedgerError)."""
    try:
        yield
    except exc.DatabaseError as error:
        said = str(error.orig)
        if "not a database" in said or "malformed" in said:
            raise LedgerError(f"{path} is not a Tollbook ledger, or is damaged ({said})") from error
        if "locked" in said:
            raise LedgerError(f"{path} is busy: another process has kept it locked too long") from error
        if isinstance(error, exc.OperationalError):
            raise LedgerError(f"{path}: {said}") from error
        raise


def writing(engine: Engine) -> Engine:
    """Return `engine` with transactions that take the write lock at once (BEGIN IMMEDIATE)."""
    return engine.execution_options(**{WRITE: True})


def _mode(path: Path, *, create: bool, read_only: bool) -> str:
    """Return the SQLite URI parameters; a file without a WAL that nobody can write is immutable."""
    if create:
        return "mode=rwc"
    if not read_only:
        return "mode=rw"
    return "mode=ro" if Path(f"{path}-wal").exists() else "mode=ro&immutable=1"


def _engine(path: Path, mode: str) -> Engine:
    uri = f"file:{quote(str(path.absolute()))}?{mode}"

    def opened() -> sqlite3.Connection:
        # isolation_level None: transactions begin where `begun` says so, not where sqlite3 guesses.
        found = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
        found.execute("PRAGMA foreign_keys = ON")
        found.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        return found

    def begun(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool, pool_size=2)
    event.listen(engine, "begin", begun)
    return engine


def _create(engine: Engine) -> None:
    """Create the tables in one transaction, where there are none at all."""
    with writing(engine).begin() as connection:
        if inspect(connection).get_table_names():
            return
        schema.metadata.create_all(connection)
        rows = [{"key": "app", "value": schema.APP}, {"key": "schema_version", "value": str(schema.SCHEMA_VERSION)}]
        connection.execute(insert(schema.meta), rows)


def _verify(engine: Engine, path: Path) -> int:
    """Return the schema version of a ledger that this Tollbook can use."""
    with engine.begin() as connection:
        names = set(inspect(connection).get_table_names())
        found: dict[str, str] = {}
        if "meta" in names and {c["name"] for c in inspect(connection).get_columns("meta")} == {"key", "value"}:
            found = {row.key: row.value for row in connection.execute(select(schema.meta))}
    version = found.get("schema_version", "")
    if found.get("app") != schema.APP or not version.isdigit():
        raise LedgerError(f"{path} is not a Tollbook ledger")
    if int(version) > schema.SCHEMA_VERSION:
        raise LedgerError(
            f"{path} was written by a newer Tollbook (schema {version}; this one knows {schema.SCHEMA_VERSION})"
        )
    return int(version)


def _upgrade(engine: Engine, path: Path, version: int, *, read_only: bool) -> None:
    """Give an older ledger the tables that it lacks. Raises LedgerError where it cannot be written to."""
    if version == schema.SCHEMA_VERSION:
        return
    if read_only:
        raise LedgerError(f"{path} was made by an older Tollbook and must be opened once where it can be written to")
    with writing(engine).begin() as connection:
        schema.metadata.create_all(connection)
        for index in (*schema.reports.indexes, *schema.links.indexes):
            index.create(connection, checkfirst=True)
        known = schema.meta.c.key == "schema_version"
        connection.execute(update(schema.meta).where(known).values(value=str(schema.SCHEMA_VERSION)))
        # The view lacks what the new tables hold: without a watermark it is due to be published again.
        connection.execute(delete(schema.meta).where(schema.meta.c.key == "watermark"))


def _use_wal(engine: Engine, patience: float = 5.0) -> None:
    """Switch to a write-ahead log, so that readers go on beside a writer; kept by the file.

    Without it all promises hold too, only slower: a file that stays locked keeps its journal.
    """
    until = time.monotonic() + patience
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                cursor.execute("PRAGMA journal_mode = WAL").fetchone()
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    return
                time.sleep(0.02)
            else:
                return
    finally:
        raw.close()
