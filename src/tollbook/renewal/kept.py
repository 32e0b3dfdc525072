"""A shelf that is a ledger: what its published view was made from, with the reports that have changed since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection

from tollbook import link
from tollbook.data import table
from tollbook.records import Cause, Review, content_id
from tollbook.relations import WINDOW_DAYS, Window
from tollbook.renewal.cards import Card
from tollbook.renewal.mind import Mind
from tollbook.renewal.pages import Page, Tied
from tollbook.renewal.shelf import Numbers
from tollbook.renewal.some import Read, counted
from tollbook.store import cards, facts

AMENDING = ("hide", "correct")


def key(version: str, causes: Sequence[Cause]) -> str:
    """Return the name of the rules that views are made by now: the version, the weights, and what harm is counted."""
    return f"{version} {content_id(msgspec.to_builtins(table('weights')))} {','.join(causes)}"


@dataclass(slots=True)
class Kept:
    """Answers as `renewal.shelf.Shelf` does: for `changed` reports out of `mind`, for all others out of the ledger.

    `gone` is how many claims the changed reports had before. What is read of a report is kept for as long as the shelf.
    """

    connection: Connection
    changed: frozenset[str]
    mind: Mind
    gone: int
    reviews: Sequence[Review]
    read: dict[str, Read] = field(default_factory=dict)

    def cards(self, reports: Collection[str]) -> list[Card]:
        """Return the cards of the claims of `reports`."""
        return [*cards.of_reports(self.connection, self._others(reports)), *self.mind.cards(reports)]

    def of_days(self, spans: Sequence[tuple[int, int]]) -> set[str]:
        """Return the reports with a claim whose days meet one of `spans`."""
        return (cards.of_days(self.connection, spans, link.LONG) - self.changed) | self.mind.of_days(spans)

    def adrift(self, numbers: Collection[Numbers]) -> set[str]:
        """Return the reports with a claim without any day that tells a number of one of `numbers`."""
        return (cards.adrift(self.connection, numbers) - self.changed) | self.mind.adrift(numbers)

    def of_number(self, effect: str | None, number: int | None, most: int) -> list[str]:
        """Return the reports of at most `most` claims that tell `number`."""
        found = cards.of_number(self.connection, effect, number, most + self.gone)
        return [*self._unchanged(found), *self.mind.of_number(effect, number, most)][:most]

    def told_in(self, window: Window, most: int) -> list[str]:
        """Return the report of every claim told within `window`, of at most `most` claims."""
        found = cards.told_in(self.connection, window, most + self.gone)
        return [*self._unchanged(found), *self.mind.told_in(window, most)][:most]

    def wholes_around(self, told: Window) -> list[tuple[str, Window]]:
        """Return the wholes of several events, with their reports, in whose window `told` lies."""
        slack: int = table("weights")["reconcile"]["search"]["slack_days"]
        found = cards.wholes_around(self.connection, told, WINDOW_DAYS + 2 * slack)
        return [item for item in found if item[0] not in self.changed] + self.mind.wholes_around(told)

    def ties(self, reports: Collection[str]) -> list[Tied]:
        """Return the links between unchanged reports, as last judged, that touch one of `reports`."""
        found = tied(self.connection, reports)
        return [item for item in found if item.left not in self.changed and item.right not in self.changed]

    def joined_by_hand(self, claims: Collection[str]) -> set[str]:
        """Return the reports of the claims that human decisions in force call the same as one of `claims`."""
        pairs = [ends for pair in link.joined_by_hand(self.reviews) for ends in (pair, pair[::-1])]
        wanted = {other for one, other in pairs if one in claims}
        others = cards.homes(self.connection, wanted)
        return {*self._unchanged(list(others.values())), *self.mind.homes(wanted)}

    def pages(self, reports: Sequence[str]) -> list[Page]:
        """Return `reports` with those of their claims that take part, in that order."""
        others = self._others(reports)
        part = {card.claim for card in cards.of_reports(self.connection, others)}
        found = {page.report.id: page for page in self.mind.pages([name for name in reports if name in self.changed])}
        amended = {claim for review in self.reviews if review.action in AMENDING for claim in review.claims}
        anew = []
        for name, bare in facts.bare(self.connection, others).items():
            if bare.claims is None or not amended.isdisjoint(bare.claims):
                anew.append(name)
            else:
                found[name] = Page(bare.report, tuple(body for claim, body in bare.claims.items() if claim in part))
        found |= {name: _page(read, part) for name, read in self.counted(anew).items()}
        return [found[name] for name in reports if name in found]

    def counted(self, reports: Collection[str]) -> dict[str, Read]:
        """Return `reports`, none of them changed, with all of their claims that count, by id."""
        missing = [name for name in reports if name not in self.read]
        self.read |= counted(self.connection, missing, self.reviews)
        return {name: self.read[name] for name in reports if name in self.read}

    def _others(self, reports: Collection[str]) -> list[str]:
        return [name for name in reports if name not in self.changed]

    def _unchanged(self, found: Sequence[str]) -> list[str]:
        return [name for name in found if name not in self.changed]


def tied(connection: Connection, reports: Collection[str]) -> list[Tied]:
    """Return the links between reports, as the published view has them, that touch one of `reports`."""
    found = cards.ties(connection, reports)
    return [Tied(left=left, right=right, same=same, body=body.encode()) for left, right, same, body in found]


def _page(read: Read, part: set[str]) -> Page:
    claims = sorted((claim for claim in read.claims if claim.id in part), key=lambda claim: claim.id)
    return Page(read.report, tuple(msgspec.json.encode(claim).decode() for claim in claims))
