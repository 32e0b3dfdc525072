"""Claims of a record against the ledger: contradicted only by what is sure, supported only by something from before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from claim_builder import ALEPPO, HOMS, HTS, IDLIB, IS, SATURDAY, SYRIA, claim, day, report, town
from tollbook import pipeline
from tollbook.records import Claim, Count, Evidence, Party, RecordCheck, Span, Superlative

MARCH = day(date(2019, 3, 1), date(2019, 3, 31), precision=4)
GAO = town("Gao", 16.27, -0.04, country="ML")
NEWS = claim("now", 2, 35, who=IS, whom=SYRIA, place=HOMS, period=day(SATURDAY))


def past(name: str, number: int | Count, when: date, **more: object) -> Claim:
    known = {"who": HTS, "whom": SYRIA, "place": ALEPPO, "period": day(when)} | more
    return claim(name, 0, number, **known)  # type: ignore[arg-type]


def record(**more: object) -> Claim:
    """ "The highest toll among government forces since March", told right behind the 35."""
    words = Evidence(role="topic", span=Span(report_id="now", start=310, end=320, quote="x" * 10))
    said = {"effect": "killed", "since": MARCH, "opens": True, "bounded": True}
    own = {key: more.pop(key) for key in ("since", "opens", "bounded", "alone", "effect") if key in more}
    known: dict[str, object] = {
        "topic": "record",
        "evidence": (words,),
        "victims": Party(text="government forces", actor=SYRIA, victim_class="combatant"),
        "superlative": Superlative(**(said | own)),  # type: ignore[arg-type]
    }
    return claim("now", 3, None, effect=None, **(known | more))


def checked(said: Claim, *others: Claim) -> RecordCheck:
    claims = (NEWS, said, *others)
    reports = [report(name, None if name == "undated" else SATURDAY) for name in sorted({c.report_id for c in claims})]
    found = pipeline.build(claims, reports).record_checks
    assert found == pipeline.build(claims[::-1], reports[::-1]).record_checks
    return found[0]


EARLIER = past("a", 12, date(2019, 4, 10))
HIGHER = past("b", 40, date(2019, 4, 5))


def test_all_that_can_be_compared_is_lower() -> None:
    found = checked(record(), EARLIER)
    assert (found.verdict, len(found.compared)) == ("supported", 1)
    assert found.incident is not None


def test_a_higher_toll_in_the_time_and_of_the_people_contradicts() -> None:
    found = checked(record(), EARLIER, HIGHER)
    assert (found.verdict, len(found.compared)) == ("contradicted", 2)


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (past("b", 40, date(2019, 2, 5)), "supported"),  # before the time looked back on
        (past("b", 40, date(2019, 3, 15)), "not enough in the ledger"),  # perhaps before it
        (past("b", 40, SATURDAY + timedelta(days=3)), "supported"),  # afterwards
        (past("b", 40, date(2019, 4, 5), whom=HTS, who=SYRIA), "supported"),  # other people
        (past("b", Count(low=30, best=None, high=40), date(2019, 4, 5)), "not enough in the ledger"),
        (past("b", 40, date(2019, 4, 5), effect="wounded"), "supported"),
    ],
)
def test_what_is_not_surely_compared_contradicts_nothing(other: Claim, verdict: str) -> None:
    assert checked(record(), EARLIER, other).verdict == verdict


def test_a_toll_without_a_day_may_fall_under_it() -> None:
    assert checked(record(), EARLIER, past("b", 40, SATURDAY, period=None)).verdict == "not enough in the ledger"


def test_one_of_the_highest_is_not_contradicted_by_a_higher_one() -> None:
    assert checked(record(alone=False), EARLIER, HIGHER).verdict == "not enough in the ledger"


@pytest.mark.parametrize(
    "said",
    [
        record(bounded=False, since=None, opens=False),
        record(since=None),
        record(victims=None),
        replace(record(), superlative=None),
        record(effect="abducted"),
    ],
)
def test_what_the_words_leave_open_is_never_supported(said: Claim) -> None:
    assert checked(said, EARLIER).verdict == "not enough in the ledger"


def test_without_a_toll_from_before_the_ledger_cannot_tell() -> None:
    assert checked(record()).verdict == "not enough in the ledger"
    assert checked(record(), past("a", 12, SATURDAY, place=IDLIB)).verdict == "not enough in the ledger"


def test_a_record_of_a_country_is_held_against_that_country() -> None:
    told = record(victims=None, place=replace(HOMS, precision=6, admin1=None, id="SY"))
    assert checked(told, EARLIER, past("b", 40, date(2019, 4, 5), place=GAO)).verdict == "supported"
    assert checked(told, EARLIER, HIGHER).verdict == "contradicted"


def test_what_a_total_holds_is_not_held_against_it() -> None:
    parts = [
        claim("now", 4, 27, who=IS, whom=SYRIA, place=HOMS, period=day(SATURDAY), cues=("another",)),
        EARLIER,
    ]
    assert checked(record(), *parts).verdict in ("supported", "not enough in the ledger")
