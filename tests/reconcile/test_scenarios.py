"""What goes wrong in ledgers of the dead, told as facts: each scenario is one trap."""

from __future__ import annotations

import pytest

from claim_builder import (
    ALEPPO,
    DEIR_EZZOR,
    HOMS,
    HTS,
    IDLIB,
    IS,
    MAYADIN,
    SATURDAY,
    SYRIA,
    at_least,
    best,
    by_best,
    claim,
    country,
    day,
    days_before,
    more_than,
    province,
    report,
    town,
)
from tollbook.link import group, link
from tollbook.reconcile import check, reconcile
from tollbook.records import Attribution, Claim, Count, Incident, Place, Report

TODAY = day(SATURDAY)
CIVILIANS = (None, "civilian")
EAST = Place(text="the eastern desert", country="SY", precision=5)
ATTACK = {"who": IS, "whom": SYRIA, "place": ALEPPO, "period": TODAY}


def ledger(claims: list[Claim], *reports: Report) -> tuple[Incident, ...]:
    known = {item.report_id: report(item.report_id) for item in claims} | {item.id: item for item in reports}
    every = list(known.values())
    return reconcile(claims, group(claims, link(claims, every)), every)


def test_a_toll_that_rises_over_three_days_is_one_incident_with_its_history() -> None:
    blast = {
        "place": ALEPPO,
        "period": day(days_before(3)),
        "whom": CIVILIANS,
        "event_type": "Explosions/Remote violence",
    }
    (found,) = ledger(
        [claim("a", 0, 10, **blast), claim("b", 0, 14, **blast), claim("c", 0, 19, cues=("rising",), **blast)],
        report("a", days_before(3)),
        report("b", days_before(2)),
        report("c", days_before(1)),
    )
    (figure,) = found.figures
    assert (figure.low, figure.best, figure.high) == (19, 19, 19)
    assert [(item.as_of, item.best) for item in figure.history] == [
        (days_before(3), 10),
        (days_before(2), 14),
        (days_before(1), 19),
    ]
    assert found.disagreements == ()


def test_two_sides_with_rival_tolls_disagree() -> None:
    (found,) = ledger(
        [
            claim("a", 0, 40, who=SYRIA, whom=IS, place=ALEPPO, period=TODAY, origin=SYRIA, modality="claimed"),
            claim("a", 1, 5, who=SYRIA, whom=IS, place=ALEPPO, period=TODAY, origin=IS, modality="claimed"),
        ]
    )
    (figure,) = found.figures
    assert (figure.low, figure.best, figure.high) == (5, 5, 40)  # a side knows its own dead better
    assert figure.origins == (IS, SYRIA)
    (disagreement,) = found.disagreements
    assert disagreement.about == "count"
    assert [reading.value for reading in disagreement.values] == ["40 (syria-government)", "5 (islamic-state)"]


def test_a_later_figure_of_the_other_side_does_not_supersede() -> None:
    fight = {"who": SYRIA, "whom": IS, "place": ALEPPO, "period": day(days_before(1)), "event_type": "Battles"}
    (found,) = ledger(
        [claim("a", 0, 5, origin=IS, **fight), claim("b", 0, 9, origin=SYRIA, **fight)],
        report("a", days_before(1)),
        report("b"),
    )
    assert (found.figures[0].low, found.figures[0].high) == (5, 9)
    assert [item.about for item in found.disagreements] == ["count"]


def test_equal_counts_on_one_day_in_two_provinces_stay_two() -> None:
    found = ledger(
        [claim("a", 0, 8, **ATTACK), claim("b", 0, 8, **(ATTACK | {"place": HOMS}))],
    )
    assert [best(item) for item in found] == [8, 8]


def test_two_attacks_of_one_group_on_one_day_in_neighbouring_towns_stay_two() -> None:
    near = town("Khan al-Asal", 36.17, 37.03, "Aleppo")
    found = ledger([claim("a", 0, 8, **ATTACK), claim("b", 0, 3, **(ATTACK | {"place": near}))])
    assert len(found) == 2


