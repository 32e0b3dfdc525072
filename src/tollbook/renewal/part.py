"""Only what new facts can affect.

Pairs of two reports hang on the days around them, so the reports that changed are judged against those of their days;
in a crowd, all who share its keys are. From there the stories that may come out otherwise are followed tie by tie, and
told anew. What comes out is, row for row, what `whole.renew` makes of the same facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass

from tollbook import link
from tollbook.link import REACH_DAYS
from tollbook.records import Review
from tollbook.relations import Window
from tollbook.renewal.cards import Card
from tollbook.renewal.pages import Tied, ToJudge, ToTell, judge, read, tell
from tollbook.renewal.shelf import Numbers, Shelf
from tollbook.renewal.told import Told

STRETCH = 56  # days whose reports are judged at once
GRID = 7  # days; spans asked for are cut to weeks, so that many reports of one week ask once


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What takes the place of the old: links of the reports in `judged`, and what came of the `stories`' reports."""

    judged: frozenset[str]
    tied: tuple[Tied, ...]
    stories: frozenset[str]
    told: Told


def renew(
    changed: Set[str],
    gone: Sequence[Card],
    shelf: Shelf,
    before: Sequence[Tied],
    reviews: Sequence[Review],
    again: Set[str] = frozenset(),
) -> Part:
    """Return the part of the view that `changed` reports, and the telling `again` of others, can affect.

    `shelf` holds their new cards; `gone` are the cards that the changed ones had before, `before` the links that they
    had. The claims of those told again say what they said: a decision about them moves their stories, and no pair.
    """
    own = _to_judge(changed, gone, shelf) if changed or gone else set()
    old = [*before, *shelf.ties(own)]
    tied = _judged(own, shelf)
    stories = _stories({*changed, *again}, own, [*old, *tied], gone, shelf)
    kept = [item for item in shelf.ties(stories) if item.left not in own and item.right not in own]
    inside = [item.body for item in (*kept, *tied) if item.left in stories and item.right in stories]
    told = tell(ToTell(pages=shelf.pages(sorted(stories)), links=inside, reviews=reviews))
    return Part(judged=frozenset(own), tied=tuple(tied), stories=frozenset(stories), told=told)


def _judged(own: Set[str], shelf: Shelf) -> list[Tied]:
    """Return the links of `own` reports, judged some days at a time, so that not all of their days are held at once."""
    found: dict[bytes, Tied] = {}
    for some in _in_turn(own, shelf):
        context = _around(some, shelf) - some
        task = ToJudge(own=shelf.pages(sorted(some)), earlier=shelf.pages(sorted(context)), later=())
        found.update((item.body, item) for item in judge(task))
    return list(found.values())


def _in_turn(reports: Set[str], shelf: Shelf) -> Iterator[set[str]]:
    """Yield `reports` in parts whose first days lie within `STRETCH` days; those without any day come together."""
    days: dict[str, int] = {}
    for card in shelf.cards(reports):
        if card.first is not None:
            days[card.report] = min(card.first, days.get(card.report, card.first))
    turns: defaultdict[int, set[str]] = defaultdict(set)
    for report in reports:
        turns[days.get(report, 0) // STRETCH].add(report)
    yield from (turns[turn] for turn in sorted(turns))


def _to_judge(changed: Set[str], gone: Sequence[Card], shelf: Shelf) -> set[str]:
    """Return the reports whose pairs may have changed: the changed ones, and who stands in a crowd with them."""
    days = {day for card in gone if card.first is not None for day in range(card.first, (card.last or 0) + 1)}
    moved = set(changed)
    for some, lost in _beside(changed, gone, shelf):
        around = _around(some, shelf) | shelf.of_days(_spans(lost))
        claims, reports = read(shelf.pages(sorted(around | some)))
        known = {item.id: item for item in reports}
        moved |= link.crowded_with(claims, known, set(changed), frozenset(days), len(gone))
    return {*moved, *shelf.adrift({told for card in (*shelf.cards(changed), *gone) for told in _alike(card)})}


def _beside(changed: Set[str], gone: Sequence[Card], shelf: Shelf) -> Iterator[tuple[set[str], list[Card]]]:
    """Yield the changed reports some days at a time (`_in_turn`), with the cards of those days that are gone."""
    lost: defaultdict[int, list[Card]] = defaultdict(list)
    for card in gone:
        lost[(card.first or 0) // STRETCH].append(card)
    for some in _in_turn(changed, shelf):
        yield some, []
    yield from ((set(), cards) for cards in lost.values())


def _around(reports: Collection[str], shelf: Shelf) -> set[str]:
    """Return the reports that claims of `reports` may meet: of their days, or where one has no day, of like numbers.

    Where claims without a day are among them, all that tell the very number are, or so many that nobody is compared.
    """
    cards = shelf.cards(reports)
    found = shelf.of_days(_spans(cards))
    for told in sorted({told for card in cards for told in _alike(card)}, key=str):
        found |= shelf.adrift([told])
    for effect, number in sorted({(card.effect, card.number) for card in cards if card.number is not None}, key=str):
        if shelf.adrift([(effect, number, number)]):
            found.update(shelf.of_number(effect, number, link.alike_at_most() + 1))
    return found


def _alike(card: Card) -> Iterator[Numbers]:
    """Yield the numbers by which claims without any day meet a claim: its own, and like ones where it has no day."""
    if card.number is not None:
        yield card.effect, card.number, card.number
        if card.first is None:
            yield (card.effect, *link.like(card.number))


def _spans(cards: Sequence[Card]) -> list[tuple[int, int]]:
    """Return the days that the claims of `cards` may meet others in, as disjoint spans of whole weeks."""
    spans = sorted(
        {
            ((card.first - REACH_DAYS) // GRID * GRID, (card.last + REACH_DAYS) // GRID * GRID + GRID - 1)
            for card in cards
            if card.first is not None and card.last is not None
        }
    )
    merged: list[tuple[int, int]] = []
    for first, last in spans:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _stories(changed: Set[str], own: Set[str], ties: Sequence[Tied], gone: Sequence[Card], shelf: Shelf) -> set[str]:
    """Return the reports of all stories that `own`, their old ties or their new ones reach."""
    moved = [*shelf.cards(changed), *gone]
    found = {*changed, *own}
    found.update(name for item in ties if item.same for name in (item.left, item.right))
    found.update(name for card in moved for name in _tied_by_days(card, shelf, len(moved)))
    found |= shelf.joined_by_hand({card.claim for card in gone})
    waiting = set(found)
    while waiting:
        near = {name for item in shelf.ties(waiting) if item.same for name in (item.left, item.right)}
        cards = shelf.cards(waiting)
        near |= shelf.joined_by_hand({card.claim for card in cards})
        near.update(name for card in cards for name in _tied_by_days(card, shelf, 0))
        waiting = near - found
        found |= near
    return found


def _tied_by_days(card: Card, shelf: Shelf, slack: int) -> Iterator[str]:
    """Yield the reports that a claim is tied to as a whole or as what lies in the days of one.

    `slack` is how many claims more there may be than before, so that a window that was no crowd counts too.
    """
    windows = [] if card.window is None else [(card.report, card.window)]
    windows += shelf.wholes_around(card.told) if card.told is not None else []
    for report, window in windows:
        yield from _inside(report, window, shelf, slack)


def _inside(report: str, window: Window, shelf: Shelf, slack: int) -> Iterator[str]:
    most = link.crowd() + slack
    inside = shelf.told_in(window, most + 1)
    if len(inside) <= most:
        yield report
        yield from inside
