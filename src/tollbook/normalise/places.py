"""Words for places to a `Place`, no finer and no surer than the report allows.

`surroundings` reads the whole report once: the countries in play, and where its other places lie.
`locate` then resolves the place phrases of one event together: names are chosen by what the words
call them (city, province), by containment in other names of the event, by the report's countries,
by nearness and by size. A small name that nothing supports stays unresolved: words kept, no point.
Precision is UCDP's where_prec.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from tollbook.data import has, kinship, table
from tollbook.data.datelines import first_dateline
from tollbook.normalise.gazetteer import Entry, gazetteer
from tollbook.normalise.place_choice import Surroundings, able, kilometres, nearer, ranked, sure
from tollbook.normalise.place_keys import fold
from tollbook.normalise.place_lookup import alike
from tollbook.normalise.place_names import Named, names_in
from tollbook.normalise.place_phrases import kind_after, read, speaks_of_border
from tollbook.normalise.place_words import forms, language_of, people_of, words, words_of
from tollbook.normalise.registry import read as spots
from tollbook.records import Place

LEVEL = {"country": 6, "admin1": 4, "admin2": 3, "town": 1, "area": 5, "water": 7, "river": 5}
_ACTORS = frozenset({"armed-group", "militia", "monitor", "organisation", "outlet", "coalition"})
_NEAR_KM = 100.0
_FAR_KM = 150.0  # towns that one phrase names, one to say where the other is, lie nearer than this
_NEAR_TOWN_KM = 25.0  # UCDP where_prec 2
_ACROSS_KM = 1500.0  # how far a river or region across borders may lie from the middle of a country that has a part
_TOWN = 20_000  # people from which a place abroad may be meant though the report does not name its country
_PEOPLE = 0.6  # weight of a nationality beside a place: "a Russian attack" is often abroad
_DATELINE = 0.25  # weight of a country in a dateline: reports are often written abroad
_PAIR_GAP = 3  # characters between a town and its division: ", "


@dataclass(frozen=True, slots=True)
class _Found:
    """A name of the event and the place chosen for it."""

    named: Named
    entry: Entry
    why: str


def surroundings(text: str, language: str, title: str | None = None) -> Surroundings:
    """Return the countries, divisions and places that a report (its title counts twice) speaks of."""
    language = language_of(language)
    weights: dict[str, float] = defaultdict(float)
    open_names: dict[str, tuple[Entry, ...]] = {}
    opening = first_dateline(text)
    news, written = (text[opening.end :], text[: opening.place_end]) if opening else (text, "")
    for part, weight in ((news, 1.0), (title or "", 2.0), (written, _DATELINE)):
        _count_peoples(part, language, weights, weight)
        running = tuple(_with_their_wholes(part, names_in(part, language, running=True)))
        pairs = _confirmed(running, language)
        for named in running:
            if named.start in pairs:  # "Franklin, Indiana" names its country as well as "Indiana, United States" does
                entry = pairs[named.start]
                weights[entry.country or ""] += 0.7 * weight
                open_names[fold(named.text)] = (entry,)
                continue
            country = _only_country(_fitting(part, named, language))
            if country is not None:  # "the Venezuelan border" is a border of another country first
                weights[country] += weight * (0.3 if named.relation == "border with" else 1.0)
            elif named.entries and not named.rough and part is not written:
                open_names.setdefault(fold(named.text), named.entries)
    if not weights and not open_names:  # nothing but the dateline
        open_names = {fold(n.text): n.entries for n in names_in(written, language) if n.entries and not n.rough}
    return _settled(weights, open_names, native=words_of(language)["own"] is not None)


def _with_their_wholes(text: str, names: Iterable[Named]) -> Iterator[Named]:
    """Yield names; of "Albany, Georgia" each keeps the places of which one holds the other, where there are such."""
    before: Named | None = None
    for name in names:
        named = name
        if before is not None and text[before.end : named.start] == ", ":
            pairs = [(inner, outer) for inner in before.entries for outer in named.entries if _inside(inner, outer)]
            if pairs and not before.rough:
                before = replace(before, entries=tuple(dict.fromkeys(inner for inner, _ in pairs)))
                named = replace(named, entries=tuple(dict.fromkeys(outer for _, outer in pairs)))
        if before is not None:
            yield before
        before = named
    if before is not None:
        yield before


def _confirmed(names: Sequence[Named], language: str) -> dict[int, Entry]:
    """Return the places, by where their names start, of towns told with the division they lie in ("Salina, Kansas").

    Each confirms the other where a town of the name lies in a division of the other name; of several such towns the
    largest is meant. A division may be abbreviated as the language writes it ("Largo, Fla.").
    """
    found: dict[int, Entry] = {}
    for town, wider in pairwise(names):
        if not 0 < wider.start - town.end <= _PAIR_GAP:
            continue
        for division in _divisions(wider, language):
            within = [e for e in town.entries if e.kind in ("town", "admin2") and e.admin1 == division.admin1]
            towns = [e for e in within if e.kind == "town"] or within
            own = [e for e in towns if fold(e.name) == fold(town.text)] or towns
            if own and wider.start not in found:
                found[town.start] = max(own, key=lambda entry: (entry.population, entry.id))
                found[wider.start] = division
    return found


def _divisions(named: Named, language: str) -> list[Entry]:
    """Return the first-order divisions that a name or its abbreviation stands for."""
    given: dict[str, str] = table(f"divisions/{language}")["abbreviated"] if has(f"divisions/{language}") else {}
    full = given.get(named.text.rstrip("."))
    entries = gazetteer().find(full) if full is not None else named.entries
    return [entry for entry in entries if entry.kind == "admin1" and fold(entry.name) == fold(full or named.text)]


def _fitting(text: str, named: Named, language: str) -> tuple[Entry, ...]:
    """Return the places that a name in `text` may mean by the word after it: "Togo village" is no country."""
    kind, _ = kind_after(text[named.end : named.end + 40], words_of(language), last=True)
    return able(named.entries, kind)


def _only_country(entries: tuple[Entry, ...]) -> str | None:
    """Return the country that a name stands for, None when it may also be a division elsewhere (Georgia, Niger)."""
    country = next((entry for entry in entries if entry.kind == "country"), None)
    if country is None or any(e.kind == "admin1" and e.country != country.country for e in entries):
        return None
    return country.country


def _settled(
    weights: dict[str, float], open_names: dict[str, tuple[Entry, ...]], *, native: bool = False
) -> Surroundings:
    """Choose the open names by the rest of the report, each without its own vote, until they agree (three rounds)."""
    chosen: dict[str, Entry] = {}
    for _ in range(3):
        before = dict(chosen)
        for key, entries in open_names.items():
            others = {name: entry for name, entry in chosen.items() if name != key}
            best = _widely_known(entries, _weighed(weights, others), key, native=native)
            if best is None:
                chosen.pop(key, None)
            else:
                chosen[key] = best
        if chosen == before:
            break
    return _weighed(weights, chosen)


def _count_peoples(text: str, language: str, weights: dict[str, float], weight: float) -> None:
    """Add the countries of the nationalities that `text` names ("Syrian", "syriske")."""
    lexicon = words_of(language)
    parts = words(text, lexicon)
    for word, following in zip_longest(parts, parts[1:]):
        code = people_of(word.low, lexicon)
        if code is not None and (following is None or following.low not in lexicon["lists"]["borders"]):
            weights[code] += _PEOPLE * weight


def _weighed(weights: dict[str, float], chosen: dict[str, Entry]) -> Surroundings:
    countries: dict[str, float] = defaultdict(float, weights)
    divisions: dict[str, float] = defaultdict(float)
    points = []
    votes = []
    for key, entry in chosen.items():
        if entry.country:
            countries[entry.country] += 0.7
        if entry.admin1:
            divisions[entry.admin1] += 1.0
            votes.append((entry.admin1, key))
        if entry.latitude is not None and entry.longitude is not None and entry.kind in ("town", "admin2"):
            points.append((entry.latitude, entry.longitude, key))
    total = sum(countries.values()) or 1.0
    shares = sorted(((code, value / total) for code, value in countries.items()), key=lambda item: (-item[1], item[0]))
    told = sum(divisions.values()) or 1.0
    ordered = sorted(((i, value / told) for i, value in divisions.items()), key=lambda item: (-item[1], item[0]))
    return Surroundings(countries=tuple(shares), divisions=tuple(ordered), points=tuple(points), votes=tuple(votes))


def _widely_known(entries: tuple[Entry, ...], around: Surroundings, key: str, *, native: bool) -> Entry | None:
    """Return the place of an untyped name when the report's countries or its own size make it sure."""
    named = Named(key, 0, 0, entries, native=native)
    order = ranked(named, around, ())
    return order[0][1] if order and sure(order, around, (), named) else None


