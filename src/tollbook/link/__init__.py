"""Which claims speak of the same event: candidate pairs, named comparisons, verdicts, groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from tollbook.data import table
from tollbook.link.blocking import candidates, events_told, linkable, near
from tollbook.link.bridges import bridged
from tollbook.link.compare import COMPARISONS, Pair, compare, hopeless
from tollbook.link.group import group
from tollbook.link.one_report import same_report, sums_of_sides
from tollbook.link.surroundings import Surroundings
from tollbook.records import Claim, Link, Reason, Report, Verdict
from tollbook.relations import position

__all__ = ["group", "link", "linkable"]

Met = tuple[int, int]  # two claims that meet, as indices in text order


def link(claims: Sequence[Claim], reports: Sequence[Report]) -> list[Link]:
    """Return the links between claims that may speak of one event, sorted by their ids.

    Only candidate pairs of linkable claims are compared. Kept are all "same" and "unsure" links, and those
    "different" ones that can matter: within a report, or between claims that "same" links connect. The result does
    not depend on the order of the input. A claim whose report is not in `reports` is read as undated.
    """
    known = {report.id: report for report in reports}
    chosen = sorted(events_told(claims), key=_text_order)
    around = Surroundings.of(chosen, known)
    sides = _sides(chosen, around.ends)

    def judged(pairs: Iterable[Met]) -> list[Link]:
        return [_judge(_pair(chosen[one], chosen[other], known, around), sides) for one, other in pairs]

    met = list(candidates(chosen, known, around.names, around.persons))
    apart = {pair for pair in met if hopeless(chosen[pair[0]], chosen[pair[1]])}
    links = judged(pair for pair in met if pair not in apart)
    links += judged(_joined_all_the_same(chosen, _connected(links), met, apart))
    joined = bridged(links, chosen)
    kept = [item for item in links if (item.left, item.right) not in joined]
    return sorted(_worth_keeping(kept, chosen), key=lambda item: (item.left, item.right))


def _joined_all_the_same(
    chosen: Sequence[Claim], connected: Mapping[str, str], met: Sequence[Met], apart: Set[Met]
) -> list[Met]:
    """Return the pairs not judged yet that other claims join: only there does it matter what speaks against them.

    These are the hopeless ones, and claims of one long report that stood too far from each other to meet.
    """
    parts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, claim in enumerate(chosen):
        if claim.id in connected:
            parts[connected[claim.id], claim.report_id].append(index)
    known = set(met)
    far = {pair for part in parts.values() for pair in near(part) if pair not in known}
    ends = [(chosen[one].id, chosen[other].id, (one, other)) for one, other in apart]
    told = {pair for one, other, pair in ends if one in connected and connected[one] == connected.get(other)}
    return sorted(far | told)


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
    )


def _judge(pair: Pair, sides: Mapping[tuple[str, str], Reason]) -> Link:
    split = sides.get((pair.left.id, pair.right.id))
    reasons = (split,) if split else compare(pair, (*COMPARISONS, same_report))
    score = round(sum(reason.score for reason in reasons), 2)
    left, right = sorted((pair.left.id, pair.right.id))
    return Link(left=left, right=right, verdict=verdict(score), score=score, reasons=reasons)


def verdict(score: float) -> Verdict:
    """Return the verdict of a score, by the thresholds of weights.toml."""
    limits: dict[str, Any] = table("weights")["link"]["verdict"]
    if score >= limits["same"]:
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
