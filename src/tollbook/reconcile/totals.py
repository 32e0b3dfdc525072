"""Which groups are wholes of which others, and whether the sums hold.

A whole is found by arithmetic (a set of smaller figures adds up to it, bounds included) together with who, where and
when; and by the report's words ("in all", "in two attacks"). Smaller wholes come first, and then count as one figure
each, so that 60 is 35 + 26 and not 27 + 8 + 21 + 5. Words alone make a whole even when nothing adds up: then the
check says so. Every bound of the search is in ``data/weights.toml`` under ``reconcile.search``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from tollbook.data import table
from tollbook.reconcile.facts import Facts
from tollbook.reconcile.figures import ceiling, floor, total
from tollbook.records import Claim, Count, Effect, Party, Period, Place, SumCheck, SumVerdict
from tollbook.relations import FINE, PROVINCE, bounds, disjoint, gap_days, is_whole, kin, level, position, value, where

EFFECTS: tuple[Effect, ...] = (
    "killed",
    "casualties",
    "wounded",
    "abducted",
    "captured",
    "arrested",
    "missing",
    "displaced",
    "besieged",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A group of claims as the search sees it: its figures, and what its claims settle on."""

    id: str
    claims: tuple[Claim, ...]
    counts: dict[Effect, Count]
    place: Place | None
    period: Period | None

    @property
    def reports(self) -> frozenset[str]:
        return frozenset(claim.report_id for claim in self.claims)

    @property
    def whole_by_words(self) -> bool:
        return any(is_whole(claim) for claim in self.claims)

    @property
    def events(self) -> int | None:
        return max((claim.events for claim in self.claims if claim.events), default=None)

    def whole_of(self, effect: Effect) -> bool:
        """Tell whether words make this a whole for one effect: "in all", or events in the plural for all it tells."""
        told = (claim for claim in self.claims if is_whole(claim))
        return any(claim.effect == effect or "plural_events" in claim.cues for claim in told)

    def says(self, cue: str) -> bool:
        return any(cue in claim.cues for claim in self.claims)


SAID = 5  # what `holds` returns for "35 of them": the report says so
Tree = dict[str, tuple[str, ...]]  # whole: its parts


def limits() -> dict[str, Any]:
    """Return the bounds of the search."""
    section: dict[str, Any] = table("weights")["reconcile"]["search"]
    return section


# --- what may be a part -----------------------------------------------------------------------------------------


def holds(whole: Node, part: Node, effect: Effect) -> int | None:
    """Return how many of who, victims, where and when speak for `part` being within `whole`; None if one forbids it.

    One claim of the whole has to hold the part in all respects: two reports may place one total differently.
    """
    mine, its = value(whole.counts.get(effect)), value(part.counts.get(effect))
    if mine is None or its is None or not 0 < its < mine or whole.id == part.id:
        return None
    found = [_claim_holds(claim, part) for claim in whole.claims if claim.effect == effect]
    return max((score for score in found if score is not None), default=None)


def _claim_holds(claim: Claim, part: Node) -> int | None:
    if any(claim.id in item.about for item in part.claims):
        return SAID
    answers = (_who(claim, part), _whose(claim, part), _there(claim.place, part.place), _then(claim, part))
    return None if None in answers else sum(answer or 0 for answer in answers)


def _who(claim: Claim, part: Node) -> int | None:
    doer = claim.perpetrator.actor if claim.perpetrator else None
    if any(item.victims and kin(doer, item.victims.actor) in ("same", "kin") for item in part.claims):
        return None  # the doer's own dead are none of its victims
    relations = {kin(doer, item.perpetrator.actor) for item in part.claims if item.perpetrator is not None}
    if relations & {"same", "kin"}:
        return 1
    return None if "different" in relations else 0


