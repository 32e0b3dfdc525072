"""The page of one incident: its toll with the arithmetic, who says what, what disagrees, and how it would be coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tollbook.data import table
from tollbook.export import acled, ged
from tollbook.records import Claim, Disagreement, Figure, Incident, Link, Report, View
from tollbook.relations import level
from tollbook.show import by_day, clean, sentence, words
from tollbook.store import pages
from tollbook.store.selection import EVERYTHING, Spot
from tollbook.web import lookup
from tollbook.web.languages import direction
from tollbook.web.mapping import drawing, picture
from tollbook.web.plots import Graph, Steps, origins_graph, steps
from tollbook.web.render import page, report_name
from tollbook.web.sessions import reader
from tollbook.web.site import site_of

router = APIRouter(dependencies=[Depends(reader)])

MOST_LINKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One entry of the toll tree."""

    incident: Incident
    parts: tuple[Branch, ...]
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one report says: a row of "who says what"."""

    claim: Claim
    report: Report
    outlet: str
    cited: tuple[str, ...]
    sentence: str
    direction: str
    part: str  # "figure", "part of it" (a subset), "of a part" (of a total), or "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What one outlet calls one actor, in its own words."""

    actor: str | None
    side: str
    outlet: str
    language: str
    text: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One column of a codebook: its value, and the rule behind it."""

    column: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One reading of a disagreement, with those who give it."""

    reading: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page of an incident shows."""

    incident: Incident
    tree: Branch
    above: tuple[Incident, ...]
    parts: tuple[Incident, ...]
    told: tuple[Told, ...]
    sides: tuple[tuple[str, tuple[Side, ...]], ...]
    namings: tuple[Naming, ...]
    steps: tuple[tuple[Figure, Steps], ...]
    graph: Graph | None
    codes: Mapping[str, tuple[Code, ...]]
    links: tuple[tuple[Link, str | None, str | None], ...]
    reports: tuple[Report, ...]


@router.get("/incident/{typed}", name="incident", response_class=HTMLResponse)
def incident_page(request: Request, typed: str) -> Response:
    """Show one incident; a former id, or the beginning of one, leads on to the id that holds it now."""
    site = site_of(request)
    with site.ledger.looking() as connection:
        name = lookup.incident(connection, typed)
        if name != typed:
            return RedirectResponse(f"/incident/{name}", 308)
        found = pages.incidents(connection, [name])[name]
        family = pages.family(connection, found)
        wanted = [*found.claims, *(claim for subset in found.subsets for claim in subset.claims)]
        wanted += [claim for item in found.disagreements for value in item.values for claim in value.claims]
        claims = pages.claims(connection, wanted)
        reports = pages.reports(connection, [*found.reports, *(claim.report_id for claim in claims.values())])
        links = [link for link in pages.links(connection, found.claims) if link.verdict == "unsure"][:MOST_LINKS]
        homes = pages.homes(connection, [end for link in links for end in (link.left, link.right)])
    at = {claim: places[0].incident for claim, places in homes.items()}
    return page(
        request,
        "incident.html",
        known=lambda names: [claims[each] for each in names if each in claims],
        found=assemble(
            found, family, claims, reports, [(link, at.get(link.left), at.get(link.right)) for link in links]
        ),
    )


@router.get("/incident/{typed}/map.svg", name="incident_map", include_in_schema=False)
def incident_map(request: Request, typed: str) -> Response:
    """Return where an incident and its parts are, as a picture."""
    site = site_of(request)
    with site.ledger.looking() as connection:
        name = lookup.incident(connection, typed)
        found = pages.incidents(connection, [name])[name]
        family = pages.family(connection, found)
    spots = [spot for each in (found, *map(family.get, found.parts)) if each and (spot := _spot(each)) is not None]
    return Response(picture(drawing(spots, EVERYTHING).marks), media_type="image/svg+xml")


def _spot(incident: Incident) -> Spot | None:
    """Return where an incident is, as a list of one; None where its place has no point, or is only that of a total."""
    place = incident.place
    if place is None or place.latitude is None or place.longitude is None:
        return None
    figure = next((figure for figure in incident.figures if figure.effect == "killed"), None)
    return Spot(
        place=place.name or place.text,
        relation=place.relation,
        country=place.country,
        admin1=place.admin1,
        latitude=place.latitude,
        longitude=place.longitude,
        precision=level(place),
        incidents=1,
        killed=((figure.best or figure.low or 0) if figure else 0),
        only=incident.id,
    )


def assemble(
    incident: Incident,
    family: Mapping[str, Incident],
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    links: Sequence[tuple[Link, str | None, str | None]],
) -> Page:
    """Return what the page shows of `incident`, from the incidents above and below it and the claims behind it."""
    told = tuple(_told(incident, claims[name], reports) for name in _in_order(incident, claims, reports))
    by_claim = {each.claim.id: each for each in told}
    above = []
    at = incident.part_of
    while at is not None and at in family and family[at] not in above:
        above.append(family[at])
        at = family[at].part_of
    top = above[-1] if above else incident
    behind = tuple(reports[name] for name in incident.reports if name in reports)
    return Page(
        incident=incident,
        tree=_branch(top, family, incident.id, frozenset()),
        above=tuple(reversed(above)),
        parts=tuple(sorted((family[part] for part in incident.parts if part in family), key=by_day)),
        told=told,
        sides=tuple((item.about, _sides(item, by_claim)) for item in incident.disagreements),
        namings=tuple(_namings(told)),
        steps=tuple((figure, drawn) for figure in incident.figures if (drawn := steps(figure)) is not None),
        graph=origins_graph([(each.outlet, each.cited) for each in told if each.part == "figure"]),
        codes=_codes(incident, claims, behind) if incident.kind == "incident" else {},
        links=tuple(links),
        reports=behind,
    )


def _in_order(incident: Incident, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> list[str]:
    """Return the claims of an incident and its subsets: figures first, then by day of the report and by place in it."""
    figures = {name for figure in incident.figures for name in figure.claims}
    known = [name for name, claim in claims.items() if claim.report_id in reports]

    def order(name: str) -> tuple[int, date, str, int]:
        claim = claims[name]
        start = min((item.span.start for item in claim.evidence), default=0)
        return name not in figures, reports[claim.report_id].published or date.max, claim.report_id, start

    return sorted(known, key=order)


def _told(incident: Incident, claim: Claim, reports: Mapping[str, Report]) -> Told:
    report = reports[claim.report_id]
    figures = {name for figure in incident.figures for name in figure.claims}
    subsets = {name for subset in incident.subsets for name in subset.claims}
    part = "statement"
    if claim.id in figures:
        part = "figure"
    elif claim.id in subsets:
        part = "part of it"
    elif claim.id not in incident.claims:
        part = "of a part"
    return Told(
        claim=claim,
        report=report,
        outlet=report_name(report),
        cited=tuple(dict.fromkeys(item.origin or clean(item.text) for item in claim.attribution)),
        sentence=sentence(claim, report),
        direction=direction(report.language),
        part=part,
    )


def _branch(incident: Incident, family: Mapping[str, Incident], here: str, seen: frozenset[str]) -> Branch:
    below = [family[part] for part in incident.parts if part in family and part not in seen]
    return Branch(
        incident=incident,
        parts=tuple(_branch(part, family, here, seen | {incident.id}) for part in sorted(below, key=by_day)),
        here=incident.id == here,
    )


def _sides(item: Disagreement, told: Mapping[str, Told]) -> tuple[Side, ...]:
    return tuple(
        Side(
            reading=words.reading(item.about, value.value),
            told=tuple(told[claim] for claim in value.claims if claim in told),
        )
        for value in item.values
    )


def _namings(told: Sequence[Told]) -> list[Naming]:
    """Return what each outlet calls each actor, once for every wording."""
    found: dict[tuple[str, str, str, str], Naming] = {}
    for each in told:
        for side, party in (("attackers", each.claim.perpetrator), ("victims", each.claim.victims)):
            text = clean(party.text) if party is not None else ""
            if party is not None and text:
                found.setdefault(
                    (side, party.actor or text.casefold(), each.outlet, text.casefold()),
                    Naming(
                        actor=party.actor,
                        side=side,
                        outlet=each.outlet,
                        language=each.claim.language,
                        text=text,
                        direction=each.direction,
                    ),
                )
    return [found[key] for key in sorted(found)]


def _codes(incident: Incident, claims: Mapping[str, Claim], reports: Sequence[Report]) -> dict[str, tuple[Code, ...]]:
    """Return the row of either codebook that this incident would be, each value with its rule."""
    view = View(
        reports=reports,
        claims=tuple(claims.values()),
        links=(),
        incidents=(incident,),
        background=(),
        statements=(),
        set_aside=(),
    )
    rules = table("codebooks/rules")
    found = {}
    for name, rows in (("UCDP GED", ged.rows(view)), ("ACLED", acled.rows(view))):
        book: Mapping[str, str] = rules[name]
        for row in rows:
            known = {column: value for column, value in row.items() if value not in (None, "")}
            found[name] = tuple(
                Code(column=column, value=clean(str(value)), rule=book.get(column, ""))
                for column, value in known.items()
            )
    return found