def locate(texts: Sequence[str], language: str, around: Surroundings) -> Place | None:
    """Return the place of one event from its phrases, the claim's own first; None when they name no place.

    The finest place that lies within what the first phrase says wins; wider phrases confirm it,
    phrases that contradict it are left out.
    """
    language = language_of(language)
    readings = [read(text, language) for text in texts]
    found = _resolve(readings, around, language)
    best: Place | None = None
    for text, names in zip(texts, readings, strict=True):
        if _organisation(text, names, found, language):
            continue
        place = (
            _frontier(text, names, found, around, language)
            or _place(text, names, found, around)
            or _homeland(text, language, around)
        )
        if best is not None and text.isupper():
            continue  # a dateline never refines what the report says itself
        if place is not None and (best is None or _refines(best, place)):
            best = place if best is None else replace(place, relation=place.relation)
    return best


def _organisation(text: str, names: Sequence[Named], found: dict[int, _Found], language: str) -> bool:
    """Tell whether a phrase that no gazetteer resolves, or an acronym alone, names an actor of the registry."""
    if not names:
        return False
    head = names[0]
    if id(head) in found and not (head.text == text.strip() and text.isupper() and len(head.text) <= 5):
        return False
    reading = spots(text, language)
    actors = [s for s in reading.spots if any(kinship.kind(n.actor) in _ACTORS for n in s.names)]
    return any(reading.words[s.start].start <= head.start < reading.words[s.end - 1].end for s in actors)


