"""How two periods, places or actors of the records stand to each other.

Pure functions that `link` (is it one event?) and `reconcile` (is it a part?) both need, and that belong to
neither. Unknown is its own answer and speaks for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from geographiclib.geodesic import Geodesic

from tollbook.data import kinship, table
from tollbook.records import Claim, Count, Effect, Party, Period, Place

Kin = Literal["same", "kin", "ally", "different", "unknown"]
Nearness = Literal[
    "same",  # one named place, or points a few kilometres apart
    "inside",  # one lies within what the other names (a district, "near" a town)
    "province",  # one first-order division
    "beside",  # loosely placed near the other: speaks for nothing
    "country",  # only the country is shared
    "near",  # two named places, close by
    "apart",
    "unknown",
]

FINE, DISTRICT, PROVINCE, VAGUE, COUNTRY = 2, 3, 4, 5, 6  # UCDP where_prec (FINE: up to which a place is one town)
RADIUS_KM = {1: 3.0, 2: 25.0, 3: 40.0}  # what a point of that precision stands for
RELATED_KM = 30.0  # "south of Mayadeen": how far such words reach from a town
NEIGHBOUR_KM = 30.0
LOOSE_KM = 200.0  # how far "outside Idlib" or "the eastern desert" may reach


@dataclass(frozen=True, slots=True)
class Where:
    """How two places stand to each other, and one line that says why."""

    nearness: Nearness
    why: str


def gap_days(one: Period | None, other: Period | None) -> int | None:
    """Return the days between two periods: 0 when they overlap, None when either is unknown."""
    if one is None or other is None or not (one.start or one.end) or not (other.start or other.end):
        return None
    first, second = bounds(one), bounds(other)
    return max(0, (second[0] - first[1]).days, (first[0] - second[1]).days)


def bounds(period: Period) -> tuple[date, date]:
    """Return a period's first and last day, an open side as far away as dates go."""
    return period.start or date.min, period.end or date.max


def days(period: Period) -> str:
    """Return a period as words for a reader."""
    if period.start == period.end and period.start:
        return period.start.isoformat()
    return f"{period.start or '?'} to {period.end or '?'}"


@lru_cache(maxsize=65536)
def kin(one: str | None, other: str | None) -> Kin:
    """Tell how two registry ids are related; None is unknown.

    Two groups below one ancestor are kin only in one country: the army and its militias are, the branches of a
    network in two countries are not.
    """
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "same"
    above, beyond = kinship.ancestors(one), kinship.ancestors(other)
    if one in beyond or other in above:
        return "kin"
    country = kinship.country(one)
    if country is not None and country == kinship.country(other) and set(above) & set(beyond):
        return "kin"
    if other in kinship.allies(one) or one in kinship.allies(other):
        return "ally"
    return "different"


def level(place: Place) -> int:
    """Return a place's precision, read off its fields where none is given."""
    if place.precision is not None:
        return place.precision
    if place.latitude is not None:
        return 2
    if place.admin2 or place.admin1:
        return 3 if place.admin2 else PROVINCE
    return COUNTRY if place.country else VAGUE


def unlisted(place: Place) -> bool:
    """Tell whether a place is a name that no gazetteer has, with the parent that is known."""
    return place.id is None and place.name is not None


@lru_cache(maxsize=65536)
def km_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the kilometres between two points along the WGS 84 ellipsoid."""
    line = Geodesic.WGS84.Inverse(latitude, longitude, other_latitude, other_longitude, Geodesic.DISTANCE)
    return float(line["s12"]) / 1000


def distance(one: Place, other: Place) -> float | None:
    """Return the kilometres between the points of two places, None when either has none."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return km_between(one.latitude, one.longitude, other.latitude, other.longitude)


def spell(place: Place) -> str:
    """Return a place as words for a reader: relation, name, province, country."""
    name = place.name or place.text
    province = place.admin1 if place.admin1 and place.admin1 != name else None
    country = place.country if place.country and place.country != name else None
    head = f"{place.relation} {name}" if place.relation else name
    return ", ".join(part for part in (head, province, country) if part)


