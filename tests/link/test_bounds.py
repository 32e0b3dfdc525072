"""The search for pairs and sums is bounded: what one long report costs, and what its bounds must not lose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claim_builder import ALEPPO, HOMS, HTS, IS, SATURDAY, SYRIA, claim, country, day, days_before, report, town
from tollbook.link import blocking, group, link, verdict
from tollbook.link.blocking import across, limits, within
from tollbook.link.compare import Pair, compare, hopeless
from tollbook.records import Claim

TODAY = day(SATURDAY)
PLACES = [ALEPPO, HOMS, country(), country("IQ", "Iraq"), town("Zabad", 36.3, 37.9), None]


def long_report(size: int, **more: object) -> list[Claim]:
    return [claim("a", number, 10 + number, place=ALEPPO, period=TODAY, **more) for number in range(size)]


def met(claims: list[Claim]) -> set[tuple[int, int]]:
    return {*within(claims), *across(claims, {"a": report("a"), "b": report("b")}, {}, {})}


@pytest.mark.parametrize("same_number", [False, True])
def test_pairs_grow_with_the_claims_of_a_report_and_not_with_their_square(same_number: bool) -> None:
    size = 400
    claims = [claim("a", item, 5 if same_number else 10 + item, place=ALEPPO, period=TODAY) for item in range(size)]
    assert len(met(claims)) <= size * (limits()["nearest"] + limits()["alike"])


def test_pairs_grow_with_the_claims_of_a_crowded_place_and_not_with_their_square() -> None:
    size = 400
    claims = [claim(f"r{item:03}", 0, 10 + item % 50, place=ALEPPO, period=TODAY) for item in range(size)]
    assert len(met(claims)) < size * size / 4


def test_every_two_claims_of_a_usual_report_meet() -> None:
    claims = long_report(limits()["nearest"] + 1)
    assert len(met(claims)) == len(claims) * (len(claims) - 1) // 2


def test_far_claims_of_a_long_report_meet_where_they_tell_one_number_or_speak_of_each_other() -> None:
    claims = long_report(120)
    claims[110] = claim("a", 110, 10, place=ALEPPO, period=TODAY)
    claims[119] = claim("a", 119, 500, effect="wounded", about=(claims[3].id,))
    found = met(claims)
    assert {(0, 110), (3, 119)} <= found
    assert (0, 90) not in found


def test_two_numbers_of_one_long_report_are_not_joined_by_another_report() -> None:
    attack = {"place": ALEPPO, "period": TODAY, "who": IS, "whom": SYRIA}
    between = [claim("a", 1 + item, 200 + item, place=HOMS, period=TODAY) for item in range(60)]
    first, last = claim("a", 0, 30, **attack), claim("a", 100, 36, **attack)
    other, later = claim("b", 0, 30, **attack), claim("c", 0, 36, cues=("rising",), **attack)
    claims = [first, *between, last, other, later]
    reports = [report("a", sentences=120), report("b"), report("c", SATURDAY + timedelta(days=1))]
    links = link(claims, reports)
    home = {item: number for number, members in enumerate(group(claims, links)) for item in members}
    assert home[first.id] != home[last.id]
    assert any({item.left, item.right} == {first.id, last.id} and item.verdict == "different" for item in links)


sides = st.builds(
    lambda where, number, place, back, who, whom, effect, cues: claim(
        where, 0, number, place=place, period=day(days_before(back)), who=who, whom=whom, effect=effect, cues=cues,
        event_type="Battles", sub_event_type="Armed clash", weapon="mortar",
    ),
    st.just("a"), st.one_of(st.none(), st.integers(1, 60)), st.sampled_from(PLACES), st.integers(0, 2),
    st.sampled_from([None, IS, HTS]), st.sampled_from([None, SYRIA]), st.sampled_from(["killed", "wounded"]),
    st.sampled_from([(), ("rising",), ("total",)]),
)  # fmt: skip


@given(sides, sides)
def test_a_hopeless_pair_would_have_been_told_apart(one: Claim, other: Claim) -> None:
    twin = Claim(**{name: getattr(other, name) for name in Claim.__slots__} | {"id": "other", "report_id": "b"})
    pair = Pair(left=one, right=twin, left_published=SATURDAY, right_published=SATURDAY)
    if hopeless(one, twin):
        assert verdict(sum(reason.score for reason in compare(pair))) == "different"


def test_two_far_towns_without_a_number_in_common_are_hopeless() -> None:
    one, other = claim("a", 0, 8, place=ALEPPO), claim("b", 0, 9, place=HOMS)
    assert hopeless(one, other)
    assert not hopeless(one, claim("b", 0, 8, place=HOMS))
    assert not hopeless(one, claim("a", 3, 9, place=HOMS))


def test_claims_without_a_day_are_looked_for_by_all_numbers_of_the_next_steps() -> None:
    """`like` may name more than a claim without any day is compared with, never less."""
    steps = {number: blocking._Number("killed", number, "SY", range(0)).step for number in range(3000)}
    for number in (0, 1, 2, 3, 5, 8, 13, 47, 100, 999):
        least, most = blocking.like(number)
        met = [other for other, step in steps.items() if abs(step - steps[number]) <= 1]
        assert least <= min(met)
        assert max(met) <= most
