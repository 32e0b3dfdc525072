"""Score Tollbook on the held-out reports, as sums only: nobody may tune on the single case.

``python eval/held_out.py`` puts all reports of eval/held_out into one new ledger and prints, overall and by
language (and the figures by effect too), how many of the gold's judgements came out right. ``--misses FILE``
writes the single misses to a file outside this checkout, for whoever looks for classes of error to write new
cases about; its content must not shape a rule. ``--floors`` prints the figures as tables of floors.toml.

Each line has precision, recall and F1 of one task. Place, days, perpetrator and origins are judged on the
events that were found, so their precision says how good they are and their recall what a user gets of them.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import held_out_judge as judge
from floors import Measures, as_floors, f1, stamp
from golden import Tally
from golden_cases import EFFECTS, ROOT, Case, Json, export, report_names
from golden_judge import leaf_count, total_faults
from held_out_judge import Ledger, Slot

FOLDER = ROOT / "eval" / "held_out"
LANGUAGES = ("all", "en", "nb", "nn")
TASKS = {
    "leaves": "figures of incidents: effect and number, no other country or day",
    "events": "events that an incident stands for",
    "merged": "events of several reports that are exactly one incident",
    "merged_across": "the same, reports in several languages",
    "kept_apart": "incidents of several reports that do tell of one event",
    "country": "country",
    "place": "within 50 km of the place named, or in its first-order division",
    "day_exact": "first and last day",
    "day_overlaps": "days in common",
    "undated": "events without a day that were given none",
    "perpetrator": "perpetrator: registry id, or words, or unknown",
    "origins": "who is cited",
    "totals": "stated totals",
    "verdicts": "totals whose sum has the right verdict",
    "sums": "totals with the right parts, bounds and verdict",
    "subsets_out": "subsets that are in no figure",
    "subsets_kept": "subsets that are kept as subsets",
    "background_out": "running tolls and old events that are in no figure",
    "not_counted_out": "other numbers that are in no figure",
    "no_event": "reports of no event that made none",
}


@dataclass(frozen=True)
class Gold:
    """The gold tables with the reports they are about."""

    case: Case
    tables: Json
    tongues: dict[int, str]

    def spoken(self, reports: Iterable[int]) -> set[str]:
        """Return the languages of some reports."""
        return {self.tongues[report] for report in reports}


@dataclass
class Board:
    """Counts by (task, language or effect), and every miss in words."""

    rows: dict[tuple[str, str], Tally] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def add(self, task: str, keys: Iterable[str], *, right: int = 0, gold: int = 0, out: int = 0) -> None:
        """Add to the rows of `task` for everything together and for each key."""
        for key in {"all", *keys}:
            row = self.rows.setdefault((task, key), Tally())
            row.right += right
            row.gold += gold
            row.out += out

    def check(self, task: str, keys: Iterable[str], right: bool, about: str) -> None:
        """Add one judgement that is right or not."""
        self.add(task, keys, right=right, gold=1, out=1)
        if not right:
            self.misses.append(f"{task}: {about}")

    def measures(self) -> Measures:
        """Return the F1 of every task by language."""
        found: Measures = {}
        for task in TASKS:
            for key in LANGUAGES:
                row = self.rows.get((task, key))
                if row and row.gold:
                    found.setdefault(key, {})[task] = f1(row.right, row.gold, row.out)
        return found


def load(folder: Path = FOLDER) -> Gold:
    """Read the gold and which language each of its reports is in."""
    with (folder / "gold.toml").open("rb") as file:
        tables = tomllib.load(file)
    files = sorted((folder / "reports").glob("*.json"))
    case = Case("held_out", {"report": [{"id": path.name[:2], "file": path.name} for path in files]}, folder / "reports")
    return Gold(case, {**tables, "event": _with_accounts(tables)}, {int(path.name[:2]): _tongue(path) for path in files})


def _tongue(path: Path) -> str:
    import json

    return str(json.loads(path.read_text(encoding="utf-8"))["language"])


def _with_accounts(tables: Json) -> list[Json]:
    """Return the events, each with the numbers that parties to a disagreement give: (effect, who) -> numbers."""
    events = []
    for event in tables["event"]:
        told = {
            (item["effect"], item.get("who")): [each["value"] for each in item["values"] if isinstance(each["value"], int)]
            for item in tables["disagreement"]
            if item["event"] == event["id"]
        }
        events.append({**event, "accounts": told})
    return events


def score(gold: Gold) -> Board:
    """Run all reports through one new ledger and judge it. Raises RuntimeError when Tollbook fails."""
    out = export(gold.case)
    ledger = Ledger.of(out, report_names(gold.case, out))
    nodes = judge.pair(gold.tables["event"], ledger)
    board = Board()
    _figures(gold, ledger, nodes, board)
    _events(gold, ledger, nodes, board)
    for event in gold.tables["event"]:
        if event["id"] in nodes:
            _attributes(gold, ledger, event, nodes[event["id"]], board)
        else:
            _unfound(gold, event, board)
    _totals(gold, ledger, nodes, board)
    _kept_out(gold, ledger, nodes, board)
    return board
