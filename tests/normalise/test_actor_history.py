"""Actors in time: beginnings, ends, renamings and splits, and what a name means on the day of its report."""

from __future__ import annotations

from datetime import date

import pytest

from tollbook.data import kinship, table
from tollbook.normalise.actors import Cast, cast, resolve_party

HISTORY = table("actors/history")["history"]


def _who(words: str, on: date | None, country: str = "SY", language: str = "en") -> str | None:
    found = resolve_party([words], language, Cast(on=on), country=country)
    return found.actor if found else None


def test_histories_are_of_known_actors_and_in_order() -> None:
    entries = kinship.entries()
    assert set(HISTORY) - set(entries) == set()
    for id in HISTORY:
        entry = entries[id]
        assert set(entry.became) | set(entry.split_from) <= set(entries), id
        for days in (entry.days, *(block.days for block in entry.called)):
            assert days.first is None or days.last is None or days.first <= days.last, id


@pytest.mark.parametrize(
    ("words", "on", "country", "wanted"),
    [
        ("the Nusra Front", date(2014, 5, 1), "SY", "hayat-tahrir-al-sham"),
        ("the Nusra Front", date(2019, 5, 1), "SY", "hayat-tahrir-al-sham"),  # people go on saying it
        ("Jabhat Fatah al-Sham", date(2016, 9, 1), "SY", "hayat-tahrir-al-sham"),
        ("al-Qaeda's Syrian branch", date(2015, 5, 1), "SY", "hayat-tahrir-al-sham"),
        ("al-Qaeda's Syrian branch", date(2020, 5, 1), "SY", "hurras-al-din"),
        ("al-Qaeda's Syrian branch", None, "SY", "hayat-tahrir-al-sham"),
        ("al-Qaeda in Iraq", date(2005, 8, 1), "IQ", "al-qaida-in-iraq"),
        ("al-Qaeda in Iraq", date(2010, 8, 1), "IQ", "islamic-state"),
        ("Islamic State of Iraq", date(2009, 8, 1), "IQ", "islamic-state"),
        ("Assad loyalists", date(2025, 3, 7), "SY", "assad-loyalists"),
        ("Assad loyalists", date(2013, 3, 7), "SY", "syria-government"),
        ("Assad's forces", date(2013, 3, 7), "SY", "syria-government"),
        ("Assad's forces", date(2025, 3, 7), "SY", None),
        ("Russian mercenaries", date(2022, 3, 7), "ML", "wagner"),
        ("Russian mercenaries", date(2025, 9, 7), "ML", "africa-corps"),
        ("GSPC", date(2005, 1, 1), "DZ", "aqim"),
        ("M23", date(2010, 1, 1), "CD", None),  # not yet
        ("M23", date(2012, 11, 20), "CD", "m23"),
        ("RSF", date(2009, 1, 1), "SD", None),
        ("NTC fighters", date(2011, 7, 1), "LY", "libyan-rebels"),
        ("NTC fighters", date(2011, 12, 1), "LY", "libya-government"),
    ],
)
def test_the_day_says_what_a_name_means(words: str, on: date | None, country: str, wanted: str | None) -> None:
    assert _who(words, on, country) == wanted


def test_an_actor_has_the_name_of_the_day() -> None:
    id = "hayat-tahrir-al-sham"
    assert kinship.name(id, "en", date(2014, 1, 1)) == "Nusra Front"
    assert kinship.name(id, "en", date(2016, 12, 1)) == "Jabhat Fatah al-Sham"
    assert kinship.name(id, "en", date(2020, 1, 1)) == kinship.name(id) == "Hayat Tahrir al-Sham"
    assert kinship.name("islamic-state", "en", date(2010, 1, 1)) == "Islamic State of Iraq"


def test_what_came_of_an_actor() -> None:
    assert kinship.successors("ansar-dine") == ("jnim",)
    assert set(kinship.successors("farc")) == {"farc-dissidents", "segunda-marquetalia"}
    assert kinship.successors("farc", date(2018, 1, 1)) == ("farc-dissidents",)
    assert kinship.existed("ltte", date(2008, 1, 1))
    assert not kinship.existed("ltte", date(2012, 1, 1))
    assert not kinship.existed("nobody", date(2012, 1, 1))


