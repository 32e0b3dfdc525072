"""MUC-4, tst1 and tst2: templates made of our claims against the official keys.

**Our templates.** A claim becomes part of a template when somebody is killed, wounded, harmed or abducted by conflict
or crime, and it is neither denied, planned, a running toll nor a total over several events. As the task lays down,
incidents outside its nine countries, those that ended more than `OLD` before the report, and those that hit only armed
forces or police make no template. Claims are grouped in the order of the text: one joins the newest group of its type
whose place and days do not speak against it, or the group of the claim that it is a part of. Abductions are KIDNAPPING,
bombs and other planted explosives BOMBING, all else ATTACK. A perpetrator with an entry in the actor registry fills the
organisation; it fills the individual too, unless the words are the organisation's name alone. A victim is the words for
the people harmed.

**Alignment.** Templates of one message are paired one to one so that most fills (type included) match; day, country
and being required decide among equals.

**Roles** (the five of the role-filler evaluations, and the type). A fill of ours and one of the key can be
paired once. `head` match: some alternative of the key has the same head word (the last one before a preposition, a
comma or a relative clause) or the same words, articles and numbers aside; `exact` match: the same words. Optional
fills and optional templates count when they are found and are not required. Micro figures are over all fills. Tollbook
does not read physical targets: figures are given with and without that role.

**Slots as values**, on the same pairs of templates: number of each victim fill (a number, or PLURAL); effect of each
kind (DEATH, INJURY, ...) once a template; date (ours lies within the key's days; no day of ours is "on or before the
report's date", as the task lays down); location (the country, and one of the finer names where the key has any);
organisation (the same entry of the registry, or a match as above).

Sets and keys are development data; figures published for the roles are on tst3 and tst4.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import muc_keys as keys
from common import Reader, Result, Tally, matched, missing, report_of, sample
from muc_case import casing
from muc_keys import Days, Fill, Template, Text

from tollbook.data import kinship
from tollbook.extract import Extractor
from tollbook.normalise.registry import cast
from tollbook.records import Claim, Place

COUNTRIES = frozenset(["AR", "BO", "CL", "CO", "EC", "SV", "GT", "HN", "PE"])  # that the task is about
OLD = timedelta(days=62)
HARM = frozenset(["killed", "wounded", "casualties", "abducted"])
PLANTED = frozenset(["Suicide bomb", "Remote explosive/landmine/IED"])
EFFECTS = {"killed": "DEATH", "wounded": "INJURY"}
ROLES = {
    "perpetrator individual": keys.INDIVIDUAL,
    "perpetrator organisation": keys.ORGANISATION,
    "physical target": keys.TARGET,
    "victim": keys.DESCRIPTION,
    "weapon": keys.INSTRUMENT,
}
SLOTS = ("number", "effect", "date", "location", "country", "organisation")
FIRST = 100  # what a matching fill weighs beside what decides among equals
MOST = 12  # templates of the smaller side that are still aligned at the best, not greedily

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_SKIP = frozenset(["THE", "A", "AN", "SOME", "SEVERAL", "MANY", "AT", "LEAST", "ABOUT", "OTHER", "ANOTHER"])
_STOP = frozenset(
    "OF WHO WHOM WHOSE WHICH THAT IN ON AT FROM WITH BY FOR TO NEAR WEARING BELONGING LED".split()  # noqa: SIM905
)
_NUMBER = frozenset(
    "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE FIFTEEN TWENTY THIRTY".split()  # noqa: SIM905
)


@dataclass
class Guess:
    """A template of ours."""

    kind: str
    place: Place | None = None
    days: Days | None = None
    claims: list[str] = field(default_factory=list)
    roles: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    actors: set[str] = field(default_factory=set)
    numbers: list[str] = field(default_factory=list)
    effects: set[str] = field(default_factory=set)
    only_armed: bool = True


def words(text: str) -> tuple[str, ...]:
    """Return the words of a phrase in capitals, without articles and numbers."""
    found = [word.upper().removesuffix("'S").removesuffix("’S") for word in _WORD.findall(text)]
    kept = tuple(word for word in found if word not in _SKIP and word not in _NUMBER and not word[0].isdigit())
    return kept or tuple(found)


def head(text: str) -> str:
    """Return the head word of a phrase: the last before a preposition, a comma or a relative clause."""
    start = re.split(r"[,(\[;]", text.strip(" ,([")) or [text]
    found = words(start[0]) or words(text)
    stop = next((at for at, word in enumerate(found) if word in _STOP and at), len(found))
    return found[stop - 1] if found else ""


def same(ours: str, gold: str, *, exact: bool = False) -> bool:
    """Tell whether two phrases match."""
    if words(ours) == words(gold):
        return True
    return not exact and bool(head(ours)) and head(ours) == head(gold)


def kind_of(claim: Claim) -> str:
    """Return MUC's type of incident."""
    if claim.effect == "abducted":
        return "KIDNAPPING"
    return "BOMBING" if claim.sub_event_type in PLANTED else "ATTACK"


