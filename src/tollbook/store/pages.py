"""One incident or one report with what its page needs, read by id and never by going through the whole view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, func, or_, select

from tollbook.records import Claim, Incident, Link, Report
from tollbook.store import schema
from tollbook.store.codec import loads

CHUNK = 500  # names in one question, below what SQLite allows
HEX = frozenset("0123456789abcdef")
LEAST = 4  # characters of an id that may stand for the whole
DEEPEST = 12  # totals above totals; more would be a fault of the view


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a claim stands: the incident, and whether it is one of its figures or stories or a subset."""

    incident: str
    part: str


def resolve(connection: Connection, typed: str) -> str | None:
    """Return the incident that `typed` names: its id, a former id of it, or the beginning of just one id."""
    wanted = typed.strip().lower()
    table, moved = schema.incidents.c, schema.redirects.c
    for _ in range(DEEPEST):
        if connection.scalar(select(table.id).where(table.id == wanted)) is not None:
            return wanted
        onward = connection.scalar(select(moved.new).where(moved.old == wanted))
        if onward is None:
            break
        wanted = onward
    return _only(connection, table.id, wanted)


def incidents(connection: Connection, ids: Iterable[str]) -> dict[str, Incident]:
    """Return incidents by id; those that are not in the view are left out."""
    table = schema.incidents
    return {
        row.id: loads(row.body, Incident)
        for part in _chunks(ids)
        for row in connection.execute(select(table.c.id, table.c.body).where(table.c.id.in_(part)))
    }


def family(connection: Connection, incident: Incident) -> dict[str, Incident]:
    """Return an incident with everything above and below it, by id."""
    found = {incident.id: incident}
    above = incident.part_of
    for _ in range(DEEPEST):
        got = incidents(connection, [above]) if above and above not in found else {}
        found |= got
        above = next((each.part_of for each in got.values()), None)
    below: Sequence[str] = incident.parts
    for _ in range(DEEPEST):
        got = incidents(connection, [name for name in below if name not in found])
        found |= got
        below = [name for each in got.values() for name in each.parts]
    return found


def claims(connection: Connection, ids: Iterable[str]) -> dict[str, Claim]:
    """Return claims by id, as the last reading of their report has them."""
    table, wanted = schema.claims, list(dict.fromkeys(ids))
    found = {
        row.id: loads(row.body, Claim)
        for part in _chunks(wanted)
        for row in connection.execute(select(table.c.id, table.c.body).where(table.c.id.in_(part)))
    }
    again = _reread(connection, {claim.report_id for claim in found.values()})
    for claim in (claim for report in again.values() for claim in report):
        if claim.id in found:
            found[claim.id] = claim
    return {name: found[name] for name in wanted if name in found}


def claims_of(connection: Connection, report: str) -> tuple[Claim, ...]:
    """Return all claims of the last reading of a report, in its order."""
    again = _reread(connection, [report])
    if report in again:
        return again[report]
    table = schema.claims
    asked = select(table.c.body).where(table.c.report_id == report).order_by(table.c.position)
    return tuple(loads(body, Claim) for body in connection.scalars(asked))


def reports(connection: Connection, ids: Iterable[str]) -> dict[str, Report]:
    """Return reports by id, in the language they were read in last."""
    table, wanted = schema.reports, list(dict.fromkeys(ids))
    found = {
        row.id: Report(**row._mapping)
        for part in _chunks(wanted)
        for row in connection.execute(select(table).where(table.c.id.in_(part)))
    }
    spoken = {
        row.report_id: row.language
        for part in _chunks(wanted)
        for row in connection.execute(
            select(schema.readings.c.report_id, schema.readings.c.language)
            .where(schema.readings.c.report_id.in_(part))
            .order_by(schema.readings.c.number)
        )
    }
    return {
        name: replace(found[name], language=spoken.get(name, found[name].language)) for name in wanted if name in found
    }


