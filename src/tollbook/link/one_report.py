"""What the text of one report says of two of its own claims.

A report does not give two figures for one thing unless its words say so: a toll that rises, two sides with rival
tolls, two kinds of victims, a figure told again. Everything else with another number is another event.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from tollbook.data import table
from tollbook.link.compare import Pair, close_within_bounds, vague, weights
from tollbook.link.surroundings import sentences_between
from tollbook.records import Claim, Effect, Reason
from tollbook.relations import bounds, disjoint, gap_days, is_whole, kin, origins, value

OTHER_FIGURE = "other figure"  # the reason that one report gives two numbers
BODILY: frozenset[Effect | None] = frozenset(
    {"killed", "wounded", "casualties", "captured", "arrested", "abducted", "missing"}
)


def same_report(pair: Pair) -> Reason | None:
    """Weigh two claims of one report (`pair` in text order); None for two reports."""
    if pair.sentences is None:
        return None
    if pair.left.effect == pair.right.effect:
        return _one_effect(pair, pair.sentences)
    return _two_effects(pair, pair.sentences)


def _reason(kind: str, why: str, sentences: int = 0, name: str = "same report") -> Reason:
    weight = weights("report")
    score = weight[kind] + weight["each_sentence"] * min(sentences, 10)
    return Reason(name=name, score=score, why=why)


# --- two effects ------------------------------------------------------------------------------------------------


def _two_effects(pair: Pair, sentences: int) -> Reason | None:
    if pair.left.id in pair.right.about or pair.right.id in pair.left.about:
        return _reason("speaks_of", "one speaks of the other")
    if is_whole(pair.left) != is_whole(pair.right) and sentences:
        return None
    if sentences == 0:
        return _nearest(_reason("same_sentence", "told in one sentence"), pair)
    if sentences == 1:
        if pair.left.place is not None and pair.left.place == pair.right.place:
            return _nearest(_reason("next_in_place", "told in the next sentence, of the same place"), pair)
        moved = pair.left.place is None and pair.right.place is not None
        return _nearest(_reason("new_sentence" if moved else "next_sentence", "told in the next sentence"), pair)
    if _one_scene(pair):
        return _nearest(_reason("same_scene", "told of one place and day", sentences), pair)
    return None


def _nearest(reason: Reason, pair: Pair) -> Reason:
    """Lower a reason by what makes another figure likelier: the wounded belong to the dead told nearest before them."""
    weight = weights("report")
    score = reason.score + weight["each_between"] * min(pair.between, 5)
    if pair.right.effect == "killed" != pair.left.effect:
        score += weight["told_before"]
    if _crossfire(pair):
        score += weight["crossfire"]
    return Reason(name=reason.name, score=score, why=reason.why)


def _one_scene(pair: Pair) -> bool:
    """Tell whether nothing speaks against two claims farther apart being of one event: place, day, doer."""
    bodily = {pair.left.effect, pair.right.effect} <= BODILY
    return bodily and _one_spot(pair) and gap_days(pair.left.period, pair.right.period) in (0, None)


def _one_spot(pair: Pair) -> bool:
    """Tell whether a report places two claims in one town, or by the very same words, or the later one nowhere."""
    one, other = pair.left.place, pair.right.place
    if one is None or other is None:
        return other is None
    return one == other or pair.where.nearness == "same" or (one.text == other.text and one.id == other.id)


# --- one effect -------------------------------------------------------------------------------------------------


def _one_effect(pair: Pair, sentences: int) -> Reason | None:
    one, other = value(pair.left.count), value(pair.right.count)
    again = "definite" in pair.right.cues
    if "another" in pair.right.cues and not again:
        return _reason("excluded", "told as another one")
    if one is not None and one == other:
        return _same_figure(pair, sentences, again)
    rivals = _rivals(pair, sentences)
    if is_whole(pair.left) != is_whole(pair.right) and not (rivals and _by_party(pair)):
        return _reason("excluded_whole", "one is a whole of several events, and the figures differ")
    if one is None or other is None or pair.left.count is None or pair.right.count is None:
        return None
    if _has_risen(pair, sentences):
        return _raised(pair, sentences)
    if rivals:
        return _reason("rivals", f"two sides give {one} and {other}", sentences)
    close = close_within_bounds(pair.left.count, pair.right.count)
    if close and (vague(pair.left.count) or vague(pair.right.count)) and _may_be_one(pair):
        return _nearest(_reason("put_roughly", f"{one} put roughly and {other}", sentences), pair)
    if _sides(pair, sentences):
        return _reason("sides", "two kinds of victims of one event", sentences)
    if close and pair.where.nearness in ("same", "inside"):
        return None
    return _reason("excluded", f"one report gives {one} and {other}", name=OTHER_FIGURE)


def _same_figure(pair: Pair, sentences: int, again: bool) -> Reason:
    """Weigh a figure told again; most where it is the next figure told, as in a headline and the lead below it."""
    if again:
        return _reason("told_again", "the same figure again")
    next_figure = not pair.between and sentences <= weights("report")["limits"]["retold_sentences"]
    return _reason("told_next" if next_figure else "told_twice", "the same figure again")


def _has_risen(pair: Pair, sentences: int) -> bool:
    """Tell whether the larger figure is a toll that rose, by its words, and the smaller may be what it was before."""
    less, more = sorted((pair.left, pair.right), key=lambda claim: value(claim.count) or 0)
    limit = weights("report")["limits"]
    grown = (value(more.count) or 0) <= weights("count")["limits"]["far_off_ratio"] * (value(less.count) or 0)
    own_place = "place" not in pair.right_carries and pair.right.place is not None
    moved = own_place and pair.where.nearness not in ("same", "inside", "unknown")
    near = not moved or sentences <= limit["risen_sentences"]
    return "rising" in more.cues and grown and near and _may_be_one(pair) and not _crossfire(pair)


def _raised(pair: Pair, sentences: int) -> Reason:
    one, other = value(pair.left.count), value(pair.right.count)
    reason = _reason("raised", f"the toll rose between {one} and {other}", sentences)
    types = pair.left.event_type, pair.right.event_type
    if None in types or types[0] == types[1]:
        return reason
    return Reason(name=reason.name, score=reason.score + weights("report")["raised_otherwise"], why=reason.why)


def _may_be_one(pair: Pair) -> bool:
    """Tell whether time, place and perpetrator leave room for one event."""
    return (
        gap_days(pair.left.period, pair.right.period) in (0, 1, None)
        and pair.where.nearness not in ("apart", "near")
        and _doers(pair) != "different"
    )


def _doers(pair: Pair) -> str:
    sides = (pair.left.perpetrator, pair.right.perpetrator)
    return kin(*(side.actor if side else None for side in sides))


def _rivals(pair: Pair, sentences: int) -> bool:
    """Tell whether two figures are rival tolls of one event: two mouths, one scene, and people who can be the same.

    Neither mouth may have been carried over to its figure from elsewhere in the report, unless one of the two is
    party to the fight: then a figure without a mouth of its own is the report's, or the other side's.
    """
    if "another" in pair.right.cues or "another" in pair.left.cues or not _may_be_one(pair):
        return False
    if pair.right.place is not None and pair.where.nearness not in ("same", "inside", "province"):
        return False  # the later one is placed on its own: a part, or another event
    if value(pair.left.count) is None or value(pair.right.count) is None or _crossfire(pair):
        return False
    if not _of_like_length(pair):
        return False
    return _two_mouths(pair, sentences) and sentences <= _reach_of_rivals(pair)


def _of_like_length(pair: Pair) -> bool:
    """Tell whether two figures cover days alike: what was counted since January is no rival of yesterday's dead."""
    week: int = weights("report")["limits"]["long_days"]
    spans = [bounds(claim.period) if claim.period else None for claim in (pair.left, pair.right)]
    long = [span is not None and (span[1] - span[0]).days > week for span in spans]
    return long[0] == long[1]


