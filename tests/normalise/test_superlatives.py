"""What "the highest toll ... since ..." compares, in the languages whose superlatives are read."""

from datetime import date

import pytest

from tollbook import pipeline
from tollbook.records import Claim, Report, Superlative

SATURDAY = date(2024, 3, 2)


def record(text: str, language: str) -> Claim:
    report = Report(id="r", text=text, language=language, published=SATURDAY)
    found = [claim for claim in pipeline.claims_of(report) if claim.topic == "record"]
    assert found, "no claim of a record is read"
    return found[-1]


def said(claim: Claim) -> Superlative:
    assert claim.superlative is not None
    return claim.superlative


@pytest.mark.parametrize(
    ("language", "text", "since", "country", "actor"),
    [
        ("en", "It was the deadliest attack in Mali since January, the army said.", "2024-01", "ML", None),
        (
            "en",
            "It was the highest death toll among Nigerien soldiers since the coup in July 2023.",
            "2023-07",
            None,
            "niger-government",
        ),
        ("nb", "Dette er det blodigste angrepet i Kabul siden november, sier politiet.", "2023-11", "AF", None),
        ("nn", "Dette er det dødelegaste åtaket i Kabul sidan november, seier politiet.", "2023-11", "AF", None),
    ],
)
def test_since_when_where_and_whose(
    language: str, text: str, since: str, country: str | None, actor: str | None
) -> None:
    claim = record(text, language)
    found = said(claim)
    assert found.since is not None and found.since.start is not None
    assert found.since.start.isoformat()[:7] == since
    assert (found.effect, found.opens, found.bounded, found.alone) == ("killed", True, True, True)
    assert (claim.place.country if claim.place else None) == country
    assert (claim.victims.actor if claim.victims else None) == actor
    assert claim.perpetrator is None


def test_a_place_of_the_time_looked_back_on_is_not_where_is_compared() -> None:
    claim = record("It was the highest toll among Syrian government forces since the fall of Baghouz last month.", "en")
    assert claim.place is None
    assert said(claim).since == claim.period


def test_this_year_is_a_window_of_its_own() -> None:
    found = said(record("It was the worst attack on Kenyan security forces in the last three months.", "en"))
    assert (found.opens, found.bounded) == (False, True)
    assert found.since is not None and found.since.start == date(2023, 12, 2)


def test_one_of_several_is_not_alone() -> None:
    assert not said(record("It was one of the deadliest attacks in Somalia since 2017.", "en")).alone
    assert not said(record("Det var et av de blodigste angrepene i Somalia siden 2017.", "nb")).alone


def test_without_words_for_a_time_nothing_bounds_it() -> None:
    found = said(record("It was the deadliest attack in Mali.", "en"))
    assert (found.since, found.bounded) == (None, False)


def test_what_is_counted_need_not_be_the_dead() -> None:
    assert said(record("It was the highest number of wounded in Gaza since May.", "en")).effect == "wounded"


def test_another_topic_compares_nothing() -> None:
    report = Report(id="r", text="The rebels agreed to a ceasefire in Aleppo on Friday.", language="en")
    assert all(claim.superlative is None for claim in pipeline.claims_of(report))
