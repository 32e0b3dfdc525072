"""Find the phrases of one sentence that say where: "the desert east of Homs province", "utenfor Kyiv".

No gazetteer here: a phrase is a place phrase by its words (a preposition, a side, a kind of place, a
relation, all from ``data/places/<language>.toml``) and the capitals of its name. The finder is
liberal; what resolves to no place is dropped by `tollbook.normalise.places`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tollbook.data import has, kinship, table
from tollbook.data.calendar import phrases
from tollbook.data.datelines import dateline_at, first_dateline

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[’'‘`\-‑][^\W_]+)*")
_ARTICLED = re.compile(r"(?:[aeu][lszdtnr]h?|d|s|l)[-‑'’][^\W\d_]")
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINT = re.compile(r"[ \u00a0]|[-‑]|\.[ \u00a0]?")
_OWNER = re.compile(r"['’]s? ")
_MARGIN = re.compile(r"[\s•*–-]*")
_HEADER = re.compile(  # ", Abyan: " after the date that opens a bulletin's entry
    r"(?:,| [-–]|:)? (?P<place>[^\W\d_a-zæøå][\w'’\-]*(?: [\w'’\-]+){0,3}(?:, [^\W\d_a-zæøå][\w'’\- ]{1,30})?)"
    r"(?::| [-–—]) "
)


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place phrase, ``text[start:end]``; its main name is ``text[head_start:head_end]``."""

    start: int
    end: int
    head_start: int
    head_end: int


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase on the way: words `first`..`last` (inclusive), its name, and whether "between" opens it."""

    first: int
    last: int
    name: int
    name_end: int
    bare: bool


@cache
def _lexicon(language: str) -> dict[str, Any]:
    """Return the place words of `language` ("no" is bokmål, unknown ones English), lists as frozen sets."""
    base = language.split("-", maxsplit=1)[0].lower()
    base = "nb" if base == "no" else base
    given = table(f"places/{base if has(f'places/{base}') else 'en'}")
    lists = {key: frozenset(value) for key, value in given["words"].items()}
    relation_words = frozenset(word for phrase in given["relations"] for word in phrase.split())
    held = tuple(given["words"]["held"])
    return {"compounds": {}, "prefixes": {}, **given, "lists": lists, "relation_words": relation_words, "held": held}


def find_places(text: str, start: int, end: int, language: str) -> list[PlaceMatch]:
    """Return the place phrases of the sentence ``text[start:end]``, in order, none overlapping.

    A dateline is none (see `dateline_place`), nor is a place that is only somewhere else ("taken to hospital in X").
    """
    lexicon = _lexicon(language)
    opening = dateline_at(text, start, end)
    begin = opening.end if opening else start
    words = _words(text, begin, end)
    grown = [_grown(text, words, run, lexicon) for run in _runs(text, words, lexicon)]
    merged = _merged(text, words, [phrase for phrase in grown if phrase is not None], lexicon)
    found = [
        PlaceMatch(words[p.first].start, words[p.last].end, words[p.name].start, words[p.name_end].end)
        for p in merged
        if not _elsewhere(text, begin, words[p.first].start, lexicon)
    ]
    found += [match for match in _bulletin(text, begin, end, language) if not _overlaps(match, found)]
    found += [match for match in _homeland(text, words, lexicon) if not _overlaps(match, found)]
    return sorted(found, key=lambda match: match.start)


def dateline_place(text: str, language: str) -> PlaceMatch | None:
    """Return the place of the dateline of a report ("MAIDUGURI, Nigeria" in "MAIDUGURI, Nigeria (AP) -"), or None.

    It says where the report was written, and is where an event was only if a sentence says so ("here").
    """
    opening = first_dateline(text)
    if opening is None or text[opening.start : opening.head_end].lower() in _lexicon(language)["lists"]["not_places"]:
        return None
    return PlaceMatch(opening.start, opening.place_end, opening.start, opening.head_end)


def _bulletin(text: str, start: int, end: int, language: str) -> Iterator[PlaceMatch]:
    """Yield the place in the header of a bulletin's entry ("9 May, Abyan: A roadside bomb ...")."""
    first = _MARGIN.match(text, start, end)
    at = first.end() if first else start
    day = next(iter(phrases(text, at, min(end, at + 40), language)), None)
    match = _HEADER.match(text, day.end, end) if day and day.start == at and day.kind == "day" else None
    if match:
        begin, name = match.start("place"), match["place"].split(",")[0]
        yield PlaceMatch(begin, match.end("place"), begin, begin + len(name))


