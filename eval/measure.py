"""Take the measures that floors are set for: the golden (development) sets, the held-out set, dates and more.

``python eval/measure.py > eval/floors.toml`` sets every floor a little below what is measured now.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import actors
import dates
import held_out
import parallel
import place_cases
import places
import reader
from floors import MARGIN, Measures, as_floors, f1, stamp
from golden_cases import FOLDER, Case, cases, export

from golden import Score, Tally, tally


def measure_golden(folder: Path = FOLDER) -> Measures:
    """Run the golden cases of a folder, each in a ledger of its own. Raises RuntimeError when one cannot be run."""
    score, todo = Score(), cases(folder)
    for case in todo:
        tally(case, export(case), score)
    found = {key: {"leaves": _f1(row)} for key, row in score.leaves.items()}
    to_keep_out = sum(_kept_out(case) for case in todo)
    found["all"]["totals"] = _f1(score.totals)
    found["all"]["verdicts"] = f1(score.verdicts, score.totals.gold, score.totals.right)
    found["all"]["kept_out"] = 1 - len(score.leaks) / to_keep_out if to_keep_out else 1.0
    return found


def _f1(row: Tally) -> float:
    return f1(row.right, row.gold, row.out)


def _kept_out(case: Case) -> int:
    return len(case.gold.get("absent", [])) + len(case.gold.get("background", []))


def measure_held_out() -> Measures:
    """Run the held-out reports in one ledger. Raises RuntimeError when they cannot be run."""
    return held_out.score(held_out.load()).measures()


# A small fixed sample of the corpus's test part, so that CI stays quick.
SAMPLE, SHORT = 30, 700  # items a language, characters of an item
TASKS = ("claim", "leaf", "count", "scope", "cause", "modality", "who~", "by~", "at~", "on~", "src~")


def measure_reader() -> Measures:
    """Read the sample with the model; the F1 of each task in each language ("_near": spans that overlap)."""
    found: Measures = {}
    whole = reader.Score()
    for language in reader.languages():
        score = reader.Score()
        items = [item for item in reader.load(language) if item.split == "test" and len(item.text) <= SHORT]
        for item in items[:SAMPLE]:
            score.merge(reader.measure(item))
        found[language] = {task: score.tallies[task].f1 for task in ("claim", "leaf")}
        whole.merge(score)
    found["all"] = {task.replace("~", "_near"): whole.tallies[task].f1 for task in TASKS}
    return found


def measure_parallel() -> Measures:
    """Read the translated sentences with the default extractor; the share of leaves found in each language."""
    return {language: {"leaf": score.share("leaf", "gold")} for language, score in parallel.scores().items()}


def measure_dates() -> Measures:
    """Resolve the held-out time phrases; the shares that are right, and that are not given one single wrong day."""
    found: Measures = {}
    whole: Counter[str] = Counter()
    for language in dates.languages():
        sums = dates.tally(case for case in dates.load(language) if case.half == "held_out")
        found[language] = _dated(sums)
        whole += sums
    return {"all": _dated(whole), **found}


def _dated(sums: Counter[str]) -> dict[str, float]:
    return {"right": sums["right"] / sums["of"], "no_false_day": 1 - sums["false"] / sums["of"]}


def measure_places() -> Measures:
    """Put the held-out half of our place mentions; the share that is right in all, and in each part."""
    score = places.measure_ours(place_cases.ours())["held out"]
    return {"all": {part: score.share(part) for part in ("right", *places.PARTS)}}


SETS: dict[str, Callable[[], Measures]] = {
    "golden": measure_golden,
    "long": lambda: measure_golden(FOLDER / "long"),
    "third": lambda: measure_golden(FOLDER / "third"),
    "wars": lambda: measure_golden(FOLDER / "wars"),
    "held_out": measure_held_out,
    "reader": measure_reader,
    "parallel": measure_parallel,
    "actors": actors.measures,
    "dates": measure_dates,
    "places": measure_places,
}


def main() -> int:
    """Print floors.toml for the present state."""
    print("# Floors: no change may take a figure below these (tests/test_floors.py). Measured figures less")
    print(f"# {MARGIN}, by `python eval/measure.py`. Raise them when quality rises; lower one only with a reason here.")
    print(f"# {stamp()}\n")
    for name, measure in SETS.items():
        print(as_floors(name, measure()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
