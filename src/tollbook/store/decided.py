"""The human decisions of a ledger, read without the rest of it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from tollbook.records import Review
from tollbook.store import schema
from tollbook.store.codec import loads


def made(connection: Connection) -> tuple[Review, ...]:
    """Return all reviews in the order they were made, those taken back and the undoing too."""
    table = schema.reviews.c
    return tuple(loads(body, Review) for body in connection.scalars(select(table.body).order_by(table.number)))
