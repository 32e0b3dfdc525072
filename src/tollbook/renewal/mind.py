"""A shelf in memory: all claims that take part, indexed by what a part of the view is looked for by."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from tollbook import link
from tollbook.records import Claim, Report, Review
from tollbook.relations import Window
from tollbook.renewal.cards import Card
from tollbook.renewal.pages import Page, Tied
from tollbook.renewal.shelf import Numbers

Key = tuple[str | None, int | None]


class Mind:
    """Answers as `renewal.shelf.Shelf` does, over claims that are held in memory."""

    def __init__(
        self,
        reports: Mapping[str, Report],
        claims: Mapping[str, Sequence[Claim]],
        cards: Mapping[str, Sequence[Card]],
        ties: Iterable[Tied],
        reviews: Sequence[Review],
    ) -> None:
        """Take the reports by id, with their claims, their cards, the links between them, and all decisions."""
        self._reports, self._claims, self._cards = reports, claims, cards
        self._ties: defaultdict[str, list[Tied]] = defaultdict(list)
        for item in ties:
            self._ties[item.left].append(item)
            self._ties[item.right].append(item)
        self._numbers: defaultdict[Key, list[str]] = defaultdict(list)
        self._adrift: defaultdict[Key, set[str]] = defaultdict(set)
        self._told: defaultdict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
        self._wholes: defaultdict[tuple[str, str], list[tuple[str, Window]]] = defaultdict(list)
        self._days: list[tuple[int, int, str]] = []
        for told in cards.values():
            for card in told:
                self._note(card)
        self._days.sort()
        self._longest = max((last - first for first, last, _ in self._days), default=0)
        for row in self._told.values():
            row.sort()
        self._home = home = {claim.id: name for name, told in claims.items() for claim in told}
        self._joined: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in link.joined_by_hand(reviews):
            self._joined[one].update([home[other]] if other in home else [])
            self._joined[other].update([home[one]] if one in home else [])

    def _note(self, card: Card) -> None:
        if card.first is not None and card.last is not None:
            self._days.append((card.first, card.last, card.report))
        elif card.number is not None:
            self._adrift[card.effect, card.number].add(card.report)
        if card.number is not None:
            self._numbers[card.effect, card.number].append(card.report)
        if card.told is not None:
            self._told[card.told.country, card.told.effect].append((card.told.first, card.told.last, card.report))
        if card.window is not None:
            self._wholes[card.window.country, card.window.effect].append((card.report, card.window))

    def cards(self, reports: Collection[str]) -> list[Card]:
        """Return the cards of the claims of `reports`."""
        return [card for name in sorted(reports) for card in self._cards.get(name, ())]

    def of_days(self, spans: Sequence[tuple[int, int]]) -> set[str]:
        """Return the reports with a claim whose days meet one of `spans`."""
        found: set[str] = set()
        for first, last in spans:
            start = bisect_left(self._days, (first - self._longest, 0, ""))
            end = bisect_left(self._days, (last + 1, 0, ""))
            found.update(report for _, until, report in self._days[start:end] if until >= first)
        return found

    def adrift(self, numbers: Collection[Numbers]) -> set[str]:
        """Return the reports with a claim without any day that tells a number of one of `numbers`."""
        return {
            report
            for (effect, number), reports in self._adrift.items()
            if any(effect == of and number is not None and least <= number <= most for of, least, most in numbers)
            for report in reports
        }

    def of_number(self, effect: str | None, number: int | None, most: int) -> list[str]:
        """Return the reports of at most `most` claims that tell `number`."""
        return self._numbers.get((effect, number), [])[:most]

    def told_in(self, window: Window, most: int) -> list[str]:
        """Return the report of every claim told within `window`, of at most `most` claims."""
        row = self._told.get((window.country, window.effect), [])
        start, end = bisect_left(row, (window.first, 0, "")), bisect_left(row, (window.last + 1, 0, ""))
        return [report for _, last, report in row[start:end] if last <= window.last][:most]

    def wholes_around(self, told: Window) -> list[tuple[str, Window]]:
        """Return the wholes of several events, with their reports, in whose window `told` lies."""
        near = self._wholes.get((told.country, told.effect), [])
        return [item for item in near if item[1].first <= told.first and told.last <= item[1].last]

    def ties(self, reports: Collection[str]) -> list[Tied]:
        """Return the links between reports, as last judged, that touch one of `reports`."""
        return list({item.body: item for name in sorted(reports) for item in self._ties.get(name, ())}.values())

    def joined_by_hand(self, claims: Collection[str]) -> set[str]:
        """Return the reports of the claims that human decisions in force call the same as one of `claims`."""
        return {report for claim in claims for report in self._joined.get(claim, ())}

    def homes(self, claims: Collection[str]) -> set[str]:
        """Return the reports of those of `claims` that are here."""
        return {self._home[claim] for claim in claims if claim in self._home}

    def pages(self, reports: Sequence[str]) -> list[Page]:
        """Return `reports` with their claims, in that order."""
        return [
            Page(
                self._reports[name],
                tuple(msgspec.json.encode(claim).decode() for claim in self._claims.get(name, ())),
            )
            for name in reports
            if name in self._reports
        ]
