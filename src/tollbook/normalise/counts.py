"""Resolve the words of a count ("at least two dozen", "over 12 millioner") to `records.Count`.

The rules are DESIGN's; where they are silent:

- "about N" leaves both bounds open (low and high None, best N): no report says how far off it may be.
- "fewer than N" mirrors "more than N": high N, best N, low None.
- "two dozen" is 24 and "a couple" 2, both exact: words of number, not of doubt. "A dozen" is 12.
- "dozens", "several hundred", "tens of thousands" give a low bound only (ACLED's FAQ on fatalities: tens 10,
  dozens 12, hundreds 100, and so on); "scores" counts as 20 under the qualifier "dozens", the nearest there is.
- "several", "a few", "many", "a number of" are low 3, ACLED's lower default for a plural of unknown size.
- Of two qualifiers on a bounded number the one that says more wins ("at least some 20" is at least 20). On an
  amount that is a low bound already ("at least dozens") the qualifier adds nothing; "up to several hundred" is
  no bound that can be used, so it is None.
- A word that rounds by itself ("une dizaine", "ett tjugotal") is "about" where no other qualifier stands.

Switches of a table that only some languages set: [grammar] `blanks` = false (no word boundaries) and `loose`
(qualifiers also further behind the number: "20 شخصا على الأقل"); [articles] `qualified` ("mindestens ein" is at
least 1); [range] `shared` (in "2-3 millioner" both are millions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import cast

from tollbook.data.folding import fold, number_rules
from tollbook.data.numerals import Numeral, language_of, numerals, spaced, whole_value
from tollbook.records import Count, Qualifier

STRENGTH: tuple[Qualifier, ...] = ("at_least", "more_than", "up_to", "fewer_than", "nearly", "about", "exact")


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount in words was read; `count` is None when it bounds nothing ("an unknown number of")."""

    count: Count | None


def parse_count(quote: str, language: str) -> Count | None:
    """Return the count that `quote` states in the BCP 47 `language`, or None when it states none.

    `quote` is what `extract.rules.numbers` marks: number and qualifiers, without the counted noun (a noun after
    it does no harm). A bare article is one.
    """
    known = language_of(language, "numbers")
    if known is None:
        return None
    words = re.sub(r"\s+", " ", fold(quote, known)[0]).strip()
    if not words:
        return None
    amount = _amount(words, known)
    if amount:
        return amount.count
    return _number(words, known) or _one_or_none(words, known) or _dual(words, known)


def bounded(value: int, qualifier: Qualifier) -> Count:
    """Return the count of a number under `qualifier`, by DESIGN's rules."""
    if qualifier in ("at_least", "more_than"):
        return Count(low=value, best=value, high=None, qualifier=qualifier)
    if qualifier in ("up_to", "nearly", "fewer_than"):
        return Count(low=None, best=value, high=value, qualifier=qualifier)
    if qualifier == "about":
        return Count(low=None, best=value, high=None, qualifier=qualifier)
    return Count(low=value, best=value, high=value, qualifier="exact")


def bounded_apart(count: Count, qualifier: Qualifier | None) -> Count:
    """Return a count under a bound that stands apart from its number; a bound beside the number comes first."""
    if qualifier is None or count.qualifier != "exact" or count.best is None:
        return count
    return bounded(count.best, qualifier)


@cache
def _amount_rules(language: str) -> tuple[tuple[re.Pattern[str], int | None, Qualifier], ...]:
    """Compile the [[amounts]] of the language: pattern, lowest value, qualifier."""
    template = r"(?<![\w-])(?:%s)(?!\w)" if _blanks(language) else "(?:%s)"
    return tuple(
        (
            re.compile(template % "|".join(map(_alone, rule["words"])), re.IGNORECASE),
            rule.get("low"),
            cast(Qualifier, rule.get("qualifier", "several")),
        )
        for rule in number_rules(language)["amounts"]
    )


def _blanks(language: str) -> bool:
    """Tell whether the language parts its words by blanks."""
    return bool(number_rules(language)["grammar"].get("blanks", True))


def _alone(words: str) -> str:
    """Return the pattern without what it wants to see behind itself: a quote ends at the amount."""
    return spaced(re.sub(r"\(\?=[^()]*(?:\([^()]*\)[^()]*)*\)", "", words))


def _amount(words: str, language: str) -> _Amount | None:
    """Read an amount in words; the earliest and longest rule wins. None when a numeral says more ("as many as 40")."""
    hits = []
    for index, (pattern, low, qualifier) in enumerate(_amount_rules(language)):
        match = pattern.search(words)
        if match:
            hits.append((match.start(), -match.end(), index, low, qualifier))
    if not hits:
        return None
    start, end, _, low, qualifier = min(hits)
    if any(n.start < start or n.start >= -end for n in numerals(words, 0, len(words), language)):
        return None
    upper = _qualifier(words[:start], "", language) in ("up_to", "fewer_than", "nearly")
    known = None if low is None or upper else Count(low=low, best=None, high=None, qualifier=qualifier)
    return _Amount(count=known)