def _whose(claim: Claim, part: Node) -> int | None:
    if any(disjoint(claim.victims, item.victims) for item in part.claims):
        return None
    mine = claim.victims.actor if claim.victims else None
    fighters = claim.victims is not None and claim.victims.victim_class == "combatant" and not is_whole(claim)
    if fighters and any(_just_people(item.victims) for item in part.claims):
        return None
    return int(any(item.victims and kin(mine, item.victims.actor) in ("same", "kin") for item in part.claims))


def _just_people(victims: Party | None) -> bool:
    """Tell whether victims are "people": a report says so of civilians, or where it does not know, not of fighters."""
    return victims is not None and victims.actor is None and victims.victim_class == "unknown"


def _there(whole: Place | None, part: Place | None) -> int | None:
    nearness = where(whole, part).nearness
    if whole is not None and part is not None and level(whole) < level(part) and nearness != "same":
        return 0 if nearness != "apart" else None
    if nearness in ("same", "inside", "province", "country"):
        return 1
    return None if nearness == "apart" else 0


def _then(claim: Claim, part: Node) -> int | None:
    whole = claim.period
    if gap_days(whole, part.period) is None or whole is None or part.period is None:
        return 0
    slack = limits()["slack_days"] if whole.start != whole.end else 0
    outer, inner = bounds(whole), bounds(part.period)
    before, after = (outer[0] - inner[0]).days, (inner[1] - outer[1]).days
    return 1 if before <= slack and after <= slack else None


# --- sums -------------------------------------------------------------------------------------------------------


def verdict(stated: Count, parts: Count, complete: bool) -> SumVerdict:
    """Tell whether the sum of the parts agrees with the stated total.

    `complete` says that every part is there (the report counts its events). Parts above what is stated disagree;
    parts below it are incomplete, unless complete: then they disagree. "More than 60" needs 61; "at least 26" is
    content with 26; "about" gives way by the tenth named in weights.toml.
    """
    low, high = _allowed(stated)
    least, most, best = floor(parts), ceiling(parts), value(parts)
    if best is None:
        return "incomplete"
    if high is not None and (least if least is not None else best) > high:
        return "disagrees"
    if low is not None and most is not None and most < low:
        return "disagrees" if complete else "incomplete"
    short = low is not None and best < low
    return "incomplete" if short and not complete else "agrees"


def _allowed(stated: Count) -> tuple[int | None, int | None]:
    """Return the sums that a stated total allows."""
    if stated.qualifier == "about" and stated.best is not None:
        give = max(1, round(stated.best * limits()["about"]))
        return stated.best - give, stated.best + give
    return floor(stated), ceiling(stated)


def _sought(stated: Count, open_parts: bool) -> tuple[int, int]:
    """Return the range of sums that count as *found* for a total: its bounds, an open side closed by `over`."""
    low, high = _allowed(stated)
    over: float = limits()["over"]
    number = value(stated) or 0
    if low is None:
        low = ceil(number * (1 - over))
    elif open_parts:
        low = min(low, ceil(number / (1 + over)))
    if high is None:
        high = number * 4 if stated.best is None else max(int(number * (1 + over)), number + 2)
    return low, high


def sums(whole: Node, parts: Sequence[Node]) -> tuple[SumCheck, ...]:
    """Return the checks of a whole, one per effect it states; without parts each is incomplete."""
    checks = []
    for effect in EFFECTS:
        stated = whole.counts.get(effect)
        if stated is None or value(stated) is None:
            continue
        counts = [part.counts[effect] for part in parts if effect in part.counts]
        added = total(counts) if counts else Count(low=None, best=None, high=None)
        complete = bool(counts) and whole.events == len(parts) == len(counts)
        checks.append(SumCheck(effect=effect, stated=stated, parts=added, verdict=verdict(stated, added, complete)))
    return tuple(checks)


# --- the search -------------------------------------------------------------------------------------------------


