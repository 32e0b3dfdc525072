"""Which claims and incidents have ids that begin as typed. What it means that there are several is for `store.ids`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import ColumnElement, Connection, func, select

from tollbook.store import schema
from tollbook.store.facts import chunks
from tollbook.store.ids import LEAST

ID = re.compile(rf"[0-9a-f]{{{LEAST},64}}")


def claims(connection: Connection, words: Iterable[str]) -> set[str]:
    """Return the claims of all readings whose ids begin as one of `words`."""
    return set(_beginning(connection, schema.claims.c.id, words))


def incidents(connection: Connection, words: Iterable[str]) -> set[str]:
    """Return the published incidents whose ids begin as one of `words`."""
    return set(_beginning(connection, schema.incidents.c.id, words))


def redirects(connection: Connection, words: Iterable[str]) -> list[tuple[str, str]]:
    """Return the former ids of incidents that begin as one of `words`, each with the id that holds it now."""
    return led(connection, set(_beginning(connection, schema.redirects.c.old, words)))


def led(connection: Connection, former: Collection[str]) -> list[tuple[str, str]]:
    """Return those of `former` ids that lead to another one now, with that."""
    table = schema.redirects.c
    return [
        (row.old, row.new)
        for part in chunks(sorted(former))
        for row in connection.execute(select(table.old, table.new).where(table.old.in_(part)))
    ]


def replaced(connection: Connection, claims: Collection[str]) -> set[str]:
    """Return the reports of `claims` that a better edition replaced in the view."""
    table, editions = schema.claims.c, schema.browse_editions.c
    return {
        name
        for part in chunks(claims)
        for name in connection.scalars(
            select(editions.old).join(schema.claims, table.report_id == editions.old).where(table.id.in_(part))
        )
    }


def beside(connection: Connection, names: Iterable[str]) -> set[str]:
    """Return the published incidents whose ids come right before and after each of `names`."""
    table, found = schema.incidents.c.id, set[str | None]()
    for name in names:
        found.add(connection.scalar(select(func.max(table)).where(table < name)))
        found.add(connection.scalar(select(func.min(table)).where(table > name)))
    return {name for name in found if name is not None}


def _beginning(connection: Connection, column: ColumnElement[str], words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if ID.fullmatch(word):
            # "g" follows every hexadecimal digit: a prefix that an index answers.
            yield from connection.scalars(select(column).where(column >= word, column < f"{word}g"))
