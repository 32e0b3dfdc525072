"""Named comparisons of two claims: each says in words why two claims are, or are not, of one event.

Every comparison takes a `Pair` and gives a `Reason` (bits of evidence; above 0 speaks for "same"), or None when it
has nothing to say. Weights and what they rest on are in ``data/weights.toml``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tollbook.data import table
from tollbook.link.people import years_apart
from tollbook.records import Claim, Count, Party, Reason, Role
from tollbook.relations import (
    DISTRICT,
    Where,
    bounds,
    days,
    gap_days,
    is_whole,
    kin,
    level,
    one_name,
    origins,
    value,
    where,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two claims to compare; of one report they stand in text order, `sentences` apart (None: two reports).

    `between` is how many other claims of their effects one report tells between them; `left_carries` and
    `right_carries` are the roles that the extractor took over from elsewhere in the report. `named` says that the words
    around the claim without a town of its own name the other's; `abroad` that one is placed nowhere, in a report that
    tells of other countries than the other's. `people` are those whom the words near both claims name in full with
    their age, `spoken_of` those whom one of them names without it. `ages` is how old the one person of each claim is.
    """

    left: Claim
    right: Claim
    left_published: date | None = None
    right_published: date | None = None
    sentences: int | None = None
    between: int = 0
    left_carries: frozenset[Role] = frozenset()
    right_carries: frozenset[Role] = frozenset()
    named: bool = False
    abroad: bool = False
    people: frozenset[str] = frozenset()
    spoken_of: frozenset[str] = frozenset()
    ages: tuple[str, str] | None = None

    @property
    def one_report(self) -> bool:
        return self.sentences is not None

    @property
    def where(self) -> Where:
        return where(self.left.place, self.right.place)


Comparison = Callable[[Pair], Reason | None]


def weights(name: str) -> dict[str, Any]:
    """Return the weights of one comparison (``[link.<name>]`` in weights.toml)."""
    section: dict[str, Any] = table("weights")["link"][name]
    return section


def when(pair: Pair) -> Reason | None:
    """Compare the days of the two claims; an unknown day is held against the day of publication."""
    weight = weights("when")
    one, other = pair.left.period, pair.right.period
    gap = gap_days(one, other)
    if gap is None or one is None or other is None:
        return None if pair.one_report else _told(pair)
    if gap and (late := _rise_told(pair)) is not None:
        return late
    told = f"{days(one)} and {days(other)}"
    if gap > 1:
        return Reason(name="when", score=weight["apart"], why=f"{told} lie {gap} days apart")
    if gap == 1:
        return Reason(name="when", score=weight["next_day"], why=f"{told} are neighbouring days")
    if (one.start, one.end) == (other.start, other.end):
        kind = "same_day" if one.start == one.end else "same_days"
        return Reason(name="when", score=weight[kind], why=f"both on {days(one)}")
    return Reason(name="when", score=weight["overlap"], why=f"{told} overlap")


def _rise_told(pair: Pair) -> Reason | None:
    """Read the day of a toll that rose, where it is the day of its report, as the day it was told on."""
    weight = weights("when")
    claims = ((pair.left, pair.left_published, pair.right), (pair.right, pair.right_published, pair.left))
    for rise, published, event in claims:
        if "rising" not in rise.cues or rise.period is None or event.period is None or published is None:
            continue
        first, last = bounds(rise.period)
        gap = (first - bounds(event.period)[1]).days
        if (published - last).days in (0, 1) and 0 < gap <= weight["limits"]["rise_days"]:
            why = f"a toll that rose, told on {days(rise.period)}, {gap} days after {days(event.period)}"
            return Reason(name="when", score=weight["told_then"], why=why)
    return None


def _told(pair: Pair) -> Reason | None:
    weight = weights("when")
    if pair.left.period is None and pair.right.period is None:
        dates = (pair.left_published, pair.right_published)
        if dates[0] is None or dates[1] is None:
            return None
        gap = abs((dates[0] - dates[1]).days)
        why = f"no day given; published {gap} days apart"
    else:
        dated, published = (
            (pair.left.period, pair.right_published) if pair.left.period else (pair.right.period, pair.left_published)
        )
        if dated is None or published is None or dated.start is None:
            return None
        if published < dated.start:
            return Reason(name="when", score=weight["too_early"], why=f"told on {published}, before {days(dated)}")
        gap = max(0, (published - (dated.end or published)).days)
        why = f"no day given in the report of {published}, {gap} days after {days(dated)}"
    score = weight["told_then"] if gap <= weight["limits"]["told_days"] else weight["told_late"]
    return Reason(name="when", score=score, why=why)


