"""Who is told of near a claim: people named in full, and the age of the one person that a claim tells of.

A name or an age ties two reports more surely than a count of one does, which every second attack has.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate

from tollbook.data import table
from tollbook.records import Claim, Report
from tollbook.relations import position, value

NEAR = 2500  # characters: a story names the dead some paragraphs below its lead
BEFORE, AFTER = 24, 30  # characters around the victims' words in which their age is told
LONGEST = 5  # words of a name
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w’'.-]"
_FULL_NAME = rf"{_WORD}+(?: (?:{_WORD}*|al|de|bin|van)){{1,4}}"
PERSON = re.compile(
    rf"(?P<name>{_FULL_NAME}),? (?:\(|aged )?(?P<age>[1-9]\d?)(?=[,.;)])"
    rf"|(?P<aged>[1-9]\d?)-year-old (?P<named>{_FULL_NAME})"
)
NAME = re.compile(rf"{_WORD}+(?: (?:{_WORD}*|al|de|bin|van)){{0,3}} {_WORD}+")
WORD = re.compile(r"[\w’'-]+")


def fold(name: str) -> str:
    """Return the words of a name in lower case, one space between them, without initials."""
    words = WORD.findall(name.casefold())
    return " ".join(word for word in words if len(word) > 1)


def with_age(claims: Sequence[Claim], reports: Mapping[str, Report]) -> dict[str, frozenset[str]]:
    """Return, by claim, the people whom a text names with their age within `NEAR` characters of it."""
    told: dict[str, list[tuple[int, str]]] = {}
    found = {}
    for claim in claims:
        report = reports.get(claim.report_id)
        if report is None:
            continue
        if report.id not in told:
            told[report.id] = list(_with_age(report.text))
        here = position(claim)
        found[claim.id] = frozenset(name for at, name in told[report.id] if abs(at - here) <= NEAR)
    return found


def _with_age(text: str) -> Iterator[tuple[int, str]]:
    """Yield where and whom a text names in full with an age: "Rana Haddad, 34," and "34-year-old Rana Haddad".

    The age is kept with the name, so that two people of one name are told apart.
    """
    for match in PERSON.finditer(text):
        name, age = (match["name"], match["age"]) if match["name"] else (match["named"], match["aged"])
        yield match.start(), f"{fold(name)} {age}"


def bare(name: str) -> str:
    """Return a name as `with_age` gives it without its age."""
    return name.rpartition(" ")[0]


def victim(claim: Claim) -> str | None:
    """Return the folded name of the one person that a claim tells of, where it names them in full and nobody else."""
    party = claim.victims
    if party is None or party.actor is not None or value(claim.count) != 1:
        return None
    named = re.fullmatch(rf"(?:\S*\d\S* )?(?P<name>{NAME.pattern})", party.text)  # "7-year-old Rana Haddad"
    name = fold(named["name"]) if named else ""
    return name if " " in name else None


def spoken(claims: Sequence[Claim], reports: Mapping[str, Report], names: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return, by claim, which of the folded `names` the text within `NEAR` characters of it speaks of."""
    wanted = frozenset(names)
    told: dict[str, list[tuple[int, str]]] = {}
    found = {}
    for claim in claims if wanted else ():
        report = reports.get(claim.report_id)
        if report is None:
            continue
        if report.id not in told:
            told[report.id] = [item for item in _runs(report.text) if item[1] in wanted]
        here = position(claim)
        found[claim.id] = frozenset(name for at, name in told[report.id] if abs(at - here) <= NEAR)
    return found


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Yield where and, folded, which runs of two to `LONGEST` words begin with a capital, initials left out."""
    words = [match for match in WORD.finditer(text) if len(match.group()) > 1]
    folded = [match.group().casefold() for match in words]
    for place, match in enumerate(words):
        if match.group()[0].isupper():
            runs = accumulate(folded[place : place + LONGEST], "{} {}".format)
            next(runs)
            yield from ((match.start(), run) for run in runs)


# --- ages -------------------------------------------------------------------------------------------------------


def age(claim: Claim, text: str, ends: Sequence[int]) -> str | None:
    """Return the age that a report tells of the one person of a claim ("34", "9 months"); None where it tells none.

    It stands beside the victims' words, in their sentence (`ends` are the sentence ends of `text`). Where two ages
    stand there nobody can say whose is whose.
    """
    if value(claim.count) != 1:
        return None
    span = next((item.span for role in ("victims", "count") for item in claim.evidence if item.role == role), None)
    if span is None:
        return None
    sentence = bisect_right(ends, span.start)
    first = ends[sentence - 1] if sentence else 0
    last = ends[bisect_left(ends, span.end)] if bisect_left(ends, span.end) < len(ends) else len(text)
    around = text[max(first, span.start - BEFORE) : min(last, span.end + AFTER)]
    ages = {told for pattern, unit in _patterns(claim.language) for told in _ages(around, pattern, unit)}
    return ages.pop() if len(ages) == 1 else None


def _ages(text: str, pattern: re.Pattern[str], unit: str) -> Iterator[str]:
    words = table("ages")["words"]["en"]
    for match in pattern.finditer(text):
        word = match["number"].casefold()
        number = words.index(word) + 1 if word in words else int(word)
        yield f"{number}{unit}"


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    tables = table("ages")
    short = language.partition("-")[0]
    numbers = "|".join([r"[1-9١-٩۱-۹]\d?", *tables["words"].get(short, ())])
    number = rf"(?<!\d)(?P<number>{numbers})"
    return tuple(
        (re.compile(entry.replace("#", number), re.IGNORECASE), unit)
        for section, unit in (("years", ""), ("months", " months"))
        for entry in tables[section].get(short, ())
    )


def years_apart(one: str, other: str) -> int | None:
    """Return how many years lie between two ages of `age`; None where one is of months and they are not the same."""
    if one == other:
        return 0
    return abs(int(one) - int(other)) if one.isdigit() and other.isdigit() else None
