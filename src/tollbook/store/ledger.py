"""The ledger: facts go in one report at a time, the view comes out whole.

Every write is one short transaction that takes the lock at its start. Nothing is computed inside
one but ids, so two processes that add at once wait for each other and lose nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select

from tollbook.decisions import silent
from tollbook.records import Cause, Claim, Incident, Link, Report, Review, content_id
from tollbook.store import browse, changes, schema
from tollbook.store.codec import check_text, dumps, loads
from tollbook.store.connect import connect, locate, translated, writing
from tollbook.store.identity import Settled, settle
from tollbook.store.place import LedgerError, Place

COUNTED: tuple[Cause, ...] = ("conflict",)  # which harm a ledger counts unless it is told otherwise
CHUNK = 500  # SQLite allows 999 parameters in one statement where it is old


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that was ever put in, in a fixed order, and its watermark.

    `former` are the claims that an earlier reading of a report made and its last one does not.
    """

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    former: tuple[Claim, ...] = ()
    reviews: tuple[Review, ...]
    watermark: str
    causes: tuple[Cause, ...] = COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The view as it was last published, and the watermark of the facts it was built from."""

    watermark: str | None
    incidents: tuple[Incident, ...] = ()
    links: tuple[Link, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRead:
    """How a report was read last: in which language, by which version (None: one that did not say), to what end."""

    language: str | None
    maker: str | None
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a view was made from, as the ledger keeps it.

    `key` names the rules that made it; `told` holds (report, digest, cards) and `ties` (report, report, whether it says
    "same", link), the last of each as JSON; `decided` are the numbers of the reviews that stood.
    """

    key: str
    watermark: str | None = None  # of the facts of that view, when it is read
    told: tuple[tuple[str, str, str], ...]
    ties: tuple[tuple[str, str, bool, str], ...]
    decided: tuple[int, ...]