def find(nodes: Sequence[Node], facts: Facts) -> Tree:
    """Return which nodes are parts of which; every node has one whole at most, and there are no circles.

    Exact sums first, smaller wholes first; then the wholes by words whose parts do not add up.
    """
    search = _Search(nodes, facts)
    ordered = sorted(search.nodes, key=search.size)
    for node in ordered:
        search.by_sum(node)
    for node in ordered:
        named = any(claim.id in search.spoken_of for claim in node.claims)
        by_words = node.whole_by_words and (node.says("plural_events") or not _in_one_town(node))
        if node.id not in search.tree and (by_words or named):
            search.by_words(node)
    return search.tree


def one_event(node: Node) -> bool:
    """Tell whether "a total of 12" or "air strikes killed 12" is one event all the same.

    So it is in one town or province within a night or a day, unless the report counts its events over a province:
    what one side does in one place on one day is one event (UCDP).
    """
    if node.place is None or level(node.place) > PROVINCE:
        return False
    if (node.events or 1) > 1 and level(node.place) >= PROVINCE:
        return False
    return node.period is None or _length(node.period) <= 1


def _in_one_town(node: Node) -> bool:
    return one_event(node) and node.place is not None and level(node.place) <= FINE


class _Search:
    """The tree as it grows; `parent` is its inverse."""

    def __init__(self, nodes: Sequence[Node], facts: Facts) -> None:
        self.nodes = nodes
        self.facts = facts
        self.tree: Tree = {}
        self.parent: dict[str, str] = {}
        self.spoken_of = {about for node in nodes for claim in node.claims for about in claim.about}
        self._by_report: defaultdict[str, list[Node]] = defaultdict(list)
        self._by_month: defaultdict[tuple[object, ...], list[Node]] = defaultdict(list)
        for node in nodes:
            for report in node.reports:
                self._by_report[report].append(node)
            for key in _months(node):
                self._by_month[key].append(node)

    def size(self, node: Node) -> tuple[int, str]:
        return max((value(count) or 0 for count in node.counts.values()), default=0), node.id

    def by_sum(self, whole: Node) -> None:
        """Give `whole` the parts that add up to it, if a set of free nodes does."""
        for effect in EFFECTS:
            stated = whole.counts.get(effect)
            if stated is None or value(stated) is None:
                continue
            near = self._same_report(whole)
            linked = self._unique(node for other in near for node in self._same_report(other))
            parts = self._best_sum(whole, stated, effect, near)
            parts = parts or (self._best_sum(whole, stated, effect, linked) if len(linked) > len(near) else [])
            parts = parts or self._all_of_its_days(whole, stated, effect)
            parts = parts or self._all_below(whole, stated, effect)
            if parts:
                self._adopt(whole, parts)
                return

    def by_words(self, whole: Node) -> None:
        """Give a whole by words the nodes of its reports that lie within it, though they do not add up."""
        for effect in EFFECTS:
            pool = self._eligible(whole, self._same_report(whole), effect, least=2)
            pool = [node for node in pool if not _other_fight(whole, node)]
            pool = [node for node in pool if not any(_nested(other, node, effect) for other in pool)]
            if pool:
                self._adopt(whole, pool[: whole.events] if whole.events else pool)
                return

    def _all_of_its_days(self, whole: Node, stated: Count, effect: Effect) -> list[Node]:
        """Return the nodes of any report that lie within a whole by words, if all of them together add up to it.

        A choice among them proves nothing: some of twenty figures of one war add up to almost any number.
        """
        if not whole.whole_by_words or one_event(whole):
            return []
        pool = self._unique(node for key in _months(whole) for node in self._by_month[key])
        within = self._eligible(whole, pool, effect, least=3)
        within = [node for node in within if not any(_nested(other, node, effect) for other in within)]
        low, high = _sought(stated, False)
        added = sum(value(node.counts[effect]) or 0 for node in within)
        return within if len(within) > 1 and low <= added <= high else []

    def _all_below(self, whole: Node, stated: Count, effect: Effect) -> list[Node]:
        """Return all placed nodes below the lead of a report that may lie within the lead, if they add up to it.

        A lead that says where and when only loosely ("Eleven civilians were killed during the week") has little else
        that holds its parts; but when none is left out, three figures do not add up by chance.
        """
        if whole.says("another") or not _loosely_told(whole):
            return []
        pool = self._eligible(whole, self._same_report(whole), effect, least=0)
        pool = [node for node in pool if node.place is not None and _below_in_text(whole, node)]
        pool = [node for node in pool if not any(_nested(other, node, effect) for other in pool)]
        low, high = _sought(stated, False)
        added = sum(value(node.counts[effect]) or 0 for node in pool)
        return pool if len(pool) >= limits()["all_below"] and low <= added <= high else []

    def _same_report(self, whole: Node) -> list[Node]:
        return self._unique(node for report in sorted(whole.reports) for node in self._by_report[report])

    def _unique(self, nodes: Iterable[Node]) -> list[Node]:
        return list({node.id: node for node in nodes}.values())

    def _eligible(self, whole: Node, pool: Sequence[Node], effect: Effect, least: int) -> list[Node]:
        """Return the free nodes that may be parts, the likeliest first, cut to the bound of the search."""
        scored = [
            (score, node)
            for node in pool
            if node.id not in self.parent and self._top(whole.id) != node.id
            if (score := holds(whole, node, effect)) is not None and score >= least
            if score == SAID or not _finer(whole, node)
        ]
        scored.sort(key=lambda item: (-item[0], _apart(whole, item[1]), item[1].id))
        return [node for _, node in scored[: limits()["candidates"]]]

    def _top(self, node: str) -> str:
        while node in self.parent:
            node = self.parent[node]
        return node

    def _best_sum(self, whole: Node, stated: Count, effect: Effect, pool: Sequence[Node]) -> list[Node]:
        words = whole.whole_of(effect) or any(claim.id in self.spoken_of for claim in whole.claims)
        chosen = self._eligible(whole, pool, effect, least=1 if words else 2)
        if not words and any("another" in claim.cues for claim in whole.claims if claim.effect == effect):
            return []
        open_parts = words and any(node.counts[effect].high is None for node in chosen)
        solutions = _adding_up(chosen, effect, _sought(stated, open_parts))
        sound = [parts for parts in solutions if not self._any_nested(parts, effect)]
        if not words:  # arithmetic alone: the whole has to be told more widely than one part at least
            sound = [parts for parts in sound if any(_wider(whole, part) for part in parts)]
        return min(sound, key=lambda parts: _fit(whole, parts, stated, effect), default=[])

    def _any_nested(self, parts: Sequence[Node], effect: Effect) -> bool:
        """Tell whether one of `parts` may lie within another; a sum that is already found has no room for more."""
        return any(_nested(one, other, effect) for one in parts if one.id not in self.tree for other in parts)

    def _adopt(self, whole: Node, parts: Sequence[Node]) -> None:
        ordered = sorted(parts, key=lambda node: min(self.facts.order(claim) for claim in node.claims))
        self.tree[whole.id] = tuple(node.id for node in ordered)
        self.parent.update({node.id: whole.id for node in parts})


