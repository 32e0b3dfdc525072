"""The two seed reports as facts: the ledger has to be that of gold.yaml."""

from __future__ import annotations

from claim_builder import (
    DEIR_EZZOR,
    HOMS,
    HTS,
    IDLIB,
    IS,
    SATURDAY,
    SYRIA,
    at_least,
    by_best,
    claim,
    country,
    day,
    days_before,
    more_than,
    province,
    report,
    town,
)
from tollbook.link import group, link
from tollbook.reconcile import check, reconcile
from tollbook.records import Claim, Incident, Place

THURSDAY = days_before(2)
EAST = Place(text="central and eastern Syria", country="SY", precision=5)


def english() -> list[Claim]:
    since = day(THURSDAY, SATURDAY)
    homs = claim("en", 12, 27, who=IS, whom=SYRIA, place=HOMS_EAST, period=since, cues=("since",))
    return [
        claim("en", 0, more_than(60), whom=SYRIA, place=country(), period=since, cues=("plural_events",)),
        claim("en", 4, 35, who=IS, whom=SYRIA, place=EAST, period=since, cues=("since",)),
        claim("en", 7, 26, who=HTS, whom=SYRIA, place=OUTSIDE_IDLIB, period=day(SATURDAY)),
        claim("en", 8, more_than(370000), place=country(), scope="cumulative", cues=("running",)),
        homs,
        claim("en", 12, 4, whom=SYRIA, scope="subset", offset=60, about=(homs.id,), cues=("of_these",)),
        claim("en", 13, None, effect=None, topic="responsibility", who=IS, about=(homs.id,)),
        claim("en", 14, 8, who=IS, whom=SYRIA, place=DEIR_EZZOR, period=day(THURSDAY), cues=("another",)),
        claim("en", 20, 21, who=HTS, whom=SYRIA, place=ALEPPO_EDGE, period=day(SATURDAY)),
        claim(
            "en", 20, 5, who=HTS, whom=SYRIA, place=LATAKIA_NORTH, period=day(SATURDAY), offset=70, cues=("another",)
        ),
    ]


def norwegian() -> list[Claim]:
    homs = claim("nb", 10, 27, who=IS, whom=SYRIA, place=HOMS, period=day(THURSDAY, SATURDAY))
    return [
        claim("nb", 1, 35, who=IS, whom=SYRIA, place=EAST, period=day(THURSDAY, SATURDAY), cues=("total", "since")),
        claim("nb", 3, at_least(26), whom=SYRIA, who="al-qaida", place=IDLIB, period=day(SATURDAY)),
        claim("nb", 6, more_than(370000), place=country(), scope="cumulative", cues=("running",)),
        homs,
        claim("nb", 10, 4, whom=SYRIA, scope="subset", offset=60, about=(homs.id,), cues=("of_these",)),
        claim("nb", 11, None, effect=None, topic="confirmation", origin="liwa-al-quds", about=(homs.id,)),
        claim("nb", 12, 500, effect="besieged", whom=SYRIA, origin="liwa-al-quds", scope="cumulative"),
        claim("nb", 13, None, effect=None, topic="responsibility", who=IS),
        claim("nb", 15, 8, who=IS, whom=SYRIA, place=DEIR_EZZOR, period=day(THURSDAY), cues=("another",)),
    ]


HOMS_EAST = province("Homs", 34.45, 38.35, relation="east of")
OUTSIDE_IDLIB = province("Idlib", 35.93, 36.63, relation="outside")
ALEPPO_EDGE = town("Aleppo", 36.2, 37.16, relation="western edges of", precision=2)
LATAKIA_NORTH = province("Latakia", 35.6, 36.0, relation="northeast of")


def ledger(claims: list[Claim]) -> dict[int | None, Incident]:
    reports = [report("en"), report("nb")]
    return by_best(reconcile(claims, group(claims, link(claims, reports)), reports))


def test_the_pair_gives_the_gold_tree() -> None:
    found = ledger(english() + norwegian())
    assert sorted(number or 0 for number in found) == [5, 8, 21, 26, 27, 35, 60]
    assert {number for number, item in found.items() if item.kind == "total"} == {26, 35, 60}
    parts = {number: {found[part].id for part in wanted} for number, wanted in TREE.items()}
    assert {number: set(found[number].parts) for number in TREE} == parts
    assert all(check.verdict == "agrees" for number in TREE for check in found[number].sums)


TREE = {35: (27, 8), 26: (21, 5), 60: (35, 26)}


def test_leaves_are_backed_by_both_reports_and_one_origin() -> None:
    found = ledger(english() + norwegian())
    assert {number: found[number].reports for number in (27, 8, 21, 5, 35, 26)} == {
        27: ("en", "nb"),
        8: ("en", "nb"),
        21: ("en",),
        5: ("en",),
        35: ("en", "nb"),
        26: ("en", "nb"),
    }
    assert all(item.origins == ("sohr",) for item in found.values())
    homs = found[27]
    assert (homs.period.start, homs.period.end) == (THURSDAY, SATURDAY)
    assert [(item.best, len(item.claims)) for item in homs.subsets] == [(4, 2)]
    assert homs.confirmed_by == ("liwa-al-quds",)
    assert homs.responsibility_claimed_by == (IS,)
    assert found[26].figures[0].high == 26


def test_the_only_contradiction_is_the_place_of_the_26() -> None:
    found = ledger(english() + norwegian())
    told = [(number, item.about) for number, incident in found.items() for item in incident.disagreements]
    assert told == [(26, "place")]
    values = [reading.value for reading in found[26].disagreements[0].values]
    assert values == ["Idlib, SY", "western edges of Aleppo, SY", "northeast of Latakia, SY"]
    lines = check(tuple(found.values()), english() + norwegian())
    assert lines[0].kind == "contradiction"
    assert {item.kind for item in lines} == {"contradiction", "one-origin"}


def test_the_english_report_alone_gives_the_same_tree() -> None:
    found = ledger(english())
    assert {number: len(found[number].parts) for number in TREE} == {35: 2, 26: 2, 60: 2}


def test_the_order_of_claims_does_not_matter() -> None:
    claims = english() + norwegian()
    assert ledger(claims) == ledger(claims[::-1])
