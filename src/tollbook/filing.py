"""Where a claim is filed: what is counted, what is told beside it, what is no harm of the kind that a ledger counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Literal

from tollbook.records import Cause, Claim

Heading = Literal["counted", "background", "statements", "set_aside"]

CONFLICT: tuple[Cause, ...] = ("conflict",)


def heading(claim: Claim, causes: Sequence[Cause] = CONFLICT) -> Heading:
    """Return where a claim is filed.

    Only harm of `causes` with a number is counted. Running tolls, old events and people besieged (harmed, yet no
    toll) are background; what harms nobody, or is only planned, is a statement.
    """
    if claim.cause not in causes:
        return "set_aside"
    if claim.effect is None or claim.modality == "planned" or _nobody_counted(claim):
        return "statements"
    if claim.scope == "cumulative" or claim.effect == "besieged" or "historical" in claim.cues:
        return "background"
    return "counted"


def _nobody_counted(claim: Claim) -> bool:
    """Tell whether a claim of harm has no number ("soldiers were killed"), or says that nobody came to harm."""
    return claim.count is None or claim.count.high == 0


# Statements take part in linking: a responsibility claim or a confirmation belongs to its incident.
LINKED: frozenset[Heading] = frozenset({"counted", "statements"})


def linked(claim: Claim, causes: Sequence[Cause]) -> bool:
    """Tell whether a claim takes part in linking."""
    return heading(claim, causes) in LINKED and not (claim.effect is not None and _nobody_counted(claim))


def filed(claims: Iterable[Claim], held: Set[str], causes: Sequence[Cause]) -> dict[Heading, list[Claim]]:
    """Return `claims`, in their order, by heading; `held` are those that stand in an incident.

    What was to be counted but stands in none, such as a denied toll, is a statement.
    """
    found: dict[Heading, list[Claim]] = {"counted": [], "background": [], "statements": [], "set_aside": []}
    for claim in claims:
        under = heading(claim, causes)
        found["statements" if under == "counted" and claim.id not in held else under].append(claim)
    return found


def uncounted(claims: Iterable[Claim], held: Set[str], causes: Sequence[Cause]) -> list[tuple[str, str, Heading]]:
    """Return every claim that stands in no count, with its report and its heading."""
    by_heading = filed(claims, held, causes)
    return [
        (claim.id, claim.report_id, under) for under, some in by_heading.items() if under != "counted" for claim in some
    ]