def contains(outer: Place, inner: Place) -> bool:
    """Tell whether `inner` may lie within `outer`: same country and division where both are known, or near enough."""
    if outer.country and inner.country and outer.country != inner.country:
        return False
    if outer.precision is None or inner.precision is None or inner.precision > outer.precision:
        return False
    if outer.precision >= 6:
        return True
    apart = distance(outer, inner)
    if outer.precision <= 2:
        return apart is not None and apart <= 40.0
    if outer.id is not None and outer.id.startswith("tollbook:"):  # a region that is no division
        return apart is not None and apart <= (150.0 if outer.precision <= 4 else 600.0)
    if outer.admin1 and outer.admin1 == inner.admin1:
        return outer.precision != 3 or not (outer.admin2 and inner.admin2) or outer.admin2 == inner.admin2
    if outer.relation is not None or outer.admin1 is None:
        return apart is not None and apart <= (600.0 if outer.admin1 is None else 200.0)
    return False


def distance(left: Place, right: Place) -> float | None:
    """Return the kilometres between two places, None where one has no point."""
    if left.latitude is None or left.longitude is None or right.latitude is None or right.longitude is None:
        return None
    return kilometres(left.latitude, left.longitude, right.latitude, right.longitude)


def _resolve(readings: Sequence[Sequence[Named]], around: Surroundings, language: str) -> dict[int, _Found]:
    """Return the chosen place per name (by identity), wide and typed names first so that they guide the rest."""
    parted = [(_holding(named, reading), named) for reading in readings for named in reading if named.entries]
    parted.sort(key=lambda pair: _width(pair[1]))
    found: dict[int, _Found] = {}
    for reading in readings:
        pairs = _confirmed(reading, language)
        for named in reading:
            if named.start in pairs:
                entry = pairs[named.start]
                found[id(named)] = _Found(named, entry, f"{named.text}: {entry.kind}, told with its division")
    likely: dict[int, Entry] = {}
    for again in (False, True):  # what was not sure at first may be so beside the other names
        for reading_of, named in parted:
            if id(named) in found:
                continue
            context = tuple(item.entry for item in found.values() if item.named.relation != "border with")
            order = ranked(reading_of, around, context)
            beside = tuple(entry for key, entry in likely.items() if again and key != id(named))
            if order and sure(order, around, context, named, beside):
                entry = _own_division(order[0][1], named)
                found[id(named)] = _Found(named, entry, _why(named, entry, around, context))
            elif order:
                likely[id(named)] = order[0][1]
    return found


def _holding(named: Named, names: Iterable[Named]) -> Named:
    """Leave out of a name that is a country's and a division's ("Georgia") what holds no other name of its phrase."""
    if _only_country(named.entries) or not any(entry.kind == "country" for entry in named.entries):
        return named
    others = [entry for other in names if other is not named and not other.rough for entry in other.entries]
    holds = tuple(e for e in named.entries if any(_inside(entry, e) for entry in others))
    return replace(named, entries=holds) if holds else named


