"""Who is meant: sides, victims and sources of hand-made mentions, and the side names of UCDP's events.

``python eval/actors.py [--half even|odd|both] [--misses]`` prints

- for each language and kind of the mentions in eval/actors/ (its README tells the layout), of sides and of sources:
  how many there are, how many got an answer, how many of those are right; precision over answers, recall over the
  mentions that have a right answer, and "unknown": how many of those that must stay unknown did
- the wire credit of each report that states one or states that there is none
- the share of UCDP's side names that resolve, by name and by use (where ../shared/eval/ucdp is there); the names
  that were found by eye to resolve to somebody else (eval/actors/ucdp_wrong.toml) count as not resolved
- milliseconds a mention, the cast of its report included and not

Even numbers are for development, odd ones are held out: `--misses` lists those of the even half only.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from floors import Measures, stamp
from rich.console import Console
from rich.table import Table

from tollbook.data import kinship
from tollbook.normalise.actors import Cast, cast, forces_of, resolve_origin, resolve_party
from tollbook.normalise.wires import wire_credits

FOLDER = Path(__file__).parent / "actors"
UCDP = Path(__file__).resolve().parents[2] / "shared" / "eval" / "ucdp" / "events.jsonl"
KINDS = ("name", "state", "generic", "lookalike", "label", "dated", "civil")
Half = Literal["even", "odd", "both"]
Role = Literal["by", "who", "origin"]
ROLES: tuple[Role, ...] = ("by", "who", "origin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One mention: the words, where they stand, and who is meant ("" for nobody that is known)."""

    number: int
    language: str
    role: Role
    words: str
    wanted: str
    kind: str
    report: dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Mentions counted: all, with a right answer, answered, answered right, and rightly left unknown."""

    every: int = 0
    gold: int = 0
    out: int = 0
    right: int = 0
    silent: int = 0

    def add(self, wanted: str, found: str) -> None:
        """Count one mention."""
        self.every += 1
        self.gold += bool(wanted)
        self.out += bool(found)
        self.right += bool(found) and found == wanted
        self.silent += not wanted and not found

    @property
    def precision(self) -> float:
        """Right of those answered; 1.0 where nothing was answered."""
        return self.right / self.out if self.out else 1.0

    @property
    def recall(self) -> float:
        """Right of those that have an answer; 1.0 where none has."""
        return self.right / self.gold if self.gold else 1.0


@dataclass(slots=True)
class Score:
    """Tallies of sides ("party") and sources ("origin") by language and by kind, and what was missed."""

    tallies: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Tally)))
    wires: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, item: Item, found: str) -> None:
        """Judge one answer."""
        task = "origin" if item.role == "origin" else "party"
        for key in ("all", item.language, item.kind):
            self.tallies[task][key].add(item.wanted, found)
        if found != item.wanted:
            told = f"{item.wanted or 'nobody'}, found {found or 'nobody'}"
            self.misses.append(f"{item.number} {item.language} {item.role} {item.words!r}: {told}")


def reports(half: Half = "both") -> Iterator[dict[str, Any]]:
    """Yield the reports of one half, by number; `in` is the language, by default the name of the file."""
    found: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.toml")):
        every = tomllib.loads(path.read_text(encoding="utf-8")).get("report", [])
        found += [{"in": path.stem, **report} for report in every]
    for report in sorted(found, key=lambda each: int(each["n"])):
        if half == "both" or (report["n"] % 2 == 0) == (half == "even"):
            yield report


def items(half: Half = "both") -> Iterator[Item]:
    """Yield the mentions of one half."""
    for report in reports(half):
        for role in ROLES:
            for words, wanted, kind in report.get(role, ()):
                yield Item(
                    number=report["n"],
                    language=report["in"],
                    role=role,
                    words=words,
                    wanted=wanted,
                    kind=kind,
                    report=report,
                )


def cast_of(report: dict[str, Any]) -> Cast:
    """Return the cast of a report, with the country of its event as its places would tell it."""
    day: date | None = report.get("on")
    return cast(report["text"], report["in"], countries=[report["at"]] if report["at"] else [], on=day)


def answer(item: Item, context: Cast) -> str:
    """Return who the words of a mention mean, as the claims of a report resolve them; "" for nobody known."""
    country = item.report["at"] or None
    if item.role == "origin":
        return resolve_origin([item.words], item.language, context, country=country) or ""
    found = resolve_party([item.words], item.language, context, country=country, doer=item.role == "by")
    if found is None and item.role == "by":
        found = forces_of(item.words, item.language, context)
    return found.actor if found else ""


def score(half: Half = "both") -> Score:
    """Judge all mentions of one half."""
    result = Score()
    casts = {report["n"]: cast_of(report) for report in reports(half)}
    for item in items(half):
        result.add(item, answer(item, casts[item.number]))
    for report in reports(half):
        if "wire" in report:
            found = " ".join(sorted({credit.origin for credit in wire_credits(report["text"])}))
            result.wires.update({"every": 1, "right": found == report["wire"]})
            if found != report["wire"]:
                told = f"{report['wire'] or 'none'}, found {found or 'none'}"
                result.misses.append(f"{report['n']} {report['in']} wire: {told}")
    return result


def measures(half: Half = "odd") -> Measures:
    """Return what floors are set for: precision and recall of one half, by language."""
    result = score(half)
    found: Measures = {}
    for task, tallies in result.tallies.items():
        for key, tally in tallies.items():
            if key not in KINDS:
                row = found.setdefault(key, {})
                row |= {f"{task}_precision": tally.precision, f"{task}_recall": tally.recall}
    found["all"]["wire"] = result.wires["right"] / result.wires["every"]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """UCDP's side names: how many there are and how many resolve to the right entry, by name and by use."""

    names: int
    resolved: int
    uses: int
    uses_resolved: int
    wrong: int
    unresolved: tuple[tuple[str, int], ...]