def _other_fight(whole: Node, part: Node) -> bool:
    """Tell whether a whole names its doer, and a part names none and tells of another type of event."""
    if not any(claim.perpetrator for claim in whole.claims) or any(claim.perpetrator for claim in part.claims):
        return False
    types, own = ({item.event_type for item in node.claims if item.event_type} for node in (whole, part))
    return bool(types and own) and types.isdisjoint(own)


def _loosely_told(node: Node) -> bool:
    return node.place is None or level(node.place) >= PROVINCE


def _below_in_text(whole: Node, part: Node) -> bool:
    """Tell whether every report that tells both tells the whole first."""
    first = {item.report_id: position(item) for item in sorted(whole.claims, key=position, reverse=True)}
    return all(position(item) > first[item.report_id] for item in part.claims if item.report_id in first)


def _months(node: Node) -> Iterator[tuple[object, ...]]:
    if node.place is None or node.place.country is None or node.period is None:
        return
    if node.period.start is not None:
        yield node.place.country, node.period.start.year, node.period.start.month
    if node.period.end is not None and node.period.start is not None:
        start, end = node.period.start, node.period.end
        if (start.year, start.month) != (end.year, end.month):
            yield node.place.country, end.year, end.month


def _apart(one: Node, other: Node) -> int:
    """Return how far apart in the text two nodes stand, at their nearest."""
    gaps = [
        abs(position(mine) - position(its))
        for mine in one.claims
        for its in other.claims
        if mine.report_id == its.report_id
    ]
    return min(gaps, default=10**9)