def test_one_attack_told_from_the_city_the_province_and_the_village_is_one() -> None:
    village = town("Khan al-Asal", 36.17, 37.03, "Aleppo")
    near_city = town("Aleppo", 36.20, 37.16, precision=2, relation="near")
    places = {"a": near_city, "b": province("Aleppo", 36.2, 37.4), "c": village}
    (found,) = ledger([claim(name, 0, 8, **(ATTACK | {"place": place})) for name, place in places.items()])
    assert found.place == village
    assert found.reports == ("a", "b", "c")
    assert found.disagreements == ()


def test_a_sum_that_fails_is_marked() -> None:
    found = by_best(
        ledger(
            [
                claim("a", 0, 30, whom=SYRIA, place=country(), period=TODAY, cues=("total", "plural_events"), events=2),
                claim("a", 2, 21, whom=SYRIA, place=ALEPPO, period=TODAY),
                claim("a", 3, 5, whom=SYRIA, place=HOMS, period=TODAY, cues=("another",)),
            ]
        )
    )
    (total,) = found[30].sums
    assert (total.verdict, total.parts.best) == ("disagrees", 26)
    assert [item.about for item in found[30].disagreements] == ["sum"]
    assert set(found[30].parts) == {found[21].id, found[5].id}
    assert check(tuple(found.values()), [])[0].kind == "sum-fails"


def test_parts_above_the_stated_total_disagree() -> None:
    found = by_best(
        ledger(
            [
                claim("a", 0, 25, whom=SYRIA, place=country(), period=TODAY, cues=("plural_events",)),
                claim("a", 2, 21, whom=SYRIA, place=ALEPPO, period=TODAY),
                claim("a", 3, 9, whom=SYRIA, place=HOMS, period=TODAY, cues=("another",)),
            ]
        )
    )
    assert found[25].sums[0].verdict == "disagrees"


def test_a_total_with_some_of_its_parts_is_incomplete() -> None:
    found = by_best(
        ledger(
            [
                claim("a", 0, 30, whom=SYRIA, place=country(), period=TODAY, cues=("plural_events",)),
                claim("a", 2, 12, whom=SYRIA, place=ALEPPO, period=TODAY),
            ]
        )
    )
    assert found[30].kind == "total"
    assert found[30].parts == (found[12].id,)
    assert found[30].sums[0].verdict == "incomplete"


def test_a_total_without_parts_is_a_total_and_incomplete() -> None:
    (found,) = ledger([claim("a", 0, 30, whom=SYRIA, place=country(), period=TODAY, scope="total")])
    assert (found.kind, found.parts, found.sums[0].verdict) == ("total", (), "incomplete")


def test_a_total_in_one_town_on_one_day_is_one_incident() -> None:
    (found,) = ledger([claim("a", 0, 12, whom=CIVILIANS, place=ALEPPO, period=TODAY, scope="total", cues=("total",))])
    assert (found.kind, found.sums) == ("incident", ())


def test_three_levels() -> None:
    days = day(days_before(2), SATURDAY)
    found = by_best(
        ledger(
            [
                claim("a", 0, more_than(60), whom=SYRIA, place=country(), period=days, cues=("plural_events",)),
                claim("a", 2, 35, who=IS, whom=SYRIA, place=EAST, period=days, cues=("since",)),
                claim("a", 4, 27, who=IS, whom=SYRIA, place=HOMS, period=days),
                claim("a", 5, 8, who=IS, whom=SYRIA, place=DEIR_EZZOR, period=day(days_before(2)), cues=("another",)),
                claim("a", 7, 26, who=HTS, whom=SYRIA, place=country(), period=TODAY),
                claim("a", 8, 21, who=HTS, whom=SYRIA, place=ALEPPO, period=TODAY),
                claim("a", 8, 5, who=HTS, whom=SYRIA, place=IDLIB, period=TODAY, offset=70, cues=("another",)),
            ]
        )
    )
    parents = {
        number: next((outer for outer, other in found.items() if other.id == item.part_of), None)
        for number, item in found.items()
    }
    assert parents == {60: None, 35: 60, 26: 60, 27: 35, 8: 35, 21: 26, 5: 26}


