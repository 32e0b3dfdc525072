"""Place phrases to places: a table of cases, what must never happen, and measures on open data."""

from __future__ import annotations

import json
import random
import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.data import table
from tollbook.normalise.gazetteer import Entry, gazetteer, pack_angle, unpack_angle
from tollbook.normalise.place_choice import Surroundings
from tollbook.normalise.place_keys import fold, loose
from tollbook.normalise.places import contains, distance, locate, surroundings
from tollbook.records import Place

CASES = tomllib.loads((Path(__file__).parent / "places_cases.toml").read_text("utf-8"))["case"]
SHARED = Path(__file__).parents[3] / "shared" / "eval"


def around(codes: list[str]) -> Surroundings:
    """Return surroundings with the countries `codes`, the first twice as heavy as the next."""
    weights = [2.0**-rank for rank in range(len(codes))]
    return Surroundings(countries=tuple((code, w / sum(weights)) for code, w in zip(codes, weights, strict=True)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['phrases'][-1]}")
def test_phrase(case: dict[str, Any]) -> None:
    place = locate(case["phrases"], case["language"], around(case["around"]))
    assert place is not None
    assert place.text in case["phrases"]
    found = {key: getattr(place, key) for key in ("name", "country", "admin1", "relation", "precision")}
    wanted = {key: case.get(key) for key in found}
    if wanted["precision"] == 0:
        wanted["precision"] = found["precision"]
    assert found == wanted


@pytest.mark.parametrize("text", ["", "ved en forlatt landsby", "a desert village", "war and march", "on the way home"])
def test_words_without_a_name_are_no_place(text: str) -> None:
    assert locate([text], "en", around(["SY"])) is None


@pytest.mark.parametrize("word", ["Nice", "Reading", "March", "War", "Of", "And", "Mobile", "Bath"])
def test_ordinary_words_never_resolve(word: str) -> None:
    place = locate([word], "en", around(["GB"]))
    assert place is None or place.id is None


def test_a_small_name_in_no_country_keeps_its_words_only() -> None:
    place = locate(["the village of Al-Hamra"], "en", Surroundings())
    assert place is not None
    assert (place.id, place.country, place.latitude, place.precision) == (None, None, None, None)


def test_a_village_is_never_pinned_in_a_country_out_of_play() -> None:
    place = locate(["the village of Sukhna"], "en", around(["YE"]))
    assert place is not None
    assert place.country == "YE"


def test_a_later_phrase_that_contradicts_is_left_out() -> None:
    place = locate(["the city of Aleppo", "the town of Daraa"], "en", around(["SY"]))
    assert place is not None
    assert (place.name, place.text) == ("Aleppo", "the city of Aleppo")


def test_a_wider_phrase_confirms_without_widening() -> None:
    place = locate(["south of Mayadeen", "Syria", "eastern Syria"], "en", around(["SY"]))
    assert place is not None
    assert (place.precision, place.relation) == (2, "south of")


def test_surroundings_weigh_countries_peoples_and_towns() -> None:
    found = surroundings("Syrian troops fought near Palmyra, in Homs province. Russia and Turkey met.", "en", None)
    assert found.main == "SY"
    assert {"RU", "TR"} <= {code for code, _ in found.countries}
    assert sum(share for _, share in found.countries) == pytest.approx(1.0)


def test_a_report_names_its_own_tripoli() -> None:
    lebanese = surroundings("Lebanese soldiers were wounded in Tripoli, north of Beirut, in Lebanon.", "en", None)
    libyan = surroundings("Libyan militias clashed in Tripoli and Misrata, Libya's government said.", "en", None)
    places = [locate(["Tripoli"], "en", each) for each in (lebanese, libyan)]
    assert [place.country if place else None for place in places] == ["LB", "LY"]


def test_a_dateline_abroad_is_not_where_it_happened() -> None:
    assert locate(["BEIRUT"], "en", around(["SY", "LB"])) is None


def test_a_dateline_abroad_weighs_little() -> None:
    found = surroundings("BEIRUT, Lebanon (AP) - Shelling near Homs killed Syrian soldiers.", "en", None)
    assert found.main == "SY"
    alone = surroundings("MAIDUGURI, Nigeria (AP) - Nine people were killed in a raid.", "en", None)
    assert alone.main == "NG"
    place = locate(["near Minova in eastern Congo", "GOMA"], "en", around(["CD"]))
    assert place is not None and place.name == "Minova"


@pytest.mark.parametrize("words", ["Azawad Liberation Front", "Rapid Support Forces", "Afrikakorpset", "JNIM"])
def test_an_organisation_is_no_place(words: str) -> None:
    assert locate([words], "en", around(["ML"])) is None
    assert locate([words], "en", Surroundings()) is None


def test_contains_needs_the_division_and_the_country() -> None:
    homs = Place(text="", country="SY", admin1="Homs", latitude=34.3, longitude=38.3, precision=4)
    sukhna = Place(text="", country="SY", admin1="Homs", latitude=34.9, longitude=38.9, precision=2)
    aleppo = Place(text="", country="SY", admin1="Aleppo", latitude=36.2, longitude=37.2, precision=1)
    assert contains(homs, sukhna)
    assert not contains(sukhna, homs)
    assert not contains(homs, aleppo)
    assert not contains(homs, Place(text="", country="IQ", admin1="Homs", precision=2))


def test_distance_is_none_without_a_point() -> None:
    here = Place(text="", latitude=34.73, longitude=36.71)
    there = Place(text="", latitude=36.20, longitude=37.16)
    assert distance(here, there) == pytest.approx(168, abs=3)
    assert distance(here, Place(text="")) is None


SPELLINGS = [
    ("Mayadeen", "Mayadin", "al-Mayadin", "Al Mayādīn", "Mayadine"),
    ("Deir Ezzor", "Deir al-Zor", "Deir ez-Zor", "Dayr az-Zawr", "Deir el-Zour", "Dair az-Zaur"),
    ("Sukhna", "al-Sukhna", "As Sukhnah", "Sukhneh"),
    ("Raqqa", "ar-Raqqah", "Rakka"),
    ("Idlib", "Idleb"),
    ("Taiz", "Ta'izz"),
    ("Hodeida", "Hudaydah", "al-Hudaydah"),
    ("Fallujah", "Al-Falluja"),
    ("El Fasher", "al-Fashir"),
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda spellings: spellings[0])
def test_romanisations_meet(spellings: tuple[str, ...]) -> None:
    assert len({loose(name) for name in spellings}) == 1


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.floats(-90, 90))
def test_angles_survive_packing_to_two_metres(angle: float) -> None:
    assert unpack_angle(pack_angle(angle, 90), 90) == pytest.approx(angle, abs=2e-5)


