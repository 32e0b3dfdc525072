"""The view as it is written: all of it, or what a step changes of it. The caller's transaction makes it one step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, insert, select, update

from tollbook.records import Incident, Link, content_id
from tollbook.store import browse, cards, changes, schema
from tollbook.store.cards import Card, TiedRow
from tollbook.store.codec import dumps, loads
from tollbook.store.facts import chunks
from tollbook.store.identity import Settled
from tollbook.store.marks import taken_in

LOT = 10_000  # rows that are put in at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a view was made from, as the ledger keeps it.

    `key` names the rules that made it; `told` holds reports with the digest of what they said, `cards` the cards of
    their claims, `ties` (report, report, whether it says "same", link as JSON); `decided` are the numbers of the
    reviews that stood. `positions` sort as the incidents of the view do.
    """

    key: str
    told: Mapping[str, str]
    cards: Sequence[Card]
    ties: Sequence[TiedRow]
    decided: tuple[int, ...]
    positions: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A view with what goes with it; `heirs` are as `identity.settle` takes them."""

    watermark: str
    settled: Settled
    links: Sequence[Link]
    basis: Basis | None
    uncounted: browse.Uncounted
    heirs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the facts that came in since change of the view that was published with the watermark `base`.

    Incidents `gone` (as they were published) make room for those that were made, each with its place in the order of
    the ledger; an incident may be among both. Links, ties, cards and what stands in no count are replaced for whole
    reports. `fresh` is the last row of the table of that name that was taken in.
    """

    base: str
    watermark: str
    fresh: int
    gone: Mapping[str, Incident]
    made: Sequence[tuple[Incident, str]]
    settled: Settled
    asked: frozenset[str]  # former ids whose redirects are told anew
    links_gone: frozenset[str]
    links: Sequence[Link]
    ties_of: frozenset[str]  # reports, both with those whose ties are told anew
    ties: Sequence[TiedRow]
    told: Mapping[str, str | None]  # report: its digest, None where none of its claims takes part any more
    cards: Sequence[Card]
    uncounted_of: frozenset[str]  # reports
    uncounted: browse.Uncounted
    heirs_gone: frozenset[str]
    heirs: Mapping[str, str]
    decided: tuple[int, ...]
    languages: Mapping[str, str | None]  # of the reports behind what was made


def replace_all(connection: Connection, view: Whole) -> None:
    """Put a view in the place of the one that is there."""
    settled = view.settled
    bodies = {item.id: dumps(item) for item in settled.incidents}
    changes.note(connection, bodies, settled.redirects)
    for table in schema.VIEW:
        connection.execute(delete(table))
    _put_links(connection, view.links, view.basis.ties if view.basis else ())
    positions = view.basis.positions if view.basis else [f"{at:012d}" for at in range(len(bodies))]
    placed = zip(bodies.items(), positions, strict=True)
    rows = ({"id": name, "position": at, "body": body} for (name, body), at in placed)
    _fill(connection, schema.incidents, rows)
    _fill(connection, schema.redirects, ({"old": old, "new": new} for old, new in settled.redirects))
    _fill(connection, schema.minted, ({"claim_id": claim, "incident_id": name} for claim, name in settled.minted))
    _fill(connection, schema.heirs, ({"claim_id": claim, "heir": heir} for claim, heir in sorted(view.heirs.items())))
    _found_on(connection, view.basis)
    note(connection, {"watermark": view.watermark})
    for table, found in browse.rows(settled.incidents, view.links, _languages(connection), view.uncounted).items():
        _fill(connection, table, found)


def _found_on(connection: Connection, basis: Basis | None) -> None:
    """Keep what the view was made from; its links are among those of the view."""
    if basis is None:
        note(connection, {"basis": ""})
        return
    _fill(connection, schema.told, ({"report_id": name, "digest": digest} for name, digest in basis.told.items()))
    _fill(connection, schema.cards, cards.rows(basis.cards))
    note(connection, {"basis": basis.key, "decided": dumps(list(basis.decided))})


def apply(connection: Connection, step: Step) -> None:
    """Change the view by a step. It stands on the one that is there: the caller has seen to that."""
    _apply_incidents(connection, step)
    _apply_links(connection, step)
    _apply_told(connection, step)
    _apply_browse(connection, step)
    taken_in(connection, step.fresh)
    note(connection, {"watermark": step.watermark, "decided": dumps(list(step.decided))})