def test_killed_and_wounded_of_one_whole() -> None:
    pair = {"who": IS, "whom": SYRIA, "period": TODAY}
    found = ledger(
        [
            claim("a", 0, 12, place=country(), cues=("plural_events",), **pair),
            claim("a", 0, 30, effect="wounded", place=country(), offset=50, cues=("plural_events",), **pair),
            claim("a", 2, 7, place=ALEPPO, **pair),
            claim("a", 2, 20, effect="wounded", place=ALEPPO, offset=50, **pair),
            claim("a", 4, 5, place=HOMS, cues=("another",), **pair),
            claim("a", 4, 10, effect="wounded", place=HOMS, offset=50, **pair),
        ]
    )
    total = next(item for item in found if item.kind == "total")
    assert len(found) == 3
    assert [(item.effect, item.parts.best, item.verdict) for item in total.sums] == [
        ("killed", 12, "agrees"),
        ("wounded", 30, "agrees"),
    ]


def test_a_headline_figure_told_again_in_the_report_is_one() -> None:
    (found,) = ledger(
        [
            claim("a", 0, 8, place=ALEPPO, whom=CIVILIANS, origin=None),
            claim("a", 3, 8, place=ALEPPO, period=TODAY, whom=CIVILIANS),
            claim("a", 9, 8, whom=CIVILIANS, cues=("definite",)),
        ]
    )
    assert len(found.claims) == 3
    assert best(found) == 8


def test_yesterdays_toll_told_again_next_day_is_not_counted_twice() -> None:
    yesterday = day(days_before(1))
    found = by_best(
        ledger(
            [
                claim("a", 0, 10, who=IS, whom=SYRIA, place=ALEPPO, period=yesterday),
                claim("b", 0, 6, who=IS, whom=SYRIA, place=ALEPPO, period=TODAY),
                claim("b", 2, 10, who=IS, whom=SYRIA, place=ALEPPO, period=yesterday),
            ],
            report("a", days_before(1)),
            report("b"),
        )
    )
    assert {number: item.reports for number, item in found.items()} == {10: ("a", "b"), 6: ("b",)}


def test_a_report_without_a_date_links_by_number_place_and_group() -> None:
    (found,) = ledger(
        [claim("a", 0, 8, **ATTACK), claim("b", 0, 8, **(ATTACK | {"period": None}))], report("b", published=None)
    )
    assert found.reports == ("a", "b")
    assert found.period == TODAY


def test_no_date_anywhere_stays_unknown() -> None:
    (found,) = ledger([claim("a", 0, 8, place=ALEPPO, who=IS)], report("a", published=None))
    assert found.period is None
    assert found.figures[0].history[0].as_of is None


def test_no_place_and_no_day_but_the_same_number_and_group_next_day() -> None:
    (found,) = ledger([claim("a", 0, 27, **ATTACK), claim("b", 0, 27, who=IS, whom=SYRIA)])
    assert found.reports == ("a", "b")


def test_an_unknown_perpetrator_is_filled_by_the_report_that_knows() -> None:
    (found,) = ledger([claim("a", 0, 8, **(ATTACK | {"who": None})), claim("b", 0, 8, **ATTACK)])
    assert found.perpetrators == (IS,)


def test_a_group_that_no_registry_has_keeps_its_words() -> None:
    named = claim("a", 0, 8, place=ALEPPO, period=TODAY)
    party = claim("x", 0, 1, who="x").perpetrator
    assert party is not None
    unknown = type(party)(text="the Brigades of the Hill")
    (found,) = ledger([type(named)(**{key: getattr(named, key) for key in named.__slots__} | {"perpetrator": unknown})])
    assert found.perpetrators == ("the Brigades of the Hill",)


def test_different_perpetrators_stay_two() -> None:
    assert len(ledger([claim("a", 0, 3, **ATTACK), claim("b", 0, 3, **(ATTACK | {"who": HTS}))])) == 2


