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

from tollbook.data import has, kinship, table
from tollbook.normalise.origin_words import Words, dressed_down, form, pieces
from tollbook.normalise.parties import leading, resolve_party
from tollbook.normalise.registry import Cast, Name, Nation, chosen, read
from tollbook.normalise.spotting import Token

MAX_WORDS = 6  # of a slug: more are no name but a sentence
MAX_SIGNS = 12  # the same in a script without blanks


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
    language = _served(language)
    texts = [dressed_down(text, form(language)) for text in texts]
    # "A pro-government militia", then its name: the words for a side come after all names and institutions.
    for rule in (_resolve, _side):
        for text in texts:
            found = rule(text, language, cast, country)
            if found:
                return found
    return next((slug for text in texts if (slug := _slug(text, language))), None)


def _served(language: str) -> str:
    """Return the language whose tables serve `language` (a BCP 47 tag): its own, or English."""
    base = language.lower().split("-")[0]
    base = {"no": "nb"}.get(base, base)
    return base if has(f"origins/{base}") else "en"


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
    if any("loyal" in mark.tags for mark in read(text, language, cast.on).marks):
        friends = [named.actor for named in cast.actors if kinship.allies(named.actor)]
        return friends[0] if len(friends) == 1 else None
    found = resolve_party((text,), language, cast, country=country)
    return found.actor if found and found.actor != "civilians" else None


def _best(concepts: Sequence[str]) -> str | None:
    """Return the concept that leads: the first one that does not give way to others."""
    strong = [concept for concept in concepts if concept not in _rules("weak")]
    return next(iter(strong or concepts), None)


@dataclass(frozen=True, slots=True)
class _Found:
    """Words `start` to `end` name an actor or tell a country."""

    start: int
    end: int
    name: Name | None
    nation: Nation | None


def _cited(text: str, language: str, cast: Cast, country: str | None) -> _Cited:
    words = pieces(text, form(language))
    spots = _spots(text, words, language, cast, country)
    found = [(spot, spot.name) for spot in spots if spot.name]
    agencies = {spot.start for spot, name in found if kinship.kind(name.actor) == "outlet"}
    every = _concepts_in(words, language, [spot for spot, _ in found])
    # "The official Syrian Arab News Agency" are no officials.
    placed = [(at, concept) for at, concept in every if at + 1 not in agencies or concept not in _rules("weak")]
    first = placed[0][0] if placed else len(words)
    return _Cited(
        names=tuple(name for _, name in found),
        nations=tuple(spot.nation for spot in spots if spot.nation),
        concepts=tuple(concept for _, concept in placed),
        outlet_first=any(kinship.kind(name.actor) == "outlet" and spot.start < first for spot, name in found),
        body=_has_body(words, language),
        alone=not list(_others(words, spots, language)),
    )


def _spots(text: str, words: Sequence[Token], language: str, cast: Cast, country: str | None) -> list[_Found]:
    """Return what `text` names, in order: sources by the table of the language, then whoever the registry knows."""
    own = list(_sources(words, language))
    taken = {i for spot in own for i in range(spot.start, spot.end)}
    reading = read(text, language, cast.on)
    for spot in reading.spots:
        # The registry may part the text in other words: characters are what both share.
        begin, stop = reading.words[spot.start].start, reading.words[spot.end - 1].end
        inside = [i for i, word in enumerate(words) if word.start < stop and word.end > begin]
        if inside and taken.isdisjoint(inside):
            own.append(_Found(inside[0], inside[-1] + 1, chosen(spot, cast, country=country), spot.nation))
    return sorted(own, key=lambda spot: spot.start)


def _sources(words: Sequence[Token], language: str) -> Iterator[_Found]:
    """Yield the monitors, agencies and organisations that the table of the language names."""
    known, position = _known_sources(language), 0
    while position < len(words):
        match = next(known.at(words, position), None)
        if match:
            yield _Found(position, match[0], _source(match[1]), None)
        position = match[0] if match else position + 1


