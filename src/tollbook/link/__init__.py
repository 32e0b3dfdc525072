"""Which claims speak of the same event: candidate pairs, named comparisons, verdicts, groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from tollbook.data import table
from tollbook.link.blocking import (
    LONG,
    REACH_DAYS,
    Met,
    across,
    alike_at_most,
    crowded_with,
    days_of,
    events_told,
    like,
    linkable,
    near,
    within,
)
from tollbook.link.bridges import bridged
from tollbook.link.compare import COMPARISONS, Pair, compare, hopeless
from tollbook.link.group import group
from tollbook.link.one_report import same_report, sums_of_sides
from tollbook.link.stories import Ties, crowd, in_their_days, joined_by_hand, stories
from tollbook.link.surroundings import Surroundings
from tollbook.records import Claim, Link, Reason, Report, Verdict
from tollbook.relations import position

__all__ = [
    "LONG",
    "REACH_DAYS",
    "Ties",
    "alike_at_most",
    "crowd",
    "crowded_with",
    "days_of",
    "events_told",
    "group",
    "in_their_days",
    "joined_by_hand",
    "judged",
    "like",
    "link",
    "linkable",
    "settled",
    "stories",
]


def link(claims: Sequence[Claim], reports: Sequence[Report]) -> list[Link]:
    """Return the links between claims that may speak of one event, sorted by their ids.

    Only candidate pairs of linkable claims are compared. Kept are all "same" and "unsure" links, and those
    "different" ones that can matter: within a report, or between claims that "same" links connect. The result does
    not depend on the order of the input. A claim whose report is not in `reports` is read as undated.
    """
    return settled(claims, reports, judged(claims, reports))


def judged(
    claims: Sequence[Claim], reports: Sequence[Report], own: Set[str] | None = None, but: Set[str] = frozenset()
) -> list[Link]:
    """Return the "same" and "unsure" links between two reports; with `own`, those of these reports only.

    The other reports are there because they share days with these (`REACH_DAYS`): a pair is judged alike whatever
    else is at hand, if all claims of its days are. Pairs with a report of `but` are left out.
    """
    known = {report.id: report for report in reports}
    chosen = sorted(events_told(claims), key=_text_order)
    around = Surroundings.of(chosen, known)
    met = across(chosen, known, around.names, around.persons, own)
    links = (
        _judge(_pair(chosen[one], chosen[other], known, around), {})
        for one, other in met
        if chosen[one].report_id not in but
        and chosen[other].report_id not in but
        and not hopeless(chosen[one], chosen[other])
    )
    return [item for item in links if item.verdict != "different"]


def settled(claims: Sequence[Claim], reports: Sequence[Report], across_reports: Iterable[Link]) -> list[Link]:
    """Return all links of whole reports, given those `across_reports` that `judged` found, sorted by their ids.

    Added are the links within each report, and between claims that others connect: only there does it matter what
    speaks against them. Taken out are those whose numbers alone part what a third claim joins (`bridges`).
    """
    known = {report.id: report for report in reports}
    chosen = sorted(events_told(claims), key=_text_order)
    around = Surroundings.of(chosen, known)
    sides = _sides(chosen, around.ends)

    def judge(pairs: Iterable[Met]) -> list[Link]:
        return [_judge(_pair(chosen[one], chosen[other], known, around), sides) for one, other in pairs]

    at = {claim.id: index for index, claim in enumerate(chosen)}
    links = [item for item in across_reports if item.left in at and item.right in at]
    links += judge(within(chosen))
    known_pairs = {(min(at[item.left], at[item.right]), max(at[item.left], at[item.right])) for item in links}
    links += judge(sorted(_joined_all_the_same(chosen, _connected(links), known, around) - known_pairs))
    joined = bridged(links, chosen)
    kept = [item for item in links if (item.left, item.right) not in joined]
    return sorted(_worth_keeping(kept, chosen), key=lambda item: (item.left, item.right))


def _joined_all_the_same(
    chosen: Sequence[Claim], connected: Mapping[str, str], reports: Mapping[str, Report], around: Surroundings
) -> set[Met]:
    """Return the pairs that others join and that share a key, or stand far from each other in one long report."""
    parts: defaultdict[str, list[int]] = defaultdict(list)
    for index, claim in enumerate(chosen):
        if claim.id in connected:
            parts[connected[claim.id]].append(index)
    found: set[Met] = set()
    for part in parts.values():
        by_report: defaultdict[str, list[int]] = defaultdict(list)
        for index in part:
            by_report[chosen[index].report_id].append(index)
        for told in by_report.values():
            found.update(near(told))
        if len(by_report) > 1 and len(part) > 2:
            met = across([chosen[index] for index in part], reports, around.names, around.persons)
            found.update((part[one], part[other]) for one, other in met)
    return found


def _text_order(claim: Claim) -> tuple[str, int, str]:
    return claim.report_id, position(claim), claim.id


def _sides(claims: Sequence[Claim], ends: Mapping[str, Sequence[int]]) -> dict[tuple[str, str], Reason]:
    by_report: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_report[claim.report_id].append(claim)
    found: dict[tuple[str, str], Reason] = {}
    for report, members in by_report.items():
        found.update(sums_of_sides(members, ends.get(report, ())))
    return found


def _pair(left: Claim, right: Claim, reports: Mapping[str, Report], around: Surroundings) -> Pair:
    one, other = reports.get(left.report_id), reports.get(right.report_id)
    together = left.report_id == right.report_id
    return Pair(
        left=left,
        right=right,
        left_published=one.published if one else None,
        right_published=other.published if other else None,
        sentences=around.sentences(left, right) if together else None,
        between=around.between(left, right) if together else 0,
        left_carries=around.carried[left.id],
        right_carries=around.carried[right.id],
        named=not together and around.named(left, right),
        abroad=not together and around.abroad(left, right),
        people=frozenset() if together else around.people(left, right),
        spoken_of=frozenset() if together else around.spoken_of(left, right),
        ages=around.age(left, right),
    )


def _judge(pair: Pair, sides: Mapping[tuple[str, str], Reason]) -> Link:
    split = sides.get((pair.left.id, pair.right.id))
    reasons = (split,) if split else compare(pair, (*COMPARISONS, same_report))
    score = round(sum(reason.score for reason in reasons), 2)
    left, right = sorted((pair.left.id, pair.right.id))
    return Link(left=left, right=right, verdict=verdict(score, pair.one_report), score=score, reasons=reasons)


def verdict(score: float, one_report: bool = False) -> Verdict:
    """Return the verdict of a score, by the thresholds of weights.toml; within one report it takes more."""
    limits: dict[str, Any] = table("weights")["link"]["verdict"]
    if score >= limits["same_in_report" if one_report else "same"]:
        return "same"
    return "different" if score < limits["different"] else "unsure"


def _worth_keeping(links: Sequence[Link], claims: Sequence[Claim]) -> Iterator[Link]:
    report = {claim.id: claim.report_id for claim in claims}
    connected = _connected(links)
    for item in links:
        one_report = report[item.left] == report[item.right]
        one_part = item.left in connected and connected[item.left] == connected.get(item.right)
        if item.verdict != "different" or one_report or one_part:
            yield item


def _connected(links: Sequence[Link]) -> dict[str, str]:
    """Return, for each claim with a "same" link, the smallest id that such links lead to."""
    root: dict[str, str] = {}

    def find(claim: str) -> str:
        while root.setdefault(claim, claim) != claim:
            root[claim] = claim = root[root[claim]]
        return claim

    for item in links:
        if item.verdict == "same":
            one, other = sorted((find(item.left), find(item.right)))
            root[other] = one
    return {claim: find(claim) for claim in root}