def _two_mouths(pair: Pair, sentences: int) -> bool:
    cited = origins(pair.left), origins(pair.right)
    if cited[0] & cited[1]:
        return False
    party = _by_party(pair)
    if not cited[0] or not cited[1]:
        return party and sentences <= weights("report")["limits"]["alone_sentences"]
    carried = "attribution" in pair.left_carries | pair.right_carries
    return party or not carried or sentences <= 1


def _by_party(pair: Pair) -> bool:
    """Tell whether one of those cited did it, or lost the people who were harmed."""
    named = [party for claim in (pair.left, pair.right) for party in (claim.perpetrator, claim.victims) if party]
    cited = origins(pair.left) | origins(pair.right)
    return any(kin(origin, party.actor) in ("same", "kin") for party in named for origin in cited)


def _reach_of_rivals(pair: Pair) -> int:
    """Return how many sentences may lie between rival tolls: the more, the surer that they count the same people."""
    limit: dict[str, int] = weights("report")["limits"]
    people = [party for party in (pair.left.victims, pair.right.victims) if party is not None]
    ids = {party.actor if party else None for party in (pair.left.victims, pair.right.victims)}
    classes = {party.victim_class for party in people}
    if disjoint(pair.left.victims, pair.right.victims):  # what one side calls civilians the other calls fighters
        disputed = _doers(pair) in ("same", "kin") and pair.left.place == pair.right.place
        return limit["rival_sentences"] if disputed and classes == {"civilian", "combatant"} else -1
    if len(people) == 2 and len(ids) == 1 and len(classes) == 1:
        return limit["rival_sentences" if None in ids else "rival_sentences_alike"]
    return limit["rival_sentences_unlike" if ids - {None} and None in ids else "rival_sentences"]


# --- kinds of victims -------------------------------------------------------------------------------------------


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
    reach: int = table("weights")["link"]["search"]["nearest"]
    found: dict[tuple[str, str], Reason] = {}
    for place, whole in enumerate(claims):
        around = range(max(0, place - reach), min(len(claims), place + reach + 1))
        sides = [other for other in around if _told_beside(claims[other], whole, ends)]
        for size in (2, 3):
            for chosen in combinations(sides[:8], size):
                parts = [claims[side] for side in chosen]
                if sum(value(side.count) or 0 for side in parts) != value(whole.count) or not _all_disjoint(parts):
                    continue
                why = f"{value(whole.count)} = {' + '.join(str(value(side.count)) for side in parts)} by victims"
                reason = Reason(name="same report", score=weights("report")["sum_of_sides"], why=why)
                members = [claims[member] for member in sorted((place, *chosen))]
                found.update({(one.id, other.id): reason for one, other in combinations(members, 2)})
    return found


def _told_beside(side: Claim, whole: Claim, ends: Sequence[int]) -> bool:
    near: int = weights("report")["limits"]["side_sentences"]
    return _side_of(side, whole) and sentences_between(side, whole, ends) <= near


def _side_of(side: Claim, whole: Claim) -> bool:
    return (
        side.effect == whole.effect
        and 0 < (value(side.count) or 0) < (value(whole.count) or 0)
        and "another" not in side.cues
        and not disjoint(side.victims, whole.victims)
        and _may_be_one(Pair(left=whole, right=side, sentences=0))
    )


def _all_disjoint(sides: Sequence[Claim]) -> bool:
    return all(
        disjoint(one.victims, other.victims) and _may_be_one(Pair(left=one, right=other, sentences=0))
        for one, other in combinations(sides, 2)
    )
