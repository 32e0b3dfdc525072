"""The claims and reports of a ledger, looked up by id and put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tollbook.records import Claim, Report
from tollbook.relations import Order, told_order


@dataclass(frozen=True, slots=True)
class Facts:
    """Claims and reports by id; nothing here is changed once built."""

    claims: dict[str, Claim]
    reports: dict[str, Report]

    @classmethod
    def of(cls, claims: Sequence[Claim], reports: Sequence[Report]) -> Facts:
        return cls({claim.id: claim for claim in claims}, {report.id: report for report in reports})

    def published(self, claim: Claim) -> date | None:
        report = self.reports.get(claim.report_id)
        return report.published if report else None

    def order(self, claim: Claim) -> Order:
        """Return the sort key of a claim (`relations.told_order`)."""
        return told_order(claim, self.published(claim))
