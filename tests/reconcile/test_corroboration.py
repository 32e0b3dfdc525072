"""Independent origins behind outlets: copies are one text, one party is one voice, contradictions come first."""

from dataclasses import replace

import pytest

from claim_builder import ALEPPO, IS, SATURDAY, SOHR, SYRIA, claim, day, report
from tollbook import pipeline
from tollbook.records import Claim, Corroboration, Report

WIRE = (
    "A convoy of the army was hit by a roadside bomb on the road to the airport on Saturday morning. "
    "Twelve soldiers were killed and a lorry burned out, a spokesman at the scene told reporters. "
    "The road stayed closed for the rest of the day while sappers searched the verges."
)
OWN = (
    "People in the eastern quarter heard a blast shortly after eight. "
    "By noon the bodies of twelve soldiers had been brought to the military hospital, said two doctors there. "
    "Relatives waited outside its gates until the evening."
)
KNOWN = {"who": IS, "whom": SYRIA, "place": ALEPPO, "period": day(SATURDAY)}


def told(name: str, origin: str | None, number: int = 12) -> Claim:
    return claim(name, 0, number, origin=origin, **KNOWN)


def text(name: str, words: str, language: str = "en") -> Report:
    return replace(report(name), text=words, language=language)


def attested(claims: list[Claim], reports: list[Report]) -> Corroboration:
    found = pipeline.build(claims, reports).incidents
    assert found == pipeline.build(claims[::-1], reports[::-1]).incidents
    assert len(found) == 1
    assert found[0].corroboration is not None
    return found[0].corroboration


def test_two_texts_with_an_origin_each_corroborate() -> None:
    found = attested([told("a", SOHR), told("b", "un")], [text("a", WIRE), text("b", OWN)])
    assert (found.level, found.independent, found.texts) == ("corroborated", 2, 2)


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE.replace("Twelve", "At least twelve").replace("lorry", "truck"),
        WIRE + " Our correspondent adds that shops near the airport stayed shut. " + "It was a quiet evening. " * 3,
        WIRE.upper(),
    ],
)
def test_a_copied_text_is_one_origin_whatever_it_cites(copy: str) -> None:
    found = attested([told("a", SOHR), told("b", "un")], [text("a", WIRE), text("b", copy)])
    assert (found.level, found.independent, found.texts) == ("single-direct", 1, 1)


def test_a_text_in_another_language_is_no_copy_that_can_be_seen() -> None:
    claims = [told("a", SOHR), told("b", SOHR)]
    found = attested(claims, [text("a", WIRE), text("b", WIRE, "fr")])
    assert (found.independent, found.texts) == (1, 2)


def test_two_mouths_of_one_party_are_one_origin() -> None:
    claims = [told("a", SYRIA), told("b", SYRIA)]
    assert attested(claims, [text("a", WIRE), text("b", OWN)]).independent == 1


def test_outlets_alone_never_count() -> None:
    found = attested([told("a", None), told("b", None)], [text("a", WIRE), text("b", OWN)])
    assert (found.level, found.independent, found.texts) == ("uncited", 0, 2)


def test_the_side_that_did_it_is_no_direct_witness() -> None:
    assert attested([told("a", IS)], [text("a", WIRE)]).level == "single-indirect"
    assert attested([told("a", SYRIA)], [text("a", WIRE)]).level == "single-direct"
    assert attested([told("a", "france-government")], [text("a", WIRE)]).level == "single-indirect"


def test_an_army_and_a_hospital_know_and_an_army_of_others_does_not() -> None:
    assert attested([told("a", "sy-army")], [text("a", WIRE)]).level == "single-direct"
    assert attested([told("a", "sy-hospital")], [text("a", WIRE)]).level == "single-direct"
    assert attested([told("a", "fr-army")], [text("a", WIRE)]).level == "single-indirect"


@pytest.mark.parametrize("own", [SYRIA, "sy-army", "sy-defence-ministry", "sy-police"])
def test_what_a_side_says_of_its_own_dead_is_best_whoever_speaks_for_it(own: str) -> None:
    claims = [told("a", own, 15), told("b", IS, 40)]
    link = pipeline.Review(number=1, action="same", claims=tuple(item.id for item in claims))
    (found,) = pipeline.build(claims, [text("a", WIRE), text("b", OWN)], [link]).incidents
    assert [(figure.low, figure.best, figure.high) for figure in found.figures] == [(15, 15, 40)]


def test_a_contradiction_comes_before_any_number_of_origins() -> None:
    claims = [replace(told("a", SOHR), count=told("a", None).count), told("b", "un", 14)]
    links = [pipeline.Review(number=1, action="same", claims=tuple(item.id for item in claims))]
    found = pipeline.build(claims, [text("a", WIRE), text("b", OWN)], links).incidents[0].corroboration
    assert found is not None
    assert (found.level, found.coherent, found.independent) == ("contested", False, 2)