class Ledger:
    """One ledger, open. Use it in a ``with`` block, or `close` it."""

    def __init__(self, path: Place, engine: Engine, *, read_only: bool, maker: str = "") -> None:
        """Take an engine on a verified ledger; `maker` names the rules that build the view (part of the watermark)."""
        self.path = path
        self.engine = engine
        self.read_only = read_only
        self._maker = maker

    @classmethod
    def open(cls, location: str | Path, *, create: bool = False, maker: str = "") -> Self:
        """Open the ledger at `location` (see `locate`); with `create` a missing one is made.

        Raises LedgerError with one clear line when there is none, or none that this Tollbook can use.
        """
        path = locate(location)
        engine, read_only = connect(path, create=create)
        return cls(path, engine, read_only=read_only, maker=maker)

    def close(self) -> None:
        """Let go of the file, or the server."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def known(self) -> dict[str, LastRead]:
        """Return the reports whose claims are in, by id, each with how it was read last."""
        with translated(self.path), self.engine.begin() as connection:
            table = schema.reports
            counted = select(schema.claims.c.report_id, func.count()).group_by(schema.claims.c.report_id)
            claims: dict[str, int] = {row[0]: row[1] for row in connection.execute(counted)}
            found = {
                report: LastRead(language=language, maker=None, claims=claims.get(report, 0))
                for report, language in connection.execute(select(table.c.id, table.c.language))
            }
            for report, reading in _readings(connection).items():
                number = found[report].claims if reading.claims is None else len(reading.claims)
                found[report] = LastRead(language=reading.language, maker=reading.maker, claims=number)
            return found

    def add(self, report: Report, claims: Sequence[Claim]) -> bool:
        """Put in one report with its claims, both or neither; False when the report is known already.

        Raises LedgerError for text that no ledger can keep.
        """
        table = schema.reports
        row = {column.name: getattr(report, column.name) for column in table.columns}
        check_text((*row.values(), *(claim.id for claim in claims)))
        with translated(self.path), writing(self.engine).begin() as connection:
            if connection.scalar(select(table.c.id).where(table.c.id == report.id)) is not None:
                return False
            connection.execute(insert(table), row)
            _fill(connection, schema.claims, _rows(report, claims))
            _fill(connection, schema.readings, [self._reading(report, None)])
        return True

    def reread(self, report: Report, claims: Sequence[Claim]) -> bool:
        """Let `claims`, read in the language of `report`, count for a known report from now on; nothing is erased.

        False when this version of Tollbook has read it in that language already. Raises LedgerError as `add` does.
        """
        check_text((report.language, *(claim.id for claim in claims)))
        with translated(self.path), writing(self.engine).begin() as connection:
            last = _readings(connection, report.id).get(report.id)
            if last is not None and (last.language, last.maker) == (report.language, self._maker):
                return False
            kept = set(connection.scalars(select(schema.claims.c.id).where(schema.claims.c.report_id == report.id)))
            _fill(connection, schema.claims, [row for row in _rows(report, claims) if row["id"] not in kept])
            _fill(connection, schema.readings, [self._reading(report, dumps(list(claims)))])
        return True

    def _reading(self, report: Report, body: str | None) -> dict[str, object]:
        return {"report_id": report.id, "language": report.language, "maker": self._maker, "body": body}

    def count_causes(self, causes: Sequence[Cause]) -> None:
        """Let the ledger count harm of `causes` from now on; the view is due to be built again where that is new."""
        meta = schema.meta
        with translated(self.path), writing(self.engine).begin() as connection:
            connection.execute(delete(meta).where(meta.c.key == "causes"))
            connection.execute(insert(meta), {"key": "causes", "value": dumps(sorted(set(causes)))})

    def review(self, decision: Review) -> Review:
        """Append `decision` under the next free number and return it so numbered.

        Raises LedgerError when it undoes a review that is not there to be undone; with `undoes` None
        an undo takes back the last review still in force.
        """
        with translated(self.path), writing(self.engine).begin() as connection:
            decision = numbered(_reviews(connection), decision)
            connection.execute(insert(schema.reviews), {"number": decision.number, "body": dumps(decision)})
        return decision

    def reviews(self) -> tuple[Review, ...]:
        """Return all human decisions in the order they were made, those taken back and the undoing too."""
        with self.looking() as connection:
            return _reviews(connection)

    def read(self) -> tuple[Facts, Published]:
        """Return the facts and the published view of one moment."""
        with translated(self.path), self.engine.begin() as connection:
            readings = _readings(connection)
            reports = tuple(_reports(connection, readings))
            claims = tuple(_claims(connection, reports, readings))
            facts = Facts(
                reports=reports,
                claims=claims,
                former=tuple(_former(connection, claims, readings)),
                reviews=_reviews(connection),
                watermark=self._watermark(connection),
                causes=_causes(connection),
            )
            return facts, _published(connection)

    def publish(
        self,
        watermark: str,
        incidents: Sequence[Incident],
        links: Sequence[Link],
        heirs: Mapping[str, str] | None = None,
        *,
        stale: bool = False,
        basis: Basis | None = None,
        uncounted: browse.Uncounted | None = None,
    ) -> Published | None:
        """Replace the view by `incidents` under lasting ids and `links`, built from the facts of `watermark`.

        None when the facts have moved on since (build again); with `stale` such a view is published
        all the same, and the next command sees by the watermark that it is due again. A ledger that
        can only be read is left alone: the view comes back as it would be. `basis` is kept for the next time,
        `uncounted` (what stands in no count) for those who browse.
        """
        with translated(self.path):
            if self.read_only:
                with self.engine.begin() as connection:
                    settled = settle(incidents, _minted(connection), heirs)
            else:
                with writing(self.engine).begin() as connection:
                    if self._watermark(connection) != watermark and not stale:
                        return None
                    settled = settle(incidents, _minted(connection), heirs)
                    _replace(connection, watermark, settled, links, basis)
                    _fill_browse(connection, settled, links, uncounted)
        return Published(
            watermark=watermark, incidents=settled.incidents, links=tuple(links), redirects=settled.redirects
        )

    def basis(self, key: str) -> Basis | None:
        """Return what the published view was made from, None where other rules than those of `key` made it."""
        meta, links, ties, told = schema.meta, schema.links, schema.ties, schema.told
        with translated(self.path), self.engine.begin() as connection:
            known = {row.key: row.value for row in connection.execute(select(meta))}
            if known.get("basis") != key:
                return None
            tied = select(ties.c.left_report, ties.c.right_report, ties.c.same, links.c.body).join(links)
            return Basis(
                key=key,
                watermark=known.get("watermark"),
                told=tuple((row[0], row[1], row[2]) for row in connection.execute(select(told))),
                ties=tuple((row[0], row[1], row[2], row[3]) for row in connection.execute(tied)),
                decided=tuple(loads(known["decided"], list[int])),
            )

    def settled(
        self, incidents: Sequence[Incident], links: Sequence[Link], heirs: Mapping[str, str] | None = None
    ) -> Published:
        """Return the view as `publish` would have it, under lasting ids; nothing is written."""
        with translated(self.path), self.engine.begin() as connection:
            settled = settle(incidents, _minted(connection), heirs)
        return Published(watermark=None, incidents=settled.incidents, links=tuple(links), redirects=settled.redirects)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Give a connection that sees the ledger as it is now, for the questions of `selection` and `pages`.

        What is written meanwhile is not seen, and nobody waits for it.
        """
        with translated(self.path), self.engine.begin() as connection:
            yield connection

    def due(self) -> bool:
        """Tell whether the view lags behind the facts, or another version published it."""
        with self.looking() as connection:
            table = schema.meta.c
            published = connection.scalar(select(table.value).where(table.key == "watermark"))
            return published != self._watermark(connection)

    def _watermark(self, connection: Connection) -> str:
        """Hash the facts. A report stands for its claims, which came in with it; readings are only ever added."""
        found = hashlib.sha256(f"{self._maker}\n".encode())
        for report in connection.scalars(select(schema.reports.c.id).order_by(schema.reports.c.id)):
            found.update(f"report {report}\n".encode())
        found.update(f"claims {connection.scalar(select(func.count()).select_from(schema.claims))}\n".encode())
        found.update(f"readings {connection.scalar(select(func.count()).select_from(schema.readings))}\n".encode())
        bodies = list(connection.scalars(select(schema.reviews.c.body).order_by(schema.reviews.c.number)))
        reviews = [loads(body, Review) for body in bodies]
        quiet = silent(reviews)
        for review, body in zip(reviews, bodies, strict=True):
            if review.number not in quiet:
                found.update(f"review {body}\n".encode())
        causes = _causes(connection)
        if causes != COUNTED:
            found.update(f"causes {' '.join(causes)}\n".encode())
        return found.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A row of `readings`; `claims` is None where they are those that came in with the report."""

    language: str | None
    maker: str
    claims: tuple[Claim, ...] | None


def _readings(connection: Connection, report: str | None = None) -> dict[str, _Reading]:
    """Return the last reading of every report, or of one."""
    table = schema.readings
    rows = select(table).order_by(table.c.number)
    last = {
        row.report_id: row
        for row in connection.execute(rows if report is None else rows.where(table.c.report_id == report))
    }
    return {
        name: _Reading(
            language=row.language,
            maker=row.maker,
            claims=None if row.body is None else tuple(loads(row.body, list[Claim])),
        )
        for name, row in last.items()
    }


def _reports(connection: Connection, readings: Mapping[str, _Reading]) -> Iterator[Report]:
    """Yield the reports by id, in the language they were read in last."""
    table = schema.reports
    for row in connection.execute(select(table).order_by(table.c.id)):
        report = Report(**row._mapping)
        reading = readings.get(report.id)
        yield report if reading is None else replace(report, language=reading.language)


def _claims(connection: Connection, reports: Iterable[Report], readings: Mapping[str, _Reading]) -> Iterator[Claim]:
    """Yield the claims that count, report by report, in the order of their reading."""
    ordered = select(schema.claims.c.report_id, schema.claims.c.body).order_by(schema.claims.c.position)
    first: dict[str, list[str]] = {}
    for report, body in connection.execute(ordered):
        first.setdefault(report, []).append(body)
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
    for start in range(0, len(reread), CHUNK):
        rows = select(table.c.id, table.c.body).where(table.c.report_id.in_(reread[start : start + CHUNK]))
        for name, body in connection.execute(rows.order_by(table.c.report_id, table.c.position)):
            if name not in current:
                yield loads(body, Claim)


def _rows(report: Report, claims: Sequence[Claim]) -> list[dict[str, object]]:
    return [
        {"id": claim.id, "report_id": report.id, "position": position, "body": dumps(claim)}
        for position, claim in enumerate(claims)
    ]


def _causes(connection: Connection) -> tuple[Cause, ...]:
    """Return the causes of harm that the ledger counts."""
    body = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "causes"))
    return COUNTED if body is None else loads(body, tuple[Cause, ...])


def _reviews(connection: Connection) -> tuple[Review, ...]:
    ordered = select(schema.reviews.c.body).order_by(schema.reviews.c.number)
    return tuple(loads(body, Review) for body in connection.scalars(ordered))


def numbered(earlier: Sequence[Review], decision: Review) -> Review:
    """Return `decision` under the next free number; an undo without one takes back the last review in force.

    Raises LedgerError when it undoes a review that is not there to be undone.
    """
    if decision.action == "undo":
        decision = replace(decision, undoes=_undoable(earlier, decision.undoes))
    return replace(decision, number=max((item.number for item in earlier), default=0) + 1)


def _undoable(earlier: Sequence[Review], number: int | None) -> int:
    """Return the number of the review to take back: `number`, or the last one in force."""
    undone = {item.undoes for item in earlier if item.action == "undo"}
    in_force = [item.number for item in earlier if item.action != "undo" and item.number not in undone]
    if number is None:
        if not in_force:
            raise LedgerError("there is no review to undo")
        return in_force[-1]
    found = next((item for item in earlier if item.number == number), None)
    if found is None:
        raise LedgerError(f"no review number {number}")
    if found.action == "undo":
        raise LedgerError(f"review {number} is an undo: decide again instead")
    if number in undone:
        raise LedgerError(f"review {number} is undone already")
    return number


def _minted(connection: Connection) -> list[tuple[str, str]]:
    table = schema.minted
    found = connection.execute(select(table.c.claim_id, table.c.incident_id).order_by(table.c.number))
    return [(claim, incident) for claim, incident in found]


def _published(connection: Connection) -> Published:
    meta, links, current = schema.meta, schema.links, schema.current_links
    linked = select(links.c.body).join(current, current.c.link_id == links.c.id).order_by(current.c.position)
    incidents = select(schema.incidents.c.body).order_by(schema.incidents.c.position)
    moved = connection.execute(select(schema.redirects.c.old, schema.redirects.c.new).order_by(schema.redirects.c.old))
    return Published(
        watermark=connection.scalar(select(meta.c.value).where(meta.c.key == "watermark")),
        incidents=tuple(loads(body, Incident) for body in connection.scalars(incidents)),
        links=tuple(loads(body, Link) for body in connection.scalars(linked)),
        redirects=tuple((old, new) for old, new in moved),
    )


def _replace(
    connection: Connection, watermark: str, settled: Settled, links: Sequence[Link], basis: Basis | None
) -> None:
    """Replace the view and its watermark; the caller's transaction makes it one step."""
    incidents = {item.id: dumps(item) for item in settled.incidents}
    changes.note(connection, incidents, settled.redirects)
    for table in schema.VIEW:
        connection.execute(delete(table))
    bodies = {content_id(body): (link, body) for link, body in ((link, dumps(link)) for link in links)}
    kept = _present(connection, bodies)
    _fill(
        connection,
        schema.links,
        [
            {"id": key, "left": link.left, "right": link.right, "body": body}
            for key, (link, body) in bodies.items()
            if key not in kept
        ],
    )
    _fill(connection, schema.current_links, [{"position": at, "link_id": key} for at, key in enumerate(bodies)])
    _fill(
        connection,
        schema.incidents,
        [{"id": name, "position": at, "body": body} for at, (name, body) in enumerate(incidents.items())],
    )
    _fill(connection, schema.redirects, [{"old": old, "new": new} for old, new in settled.redirects])
    _fill(connection, schema.minted, [{"claim_id": claim, "incident_id": name} for claim, name in settled.minted])
    _found_on(connection, basis)
    _note(connection, {"watermark": watermark})


