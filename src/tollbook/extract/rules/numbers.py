"""Find numbers in a sentence and tell counts of people and things from ages, years, sums of money and the rest.

Every word that decides is in ``data/numbers/<language>.toml``. A number is read, its qualifier ("at least",
"eller flere") is drawn into its span, and its company tells its kind: a number that nothing claims is a count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, cast

from tollbook.data import table
from tollbook.data.numerals import Numeral, language_of, numerals, spaced

CountKind = Literal[
    "number",  # counts people or things
    "indefinite",  # "dozens", "several"
    "article",  # "a", "one", "en": one, or only an article
    "percent",
    "money",
    "year",
    "age",
    "measure",
    "clock",
    "date",
    "ordinal",
    "duration",
    "identifier",
    "score",
]
LOOK = 48  # characters of company that are looked at on either side
DEAD_ENDS = "-‑–"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountMatch:
    """A number in ``text[start:end]``, with its qualifier and unit words and without the noun it counts.

    `value` is the best or the lowest number that the words give, None where they give none.
    """

    start: int
    end: int
    value: int | None
    kind: CountKind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    """A number or range before its company is looked at."""

    start: int
    end: int
    value: int | None
    kind: Literal["number", "indefinite"] = "number"
    year: bool = False  # four figures, written as years are
    one: bool = False  # a lone "one" or "en"


def find_counts(text: str, start: int, end: int, language: str) -> list[CountMatch]:
    """Return every number of the sentence ``text[start:end]``, sorted, without overlaps.

    `language` is a BCP 47 tag; one without a number table gives no matches.
    """
    known = language_of(language, "numbers")
    if known is None:
        return []
    shapes = list(_shapes(text, start, end, known))
    amounts = [amount for amount in _amounts(text, start, end, known) if _free(amount, shapes)]
    found = [*shapes]
    for amount in sorted(amounts, key=lambda amount: amount.kind == "indefinite"):  # "as many as 40" has no "many"
        match = _judge(text, start, end, amount, known)
        if _free(match, found):
            found.append(match)
        elif _free(amount, found):
            found.append(CountMatch(start=amount.start, end=amount.end, value=amount.value, kind=match.kind))
    found.extend(article for article in _articles(text, start, end, known) if _free(article, found))
    return sorted(found, key=lambda match: match.start)


def _free(span: CountMatch | _Amount, taken: Iterable[CountMatch]) -> bool:
    """Tell whether `span` overlaps none of `taken`."""
    return all(span.end <= other.start or other.end <= span.start for other in taken)


@cache
def _any(alternatives: tuple[str, ...], template: str) -> re.Pattern[str] | None:
    """Compile a list of phrases into `template` (with one ``%s``); None for an empty list."""
    ordered = sorted(alternatives, key=len, reverse=True)
    body = "|".join(f"(?:{spaced(phrase)})" for phrase in ordered)
    return re.compile(template % body, re.IGNORECASE) if ordered else None


@cache
def _shape_rules(language: str) -> tuple[tuple[CountKind, re.Pattern[str]], ...]:
    """Compile the [[shapes]] of the language, in their order."""
    rules = table(f"numbers/{language}").get("shapes", [])
    return tuple(
        (cast(CountKind, rule["kind"]), re.compile(spaced(words), re.IGNORECASE))
        for rule in rules
        for words in rule["words"]
    )


def _shapes(text: str, start: int, end: int, language: str) -> Iterator[CountMatch]:
    """Yield the shapes of the sentence that hold digits and count nobody: dates, clock times, identifiers."""
    taken: list[CountMatch] = []
    for kind, pattern in _shape_rules(language):
        for match in pattern.finditer(text, start, end):
            group = "n" if "n" in pattern.groupindex and match["n"] is not None else 0
            shape = CountMatch(start=match.start(group), end=match.end(group), value=None, kind=kind)
            if shape.end > shape.start and _free(shape, taken):
                taken.append(shape)
                yield shape


def _amounts(text: str, start: int, end: int, language: str) -> list[_Amount]:
    """Return amounts in words ("dozens", "several hundred") and numerals, ranges joined to one amount."""
    worded = [
        _Amount(start=m.start(), end=m.end(), value=low, kind="indefinite")
        for m, low in _worded(text, start, end, language)
    ]
    found: list[_Amount] = []
    for amount in _ranges(text, start, numerals(text, start, end, language), language):
        if all(amount.end <= other.start or other.end <= amount.start for other in worded):
            found.append(amount)
    return sorted([*worded, *found], key=lambda amount: amount.start)


def _worded(text: str, start: int, end: int, language: str) -> Iterator[tuple[re.Match[str], int | None]]:
    """Yield matches of the language's [[amounts]] with their lowest value, the longest at each place."""
    at = start
    pattern = _amount_pattern(language)
    rules = table(f"numbers/{language}")["amounts"]
    while match := pattern.search(text, at, end):
        best = max((m for m in _at(text, match.start(), end, language)), key=lambda pair: pair[1].end())
        rule = rules[best[0]]
        yield best[1], rule.get("low")
        at = best[1].end()


