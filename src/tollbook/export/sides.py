"""Who stood against whom in an incident, and whose deaths its figures are: shared by both codebooks.

The registry (`tollbook.data.kinship`) tells an actor's kind, country and parents. A group it does not
have keeps its own words, has no parents and counts as non-state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tollbook.data import kinship, table
from tollbook.records import Claim, Figure, Incident, View

LANGUAGE = "en"  # of the codebooks
CIVILIANS = "Civilians"
UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Attackers and the armed side attacked, by registry id (or own words), and whether civilians were hit."""

    attackers: tuple[str, ...]
    attacked: tuple[str, ...]
    civilians: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """Deaths by side. None: the incident has no single figure to divide."""

    attackers: int | None = None
    attacked: int | None = None
    civilians: int | None = None
    unknown: int | None = None


def claims_by_id(view: View) -> dict[str, Claim]:
    """Return every claim of the view under its id."""
    lists = (view.set_aside, view.statements, view.background, view.claims)
    return {claim.id: claim for claims in lists for claim in claims}


def figure_of(incident: Incident, effect: str) -> Figure | None:
    """Return the figure of one effect, None where the incident has none."""
    return next((figure for figure in incident.figures if figure.effect == effect), None)


def sides(incident: Incident, claims: Mapping[str, Claim]) -> Sides:
    """Return the sides of an incident.

    Civilians were hit when the incident names them as victims, or when a claim of it does.
    """
    attacked = tuple(each for each in incident.victims if kinship.kind(each) != "civilians")
    named = len(attacked) < len(incident.victims)
    harmed = (claims[each] for each in incident.claims if each in claims)
    return Sides(
        attackers=incident.perpetrators,
        attacked=tuple(each for each in attacked if each not in incident.perpetrators),
        civilians=named or any(claim.effect is not None and _is_civilian(claim) for claim in harmed),
    )


def deaths(incident: Incident, between: Sides, claims: Mapping[str, Claim]) -> Deaths:
    """Return the deaths of the incident's best figure by side.

    When every claim of the figure names the same side, all deaths are that side's. Otherwise each
    side has the highest best figure that a claim gives for it, and what remains of the incident's best
    is unknown; where no claim of the figure tells a side, its subsets do ("twelve civilians among
    them"). Sides that together exceed the best contradict each other: then all deaths are unknown.
    """
    figure = figure_of(incident, "killed")
    if figure is None or figure.best is None:
        return Deaths()
    counted = [claims[each] for each in figure.claims if each in claims]
    named = {_side(claim, between) for claim in counted}
    if len(named) == 1 and None not in named:
        return _split({str(named.pop()): figure.best}, figure.best)
    subsets = (each for subset in incident.subsets if subset.effect == "killed" for each in subset.claims)
    told = _told(counted, between) or _told((claims[each] for each in subsets if each in claims), between)
    return _split(told, figure.best)


def display(actor: str) -> str:
    """Return the English name of an actor; a group that is in no registry keeps its own words."""
    return kinship.name(actor, LANGUAGE)


def country_governed(actor: str) -> str | None:
    """Return the country whose government an actor is, or is now a part of; None for everybody else.

    The government of a region is none of a country.
    """
    for each in _line_of(actor):
        country = kinship.country(each)
        if country is not None and kinship.government_of(country) == each:
            return country
    return None


def is_of_states(actor: str) -> bool:
    """Tell whether an actor stands for one state or several: a government, a part of one, a coalition."""
    return any(kinship.kind(each) in {"government", "coalition"} for each in _line_of(actor))


def _line_of(actor: str) -> tuple[str, ...]:
    return (actor, *kinship.ancestors(actor, former=False))


def country_row(code: str | None) -> Mapping[str, object]:
    """Return the codebook names and numbers of a country, an empty mapping for an unknown one."""
    row: Mapping[str, object] = table("codebooks/countries").get(code or "", {})
    return row


def _told(told_by: Iterable[Claim], between: Sides) -> dict[str, int]:
    """Return the highest best figure that the claims give for each side they name."""
    found: dict[str, int] = {}
    for claim in told_by:
        side = _side(claim, between)
        best = claim.count.best if claim.count else None
        if side is not None and best is not None:
            found[side] = max(best, found.get(side, 0))
    return found


def _side(claim: Claim, between: Sides) -> str | None:
    """Return the side a claim's victims belong to; None where it does not tell, or tells of several."""
    if _is_civilian(claim):
        return "civilians"
    if claim.victims is None or claim.victims.victim_class == "mixed" or claim.victims.actor is None:
        return None
    actor = claim.victims.actor
    family = {*_line_of(actor), *kinship.allies(actor)}  # a militia's dead count with its government's
    if family & set(between.attackers):
        return "attackers"
    return "attacked" if family & set(between.attacked) else None


def _is_civilian(claim: Claim) -> bool:
    victims = claim.victims
    if victims is None or victims.victim_class in {"combatant", "mixed"}:
        return False
    return victims.victim_class == "civilian" or (
        victims.actor is not None and kinship.kind(victims.actor) == "civilians"
    )


def _split(told: Mapping[str, int], best: int) -> Deaths:
    rest = best - sum(told.values())
    if rest < 0:
        told, rest = {}, best
    return Deaths(
        attackers=told.get("attackers", 0),
        attacked=told.get("attacked", 0),
        civilians=told.get("civilians", 0),
        unknown=rest,
    )