def _inside(inner: Entry, outer: Entry) -> bool:
    """Tell whether a place lies in a country or a first-order division."""
    if inner.kind == "country" or inner.country != outer.country:
        return False
    if outer.kind == "country":
        return True
    return outer.kind == "admin1" and inner.kind != "admin1" and inner.admin1 == outer.admin1


def _own_division(entry: Entry, named: Named) -> Entry:
    """Return the division that a town gives its name to where the words speak of it ("Zaporizjzja-regionen")."""
    if named.kind != "admin1" or entry.kind != "town" or entry.admin1 is None:
        return entry
    division = gazetteer().division(entry.admin1)
    return division if division is not None and alike(division.name, entry.name) else entry


def _width(named: Named) -> int:
    if any(e.kind == "country" for e in named.entries) and named.kind in (None, "country"):
        return 0
    if named.kind is None and named.entries[0].kind == "admin1" and not named.rough:
        home = named.entries[0].country
        return 2 if all(e.kind == "admin1" or e.country != home for e in named.entries) else 6
    order = {"admin1": 1, "area": 2, "admin2": 3, "admin3": 4, "river": 4, "water": 4}
    return order.get(named.kind or "", 5 if len(named.entries) == 1 else 6)


def _why(named: Named, entry: Entry, around: Surroundings, context: tuple[Entry, ...]) -> str:
    reasons = [f"{named.text}: {entry.kind}"]
    if named.kind:
        reasons.append(f"called {named.kind}")
    if any(other.country == entry.country and other is not entry for other in context):
        reasons.append("fits the places named with it")
    if around.share(entry.country):
        reasons.append(f"country in play {around.share(entry.country):.0%}")
    if named.rough:
        reasons.append("by romanisation")
    return ", ".join(reasons)


def _place(text: str, names: Sequence[Named], found: dict[int, _Found], around: Surroundings) -> Place | None:
    """Return the place that one phrase means, from its resolved names."""
    if not names:
        return None
    known = [found[id(named)] for named in names if id(named) in found]
    head = names[0]
    if len(known) > 1 and _elsewhere(known[0], known[1:]):
        found = {key: item for key, item in found.items() if item is not known[0]}
        known = known[1:]
    if not known:
        return None if head.kind == "river" or head.relation == "between" else _unknown(text, head, around)
    if len(known) > 1 and known[1].named.joined and known[0].named is names[0]:
        pair = _pair(text, known[0], known[1], around)
        if pair is not None:
            return pair
    if text.isupper() and around.main not in (None, known[0].entry.country):
        return None  # a dateline says where the report was written
    best = _point(text, known[0], around)
    if best.country is None:  # "on the Euphrates in eastern Syria"
        named_too = next((item.entry.country for item in known[1:] if item.entry.country), None)
        best = replace(best, country=named_too or _bank(known[0].entry, best.precision, around))
    for item in known[1:]:
        wider = item.named.start < known[0].named.start  # named first in a language that goes from wide to fine
        beside = item.named.relation is not None and (item.entry.kind != "town" or (best.precision or 9) < 4)
        if not wider and not beside:  # "Eastern Ghouta outside Damascus" is not Damascus
            other = _point(text, item, around)
            if (other.precision or 9) < (best.precision or 9) and contains(best, other):
                best = other
    if id(head) in found:
        return best
    if best.precision == 1 and known[0].entry.kind == "town":  # "Ariha in Idlib": in the province of that name
        division = _own_division(known[0].entry, replace(known[0].named, kind="admin1"))
        if division is not known[0].entry:
            best = _point(text, _Found(known[0].named, division, known[0].why), around)
        return _within(best, head)
    return best if head.entries and head.kind is None else _within(best, head)


def _bank(entry: Entry, precision: int | None, around: Surroundings) -> str | None:
    """Return the country of the report for a river or a region that it shares with others, where it lies near by."""
    home = gazetteer().country(around.main) if around.main and precision == 5 else None
    if home is None or home.latitude is None or entry.latitude is None:
        return None
    return home.country if _near(home, entry, _ACROSS_KM) else None


