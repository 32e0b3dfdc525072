"""Who a report means by its words for one side, and what kind of people they are.

`resolve_party` gives a registry id or None, never a guess: an unknown group keeps its own words in the
claim. The rules, in order: a name; a branch of the actor that the words are "linked to"; a government by
demonym, leader or seat; the government that the report has in play; civilians.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from tollbook.data import kinship, table
from tollbook.normalise.labels import labels_in
from tollbook.normalise.registry import ARMED, Cast, Mark, Name, Nation, Reading, Spot, chosen, read, spoken, tags
from tollbook.normalise.spotting import Token, fold
from tollbook.normalise.wordforms import forms, phrase_of
from tollbook.records import VictimClass

NOUNS = frozenset({"state", "civilian", "fighter", "people"})
# Press agencies and monitors cause no harm: as a side, "RSF" is no reporters' club.
SIDES = frozenset({"government", "armed-group", "militia", "coalition", "organisation", "person"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The actor that words mean, and the rule that says so."""

    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the sides that a text joins ("troops | and allied militiamen"): what still counts of it."""

    names: tuple[tuple[Name, bool], ...]  # with: the words are only linked to it
    nations: tuple[tuple[Nation, bool], ...]  # with: the words are for it ("pro-Assad")
    tags: frozenset[str]
    bare: bool  # nothing but names of countries
    serving: bool  # people who serve a state or what they serve in, not only what a state strikes with
    former: bool
    others: bool  # forces that are not the country's own: "Russian-backed", "Kurdish", "rebel"


def resolve_party(
    texts: Sequence[str], language: str, cast: Cast, *, country: str | None = None, doer: bool = False
) -> Resolved | None:
    """Return the actor that `texts` mean: the words for one party, best first ("they", "Daesh militants").

    `cast` is the report's, `country` the alpha-2 code of the place of the event, `doer` tells that the words are for
    who did it, not for who was hit. None: the words do not say.
    """
    for text in texts:
        found = _resolve(text, language, cast, country)
        if found and doer and found.actor == "civilians":
            return _doer(text, language, cast, country) or found
        if found:
            return found
    return None


def _doer(text: str, language: str, cast: Cast, country: str | None) -> Resolved | None:
    """Return the actor whose people go by a word for civilians ("settlers"), where its country is in play."""
    words = {token.key for token in read(text, language, cast.on).words}
    for id, nouns in table("actors/shared-names")["doers"].items():
        home, codes = kinship.country(id), {country} if country else {code for code, _ in cast.countries}
        if words & _keys(tuple(nouns), language) and any(_one_theatre(home, code) for code in codes):
            return Resolved(actor=id, reason="civilians who did it")
    return None


@cache
def _keys(nouns: tuple[str, ...], language: str) -> frozenset[str]:
    return frozenset(key[0] for noun in nouns if len(key := phrase_of(noun, spoken(language)) or ()) == 1)


def _one_theatre(home: str | None, code: str) -> bool:
    theatres = table("actors/shared-names")["shared"]["theatres"]
    return home == code or any(home in codes and code in codes for codes in theatres)


def forces_of(text: str, language: str, cast: Cast) -> Resolved | None:
    """Return the government whose forces one adjective alone means, as who acts ("an Israeli [strike]", "russe").

    Only for who did it: as a victim "Israeli" is a person. A noun for people ("a Syrian", "Syrer") gives None.
    """
    if len(text.split()) != 1 or not (language == "en" or text.islower()) or (language == "en" and text.endswith("s")):
        return None
    parts = list(_parts(read(text, language, cast.on), cast, None, spoken(language)))
    nations = [nation for part in parts for nation, _ in part.nations]
    if len(parts) != 1 or not parts[0].bare or {nation.sort for nation in nations} != {"of"}:
        return None
    codes = {nation.country for nation in nations}
    if len(codes) != 1 or (table(f"demonyms/{spoken(language)}").get("adjectives_first") and not nations[0].adjective):
        return None
    return Resolved(actor=kinship.government_of(codes.pop()), reason="an adjective alone")


def _resolve(text: str, language: str, cast: Cast, country: str | None) -> Resolved | None:
    reading = read(text, language, cast.on)
    parts = [p for p in _parts(reading, cast, country, spoken(language)) if p.names or p.nations or p.tags]
    if not parts:
        return None
    # "Russian and Syrian warplanes": a country without a noun takes the last part's.
    last = parts[-1].tags
    if any(not linked for p in parts for _, linked in p.names):  # "ISWAP, an offshoot of Boko Haram"
        parts = [p for p in parts if not p.names or not all(linked for _, linked in p.names)]
    spread = [replace(p, tags=p.tags or last, bare=p.bare and p is parts[-1]) for p in parts]
    found = [r for p in spread if (r := _resolve_part(p, cast, country))]
    return _agreed(found) or _called(reading, spoken(language), cast)


def _agreed(found: Sequence[Resolved]) -> Resolved | None:
    """Return the one side that all of `found` are, a family or a government with its allies; else None."""
    armed = [r for r in found if r.actor != "civilians"]
    if len(armed) != len(found):  # "soldiers and civilians" are no one side
        return found[0] if not armed else None
    for head in armed:
        others = (r.actor for r in armed if r.actor != head.actor)
        if all(head.actor in kinship.ancestors(o) or head.actor in kinship.allies(o) for o in others):
            return head
    return None


# Reading the parts of a text: what is only backing, opposing, former or a place falls away.


def _parts(reading: Reading, cast: Cast, country: str | None, language: str) -> Iterator[_Part]:
    stops = [m.start for m in reading.marks if "and" in m.tags]
    stops += [i for i, token in enumerate(reading.words) if token.broken and i]
    inside = {i for spot in reading.spots for i in range(spot.start + 1, spot.end)}
    edges = [0, *sorted(set(stops) - inside), len(reading.words)]
    cut = _cut(reading)
    linked = False
    for start, end in pairwise(edges):
        if start < cut:
            part = _part(reading, start, min(end, cut), cast, country, linked)
            named = not forms(language).nouns_in_capitals and _unknown_name(reading, start, min(end, cut), language)
            part = replace(part, others=part.others or named)
            linked = bool(part.names) and all(is_linked for _, is_linked in part.names)
            yield part


def _cut(reading: Reading) -> int:
    """Return the token where the party ends: what follows "by", "fighting", "in" is somebody or somewhere else."""
    named = {m.end for m in reading.marks if m.tags & {"state", "civilian", "fighter", "people", "government"}}
    named |= {spot.end for spot in reading.spots}
    for mark in reading.marks:
        after_noun = mark.start in named
        if "of" in mark.tags and after_noun:  # Norwegian "av": of after a noun, by after a verb
            continue
        if "at" in mark.tags and mark.start:
            return mark.start
        if mark.tags & {"against", "backed"} and mark.start:
            return mark.start
    return len(reading.words)


def _part(reading: Reading, start: int, end: int, cast: Cast, country: str | None, still_linked: bool) -> _Part:
    """Return what counts of tokens `start` to `end`; `still_linked`: "linked to" stands before the last "and"."""
    marks = [m for m in reading.marks if start <= m.start and m.end <= end]
    spots = [s for s in reading.spots if start <= s.start and s.end <= end]
    hostile = {m.end for m in marks if "anti" in m.tags}
    held = frozenset(tag for m in marks if m.start not in hostile for tag in m.tags)
    every = spots
    spots = [s for s in every if s.start not in hostile and not _backing(s, marks)]
    linked = start if still_linked and not held & NOUNS else _after(marks, "linked")
    names = tuple(
        (name, _is_linked(s, marks, linked))
        for s in spots
        if s.names and (name := chosen(s, cast, country=country, kinds=SIDES))
    )
    nations = tuple(
        (s.nation, _is_for(s, marks, linked)) for s in spots if s.nation and not _mere_tie(s, marks, linked)
    )
    covered = sum(s.end - s.start for s in spots) + sum(m.end - m.start for m in marks if "articles" in m.tags)
    kept = len(names) + len(nations)
    others = kept < len(every) or "foreign" in held or _armed_otherwise(marks) or _backed(reading, end)
    bare = bool(spots) and covered == end - start
    serving = any("state" in m.tags and "arms" not in m.tags for m in marks)
    return _Part(names, nations, held, bare, serving, any("former" in m.tags for m in marks), others)


def _armed_otherwise(marks: Sequence[Mark]) -> bool:
    """Tell whether "rebel", "militia" qualifies the forces; police are the state's whatever their arms."""
    rebel = any("fighter" in m.tags and not m.tags & {"anyone", "state", "loyal", "government"} for m in marks)
    return rebel and not any("domestic" in m.tags for m in marks)