def place(pair: Pair) -> Reason | None:
    """Compare the places by name, division, and distance against both precisions."""
    found = pair.where
    if pair.named and found.nearness in ("unknown", "country", "beside"):
        return Reason(name="place", score=weights("where")["named"], why="the words around one name the other's place")
    if pair.abroad:
        return Reason(name="place", score=weights("where")["elsewhere"], why="one report tells of other countries only")
    if found.nearness == "unknown":
        return None if pair.one_report else Reason(name="place", score=weights("where")["unknown"], why=found.why)
    score = weights("where").get(nearness(pair))
    return None if score is None else Reason(name="place", score=score, why=found.why)


def nearness(pair: Pair) -> str:
    """Return which weight the places take: "inside" is told apart by what lies inside what."""
    one, other, found = pair.left.place, pair.right.place, pair.where.nearness
    if found != "inside" or one is None or other is None:
        return found
    if one_name(one, other):
        return "around"
    return "inside" if DISTRICT in (level(one), level(other)) else "within"


def perpetrator(pair: Pair) -> Reason | None:
    """Compare who did it: same, of one line, allied, or another; unknown says nothing."""
    return _parties("perpetrator", "who", pair.left.perpetrator, pair.right.perpetrator)


def victims(pair: Pair) -> Reason | None:
    """Compare whose people were harmed, by actor."""
    return _parties("victims", "victims", pair.left.victims, pair.right.victims)


def _parties(name: str, section: str, one: Party | None, other: Party | None) -> Reason | None:
    if one is None or other is None:
        return None
    weight = weights(section)
    if one.actor is None or other.actor is None:
        alike = one.text.casefold() == other.text.casefold() and "same_words" in weight
        return Reason(name=name, score=weight["same_words"], why=f"both say {one.text}") if alike else None
    relation = kin(one.actor, other.actor)
    score = weight.get(relation)
    words = {"same": "the same", "kin": "of one line", "ally": "allied", "different": "not the same"}
    if score is None:
        return None
    return Reason(name=name, score=score, why=f"{one.actor} and {other.actor} are {words[relation]}")


def victim_class(pair: Pair) -> Reason | None:
    """Compare civilians with civilians, combatants with combatants; mixed and unknown say nothing."""
    one = pair.left.victims.victim_class if pair.left.victims else None
    other = pair.right.victims.victim_class if pair.right.victims else None
    if one not in ("combatant", "civilian") or other not in ("combatant", "civilian"):
        return None
    weight = weights("victims")
    if one == other:
        return Reason(name="victim class", score=weight["class"], why=f"both {one}")
    return Reason(name="victim class", score=weight["class_clash"], why=f"{one} and {other}")


def count(pair: Pair) -> Reason | None:
    """Compare the numbers, bounds included: equal ones tell the more the larger they are."""
    one, other = pair.left.count, pair.right.count
    weight = weights("count")
    if pair.left.effect != pair.right.effect:
        if not pair.one_report and _hit_alike(pair) and one is not None and other is not None:
            alike = _equal(one, other, value(one) or 0)
            return Reason(name="count", score=alike.score + weight["hit_alike"], why=f"{alike.why} hit")
        return None if pair.one_report else _other_effect(pair)
    if one is None or other is None or value(one) is None or value(other) is None:
        return None
    if (shared := _shared(one, other)) is not None:
        return _equal(one, other, shared)
    told = f"{spell_count(one)} and {spell_count(other)}"
    if close_within_bounds(one, other):
        return Reason(name="count", score=weight["within_bounds"], why=f"{told} agree within their bounds")
    if pair.one_report:
        return None  # `same_report` weighs it
    return _unlike(pair, told)


def _hit_alike(pair: Pair) -> bool:
    """Tell whether one report says "shot" of as many people as the other says died, or were wounded."""
    effects = {pair.left.effect, pair.right.effect}
    hit = "casualties" in effects and effects <= {"casualties", "killed", "wounded"}
    return hit and value(pair.left.count) == value(pair.right.count) and bool(value(pair.left.count))


