"""Time phrases: how a language names days, weeks, months and years ("torsdag kveld", "since last month").

Both the finder (`extract.rules.times`) and the resolver (`normalise.periods`) read time phrases, and the stages
never import each other, so the grammar they share lives here, beside the tables ``times/<language>.toml`` that
hold every word. A rule of a table is a pattern with slots (``{weekday}``, ``{month}``, ``{n}``), the kind of time
it is, and what it means; this module only matches, `normalise.periods` does the arithmetic.

What a script or a grammar needs beyond words is in the table too: ``[fold]`` has letters that are read as another
one (figures of other scripts, accents, traditional characters), ``[grammar]`` says whether words are unspaced, what
may be glued before a phrase (prefixes) or after it (suffixes), and whether the table has all number words itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tollbook.data import table
from tollbook.data.numerals import language_of, whole_value

MOST = 999  # no phrase counts more days, weeks or years than this
MOST_REPEATED = 4  # no phrase has more of what a rule lets repeat; without a bound "este este este ..." takes for ever
REPEATED = re.compile(r"(?<!\\)\)\*(?!\?)")
SLOT = re.compile(r"\{(\w+)\}")
YEAR = r"(?:1[89]|20)\d\d(?!\d|[.,]\d)"
FIGURES = ("year", "day", "month_number", "solar_year", "solar_month", "lunar_year", "decade")  # slots of bare figures
DECADE = r"(?:(?:1[89]|20)[1-9]0|[5-9]0)(?!\d)"  # "the 1900s" may be a century
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d|[.,]\d)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A time phrase in ``text[start:end]``: the rule that matched and what stood in its slots.

    `values` has numbers for weekday (1 Monday), month, day, year, decade and n, a word for unit; `options` are the
    rule's own settings; `since` tells that the phrase opens a period ("since Thursday").
    """

    start: int
    end: int
    kind: str
    means: str
    values: Mapping[str, int | str]
    options: Mapping[str, Any]
    since: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    pattern: re.Pattern[str]
    kind: str
    means: str
    options: Mapping[str, Any]


def phrases(text: str, start: int, end: int, language: str) -> list[Phrase]:
    """Return the time phrases of ``text[start:end]``, sorted, without overlaps: the leftmost and longest win.

    `language` is a BCP 47 tag; one without a time table gives none.
    """
    known = language_of(language, "times")
    if known is None:
        return []
    text = _fold(text, known)
    blocked = [(trap.start(), trap.end()) for trap in _traps(known).finditer(text, start, end)]
    found: list[Phrase] = []
    at = start
    for phrase in sorted(_candidates(text, start, end, known), key=lambda phrase: (phrase.start, -phrase.end)):
        if phrase.start >= at and all(phrase.end <= left or right <= phrase.start for left, right in blocked):
            found.append(phrase)
            at = phrase.end
    return found


def _candidates(text: str, start: int, end: int, language: str) -> Iterator[Phrase]:
    """Yield every match of every rule, stretched over a "since" before or after it."""
    since = table(f"times/{language}")["since"]
    opener, closer = _opener(language), _closer(language)
    for rule in _rules(language):
        for match in rule.pattern.finditer(text, start, end):
            values = _values(match, language)
            if values is None:
                continue
            phrase = Phrase(
                start=match.start(),
                end=match.end(),
                kind=rule.kind,
                means=rule.means,
                values=values,
                options=rule.options,
            )
            before = opener.search(text[max(start, match.start() - 24) : match.start()])
            after = closer.match(text, match.end(), end) if closer else None
            if before or after:
                dated = rule.kind == "day" and "year" in values
                kind = "running" if dated else since["kinds"].get(rule.kind, rule.kind)
                begin = max(start, match.start() - 24) + before.start() if before else match.start()
                yield replace(phrase, start=begin, end=after.end() if after else match.end(), kind=kind, since=True)
            elif rule.options.get("alone"):
                if text[start:end].strip(" \n.,;:!") == match[0]:
                    yield phrase
            elif not rule.options.get("after_since"):
                yield phrase


def _fold(text: str, language: str) -> str:
    """Return `text` with the letters of the table's [fold] replaced, one for one, so that offsets stay."""
    return text.translate(_folding(language))


@cache
def _folding(language: str) -> dict[int, str]:
    """Return the table's [fold] as `str.translate` wants it, upper case beside lower where that is one letter."""
    fold: dict[str, str] = table(f"times/{language}").get("fold", {})
    upper = {key.upper(): value.upper() for key, value in fold.items() if len(key.upper()) == len(value.upper()) == 1}
    return str.maketrans({**upper, **fold})


def _edges(language: str) -> tuple[str, str]:
    """Return what must stand before and after a phrase: no letter where words are spaced, else no figure."""
    grammar = table(f"times/{language}")["grammar"]
    if grammar.get("unspaced"):
        return r"(?<!\d)", ""
    return rf"(?<![\w-]){grammar.get('prefixes', '')}", rf"{grammar.get('suffixes', '')}(?![\w])"


@cache
def _opener(language: str) -> re.Pattern[str]:
    """Match the words for "since" at the end of what stands before a phrase."""
    times = table(f"times/{language}")
    grammar = times["grammar"]
    words = _fold("|".join(word.replace(" ", r"\s+") for word in times["since"]["words"]), language)
    if grammar.get("unspaced"):
        return re.compile(rf"(?:{words})\s*\Z", re.IGNORECASE)
    return re.compile(rf"(?<!\w){_fold(grammar.get('prefixes', ''), language)}(?:{words})\s+\Z", re.IGNORECASE)