def _backed(reading: Reading, end: int) -> bool:
    """Tell whether "backed by", "soutenues par" follows the part."""
    return any("backed" in m.tags and m.start == end for m in reading.marks)


def _unknown_name(reading: Reading, start: int, end: int, language: str) -> bool:
    """Tell whether a capitalised word that no table knows stands in the part ("Zintani forces")."""
    found = [(m.start, m.end) for m in reading.marks] + [(s.start, s.end) for s in reading.spots]
    known_words = {i for first, last in found for i in range(first, last)}
    known_words |= {i for i in range(start, end - 1) if _of_a_type(reading.words[i], reading.words[i + 1])}
    named = (i for i in range(start, end) if reading.words[i].word[0].isupper() and i not in known_words)
    return any(i or _names_a_unit(reading, language) for i in named)


def _names_a_unit(reading: Reading, language: str) -> bool:
    """Tell whether the capital that opens the words is a name's, not a sentence's: "Jesus' Army"."""
    units = table(f"parties/{language}").get("units", {})
    after = reading.words[1] if len(reading.words) > 1 else None
    if after is None or after.key not in units.get("words", ()) or reading.words[0].key in units["plain"]:
        return False
    return after.word[0].isupper() and not after.word.isupper()


def _of_a_type(word: Token, number: Token) -> bool:
    """Tell whether a word and the number after its hyphen are a type of weapon ("Kh-22", "Su-34"), no name."""
    return number.joined and number.word[0].isdigit() and len(word.word) <= 4


