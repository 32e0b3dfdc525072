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

    def of_kind(self, *kinds: str) -> str | None:
        """Return the first actor named that is one of `kinds`, a branch before what it belongs to."""
        ids = [n.actor for n in self.names if kinship.kind(n.actor) in kinds]
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
    if group and concept not in _rules("own"):
        return group
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
        standing = any(nation.sort in ("names", "seats", "leaders") for nation in cited.nations)
        return government or (kinship.government_of(cited.nations[0].country) if standing else None)
    home = told or country or leading(cast) or (cast.countries[0][0] if len(cast.countries) == 1 else None)
    if concept in _rules("state"):
        return government or (kinship.government_of(home) if home else concept)
    return f"{home.lower()}-{concept}" if home else concept


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
    placed = list(_concepts_in(reading, language, [spot for spot, _ in found]))
    first = placed[0][0] if placed else len(reading.words)
    return _Cited(
        names=tuple(name for _, name in found),
        nations=tuple(spot.nation for spot in reading.spots if spot.nation),
        concepts=tuple(concept for _, concept in placed),
        outlet_first=any(kinship.kind(name.actor) == "outlet" and spot.start < first for spot, name in found),
        body=_has_body(reading.words, language),
    )


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
    """Return the words of `text` that are no title, article or pronoun as a slug; None when none is left."""
    words = tokens(text)
    idle, pronouns = _idle(language)
    if tuple(word.key for word in words) in pronouns:
        return None
    kept = [word.word for word in words if (word.key,) not in idle]
    return kinship.slug(" ".join(kept[:MAX_WORDS])) or None


@cache
def _idle(language: str) -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """Return the words that make no slug, and among them the phrases that stand for somebody named elsewhere."""
    parties = table(f"parties/{language}")
    pronouns = frozenset(phrases_of(parties["pronouns"]["words"]))
    titles = table(f"origins/{language}")["titles"]["words"]
    return pronouns | frozenset(phrases_of([*titles, *parties["articles"]["words"]])), pronouns


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
