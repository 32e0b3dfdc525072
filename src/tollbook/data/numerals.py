"""Numerals: how a language writes whole numbers, in figures ("370.000", "1.2 million") and in words ("tjuesju").

Both the finder (`extract.rules.numbers`) and the resolver (`normalise.counts`) read numerals, and the stages
never import each other, so what they share lives here, beside the tables ``numbers/<language>.toml`` that hold
every word. A language is added by adding its table.

The grammar is compositional: words below 100 are listed, larger numbers are put together ("two hundred and
fifty", "to hundre og femti", "tjuesjutusen"). It was checked against ICU's spelled-out rules for 0 to 999,999.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tollbook.data import has, table

WORD = re.compile(r"[^\W\d_]+")
GAP = re.compile(r"\s{1,2}|-|\u00ad|\s?\n\s?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """One number as written in ``text[start:end]``; `value` is None when it is no whole number ("3.5")."""

    start: int
    end: int
    value: int | None
    digits: bool  # written in figures, at least in part


def language_of(tag: str | None, folder: str) -> str | None:
    """Return the language whose table of `folder` serves the BCP 47 `tag` ("no", "nb-NO": "nb"), or None."""
    base = (tag or "").replace("_", "-").split("-")[0].lower()
    base = {"no": "nb"}.get(base, base)
    return base if base and has(f"{folder}/{base}") else None


def lexicon(language: str) -> dict[str, Any] | None:
    """Return the number table that serves the tag `language`, or None when there is none."""
    known = language_of(language, "numbers")
    return table(f"numbers/{known}") if known else None


def spaced(phrase: str) -> str:
    """Return a regex for `phrase` (itself a regex) whose blanks match any white space."""
    return phrase.replace(" ?", r"\s?").replace(" ", r"\s+")


@cache
def _figures(language: str) -> re.Pattern[str]:
    """Match figures: grouped thousands first, then plain digits; group "decimal" holds a decimal part."""
    rules = table(f"numbers/{language}")["figures"]
    group = "".join(re.escape(mark) for mark in rules["group"])
    decimal = re.escape(rules["decimal"])
    return re.compile(
        rf"(?<![\d.,])(?P<whole>\d{{1,3}}(?:(?P<mark>[{group}])\d{{3}})(?:(?P=mark)\d{{3}})*(?!\d)|\d+)"
        rf"(?:{decimal}(?P<decimal>\d+))?(?!\d)"
    )


@cache
def _fixed(language: str) -> re.Pattern[str]:
    """Match the set phrases of the language ("half a million")."""
    phrases = sorted(table(f"numbers/{language}")["fixed"], key=len, reverse=True)
    body = "|".join(spaced(re.escape(phrase).replace(r"\ ", " ").replace(r"\-", "-")) for phrase in phrases)
    return re.compile(rf"(?<![\w-])(?:{body})(?!\w)", re.IGNORECASE)


def numerals(text: str, start: int, end: int, language: str) -> list[Numeral]:
    """Return the numerals of ``text[start:end]`` from left to right, without overlaps.

    `language` must be one that `language_of` returned. Articles ("a", "en") belong to a numeral only before a
    scale word ("a hundred"); a lone "one" or "en" is a numeral of value 1.
    """
    found: list[Numeral] = []
    at = start
    for candidate in _starts(text, start, end, language):
        if candidate < at:
            continue
        numeral = _read(text, candidate, end, language)
        if numeral:
            found.append(numeral)
            at = numeral.end
    return found


def whole_value(quote: str, language: str) -> int | None:
    """Return the number that all of `quote` spells, or None."""
    quote = quote.strip()
    numeral = _read(quote, 0, len(quote), language) if quote else None
    return numeral.value if numeral and numeral.end == len(quote) else None


def _starts(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Yield each place where a word or a run of figures begins."""
    for match in re.compile(r"\d[\d.,\s]*|[^\W\d_]+").finditer(text, start, end):
        if match[0][0].isdigit():
            yield from (figure.start() for figure in _figures(language).finditer(text, match.start(), match.end()))
        else:
            yield match.start()


def _read(text: str, at: int, end: int, language: str) -> Numeral | None:
    """Read one numeral that begins at `at`."""
    fixed = _fixed(language).match(text, at, end)
    if fixed:
        value = table(f"numbers/{language}")["fixed"][re.sub(r"\s+", " ", fixed[0].lower())]
        return Numeral(start=at, end=fixed.end(), value=value, digits=False)
    figure = _figures(language).match(text, at, end)
    return _read_figures(text, figure, end, language) if figure else _read_words(text, at, end, language)


def _read_figures(text: str, figure: re.Match[str], end: int, language: str) -> Numeral:
    """Read figures and a scale word after them ("1.2 million", "500 tusen")."""
    whole = int(re.sub(r"\D", "", figure["whole"]))
    decimal = figure["decimal"]
    value, stop = (whole if decimal is None else None), figure.end()
    rules = table(f"numbers/{language}")
    word = re.compile(r"[\s-]{0,2}([^\W\d_]+)").match(text, stop, end)
    scale = rules["scales"].get(word[1].lower()) if word else None
    if word and scale:
        parts = 10 ** len(decimal or "")
        scaled = (whole * parts + int(decimal or 0)) * scale
        if scaled % parts == 0:
            value, stop = scaled // parts, word.end()
    return Numeral(start=figure.start(), end=stop, value=value, digits=True)