def _after(marks: Sequence[Mark], tag: str) -> int | None:
    """Return the token after the first mark with `tag`."""
    return next((m.end for m in marks if tag in m.tags), None)


def _mark_after(spot: Spot, marks: Sequence[Mark], tag: str) -> bool:
    return any(m.start == spot.end and tag in m.tags for m in marks)


def _backing(spot: Spot, marks: Sequence[Mark]) -> bool:
    return _mark_after(spot, marks, "backed_after")


def _is_linked(spot: Spot, marks: Sequence[Mark], linked: int | None) -> bool:
    before = any(m.end == spot.start and "pro" in m.tags for m in marks)
    after = _mark_after(spot, marks, "linked_after") or _mark_after(spot, marks, "led_after")
    return before or after or (linked is not None and spot.start >= linked)


def _is_for(spot: Spot, marks: Sequence[Mark], linked: int | None) -> bool:
    before = any(m.end == spot.start and "pro" in m.tags for m in marks)
    return before or _mark_after(spot, marks, "loyal_after") or (linked is not None and spot.start >= linked)


def _mere_tie(spot: Spot, marks: Sequence[Mark], linked: int | None) -> bool:
    """Tell whether the country is only a friend: "pro-Russian" says no more than "Russian-backed"."""
    standing = spot.nation is not None and spot.nation.sort in ("leaders", "seats")
    after = _mark_after(spot, marks, "linked_after") or _mark_after(spot, marks, "led_after")
    return after or (not standing and _is_for(spot, marks, linked))


# "The rebels": whom the report calls so.


def _called(reading: Reading, language: str, cast: Cast) -> Resolved | None:
    """Return the armed group that a noun alone means: the one the report ties that noun to.

    A definite noun for members of a group may be another one ("M23 fighters ... the rebels") where the report names
    no other armed group. Anything beside the noun ("unidentified gunmen", "two rebels") says that these may be others,
    and a label ("the terrorists") is what one side calls the other, whoever that is.
    """
    nouns = [m for m in reading.marks if "fighter" in m.tags]
    if len(nouns) != 1 or reading.spots or not cast.called or labels_in(reading, language):
        return None
    definite = _is_definite(reading, nouns[0], language)
    if definite is None:
        return None
    noun = reading.words[nouns[0].end - 1].key
    same = {actor for key, actor in cast.called if _one_noun(noun, key)}
    if len(same) == 1 and (definite or len(_armed(cast)) == 1):
        return Resolved(actor=same.pop(), reason="the report calls it so")
    tied = {actor for _, actor in cast.called}
    members = tuple(table(f"parties/{language}").get("definite", {}).get("members", ()))
    if definite and not same and noun.startswith(members) and len(tied) == 1 and _armed(cast) == tied:
        return Resolved(actor=tied.pop(), reason="the one armed group of the report, which calls it fighters")
    return None


def with_article(text: str, start: int, end: int, language: str) -> str:
    """Return ``text[start:end]`` with the definite article before it, which extractors leave out ("[the] rebels")."""
    words = table(f"parties/{spoken(language)}").get("definite", {}).get("words", ())
    before = _LAST_WORD.search(text, max(start - LONGEST_ARTICLE, 0), start)
    return text[before.start() : end] if before and fold(before[1]) in words else text[start:end]


_LAST_WORD = re.compile(r"\b(\w+)(?:\s|['’])$")
LONGEST_ARTICLE = 8  # characters, with the blank after it


def _armed(cast: Cast) -> set[str]:
    """Return the armed groups that the report names, without those that others of them belong to."""
    named = {id for id in cast.ids if kinship.kind(id) in ARMED}
    return named - {ancestor for id in named for ancestor in kinship.ancestors(id)}