def test_a_toll_split_by_victims_is_one_incident_with_subsets() -> None:
    split = {"place": ALEPPO, "period": TODAY}
    (found,) = ledger(
        [
            claim("a", 0, 38, **split),
            claim("a", 0, 30, whom=SYRIA, offset=40, **split),
            claim("a", 0, 8, whom=CIVILIANS, offset=60, **split),
        ]
    )
    assert (found.kind, best(found)) == ("incident", 38)
    assert sorted(item.best or 0 for item in found.subsets) == [8, 30]


def test_two_kinds_of_victims_in_one_sentence_add_up() -> None:
    split = {"place": ALEPPO, "period": TODAY, "who": IS}
    (found,) = ledger([claim("a", 0, 30, whom=SYRIA, **split), claim("a", 0, 8, whom=CIVILIANS, offset=50, **split)])
    assert best(found) == 38
    assert sorted(item.best or 0 for item in found.subsets) == [8, 30]


def test_one_side_of_a_split_told_elsewhere_lowers_nothing() -> None:
    split = {"place": ALEPPO, "period": TODAY, "who": IS}
    (found,) = ledger(
        [
            claim("a", 0, 30, whom=SYRIA, **split),
            claim("a", 0, 8, whom=CIVILIANS, offset=50, **split),
            claim("b", 0, 30, whom=SYRIA, **split),
        ]
    )
    assert (found.figures[0].low, found.figures[0].best, found.figures[0].high) == (38, 38, 38)


def test_a_denied_figure_raises_nothing_and_a_suspected_one_only_the_high_side() -> None:
    (found,) = ledger(
        [
            claim("a", 0, 8, **ATTACK),
            claim("a", 1, 8, modality="denied", origin=SYRIA, **ATTACK),
            claim("b", 0, 8, modality="suspected", **ATTACK),
            claim("c", 0, 9, modality="suspected", event_type="Battles", **ATTACK),
        ]
    )
    (figure,) = found.figures
    assert (figure.low, figure.best, figure.high) == (8, 8, 9)
    assert found.denied_by == (SYRIA,)


def test_a_group_of_denied_figures_is_no_incident() -> None:
    assert ledger([claim("a", 0, 8, modality="denied", **ATTACK)]) == ()


def test_subsets_and_running_tolls_are_never_added() -> None:
    whole = claim("a", 0, 27, **ATTACK)
    (found,) = ledger(
        [
            whole,
            claim("a", 0, 4, scope="subset", whom=SYRIA, about=(whole.id,), offset=50),
            claim("a", 1, 3, scope="subset", whom=CIVILIANS, cues=("of_these",)),
            claim("a", 4, 370000, scope="cumulative", place=country()),
        ]
    )
    assert best(found) == 27
    assert [item.best for item in found.subsets] == [4, 3]


def test_outlets_are_no_origins_and_nobody_cited_is_found_by_check() -> None:
    (found,) = ledger([claim("a", 0, 8, **(ATTACK | {"origin": None}))])
    assert found.origins == ()
    (finding,) = check((found,), [])
    assert (finding.kind, finding.incident) == ("no-origin", found.id)


def test_at_least_and_exact_narrow_each_other() -> None:
    (found,) = ledger([claim("a", 0, at_least(26), **ATTACK), claim("b", 0, 26, **ATTACK)])
    assert (found.figures[0].low, found.figures[0].best, found.figures[0].high) == (26, 26, 26)


def test_a_window_is_narrowed_by_the_day_and_a_fight_keeps_its_days() -> None:
    window = day(days_before(2), SATURDAY)
    (narrow,) = ledger(
        [
            claim("a", 0, 27, **(ATTACK | {"period": window})),
            claim("b", 0, 27, **(ATTACK | {"period": day(days_before(1))})),
        ]
    )
    assert narrow.period == day(days_before(1))
    (fight,) = ledger(
        [
            claim("a", 0, 27, **(ATTACK | {"period": window})),
            claim("b", 0, 27, **(ATTACK | {"period": day(days_before(2))})),
        ]
    )
    assert fight.period == window