def _other_effect(pair: Pair) -> Reason:
    here = pair.where.nearness == "same"
    score = weights("count")["other_effect" if here else "other_effect_elsewhere"]
    return Reason(name="count", score=score, why=f"{pair.left.effect} and {pair.right.effect}: no shared number")


def _shared(one: Count, other: Count) -> int | None:
    """Return the number that two counts have in common: what they stand on, or a bound ("50 to 60", "up to 60")."""
    if value(one) == value(other):
        return value(one)
    bounded = "between" in (one.qualifier, other.qualifier)
    return next((low for low, its in ((one.high, other.high), (one.low, other.low)) if bounded and low == its), None)


def _equal(one: Count, other: Count, number: int) -> Reason:
    weight = weights("count")
    score: float = next(bits for upto, bits in weight["equal"] if number <= upto)
    if number >= 10 and number % (100 if number >= 100 else 10) == 0:
        score += weight["round_number"]
    if one.qualifier != other.qualifier:
        score += weight["other_qualifier"]
    return Reason(name="count", score=score, why=f"{spell_count(one)} and {spell_count(other)}")


def _unlike(pair: Pair, told: str) -> Reason:
    weight = weights("count")
    limit = weight["limits"]
    first, last = sorted((value(pair.left.count) or 0, value(pair.right.count) or 0))
    if last > limit["far_off_ratio"] * max(first, 1):
        return Reason(name="count", score=weight["far_off"], why=f"{told} are far apart")
    gap = None if _rise_told(pair) else gap_days(pair.left.period, pair.right.period)
    placed = pair.where.nearness in ("same", "inside")
    here = placed or (pair.named and last <= limit["risen_ratio"] * first)
    if here and gap in (0, 1, None) and _raised(pair, by_words=True):
        return Reason(name="count", score=weight["raised_by_words"], why=f"{told}: the later report says that it rose")
    wholes = is_whole(pair.left) or is_whole(pair.right)
    alike = limit["small"] < last <= limit["alike_ratio"] * first and not wholes
    if pair.where.nearness != "same" or gap:
        score = weight["elsewhere_alike" if alike else "elsewhere"]
        return Reason(name="count", score=score, why=f"{told} differ" + (" little" if alike else ""))
    if alike:
        return Reason(name="count", score=weight["alike"], why=f"{told} differ little for one place and day")
    if _raised(pair):
        return Reason(name="count", score=weight["raised"], why=f"{told}: the later report has the higher toll")
    return Reason(name="count", score=weight["lowered"], why=f"{told} differ for one place and day")


def _raised(pair: Pair, by_words: bool = False) -> bool:
    """Tell whether the higher figure is told later; with `by_words`, not earlier, and as a toll that rose."""
    ranked = sorted((value(claim.count) or 0, published or date.min, claim.cues) for claim, published in _told_on(pair))
    (_, before, _), (_, after, cues) = ranked
    if by_words:
        return "rising" in cues and before <= after
    return date.min < before < after


def _told_on(pair: Pair) -> tuple[tuple[Claim, date | None], tuple[Claim, date | None]]:
    return (pair.left, pair.left_published), (pair.right, pair.right_published)


def close_within_bounds(one: Count, other: Count) -> bool:
    """Tell whether two counts overlap as ranges and stand on numbers that are not far from each other."""
    low = max(one.low or 0, other.low or 0)
    highs = [high for high in (one.high, other.high) if high is not None]
    if highs and min(highs) < low:
        return False
    first, last = sorted((value(one) or 0, value(other) or 0))
    ratio: float = weights("count")["limits"]["vague_ratio" if vague(one) or vague(other) else "bounds_ratio"]
    return last <= ratio * first


def vague(number: Count) -> bool:
    """Tell whether a count is only an order of magnitude: "dozens", "several"."""
    return number.best is None and number.high is None


def spell_count(number: Count) -> str:
    """Return a count as words for a reader: "more than 60"."""
    words = number.qualifier.replace("_", " ")
    if number.qualifier == "exact":
        return str(value(number))
    if number.qualifier == "between":
        return f"between {number.low} and {number.high}"
    return f"{words} ({value(number)})" if number.qualifier.endswith("s") else f"{words} {value(number)}"


