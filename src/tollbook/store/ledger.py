"""The ledger: facts go in one report at a time; the view is published whole, or what new facts change of it.

Every write is one short transaction that takes the lock at its start. Nothing is computed inside
one but ids, so two processes that add at once wait for each other and lose nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, delete, insert, select

from tollbook.decisions import silent
from tollbook.records import Cause, Claim, Incident, Link, Report, Review
from tollbook.store import browse, facts, marks, schema, writing
from tollbook.store.codec import check_text, dumps, loads
from tollbook.store.connect import connect, locate, translated
from tollbook.store.connect import writing as turn
from tollbook.store.facts import LastRead
from tollbook.store.identity import settle
from tollbook.store.marks import COUNTED
from tollbook.store.place import LedgerError, Place
from tollbook.store.writing import Basis, Step, Whole


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
class Standing:
    """How far the view is behind the facts.

    `published` and `facts` are watermarks, `basis` names the rules that made the view (None: it cannot be carried on).
    `fresh` are the reports that came in or were read again since, `upto` the last row that says so; `decided` are the
    numbers of the reviews that stood then, `reviews` all there are now.
    """

    published: str | None
    facts: str
    basis: str | None
    fresh: tuple[str, ...]
    upto: int
    decided: tuple[int, ...]
    reviews: tuple[Review, ...]
    causes: tuple[Cause, ...]


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

    def known(self, ids: Collection[str] | None = None) -> dict[str, LastRead]:
        """Return the reports whose claims are in, or those of `ids` that are, each with how it was read last."""
        with self.looking() as connection:
            return facts.read_last(connection, ids)

    def silent(self, but: Collection[str]) -> tuple[Report, ...]:
        """Return the reports that another version read last and found no claims in, those of `but` left out."""
        with self.looking() as connection:
            names = [name for name in facts.silent(connection, self._maker) if name not in but]
            return facts.some(connection, names).reports

    def add(self, report: Report, claims: Sequence[Claim]) -> bool:
        """Put in one report with its claims, both or neither; False when the report is known already.

        Raises LedgerError for text that no ledger can keep.
        """
        table = schema.reports
        row = {column.name: getattr(report, column.name) for column in table.columns}
        check_text((*row.values(), *(claim.id for claim in claims)))
        with translated(self.path), turn(self.engine).begin() as connection:
            if connection.scalar(select(table.c.id).where(table.c.id == report.id)) is not None:
                return False
            connection.execute(insert(table), row)
            digest = facts.text_digest(report.text)
            connection.execute(insert(schema.texts), {"report_id": report.id, "digest": digest})
            self._put(connection, report, _rows(report, claims), None)
            marks.grown(connection, [marks.reported(report.id)])
        return True

    def reread(self, report: Report, claims: Sequence[Claim]) -> bool:
        """Let `claims`, read in the language of `report`, count for a known report from now on; nothing is erased.

        False when this version of Tollbook has read it in that language already. Raises LedgerError as `add` does.
        """
        check_text((report.language, *(claim.id for claim in claims)))
        with translated(self.path), turn(self.engine).begin() as connection:
            last = facts.last_readings(connection, [report.id]).get(report.id)
            if last is not None and (last.language, last.maker) == (report.language, self._maker):
                return False
            kept = set(connection.scalars(select(schema.claims.c.id).where(schema.claims.c.report_id == report.id)))
            new = [row for row in _rows(report, claims) if row["id"] not in kept]
            self._put(connection, report, new, dumps(list(claims)))
        return True

    def _put(
        self, connection: Connection, report: Report, claims: Sequence[dict[str, object]], body: str | None
    ) -> None:
        """Put in a reading with the claims that are new, and note that the view is to take it in."""
        if claims:
            connection.execute(insert(schema.claims), claims)
        reading = {"report_id": report.id, "language": report.language, "maker": self._maker, "body": body}
        connection.execute(insert(schema.readings), reading)
        connection.execute(insert(schema.fresh), {"report_id": report.id})
        marks.grown(connection, [marks.read_as(report.id, report.language, self._maker, body)])

    def count_causes(self, causes: Sequence[Cause]) -> None:
        """Let the ledger count harm of `causes` from now on; the view is due to be built again where that is new."""
        meta = schema.meta
        with translated(self.path), turn(self.engine).begin() as connection:
            connection.execute(delete(meta).where(meta.c.key == "causes"))
            connection.execute(insert(meta), {"key": "causes", "value": dumps(sorted(set(causes)))})

    def review(self, decision: Review) -> Review:
        """Append `decision` under the next free number and return it so numbered.

        Raises LedgerError when it undoes a review that is not there to be undone; with `undoes` None
        an undo takes back the last review still in force.
        """
        with translated(self.path), turn(self.engine).begin() as connection:
            earlier = _reviews(connection)
            decision = numbered(earlier, decision)
            body = dumps(decision)
            connection.execute(insert(schema.reviews), {"number": decision.number, "body": body})
            if decision.number not in silent((*earlier, decision)):
                marks.grown(connection, [marks.decided(body)])
        return decision

    def reviews(self) -> tuple[Review, ...]:
        """Return all human decisions in the order they were made, those taken back and the undoing too."""
        with self.looking() as connection:
            return _reviews(connection)

    def read(self) -> tuple[Facts, Published]:
        """Return the facts and the published view of one moment."""
        with self.looking() as connection:
            known = facts.everything(connection)
            found = Facts(
                reports=known.reports,
                claims=known.claims,
                former=known.former,
                reviews=_reviews(connection),
                watermark=marks.watermark(connection, self._maker),
                causes=marks.causes(connection),
            )
            return found, _published(connection)

    def standing(self, connection: Connection) -> Standing:
        """Return how far the view is behind the facts, as `connection` (`looking`) sees them."""
        known = {row.key: row.value for row in connection.execute(select(schema.meta))}
        upto, fresh = marks.fresh(connection)
        return Standing(
            published=known.get("watermark"),
            facts=marks.watermark(connection, self._maker),
            basis=known.get("basis") or None,
            fresh=tuple(dict.fromkeys(fresh)),
            upto=upto,
            decided=tuple(loads(known.get("decided", "[]"), list[int])),
            reviews=_reviews(connection),
            causes=marks.causes(connection),
        )

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
        if self.read_only:
            settled = self.settled(incidents, links, heirs)
            return replace(settled, watermark=watermark)
        with translated(self.path), turn(self.engine).begin() as connection:
            current = marks.watermark(connection, self._maker) == watermark
            if not current and not stale:
                return None
            view = Whole(
                watermark=watermark,
                settled=settle(incidents, _minted(connection), heirs),
                links=links,
                basis=basis if current else None,  # facts that it does not hold may have been taken in already
                uncounted=uncounted or browse.Uncounted(),
                heirs=heirs or {},
            )
            writing.replace_all(connection, view)
            if current:
                marks.taken_in(connection)
        found = view.settled
        return Published(watermark=watermark, incidents=found.incidents, links=tuple(links), redirects=found.redirects)

    def take(self, step: Step) -> bool:
        """Change the published view by `step`; False where it is no longer the view that the step starts from."""
        meta = schema.meta.c
        with translated(self.path), turn(self.engine).begin() as connection:
            standing = connection.scalar(select(meta.value).where(meta.key == "watermark"))
            if standing != step.base:
                return False
            writing.apply(connection, step)
        return True

    def settled(
        self, incidents: Sequence[Incident], links: Sequence[Link], heirs: Mapping[str, str] | None = None
    ) -> Published:
        """Return the view as `publish` would have it, under lasting ids; nothing is written."""
        with self.looking() as connection:
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
            return published != marks.watermark(connection, self._maker)


def _rows(report: Report, claims: Sequence[Claim]) -> list[dict[str, object]]:
    return [
        {"id": claim.id, "report_id": report.id, "position": position, "body": dumps(claim)}
        for position, claim in enumerate(claims)
    ]


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
    linked = select(links.c.body).join(current, current.c.link_id == links.c.id).order_by(links.c.left, links.c.right)
    incidents = select(schema.incidents.c.body).order_by(schema.incidents.c.position, schema.incidents.c.id)
    moved = connection.execute(select(schema.redirects.c.old, schema.redirects.c.new).order_by(schema.redirects.c.old))
    return Published(
        watermark=connection.scalar(select(meta.c.value).where(meta.c.key == "watermark")),
        incidents=tuple(loads(body, Incident) for body in connection.scalars(incidents)),
        links=tuple(loads(body, Link) for body in connection.scalars(linked)),
        redirects=tuple((old, new) for old, new in moved),
    )