def _elsewhere(text: str, start: int, at: int, lexicon: dict[str, Any]) -> bool:
    """Tell whether the words before `at` say that the place is not where people were harmed.

    "Taken to X", "told reporters in X", "talks in X" never are; a hospital's town is only where the hospital
    itself was attacked ("a strike on a hospital in X").
    """
    before = text[max(start, at - 90) : at]
    if _before(lexicon, "away").search(before):
        return True
    hospital = _before(lexicon, "hospital").search(before)
    if hospital is None:
        return False
    lists = lexicon["lists"]
    told = [word.low for word in _words(before, 0, hospital.start())][-6:]
    return not any(word in lists["event_nouns"] or word in lists["event_verbs"] for word in told)


def _before(lexicon: dict[str, Any], name: str) -> re.Pattern[str]:
    """Return the patterns of [elsewhere] `name` as one that ends where it is searched."""
    return _ending(tuple(lexicon["elsewhere"][name]))


@cache
def _ending(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(words).replace(" ", r"\s+") + r")\s+(?:\w+\s+)?\Z", re.IGNORECASE)


def _words(text: str, start: int, end: int) -> list[_Word]:
    words = []
    for match in _WORD.finditer(text, start, end):
        bare = _POSSESSIVE.sub("", match.group()) if len(match.group()) > 2 else match.group()
        words.append(_Word(bare, bare.lower(), match.start(), match.start() + len(bare)))
    return words


def _nameish(word: str) -> bool:
    """Tell whether a word looks like a part of a name: a capital, an article with one, a script without case."""
    return word[:1].isupper() or bool(_ARTICLED.match(word)) or (word.isalpha() and not word.islower())


def _gap(text: str, words: list[_Word], index: int) -> str:
    """Return what stands between word `index` and the next."""
    return text[words[index].end : words[index + 1].start]