@cache
def _amount_rules(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(r"(?<![\w-])(?:" + "|".join(map(spaced, rule["words"])) + r")(?!\w)", re.IGNORECASE)
        for rule in table(f"numbers/{language}")["amounts"]
    )


@cache
def _amount_pattern(language: str) -> re.Pattern[str]:
    return re.compile("|".join(rule.pattern for rule in _amount_rules(language)), re.IGNORECASE)


def _at(text: str, at: int, end: int, language: str) -> Iterator[tuple[int, re.Match[str]]]:
    for index, rule in enumerate(_amount_rules(language)):
        match = rule.match(text, at, end)
        if match:
            yield index, match


def _ranges(text: str, start: int, found: list[Numeral], language: str) -> Iterator[_Amount]:
    """Join "20 to 30" and "between 60 and 65" into one amount; pass other numerals on one by one."""
    rules = table(f"numbers/{language}")
    at = 0
    while at < len(found):
        one, two = found[at], found[at + 1] if at + 1 < len(found) else None
        opening = _range_start(text, start, one, two, rules) if two else None
        if two and opening is not None:
            yield _Amount(start=opening, end=two.end, value=one.value)
            at += 2
            continue
        at += 1
        lone = text[one.start : one.end].lower() in rules["numeral_articles"]["words"]
        yield _Amount(start=one.start, end=one.end, value=one.value, year=_like_year(text, one), one=lone)


def _range_start(text: str, start: int, one: Numeral, two: Numeral, rules: dict[str, Any]) -> int | None:
    """Return where the range of `one` and `two` begins, or None when they are no range."""
    low, high = one.value, two.value
    if low is None or high is None or low >= high or (_like_year(text, one) and _like_year(text, two)):
        return None
    joint = text[one.end : two.start].strip().lower()
    before = text[start : one.start].rstrip()
    for opener, joiner in rules["range"]["between"].items():
        if joint == joiner and re.search(rf"\b{opener}\Z", before, re.IGNORECASE):
            return start + len(before) - len(opener)
    if joint not in rules["range"]["joins"] or (not joint.strip(DEAD_ENDS) and one.digits != two.digits):
        return None
    refused = any(re.search(rf"\b{word}\Z", before, re.IGNORECASE) for word in rules["range"]["not_after"])
    return None if refused else one.start


def _like_year(text: str, numeral: Numeral) -> bool:
    """Tell whether the numeral is four plain figures between 1800 and 2099."""
    return re.fullmatch(r"(?:18|19|20)\d\d", text[numeral.start : numeral.end]) is not None


def _judge(text: str, start: int, end: int, amount: _Amount, language: str) -> CountMatch:
    """Give `amount` its qualifier and its kind from the words around it."""
    rules = table(f"numbers/{language}")
    qualified = _with_qualifiers(text, start, end, amount, language)
    if amount.kind == "number":
        company = _company(text, start, end, amount, language)
        if company:
            kind, left, right = company
            span_start, span_end = min(qualified.start, left), max(amount.end, right)
            return CountMatch(start=span_start, end=span_end, value=amount.value, kind=kind)
    if amount.year and qualified.start == amount.start and not _counts_people(text, amount.end, end, rules):
        return CountMatch(start=amount.start, end=amount.end, value=amount.value, kind="year")
    if amount.value is None and amount.kind == "number":
        return CountMatch(start=qualified.start, end=qualified.end, value=None, kind="measure")
    kind = "article" if amount.one and qualified.start == amount.start else amount.kind
    return CountMatch(start=qualified.start, end=qualified.end, value=amount.value, kind=kind)