def resolve_report(connection: Connection, typed: str) -> str | None:
    """Return the report that `typed`, an id or the beginning of just one, names."""
    return _only(connection, schema.reports.c.id, typed.strip().lower())


def _only(connection: Connection, column: ColumnElement[str], wanted: str) -> str | None:
    """Return the one id that begins with `wanted`, four hexadecimal digits or more."""
    if len(wanted) < LEAST or not set(wanted) <= HEX:
        return None
    # "g" follows every hexadecimal digit in any order of letters, so this is a prefix that an index answers.
    found = list(connection.scalars(select(column).where(column >= wanted, column < f"{wanted}g").limit(2)))
    return found[0] if len(found) == 1 or wanted in found else None


def replaced_by(connection: Connection, report: str) -> str | None:
    """Return the report that counts in the place of `report`, None where that is itself."""
    table = schema.browse_editions.c
    return connection.scalar(select(table.new).where(table.old == report))


def homes(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Home, ...]]:
    """Return where claims stand in the view, by claim; one may stand in a total and in the incident below it."""
    table, main = schema.browse_claims, schema.browse
    found: dict[str, tuple[Home, ...]] = {}
    for part in _chunks(ids):
        asked = select(table.c.claim_id, table.c.part, main.c.id).join(main, main.c.key == table.c.key)
        for row in connection.execute(asked.where(table.c.claim_id.in_(part)).order_by(main.c.kind, main.c.id)):
            found[row.claim_id] = (*found.get(row.claim_id, ()), Home(incident=row.id, part=row.part))
    return found


def filed(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return where claims that stand in no count are filed, by claim."""
    table = schema.browse_aside
    return {
        row.claim_id: row.filed
        for part in _chunks(ids)
        for row in connection.execute(select(table).where(table.c.claim_id.in_(part)))
    }


def links(connection: Connection, ids: Iterable[str], *, most: int = 500) -> tuple[Link, ...]:
    """Return links in force that touch claims, unsure ones first, `most` at most."""
    table, current = schema.links, schema.current_links
    found: dict[str, Link] = {}
    for part in _chunks(ids):
        asked = (
            select(table.c.id, table.c.body)
            .join(current, current.c.link_id == table.c.id)
            .where(or_(table.c.left.in_(part), table.c.right.in_(part)))
        )
        found |= {row.id: loads(row.body, Link) for row in connection.execute(asked)}
    ranked = sorted(
        found.values(), key=lambda link: (link.verdict != "unsure", -abs(link.score), link.left, link.right)
    )
    return tuple(ranked[:most])


def published(connection: Connection) -> str | None:
    """Return the watermark of the view, None where none has been published."""
    return connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "watermark"))


def held(connection: Connection) -> tuple[int, int]:
    """Return how many reports and how many claims the ledger holds."""
    found = [connection.scalar(select(func.count()).select_from(each)) or 0 for each in (schema.reports, schema.claims)]
    return found[0], found[1]


def reports_listed(connection: Connection, *, first: int = 0, most: int = 50) -> list[Report]:
    """Return reports without their text, the latest published first, undated ones last."""
    table = schema.reports.c
    asked = (
        select(table.id, table.outlet, table.url, table.language, table.published, table.title)
        .order_by(table.published.desc().nulls_last(), table.id.desc())
        .offset(first)
        .limit(most)
    )
    return [Report(**row._mapping, text="") for row in connection.execute(asked)]


def _reread(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Claim, ...]]:
    """Return the claims of the reports whose last reading has claims of its own."""
    table = schema.readings
    last: dict[str, str | None] = {}
    for part in _chunks(ids):
        asked = select(table.c.report_id, table.c.body).where(table.c.report_id.in_(part)).order_by(table.c.number)
        last.update((row.report_id, row.body) for row in connection.execute(asked))
    return {name: tuple(loads(body, list[Claim])) for name, body in last.items() if body is not None}


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    known = list(dict.fromkeys(ids))
    for start in range(0, len(known), CHUNK):
        yield known[start : start + CHUNK]