def counts(claim: Claim, published: date | None) -> bool:
    """Tell whether the task wants an incident with this claim."""
    old = published and claim.period and claim.period.end and claim.period.end < published - OLD
    abroad = claim.place and claim.place.country and claim.place.country not in COUNTRIES
    told = claim.effect in HARM and claim.cause in ("conflict", "crime") and claim.scope in ("incident", "subset")
    return (
        told and claim.modality not in ("denied", "planned") and "historical" not in claim.cues and not (old or abroad)
    )


def guesses(claims: Iterable[Claim], published: date | None) -> list[Guess]:
    """Return our templates of one report, in the order of its claims."""
    found: list[Guess] = []
    for claim in claims:
        if not counts(claim, published):
            continue
        fits = [each for each in found if set(claim.about) & set(each.claims)] or [
            each
            for each in found
            if each.kind == kind_of(claim) and _one_place(each.place, claim.place) and _one_time(each.days, claim)
        ]
        if not fits:
            found.append(Guess(kind_of(claim)))
        _fill(fits[-1] if fits else found[-1], claim)
    for each in found:
        if each.days is None and published:
            each.days = Days(None, published)
    return [each for each in found if not each.only_armed]


def _one_place(known: Place | None, said: Place | None) -> bool:
    if known is None or said is None or known.id == said.id:
        return known is None or said is None or known.id is not None or known.text == said.text
    if known.country != said.country:
        return known.country is None or said.country is None
    return 6 in (known.precision, said.precision) or (
        known.admin1 == said.admin1 and 4 in (known.precision, said.precision)
    )


def _one_time(known: Days | None, claim: Claim) -> bool:
    said = _days(claim)
    if known is None or said is None or known.start is None or said.start is None:
        return True
    return known.start <= said.end and said.start <= known.end


def _days(claim: Claim) -> Days | None:
    period = claim.period
    return Days(period.start, period.end) if period and period.end else None


def _fill(guess: Guess, claim: Claim) -> None:
    guess.claims.append(claim.id)
    if guess.place is None or (claim.place and (claim.place.precision or 9) < (guess.place.precision or 9)):
        guess.place = claim.place or guess.place
    guess.days = guess.days or _days(claim)
    guess.only_armed &= claim.victims is not None and claim.victims.victim_class == "combatant"
    if claim.victims:
        new = _put(guess, "victim", claim.victims.text)
        if new:
            guess.numbers.append(_number(claim))
    if claim.weapon:
        _put(guess, "weapon", claim.weapon)
    if claim.perpetrator:
        text, actor = claim.perpetrator.text, claim.perpetrator.actor
        if actor and kinship.kind(actor) not in ("civilians", "person"):
            if actor not in guess.actors:
                _put(guess, "perpetrator organisation", text)
            guess.actors.add(actor)
        if actor is None or words(text) not in _names(actor):
            _put(guess, "perpetrator individual", text)
    if claim.effect in EFFECTS:
        guess.effects.add(EFFECTS[claim.effect])


def _put(guess: Guess, role: str, text: str) -> bool:
    known = any(same(text, other) for other in guess.roles[role])
    if not known:
        guess.roles[role].append(text)
    return not known


def _number(claim: Claim) -> str:
    return str(claim.count.best) if claim.count and claim.count.best is not None else "PLURAL"


@cache
def _names(actor: str) -> frozenset[tuple[str, ...]]:
    entry = kinship.actor(actor)
    return frozenset(words(name) for _, names in entry.names for name in names) if entry else frozenset()


def pairs(guessed: Sequence[Guess], gold: Sequence[Template]) -> list[tuple[Guess, Template]]:
    """Return the one-to-one pairs of templates with most matching fills, none without any."""
    fits = [[_likeness(guess, template) for template in gold] for guess in guessed]
    chosen = _greedy(fits) if min(len(guessed), len(gold)) > MOST else _best(fits)
    return [(guessed[one], gold[other]) for one, other in chosen if fits[one][other]]


