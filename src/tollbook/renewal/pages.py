"""Reports with their claims as they travel: between the ledger, this process and those that work for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from tollbook import link
from tollbook.records import Claim, Link, Report, Review
from tollbook.renewal.told import Told, told_together

_claims = msgspec.json.Decoder(Claim)
_links = msgspec.json.Decoder(Link)


@dataclass(frozen=True, slots=True)
class Page:
    """A report, and as JSON those of its claims that take part in linking."""

    report: Report
    claims: tuple[str, ...]

    def read(self) -> list[Claim]:
        """Return its claims, in the order given."""
        return [_claims.decode(body) for body in self.claims]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A link between two reports, as JSON in `body`; `same` is its verdict."""

    left: str
    right: str
    same: bool
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ToJudge:
    """Reports whose pairs with others are asked for, and others of their days (`later`: pairs are not asked for)."""

    own: Sequence[Page]
    earlier: Sequence[Page]
    later: Sequence[Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """Whole stories with the links between their reports."""

    pages: Sequence[Page]
    links: Sequence[bytes]
    reviews: Sequence[Review]


def read(pages: Iterable[Page]) -> tuple[list[Claim], list[Report]]:
    """Return the claims and reports of `pages`, claims by id, reports by id."""
    kept = list(pages)
    claims = [claim for page in kept for claim in page.read()]
    return sorted(claims, key=lambda claim: claim.id), sorted((page.report for page in kept), key=lambda item: item.id)


def judge(task: ToJudge) -> list[Tied]:
    """Return the "same" and "unsure" links of a task's own reports with each other and with the earlier ones."""
    claims, reports = read([*task.own, *task.earlier, *task.later])
    home = {claim.id: claim.report_id for claim in claims}
    own = frozenset(page.report.id for page in task.own)
    later = frozenset(page.report.id for page in task.later)
    return [
        Tied(
            left=home[item.left],
            right=home[item.right],
            same=item.verdict == "same",
            body=msgspec.json.encode(item),
        )
        for item in link.judged(claims, reports, own, later)
    ]


def tell(task: ToTell) -> Told:
    """Return the incidents and links of a task's stories."""
    claims, reports = read(task.pages)
    return told_together(claims, reports, [_links.decode(body) for body in task.links], task.reviews)
