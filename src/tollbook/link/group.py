"""From links to groups: best-first joining under vetoes, with human decisions first.

Human decisions are taken newest first, so a later one beats an earlier one that it contradicts. "same" joins,
"different" vetoes, "unsure" takes both the machine's link and any older decision on that pair away, "split" sets one
claim alone (only a later "same" joins it again), "undo" takes a review back. Then the machine's "same" links join,
highest score first, unless a veto stands between the two groups: a human "different", or a machine "different" whose
score is below `veto` in weights.toml.

A human "same" merges two whole incidents: what the machine holds apart in the one and the other does not take claims
off the merger. So a machine's veto counts between groups as the machine alone made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tollbook.data import table
from tollbook.decisions import active
from tollbook.link.blocking import events_told
from tollbook.records import Claim, Link, Review

Edge = tuple[str, str]


class _Groups:
    """Disjoint sets of claim ids, and the vetoes between them."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._members = {claim: {claim} for claim in ids}
        self._vetoes: dict[str, set[str]] = {}

    def __contains__(self, claim: str) -> bool:
        return claim in self._members

    def ids(self) -> list[str]:
        return list(self._members)

    def together(self, one: str, other: str) -> bool:
        return self._members[one] is self._members[other]

    def veto(self, one: str, other: str) -> None:
        self._vetoes.setdefault(one, set()).add(other)
        self._vetoes.setdefault(other, set()).add(one)

    def vetoed(self, one: str, other: str) -> bool:
        small, large = sorted((self._members[one], self._members[other]), key=len)
        return any(not large.isdisjoint(self._vetoes.get(claim, ())) for claim in small)

    def join(self, one: str, other: str) -> None:
        small, large = sorted((self._members[one], self._members[other]), key=len)
        large |= small
        for claim in small:
            self._members[claim] = large

    def result(self) -> tuple[frozenset[str], ...]:
        return tuple(sorted({frozenset(group) for group in self._members.values()}, key=min))


def group(claims: Sequence[Claim], links: Sequence[Link], reviews: Sequence[Review] = ()) -> tuple[frozenset[str], ...]:
    """Return the claims' ids in groups of one event each, sorted by their smallest id.

    Every linkable claim is in exactly one group. A claim that is not linkable (a running toll, a subset) joins one
    only when a human says "same" of it. The result does not depend on the order of the input.
    """
    decisions = active(reviews)
    known = {claim.id for claim in claims if claim.effect is not None}
    asked = {claim for review in decisions if review.action == "same" for claim in review.claims}
    groups = _Groups({claim.id for claim in events_told(claims)} | (asked & known))
    alone, settled = _apply(decisions, groups)
    _join_links(links, groups, _Groups(groups.ids()), alone, settled)
    return groups.result()


def _apply(decisions: Sequence[Review], groups: _Groups) -> tuple[set[str], set[Edge]]:
    """Carry out human decisions, newest first; return the claims set alone and the pairs a human has settled."""
    alone: set[str] = set()
    settled: set[Edge] = set()
    for review in decisions:
        if review.action == "split":
            alone.update(review.claims[:1])
            continue
        pair = _pair(review, groups)
        if pair is None or pair in settled or alone.intersection(pair):
            continue
        settled.add(pair)
        if review.action == "same" and not groups.vetoed(*pair):
            groups.join(*pair)
        elif review.action == "different" and not groups.together(*pair):
            groups.veto(*pair)
    return alone, settled


def _pair(review: Review, groups: _Groups) -> Edge | None:
    if len(review.claims) != 2:
        return None
    one, other = sorted(review.claims)
    return (one, other) if one != other and one in groups and other in groups else None


def _join_links(links: Sequence[Link], groups: _Groups, own: _Groups, alone: set[str], settled: set[Edge]) -> None:
    """Join by the machine's links; `groups` hold what humans decided, `own` grows into what the machine made itself."""
    machine = [
        link
        for link in links
        if link.left in groups
        and link.right in groups
        and not alone.intersection((link.left, link.right))
        and (link.left, link.right) not in settled
    ]
    veto: float = table("weights")["link"]["verdict"]["veto"]
    for link in machine:
        if link.verdict == "different" and link.score < veto:
            own.veto(link.left, link.right)
    for link in sorted(machine, key=lambda item: (-item.score, item.left, item.right)):
        pair = link.left, link.right
        if link.verdict != "same" or own.together(*pair) or own.vetoed(*pair):
            continue
        if groups.together(*pair) or not groups.vetoed(*pair):
            own.join(*pair)
            if not groups.together(*pair):
                groups.join(*pair)