def test_chance_sums_of_unrelated_figures_are_no_totals() -> None:
    found = ledger(
        [
            claim("a", 0, 8, who=HTS, whom=SYRIA, place=ALEPPO, period=TODAY),
            claim("a", 3, 5, who=IS, whom=SYRIA, place=HOMS, period=TODAY),
            claim("a", 6, 3, who=IS, whom=SYRIA, place=MAYADIN, period=TODAY),
        ]
    )
    assert [item.kind for item in found] == ["incident"] * 3


def test_a_report_of_unrelated_events_changes_nothing_else() -> None:
    own = [claim("a", 0, 8, **ATTACK), claim("b", 0, 8, **ATTACK), claim("b", 2, 3, who=IS, place=HOMS, period=TODAY)]
    before = ledger(own)
    kabul = town("Kabul", 34.5, 69.2, country="AF")
    after = ledger([*own, claim("z", 0, 8, place=kabul, period=day(days_before(9)))], report("z", days_before(8)))
    assert set(before) <= set(after)


@pytest.mark.parametrize("topic", ["responsibility", "denial"])
def test_a_statement_about_nothing_named_is_attached_only_where_one_incident_fits(topic: str) -> None:
    said = claim("a", 6, None, effect=None, topic=topic, who=IS)
    one = [claim("a", 0, 8, **ATTACK), claim("a", 2, 5, who=HTS, whom=SYRIA, place=HOMS, period=TODAY)]
    two = [*one, claim("a", 4, 3, who=IS, whom=SYRIA, place=MAYADIN, period=TODAY)]

    def speakers(incidents: tuple[Incident, ...]) -> list[tuple[str, ...]]:
        return [item.responsibility_claimed_by + item.denied_by for item in incidents]

    assert speakers(ledger([*one, said])) == [(IS,), ()]
    assert speakers(ledger([*two, said])) == [(), (), ()]


def test_parts_told_as_of_them_with_places_of_their_own_are_incidents_under_the_whole() -> None:
    whole = claim("a", 0, 25, who=IS, whom=SYRIA, place=HOMS, period=TODAY)
    town_of_18, town_of_7 = town("Palmyra", 34.56, 38.28, "Homs"), town("Al-Sukhnah", 34.88, 38.87, "Homs")
    shared = {"who": IS, "period": TODAY, "scope": "subset", "cues": ("of_these",), "about": (whole.id,)}
    found = by_best(
        ledger(
            [
                whole,
                claim("a", 0, 18, place=town_of_18, offset=40, **shared),
                claim("a", 0, 7, place=town_of_7, offset=60, **shared),
            ]
        )
    )
    assert found[25].kind == "total"
    assert {found[18].part_of, found[7].part_of} == {found[25].id}
    assert found[25].sums[0].verdict == "agrees"
    assert found[25].subsets == ()


def test_those_by_whom_a_toll_rose_are_in_it_already() -> None:
    blast = {"place": ALEPPO, "period": TODAY, "whom": CIVILIANS}
    (found,) = ledger(
        [claim("a", 0, 12, cues=("rising",), **blast), claim("a", 0, 3, cues=("rising", "another"), offset=60, **blast)]
    )
    assert best(found) == 12
    assert [item.best for item in found.subsets] == [3]


def test_dozens_in_the_headline_are_the_27_of_the_report() -> None:
    dozens = Count(low=12, best=None, high=None, qualifier="dozens")
    (found,) = ledger([claim("a", 0, dozens, place=ALEPPO), claim("a", 2, 27, **ATTACK)])
    assert (found.figures[0].low, found.figures[0].best, found.figures[0].high) == (27, 27, 27)


def test_dozens_alone_have_no_best() -> None:
    (found,) = ledger([claim("a", 0, Count(low=12, best=None, high=None, qualifier="dozens"), **ATTACK)])
    assert (found.figures[0].low, found.figures[0].best, found.figures[0].high) == (12, None, None)


def test_another_origin_for_another_place_is_no_rival() -> None:
    found = ledger(
        [
            claim("a", 0, at_least(30), who=IS, whom=CIVILIANS, period=TODAY, origin=SYRIA),
            claim("a", 1, 11, who=IS, whom=CIVILIANS, place=ALEPPO, period=TODAY),
        ]
    )
    assert len(found) == 2


