"""Verdicts on pairs of claims, and the reasons they give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claim_builder import (
    ALEPPO,
    HOMS,
    HTS,
    IS,
    SATURDAY,
    SYRIA,
    at_least,
    claim,
    country,
    day,
    days_before,
    more_than,
    report,
    town,
)
from tollbook.link import link, linkable
from tollbook.link.surroundings import sentence_ends
from tollbook.records import Claim, Link, Report, Verdict

TODAY = day(SATURDAY)
ATTACK = {"who": IS, "whom": SYRIA, "place": ALEPPO, "period": TODAY}


def links(*claims: Claim, published: date | None = SATURDAY) -> list[Link]:
    return link(claims, [report(name, published) for name in sorted({item.report_id for item in claims})])


def verdict(one: Claim, other: Claim) -> Verdict | None:
    """The verdict on two claims; None: the two never met, or nothing connects them."""
    return next((item.verdict for item in links(one, other)), None)


def reason(one: Claim, other: Claim, name: str) -> float | None:
    (found,) = links(one, other)
    return next((item.score for item in found.reasons if item.name == name), None)


def test_an_equal_count_tells_the_more_the_larger_it_is() -> None:
    scores = [
        reason(claim("a", 0, number, **ATTACK), claim("b", 0, number, **ATTACK), "count")
        for number in (1, 2, 4, 8, 14, 27)
    ]
    assert all(one is not None and other is not None and one < other for one, other in pairwise(scores))


def test_a_round_number_tells_less() -> None:
    round_one = reason(claim("a", 0, 30, **ATTACK), claim("b", 0, 30, **ATTACK), "count")
    odd_one = reason(claim("a", 0, 31, **ATTACK), claim("b", 0, 31, **ATTACK), "count")
    assert round_one is not None and odd_one is not None and round_one < odd_one


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, "same"),
        ({"who": None}, "same"),
        ({"place": HOMS}, None),
        ({"period": day(days_before(3))}, None),
        ({"whom": (None, "civilian")}, "same"),
        ({"who": HTS, "whom": (None, "civilian")}, "unsure"),
    ],
)
def test_one_fact_that_differs(other: dict[str, object], expected: Verdict | None) -> None:
    assert verdict(claim("a", 0, 8, **ATTACK), claim("b", 0, 8, **(ATTACK | other))) == expected


def test_every_link_says_why_and_its_score_is_their_sum() -> None:
    (found,) = links(claim("a", 0, 8, **ATTACK), claim("b", 0, 8, **ATTACK))
    assert {item.name for item in found.reasons} >= {"when", "place", "perpetrator", "victims", "count", "origin"}
    assert found.score == pytest.approx(sum(item.score for item in found.reasons))
    assert all(item.why for item in found.reasons)
    assert found.left < found.right


@pytest.mark.parametrize(
    "change",
    [{"scope": "cumulative"}, {"scope": "subset"}, {"modality": "planned"}, {"effect": None}],
)
def test_what_is_no_event_is_not_linked(change: dict[str, object]) -> None:
    other = claim("b", 0, 8, **(ATTACK | change))
    assert not linkable(other)
    assert links(claim("a", 0, 8, **ATTACK), other) == []


def test_two_figures_of_one_report_are_different_events() -> None:
    assert verdict(claim("a", 0, 8, **ATTACK), claim("a", 4, 5, **ATTACK)) == "different"


def test_unless_its_words_say_that_the_toll_rose() -> None:
    assert verdict(claim("a", 0, 5, **ATTACK), claim("a", 4, 8, cues=("rising",), **ATTACK)) == "same"


def test_another_eight_are_not_the_eight_before() -> None:
    assert verdict(claim("a", 0, 8, **ATTACK), claim("a", 4, 8, cues=("another",), **ATTACK)) == "different"


def test_killed_and_wounded_of_one_sentence_are_one_event_and_of_two_places_are_not() -> None:
    killed = claim("a", 0, 8, **ATTACK)
    assert verdict(killed, claim("a", 0, 20, effect="wounded", offset=50)) == "same"
    assert verdict(killed, claim("a", 0, 20, effect="wounded", offset=50, place=HOMS)) == "different"


def test_the_wounded_belong_to_the_killed_before_them() -> None:
    first, wounded, second = (
        claim("a", 0, 8, **ATTACK),
        claim("a", 1, 20, effect="wounded"),
        claim("a", 3, 5, who=IS, place=HOMS),
    )
    scores = {frozenset((item.left, item.right)): item.score for item in links(first, wounded, second)}
    assert scores[frozenset((first.id, wounded.id))] > scores[frozenset((wounded.id, second.id))]


def test_a_whole_is_not_its_part_in_another_report() -> None:
    whole = claim(
        "a", 0, 35, who=IS, whom=SYRIA, place=HOMS, period=day(days_before(2), SATURDAY), cues=("plural_events",)
    )
    assert verdict(whole, claim("b", 0, 27, who=IS, whom=SYRIA, place=HOMS, period=TODAY)) in (None, "different")


def test_bounds_meet() -> None:
    one = claim("a", 0, more_than(20), **ATTACK)
    assert verdict(one, claim("b", 0, 24, **ATTACK)) == "same"
    assert (reason(one, claim("b", 0, 24, **ATTACK), "count") or 0) > 0
    assert (reason(claim("a", 0, at_least(26), **ATTACK), claim("b", 0, 20, **ATTACK), "count") or 0) < 0


def test_no_report_tells_what_has_not_happened_yet() -> None:
    early = [report("a", days_before(5)), report("b")]
    pair = [claim("a", 0, 27, **(ATTACK | {"period": None})), claim("b", 0, 27, **ATTACK)]
    assert [item.verdict for item in link(pair, early)] in ([], ["different"], ["unsure"])


def test_sentences_end_at_stops_of_several_scripts() -> None:
    assert len(sentence_ends('One. Two! "Three?" Four؟ Five。 \nSix')) == 5


places = st.sampled_from([None, ALEPPO, HOMS, town("Palmyra", 34.56, 38.28, "Homs")])
claims_of_reports = st.lists(
    st.builds(
        lambda where, sentence, number, who, place, back: claim(
            where,
            sentence,
            number,
            who=who,
            whom=SYRIA,
            place=place,
            period=None if back is None else day(days_before(back)),
        ),
        st.sampled_from("abc"),
        st.integers(0, 12),
        st.integers(1, 9),
        st.sampled_from([None, IS, HTS]),
        places,
        st.sampled_from([None, 0, 1, 2]),
    ),
    max_size=12,
    unique_by=lambda item: item.id,
)


@settings(max_examples=40, deadline=None)
@given(claims_of_reports, st.randoms(use_true_random=False))
def test_links_do_not_depend_on_the_order_of_claims(claims: list[Claim], random: object) -> None:
    shuffled = claims[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert links(*claims) == links(*shuffled)


def test_two_reports_that_name_one_person_with_an_age_tell_of_one_event():
    def told(name: str, text: str) -> Report:
        return replace(report(name, SATURDAY), text=text)

    one, other = claim("r1", 0, 1, place=ALEPPO, period=TODAY), claim("r2", 0, 1, place=ALEPPO, period=TODAY)
    named = [told("r1", "Amina Yusuf, 29, died."), told("r2", "With 29-year-old Amina Yusuf two were hurt.")]
    reasons = [reason.name for item in link([one, other], named) for reason in item.reasons]
    assert "people" in reasons
    elder = [named[0], told("r2", "Amina Yusuf, 61, was hurt.")]
    assert all(reason.name != "people" for item in link([one, other], elder) for reason in item.reasons)


def test_the_words_near_a_town_do_not_part_it_from_the_town() -> None:
    around = replace(ALEPPO, precision=2, relation="near")
    one = claim("a", 0, 5, who=IS, place=ALEPPO, period=TODAY)
    near = reason(one, claim("b", 0, 5, who=IS, place=around, period=TODAY), "place")
    district = town("Azaz", 36.2, 37.4, "Aleppo", precision=3)
    other = reason(one, claim("b", 0, 5, who=IS, place=district, period=TODAY), "place")
    assert near is not None and other is not None and near > other


def test_the_dead_of_one_report_and_the_wounded_of_another_of_one_place_say_nothing_by_their_numbers() -> None:
    assert reason(claim("a", 0, 5, **ATTACK), claim("b", 0, 9, effect="wounded", **ATTACK), "count") == 0


TOLLS = ((27, 31), (1, 2), (8, 17), (3, 40))


def test_numbers_that_differ_little_part_less_than_small_or_far_ones() -> None:
    bits = [reason(claim("a", 0, one, **ATTACK), claim("b", 0, two, **ATTACK), "count") for one, two in TOLLS]
    assert None not in bits and bits[0] > max(bits[1:])  # type: ignore[operator, type-var]


def test_two_killed_in_a_country_on_a_day_by_one_side_are_not_yet_one_event() -> None:
    fact = {"who": IS, "period": TODAY}
    assert verdict(claim("a", 0, 2, place=ALEPPO, **fact), claim("b", 0, 2, place=country(), **fact)) == "unsure"
    assert verdict(claim("a", 0, 8, place=ALEPPO, **fact), claim("b", 0, 8, place=country(), **fact)) == "same"
