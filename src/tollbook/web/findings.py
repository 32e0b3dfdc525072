"""What waits for a reviewer: the findings of `reconcile.check`, worst first, each laid out with what it rests on.

The list is worked out once for a published view and kept (`slow.Slow`: of a large ledger it takes longer than a page
may); only what stands on the page asked for is read in full.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from tollbook import pipeline
from tollbook.reconcile import Finding
from tollbook.records import Claim, Incident, Link, Report, Review, SumCheck, View
from tollbook.show import Book, by_day, clean, finding, sentence, words
from tollbook.store import Ledger, pages
from tollbook.web import selected
from tollbook.web.languages import direction
from tollbook.web.render import report_name
from tollbook.web.reports import said

MOST_CLAIMS = 6  # of one side of a finding; the rest is one click away
IDS = re.compile(r": claims \w+ and \w+(?= \[|$)| \[[0-9a-f]{8,16}\]")
KINDS: Mapping[str, str] = {
    "sum-fails": "Sums that fail",
    "contradiction": "Contradictions",
    "record-contradicted": "Records contradicted",
    "sum-incomplete": "Sums with a part unknown",
    "one-origin": "Tolls of one origin",
    "no-origin": "Tolls nobody is cited for",
    "unsure-link": "One incident or two",
    "review-lapsed": "Decisions without effect",
    "record-open": "Records that cannot be told",
    "record-supported": "Records supported",
}
TITLES: Mapping[str, str] = {
    "sum-fails": "Sum fails",
    "contradiction": "Contradiction",
    "record-contradicted": "Record contradicted",
    "sum-incomplete": "Part unknown",
    "one-origin": "One origin",
    "no-origin": "Nobody cited",
    "unsure-link": "One or two?",
    "review-lapsed": "No effect",
    "record-open": "Record cannot be told",
    "record-supported": "Record supported",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One claim with its report and the sentence it stands on."""

    claim: Claim
    report: Report
    outlet: str
    cited: tuple[str, ...]
    said: str
    sentence: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the things that a finding sets side by side. `more`: how many further claims it has."""

    heading: str | None
    incident: Incident | None
    voices: tuple[Voice, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One finding as the queue shows it. `pair` are two claims that may be told apart or joined."""

    finding: Finding
    title: str
    line: str
    sides: tuple[Side, ...]
    pair: tuple[str, ...]
    incident: Incident | None
    checks: tuple[tuple[SumCheck, tuple[Incident, ...]], ...] = ()
    link: Link | None = None
    seen: Review | None = None  # who looked at it


def queue(ledger: Ledger) -> tuple[Finding, ...]:
    """Return the findings of a ledger, worst first; the view is published first where it lags."""
    return tuple(pipeline.findings(pipeline.publish(ledger)))


def kinds(found: Iterable[Finding]) -> list[tuple[str, str, int]]:
    """Return the kinds that are there, in order, each with its name and number."""
    numbers = Counter[str](item.kind for item in found)
    return [(kind, name, numbers[kind]) for kind, name in KINDS.items() if numbers[kind]]


def items(connection: Connection, found: Sequence[Finding], seen: Mapping[str, Review]) -> list[Item]:
    """Return findings laid out, with all that they rest on read at once; `seen` tells who looked at them."""
    named = [name for each in found for name in (each.incident, *each.others) if name]
    incidents = pages.incidents(connection, named)
    incidents |= pages.incidents(connection, [part for each in incidents.values() for part in each.parts])
    claims = as_counted(connection, pages.claims(connection, [claim for each in found for claim in each.claims]))
    reports = pages.reports(connection, {claim.report_id for claim in claims.values()})
    pairs = [each.claims for each in found if each.kind == "unsure-link"]
    asked = pages.links(connection, [name for pair in pairs for name in pair])
    links: dict[tuple[str, ...], Link] = {(link.left, link.right): link for link in asked}
    book = Book.of(_view(incidents, claims, reports), quotes=False)
    return [replace(_item(each, book, links), seen=seen.get(each.id)) for each in found]


