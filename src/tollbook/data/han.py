"""Numbers in a script without blanks, built of digits and powers of ten: 二十三, 1.2万, 三百九十余万, 两三千.

The digits are the [words] of the table, the powers of ten its [scales]; [han] names the rest: `more` are signs that
may stand inside a number and say that it is a little more (20余万), `bare_after` and `bare_before` the neighbours
that make a lone hundred or thousand a number (上百, 百余).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from tollbook.data.folding import number_rules

MYRIAD = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HanNumber:
    """A number that ends at `end`: from `low` to `high` (the same for one number), perhaps with a sign for more."""

    end: int
    low: int
    high: int
    digits: bool
    more: bool
    scale: int | None  # the power of ten from a thousand on that it ends with


def read_han(text: str, at: int, end: int, language: str) -> HanNumber | None:
    """Return the number that begins at `at` of the folded `text`, or None."""
    run = _run(language).match(text, at, end)
    if not run:
        return None
    rules = number_rules(language)
    signs = [sign for sign in re.findall(r"\d[\d,]*(?:\.\d+)?|\D", run[0]) if sign not in rules["han"]["more"]]
    lone = all(rules["scales"].get(sign, 0) >= 100 for sign in signs)
    before, behind = text[max(at - 1, 0) : at], text[run.end() : run.end() + 1]
    around = before in rules["han"]["bare_after"] or behind in rules["han"]["bare_before"]
    if lone and not around:
        return None
    ends = _ends(signs, rules["words"])
    values = [_value(way, language) for way in ends]
    whole = [int(value) for value in values if value is not None and value.denominator == 1]
    if len(whole) < len(ends) or not whole:
        return None
    scale = rules["scales"].get(signs[-1], 0)
    return HanNumber(
        end=run.end(),
        low=min(whole),
        high=max(whole),
        digits=run[0][0].isdigit(),
        more=run["more"] is not None,
        scale=scale if scale >= 1000 else None,
    )


@cache
def _run(language: str) -> re.Pattern[str]:
    """Match the longest stretch of digits and powers of ten, in figures or in signs."""
    rules = number_rules(language)
    signs = "".join(map(re.escape, [*rules["words"], *rules["scales"]]))
    large = "".join(re.escape(sign) for sign, value in rules["scales"].items() if value >= MYRIAD)
    more = "".join(map(re.escape, rules["han"]["more"]))
    figures = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
    return re.compile(rf"(?:{figures}|[{signs}])(?:(?:{figures}|[{signs}])|(?P<more>[{more}])(?=[{large}]))*")


def _ends(signs: list[str], digits: dict[str, int]) -> list[list[str]]:
    """Return the two readings of "two or three" side by side (两三千: 两千, 三千), or the one that there is."""
    pairs = [place for place, (one, two) in enumerate(pairwise(signs)) if one in digits and two in digits]
    if len(pairs) == 1:
        at = pairs[0]
        if 0 < digits[signs[at]] < digits[signs[at + 1]]:
            return [signs[: at + 1] + signs[at + 2 :], signs[:at] + signs[at + 1 :]]
    return [signs]


def _value(signs: list[str], language: str) -> Fraction | None:
    """Return what the signs add up to, or None when they make no number."""
    rules = number_rules(language)
    if len(signs) > 1 and all(sign in rules["words"] for sign in signs):  # 二〇二四
        return Fraction(int("".join(str(rules["words"][sign]) for sign in signs)))
    total, section, number, last = Fraction(0), Fraction(0), None, 0
    for sign in signs:
        scale = rules["scales"].get(sign)
        if scale is None:
            if number:
                return None
            spelled = sign in rules["words"]
            number = Fraction(rules["words"][sign]) if spelled else Fraction(sign.replace(",", ""))
            if number == 0 or not spelled:
                last = 0
            continue
        if scale < MYRIAD:
            section += (1 if number is None else number) * scale
        else:
            section += number or 0
            total = (total + (section or 1)) * scale if scale > MYRIAD else total + (section or 1) * scale
            section = Fraction(0)
        number, last = None, scale
    if number is not None and last >= 100 and 0 < number < 10:  # 两万五: 25,000
        number = number * last / 10
    return total + section + (number or 0)