def _is_definite(reading: Reading, noun: Mark, language: str) -> bool | None:
    """Tell whether a noun is definite; False where the language has no articles, None where other words stand by it."""
    definite = table(f"parties/{language}").get("definite", {})
    words, endings = set(definite.get("words", ())), tuple(definite.get("endings", ()))
    prefixes = tuple(definite.get("prefixes", ()))
    before = [fold(word.word) for word in reading.words[: noun.start]]
    if any(word not in words for word in before) or noun.end != len(reading.words) or noun.end - noun.start > 1:
        return None
    last = fold(reading.words[noun.end - 1].word)
    if before or last.endswith(endings or ("\0",)) or last.startswith(prefixes or ("\0",)):
        return True
    return None if definite else False


def _one_noun(one: str, other: str) -> bool:
    """Tell whether two forms are of one noun: three letters in four are the same ("opprørere", "opprørerne")."""
    shorter = min(len(one), len(other))
    same = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    return 4 * same >= 3 * shorter and max(len(one), len(other)) - same <= LONGEST_ENDING


LONGEST_ENDING = 4  # letters that a form may have beyond the stem

# The rules.


def _resolve_part(part: _Part, cast: Cast, country: str | None) -> Resolved | None:
    if part.names:
        return _by_name(part, cast)
    if part.former:  # "former soldiers" serve nobody
        return None
    by_nation = _by_nation(part, cast, country)
    if by_nation or len({nation.country for nation, _ in part.nations}) > 1:
        return by_nation
    if part.tags & {"government", "loyal"} and not part.nations:
        return _ruling(cast, country)
    # A weapon without an owner names nobody: "a drone" in Ukraine is not Ukraine's.
    if part.serving and "civilian" not in part.tags and not part.nations and not part.others:
        return _in_play(cast, country, domestic="domestic" in part.tags)
    if "civilian" in part.tags and not part.tags & {"state", "fighter", "government"}:
        return Resolved(actor="civilians", reason="civilian nouns")
    return None


def _by_name(part: _Part, cast: Cast) -> Resolved | None:
    """Return the actor named: of a family the youngest ("Boko Haram faction ISWAP"), of strangers none."""
    if "civilian" in part.tags and not part.tags & {"state", "fighter"} and all(name.people for name, _ in part.names):
        return Resolved(actor="civilians", reason="civilian nouns")
    direct = [name.actor for name, linked in part.names if not linked]  # "YPG-led SDF" is the SDF
    own = [name.actor for name, linked in part.names if not linked and not name.people]
    ids = list(dict.fromkeys(own or direct or [name.actor for name, _ in part.names]))  # "Tuareg rebels of the MNLA"
    heads = [a for a in ids if all(b == a or b in kinship.ancestors(a) or b in kinship.allies(a) for b in ids)]
    if part.former and heads and not kinship.ancestors(heads[0]):
        return None  # "former Taliban commander"
    if len(heads) != 1:
        return None
    if not direct:
        return _branch(heads[0], cast)
    return Resolved(actor=heads[0], reason="named")


def _branch(id: str, cast: Cast) -> Resolved | None:
    """Return the one branch of `id` that the report names, else `id` unless it is a mere umbrella."""
    branches = [named.actor for named in cast.actors if id in kinship.ancestors(named.actor)]
    own = [b for b in branches if not any(b in kinship.ancestors(other) for other in branches)]
    if len(own) == 1:
        return Resolved(actor=own[0], reason=f"the one branch of {id} that the report names")
    entry = kinship.entries().get(id)
    if own or entry is None or entry.umbrella:
        return None
    return Resolved(actor=id, reason="linked to it")


def _by_nation(part: _Part, cast: Cast, country: str | None) -> Resolved | None:
    """Return the government whose forces the words name by demonym, name, seat or leader."""
    codes = {nation.country for nation, _ in part.nations}
    if len(codes) != 1:
        return None
    code = codes.pop()
    sorts = {nation.sort for nation, _ in part.nations}
    if any(nation.over(cast.on) for nation, _ in part.nations):  # "Assad's forces" of 2025 are nobody's government
        return None
    if any(is_for for _, is_for in part.nations):  # "pro-Kremlin fighters" abroad are not the Kremlin's own
        told = {c for c, _ in cast.governments} | {c for c, _ in cast.countries[:1]}
        at_home = country in (None, code) and (code in told or not told)
        return Resolved(actor=kinship.government_of(code), reason="pro-government") if at_home else None
    own = part.tags & {"government", "loyal"} or ("state" in part.tags and not part.others)
    if own and "civilian" not in part.tags:
        return Resolved(actor=kinship.government_of(code), reason="forces of a country")
    if "leaders" in sorts and "civilian" not in part.tags and part.tags & {"fighter", "people"}:
        return Resolved(actor=kinship.government_of(code), reason="forces of a leader")
    if "civilian" in part.tags and not part.tags & {"fighter", "state"}:
        return Resolved(actor="civilians", reason="civilian nouns")
    if part.bare and sorts <= {"names", "seats", "leaders"}:
        return Resolved(actor=kinship.government_of(code), reason="the country itself")
    if part.bare and all(nation.adjective for nation, _ in part.nations):  # "российских [ударов]"
        return Resolved(actor=kinship.government_of(code), reason="forces of a country")
    return None


