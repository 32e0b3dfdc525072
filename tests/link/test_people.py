"""Who is told of near a claim: names in full, and how old the one person of a claim is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claim_builder import ALEPPO, SATURDAY, claim, day, report
from tollbook.link import link
from tollbook.link.people import age, years_apart
from tollbook.link.surroundings import sentence_ends
from tollbook.records import Claim, Evidence, Link, Party, Report, Span

TODAY = day(SATURDAY)
AGES = [
    ("en", "A 12-year-old boy was killed.", "boy", "12"),
    ("en", "A nine-month-old baby was killed.", "baby", "9 months"),
    ("en", "Amina Yusuf, 29, was killed.", "Amina Yusuf", "29"),
    ("en", "A boy was killed in 2019.", "boy", None),
    ("en", "A boy (12) and a girl (14) died.", "boy", None),
    ("en", "A 6-year-old killed his 4-year-old brother.", "brother", "4"),
    ("nb", "En 12 år gammel gutt ble drept.", "gutt", "12"),
    ("nn", "Ein 16-åring vart drepen.", "16-åring", "16"),
    ("da", "En 15-årig dreng blev dræbt.", "dreng", "15"),
    ("sv", "En 15-årig pojke dödades.", "pojke", "15"),
    ("de", "Ein 12-jähriger Junge wurde getötet.", "Junge", "12"),
    ("fr", "Un garçon de 12 ans a été tué.", "garçon", "12"),
    ("es", "Un niño de 9 años murió.", "niño", "9"),
    ("ru", "Погиб 12-летний мальчик.", "мальчик", "12"),
    ("uk", "Загинув 17-річний хлопець.", "хлопець", "17"),
    ("tr", "14 yaşında bir çocuk öldü.", "çocuk", "14"),
    ("ar", "قتل طفل عمره 12 عاما.", "طفل", "12"),
    ("fa", "یک پسر ۱۲ ساله کشته شد.", "پسر", "12"),
    ("zh", "一名12岁男孩遇难。", "男孩", "12"),
]


def told(name: str, text: str, victim: str, language: str = "en") -> tuple[Claim, Report]:
    """Return a claim of one person killed in Aleppo, its victim's words in `text`, and its report."""
    start = text.index(victim)
    span = Span(report_id=name, start=start, end=start + len(victim), quote=victim)
    values = {"evidence": (Evidence(role="victims", span=span),), "language": language}
    made = claim(name, 0, 1, place=ALEPPO, period=TODAY, origin=None, victims=Party(text=victim), **values)
    return made, replace(report(name, SATURDAY), text=text)


def linked(*facts: tuple[Claim, Report]) -> Link:
    (found,) = link([item for item, _ in facts], [item for _, item in facts])
    return found


def reasons(item: Link) -> dict[str, float]:
    return {reason.name: reason.score for reason in item.reasons}


@pytest.mark.parametrize(("language", "text", "victim", "wanted"), AGES)
def test_the_age_of_the_one_victim_is_read(language: str, text: str, victim: str, wanted: str | None) -> None:
    made, its_report = told("r", text, victim, language)
    assert age(made, its_report.text, sentence_ends(its_report.text)) == wanted


def test_only_one_person_has_an_age() -> None:
    made, its_report = told("r", "Two 12-year-old boys were killed.", "boys")
    two = replace(made, count=claim("r", 0, 2).count)
    assert age(two, its_report.text, sentence_ends(its_report.text)) is None


def test_one_age_in_two_languages_speaks_for_one_event_and_another_age_against_it() -> None:
    boy = told("r1", "A 12-year-old boy was killed.", "boy")
    same = linked(boy, told("r2", "Un garçon de 12 ans a été tué.", "garçon", "fr"))
    assert reasons(same)["age"] > 0
    near = linked(boy, told("r2", "A 13-year-old boy was killed.", "boy"))
    assert "age" not in reasons(near)
    other = [boy, told("r2", "A 17-year-old boy was killed.", "boy")]
    assert not [item for item in link(*map(list, zip(*other, strict=True))) if item.verdict == "same"]


def test_months_are_no_years() -> None:
    assert years_apart("9 months", "9 months") == 0
    assert years_apart("9 months", "9") is None
    assert years_apart("9", "12") == 3


def test_a_victim_named_in_both_reports_speaks_for_one_event_less_than_with_an_age() -> None:
    named = told("r1", "Amina B. Yusuf was killed.", "Amina B. Yusuf")
    bare = linked(named, told("r2", "A woman died. Neighbours of Amina Yusuf wept.", "woman"))
    aged = linked(
        told("r1", "Amina Yusuf, 29, was killed.", "Amina Yusuf"),
        told("r2", "A woman died. Neighbours of 29-year-old Amina Yusuf wept.", "woman"),
    )
    assert 0 < reasons(bare)["people"] < reasons(aged)["people"]


def test_two_of_one_name_and_two_ages_are_nobody_in_common() -> None:
    facts = [
        told("r1", "Amina Yusuf, 29, was killed.", "Amina Yusuf"),
        told("r2", "Amina Yusuf, 61, was killed.", "Amina Yusuf"),
    ]
    found = link([item for item, _ in facts], [item for _, item in facts])
    assert all("people" not in reasons(item) for item in found)


def test_somebody_whom_only_one_report_names_says_nothing() -> None:
    one = told("r1", "Amina Yusuf was killed.", "Amina Yusuf")
    assert "people" not in reasons(linked(one, told("r2", "A woman was killed.", "woman")))


def test_who_was_shot_in_one_report_meets_who_was_wounded_in_another_that_gives_no_place() -> None:
    shot, first = told("r1", "A 12-year-old boy was shot.", "boy")
    hurt, second = told("r2", "A 12-year-old boy was hurt.", "boy")
    found = link([replace(shot, effect="casualties", place=None), replace(hurt, effect="wounded")], [first, second])
    assert found and "age" in reasons(found[0])


def test_one_report_that_tells_two_ages_tells_of_two_people() -> None:
    text = "A 16-year-old boy was killed in Aleppo. A 22-year-old man was killed in Aleppo."
    boy, told_of = told("r1", text, "boy")
    man, _ = told("r1", text, "man")
    (found,) = link([boy, replace(man, id="other")], [told_of])
    assert reasons(found)["age"] < 0 and found.verdict != "same"
    again = "A 16-year-old boy was killed in Aleppo. The boy, 16, was killed in Aleppo, police said."
    first, its_report = told("r1", again, "16-year-old boy")
    second, _ = told("r1", again, "The boy")
    (joined,) = link([first, replace(second, id="other")], [its_report])
    assert joined.verdict == "same"
