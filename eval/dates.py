"""Read marked time phrases in fourteen languages and say where the days differ from what a coder writes down.

``python eval/dates.py [--misses] [LANGUAGE...]`` resolves the phrase of each case of eval/dates/<language>.toml (its
README has the layout) as `normalise.claims` does, from publication and the dateline, and prints for each language, for
both halves (even numbers: development, odd: held out), and for each kind of phrase:

- right   first day, last day and precision as wanted; where no day is to be had, none given
- wide    more days than wanted, the right ones among them
- wrong   other days
- false   one single day, and not the right one: the worst a ledger can be told
- silent  no days, where there are some
- text    right as well when the phrase is not marked but found in its sentence by `extract.rules.times`

and how long a mention takes. `--misses` lists what is not right in the development half; of the held-out half nobody
sees a single answer.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tollbook.extract.rules.times import find_times
from tollbook.normalise.periods import dateline, resolve_period
from tollbook.records import Period

FOLDER = Path(__file__).parent / "dates"
OUTCOMES = ("right", "wide", "wrong", "false", "silent")
HALVES = ("development", "held_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A sentence with the phrase ``text[start:end]`` and the periods that are right for it."""

    language: str
    number: int
    kind: str
    text: str
    start: int
    end: int
    published: date | None
    want: tuple[str, ...]

    @property
    def half(self) -> str:
        return HALVES[self.number % 2]

    @property
    def phrase(self) -> str:
        return self.text[self.start : self.end]


def languages() -> list[str]:
    """Return the languages there are cases of."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def load(language: str) -> list[Case]:
    """Return the cases of a language. Raises ValueError when one has no phrase between braces."""
    rows = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))["case"]
    return [_case(language, row) for row in rows]


def _case(language: str, row: dict[str, object]) -> Case:
    marked, day, want = str(row["text"]), row.get("published"), row["want"]
    if marked.count("{") != 1 or marked.count("}") != 1 or not isinstance(want, list):
        raise ValueError(f"{language} {row['number']}: no phrase between braces, or no list of periods")
    start = marked.index("{")
    return Case(
        language=language,
        number=int(str(row["number"])),
        kind=str(row["kind"]),
        text=marked.replace("{", "").replace("}", ""),
        start=start,
        end=marked.index("}") - 1,
        published=day if isinstance(day, date) else None,
        want=tuple(want),
    )


def written(period: Period | None) -> str:
    """Return a period as the cases write it ("-" for an open side)."""
    if period is None:
        return "none"
    return f"{period.start or '-'} {period.end or '-'} {period.precision}"


def resolved(case: Case, quotes: Sequence[str]) -> Period | None:
    """Resolve time phrases of the case as the pipeline does, from publication and dateline."""
    day = dateline(case.text, case.language, published=case.published)
    anchor = Period(start=day, end=day, precision=1, reason="dateline") if day else None
    return resolve_period(quotes, case.language, case.published, anchor=anchor)


def found(case: Case) -> list[str]:
    """Return the time phrases that the finder sees where the phrase of the case stands."""
    matches = find_times(case.text, 0, len(case.text), case.language)
    return [case.text[item.start : item.end] for item in matches if item.start < case.end and case.start < item.end]


def outcome(want: Iterable[str], period: Period | None) -> str:
    """Return what became of a case, one of OUTCOMES."""
    wanted = list(want)
    if written(period) in wanted:
        return "right"
    if period is None:
        return "silent"
    if period.start is not None and period.start == period.end:
        return "false"
    return "wide" if any(_holds(period, days) for days in wanted) else "wrong"


def _holds(period: Period, want: str) -> bool:
    if want == "none":
        return False
    first, last, _ = want.split()
    after = period.start is None or period.start <= date.fromisoformat(first)
    return after and (period.end is None or period.end >= date.fromisoformat(last))


def tally(cases: Iterable[Case]) -> Counter[str]:
    """Count the outcomes of cases, those that are right from the sentence alone ("text"), and all of them ("of")."""
    sums: Counter[str] = Counter()
    for case in cases:
        sums[outcome(case.want, resolved(case, [case.phrase]))] += 1
        sums["text"] += outcome(case.want, resolved(case, found(case))) == "right"
        sums["of"] += 1
    return sums


def milliseconds(cases: Sequence[Case], times: int = 5) -> float:
    """Return how long one phrase takes to resolve, tables read."""
    for case in cases:
        resolved(case, [case.phrase])
    begin = time.perf_counter()
    for _ in range(times):
        for case in cases:
            resolve_period([case.phrase], case.language, case.published)
    return 1000 * (time.perf_counter() - begin) / (times * len(cases))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; returns 0."""
    parser = argparse.ArgumentParser(description="Time phrases in fourteen languages against what is right.")
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="BCP 47 tags (default: all)")
    parser.add_argument("--misses", action="store_true", help="list what is not right in the development half")
    given = parser.parse_args(arguments)
    cases = [case for language in given.languages or languages() for case in load(language)]
    console = Console(width=110)
    for half in HALVES:
        console.print(f"\n{half.replace('_', ' ')}", style="bold")
        console.print(_table(cases, half))
    print(f"\n{milliseconds(cases):.3f} ms a mention")
    if given.misses:
        _print_misses(cases)
    return 0


def _table(cases: Sequence[Case], half: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("", "of", *OUTCOMES, "text"):
        table.add_column(title, justify="right")
    mine = [case for case in cases if case.half == half]
    rows = [("all", mine)]
    rows += [(tag, [case for case in mine if case.language == tag]) for tag in dict.fromkeys(c.language for c in mine)]
    rows += [(kind, [case for case in mine if case.kind == kind]) for kind in dict.fromkeys(c.kind for c in mine)]
    for title, some in rows:
        sums = tally(some)
        table.add_row(title, *(str(sums[name]) for name in ("of", *OUTCOMES, "text")))
    return table


def _print_misses(cases: Iterable[Case]) -> None:
    for case in cases:
        if case.half != "development":
            continue
        marked, unmarked = resolved(case, [case.phrase]), resolved(case, found(case))
        result = outcome(case.want, marked)
        if result != "right":
            print(
                f"{case.language} {case.number} {result}: '{case.phrase}' on {case.published}:"
                f" {written(marked)}, not {case.want[0]}"
            )
        elif outcome(case.want, unmarked) != "right":
            print(f"{case.language} {case.number} text: '{case.phrase}': found {found(case)}: {written(unmarked)}")


if __name__ == "__main__":
    sys.exit(main())
