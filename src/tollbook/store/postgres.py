"""A ledger in a schema of a PostgreSQL database, for a team.

The address is a URL as libpq knows it, with one parameter of our own: ``schema`` names the schema that holds the
ledger (default ``public``), so that one database keeps any number of ledgers. All settings are made for one
transaction at a time, so that a connection pooler may stand between.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, event, exc, func, select, text
from sqlalchemy.engine import URL, make_url

from tollbook.store import schema
from tollbook.store.codec import NEVER_TEXT
from tollbook.store.place import PATIENCE, WRITE, LedgerError

FORM = "postgresql://USER@HOST/DATABASE?schema=NAME"
DEFAULT_SCHEMA = "public"
LONGEST_NAME = 63  # bytes that PostgreSQL keeps of a name
SECRETS = frozenset({"password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret"})
# What the driver would take from the URL though it is none of libpq's; some would undo the transactions.
FOREIGN = frozenset(
    {"autocommit", "conninfo", "context", "cursor_factory", "dbname", "prepare_threshold", "row_factory"}
)
# Nobody waits without end: for a server that does not answer (seconds), or for one that has gone (seconds; TCP).
WAITS = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",  # milliseconds
}
STALLED = "10min"  # the server ends a writer that has stopped with the turn in its hands

# SQLSTATEs (PostgreSQL, appendix A) that tell of the server, the account or the database, not of a wrong program:
# connection, transaction state (read-only), authorisation, catalog, resources, intervention, system, configuration.
OUTSIDE = frozenset({"08", "25", "28", "3D", "53", "54", "57", "58", "F0", "XX"})
BUSY, UNSEEN = "55P03", "42P01"
NOT_ALLOWED = frozenset({"42501", "42P07", "42723"})  # no privilege; a table or function of that name is there already


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The place of a ledger that is a schema of a database."""

    url: URL
    namespace: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the place that a ``postgresql://`` URL names.

        Raises LedgerError, which never repeats the URL, for what is none: a slip may put a password anywhere.
        """
        wrong = f"not a PostgreSQL URL: write {FORM}, with any of :/?#[]@% in a password as %3A, %2F, ..."
        if "://" not in text or NEVER_TEXT.search(text):
            raise LedgerError(wrong)
        try:
            url = make_url(text)
            driver = url.drivername.partition("+")[2]
        except (exc.ArgumentError, ValueError):
            raise LedgerError(wrong) from None
        if driver not in ("", "psycopg"):
            raise LedgerError(f"PostgreSQL ledgers go through psycopg, not {driver}: write {FORM}")
        if "@" in (url.host or "") or "@" in (url.database or ""):
            raise LedgerError(wrong)
        if not url.database:
            raise LedgerError(f"the URL names no database: write {FORM}")
        if foreign := FOREIGN & url.query.keys():
            raise LedgerError(f"a PostgreSQL URL has no parameter {min(foreign)}: write {FORM}")
        # SQLAlchemy drops a parameter without a value: a variable that a script forgot to set is no wish for "public".
        unset = re.search(r"[?&]schema=(&|$)", text)
        namespace = _schema_name("" if unset else url.query.get("schema", DEFAULT_SCHEMA))
        return cls(
            url=url.set(drivername="postgresql+psycopg").difference_update_query(["schema"]), namespace=namespace
        )

    @property
    def name(self) -> str:
        """The URL without what is secret in it."""
        kept = {key: value for key, value in self.url.query.items() if key not in SECRETS}
        if self.namespace != DEFAULT_SCHEMA:
            kept["schema"] = self.namespace
        url = self.url
        shown = URL.create("postgresql", url.username, None, url.host, url.port, url.database, kept)
        return shown.render_as_string()

    def engine(self, *, create: bool) -> Engine:
        """Return an engine; nothing is connected yet. Raises LedgerError without psycopg."""
        waits = {key: value for key, value in WAITS.items() if key not in self.url.query}
        known = {"application_name": "tollbook", "client_encoding": "utf8", **waits}
        try:
            engine = create_engine(
                self.url.update_query_dict(known), pool_size=2, pool_pre_ping=True, use_native_hstore=False
            )
        except ImportError:
            raise LedgerError("PostgreSQL ledgers need psycopg: pip install 'tollbook[postgres]'") from None
        except exc.ArgumentError as error:  # such as more ports than hosts
            raise LedgerError(f"{self.name}: {error}") from None
        reading, turn = _reading(self.namespace), _writing(self.namespace)

        def begun(connection: Connection) -> None:
            write = connection.get_execution_options().get(WRITE, False)
            connection.exec_driver_sql(turn if write else reading)

        event.listen(engine, "begin", begun)
        return engine

    def make_room(self, connection: Connection) -> None:
        """Make the schema. Raises LedgerError in a database that cannot hold every script."""
        encoding = connection.scalar(text("SELECT current_setting('server_encoding')"))
        if encoding != "UTF8":
            raise LedgerError(f"{self.name}: a ledger needs a database in UTF8, this one is in {encoding}")
        known = text("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = :name")
        # Asked first, since "IF NOT EXISTS" wants the right to make schemas even where there is nothing to make.
        if not connection.scalar(known, {"name": self.namespace}):
            connection.exec_driver_sql(f'CREATE SCHEMA "{self.namespace}"')

    def read_only(self, connection: Connection) -> bool:
        """Tell whether the server is a standby, or this account may not write to every table."""
        # A table that an older ledger lacks is no hindrance: it is made when the ledger is opened.
        asked = text(
            "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool"
            " OR NOT bool_and(coalesce(has_table_privilege(to_regclass(name), 'INSERT'), true))"
            " FROM unnest(CAST(:names AS text[])) AS name"
        )
        names = [f'"{self.namespace}"."{name}"' for name in schema.metadata.tables]
        return bool(connection.scalar(asked, {"names": names}))

    def opened(self, engine: Engine) -> None:
        """A server needs nothing more."""

    def go_on(self, connection: Connection) -> None:
        """Set the sequence of every table that has one."""
        for table in schema.metadata.sorted_tables:
            column = table.autoincrement_column
            if column is not None:
                following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
                sequence = func.pg_get_serial_sequence(table.name, column.name)
                connection.execute(select(func.setval(sequence, following, False)))

    def explain(self, error: exc.DBAPIError) -> str | None:
        """Return one line about what the server, or the way to it, said."""
        state = getattr(error.orig, "sqlstate", None)
        if state == BUSY:
            return f"{self.name} is busy: another process has kept it locked too long"
        if state == UNSEEN:  # the tables were found in the catalog, which everybody sees, before they were read
            return f"{self.name}: this account may not use schema {self.namespace}, or its tables have gone"
        # Without a state it was never said by the server: there is no connection, or no longer.
        if state is None or state[:2] in OUTSIDE or state in NOT_ALLOWED:
            return f"{self.name}: {_reason(str(error.orig))}"
        return None


def _schema_name(given: str | Sequence[str]) -> str:
    """Return a schema's name. Only words are taken, so that it needs no escapes in SQL, shells and URLs."""
    if not isinstance(given, str):
        raise LedgerError("the URL names more than one schema")
    if not given.isidentifier() or len(given.encode()) > LONGEST_NAME:
        raise LedgerError(f"not a schema's name: {given!r} (letters, digits and _, no digit first, at most 63 bytes)")
    if given.startswith("pg_") or given == "information_schema":
        raise LedgerError(f"schema {given} belongs to PostgreSQL: name another")
    return given


