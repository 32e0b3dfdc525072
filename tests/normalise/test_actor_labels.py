"""What a side is called is kept with who calls it so, and never says who it is."""

from __future__ import annotations

from datetime import date

import pytest

from tollbook.data import table
from tollbook.normalise.actors import cast, resolve_party
from tollbook.normalise.labels import Naming, labels, naming
from tollbook.pipeline import claims_of
from tollbook.records import Report

LANGUAGES = ("en", "nb", "nn", "sv", "da", "de", "fr", "es", "ar", "ru", "uk", "tr", "fa", "zh")


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "terrorists of the PKK", ("terrorist",)),
        ("en", "regime troops", ("regime",)),
        ("en", "the soldiers", ()),
        ("nb", "terroristene", ("terrorist",)),
        ("ar", "تنظيم داعش الإرهابي", ("terrorist",)),
        ("ru", "террористы", ("terrorist",)),
        ("tr", "terör örgütü PKK", ("terrorist",)),
        ("fa", "رژیم صهیونیستی", ("enemy",)),
        ("zh", "恐怖分子", ("terrorist",)),
        ("fr", "les terroristes", ("terrorist",)),
        ("uk", "окупанти", ("occupier",)),
    ],
)
def test_a_label_is_found(language: str, text: str, wanted: tuple[str, ...]) -> None:
    assert labels(text, language) == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_word_and_every_word_is_found(language: str) -> None:
    assert table("labels")["terrorist"].get(language)
    for label, words in table("labels").items():
        lost = [word for word in words.get(language, ()) if label not in labels(word, language)]
        assert lost == [], label


@pytest.mark.parametrize(
    ("language", "report", "words"),
    [
        ("en", "PKK fighters attacked a post near Hakkari. The terrorists fled.", "The terrorists"),
        ("en", "Boko Haram fighters attacked. The bandits fled.", "The bandits"),
        ("fr", "Des combattants du JNIM ont attaqué Djibo. Les terroristes ont fui.", "Les terroristes"),
        ("ar", "هاجم تنظيم داعش الإرهابي حاجزا. وفر الإرهابيون.", "الإرهابيون"),
        ("ru", "Террористы «Боко харам» напали на село. Террористы скрылись.", "Террористы"),
        ("tr", "PKK'lı teröristler karakola saldırdı. Teröristler kaçtı.", "Teröristler"),
    ],
)
def test_a_label_never_decides_who_is_meant(language: str, report: str, words: str) -> None:
    assert resolve_party([words], language, cast(report, language)) is None


@pytest.mark.parametrize("word", ["terrorists", "bandits", "militants", "fighters"])
def test_a_name_is_the_same_whatever_it_is_called(word: str) -> None:
    found = resolve_party([f"PKK {word}"], "en", cast("In Turkey.", "en"), country="TR")
    assert found is not None
    assert found.actor == "pkk"


@pytest.mark.parametrize(
    ("country", "wanted"), [("SY", "syria-government"), ("IR", "iran-government"), ("MM", "myanmar-government")]
)
def test_the_regime_is_the_government_of_the_place(country: str, wanted: str) -> None:
    found = resolve_party(["the regime"], "en", cast("", "en"), country=country)
    assert found is not None
    assert found.actor == wanted


def test_who_calls_whom_what_is_kept_with_the_outlet() -> None:
    text = "PKK terrorists killed two soldiers near Hakkari in Turkey on Monday, the army said."
    reports = [
        Report(id=name, text=text, outlet=name, language="en", published=date(2017, 6, 20)) for name in ("One", "Two")
    ]
    claims = [claim for report in reports for claim in claims_of(report)]
    found = naming(claims, {report.id: report for report in reports})
    wanted = [("One", "pkk", "terrorist"), ("Two", "pkk", "terrorist")]
    assert sorted((n.outlet, n.actor, n.label) for n in found if n.label == "terrorist") == wanted
    assert all(isinstance(item, Naming) and item.times == 1 for item in found)
