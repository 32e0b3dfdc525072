"""What a ledger holds, as one number that grows with every fact: no need to read them all to know that nothing is new.

The sum of the hashes of all facts (modulo 2^256) does not depend on their order, and is carried on in `meta` by the
transaction that puts a fact in. The watermark hashes it with the version that builds the view and what it counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, delete, insert, select

from tollbook.decisions import silent
from tollbook.records import Cause, Review
from tollbook.store import schema
from tollbook.store.codec import loads

COUNTED: tuple[Cause, ...] = ("conflict",)  # which harm a ledger counts unless it is told otherwise
SIZE = 1 << 256


def reported(report: str) -> str:
    """Return the fact that a report is in. Its id hashes what it says."""
    return f"report {report}"


def read_as(report: str, language: str | None, maker: str, body: str | None) -> str:
    """Return the fact of a reading, None in `body` where its claims came in with the report."""
    said = "" if body is None else hashlib.sha256(body.encode()).hexdigest()
    return f"reading {report} {language or ''} {maker} {said}"


def decided(body: str) -> str:
    """Return the fact of a review, as it is kept."""
    return f"review {body}"


def grown(connection: Connection, facts: Iterable[str]) -> None:
    """Take new facts into the sum; the caller's transaction puts them in."""
    _keep(connection, _sum(facts, _kept(connection)))


def counted_anew(connection: Connection) -> None:
    """Make the sum from all facts, for a ledger that has kept none."""
    _keep(connection, _sum(_all(connection), 0))


def watermark(connection: Connection, maker: str) -> str:
    """Return the watermark of the facts as they are, for a view that `maker` builds."""
    told = f"{maker}\n{_kept(connection):064x}\n"
    counted = causes(connection)
    if counted != COUNTED:
        told += f"causes {' '.join(counted)}\n"
    return hashlib.sha256(told.encode()).hexdigest()


def causes(connection: Connection) -> tuple[Cause, ...]:
    """Return the causes of harm that the ledger counts."""
    body = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "causes"))
    return COUNTED if body is None else loads(body, tuple[Cause, ...])


def _sum(facts: Iterable[str], start: int) -> int:
    return sum((int.from_bytes(hashlib.sha256(fact.encode()).digest()) for fact in facts), start) % SIZE


def _kept(connection: Connection) -> int:
    body = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "facts"))
    return int(body or "0", 16)


def _keep(connection: Connection, number: int) -> None:
    connection.execute(delete(schema.meta).where(schema.meta.c.key == "facts"))
    connection.execute(insert(schema.meta), {"key": "facts", "value": f"{number:x}"})


def _all(connection: Connection) -> Iterator[str]:
    reports, readings, reviews = schema.reports, schema.readings, schema.reviews
    yield from (reported(name) for name in connection.scalars(select(reports.c.id)))
    for row in connection.execute(select(readings)):
        yield read_as(row.report_id, row.language, row.maker, row.body)
    bodies = list(connection.scalars(select(reviews.c.body)))
    known = [loads(body, Review) for body in bodies]
    quiet = silent(known)
    yield from (decided(body) for body, review in zip(bodies, known, strict=True) if review.number not in quiet)


def fresh(connection: Connection) -> tuple[int, Sequence[str]]:
    """Return the last row of `fresh`, and the reports that came in or were read again since the view was published."""
    table = schema.fresh.c
    found = connection.execute(select(table.number, table.report_id).order_by(table.number)).all()
    return (found[-1].number if found else 0), [row.report_id for row in found]


def taken_in(connection: Connection, upto: int | None = None) -> None:
    """Forget which reports are fresh, or those up to a row."""
    gone = delete(schema.fresh)
    connection.execute(gone if upto is None else gone.where(schema.fresh.c.number <= upto))
