"""Groups of claims to the incidents and totals of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tollbook.data import kinship
from tollbook.reconcile import attach, disagreements, settle, totals
from tollbook.reconcile.corroboration import Copies, corroboration
from tollbook.reconcile.facts import Facts
from tollbook.reconcile.figures import Toll, toll
from tollbook.records import Claim, Count, Disagreement, Figure, Incident, Report, Review, Subset, SumCheck, content_id
from tollbook.relations import is_whole, value
from tollbook.sides import by_side


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """One group with its tolls, and as the search for totals sees it."""

    node: totals.Node
    tolls: tuple[Toll, ...]


def reconcile(
    claims: Sequence[Claim],
    groups: Iterable[frozenset[str]],
    reports: Sequence[Report],
    reviews: Sequence[Review] = (),
) -> tuple[Incident, ...]:
    """Return the incidents and totals of `groups`, in the order of their earliest claims.

    `claims` are all claims of the ledger, statements and subsets included, so that these can be attached; `reviews`
    have had their say in the groups already, and are taken so that every stage has them at hand. A group of nothing
    but denied figures makes no incident. An incident's id is that of its earliest claim (`content_id("incident",
    claim)`); the store keeps ids steady from run to run. The result does not depend on the order of the input.
    """
    del reviews  # they act on groups; nothing here overrules a human
    facts = Facts.of(claims, reports)
    drafts = [draft for group in groups if (draft := _draft(group, facts)) is not None]
    drafts.sort(key=lambda draft: facts.order(draft.node.claims[0]))
    tree = totals.find([draft.node for draft in drafts], facts)
    return _assemble(drafts, tree, facts)


def _draft(group: frozenset[str], facts: Facts) -> _Draft | None:
    members = tuple(sorted((facts.claims[claim] for claim in group if claim in facts.claims), key=facts.order))
    tolls = tuple(found for effect in totals.EFFECTS if (found := toll(effect, members, facts)) is not None)
    if not tolls:
        return None
    node = totals.Node(
        id=content_id("incident", members[0].id),
        claims=members,
        counts={item.figure.effect: _stated(item.figure, members) for item in tolls},
        place=settle.place(_placing(members), facts),
        period=settle.period(members, facts),
    )
    return _Draft(node=node, tolls=tolls)


def _placing(members: Sequence[Claim]) -> Sequence[Claim]:
    """Return the claims that say where an event was: of a whole, those whose words make it one, if they are placed."""
    wholes = [claim for claim in members if is_whole(claim) and claim.place is not None]
    return wholes or members


def _stated(figure: Figure, members: Sequence[Claim]) -> Count:
    """Return a figure as a count, with the qualifier of a claim that gives its best number."""
    if figure.low == figure.best == figure.high and figure.best is not None:
        return Count(low=figure.low, best=figure.best, high=figure.high)
    told = (claim.count for claim in members if claim.effect == figure.effect and claim.count is not None)
    fitting = [count for count in told if value(count) == figure.best and count.qualifier != "exact"]
    qualifier = fitting[0].qualifier if fitting else "at_least" if figure.high is None else "between"
    return Count(low=figure.low, best=figure.best, high=figure.high, qualifier=qualifier)


def _assemble(drafts: Sequence[_Draft], tree: totals.Tree, facts: Facts) -> tuple[Incident, ...]:
    parent = {part: whole for whole, parts in tree.items() for part in parts}
    nodes = {draft.node.id: draft.node for draft in drafts}
    hosts = [_host(draft.node, tree) for draft in drafts]
    subsets = attach.subsets(hosts, {draft.node.id: draft.tolls for draft in drafts}, facts)
    voices = attach.voices(hosts, facts)
    sums = {
        draft.node.id: totals.sums(draft.node, [nodes[part] for part in tree.get(draft.node.id, ())])
        for draft in drafts
        if _is_total(draft.node, tree)
    }
    named = {draft.node.id: _perpetrators(draft.node, voices[draft.node.id], facts) for draft in drafts}
    doers = _with_those_of_parts(named, tree, parent, sums)
    incidents, copies = [], Copies(facts)
    for draft in drafts:
        node, parts = draft.node, [nodes[part] for part in tree.get(draft.node.id, ())]
        spoken = voices[node.id]
        kind, sub_kind = settle.event_type(node.claims)
        checks = sums.get(node.id, ())
        disputed = _disagreements(draft, parts, checks, facts)
        incidents.append(
            Incident(
                id=node.id,
                kind="total" if node.id in sums else "incident",
                claims=tuple(claim.id for claim in node.claims),
                cause=settle.cause(node.claims),
                event_type=kind,
                sub_event_type=sub_kind,
                part_of=parent.get(node.id),
                parts=tree.get(node.id, ()),
                period=node.period,
                place=settle.place_of_whole(node.claims, [part.place for part in parts], facts)
                if parts
                else node.place,
                perpetrators=doers[node.id],
                victims=_victims(node, subsets.get(node.id, ()), facts),
                figures=tuple(item.figure for item in draft.tolls),
                sums=checks,
                subsets=subsets.get(node.id, ()),
                reports=tuple(dict.fromkeys(claim.report_id for claim in node.claims)),
                origins=tuple(sorted({origin for item in draft.tolls for origin in item.figure.origins})),
                confirmed_by=spoken.confirmed_by,
                responsibility_claimed_by=spoken.claimed_by,
                denied_by=spoken.denied_by,
                disagreements=disputed,
                corroboration=corroboration(node.claims, disputed, facts, copies),
            )
        )
    return tuple(replace(each, deaths=by_side(each, facts.claims)) for each in incidents)


def _perpetrators(node: totals.Node, spoken: attach.Voices, facts: Facts) -> tuple[str, ...]:
    """Return who did it: those the claims name, else the one known group that says so itself."""
    named = settle.parties(node.claims, settle.perpetrator_of, facts)
    claimants = [actor for actor in spoken.claimed_by if kinship.kind(actor) is not None]
    known = any(kinship.kind(actor) is not None for actor in named)
    return named if known or len(claimants) != 1 else tuple(claimants)


def _with_those_of_parts(
    named: Mapping[str, tuple[str, ...]],
    tree: totals.Tree,
    parent: Mapping[str, str],
    sums: Mapping[str, Sequence[SumCheck]],
) -> dict[str, tuple[str, ...]]:
    """Return who did it, by node: a total that names nobody takes the known doers of parts that add up to it."""
    found = dict(named)
    for whole in sorted(tree, key=lambda node: (-_depth(node, parent), node)):  # a total of totals comes last
        verdicts = {check.verdict for check in sums[whole]}
        if not found[whole] and "agrees" in verdicts and "disagrees" not in verdicts:
            theirs = {actor for part in tree[whole] for actor in found[part] if kinship.kind(actor) is not None}
            found[whole] = tuple(sorted(theirs))
    return found


def _depth(node: str, parent: Mapping[str, str]) -> int:
    """Return how many wholes a node lies within, one in the other."""
    depth = 0
    while node in parent:
        node, depth = parent[node], depth + 1
    return depth


def _victims(node: totals.Node, subsets: Sequence[Subset], facts: Facts) -> tuple[str, ...]:
    """Return who was hit: those the claims name, else those of a list that was added up ("a soldier and two men")."""
    told = settle.parties(node.claims, settle.victims_of, facts)
    if told:
        return told
    parts = [facts.claims[claim] for subset in subsets for claim in subset.claims if claim in facts.claims]
    known = [part.victims.actor for part in parts if part.victims is not None and part.victims.actor is not None]
    return tuple(sorted(set(known)))


def _is_total(node: totals.Node, tree: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a node is a whole: it has parts, or its words say so and it is not one town's one day."""
    return node.id in tree or (node.whole_by_words and not totals.one_event(node))


def _host(node: totals.Node, tree: totals.Tree) -> attach.Host:
    return attach.Host(id=node.id, claims=node.claims, place=node.place, leaf=not _is_total(node, tree))


def _disagreements(
    draft: _Draft, parts: Sequence[totals.Node], checks: Sequence[SumCheck], facts: Facts
) -> tuple[Disagreement, ...]:
    members = [(part.claims, part.place) for part in parts]
    misplaced = disagreements.of_parts(draft.node.claims, members, facts)
    own = disagreements.of_event(draft.node.claims, draft.tolls, facts)
    if misplaced:
        own = [item for item in own if item.about != "place"]
    return (*own, *misplaced, *disagreements.of_sums(draft.node.claims, members, checks))
