"""A selection as a view of its own, and claims as they count: what the API and the downloads tell.

Claims are kept as they were read; what reviews hide or correct is worked out here for the reports concerned alone,
as `pipeline` does it for the whole ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from tollbook import pipeline
from tollbook.decisions import Amended, active, amend
from tollbook.records import Cause, Claim, Hidden, Incident, Review, View
from tollbook.relations import position
from tollbook.store import editions, pages, schema, selection
from tollbook.store.codec import loads
from tollbook.store.selection import EVERYTHING, Selection
from tollbook.web.site import Site

AMENDING = ("hide", "correct")
CHUNK = 500
ALL = 10**9  # links


def decisions(connection: Connection) -> tuple[Review, ...]:
    """Return all reviews in the order they were made."""
    table = schema.reviews.c
    return tuple(loads(body, Review) for body in connection.scalars(select(table.body).order_by(table.number)))


def as_counted(connection: Connection, reports: Iterable[str]) -> Amended:
    """Return the claims of reports as reviews have them. A decision on an older edition or reading is carried over."""
    wanted = list(dict.fromkeys(reports))
    claims = [claim for name in wanted for claim in pages.claims_of(connection, name)]
    reviews = decisions(connection)
    if not any(review.action in AMENDING for review in active(reviews)):
        return Amended(claims=tuple(claims))
    named = {claim for review in reviews for claim in review.claims}
    if named <= {claim.id for claim in claims}:
        return amend(claims, reviews)
    return amend(claims, _carried(connection, wanted, claims, reviews))


def hidden_from(connection: Connection, incident: str) -> tuple[Hidden, ...]:
    """Return the claims that reviews hide and that once stood in an incident, with what is told as part of them."""
    named = {name for each in active(decisions(connection)) if each.action == "hide" for name in each.claims}
    if not named:
        return ()
    table, moved = schema.minted.c, schema.redirects.c
    names = [incident, *connection.scalars(select(moved.old).where(moved.new == incident))]
    asked = select(table.claim_id).where(table.incident_id.in_(names))
    stood = named.intersection(connection.scalars(asked))
    of = [claim.report_id for claim in pages.claims(connection, stood).values()]
    hidden = as_counted(connection, of).hidden if of else ()
    return tuple(each for each in hidden if stood.intersection((each.claim.id, *each.claim.about)))


def _carried(
    connection: Connection, reports: Sequence[str], claims: Sequence[Claim], reviews: Sequence[Review]
) -> tuple[Review, ...]:
    """Let decisions about claims of an older edition or reading speak of those that stand for them."""
    older, known = schema.browse_editions.c, set(reports)
    before = [row.old for row in connection.execute(select(older.old, older.new)) if row.new in known]
    every = [*reports, *before]
    current = [*claims, *(claim for name in before for claim in pages.claims_of(connection, name))]
    now, former = {claim.id for claim in current}, []
    for start in range(0, len(every), CHUNK):
        asked = select(schema.claims.c.id, schema.claims.c.body)
        rows = connection.execute(asked.where(schema.claims.c.report_id.in_(every[start : start + CHUNK])))
        former += [loads(row.body, Claim) for row in rows if row.id not in now]
    heirs = editions(tuple(pages.reports(connection, every).values()), current, former).heirs
    return tuple(replace(each, claims=tuple(heirs.get(name, name) for name in each.claims)) for each in reviews)


def view(site: Site, chosen: Selection) -> View:
    """Return what a selection holds: its incidents, the claims they rest on, and the reports and links of those.

    The selection of everything is the whole ledger, with what stands in no count and claims of no incident.
    """
    if chosen == EVERYTHING:
        return pipeline.look(site.ledger)
    with site.ledger.looking() as connection:
        picked = selection.pick(site.columns.get(connection), chosen)
        names = [each.id for each in selection.entries(picked, sort="oldest", most=None)]
        found = pages.incidents(connection, names)
        return of(connection, [found[name] for name in names])


def of(connection: Connection, incidents: Sequence[Incident]) -> View:
    """Return incidents of the published view with the claims, reports, links and reviews behind them."""
    held = {name for each in incidents for name in behind(each)}
    raw = pages.claims(connection, held)
    reports = pages.reports(connection, [*(claim.report_id for claim in raw.values()), *_told(incidents)])
    counted = as_counted(connection, reports)
    claims = [claim for claim in counted.claims if claim.id in held]
    touched = held | {each.claim.id for each in counted.hidden}
    reviews = decisions(connection)
    links = pages.links(connection, held, most=ALL)
    moved, names = schema.redirects.c, {each.id for each in incidents}
    ordered = sorted(reports.values(), key=lambda each: (each.published is None, str(each.published), each.id))
    in_order = {each.id: at for at, each in enumerate(ordered)}
    return View(
        reports=tuple(ordered),
        claims=tuple(sorted(claims, key=lambda each: (in_order[each.report_id], position(each), each.id))),
        links=tuple(link for link in links if link.left in held and link.right in held),
        incidents=tuple(incidents),
        background=(),
        statements=(),
        set_aside=(),
        redirects=tuple(
            (row.old, row.new)
            for row in connection.execute(select(moved.old, moved.new).order_by(moved.old))
            if row.new in names
        ),
        hidden=counted.hidden,
        corrections=tuple(each for each in counted.corrections if each.claim in held),
        reviews=tuple(each for each in reviews if not touched.isdisjoint(each.claims)),
        causes=causes(connection),
    )


def causes(connection: Connection) -> tuple[Cause, ...]:
    """Return the causes of harm that the ledger counts."""
    body = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "causes"))
    return pipeline.CONFLICT if body is None else loads(body, tuple[Cause, ...])


def behind(incident: Incident) -> set[str]:
    """Return the claims that an incident rests on, with those of its subsets and disagreements."""
    return {
        *incident.claims,
        *(claim for subset in incident.subsets for claim in subset.claims),
        *(claim for item in incident.disagreements for value in item.values for claim in value.claims),
    }


def _told(incidents: Iterable[Incident]) -> list[str]:
    return [report for each in incidents for report in each.reports]
