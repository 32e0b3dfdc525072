"""Ids as people type them: any beginning of four digits or more that names one thing."""

from __future__ import annotations

from collections.abc import Iterable

from tollbook.records import Claim, Incident, View
from tollbook.store.place import LedgerError

LEAST = 4


def find_incident(view: View, typed: str) -> Incident:
    """Return the incident that `typed`, an id or a unique beginning of one, names; old ids redirect.

    Raises LedgerError when it names none or several.
    """
    moved = dict(view.redirects)
    by_id = {incident.id: incident for incident in view.incidents}
    for old, new in moved.items():
        while new in moved:
            new = moved[new]  # noqa: PLW2901
        if new in by_id:
            by_id.setdefault(old, by_id[new])
    found = {by_id[name].id: by_id[name] for name in _matching(by_id, typed)}
    return found[_only(found, typed, "incident")]


def find_claim(view: View, typed: str) -> Claim:
    """Return the claim that `typed`, an id or a unique beginning of one, names.

    Raises LedgerError when it names none or several, with the claims of the incident it names if it does.
    """
    by_id = {claim.id: claim for claim in view.claims}
    found = _matching(by_id, typed)
    if not found:
        for item in view.hidden:
            if len(typed) >= LEAST and item.claim.id.startswith(typed.lower()):
                raise LedgerError(f"claim {item.claim.id} is hidden: undo review {item.review.number} first")
        for incident in view.incidents:
            if len(typed) >= LEAST and incident.id.startswith(typed.lower()):
                claims = ", ".join(incident.claims[:8])
                raise LedgerError(f"{typed} is an incident, a review needs claims; its claims: {claims}")
    return by_id[_only(found, typed, "claim")]


def find_finding(ids: Iterable[str], typed: str) -> str:
    """Return the one of `ids`, of the findings of a view, that `typed` names.

    Raises LedgerError when it names none or several.
    """
    return _only(_matching(ids, typed), typed, "finding")


def _matching(ids: Iterable[str], typed: str) -> list[str]:
    wanted = typed.strip().lower()
    known = list(ids)
    if wanted in known:
        return [wanted]
    return [name for name in known if len(wanted) >= LEAST and name.startswith(wanted)]


def _only(found: Iterable[str], typed: str, kind: str) -> str:
    names = sorted(found)
    if len(names) == 1:
        return names[0]
    if names:
        shown = ", ".join(names[:4]) + (" ..." if len(names) > 4 else "")
        raise LedgerError(f"{typed} is the beginning of {len(names)} {kind} ids: {shown}")
    if len(typed.strip()) < LEAST:
        raise LedgerError(f"{typed or 'an empty text'} is too short for an id: give {LEAST} characters or more")
    raise LedgerError(f"no {kind} {typed} in this ledger")
