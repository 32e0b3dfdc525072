"""Read the words of a place phrase: which names it holds, and what the words around them say.

"the desert east of Homs province" holds one name, Homs, said to be a first-order division, with
the relation "east of". Reading uses the gazetteer to find where names begin and end, and the
words of ``data/places/<language>.toml`` for everything else; it chooses no place yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz

from tollbook.data import has, table
from tollbook.normalise.gazetteer import Entry, gazetteer
from tollbook.normalise.place_keys import fold, without_article

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[’'‘`\-‑][^\W_]+)*")
_ARTICLED = re.compile(r"(?:[aeu][lszdtnr]h?|d|s|l)[-‑'’][^\W\d_]")
_GAP = re.compile(r"[ \u00a0]['’‘ʿ`]?|[-‑]|\.[ \u00a0]?")
_POSSESSIVE = re.compile(r"['’]s?$")
_LONGEST = 6
_ALIKE = 70.0  # "Sukhna" and "As Sukhnah" 92, "Killora" and "Khailar" 57, though their keys agree


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a phrase, with its offsets."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Named:
    """One name in a phrase. `kind` is what the words call it, `relation` where beside it, `side` which part of it.

    `beyond` tells that a wide stretch of land (a desert) lies between; `entries` are the places so
    called, `rough` tells that only their romanisation key agrees; `joined` links it to the name before;
    `away` is the distance that the words give, in kilometres.
    """

    text: str
    start: int
    end: int
    entries: tuple[Entry, ...]
    rough: bool = False
    kind: str | None = None
    relation: str | None = None
    side: str | None = None
    beyond: bool = False
    joined: bool = False
    away: float | None = None  # kilometres, where the words give a distance


def language_of(tag: str) -> str:
    """Return the language whose place words serve the BCP 47 `tag`: "no" is bokmål, unknown ones English."""
    base = tag.split("-", maxsplit=1)[0].lower()
    base = "nb" if base == "no" else base
    return base if has(f"places/{base}") else "en"


@cache
def words_of(language: str) -> dict[str, Any]:
    """Return the place words of `language` with the word lists as frozen sets."""
    given = table(f"places/{language}")
    lists = {key: frozenset(value) for key, value in given["words"].items()}
    return {
        "compounds": {},
        "prefixes": {},
        "respell": {},
        **given,
        "lists": lists,
        "held": tuple(given["words"]["held"]),
    }


def words(text: str) -> list[Word]:
    """Return the words of `text`; a possessive ending is left off the word."""
    found = []
    for match in _WORD.finditer(text):
        bare = _POSSESSIVE.sub("", match.group()) if len(match.group()) > 2 else match.group()
        found.append(Word(bare, match.start(), match.start() + len(bare)))
    return found


def nameish(word: str) -> bool:
    """Tell whether a word may begin or end a name: a capital, an article with one, or a script without case."""
    if word[:1].isupper() or bool(_ARTICLED.match(word)):
        return True
    return word.isalpha() and not word.islower()


def read(text: str, language: str) -> tuple[Named, ...]:
    """Return the names in the place phrase `text`, in order, each with what the words say of it."""
    lexicon = words_of(language)
    found = list(names_in(text, language))
    result: list[Named] = []
    free = 0
    for index, named in enumerate(found):
        until = found[index + 1].start if index + 1 < len(found) else len(text)
        lead, tail = text[free : named.start], text[named.end : until]
        after, used = (named.kind, 0) if named.kind else kind_after(tail, lexicon, last=index + 1 == len(found))
        free = named.end + used
        before, rest = _kind_before(lead, lexicon)
        kind = after or before or _river(lead, named, lexicon)
        relation, side, beyond = _relation(rest, lexicon, typed=before is not None)
        if kind == after is not None and _described(rest, lexicon):
            side = None
        if kind == "around":
            kind, relation = None, relation or "near"
        joined = bool(result) and lead.strip().lower() in lexicon["lists"]["and"]
        result.append(
            replace(
                named, kind=kind, relation=named.relation or relation, side=side or named.side,
                beyond=beyond, joined=joined, away=_away(rest, lexicon),
            )
        )  # fmt: skip
    return _shared_kind(result)


def _described(lead: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether a side says where a division lies ("the northeastern Kharkiv region"), not a part of it."""
    parts = lead.lower().split()
    while parts and parts[-1] in lexicon["sides"]:
        parts.pop()
    return bool(parts) and (parts[-1] in lexicon["lists"]["determiners"] or parts[-1].strip("’'") in ("s", ""))


