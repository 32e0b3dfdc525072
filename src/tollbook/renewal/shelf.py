"""What a ledger answers about its claims, so that only what new facts can affect is looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from tollbook.relations import Window
from tollbook.renewal.cards import Card
from tollbook.renewal.pages import Page, Tied

Numbers = tuple[str | None, int, int]  # an effect, and the least and the largest number


class Shelf(Protocol):
    """The cards of all claims that take part now, the links between reports as last judged, and the reports."""

    def cards(self, reports: Collection[str]) -> list[Card]:
        """Return the cards of the claims of `reports`."""
        ...

    def of_days(self, spans: Sequence[tuple[int, int]]) -> set[str]:
        """Return the reports with a claim whose days meet one of `spans` (first and last day, as ordinals)."""
        ...

    def adrift(self, numbers: Collection[Numbers]) -> set[str]:
        """Return the reports with a claim without any day that tells a number of one of `numbers`."""
        ...

    def of_number(self, effect: str | None, number: int | None, most: int) -> list[str]:
        """Return the reports of at most `most` claims that tell `number`, any that come first."""
        ...

    def told_in(self, window: Window, most: int) -> list[str]:
        """Return the report of every claim told within `window`, of at most `most` claims."""
        ...

    def wholes_around(self, told: Window) -> list[tuple[str, Window]]:
        """Return the wholes of several events, with their reports, in whose window `told` lies."""
        ...

    def ties(self, reports: Collection[str]) -> list[Tied]:
        """Return the links between reports, as last judged, that touch one of `reports`."""
        ...

    def joined_by_hand(self, claims: Collection[str]) -> set[str]:
        """Return the reports of the claims that human decisions in force call the same as one of `claims`."""
        ...

    def pages(self, reports: Sequence[str]) -> list[Page]:
        """Return `reports` with those of their claims that take part, in that order."""
        ...
