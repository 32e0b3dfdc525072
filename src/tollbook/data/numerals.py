"""Numerals: how a language writes whole numbers, in figures ("370.000", "1.2 million") and in words ("tjuesju").

Both the finder (`extract.rules.numbers`) and the resolver (`normalise.counts`) read numerals, and the stages
never import each other, so what they share lives here, beside the tables ``numbers/<language>.toml`` that hold
every word. A language is added by adding its table.

The grammar is compositional: words below 100 are listed, larger numbers are put together ("two hundred and
fifty", "to hundre og femti", "tjuesjutusen"). It was checked against ICU's spelled-out rules for 0 to 999,999.

What a table may switch on in [grammar], all off where it is left out:

- `blanks` = false: a script without blanks, read by `data.han`.
- `inner`: words that are numbers only behind or inside another one ("ein" in "einundzwanzig", "un" in "vingt et un").
- `turned`: the unit before the ten, joined by "and" ("dreiundzwanzig", "خمسة وعشرون").
- `chain`: where "and" joins: "tens" behind a ten ("treinta y dos"), "all" wherever the sum grows, and must stand
  there ("بیست و سه"); left out: behind a hundred or a scale word.
- `and_glued`: an "and" written in one with the next word ("وعشرون"). `prefixes`: particles that a number may carry
  ("الثلاثة"). `endings`: endings that it may carry; they stay outside its span ("yirmi|ye").
- `least_ten`: the smallest ten that takes a unit ("on iki": 10).
- `of`: what stands between a number and a scale word ("une trentaine de milliers").
- `mixed`: figures may go on behind a scale word ("2 bin 700").

[rounded] lists words that make a number approximate ("une dizaine"), [skip] phrases whose words are no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from tollbook.data import has, table
from tollbook.data.folding import fold, number_rules
from tollbook.data.han import read_han

WORD = re.compile(r"[^\W\d_]+")
GAP = re.compile(r"\s{1,2}|-|\u00ad|\s?\n\s?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """One number as written in ``text[start:end]``; `value` is None when it is no whole number ("3.5")."""

    start: int
    end: int
    value: int | None
    digits: bool  # written in figures, at least in part
    high: int | None = None  # of two numbers in one ("两三千": 3000)
    hedge: str | None = None  # the qualifier that lies in the number word itself ("une dizaine": about)
    scale: int | None = None  # the scale word of a thousand or more that it ends with


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
    rules = number_rules(language)["figures"]
    group = "".join(re.escape(mark) for mark in rules["group"])
    decimal = "|".join(map(re.escape, [rules["decimal"]] if isinstance(rules["decimal"], str) else rules["decimal"]))
    return re.compile(
        rf"(?<![\d.,])(?P<whole>\d{{1,3}}(?:(?P<mark>[{group}])\d{{3}})(?:(?P=mark)\d{{3}})*(?!\d)|\d+)"
        rf"(?:(?:{decimal})(?P<decimal>\d+))?(?!\d)"
    )


@cache
def _fixed(language: str) -> re.Pattern[str]:
    """Match the set phrases of the language ("half a million") as the group "phrase"."""
    rules = number_rules(language)
    phrases = sorted(rules["fixed"], key=len, reverse=True)
    body = "|".join(spaced(re.escape(phrase).replace(r"\ ", " ").replace(r"\-", "-")) for phrase in phrases)
    if not body:
        return re.compile(r"(?P<phrase>(?!))")
    if not rules["grammar"].get("blanks", True):
        return re.compile(rf"(?P<phrase>{body})", re.IGNORECASE)
    carried = "|".join([*rules["grammar"].get("and_glued", []), *rules["grammar"].get("prefixes", [])])
    carried = f"(?:{carried})?" if carried else ""
    return re.compile(rf"(?<![\w-]){carried}(?P<phrase>{body})(?!\w)", re.IGNORECASE)


@cache
def _skipped(language: str) -> re.Pattern[str] | None:
    """Match the phrases of [skip]: words that look like numbers and are none ("in Acht nehmen")."""
    rules = number_rules(language)
    words = rules.get("skip", {}).get("words", [])
    if not words:
        return None
    body = "|".join(spaced(word) for word in sorted(words, key=len, reverse=True))
    blanks = rules["grammar"].get("blanks", True)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)" if blanks else body, re.IGNORECASE)


def numerals(text: str, start: int, end: int, language: str) -> list[Numeral]:
    """Return the numerals of ``text[start:end]`` from left to right, without overlaps.

    `language` must be one that `language_of` returned. Articles ("a", "en") belong to a numeral only before a
    scale word ("a hundred"); a lone "one" or "en" is a numeral of value 1 where the table has it as a word.
    """
    plain, places = fold(text[start:end], language)
    if places is None:
        return _found(text, start, end, language)
    return [
        replace(numeral, start=start + places[numeral.start], end=start + places[numeral.end])
        for numeral in _found(plain, 0, len(plain), language)
    ]


def _found(text: str, start: int, end: int, language: str) -> list[Numeral]:
    """Return the numerals of the folded ``text[start:end]``."""
    found: list[Numeral] = []
    at = start
    pattern = _skipped(language)
    closed = [match.span() for match in pattern.finditer(text, start, end)] if pattern else []
    for candidate in _starts(text, start, end, language):
        if candidate < at or any(first <= candidate < last for first, last in closed):
            continue
        numeral = _read(text, candidate, end, language)
        if numeral:
            found.append(numeral)
            at = numeral.end
    return found


def whole_value(quote: str, language: str) -> int | None:
    """Return the number that all of `quote` spells, or None."""
    quote = fold(quote.strip(), language)[0]
    numeral = _read(quote, 0, len(quote), language) if quote else None
    return numeral.value if numeral and numeral.end == len(quote) else None


def _starts(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Yield each place where a word or a run of figures begins; every place in a script without blanks."""
    if not number_rules(language)["grammar"].get("blanks", True):
        yield from range(start, end)
        return
    for match in re.compile(r"\d[\d.,\s]*|[^\W\d_]+").finditer(text, start, end):
        if match[0][0].isdigit():
            yield from (figure.start() for figure in _figures(language).finditer(text, match.start(), match.end()))
        else:
            yield match.start()


