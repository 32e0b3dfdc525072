"""What a text names: registry actors, countries, and words for people and sides; and a report's cast.

`read` finds them with the tables of one language (actors' names serve in every language). Names are matched
longest first, on whole tokens, and with their capitals: "Islamic State" is no "Islamic state", "IS" no "Is".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Literal

from tollbook.data import has, kinship, table
from tollbook.data.kinship import ALWAYS, Days
from tollbook.normalise.spotting import Phrases, Token, fold, tokens
from tollbook.normalise.wordforms import forms, phrase_of, split, varies, words_of

Shape = Literal["acronym", "mixed", "title", "any"]
Sort = Literal["of", "names", "areas", "seats", "leaders"]
_STRICTNESS: tuple[Shape, ...] = ("any", "title", "mixed", "acronym")
CLASSES = ("state", "civilian", "fighter", "people")


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of an actor; `part` is the arm of a government that it names ("army")."""

    actor: str
    part: str | None
    shapes: tuple[Shape, ...]
    words: tuple[str, ...]
    people: bool  # a people bears it too
    shared: bool  # other things bear it too: counts only where the actor's country is in play
    days: Days = ALWAYS  # when it may mean the actor
    dated: bool = False  # a name of some days only, which a report without a day does not mean

    def holds(self, on: date | None) -> bool:
        """Tell whether the name means the actor in a report of the day `on`; None: the report has no day."""
        return not self.dated if on is None else self.days.hold(on)


@dataclass(frozen=True, slots=True)
class Nation:
    """A word that tells a country: an adjective or noun, a name, an area, a seat of government, a leader."""

    country: str
    sort: Sort
    shapes: tuple[Shape, ...]
    words: tuple[str, ...]
    adjective: bool = False  # never a noun for people: alone as a side it stands for forces ("российских")
    until: date | None = None  # the last day of a leader's rule

    def over(self, on: date | None) -> bool:
        """Tell whether the leader no longer ruled on a day."""
        return self.until is not None and on is not None and on > self.until