@cache
def _closer(language: str) -> re.Pattern[str] | None:
    """Match the words for "since" that follow a phrase; None where the language has none."""
    after = table(f"times/{language}")["since"].get("after", [])
    words = _fold("|".join(word.replace(" ", r"\s+") for word in after), language)
    edge = "" if table(f"times/{language}")["grammar"].get("unspaced") else r"(?!\w)"
    return re.compile(rf"\s*(?:{words}){edge}", re.IGNORECASE) if after else None


@cache
def _traps(language: str) -> re.Pattern[str]:
    """Match the names that have a day or month in them."""
    traps = table(f"times/{language}")["traps"]["words"]
    words = _fold("|".join(word.replace(" ", r"\s+") for word in traps), language)
    if not traps or table(f"times/{language}")["grammar"].get("unspaced"):
        return re.compile(words or r"(?!)", re.IGNORECASE)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    """Compile the [[rules]] of the language, in their order."""
    before, after = _edges(language)
    return tuple(
        _Rule(
            pattern=re.compile(_fold(rf"{before}(?:{_fill(words, language)}){after}", language), re.IGNORECASE),
            kind=rule["kind"],
            means=rule["means"],
            options={key: value for key, value in rule.items() if key not in ("words", "kind", "means")},
        )
        for rule in table(f"times/{language}")["rules"]
        for words in rule["words"]
    )


def _fill(words: str, language: str) -> str:
    """Return the regex of a rule: parts and slots put in, blanks stretched, repeated groups bounded."""
    parts = table(f"times/{language}")["parts"]
    while any(slot[1] in parts for slot in SLOT.finditer(words)):
        words = SLOT.sub(lambda slot: f"(?:{parts[slot[1]]})" if slot[1] in parts else slot[0], words)
    words = REPEATED.sub(f"){{0,{MOST_REPEATED}}}", words)
    words = words.replace(" ?", r"\s?").replace(" ", r"\s+")
    return SLOT.sub(lambda slot: f"(?P<{slot[1]}>{_slot(slot[1].rstrip('23'), language)})", words)


def _slot(name: str, language: str) -> str:
    """Return the regex of the slot `name`; "weekday2" and the like stand for a second one of its sort."""
    if name == "year":
        return YEAR
    if name == "lunar_year":
        return r"1[34]\d\d(?!\d)"
    if name == "decade":
        return "|".join([*_spellings("decades", language), DECADE])
    if name == "day":
        return "|".join([*_spellings("day_words", language), DAY])
    if name == "n":
        return _number_words(language)
    if table(f"times/{language}")["grammar"]["capitals"] and name in ("weekday", "month"):
        spellings = sorted(table(f"times/{language}")[f"{name}s"], key=len, reverse=True)
        cased = "|".join(re.escape(form) for word in spellings for form in (word, word.upper()))
        return f"(?-i:{cased})"
    return _one_of(_spellings(f"{name}s", language))


def _one_of(words: list[str]) -> str:
    """Return the regex of any of `words` (regexes); a look at the first letter spares a try of each at each word."""
    firsts = sorted({word[0] for word in words})
    either = "|".join(words)
    return either if len(words) < 8 or "\\" in firsts else rf"(?=[{''.join(firsts)}])(?:{either})"


def _spellings(name: str, language: str) -> list[str]:
    """Return the words of the section `name` as regexes, the longest first."""
    words = sorted(table(f"times/{language}").get(name, ()), key=len, reverse=True)
    return [re.escape(word).replace(r"\ ", r"\s+") for word in words]


def _number_words(language: str) -> str:
    """Return a regex for small numbers in figures and in words; `_values` refuses what is no number."""
    times = table(f"times/{language}")
    if times["grammar"].get("own_numbers"):
        return rf"\d{{1,3}}(?![.,]?\d)|{'|'.join(_spellings('numbers', language))}"
    numbers, extra = table(f"numbers/{language}"), times["numbers"]
    words = sorted([*numbers["words"], *(word for word in numbers["scales"] if len(word) < 8)], key=len, reverse=True)
    one = "|".join(map(re.escape, words))
    several = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(extra, key=len, reverse=True))
    return rf"\d{{1,3}}(?![.,]?\d)|(?:{several})|(?:{one})(?:[\s-]?(?:{one}))*"


def _values(match: re.Match[str], language: str) -> dict[str, int | str] | None:
    """Return what stands in the slots of `match`, or None when a number cannot be read."""
    values: dict[str, int | str] = {}
    for name, words in match.groupdict().items():
        if words is None:
            continue
        lower = re.sub(r"\s+", " ", words.lower())
        sort = name.rstrip("23")
        if sort == "minguo_year":
            values["year"] = int(words) + 1911  # the first year of the Republic of China is 1912
        elif sort in FIGURES and words.isdigit():
            values[name] = int(words)
        elif sort == "day":
            values[name] = _folded("day_words", language)[lower]
        elif sort == "n":
            number = _number(lower, language)
            if number is None or number > MOST:
                return None
            values[name] = number
        else:
            values[name] = _folded(f"{sort}s", language)[lower]
    return values


def _number(word: str, language: str) -> int | None:
    """Return the number that `word` (folded, lower case) is, or None."""
    times = table(f"times/{language}")
    named = _folded("numbers", language).get(word)
    if named:
        return int(named)
    if word.isdigit():
        return int(word)
    return None if times["grammar"].get("own_numbers") else whole_value(word, language)


@cache
def _folded(name: str, language: str) -> dict[str, int | str]:
    """Return the section `name` of the table, its words folded and in lower case."""
    section = table(f"times/{language}")[name]
    return {_fold(spelling, language).lower(): value for spelling, value in section.items()}
