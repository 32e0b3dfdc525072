"""What stands around each claim in the text of its report: which words are its own, and which places they name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from tollbook.link import people
from tollbook.records import Claim, Effect, Place, Report, Role
from tollbook.relations import PROVINCE, level, position, unlisted

SENTENCE_END = re.compile(r"[.!?؟。…][\"'»”’)\]]*\s+|\n+")
LENGTH = 150  # characters of a sentence, where a report has no text
AROUND = 2  # sentences before and after a claim in which a place may be named for it
NEAR = 2000  # characters before and after it that those sentences are cut to, where a text has no sentence ends
LONGEST = 4  # words of a place name that is looked for
SHORTEST = 4  # letters of one: shorter ones are words of some language too
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """For each claim, by id: its number among those of its report, what it takes over, which places its words name.

    `carried` are the roles for which a claim has spans, but none in its own sentence: the extractor carried them
    over from elsewhere in the report. `names` are place names of the ledger, folded (`fold`), that stand near a claim
    that has no town of its own. `aged` are the people whom the words near a claim name in full with their age,
    `persons` all those of the ledger whom they name (those with an age, and those whom a claim calls its victim),
    `victims` the victim that a claim names, `ages` how old the one person of a claim is (`link.people`).
    `ends` are the sentence ends of each report, `countries` those its claims lie in.
    """

    ends: Mapping[str, Sequence[int]]
    rank: Mapping[str, Mapping[Effect, int]]
    carried: Mapping[str, frozenset[Role]]
    names: Mapping[str, frozenset[str]]
    countries: Mapping[str, frozenset[str]]
    aged: Mapping[str, frozenset[str]]
    persons: Mapping[str, frozenset[str]]
    victims: Mapping[str, str]
    ages: Mapping[str, str]

    @classmethod
    def of(cls, claims: Sequence[Claim], reports: Mapping[str, Report]) -> Surroundings:
        """Look at `claims`, which stand in text order, in their `reports`."""
        ends = {name: sentence_ends(report.text) for name, report in reports.items()}
        known = frozenset(name for claim in claims for name in place_names(claim.place))
        aged = people.with_age(claims, reports)
        victims = {claim.id: name for claim in claims if (name := people.victim(claim)) is not None}
        persons = {*victims.values(), *(people.bare(person) for near in aged.values() for person in near)}
        return cls(
            ends=ends,
            rank=_ranks(claims),
            carried={claim.id: _carried(claim, ends.get(claim.report_id, ())) for claim in claims},
            names={
                claim.id: frozenset(_named(claim, reports[claim.report_id].text, ends[claim.report_id])) & known
                for claim in claims
                if claim.report_id in reports and not names_a_town(claim.place)
            },
            countries=_countries(claims),
            aged=aged,
            persons=people.spoken(claims, reports, persons),
            victims=victims,
            ages=_ages(claims, reports, ends),
        )

    def sentences(self, one: Claim, other: Claim) -> int:
        """Return how many sentence ends lie between two claims of one report."""
        return sentences_between(one, other, self.ends.get(one.report_id, ()))

    def between(self, one: Claim, other: Claim) -> int:
        """Return how many claims of the effects of two claims of one report stand between them."""
        effects: set[Effect] = {effect for effect in (one.effect, other.effect) if effect is not None}
        first, last = self.rank[one.id], self.rank[other.id]
        return max(0, sum(last.get(effect, 0) - first.get(effect, 0) for effect in effects) - 1)

    def named(self, one: Claim, other: Claim) -> bool:
        """Tell whether the words around one claim, which has no town of its own, name the other's."""
        return any(
            not self.names.get(loose.id, frozenset()).isdisjoint(place_names(fine.place))
            for loose, fine in ((one, other), (other, one))
        )

    def people(self, one: Claim, other: Claim) -> frozenset[str]:
        """Return the people whom the words near both claims name in full, with their age."""
        return self.aged.get(one.id, frozenset()) & self.aged.get(other.id, frozenset())

    def spoken_of(self, one: Claim, other: Claim) -> frozenset[str]:
        """Return the people whom the words near one claim name with their age, or as its victim, and those near the
        other name too; nobody of whom they tell two ages."""
        found: set[str] = set()
        for mine, its in ((one, other), (other, one)):
            named = {people.bare(person) for person in self.aged.get(mine.id, frozenset())}
            named |= {self.victims[mine.id]} if mine.id in self.victims else set()
            found |= named & self.persons.get(its.id, frozenset())
        told = [{*map(people.bare, self.aged.get(claim.id, frozenset()))} for claim in (one, other)]
        return frozenset(found - (told[0] & told[1]))

    def age(self, one: Claim, other: Claim) -> tuple[str, str] | None:
        """Return how old the one person of each claim is; None where one does not tell."""
        mine, its = self.ages.get(one.id), self.ages.get(other.id)
        return None if mine is None or its is None else (mine, its)

    def abroad(self, one: Claim, other: Claim) -> bool:
        """Tell whether one claim is placed nowhere, and its report tells only of other countries than the other's."""
        return any(
            loose.place is None
            and fine.place is not None
            and fine.place.country is not None
            and fine.place.country not in (told := self.countries.get(loose.report_id, frozenset()))
            and bool(told)
            for loose, fine in ((one, other), (other, one))
        )