def as_counted(connection: Connection, claims: Mapping[str, Claim]) -> dict[str, Claim]:
    """Return claims as they count: with the corrections that reviews made; hidden ones as they were read."""
    counted = selected.as_counted(connection, (claim.report_id for claim in claims.values()))
    now = {claim.id: claim for claim in counted.claims}
    return {name: now.get(name, claim) for name, claim in claims.items()}


def voices(claims: Iterable[Claim], reports: Mapping[str, Report]) -> tuple[Voice, ...]:
    """Return claims with their sentences; those whose report is not there are left out."""
    return tuple(
        Voice(
            claim=claim,
            report=reports[claim.report_id],
            outlet=report_name(reports[claim.report_id]),
            cited=tuple(dict.fromkeys(item.origin or clean(item.text) for item in claim.attribution)),
            said=said(claim),
            sentence=sentence(claim, reports[claim.report_id]),
            direction=direction(reports[claim.report_id].language),
        )
        for claim in claims
        if claim.report_id in reports
    )


def _view(incidents: Mapping[str, Incident], claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> View:
    return View(
        reports=tuple(reports.values()),
        claims=tuple(claims.values()),
        links=(),
        incidents=tuple(incidents.values()),
        background=(),
        statements=(),
        set_aside=(),
    )


def _item(found: Finding, book: Book, links: Mapping[tuple[str, ...], Link]) -> Item:
    incident = book.incidents.get(found.incident or "")
    told = finding(book, found.kind, incident, found.claims, found.others, found.note or "")
    parts = _parts(incident, book) if incident else ()
    sides, pair = _sides(found, incident, parts, book)
    failing = found.kind in ("sum-fails", "sum-incomplete")
    return Item(
        finding=found,
        title=TITLES[found.kind],
        line=_without_ids(told) if told else clean(found.line),
        sides=sides,
        pair=pair,
        incident=incident,
        checks=tuple((each, parts) for each in incident.sums if each.verdict != "agrees")
        if incident and failing
        else (),
        link=links.get(tuple(sorted(found.claims))) if found.kind == "unsure-link" else None,
    )


def _without_ids(line: str) -> str:
    """Return a line of `show.finding` without the ids it names, which are links on the page."""
    return IDS.sub("", line)


def _sides(
    found: Finding, incident: Incident | None, parts: Sequence[Incident], book: Book
) -> tuple[tuple[Side, ...], tuple[str, ...]]:
    """Return what stands side by side, and two claims of different sides where deciding on them makes sense."""
    if incident is not None and found.kind == "contradiction":
        for item in incident.disagreements:
            behind = [claim for value in item.values for claim in value.claims if claim in book.claims]
            if item.about != "sum" and behind == list(found.claims):
                sides = [_side(words.reading(item.about, each.value), None, each.claims, book) for each in item.values]
                firsts = [each.claims[0] for each in item.values if each.claims]
                return tuple(sides), tuple(firsts[:2]) if len(firsts) == 2 else ()
    if incident is not None and found.kind == "unsure-link" and len(found.claims) == 2:
        homes = [incident, *(book.incidents[name] for name in found.others if name in book.incidents)]
        of = [next((home for home in homes if claim in home.claims), None) for claim in found.claims]
        sides = [_side(None, home, [claim], book) for claim, home in zip(found.claims, of, strict=True)]
        return tuple(sides), found.claims
    if incident is not None and found.kind in ("sum-fails", "sum-incomplete"):
        whole = [_side("The total", incident, [each for each in found.claims if each in incident.claims], book)]
        below = [_side("A part", part, [each for each in found.claims if each in part.claims], book) for part in parts]
        return (*whole, *below), ()
    return (_side(None, None, found.claims, book),), ()


def _side(heading: str | None, incident: Incident | None, claims: Sequence[str], book: Book) -> Side:
    known = [book.claims[name] for name in claims if name in book.claims]
    told = voices(known[:MOST_CLAIMS], book.reports)
    return Side(heading=heading, incident=incident, voices=told, more=max(0, len(known) - MOST_CLAIMS))


def _parts(incident: Incident, book: Book) -> tuple[Incident, ...]:
    return tuple(sorted((book.incidents[part] for part in incident.parts if part in book.incidents), key=by_day))
