"""Which reports have to be looked at together.

A *story* is a set of reports tied by claims of one event, by a human decision, or by a whole ("in all 40 killed this
week") and what lies in its days. What is decided inside a story (groups, tolls, totals, who denies what) hangs on
nothing outside it. So stories can be worked on one by one, in any order or at once, and a new report moves only its
own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tollbook.data import table
from tollbook.decisions import active
from tollbook.records import Claim, Link, Review
from tollbook.relations import Window, dated_in, window_of_whole


class Ties:
    """Disjoint sets of names that grow together (reports into stories)."""

    def __init__(self) -> None:
        """Begin with no name at all."""
        self._above: dict[str, str] = {}

    def top(self, name: str) -> str:
        """Return the name that stands for all that are tied to `name`: the smallest."""
        above = self._above
        while (up := above.setdefault(name, name)) != name:
            above[name] = name = above[up]
        return name

    def tie(self, one: str, other: str) -> None:
        """Put two names, and all that they are tied to, into one set."""
        first, last = sorted((self.top(one), self.top(other)))
        self._above[last] = first

    def sets(self) -> list[frozenset[str]]:
        """Return the sets, sorted by their smallest name."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name in list(self._above):
            found[self.top(name)].add(name)
        return [frozenset(found[top]) for top in sorted(found)]


def stories(claims: Sequence[Claim], links: Iterable[Link], reviews: Sequence[Review] = ()) -> list[frozenset[str]]:
    """Return the ids of the reports of `claims` in stories, given the links between reports (`link.judged`)."""
    home = {claim.id: claim.report_id for claim in claims}
    ties = Ties()
    for claim in claims:
        ties.top(claim.report_id)
    for item in links:
        if item.verdict == "same" and item.left in home and item.right in home:
            ties.tie(home[item.left], home[item.right])
    for one, other in joined_by_hand(reviews):
        if one in home and other in home:
            ties.tie(home[one], home[other])
    windows = [(claim.report_id, window) for claim in claims if (window := window_of_whole(claim)) is not None]
    dated = [(claim.report_id, told) for claim in claims if (told := dated_in(claim)) is not None]
    for one, other in in_their_days(windows, dated):
        ties.tie(one, other)
    return ties.sets()


def joined_by_hand(reviews: Sequence[Review]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of claims that a human decision in force calls the same."""
    for review in active(reviews):
        if review.action == "same" and len(review.claims) == 2:
            yield review.claims[0], review.claims[1]


def crowd() -> int:
    """Return how many claims may lie in the days of a whole for its parts to be sought among them."""
    most: int = table("weights")["reconcile"]["search"]["crowd"]
    return most


def in_their_days(
    windows: Sequence[tuple[str, Window]], dated: Iterable[tuple[str, Window]]
) -> Iterator[tuple[str, str]]:
    """Yield the report of each whole of several events with those of the claims in its country and days.

    `windows` are those of the wholes (`relations.window_of_whole`), `dated` where and when all claims are told
    (`relations.dated_in`), each with its report. Where more claims lie in a window than `crowd`, nothing is tied.
    """
    wanted = {(window.country, window.effect) for _, window in windows}
    rows: defaultdict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for report, told in dated:
        if (told.country, told.effect) in wanted:
            rows[told.country, told.effect].append((told.first, told.last, report))
    for row in rows.values():
        row.sort()
    for report, window in windows:
        inside = list(_inside(window, rows[window.country, window.effect]))
        if len(inside) <= crowd():
            yield from ((report, other) for other in inside)


def _inside(window: Window, row: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    start, end = bisect_left(row, (window.first, 0, "")), bisect_left(row, (window.last + 1, 0, ""))
    return (report for _, last, report in row[start:end] if last <= window.last)