def _here(namespace: str) -> str:
    """Let names without a schema mean the ledger's tables; pg_temp last, lest a temporary table stand before one."""
    return f'SET LOCAL search_path TO "{namespace}", pg_temp'


def _reading(namespace: str) -> str:
    """Begin to read: all statements see one moment, and nobody waits for anybody."""
    return f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {_here(namespace)}"


def _writing(namespace: str) -> str:
    """Begin to write: wait for the turn of this ledger, a lock that ends with the transaction.

    READ COMMITTED, since a snapshot would be taken before the wait and miss what others wrote during it;
    whoever holds the lock is alone, so that what is read stays as it is.
    """
    key = int.from_bytes(hashlib.sha256(f"tollbook ledger {namespace}".encode()).digest()[:8], signed=True)
    steps = (
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
        _here(namespace),
        f"SET LOCAL lock_timeout = {round(PATIENCE * 1000)}",
        f"SET LOCAL idle_in_transaction_session_timeout = '{STALLED}'",
        f"SELECT pg_catalog.pg_advisory_xact_lock({key})",
    )
    return "; ".join(steps)


def _reason(said: str) -> str:
    """Return the reason on one line; libpq says "... failed: FATAL:  REASON", once for every address of a host."""
    line = next((line for line in said.splitlines() if line.strip()), "the connection was lost")
    return " ".join(re.split(r"FATAL:|ERROR:|\bfailed: (?=[A-Z])", line)[-1].split())