def _with_qualifiers(text: str, start: int, end: int, amount: _Amount, language: str) -> _Amount:
    """Stretch `amount` over the qualifiers and hedges around it."""
    rules = table(f"numbers/{language}")["qualifiers"]
    allowed = [word for words in rules["before"].values() for word in words]
    if amount.one:
        allowed = table(f"numbers/{language}")["numeral_articles"]["qualifiers"]
    before = _any(tuple(allowed), r"(?<![\w-])(?:%s)\s*\Z")
    after = _any(tuple(word for words in rules["after"].values() for word in words), r"\s?(?:%s)(?!\w)")
    hedge = _any(tuple(rules["hedge"]["words"]), r"(?<![\w-])(?:%s)\s+\Z")
    left, right = amount.start, amount.end
    for _ in range(3):
        match = before.search(text[max(start, left - LOOK) : left]) if before else None
        if not match:
            break
        left = max(start, left - LOOK) + match.start()
        between = hedge.search(text[max(start, left - LOOK) : left]) if hedge else None
        inner = max(start, left - LOOK) + between.start() if between else left
        if between and before and before.search(text[max(start, inner - LOOK) : inner]):
            left = inner
    match = after.match(text, right, end) if after else None
    return replace(amount, start=left, end=match.end() if match else right)


def _company(text: str, start: int, end: int, amount: _Amount, language: str) -> tuple[CountKind, int, int] | None:
    """Return the kind that the neighbours of `amount` give it, with the span over those neighbours."""
    rules = table(f"numbers/{language}")
    window = max(start, amount.start - LOOK)
    for kind, words in rules["after"].items():
        pattern = _any(tuple(words), r"[\s\-‑]?(?:%s)(?![^\W\d_])")
        match = pattern.match(text, amount.end, end) if pattern else None
        if match:
            return cast(CountKind, kind), amount.start, match.end()
    for kind, words in rules["before"].items():
        if kind == "year" and not amount.year:
            continue
        pattern = _any(tuple(words), r"(?:%s)[\s\-‑]*\Z")
        match = pattern.search(text[window : amount.start]) if pattern else None
        if match and not (kind == "year" and _counts_people(text, amount.end, end, rules)):
            keep_left = kind in ("age", "money", "identifier")
            return cast(CountKind, kind), window + match.start() if keep_left else amount.start, amount.end
    return _bound(text, start, end, amount, language)


def _bound(text: str, start: int, end: int, amount: _Amount, language: str) -> tuple[CountKind, int, int] | None:
    """Judge a number that hangs on a word by a hyphen ("F-16", "three-storey", "500-strong")."""
    rules = table(f"numbers/{language}")
    word = re.compile(rf"[{DEAD_ENDS}]([^\W\d_]+)").match(text, amount.end, end)
    if word:
        people = word[1].lower().startswith(tuple(rules["hyphenated"]["people"]))
        return None if people else ("identifier", amount.start, word.end())
    if amount.end < end and text[amount.end].isalpha():
        return "identifier", amount.start, amount.end
    left = re.search(r"(\w+)[-‑]\Z", text[start : amount.start])
    if left and not left[1].isdigit():
        return "identifier", start + left.start(), amount.end
    return None


def _counts_people(text: str, at: int, end: int, rules: dict[str, Any]) -> bool:
    """Tell whether one of the two words from `at` names people."""
    pattern = _any(tuple(rules["people"]["words"]), r"\s+(?:[\w-]+\s+)?(?:%s)(?!\w)")
    return bool(pattern and pattern.match(text, at, end))


def _articles(text: str, start: int, end: int, language: str) -> Iterator[CountMatch]:
    """Yield articles that may count one, and words for nobody before people."""
    rules = table(f"numbers/{language}")
    one = _any(tuple(rules["articles"]["words"]), r"(?<![\w'’.-])(?:%s)(?=\s+[^\W_])")
    blocked = _any(tuple(rules["articles"]["not_before"]), r"\s+(?:%s)(?!\w)")
    for match in one.finditer(text, start, end) if one else ():
        if not (blocked and blocked.match(text, match.end(), end)):
            yield CountMatch(start=match.start(), end=match.end(), value=1, kind="article")
    nobody = rules["nobody"]
    words = "|".join(nobody["words"])
    none = _any(tuple(nobody["before"]), rf"(?<![\w-])(?:{words})(?=\s+(?:%s)(?!\w))")
    for match in none.finditer(text, start, end) if none else ():
        yield CountMatch(start=match.start(), end=match.end(), value=0, kind="number")