def event_type(pair: Pair) -> Reason | None:
    """Compare the types and sub-types of the event."""
    weight = weights("kind")
    one, other = pair.left.event_type, pair.right.event_type
    if one is None or other is None:
        return None
    if one != other:
        return Reason(name="event type", score=weight["other_event_type"], why=f"{one} and {other}")
    finer = pair.left.sub_event_type
    if finer is not None and finer == pair.right.sub_event_type:
        return Reason(name="event type", score=weight["event_type"] + weight["sub_event_type"], why=f"both {finer}")
    return Reason(name="event type", score=weight["event_type"], why=f"both {one}")


def people(pair: Pair) -> Reason | None:
    """Compare who is named in full near the claims: victims, suspects and witnesses of one event."""
    if pair.one_report or not (pair.people or pair.spoken_of):
        return None
    weight = weights("people")
    if not pair.people:
        named = " and ".join(sorted(pair.spoken_of)[:3])
        return Reason(name="people", score=weight["without_age"], why=f"both name {named.title()}")
    named = " and ".join(sorted(pair.people)[:3])
    several = len(pair.people | pair.spoken_of) > 1
    return Reason(name="people", score=weight["several" if several else "one"], why=f"both name {named.title()}")


def age(pair: Pair) -> Reason | None:
    """Compare how old the one person is whom each of two claims tells of."""
    if pair.ages is None or (pair.left.effect != pair.right.effect and pair.one_report):
        return None
    weight, (one, other) = weights("age"), pair.ages
    gap = years_apart(one, other)
    if gap == 0:
        return None if pair.one_report else Reason(name="age", score=weight["same"], why=f"both tell of one aged {one}")
    if gap is not None and gap < weight["limits"]["slip"]:
        return None  # a birthday, or a slip
    return Reason(name="age", score=weight["other"], why=f"one aged {one}, and one aged {other}")


def weapon(pair: Pair) -> Reason | None:
    """Compare the weapon, by the report's words."""
    one, other = pair.left.weapon, pair.right.weapon
    if one is None or other is None or one.casefold() != other.casefold():
        return None
    return Reason(name="weapon", score=weights("kind")["weapon"], why=f"both say {one}")


def origin(pair: Pair) -> Reason | None:
    """Compare who is cited: two reports that cite one monitor may well tell one event."""
    shared = frozenset[str]() if pair.one_report else origins(pair.left) & origins(pair.right)
    if not shared:
        return None
    return Reason(name="origin", score=weights("kind")["origin"], why=f"both cite {', '.join(sorted(shared))}")


def whole(pair: Pair) -> Reason | None:
    """Hold a stated whole of several events ("in two attacks") apart from one event."""
    weight = weights("kind")
    wholes = (is_whole(pair.left), is_whole(pair.right))
    if not any(wholes) or pair.left.effect != pair.right.effect:
        return None
    if all(wholes):
        return Reason(name="whole", score=weight["both_wholes"], why="both are wholes of several events")
    equal = value(pair.left.count) == value(pair.right.count)
    score = weight["one_whole_equal" if equal else "one_whole"]
    return Reason(name="whole", score=score, why="one is a whole of several events, by its words")


COMPARISONS: tuple[Comparison, ...] = (
    when,
    place,
    perpetrator,
    victims,
    victim_class,
    count,
    event_type,
    people,
    age,
    weapon,
    origin,
    whole,
)


def compare(pair: Pair, comparisons: tuple[Comparison, ...] = COMPARISONS) -> tuple[Reason, ...]:
    """Return what every comparison has to say of a pair, in their order."""
    return tuple(reason for reason in (comparison(pair) for comparison in comparisons) if reason is not None)


def hopeless(one: Claim, other: Claim) -> bool:
    """Tell whether two reports speak of two events for sure: two places, and no number in common.

    With these weights nothing else makes up for it, so that such a pair need not be compared in full.
    """
    if one.report_id == other.report_id or one.place is None or other.place is None:
        return False
    if where(one.place, other.place).nearness != "apart":
        return False
    counts = (one.count, other.count)
    return counts[0] is None or counts[1] is None or _shared(counts[0], counts[1]) is None