def _away(lead: str, lexicon: dict[str, Any]) -> float | None:
    """Return the kilometres that `lead` gives ("some 160 km north of"), None when it gives none."""
    for number, unit in re.findall(r"(\d+(?:[.,]\d+)?)[ -]?([^\W\d_]+)", lead.lower()):
        if unit in lexicon["units"]:
            return float(number.replace(",", ".")) * float(lexicon["units"][unit])
    return None


def _shared_kind(names: list[Named]) -> tuple[Named, ...]:
    """Give "Homs" in "Homs and Hama provinces" the kind that stands after the last name, and "between" to both."""
    out = list(names)
    for index in range(len(out) - 1, 0, -1):
        here, before = out[index], out[index - 1]
        if here.joined:
            kind, relation = before.kind or here.kind, here.relation or before.relation
            out[index - 1] = replace(before, kind=kind)
            out[index] = replace(here, relation=relation)
    return tuple(out)


def names_in(text: str, language: str) -> Iterator[Named]:
    """Yield the longest names of `text`, left to right, known to the gazetteer or not."""
    lexicon = words_of(language)
    parts = [part for word in words(text) for part in _parted(word, lexicon)]
    at = 0
    while at < len(parts):
        named, width = _name_at(text, parts, at, lexicon)
        if named is not None:
            yield named
        at += width


def _name_at(text: str, parts: list[Word], at: int, lexicon: dict[str, Any]) -> tuple[Named | None, int]:
    """Return (the name that begins with word `at`, how many words to go on by)."""
    first = parts[at]
    border = _border(parts, at, lexicon)
    if border is not None:
        return border, 2
    if not nameish(first.text) and first.low not in lexicon["lists"]["name_links"]:
        return None, 1
    if first.low.endswith(lexicon["held"]) or first.low in lexicon["lists"]["adjectives"]:  # "Russian-held"
        return None, 1
    run = _run(text, parts, at, lexicon)
    for width in range(min(_LONGEST, len(parts) - at), 0, -1):
        last = parts[at + width - 1]
        span = text[first.start : last.end]
        if not nameish(last.text) or not _unbroken(text, parts[at : at + width]):
            continue
        entries, rough = known(span, lexicon, single=width == 1)
        if entries and (width >= run or (not rough and prominent(entries))):
            return Named(span, first.start, last.end, entries, rough), width
    sided = _sided(first, lexicon)
    if sided is not None:
        return sided, 1
    return (_unknown(text, parts, at, run), run) if run else (None, 1)


def _run(text: str, parts: list[Word], at: int, lexicon: dict[str, Any]) -> int:
    """Return how many words from `at` look like one name; a part of it names a place only if it is a big one."""
    width = 0
    while at + width < len(parts) and _unbroken(text, parts[at : at + width + 1]):
        word = parts[at + width]
        if not nameish(word.text) or _common(word.low, lexicon):
            break
        if width and any(e.kind == "country" or e.capital for e in known(word.text, lexicon, single=True)[0]):
            break
        width += 1
    return width


def prominent(entries: tuple[Entry, ...]) -> bool:
    """Tell whether a name is that of a place too big to be half of another name by chance."""
    return any(
        entry.kind not in ("town", "admin2") or entry.capital or entry.population >= 300_000 for entry in entries
    )


def _border(parts: list[Word], at: int, lexicon: dict[str, Any]) -> Named | None:
    """Read "Iraqi border", "irakske grensen", "Iraks grense" as the country with that relation."""
    if at + 1 >= len(parts) or parts[at + 1].low not in lexicon["lists"]["borders"]:
        return None
    word = parts[at]
    code = people_of(word.low, lexicon)
    country = gazetteer().country(code) if code is not None else None
    entries = (country,) if country else known(word.text, lexicon, single=True)[0]
    entries = tuple(entry for entry in entries if entry.kind == "country")
    if not entries:
        return None
    return Named(word.text, word.start, parts[at + 1].end, entries, relation="border with")


