"""Incident ids that outlive regrouping.

An id is minted when an incident is first published, and every claim of the incident is noted under
it, the anchor first. From then on an id belongs to the incident that holds its first claim still in
the view. An incident that holds several ids (a merge) takes the oldest; the others redirect to it.
An incident that holds none (new, or split off) takes the content id that reconciling gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from tollbook.records import Incident, content_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Incidents under lasting ids, the (claim, incident id) pairs to note, and the redirects."""

    incidents: tuple[Incident, ...]
    minted: tuple[tuple[str, str], ...]
    redirects: tuple[tuple[str, str], ...]


def settle(
    incidents: Sequence[Incident],
    minted: Sequence[tuple[str, str]],
    heirs: Mapping[str, str] | None = None,
    *,
    elsewhere: Set[str] = frozenset(),
    known: Callable[[str], bool] = lambda _: False,
) -> Settled:
    """Give `incidents` their lasting ids.

    `minted` holds (claim, incident id) pairs, oldest first; `heirs` maps claims that a later edition
    of their report replaced to the claims that stand for them now. The outcome does not depend on
    the order of `incidents`.

    A part of a ledger may be settled by itself: then `minted` are all pairs of the ids that its claims stood under,
    `elsewhere` its claims that stand in other incidents too, and `known` tells whether an id was ever minted.
    """
    follow = heirs or {}
    anchors = {claim: home for claim, home in _anchors(incidents).items() if claim not in elsewhere}
    held = _held(((follow.get(claim, claim), old) for claim, old in minted), anchors)
    taken = {old for _, old in minted}
    names: dict[str, str] = {}
    redirects: list[tuple[str, str]] = []
    for incident in sorted(incidents, key=lambda item: item.id):
        own = held.get(incident.id, [])
        names[incident.id] = own[0] if own else _unused(incident, lambda name: name in taken or known(name))
        taken.add(names[incident.id])
        redirects += [(old, own[0]) for old in own[1:]]
    noted = {(follow.get(claim, claim), old) for claim, old in minted} | set(minted)
    fresh = [
        pair
        for incident in sorted(incidents, key=lambda item: item.id)
        for pair in ((claim, names[incident.id]) for claim in _anchor_order(incident, anchors))
        if pair not in noted
    ]
    return Settled(
        incidents=tuple(_renamed(incident, names) for incident in incidents),
        minted=tuple(fresh),
        redirects=tuple(sorted(redirects)),
    )


def _anchors(incidents: Iterable[Incident]) -> dict[str, str]:
    """Map every claim that stands in exactly one incident to that incident's content id."""
    homes: dict[str, set[str]] = {}
    for incident in incidents:
        for claim in incident.claims:
            homes.setdefault(claim, set()).add(incident.id)
    return {claim: next(iter(home)) for claim, home in homes.items() if len(home) == 1}


def _anchor_order(incident: Incident, anchors: Mapping[str, str]) -> list[str]:
    """Return the claims that can hold an id: those of this incident alone, the counted ones first."""
    counted = {claim for figure in incident.figures for claim in figure.claims}
    return sorted((c for c in incident.claims if c in anchors), key=lambda claim: (claim not in counted, claim))


def _held(minted: Iterable[tuple[str, str]], anchors: Mapping[str, str]) -> dict[str, list[str]]:
    """Map content ids to the minted ids that they hold, oldest first."""
    holder: dict[str, str] = {}
    order: dict[str, None] = {}
    for claim, old in minted:
        order.setdefault(old)
        if claim in anchors:
            holder.setdefault(old, anchors[claim])
    held: dict[str, list[str]] = {}
    for old in order:
        if old in holder:
            held.setdefault(holder[old], []).append(old)
    return held


def _unused(incident: Incident, taken: Callable[[str], bool]) -> str:
    """Return the content id, or one derived from it where a split has left that id elsewhere."""
    name = incident.id
    while taken(name):
        name = content_id("incident", name, sorted(incident.claims))
    return name


def _renamed(incident: Incident, names: Mapping[str, str]) -> Incident:
    return replace(
        incident,
        id=names[incident.id],
        part_of=names[incident.part_of] if incident.part_of is not None else None,
        parts=tuple(names[part] for part in incident.parts),
    )
