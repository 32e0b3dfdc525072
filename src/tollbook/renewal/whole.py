"""All of a ledger that is too large to be held at once.

First every report is judged against those of its days, chunk by chunk; then the stories that come of it are told,
batch by batch. Chunks and batches are worked on side by side; how they are cut does not show in the outcome.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tollbook import link
from tollbook.engine import Engine
from tollbook.link import REACH_DAYS, Ties
from tollbook.records import Review
from tollbook.relations import Window
from tollbook.renewal.cards import Card
from tollbook.renewal.pages import Page, Tied, ToJudge, ToTell, judge, tell
from tollbook.renewal.told import Told

CHUNK = 8_000  # claims that are judged at once, their neighbours not counted
BATCH = 4_000  # claims of stories that are told at once

Fetch = Callable[[Sequence[str]], list[Page]]  # reports by id, in that order


@dataclass(slots=True)
class Outline:
    """What is kept in mind of all reports: their days, their size, and where wholes and numbers point."""

    days: dict[str, tuple[int, int]] = field(default_factory=dict)  # first and last day told
    sizes: dict[str, int] = field(default_factory=dict)
    adrift: dict[str, set[tuple[str | None, int | None]]] = field(default_factory=dict)  # claims without any day
    numbers: dict[tuple[str | None, int | None], list[str]] = field(default_factory=lambda: defaultdict(list))
    told: list[tuple[str, Window]] = field(default_factory=list)
    windows: list[tuple[str, Window]] = field(default_factory=list)
    reports: dict[str, str] = field(default_factory=dict)  # claim: its report, of claims that reviews name

    def note(self, card: Card, named: frozenset[str]) -> None:
        """Take in a card; `named` are the claims that human decisions name."""
        report = card.report
        self.sizes[report] = self.sizes.get(report, 0) + 1
        if card.number is not None and card.first is None:
            self.adrift.setdefault(report, set()).add((card.effect, card.number))
        elif card.first is not None and card.last is not None:
            first, last = self.days.get(report, (card.first, card.last))
            self.days[report] = (min(first, card.first), max(last, card.last))
        if card.number is not None and len(alike := self.numbers[card.effect, card.number]) <= link.alike_at_most():
            alike.append(report)
        if card.told is not None:
            self.told.append((report, card.told))
        if card.window is not None:
            self.windows.append((report, card.window))
        if card.claim in named:
            self.reports[card.claim] = report


@dataclass(frozen=True, slots=True)
class Chunk:
    """Reports to judge, and those around them that come before and after them."""

    own: tuple[str, ...]
    earlier: tuple[str, ...]
    later: tuple[str, ...]


def renew(
    cards: Iterable[Card], fetch: Fetch, reviews: Sequence[Review], engine: Engine
) -> tuple[list[Tied], Iterator[Told]]:
    """Return the links between reports, and batch by batch what comes of the stories that they make.

    Of the links between reports, unsure ones may lie between two stories: they stand as they are.
    """
    named = frozenset(claim for review in reviews for claim in review.claims)
    outline = Outline()
    for card in cards:
        outline.note(card, named)
    tied = [
        item
        for found in engine.map(
            judge,
            (
                ToJudge(own=fetch(chunk.own), earlier=fetch(chunk.earlier), later=fetch(chunk.later))
                for chunk in chunks(outline)
            ),
        )
        for item in found
    ]
    return tied, engine.map(tell, _to_tell(outline, tied, fetch, reviews))


def chunks(outline: Outline) -> Iterator[Chunk]:
    """Yield all reports in chunks, by their first day; those with claims without any day come last."""
    certain = (report for report in outline.days if report not in outline.adrift)
    dated = sorted(certain, key=lambda report: (outline.days[report], report))
    open_ = 0  # no report before it reaches into the days of the next chunk
    for start, end in _cut([outline.sizes[report] for report in dated], CHUNK):
        own = tuple(dated[start:end])
        first = _days(outline, dated[start])[0] - REACH_DAYS
        last = max(_days(outline, report)[1] for report in own) + REACH_DAYS
        while open_ < start and _days(outline, dated[open_])[1] < first:
            open_ += 1
        earlier = tuple(report for report in dated[open_:start] if _days(outline, report)[1] >= first)
        later = []
        for report in dated[end:]:
            if _days(outline, report)[0] > last:
                break
            later.append(report)
        mixed = (report for report in outline.adrift if report in outline.days)
        later += [report for report in mixed if _meets(outline.days[report], first, last)]
        yield Chunk(own=own, earlier=earlier, later=tuple(later))
    yield from _adrift(outline, dated)


def _adrift(outline: Outline, dated: Sequence[str]) -> Iterator[Chunk]:
    """Yield the reports with claims without any day, with those that tell the same numbers, or the days they tell."""
    own = sorted(outline.adrift)
    if not own:
        return
    alike = {report for name in own for number in outline.adrift[name] for report in outline.numbers[number]}
    for name in own:
        if name in outline.days:
            first, last = outline.days[name]
            around = (first - REACH_DAYS, last + REACH_DAYS)
            alike.update(report for report in dated if _meets(outline.days[report], *around))
    yield Chunk(own=tuple(own), earlier=tuple(sorted(alike - set(own))), later=())


def _days(outline: Outline, report: str) -> tuple[int, int]:
    return outline.days.get(report, (0, 0))


def _meets(days: tuple[int, int], first: int, last: int) -> bool:
    return days[0] <= last and days[1] >= first


def _cut(sizes: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    start = held = 0
    for at, size in enumerate(sizes):
        held += size
        if held >= most:
            yield start, at + 1
            start, held = at + 1, 0
    if start < len(sizes):
        yield start, len(sizes)


def _to_tell(outline: Outline, tied: Sequence[Tied], fetch: Fetch, reviews: Sequence[Review]) -> Iterator[ToTell]:
    ties = Ties()
    for report in outline.sizes:
        ties.top(report)
    for item in tied:
        if item.same:
            ties.tie(item.left, item.right)
    for one, other in link.joined_by_hand(reviews):
        if one in outline.reports and other in outline.reports:
            ties.tie(outline.reports[one], outline.reports[other])
    for one, other in link.in_their_days(outline.windows, outline.told):
        ties.tie(one, other)
    stories = sorted(ties.sets(), key=lambda story: min((_days(outline, report), report) for report in story))
    links: defaultdict[str, list[bytes]] = defaultdict(list)
    for item in tied:
        links[item.left].append(item.body)
    for start, end in _cut([sum(outline.sizes[report] for report in story) for story in stories], BATCH):
        reports = [report for story in stories[start:end] for report in sorted(story)]
        inside = [body for report in reports for body in links.get(report, ())]
        yield ToTell(pages=fetch(reports), links=inside, reviews=reviews)