def _unknown(text: str, parts: list[Word], at: int, run: int) -> Named:
    """Return the run of capitalised words from `at` that no gazetteer has."""
    end = parts[at + run - 1].end
    return Named(text[parts[at].start : end], parts[at].start, end, ())


def known(name: str, lexicon: dict[str, Any], *, single: bool) -> tuple[tuple[Entry, ...], bool]:
    """Return (places called `name`, whether only the romanisation key agrees); common words name none."""
    code: str | None = lexicon["countries"].get(name.lower())
    book = gazetteer()
    if code is not None and not name.islower():
        country = book.country(code)
        others = tuple(e for e in book.find(name) if e.id != f"iso:{code}")
        return ((country,) if country else ()) + others, False
    if (single and _common(name.lower(), lexicon)) or name.lower() in lexicon["lists"]["not_places"]:
        return (), False
    exact = book.find(name)
    if not exact and single and lexicon["lists"]["genitive"] and name.endswith("s") and len(name) > 4:
        return known(name[:-1], {**lexicon, "lists": {**lexicon["lists"], "genitive": frozenset()}}, single=True)
    rough = tuple(entry for entry in book.find_loosely(name) if alike(name, entry.name)) if len(name) >= 4 else ()
    if exact:  # a town under the very spelling, its province only under another one
        homes = {e.country for e in exact}
        kinds = {(e.kind, e.country) for e in exact}
        return (*exact, *(e for e in rough if e.country in homes and (e.kind, e.country) not in kinds)), False
    if not rough and name != (respelled := _respelled(name, lexicon)):
        return known(respelled, {**lexicon, "respell": {}}, single=single)
    return rough, bool(rough)


def _respelled(name: str, lexicon: dict[str, Any]) -> str:
    """Return `name` as English spells it, by the letters that the language writes otherwise ("Tsjuhujiv")."""
    given: dict[str, str] = lexicon["respell"]
    if not given:
        return name
    letters = re.compile("|".join(sorted(given, key=len, reverse=True)), re.IGNORECASE)
    return letters.sub(lambda m: _cased(given[m.group().lower()], m.group()), name)


def _cased(new: str, old: str) -> str:
    return new.capitalize() if old[0].isupper() else new


def _common(word: str, lexicon: dict[str, Any]) -> bool:
    if word in lexicon["lists"]["not_places"] or word in lexicon["sides"]:
        return True
    if word in lexicon["types"] or word in lexicon["compounds"]:
        return True
    return people_of(word, lexicon) is not None


def alike(name: str, other: str) -> bool:
    """Tell whether two spellings are near enough to be romanisations of one name, articles left off."""
    return fuzz.ratio(without_article(fold(name)), without_article(fold(other))) >= _ALIKE


def people_of(word: str, lexicon: dict[str, Any]) -> str | None:
    """Return the country of a nationality ("Syrians", "syriske"), None when the word is none."""
    demonyms: dict[str, str] = lexicon["demonyms"]
    forms = (word, word.removesuffix("s"), word.removesuffix("e"))
    return next((demonyms[form] for form in forms if form in demonyms), None)


def _parted(word: Word, lexicon: dict[str, Any]) -> Iterator[Word]:
    """Part a name from the kind written on to it ("Homs-provinsen"); yield any other word as it is."""
    head, dash, rest = word.text.rpartition("-")
    if dash and rest.lower() in lexicon["compounds"]:
        yield Word(head, word.start, word.start + len(head))
        yield Word(rest, word.end - len(rest), word.end)
    else:
        yield word


def _sided(word: Word, lexicon: dict[str, Any]) -> Named | None:
    """Read a side written before a name: "Øst-Ukraina"."""
    head, dash, rest = word.text.partition("-")
    if not dash or head.lower() not in lexicon["prefixes"]:
        return None
    entries, rough = known(rest, lexicon, single=True)
    side = lexicon["prefixes"][head.lower()]
    return Named(rest, word.start + len(head) + 1, word.end, entries, rough, side=side) if entries else None


def _unbroken(text: str, parts: list[Word]) -> bool:
    """Tell whether no more than a blank, a hyphen or a dot stands between the words."""
    return all(_GAP.fullmatch(text, left.end, right.start) for left, right in pairwise(parts))