def _read(text: str, at: int, end: int, language: str) -> Numeral | None:
    """Read one numeral that begins at `at`."""
    rules = number_rules(language)
    fixed = _fixed(language).match(text, at, end)
    if fixed:
        phrase = re.sub(r"\s+", " ", fixed["phrase"].lower())
        hedge = "about" if phrase in rules.get("rounded", {}).get("words", []) else None
        return Numeral(
            start=fixed.start("phrase"), end=fixed.end(), value=rules["fixed"][phrase], digits=False, hedge=hedge
        )
    if not rules["grammar"].get("blanks", True):
        return _read_han(text, at, end, language)
    figure = _figures(language).match(text, at, end)
    numeral = _read_figures(text, figure, end, language) if figure else _read_words(text, at, end, language)
    return _extended(text, numeral, end, language) if numeral and rules["grammar"].get("mixed") else numeral


def _read_han(text: str, at: int, end: int, language: str) -> Numeral | None:
    """Read a number in a script without blanks."""
    if text[at].isdigit() and text[max(at - 1, 0) : at].isdigit():
        return None
    han = read_han(text, at, end, language)
    if han is None:
        return None
    high = han.high if han.high > han.low else None
    hedge = "more_than" if han.more else None
    return Numeral(start=at, end=han.end, value=han.low, digits=han.digits, high=high, hedge=hedge, scale=han.scale)


def _read_figures(text: str, figure: re.Match[str], end: int, language: str) -> Numeral:
    """Read figures and a scale word after them ("1.2 million", "500 tusen")."""
    whole = int(re.sub(r"\D", "", figure["whole"]))
    decimal = figure["decimal"]
    value, stop, scale = (whole if decimal is None else None), figure.end(), None
    word = re.compile(r"[\s-]{0,2}([^\W\d_]+)").match(text, stop, end)
    scale = _scale_of(word[1].lower(), language) if word else None
    if word and scale:
        parts = 10 ** len(decimal or "")
        scaled = (whole * parts + int(decimal or 0)) * scale[0]
        if scaled % parts == 0:
            value, stop = scaled // parts, word.end() - scale[1]
        else:
            scale = None
    large = scale[0] if scale and scale[0] >= 1000 else None
    return Numeral(start=figure.start(), end=stop, value=value, digits=True, scale=large)