@dataclass(frozen=True, slots=True)
class Spot:
    """Tokens `start` to `end` name one of `names`, or tell the country of `nation`."""

    start: int
    end: int
    names: tuple[Name, ...] = ()
    nation: Nation | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Tokens `start` to `end` are a word for people or sides, or a relation; `tags` are its sections."""

    start: int
    end: int
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with what was found in it, in order; spots and marks never overlap."""

    words: tuple[Token, ...]
    spots: tuple[Spot, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An actor that a report names: how often, and the offsets of the first time."""

    actor: str
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who a report names. Countries are alpha-2 codes with the number of times, most often first.

    `governments` counts only phrases for a government or its forces ("Syrian army", "Assads styrker").
    `on` is the day of the report. `called` holds the nouns that the report ties to an armed group ("the M23
    rebels"), as (noun, actor).
    """

    actors: tuple[Named, ...] = ()
    countries: tuple[tuple[str, int], ...] = ()
    governments: tuple[tuple[str, int], ...] = ()
    on: date | None = None
    called: tuple[tuple[str, str], ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the actors that the report names."""
        return frozenset(named.actor for named in self.actors)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the actors of `kind` that the report names."""
        return tuple(named.actor for named in self.actors if kinship.kind(named.actor) == kind)


def known(language: str) -> str:
    """Return the language whose tables serve `language` (a BCP 47 tag) at every step: its own, or English."""
    base = _base(language)
    return base if base in kinship.languages() else "en"


def spoken(language: str) -> str:
    """Return the language whose words for people and sides serve `language`: its own, or English."""
    base = _base(language)
    return base if has(f"parties/{base}") and has(f"demonyms/{base}") else "en"


def _base(language: str) -> str:
    base = language.lower().split("-")[0]
    return {"no": "nb"}.get(base, base) if base.isalpha() else "en"


# Tables, built once from the data.


def _names(language: str) -> Phrases[tuple[Name, ...]]:
    """Return the actors' names, which serve in every language, by the word forms of `language`."""
    return _names_by(language if varies(language) else "en")


@cache
def _names_by(language: str) -> Phrases[tuple[Name, ...]]:
    shared = frozenset(table("actors/shared-names")["shared"]["names"])
    peoples = frozenset(table("actors/shared-names")["peoples"]["names"])
    found: dict[tuple[str, ...], dict[tuple[str, str | None], Name]] = {}
    shared |= frozenset(_own_names(language).get("shared", {}).get("names", ()))
    for id, part, spelling in (*_spellings(), *_own_spellings(language)):
        words = words_of(spelling, language)
        if not words:
            continue
        elsewhere = spelling in shared and kinship.kind(id) not in ("outlet", "monitor")
        elsewhere = elsewhere or spelling in kinship.entries()[id].local
        days, dated = _days_of(id, spelling)
        letters = tuple(w.word for w in words)
        name = Name(id, part, _shapes(words), letters, spelling in peoples, elsewhere, days, dated)
        same = found.setdefault(tuple(w.key for w in words), {})
        if part:
            same.pop((id, None), None)  # a name of an arm is the arm's alone
        if part or not any(actor == id and arm for actor, arm in same):
            same[id, part] = _freer(same[id, part], name, language) if (id, part) in same else name
    return Phrases({key: tuple(names.values()) for key, names in found.items()}, genitive=True)


def _spellings() -> Iterator[tuple[str, str | None, str]]:
    """Yield (actor, part, spelling); an arm's names come first, so that they say which arm it is."""
    for id, entry in kinship.entries().items():
        if entry.actor.kind == "civilians":  # told by the words for civilians, not by name
            continue
        yield from ((id, part, spelling) for part, spellings in entry.parts for spelling in spellings)
        taken = {spelling for _, spellings in entry.parts for spelling in spellings}
        yield from ((id, None, s) for _, spellings in entry.actor.names for s in spellings if s not in taken)


def _days_of(id: str, spelling: str) -> tuple[Days, bool]:
    """Return when a spelling may mean an actor, and whether a report without a day does not mean it.

    An actor is not named before it began; only a strict name loses its meaning again (layout: actors/history.toml).
    """
    entry = kinship.entries()[id]
    for block in entry.called:
        if block.strict and any(spelling in spellings for _, spellings in block.names):
            return block.days, block.days.first is not None
    return Days(first=entry.days.first), False


def _own_names(language: str) -> dict[str, Any]:
    """Return the actors' names that serve in reports of `language` only (layout: actors/names/de.toml)."""
    return table(f"actors/names/{language}") if has(f"actors/names/{language}") else {}


def _own_spellings(language: str) -> Iterator[tuple[str, str | None, str]]:
    for section, actors in _own_names(language).items():
        for id, spellings in actors.items() if section != "shared" else ():
            yield from ((id, None if section == "names" else section, spelling) for spelling in spellings)


def _freer(left: Name, right: Name, language: str) -> Name:
    """Return the one of two spellings that asks for fewer capitals ("Al Qaeda", "al-Qaeda") or articles ("الحوثي")."""
    rules = forms(language)

    def demands(name: Name) -> tuple[int, int]:
        return sum(map(_STRICTNESS.index, name.shapes)), sum(map(rules.definite, name.words))

    # Of one key, days that one spelling states hold for all.
    told = left if left.dated or left.days.last else right
    return replace(min(left, right, key=demands), days=told.days, dated=told.dated)


def _shapes(words: Iterable[Token]) -> tuple[Shape, ...]:
    return tuple(_shape(token.word) for token in words)


def _shape(word: str) -> Shape:
    if len(word) > 1 and word.isupper() and word.replace(".", "").isalpha():
        return "acronym"
    if len(word) <= 4 and any(c.isupper() for c in word[1:]) and not word.isupper():
        return "mixed"  # LeT, JeM: one capital less and it is a word
    return "title" if word[0].isupper() else "any"


@cache
def _nations(language: str) -> Phrases[tuple[Nation, ...]]:
    """Return the words that tell a country; of one key the strictest in capitals first ("Siria", then "siria")."""
    data = table(f"demonyms/{language}")
    firsts = [words[0] for words in data["of"].values()] if data.get("adjectives_first") else []
    adjectives = {first + ending for first in firsts for ending in data["endings"]}
    found: dict[tuple[str, ...], list[Nation]] = {}
    for code, sort, spelling in _nation_words(language, data):
        words = words_of(spelling, language)
        if words:
            adjective = sort == "of" and spelling in adjectives
            until = _rule_ends(spelling) if sort == "leaders" else None
            nation = Nation(code, sort, _shapes(words), tuple(w.word for w in words), adjective, until)
            found.setdefault(tuple(w.key for w in words), []).append(nation)
    ranked = {key: sorted(same, key=_freedom) for key, same in found.items()}
    return Phrases({key: tuple(same) for key, same in ranked.items()}, genitive=True)


def _rule_ends(leader: str) -> date | None:
    last: date | None = table("demonyms/leaders")["until"].get(leader)
    return last


def _freedom(nation: Nation) -> int:
    return -sum(_STRICTNESS.index(shape) for shape in nation.shapes)


def _nation_words(language: str, data: dict[str, Any]) -> Iterator[tuple[str, Sort, str]]:
    sorts: tuple[Sort, ...] = ("areas", "names", "seats")
    for code, words in data["of"].items():
        yield from ((code, "of", word + ending) for word in words for ending in data["endings"])
    for sort in sorts:
        yield from ((code, sort, word) for code, words in data[sort].items() for word in words)
    for code, words in table("demonyms/leaders")["leaders"].items():
        yield from ((code, "leaders", word) for word in words)
    plain = ((code, name) for code, name in kinship.countries(language).items() if name not in data["not_names"])
    yield from ((code, "names", name) for code, name in plain)


@cache
def tags(language: str) -> Phrases[frozenset[str]]:
    """Return the words for people, sides and relations of `language`, each with its sections."""
    found: dict[tuple[str, ...], set[str]] = {}
    for section, lists in table(f"parties/{language}").items():
        for part, words in lists.items() if section not in ("lookalikes", "grammar", "definite", "units") else ():
            if part not in ("suffixes", "prefixes"):
                tag = section if part == "words" else part
                for key in filter(None, (phrase_of(word, language) for word in words)):
                    found.setdefault(key, set()).add(tag)
    for key, classes in found.items():
        if classes & {"arms", "domestic"}:
            found[key] = classes | {"state"}
        elif "anyone" in classes:
            found[key] = classes | {"fighter"}
    return Phrases({key: frozenset(value) for key, value in found.items()}, genitive=language != "en")


@cache
def _suffixes(language: str) -> tuple[tuple[str, str], ...]:
    """Return (suffix, class) for compounds, longest first."""
    data = table(f"parties/{language}")
    key = forms(language).key
    pairs = {(key(fold(suffix)), name) for name in CLASSES for suffix in data[name]["suffixes"]}
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


@cache
def _prefixes(language: str) -> tuple[str, ...]:
    return tuple(fold(prefix) for prefix in table(f"parties/{language}")["government"]["prefixes"])


@cache
def _vocabulary(language: str) -> frozenset[str]:
    """Return the keys of all words that the tables hold, for cutting words apart."""
    tables = (_names(language), _nations(language), tags(language))
    return frozenset(word for phrases in tables for key in phrases.known() for word in key)


@cache
def _lookalikes(language: str) -> frozenset[str]:
    return frozenset(table(f"parties/{language}")["lookalikes"]["words"])


# Reading a text.


def read(text: str, language: str, on: date | None = None) -> Reading:
    """Return the actors, countries and words for people that `text` names, in the language `spoken` gives.

    `on` is the day of the report: a name means no actor that had not begun by then.
    """
    language = spoken(language)
    words = split(text, language, _vocabulary(language)) if varies(language) else tokens(text)
    spots = tuple(_spots(words, language, on))
    taken = {i for spot in spots for i in range(spot.start, spot.end)}
    marks = tuple(_marks(words, language, taken))
    inner = tuple(_compound_spots(words, language, taken, marks))
    return Reading(words, tuple(sorted(spots + inner, key=lambda spot: spot.start)), marks)


def _spots(words: Sequence[Token], language: str, on: date | None) -> Iterator[Spot]:
    names, nations, position = _names(language), _nations(language), 0
    while position < len(words):
        spot = _named_at(words, position, names, language, on)
        nation = _nation_at(words, position, nations, language)
        best = nation if nation and (spot is None or nation.end > spot.end) else spot
        if best:
            yield best
        position = best.end if best else position + 1


def _named_at(
    words: Sequence[Token], start: int, names: Phrases[tuple[Name, ...]], language: str, on: date | None
) -> Spot | None:
    for end, found in names.at(words, start):
        meant = (name for name in found if name.holds(on))
        fitting = tuple(name for name in meant if _fits(words, start, end, name.shapes, name.words, language))
        if fitting:
            return Spot(start, end, names=fitting)
    return None


def _nation_at(words: Sequence[Token], start: int, nations: Phrases[tuple[Nation, ...]], language: str) -> Spot | None:
    for end, found in nations.at(words, start):
        for nation in sorted(found, key=lambda nation: not _as_spelled(words[start:end], nation.words)):
            if _fits(words, start, end, nation.shapes, nation.words, language):
                return Spot(start, end, nation=nation)
    return None


def _as_spelled(words: Sequence[Token], spelling: Sequence[str]) -> bool:
    """Tell whether the text has the very form of a table ("أستراليا"), not another one with the same key."""
    return [fold(token.word) for token in words] == [fold(word) for word in spelling]


def _fits(
    words: Sequence[Token], start: int, end: int, shapes: Sequence[Shape], spelling: Sequence[str], language: str
) -> bool:
    """Tell whether the capitals of the text are those that the spelling needs."""
    if any(token.broken for token in words[start + 1 : end]):
        return False
    # In names of three words and more the first capital is enough ("Islamic State group").
    checked = range(end - start) if end - start < 3 else range(1)
    if not all(_stands(words[start + i].word, shapes[i], spelling[i], language) for i in checked):
        return False
    return end - start > 1 or shapes[0] != "acronym" or not _shouted(words, start, language)


def _stands(word: str, shape: Shape, spelling: str, language: str) -> bool:
    rules = forms(language)
    if rules.prefixes and rules.definite(spelling) and not rules.definite(word):
        return False  # "القاعدة" is no "قاعدة"
    if rules.repeated and not fold(word).startswith(fold(spelling)[: max(rules.least, len(spelling) - 2)]):
        return False  # "Türk" is no "Turkana"
    if shape == "acronym":
        # Agencies write "Nato", "Isis"; a short acronym or one that is a word must stand in capitals.
        letters, wanted = word.replace(".", ""), spelling.replace(".", "")
        titled = word[0].isupper() and len(wanted) >= 4 and spelling not in _lookalikes(language)
        return titled or (letters[: len(wanted)].isupper() and not letters[len(wanted) :].isupper())
    if shape == "mixed":
        return word[: len(spelling)] == spelling
    return shape == "any" or word[0].isupper() or not word[0].isalpha()


def _shouted(words: Sequence[Token], at: int, language: str) -> bool:
    """Tell whether a word that looks like an acronym only shares the capitals of its neighbours.

    In "REBELS SAY TOWN IS LOST" every word is in capitals; a word for fighters after it makes it a name.
    """
    if words[at].word.replace(".", "").rstrip("s") not in _lookalikes(language):
        return False
    beside = [*words[max(at - 3, 0) : at], *words[at + 1 : at + 4]]
    letters = [token.word for token in beside if token.word.isalpha()]
    if len(letters) < 2 or not all(word.isupper() for word in letters):
        return False
    after = words[at + 1] if at + 1 < len(words) else None
    return not (after and (found := tags(language).get(after.key)) and found & {"fighter", "state"})


def _marks(words: Sequence[Token], language: str, taken: set[int]) -> Iterator[Mark]:
    known_words, position = tags(language), 0
    while position < len(words):
        mark = _mark_at(words, position, known_words, taken) if position not in taken else None
        if mark is None and position not in taken:
            mark = _compound(words[position], position, language)
        if mark:
            yield mark
        position = mark.end if mark else position + 1


def _mark_at(words: Sequence[Token], start: int, table: Phrases[frozenset[str]], taken: set[int]) -> Mark | None:
    for end, found in table.at(words, start):
        if taken.isdisjoint(range(start, end)) and not any(w.broken for w in words[start + 1 : end]):
            return Mark(start, end, found)
    return None


def _compound(token: Token, at: int, language: str) -> Mark | None:
    """Return the class that the last part of a compound gives it ("regjeringssoldatene"), if any."""
    for suffix, name in _suffixes(language):
        head = token.key.removesuffix(suffix)
        if head != token.key and len(head) > 2:
            ruled = {"government"} if head in _prefixes(language) else set()
            return Mark(at, at + 1, frozenset({name} | ruled))
    return None


def _compound_spots(words: Sequence[Token], language: str, taken: set[int], marks: Sequence[Mark]) -> Iterator[Spot]:
    """Yield the actors that the first part of a compound names ("talibankrigere")."""
    for mark in marks:
        token = words[mark.start]
        for suffix, _ in _suffixes(language) if mark.end == mark.start + 1 else ():
            head = token.key.removesuffix(suffix)
            if head != token.key and len(head) > 4 and (found := _names(language).get(head)):
                yield Spot(mark.start, mark.end, names=found)
                break


# The cast of a report.


def cast(text: str, language: str, countries: Sequence[str] = (), on: date | None = None) -> Cast:
    """Return who the report `text` names; `countries` are alpha-2 codes known by other means (its places).

    `on` is the day the report was published, which decides what a name of several days means.
    """
    reading = read(text, language, on)
    told = Counter(spot.nation.country for spot in reading.spots if spot.nation)
    told.update(code for code in countries if code)
    sure = [(spot, names[0].actor) for spot in reading.spots if len(names := spot.names) == 1 and _is_sure(names[0])]
    context = Cast(actors=_counted(reading, sure), countries=tuple(told.most_common()), on=on)
    every = [(spot, found.actor) for spot in reading.spots if spot.names and (found := chosen(spot, context))]
    governments = Counter(_governments(reading, context, noun_first=forms(spoken(language)).noun_first))
    return Cast(
        actors=_counted(reading, every),
        countries=tuple(told.most_common()),
        governments=tuple(governments.most_common()),
        on=on,
        called=tuple(dict.fromkeys(_called(reading, every, spoken(language)))),
    )


ARMED = frozenset({"armed-group", "militia"})
NEAR = 2  # words between a noun and the name it is tied to ("fighters of the M23")


def _called(reading: Reading, named: Sequence[tuple[Spot, str]], language: str) -> Iterator[tuple[str, str]]:
    """Yield (noun, actor) for each armed group that the report ties to a word for fighters: before, after, in it."""
    fighters = [mark for mark in reading.marks if "fighter" in mark.tags and not _another(reading, mark)]
    for spot, id in named:
        if kinship.kind(id) not in ARMED or any(m.end == spot.start and "anti" in m.tags for m in reading.marks):
            continue
        for mark in fighters:
            after = mark.start in (spot.start, spot.end) and not _stopped(reading, spot.end, mark.start + 1)
            if after or _leads_to(reading, mark, spot):
                yield reading.words[mark.end - 1].key, id
        for token in (reading.words[spot.start], reading.words[spot.end - 1]):
            if spot.end - spot.start > 1 and "fighter" in (tags(language).get(token.key) or ()):
                yield token.key, id


def _another(reading: Reading, mark: Mark) -> bool:
    """Tell whether what stands before a noun makes it somebody else's: "anti-IS fighters", "HTS-backed rebels"."""
    away = {"anti", "backed", "backed_after", "linked_after", "led_after", "former"}
    return any(other.tags & away and other.end == mark.start for other in reading.marks)


def _leads_to(reading: Reading, mark: Mark, spot: Spot) -> bool:
    """Tell whether only little words stand between a noun and the name after it."""
    if mark.end > spot.start:
        return False
    between = range(mark.end, spot.start)
    small = {
        i for other in reading.marks if other.tags & {"of", "from", "articles"} for i in range(other.start, other.end)
    }
    if len(between) > NEAR or _stopped(reading, mark.end, spot.start + 1):
        return False
    return all(i in small for i in between)


def _stopped(reading: Reading, start: int, end: int) -> bool:
    return any(word.broken or word.dashed for word in reading.words[start:end])


def _counted(reading: Reading, named: Sequence[tuple[Spot, str]]) -> tuple[Named, ...]:
    counts = Counter(id for _, id in named)
    first: dict[str, Spot] = {}
    for spot, id in named:
        first.setdefault(id, spot)
    return tuple(
        Named(
            actor=id,
            count=counts[id],
            start=reading.words[spot.start].start,
            end=reading.words[spot.end - 1].end,
        )
        for id, spot in first.items()
    )


def chosen(spot: Spot, cast: Cast, *, country: str | None = None, kinds: frozenset[str] | None = None) -> Name | None:
    """Return the one name that `spot` means, or None where several actors bear it and nothing decides.

    `kinds` are those that can play the part. One that the report also names in full wins; then one whose
    country is the event's, then one whose country the report tells, then one of no country.
    """
    able = [n for n in spot.names if kinds is None or kinship.kind(n.actor) in kinds]
    told = {code for code, _ in cast.countries}
    in_play = told | ({country} if country else set())
    able = [n for n in able if n.actor in cast.ids or not _is_elsewhere(n, told, country)]
    in_play |= {code for group in _theatres() if in_play & group for code in group}
    able = [n for n in able if not n.shared or n.actor in cast.ids or kinship.country(n.actor) in in_play]
    if len(able) > 1:
        tests: tuple[Callable[[Name], bool], ...] = (
            lambda n: n.actor in cast.ids,
            lambda n: country is not None and kinship.country(n.actor) == country,
            lambda n: kinship.country(n.actor) in told,
            lambda n: kinship.country(n.actor) is None,
        )
        for test in tests:
            passing = [n for n in able if test(n)]
            if len(passing) == 1:
                return passing[0]
    return able[0] if len(able) == 1 else None


def _is_sure(name: Name) -> bool:
    return not name.shared and " ".join(name.words) not in _elsewhere()


def _is_elsewhere(name: Name, told: set[str], country: str | None) -> bool:
    """Tell whether the name is something else's where the event, or the whole report, is ("the M23" in Britain)."""
    homes = _elsewhere().get(" ".join(name.words), frozenset())
    return country in homes or (country is None and bool(told) and told <= homes)


@cache
def _elsewhere() -> dict[str, frozenset[str]]:
    told: dict[str, list[str]] = table("actors/shared-names")["shared"]["elsewhere"]
    return {name: frozenset(codes) for name, codes in told.items()}


@cache
def _theatres() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(codes) for codes in table("actors/shared-names")["shared"]["theatres"])


def _governments(reading: Reading, context: Cast, *, noun_first: bool) -> Iterator[str]:
    """Yield a country for every phrase that names its government or forces."""
    marks = {mark.start: mark for mark in reading.marks}
    for spot in reading.spots:
        ruled = _ruling(reading, spot, marks) or (noun_first and _ruled_before(reading, spot))
        if spot.nation and not spot.nation.over(context.on) and (spot.nation.sort == "leaders" or ruled):
            yield spot.nation.country
        elif spot.names and (name := chosen(spot, context)) and kinship.kind(name.actor) == "government":
            code = kinship.country(name.actor)
            if code and name.actor == kinship.government_of(code):
                yield code


def _ruling(reading: Reading, spot: Spot, marks: dict[int, Mark]) -> bool:
    """Tell whether a word for forces or a government follows the country ("Syrian regime fighters")."""
    before = next((m for m in reading.marks if m.end == spot.start), None)
    if before and "pro" in before.tags and spot.nation and spot.nation.sort == "seats":
        return True
    for at in range(spot.end, min(spot.end + 2, len(reading.words))):
        mark = marks.get(at)
        if reading.words[at].broken or reading.words[at].dashed:
            return False
        if mark and mark.tags & {"backed_after", "linked_after", "against", "at"}:
            return False
        if mark and mark.tags & {"state", "government"} and "arms" not in mark.tags:
            return spot.nation is not None and spot.nation.sort != "areas"
    return False


def _ruled_before(reading: Reading, spot: Spot) -> bool:
    """Tell whether a word for forces or a government stands before the country ("armée syrienne", "قوات سورية")."""
    for mark in reading.marks:
        near = 0 <= spot.start - mark.end <= 2 and mark.tags & {"state", "government"} and "arms" not in mark.tags
        if near and not any(word.broken or word.dashed for word in reading.words[mark.end : spot.start + 1]):
            return spot.nation is not None and spot.nation.sort != "areas"
    return False
