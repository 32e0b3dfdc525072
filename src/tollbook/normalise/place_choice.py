"""Which of the places of one name is meant, and whether that is sure enough to say.

`ranked` weighs the readings of a name by size, by what the words call it, and by what the report and its other names
make likely; `sure` tells whether the best one may be used. What is not sure stays without a point: a village put
into the wrong province is worse than one put into none.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from geographiclib.geodesic import Geodesic

from tollbook.data import kinship
from tollbook.normalise.gazetteer import Entry, gazetteer
from tollbook.normalise.place_keys import fold, loose, without_article
from tollbook.normalise.place_lookup import alike
from tollbook.normalise.place_names import Named
from tollbook.normalise.place_words import words_of

_SIZE = {"country": 9.5, "admin1": 5.5, "admin2": 4.0, "area": 6.5, "water": 6.5, "river": 6.5}
_FITS = {  # kinds of place that a word may mean ("territory": a region, or a division of some order), likeliest first
    "town": ("town",),
    "admin1": ("admin1", "area", "admin2"),
    "admin2": ("admin2", "admin1", "town"),
    "admin3": ("town", "admin2"),  # a part of a district is called like its seat, which may be that of the district
    "area": ("area", "admin2", "admin1"),
    "river": ("river",),
    "water": ("water",),
    "country": ("country",),
}
_RADIUS_KM = 6371.0
_NEAR_KM = 100.0
_FAMOUS = 400_000  # people from which a town is spoken of in a report that plays abroad, under its other names too
_REACH_KM = 1500.0
_SMALL = 5_000  # people from which the one place of a name may be meant in a report that tells no country
_IN_PLAY = 0.04  # share of a report's geography from which a country may be where a small place lies
_BYNAME = 1.5  # a town that bears a name only as another one of its own gives way to a large town that is called so
_ROUGHLY = 7.0  # a town whose name is spelt in another way gives way to any place that is spelt so, of any kind
_SIZEABLE = 100_000
_NO_VILLAGE = 200_000  # people from which a town is not called a village
_KNOWN = 10_000  # people from which a name that is given often means the largest of its towns
_MANY = 3
_PARTIAL_REGISTER = "in-post:"  # India has four times as many villages as post offices
_LONG = 8  # letters of a romanisation key that few places share ("hauaij sarki")
_VERY_ALIKE = 80.0  # of 100: "Mayadeen" and "Mayadin" 80, "Sabratha" and "Sabratah" 93, "Lashora" and "Lahore" 77
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’‘ʿʾ]")
_MARGIN = 0.3  # two towns of one name this close in score (a factor two in people) cannot be told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the whole report says of where it plays.

    `countries` are (ISO code, share of the report's geography), heaviest first, shares summing to 1;
    `divisions` the same for first-order divisions; `points` (latitude, longitude, name key);
    `votes` (first-order division, key of the name that speaks for it).
    """

    countries: tuple[tuple[str, float], ...] = ()
    divisions: tuple[tuple[str, float], ...] = ()
    points: tuple[tuple[float, float, str], ...] = ()
    votes: tuple[tuple[str, str], ...] = ()

    def share(self, country: str | None) -> float:
        """Return the share of `country`, 0 when the report does not speak of it."""
        return next((share for code, share in self.countries if code == country), 0.0)

    @property
    def main(self) -> str | None:
        """Return the one country the report plays in: half of its geography, and twice the next."""
        if not self.countries or self.countries[0][1] < 0.45:
            return None
        second = self.countries[1][1] if len(self.countries) > 1 else 0.0
        return self.countries[0][0] if self.countries[0][1] >= 1.5 * second else None


def able(entries: tuple[Entry, ...], kind: str | None) -> tuple[Entry, ...]:
    """Leave countries out where the words speak of a town or a district."""
    return tuple(e for e in entries if e.kind != "country" or kind not in ("town", "admin2", "admin3"))


def kilometres(north: float, east: float, north2: float, east2: float) -> float:
    """Return the geodesic distance on WGS 84."""
    metres: float = Geodesic.WGS84.Inverse(north, east, north2, east2, Geodesic.DISTANCE)["s12"]
    return metres / 1000.0


def nearer(north: float, east: float, north2: float, east2: float, limit: float) -> bool:
    """Tell whether two points lie at most `limit` kilometres apart.

    The sphere is out by 0.6 % at most, so that the geodesic is needed near the limit only; it costs thirty times more.
    """
    half_north, half_east = math.radians(north2 - north) / 2, math.radians(east2 - east) / 2
    spread = math.cos(math.radians(north)) * math.cos(math.radians(north2)) * math.sin(half_east) ** 2
    rough = 2 * _RADIUS_KM * math.asin(min(1.0, math.sqrt(math.sin(half_north) ** 2 + spread)))
    if abs(rough - limit) > 0.01 * limit:
        return rough < limit
    return kilometres(north, east, north2, east2) <= limit


