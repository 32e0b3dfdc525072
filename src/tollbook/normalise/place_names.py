"""Find where names begin and end: the longest spans of a text that the gazetteer knows, or that look like names.

Languages whose capitals mark names are read one way, those where any word may be a name more cautiously.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tollbook.normalise.gazetteer import Entry, gazetteer, prominent
from tollbook.normalise.place_keys import fold, unvaried
from tollbook.normalise.place_lookup import SOLID, is_common, known, placed
from tollbook.normalise.place_words import Word, looked_up, nameish, people_of, words, words_of

_GAP = re.compile(r"[ \u00a0]['’‘ʿ`]?|[-‑]|\.[ \u00a0]?")
_HYPHENED = re.compile(r"([^\W\d_]{3,})[-‑]([^\W\d_]{3,})")
_LONGEST = 6
_KNOWN_TOWN = 100_000  # people from which a town is read in running text where no capital marks a name
_HEADS = frozenset({
    "abu", "ain", "ayn", "bab", "bani", "bayt", "beit", "bir", "birkat", "burj", "dahr", "dayr", "deir", "hawijat",
    "hawr", "jabal", "jazirat", "jebel", "jisr", "jubb", "kafr", "khan", "kherbet", "khirbat", "khirbet", "madinat",
    "majdal", "marj", "mazraat", "nahr", "qalat", "qaryat", "qasr", "ras", "rasm", "rujm", "sahl", "shatt", "shaykh",
    "sheikh", "suq", "tal", "tall", "tel", "tell", "tulul", "um", "umm", "wadi", "zawr",
})  # fmt: skip
_ARTICLES = frozenset({"an", "ar", "as", "at", "ad", "ed", "en", "er", "es", "et"})  # after one of these heads
_LINKS = frozenset({"al", "el", "ul", "az", "ez", "ash", "abu", "bin", "ibn"})  # inside a name, whatever the language


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
    partial: bool = False  # the well-known part of a longer run of words that looks like one name


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
    opens = own and looked_up(first.low, lexicon["types"], lexicon) is not None  # "секторе Газа", "mer Rouge"
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
        closes = own and width > 1 and looked_up(last.low, lexicon["types"], lexicon) is not None
        if not (nameish(last.text) or closes) or not unbroken(text, parts[at : at + width]):
            continue
        entries, rough = placed([word.text for word in parts[at : at + width]], span, lexicon)
        if closes or (opens and not nameish(first.text)):  # such a word is part of a name only if the name is known
            entries = () if rough or width == 1 else tuple(e for e in entries if e.kind != "town")
            if not entries or (own and not nameish(last.text) and not nameish(first.text)):
                continue
            return Named(span, first.start, last.end, entries, native=True), width
        if entries and (width >= run or (not rough and prominent(entries))):
            return Named(span, first.start, last.end, entries, rough, native=own, partial=width < run), width
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
        if not nameish(last.text) or not unbroken(text, parts[at : at + width], lexicon):
            continue
        common = [is_common(word.low, lexicon) for word in parts[at : at + width]]
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
    if running or is_common(first.low, lexicon) or first.text.isdigit():
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
    if not unbroken(text, parts[at : at + run + 1], lexicon) or lexicon["script"].get("unspaced"):
        return False
    clitic = lexicon["script"].get("and_clitic")
    if not nameish(word.text) or is_common(word.low, lexicon) or bool(clitic and word.text.startswith(clitic)):
        return False
    return not prominent(placed([word.text], word.text, lexicon)[0])


def _cue(text: str, parts: list[Word], at: int, lexicon: dict[str, Any]) -> str | None:
    """Return "type" when the word beside word `at` says that a place is named, "word" when one may follow, or None."""
    if lexicon["script"].get("unspaced"):
        after = parts[at + 1] if at + 1 < len(parts) and parts[at + 1].start == parts[at].end else None
        if after is not None and (after.text in lexicon["types"] or unvaried(after.text) in lexicon["after"]):
            return "type"
        return "word" if after is None or is_common(after.low, lexicon) or at + 1 == len(parts) else None
    if at == 0:
        return None
    before = parts[at - 1]
    if not re.fullmatch(r"[\s\u200c(«\"'“„]*", text[before.end : parts[at].start]):
        return None
    if looked_up(before.low, lexicon["types"], lexicon) is not None:
        return "type"
    lists = lexicon["lists"]
    if before.low in lexicon["relations"] or looked_up(before.low, lexicon["relations"], lexicon):
        return "type"
    near = lists["prepositions"] | lists["joins"] | lists["side_joins"] | lists["and"] | lists["weak"]
    return "word" if before.low in near or before.low in lexicon["sides"] else None


def _run(text: str, parts: list[Word], at: int, lexicon: dict[str, Any]) -> int:
    """Return how many words from `at` look like one name; a part of it names a place only if it is a big one."""
    width = 0
    while at + width < len(parts) and unbroken(text, parts[at : at + width + 1]):
        word = parts[at + width]
        if (
            width
            and _links(parts[at + width - 1], word)
            and at + width + 1 < len(parts)
            and nameish(parts[at + width + 1].text)
        ):
            width += 1  # "Tall al Ward" is not Tall
            continue
        if not nameish(word.text) or is_common(word.low, lexicon):
            break
        if width and lexicon["own"] is not None and _typed_next(parts, at + width, lexicon):
            break
        if width and any(e.kind == "country" or e.capital for e in known(word.text, lexicon, single=True)[0]):
            break
        width += 1
    return width


def _links(before: Word, word: Word) -> bool:
    """Tell whether a word without a capital goes on with an Arabic name ("Bulo al Haji", "Tall as Samn")."""
    link = fold(word.low)  # "Jabal aş Şadārah"
    return link in _LINKS or (fold(before.low) in _HEADS and link in _ARTICLES)


def _typed_next(parts: list[Word], at: int, lexicon: dict[str, Any]) -> bool:
    """Tell whether the word behind word `at` says that it is a division ("Лиман Харьковской области")."""
    if not lexicon["endings"] or at + 1 >= len(parts):
        return False
    return looked_up(parts[at + 1].low, lexicon["types"], lexicon) in ("admin1", "admin2")


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
    return entry.kind in ("country", "admin1") or (entry.kind == "town" and entry.population >= SOLID)


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


def unbroken(text: str, parts: list[Word], lexicon: dict[str, Any] | None = None) -> bool:
    """Tell whether no more than a blank, a hyphen or a dot stands between the words, or nothing where none has to."""
    if lexicon is not None and lexicon["script"].get("unspaced"):
        return len(parts) == 1
    return all(_GAP.fullmatch(text, left.end, right.start) and not right.apart for left, right in pairwise(parts))
