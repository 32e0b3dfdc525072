"""When a name is not put on the map: what the gazetteer has is another place of that name, or may be."""

from __future__ import annotations

import pytest

from tollbook.normalise.gazetteer import gazetteer
from tollbook.normalise.place_choice import Surroundings
from tollbook.normalise.places import locate, surroundings


def only(country: str) -> Surroundings:
    """Return what is around in a report that tells no more than its country."""
    return Surroundings(countries=((country, 1.0),))


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("the village of Doulo", "CM"),  # the gazetteer has Douala only, a port of millions
        ("Guimba village", "PH"),  # the town of that name is too large for a village
        ("San Fernando town", "PH"),  # several towns, none of them by far the largest
        ("Aliabad village", "AF"),  # a name that is given everywhere
        ("Baharak town", "AF"),  # two districts of the name, each with its seat
        ("Tall 900 hill", "SY"),  # no village called Tall
        ("Umm Cham Chaka village", "SD"),  # Cham is Damascus in another language
        ("Eastern Ghariyah town", "SY"),  # not the east of Ghariyah, which lies in another province
    ],
)
def test_a_doubtful_name_keeps_its_country_and_no_more(words: str, country: str) -> None:
    place = locate([words], "en", only(country))
    assert place is None or (place.id, place.admin1, place.precision in (6, None)) == (None, None, True)


@pytest.mark.parametrize(
    ("words", "country", "admin1"),
    [
        ("Igoli town", "NG", "Gauteng"),  # a by-name of Johannesburg
        ("Safi tehsil", "PK", "Marrakech-Safi"),
    ],
)
def test_a_district_or_a_by_name_abroad_is_not_meant(words: str, country: str, admin1: str) -> None:
    place = locate([words], "en", only(country))
    assert place is None or place.admin1 != admin1


def test_what_the_report_names_near_by_takes_the_doubt_away() -> None:
    text = "Shelling hit the village of Saraqib and the town of Maarat al-Numan, south of Idlib in Syria."
    around = surroundings(text, "en")
    place = locate(["the village of Saraqib"], "en", around)
    assert place is not None
    assert (place.admin1, place.precision) == ("Idlib", 1)


def test_two_open_names_of_one_phrase_support_each_other() -> None:
    place = locate(["Azez ile Mare arasında"], "tr", only("SY"))
    assert place is not None
    assert place.admin1 == "Aleppo"


def test_a_province_in_brackets_chooses_the_district() -> None:
    place = locate(["Baharak district (Takhar)"], "en", only("AF"))
    assert place is not None
    assert (place.admin1, place.precision) == ("Takhar", 3)


def test_a_town_that_lies_elsewhere_is_left_out_for_the_province_that_is_told() -> None:
    place = locate(["Mosul in Anbar province"], "en", only("IQ"))
    assert place is not None
    assert place.admin1 == "Anbar"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("قرب الحدود التركية", "ar"),
        ("à la frontière turque", "fr"),
        ("en la frontera turca", "es"),
        ("土耳其边境", "zh"),
    ],
)
def test_a_border_named_after_the_neighbour_is_that_of_the_reports_country(words: str, language: str) -> None:
    place = locate([words], language, only("SY"))
    assert place is not None
    assert (place.country, place.precision, place.relation) == ("SY", 5, "border with Turkey")


@pytest.mark.parametrize(
    ("words", "language", "country", "wanted"),
    [
        ("Klishchiivka", "en", "UA", ("Donetsk", "Bakhmut")),
        ("біля села Роботине", "uk", "UA", ("Zaporizhzhia", "Polohivskyi")),
        ("the village of Tukanakuden", "en", "PH", ("Muslim Mindanao", "Maguindanao del Sur")),
    ],
)
def test_a_village_of_a_register_has_its_district_and_its_precision(
    words: str, language: str, country: str, wanted: tuple[str, str]
) -> None:
    place = locate([words], language, only(country))
    assert place is not None
    assert place.admin1 == wanted[0]
    assert (place.precision or 0) >= 2  # no point of its own is known
    assert place.id is not None
    assert place.id.partition(":")[0] in ("katottg", "psgc")


def test_a_register_of_post_offices_needs_support() -> None:
    alone = locate(["Laheri village"], "en", only("IN"))
    assert alone is not None
    assert alone.admin1 is None


def test_a_village_of_a_register_is_found_by_its_id() -> None:
    entry = next(entry for entry in gazetteer().find("Klishchiivka") if entry.country == "UA")
    assert gazetteer().named(entry.id) == entry
    assert entry.registered
    assert entry.precision == 3


def test_the_press_means_the_oblast_not_a_hamlet_of_its_name() -> None:
    place = locate(["На Харківщині"], "uk", only("UA"))
    assert place is not None
    assert (place.admin1, place.precision) == ("Kharkiv", 4)
