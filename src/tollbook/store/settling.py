"""Lasting ids for a part of a view: only the ids that its claims ever stood under are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from tollbook.records import Incident, content_id
from tollbook.store import schema
from tollbook.store.codec import loads
from tollbook.store.facts import chunks
from tollbook.store.identity import Settled, settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Resettled:
    """Incidents that take the place of those of `gone` (as published), under lasting ids, and what goes with it.

    Incidents whose id alone changes are among both. `asked` are the minted ids whose redirects are told anew.
    """

    gone: Mapping[str, Incident]
    settled: Settled
    asked: frozenset[str]


def resettle(
    connection: Connection,
    gone: Mapping[str, Incident],
    made: Sequence[Incident],
    moved: Collection[str],
    heirs: Mapping[str, str],
) -> Resettled:
    """Return lasting ids for `made`, which take the place of the published incidents `gone`; nothing is written.

    `made` have content ids. `moved` are claims that have other heirs than before, with these; `heirs` are all that
    changed, and those of other claims are read. What comes out is what `identity.settle` says of the whole view.
    """
    claims = {claim for item in (*gone.values(), *made) for claim in item.claims} | set(moved)
    kept = _homes(connection, claims, gone)
    standing = {name: item for name, item in incidents(connection, _names(kept)).items() if name not in gone}
    rows: dict[int, tuple[str, str]] = {}
    follow = dict(heirs)
    waiting = claims | {claim for item in standing.values() for claim in item.claims}
    seen = set[str]()
    while waiting:
        seen |= waiting
        fresh = _minted(connection, waiting | _replaced(connection, waiting, heirs), rows)
        rows |= fresh
        told = {claim for claim, _ in fresh.values()}
        follow |= {**_heirs(connection, told - follow.keys()), **heirs}
        held = {follow.get(claim, claim) for claim in told}
        near = _names(_homes(connection, held, gone)) - standing.keys()
        more = incidents(connection, near)
        standing |= more
        waiting = {claim for item in more.values() for claim in item.claims} - seen
    content = {name: content_id("incident", item.claims[0]) for name, item in standing.items()}
    bare = [replace(item, id=content[name], part_of=None, parts=()) for name, item in standing.items()]
    pairs = [rows[number] for number in sorted(rows)]
    own = {claim for item in (*made, *bare) for claim in item.claims}
    elsewhere = {claim for claim, names in _homes(connection, own, gone).items() if names - standing.keys()}
    settled = settle(
        [*(replace(item, part_of=None, parts=()) for item in made), *bare],
        pairs,
        follow,
        elsewhere=elsewhere,
        known=lambda name: _is_minted(connection, name),
    )
    names = dict(zip([item.id for item in (*made, *bare)], [item.id for item in settled.incidents], strict=True))
    renamed = {name: standing[name] for name in standing if names[content[name]] != name}
    around = _kin(connection, renamed.values(), gone)
    lasting = {name: names.get(content.get(name, ""), name) for name in {*standing, *around, *renamed}}
    again = [_called(item, lasting) for item in {**around, **renamed}.values()]
    return Resettled(
        gone={**gone, **around, **renamed},
        settled=replace(settled, incidents=(*(_called(item, names) for item in made), *again)),
        asked=frozenset(name for _, name in pairs),
    )


def _called(incident: Incident, names: Mapping[str, str]) -> Incident:
    return replace(
        incident,
        id=names.get(incident.id, incident.id),
        part_of=None if incident.part_of is None else names.get(incident.part_of, incident.part_of),
        parts=tuple(names.get(part, part) for part in incident.parts),
    )


def _kin(connection: Connection, renamed: Iterable[Incident], gone: Mapping[str, Incident]) -> dict[str, Incident]:
    """Return the incidents right above and below those renamed, which name them."""
    near = {name for item in renamed for name in (*item.parts, item.part_of) if name is not None}
    return {name: item for name, item in incidents(connection, near).items() if name not in gone}


def incidents(connection: Connection, names: Collection[str]) -> dict[str, Incident]:
    """Return published incidents by id."""
    table = schema.incidents
    return {
        row.id: loads(row.body, Incident)
        for part in chunks(sorted(names))
        for row in connection.execute(select(table.c.id, table.c.body).where(table.c.id.in_(part)))
    }


def of_reports(connection: Connection, reports: Collection[str]) -> dict[str, Incident]:
    """Return the published incidents that rest on one of `reports`, by id."""
    table, main = schema.browse_reports.c, schema.browse.c
    names = set[str]()
    for part in chunks(sorted(reports)):
        asked = select(main.id).join(schema.browse_reports, table.key == main.key).where(table.report_id.in_(part))
        names.update(connection.scalars(asked))
    return incidents(connection, names)


def faulty(connection: Connection) -> list[Incident]:
    """Return the published incidents with a sum that fails or with readings that disagree, and their parts."""
    main, table = schema.browse.c, schema.incidents
    asked = select(table.c.body).join(schema.browse, main.id == table.c.id)
    chosen = asked.where(main.failed_sum.is_(True) | main.disagreement.is_(True)).order_by(table.c.position)
    found = [loads(body, Incident) for body in connection.scalars(chosen)]
    parts = {part for item in found for part in item.parts} - {item.id for item in found}
    return [*found, *incidents(connection, parts).values()]


def of_claims(connection: Connection, claims: Collection[str], but: Collection[str]) -> dict[str, Incident]:
    """Return the published incidents that `claims` stand in, those of `but` left out, by id."""
    return incidents(connection, _names(_homes(connection, claims, {})) - set(but))


def _homes(connection: Connection, claims: Collection[str], gone: Mapping[str, Incident]) -> dict[str, set[str]]:
    """Return the published incidents that claims stand in, `gone` ones left out, by claim."""
    table, main = schema.browse_claims.c, schema.browse.c
    found: defaultdict[str, set[str]] = defaultdict(set)
    for part in chunks(sorted(claims)):
        asked = select(table.claim_id, main.id).join(schema.browse, main.key == table.key)
        for claim, name in connection.execute(asked.where(table.claim_id.in_(part), table.part == "claim")):
            if name not in gone:
                found[claim].add(name)
    return found


def _names(homes: Mapping[str, set[str]]) -> set[str]:
    return {name for names in homes.values() for name in names}


def _minted(
    connection: Connection, claims: Collection[str], known: Mapping[int, tuple[str, str]]
) -> dict[int, tuple[str, str]]:
    """Return all pairs of the ids that `claims` were noted under, by their number, without those that are known."""
    table = schema.minted.c
    names = set[str]()
    for part in chunks(sorted(claims)):
        names.update(connection.scalars(select(table.incident_id).where(table.claim_id.in_(part)).distinct()))
    names -= {name for _, name in known.values()}
    return {
        row.number: (row.claim_id, row.incident_id)
        for part in chunks(sorted(names))
        for row in connection.execute(select(schema.minted).where(table.incident_id.in_(part)))
    }


def _replaced(connection: Connection, claims: Collection[str], changed: Mapping[str, str]) -> set[str]:
    """Return the claims that one of `claims` stands for."""
    table = schema.heirs.c
    found = {old for old, new in changed.items() if new in claims}
    for part in chunks(sorted(claims)):
        found.update(connection.scalars(select(table.claim_id).where(table.heir.in_(part))))
    return found


def _heirs(connection: Connection, claims: Collection[str]) -> dict[str, str]:
    table = schema.heirs.c
    return {
        row.claim_id: row.heir
        for part in chunks(sorted(claims))
        for row in connection.execute(select(schema.heirs).where(table.claim_id.in_(part)))
    }


def _is_minted(connection: Connection, name: str) -> bool:
    table = schema.minted.c
    return connection.scalar(select(table.number).where(table.incident_id == name).limit(1)) is not None
