"""Who stood against whom in an incident, and whose deaths its figures are, as UCDP and ACLED ask.

The registry (`tollbook.data.kinship`) tells an actor's kind, country and parents. A group it does not
have keeps its own words, has no parents and counts as non-state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tollbook.data import display as names
from tollbook.data import kinship, table
from tollbook.records import Claim, Count, Figure, Incident, SideDeaths, View

CIVILIANS = "Civilians"
UNKNOWN = "Unknown"


# Kinds of actor whose people are civilians unless a claim calls them combatants.
UNARMED = frozenset({"organisation", "person", "outlet", "monitor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Attackers and the armed side attacked, by registry id or proper name, and who else was hit.

    `fighters`: combatants of a side that nobody names. `civilians`: people who are no combatants.
    """

    attackers: tuple[str, ...]
    attacked: tuple[str, ...]
    fighters: bool
    civilians: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """Deaths by side. None: the incident has no single figure to divide."""

    attackers: int | None = None
    attacked: int | None = None
    civilians: int | None = None
    unknown: int | None = None


def by_side(incident: Incident, claims: Mapping[str, Claim]) -> tuple[SideDeaths, ...]:
    """Return the dead of side A, side B, civilians and unknown, each with its range and the rule behind it.

    The best numbers are those of `deaths`. A side's low and high are the lowest and highest that claims give for
    it; unknown has what the others leave of the incident's own range.
    """
    figure = figure_of(incident, "killed")
    between = sides(incident, claims)
    split = deaths(incident, between, claims)
    if figure is None or figure.best is None or not figure.best or split.unknown is None:
        return ()
    _, first, second = violence(between)
    given = {"attackers": split.attackers, "attacked": split.attacked, "civilians": split.civilians}
    counted = [claims[each] for each in figure.claims if each in claims]
    subsets = [claims[each] for item in incident.subsets for each in item.claims if each in claims]
    stated = {side: _counts(side, counted, between) or _counts(side, subsets, between) for side in given}
    known = {side: _range(given[side] or 0, stated[side], figure) for side in given}
    found = []
    for name, actors in (("a", first), ("b", second)):
        side = "attackers" if actors == between.attackers else "attacked" if actors == between.attacked else None
        low, best, high = known[side] if side else (0, 0, 0)
        rule = _rule(best, figure.best, stated[side] if side else [])
        found.append(SideDeaths(side=name, actors=actors, low=low, best=best, high=high, rule=rule))  # type: ignore[arg-type]
    low, best, high = known["civilians"]
    rule = _rule(best, figure.best, stated["civilians"])
    found.append(SideDeaths(side="civilians", actors=(), low=low, best=best, high=high, rule=rule))
    rest = figure.best - sum(item.best for item in found)
    low, high = _rest(figure, found, rest)
    silent = "the sides told exceed the figure" if any(stated.values()) else "no claim tells whose dead they are"
    told = "what the sides leave of the figure" if rest < figure.best else silent
    return (*found, SideDeaths(side="unknown", actors=(), low=low, best=rest, high=high, rule=told))


def _counts(side: str, told_by: Iterable[Claim], between: Sides) -> list[Count]:
    """Return the counts of the dead that claims give for a side."""
    return [each.count for each in told_by if each.effect == "killed" and each.count and _side(each, between) == side]


def _range(best: int, counts: Sequence[Count], figure: Figure) -> tuple[int | None, int, int | None]:
    """Return low, best and high of a side whose best is known, never beyond the figure's own high."""
    if best == figure.best:
        return figure.low, best, figure.high
    if not best:
        return 0, 0, 0
    lows, highs = [count.low for count in counts], [count.high for count in counts]
    low = None if None in lows else min([best, *(each for each in lows if each is not None)])
    high = figure.high if None in highs else max([best, *(each for each in highs if each is not None)])
    return low, best, high if high is None or figure.high is None else min(high, figure.high)


def _rest(figure: Figure, found: Sequence[SideDeaths], rest: int) -> tuple[int | None, int | None]:
    """Return the low and high of what the sides leave of a figure."""
    if rest == figure.best:
        return figure.low, figure.high
    if any(item.best == figure.best for item in found):
        return 0, 0
    lows, highs = [item.low for item in found], [item.high for item in found]
    low = 0 if None in highs or figure.low is None else figure.low - sum(each or 0 for each in highs)
    high = None if figure.high is None else figure.high - sum(each or 0 for each in lows)
    return min(max(low, 0), rest), None if high is None else max(high, rest)


