"""The page of one incident: its toll with the arithmetic, who says what, what disagrees, and how it would be coded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from tollbook.data import table
from tollbook.decisions import Amended
from tollbook.export import acled, ged
from tollbook.records import Claim, Correction, Disagreement, Incident, Link, Report, Review, Subset, View
from tollbook.relations import level
from tollbook.show import by_day, clean, sentence, words
from tollbook.store import pages
from tollbook.store.selection import EVERYTHING, Spot
from tollbook.web import lookup
from tollbook.web.languages import direction, language_name
from tollbook.web.mapping import drawing, picture
from tollbook.web.namings import Naming, namings
from tollbook.web.plots import Cited, Curve, Graph, curve, origins_graph
from tollbook.web.render import page, report_name
from tollbook.web.selected import as_counted, behind, hidden_from
from tollbook.web.sessions import reader
from tollbook.web.site import site_of
from tollbook.web.wording import Wording, corrected, wording

router = APIRouter(dependencies=[Depends(reader)])

MOST_DOUBTS = 12


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
    corrected: tuple[str, ...]  # what reviews changed in the claim, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A claim that stood in the incident until a review hid it, or what it is a part of."""

    told: Told
    review: Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One column of a codebook: its value, and the rule behind it."""

    column: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One reading of a disagreement, with those who give it. `by` are the origins of a count."""

    reading: str
    by: tuple[str, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An incident that may be the same as this one: the strongest of `links` unsure links, and its reasons."""

    other: Incident
    strongest: Link
    links: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page of an incident shows."""

    incident: Incident
    day: date | None  # the first, else the last: for the names that actors bore then
    tree: Branch
    above: tuple[Incident, ...]
    parts: tuple[Incident, ...]
    told: tuple[Told, ...]
    hidden: tuple[Dropped, ...]
    sides: tuple[tuple[str, tuple[Side, ...]], ...]
    namings: tuple[Naming, ...]
    curves: tuple[Curve, ...]
    among: tuple[str, ...]  # parts of a figure, in words; the report's own with their language
    graph: Graph | None
    codes: Mapping[str, tuple[Code, ...]]
    doubts: tuple[Doubt, ...]
    reports: tuple[Report, ...]
    wording: Wording


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
        held = behind(found)
        raw, hidden = pages.claims(connection, sorted(held)), hidden_from(connection, name)
        told = [*raw.values(), *(each.claim for each in hidden)]
        reports = pages.reports(connection, [*found.reports, *(claim.report_id for claim in told)])
        counted = as_counted(connection, reports)
        doubts = _doubts(connection, found)
        shown = assemble(
            found,
            family,
            Amended(
                claims=tuple(claim for claim in counted.claims if claim.id in held),
                hidden=hidden,
                corrections=counted.corrections,
            ),
            reports,
            doubts=doubts,
            said=wording(connection, [*family.values(), *(each.other for each in doubts)]),
        )
    return page(request, "incident.html", found=shown, wording=shown.wording)


def _doubts(connection: Connection, found: Incident) -> tuple[Doubt, ...]:
    """Return the other incidents that unsure links lead to, the likeliest first."""
    own = set(found.claims)
    links = [link for link in pages.links(connection, found.claims) if link.verdict == "unsure"]
    outer = {link: next(iter({link.left, link.right} - own), None) for link in links}
    homes = pages.homes(connection, {name for name in outer.values() if name})
    leads: dict[str, list[Link]] = {}
    for link, name in outer.items():
        for home in homes.get(name or "", ())[:1]:
            leads.setdefault(home.incident, []).append(link)
    strongest = sorted(leads, key=lambda name: (-max(link.score for link in leads[name]), name))[:MOST_DOUBTS]
    others = pages.incidents(connection, strongest)
    return tuple(
        Doubt(other=others[name], strongest=max(leads[name], key=lambda link: link.score), links=len(leads[name]))
        for name in strongest
        if name in others and name != found.id
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
    counted: Amended,
    reports: Mapping[str, Report],
    *,
    doubts: tuple[Doubt, ...] = (),
    said: Wording,
) -> Page:
    """Return what the page shows of `incident`, from the incidents above and below it and the claims behind it.

    `counted` are its claims as reviews have them, with those that they took out of it; `said` has the words for all
    these tolls.
    """
    claims, corrections = {claim.id: claim for claim in counted.claims}, counted.corrections
    told = tuple(_told(incident, claims[name], reports, corrections) for name in _in_order(incident, claims, reports))
    by_claim = {each.claim.id: each for each in told}
    above: list[Incident] = []
    at = incident.part_of
    while at is not None and at in family and family[at] not in above:
        above.append(family[at])
        at = family[at].part_of
    top = above[-1] if above else incident
    sources = tuple(reports[name] for name in incident.reports if name in reports)
    days = incident.period
    return Page(
        incident=incident,
        day=(days.start or days.end) if days else None,
        tree=_branch(top, family, incident.id, frozenset()),
        above=tuple(reversed(above)),
        parts=tuple(sorted((family[part] for part in incident.parts if part in family), key=by_day)),
        told=told,
        hidden=tuple(
            Dropped(told=_told(incident, each.claim, reports, ()), review=each.review)
            for each in counted.hidden
            if each.claim.report_id in reports
        ),
        sides=tuple((item.about, _sides(item, by_claim)) for item in incident.disagreements),
        namings=namings((each.claim, each.report) for each in told),
        curves=tuple(map(curve, incident.figures)),
        among=tuple(_among(subset, claims) for subset in incident.subsets),
        graph=origins_graph(_cited(told)),
        codes=_codes(incident, claims, sources) if incident.kind == "incident" else {},
        doubts=doubts,
        reports=sources,
        wording=said,
    )


def _among(subset: Subset, claims: Mapping[str, Claim]) -> str:
    """Return a subset in words: "4 officers killed", "2 Polizisten (German) killed"."""
    told = [claims[name] for name in subset.claims if name in claims]
    spoken = {claim.language for claim in told}
    language = "" if not spoken or "en" in spoken else language_name(min(spoken))
    return words.figure(subset, told, language=language)


def _cited(told: Iterable[Told]) -> list[Cited]:
    """Return the claims of figures as the graph of origins takes them."""
    return [
        Cited(
            claim=each.claim.id,
            outlet=each.outlet,
            origins=tuple(words.actor(origin) for origin in each.cited),
            said=f"{words.count(each.claim.count)} {words.EFFECT[each.claim.effect]}" if each.claim.effect else "",
        )
        for each in told
        if each.part == "figure"
    ]


def _in_order(incident: Incident, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> list[str]:
    """Return the claims of an incident and its subsets: figures first, then by day of the report and by place in it."""
    figures = {name for figure in incident.figures for name in figure.claims}
    known = [name for name, claim in claims.items() if claim.report_id in reports]

    def order(name: str) -> tuple[int, date, str, int]:
        claim = claims[name]
        start = min((item.span.start for item in claim.evidence), default=0)
        return name not in figures, reports[claim.report_id].published or date.max, claim.report_id, start

    return sorted(known, key=order)


def _told(incident: Incident, claim: Claim, reports: Mapping[str, Report], corrections: Sequence[Correction]) -> Told:
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
        corrected=tuple(corrected(item) for item in corrections if item.claim == claim.id),
    )


def _branch(incident: Incident, family: Mapping[str, Incident], here: str, seen: frozenset[str]) -> Branch:
    below = [family[part] for part in incident.parts if part in family and part not in seen]
    return Branch(
        incident=incident,
        parts=tuple(_branch(part, family, here, seen | {incident.id}) for part in sorted(below, key=by_day)),
        here=incident.id == here,
    )


def _sides(item: Disagreement, told: Mapping[str, Told]) -> tuple[Side, ...]:
    found = []
    for value in item.values:
        voices = tuple(told[claim] for claim in value.claims if claim in told)
        by = tuple(dict.fromkeys(words.actor(origin) for each in voices for origin in each.cited))
        said = words.reading(item.about, value.value)
        if item.about == "count":  # its origins stand beside it
            said = value.value.partition(" (")[0]
        found.append(Side(reading=clean(said), by=by if item.about == "count" else (), told=voices))
    return tuple(found)


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
