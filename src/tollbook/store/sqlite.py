"""A ledger in one SQLite file."""

from __future__ import annotations

import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

from tollbook.store.place import PATIENCE, WRITE, LedgerError

CACHE_KIB = 65536  # holds the rows that lists and sums of 100,000 incidents go through; SQLite's own 2 MiB do not


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The place of a ledger that is a file."""

    path: Path

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the file that `text`, a path or a ``sqlite:///`` URL, names.

        Raises LedgerError for a database in memory and for a folder.
        """
        if "://" in text:
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
        return cls(path=path)

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    @property
    def namespace(self) -> None:
        """A file is one schema."""
        return None

    def engine(self, *, create: bool) -> Engine:
        """Return an engine on the file; with `create` a missing one is made at the first use."""
        exists = self.path.exists()
        if not exists and not create:
            raise LedgerError(f"no ledger at {self.path}")
        if not exists and not self.path.parent.is_dir():
            raise LedgerError(f"no folder {self.path.parent} to keep the ledger {self.path.name} in")
        locked = exists and self._locked()
        if locked and create:
            raise LedgerError(f"{self.path} cannot be written to")
        return _engine(f"file:{quote(str(self.path.absolute()))}?{self._mode(exists=exists, locked=locked)}")

    def make_room(self, connection: Connection) -> None:
        """A file needs nothing more."""

    def read_only(self, connection: Connection) -> bool:
        """Tell whether the file or its folder (which holds the write-ahead log) is closed to this user."""
        return self._locked()

    def opened(self, engine: Engine) -> None:
        """Let readers go on beside a writer."""
        _use_wal(engine)

    def go_on(self, connection: Connection) -> None:
        """SQLite numbers after the highest there is."""

    def explain(self, error: exc.DBAPIError) -> str | None:
        """Return one line about what SQLite said."""
        said = str(error.orig)
        if "not a database" in said or "malformed" in said:
            return f"{self.path} is not a Tollbook ledger, or is damaged ({said})"
        if "locked" in said:
            return f"{self.path} is busy: another process has kept it locked too long"
        return f"{self.path}: {said}" if isinstance(error, exc.OperationalError) else None

    def _locked(self) -> bool:
        return not (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK))

    def _mode(self, *, exists: bool, locked: bool) -> str:
        """Return the SQLite URI parameters; a file without a WAL that nobody can write is immutable."""
        if not exists:
            return "mode=rwc"
        if not locked:
            return "mode=rw"
        return "mode=ro" if Path(f"{self.path}-wal").exists() else "mode=ro&immutable=1"


def _engine(uri: str) -> Engine:
    def opened() -> sqlite3.Connection:
        # isolation_level None: transactions begin where `begun` says so, not where sqlite3 guesses.
        found = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=PATIENCE, check_same_thread=False)
        found.execute("PRAGMA foreign_keys = ON")
        found.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        found.execute("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE deletes a fact unseen by its trigger
        return found

    def begun(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool, pool_size=2)
    event.listen(engine, "begin", begun)
    return engine


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
