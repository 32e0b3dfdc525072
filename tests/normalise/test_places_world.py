"""Place phrases in the languages that a trained reader hands over: a table of cases, and what must never happen."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tollbook.data import table
from tollbook.normalise.place_choice import Surroundings
from tollbook.normalise.places import locate, surroundings

WORLD = tomllib.loads((Path(__file__).parent / "places_world.toml").read_text("utf-8"))
PHRASES = [(language, *map(str.strip, row.split("|"))) for language, rows in WORLD["phrases"].items() for row in rows]
HARD = {"ولسوالی ارگو"}  # what a careful reader gets and the code does not: no gazetteer has the name


def around(codes: str) -> Surroundings:
    """Return surroundings with the countries `codes`, the first twice as heavy as the next."""
    weights = {code: 2.0**-rank for rank, code in enumerate(codes.split(","))}
    total = sum(weights.values())
    return Surroundings(countries=tuple((code, weight / total) for code, weight in weights.items()))


@pytest.mark.parametrize(("language", "phrase", "codes", "country", "name", "precision"), PHRASES)
def test_phrase(language: str, phrase: str, codes: str, country: str, name: str, precision: str) -> None:
    if phrase in HARD:
        pytest.xfail("not known to the gazetteer")
    place = locate([phrase], language, around(codes))
    assert place is not None
    assert (place.country or "-") == country
    assert name in f"{place.name} {place.admin1}"
    assert precision == "0" or place.precision == int(precision)


@pytest.mark.parametrize("language", WORLD["surroundings"])
def test_a_report_has_its_country(language: str) -> None:
    text, country = WORLD["surroundings"][language]
    assert surroundings(text, language).main == country


@pytest.mark.parametrize(
    ("language", "words"), [(language, words) for language, rows in WORLD["nowhere"].items() for words in rows]
)
def test_words_for_no_place_are_never_pinned(language: str, words: str) -> None:
    place = locate([words], language, around("SY"))
    assert place is None or place.precision is None or place.precision == 6


@pytest.mark.parametrize("language", WORLD["phrases"])
def test_the_table_has_every_list_of_words(language: str) -> None:
    english, own = table("places/en"), table(f"places/{language}")
    assert set(english["words"]) <= set(own["words"])
    assert set(english) <= set(own)


RULES = [  # what the words say, the country of the report: country, first-order division, where_prec
    ("en", "the Kabul-Kandahar highway", "AF", ("AF", None, 5)),
    ("en", "the Syrian mountains", "SY", ("SY", None, 5)),
    ("en", "the Iraqi-Syrian border", "IQ,SY", ("IQ", None, 5)),
    ("en", "the border between Mali and Niger", "ML,NE", ("ML", None, 5)),
    ("ru", "на границе Мали и Нигера", "ML,NE", ("ML", None, 5)),
    ("en", "the countryside of Raqqa", "SY", ("SY", "Raqqa", 3)),
    ("en", "Atlanta, Georgia", "GE", ("US", "Georgia", 1)),
    ("en", "Gori, Georgia", "US", ("GE", "Shida Kartli", 1)),
    ("en", "Eastern Ghouta, near Damascus", "SY", ("SY", "Rif Dimashq", 3)),
    ("en", "western Mosul", "IQ", ("IQ", "Nineveh", 1)),
    ("zh", "摩苏尔西部", "IQ", ("IQ", "Nineveh", 1)),
    ("ar", "مدينه حلب", "SY", ("SY", "Aleppo", 1)),
    ("en", "the Euphrates", "SY", ("SY", None, 5)),
    ("en", "Tall as Samn", "SY", ("SY", None, 6)),
    ("en", "a village near Gao", "ML", ("ML", "Gao", 2)),
    ("uk", "У Сумах", "UA", ("UA", "Sumy", 1)),
]


@pytest.mark.parametrize(("language", "phrase", "codes", "wanted"), RULES)
def test_rule(language: str, phrase: str, codes: str, wanted: tuple[str, str | None, int]) -> None:
    place = locate([phrase], language, around(codes))
    assert place is not None
    assert (place.country, place.admin1, place.precision) == wanted


@pytest.mark.parametrize("phrase", ["the village of Astana", "Rome village", "the hamlet of Seoul"])
def test_a_village_is_no_capital_of_a_country_out_of_play(phrase: str) -> None:
    place = locate([phrase], "en", around("AF"))
    assert place is None or place.id is None
