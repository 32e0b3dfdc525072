"""What an id in an address names: one place for the look-up, and for the page that says that there is no such thing."""

from __future__ import annotations

from fastapi import HTTPException
from sqlalchemy import Connection

from tollbook.records import Claim
from tollbook.show import clean
from tollbook.store import pages

MOST_SHOWN = 40  # characters of what was typed


def incident(connection: Connection, typed: str) -> str:
    """Return the id of the incident that `typed`, an id, a former one or the beginning of just one, names.

    Raises HTTPException (404) where there is none, as all functions here do.
    """
    return _found(pages.resolve(connection, typed), "incident", typed)


def report(connection: Connection, typed: str) -> str:
    """Return the id of the report that `typed`, an id or the beginning of just one, names."""
    return _found(pages.resolve_report(connection, typed), "report", typed)


def claim(connection: Connection, typed: str) -> Claim:
    """Return the claim of the id `typed`, as it was read."""
    known = pages.claims(connection, [typed]) if set(typed) <= pages.HEX else {}
    _found(next(iter(known), None), "claim", typed)
    return known[typed]


def _found(name: str | None, kind: str, typed: str) -> str:
    if name is None:
        raise HTTPException(404, f"no {kind} {clean(typed)[:MOST_SHOWN]} in this ledger")
    return name
