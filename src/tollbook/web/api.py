"""The ledger for programs: JSON under ``/api``, in the shapes of ``tollbook export --format json``.

Lists come in parts: each answer holds `next`, the `cursor` of the part after it, or null. A cursor says where a list
was left and not how far in, so that what is published meanwhile moves nothing that was not seen yet.

**Changes.** A moment is when a view was published in which an incident was new, other than before, gone, or to be
found under another id: not when the event was, nor when the report was written or read. It is of the clock of the
machine that published. An incident that has not changed since the ledger keeps moments (schema 5) has none and only
comes up without `since`. A mirror asks once without `since`, keeps `until`, and asks with it from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from fastapi.responses import Response
from sqlalchemy import Connection, select

from tollbook import pipeline
from tollbook.decisions import active
from tollbook.export import claim_json, incident_json, report_json
from tollbook.export.shapes import Shape, as_read, hidden_json, plain, review_json, stating_totals
from tollbook.records import Claim, Hidden, Review, View
from tollbook.store import changes, pages, paging, schema, selection
from tollbook.store.paging import Mark
from tollbook.web import lookup
from tollbook.web.api_asked import ID, Filters, Listed, OfClaims, Part, Since, cursor, left, mark
from tollbook.web.api_schema import answers
from tollbook.web.selected import as_counted, behind, causes, decisions, hidden_from
from tollbook.web.sessions import reader
from tollbook.web.site import site_of

router = APIRouter(prefix="/api", dependencies=[Depends(reader)], tags=["ledger"])
Id = Annotated[str, InPath(pattern=ID)]
BEGINNING = ""  # earlier than every moment

# What may be done with each part of an answer. The ledger's own words are those of whoever keeps it.
LICENCES = {
    "incidents, claims, links, totals": "made by Tollbook from the reports; the keeper of this ledger says under which "
    "terms. Tollbook itself claims nothing in them.",
    "reports[].text, title, quotations in evidence": "of the outlets that published them; quote them as law allows",
    "place: names, coordinates, divisions": "GeoNames, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/); "
    "Unicode CLDR, Unicode License v3",
    "event_type, sub_event_type": "terms of ACLED's codebook, coded by Tollbook; no data of ACLED",
    "precision": "UCDP's where_prec and date_prec, coded by Tollbook; no data of UCDP",
    "map shapes": "Natural Earth, public domain",
}


def told(shape: object, status: int = 200) -> Response:
    """Return an answer as JSON."""
    return Response(msgspec.json.encode(shape), status, media_type="application/json")


@router.get("", name="api", responses=answers("About"), summary="What this ledger is, and under which terms")
def about(request: Request) -> Response:
    """Tell the version, how much the ledger holds, its last change, and the licence of each part of the data."""
    site = site_of(request)
    with site.ledger.looking() as connection:
        reports, claims = pages.held(connection)
        return told(
            {
                "ledger": site.title,
                "tollbook": pipeline.version(),
                "api": 1,
                "view": pages.published(connection),
                "changed": changes.latest(connection),
                "reports": reports,
                "claims": claims,
                "incidents": len(site.columns.get(connection)),
                "causes": list(causes(connection)),
                "licences": LICENCES,
            }
        )


@router.get("/incidents", name="api_incidents", responses=answers("Incidents"), summary="Incidents of a selection")
def incidents(request: Request, asked: Annotated[Listed, Query()]) -> Response:
    """List incidents and totals, filtered as on the overview."""
    after = mark(asked.cursor, asked.sort)
    site = site_of(request)
    with site.ledger.looking() as connection:
        picked = selection.pick(site.columns.get(connection), asked.selection())
        names, onward = paging.incidents(picked, sort=asked.sort, after=after, most=asked.limit)
        found = pages.incidents(connection, names)
        at = changes.moments(connection, names)
    return told(
        {
            "incidents": [{**incident_json(found[name]), "changed": at.get(name)} for name in names],
            "next": None if onward is None else cursor(asked.sort, onward.values),
        }
    )


@router.get("/incidents/{incident}", name="api_incident", responses=answers("Incident"), summary="One incident")
def incident(request: Request, incident: Id) -> Response:
    """Return one incident. A former id gives the incident that holds it now, under its own `id`."""
    with site_of(request).ledger.looking() as connection:
        name = lookup.incident(connection, incident)
        found = pages.incidents(connection, [name])[name]
        at = changes.moments(connection, [name])
    return told({**incident_json(found), "changed": at.get(name)})


@router.get("/reports", name="api_reports", responses=answers("Reports"), summary="Reports, the latest first")
def reports(request: Request, asked: Annotated[Part, Query()]) -> Response:
    """List reports without their texts."""
    values = left(asked.cursor, "reports", (date | None, str))
    with site_of(request).ledger.looking() as connection:
        found, onward = paging.reports(
            connection, after=None if values is None else Mark(values=values), most=asked.limit
        )
    shapes = [report_json(each) for each in found]
    return told(
        {
            "reports": [{key: value for key, value in shape.items() if key != "text"} for shape in shapes],
            "next": None if onward is None else cursor("reports", onward.values),
        }
    )


@router.get("/reports/{report}", name="api_report", responses=answers("Report"), summary="One report")
def report(request: Request, report: Id) -> Response:
    """Return one report with its text, since evidence counts the characters of it."""
    with site_of(request).ledger.looking() as connection:
        name = lookup.report(connection, report)
        found = pages.reports(connection, [name])[name]
    return told(report_json(found))


@router.get("/claims", name="api_claims", responses=answers("Claims"), summary="Claims, as they count")
def claims(request: Request, asked: Annotated[OfClaims, Query()]) -> Response:
    """List claims by id: those of an incident, of a report, of both, or all; hidden ones come with who hid them.

    Of an incident come also those that stood in it until they were hidden.

    `incidents` tells where a claim stands, `filed` why in none.
    """
    values = left(asked.cursor, "claims", (str,))
    with site_of(request).ledger.looking() as connection:
        names = _claims_asked(connection, asked)
        part = sorted(name for name in names if values is None or name > values[0]) if names is not None else None
        if part is None:
            table = schema.claims.c
            rows = select(table.id).order_by(table.id).limit(asked.limit + 1)
            part = list(connection.scalars(rows if values is None else rows.where(table.id > values[0])))
        shown = part[: asked.limit]
        found = claim_shapes(connection, shown)
    onward = cursor("claims", (shown[-1],)) if len(part) > asked.limit else None
    return told({"claims": [found[name] for name in shown if name in found], "next": onward})


def _claims_asked(connection: Connection, asked: OfClaims) -> set[str] | None:
    """Return the claims of the incident and the report asked for, None where all are."""
    found: set[str] | None = None
    if asked.report is not None:
        name = lookup.report(connection, asked.report)
        found = {claim.id for claim in pages.claims_of(connection, name)}
    if asked.incident is not None:
        name = lookup.incident(connection, asked.incident)
        of = behind(pages.incidents(connection, [name])[name])
        of |= {each.claim.id for each in hidden_from(connection, name)}
        found = of if found is None else found & of
    return found


@router.get("/claims/{claim}", name="api_claim", responses=answers("Claim"), summary="One claim")
def claim(request: Request, claim: Id) -> Response:
    """Return one claim as it counts, with what a review corrected in it as it was read."""
    with site_of(request).ledger.looking() as connection:
        name = lookup.claim(connection, claim).id
        found = claim_shapes(connection, [name])[name]
    return told(found)


def claim_shapes(connection: Connection, names: Sequence[str]) -> dict[str, Shape]:
    """Return claims in the shape of the contract by id, with `incidents` and `filed`. Unknown names are left out."""
    raw = pages.claims(connection, names)
    counted = as_counted(connection, [each.report_id for each in raw.values()])
    now = {each.id: each for each in counted.claims}
    hidden = {each.claim.id: each for each in counted.hidden}
    homes = pages.homes(connection, names)
    filed = pages.filed(connection, names)
    above = pages.incidents(connection, [home.incident for each in homes.values() for home in each])
    beside = _empty(tuple(above.values()), counted.corrections)
    totals, corrected = stating_totals(beside), as_read(beside)

    def shape(name: str) -> Shape:
        if name in hidden:
            return hidden_json(hidden[name])
        return claim_json(now.get(name, raw[name]), totals, corrected)

    return {
        name: {
            **shape(name),
            "incidents": [{"id": home.incident, "part": home.part} for home in homes.get(name, ())],
            "filed": filed.get(name),
        }
        for name in names
        if name in raw
    }


def _empty(incidents: Sequence[Any], corrections: Sequence[Any]) -> View:
    none: tuple[Claim, ...] = ()
    return View(
        reports=(),
        claims=(),
        links=(),
        incidents=incidents,
        background=none,
        statements=none,
        set_aside=none,
        corrections=corrections,
    )


@router.get("/totals", name="api_totals", responses=answers("Totals"), summary="What a selection adds up to")
def totals(request: Request, asked: Annotated[Filters, Query()]) -> Response:
    """Return sums by effect in which nobody is counted twice, how large the selection is, and what it does not tell.

    `low`, `best` and `high` are those of the overview; `open_high` figures have no upper bound, `no_best` only a lowest
    number. A total adds what its parts do not reach.
    """
    site = site_of(request)
    with site.ledger.looking() as connection:
        picked = selection.pick(site.columns.get(connection), asked.selection())
        aside = selection.aside(connection)
    size, sums = selection.size(picked), selection.sums(picked)
    return told({"size": plain(size), "sums": [plain(each) for each in sums], "not_counted_in_ledger": aside})


@router.get("/changes", name="api_changes", responses=answers("Changes"), summary="What changed since a moment")
def changed(request: Request, asked: Annotated[Since, Query()]) -> Response:
    """List incidents that came in, changed, moved to another id or went, by when that was published.

    Without `since` it lists every incident of the ledger (`moment` null where none is kept) and the ids that moved.
    `until` is the moment to ask with the next time, once `next` is null. `decisions` are the reviews made at `since` or
    later (to the second), and `hidden` the claims that are hidden by now.
    """
    values = left(asked.cursor, "changes", (str, str, str))
    with site_of(request).ledger.looking() as connection:
        until = values[0] if values else changes.latest(connection) or asked.since or BEGINNING
        after = (values[1], values[2]) if values else None
        rows = changes.known(connection, since=asked.since, after=after, until=until, most=asked.limit + 1)
        shown = rows[: asked.limit]
        found = pages.incidents(connection, [each.incident for each in shown if each.state in ("new", "changed")])
        reviews = decisions(connection)
        hidden = _hidden(connection, reviews)
    since = (asked.since or BEGINNING)[:19]
    last = shown[-1] if shown else None
    more = last is not None and len(rows) > asked.limit
    return told(
        {
            "since": asked.since,
            "until": until or None,
            "changes": [
                {
                    "id": each.incident,
                    "state": each.state,
                    "moment": each.moment or None,
                    "to": each.to,
                    "incident": incident_json(found[each.incident]) if each.incident in found else None,
                }
                for each in shown
            ],
            "decisions": [review_json(each) for each in reviews if (each.when or "")[:19] >= since],
            "hidden": [hidden_json(each) for each in hidden],
            "next": cursor("changes", (until, last.moment, last.incident)) if more and last else None,
        }
    )


def _hidden(connection: Connection, reviews: Sequence[Review]) -> Sequence[Hidden]:
    """Return the claims that are hidden now, with the parts of them."""
    named = [name for each in active(reviews) if each.action == "hide" for name in each.claims]
    of = [claim.report_id for claim in pages.claims(connection, named).values()]
    return as_counted(connection, of).hidden if of else ()
