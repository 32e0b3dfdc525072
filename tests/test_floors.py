"""Quality may not fall: the golden and the held-out evaluation against eval/floors.toml.

The held-out set is blind, so what these tests print are sums, never a sentence or a single event of it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "eval"))

import held_out
import held_out_judge as judge
from floors import as_floors, below, f1, load
from golden_cases import ROOT
from measure import SETS

EVENT = {
    "id": "e", "reports": [1, 2], "country": "SS", "admin1": "Eastern Equatoria", "place": "Torit",
    "start": "2024-01-03", "end": "2024-01-03", "perpetrator": "gunmen, unknown",
    "figures": [
        {"effect": "killed", "low": 3, "best": 3, "high": 3, "who": "soldiers"},
        {"effect": "killed", "low": 5, "best": 5, "high": 5, "who": "assailants"},
    ],
}  # fmt: skip


def _figure(best, effect="killed"):
    return {"effect": effect, "low": best, "best": best, "high": best, "claims": []}


def _node(key="a", *numbers, country="SS", day="2024-01-03", **more):
    return {
        "id": key, "kind": "incident", "figures": [_figure(number) for number in numbers], "reports": ["r1"],
        "place": {"name": "Torit", "country": country}, "period": {"start": day, "end": day}, **more,
    }  # fmt: skip


def _ledger(*nodes):
    names = {"r1": "1", "r2": "2", "r3": "3"}
    return judge.Ledger.of({"incidents": list(nodes), "claims": []}, names)


@pytest.mark.parametrize("name", SETS)
def test_no_figure_is_below_its_floor(name):
    fallen = list(below(load(name), SETS[name]()))
    assert not fallen, f"below the floors of the {name} set:\n" + "\n".join(fallen)


def test_a_fallen_or_lost_figure_is_named():
    floors = {"nb": {"leaves": 0.5, "totals": 0.5, "gone": 0.1}}
    assert list(below(floors, {"nb": {"leaves": 0.499, "totals": 0.5}})) == [
        "nb leaves: 0.499 is below 0.500",
        "nb gone: not measured",
    ]


def test_floors_are_written_below_the_figures():
    text = as_floors("golden", {"all": {"leaves": 0.9, "totals": 0.01}})
    assert text.split() == ["[golden.all]", "leaves", "=", "0.880", "totals", "=", "0.000"]


def test_f1_is_the_harmonic_mean():
    assert f1(right=1, gold=2, out=4) == pytest.approx(2 * (1 / 2) * (1 / 4) / (1 / 2 + 1 / 4))


def test_the_printed_table_holds_sums_only():
    board = held_out.Board()
    board.check("merged", ["nb"], False, "secret-event")
    board.add("leaves", ["nb", "killed"], right=1, gold=2, out=2)
    lines = list(held_out.table(board))
    figures = [line for line in lines if line.startswith(" ")]
    assert len(figures) == 5
    assert all(re.fullmatch(r"  [a-z]+ +[\dPRF. ()a-z,]+", line) for line in figures)
    assert "secret" not in "".join(lines)


def test_single_misses_do_not_go_into_the_checkout():
    with pytest.raises(SystemExit):
        held_out.main(["--misses", str(ROOT / "misses.txt")])


def test_the_gold_is_sound():
    gold = held_out.load()
    names = {item["id"] for kind in ("event", "total") for item in gold.tables[kind]}
    assert len(gold.tables["event"]) == 98
    assert set(gold.tongues.values()) == {"en", "nb", "nn"}
    assert all(set(total["parts"]) <= names for total in gold.tables["total"])
    assert {item["event"] for item in gold.tables["origin"]} == {event["id"] for event in gold.tables["event"]}


def _right(*nodes, event=EVENT):
    used = set()
    found = [leaf.right for leaf in judge.leaves(event, list(nodes), used)]
    return found, len(used)


def test_groups_without_a_sum_may_be_figures_or_subsets_of_their_sum():
    assert _right(_node("a", 3, 5)) == ([True, True], 2)
    assert _right(_node("a", 3), _node("b", 5)) == ([True, True], 2)
    assert _right(_node("a", 8, subsets=[_figure(3), _figure(5)])) == ([True, True], 1)
    assert _right(_node("a", 8)) == ([False, False], 1)  # true, yet it does not say who


def test_a_figure_elsewhere_or_of_another_day_is_wrong():
    assert _right(_node("a", 3, country="SD")) == ([False, False], 0)
    assert _right(_node("a", 3, day="2024-01-04")) == ([False, False], 0)


def test_any_account_of_a_disputed_figure_will_do():
    disputed = {"effect": "killed", "low": 8, "best": 8, "high": 22, "disputed": True}
    event = {**EVENT, "figures": [disputed], "accounts": {("killed", None): [14]}}
    assert [_right(_node("a", number), event=event)[0] for number in (8, 14, 22, 9)] == [
        [True],
        [True],
        [True],
        [False],
    ]


def test_an_incident_of_other_reports_stands_for_no_event():
    assert set(judge.pair([EVENT], _ledger(_node("a", 3, 5)))) == {"e"}
    assert judge.pair([EVENT], _ledger({**_node("a", 3, 5), "reports": ["r3"]})) == {}


def test_a_second_incident_with_a_number_of_the_event_is_a_double():
    past = {**EVENT, "superseded": [{"effect": "killed", "low": 2, "best": 2, "high": 2}]}
    ledger = _ledger(_node("a", 3, 5), _node("b", 2), _node("c", 4))
    assert [judge.is_double(past, node, ledger) for node in ledger.incidents] == [True, True, False]


def test_an_unknown_side_may_be_in_words_but_not_named():
    named = _node("a", 3, perpetrators=["islamic-state"])
    assert judge.right_perpetrator(EVENT, _node("a", 3, perpetrators=["gunmen"]), _ledger())
    assert not judge.right_perpetrator(EVENT, named, _ledger())
    assert judge.right_perpetrator({**EVENT, "perpetrator": "islamic-state (by residents)"}, named, _ledger())


def test_a_place_is_right_near_by_or_in_its_division():
    far = {"name": "Juba", "country": "SS", "admin1": "Central Equatoria", "latitude": 4.85, "longitude": 31.6}
    near = {**far, "name": "Hilieu", "latitude": 4.45, "longitude": 32.6, "precision": 1}
    inside = {**far, "admin1": "Eastern Equatoria"}
    assert [judge.right_place(EVENT, {"place": place}) for place in (far, near, inside)] == [False, True, True]
