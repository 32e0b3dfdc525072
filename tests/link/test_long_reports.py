"""What one report says of its own figures, and what stands around them: headlines, rivals, later paragraphs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claim_builder import (
    ALEPPO,
    HOMS,
    IS,
    LENGTH,
    SATURDAY,
    SYRIA,
    claim,
    country,
    day,
    days_before,
    report,
    town,
)
from tollbook.link import group, link
from tollbook.link.surroundings import Surroundings
from tollbook.records import Claim, Evidence, Report, Span, Verdict

TODAY = day(SATURDAY)
CIVILIANS = (None, "civilian")
HERE = {"place": ALEPPO, "period": TODAY}
ATTACK = {"who": IS, "whom": SYRIA, **HERE}


def groups(claims: list[Claim], *reports: Report) -> set[str]:
    """The groups as words: claims are lettered in the order given."""
    known = {item.report_id: report(item.report_id) for item in claims} | {item.id: item for item in reports}
    letters = {item.id: chr(ord("a") + number) for number, item in enumerate(claims)}
    found = group(claims, link(claims, list(known.values())))
    return {"".join(sorted(letters[item] for item in members)) for members in found}


def verdict(one: Claim, other: Claim, *reports: Report) -> Verdict | None:
    known = {item.report_id: report(item.report_id) for item in (one, other)} | {item.id: item for item in reports}
    return next((item.verdict for item in link([one, other], list(known.values()))), None)


def carried(told: Claim, role: str) -> Claim:
    """The claim with a span for `role` in the first sentence of its report only."""
    span = Span(report_id=told.report_id, start=2, end=5, quote="xxx")
    return replace(told, evidence=(*told.evidence, Evidence(role=role, span=span)))  # type: ignore[arg-type]


def saying(name: str, words: str, sentence: int = 0) -> Report:
    """A report whose sentence `sentence` begins with `words`."""
    blank = report(name)
    start, words = sentence * LENGTH, f"{words} "
    return replace(blank, text=blank.text[:start] + words + blank.text[start + len(words) :])


def test_headline_and_lead_tell_one_soldier_and_another_paragraph_may_tell_another() -> None:
    assert verdict(claim("a", 0, 1), claim("a", 1, 1, **ATTACK)) == "same"
    assert verdict(claim("a", 0, 1), claim("a", 9, 1, **ATTACK)) == "unsure"


def test_a_headline_does_not_speak_against_what_its_figure_rose_from() -> None:
    headline = claim("a", 0, 52, place=country())
    rose = claim("a", 1, 52, cues=("rising",), place=ALEPPO)
    assert groups([headline, rose, claim("a", 2, 30, place=ALEPPO)]) == {"abc"}


def test_a_headline_of_one_report_does_not_speak_against_the_raised_toll_of_another() -> None:
    event = {"place": ALEPPO, "period": day(days_before(1))}
    claims = [
        claim("a", 0, 11, place=country()),
        claim("a", 1, 11, **event),
        claim("b", 0, 14, cues=("rising",), **event),
    ]
    assert groups(claims, report("a", days_before(1)), report("b")) == {"abc"}


def test_a_toll_rises_to_the_figure_with_the_word_and_not_from_another_scale() -> None:
    assert verdict(claim("a", 0, 9, **HERE), claim("a", 3, 15, cues=("rising",))) == "same"
    assert verdict(claim("a", 0, 9, **HERE), claim("a", 3, 5, cues=("rising",))) == "different"
    assert verdict(claim("a", 0, 1, **HERE), claim("a", 3, 17, cues=("rising",))) == "different"


def test_the_fighters_that_an_army_shot_are_no_earlier_toll_of_its_own_dead() -> None:
    shot = claim("a", 0, 2, who=SYRIA, **HERE)
    assert verdict(shot, claim("a", 1, 5, whom=SYRIA, cues=("rising",), **HERE)) == "different"


@pytest.mark.parametrize(("sentence", "expected"), [(2, "same"), (6, "same")])
def test_the_wounded_of_a_later_paragraph_belong_to_the_dead_of_their_scene(sentence: int, expected: Verdict) -> None:
    assert verdict(claim("a", 0, 8, **ATTACK), claim("a", sentence, 20, effect="wounded", **HERE)) == expected
    assert verdict(claim("a", 0, 8, place=country()), claim("a", 3, 20, effect="wounded", place=country())) == expected


def test_but_not_where_another_place_or_day_is_told_and_never_people_who_fled() -> None:
    dead = claim("a", 0, 8, **ATTACK)
    assert verdict(dead, claim("a", 4, 20, effect="wounded", place=HOMS)) == "different"
    assert verdict(dead, claim("a", 4, 20, effect="wounded", place=ALEPPO, period=day(days_before(3)))) == "different"
    assert verdict(claim("a", 0, 8), claim("a", 4, 9000, effect="displaced")) != "same"


def test_killed_and_wounded_are_paired_as_they_stand_in_the_sentence() -> None:
    pairs = [(11, "killed"), (15, "wounded"), (19, "killed"), (22, "wounded")]
    claims = [claim("a", 0, number, effect=effect, offset=10 + 20 * at) for at, (number, effect) in enumerate(pairs)]
    assert groups(claims) == {"ab", "cd"}


def test_three_voices_on_the_dead_of_one_side_are_one_event_also_a_section_later() -> None:
    lost = {"whom": SYRIA, **HERE}
    claims = [
        claim("a", 0, 7, origin=SYRIA, **lost),
        claim("a", 1, 57, origin=IS, modality="claimed", **lost),
        claim("a", 8, 12, origin="elder", **lost),
        claim("a", 9, 57, origin=IS, **lost),
    ]
    assert groups(claims) == {"abcd"}


def test_a_rival_figure_without_a_mouth_of_its_own_needs_a_party_to_the_fight() -> None:
    uncited = claim("a", 0, 17, origin=None, **ATTACK)
    assert verdict(uncited, claim("a", 1, 40, origin=IS, **ATTACK)) == "same"
    assert verdict(uncited, claim("a", 1, 40, origin="red-cross", **ATTACK)) == "different"


def test_a_mouth_carried_over_from_elsewhere_makes_no_rival() -> None:
    first = claim("a", 5, 26, origin="un-ohchr", **HERE)
    second = claim("a", 8, 5, origin="red-cross", **HERE)
    assert verdict(first, second) == "same"
    assert verdict(carried(first, "attribution"), second) == "different"


def test_people_and_fighters_of_a_named_group_far_apart_are_no_rivals() -> None:
    people = claim("a", 0, 11, who=SYRIA, origin="red-cross", **HERE)
    fighters = claim("a", 4, 50, who=SYRIA, whom=IS, origin=SYRIA, **HERE)
    assert verdict(people, fighters) == "different"


def test_whom_one_side_calls_civilians_the_other_calls_fighters() -> None:
    one = claim("a", 0, 15, who=SYRIA, whom=CIVILIANS, origin="red-cross", **HERE)
    other = claim("a", 2, 23, who=SYRIA, whom=(None, "combatant"), origin=SYRIA, modality="claimed", **HERE)
    assert verdict(one, other) == "same"


def test_a_toll_that_rose_needs_no_place_where_its_words_name_it() -> None:
    event = claim("a", 0, 12, place=ALEPPO, period=day(days_before(2)))
    raised = claim("b", 1, 15, origin=None, cues=("rising",), period=TODAY)
    bare = [replace(item, weapon="bomb", event_type="Explosions/Remote violence") for item in (raised, event)]
    told = report("a", days_before(1)), saying("b", "Victims of the Aleppo bombing were buried", 1)
    assert verdict(bare[1], bare[0], *told) == "same"
    assert verdict(bare[1], bare[0], report("a", days_before(1)), report("b")) != "same"


def test_names_are_looked_for_near_a_claim_and_as_whole_words() -> None:
    loose, fine = claim("b", 4, 15), claim("a", 0, 12, place=town("Mari", 34.5, 40.9))
    for words, sentence, found in (("In Mari", 3, True), ("In Mariupol", 3, False), ("In Mari", 0, False)):
        reports = {"a": report("a"), "b": saying("b", words, sentence)}
        assert Surroundings.of([fine, loose], reports).named(loose, fine) is found


def test_a_report_of_other_countries_does_not_mean_this_one() -> None:
    event = claim("a", 0, 22, **HERE)
    loose, kabul = claim("b", 0, 22), claim("b", 5, 3, place=town("Kabul", 34.5, 69.2, country="AF"))
    known = [report("a"), report("b")]
    same = {(item.left, item.right) for item in link([event, loose, kabul], known) if item.verdict == "same"}
    assert same == set()
    assert verdict(event, loose) == "same"


def test_the_brother_of_a_witness_and_the_bodies_sent_home_are_no_further_dead() -> None:
    dead = claim("a", 0, 19, **HERE)
    brother = claim("a", 4, 1, cues=("definite", "single"), **HERE)
    bodies = claim("a", 6, 3, cues=("of_these",), about=(dead.id,), **HERE)
    assert groups([dead, brother, bodies]) == {"a"}
    assert groups([dead, replace(brother, place=HOMS), replace(bodies, place=HOMS)]) == {"a", "b", "c"}


def test_a_count_since_january_is_no_rival_of_yesterdays_dead() -> None:
    dead = claim("a", 0, 3, who=IS, origin="red-cross", **HERE)
    year = {"place": ALEPPO, "period": day(days_before(100), SATURDAY)}
    assert verdict(dead, claim("a", 1, 9, who=IS, origin="un-ohchr", **HERE)) == "same"
    assert verdict(dead, claim("a", 1, 9, who=IS, origin="un-ohchr", **year)) == "different"
