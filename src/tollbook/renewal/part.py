"""Only what new facts can affect.

Pairs of two reports hang on the days around them, so the reports that changed are judged against those of their days;
in a crowd, all who share its keys are. From there the stories that may come out otherwise are followed tie by tie, and
told anew. What comes out is, row for row, what `whole.renew` makes of the same facts.
"""

from __future__ import annotations

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

GRID = 7  # days; spans asked for are cut to weeks, so that many reports of one week ask once


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What takes the place of the old: links of the reports in `judged`, and what came of the `stories`' reports."""

    judged: frozenset[str]
    tied: tuple[Tied, ...]
    stories: frozenset[str]
    told: Told


def renew(
    changed: Set[str], gone: Sequence[Card], shelf: Shelf, before: Sequence[Tied], reviews: Sequence[Review]
) -> Part:
    """Return the part of the view that `changed` reports can affect.

    `shelf` holds their new cards; `gone` are the cards that they had before, `before` the links that they had.
    """
    own = _to_judge(changed, gone, shelf)
    old = [*before, *shelf.ties(own)]
    context = _around(own, shelf) - own
    tied = judge(ToJudge(own=shelf.pages(sorted(own)), earlier=shelf.pages(sorted(context)), later=()))
    stories = _stories(changed, own, [*old, *tied], gone, shelf)
    kept = [item for item in shelf.ties(stories) if item.left not in own and item.right not in own]
    inside = [item.body for item in (*kept, *tied) if item.left in stories and item.right in stories]
    told = tell(ToTell(pages=shelf.pages(sorted(stories)), links=inside, reviews=reviews))
    return Part(judged=frozenset(own), tied=tuple(tied), stories=frozenset(stories), told=told)


def _to_judge(changed: Set[str], gone: Sequence[Card], shelf: Shelf) -> set[str]:
    """Return the reports whose pairs may have changed: the changed ones, and who stands in a crowd with them."""
    around = _around(changed, shelf) | shelf.of_days(_spans(gone))
    claims, reports = read(shelf.pages(sorted(around | set(changed))))
    days = {day for card in gone if card.first is not None for day in range(card.first, (card.last or 0) + 1)}
    moved = link.crowded_with(claims, {item.id: item for item in reports}, changed, frozenset(days), len(gone))
    return {*moved, *shelf.adrift({told for card in (*shelf.cards(changed), *gone) for told in _alike(card)})}


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
