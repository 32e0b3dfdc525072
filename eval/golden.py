"""Run golden cases through Tollbook and say what was found, missed and made up.

``python eval/golden.py [FOLDER]`` prints precision, recall and F1 of the leaf figures (one effect of one
incident), overall and by language, the totals found, the background that leaked into a figure, and every
miss. FOLDER (default: tests/golden) holds ``*.toml`` cases and ``reports/``; its README tells the format.
Exit status 0 however many misses there are, 2 when a case cannot be run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from floors import stamp
from golden_cases import EFFECTS, FOLDER, Case, Json, cases, export, report_names
from golden_judge import days, judge, leaf_count, leaks, total_faults


@dataclass
class Tally:
    """Leaf figures counted: right, in the gold, and put out."""

    right: int = 0
    gold: int = 0
    out: int = 0

    def __str__(self) -> str:
        precision = self.right / self.out if self.out else 1.0
        recall = self.right / self.gold if self.gold else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({self.right} right, {self.gold} gold, {self.out} out)"


@dataclass
class Score:
    """What a run over many cases adds up to."""

    leaves: dict[str, Tally] = field(default_factory=lambda: {"all": Tally()})
    totals: Tally = field(default_factory=Tally)
    verdicts: int = 0
    leaks: list[str] = field(default_factory=list)


def tally(case: Case, out: Json, score: Score) -> None:
    """Add one case to `score`. A leaf is right with its effect, its number, and no other country or day."""
    tongues = {str(report["id"]): str(report.get("language", "?")) for report in case.gold["report"]}
    names = report_names(case, out)
    figures = [
        (node, item, {tongues.get(names.get(key, "?"), "?") for key in node.get("reports") or []})
        for node in out["incidents"]
        for item in node["figures"]
        if node["kind"] == "incident"
    ]
    for wanted in sorted(case.gold.get("incident", []), key=lambda item: bool(item.get("optional"))):
        spoken = {tongues[key] for key in wanted.get("reports", tongues)}
        for effect in (effect for effect in EFFECTS if effect in wanted):
            match = next((leaf for leaf in figures if _is_leaf(wanted, effect, leaf[0], leaf[1])), None)
            if match:
                figures.remove(match)
            if not wanted.get("optional") and not (wanted.get("with_totals") and not match):
                _count(score, spoken, right=bool(match), gold=True, out=bool(match))
    for _, item, spoken in figures:
        if not any(item["effect"] in wanted.get("ignore", []) for wanted in case.gold.get("incident", [])):
            _count(score, spoken, right=False, gold=False, out=True)
    score.leaks += [f"{case.name}: {text}" for text in leaks(case.gold, out)]
    nodes = judge(case, out).nodes
    for total in case.gold.get("total", []):
        score.totals.gold += 1
        score.totals.right += total["name"] in nodes
        score.verdicts += total["name"] in nodes and not list(total_faults(total, nodes))
    score.totals.out += sum(node["kind"] == "total" for node in out["incidents"])


def _is_leaf(wanted: Json, effect: str, node: Json, item: Json) -> bool:
    country = (node.get("place") or {}).get("country")
    start, end = days(node)
    first, last = wanted.get("within", [wanted.get("start"), wanted.get("end")])
    early = end is not None and first is not None and end < first
    late = start is not None and last is not None and start > last
    elsewhere = country and "country" in wanted and country != wanted["country"]
    return item["effect"] == effect and leaf_count(wanted[effect], item) and not (early or late or elsewhere)


def _count(score: Score, spoken: Iterable[str], *, right: bool, gold: bool, out: bool) -> None:
    for key in {"all", *spoken}:
        row = score.leaves.setdefault(key, Tally())
        row.right += right
        row.gold += gold
        row.out += out


def main(arguments: list[str] | None = None) -> int:
    """Print the figures and misses of every case in a folder."""
    parser = argparse.ArgumentParser(description="Score Tollbook on golden cases.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--quiet", action="store_true", help="figures only, no list of misses")
    parser.add_argument("--only", nargs="+", metavar="CASE", help="run these cases alone")
    parser.add_argument("--extractor", default="auto", help="what reads the reports (auto, model, rules)")
    options = parser.parse_args(arguments)
    score, whole = Score(), 0
    todo = [case for case in cases(options.folder) if not options.only or case.name in options.only]
    for case in todo:
        try:
            out = export(case, options.extractor)
        except RuntimeError as error:
            print(f"{case.name}: {error}", file=sys.stderr)
            return 2
        tally(case, out, score)
        misses = judge(case, out).misses
        whole += not misses
        if misses and not options.quiet:
            print(case.name, *(f"  {text}" for text in misses), sep="\n")
    print(f"cases    {whole} of {len(todo)} without a miss")
    for key in sorted(score.leaves):
        print(f"leaves   {key:4} {score.leaves[key]}")
    print(f"totals   {score.totals}; parts and verdict right: {score.verdicts}")
    print(f"leaks    {len(score.leaks)}")
    print(f"run      {stamp()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
