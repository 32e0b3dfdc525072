"""From a published view to the next: what came in since, and what it changes.

Only the reports that came in, those of their texts and those that decisions name are looked at, then the stories that
they can affect (`renewal.part`). What comes out is, row for row, the view that is built of all facts at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection

from tollbook.decisions import amend
from tollbook.filing import linked, uncounted
from tollbook.records import Cause, Claim, Incident, Link, Review
from tollbook.renewal import part
from tollbook.renewal.basis import Said, by_report, positions, said, standing
from tollbook.renewal.kept import Kept, tied
from tollbook.renewal.mind import Mind
from tollbook.renewal.part import Part
from tollbook.renewal.some import Read
from tollbook.store import Standing, Step, Uncounted, cards, editions, facts, in_force, settling

MOST = 0.3  # share of the reports that may have changed; above it the whole is the shorter way
FEW, MANY = 50, 4_000  # reports that may change whatever their share, and that never may: a step is held in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class _Now:
    """The reports that may say something else than before, as they count now, and decisions as they speak of claims."""

    all: frozenset[str]  # they, whatever became of them
    read: Mapping[str, Read]  # those that count
    told: Mapping[str, Said]  # those with claims that take part
    claims: Mapping[str, Sequence[Claim]]  # those claims
    reviews: tuple[Review, ...]  # with the claims that stand for replaced ones
    again: frozenset[str]  # those that came in or were read again, or that decisions name which stand now and did not
    replaced: Mapping[str, str]
    heirs: Mapping[str, str]
    heirs_before: Mapping[str, str]


def step(connection: Connection, behind: Standing, extra: Sequence[Review] = ()) -> Step | None:
    """Return what changes of the published view with what is new, and with decisions `extra` that are not made yet.

    Nothing is written. None where so much has changed that the whole is the shorter way.
    """
    reviews = (*behind.reviews, *extra)
    now = _now(connection, behind, reviews)
    before = cards.digests(connection, now.all)
    changed = _changed(now, before)
    again = (now.told.keys() & now.again) - changed
    if len(changed) > max(FEW, min(MANY, MOST * cards.told(connection))):
        return None
    gone = cards.of_reports(connection, changed)
    mine = {name: now.read[name].report for name in changed if name in now.told}
    mind = Mind(
        mine, {name: now.claims[name] for name in mine}, {name: now.told[name][1] for name in mine}, (), now.reviews
    )
    shelf = Kept(connection=connection, changed=changed, mind=mind, gone=len(gone), reviews=now.reviews)
    found = part.renew(set(mine), gone, shelf, tied(connection, changed), now.reviews, again)
    return _laid_out(connection, behind, now, changed, found, shelf)


def _now(connection: Connection, behind: Standing, reviews: Sequence[Review]) -> _Now:
    stands, stood = standing(reviews), frozenset(behind.decided)
    moved = {claim for review in reviews if review.number in stands ^ stood for claim in review.claims}
    moved |= set(facts.heirs(connection, moved).values())
    again = {*behind.fresh, *facts.homes(connection, moved).values()}
    all_ = facts.of_one_text(connection, again)
    raw = facts.some(connection, all_)
    found = editions(raw.reports, raw.claims, raw.former)
    before = facts.heirs_of_reports(connection, all_)
    carried = _carried(connection, reviews, before, found.heirs)
    amended = amend(found.claims, carried)
    of: dict[str, list[Claim]] = {report.id: [] for report in found.reports}
    for claim in amended.claims:
        of[claim.report_id].append(claim)
    read = {item.id: Read(report=item, claims=tuple(of[item.id])) for item in found.reports}
    claims = by_report(claim for claim in amended.claims if linked(claim, behind.causes))
    return _Now(
        all=frozenset(all_),
        read=read,
        told={name: said(read[name].report, own) for name, own in claims.items()},
        claims=claims,
        reviews=carried,
        again=frozenset(again),
        replaced=found.replaced,
        heirs=found.heirs,
        heirs_before=before,
    )


def _carried(
    connection: Connection, reviews: Sequence[Review], before: Mapping[str, str], now: Mapping[str, str]
) -> tuple[Review, ...]:
    """Let decisions about replaced claims speak of those that stand for them; `now` takes the place of `before`."""
    named = {claim for review in reviews for claim in review.claims}
    heirs = {old: new for old, new in facts.heirs(connection, named).items() if old not in before} | dict(now)
    return tuple(replace(item, claims=tuple(heirs.get(claim, claim) for claim in item.claims)) for item in reviews)


def _changed(now: _Now, before: Mapping[str, str]) -> frozenset[str]:
    """Return the reports whose claims that take part say something else than before, are new or are gone."""
    names = now.told.keys() | before.keys()
    return frozenset(n for n in names if (now.told[n][0] if n in now.told else "") != before.get(n, ""))


def _laid_out(
    connection: Connection, behind: Standing, now: _Now, changed: frozenset[str], found: Part, shelf: Kept
) -> Step:
    touched = found.stories | changed
    stays = now.told.keys() - touched
    read = {**shelf.counted([name for name in touched if name not in now.all]), **now.read}
    gone = settling.of_reports(connection, touched)
    moved = {old: now.heirs.get(old, old) for old in now.heirs.keys() | now.heirs_before.keys()}
    settled = settling.resettle(connection, gone, found.told.incidents, moved, moved)
    lost, links = _links(connection, touched, changed | found.judged, found)
    made = settled.settled.incidents
    behind_made = {**shelf.counted([name for item in made for name in item.reports if name not in read]), **read}
    claims = [claim for item in behind_made.values() for claim in item.claims]
    known = {name: item.report for name, item in behind_made.items()}
    return Step(
        base=behind.published or "",
        watermark=behind.facts,
        fresh=behind.upto,
        gone=settled.gone,
        made=tuple(zip(made, positions(made, claims, known), strict=True)),
        settled=settled.settled,
        asked=settled.asked,
        links_gone=lost,
        links=links,
        ties_of=changed | found.judged,
        ties=tuple((item.left, item.right, item.same, item.body.decode()) for item in found.tied),
        told={name: now.told[name][0] if name in now.told else None for name in changed},
        cards=[card for name in changed if name in now.told for card in now.told[name][1]],
        uncounted_of=(touched | now.all) - stays,
        uncounted=_uncounted([read[name] for name in read if name not in stays], made, now.replaced, behind.causes),
        heirs_gone=frozenset(now.heirs_before),
        heirs=now.heirs,
        decided=tuple(sorted(standing(now.reviews))),
        languages={name: report.language for name, report in known.items()},
    )


def _links(
    connection: Connection, touched: Collection[str], judged: Collection[str], found: Part
) -> tuple[frozenset[str], tuple[Link, ...]]:
    """Return the ids of the links that go, and those that come: of the stories told anew, and between reports."""
    lost = in_force.of_stories(connection, touched, judged)
    between = [msgspec.json.decode(item.body, type=Link) for item in found.tied if not item.same]
    links = {(item.left, item.right): item for item in (*found.told.links, *between)}
    return lost, tuple(links[pair] for pair in sorted(links))


def _uncounted(
    read: Iterable[Read], made: Iterable[Incident], replaced: Mapping[str, str], causes: Sequence[Cause]
) -> Uncounted:
    held = {claim for item in made for claim in (*item.claims, *(each for sub in item.subsets for each in sub.claims))}
    claims = [claim for item in read for claim in item.claims]
    return Uncounted(claims=uncounted(claims, held, causes), replaced=replaced)