@dataclass(slots=True)
class _Sum:
    """A number being put together: `total` of finished thousands, `current` below the last scale word."""

    total: int = 0
    current: int | None = None
    ceiling: int = 10**15  # the next scale word of a thousand or more must be smaller

    def add(self, value: int) -> bool:
        """Take a word below 100; False when the grammar has no place for it."""
        if self.current is None:
            self.current = value
            return True
        rest = self.current % 100
        fits = rest == 0 if value >= 10 else (rest == 0 or (rest % 10 == 0 and rest >= 20))
        if not fits or self.current == 0 or value == 0:
            return False
        self.current += value
        return True

    def scale(self, factor: int) -> bool:
        """Take a scale word: hundred multiplies what is below it, thousand and more close a group."""
        amount = 1 if self.current is None else self.current
        if factor < 1000:
            if not 0 < amount < 100 or (self.current is None and self.total and factor != 100):
                return False
            self.current = amount * factor
            return True
        if factor >= self.ceiling or not 0 < amount < 1000:
            return False
        self.total, self.current, self.ceiling = self.total + amount * factor, None, factor
        return True

    def value(self) -> int:
        """Return the number so far."""
        return self.total + (self.current or 0)


def _read_words(text: str, at: int, end: int, language: str) -> Numeral | None:
    """Read a number in words that begins at `at`: the longest run of words that is grammatical."""
    rules = table(f"numbers/{language}")
    grammar = rules["grammar"]
    sum_, stop, place = _Sum(), at, at
    taken: list[str] = []
    while word := WORD.match(text, place, end):
        lower = word[0].lower()
        pieces = _pieces(lower, language)
        if not taken and lower in grammar["one"]:
            ahead = _next_word(text, word.end(), end)
            pieces = ("",) if ahead and ahead[0].lower() in rules["scales"] else pieces
        if taken and lower in grammar["and"]:
            ahead = _next_word(text, word.end(), end)
            joined = ahead and _joins(sum_, taken, _pieces(ahead[0].lower(), language), language)
            if not ahead or not joined:
                break
            place = ahead.start()
            if joined == "inverted":
                value = sum_.value() + rules["words"][ahead[0].lower()]
                return Numeral(start=at, end=ahead.end(), value=value, digits=False)
            taken.append(lower)
            continue
        if not pieces or not _take(sum_, pieces, language):
            break
        taken.extend(pieces)
        stop = word.end()
        gap = GAP.match(text, stop, end)
        if not gap:
            break
        place = gap.end()
    return Numeral(start=at, end=stop, value=sum_.value(), digits=False) if stop > at else None


def _next_word(text: str, at: int, end: int) -> re.Match[str] | None:
    gap = GAP.match(text, at, end)
    return WORD.match(text, gap.end(), end) if gap else None


def _joins(sum_: _Sum, taken: list[str], pieces: tuple[str, ...], language: str) -> str | None:
    """Tell how "and" may stand here: "plain" after a hundred or thousand, "inverted" in "sju og tjue"."""
    rules = table(f"numbers/{language}")
    if not pieces:
        return None
    if taken[-1] in rules["scales"] and rules["scales"][taken[-1]] != 12 and pieces[0] in rules["words"]:
        return "plain"
    unit = sum_.current if sum_.total == 0 and len(taken) == 1 else None
    tens = rules["words"].get(pieces[0]) if len(pieces) == 1 else None
    if rules["grammar"]["inverted"] and unit and unit < 10 and tens and tens >= 20 and tens % 10 == 0:
        return "inverted"
    return None


def _take(sum_: _Sum, pieces: tuple[str, ...], language: str) -> bool:
    """Add all of `pieces` to `sum_`, or none of them."""
    rules = table(f"numbers/{language}")
    trial = _Sum(total=sum_.total, current=sum_.current, ceiling=sum_.ceiling)
    for piece in pieces:
        if piece == "" or piece in rules["grammar"]["and"]:
            continue
        scale = rules["scales"].get(piece)
        if not (trial.scale(scale) if scale else trial.add(rules["words"][piece])):
            return False
    sum_.total, sum_.current, sum_.ceiling = trial.total, trial.current, trial.ceiling
    return True


@cache
def _pieces(word: str, language: str) -> tuple[str, ...]:
    """Split a lower-case word into number words ("tjuesju": "tjue", "sju"); () when it is none."""
    rules = table(f"numbers/{language}")
    atoms = {**rules["words"], **rules["scales"]}
    if word in atoms:
        return (word,)
    if not rules["grammar"]["glued"]:
        return ()
    joints = rules["grammar"]["and"]
    ways = (way for way in _splits(word, language) if way[0] not in joints and way[-1] not in joints)
    return next((way for way in ways if _take(_Sum(), way, language)), ())


def _splits(word: str, language: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to cut `word` into number words and "and"s, longest first word first."""
    rules = table(f"numbers/{language}")
    if not word:
        yield ()
        return
    atoms = [*rules["words"], *rules["scales"], *rules["grammar"]["and"]]
    for atom in sorted((a for a in atoms if word.startswith(a)), key=len, reverse=True):
        for rest in _splits(word[len(atom) :], language):
            yield (atom, *rest)