@settings(deadline=None)  # the first text of a language waits for its tables
@given(st.text(max_size=80), st.sampled_from(["en", "nb", "nn", "ar"]))
def test_any_words_give_a_lawful_place_or_none(text: str, language: str) -> None:
    place = locate([text], language, surroundings(text, language, None))
    if place is not None:
        assert place.text == text
        assert place.precision is None or 1 <= place.precision <= 7
        assert (place.latitude is None) == (place.longitude is None)


def test_entries_know_their_divisions() -> None:
    town = next(entry for entry in gazetteer().find("Al Mayadin") if entry.kind == "town")
    assert (town.country, town.admin1_name, town.id) == ("SY", "Deir ez-Zor", "geonames:173480")


def test_original_scripts_are_found() -> None:
    assert any(entry.name == "Homs" for entry in gazetteer().find("حمص"))
    assert any(entry.name == "Kharkiv" for entry in gazetteer().find("Харьков"))


def _kilometres(entry: Place, latitude: float, longitude: float) -> float:
    return distance(entry, Place(text="", latitude=latitude, longitude=longitude)) or 0.0


@pytest.mark.skipif(not (SHARED / "geoparsing/lgl.xml").is_file(), reason="the labelled data is not here")
def test_lgl_sample_within_161_km() -> None:
    """Of the recognised names of a fixed sample of LGL, most lie within 161 km (all of it: 85 %)."""
    articles = list(ET.parse(SHARED / "geoparsing/lgl.xml").getroot())
    right = resolved = 0
    for article in random.Random(7).sample(articles, 120):
        found = surroundings(article.findtext("text") or "", "en", None)
        for toponym in article.iter("toponym"):
            tag = toponym.find("gaztag")
            if tag is None or not tag.findtext("lat"):
                continue
            place = locate([toponym.findtext("phrase") or ""], "en", found)
            if place is None or place.id is None or place.latitude is None:
                continue
            resolved += 1
            near = _kilometres(place, float(tag.findtext("lat") or 0), float(tag.findtext("lon") or 0)) <= 161
            right += near or (place.precision == 6 and (tag.findtext("fcode") or "").startswith("PCL"))
    assert resolved > 400
    assert right / resolved >= 0.80


