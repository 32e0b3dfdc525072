"""Read the words of a place phrase: which names it holds, and what the words around them say.

"the desert east of Homs province" holds one name, Homs, said to be a first-order division, with
the relation "east of". Reading uses the gazetteer to find where names begin and end, and the
words of ``data/places/<language>.toml`` for everything else; it chooses no place yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise, takewhile
from typing import Any

from babel import Locale
from rapidfuzz import fuzz

from tollbook.data import has, table
from tollbook.data.kinship import DISPLAY_LANGUAGES
from tollbook.normalise.gazetteer import Entry, Gazetteer, gazetteer
from tollbook.normalise.place_keys import fold, unvaried, without_article

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[’'‘`ʼ\-‑\u200c][^\W_]+)*")
_ARTICLED = re.compile(r"(?:[aeu][lszdtnr]h?|d|s|l)[-‑'’][^\W\d_]")
_GAP = re.compile(r"[ \u00a0]['’‘ʿ`]?|[-‑]|\.[ \u00a0]?")
_HYPHENED = re.compile(r"([^\W\d_]{3,})[-‑]([^\W\d_]{3,})")
_ABOUT = {"around": "near", "countryside": "countryside of"}  # words for a kind that say where beside a place
_DASHES = ("-", "–", "—", "‑")
_POSSESSIVE = re.compile(r"['’]s?$")
_CUT = re.compile(r"^['’ʼ][^\W\d_]+")
_LONGEST = 6
_KEPT = 20_000  # words and names whose reading is remembered
_BEAM = 60  # spellings of one inflected name that are followed
_SOLID = 20_000  # people from which a name as it stands is not read as an inflected one too
_KNOWN_TOWN = 100_000  # people from which a town is read in running text where no capital marks a name
_SIDES = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})
_FUNCTION = (
    "and",
    "determiners",
    "parts",
    "prepositions",
    "joins",
    "side_joins",
    "adjectives",
    "homeland_words",
    "borders",
    "capital_words",
)
_LINKS = frozenset({"al", "el", "ul", "az", "ez", "ash", "abu", "bin", "ibn"})  # inside a name, whatever the language
_ALIKE = 70.0  # "Sukhna" and "As Sukhnah" 92, "Killora" and "Khailar" 57, though their keys agree


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a phrase, with its offsets; `apart` tells that it begins a name though a hyphen stands before it."""

    text: str
    start: int
    end: int
    apart: bool = False

    @property
    def low(self) -> str:
        return self.text.replace("İ", "i").lower()


@dataclass(frozen=True, slots=True)
class Named:
    """One name in a phrase. `kind` is what the words call it, `relation` where beside it, `side` which part of it.

    `beyond` tells that a wide stretch of land (a desert) lies between; `entries` are the places so
    called, `rough` tells that only their romanisation key agrees; `joined` links it to the name before;
    `away` is the distance that the words give, in kilometres; `native` tells that no entry is a country under a
    name that only other languages give it.
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
    native: bool = False
    small: bool = False  # called a village
    told: bool = False  # read from a phrase for a place, not found in running text


def language_of(tag: str) -> str:
    """Return the language whose place words serve the BCP 47 `tag`: "no" is bokmål, unknown ones English."""
    base = tag.split("-", maxsplit=1)[0].lower()
    base = "nb" if base == "no" else base
    return base if has(f"places/{base}") else "en"


@cache
def words_of(language: str) -> dict[str, Any]:
    """Return the place words of `language` with the word lists as frozen sets."""
    given = _respelt(table(f"places/{language}"))
    lists = {key: frozenset(value) for key, value in given["words"].items()}
    script = given.get("script", {})
    cut = script.get("cut")
    return {
        "compounds": {},
        "prefixes": {},
        "respell": {},
        "endings": {},
        "openings": {},
        "after": {},
        **given,
        "language": language,
        "starts": frozenset(name[:size] for name in given["countries"] for size in range(1, len(name) + 1)),
        "script": script,
        "cut": re.compile(f"['’ʼ](?:{cut})$", re.IGNORECASE) if cut else _POSSESSIVE,
        "elided": re.compile(f"^(?:{script['elided']})(?=.)", re.IGNORECASE) if "elided" in script else None,
        "lists": lists,
        "held": tuple(given["words"]["held"]),
        "own": None if language in DISPLAY_LANGUAGES else _own_countries(language, given),
    }


def _respelt(given: dict[str, Any]) -> dict[str, Any]:
    """Return the tables of a language with their words in the letters that many writers put in place of others."""
    pairs = [(pair[0], pair[1]) for pair in given.get("script", {}).get("letters", ())]
    if not pairs:
        return given
    letters = str.maketrans(dict(pairs))

    def both(words: dict[str, Any]) -> dict[str, Any]:
        return {word.translate(letters): value for word, value in words.items()} | words

    out: dict[str, Any] = {
        key: both(given[key]) for key in ("types", "sides", "relations", "after", "demonyms") if key in given
    }
    lists = {key: [*words, *(w.translate(letters) for w in words)] for key, words in given["words"].items()}
    return {**given, **out, "words": lists}


def _own_countries(language: str, given: dict[str, Any]) -> frozenset[str]:
    """Return the folded names of countries in `language`, CLDR's and those of its table."""
    locales = [Locale.parse(tag) for tag in given.get("script", {}).get("locales", [language])]
    named = (name for locale in locales for code, name in locale.territories.items() if len(code) == 2)
    return frozenset(fold(name) for name in (*named, *given["countries"]))


