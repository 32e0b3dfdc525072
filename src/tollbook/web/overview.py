"""The overview: a map and a timeline that filter together, the incidents beside them, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from tollbook.data import display
from tollbook.records import Incident
from tollbook.show import words
from tollbook.store import pages, selection
from tollbook.store.selection import EVERYTHING, FACETS, Entry, Picked, Selection, Size, Sum
from tollbook.web.asking import PAGE_SIZE, SEVERAL, Asked, asked, query, without
from tollbook.web.downloads import TITLES
from tollbook.web.languages import language_name
from tollbook.web.render import PRECISION_WORDS, STATUS_WORDS, page
from tollbook.web.sessions import reader
from tollbook.web.site import Site, site_of
from tollbook.web.timeline import Timeline, timeline

router = APIRouter(dependencies=[Depends(reader)])

MOST_VALUES = 40  # of one facet
# Facets in the order of the form: the name in the address, the heading, the facet of the store.
FORM = (
    ("effect", "What happened to people", "effect"),
    ("country", "Country", "country"),
    ("type", "Kind of event", "event_type"),
    ("by", "By whom", "perpetrator"),
    ("victim", "Against whom", "victim"),
    ("status", "To look at", "status"),
    ("origin", "According to", "origin"),
    ("language", "Language of reports", "language"),
    ("kind", "Incidents or totals", "kind"),
)
SORT_WORDS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "toll": "most killed",
    "wounded": "most wounded",
    "reports": "most reports",
    "place": "by place",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet in the form, with its incidents among those that the other fields of the form let in."""

    value: str
    label: str
    incidents: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One group of the form; `open` when something of it is chosen."""

    name: str
    heading: str
    choices: tuple[Choice, ...]
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A part of the selection in words, and the address without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One incident of the list, and what there is to look at in it."""

    incident: Incident
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that the page shows of a selection."""

    size: Size
    sums: tuple[Sum, ...]
    timeline: Timeline | None
    facets: tuple[Facet, ...]
    aside: dict[str, int]
    held: tuple[int, int]
    rows: tuple[Row, ...] = ()
    page: int = 1
    last_page: int = 1


@router.get("/", name="overview", response_class=HTMLResponse)
def overview(request: Request) -> HTMLResponse:
    """Show the incidents that the address selects."""
    site, wanted = site_of(request), asked(request.query_params)
    with site.ledger.looking() as connection:
        found = look(site, connection, wanted)
    chosen = wanted.selection
    return page(
        request,
        "overview.html",
        found=found,
        facets=found.facets,
        chosen=chosen,
        asked=wanted,
        chips=chips(chosen),
        sorts=SORT_WORDS,
        downloads=TITLES,
        query=query(chosen),
        address=lambda number: "/" + query(chosen, sort=wanted.sort, page=number),
    )


def look(site: Site, connection: Connection, wanted: Asked) -> Overview:
    """Return what the overview shows of a selection. What its pages share is kept while the view stands."""
    mark, picked = pages.published(connection), selection.pick(site.columns.get(connection), wanted.selection)
    shared = site.answers.get(mark, ("overview", wanted.selection), lambda: _shared(site, connection, picked))
    last = max(1, ceil(shared.size.incidents / PAGE_SIZE))
    at = min(wanted.page, last)
    listed = selection.entries(picked, sort=wanted.sort, first=(at - 1) * PAGE_SIZE, most=PAGE_SIZE)
    known = pages.incidents(connection, [entry.id for entry in listed])
    return replace(
        shared, rows=tuple(Row(incident=known[entry.id], entry=entry) for entry in listed), page=at, last_page=last
    )


def _shared(site: Site, connection: Connection, picked: Picked) -> Overview:
    """Return what all pages of a selection show, without their rows."""
    mark, size = pages.published(connection), selection.size(picked)
    return Overview(
        size=size,
        sums=tuple(selection.sums(picked)),
        timeline=timeline(selection.timeline(picked, size), picked.selection),
        facets=form(picked),
        aside=site.answers.get(mark, "aside", lambda: selection.aside(connection)),
        held=site.answers.get(mark, "held", lambda: pages.held(connection)),
    )


def form(picked: Picked) -> tuple[Facet, ...]:
    """Return the groups of the form with their commonest values, and those chosen wherever they rank.

    A group is there where the whole view has several values to choose from.
    """
    found, whole = [], selection.pick(picked.columns, EVERYTHING)
    for name, heading, facet in FORM:
        known = selection.facet(picked, facet)
        chosen: tuple[str, ...] = getattr(picked.selection, FACETS[facet])
        shown = [(value, number) for at, (value, number) in enumerate(known) if at < MOST_VALUES or value in chosen]
        numbers = dict(shown)
        values = [*shown, *((value, 0) for value in chosen if value not in numbers)]
        choices = tuple(
            Choice(value=value, label=label(name, value), incidents=number, chosen=value in chosen)
            for value, number in values
        )
        if chosen or len(selection.facet(whole, facet)) > 1:
            found.append(Facet(name=name, heading=heading, choices=choices, open=bool(chosen)))
    return tuple(found)


def label(name: str, value: str) -> str:
    """Return a value of the address in words, by the name it has there."""
    if name in ("by", "victim", "actor", "origin"):
        return words.actor(value)
    if name == "country":
        return display.country(value)
    if name == "language":
        return language_name(value)
    plain: dict[str, dict[str, str]] = {
        "effect": {str(effect): said for effect, said in words.EFFECT.items()},
        "status": {str(status): said for status, said in STATUS_WORDS.items()},
        "kind": {"incident": "incidents", "total": "totals"},
    }
    return plain.get(name, {}).get(value, value)


def chips(chosen: Selection) -> list[Chip]:
    """Return every part of a selection in words with the address that drops it."""
    found = []
    for name, field in SEVERAL.items():
        values: tuple[str, ...] = getattr(chosen, field)
        lead = {"by": "by ", "victim": "against ", "origin": "according to ", "language": "in "}.get(name, "")
        for value in values:
            found.append(Chip(label=lead + label(name, value), address="/" + query(without(chosen, field, value))))
    single: tuple[tuple[str, str | None], ...] = (
        ("since", f"from {chosen.since}" if chosen.since else None),
        ("until", f"to {chosen.until}" if chosen.until else None),
        ("place", f"place: {chosen.place}" if chosen.place else None),
        ("precision", f"{PRECISION_WORDS[chosen.precision]} or finer" if chosen.precision else None),
        ("least", f"{chosen.least} killed or more" if chosen.least is not None else None),
        ("box", "within an area of the map" if chosen.box else None),
    )
    for field, said in single:
        if said is not None:
            found.append(Chip(label=said, address="/" + query(without(chosen, field))))
    return found