def _runs(text: str, words: list[_Word], lexicon: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Yield (first word, last word) of each run that may be the name of a place."""
    at = 0
    while at < len(words):
        if not _may_begin(words, at, lexicon):
            at += 1
            continue
        last = _run_end(text, words, at, lexicon)
        titled = at and words[at - 1].low in lexicon["lists"]["honorifics"]
        if not titled and not _organisation(text, words, at, last, lexicon):
            yield at, last
        at = last + 1


def _organisation(text: str, words: list[_Word], at: int, last: int, lexicon: dict[str, Any]) -> bool:
    """Tell whether a run names an organisation: one of the registry, or by its last word ("Liberation Front")."""
    if words[last].low in lexicon["lists"]["organisations"]:
        return True
    return text[words[at].start : words[last].end].lower().replace("-", " ") in organisations()


@cache
def organisations() -> frozenset[str]:
    """Return the registry's names of groups, monitors and outlets in lower case; peoples' names are places too."""
    peoples = {name.lower() for name in table("actors/shared-names")["peoples"]["names"]}
    kinds = ("armed-group", "militia", "monitor", "outlet", "organisation", "coalition")
    entries = (entry.actor for entry in kinship.entries().values() if entry.actor.kind in kinds)
    names = {name.lower().replace("-", " ") for actor in entries for _, spelled in actor.names for name in spelled}
    return frozenset(name for name in names - peoples if len(name) > 2)


def _may_begin(words: list[_Word], at: int, lexicon: dict[str, Any]) -> bool:
    word = words[at]
    if word.low in lexicon["lists"]["name_heads"] and at + 1 < len(words) and _nameish(words[at + 1].text):
        return word.text[:1].isupper()  # "El Fasher"
    if not _nameish(word.text) or word.low in lexicon["lists"]["not_places"] or _people(word.low, lexicon):
        return False
    if word.low.endswith(lexicon["held"]) or len(word.text) == 1:  # "Russian-held"
        return False
    if _compounded(word, lexicon):
        return False
    return not (
        word.low in lexicon["types"] or word.low in lexicon["sides"] or word.low in lexicon["relation_words"]
    ) or (at > 0 and at + 1 < len(words) and _nameish(words[at + 1].text))


def _compounded(word: _Word, lexicon: dict[str, Any]) -> bool:
    """Tell whether a name is only the first part of a word for something else ("Tigray-krigen")."""
    return "-" in word.text and word.text.rpartition("-")[2] in lexicon["lists"]["no_place_ends"]


def _people(word: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether a word is a nationality ("Syrian", "syriske"), which names no place by itself."""
    return any(form in lexicon["demonyms"] for form in (word, word.removesuffix("s"), word.removesuffix("e")))


def _run_end(text: str, words: list[_Word], at: int, lexicon: dict[str, Any]) -> int:
    """Return the last word of the name that begins at `at`: further capitals, with "al" or "of" between."""
    last = at
    lists = lexicon["lists"]
    while last + 1 < len(words) and _JOINT.fullmatch(_gap(text, words, last)):
        following = words[last + 1]
        if _nameish(following.text) and (
            following.low not in lists["not_places"] or following.low in lists["of_heads"]
        ):
            if following.low in lexicon["types"] and following.text.islower():
                break
            last += 1
        elif _links(text, words, last, lists):
            last += 2
        elif words[last].low in lists["of_heads"] and _of_the(words, last) is not None:
            last = _of_the(words, last) or last
        else:
            break
    return last


def _links(text: str, words: list[_Word], last: int, lists: dict[str, frozenset[str]]) -> bool:
    return (
        words[last + 1].low in lists["name_links"]
        and last + 2 < len(words)
        and words[last + 2].text[:1].isupper()
        and not _gap(text, words, last + 1).strip(" -")
    )


def _of_the(words: list[_Word], last: int) -> int | None:
    """Return the index of the capitalised word after "of" or "of the", None when there is none."""
    for skip in (2, 3):
        parts = [word.low for word in words[last + 1 : last + skip]]
        if parts in (["of"], ["of", "the"]) and last + skip < len(words) and _nameish(words[last + skip].text):
            return last + skip
    return None


def _grown(text: str, words: list[_Word], run: tuple[int, int], lexicon: dict[str, Any]) -> _Phrase | None:
    """Return the phrase around a name, None when no word about it says that it is a place."""
    name, name_end = run
    last = _tail(text, words, name_end, lexicon)
    first, evidence = _lead(text, words, name, lexicon)
    bare = not evidence and last == name_end
    compound = any(_compound(words[i], lexicon) for i in range(name, name_end + 1))
    articled = " ".join(word.low for word in words[name : name_end + 1]) in lexicon["lists"].get("articled", ())
    before = _word_before(text, words, first, articled, lexicon)
    strong = before in lexicon["lists"]["prepositions"] or before in lexicon["lists"]["event_verbs"]
    target = before in lexicon["lists"]["weak"] and any(
        word.low in lexicon["lists"]["event_nouns"] for word in words[max(0, first - 4) : first - 1]
    )
    if bare and not (strong or target or compound):
        return _apposed(text, words, run, lexicon)
    return _Phrase(first, last, name, name_end, bare and not (strong or target or compound))


def _word_before(text: str, words: list[_Word], first: int, articled: bool, lexicon: dict[str, Any]) -> str:
    """Return the word before a phrase, or "" where a mark stands between; past the article of an `articled` name."""
    at = first - 1
    if articled and at > 0 and words[at].low in lexicon["lists"]["determiners"] and not _gap(text, words, at).strip():
        at -= 1
    return words[at].low if at >= 0 and not _gap(text, words, at).strip() else ""


def _apposed(text: str, words: list[_Word], run: tuple[int, int], lexicon: dict[str, Any]) -> _Phrase | None:
    """Return a bare name after a comma or "and": it is kept only where a place phrase ends just before.

    In "the Syrian capital, Damascus, ..." the capital is that place.
    """
    name, name_end = run
    if name and words[name - 1].low in lexicon["lists"]["capital_words"] and _gap(text, words, name - 1) == ", ":
        closed = re.match(r"[,.;)]|\Z", text[words[name_end].end :]) is not None
        return _Phrase(name, name_end, name, name_end, not closed)
    gap = _gap(text, words, name - 1) if name else None
    owner = _OWNER.match(text, words[name_end].end) is not None
    apposed = gap is not None and (gap == ", " or not gap.strip() or _OWNER.match(gap) is not None)
    return _Phrase(name, name_end, name, name_end, True) if apposed or owner else None


def _compound(word: _Word, lexicon: dict[str, Any]) -> bool:
    head, dash, _ = word.low.partition("-")
    return bool(dash) and (head in lexicon["prefixes"] or word.low.rpartition("-")[2] in lexicon["compounds"])


def _tail(text: str, words: list[_Word], name_end: int, lexicon: dict[str, Any]) -> int:
    """Return the last word of the phrase: the kind after the name, then "nordvest i landet"."""
    last = name_end
    for width in (3, 2, 1):
        parts = words[name_end + 1 : name_end + 1 + width]
        phrase = " ".join(word.low for word in parts)
        if (
            len(parts) == width
            and phrase in lexicon["types"]
            and not text[words[name_end].end : parts[0].start].strip("'’s ")
        ):
            last = name_end + width
            break
    at = last + 1
    if (
        at + 2 < len(words)
        and words[at].low in lexicon["sides"]
        and words[at + 1].low in lexicon["lists"]["inside"]
        and words[at + 2].low in lexicon["lists"]["homeland"]
    ):
        return at + 2
    return last


def _lead(text: str, words: list[_Word], name: int, lexicon: dict[str, Any]) -> tuple[int, bool]:
    """Return (first word of the phrase, whether its words speak of a place), reading leftwards from the name."""
    at = sure = name
    evidence = False
    while at > 0 and not _gap(text, words, at - 1).strip(" \u00a0"):
        kind = _kind_of(words, at - 1, at, name, lexicon)
        if kind is None:
            break
        evidence = evidence or kind == "place"
        at -= 1
        sure = sure if kind == "adjective" else at
    if at != sure and not (at and words[at - 1].low in lexicon["lists"]["prepositions"]):
        at = sure  # not "hold parts of", where a verb stands in the place of an adjective
    return _measured(words, _trimmed(words, at, name, lexicon), lexicon), evidence


def _kind_of(words: list[_Word], index: int, at: int, name: int, lexicon: dict[str, Any]) -> str | None:
    """Tell what a word before a name is: "place" speaks of places, "glue" and "adjective" may stand between."""
    low = words[index].low
    lists = lexicon["lists"]
    if low in lexicon["types"] or low in lexicon["sides"] or low in lists["parts"]:
        return "place"
    ends = (" ".join(word.low for word in words[max(0, index - width + 1) : index + 1]) for width in (1, 2, 3, 4, 5))
    if low in lists["prepositions"] and at < name and words[at].low in lists["inside"] - lists["determiners"]:
        return None  # "went off in"
    if any(phrase in lexicon["relations"] for phrase in ends):
        return "place"
    if low in lists["determiners"] and at < name and words[at].low in lists["joins"]:
        return None  # "three in Odesa": three of something else
    if low in lists["joins"] or low in lists["determiners"] or low in lists["side_joins"]:
        return "glue"
    if low in lists["and"] and at < name and words[at].low in lexicon["sides"]:
        return "glue"
    if low in lexicon["relation_words"]:
        return "glue"
    if low in lists["adjectives"] or low.endswith(lexicon["held"]):  # "the occupied West Bank"
        return "adjective"
    following = words[at].low if at < name else ""
    after = words[at + 1].low if at + 1 < name else ""
    adjective = following in lexicon["types"] or following in lists["parts"]
    adjective = adjective or (following in lexicon["sides"] and (after in lexicon["types"] or after in lists["parts"]))
    plain = words[index].text.islower() and low not in lists["weak"] | lists["prepositions"] | lists["not_places"]
    if adjective and (plain or _people(low, lexicon)):
        return "adjective"
    return None


def _measured(words: list[_Word], at: int, lexicon: dict[str, Any]) -> int:
    """Take in a distance before the phrase: "160 km north of"."""
    unit = at if words[at].low in lexicon["units"] else at - 1
    if unit > 0 and words[unit].low in lexicon["units"] and words[unit - 1].low.isdigit():
        return unit - 1
    return at


def _trimmed(words: list[_Word], at: int, name: int, lexicon: dict[str, Any]) -> int:
    """Leave plain prepositions, "and" and weak words off the front; relations ("near", "outside") stay."""
    lists = lexicon["lists"]
    plain = lists["prepositions"] | lists["weak"] | lists["joins"] | lists["and"] | lists["side_joins"]
    while at < name:
        low = words[at].low
        opens = any(" ".join(w.low for w in words[at : at + n]) in lexicon["relations"] for n in (1, 2, 3, 4, 5))
        if low not in plain or opens or low in lists["determiners"]:
            break
        at += 1
    if all(word.low in lists["determiners"] for word in words[at:name]):
        return name
    return at


def _merged(text: str, words: list[_Word], phrases: list[_Phrase], lexicon: dict[str, Any]) -> list[_Phrase]:
    """Join phrases that follow one another ("the village of X, in Y province"); drop bare names that join nothing."""
    out: list[_Phrase] = []
    for index, phrase in enumerate(phrases):
        left = out[-1] if out else None
        if left is None or not _follows(text, words, left, phrase, lexicon):
            out.append(phrase)
        elif phrase.bare and _in_list(text, words, phrases, index, lexicon):
            out.append(replace(phrase, bare=left.bare))
        else:
            out[-1] = replace(left, last=phrase.last, bare=left.bare and phrase.bare)
    return [phrase for phrase in out if not phrase.bare]


def _follows(text: str, words: list[_Word], left: _Phrase, right: _Phrase, lexicon: dict[str, Any]) -> bool:
    """Tell whether `right` goes on where `left` ends, but for a comma, "and", "'s" or plain prepositions."""
    between = [word.low for word in words[left.last + 1 : right.first]]
    gap = text[words[left.last].end : words[right.first].start]
    if _OWNER.fullmatch(gap):
        return True
    lists = lexicon["lists"]
    glue = lists["prepositions"] | lists["joins"]
    if left.bare or len(between) > 2 or not all(word in glue or word in lists["and"] for word in between):
        return False
    if "," in gap:
        return gap.startswith(", ") and gap.count(",") == 1 and not (right.bare and between)
    return not re.sub(r"[^\W_]+", "", gap).strip() and not (between and between[0] in lists["determiners"])


def _in_list(text: str, words: list[_Word], phrases: list[_Phrase], index: int, lexicon: dict[str, Any]) -> bool:
    """Tell whether a bare name after a comma is one of a list ("in Aleppo, Homs and Hama"), not a wider place."""
    phrase = phrases[index]
    if words[phrase.first - 1].low in lexicon["lists"]["and"]:
        return index > 1 and phrases[index - 1].bare and _gap(text, words, phrases[index - 1].first - 1) == ", "
    after = text[words[phrase.last].end : words[phrase.last].end + 6].lower()
    if _gap(text, words, phrase.first - 1) != ", ":
        return False
    return any(after.startswith(f" {word} ") for word in lexicon["lists"]["and"])


def _homeland(text: str, words: list[_Word], lexicon: dict[str, Any]) -> Iterator[PlaceMatch]:
    """Yield "the north of the country", "nord i landet", "the country's east", "the capital"."""
    lists = lexicon["lists"]
    for index, word in enumerate(words):
        if word.low in lists["homeland_words"]:
            first = last = index
            while first and (words[first - 1].low in lists["determiners"] | lists["joins"] | lists["side_joins"]):
                first -= 1
            if first and words[first - 1].low in lexicon["sides"]:
                first -= 1
            elif index + 1 < len(words) and words[index + 1].low in lexicon["sides"]:
                first, last = index, index + 1
            else:
                continue
            yield PlaceMatch(words[first].start, words[last].end, word.start, word.end)
        elif word.low in lists["capital_words"]:
            before = (
                words[index - 2].low
                if index > 1 and words[index - 1].low in lists["determiners"]
                else (words[index - 1].low if index else "")
            )
            if before in lists["prepositions"]:
                yield PlaceMatch(word.start, word.end, word.start, word.end)


def _overlaps(match: PlaceMatch, others: list[PlaceMatch]) -> bool:
    return any(match.start < other.end and other.start < match.end for other in others)
