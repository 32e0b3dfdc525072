"""The page of one report: its whole text with every span marked, and what became of each number in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tollbook import pipeline
from tollbook.data.numerals import language_of, numerals
from tollbook.decisions import Amended
from tollbook.records import Claim, Hidden, Incident, Report, Role
from tollbook.relations import position
from tollbook.show import clean, words
from tollbook.store import pages
from tollbook.store.pages import Home
from tollbook.web import lookup
from tollbook.web.asking import PAGE_SIZE
from tollbook.web.languages import direction
from tollbook.web.marks import RANK, Sentence, sentences, visible
from tollbook.web.render import page
from tollbook.web.selected import as_counted
from tollbook.web.sessions import reader
from tollbook.web.site import site_of
from tollbook.web.wording import corrected, wording

router = APIRouter(dependencies=[Depends(reader)])

MOST_OTHERS = 60  # numbers of a text listed that stand for nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """A claim of the report and what became of it: the incidents it stands in, or why it is not counted."""

    claim: Claim
    number: int  # from 1, in the order of the text
    said: str
    homes: tuple[tuple[Home, Incident], ...]
    why: str | None  # why it is in no count, None where it is
    sentence: int | None  # the number of its sentence
    corrected: tuple[str, ...]  # what reviews changed in it, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A number of the text that no claim stands on: as it is written, and the number of its sentence."""

    text: str
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page of a report shows. `paragraphs` are lists of sentences, `roles` those that are marked."""

    report: Report
    direction: str
    paragraphs: tuple[tuple[Sentence, ...], ...]
    counted: tuple[Fate, ...]
    uncounted: tuple[Fate, ...]
    others: tuple[Other, ...]
    roles: tuple[Role, ...]
    replaced_by: str | None
    readable: bool


@router.get("/report/{typed}", name="report", response_class=HTMLResponse)
def report_page(request: Request, typed: str) -> Response:
    """Show one report; the beginning of an id leads on to it."""
    site = site_of(request)
    with site.ledger.looking() as connection:
        name = lookup.report(connection, typed)
        if name != typed:
            return RedirectResponse(f"/report/{name}", 308)
        report = pages.reports(connection, [name])[name]
        counted = as_counted(connection, [name])
        homes = pages.homes(connection, [claim.id for claim in counted.claims])
        incidents = pages.incidents(connection, [home.incident for each in homes.values() for home in each])
        heir = pages.replaced_by(connection, name)
        tolls = wording(connection, incidents.values())
    found = assemble(report, counted, homes, incidents, heir)
    ids = {fate.number: fate.claim.id for fate in (*found.counted, *found.uncounted)}
    return page(request, "report.html", found=found, ids=ids, visible=visible, wording=tolls)


@router.get("/reports", name="reports", response_class=HTMLResponse)
def report_list(request: Request) -> HTMLResponse:
    """List the reports of the ledger, the latest first."""
    typed = request.query_params.get("page", "1")
    wanted = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 1
    with site_of(request).ledger.looking() as connection:
        number, _ = pages.held(connection)
        last = max(1, ceil(number / PAGE_SIZE))
        at = min(max(wanted, 1), last)
        listed = pages.reports_listed(connection, first=(at - 1) * PAGE_SIZE, most=PAGE_SIZE)
    return page(
        request,
        "reports.html",
        reports=listed,
        number=number,
        at=at,
        last=last,
        address=lambda to: f"/reports?page={to}",
    )


def assemble(
    report: Report,
    counted: Amended,
    homes: Mapping[str, tuple[Home, ...]],
    incidents: Mapping[str, Incident],
    heir: str | None,
) -> Page:
    """Return what the page shows of `report` and its claims, those that reviews hide included."""
    hidden = {item.claim.id: item for item in counted.hidden}
    ordered = sorted([*counted.claims, *(item.claim for item in counted.hidden)], key=position)
    numbers = {claim.id: at for at, claim in enumerate(ordered, 1)}
    found = sentences(report, ordered, numbers)
    at_sentence = {number: sentence.number for sentence in found for number in sentence.claims}
    fates = [
        Fate(
            claim=claim,
            number=numbers[claim.id],
            said=said(claim),
            homes=tuple(
                (home, incidents[home.incident]) for home in homes.get(claim.id, ()) if home.incident in incidents
            ),
            why=None if homes.get(claim.id) else why_not(claim, heir, hidden.get(claim.id)),
            sentence=at_sentence.get(numbers[claim.id]),
            corrected=tuple(corrected(item) for item in counted.corrections if item.claim == claim.id),
        )
        for claim in ordered
    ]
    return Page(
        report=report,
        direction=direction(report.language),
        paragraphs=tuple(_paragraphs(found)),
        counted=tuple(fate for fate in fates if fate.homes),
        uncounted=tuple(fate for fate in fates if not fate.homes),
        others=tuple(_others(report, found)),
        roles=tuple(role for role in RANK if any(role == piece.role for each in found for piece in each.pieces)),
        replaced_by=heir,
        readable=pipeline.readable(report),
    )


def _others(report: Report, found: Sequence[Sentence]) -> list[Other]:
    """Return the numbers of the text, in figures or words, that stand in no span: read, and taken for nothing.

    Without a table of number words for the language none are found. A lone "one" is left out: it is mostly an article.
    """
    language = language_of(report.language, "numbers")
    if language is None:
        return []
    others: list[Other] = []
    for each in found:
        ends = [piece.start + len(piece.text) for piece in each.pieces]
        taken = [(piece.start, end) for piece, end in zip(each.pieces, ends, strict=True) if piece.roles]
        others += [
            Other(text=clean(report.text[number.start : number.end]), sentence=each.number)
            for number in numerals(report.text, each.start, max(ends, default=each.start), language)
            if (number.digits or number.value != 1)
            and not any(start < number.end and number.start < end for start, end in taken)
        ]
    return others[:MOST_OTHERS]


def _paragraphs(found: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
    """Return sentences by paragraph: one ends where a sentence ends with a line break. Empty lines make none."""
    paragraphs: list[list[Sentence]] = [[]]
    for sentence in found:
        if not paragraphs[-1] and not any(piece.text.strip() for piece in sentence.pieces):
            continue
        paragraphs[-1].append(sentence)
        if sentence.ends_paragraph:
            paragraphs.append([])
    return [tuple(each) for each in paragraphs if each]


def said(claim: Claim) -> str:
    """Return a claim in words: "at least 26 killed", or its topic where nobody is harmed."""
    if claim.effect is None:
        return claim.topic or "statement"
    return f"{words.count(claim.count)} {words.EFFECT[claim.effect]}"


def why_not(claim: Claim, heir: str | None, hidden: Hidden | None = None) -> str:
    """Return why a claim that stands in no incident is not counted, in words for a reader."""
    if hidden is not None:
        by, why = clean(hidden.review.who or ""), clean(hidden.review.why or "")
        return f"hidden as false{f' by {by}' if by else ''} (review {hidden.review.number}){f': {why}' if why else ''}"
    if heir is not None:
        return "a better edition of this text counts in its place"
    filed = pipeline.heading(claim)
    if filed == "set_aside":
        return f"no conflict harm: {claim.cause}"
    if filed == "background":
        if claim.effect == "besieged":
            return "people under siege are no toll of an event"
        if "historical" in claim.cues:
            return "an event of the past, told as background"
        return "a running toll over a longer time, which would count its dead again"
    if claim.effect is None:
        return "a statement: nobody harmed is counted in it"
    if claim.modality == "planned":
        return "planned or threatened, not done"
    if claim.modality == "denied":
        return "denied by who is cited for it"
    if claim.count is None:
        return "no number is given"
    if claim.count.high == 0:
        return "it says that nobody came to harm"
    return "it could be attached to no incident"
