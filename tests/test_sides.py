"""Deaths by side on the incident itself: ranges, rules, and the numbers that UCDP's table gets."""

import csv
import io

import pytest

from claim_builder import ALEPPO, IS, SATURDAY, SYRIA, claim, day, report
from tollbook import pipeline
from tollbook.export import FORMATS
from tollbook.records import Claim, Count, SideDeaths, View

KNOWN = {"who": IS, "place": ALEPPO, "period": day(SATURDAY)}


def told(*claims: Claim) -> tuple[View, dict[str, SideDeaths]]:
    view = pipeline.build(claims, [report(name) for name in sorted({item.report_id for item in claims})])
    assert len(view.incidents) == 1
    assert view == pipeline.build(claims[::-1], view.reports)
    return view, {item.side: item for item in view.incidents[0].deaths}


def numbers(found: SideDeaths) -> tuple[int | None, int, int | None]:
    return found.low, found.best, found.high


def test_all_dead_of_one_side_have_the_range_of_the_figure() -> None:
    _, found = told(claim("a", 0, Count(low=12, best=12, high=None, qualifier="at_least"), whom=SYRIA, **KNOWN))
    assert numbers(found["a"]) == (12, 12, None)
    assert (found["a"].actors, found["b"].actors) == ((SYRIA,), (IS,))
    assert [numbers(found[side]) for side in ("b", "civilians", "unknown")] == [(0, 0, 0)] * 3
    assert "all claims" in found["a"].rule


def test_a_figure_and_its_split_by_victims() -> None:
    _, found = told(
        claim("a", 0, 20, whom=(None, None), **KNOWN),
        claim("a", 1, 14, whom=SYRIA, scope="subset", about=(claim("a", 0, 20).id,), **KNOWN),
        claim("a", 2, 6, whom=("civilians", "civilian"), scope="subset", about=(claim("a", 0, 20).id,), **KNOWN),
    )
    assert found["civilians"].best == 6
    assert sum(item.best for item in found.values()) == 20
    assert all(item.rule for item in found.values())


def test_a_vague_toll_is_not_divided() -> None:
    dozens = Count(low=12, best=None, high=None, qualifier="dozens")
    assert told(claim("a", 0, dozens, whom=SYRIA, **KNOWN))[1] == {}


@pytest.mark.parametrize(
    "claims",
    [
        [claim("a", 0, 12, whom=SYRIA, **KNOWN)],
        [claim("a", 0, 12, whom=(None, "combatant"), **KNOWN)],
        [claim("a", 0, 12, whom=("civilians", "civilian"), **KNOWN)],
        [claim("a", 0, 12, **KNOWN)],
        [claim("a", 0, 12, **(KNOWN | {"who": None}))],
    ],
)
def test_the_table_of_ucdp_has_the_numbers_of_the_incident(claims: list[Claim]) -> None:
    view, found = told(*claims)
    out = io.StringIO()
    FORMATS["csv-ged"](view, out)
    (cells,) = csv.DictReader(io.StringIO(out.getvalue()))
    for side in ("a", "b", "civilians", "unknown"):
        assert cells[f"deaths_{side}"] == str(found[side].best)
        low, best, high = numbers(found[side])
        assert (low or 0) <= best <= (best if high is None else high)
    assert sum(item.best for item in found.values()) == 12