def ranked(named: Named, around: Surroundings, context: tuple[Entry, ...]) -> list[tuple[float, Entry]]:
    """Return the places a name may mean, best first, with their scores."""
    wet = named.kind in ("river", "water")
    entries = tuple(e for e in able(named.entries, named.kind) if not wet or e.kind == named.kind)
    entries = tuple(e for e in entries if not _called_like_its_country(e, entries, named))
    scored = [(_score(e, entries, named, around, context), e) for e in entries]
    return sorted(scored, key=lambda item: (-item[0], item[1].id))


def _called_like_its_country(entry: Entry, entries: tuple[Entry, ...], named: Named) -> bool:
    """Tell whether a division has its country's name only as another one ("Nigeria" for Niger state)."""
    homes = {e.country for e in entries if e.kind == "country" and fold(e.name) == fold(named.text)}
    return entry.kind in ("admin1", "admin2") and entry.country in homes and fold(entry.name) != fold(named.text)


def _score(
    entry: Entry, rivals: tuple[Entry, ...], named: Named, around: Surroundings, context: tuple[Entry, ...]
) -> float:
    """Weigh one reading of a name: size, the report's countries, its divisions, places near by, names beside it."""
    score = (
        _prominence(entry)
        + _fit(entry, named.kind)
        - (4.0 if not named.native and _foreign(entry, named.text) else 0.0)
    )
    if entry.kind == "town" and fold(entry.name) != fold(named.text) and any(_bears(e, named) for e in rivals):
        score -= _BYNAME  # "Philadelphia" was once Amman's name, and is another town's own
    if entry.kind == "town" and _spelt_like(entry, named) and any(_named(e, named, entry.country) for e in rivals):
        score -= _ROUGHLY  # "Bagrami" is not Bagram
    if entry.kind == "admin1" and named.kind is None and _has_own_town(entry, rivals):
        score += 1.5 if named.side else -1.5  # "in Idlib" is the city, "northern Idlib" the province
    if entry.kind == "admin2" and named.kind is None:
        score -= 0.5
    if entry.kind == "river" and named.kind is None and any(e.kind == "town" for e in rivals):
        score -= 4.0  # "a block in Dnipro" is the city
    if named.kind is None and gazetteer().meant(named.text) == entry.id:
        score += 3.0
    score += 4.0 * around.share(entry.country)
    if around.countries and not around.share(entry.country) and entry.kind != "country":
        score -= 1.5
    score += 2.5 * next((share for division, share in around.divisions if division == entry.admin1), 0.0)
    score += 1.5 if _has_neighbour(entry, named, around) else 0.0
    return score + _support(entry, context)


def _spelt_like(entry: Entry, named: Named) -> bool:
    """Tell whether a name agrees with a small town's by its romanisation, and not as it stands."""
    if entry.population >= _KNOWN or loose(entry.name) != loose(named.text):
        return False
    return without_article(fold(entry.name)) != without_article(fold(named.text))


def _named(entry: Entry, named: Named, country: str | None) -> bool:
    """Tell whether a name is the first one of a place of a country, as it stands."""
    return entry.country == country and fold(entry.name) == fold(named.text)


def _bears(entry: Entry, named: Named) -> bool:
    """Tell whether a name is a sizeable town's own, and not only another name of it."""
    return entry.kind == "town" and entry.population >= _SIZEABLE and fold(entry.name) == fold(named.text)


def _prominence(entry: Entry) -> float:
    if entry.kind != "town":
        return _SIZE[entry.kind]
    return math.log10(entry.population + 50) + (1.0 if entry.capital else 0.0)


def _foreign(entry: Entry, name: str) -> bool:
    """Tell whether `name` is a country's only in other languages ("Argelia", a town in Colombia)."""
    return entry.kind == "country" and entry.country is not None and fold(name) not in _country_names(entry.country)


@cache
def _country_names(code: str) -> frozenset[str]:
    tags = kinship.DISPLAY_LANGUAGES
    own = (kinship.countries(language).get(code, "") for language in tags)
    words = (name for tag in tags for name, c in words_of(tag)["countries"].items() if c == code)
    return frozenset(fold(name) for name in (*own, *words))


