"""What is kept in mind of a claim while a large ledger is worked on piece by piece: where to look for its like."""

from __future__ import annotations

from collections.abc import Sequence

from tollbook import link
from tollbook.records import Claim, Report
from tollbook.relations import dated_in, value, window_of_whole
from tollbook.store.cards import Card

__all__ = ["Card", "cards"]


def cards(report: Report, claims: Sequence[Claim]) -> list[Card]:
    """Return the cards of all claims of `report` that take part in linking.

    Days and number are kept of those only that are of an event: statements and subsets meet no others.
    """
    told = {claim.id for claim in link.events_told(claims)}
    return [_card(claim, report, claim.id in told) for claim in claims]


def _card(claim: Claim, report: Report, event: bool) -> Card:
    days = link.days_of(claim, report) if event else range(0)
    return Card(
        claim=claim.id,
        report=claim.report_id,
        effect=claim.effect if event else None,
        number=value(claim.count) if event else None,
        first=days.start if days else None,
        last=days.stop - 1 if days else None,
        told=dated_in(claim),
        window=window_of_whole(claim),
    )