def test_the_attackers_own_dead_are_not_added_to_their_victims() -> None:
    fight = {"place": ALEPPO, "period": TODAY, "event_type": "Battles"}
    found = ledger([claim("a", 0, 1, who=IS, whom=SYRIA, **fight), claim("a", 0, 3, whom=IS, offset=50, **fight)])
    assert sorted(best(item) or 0 for item in found) == [1, 3]


def test_air_strikes_on_one_province_in_one_night_are_one_incident_and_a_week_of_them_is_a_total() -> None:
    night = day(days_before(1), SATURDAY)
    (one,) = ledger([claim("a", 0, 12, whom=CIVILIANS, place=IDLIB, period=night, cues=("plural_events",))])
    (many,) = ledger(
        [claim("a", 0, 12, whom=CIVILIANS, place=IDLIB, period=day(days_before(6), SATURDAY), cues=("plural_events",))]
    )
    (counted,) = ledger(
        [claim("a", 0, 12, whom=CIVILIANS, place=IDLIB, period=night, cues=("plural_events",), events=3)]
    )
    assert (one.kind, many.kind, counted.kind) == ("incident", "total", "total")


def test_a_total_of_one_report_takes_parts_that_another_report_tells() -> None:
    days = day(days_before(2), SATURDAY)
    found = by_best(
        ledger(
            [
                claim("a", 0, 35, who=IS, whom=SYRIA, place=EAST, period=days, scope="total", cues=("total",)),
                claim("b", 0, 27, who=IS, whom=SYRIA, place=HOMS, period=day(days_before(1))),
                claim("c", 0, 8, who=IS, whom=SYRIA, place=DEIR_EZZOR, period=TODAY),
            ]
        )
    )
    assert set(found[35].parts) == {found[27].id, found[8].id}


def test_a_search_among_many_equal_figures_ends() -> None:
    many = [
        claim("a", number + 1, 1 + number % 3, who=IS, place=town(f"T{number}", 33 + number / 10, 37.0), period=TODAY)
        for number in range(30)
    ]
    found = ledger([claim("a", 0, 500, who=IS, place=country(), period=TODAY, cues=("plural_events",)), *many])
    assert max(len(item.parts) for item in found) <= 20


def test_a_choice_among_other_reports_figures_makes_no_sum() -> None:
    days = day(days_before(2), SATURDAY)
    found = by_best(
        ledger(
            [
                claim("a", 0, 35, who=IS, whom=SYRIA, place=EAST, period=days, scope="total", cues=("total",)),
                claim("b", 0, 27, who=IS, whom=SYRIA, place=HOMS, period=day(days_before(1))),
                claim("c", 0, 8, who=IS, whom=SYRIA, place=DEIR_EZZOR, period=TODAY),
                claim("d", 0, 11, who=IS, whom=SYRIA, place=ALEPPO, period=TODAY),
            ]
        )
    )
    assert found[35].parts == ()


def test_a_toll_that_a_later_report_says_has_risen_needs_no_day() -> None:
    (found,) = ledger(
        [
            claim("a", 0, at_least(28), who=IS, place=ALEPPO, period=day(days_before(4))),
            claim("b", 0, 41, who=IS, place=ALEPPO, cues=("rising",)),
        ],
        report("a", days_before(2)),
        report("b"),
    )
    assert [item.best for item in found.figures[0].history] == [28, 41]


def test_a_news_agency_is_an_origin_where_nobody_else_is_cited() -> None:
    wire = ATTACK | {"origin": "reuters"}
    (found,) = ledger([claim("a", 0, 8, **wire), claim("b", 0, 8, **wire)])
    assert found.origins == ("reuters",)
    both = (Attribution(text="SANA", origin="sana"), Attribution(text="Reuters", origin="reuters"))
    (found,) = ledger([claim("a", 0, 8, **(ATTACK | {"attribution": both}))])
    assert found.origins == ("sana",)


