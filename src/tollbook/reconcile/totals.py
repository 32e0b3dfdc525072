"""Which groups are wholes of which others, and whether the sums hold.

A whole is found by arithmetic (a set of smaller figures adds up to it, bounds included) together with who, where and
when; and by the report's words ("in all", "in two attacks"). Smaller wholes come first, and then count as one figure
each, so that 60 is 35 + 26 and not 27 + 8 + 21 + 5. Words alone make a whole even when nothing adds up: then the
check says so. Every bound of the search is in ``data/weights.toml`` under ``reconcile.search``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from tollbook.data import table
from tollbook.reconcile.facts import Facts
from tollbook.reconcile.figures import ceiling, floor, total
from tollbook.records import Claim, Count, Effect, Party, Period, Place, SumCheck, SumVerdict
from tollbook.relations import (
    FINE,
    PROVINCE,
    bounds,
    disjoint,
    gap_days,
    is_whole,
    kin,
    level,
    position,
    value,
    where,
    window_of_whole,
)

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


@dataclass(frozen=True, kw_only=True)
class Node:
    """A group of claims as the search sees it: its figures, and what its claims settle on.

    What follows from its claims is worked out once: the search asks for it many times.
    """

    id: str
    claims: tuple[Claim, ...]
    counts: dict[Effect, Count]
    place: Place | None
    period: Period | None

    @cached_property
    def reports(self) -> frozenset[str]:
        return frozenset(claim.report_id for claim in self.claims)

    @cached_property
    def whole_by_words(self) -> bool:
        return any(is_whole(claim) for claim in self.claims)

    @cached_property
    def events(self) -> int | None:
        return max((claim.events for claim in self.claims if claim.events), default=None)

    @cached_property
    def cues(self) -> frozenset[str]:
        return frozenset(cue for claim in self.claims for cue in claim.cues)

    @cached_property
    def about(self) -> frozenset[str]:
        """The claims that this one's claims speak of."""
        return frozenset(about for claim in self.claims for about in claim.about)

    @cached_property
    def doers(self) -> tuple[Party, ...]:
        return tuple(dict.fromkeys(claim.perpetrator for claim in self.claims if claim.perpetrator))

    @cached_property
    def victims(self) -> tuple[Party, ...]:
        return tuple(dict.fromkeys(claim.victims for claim in self.claims if claim.victims))

    @cached_property
    def told(self) -> dict[Effect, tuple[Claim, ...]]:
        """The claims of each effect, one of those that tell alike who, whose, where and when."""
        distinct: defaultdict[Effect, dict[tuple[object, ...], Claim]] = defaultdict(dict)
        for claim in self.claims:
            if claim.effect is not None:
                key = (claim.perpetrator, claim.victims, claim.place, claim.period, is_whole(claim))
                distinct[claim.effect].setdefault(key, claim)
        return {effect: tuple(claims.values()) for effect, claims in distinct.items()}

    @cached_property
    def positions(self) -> dict[str, tuple[int, ...]]:
        """Where it is told, by report, sorted."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for claim in self.claims:
            found[claim.report_id].append(position(claim))
        return {report: tuple(sorted(places)) for report, places in found.items()}

    def whole_of(self, effect: Effect) -> bool:
        """Tell whether words make this a whole for one effect: "in all", or events in the plural for all it tells."""
        told = (claim for claim in self.claims if is_whole(claim))
        return any(claim.effect == effect or "plural_events" in claim.cues for claim in told)

    def says(self, cue: str) -> bool:
        return cue in self.cues


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
    if part.about and any(claim.id in part.about for claim in whole.claims if claim.effect == effect):
        return SAID
    found = [_claim_holds(claim, part) for claim in whole.told.get(effect, ())]
    return max((score for score in found if score is not None), default=None)


def _claim_holds(claim: Claim, part: Node) -> int | None:
    answers = (_who(claim, part), _whose(claim, part), _there(claim.place, part.place), _then(claim, part))
    return None if None in answers else sum(answer or 0 for answer in answers)


def _who(claim: Claim, part: Node) -> int | None:
    doer = claim.perpetrator.actor if claim.perpetrator else None
    if any(kin(doer, victims.actor) in ("same", "kin") for victims in part.victims):
        return None  # the doer's own dead are none of its victims
    relations = {kin(doer, other.actor) for other in part.doers}
    if relations & {"same", "kin"}:
        return 1
    return None if "different" in relations else 0


def _whose(claim: Claim, part: Node) -> int | None:
    if any(disjoint(claim.victims, victims) for victims in part.victims):
        return None
    mine = claim.victims.actor if claim.victims else None
    fighters = claim.victims is not None and claim.victims.victim_class == "combatant" and not is_whole(claim)
    if fighters and any(_just_people(victims) for victims in part.victims):
        return None
    return int(any(kin(mine, victims.actor) in ("same", "kin") for victims in part.victims))


def _just_people(victims: Party) -> bool:
    """Tell whether victims are "people": a report says so of civilians, or where it does not know, not of fighters."""
    return victims.actor is None and victims.victim_class == "unknown"


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
    if stated.qualifier == "nearly" and stated.best is not None:  # "nearly 40" is close to 40: 23 is no such thing
        return stated.best - max(1, round(stated.best * 2 * limits()["about"])), ceiling(stated)
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
        self._by_day: defaultdict[tuple[str, int], list[Node]] = defaultdict(list)
        self._about: defaultdict[str, list[Node]] = defaultdict(list)
        for node in nodes:
            for about in node.about:
                self._about[about].append(node)
            for report in node.reports:
                self._by_report[report].append(node)
            if node.place and node.place.country and node.period and node.period.start:
                self._by_day[node.place.country, node.period.start.toordinal()].append(node)
        for report, told in self._by_report.items():
            told.sort(key=lambda node: (node.positions[report][0], node.id))
        self._place = {
            (report, node.id): place for report, told in self._by_report.items() for place, node in enumerate(told)
        }

    def size(self, node: Node) -> tuple[int, str]:
        return max((value(count) or 0 for count in node.counts.values()), default=0), node.id

    def by_sum(self, whole: Node) -> None:
        """Give `whole` the parts that add up to it, if a set of free nodes does."""
        for effect in EFFECTS:
            stated = whole.counts.get(effect)
            if stated is None or value(stated) is None:
                continue
            near = self._same_report(whole)
            linked = self._linked(whole, near)
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
        windows = {window for claim in whole.claims if (window := window_of_whole(claim)) and window.effect == effect}
        pool = _unique(
            node
            for window in sorted(windows, key=lambda item: (item.country, item.first, item.last))
            for day in range(window.first, window.last + 1)
            for node in self._by_day.get((window.country, day), ())
        )
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
        if whole.says("another") or not _loosely_told(whole) or self._in_long_report(whole):
            return []
        pool = self._eligible(whole, self._same_report(whole), effect, least=0)
        pool = [node for node in pool if node.place is not None and _below_in_text(whole, node)]
        pool = [node for node in pool if not any(_nested(other, node, effect) for other in pool)]
        low, high = _sought(stated, False)
        added = sum(value(node.counts[effect]) or 0 for node in pool)
        return pool if len(pool) >= limits()["all_below"] and low <= added <= high else []

    def _same_report(self, whole: Node) -> list[Node]:
        """Return the nodes told near a whole in its reports, and those whose words speak of it."""
        reach: int = limits()["nearest"]
        found = [node for claim in whole.claims for node in self._about.get(claim.id, ())]
        for report in sorted(whole.reports):
            place = self._place[report, whole.id]
            found += self._by_report[report][max(0, place - reach) : place + reach + 1]
        return _unique(found)

    def _linked(self, whole: Node, near: Sequence[Node]) -> list[Node]:
        """Return `near` and, nearest first, what other reports tell around those of them that they share."""
        shared = [node for node in near if not node.reports <= whole.reports]
        shared.sort(key=lambda node: (_apart(whole, node), node.id))
        found = {node.id: node for node in near}
        for other in shared:
            if len(found) < limits()["crowd"]:
                found.update((node.id, node) for node in self._same_report(other))
        return list(found.values())

    def _in_long_report(self, whole: Node) -> bool:
        return any(len(self._by_report[report]) > limits()["nearest"] for report in whole.reports)

    def _steps(self, whole: Node) -> int:
        """Return how many partial sums may be looked at: a long report shares out what a usual one has."""
        longest = max(len(self._by_report[report]) for report in whole.reports)
        steps: int = limits()["steps"]
        usual: int = limits()["nearest"]
        return steps * usual // max(usual, longest)

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
        solutions = _adding_up(chosen, effect, _sought(stated, open_parts), self._steps(whole))
        if not solutions:
            return []
        inside = self._nested_among(chosen, effect)
        sound = [parts for parts in solutions if not _any_nested(parts, inside)]
        if not words:  # arithmetic alone: the whole has to be told more widely than one part at least
            narrow = {part.id for part in chosen if _wider(whole, part)}
            sound = [parts for parts in sound if any(part.id in narrow for part in parts)]
        ties = {part.id: (holds(whole, part, effect) or 0, _apart(whole, part)) for part in chosen}
        return min(sound, key=lambda parts: _fit(whole, parts, stated, effect, ties), default=[])

    def _nested_among(self, chosen: Sequence[Node], effect: Effect) -> dict[str, set[str]]:
        """Return which of `chosen` may lie within which; a sum that is already found has no room for more."""
        outer = [node for node in chosen if node.id not in self.tree and _marked(node)]
        return {one.id: {other.id for other in chosen if _nested(one, other, effect)} for one in outer}

    def _adopt(self, whole: Node, parts: Sequence[Node]) -> None:
        ordered = sorted(parts, key=lambda node: min(self.facts.order(claim) for claim in node.claims))
        self.tree[whole.id] = tuple(node.id for node in ordered)
        self.parent.update({node.id: whole.id for node in parts})


def _unique(nodes: Iterable[Node]) -> list[Node]:
    return list({node.id: node for node in nodes}.values())


def _any_nested(parts: Sequence[Node], inside: Mapping[str, Set[str]]) -> bool:
    """Tell whether one of `parts` may lie within another."""
    return any(one.id in inside and any(other.id in inside[one.id] for other in parts) for one in parts)


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


def _apart(one: Node, other: Node) -> int:
    """Return how far apart in the text two nodes stand, at their nearest."""
    return min(
        (_gap(places, other.positions[report]) for report, places in one.positions.items() if report in other.reports),
        default=10**9,
    )


def _gap(some: Sequence[int], others: Sequence[int]) -> int:
    """Return the least distance between two sorted rows of positions."""
    few, many = sorted((some, others), key=len)
    ends = [(place, bisect_left(many, place)) for place in few]
    return min(abs(place - near) for place, at in ends for near in many[max(0, at - 1) : at + 1])


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
    there = outer.place is None or _there(outer.place, inner.place) == 1
    return _marked(outer) and there and _wider(outer, inner) and (holds(outer, inner, effect) or 0) >= 2


def _marked(node: Node) -> bool:
    return node.whole_by_words or node.says("since")


def _fit(
    whole: Node, parts: Sequence[Node], stated: Count, effect: Effect, ties: Mapping[str, tuple[int, int]]
) -> tuple[object, ...]:
    """Rank a solution, lowest best: the stated number of events, closeness, evidence, nearness in the text.

    `ties` are what speaks for each part and how far from the whole it stands.
    """
    added = sum(value(part.counts[effect]) or 0 for part in parts)
    low, _ = _sought(stated, False)
    marked = sum(part.says("another") for part in parts)
    evidence = sum(ties[part.id][0] for part in parts) / len(parts)
    miscounted = whole.events is not None and whole.events != len(parts)
    return (
        miscounted,
        abs(added - max(low, value(stated) or 0)),
        -evidence,
        -marked,
        sum(ties[part.id][1] for part in parts),
        sorted(part.id for part in parts),
    )


def _adding_up(nodes: Sequence[Node], effect: Effect, sought: tuple[int, int], most: int) -> list[list[Node]]:
    """Return the sets of two or more nodes whose numbers add up to the range sought, among `most` partial sums.

    Depth first over the numbers, largest first, cut off where what is left cannot reach the range.
    """
    ranked = sorted(nodes, key=lambda node: (-(value(node.counts[effect]) or 0), node.id))
    numbers = [value(node.counts[effect]) or 0 for node in ranked]
    left = [sum(numbers[index:]) for index in range(len(numbers) + 1)]
    bound, found = limits(), list[list[Node]]()
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    steps = 0
    while stack and steps < most:
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