def _rule(best: int, whole: int | None, counts: Sequence[Count]) -> str:
    if best == whole:
        return "all claims of the figure name this side" if counts else "the figure is this side's"
    if best:
        return "the highest best figure that a claim gives for this side"
    return "the sides told exceed the figure, so all are unknown" if counts else "no claim tells of this side's dead"


def claims_by_id(view: View) -> dict[str, Claim]:
    """Return every claim of the view under its id."""
    lists = (view.set_aside, view.statements, view.background, view.claims)
    return {claim.id: claim for claims in lists for claim in claims}


def figure_of(incident: Incident, effect: str) -> Figure | None:
    """Return the figure of one effect, None where the incident has none."""
    return next((figure for figure in incident.figures if figure.effect == effect), None)


def sides(incident: Incident, claims: Mapping[str, Claim]) -> Sides:
    """Return the sides of an incident.

    Words that are no name ("gunmen", "militants") stand for a side nobody names.
    """
    harmed = [claims[each] for each in incident.claims if each in claims and claims[each].effect is not None]
    armed = [each for each in incident.victims if not _are_civilians(each, harmed)]
    attackers = tuple(each for each in incident.perpetrators if _is_named(each))
    attacked = tuple(each for each in armed if _is_named(each) and each not in attackers)
    fighters = any(claim.victims is not None and claim.victims.victim_class == "combatant" for claim in harmed)
    return Sides(
        attackers=attackers,
        attacked=attacked,
        fighters=fighters and not attacked,
        civilians=len(armed) < len(incident.victims) or any(map(_is_civilian, harmed)),
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


def violence(between: Sides) -> tuple[int | None, tuple[str, ...], tuple[str, ...]]:
    """Return UCDP's type of violence, side A and side B; None and empty sides where they are not known.

    A government (or a coalition of states) on either side makes it state-based (1), and side A; of two
    governments, and of the two groups of non-state violence (2), side A is the first by name. An organised attacker
    against civilians alone is one-sided violence (3). With a side unknown the type is unknown.
    """
    attackers, attacked = between.attackers, between.attacked
    if attackers and attacked:
        ours, theirs = any(map(is_of_states, attackers)), any(map(is_of_states, attacked))
        if ours == theirs:
            first, second = sorted((attackers, attacked), key=lambda side: names_of(side).casefold())
            return (1 if ours else 2), first, second
        return (1, attackers, attacked) if ours else (1, attacked, attackers)
    if attackers:
        return (3 if between.civilians else None), attackers, (CIVILIANS,) if between.civilians else ()
    if attacked:
        return (None, attacked, ()) if any(map(is_of_states, attacked)) else (None, (), attacked)
    return None, (), (CIVILIANS,) if between.civilians else ()


def names_of(side: tuple[str, ...]) -> str:
    """Return a side under UCDP's names: governments as "Government of X", several in one cell."""
    return ", ".join(dict.fromkeys(map(_name, side))) or UNKNOWN


def _name(actor: str) -> str:
    if actor == CIVILIANS:
        return CIVILIANS
    country = country_row(country_governed(actor))
    name = country.get("ucdp") or country.get("name")
    return f"Government of {name}" if name else display(actor)


def display(actor: str) -> str:
    """Return the English name of an actor or origin; a group that is in no registry keeps its own words."""
    return kinship.name(actor, "en") if kinship.kind(actor) else names.actor(actor)


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
    victims = claim.victims
    if victims is None or victims.victim_class == "mixed":
        return None
    actor = victims.actor or victims.text
    family = {*_line_of(actor), *kinship.allies(actor)}  # a militia's dead count with its government's
    if family & set(between.attackers):
        return "attackers"
    unnamed = victims.victim_class == "combatant" and bool(between.attackers) and not between.attacked
    return "attacked" if unnamed or family & set(between.attacked) else None


def _are_civilians(victim: str, harmed: Iterable[Claim]) -> bool:
    """Tell whether victims (an id, or a report's words) are civilians, by the claims or else by kind."""
    kind = kinship.kind(victim)
    parties = [claim.victims for claim in harmed if claim.victims is not None]
    classes = {party.victim_class for party in parties if victim in {party.actor, party.text}} - {None, "unknown"}
    return kind == "civilians" or (classes == {"civilian"} if classes else kind in UNARMED)


def _is_named(actor: str) -> bool:
    """Tell whether `actor` is in the registry, or a name: a capital letter after its first one."""
    return kinship.kind(actor) is not None or any(letter.isupper() for letter in actor[1:])


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
