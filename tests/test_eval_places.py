"""The evaluation of places: its set is sound, its judge just, and what it prints of the held-out half are sums."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "eval"))

import place_cases
import places

from tollbook.records import Place

MENTIONS = place_cases.ours()
HOMS = next(m for m in MENTIONS if m.language == "nb" and m.number == 3)
RIGHT = Place(text="", country="SY", admin1="Homs", latitude=34.72, longitude=36.72, precision=1)


def test_the_set_has_300_mentions_of_twelve_languages_in_two_halves():
    assert len(MENTIONS) == 300
    assert len({mention.language for mention in MENTIONS}) == 12
    assert len({(m.language, m.words, m.text) for m in MENTIONS}) == 300
    assert sum(mention.held_out for mention in MENTIONS) == 156


def test_every_answer_is_lawful():
    for mention in MENTIONS:
        assert all(1 <= precision <= 7 for precision in mention.precisions)
        assert mention.nowhere == (mention.point is None)
        assert mention.nowhere or (-90 <= mention.point[0] <= 90 and mention.point[2] > 0)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, set()),
        ({"country": "IQ"}, {"country"}),
        ({"admin1": "Hama"}, {"admin1"}),
        ({"precision": 4}, {"precision"}),
        ({"latitude": 36.2}, {"point"}),
        ({"latitude": None, "longitude": None}, {"point"}),
    ],
)
def test_each_part_is_judged_by_itself(change, wrong):
    verdict = places.judge(HOMS, replace(RIGHT, **change))
    assert {part for part, right in verdict.items() if not right} == wrong


def test_words_for_no_place_must_stay_without_a_country():
    nowhere = next(mention for mention in MENTIONS if mention.nowhere)
    assert all(places.judge(nowhere, None).values())
    assert all(places.judge(nowhere, Place(text="")).values())
    assert not any(places.judge(nowhere, RIGHT).values())
    assert not any(places.judge(HOMS, None).values())


def test_only_misses_of_the_development_half_are_named():
    nothing = [replace(mention, words="...", text="...") for mention in MENTIONS if mention.language == "en"]
    halves = places.measure_ours(nothing)
    assert halves["held out"].of["right"] == 13
    assert not halves["held out"].misses
    assert halves["development"].misses


def test_a_layout_that_is_not_the_sets_is_refused(tmp_path):
    (tmp_path / "en.toml").write_text('mentions = [["a", "b", "SY", "*", "*", "1", "-"]]')
    with pytest.raises(ValueError, match="en 1"):
        place_cases.ours(tmp_path)


def test_divisions_are_known_by_ucdps_names():
    assert places.division("Deir ez Zor governorate", "SY") == {"Deir ez-Zor"}
    assert "Bukidnon" in places.division("Bukidnon province", "PH")


def test_absent_data_is_said_and_skipped(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(places, "LGL", tmp_path / "none")
    monkeypatch.setattr(places, "UCDP", tmp_path / "none")
    assert places.main(["--only", "lgl", "ucdp"]) == 0
    assert capsys.readouterr().out.splitlines() == ["LGL: not here", "UCDP: not here"]