def _fit(entry: Entry, kind: str | None) -> float:
    """Weigh how the kind of a place agrees with what the words call it."""
    if kind is None or kind not in _FITS:
        return 0.0
    fits = _FITS[kind]
    return 4.0 - fits.index(entry.kind) if entry.kind in fits else -2.0


def _has_own_town(division: Entry, rivals: tuple[Entry, ...]) -> bool:
    return any(e.kind == "town" and e.admin1 == division.admin1 and e.population > 2000 for e in rivals)


def _has_neighbour(entry: Entry, named: Named, around: Surroundings) -> bool:
    if entry.latitude is None or entry.longitude is None:
        return False
    north, east, own = entry.latitude, entry.longitude, fold(named.text)
    return any(
        abs(lat - north) < 1.0 and key != own and nearer(north, east, lat, lon, _NEAR_KM)
        for lat, lon, key in around.points
    )


def _support(entry: Entry, context: tuple[Entry, ...]) -> float:
    """Weigh how an entry agrees with the places already chosen for the same event."""
    score = 0.0
    for other in context:
        if other.country is None or entry.country is None:
            continue
        if other.kind == "country":
            score += 4.0 if other.country == entry.country else 0.0
        elif other.country != entry.country:
            score -= 1.0
        elif other.admin1_name and other.admin1_name == entry.admin1_name:
            score += 4.0
        else:
            score += 1.0
    return score


def sure(
    order: list[tuple[float, Entry]],
    around: Surroundings,
    context: tuple[Entry, ...],
    named: Named,
    beside: tuple[Entry, ...] = (),
) -> bool:
    """Tell whether the best reading may be used: supported and alone, or too prominent to mistake.

    `context` are the places chosen for the event, `beside` those that its other open names most likely mean.
    """
    score, best = order[0]
    if named.kind is None and gazetteer().meant(named.text) == best.id:
        return True
    homes = {other.country for other in context if other.kind in ("country", "admin1")}
    if homes and best.country not in homes and best.kind in ("town", "admin2"):
        return False  # "the Zap area in Iraq" is in Iraq, whatever the gazetteer has
    divisions = {other.admin1_name for other in context if other.kind == "admin1" and other.country == best.country}
    if divisions and best.kind in ("town", "admin2") and best.admin1_name not in divisions and not named.relation:
        return False  # "El Carmen (Cauca)" is in Cauca, whatever the gazetteer has
    if any(other.country == best.country for other in context) or around.share(best.country) > _IN_PLAY:
        if best.kind not in ("town", "admin2"):
            return True
        return not (_has_equal(score, best, order) or _doubtful(order, around, (*context, *beside), named))
    if named.small and best.kind == "town":
        return False  # no village of a country out of play
    if around.main is not None and _bears_another(best, named):
        return False
    if best.kind in ("country", "area", "water", "river") or best.capital:
        return not (named.rough and around.countries)
    if around.countries and named.rough:
        return False
    if best.kind != "town":
        only = all(entry.country == best.country for _, entry in order)
        return named.kind == best.kind or (only and not (around.countries and best.kind == "admin2"))
    elsewhere = max((e.population for _, e in order if not _same_spot(e, best)), default=0)
    if not around.countries and elsewhere == 0 and not named.rough and named.told and best.population >= _SMALL:
        return True  # an extractor says that it is a place, and the world has one of that name
    alone = elsewhere == 0 and _within_reach(best, around)
    enough = 50_000 if not around.countries or alone else 1_000_000 if named.kind and elsewhere else _FAMOUS
    return best.population >= enough and best.population >= 8 * elsewhere


def _within_reach(best: Entry, around: Surroundings) -> bool:
    """Tell whether a place abroad is near enough to be told of in passing: to a place of the report, or its capital.

    "Blida" in a report on Lebanon is a village that the gazetteer has not, and no town of Algeria.
    """
    capital = gazetteer().capital(around.main) if around.main is not None else None
    if best.latitude is None or best.longitude is None or capital is None:
        return True
    points = [(north, east) for north, east, _ in around.points]
    if capital.latitude is not None and capital.longitude is not None:
        points.append((capital.latitude, capital.longitude))
    return any(nearer(best.latitude, best.longitude, north, east, _REACH_KM) for north, east in points)


def _bears_another(best: Entry, named: Named) -> bool:
    """Tell whether a place abroad is unlikely to be meant by a name that is not its first one.

    So it is where the words call it a town or a district ("Igoli town" in Nigeria is not Johannesburg), and where they
    are a part of a longer name ("Umm Cham Chaka" is not Damascus, though that is Sham). A district abroad is not named
    in passing at all.
    """
    if best.kind == "admin2":
        return True
    if best.kind not in ("town", "admin1") or not _LATIN.match(named.text):
        return False
    if named.partial and not (best.capital or best.population >= _FAMOUS):
        return True
    called = named.kind is not None and best.kind == "town"  # a province may go by the name that a language has for it
    return (called or named.partial) and fold(best.name) != fold(named.text)