def words(text: str, lexicon: dict[str, Any] | None = None) -> list[Word]:
    """Return the words of `text`; a possessive ending is left off the word."""
    if lexicon is not None and lexicon["script"].get("unspaced"):
        return segments(text, lexicon)
    cut = _POSSESSIVE if lexicon is None else lexicon["cut"]
    found = []
    for match in _WORD.finditer(text):
        bare = cut.sub("", match.group()) if len(match.group()) > 2 else match.group()
        start, end = match.start(), match.start() + len(bare)
        if lexicon is not None and lexicon["elided"] is not None:
            start += len(bare) - len(bare := lexicon["elided"].sub("", bare))
        found.append(Word(bare, start, end))
    return found


def segments(text: str, lexicon: dict[str, Any]) -> list[Word]:
    """Part a text without spaces into names, words of the tables and unknown runs, the longest from the left.

    A small place whose name stands amid unknown signs is taken for a part of a longer unknown name.
    """
    vocabulary, longest = _vocabulary(lexicon["script"]["locales"][0])
    book, plain = gazetteer(), unvaried(text)
    found: list[tuple[int, int, str]] = []  # start, end, sort: word, big, small, unknown
    at = 0
    while at < len(text):
        if not text[at].isalnum():
            at += 1
            continue
        word = next((n for n in range(min(longest, len(text) - at), 0, -1) if plain[at : at + n] in vocabulary), 0)
        name = book.longest(plain[at : at + 16]) if not text[at].isascii() else ""
        width = len(name) if len(name) > word else word
        if not width:
            width, sort = 1, "unknown"
            if text[at].isascii():
                width = len("".join(takewhile(lambda c: c.isascii() and c.isalnum(), text[at:])))
        elif len(name) > word:
            sort = "big" if _stands_alone(name, book.find(name)) else "small"
        else:
            sort = "word"
        found.append((at, at + width, sort))
        at += width
    return [Word(text[start:end], start, end) for start, end in _runs(found)]


def _stands_alone(name: str, entries: tuple[Entry, ...]) -> bool:
    """Tell whether a name without spaces about it is more than some signs of a longer one."""
    kinds = {entry.kind for entry in entries}
    return "country" in kinds or (len(name) > 2 and prominent(entries)) or (len(name) > 4)


