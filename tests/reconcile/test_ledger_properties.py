"""What holds of every ledger, whatever the reports say."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from claim_builder import ALEPPO, HOMS, HTS, IS, SATURDAY, SOHR, SYRIA, claim, country, day, days_before, report
from tollbook.link import group, link, linkable
from tollbook.reconcile import reconcile
from tollbook.records import Claim, Count, Incident
from tollbook.relations import shares

REPORTS = [report("a", days_before(1)), report("b"), report("c", None)]
counts = st.one_of(
    st.none(),
    st.integers(1, 40).map(lambda number: Count(low=number, best=number, high=number)),
    st.integers(1, 40).map(lambda number: Count(low=number, best=number, high=None, qualifier="more_than")),
    st.integers(1, 40).map(lambda number: Count(low=None, best=number, high=number, qualifier="up_to")),
    st.integers(1, 40).map(lambda number: Count(low=number, best=None, high=number + 5, qualifier="between")),
)
claims_of_reports = st.lists(
    st.builds(
        lambda where, sentence, number, who, place, back, more: claim(
            where,
            sentence,
            number,
            who=who,
            place=place,
            period=None if back is None else day(days_before(back), SATURDAY),
            **more,
        ),
        st.sampled_from("abc"),
        st.integers(0, 9),
        counts,
        st.sampled_from([None, IS, HTS]),
        st.sampled_from([None, ALEPPO, HOMS, country()]),
        st.sampled_from([None, 0, 1]),
        st.fixed_dictionaries(
            {
                "effect": st.sampled_from(["killed", "killed", "wounded"]),
                "cues": st.sampled_from(
                    [(), ("plural_events",), ("another",), ("rising",), ("since",), ("definite", "single")]
                ),
                "whom": st.sampled_from([None, SYRIA, (None, "civilian")]),
                "origin": st.sampled_from([None, SOHR, SYRIA, IS]),
                "scope": st.sampled_from(["incident", "incident", "total", "subset"]),
                "modality": st.sampled_from(["reported", "reported", "suspected", "denied"]),
            }
        ),
    ),
    max_size=14,
    unique_by=lambda item: item.id,
)


def ledger(claims: list[Claim]) -> tuple[Incident, ...]:
    return reconcile(claims, group(claims, link(claims, REPORTS)), REPORTS)


@settings(max_examples=80, deadline=None)
@given(claims_of_reports)
def test_figures_are_ordered_and_the_tree_is_a_tree(claims: list[Claim]) -> None:
    found = ledger(claims)
    for incident in found:
        for figure in incident.figures:
            known = [number for number in (figure.low, figure.best, figure.high) if number is not None]
            assert known == sorted(known)
    by_id = {item.id: item for item in found}
    assert len(by_id) == len(found)
    for incident in found:
        assert all(by_id[part].part_of == incident.id for part in incident.parts)
        assert incident.part_of is None or incident.id in by_id[incident.part_of].parts
        above, seen = incident.part_of, {incident.id}
        while above is not None:
            assert above not in seen
            seen.add(above)
            above = by_id[above].part_of


@settings(max_examples=80, deadline=None)
@given(claims_of_reports)
def test_every_counted_claim_is_in_one_incident(claims: list[Claim]) -> None:
    told = [item for incident in ledger(claims) for item in incident.claims]
    assert len(told) == len(set(told))
    owed = {item.id for item in claims if linkable(item) and item.modality != "denied"} - shares(claims)
    assert owed <= set(told) <= {item.id for item in claims if linkable(item)}


@settings(max_examples=60, deadline=None)
@given(claims_of_reports, st.randoms(use_true_random=False))
def test_the_ledger_does_not_depend_on_the_order_of_claims(claims: list[Claim], random: object) -> None:
    shuffled = claims[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ledger(claims) == ledger(shuffled)


@settings(max_examples=40, deadline=None)
@given(claims_of_reports)
def test_unrelated_reports_leave_incidents_as_they_were(claims: list[Claim]) -> None:
    kabul = country("AF", "Afghanistan")
    far = claim("z", 0, 7, place=kabul, period=day(days_before(400)), whom=(None, "civilian"))
    reports = [*REPORTS, report("z", days_before(399))]
    every = [*claims, far]
    assert set(ledger(claims)) <= set(reconcile(every, group(every, link(every, reports)), reports))