def _found_on(connection: Connection, basis: Basis | None) -> None:
    """Keep what the view was made from; its links are among those of the view."""
    if basis is None:
        _note(connection, {"basis": ""})
        return
    _fill(
        connection,
        schema.told,
        [{"report_id": report, "digest": digest, "cards": cards} for report, digest, cards in basis.told],
    )
    _fill(
        connection,
        schema.ties,
        [
            {"link_id": content_id(body), "left_report": left, "right_report": right, "same": same}
            for left, right, same, body in basis.ties
        ],
    )
    _note(connection, {"basis": basis.key, "decided": dumps(list(basis.decided))})


def _note(connection: Connection, values: Mapping[str, str]) -> None:
    """Set keys of `meta`."""
    connection.execute(delete(schema.meta).where(schema.meta.c.key.in_(list(values))))
    connection.execute(insert(schema.meta), [{"key": key, "value": value} for key, value in values.items()])


def _fill_browse(
    connection: Connection, settled: Settled, links: Sequence[Link], uncounted: browse.Uncounted | None
) -> None:
    """Fill the tables that lists, filters, maps and sums are asked of."""
    for table, rows in browse.rows(settled.incidents, links, _languages(connection), uncounted).items():
        _fill(connection, table, rows)


def _languages(connection: Connection) -> dict[str, str | None]:
    """Return the language of every report, as it was read last."""
    found: dict[str, str | None] = {}
    for table, order in ((schema.reports, schema.reports.c.id), (schema.readings, schema.readings.c.number)):
        of = table.c.id if table is schema.reports else table.c.report_id
        found.update((row[0], row[1]) for row in connection.execute(select(of, table.c.language).order_by(order)))
    return found


def _present(connection: Connection, keys: Iterable[str]) -> set[str]:
    wanted, found = list(keys), set[str]()
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found.update(connection.scalars(select(schema.links.c.id).where(schema.links.c.id.in_(part))))
    return found


def _fill(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
