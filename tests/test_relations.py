"""How places, days, actors and counts of the records stand to each other."""

from __future__ import annotations

from datetime import date

import pytest

from tollbook import relations
from tollbook.records import Party, Period, Place
from tollbook.relations import disjoint, gap_days, kin, where


def place(
    name: str, precision: int, latitude: float, longitude: float, admin1: str | None = None, **more: object
) -> Place:
    values = {"country": "SY"} | more
    return Place(
        text=name, name=name, precision=precision, latitude=latitude, longitude=longitude, admin1=admin1, **values
    )


ALEPPO = place("Aleppo", 1, 36.20, 37.16, "Aleppo")
KHAN_AL_ASAL = place("Khan al-Asal", 1, 36.17, 37.03, "Aleppo")
NEAR_ALEPPO = place("Aleppo", 2, 36.20, 37.16, "Aleppo", relation="near")
ALEPPO_PROVINCE = place("Aleppo Governorate", 4, 36.3, 37.5, "Aleppo")
IDLIB = place("Idlib", 4, 35.93, 36.63, "Idlib")
OUTSIDE_IDLIB = place("Idlib", 4, 35.93, 36.63, "Idlib", relation="outside")
EASTERN_DESERT = Place(text="the eastern desert", country="SY", precision=5)
SYRIA = Place(text="Syria", id="SY", country="SY", precision=6)
MOSUL = place("Mosul", 1, 36.34, 43.12, "Nineveh", country="IQ")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (ALEPPO, ALEPPO, "same"),
        (ALEPPO, KHAN_AL_ASAL, "near"),
        (NEAR_ALEPPO, KHAN_AL_ASAL, "inside"),
        (ALEPPO, NEAR_ALEPPO, "inside"),
        (ALEPPO, ALEPPO_PROVINCE, "province"),
        (ALEPPO, IDLIB, "apart"),
        (ALEPPO, OUTSIDE_IDLIB, "beside"),
        (IDLIB, OUTSIDE_IDLIB, "beside"),
        (ALEPPO, EASTERN_DESERT, "country"),
        (ALEPPO, SYRIA, "country"),
        (ALEPPO, MOSUL, "apart"),
        (ALEPPO, None, "unknown"),
        (SYRIA, Place(text="somewhere"), "unknown"),
    ],
)
def test_where(one: Place, other: Place | None, expected: str) -> None:
    assert where(one, other).nearness == expected
    assert where(other, one).nearness == expected


def test_days_between_periods() -> None:
    def period(start: int | None, end: int | None) -> Period:
        first, last = (date(2019, 4, day) if day else None for day in (start, end))
        return Period(start=first, end=last, precision=1)

    assert gap_days(period(18, 20), period(20, 20)) == 0
    assert gap_days(period(18, 18), period(20, 20)) == 2
    assert gap_days(period(None, 18), period(1, 1)) == 0
    assert gap_days(period(None, None), period(1, 1)) is None
    assert gap_days(None, period(1, 1)) is None


def test_kinship_goes_up_and_stays_in_one_country(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = {"army": "state", "police": "state", "branch-a": "network", "branch-b": "network"}
    countries = {"army": "SY", "police": "SY", "branch-a": "SY", "branch-b": "IQ"}
    monkeypatch.setattr(relations.kinship, "ancestors", lambda actor: (parents[actor],) if actor in parents else ())
    monkeypatch.setattr(relations.kinship, "country", countries.get)
    monkeypatch.setattr(relations.kinship, "allies", lambda actor: ("army",) if actor == "friends" else ())
    kin.cache_clear()
    assert kin("army", "army") == "same"
    assert kin("army", "state") == kin("state", "army") == "kin"
    assert kin("army", "police") == "kin"
    assert kin("branch-a", "branch-b") == "different"
    assert kin("army", "friends") == "ally"
    assert kin("army", None) == "unknown"
    kin.cache_clear()


def test_who_cannot_be_the_same_people() -> None:
    soldiers, civilians = (
        Party(text="soldiers", victim_class="combatant"),
        Party(text="people", victim_class="civilian"),
    )
    assert disjoint(soldiers, civilians)
    assert not disjoint(soldiers, Party(text="people", victim_class="mixed"))
    assert not disjoint(soldiers, None)