def _wider(whole: Node, part: Node) -> bool:
    """Tell whether a whole that no word marks is told more widely than its part: in place, in days, or "since"."""
    if whole.says("since") and not part.says("since"):
        return True
    if whole.place is None or part.place is None:
        return whole.place is None and part.place is not None
    if level(whole.place) > level(part.place):
        return True
    return whole.period is not None and part.period is not None and _length(whole.period) > _length(part.period)


def _finer(whole: Node, part: Node) -> bool:
    """Tell whether a whole is placed in a town or district, and its part more widely."""
    if whole.place is None or part.place is None:
        return False
    return level(whole.place) < min(PROVINCE, level(part.place))


def _length(period: Period) -> int:
    start, end = bounds(period)
    return (end - start).days


def _nested(outer: Node, inner: Node, effect: Effect) -> bool:
    """Tell whether one part would itself hold another: a whole beside its own part would count the dead twice."""
    if outer is inner or not outer.reports & inner.reports or inner.says("another"):
        return False
    marked = outer.whole_by_words or outer.says("since")
    there = outer.place is None or _there(outer.place, inner.place) == 1
    return marked and there and _wider(outer, inner) and (holds(outer, inner, effect) or 0) >= 2


def _fit(whole: Node, parts: Sequence[Node], stated: Count, effect: Effect) -> tuple[object, ...]:
    """Rank a solution, lowest best: the stated number of events, closeness, evidence, nearness in the text."""
    added = sum(value(part.counts[effect]) or 0 for part in parts)
    low, _ = _sought(stated, False)
    marked = sum(part.says("another") for part in parts)
    evidence = sum(holds(whole, part, effect) or 0 for part in parts) / len(parts)
    miscounted = whole.events is not None and whole.events != len(parts)
    return (
        miscounted,
        abs(added - max(low, value(stated) or 0)),
        -evidence,
        -marked,
        sum(_apart(whole, part) for part in parts),
        sorted(part.id for part in parts),
    )


def _adding_up(nodes: Sequence[Node], effect: Effect, sought: tuple[int, int]) -> list[list[Node]]:
    """Return the sets of two or more nodes whose numbers add up to the range sought, within the bounds of the search.

    Depth first over the numbers, largest first, cut off where what is left cannot reach the range.
    """
    ranked = sorted(nodes, key=lambda node: (-(value(node.counts[effect]) or 0), node.id))
    numbers = [value(node.counts[effect]) or 0 for node in ranked]
    left = [sum(numbers[index:]) for index in range(len(numbers) + 1)]
    bound, found = limits(), list[list[Node]]()
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    steps = 0
    while stack and steps < bound["steps"]:
        steps += 1
        index, added, chosen = stack.pop()
        if len(chosen) >= 2 and sought[0] <= added <= sought[1]:
            found.append([ranked[place] for place in chosen])
        if len(chosen) == bound["largest"] or added + left[index] < sought[0]:
            continue
        for place in range(index, len(numbers)):
            if added + numbers[place] <= sought[1]:
                stack.append((place + 1, added + numbers[place], (*chosen, place)))
    return found