@lru_cache(maxsize=65536)
def _where(one: Place, other: Place) -> Where:
    km = distance(one, other)
    told = f"{spell(one)} / {spell(other)}" + (f", {km:.0f} km" if km is not None else "")
    if one.country and other.country and one.country != other.country:
        close = km is not None and km <= NEIGHBOUR_KM
        return Where("near" if close else "apart", f"{told}: two countries")
    if one_name(one, other):
        return Where(_named_alike(one, other), told)
    if COUNTRY in (level(one), level(other)):
        return _only_country(one, other, told)
    if _loose(one) or _loose(other):
        return _loosely(one, other, km, told)
    if PROVINCE in (level(one), level(other)) or km is None:
        return _by_province(one, other, told)
    return _by_distance(one, other, km, told)


def where(one: Place | None, other: Place | None) -> Where:
    """Tell how two places stand to each other, by name, division and distance against both precisions."""
    if one is None or other is None:
        return Where("unknown", "a place is not known")
    return _where(one, other)


def _loose(place: Place) -> bool:
    """Tell whether a place is a region without a border: a vague area, or beside a province."""
    return level(place) in (VAGUE, 7) or (place.relation is not None and level(place) >= PROVINCE)


def one_name(one: Place | None, other: Place | None) -> bool:
    """Tell whether two places go by one name of one gazetteer entry, whatever stands before it ("near")."""
    if one is None or other is None:
        return False
    if one.id is not None and other.id is not None:
        return one.id == other.id
    return _fold(one) == _fold(other) and one.country == other.country and one.admin1 == other.admin1


def _fold(place: Place) -> str:
    return " ".join((place.name or place.text).casefold().split())


def _named_alike(one: Place, other: Place) -> Nearness:
    coarse = max(level(one), level(other))
    if coarse >= COUNTRY:
        return "country"
    if coarse >= PROVINCE:
        return "province" if one.relation == other.relation else "beside"
    return "same" if one.relation == other.relation else "inside"


def _only_country(one: Place, other: Place, told: str) -> Where:
    if one.country and one.country == other.country:
        return Where("country", f"{told}: one country")
    return Where("unknown", told)


def _loosely(one: Place, other: Place, km: float | None, told: str) -> Where:
    same_province = one.admin1 is not None and one.admin1 == other.admin1
    if same_province and not (one.relation and other.relation):
        return Where("beside", f"{told}: beside or within one province")
    boundless = any(level(place) >= VAGUE and place.admin1 is None for place in (one, other))
    if km is not None and not boundless:  # the middle of a country tells nothing of its east
        return Where("beside" if km <= LOOSE_KM else "apart", f"{told}: loosely placed")
    return _only_country(one, other, told)


def _by_province(one: Place, other: Place, told: str) -> Where:
    if one.admin1 is None or other.admin1 is None:
        return _only_country(one, other, told)
    if one.admin1 == other.admin1:
        return Where("province", f"{told}: one province")
    return Where("apart", f"{told}: two provinces")


def _by_distance(one: Place, other: Place, km: float, told: str) -> Where:
    if km <= RADIUS_KM[1]:
        return Where("same", told)
    levels = (level(one), level(other))
    if DISTRICT in levels and one.admin2 is not None and one.admin2 == other.admin2:
        return Where("inside", f"{told}: one district")
    reach = max(_reach(one), _reach(other))
    if reach > RADIUS_KM[1] and km <= reach:
        return Where("inside", f"{told}: within the precision given")
    return Where("near" if km <= reach + NEIGHBOUR_KM else "apart", told)


def _reach(place: Place) -> float:
    radius = RADIUS_KM.get(level(place), RADIUS_KM[1])
    return max(radius, RELATED_KM) if place.relation else radius


def value(count: Count | None) -> int | None:
    """Return the number a count stands on: its best, or the bound that is known."""
    if count is None:
        return None
    return next((number for number in (count.best, count.low, count.high) if number is not None), None)


def origins(claim: Claim) -> frozenset[str]:
    """Return who is cited for a claim.

    A cited outlet is an origin only where nobody else is cited, so that two papers that print one wire have one. State
    media are a party's mouth, and always one.
    """
    named = frozenset(item.origin for item in claim.attribution if item.origin)
    return frozenset(origin for origin in named if not _only_outlet(origin)) or named


def _only_outlet(origin: str) -> bool:
    return kinship.kind(origin) == "outlet" and not kinship.ancestors(origin)


