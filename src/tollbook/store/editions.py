"""Which edition of a report counts, when the same text was added more than once.

A text first added without its date (or outlet, or address) and added again with it is one article.
Both stay among the facts; the view reads the one that knows more, so that no death is doubled. A claim that
a later reading of its report no longer makes has an heir too: the claim that stands on the same words now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tollbook.records import Claim, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """The reports and claims that count, and for each replaced claim and report the one that stands for it."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    heirs: Mapping[str, str]
    replaced: Mapping[str, str] = field(default_factory=dict)  # reports, each with the one that counts in its place


def editions(reports: Sequence[Report], claims: Sequence[Claim], former: Sequence[Claim] = ()) -> Editions:
    """Pick one edition of each article; the outcome does not depend on the order of `reports`.

    `former` are claims that earlier readings made and the last one does not.

    An edition replaces another with the same text when whatever outlet, address and title the other
    knows are its own too: dated goes before undated, then the one that knows more, then the larger id.
    """
    replaced = _replaced(reports)
    by_evidence = {_footing(claim): claim.id for claim in claims}
    heirs: dict[str, str] = {}
    for claim in claims:
        if claim.report_id in replaced:
            heir = by_evidence.get((replaced[claim.report_id], *_footing(claim)[1:]))
            if heir is not None:
                heirs[claim.id] = heir
    for gone, heir in _reread(claims, former).items():
        heirs[gone] = heirs.get(heir, heir)
    return Editions(
        reports=tuple(report for report in reports if report.id not in replaced),
        claims=tuple(claim for claim in claims if claim.report_id not in replaced),
        heirs=heirs,
        replaced=replaced,
    )


def _reread(claims: Sequence[Claim], former: Sequence[Claim]) -> dict[str, str]:
    """Map claims of earlier readings to the claims on the same words now; a figure is known by its very number.

    Claims of other effects may share a number (read as 12 wounded before, as 12 killed now): its own effect goes first.
    """
    reports = {claim.report_id for claim in former}
    now: dict[tuple[str, int, int], list[Claim]] = {}
    for claim in claims if reports else ():
        if claim.report_id in reports:
            for spot in _anchors(claim):
                now.setdefault(spot, []).append(claim)
    found = {}
    for claim in former:
        heirs = {heir.id: heir for spot in _anchors(claim) for heir in now.get(spot, ())}
        if heirs:
            told = (claim.effect, claim.topic)
            found[claim.id] = min(heirs.values(), key=lambda heir: ((heir.effect, heir.topic) != told, heir.id)).id
    return found


def _anchors(claim: Claim) -> set[tuple[str, int, int]]:
    """Return the characters that a claim is known by: its number, else the words of its effect or topic."""
    spots = {role: set[tuple[str, int, int]]() for role in ("count", "effect", "topic")}
    for item in claim.evidence:
        if item.role in spots:
            spots[item.role].add((claim.report_id, item.span.start, item.span.end))
    return spots["count"] or spots["effect"] | spots["topic"]


def _replaced(reports: Sequence[Report]) -> dict[str, str]:
    """Map each replaced report to the report that counts in its place."""
    alike: dict[str, list[Report]] = {}
    for report in reports:
        alike.setdefault(report.text, []).append(report)
    replaced: dict[str, str] = {}
    for same in alike.values():
        ranked = sorted(same, key=_rank, reverse=True)
        for place, report in enumerate(ranked):
            better = next((other for other in ranked[:place] if _covers(other, report)), None)
            if better is not None:
                # Covering is transitive and `better` the first of its rank, so nothing replaces it.
                replaced[report.id] = better.id
    return replaced


def _rank(report: Report) -> tuple[bool, int, str]:
    known = sum(value is not None for value in (report.outlet, report.url, report.title))
    return report.published is not None, known, report.id


def _covers(report: Report, other: Report) -> bool:
    return all(
        theirs is None or theirs == ours
        for ours, theirs in (
            (report.outlet, other.outlet),
            (report.url, other.url),
            (report.title, other.title),
        )
    )


def _footing(claim: Claim) -> tuple[object, ...]:
    """What a claim stands on: the same words in two editions of one text make the same statement."""
    spans = tuple((item.role, item.span.start, item.span.end) for item in claim.evidence)
    return (claim.report_id, claim.effect, claim.topic, spans)