def _elsewhere(head: _Found, rest: Sequence[_Found]) -> bool:
    """Tell whether a town lies outside every division of its country that its own phrase names ("X (Cauca)"), or far
    from the other places that it names ("X, south of Y"): then the gazetteer has another town of that name only.
    """
    if not head.named.native or head.entry.kind != "town" or head.named.relation or head.named.joined:
        return False
    others = [i.entry for i in rest if i.entry.country == head.entry.country and not i.named.joined]
    divisions = {entry.admin1 for entry in others if entry.kind in ("admin1", "admin2")}
    if divisions and head.entry.admin1 not in divisions:
        return True
    towns = [entry for entry in others if entry.kind in ("town", "admin2")]
    return bool(towns) and not any(_near(head.entry, town, _FAR_KM) for town in towns)


def _near(left: Entry, right: Entry, within: float) -> bool:
    if left.latitude is None or left.longitude is None or right.latitude is None or right.longitude is None:
        return True
    return nearer(left.latitude, left.longitude, right.latitude, right.longitude, within)


def _point(text: str, item: _Found, around: Surroundings) -> Place:
    """Return the place of one resolved name with its relation and precision."""
    entry, named = item.entry, item.named
    relation = named.relation or (f"{named.side} of" if named.side else None)
    if relation == "border with" and entry.country and around.main not in (None, entry.country):
        home = gazetteer().country(around.main or "")
        return Place(
            text=text, id=f"iso:{around.main}", name=home.name if home else None, country=around.main, precision=5,
            relation=f"border with {entry.name}", reason=item.why,
        )  # fmt: skip
    return Place(
        text=text,
        id=entry.id,
        name=entry.name,
        country=entry.country,
        admin1=entry.admin1_name,
        admin2=entry.admin2_name,
        latitude=entry.latitude,
        longitude=entry.longitude,
        precision=_precision(entry, named, relation),
        relation=relation,
        reason=item.why,
    )


def _precision(entry: Entry, named: Named, relation: str | None) -> int:
    """Return UCDP's where_prec: a relation widens a point to 25 km, a division to what lies about it."""
    base = entry.precision or LEVEL[entry.kind]
    if relation == "off the coast of":
        return 7
    if entry.kind == "town":
        if relation is not None and (named.beyond or (named.away or 0.0) > _NEAR_TOWN_KM):
            return 4 if (named.away or 0.0) <= _NEAR_KM else 5
        if relation == "centre of" or (named.relation is None and named.side and named.kind is None):
            return base  # "western Kabul" lies in Kabul
        if relation == "countryside of":
            return 3
        if relation is None and named.kind in ("admin2", "admin3"):
            return 3  # "Hays district", of which the gazetteer has the town only
        return 2 if relation is not None or named.kind == "admin1" else base
    if entry.kind == "country":
        return 5 if relation is not None else 6
    if relation in ("outside", "near", "border with") and base in (3, 4):
        return base + 1
    return base


def _pair(text: str, first: _Found, second: _Found, around: Surroundings) -> Place | None:
    """Return the ground between two places ("between A and B", "in A and B provinces"); None unless they are alike."""
    one, two = first.entry, second.entry
    if one.kind == two.kind == "country" and first.named.relation == "between":
        home, other = (two, one) if around.main == two.country else (one, two)
        return Place(
            text=text, id=home.id, name=home.name, country=home.country, precision=5,
            relation=f"border with {other.name}", reason=f"{first.why}; {second.why}",
        )  # fmt: skip
    if one.kind != two.kind or one.country != two.country or one.kind == "country":
        return None
    if one.latitude is None or one.longitude is None or two.latitude is None or two.longitude is None:
        return None
    apart = kilometres(one.latitude, one.longitude, two.latitude, two.longitude)
    same = one.admin1_name == two.admin1_name
    relation = f"between {one.name} and {two.name}" if first.named.relation == "between" else None
    return Place(
        text=text,
        country=one.country,
        name=f"{one.name} and {two.name}",
        admin1=one.admin1_name if same else None,
        latitude=round((one.latitude + two.latitude) / 2, 5),
        longitude=round((one.longitude + two.longitude) / 2, 5),
        precision=2 if apart <= 50 else 4 if same else 5,
        relation=relation,
        reason=f"{first.why}; {second.why}; {apart:.0f} km apart",
    )


def _within(parent: Place, head: Named) -> Place:
    """Return the place of a name no gazetteer has, inside or beside the `parent` its phrase names."""
    if parent.relation is not None or parent.precision in (1, 2):
        return replace(
            parent, precision=max(2, parent.precision or 2), relation=parent.relation or "near",
            reason=f"{head.text} is unknown; {parent.reason}",
        )  # fmt: skip
    why = f"{head.text} is unknown, within {parent.name}; {parent.reason}"
    return replace(parent, id=None, name=head.text, relation=head.relation, reason=why)


