"""Why people came to harm, and by what kind of event: war, accident, disaster, crime or something else.

Two questions, answered from the lexicon's `cause` tables. What happened: every cause has words that
settle it, decide it or lean to it. And where people were attacked, by whom: words of `violence`
("gunman", "shot", "explosion") tell that somebody did it, and go to conflict unless crime has the
better signs. The sentence counts in full, its paragraph and the opening of the report as context.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tollbook.extract.rules.lexicon import EventWord, Hit
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.sources import Source
from tollbook.records import Cause

CAUSES: tuple[Cause, ...] = ("conflict", "accident", "disaster", "crime", "other")
KINDS = (*CAUSES, "violence")
MISHAPS: tuple[Cause, ...] = ("accident", "disaster")
ATTACKS: tuple[Cause, ...] = ("conflict", "crime")
POINTS = {"settled": 20.0, "decisive": 6.0, "strong": 2.0, "weak": 1.0, "faint": 0.5}
# A setting (bus, road, passengers, driver) does not add up to a deed: all weak words of a cause together stay below
# one strong word. Without the cap a bus, its driver, a train and a ferry outweigh a rocket (test_causes.py, "setting").
MOST_WEAK = 1.5
# Context settles what a bare sentence leaves open, and is too light to overturn a deciding word. At 1.0, seven of the
# 303 judged sentences of causes_cases.toml go wrong (accidents beside shelling and the like); at 0.25 none.
CONTEXT = 0.5
OPENING = 3  # sentences of a report that set its subject
# Most attacks start with unknown gunmen: they are conflict unless crime leads by two leaning words or a strong one
# ("a bar in Chicago", "after an argument"). At 1.0 one attack of causes_cases.toml is lost to a single leaning word;
# at 2.0 two leaning words no longer make a crime, and one is missed.
LEAD = 1.5
# Where the sentence and its context leave it open, a report makes violence a crime by two strong words. Without it the
# headline of a local shooting ("Two dead, one held after shooting at Maple Street apartments") is conflict.
WHOLE_LEAD = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The points of each cause in one sentence, and those of violence that leaves open whether it is war or crime."""

    points: dict[Cause, float]
    violence: float

    @property
    def vague(self) -> bool:
        """Tell whether the words only lean."""
        return max(self.violence, *self.points.values()) < POINTS["strong"]


def scores(sentence: Sentence) -> Signs:
    """Return the signs of one sentence; each different word counts once.

    The longest phrase wins: a "gas explosion" is no "explosion", and what stands in a phrase of `no_sign`
    ("rebel-held", "ruled out an attack") or names who says so ("Taliban officials said") is no sign at all.
    """
    found = [(kind, degree, hit) for kind in KINDS for degree in POINTS for hit in sentence.hits("cause", kind, degree)]
    masks: list[Hit | Source] = [*sentence.hits("cause", "no_sign", "words"), *sentence.sources]
    longest = [hit for _, _, hit in found]
    words: dict[tuple[str, str], set[str]] = {}
    for kind, degree, hit in found:
        if not any(_within(hit, mask) for mask in masks) and not any(_part(hit, other) for other in longest):
            words.setdefault((kind, degree), set()).add(hit.low)
    return Signs(points={cause: _points(words, cause) for cause in CAUSES}, violence=_points(words, "violence"))


def _within(hit: Hit, other: Hit | Source) -> bool:
    return other.start <= hit.start and hit.end <= other.end


def _part(hit: Hit, other: Hit) -> bool:
    """Tell whether a hit is only a part of a longer one."""
    return _within(hit, other) and hit.end - hit.start < other.end - other.start


def _points(words: Mapping[tuple[str, str], Collection[str]], kind: str) -> float:
    size = {degree: len(words.get((kind, degree), ())) for degree in POINTS}
    weak = POINTS["weak"] * size["weak"] + POINTS["faint"] * size["faint"]
    sure = sum(POINTS[degree] * size[degree] for degree in ("settled", "decisive", "strong"))
    return sure + min(MOST_WEAK, weak)


def report_lead(own: Sequence[Signs]) -> float:
    """Return by how much crime leads conflict in all sentences of a report."""
    return sum(signs.points["crime"] - signs.points["conflict"] for signs in own)


def cause_of(own: Sequence[Signs], at: int, around: Sequence[int], lead: float) -> Cause:
    """Return the cause of a harm in sentence `at`.

    `own` are the signs of all sentences, `around` the numbers of those about it, `lead` is `report_lead`.
    """
    context = sorted({*around, *range(min(OPENING, len(own)))} - {at})
    inner, outer = (0.5, 1.0) if own[at].vague else (1.0, CONTEXT / max(1, len(context)))
    # "the toll of Saturday's bombing" stays an attack beside a paragraph on a bus crash
    # and "floods killed 30" stays a disaster beside a shooting.
    deaf: tuple[Cause, ...] = MISHAPS if _attack_told(own[at]) else ATTACKS if _mishap_told(own[at]) else ()
    total = {
        cause: inner * own[at].points[cause]
        + (0.0 if cause in deaf else outer * sum(own[index].points[cause] for index in context))
        for cause in CAUSES
    }
    around_it = 0.0 if "conflict" in deaf else outer * sum(own[index].violence for index in context)
    violence = inner * own[at].violence + around_it
    total["crime" if _is_crime(total, lead) else "conflict"] += violence
    best = max(CAUSES, key=lambda cause: total[cause])  # a tie goes to the first: conflict
    return best if total[best] > 0 else "other"


def _attack_told(signs: Signs) -> bool:
    """Tell whether a sentence tells of an attack by itself, and of no accident or disaster."""
    attack = signs.points["conflict"] + signs.violence
    return attack >= POINTS["strong"] and all(signs.points[cause] < POINTS["strong"] for cause in MISHAPS)


def _mishap_told(signs: Signs) -> bool:
    """Tell whether a sentence tells of an accident or a disaster by itself, and of no attack."""
    attack = signs.points["conflict"] + signs.violence
    return attack < POINTS["strong"] and any(signs.points[cause] >= POINTS["strong"] for cause in MISHAPS)


def _is_crime(total: Mapping[Cause, float], whole: float) -> bool:
    """Tell whether violence is crime: by the signs here, and where they leave it open, by those of the report."""
    lead = total["crime"] - total["conflict"]
    if abs(lead) >= LEAD:
        return lead > 0
    return whole >= WHOLE_LEAD


def event_type(events: Sequence[EventWord]) -> tuple[str | None, str | None]:
    """Return ACLED's event and sub-event type for attack words: the most telling wins (order of the data file)."""
    typed = [event for event in events if event.type is not None]
    if not typed:
        return None, None
    return _ranked(typed)


def _ranked(typed: Sequence[EventWord]) -> tuple[str | None, str | None]:
    best = min(typed, key=lambda event: (_RANK.get(event.sub or "", len(_RANK)), event.start))
    return best.type, best.sub


# The weapon tells more than "clash" or "attack" (ACLED codes the most severe, most specific sub-event).
_RANK = {
    sub: rank
    for rank, sub in enumerate(
        (
            "Suicide bomb",
            "Air/drone strike",
            "Shelling/artillery/missile attack",
            "Remote explosive/landmine/IED",
            "Grenade",
            "Abduction/forced disappearance",
            "Sexual violence",
            "Excessive force against protesters",
            "Mob violence",
            "Armed clash",
            "Attack",
        )
    )
}