def sentence_ends(text: str) -> tuple[int, ...]:
    """Return where the sentences of a text end, roughly: enough to tell how far apart two claims stand."""
    return tuple(match.end() for match in SENTENCE_END.finditer(text))


def sentences_between(one: Claim, other: Claim, ends: Sequence[int]) -> int:
    """Return how many of the sentence `ends` of their report lie between two claims."""
    first, last = sorted((position(one), position(other)))
    if not ends:
        return (last - first) // LENGTH
    return bisect_left(ends, last + 1) - bisect_left(ends, first + 1)


@lru_cache(maxsize=65536)
def place_names(place: Place | None) -> tuple[str, ...]:
    """Return the folded names of a town or district, none for anything wider."""
    if place is None or not names_a_town(place):
        return ()
    names = {fold(name) for name in (place.name, place.text) if name is not None}
    return tuple(sorted(name for name in names if len(name) >= SHORTEST))


def fold(text: str) -> str:
    """Return the words of a text in lower case, one space between them."""
    return " ".join(WORD.findall(text.casefold()))


def names_a_town(place: Place | None) -> bool:
    """Tell whether a place is a town or district, or a name below its country that no gazetteer has."""
    if place is None:
        return False
    return level(place) < PROVINCE or unlisted(place)


def _ages(claims: Sequence[Claim], reports: Mapping[str, Report], ends: Mapping[str, Sequence[int]]) -> dict[str, str]:
    found = {}
    for claim in claims:
        report = reports.get(claim.report_id)
        told = people.age(claim, report.text, ends[report.id]) if report is not None else None
        if told is not None:
            found[claim.id] = told
    return found


def _countries(claims: Sequence[Claim]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.place is not None and claim.place.country is not None:
            found[claim.report_id].add(claim.place.country)
    return {report: frozenset(countries) for report, countries in found.items()}


def _ranks(claims: Sequence[Claim]) -> dict[str, dict[Effect, int]]:
    counted: defaultdict[str, dict[Effect, int]] = defaultdict(dict)
    found: dict[str, dict[Effect, int]] = {}
    for claim in claims:
        so_far = counted[claim.report_id]
        if claim.effect is not None:
            so_far[claim.effect] = so_far.get(claim.effect, 0) + 1
        found[claim.id] = dict(so_far)
    return found


def _carried(claim: Claim, ends: Sequence[int]) -> frozenset[Role]:
    mine = bisect_right(ends, position(claim))
    told: defaultdict[Role, bool] = defaultdict(bool)
    for item in claim.evidence:
        told[item.role] |= bisect_right(ends, item.span.start) == mine
    return frozenset(role for role, here in told.items() if not here)


def _named(claim: Claim, text: str, ends: Sequence[int]) -> Iterator[str]:
    """Yield, folded, the runs of words around a claim that begin with a capital."""
    here = position(claim)
    mine = bisect_right(ends, here)
    start = max(ends[mine - AROUND - 1] if mine > AROUND else 0, here - NEAR)
    end = min(ends[mine + AROUND] if mine + AROUND < len(ends) else len(text), here + NEAR)
    words = WORD.findall(text[start:end])
    for place, word in enumerate(words):
        if word[:1].isupper():
            yield from accumulate((item.casefold() for item in words[place : place + LONGEST]), "{} {}".format)