def leading(cast: Cast) -> str | None:
    """Return the country whose government the report speaks of: alone, or twice as often as any other's."""
    counts = list(cast.governments)
    if len(counts) == 1 or (len(counts) > 1 and counts[0][1] >= 2 * counts[1][1]):
        return counts[0][0]
    return None


def _ruling(cast: Cast, country: str | None) -> Resolved | None:
    """Return the government that "the regime" or "loyalists" mean in this report."""
    # The event may lie abroad: a government that the report keeps naming comes before the country of the place.
    in_play = {code for code, _ in cast.governments}
    often = leading(cast) if cast.governments and cast.governments[0][1] > 1 else None
    code = country if country in in_play else often or country or leading(cast) or _only(cast)
    return Resolved(actor=kinship.government_of(code), reason="the report's government") if code else None


def _in_play(cast: Cast, country: str | None, *, domestic: bool) -> Resolved | None:
    """Return the government whose "soldiers" these are: nobody's where two are in the field."""
    code = leading(cast)
    if country in table("actors/governments")["divided"]["countries"]:
        return None if domestic else _in_play(cast, None, domestic=False)
    if country and (domestic or not cast.governments):
        code = country
    elif country and code != country:
        code = None
    elif not cast.governments:
        code = _only(cast)
    return Resolved(actor=kinship.government_of(code), reason="the government in play") if code else None


def _only(cast: Cast) -> str | None:
    """Return the one country that the report names at all."""
    return cast.countries[0][0] if len(cast.countries) == 1 else None


# Classes.


def victim_class(text: str, language: str) -> VictimClass:
    """Return whether the words mean fighters of any kind, civilians, both, or do not say."""
    reading = read(text, language)
    return _class_of(list(_heads(reading, spoken(language))))


def _heads(reading: Reading, language: str) -> Iterator[str]:
    """Yield the class of each noun phrase: of nouns in a row the last (or first), before "of" the first."""
    groups: list[list[tuple[int, str]]] = [[]]
    owned = False
    cut = _cut(reading)
    found = sorted([(m.start, m.end, m.tags) for m in reading.marks] + _side_spots(reading, language))
    for start, end, sections in found:
        if start >= max(cut, 1):
            break
        if "and" in sections or reading.words[start].broken:
            groups.append([])
            owned = False
        if "of" in sections and groups[-1] and groups[-1][-1][1] == "civilian":
            owned = True
        if not owned and (name := _class_name(sections)):
            groups[-1].append((end, name))
    for group in groups:
        armed_or_civil = [name for _, name in group if name != "people"]
        if armed_or_civil:
            yield armed_or_civil[0 if forms(language).noun_first else -1]


def _side_spots(reading: Reading, language: str) -> list[tuple[int, int, frozenset[str]]]:
    """Return the sides among the spots as marks: by the words of the name ("UN peacekeepers"), else by their kind."""
    found = []
    for spot in reading.spots:
        if spot.names and not _backing(spot, reading.marks):
            head = spot.start if forms(language).noun_first else spot.end - 1
            own = tags(language).get(reading.words[head].key) or frozenset()
            armed = any(kinship.kind(n.actor) in ("armed-group", "militia", "government") for n in spot.names)
            told = own & {"civilian", "state", "fighter"}
            if told or armed:
                found.append((spot.start, spot.end, told or frozenset({"fighter"})))
    return found


def _class_name(sections: frozenset[str]) -> str | None:
    if "arms" in sections:
        return None
    if sections & {"state", "fighter", "loyal"}:
        return "combatant"
    return "civilian" if "civilian" in sections else "people" if "people" in sections else None


def _class_of(classes: Sequence[str]) -> VictimClass:
    if "combatant" in classes and "civilian" in classes:
        return "mixed"
    if "combatant" in classes:
        return "combatant"
    return "civilian" if "civilian" in classes else "unknown"