def _river(lead: str, named: Named, lexicon: dict[str, Any]) -> str | None:
    """Return "river" for a name with an article that a river bears ("on the Dnipro"; the city has none)."""
    words = lead.lower().split()
    article = bool(words) and words[-1] in lexicon["lists"]["river_articles"]
    return "river" if article and any(entry.kind == "river" for entry in named.entries) else None


def kind_after(tail: str, lexicon: dict[str, Any], *, last: bool) -> tuple[str | None, int]:
    """Return (kind that the first words of `tail` give, characters used): " province was" gives admin1.

    Unless the name is the `last`, " city of " speaks of the next one ("the Gaza city of Rafah").
    """
    match = re.match(r"(?:(?:['’]s)? +|-)((?:[^\W\d_]+ ?){1,3})", tail)
    if match is None:
        return None, 0
    parts = match.group(1).split()
    for width in range(len(parts), 0, -1):
        phrase = " ".join(parts[:width])
        kind = lexicon["types"].get(phrase.lower()) or lexicon["compounds"].get(phrase.lower())
        if kind is not None:
            used = match.start(1) + len(phrase)
            of_next = not last and tail[used:].strip().lower() in lexicon["lists"]["side_joins"]
            return (None, 0) if of_next else (kind, used)
    return None, 0


def _kind_before(lead: str, lexicon: dict[str, Any]) -> tuple[str | None, str]:
    """Return (kind that the last words of `lead` give, the lead without them): "the city of " gives town."""
    parts = lead.split()
    if not parts or "," in lead[len(lead.rstrip()) - 1 :]:
        return None, lead
    ends = len(parts)
    if parts[-1].lower() in lexicon["lists"]["joins"] and ends > 1:
        ends -= 1
        if parts[ends - 1].lower() in lexicon["lists"]["capital_words"]:
            return None, " ".join(parts)
    for width in (3, 2, 1):
        phrase = " ".join(parts[max(0, ends - width) : ends]).lower()
        if width <= ends and phrase in lexicon["types"] and phrase not in lexicon["relations"]:
            kind = lexicon["types"][phrase]
            return (None, lead) if kind in ("around", "coast") else (kind, " ".join(parts[: ends - width]))
    return None, lead


def _relation(lead: str, lexicon: dict[str, Any], *, typed: bool) -> tuple[str | None, str | None, bool]:
    """Return (relation, side, whether open land lies between) that `lead`, the words before a name, gives."""
    parts = [part.strip(",.").lower() for part in lead.split()]
    lists = lexicon["lists"]
    end = len(parts)
    while end and (
        parts[end - 1] in lists["determiners"]
        or parts[end - 1] in lists["adjectives"]
        or parts[end - 1].endswith(lexicon["held"])
        or (typed and _loose_adjective(parts[end - 1], lexicon))
    ):
        end -= 1
    beyond = any(lexicon["types"].get(part) == "area" for part in parts[-4:]) and not any(
        lexicon["types"].get(part) == "town" for part in parts
    )
    for width in (5, 4, 3, 2, 1):
        phrase = " ".join(parts[max(0, end - width) : end])
        if width <= end and phrase in lexicon["relations"]:
            return lexicon["relations"][phrase], None, beyond
    sides, at = _sides(parts, end, lexicon)
    if sides and at == end and not typed:
        return None, sides, beyond
    if end and parts[end - 1] in lists["joins"] | lists["side_joins"]:
        sides, at = _sides(parts, end - 1, lexicon)
        if sides and parts[end - 1] in lists["inside"] | lists["side_joins"]:
            return f"{sides} of", None, beyond
        if end > 1 and parts[end - 2] in lists["parts"]:
            return None, _sides(parts, end - 2, lexicon)[0] or None, beyond
    return None, None, beyond


def _loose_adjective(word: str, lexicon: dict[str, Any]) -> bool:
    return word not in lexicon["relations"] and word not in lexicon["lists"]["side_joins"] | lexicon["lists"]["joins"]


def _sides(parts: list[str], end: int, lexicon: dict[str, Any]) -> tuple[str, int]:
    """Return (sides named just before `end`, joined by "and", and where they end)."""
    found: list[str] = []
    at = end
    while at and (parts[at - 1] in lexicon["sides"] or (found and parts[at - 1] in lexicon["lists"]["and"])):
        if parts[at - 1] in lexicon["sides"]:
            found.insert(0, lexicon["sides"][parts[at - 1]])
        at -= 1
    return " and ".join(found), end