def _doubtful(order: list[tuple[float, Entry]], around: Surroundings, context: tuple[Entry, ...], named: Named) -> bool:
    """Tell whether a town is probably another one than is meant: nothing near by speaks for it, and its name little.

    The gazetteer has the towns of a country and few of its villages. So a village that is called like a town, or like
    two of them, and a name that agrees by its romanisation only, may be any of many. Of UCDP's strings (the half that
    rules are made on) 0.44 of such villages lie in the division of a town of 10,000, 0.68 of such romanisations.
    """
    best = order[0][1]
    if _supported(best, named, around, context):
        return False
    namesakes = [other for _, other in order if other.country == best.country and not _one_place(best, other)]
    alone = not any(other.kind == "town" for other in namesakes)
    if not alone and _one_of_many(best, named, namesakes):
        return True
    if best.population < _KNOWN and named.small and _elsewhere_too(best, named):
        return True
    if named.kind == "town" and best.population < _SIZEABLE and any(_seated_elsewhere(best, e) for e in namesakes):
        return True
    exact = gazetteer().find(named.text)
    rough = named.rough or (bool(exact) and not named.native and best not in exact)
    unlike = bool(_LATIN.match(named.text)) and not alike(named.text, best.name, _VERY_ALIKE)
    if rough and (not alone or (unlike and best.population < _KNOWN)):
        return True
    if best.id.startswith(_PARTIAL_REGISTER):
        return True
    if best.kind == "admin2":
        return False
    vague = (rough or _byname(best, named)) and len(loose(named.text)) < _LONG
    return named.small and (not alone or vague or best.population >= _NO_VILLAGE)


def _seated_elsewhere(town: Entry, other: Entry) -> bool:
    """Tell whether a district of the town's name lies in another province: its seat may be the town that is meant."""
    return other.kind == "admin2" and other.admin1_name != town.admin1_name


def _one_of_many(best: Entry, named: Named, namesakes: list[Entry]) -> bool:
    """Tell whether a country has three more towns of the very name, one of them a tenth as large ("San Fernando")."""
    own = [other for other in namesakes if other.kind == "town" and fold(other.name) == fold(named.text)]
    return len(own) >= _MANY and 10 * max(other.population for other in own) > best.population


def _elsewhere_too(best: Entry, named: Named) -> int:
    """Return in how many other countries a town bears the name: so often is it given ("Ayn al Bayda", "Aliabad")."""
    book = gazetteer()
    found = (*book.find(named.text), *book.find_loosely(named.text))
    return len({other.country for other in found if other.kind == "town" and not other.registered} - {best.country})


def _supported(best: Entry, named: Named, around: Surroundings, context: tuple[Entry, ...]) -> bool:
    """Tell whether another place of the phrase or of the report lies in the same division, or near by."""
    beside = [other for other in context if other.id != best.id and other.country == best.country]
    if any(other.admin1_name and other.admin1_name == best.admin1_name for other in beside):
        return True
    if any(other.kind == "town" and _same_spot(other, best) for other in beside):
        return True
    own = fold(named.text)
    return _has_neighbour(best, named, around) or any(i == best.admin1 and key != own for i, key in around.votes)


def _byname(entry: Entry, named: Named) -> bool:
    """Tell whether a name in Latin letters is not the first one of an entry, but another one of its own."""
    return bool(_LATIN.match(named.text)) and fold(entry.name) != fold(named.text)


def _has_equal(score: float, best: Entry, order: list[tuple[float, Entry]]) -> bool:
    """Tell whether another place of the name in the same country is as likely: then neither is meant for sure."""
    return any(
        other.country == best.country and score - value < _MARGIN
        for value, other in order[1:]
        if other.kind == best.kind and not _one_place(other, best)
    )


def _one_place(left: Entry, right: Entry) -> bool:
    """Tell whether two entries are one place for what is said of it: near each other, in the same division."""
    return _same_spot(left, right) and left.admin1_name == right.admin1_name


def _same_spot(left: Entry, right: Entry) -> bool:
    if left.latitude is None or left.longitude is None or right.latitude is None or right.longitude is None:
        return left is right
    return nearer(left.latitude, left.longitude, right.latitude, right.longitude, _NEAR_KM)
