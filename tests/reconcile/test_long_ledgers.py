"""One long report costs what its length costs, and totals take their doers from parts that add up to them."""

from __future__ import annotations

from collections import Counter

import pytest

from claim_builder import ALEPPO, DEIR_EZZOR, HOMS, IS, SATURDAY, SYRIA, by_best, claim, country, day, report
from tollbook.link import group, link
from tollbook.reconcile import reconcile, totals
from tollbook.records import Claim, Effect, Incident, Party

TODAY = day(SATURDAY)
WHOLE = {"place": country(), "period": TODAY, "cues": ("total", "plural_events"), "scope": "total"}


def ledger(claims: list[Claim], sentences: int = 40) -> tuple[Incident, ...]:
    reports = [report(name, sentences=sentences) for name in sorted({item.report_id for item in claims})]
    return reconcile(claims, group(claims, link(claims, reports)), reports)


def test_a_total_that_names_nobody_takes_the_doers_of_parts_that_add_up_to_it() -> None:
    parts = [
        claim("a", 1, 27, who=IS, place=ALEPPO, period=TODAY),
        claim("a", 3, 8, who=SYRIA, place=HOMS, period=TODAY, cues=("another",)),
    ]
    found = by_best(ledger([claim("a", 0, 35, **WHOLE), *parts]))
    assert [item.verdict for item in found[35].sums] == ["agrees"]
    assert found[35].perpetrators == (IS, SYRIA)
    assert found[27].perpetrators == (IS,)


@pytest.mark.parametrize("stated", [35, 90])
def test_a_total_keeps_its_own_doer_and_takes_none_from_parts_that_do_not_add_up(stated: int) -> None:
    named = Party(text="the Brigades of the Hill")
    claims = [
        claim("a", 0, stated, perpetrator=named if stated == 35 else None, **WHOLE),
        claim("a", 1, 27, who=IS, place=ALEPPO, period=TODAY),
        claim("a", 3, 8, who=IS, place=DEIR_EZZOR, period=TODAY, cues=("another",)),
    ]
    found = by_best(ledger(claims))
    assert found[stated].parts
    assert found[stated].perpetrators == ((named.text,) if stated == 35 else ())


def test_parts_are_looked_for_near_a_whole_and_not_in_all_of_a_long_report(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Counter[str]()
    holds = totals.holds

    def counted(whole: totals.Node, part: totals.Node, effect: Effect) -> int | None:
        looked[whole.id] += 1
        return holds(whole, part, effect)

    monkeypatch.setattr(totals, "holds", counted)
    places = (ALEPPO, HOMS, country())
    claims = [
        claim("a", item, 5 + item * 7 % 293, place=places[item % 3], period=TODAY, cues=("total",) * (item % 9 == 0))
        for item in range(300)
    ]
    ledger(claims, sentences=310)
    assert looked
    assert max(looked.values()) <= 8 * totals.limits()["nearest"]
