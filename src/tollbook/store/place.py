"""Where a ledger is kept: what each kind of database does in its own way, for `store.connect` to build on."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection, Engine, exc

PATIENCE = 60.0  # seconds that a writer waits for its turn
WRITE = "tollbook_write"  # the execution option of a transaction that takes the writer's turn at its start


class LedgerError(Exception):
    """A ledger cannot be used as asked; the message is one clear line."""


class Place(Protocol):
    """A database that is, or may become, a ledger. A place is only a name until `engine` is called."""

    @property
    def name(self) -> str:
        """The place as messages and commands name it, without any secret."""

    @property
    def namespace(self) -> str | None:
        """The schema that holds the tables, None where there is but one."""

    def engine(self, *, create: bool) -> Engine:
        """Return an engine whose transactions see one moment, and with `WRITE` take the writer's turn at once.

        Raises LedgerError where nothing is there, unless it is to be created.
        """

    def make_room(self, connection: Connection) -> None:
        """Make what the tables of a new ledger need. Raises LedgerError where they cannot be kept."""

    def read_only(self, connection: Connection) -> bool:
        """Tell whether the ledger, which is there, can only be read."""

    def opened(self, engine: Engine) -> None:
        """Set up a verified ledger that may be written to."""

    def go_on(self, connection: Connection) -> None:
        """Let rows that the database numbers be numbered after those that were put in with their numbers."""

    def explain(self, error: exc.DBAPIError) -> str | None:
        """Return one line about what the database said; None for what is a fault of the program."""
