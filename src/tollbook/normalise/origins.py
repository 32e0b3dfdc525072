"""Who is cited for a statement, as an id that is the same in every language and report.

What an id looks like:

- a registry actor is its id: ``sohr``, ``houthis``, ``unicef``;
- an institution without a name of its own is a concept with its country: ``ng-police``, ``ye-health-ministry``,
  ``ua-army`` (an army's own name too: the IDF is ``il-army``);
- a government, a country or its seat cited as such is the actor: ``ukraine-government``;
- anything else is a slug of its words. None means that the words point elsewhere (pronouns) and nothing says where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tollbook.data import kinship, table
from tollbook.normalise.parties import leading, resolve_party
from tollbook.normalise.registry import Cast, Name, Nation, Reading, Spot, chosen, known, read
from tollbook.normalise.spotting import Phrases, Token, phrases_of, tokens

MAX_WORDS = 6  # of a slug: more are no name but a sentence


@dataclass(frozen=True, slots=True)
class _Cited:
    """What the words for a source hold: actors named, countries told, concepts in order of their place."""

    names: tuple[Name, ...]
    nations: tuple[Nation, ...]
    concepts: tuple[str, ...]
    outlet_first: bool  # "a Reuters witness", not "a witness told Reuters"
    body: bool  # a word for a monitor that is named elsewhere
    alone: bool  # nothing but names, countries and titles ("Sudan", not "the Sudan Lawyers' Union")

    def of_kind(self, *kinds: str) -> str | None:
        """Return the first actor named that is one of `kinds`: a branch before its whole, a people's name last."""
        ids = [n.actor for n in sorted(self.names, key=lambda name: name.people) if kinship.kind(n.actor) in kinds]
        above = {ancestor for id in ids for ancestor in kinship.ancestors(id)}
        return next((id for id in ids if id not in above), None)


def resolve_origin(texts: Sequence[str], language: str, cast: Cast, *, country: str | None = None) -> str | None:
    """Return the id of who is cited: `texts` are the words for it, best first ("it", "the Observatory").

    `cast` is the report's, `country` the alpha-2 code of the place of the event, for institutions.
    """
    language = known(language)
    # "A pro-government militia", then its name: the words for a side come after all names and institutions.
    for rule in (_resolve, _side):
        for text in texts:
            found = rule(text, language, cast, country)
            if found:
                return found
    return next((slug for text in texts if (slug := _slug(text, language))), None)


def _resolve(text: str, language: str, cast: Cast, country: str | None) -> str | None:
    cited = _cited(text, language, cast, country)
    if not cited.names and _own_count(text, language):
        return None
    monitor = cited.of_kind("monitor")
    if monitor:
        return monitor
    if cited.body and (only := _only_monitor(cast)) and not cited.of_kind("armed-group", "organisation"):
        return only
    concept = _best(cited.concepts)
    outlet = cited.of_kind("outlet")
    if outlet and (concept is None or concept in _rules("media") or cited.outlet_first):
        return outlet
    group = cited.of_kind("armed-group", "militia", "coalition", "organisation")
    if group and (concept not in _rules("own") or kinship.kind(group) == "organisation"):
        return group  # "the civil defence White Helmets", but not "the Hamas-run health ministry"
    return _institution(cited, concept, group, cast, country)


def _only_monitor(cast: Cast) -> str | None:
    monitors = cast.of_kind("monitor")
    return monitors[0] if len(monitors) == 1 else None


def _institution(cited: _Cited, concept: str | None, group: str | None, cast: Cast, country: str | None) -> str | None:
    arm = next((name for name in cited.names if name.part), None)
    if arm:
        return f"{(kinship.country(arm.actor) or '').lower()}-{arm.part}"
    government = cited.of_kind("government")
    told = next((kinship.country(id) for id in (group, government) if id), None)
    told = told or (cited.nations[0].country if cited.nations else None)
    if concept is None or (government and concept in _rules("weak")):
        standing = cited.alone and any(nation.sort in ("names", "seats", "leaders") for nation in cited.nations)
        return government or (kinship.government_of(cited.nations[0].country) if standing else None)
    home = told or country or leading(cast) or (cast.countries[0][0] if len(cast.countries) == 1 else None)
    if concept in _rules("state"):
        return government or (kinship.government_of(home) if home else concept)
    if home and concept == "state-media" and (agency := _agency(home)):
        return agency
    return f"{home.lower()}-{concept}" if home else concept


@cache
def _agency(country: str) -> str | None:
    """Return the one outlet that the registry holds for a part of the government of `country`, if it has one.

    "State media" of that country and the agency by its name are one origin.
    """
    government = kinship.government_of(country)
    outlets = [id for id in kinship.entries() if kinship.kind(id) == "outlet" and government in kinship.ancestors(id)]
    return outlets[0] if len(outlets) == 1 else None


