"""Every golden case, end to end through the command, against what a careful coder writes down.

The cases and their format are in tests/golden (README.md); `eval/golden_*.py` run and compare them. A case that
Tollbook is known to miss stands in known_misses.toml with the reason: it must fail, so the list can only shrink.
Long and messy reports (long, third, wars) are measured as sets, by floors (test_floors.py): here only their gold is checked.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
EXAMPLES = ROOT / "src" / "tollbook" / "data" / "examples"
sys.path.insert(0, str(ROOT / "eval"))

from golden_cases import FOLDER, cases, export, faults, load  # noqa: E402
from golden_judge import judge  # noqa: E402

FOLDERS = (FOLDER, FOLDER / "long", FOLDER / "third", FOLDER / "wars")
CASES = cases(FOLDER)
MEASURED = [case for folder in FOLDERS[1:] for case in cases(folder)]
DEMO = load(FOLDER / "elsewhere" / "demo.toml", reports=EXAMPLES)
KNOWN = tomllib.loads((FOLDER / "known_misses.toml").read_text(encoding="utf-8"))


def _param(case):
    marks = [pytest.mark.xfail(strict=True, reason=KNOWN[case.name])] if case.name in KNOWN else []
    return pytest.param(case, id=case.name, marks=marks)


def _check(case):
    misses = judge(case, export(case)).misses
    assert not misses, "\n".join([f"{case.name}: {case.gold['what']}", *misses])


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_case(case):
    _check(case)


def test_demo_reports():
    _check(DEMO)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed reports are not beside this checkout")
def test_seed_pair():
    _check(load(FOLDER / "elsewhere" / "seed-pair.toml", reports=SEEDS))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed reports are not beside this checkout")
def test_of_the_seeds_one_attack_alone_is_claimed():
    out = export(load(FOLDER / "elsewhere" / "seed-pair.toml", reports=SEEDS))
    claimed = {node["figures"][0]["best"]: node["responsibility_claimed_by"] for node in out["incidents"]}
    assert {number: by for number, by in claimed.items() if by} == {27: ["islamic-state"]}


@pytest.mark.parametrize("case", [*CASES, *MEASURED, DEMO], ids=lambda case: case.name)
def test_gold_is_sound(case):
    assert faults(case) == []


def test_known_misses_name_cases():
    assert set(KNOWN) <= {case.name for case in CASES}


def test_every_case_has_a_name_of_its_own():
    every = [*CASES, *MEASURED]
    assert len({case.name for case in every}) == len(every)


def test_every_report_belongs_to_a_case():
    told = {case.path(report) for case in [*CASES, *MEASURED] for report in case.gold["report"]}
    assert {path for folder in FOLDERS for path in (folder / "reports").iterdir()} == told


def test_a_wrong_ledger_is_caught():
    """The comparison itself must fail a ledger that doubles, drops, leaks or shifts."""
    case = next(case for case in CASES if case.name == "aid-workers")
    node = {
        "id": "a", "kind": "incident",
        "figures": [{"effect": "killed", "low": 4, "best": 4, "high": 4, "claims": ["c"]}],
        "place": {"name": "Torit", "country": "SS"}, "period": {"start": "2024-01-03", "end": "2024-01-03"},
        "perpetrators": [], "reports": ["r"], "origins": [],
    }  # fmt: skip
    body = case.path(case.gold["report"][0]).read_text(encoding="utf-8")
    claims = [{"id": "c", "effect": "killed", "victims": {"class": "civilian"}}]
    background = [{"effect": "killed", "count": {"low": 22, "best": 22, "high": 22}}]
    out = {"reports": [{"id": "r", "text": body}], "claims": claims, "background": background, "statements": []}
    right = {**out, "incidents": [node]}
    assert judge(case, right).misses == []

    leak = {"effect": "killed", "low": 22, "best": 22, "high": 22, "claims": []}
    wrong = {
        "doubled": [node, {**node, "id": "b"}],
        "dropped": [],
        "leaked": [{**node, "figures": [*node["figures"], leak]}],
        "shifted": [{**node, "period": {"start": "2024-01-04", "end": "2024-01-04"}}],
    }
    for name, incidents in wrong.items():
        assert judge(case, {**out, "incidents": incidents}).misses, name
