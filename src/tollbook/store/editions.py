"""Which edition of a report counts, when the same text was added more than once.

A text first added without its date (or outlet, or address) and added again with it is one article.
Both stay among the facts; the view reads the one that knows more, so that no death is doubled.
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


def editions(reports: Sequence[Report], claims: Sequence[Claim]) -> Editions:
    """Pick one edition of each article; the outcome does not depend on the order of `reports`.

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
    return Editions(
        reports=tuple(report for report in reports if report.id not in replaced),
        claims=tuple(claim for claim in claims if claim.report_id not in replaced),
        heirs=heirs,
        replaced=replaced,
    )


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