def _likeness(guess: Guess, template: Template) -> int:
    """Return how well two templates go together: matching fills first; 0 where none matches."""
    fills = sum(len(_role_pairs(guess.roles[role], _gold(template, role), exact=False)) for role in ROLES)
    fills += _typed(guess, template)
    near = _dated(guess.days, keys.days(template.fills(keys.DATE))) + (not template.optional)
    near += any(_in_country(guess.place, country) for country, _ in keys.places(template.fills(keys.LOCATION)))
    return FIRST * fills + near if fills else 0


def _best(fits: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    if fits and len(fits[0]) > len(fits):  # the smaller side makes the mask
        return [(one, other) for other, one in _best(list(zip(*fits, strict=True)))]

    @cache
    def best(row: int, free: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        if row == len(fits):
            return 0, ()
        options = [best(row + 1, free)]
        for other, fit in enumerate(fits[row]):
            if fit and free >> other & 1:
                rest, kept = best(row + 1, free & ~(1 << other))
                options.append((rest + fit, ((row, other), *kept)))
        return max(options, key=lambda option: option[0])

    return list(best(0, (1 << len(fits[0])) - 1)[1]) if fits else []


def _greedy(fits: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    order = sorted((-fit, one, other) for one, row in enumerate(fits) for other, fit in enumerate(row))
    chosen: dict[int, int] = {}
    for _, one, other in order:
        if one not in chosen and other not in chosen.values():
            chosen[one] = other
    return list(chosen.items())


def _gold(template: Template, role: str) -> Sequence[Fill]:
    return keys.victims(template) if role == "victim" else template.fills(ROLES[role])


def _role_pairs(ours: Sequence[str], gold: Sequence[Fill], *, exact: bool) -> dict[int, int]:
    # Required fills are offered first, so that an optional one never takes what a required one needs less.
    order = sorted(range(len(gold)), key=lambda at: gold[at].optional)
    fits = {
        one: [at for at in order if any(same(text, value, exact=exact) for value in gold[at].values)]
        for one, text in enumerate(ours)
    }
    return matched(ours, fits)


def _typed(guess: Guess, template: Template) -> bool:
    return any(guess.kind in fill.values for fill in template.fills(keys.TYPE))


def score_roles(guessed: Sequence[Guess], gold: Sequence[Template], *, exact: bool = False) -> dict[str, Tally]:
    """Return the tallies of the type and of each role over the templates of one message."""
    found = {role: Tally() for role in ("incident type", *ROLES)}
    paired = pairs(guessed, gold)
    for guess, template in paired:
        found["incident type"].add(_typed(guess, template), 1, 1)
        for role in ROLES:
            _add_fills(found[role], guess.roles[role], _gold(template, role), exact=exact)
    for guess in guessed:
        if not any(guess is each for each, _ in paired):
            found["incident type"].add(0, 1, 0)
            for role in ROLES:
                found[role].add(0, len(guess.roles[role]), 0)
    for template in gold:
        if not template.optional and not any(template is each for _, each in paired):
            found["incident type"].add(0, 0, 1)
            for role in ROLES:
                found[role].add(0, 0, sum(not fill.optional for fill in _gold(template, role)))
    return found


def _add_fills(tally: Tally, ours: Sequence[str], gold: Sequence[Fill], *, exact: bool) -> None:
    right = _role_pairs(ours, gold, exact=exact)
    extra = sum(gold[at].optional for at in right.values())
    tally.add(len(right), len(ours), sum(not fill.optional for fill in gold) + extra)


def score_slots(guessed: Sequence[Guess], gold: Sequence[Template]) -> dict[str, Tally]:
    """Return the tallies of the slots that are compared as values."""
    found = {slot: Tally() for slot in SLOTS}
    paired = pairs(guessed, gold)
    for guess, template in paired:
        _add_slots(found, guess, template)
    for guess in guessed:
        if not any(guess is each for each, _ in paired):
            _add_slots(found, guess, Template("", True, {}))
    for template in gold:
        if not template.optional and not any(template is each for _, each in paired):
            _add_slots(found, Guess(""), template)
    return found


def _add_slots(found: dict[str, Tally], guess: Guess, template: Template) -> None:
    numbers = [_numbers(fill) for fill in template.fills(keys.NUMBER)]
    fits = {one: [at for at, gold in enumerate(numbers) if said in gold] for one, said in enumerate(guess.numbers)}
    _add_values(found["number"], guess.numbers, matched(guess.numbers, fits), template.fills(keys.NUMBER))

    effects = template.fills(keys.EFFECT)
    required = {fill.values for fill in effects if not fill.optional}
    right = sum(any(said in fill.values for fill in effects) for said in guess.effects)
    met = sum(bool(guess.effects & set(values)) for values in required)
    found["effect"].add(right, len(guess.effects), len(required), met)

    dates = keys.days(template.fills(keys.DATE))
    found["date"].add(_dated(guess.days, dates), guess.days is not None, bool(dates))
    where = keys.places(template.fills(keys.LOCATION))
    given = guess.place is not None and guess.place.country is not None
    found["country"].add(any(_in_country(guess.place, country) for country, _ in where), given, bool(where))
    found["location"].add(any(_placed(guess.place, gold) for gold in where), given, bool(where))

    organisations = template.fills(keys.ORGANISATION)
    ours = [*sorted(guess.actors)]
    fits = {
        one: [at for at, fill in enumerate(organisations) if actor in _actors_of(fill.values)]
        for one, actor in enumerate(ours)
    }
    for one, text in enumerate(guess.roles["perpetrator organisation"][: len(ours)]):
        fits[one] += [at for at, fill in enumerate(organisations) if any(same(text, value) for value in fill.values)]
    _add_values(found["organisation"], ours, matched(ours, fits), organisations)


def _add_values(tally: Tally, ours: Sequence[str], right: dict[int, int], gold: Sequence[Fill]) -> None:
    extra = sum(gold[at].optional for at in right.values())
    tally.add(len(right), len(ours), sum(not fill.optional for fill in gold) + extra)


def _numbers(fill: Fill) -> frozenset[str]:
    """Return the numbers that a fill allows; "~70" is 70, "(2 - 3)" either."""
    found = {number for value in fill.values for number in re.findall(r"\d+", value)}
    return frozenset(found | {value for value in fill.values if value == "PLURAL"})


def _dated(ours: Days | None, gold: Sequence[Days]) -> bool:
    if ours is None:
        return False
    return any(
        ours.end <= each.end and (each.start is None or (ours.start is not None and each.start <= ours.start))
        for each in gold
    )


@cache
def _country(code: str) -> str:
    return kinship.countries("en").get(code, code).upper()


def _in_country(place: Place | None, country: str) -> bool:
    return place is not None and place.country is not None and _country(place.country) in country.split(" - ")


def _placed(place: Place | None, gold: tuple[str, tuple[str, ...]]) -> bool:
    country, finer = gold
    if place is None or not _in_country(place, country):
        return False
    ours = {kinship.slug(name) for name in (place.text, place.name, place.admin1, place.admin2) if name}
    return not finer or any(kinship.slug(name) in ours for name in finer)


@cache
def _actors_of(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(named.actor for value in values for named in cast(value, "en").actors)


def measure(folder: Path, limit: int | None = None, extractor: Extractor | None = None) -> list[Result]:
    """Return the tables of both parts, with the texts as they are printed and with their case restored."""
    place = folder / "muc4"
    if missing(place, "MUC-4"):
        return []
    messages = sample([each for part in ("tst1", "tst2") for each in keys.load(place, part)], limit)
    restored = casing(folder)
    results = [_measured(messages, "as printed (capitals)", lambda text: text, extractor)]
    if restored:
        results.append(_measured(messages, "case restored", restored, extractor))
    return results


def _measured(
    messages: Sequence[tuple[Text, list[Template]]],
    name: str,
    cased: Callable[[str], str],
    extractor: Extractor | None,
) -> Result:
    reader = Reader(extractor)
    roles: dict[str, Tally] = {}
    exact: dict[str, Tally] = {}
    slots: dict[str, Tally] = {}
    for text, gold in messages:
        report = report_of(text.name, cased(text.words), "en", day=text.day)
        ours = guesses(reader.claims(report), text.day)
        for into, found in (
            (roles, score_roles(ours, gold)),
            (exact, score_roles(ours, gold, exact=True)),
            (slots, score_slots(ours, gold)),
        ):
            for key, tally in found.items():
                into.setdefault(key, Tally()).merge(tally)
    rows = {
        "five roles and type": _sum(roles.values()),
        "the same without targets": _sum(tally for role, tally in roles.items() if role != "physical target"),
        "the same, exact words": _sum(tally for role, tally in exact.items() if role != "physical target"),
        **roles,
        **{f"value: {slot}": tally for slot, tally in slots.items()},
    }
    return Result(f"MUC-4 tst1 and tst2, {len(messages)} messages, {name}", rows, [str(reader)])


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.merge(tally)
    return whole


if __name__ == "__main__":
    from run import main

    sys.exit(main(["--only", "muc", *sys.argv[1:]]))