def position(claim: Claim) -> int:
    """Return where in its report a claim stands: the start of its count, or of its first span."""
    counts = [item.span.start for item in claim.evidence if item.role == "count"]
    return min(counts or [item.span.start for item in claim.evidence], default=0)


Order = tuple[date, str, int, str]


def told_order(claim: Claim, published: date | None) -> Order:
    """Return the sort key of a claim: the day of its report (unknown last), the report, its place in the text."""
    return published or date.max, claim.report_id, position(claim), claim.id


def is_increment(claim: Claim) -> bool:
    """Tell whether a claim is what a toll rose by ("as three more died of their wounds"): in the new toll already."""
    return "rising" in claim.cues and "another" in claim.cues


def shares(claims: Iterable[Claim]) -> frozenset[str]:
    """Return the claims, by id, that are people of another figure of their report, whatever their scope.

    So are "the bodies of three of the dead" at the place of the dead, and "he lost his brother" in the scene of an
    attack that killed nineteen.
    """
    by_id = {claim.id: claim for claim in claims}
    scenes: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in by_id.values():
        if claim.place is not None:
            scenes[_scene(claim)].append(claim)
    return frozenset(claim.id for claim in by_id.values() if _of_these(claim, by_id) or _one_of(claim, scenes))


def _scene(claim: Claim) -> tuple[object, ...]:
    return claim.report_id, claim.effect, claim.place, claim.period


def _of_these(claim: Claim, by_id: Mapping[str, Claim]) -> bool:
    """Tell whether the words of a claim make it some of the people of another, at one place."""
    return "of_these" in claim.cues and any(
        (whole.report_id, whole.effect, whole.place) == (claim.report_id, claim.effect, claim.place)
        and claim.id not in whole.about
        and (value(claim.count) or 0) < (value(whole.count) or 0)
        for about in claim.about
        if (whole := by_id.get(about)) is not None
    )


def _one_of(claim: Claim, scenes: Mapping[tuple[object, ...], Sequence[Claim]]) -> bool:
    """Tell whether a claim is one of the people of a figure told before it, at one place and time."""
    if "of_these" in claim.cues or "another" in claim.cues or not {"definite", "single"} <= {*claim.cues}:
        return False
    here, number = position(claim), value(claim.count) or 0
    return claim.place is not None and any(
        number < (value(whole.count) or 0) and position(whole) < here and not disjoint(claim.victims, whole.victims)
        for whole in scenes[_scene(claim)]
    )


def is_whole(claim: Claim) -> bool:
    """Tell whether the report's own words make a claim the whole of several events."""
    return claim.scope == "total" or "plural_events" in claim.cues or "total" in claim.cues or (claim.events or 1) > 1


@dataclass(frozen=True, slots=True)
class Window:
    """An effect in a country from one day to another, as ordinals."""

    country: str
    effect: Effect
    first: int
    last: int


WINDOW_DAYS = 100  # a whole of more days is a running toll: what lies in them is too much to be its parts


def dated_in(claim: Claim) -> Window | None:
    """Return the country and days that a claim of harm is told of; None where either is open."""
    place, period = claim.place, claim.period
    if claim.effect is None or place is None or place.country is None:
        return None
    if period is None or period.start is None or period.end is None:
        return None
    return Window(place.country, claim.effect, period.start.toordinal(), period.end.toordinal())


def window_of_whole(claim: Claim) -> Window | None:
    """Return where and when the parts of a whole of several events may lie: its country and days, with some slack.

    None for a claim that is no whole by its words, or not told of some days in a country.
    """
    if not is_whole(claim) or claim.scope not in ("incident", "total"):
        return None
    told = dated_in(claim)
    if told is None or told.last - told.first > WINDOW_DAYS:
        return None
    slack: int = table("weights")["reconcile"]["search"]["slack_days"] if told.first != told.last else 0
    return Window(told.country, told.effect, told.first - slack, told.last + slack)


def disjoint(one: Party | None, other: Party | None) -> bool:
    """Tell whether two parties are surely not the same people: by class, or by actor."""
    if one is None or other is None:
        return False
    if {one.victim_class, other.victim_class} == {"combatant", "civilian"}:
        return True
    return kin(one.actor, other.actor) == "different"