@pytest.mark.parametrize(
    ("id", "country", "on", "code"),
    [
        ("syria-government", "SY", None, 1),
        ("russia-government", "SY", None, 8),
        ("russia-government", "RU", None, 1),
        ("m23", "CD", None, 2),
        ("cjng", "MX", None, 3),
        ("fulani-militia", "NG", None, 4),
        ("civilians", "NG", None, 7),
        ("us-led-coalition", "SY", None, 8),
        ("taliban", "AF", date(2015, 1, 1), 2),
        ("taliban", "AF", date(2023, 1, 1), 1),
        ("taliban", "PK", date(2023, 1, 1), 8),
        ("reuters", "GB", None, None),
        ("nobody", None, None, None),
    ],
)
def test_acled_interaction_follows_from_kind_country_and_day(
    id: str, country: str | None, on: date | None, code: int | None
) -> None:
    assert kinship.interaction(id, country, on) == code


def test_interaction_names_known_actors() -> None:
    told = table("actors/interaction")["interaction"]
    named = [*told["3"], *told["4"], *(group for group, _ in told["governs"].values())]
    assert [id for id in named if kinship.actor(id) is None] == []
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("report", "language", "words", "wanted"),
    [
        ("M23 rebels took Minova. The rebels shot ten people.", "en", "The rebels", "m23"),
        ("Fighters of the M23 took Minova. The rebels shot ten people.", "en", "The rebels", "m23"),
        ("M23 rebels took Minova. Two rebels died.", "en", "Two rebels", None),
        ("M23 rebels took Minova. Unidentified rebels shot ten.", "en", "Unidentified rebels", None),
        ("M23 rebels took Minova. Rebels shot ten people in Bunia.", "en", "Rebels", None),
        ("M23 rebels and CODECO rebels met. The rebels shot ten.", "en", "The rebels", None),
        ("ADF fighters and M23 rebels met. The rebels shot ten.", "en", "The rebels", "m23"),
        ("The army fought the M23. The rebels shot ten people.", "en", "The rebels", None),
        ("M23 rebels took Minova. The gunmen shot ten people.", "en", "The gunmen", None),
        ("Anti-M23 fighters took Minova. The rebels shot ten people.", "en", "The rebels", None),
        ("M23-opprørerne tok Minova. Opprørerne drepte ti.", "nb", "Opprørerne", "m23"),
        ("M23-opprørerne tok Minova. Opprørere drepte ti.", "nb", "Opprørere", None),
        ("Les rebelles du M23 ont pris Minova. Les rebelles ont tué dix civils.", "fr", "Les rebelles", "m23"),
        ("Боевики «Боко харам» напали на село. Боевики убили десять человек.", "ru", "Боевики", "boko-haram"),
        ("هاجم مسلحون من حركة الشباب فندقا. وقتل المسلحون عشرة.", "ar", "المسلحون", "al-shabaab"),
        ("Guerrilleros del ELN atacaron. Los guerrilleros mataron a diez.", "es", "Los guerrilleros", "eln"),
    ],
)
def test_a_noun_is_resolved_only_where_the_report_says_whose_it_is(
    report: str, language: str, words: str, wanted: str | None
) -> None:
    found = resolve_party([words], language, cast(report, language), country="CD")
    assert (found.actor if found else None) == wanted


def test_settlers_are_an_actor_only_as_those_who_did_it() -> None:
    for words, language in (
        ("settlers", "en"),
        ("bosettere", "nb"),
        ("مستوطنون", "ar"),
        ("colons", "fr"),
        ("Siedler", "de"),
    ):
        did = resolve_party([words], language, Cast(), country="PS", doer=True)
        hit = resolve_party([words], language, Cast(), country="PS")
        assert (did and did.actor, hit and hit.actor) == ("israeli-settlers", "civilians"), words
        elsewhere = resolve_party([words], language, Cast(), country="US", doer=True)
        assert elsewhere is None or elsewhere.actor == "civilians"


def test_a_motorway_is_no_group() -> None:
    assert _who("the M23", None, "GB") is None
    assert _who("the M23", None, "CD") == "m23"
    assert _who("the M23", None, "RW") == "m23"
    named = cast("The March 23 Movement (M23) held a meeting in London.", "en")
    found = resolve_party(["M23"], "en", named, country="GB")
    assert found is not None
    assert found.actor == "m23"


def test_a_name_of_two_actors_is_the_local_one_at_home_only() -> None:
    assert _who("al-Shabab", None, "MZ") == "ansar-al-sunna-mozambique"
    assert _who("al-Shabab", None, "SO") == "al-shabaab"
    assert _who("al-Shabab", None, "") == "al-shabaab"