def _unknown(text: str, head: Named, around: Surroundings) -> Place:
    """Return the words of a place that stays unknown, with the one country of the report where there is one.

    Not where the name is that of a town of some size elsewhere: "a Russian attack on X" need not be in Russia.
    """
    home = gazetteer().country(around.main) if around.main else None
    towns = () if head.rough else (e for e in head.entries if e.kind == "town" and e.population >= _TOWN)
    if home and any(town.country != home.country for town in towns):
        home = None
    if home is None:
        return Place(text=text, relation=head.relation, reason="no gazetteer name that the report supports")
    return Place(
        text=text, name=head.text, country=home.country, latitude=home.latitude, longitude=home.longitude,
        precision=6, relation=head.relation, reason=f"{head.text} is unknown, the report plays in {home.name}",
    )  # fmt: skip


def _frontier(
    text: str, names: Sequence[Named], found: dict[int, _Found], around: Surroundings, language: str
) -> Place | None:
    """Return the border that a phrase tells by two countries or peoples ("the Iraqi-Syrian border"), and by no town."""
    lexicon = words_of(language)
    chosen = {n.start: found[id(n)].entry for n in names if id(n) in found}
    if not speaks_of_border(text, lexicon) or any(entry.kind != "country" for entry in chosen.values()):
        return None
    told = [(start, entry.country) for start, entry in chosen.items()]
    for word in words(text, lexicon):
        parts = (word.low, *word.low.split("-")) if "-" in word.low else (word.low,)  # "the Iraqi-Syrian border"
        told += [(word.start + word.low.index(part), people_of(part, lexicon)) for part in parts]
    order = list(dict.fromkeys(code for _, code in sorted(told, key=lambda item: item[0]) if code))
    if len(order) == 1 and around.main not in (None, order[0]):  # "الحدود التركية", in a report of Syria
        order.append(str(around.main))
    if len(order) != 2:
        return None
    home, other = order if around.main != order[1] else reversed(order)
    near, far = gazetteer().country(home), gazetteer().country(other)
    if near is None or far is None:
        return None
    return Place(
        text=text, id=near.id, name=near.name, country=home, precision=5,
        relation=f"border with {far.name}", reason=f"the border of {near.name} and {far.name}",
    )  # fmt: skip


def _wilds(text: str, language: str) -> Place | None:
    """Return the country whose desert, mountains or woods a phrase without a name speaks of ("the Syrian desert")."""
    lexicon = words_of(language)
    parts = [word.low for word in words(text, lexicon)]
    code = next((code for part in parts if (code := people_of(part, lexicon))), None)
    home = gazetteer().country(code) if code else None
    if home is None or not any(lexicon["types"].get(form) == "area" for part in parts for form in forms(part, lexicon)):
        return None
    return Place(
        text=text, id=home.id, name=home.name, country=home.country, latitude=home.latitude, longitude=home.longitude,
        precision=5, reason=f"a stretch of land in {home.name}",
    )  # fmt: skip


def _homeland(text: str, language: str, around: Surroundings) -> Place | None:
    """Read "the capital" and "the north of the country" by the one country of the report."""
    wilds = _wilds(text, language)
    if wilds is not None:
        return wilds
    lexicon = words_of(language)
    home = gazetteer().country(around.main) if around.main else None
    if home is None or home.country is None:
        return None
    parts = [word.low for word in words(text, lexicon)]
    why = f"the report plays in {home.name}"
    if any(part in lexicon["lists"]["homeland_words"] for part in parts):
        sides = " and ".join(lexicon["sides"][part] for part in parts if part in lexicon["sides"])
        return _point(text, _Found(Named(text, 0, len(text), (home,), side=sides or None), home, why), around)
    capital = gazetteer().capital(home.country)
    if capital is not None and any(part in lexicon["lists"]["capital_words"] for part in parts):
        return _point(text, _Found(Named(text, 0, len(text), (capital,)), capital, why), around)
    return None


def _refines(best: Place, other: Place) -> bool:
    """Tell whether a later phrase makes the place finer without contradicting it."""
    if best.precision is None:
        return other.precision is not None
    if best.id is None and best.precision == 6 and other.country == best.country:
        return (other.precision or 9) < 6
    return (other.precision or 9) < best.precision and contains(best, other)