def test_a_claimant_by_name_stands_before_words_for_it() -> None:
    attack = claim("a", 0, 8, **ATTACK)
    said = {"effect": None, "topic": "responsibility", "about": (attack.id,)}
    (found,) = ledger(
        [attack, claim("a", 2, None, who=IS, **said), claim("a", 3, None, who="the Islamist group", **said)]
    )
    assert found.responsibility_claimed_by == (IS,)


def test_a_lead_without_place_and_day_takes_all_figures_below_it_or_none() -> None:
    lead = claim("a", 0, 11, whom=CIVILIANS)
    rows = [
        claim("a", 3, 2, whom=CIVILIANS, place=ALEPPO, period=day(days_before(4))),
        claim("a", 5, 6, whom=CIVILIANS, place=HOMS, period=day(days_before(3))),
        claim("a", 7, 3, whom=SYRIA, place=MAYADIN, period=day(days_before(2))),
        claim("a", 9, 3, whom=CIVILIANS, place=DEIR_EZZOR, period=day(days_before(1)), offset=40),
    ]
    found = ledger([lead, *rows])
    week = next(item for item in found if item.kind == "total")
    by_id = {item.id: item for item in found}
    assert sorted(best(by_id[part]) or 0 for part in week.parts) == [2, 3, 6]
    assert all(SYRIA not in by_id[part].victims for part in week.parts)
    extra = claim("a", 11, 1, whom=CIVILIANS, place=IDLIB, period=TODAY)
    assert {item.kind for item in ledger([lead, *rows, extra])} == {"incident"}


def test_fighters_of_a_town_hold_neither_the_people_of_a_country_nor_what_happened_elsewhere() -> None:
    strikes = {"who": SYRIA, "period": TODAY}
    people = [claim("a", 1, 36, whom=(None, "unknown"), place=country(), **strikes)]
    people += [claim("a", 2, 14, whom=(None, "unknown"), place=HOMS, **strikes)]
    fighters = claim("a", 6, 50, whom=IS, place=ALEPPO, **strikes)
    assert {item.kind for item in ledger([*people, fighters])} == {"incident"}


def test_the_doers_own_dead_are_no_part_of_what_it_did() -> None:
    whole = claim("a", 0, 36, who=SYRIA, place=country(), period=TODAY, cues=("plural_events",))
    found = by_best(
        ledger(
            [
                whole,
                claim("a", 2, 14, who=SYRIA, place=HOMS, period=TODAY),
                claim("a", 4, 2, whom=SYRIA, place=ALEPPO, period=TODAY),
            ]
        )
    )
    assert found[36].parts == (found[14].id,)


def test_two_strikes_on_one_district_in_one_night_are_one_incident() -> None:
    night = day(days_before(1), SATURDAY)
    district = town("Sperah", 33.2, 69.5, precision=3)
    (found,) = ledger([claim("a", 0, 15, place=district, period=night, cues=("plural_events",), events=2)])
    assert (found.kind, found.sums) == ("incident", ())


def test_a_total_stands_where_its_words_place_it_though_a_retelling_is_misplaced() -> None:
    whole = claim("a", 0, 36, place=country(), period=TODAY, cues=("plural_events",))
    (found,) = ledger([whole, claim("b", 0, 36, place=ALEPPO, period=TODAY)])
    assert found.place == country()


def test_a_name_that_no_gazetteer_has_is_finer_than_the_region_told_elsewhere() -> None:
    unlisted = Place(text="Minova", name="Minova", country="SY", latitude=34.0, longitude=37.0, precision=6)
    (found,) = ledger([claim("a", 0, 24, place=EAST, period=TODAY), claim("b", 0, 24, place=unlisted, period=TODAY)])
    assert found.place == unlisted


def test_later_reports_that_know_less_blank_nothing() -> None:
    (found,) = ledger(
        [claim("a", 0, 27, **ATTACK), claim("b", 0, 27, who=IS, origin=None), claim("c", 0, 27, whom=SYRIA)],
        report("a", days_before(0)),
    )
    assert (found.place, found.period, found.perpetrators, found.victims) == (ALEPPO, TODAY, (IS,), (SYRIA,))