def _runs(found: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Merge unknown signs with each other and with the small names beside them."""
    out: list[tuple[int, int, str]] = []
    for start, end, sort in found:
        if out and out[-1][1] == start and {sort, out[-1][2]} in ({"unknown"}, {"unknown", "small"}):
            out[-1] = (out[-1][0], end, "unknown")
        else:
            out.append((start, end, sort))
    return [(start, end) for start, end, _ in out]


@cache
def _vocabulary(language: str) -> tuple[frozenset[str], int]:
    """Return every word of the tables of `language` in one form, and the length of the longest."""
    lexicon = words_of(language)
    tables = (lexicon["types"], lexicon["sides"], lexicon["relations"], lexicon["after"], lexicon["countries"])
    lists = (entry for key, given in lexicon["lists"].items() for entry in given if key != "genitive")
    found = frozenset(unvaried(word) for word in (*(w for given in tables for w in given), *lists))
    return found, max(map(len, found))


def forms(word: str, lexicon: dict[str, Any]) -> tuple[str, ...]:
    """Return `word` and what it may be without its endings and clitics, by the tables ("Харькове": "Харьков")."""
    return _forms(word, lexicon["language"])


@lru_cache(maxsize=_KEPT)
def _forms(word: str, language: str) -> tuple[str, ...]:
    lexicon = words_of(language)
    found = [word]
    openings: dict[str, list[str]] = lexicon["openings"]
    for opening in sorted(openings, key=len, reverse=True) if openings else ():
        if word.startswith(opening) and len(word) > len(opening) + 2:
            found += [new + word[len(opening) :] for new in openings[opening]]
    endings: dict[str, list[str]] = lexicon["endings"]
    if endings:
        for base in tuple(found):
            for size in range(min(8, len(base) - 2), 0, -1):
                found += [base[:-size] + new for new in endings.get(base[-size:].lower(), ())]
    return tuple(dict.fromkeys(found))


def _looked_up(phrase: str, given: dict[str, Any], lexicon: dict[str, Any]) -> Any:
    """Return what a table has for `phrase` or one of its forms, None where it has none."""
    if phrase in given or not (lexicon["openings"] or lexicon["endings"]):
        return given.get(phrase)
    head, blank, last = phrase.rpartition(" ")
    if not blank:
        return next((given[form] for form in forms(phrase, lexicon) if form in given), None)
    first, _, rest = phrase.partition(" ")
    tries = [f"{head} {form}" for form in forms(last, lexicon)] + [f"{form} {rest}" for form in forms(first, lexicon)]
    return next((given[form] for form in tries if form in given), None)


def _listed(word: str, list_: frozenset[str], lexicon: dict[str, Any]) -> bool:
    """Tell whether a list has `word` or one of its forms."""
    return word in list_ or any(form in list_ for form in forms(word, lexicon))


def nameish(word: str) -> bool:
    """Tell whether a word may begin or end a name: a capital, an article with one, or a script without case."""
    if word[:1].isupper() or bool(_ARTICLED.match(word)):
        return True
    bare = word.replace("\u200c", "")
    return bare.isalpha() and not bare.islower()


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
        beside, used = _relation_after(tail, used, lexicon)
        free = named.end + used
        before, rest = _kind_before(lead, lexicon)
        kind = after or before or _river(lead, named, lexicon) or _own_kind(named, lexicon)
        relation, side, beyond = _relation(rest, lexicon, typed=before is not None)
        if kind == after is not None and _described(rest, lexicon):
            side = None
        about = _ABOUT.get(kind or "")
        if about is not None:
            kind, relation = None, relation or about
        if beside and beside.endswith(" part"):  # "喀布尔西部" lies in Kabul
            side = side or beside.removesuffix(" part")
        elif beside and not (before == "town" and beside.removesuffix(" of") in _SIDES):
            relation = beside
        clitic = lexicon["script"].get("and_clitic")
        joined = bool(result and clitic) and named.text.startswith(str(clitic)) and not lead.strip()
        joined = joined or (
            bool(result) and lead.strip(" '’" if lexicon["after"] else None).lower() in lexicon["lists"]["and"]
        )
        if result and lead.strip() in _DASHES and _two_towns(result[-1], named):
            joined, relation = True, "between"
            result[-1] = replace(result[-1], relation=relation)
        result.append(
            replace(
                named, kind=kind, relation=named.relation or relation, side=side or named.side,
                beyond=beyond, joined=joined, away=_away(rest, lexicon), told=True,
                small=_called_village(lead, tail, lexicon),
            )
        )  # fmt: skip
    shared = _shared_kind(result)
    return _finest_first(shared) if lexicon["script"].get("wide_first") else shared


def _two_towns(left: Named, right: Named) -> bool:
    """Tell whether two names may be those of towns of one country: a dash between them stands for the way there."""
    homes = ({e.country for e in named.entries if e.kind == "town"} for named in (left, right))
    return bool(next(homes) & next(homes))


def _called_village(lead: str, tail: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether the words next to a name call it a village."""
    villages = lexicon["lists"]["villages"]
    beside = [*lead.lower().split()[-2:], *tail.lower().split()[:1]]
    return any(_listed(word.strip(",.'’"), villages, lexicon) for word in beside)


def speaks_of_border(text: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether one of the words of `text` is that for a border."""
    return any(_listed(word.low, lexicon["lists"]["borders"], lexicon) for word in words(text, lexicon))


def _own_kind(named: Named, lexicon: dict[str, Any]) -> str | None:
    """Return the kind that the last sign of a name without spaces gives ("伊德利卜省")."""
    if not lexicon["script"].get("unspaced") or not named.entries:
        return None
    kind = lexicon["types"].get(unvaried(named.text[-1]))
    return kind if any(entry.kind == kind for entry in named.entries) else None


def _finest_first(names: tuple[Named, ...]) -> tuple[Named, ...]:
    """Turn the names of a language that names the wider place first, pairs kept ("伊拉克和叙利亚")."""
    groups: list[list[Named]] = []
    for named in names:
        if named.joined and groups:
            groups[-1].append(named)
        else:
            groups.append([named])
    return tuple(named for group in reversed(groups) for named in group)


def _relation_after(tail: str, used: int, lexicon: dict[str, Any]) -> tuple[str | None, int]:
    """Return (relation that the words behind a name give, characters used): "Halep'in doğusundaki", "加奥附近"."""
    if not lexicon["after"]:
        return None, used
    rest = tail[used:]
    if lexicon["script"].get("unspaced"):
        for size in range(min(6, len(rest)), 0, -1):
            if unvaried(rest[:size]) in lexicon["after"]:
                return str(lexicon["after"][unvaried(rest[:size])]), used + size
        return None, used
    lead = re.match(r"(?:['’ʼ][^\W\d_]*)?[ -]+", rest)
    if lead is None:
        return None, used
    parts = list(_WORD.finditer(rest, lead.end()))[:3]
    for width in range(len(parts), 0, -1):
        if "," in rest[lead.end() : parts[width - 1].end()]:
            continue
        phrase = " ".join(part.group().replace("İ", "i").lower() for part in parts[:width])
        relation = _looked_up(phrase, lexicon["after"], lexicon)
        if relation is not None:
            return str(relation), used + parts[width - 1].end()
    return None, used


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


def names_in(text: str, language: str, *, running: bool = False) -> Iterator[Named]:
    """Yield the longest names of `text`, left to right, known to the gazetteer or not.

    `running` text may hold anything: where capitals mark no names, only sure ones are read in it.
    """
    lexicon = words_of(language)
    parts = [part for word in words(text, lexicon) for part in _parted(word, lexicon)]
    cautious = lexicon["script"].get("cautious")
    at = 0
    while at < len(parts):
        named, width = (
            _cautious_name_at(text, parts, at, lexicon, running=running)
            if cautious
            else _name_at(text, parts, at, lexicon)
        )
        if named is not None and not (cautious and at and parts[at - 1].low in lexicon["lists"].get("streets", ())):
            yield named
        at += width


def _name_at(text: str, parts: list[Word], at: int, lexicon: dict[str, Any]) -> tuple[Named | None, int]:
    """Return (the name that begins with word `at`, how many words to go on by)."""
    first = parts[at]
    border = _border(parts, at, lexicon)
    if border is not None:
        return border, 2
    own = lexicon["own"] is not None
    opens = own and _looked_up(first.low, lexicon["types"], lexicon) is not None  # "секторе Газа", "mer Rouge"
    if not nameish(first.text) and first.low not in lexicon["lists"]["name_links"] and not opens:
        return None, 1
    if first.low.endswith(lexicon["held"]) or first.low in lexicon["lists"]["adjectives"]:  # "Russian-held"
        return None, 1
    if own and lexicon["endings"] and first.low in lexicon["lists"]["prepositions"] and at + 1 < len(parts):
        return None, 1  # "У Сумах"
    run = _run(text, parts, at, lexicon)
    for width in range(min(_LONGEST, len(parts) - at), 0, -1):
        last = parts[at + width - 1]
        span = text[first.start : last.end]
        closes = own and width > 1 and _looked_up(last.low, lexicon["types"], lexicon) is not None
        if not (nameish(last.text) or closes) or not _unbroken(text, parts[at : at + width]):
            continue
        entries, rough = placed([word.text for word in parts[at : at + width]], span, lexicon)
        if closes or (opens and not nameish(first.text)):  # such a word is part of a name only if the name is known
            entries = () if rough or width == 1 else tuple(e for e in entries if e.kind != "town")
            if not entries or (own and not nameish(last.text) and not nameish(first.text)):
                continue
            return Named(span, first.start, last.end, entries, native=True), width
        if entries and (width >= run or (not rough and prominent(entries))):
            return Named(span, first.start, last.end, entries, rough, native=lexicon["own"] is not None), width
    sided = _sided(first, lexicon)
    if sided is not None:
        return sided, 1
    return (_unknown(text, parts, at, run), run) if run else (None, 1)


def _cautious_name_at(
    text: str, parts: list[Word], at: int, lexicon: dict[str, Any], *, running: bool
) -> tuple[Named | None, int]:
    """Return (the name that begins with word `at`, words to go on by) where any word may look like a name.

    A small place needs a word that announces one ("the town of"), or to open the phrase; so does an unknown name.
    """
    first = parts[at]
    border = _border(parts, at, lexicon)
    if border is not None:
        return border, 2
    if not nameish(first.text) or _held(first.low, lexicon):
        return None, 1
    cue = _cue(text, parts, at, lexicon)
    for width in range(min(_LONGEST, len(parts) - at), 0, -1):
        last = parts[at + width - 1]
        if not nameish(last.text) or not _unbroken(text, parts[at : at + width], lexicon):
            continue
        common = [_common(word.low, lexicon) for word in parts[at : at + width]]
        if all(common) and width == 1:
            continue
        span = text[first.start : last.end]
        entries, rough = placed([word.text for word in parts[at : at + width]], span, lexicon)
        if all(common) and not any(e.id.startswith("tollbook:") for e in entries):
            continue
        edged = common[0] or (common[-1] and (cue != "type" or rough))  # "قرية الحوائج الشرقية" names its side too
        sure = prominent(entries) and not rough
        if running and not sure:
            sure = not edged and (cue == "type" or any(e.population >= _KNOWN_TOWN for e in entries))
        elif not sure:
            sure = not edged and (cue is not None or at == 0 or width > 1)
        if entries and sure:
            return Named(span, first.start, last.end, entries, rough, native=True), width
    sided = _sided(first, lexicon) if lexicon["prefixes"] else None
    if sided is not None:
        return sided, 1
    if running or _common(first.low, lexicon) or first.text.isdigit():
        return None, 1
    run = 1
    while at + run < len(parts) and run < 3 and _goes_on(text, parts, at, run, lexicon):
        run += 1
    alone = at == 0 and at + run == len(parts) and not lexicon["script"].get("nouns")
    return (_unknown(text, parts, at, run), run) if cue == "type" or alone else (None, 1)


def _held(word: str, lexicon: dict[str, Any]) -> bool:
    return bool(lexicon["held"]) and word.endswith(lexicon["held"])


def _goes_on(text: str, parts: list[Word], at: int, run: int, lexicon: dict[str, Any]) -> bool:
    """Tell whether the word after an unknown name of `run` words is a part of it."""
    word = parts[at + run]
    if not _unbroken(text, parts[at : at + run + 1], lexicon) or lexicon["script"].get("unspaced"):
        return False
    clitic = lexicon["script"].get("and_clitic")
    if not nameish(word.text) or _common(word.low, lexicon) or bool(clitic and word.text.startswith(clitic)):
        return False
    return not prominent(placed([word.text], word.text, lexicon)[0])


def _cue(text: str, parts: list[Word], at: int, lexicon: dict[str, Any]) -> str | None:
    """Return "type" when the word beside word `at` says that a place is named, "word" when one may follow, or None."""
    if lexicon["script"].get("unspaced"):
        after = parts[at + 1] if at + 1 < len(parts) and parts[at + 1].start == parts[at].end else None
        if after is not None and (after.text in lexicon["types"] or unvaried(after.text) in lexicon["after"]):
            return "type"
        return "word" if after is None or _common(after.low, lexicon) or at + 1 == len(parts) else None
    if at == 0:
        return None
    before = parts[at - 1]
    if not re.fullmatch(r"[\s\u200c(«\"'“„]*", text[before.end : parts[at].start]):
        return None
    if _looked_up(before.low, lexicon["types"], lexicon) is not None:
        return "type"
    lists = lexicon["lists"]
    if before.low in lexicon["relations"] or _looked_up(before.low, lexicon["relations"], lexicon):
        return "type"
    near = lists["prepositions"] | lists["joins"] | lists["side_joins"] | lists["and"] | lists["weak"]
    return "word" if before.low in near or before.low in lexicon["sides"] else None


def _run(text: str, parts: list[Word], at: int, lexicon: dict[str, Any]) -> int:
    """Return how many words from `at` look like one name; a part of it names a place only if it is a big one."""
    width = 0
    while at + width < len(parts) and _unbroken(text, parts[at : at + width + 1]):
        word = parts[at + width]
        if width and word.low in _LINKS and at + width + 1 < len(parts) and nameish(parts[at + width + 1].text):
            width += 1  # "Tall al Ward" is not Tall
            continue
        if not nameish(word.text) or _common(word.low, lexicon):
            break
        if width and lexicon["own"] is not None and _typed_next(parts, at + width, lexicon):
            break
        if width and any(e.kind == "country" or e.capital for e in known(word.text, lexicon, single=True)[0]):
            break
        width += 1
    return width


def _typed_next(parts: list[Word], at: int, lexicon: dict[str, Any]) -> bool:
    """Tell whether the word behind word `at` says that it is a division ("Лиман Харьковской области")."""
    if not lexicon["endings"] or at + 1 >= len(parts):
        return False
    return _looked_up(parts[at + 1].low, lexicon["types"], lexicon) in ("admin1", "admin2")


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


def placed(parts: list[str], span: str, lexicon: dict[str, Any]) -> tuple[tuple[Entry, ...], bool]:
    """Return (places that a span of words may name in any of its forms, whether only their romanisation agrees).

    In a language of its own table, a country counts only under a name that the language gives it.
    """
    if lexicon["respell"] is words_of(lexicon["language"])["respell"]:
        return _placed_in(tuple(parts), span, lexicon["language"], gazetteer())
    return _placed(parts, span, lexicon)


@lru_cache(maxsize=_KEPT)
def _placed_in(parts: tuple[str, ...], span: str, language: str, book: Gazetteer) -> tuple[tuple[Entry, ...], bool]:
    return _placed(list(parts), span, words_of(language))


def _placed(parts: list[str], span: str, lexicon: dict[str, Any]) -> tuple[tuple[Entry, ...], bool]:
    single = len(parts) == 1
    if lexicon["own"] is None:
        return known(span, lexicon, single=single)
    exact: dict[str, Entry] = {}
    loosely: dict[str, Entry] = {}
    for spelling in _spellings(parts, span, lexicon):
        entries, rough = known(spelling, lexicon, single=single)
        own = fold(spelling) in lexicon["own"] or fold(spelling.removesuffix("s")) in lexicon["own"]
        kept = {e.id: e for e in entries if e.kind != "country" or own}
        (loosely if rough else exact).update(kept)
        known_well = any(e.kind != "town" or e.population >= _SOLID for e in exact.values())
        if exact and (lexicon["script"].get("exact_first") or known_well):
            break
    if not exact and not loosely and "else" in lexicon["script"]:  # another romanisation of the same letter
        old, new = lexicon["script"]["else"]
        again = {key: value.replace(old, new) for key, value in lexicon["respell"].items()}
        script = {key: value for key, value in lexicon["script"].items() if key != "else"}
        return _placed(parts, span, {**lexicon, "respell": again, "script": script})
    return (tuple(exact.values()), False) if exact else (tuple(loosely.values()), bool(loosely))


def _spellings(parts: list[str], span: str, lexicon: dict[str, Any]) -> list[str]:
    """Return a span and its uninflected forms, those that some name of the gazetteer begins with."""
    found = [span]
    bare = span[:-1] if lexicon["lists"]["genitive"] and span.endswith("s") else ""
    if bare and fold(bare) in lexicon["own"] and fold(span) not in lexicon["own"]:
        found.insert(0, bare)  # "Malis" is Mali's, whatever village bears the name
    if "\u200c" in span:
        found.append(span.replace("\u200c", " "))
    if lexicon["script"].get("bare_names") or not (lexicon["endings"] or lexicon["openings"]):
        return found
    beams = [""]
    for index, part in enumerate(parts):
        tries = [f"{beam} {form}".strip() for beam in beams for form in forms(part, lexicon)]
        beams = tries[:_BEAM] if len(parts) == 1 else [name for name in tries if _begins(name, lexicon)][:_BEAM]
        if index + 1 == len(parts):
            found += beams
    return list(dict.fromkeys(found))


def _begins(name: str, lexicon: dict[str, Any]) -> bool:
    return gazetteer().begins(name) or name.lower() in lexicon["starts"]


def known(name: str, lexicon: dict[str, Any], *, single: bool) -> tuple[tuple[Entry, ...], bool]:
    """Return (places called `name`, whether only the romanisation key agrees); common words name none."""
    code: str | None = lexicon["countries"].get(name.replace("İ", "i").lower())
    book = gazetteer()
    if code is not None and not name.islower():
        country = book.country(code)
        others = tuple(e for e in book.find(name) if e.id != f"iso:{code}")
        return ((country,) if country else ()) + others, False
    low = name.replace("İ", "i").lower()
    if (single and _common(low, lexicon)) or low in lexicon["lists"]["not_places"]:
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
    return letters.sub(lambda m: _cased(given.get(m.group().lower(), m.group()), m.group()), name)


def _cased(new: str, old: str) -> str:
    return new.capitalize() if old[0].isupper() else new


def _common(word: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether a word alone names no place: a word of the tables that is no country."""
    return _common_in(word, lexicon["language"], gazetteer())


@lru_cache(maxsize=_KEPT)
def _common_in(word: str, language: str, book: Gazetteer) -> bool:
    lexicon = words_of(language)
    if lexicon["own"] is not None and fold(word) in lexicon["own"]:
        return False
    if word in lexicon["lists"]["not_places"] or word in lexicon["sides"]:
        return True
    if word in lexicon["types"] or word in lexicon["compounds"]:
        return True
    if lexicon["own"] is not None and (
        word in lexicon["after"]
        or word in lexicon["relations"]
        or any(word in lexicon["lists"][key] for key in _FUNCTION)
        or word in lexicon["lists"]["not_places"]
    ):
        return True
    if lexicon["script"].get("bare_names"):
        plural = lexicon["script"].get("plural", ())
        return any(word.removesuffix(ending) in lexicon["demonyms"] for ending in ("", *plural))
    if (
        lexicon["own"] is not None
        and not _well_known_as(word, book)
        and (
            _listed(word, lexicon["lists"]["not_places"], lexicon)
            or _looked_up(word, lexicon["types"], lexicon) is not None
            or _looked_up(word, lexicon["after"], lexicon) is not None
        )
    ):
        return True
    return people_of(word, lexicon) is not None


def _well_known_as(word: str, book: Gazetteer) -> bool:
    """Tell whether a word as it stands is the name of a town of some size, whatever else it may be a form of."""
    return any(entry.kind == "town" and entry.population >= _SOLID for entry in book.find(word))


def alike(name: str, other: str) -> bool:
    """Tell whether two spellings are near enough to be romanisations of one name, articles left off."""
    return fuzz.ratio(without_article(fold(name)), without_article(fold(other))) >= _ALIKE


def people_of(word: str, lexicon: dict[str, Any]) -> str | None:
    """Return the country of a nationality ("Syrians", "syriske"), None when the word is none."""
    demonyms: dict[str, str] = lexicon["demonyms"]
    bare = (word, word.removesuffix("s"), word.removesuffix("e"))
    found = next((demonyms[form] for form in bare if form in demonyms), None)
    if found is None and lexicon["own"] is not None:
        found = _looked_up(word, demonyms, lexicon)
    return found


def _parted(word: Word, lexicon: dict[str, Any]) -> Iterator[Word]:
    """Part a name from the kind written on to it ("Homs-provinsen"); yield any other word as it is."""
    head, dash, rest = word.text.rpartition("-")
    if dash and rest.lower() in lexicon["compounds"]:
        yield Word(head, word.start, word.start + len(head))
        yield Word(rest, word.end - len(rest), word.end)
        return
    pair = _hyphened(word, lexicon)
    if pair:
        yield from pair
        return
    kind = _closed_kind(word, lexicon) if lexicon["script"].get("closed") else ""
    if kind:
        yield Word(word.text[: -len(kind)], word.start, word.end - len(kind))
        yield Word(word.text[-len(kind) :], word.end - len(kind), word.end)
    else:
        yield word


def _hyphened(word: Word, lexicon: dict[str, Any]) -> tuple[Word, ...]:
    """Part two places of one country, or two countries, that a hyphen joins ("Kabul-Kandahar"); () otherwise."""
    match = _HYPHENED.fullmatch(word.text)
    if match is None or known(word.text, lexicon, single=True)[0]:
        return ()
    head, rest = match.groups()
    if not (nameish(head) and nameish(rest)):
        return ()
    homes = [
        {(e.kind == "country") or e.country for e in placed([part], part, lexicon)[0] if _well_known(e)}
        for part in (head, rest)
    ]
    if not homes[0] & homes[1]:
        return ()
    cut = word.start + len(head)
    return (Word(head, word.start, cut), Word(rest, cut + 1, word.end, apart=True))


def _well_known(entry: Entry) -> bool:
    return entry.kind in ("country", "admin1") or (entry.kind == "town" and entry.population >= _SOLID)


def _closed_kind(word: Word, lexicon: dict[str, Any]) -> str:
    """Return the kind that a name is written together with ("Sagaingregionen": "regionen"), "" where there is none."""
    if not word.text[:1].isupper() or gazetteer().find(word.text):
        return ""
    for kind in sorted(lexicon["compounds"], key=len, reverse=True):
        head = word.text[: -len(kind)]
        if len(head) >= 4 and word.low.endswith(kind) and placed([head], head, lexicon)[0]:
            return str(kind)
    return ""


def _sided(word: Word, lexicon: dict[str, Any]) -> Named | None:
    """Read a side written before a name: "Øst-Ukraina"."""
    head, dash, rest = word.text.partition("-")
    if not dash and lexicon["script"].get("closed"):
        return _sided_closed(word, lexicon)
    if not dash or head.lower() not in lexicon["prefixes"]:
        return None
    entries, rough = known(rest, lexicon, single=True)
    side = lexicon["prefixes"][head.lower()]
    return Named(rest, word.start + len(head) + 1, word.end, entries, rough, side=side) if entries else None


def _sided_closed(word: Word, lexicon: dict[str, Any]) -> Named | None:
    """Read a side written together with the name of a wide place: "Südlibanon", "Vestnepal"."""
    for prefix in sorted(lexicon["prefixes"], key=len, reverse=True):
        rest = word.text[len(prefix) :].capitalize()
        if word.low.startswith(prefix) and len(rest) >= 4:
            entries, rough = placed([rest], rest, lexicon)
            wide = tuple(e for e in entries if e.kind not in ("town", "admin2"))
            if wide and not rough:
                side = lexicon["prefixes"][prefix]
                return Named(rest, word.start + len(prefix), word.end, wide, side=side, native=True)
    return None


def _unbroken(text: str, parts: list[Word], lexicon: dict[str, Any] | None = None) -> bool:
    """Tell whether no more than a blank, a hyphen or a dot stands between the words, or nothing where none has to."""
    if lexicon is not None and lexicon["script"].get("unspaced"):
        return len(parts) == 1
    return all(_GAP.fullmatch(text, left.end, right.start) and not right.apart for left, right in pairwise(parts))


def _river(lead: str, named: Named, lexicon: dict[str, Any]) -> str | None:
    """Return "river" for a name with an article that a river bears ("on the Dnipro"; the city has none)."""
    words = lead.lower().split()
    article = bool(words) and words[-1] in lexicon["lists"]["river_articles"]
    return "river" if article and any(entry.kind == "river" for entry in named.entries) else None


def kind_after(tail: str, lexicon: dict[str, Any], *, last: bool) -> tuple[str | None, int]:
    """Return (kind that the first words of `tail` give, characters used): " province was" gives admin1.

    Unless the name is the `last`, " city of " speaks of the next one ("the Gaza city of Rafah").
    """
    if lexicon["script"].get("unspaced"):
        sizes = (n for n in range(min(5, len(tail)), 0, -1) if unvaried(tail[:n]) in lexicon["types"])
        size = next(sizes, 0)
        return (lexicon["types"][unvaried(tail[:size])], size) if size else (None, 0)
    if lexicon["script"].get("cut"):
        tail = _CUT.sub(lambda m: " " * len(m.group()), tail)
    if lexicon["script"].get("types_before"):
        return None, 0
    match = re.match(
        r"(?:(?:['’]s)? +|-" + ("|" if lexicon["script"].get("closed") else "") + r")((?:[^\W\d_]+ ?){1,3})", tail
    )
    if match is None:
        return None, 0
    parts = match.group(1).split()
    for width in range(len(parts), 0, -1):
        phrase = " ".join(parts[:width])
        low = phrase.replace("İ", "i").lower()
        kind = _looked_up(low, lexicon["types"], lexicon) or lexicon["compounds"].get(low)
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
    while lexicon["own"] is not None and ends > 1 and _describes(parts[ends - 1], lexicon):
        ends -= 1  # "l'Etat indien du Bihar", "la provincia siria de Idlib"
    for width in (3, 2, 1):
        phrase = " ".join(parts[max(0, ends - width) : ends]).lower()
        kind = _looked_up(phrase, lexicon["types"], lexicon) if width <= ends else None
        if kind is not None and phrase not in lexicon["relations"]:
            return (None, lead) if kind in (*_ABOUT, "coast") else (kind, " ".join(parts[: ends - width]))
    return None, lead


def _describes(word: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether a word behind that for a kind of place only says which country it is of, or what became of it."""
    if word in lexicon["types"] or word in lexicon["relations"]:
        return False
    country = word.islower() and fold(word) in (lexicon["own"] or ())
    return country or word in lexicon["lists"]["adjectives"] or people_of(word, lexicon) is not None


def _relation(lead: str, lexicon: dict[str, Any], *, typed: bool) -> tuple[str | None, str | None, bool]:
    """Return (relation, side, whether open land lies between) that `lead`, the words before a name, gives."""
    parts = [part.strip(",.").lower() for part in lead.split()]
    lists = lexicon["lists"]
    end = len(parts)
    while end and (
        parts[end - 1] in lists["determiners"]
        or parts[end - 1] in lists["adjectives"]
        or parts[end - 1].endswith(lexicon["held"])
        or (typed and lexicon["own"] is None and _loose_adjective(parts[end - 1], lexicon))
    ):
        end -= 1
    beyond = any(lexicon["types"].get(part) == "area" for part in parts[-4:]) and not any(
        lexicon["types"].get(part) == "town" for part in parts
    )
    for width in (5, 4, 3, 2, 1):
        phrase = " ".join(parts[max(0, end - width) : end])
        relation = _looked_up(phrase, lexicon["relations"], lexicon) if width <= end else None
        if relation is not None:
            return relation, None, beyond
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