def _apply_incidents(connection: Connection, step: Step) -> None:
    bodies = {item.id: dumps(item) for item, _ in step.made}
    before = _rows(connection, schema.incidents.c.id, step.gone)
    was = {row.id: row.body for row in before}
    placed = {row.id: row.position for row in before}
    led = {row.old: row.new for row in _rows(connection, schema.redirects.c.old, step.asked)}
    stays = {name: body == bodies.get(name) for name, body in was.items()}
    changes.note_between(connection, stays, bodies, led, dict(step.settled.redirects))
    places = {item.id: at for item, at in step.made}
    same = {name for name, body in bodies.items() if was.get(name) == body and placed[name] == places[name]}
    _drop(connection, schema.incidents.c.id, step.gone.keys() - same)
    _drop(connection, schema.redirects.c.old, step.asked)
    rows = ({"id": name, "position": places[name], "body": bodies[name]} for name in bodies if name not in same)
    _fill(connection, schema.incidents, rows)
    _fill(connection, schema.redirects, ({"old": old, "new": new} for old, new in step.settled.redirects))
    minted = ({"claim_id": claim, "incident_id": name} for claim, name in step.settled.minted)
    _fill(connection, schema.minted, minted)


def _apply_links(connection: Connection, step: Step) -> None:
    _drop(connection, schema.ties.c.link_id, _tied(connection, step.ties_of))
    _drop(connection, schema.current_links.c.link_id, step.links_gone)
    _put_links(connection, step.links, step.ties)


def _tied(connection: Connection, reports: Collection[str]) -> set[str]:
    table, found = schema.ties.c, set[str]()
    for part in chunks(sorted(reports)):
        for side in (table.left_report, table.right_report):
            found.update(connection.scalars(select(table.link_id).where(side.in_(part))))
    return found


def _apply_told(connection: Connection, step: Step) -> None:
    _drop(connection, schema.told.c.report_id, step.told)
    _drop(connection, schema.cards.c.report_id, step.told)
    told = ({"report_id": name, "digest": digest} for name, digest in step.told.items() if digest is not None)
    _fill(connection, schema.told, told)
    _fill(connection, schema.cards, cards.rows(step.cards))
    _drop(connection, schema.heirs.c.claim_id, step.heirs_gone)
    _fill(connection, schema.heirs, ({"claim_id": claim, "heir": heir} for claim, heir in step.heirs.items()))


def _apply_browse(connection: Connection, step: Step) -> None:
    """Change the rows that are browsed, and the counts by what they were and are."""
    gone = {browse.key(name) for name in step.gone}
    made = [item for item, _ in step.made]
    rows = browse.rows(made, (), step.languages, step.uncounted)
    counts = rows.pop(schema.browse_counts)
    del counts
    aside = {schema.browse_aside, schema.browse_editions}
    beside = _doubted(connection, step) - gone
    before = browse.tally(*_counted(connection, gone | beside))
    for table in rows.keys() - aside:
        _drop(connection, table.c.key, gone)
    _drop(connection, schema.browse_aside.c.report_id, step.uncounted_of)
    _drop(connection, schema.browse_editions.c.old, step.uncounted_of)
    for table, found in rows.items():
        _fill(connection, table, found)
    new = {browse.key(item.id) for item in made}
    _mark_unsure(connection, new | beside)
    after = browse.tally(*_counted(connection, new | beside))
    _recount(connection, before, after)


def _doubted(connection: Connection, step: Step) -> set[int]:
    """Return the incidents at either end of unsure links that this step takes away or brings."""
    ends = {claim for link in step.links if link.verdict == "unsure" for claim in (link.left, link.right)}
    claims = {claim for item in step.gone.values() for claim in item.claims}
    claims |= {claim for item, _ in step.made for claim in item.claims}
    ends |= {claim for link in _gone_links(connection, step) for claim in (link.left, link.right)}
    ends |= {claim for link in _unsure_of(connection, claims) for claim in (link.left, link.right)}
    return {at for homes in _homes(connection, ends).values() for at in homes}


def _gone_links(connection: Connection, step: Step) -> list[Link]:
    table = schema.links
    found = (row.body for row in _rows(connection, table.c.id, step.links_gone))
    return [link for body in found if (link := loads(body, Link)).verdict == "unsure"]


def _unsure_of(connection: Connection, claims: Collection[str]) -> list[Link]:
    """Return the unsure links in force that touch claims."""
    table, current = schema.links.c, schema.current_links.c
    found: dict[str, str] = {}
    for part in chunks(sorted(claims)):
        for side in (table.left, table.right):
            asked = (
                select(table.id, table.body)
                .join(schema.current_links, current.link_id == table.id)
                .where(side.in_(part), current.unsure.is_(True))
            )
            found.update((row.id, row.body) for row in connection.execute(asked))
    return [loads(body, Link) for body in found.values()]


def _homes(connection: Connection, claims: Collection[str]) -> dict[str, set[int]]:
    table = schema.browse_claims.c
    found: dict[str, set[int]] = {}
    for part in chunks(sorted(claims)):
        asked = select(table.claim_id, table.key).where(table.claim_id.in_(part), table.part == "claim")
        for claim, at in connection.execute(asked):
            found.setdefault(claim, set()).add(at)
    return found