def _side(text: str, language: str, cast: Cast, country: str | None) -> str | None:
    """Return the armed side that the words mean, if they mean one ("Assads styrker").

    "A pro-government militia" speaks for itself, not for the government: it is the one allied group named.
    """
    if any("loyal" in mark.tags for mark in read(text, language).marks):
        friends = [named.actor for named in cast.actors if kinship.allies(named.actor)]
        return friends[0] if len(friends) == 1 else None
    found = resolve_party((text,), language, cast, country=country)
    return found.actor if found and found.actor != "civilians" else None


def _best(concepts: Sequence[str]) -> str | None:
    """Return the concept that leads: the first one that does not give way to others."""
    strong = [concept for concept in concepts if concept not in _rules("weak")]
    return next(iter(strong or concepts), None)


def _cited(text: str, language: str, cast: Cast, country: str | None) -> _Cited:
    reading = read(text, language)
    found = [(spot, name) for spot in reading.spots if (name := chosen(spot, cast, country=country))]
    agencies = {spot.start for spot, name in found if kinship.kind(name.actor) == "outlet"}
    every = _concepts_in(reading, language, [spot for spot, _ in found])
    # "The official Syrian Arab News Agency" are no officials.
    placed = [(at, concept) for at, concept in every if at + 1 not in agencies or concept not in _rules("weak")]
    first = placed[0][0] if placed else len(reading.words)
    return _Cited(
        names=tuple(name for _, name in found),
        nations=tuple(spot.nation for spot in reading.spots if spot.nation),
        concepts=tuple(concept for _, concept in placed),
        outlet_first=any(kinship.kind(name.actor) == "outlet" and spot.start < first for spot, name in found),
        body=_has_body(reading.words, language),
        alone=not list(_others(reading, language)),
    )


def _others(reading: Reading, language: str) -> Iterator[Token]:
    """Yield the words that are no name, country, title, article or pronoun."""
    taken = {i for spot in reading.spots for i in range(spot.start, spot.end)}
    idle, _ = _idle(language)
    return (word for i, word in enumerate(reading.words) if i not in taken and (word.key,) not in idle)


def _concepts_in(reading: Reading, language: str, named: Sequence[Spot]) -> Iterator[tuple[int, str]]:
    taken = {i for spot in named for i in range(spot.start, spot.end)}
    found, position = _concepts(language), 0
    while position < len(reading.words):
        match = next(found.at(reading.words, position), None) if position not in taken else None
        if match:
            yield position, match[1]
        position = match[0] if match else position + 1


def _has_body(words: Sequence[Token], language: str) -> bool:
    bodies = _bodies(language)
    return any(next(bodies.at(words, position), None) for position in range(len(words)))


def _slug(text: str, language: str) -> str | None:
    """Return the name in `text`, else its words, as a slug without titles, articles, numbers and pronouns.

    None when nothing is left: adverbs, negations and numbers cite nobody, an outlet's own count is no origin.
    """
    words = tokens(text)
    idle, pronouns = _idle(language)
    if tuple(word.key for word in words) in pronouns or _own_count(text, language):
        return None
    kept = [word for word in words if (word.key,) not in idle and not word.word.isdigit()]
    named = list(_name_in(kept, words)) or kept
    return kinship.slug(" ".join(word.word for word in named[:MAX_WORDS])) or None


def _name_in(kept: Sequence[Token], words: Sequence[Token]) -> Iterator[Token]:
    """Yield the words of the first name among `kept`: capitals with no more than one other word between."""
    last: int | None = None
    for word in kept:
        at = words.index(word)
        if word.word[0].isupper() and (last is None or (at - last <= 2 and not word.broken)):
            yield word
            last = at


def _own_count(text: str, language: str) -> bool:
    """Tell whether the words name the report's own reckoning ("our count", "a tally by this newspaper")."""
    return any(word.key in _counts(language) for word in tokens(text))


@cache
def _counts(language: str) -> frozenset[str]:
    return frozenset(key for (key,) in phrases_of(table(f"origins/{language}")["counts"]["words"]))


@cache
def _idle(language: str) -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """Return the words that make no slug, and among them the phrases that stand for somebody named elsewhere."""
    parties = table(f"parties/{language}")
    pronouns = frozenset(phrases_of(parties["pronouns"]["words"]))
    origins, numbers = table(f"origins/{language}"), table(f"numbers/{language}")
    empty = [*origins["titles"]["words"], *origins["nobody"]["words"], *parties["articles"]["words"]]
    return pronouns | frozenset(phrases_of([*empty, *numbers["words"], *numbers["scales"]])), pronouns


@cache
def _concepts(language: str) -> Phrases[str]:
    found: dict[tuple[str, ...], str] = {}
    for slug, words in table(f"origins/{language}")["concepts"].items():
        for key in phrases_of(words):
            found.setdefault(key, slug)
    return Phrases(found, genitive=language != "en")


@cache
def _bodies(language: str) -> Phrases[bool]:
    words = table(f"origins/{language}")["bodies"]["words"]
    return Phrases(dict.fromkeys(phrases_of(words), True), genitive=language != "en")


@cache
def _rules(name: str) -> frozenset[str]:
    """Return a list of origins/concepts.toml, or its one value as a set."""
    value = table("origins/concepts")[name]
    return frozenset([value] if isinstance(value, str) else value)