KINDS = re.compile(r"(?i) (governorate|province|state|region|oblast|department|district|republic|municipality)$")


def _division(name: str, country: str) -> set[str | None]:
    short = KINDS.sub("", name)
    found: list[Entry] = [
        entry for key in (name, short) for entry in (*gazetteer().find(key), *gazetteer().find_loosely(key))
    ]
    return {entry.admin1_name for entry in found if entry.country == country and entry.kind == "admin1"}


@pytest.mark.skipif(not (SHARED / "ucdp/events.jsonl").is_file(), reason="the labelled data is not here")
@pytest.mark.parametrize(
    ("root", "code", "least", "sure"), [("Syria", "SY", 0.19, 0.90), ("Ukraine", "UA", 0.55, 0.90)]
)
def test_ucdp_places_lie_in_their_division(root: str, code: str, least: float, sure: float) -> None:
    """Of UCDP's place names of a country, `least` fall into the right division, and `sure` of those that resolve."""
    lines = (SHARED / "ucdp/events.jsonl").read_text("utf-8").splitlines()
    events = [event for event in map(json.loads, lines) if event["location_root_name"] == root]
    names = sorted(
        {
            (e["location_adm1_name"], e["location_where_name"])
            for e in events
            if e["location_where_name"] and e["location_adm1_name"]
        }
    )
    right = wrong = 0
    for division, name in names:
        place = locate([name], "en", around([code]))
        wanted = _division(division, code)
        if place is not None and place.admin1 is not None and wanted:
            right += place.admin1 in wanted
            wrong += place.admin1 not in wanted
    assert right / len(names) >= least
    assert right / (right + wrong) >= sure


def test_far_from_a_town_is_not_near_it() -> None:
    near, far = (locate([f"{km} km north of Mogadishu"], "en", around(["SO"])) for km in (12, 160))
    assert near is not None
    assert far is not None
    assert (near.precision, far.precision, far.relation) == (2, 5, "north of")


def test_a_name_of_another_country_does_not_answer_for_a_phrase_that_names_its_own() -> None:
    place = locate(["Zap-området nord i Irak"], "nb", around(["TR", "IQ"]))
    assert place is not None
    assert place.country == "IQ"


def test_the_supplement_names_divisions_and_places_that_exist() -> None:
    given = table("places/supplement")
    for slug, entry in given["place"].items():
        if "admin1" in entry:
            found = gazetteer().find(entry["admin1"])
            assert any((e.kind, e.country, e.name) == ("admin1", entry["country"], entry["admin1"]) for e in found), (
                slug
            )
    for alias, (_, country) in given["aliases"].items():
        assert any(entry.country == country for entry in gazetteer().find(alias)), alias
    assert all(gazetteer().find(name)[0].id for name in given["meant"])


def test_the_languages_have_the_same_tables_of_words() -> None:
    english, *others = (table(f"places/{language}") for language in ("en", "nb", "nn"))
    for other in others:
        assert set(english) <= set(other)
        assert set(english["words"]) == set(other["words"])
