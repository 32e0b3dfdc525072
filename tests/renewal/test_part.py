"""Adding to a ledger moves only what it can affect, and comes to what building it anew comes to."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec
import pytest
from test_piece_by_piece import made_up

from claim_builder import SATURDAY
from tollbook import link
from tollbook.pipeline import build
from tollbook.records import Claim, Incident, Link, Report, Review
from tollbook.relations import Window
from tollbook.renewal import part
from tollbook.renewal.cards import Card, cards
from tollbook.renewal.pages import Page, Tied, ToJudge, judge
from tollbook.renewal.shelf import Numbers


@dataclass
class Drawer:
    """A shelf over lists: what a ledger answers by its indexes, this one finds by looking at all."""

    reports: dict[str, Report]
    claims: dict[str, list[Claim]]
    tied: list[Tied]
    reviews: Sequence[Review]

    @property
    def all(self) -> list[Card]:
        return [card for name in self.reports for card in cards(self.reports[name], self.claims.get(name, []))]

    def cards(self, reports: Collection[str]) -> list[Card]:
        return [card for card in self.all if card.report in reports]

    def of_days(self, spans: Sequence[tuple[int, int]]) -> set[str]:
        return {
            card.report
            for card in self.all
            for first, last in spans
            if card.first is not None and card.first <= last and (card.last or 0) >= first
        }

    def adrift(self, numbers: Collection[Numbers]) -> set[str]:
        return {
            card.report
            for card in self.all
            for effect, least, most in numbers
            if card.first is None and card.effect == effect and card.number is not None and least <= card.number <= most
        }

    def of_number(self, effect: str | None, number: int | None, most: int) -> list[str]:
        return [card.report for card in self.all if (card.effect, card.number) == (effect, number)][:most]

    def told_in(self, window: Window, most: int) -> list[str]:
        return [card.report for card in self.all if card.told and _lies(card.told, window)][:most]

    def wholes_around(self, told: Window) -> list[tuple[str, Window]]:
        return [(card.report, card.window) for card in self.all if card.window and _lies(told, card.window)]

    def ties(self, reports: Collection[str]) -> list[Tied]:
        return [item for item in self.tied if item.left in reports or item.right in reports]

    def joined_by_hand(self, claims: Collection[str]) -> set[str]:
        home = {claim.id: claim.report_id for told in self.claims.values() for claim in told}
        pairs = [ends for pair in link.joined_by_hand(self.reviews) for ends in (pair, pair[::-1])]
        return {home[other] for one, other in pairs if one in claims and other in home}

    def pages(self, reports: Sequence[str]) -> list[Page]:
        return [page(self.reports[name], self.claims.get(name, [])) for name in reports]


def _lies(told: Window, window: Window) -> bool:
    return (
        (told.country, told.effect) == (window.country, window.effect)
        and window.first <= told.first
        and told.last <= window.last
    )


def page(report: Report, claims: Sequence[Claim]) -> Page:
    return Page(report, tuple(msgspec.json.encode(claim).decode() for claim in claims))


def of(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.report_id, []).append(claim)
    return found


def judged(reports: Iterable[Report], claims: dict[str, list[Claim]]) -> list[Tied]:
    own = [page(item, claims.get(item.id, [])) for item in reports]
    return judge(ToJudge(own=own, earlier=(), later=()))


def pair(item: Link) -> tuple[str, str]:
    return item.left, item.right


@pytest.mark.parametrize("days", [3, 20, 90])
@pytest.mark.parametrize("seed", range(14))
def test_what_is_added_changed_or_taken_away_comes_to_the_whole_built_anew(seed: int, days: int) -> None:
    rng = random.Random(seed)
    claims, reports = made_up(seed, 40 if days > 3 else 110, days)
    late = {item.id for item in reports if rng.random() < 0.15}
    reread = {item.id for item in reports if item.id not in late and rng.random() < 0.05}
    first = [item for item in claims if item.report_id not in late]
    second = [
        replace(item, count=replace(item.count, low=7, best=7)) if item.report_id in reread and item.count else item
        for item in claims
        if item.report_id not in reread or rng.random() < 0.7
    ]
    far = (first[0].id, first[-1].id)
    reviews = [Review(number=1, action="same", claims=far)][: seed % 2]
    undone = [*reviews, Review(number=2, action="undo", undoes=1)] if seed % 4 == 3 else reviews
    if undone != reviews:
        reread |= {first[0].report_id, first[-1].report_id}

    old = build(first, [item for item in reports if item.id not in late], reviews)
    ties = judged((item for item in reports if item.id not in late), of(first))
    changed = late | reread
    drawer = Drawer({item.id: item for item in reports}, of(second), [], undone)
    drawer.tied = [item for item in ties if item.left not in changed and item.right not in changed]
    before = [item for item in ties if item not in drawer.tied]
    had = of(first)
    gone = [card for item in reports if item.id in reread for card in cards(item, had.get(item.id, []))]
    found = part.renew(changed, gone, drawer, before, undone)

    new = build(second, reports, undone)
    kept = {item.id: item for item in old.incidents if not found.stories & set(item.reports)}
    told = {item.id: item for item in found.told.incidents}
    assert not kept.keys() & told.keys()
    assert {**kept, **told} == {item.id: item for item in new.incidents}

    tied = [item for item in drawer.tied if not found.judged & {item.left, item.right}] + list(found.tied)
    unsure = [msgspec.json.decode(item.body, type=Link) for item in tied if not item.same]
    home = {claim.id: claim.report_id for claim in (*first, *second)}
    inside = story_links(old.links, ties, old.incidents, home)
    links = [item for item in inside if home[item.left] not in found.stories]
    assert {pair(item): item for item in [*links, *found.told.links, *unsure]} == {pair(i): i for i in new.links}


def story_links(
    links: Sequence[Link], ties: Sequence[Tied], incidents: Sequence[Incident], home: dict[str, str]
) -> list[Link]:
    """Return the links that a ledger keeps with its stories: all but the unsure ones between two reports."""
    del incidents
    between = {pair(msgspec.json.decode(item.body, type=Link)) for item in ties if not item.same}
    return [item for item in links if pair(item) not in between or home[item.left] == home[item.right]]


def test_a_report_of_another_year_touches_nothing_of_this_one() -> None:
    claims, undated = made_up(3, 50, 30)
    reports = [replace(item, published=item.published or SATURDAY) for item in undated]
    far, far_reports = made_up(4, 1, 1)
    moved = [
        replace(
            item,
            id="far" + item.id[3:],
            report_id="far",
            period=None if item.period is None else replace(item.period, start=None, end=None),
        )
        for item in far
    ]
    later = replace(far_reports[0], id="far", published=far_reports[0].published.replace(year=2031))  # type: ignore[union-attr]
    drawer = Drawer(
        {item.id: item for item in [*reports, later]}, of([*claims, *moved]), judged(reports, of(claims)), ()
    )
    found = part.renew({"far"}, (), drawer, (), ())
    assert found.stories == {"far"}