def _scale_of(word: str, language: str) -> tuple[int, int] | None:
    """Return the value of a scale word and the length of the ending that it carries, or None."""
    rules = number_rules(language)
    if word in rules["scales"]:
        return rules["scales"][word], 0
    for ending in _endings(language):
        if word.endswith(ending) and word[: -len(ending)] in rules["scales"]:
            return rules["scales"][word[: -len(ending)]], len(ending)
    return None


@cache
def _endings(language: str) -> tuple[str, ...]:
    """Return the endings that a number word may carry, the longest first."""
    return tuple(sorted(number_rules(language)["grammar"].get("endings", []), key=len, reverse=True))


def _extended(text: str, numeral: Numeral, end: int, language: str) -> Numeral:
    """Draw in the figures that go on behind a scale word ("2 bin 700", "خمسة آلاف و900")."""
    if numeral.scale is None or numeral.value is None:
        return numeral
    joints = number_rules(language)["grammar"]["and"]
    joint = "|".join(map(re.escape, joints))
    gap = re.compile(rf"\s{{1,2}}(?:(?:{joint})\s?)?" if joint else r"\s{1,2}").match(text, numeral.end, end)
    figure = _figures(language).match(text, gap.end(), end) if gap else None
    if not figure:
        return numeral
    rest = _extended(text, _read_figures(text, figure, end, language), end, language)
    if rest.value is None or not 0 < rest.value < numeral.scale:
        return numeral
    return replace(numeral, end=rest.end, value=numeral.value + rest.value, digits=True, scale=rest.scale)


