"""Reports, claims and reviews out of a ledger: all of them, or those of some reports."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, select

from tollbook.records import Claim, Report
from tollbook.store import schema
from tollbook.store.codec import loads

CHUNK = 500  # SQLite allows 999 parameters in one statement where it is old


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRead:
    """How a report was read last: in which language, by which version (None: one that did not say), to what end."""

    language: str | None
    maker: str | None
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """Some reports by id, their claims report by report, and the claims that only earlier readings of them made."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    former: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A row of `readings`; `claims` is None where they are those that came in with the report."""

    language: str | None
    maker: str
    claims: tuple[Claim, ...] | None


def text_digest(text: str) -> str:
    """Return what reports of one text share."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


Id = TypeVar("Id")


def chunks(ids: Iterable[Id]) -> Iterator[list[Id]]:
    """Yield ids, each once, in lists that one statement takes."""
    known = list(dict.fromkeys(ids))
    for start in range(0, len(known), CHUNK):
        yield known[start : start + CHUNK]


def everything(connection: Connection) -> Some:
    """Return all facts but the reviews."""
    readings = last_readings(connection)
    table, claims = schema.reports, schema.claims
    reports = tuple(_report(row, readings) for row in connection.execute(select(table).order_by(table.c.id)))
    ordered = select(claims.c.report_id, claims.c.body).order_by(claims.c.position)
    return _laid_out(connection, reports, connection.execute(ordered), readings)


def some(connection: Connection, ids: Collection[str]) -> Some:
    """Return the facts of the reports `ids`."""
    wanted = sorted(set(ids))
    readings: dict[str, _Reading] = {}
    reports: list[Report] = []
    bodies: list[tuple[str, str]] = []
    table, claims = schema.reports, schema.claims
    for part in chunks(wanted):
        readings |= last_readings(connection, part)
        rows = connection.execute(select(table).where(table.c.id.in_(part)).order_by(table.c.id))
        reports += (_report(row, readings) for row in rows)
        asked = select(claims.c.report_id, claims.c.body).where(claims.c.report_id.in_(part))
        bodies += ((row[0], row[1]) for row in connection.execute(asked.order_by(claims.c.position)))
    return _laid_out(connection, tuple(reports), bodies, readings)


@dataclass(frozen=True, slots=True)
class Bare:
    """A report with its claims as they came in, by id, as JSON; None where a later reading has others."""

    report: Report
    claims: dict[str, str] | None


def bare(connection: Connection, ids: Collection[str]) -> dict[str, Bare]:
    """Return the reports `ids` with their claims unread, by id."""
    table, claims, readings = schema.reports, schema.claims.c, schema.readings.c
    found: dict[str, Bare] = {}
    for part in chunks(sorted(ids)):
        asked = select(readings.report_id, readings.language, readings.body.is_not(None).label("again"))
        last = {row.report_id: row for row in connection.execute(_of(asked, readings.report_id, part, readings.number))}
        for row in connection.execute(select(table).where(table.c.id.in_(part))):
            report, reading = Report(**row._mapping), last.get(row.id)
            told = report if reading is None else replace(report, language=reading.language)
            found[report.id] = Bare(told, None if reading is not None and reading.again else {})
        bodies = select(claims.report_id, claims.id, claims.body)
        for row in connection.execute(_of(bodies, claims.report_id, part, claims.id)):
            if (of := found[row.report_id].claims) is not None:
                of[row.id] = row.body
    return found


def _of(asked: Select[Any], column: ColumnElement[str], part: Sequence[str], order: ColumnElement[Any]) -> Select[Any]:
    return asked.where(column.in_(part)).order_by(order)


def _laid_out(
    connection: Connection,
    reports: tuple[Report, ...],
    bodies: Iterable[Sequence[str]],
    readings: Mapping[str, _Reading],
) -> Some:
    first: dict[str, list[str]] = {}
    for report, body in bodies:
        first.setdefault(report, []).append(body)
    claims = tuple(_claims(reports, first, readings))
    return Some(reports=reports, claims=claims, former=tuple(_former(connection, claims, readings)))


def last_readings(connection: Connection, ids: Collection[str] | None = None) -> dict[str, _Reading]:
    """Return the last reading of every report, or of those in `ids` (of one `CHUNK` at most)."""
    table = schema.readings
    rows = select(table).order_by(table.c.number)
    asked = rows if ids is None else rows.where(table.c.report_id.in_(list(ids)))
    last = {row.report_id: row for row in connection.execute(asked)}
    return {
        name: _Reading(
            language=row.language,
            maker=row.maker,
            claims=None if row.body is None else tuple(loads(row.body, list[Claim])),
        )
        for name, row in last.items()
    }


def read_last(connection: Connection, ids: Collection[str] | None = None) -> dict[str, LastRead]:
    """Return the reports that are in, or those of `ids` that are, each with how it was read last."""
    found: dict[str, LastRead] = {}
    for part in [None] if ids is None else chunks(sorted(ids)):
        found |= _read_last(connection, part)
    return found


def _read_last(connection: Connection, ids: Sequence[str] | None) -> dict[str, LastRead]:
    table, claims = schema.reports, schema.claims
    counted = select(claims.c.report_id, func.count()).group_by(claims.c.report_id)
    spoken = select(table.c.id, table.c.language)
    if ids is not None:
        counted, spoken = counted.where(claims.c.report_id.in_(ids)), spoken.where(table.c.id.in_(ids))
    numbers: dict[str, int] = {row[0]: row[1] for row in connection.execute(counted)}
    found = {
        report: LastRead(language=language, maker=None, claims=numbers.get(report, 0))
        for report, language in connection.execute(spoken)
    }
    for report, reading in last_readings(connection, ids).items():
        number = found[report].claims if reading.claims is None else len(reading.claims)
        found[report] = LastRead(language=reading.language, maker=reading.maker, claims=number)
    return found


def silent(connection: Connection, maker: str) -> list[str]:
    """Return the reports whose last reading gave no claims and was another version's than `maker`."""
    table, claims, reports = schema.readings, schema.claims, schema.reports
    last = select(func.max(table.c.number)).group_by(table.c.report_id)
    told = select(claims.c.id).where(claims.c.report_id == table.c.report_id)
    read = (
        select(table.c.report_id)
        .where(table.c.number.in_(last), table.c.maker != maker)
        .where((table.c.body == "[]") | (table.c.body.is_(None) & ~told.exists()))
    )
    unsaid = (
        select(reports.c.id)
        .where(~select(table.c.number).where(table.c.report_id == reports.c.id).exists())
        .where(~select(claims.c.id).where(claims.c.report_id == reports.c.id).exists())
    )
    return sorted({*connection.scalars(read), *connection.scalars(unsaid)})


