"""What the text of one report says of two of its own claims.

A report does not give two figures for one thing unless its words say so: a toll that rises, two sides with rival
tolls, two kinds of victims, a figure told again. Everything else with another number is another event.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from tollbook.link.compare import Pair, close_within_bounds, vague, weights
from tollbook.link.surroundings import sentences_between
from tollbook.records import Claim, Reason
from tollbook.relations import disjoint, gap_days, is_whole, kin, origins, position, value

def same_report(pair: Pair) -> Reason | None:
    """Weigh two claims of one report (`pair` in text order); None for two reports."""
    if pair.sentences is None:
        return None
    if pair.left.effect == pair.right.effect:
        return _one_effect(pair, pair.sentences)
    return _two_effects(pair, pair.sentences)


def _reason(kind: str, why: str, sentences: int = 0) -> Reason:
    weight = weights("report")
    score = weight[kind] + weight["each_sentence"] * min(sentences, 10)
    return Reason(name="same report", score=score, why=why)


def _two_effects(pair: Pair, sentences: int) -> Reason | None:
    if pair.left.id in pair.right.about or pair.right.id in pair.left.about:
        return _reason("speaks_of", "one speaks of the other")
    if is_whole(pair.left) != is_whole(pair.right) and sentences:
        return None
    if sentences == 0:
        return _reason("same_sentence", "told in one sentence")
    if sentences == 1:
        moved = pair.left.place is None and pair.right.place is not None
        if pair.left.place is not None and pair.left.place == pair.right.place:
            return _reason("next_in_place", "told in the next sentence, of the same place")
        return _reason("new_sentence" if moved else "next_sentence", "told in the next sentence")
    here = pair.where.nearness == "same" and gap_days(pair.left.period, pair.right.period) in (0, None)
    return _reason("same_scene", "told of one place and day", sentences) if here else None


def _one_effect(pair: Pair, sentences: int) -> Reason | None:
    one, other = value(pair.left.count), value(pair.right.count)
    again = "definite" in pair.right.cues
    if "another" in pair.right.cues and not again:
        return _reason("excluded", "told as another one")
    if one is not None and one == other:
        return _reason("told_again" if again else "told_twice", "the same figure again")
    if is_whole(pair.left) != is_whole(pair.right):
        return _reason("excluded_whole", "one is a whole of several events, and the figures differ")
    if one is None or other is None or pair.left.count is None or pair.right.count is None:
        return None
    if {"rising"} & {*pair.left.cues, *pair.right.cues} and _may_be_one(pair):
        return _reason("raised", f"the toll rose between {one} and {other}", sentences)
    if _rivals(pair, sentences):
        return _reason("rivals", f"two sides give {one} and {other}", sentences)
    close = close_within_bounds(pair.left.count, pair.right.count)
    if close and (vague(pair.left.count) or vague(pair.right.count)) and _may_be_one(pair):
        return _reason("told_twice", f"{one} put roughly and {other}", sentences)
    if _sides(pair, sentences):
        return _reason("sides", "two kinds of victims of one event", sentences)
    if close and pair.where.nearness in ("same", "inside"):
        return None
    return _reason("excluded", f"one report gives {one} and {other}")


def _may_be_one(pair: Pair) -> bool:
    """Tell whether time, place and perpetrator leave room for one event."""
    sides = (pair.left.perpetrator, pair.right.perpetrator)
    actors = tuple(side.actor if side else None for side in sides)
    return (
        gap_days(pair.left.period, pair.right.period) in (0, 1, None)
        and pair.where.nearness not in ("apart", "near")
        and kin(*actors) != "different"
    )


def _rivals(pair: Pair, sentences: int) -> bool:
    cited = origins(pair.left), origins(pair.right)
    if pair.right.place is not None and pair.where.nearness not in ("same", "inside", "province"):
        return False  # the later one is placed on its own: a part, or another event
    near = sentences <= weights("report")["limits"]["rival_sentences"]
    return bool(cited[0] and cited[1] and not cited[0] & cited[1]) and near and _may_be_one(pair) and _one_victim(pair)


def _one_victim(pair: Pair) -> bool:
    return not disjoint(pair.left.victims, pair.right.victims)


def _sides(pair: Pair, sentences: int) -> bool:
    """Tell whether one sentence splits the victims of one event: "30 soldiers and eight civilians"."""
    if sentences or is_whole(pair.left) or not disjoint(pair.left.victims, pair.right.victims):
        return False
    places = pair.left.place, pair.right.place
    one_place = None in places or pair.where.nearness in ("same", "province", "country", "inside")
    return one_place and gap_days(pair.left.period, pair.right.period) in (0, None) and not _crossfire(pair)


def _crossfire(pair: Pair) -> bool:
    """Tell whether the dead of one claim are the doers of the other (the attackers' own dead are no victims),
    or each claim names a doer of its own."""
    did = [claim.perpetrator.actor if claim.perpetrator else None for claim in (pair.left, pair.right)]
    died = [claim.victims.actor if claim.victims else None for claim in (pair.left, pair.right)]
    own_dead = any(kin(doer, dead) in ("same", "kin") for doer, dead in zip(did, reversed(died), strict=True))
    return own_dead or kin(*did) == "different"


def sums_of_sides(claims: Sequence[Claim], ends: Sequence[int]) -> dict[tuple[str, str], Reason]:
    """Return the pairs of one report that are one figure and its split by victims ("38: 30 soldiers, 8 civilians").

    `claims` are those of one report in text order; keys are pairs of ids in that order. Only two or three kinds
    of victims are tried, near the whole in the text.
    """
    near = weights("report")["limits"]["side_sentences"]
    found: dict[tuple[str, str], Reason] = {}
    for whole in claims:
        sides = [side for side in claims if _side_of(side, whole) and sentences_between(side, whole, ends) <= near]
        for size in (2, 3):
            for chosen in combinations(sides[:8], size):
                if sum(value(side.count) or 0 for side in chosen) != value(whole.count) or not _all_disjoint(chosen):
                    continue
                why = f"{value(whole.count)} = {' + '.join(str(value(side.count)) for side in chosen)} by victims"
                reason = Reason(name="same report", score=weights("report")["sum_of_sides"], why=why)
                members = [claim for claim in claims if claim is whole or claim in chosen]
                found.update({(one.id, other.id): reason for one, other in combinations(members, 2)})
    return found


def _side_of(side: Claim, whole: Claim) -> bool:
    pair = Pair(left=whole, right=side, sentences=0)
    return (
        side.effect == whole.effect
        and 0 < (value(side.count) or 0) < (value(whole.count) or 0)
        and "another" not in side.cues
        and not disjoint(side.victims, whole.victims)
        and _may_be_one(pair)
    )


def _all_disjoint(sides: Sequence[Claim]) -> bool:
    return all(
        disjoint(one.victims, other.victims) and _may_be_one(Pair(left=one, right=other, sentences=0))
        for one, other in combinations(sides, 2)
    )