def ucdp() -> Names | None:
    """Resolve UCDP's side names, each with the countries and days of its events; None where the data is not here."""
    if not UCDP.is_file():
        return None
    codes = {name: code for code, name in kinship.countries("en").items()}
    codes |= {"Yemen (North Yemen)": "YE", "Russia (Soviet Union)": "RU", "Turkey": "TR", "Ivory Coast": "CI"}
    codes |= {"DR Congo (Zaire)": "CD", "United States of America": "US", "Myanmar (Burma)": "MM", "Israel": "IL"}
    codes |= {"Bosnia-Herzegovina": "BA", "Cambodia (Kampuchea)": "KH", "Zimbabwe (Rhodesia)": "ZW", "Congo": "CG"}
    uses: Counter[tuple[str, str | None, str]] = Counter()
    for line in UCDP.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        for side in ("side_a_name", "side_b_name"):
            uses[event[side], codes.get(event["location_root_name"]), event["start_date"]] += 1
    wrong = tomllib.loads((FOLDER / "ucdp_wrong.toml").read_text(encoding="utf-8"))["wrong"]
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for (name, country, day), count in uses.items():
        total[name] += count
        right[name] += count * _resolves(name, country, date.fromisoformat(day), wrong)
    open_names = [(name, count - right[name]) for name, count in total.most_common() if right[name] < count]
    return Names(
        names=len(total),
        resolved=sum(right[name] == count for name, count in total.items()),
        uses=sum(total.values()),
        uses_resolved=sum(right.values()),
        wrong=sum(name in wrong for name in total),
        unresolved=tuple(open_names),
    )


def _resolves(name: str, country: str | None, day: date, wrong: dict[str, str]) -> bool:
    """Tell whether every side that `name` lists resolves to an entry that was not judged to be another."""
    if name in wrong:
        return False
    context = Cast(on=day)
    return all(
        resolve_party([part], "en", context, country=country) is not None
        for part in name.replace(" ,", ",").split(", ")
    )


def milliseconds() -> tuple[float, float]:
    """Return how long a mention takes, with the cast of its report and without, when the tables are warm."""
    every = list(items())
    casts = {report["n"]: cast_of(report) for report in reports()}
    for item in every:
        answer(item, casts[item.number])
    began = time.perf_counter()
    for report in reports():
        cast_of(report)
    casting = time.perf_counter() - began
    began = time.perf_counter()
    for item in every:
        answer(item, casts[item.number])
    alone = time.perf_counter() - began
    return 1000 * (casting + alone) / len(every), 1000 * alone / len(every)


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; return 0 however many misses there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("even", "odd", "both"), default="both")
    parser.add_argument("--misses", action="store_true", help="list what is wrong in the even half")
    parser.add_argument("--names", action="store_true", help="list UCDP's names that do not resolve")
    asked = parser.parse_args(arguments)
    halves: tuple[Half, ...] = ("even", "odd") if asked.half == "both" else (asked.half,)
    scores = {half: score(half) for half in halves}
    for half, found in scores.items():
        _print(f"{half} ({'development' if half == 'even' else 'held out'})", found)
    names = ucdp()
    if names:
        share, by_use = names.resolved / names.names, names.uses_resolved / names.uses
        print(f"UCDP side names: {share:.1%} of {names.names} names, {by_use:.1%} of {names.uses} uses,")
        print(f"  {names.wrong} names judged to resolve to somebody else, counted as not resolved")
        for name, count in names.unresolved if asked.names else ():
            print(f"  {count} {name}")
    whole, alone = milliseconds()
    print(f"{whole:.2f} ms a mention with its report's cast, {alone:.2f} without")
    print(stamp())
    if asked.misses and "even" in scores:
        print(*scores["even"].misses, sep="\n")
    return 0


def _print(title: str, found: Score) -> None:
    for task in ("party", "origin"):
        table = Table(title=f"{task}, {title}", box=None, pad_edge=False, title_justify="left")
        for head in ("", "mentions", "answered", "right", "precision", "recall", "unknown"):
            table.add_column(head, justify="right")
        tallies = found.tallies[task]
        for key in ("all", *sorted(set(tallies) - {"all", *KINDS}), *(kind for kind in KINDS if kind in tallies)):
            tally = tallies[key]
            row = (tally.every, tally.out, tally.right, f"{tally.precision:.3f}", f"{tally.recall:.3f}")
            table.add_row(key, *map(str, row), f"{tally.silent}/{tally.every - tally.gold}")
        Console(width=100).print(table)
    print(f"wire credits right: {found.wires['right']} of {found.wires['every']}\n")


if __name__ == "__main__":
    sys.exit(main())