def _mark_unsure(connection: Connection, keys: Collection[int]) -> None:
    """Mark the incidents that may be one with another, of those that may have come to be so or no longer are."""
    of, claims = schema.browse_claims.c, set[str]()
    for part in chunks(keys):
        claims.update(connection.scalars(select(of.claim_id).where(of.key.in_(part), of.part == "claim")))
    links = _unsure_of(connection, claims)
    homes = _homes(connection, {end for link in links for end in (link.left, link.right)})
    marked = browse.in_doubt(links, homes)
    for value, some in ((True, set(keys) & marked), (False, set(keys) - marked)):
        for part in chunks(some):
            connection.execute(update(schema.browse).where(schema.browse.c.key.in_(part)).values(unsure=value))


def _counted(
    connection: Connection, keys: Collection[int]
) -> tuple[list[browse.Row], list[browse.Row], list[tuple[str, str, int]]]:
    """Return the rows of incidents that counts are made of."""
    main, effects, values = schema.browse, schema.browse_effects, schema.browse_values
    return (
        [dict(row._mapping) for row in _rows(connection, main.c.key, keys)],
        [dict(row._mapping) for row in _rows(connection, effects.c.key, keys)],
        [(row.facet, row.value, row.key) for row in _rows(connection, values.c.key, keys)],
    )


def _recount(
    connection: Connection, before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int]
) -> None:
    table = schema.browse_counts
    for facet, value in sorted(before.keys() | after.keys()):
        more = after.get((facet, value), 0) - before.get((facet, value), 0)
        if not more:
            continue
        here = (table.c.facet == facet) & (table.c.value == value)
        was = connection.scalar(select(table.c.incidents).where(here)) or 0
        connection.execute(delete(table).where(here))
        if was + more:
            connection.execute(insert(table), {"facet": facet, "value": value, "incidents": was + more})


def note(connection: Connection, values: Mapping[str, str]) -> None:
    """Set keys of `meta`."""
    connection.execute(delete(schema.meta).where(schema.meta.c.key.in_(list(values))))
    connection.execute(insert(schema.meta), [{"key": key, "value": value} for key, value in values.items()])


def _put_links(connection: Connection, links: Iterable[Link], ties: Iterable[TiedRow]) -> None:
    """Let links be in force, and keep `ties`; those that were seen before have their rows among the facts."""
    bodies = {content_id(body): (link, body) for link, body in ((link, dumps(link)) for link in links)}
    tied = {content_id(item[3]): item for item in ties}
    known = _present(connection, schema.links.c.id, [*bodies, *tied])
    beside = {key: (loads(item[3], Link), item[3]) for key, item in tied.items() if key not in known | bodies.keys()}
    _fill(
        connection,
        schema.links,
        (
            {"id": key, "left": link.left, "right": link.right, "body": body}
            for key, (link, body) in {**bodies, **beside}.items()
            if key not in known
        ),
    )
    standing = _present(connection, schema.current_links.c.link_id, bodies)
    _fill(
        connection,
        schema.current_links,
        (
            {"link_id": key, "unsure": link.verdict == "unsure"}
            for key, (link, _) in bodies.items()
            if key not in standing
        ),
    )
    _fill(
        connection,
        schema.ties,
        (
            {"link_id": key, "left_report": left, "right_report": right, "same": same}
            for key, (left, right, same, _) in tied.items()
        ),
    )


def _present(connection: Connection, column: ColumnElement[str], keys: Iterable[str]) -> set[str]:
    found = set[str]()
    for part in chunks(keys):
        found.update(connection.scalars(select(column).where(column.in_(part))))
    return found


def _languages(connection: Connection) -> dict[str, str | None]:
    """Return the language of every report, as it was read last."""
    found: dict[str, str | None] = {}
    for table, order in ((schema.reports, schema.reports.c.id), (schema.readings, schema.readings.c.number)):
        of = table.c.id if table is schema.reports else table.c.report_id
        found.update((row[0], row[1]) for row in connection.execute(select(of, table.c.language).order_by(order)))
    return found


def _rows(connection: Connection, column: ColumnElement[Any], keys: Iterable[Any]) -> list[Row[Any]]:
    """Return the rows whose `column` holds one of `keys`."""
    table = column.table
    return [row for part in chunks(keys) for row in connection.execute(select(table).where(column.in_(part)))]


def _drop(connection: Connection, column: ColumnElement[Any], keys: Iterable[Any]) -> None:
    for part in chunks(keys):
        connection.execute(delete(column.table).where(column.in_(part)))


def _fill(connection: Connection, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    waiting = iter(rows)
    while lot := list(islice(waiting, LOT)):
        connection.execute(insert(table), lot)
