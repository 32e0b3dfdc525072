"""A part of a published view: some incidents with what they rest on, or what an id that somebody typed may name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from tollbook.decisions import Amended, amend
from tollbook.records import Cause, Claim, Incident, Report, Review, View
from tollbook.relations import told_order
from tollbook.store import facts, named, settling


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A report with all of its claims that count, as reviews have them."""

    report: Report
    claims: tuple[Claim, ...]


def carried(connection: Connection, reviews: Sequence[Review]) -> tuple[Review, ...]:
    """Let decisions about replaced claims speak of those that stood for them when the view was published."""
    heirs = facts.heirs(connection, {claim for review in reviews for claim in review.claims})
    return tuple(replace(item, claims=tuple(heirs.get(claim, claim) for claim in item.claims)) for item in reviews)


def counted(connection: Connection, reports: Collection[str], reviews: Sequence[Review]) -> dict[str, Read]:
    """Return those of `reports` that are in, by id, with their claims as `reviews` (`carried`) have them."""
    found = facts.some(connection, reports)
    of: dict[str, list[Claim]] = {report.id: [] for report in found.reports}
    for claim in amend(found.claims, reviews).claims:
        of[claim.report_id].append(claim)
    return {report.id: Read(report=report, claims=tuple(of[report.id])) for report in found.reports}


def of_incidents(
    connection: Connection,
    incidents: Iterable[Incident],
    reviews: Sequence[Review],
    redirects: Iterable[tuple[str, str]] = (),
) -> View:
    """Return `incidents` with the claims that they rest on and their reports; links and what is uncounted are left out.

    The incidents need not be published: `reviews` are those that they were made under.
    """
    chosen = tuple(incidents)
    read = counted(connection, {name for item in chosen for name in item.reports}, carried(connection, reviews))
    return _view(chosen, read, Amended(claims=()), redirects=tuple(redirects))


def named_by(
    connection: Connection, typed: Iterable[str], reviews: Sequence[Review], causes: tuple[Cause, ...]
) -> View:
    """Return all claims (hidden ones too) and incidents whose ids begin as one of `typed`, and what is around them."""
    words = [word.strip().lower() for word in typed]
    claims = named.claims(connection, words)
    redirects = named.redirects(connection, words)
    incidents = settling.incidents(connection, {*named.incidents(connection, words), *(new for _, new in redirects)})
    homes = set(facts.homes(connection, claims).values()) - named.replaced(connection, claims)
    found = facts.some(connection, homes)
    amended = amend(found.claims, carried(connection, reviews))
    of: dict[str, list[Claim]] = {report.id: [] for report in found.reports}
    for claim in amended.claims:
        of[claim.report_id].append(claim)
    read = {report.id: Read(report=report, claims=tuple(of[report.id])) for report in found.reports}
    return replace(_view(tuple(incidents.values()), read, amended, redirects=tuple(redirects)), causes=causes)


def _view(
    incidents: Sequence[Incident], read: dict[str, Read], amended: Amended, redirects: tuple[tuple[str, str], ...]
) -> View:
    days = {name: item.report.published for name, item in read.items()}
    claims = sorted(
        (claim for item in read.values() for claim in item.claims),
        key=lambda claim: told_order(claim, days[claim.report_id]),
    )
    return View(
        reports=tuple(item.report for item in read.values()),
        claims=tuple(claims),
        links=(),
        incidents=tuple(incidents),
        background=(),
        statements=(),
        set_aside=(),
        redirects=redirects,
        hidden=amended.hidden,
    )
