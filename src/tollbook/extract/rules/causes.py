"""Why people came to harm, and by what kind of event: war, accident, disaster, crime or something else.

Every cause has words that settle it, decide it or lean to it (the lexicon's `cause` tables); the
sentence counts in full, its paragraph and the opening of the report count as context.
"""

from __future__ import annotations

from collections.abc import Sequence

from tollbook.extract.rules.lexicon import EventWord
from tollbook.extract.rules.sentence import Sentence
from tollbook.records import Cause

CAUSES: tuple[Cause, ...] = ("conflict", "accident", "disaster", "crime", "other")
POINTS = {"settled": 20.0, "decisive": 6.0, "strong": 2.0, "weak": 1.0}
# Context settles what a bare sentence leaves open, and is too light to overturn a deciding word.
CONTEXT = 0.5
OPENING = 3  # sentences of a report that set its subject


def scores(sentence: Sentence) -> dict[Cause, float]:
    """Return the points of each cause in one sentence; each different word counts once."""
    return {
        cause: sum(
            points * len({hit.low for hit in sentence.hits("cause", cause, degree)})
            for degree, points in POINTS.items()
        )
        for cause in CAUSES
    }


def cause_of(own: Sequence[dict[Cause, float]], at: int, around: Sequence[int]) -> Cause:
    """Return the cause of a harm in sentence `at`; `own` are the scores of all sentences, `around` its context."""
    context = sorted({*around, *range(min(OPENING, len(own)))} - {at})
    total = {
        cause: own[at][cause] + CONTEXT * sum(own[index][cause] for index in context) / max(1, len(context))
        for cause in CAUSES
    }
    if max(own[at].values()) < POINTS["strong"]:  # words that only lean leave it to what stands around them
        total = {cause: own[at][cause] / 2 + sum(own[index][cause] for index in context) for cause in CAUSES}
    best = max(CAUSES, key=lambda cause: total[cause])  # a tie goes to the first: conflict
    return best if total[best] > 0 else "other"


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
