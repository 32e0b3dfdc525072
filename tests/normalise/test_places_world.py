"""Place phrases in the languages that a trained reader hands over: a table of cases, and what must never happen."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tollbook.data import table
from tollbook.normalise.places import Surroundings, locate, surroundings

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