@dataclass(slots=True)
class _Sum:
    """A number being put together: `total` of finished thousands, `current` below the last scale word."""

    total: int = 0
    current: int | None = None
    ceiling: int = 10**15  # the next scale word of a thousand or more must be smaller

    def add(self, value: int, least_ten: int = 20, turned: bool = False) -> bool:
        """Take a word that is no scale; False when the grammar has no place for it.

        A ten from `least_ten` on takes a unit; `turned` is true of an "and" that lets a unit take a ten.
        """
        if value >= 1000:
            return self._close(value)
        if self.current is None:
            self.current = value
            return True
        rest = self.current % 100
        if turned and 0 < rest < 10 and value >= 20 and value % 10 == 0 and value < 100:
            self.current += value
            return True
        if value >= 100:
            return False
        fits = rest == 0 if value >= 10 else (rest == 0 or (rest % 10 == 0 and rest >= least_ten))
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

    def _close(self, value: int) -> bool:
        """Take a word for several thousands or millions ("ألفان")."""
        factor = 1000
        while value >= factor * 1000:
            factor *= 1000
        if self.current is not None or factor >= self.ceiling:
            return False
        self.total, self.ceiling = self.total + value, factor
        return True

    def value(self) -> int:
        """Return the number so far."""
        return self.total + (self.current or 0)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text: its number words, () when it is none, and whether an "and" is written in one with it."""

    start: int
    end: int
    low: str
    pieces: tuple[str, ...]
    joined: bool = False
    last: bool = False  # carries an ending, so that nothing goes on behind it


def _read_words(text: str, at: int, end: int, language: str) -> Numeral | None:
    """Read a number in words that begins at `at`: the longest run of words that is grammatical."""
    run = _Run(language=language, begin=at, stop=at)
    place: int | None = at
    while place is not None and (word := _word(text, place, end, language, first=not run.taken)):
        if run.taken and word.low in run.grammar["and"] and not word.joined:
            ahead = _next_word(text, word.end, end, language)
            joint = run.joint(ahead) if ahead else None
            if not ahead or not joint:
                break
            if joint == "inverted":
                value = run.sum_.value() + number_rules(language)["words"][ahead.low]
                return Numeral(start=at, end=ahead.end, value=value, digits=False)
            if joint == "plain":
                run.taken.append(word.low)
                place = ahead.start
                continue
            word = replace(ahead, joined=True)
        elif run.taken and word.low in run.grammar.get("of", ()):
            ahead = _next_word(text, word.end, end, language)
            if not ahead or not _multiplies(ahead.pieces, language):
                break
            word = ahead
        if not run.take(word, _article(text, word, end, language) if not run.taken else word.pieces):
            break
        gap = GAP.match(text, run.stop, end)
        place = gap.end() if gap and not word.last else None
    return run.numeral() if run.stop > at else None


def _article(text: str, word: _Word, end: int, language: str) -> tuple[str, ...]:
    """Return the pieces of the first word of a number; an article before a scale word is an empty one."""
    if word.low not in number_rules(language)["grammar"]["one"]:
        return word.pieces
    ahead = _next_word(text, word.end, end, language)
    return ("",) if ahead and _multiplies(ahead.pieces, language) else word.pieces


@dataclass(slots=True, kw_only=True)
class _Run:
    """The words of one number as far as they have been read."""

    language: str
    begin: int
    stop: int
    sum_: _Sum = field(default_factory=_Sum)
    taken: list[str] = field(default_factory=list)

    @property
    def grammar(self) -> dict[str, Any]:
        """Return the [grammar] of the language."""
        grammar: dict[str, Any] = number_rules(self.language)["grammar"]
        return grammar

    def joint(self, ahead: _Word) -> str | None:
        """Tell how "and" may stand before the word `ahead`: "plain", "inverted", "chain" or not at all."""
        chain = self.grammar.get("chain")
        if not chain:
            return _joins(self.sum_, self.taken, ahead.pieces, self.language)
        rest = (self.sum_.current or 0) % 100
        fits = chain == "all" or (rest >= 20 and rest % 10 == 0)
        return "chain" if fits and _take(replace(self.sum_), ahead.pieces, self.language, joined=True) else None

    def take(self, word: _Word, pieces: tuple[str, ...]) -> bool:
        """Add the word as `pieces`; False when it does not belong to the number."""
        inside = bool(self.taken)
        if self.grammar.get("chain") == "all" and inside and not word.joined and not _multiplies(pieces, self.language):
            return False
        if not pieces or not _take(self.sum_, pieces, self.language, joined=word.joined and inside):
            return False
        self.begin = self.begin if inside else word.start
        self.taken.extend(pieces)
        self.stop = word.end
        return True

    def numeral(self) -> Numeral:
        """Return the numeral of the words read."""
        rules = number_rules(self.language)
        hedge = "about" if set(self.taken) & set(rules.get("rounded", {}).get("words", [])) else None
        last = rules["scales"].get(self.taken[-1], 0)
        scale = last if last >= 1000 else None
        value = self.sum_.value()
        return Numeral(start=self.begin, end=self.stop, value=value, digits=False, hedge=hedge, scale=scale)


@cache
def _scale_words(language: str) -> frozenset[str]:
    return frozenset(number_rules(language)["scales"])


def _multiplies(pieces: tuple[str, ...], language: str) -> bool:
    """Tell whether the word multiplies what is before it."""
    return bool(pieces) and pieces[0] in _scale_words(language)


@cache
def _long_atoms(language: str) -> re.Pattern[str] | None:
    """Match the number words of several parts ("quatre-vingt", "ثلاثة عشر")."""
    rules = number_rules(language)
    atoms = [atom for atom in (*rules["words"], *rules["scales"]) if " " in atom or "-" in atom]
    body = "|".join(re.sub(r"[ -]", r"(?:\\s{1,2}|-)", atom) for atom in sorted(atoms, key=len, reverse=True))
    return re.compile(rf"(?:{body})(?!\w)", re.IGNORECASE) if atoms else None


@cache
def _long_names(language: str) -> dict[str, str]:
    """Return the name in the table of each number word of several parts, by its parts."""
    rules = number_rules(language)
    return {re.sub(r"[ -]", " ", atom): atom for atom in (*rules["words"], *rules["scales"])}


def _word(text: str, at: int, end: int, language: str, first: bool) -> _Word | None:
    """Return the word at `at`, with the particles that it carries taken off; `first` of a number or not."""
    match = WORD.match(text, at, end)
    if not match:
        return None
    low = match[0].lower()
    found = _plain_word(text, at, end, low, language, first)
    if found:
        return found
    grammar = number_rules(language)["grammar"]
    for joint in grammar.get("and_glued", ()):
        if low.startswith(joint) and len(low) > len(joint):
            inner = at + len(joint)
            bare = low[len(joint) :]
            found = _plain_word(text, inner, end, bare, language, first) or _carried(text, inner, end, bare, language)
            if found:
                return replace(found, joined=True)
    found = _carried(text, at, end, low, language) if first else None
    return found or _Word(at, match.end(), low, ())


def _plain_word(text: str, at: int, end: int, low: str, language: str, first: bool) -> _Word | None:
    """Return the number word at `at`, of one part or of several, perhaps with an ending; None when it is none."""
    pattern = _long_atoms(language)
    long = pattern.match(text, at, end) if pattern else None
    if long:
        return _Word(at, long.end(), low, (_long_names(language)[re.sub(r"\s+|-", " ", long[0].lower())],))
    pieces = _pieces(low, language)
    inner = number_rules(language)["grammar"].get("inner", {})
    if not pieces and not first and low in inner:
        pieces = (low,)
    if pieces:
        return _Word(at, at + len(low), low, pieces)
    for ending in _endings(language):
        bare = low.removesuffix(ending)
        if (
            bare
            and bare != low
            and (pieces := _pieces(bare, language) or ((bare,) if not first and bare in inner else ()))
        ):
            return _Word(at, at + len(bare), bare, pieces, last=True)
    return None


def _carried(text: str, at: int, end: int, low: str, language: str) -> _Word | None:
    """Return the number word behind a particle written in one with it ("الثلاثة"), or None."""
    for prefix in number_rules(language)["grammar"].get("prefixes", ()):
        if low.startswith(prefix) and len(low) - len(prefix) >= (2 if len(prefix) > 1 else 4):
            found = _plain_word(text, at + len(prefix), end, low[len(prefix) :], language, True)
            if found:
                return found
    return None


def _next_word(text: str, at: int, end: int, language: str) -> _Word | None:
    gap = GAP.match(text, at, end)
    return _word(text, gap.end(), end, language, first=False) if gap else None


def _joins(sum_: _Sum, taken: list[str], pieces: tuple[str, ...], language: str) -> str | None:
    """Tell how "and" may stand here: "plain" after a hundred or thousand, "inverted" in "sju og tjue"."""
    rules = number_rules(language)
    if not pieces:
        return None
    if taken[-1] in rules["scales"] and rules["scales"][taken[-1]] != 12 and pieces[0] in rules["words"]:
        return "plain"
    unit = sum_.current if sum_.total == 0 and len(taken) == 1 else None
    tens = rules["words"].get(pieces[0]) if len(pieces) == 1 else None
    if rules["grammar"]["inverted"] and unit and unit < 10 and tens and tens >= 20 and tens % 10 == 0:
        return "inverted"
    return None


def _take(sum_: _Sum, pieces: tuple[str, ...], language: str, joined: bool = False) -> bool:
    """Add all of `pieces` to `sum_`, or none of them; `joined` by an "and" before them."""
    rules = number_rules(language)
    grammar = rules["grammar"]
    turned, least_ten = grammar.get("turned", False), grammar.get("least_ten", 20)
    trial = replace(sum_)
    after_and = joined
    for piece in pieces:
        if piece == "" or piece in grammar["and"]:
            after_and = piece != ""
            continue
        scale = rules["scales"].get(piece)
        value = rules["words"].get(piece, grammar.get("inner", {}).get(piece, 0))
        if not (trial.scale(scale) if scale else trial.add(value, least_ten, turned and after_and)):
            return False
        after_and = False
    sum_.total, sum_.current, sum_.ceiling = trial.total, trial.current, trial.ceiling
    return bool(pieces)


@cache
def _pieces(word: str, language: str) -> tuple[str, ...]:
    """Split a lower-case word into number words ("tjuesju": "tjue", "sju"); () when it is none."""
    rules = number_rules(language)
    atoms = {**rules["words"], **rules["scales"]}
    if word in atoms:
        return (word,)
    if not rules["grammar"]["glued"]:
        return ()
    joints, inner = rules["grammar"]["and"], rules["grammar"].get("inner", {})
    if word in inner:
        return ()
    ways = (way for way in _splits(word, language) if way[0] not in joints and way[-1] not in joints)
    return next((way for way in ways if _take(_Sum(), way, language)), ())


def _splits(word: str, language: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to cut `word` into number words and "and"s, longest first word first."""
    rules = number_rules(language)
    if not word:
        yield ()
        return
    atoms = {*rules["words"], *rules["scales"], *rules["grammar"]["and"], *rules["grammar"].get("inner", {})}
    for atom in sorted((a for a in atoms if word.startswith(a)), key=len, reverse=True):
        for rest in _splits(word[len(atom) :], language):
            yield (atom, *rest)
