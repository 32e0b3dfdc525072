"""Which places of the gazetteer a span of words may name, in any of its forms and spellings.

Words of the tables name none; a country counts only under a name that the language gives it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from tollbook.normalise.gazetteer import Entry, Gazetteer, gazetteer
from tollbook.normalise.place_keys import fold, without_article
from tollbook.normalise.place_words import KEPT, forms, listed, looked_up, people_of, words_of

_BEAM = 60  # spellings of one inflected name that are followed
SOLID = 20_000  # people from which a name as it stands is not read as an inflected one too
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
_ALIKE = 70.0  # "Sukhna" and "As Sukhnah" 92, "Killora" and "Khailar" 57, though their keys agree


def placed(parts: list[str], span: str, lexicon: dict[str, Any]) -> tuple[tuple[Entry, ...], bool]:
    """Return (places that a span of words may name in any of its forms, whether only their romanisation agrees).

    In a language of its own table, a country counts only under a name that the language gives it.
    """
    if lexicon["respell"] is words_of(lexicon["language"])["respell"]:
        return _placed_in(tuple(parts), span, lexicon["language"], gazetteer())
    return _placed(parts, span, lexicon)


@lru_cache(maxsize=KEPT)
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
        known_well = any(e.kind != "town" or e.population >= SOLID for e in exact.values())
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
    if (single and is_common(low, lexicon)) or low in lexicon["lists"]["not_places"]:
        return (), False
    exact = book.find(name)
    if not exact and single and lexicon["lists"]["genitive"] and name.endswith("s") and len(name) > 4:
        return known(name[:-1], {**lexicon, "lists": {**lexicon["lists"], "genitive": frozenset()}}, single=True)
    rough = tuple(entry for entry in book.find_loosely(name) if alike(name, entry.name)) if len(name) >= 4 else ()
    if exact:  # a town under the very spelling, its province only under another one
        homes = {e.country for e in exact}
        kinds = {(e.kind, e.country) for e in exact}
        villages = all(e.registered for e in exact)  # one of India does not hide a town of Iraq
        near = (e for e in rough if (villages or e.country in homes) and (e.kind, e.country) not in kinds)
        return (*exact, *near), False
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


def is_common(word: str, lexicon: dict[str, Any]) -> bool:
    """Tell whether a word alone names no place: a word of the tables that is no country."""
    return _common_in(word, lexicon["language"], gazetteer())


@lru_cache(maxsize=KEPT)
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
            listed(word, lexicon["lists"]["not_places"], lexicon)
            or looked_up(word, lexicon["types"], lexicon) is not None
            or looked_up(word, lexicon["after"], lexicon) is not None
        )
    ):
        return True
    return people_of(word, lexicon) is not None


def _well_known_as(word: str, book: Gazetteer) -> bool:
    """Tell whether a word as it stands is the name of a town of some size, whatever else it may be a form of."""
    return any(entry.kind == "town" and entry.population >= SOLID for entry in book.find(word))


def alike(name: str, other: str, least: float = _ALIKE) -> bool:
    """Tell whether two spellings are near enough to be romanisations of one name, articles left off.

    `least` is what they must have in common, of 100 (rapidfuzz' ratio).
    """
    return fuzz.ratio(without_article(fold(name)), without_article(fold(other))) >= least
