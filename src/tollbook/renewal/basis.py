"""What a view was made from, and the view made anew from that and what has changed since."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import msgspec

from tollbook.decisions import active
from tollbook.engine import Engine, Local
from tollbook.records import Claim, Incident, Link, Report, Review, content_id
from tollbook.renewal import part, whole
from tollbook.renewal.cards import Card, cards
from tollbook.renewal.mind import Mind
from tollbook.renewal.pages import Tied
from tollbook.renewal.told import in_order

ToldBy = Mapping[str, tuple[str, tuple[Card, ...]]]  # report: a digest of what its claims say, and their cards
NOTHING: tuple[str, tuple[Card, ...]] = ("", ())
MOST = 0.3  # share of the reports that may have changed; above it the whole is the shorter way


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Reports as they were told last, the links between them as they were judged, the decisions that stood."""

    told: ToldBy
    tied: tuple[Tied, ...]
    reviews: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """Incidents with their content ids, all links by their ids, and the basis to renew them from."""

    incidents: tuple[Incident, ...]
    links: tuple[Link, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A view as it was published (incidents under any ids), and what it was made from."""

    incidents: Sequence[Incident]
    links: Sequence[Link]
    basis: Basis


def renew(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    reviews: Sequence[Review],
    before: Before | None = None,
    engine: Engine | None = None,
) -> Renewed:
    """Return the view over `claims`, those that take part in linking, made anew as far as it has to be.

    With `before` only what changed since is judged and told again, unless that is most of it. The outcome is the same
    without it, on any engine, and in any order of the input.
    """
    now = _now(claims, reports, reviews, before.basis.told if before else {})
    if before is not None:
        changed = _changed(now.told, before.basis) | _decided(now, before.basis)
        if len(changed) <= MOST * len(now.told):
            return _in_part(now, changed, before)
    mind = Mind(now.reports, now.claims, _cards(now.told), (), reviews)
    cards = (card for row in now.told.values() for card in row[1])
    tied, batches = whole.renew(cards, mind.pages, reviews, engine or Local())
    told = list(batches)
    incidents = [item for batch in told for item in batch.incidents]
    return _renewed(now, incidents, [item for batch in told for item in batch.links], tuple(tied))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Now:
    """What a view is to be made from."""

    reports: Mapping[str, Report]
    claims: Mapping[str, Sequence[Claim]]  # by report
    reviews: Sequence[Review]
    told: ToldBy
    standing: frozenset[int]


def _now(claims: Sequence[Claim], reports: Sequence[Report], reviews: Sequence[Review], before: ToldBy) -> _Now:
    known = {report.id: report for report in reports}
    of: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda item: item.id):
        of[claim.report_id].append(claim)
    standing = frozenset(review.number for review in active(reviews))
    return _Now(reports=known, claims=of, reviews=reviews, told=_told(known, of, before), standing=standing)


def _cards(told: ToldBy) -> dict[str, tuple[Card, ...]]:
    return {name: row[1] for name, row in told.items()}


def _told(reports: Mapping[str, Report], of: Mapping[str, Sequence[Claim]], before: ToldBy) -> ToldBy:
    found = {}
    for name, claims in of.items():
        digest = hashlib.blake2b(msgspec.json.encode([reports[name].published, claims]), digest_size=12).hexdigest()
        last = before.get(name)
        found[name] = last if last and last[0] == digest else (digest, tuple(cards(reports[name], claims)))
    return found


def _changed(told: ToldBy, basis: Basis) -> set[str]:
    """Return the reports that say something else than before, are new, or are gone."""
    names = told.keys() | basis.told.keys()
    return {name for name in names if told.get(name, NOTHING)[0] != basis.told.get(name, NOTHING)[0]}


def _decided(now: _Now, basis: Basis) -> set[str]:
    """Return the reports of the claims named by decisions that stand now and did not before, or the other way."""
    moved = now.standing ^ basis.reviews
    named = {claim for review in now.reviews if review.number in moved for claim in review.claims}
    return {name for name, told in now.claims.items() if any(claim.id in named for claim in told)} if named else set()


def _in_part(now: _Now, changed: set[str], before: Before) -> Renewed:
    basis = before.basis
    gone = [card for name in sorted(changed) for card in basis.told.get(name, NOTHING)[1]]
    lost = [item for item in basis.tied if item.left in changed or item.right in changed]
    kept = [item for item in basis.tied if item.left not in changed and item.right not in changed]
    mind = Mind(now.reports, now.claims, _cards(now.told), kept, now.reviews)
    found = part.renew(changed & now.told.keys(), gone, mind, lost, now.reviews)
    touched = found.stories | changed
    tied = (*(item for item in kept if item.left not in found.judged and item.right not in found.judged), *found.tied)
    incidents = [item for item in _by_content(before.incidents) if touched.isdisjoint(item.reports)]
    links = [*_story_links(now, touched, before), *found.told.links]
    return _renewed(now, [*incidents, *found.told.incidents], links, tied)


def _story_links(now: _Now, touched: Set[str], before: Before) -> list[Link]:
    """Return the links within the stories that nothing has touched."""
    home = {claim.id: name for name, told in now.claims.items() for claim in told}
    between = {(item.left, item.right) for item in _unsure(before.basis.tied)}
    return [
        item
        for item in before.links
        if home.get(item.left, "") not in touched and item.left in home and (item.left, item.right) not in between
    ]


def _unsure(tied: Iterable[Tied]) -> list[Link]:
    """Return the unsure links between two reports: they stand as they were judged, within a story or not."""
    return [msgspec.json.decode(item.body, type=Link) for item in tied if not item.same]


def _by_content(incidents: Sequence[Incident]) -> list[Incident]:
    """Return incidents under their content ids, whatever ids a ledger gave them."""
    names = {item.id: content_id("incident", item.claims[0]) for item in incidents}
    return [
        replace(
            item,
            id=names[item.id],
            part_of=None if item.part_of is None else names[item.part_of],
            parts=tuple(names[name] for name in item.parts),
        )
        for item in incidents
    ]


def _renewed(now: _Now, incidents: Sequence[Incident], links: Iterable[Link], tied: tuple[Tied, ...]) -> Renewed:
    found = {(item.left, item.right): item for item in (*links, *_unsure(tied))}
    claims = [claim for told in now.claims.values() for claim in told]
    return Renewed(
        incidents=in_order(incidents, claims, tuple(now.reports.values())),
        links=tuple(found[pair] for pair in sorted(found)),
        basis=Basis(told=now.told, tied=tied, reviews=now.standing),
    )
