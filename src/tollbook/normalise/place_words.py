"""The words of a text, and what the tables of its language (``data/places/<language>.toml``) say of each.

A word may be inflected or bear a clitic; `forms`, `looked_up` and `listed` follow it back to what a table has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import Any

from babel import Locale

from tollbook.data import has, table
from tollbook.data.kinship import DISPLAY_LANGUAGES
from tollbook.normalise.gazetteer import Entry, gazetteer, prominent
from tollbook.normalise.place_keys import fold, unvaried

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[’'‘`ʼ\-‑\u200c][^\W_]+)*")
_ARTICLED = re.compile(r"(?:[aeu][lszdtnr]h?|d|s|l)[-‑'’][^\W\d_]")
_POSSESSIVE = re.compile(r"['’]s?$")
KEPT = 20_000  # words and names whose reading is remembered


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
    for match in WORD.finditer(text):
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


@lru_cache(maxsize=KEPT)
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


def looked_up(phrase: str, given: dict[str, Any], lexicon: dict[str, Any]) -> Any:
    """Return what a table has for `phrase` or one of its forms, None where it has none."""
    if phrase in given or not (lexicon["openings"] or lexicon["endings"]):
        return given.get(phrase)
    head, blank, last = phrase.rpartition(" ")
    if not blank:
        return next((given[form] for form in forms(phrase, lexicon) if form in given), None)
    first, _, rest = phrase.partition(" ")
    tries = [f"{head} {form}" for form in forms(last, lexicon)] + [f"{form} {rest}" for form in forms(first, lexicon)]
    return next((given[form] for form in tries if form in given), None)


def listed(word: str, list_: frozenset[str], lexicon: dict[str, Any]) -> bool:
    """Tell whether a list has `word` or one of its forms."""
    return word in list_ or any(form in list_ for form in forms(word, lexicon))


def people_of(word: str, lexicon: dict[str, Any]) -> str | None:
    """Return the country of a nationality ("Syrians", "syriske"), None when the word is none."""
    demonyms: dict[str, str] = lexicon["demonyms"]
    bare = (word, word.removesuffix("s"), word.removesuffix("e"))
    found = next((demonyms[form] for form in bare if form in demonyms), None)
    if found is None and lexicon["own"] is not None:
        found = looked_up(word, demonyms, lexicon)
    return found


def nameish(word: str) -> bool:
    """Tell whether a word may begin or end a name: a capital, an article with one, or a script without case."""
    if word[:1].isupper() or bool(_ARTICLED.match(word)):
        return True
    bare = word.replace("\u200c", "")
    return bare.isalpha() and not bare.islower()