def of_one_text(connection: Connection, ids: Collection[str]) -> set[str]:
    """Return `ids` with all reports of the same texts."""
    table, found = schema.texts.c, set(ids)
    for part in chunks(sorted(ids)):
        texts = list(connection.scalars(select(table.digest).where(table.report_id.in_(part))))
        for some_texts in chunks(texts):
            found.update(connection.scalars(select(table.report_id).where(table.digest.in_(some_texts))))
    return found


def homes(connection: Connection, claims: Collection[str]) -> dict[str, str]:
    """Return the reports of claims, whatever reading made them, by claim."""
    table = schema.claims.c
    return {
        row.id: row.report_id
        for part in chunks(claims)
        for row in connection.execute(select(table.id, table.report_id).where(table.id.in_(part)))
    }


def heirs(connection: Connection, claims: Collection[str]) -> dict[str, str]:
    """Return for claims that were replaced, as the view was published, those that stand for them."""
    table = schema.heirs.c
    return {
        row.claim_id: row.heir
        for part in chunks(claims)
        for row in connection.execute(select(table.claim_id, table.heir).where(table.claim_id.in_(part)))
    }


def heirs_of_reports(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return for the replaced claims of reports, as the view was published, those that stand for them."""
    table, claims = schema.heirs.c, schema.claims.c
    return {
        row.claim_id: row.heir
        for part in chunks(sorted(ids))
        for row in connection.execute(
            select(table.claim_id, table.heir)
            .join(schema.claims, claims.id == table.claim_id)
            .where(claims.report_id.in_(part))
        )
    }


def _report(row: object, readings: Mapping[str, _Reading]) -> Report:
    report = Report(**row._mapping)  # type: ignore[attr-defined]
    reading = readings.get(report.id)
    return report if reading is None else replace(report, language=reading.language)


def _claims(
    reports: Iterable[Report], first: Mapping[str, Sequence[str]], readings: Mapping[str, _Reading]
) -> Iterator[Claim]:
    """Yield the claims that count, report by report, in the order of their reading."""
    for report in reports:
        reading = readings.get(report.id)
        if reading is not None and reading.claims is not None:
            yield from reading.claims
        else:
            yield from (loads(body, Claim) for body in first.get(report.id, []))


def _former(connection: Connection, claims: Iterable[Claim], readings: Mapping[str, _Reading]) -> Iterator[Claim]:
    """Yield the claims of reports that were read again which their last reading does not make."""
    reread = [name for name, reading in readings.items() if reading.claims is not None]
    if not reread:
        return
    current = {claim.id for claim in claims}
    table = schema.claims
    for part in chunks(reread):
        rows = select(table.c.id, table.c.body).where(table.c.report_id.in_(part))
        for name, body in connection.execute(rows.order_by(table.c.report_id, table.c.position)):
            if name not in current:
                yield loads(body, Claim)