def _source(id: str) -> Name:
    """Return the name of an actor, or of an arm of a government: ``ua-army``."""
    if kinship.actor(id):
        return Name(id, None, (), (), people=False, shared=False)
    country, part = id.split("-", 1)
    return Name(kinship.government_of(country.upper()), part, (), (), people=False, shared=False)


def _others(words: Sequence[Token], spots: Sequence[_Found], language: str) -> Iterator[Token]:
    """Yield the words that are no name, country, title, article or pronoun."""
    taken = {i for spot in spots for i in range(spot.start, spot.end)}
    return (words[i] for i in range(len(words)) if i not in taken and not _idle_at(words, i, language))


def _concepts_in(words: Sequence[Token], language: str, named: Sequence[_Found]) -> Iterator[tuple[int, str]]:
    taken = {i for spot in named for i in range(spot.start, spot.end)}
    found, position = _concepts(language), 0
    while position < len(words):
        match = next(found.at(words, position), None) if position not in taken else None
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
    words = pieces(text, form(language))
    if _stands_for_another(words, language) or _own_count(text, language):
        return None
    if not form(language).blanks:
        signs = [word.word for i, word in enumerate(words) if not _idle_at(words, i, language)]
        return kinship.slug("".join(signs[:MAX_SIGNS])) or None
    kept = [w for i, w in enumerate(words) if not _idle_at(words, i, language) and not w.word.isdigit()]
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
    words, counts = pieces(text, form(language)), _counts(language)
    return any(next(counts.at(words, position), None) for position in range(len(words)))


def _stands_for_another(words: Sequence[Token], language: str) -> bool:
    """Tell whether the words are a pronoun: somebody named elsewhere."""
    return bool(words) and any(end == len(words) for end, _ in _pronouns(language).at(words, 0))


def _idle_at(words: Sequence[Token], at: int, language: str) -> bool:
    """Tell whether the word at `at` makes no slug: a title, an article, a pronoun, a number, an adverb.

    In a script without blanks the word may be a sign of a longer idle one.
    """
    idle = _idle(language)
    if form(language).blanks:
        return idle.has(words[at])
    return any(end > at for start in range(max(at - 3, 0), at + 1) for end, _ in idle.at(words, start))


# Tables, built once from the data.


@cache
def _counts(language: str) -> Words[bool]:
    return _listed([*table(f"origins/{language}")["counts"]["words"]], language)


@cache
def _pronouns(language: str) -> Words[bool]:
    return _listed(_party_words(language, "pronouns"), language)


@cache
def _idle(language: str) -> Words[bool]:
    """Return the words that make no slug."""
    origins = table(f"origins/{language}")
    numbers = table(f"numbers/{language}") if has(f"numbers/{language}") else {}
    counting = [*numbers.get("words", ()), *numbers.get("scales", ())]
    empty = [*origins["titles"]["words"], *origins["nobody"]["words"], *counting]
    return _listed([*_party_words(language, "pronouns"), *_party_words(language, "articles"), *empty], language)


def _party_words(language: str, section: str) -> list[str]:
    """Return a list of the table of parties, empty where a language has none."""
    parties = table(f"parties/{language}") if has(f"parties/{language}") else {}
    return list(parties.get(section, {}).get("words", ()))


def _listed(words: Sequence[str], language: str) -> Words[bool]:
    return Words(((word, True) for word in words), form(language), endings=False)


@cache
def _concepts(language: str) -> Words[str]:
    concepts: dict[str, list[str]] = table(f"origins/{language}")["concepts"]
    return Words(((word, slug) for slug, words in concepts.items() for word in words), form(language))


@cache
def _known_sources(language: str) -> Words[str]:
    names: dict[str, list[str]] = table(f"origins/{language}").get("names", {})
    return Words(((word, id) for id, words in names.items() for word in words), form(language), names=True)


@cache
def _bodies(language: str) -> Words[bool]:
    return Words(((word, True) for word in table(f"origins/{language}")["bodies"]["words"]), form(language))


@cache
def _rules(name: str) -> frozenset[str]:
    """Return a list of origins/concepts.toml, or its one value as a set."""
    value = table("origins/concepts")[name]
    return frozenset([value] if isinstance(value, str) else value)