def _number(words: str, language: str) -> Count | None:
    """Read one number, or two as a range, with the qualifiers around."""
    found = [numeral for numeral in numerals(words, 0, len(words), language) if numeral.value is not None]
    if not found:
        whole = whole_value(words, language)
        return None if whole is None else bounded(whole, "exact")
    first, value = found[0], found[0].value
    if value is not None and first.high is not None:
        return Count(low=value, best=None, high=first.high, qualifier="between")
    if len(found) > 1 and _joined(words[first.end : found[1].start], language):
        low, high = _shared(first, found[1], language), found[1].value
        if low is not None and high is not None and low < high:
            return Count(low=low, best=None, high=high, qualifier="between")
    qualifier = _qualifier(words[: first.start], words[first.end :], language)
    if qualifier == "exact" and first.hedge:
        qualifier = cast(Qualifier, first.hedge)
    return bounded(value, qualifier) if value is not None else None


def _shared(first: Numeral, second: Numeral, language: str) -> int | None:
    """Return the value of `first`, times the scale word that stands only behind `second` ("2-3 millioner")."""
    scale = second.scale
    if first.value is None or second.value is None or scale is None or first.scale is not None:
        return first.value
    shared = number_rules(language)["range"].get("shared", False) and first.value * scale < second.value
    return first.value * scale if shared else first.value


def _joined(joint: str, language: str) -> bool:
    """Tell whether the words between two numbers make them a range."""
    rules = number_rules(language)["range"]
    return joint.strip().lower() in {*rules["joins"], *rules["between"].values()}


def _qualifier(before: str, after: str, language: str) -> Qualifier:
    """Return the qualifier that the words around a number state, the one that says most."""
    if not _blanks(language):
        templates = "%s", r"\A\s?(?:%s)"
    elif number_rules(language)["grammar"].get("loose"):
        templates = r"(?<![\w-])(?:%s)\s*(?=\W|\Z)", r"(?:\A\s?|(?<![\w-]))(?:%s)(?!\w)"
    else:
        templates = r"(?<![\w-])(?:%s)\s*(?=\W|\Z)", r"\A\s?(?:%s)(?!\w)"
    stated = {*_stated(before, "before", templates[0], language), *_stated(after, "after", templates[1], language)}
    return next((qualifier for qualifier in STRENGTH if qualifier in stated), "exact")


def _stated(words: str, side: str, template: str, language: str) -> set[Qualifier]:
    """Return the qualifiers in `words`, longest phrases first, each stretch of words used once."""
    rules = number_rules(language)["qualifiers"][side]
    phrases = [(phrase, qualifier) for qualifier, listed in rules.items() for phrase in listed]
    found: set[Qualifier] = set()
    for phrase, qualifier in sorted(phrases, key=lambda pair: len(pair[0]), reverse=True):
        words, hits = re.subn(template % spaced(phrase), " # ", words, flags=re.IGNORECASE)
        if hits:
            found.add(cast(Qualifier, qualifier))
    return found


def _one_or_none(words: str, language: str) -> Count | None:
    """Read a bare article as one, and a word for nobody as zero."""
    rules = number_rules(language)
    nobody, articles = rules["nobody"]["words"], rules["articles"]["words"]
    if not _blanks(language):
        return bounded(0, "exact") if words.startswith(tuple(nobody)) else None
    first = words.split(" ", maxsplit=1)[0].lower()
    if first in nobody or words.lower() in nobody:
        return bounded(0, "exact")
    if first in articles:
        return bounded(1, "exact")
    return _qualified_one(words, language) if rules["articles"].get("qualified") else None


def _dual(words: str, language: str) -> Count | None:
    """Read a noun in the dual ("راعيتان") as two, in a language whose table has [dual]."""
    rules = number_rules(language).get("dual")
    if not rules:
        return None
    found = re.search(
        rf"(?<!\w)(?!(?:{'|'.join(rules['but'])})(?!\w))\w{{2,}}(?:{'|'.join(rules['endings'])})(?!\w)", words
    )
    if not found:
        return None
    return bounded(2, _qualifier(words[: found.start()], words[found.end() :], language))


def _qualified_one(words: str, language: str) -> Count | None:
    """Read an article behind other words ("mindestens ein", "plus d'un"), with its qualifier."""
    articles = number_rules(language)["articles"]["words"]
    for match in re.finditer(r"[^\W\d_]+", words):
        if match[0].lower() in articles:
            return bounded(1, _qualifier(words[: match.start()], words[match.end() :], language))
    return None
