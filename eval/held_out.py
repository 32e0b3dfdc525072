"""Score Tollbook on the held-out reports, as sums only: nobody may tune on the single case.

``python eval/held_out.py`` puts all reports of eval/held_out into one new ledger and prints, overall and by
language (and the figures by effect too), how many of the gold's judgements came out right. ``--misses FILE``
writes the single misses to a file outside this checkout, for whoever looks for classes of error to write new
cases about; its content must not shape a rule.

A line has precision, recall and F1 of one task, or how many of how many. Place, days, perpetrator and origins
are judged on the events that were found: their precision says how good they are, their recall what a user gets
of them. What several languages tell counts in each of them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import held_out_judge as judge
from floors import Measures, f1, stamp
from golden_cases import EFFECTS, ROOT, Case, Json, export, report_names
from golden_judge import leaf_count, total_faults
from held_out_judge import Ledger, Slot

from golden import Tally

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
    "perpetrator": "registry id, or words, or unknown",
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
SHARES = {"merged", "merged_across", "kept_apart", "no_event"} | {
    task for task in TASKS if task[-4:] in ("_out", "kept")
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
    reports = [{"id": path.name[:2], "file": path.name} for path in files]
    tongues = {int(path.name[:2]): str(json.loads(path.read_text("utf-8"))["language"]) for path in files}
    case = Case("held_out", {"report": reports}, folder / "reports")
    return Gold(case, {**tables, "event": _with_accounts(tables)}, tongues)


def _with_accounts(tables: Json) -> list[Json]:
    """Return the events, each with the numbers that parties to a disagreement give: (effect, who) -> numbers."""
    events = []
    for event in tables["event"]:
        told = {
            (item["effect"], item.get("who")): [each["value"] for each in item["values"]]
            for item in tables["disagreement"]
            if item["event"] == event["id"]
        }
        events.append({**event, "accounts": told})
    return events


def score(gold: Gold, extractor: str = "auto") -> Board:
    """Run all reports through one new ledger and judge it. Raises RuntimeError when Tollbook fails."""
    out = export(gold.case, extractor)
    names = report_names(gold.case, out)
    if "?" in names.values():
        raise RuntimeError("the ledger holds a report whose text is not that of a held-out report")
    ledger = Ledger.of(out, names)
    nodes = judge.pair(gold.tables["event"], ledger)
    board = Board()
    used = _figures(gold, ledger, nodes, board)
    _merges(gold, ledger, nodes, used, board)
    for event in gold.tables["event"]:
        _attributes(gold, ledger, event, nodes.get(event["id"]), board)
    _totals(gold, ledger, nodes, board)
    _subsets(gold, ledger, nodes, board)
    _kept_out(gold, ledger, board)
    return board


def _figures(gold: Gold, ledger: Ledger, nodes: dict[str, Json], board: Board) -> dict[Slot, str]:
    """Score the leaf figures and the events; return which event each figure that was right belongs to."""
    paired = {node["id"] for node in nodes.values()}
    owner: dict[Slot, str] = {}
    for event in gold.tables["event"]:
        spoken, told = gold.spoken(event["reports"]), set(event["reports"])
        own = [nodes[event["id"]]] if event["id"] in nodes else []
        others = [node for node in ledger.incidents if node["id"] not in paired and ledger.told[node["id"]] & told]
        used = set(owner)
        for leaf in judge.leaves(event, [*own, *others], used):
            if leaf.figure.get("optional"):
                continue
            board.add("leaves", {*spoken, leaf.figure["effect"]}, right=leaf.right, gold=1, out=leaf.right)
            if not leaf.right:
                board.misses.append(f"leaves: {event['id']}: no {leaf.figure}")
        owner |= dict.fromkeys(used - owner.keys(), event["id"])
        board.add("events", spoken, right=bool(own), gold=1)
        board.misses += [] if own else [f"events: {event['id']}: not found"]
    for node in ledger.incidents:
        spoken = gold.spoken(ledger.told[node["id"]])
        board.add("events", spoken, out=1)
        for at, item in enumerate(node["figures"]):
            if (node["id"], at) not in owner:
                board.add("leaves", {*spoken, item["effect"]}, out=1)
                board.misses.append(f"leaves: made up or doubled: {_shown(ledger, node, item)}")
    return owner


def _shown(ledger: Ledger, node: Json, item: Json) -> str:
    place = (node.get("place") or {}).get("name")
    return (
        f"{item['effect']} {item['low']}..{item['best']}..{item['high']} {place} in {sorted(ledger.told[node['id']])}"
    )


def _merges(gold: Gold, ledger: Ledger, nodes: dict[str, Json], owner: dict[Slot, str], board: Board) -> None:
    """Score whether reports of one event meet in one incident, and no others do."""
    paired = {node["id"] for node in nodes.values()}
    shared = [set(item["reports"]) for kind in ("event", "total") for item in gold.tables[kind]]
    for event in gold.tables["event"]:
        if len(event["reports"]) > 1:
            node = nodes.get(event["id"])
            own = {slot[0] for slot, name in owner.items() if name == event["id"]}
            strays = [other for other in ledger.incidents if other["id"] not in paired | own]
            once = node is not None and set(event["reports"]) <= ledger.told[node["id"]]
            right = once and not any(judge.is_double(event, other, ledger) for other in strays)
            spoken = gold.spoken(event["reports"])
            board.check("merged", spoken, right, event["id"])
            if len(spoken) > 1:
                board.check("merged_across", spoken, right, event["id"])
    for node in (*ledger.incidents, *ledger.totals):
        told = ledger.told[node["id"]]
        if len(told) > 1:
            right = any(told <= reports for reports in shared)
            board.check("kept_apart", gold.spoken(told), right, f"one incident of {sorted(told)}")


def _attributes(gold: Gold, ledger: Ledger, event: Json, node: Json | None, board: Board) -> None:
    """Score place, days, perpetrator and origins of one event; nothing is put out for one that was not found."""
    checks: dict[str, Callable[[Json, Json], bool]] = {
        "country": judge.right_country,
        "place": judge.right_place,
        "perpetrator": partial(judge.right_perpetrator, ledger=ledger),
    }
    if "start" in event:
        checks["day_exact"] = partial(judge.right_day, exact=True)
        checks["day_overlaps"] = partial(judge.right_day, exact=False)
    else:
        checks["undated"] = judge.undated
    spoken = gold.spoken(event["reports"])
    cited = next(item["origins"] for item in gold.tables["origin"] if item["event"] == event["id"])
    for task, check in checks.items():
        if node:
            board.check(task, spoken, check(event, node), event["id"])
        else:
            board.add(task, spoken, gold=1)
    if node:
        right, wanted, put_out = judge.right_origins(cited, event, node)
        board.add("origins", spoken, right=right, gold=wanted, out=put_out)
        if right < wanted or right < put_out:
            board.misses.append(f"origins: {event['id']}: {cited} is {node.get('origins')}")
    else:
        board.add("origins", spoken, gold=len(cited))


def _totals(gold: Gold, ledger: Ledger, nodes: dict[str, Json], board: Board) -> None:
    """Score the stated totals by figure; the sum that a group of victims makes up is let pass."""
    known, taken = dict(nodes), set[Slot]()
    sums = [
        (event, effect, whole) for event in gold.tables["event"] for effect, whole in judge.group_sums(event).items()
    ]
    slots = [(node, at, item) for node in ledger.totals for at, item in enumerate(node["figures"])]
    for total in gold.tables["total"]:
        for node, at, item in slots:
            mine = ledger.told[node["id"]] & set(total["reports"]) and item["effect"] == total["effect"]
            if mine and leaf_count(total["stated"], item) and total["id"] not in known:
                known[total["id"]] = node
                taken.add((node["id"], at))
    for total in gold.tables["total"]:
        spoken, found = gold.spoken(total["reports"]), total["id"] in known
        wanted = {**total, "name": total["id"]}
        faults = list(total_faults(wanted, known)) if found else ["not found"]
        board.add("totals", spoken, right=found, gold=1)
        board.add("verdicts", spoken, right=found and not _about(faults, "sum"), gold=1, out=found)
        board.add("sums", spoken, right=not faults, gold=1, out=found)
        board.misses += [f"totals: {total['id']}: {fault}" for fault in faults]
    for node, at, item in slots:
        told = ledger.told[node["id"]]
        let_pass = any((item["effect"], item["best"]) == one[1:] and told & set(one[0]["reports"]) for one in sums)
        if (node["id"], at) in taken or not let_pass:
            board.add("totals", gold.spoken(told), out=1)


def _about(faults: list[str], what: str) -> bool:
    return any(fault.startswith(what) for fault in faults)


def _subsets(gold: Gold, ledger: Ledger, nodes: dict[str, Json], board: Board) -> None:
    """Score the people already counted: in no figure of their own, and kept as a subset of their incident."""
    for item in gold.tables["subset"]:
        spoken, who = gold.spoken([item["report"]]), f"{item['event']}: {item['number']} {item['who']}"
        out = (item["effect"], item["number"]) not in _leaked(gold, ledger, item["report"])
        board.check("subsets_out", spoken, out, who)
        node = nodes.get(item["event"])
        kept = node and any(
            (each["effect"], each["best"]) == (item["effect"], item["number"]) for each in node.get("subsets") or []
        )
        board.check("subsets_kept", spoken, bool(kept), who)


def _leaked(gold: Gold, ledger: Ledger, report: int) -> set[tuple[str, int]]:
    """Return what one report gave to figures, less what the gold has in figures and totals of that report."""
    allowed: set[tuple[str, int]] = set()
    for event in gold.tables["event"]:
        if report in event["reports"]:
            allowed |= {(each["effect"], number) for each in event["figures"] for number in judge.accounts(event, each)}
            allowed |= {(each["effect"], each["low"]) for each in event.get("superseded", [])}
            allowed |= set(judge.group_sums(event).items())
    for total in gold.tables["total"]:
        if report in total["reports"]:
            allowed |= {(total["effect"], number) for number in total["stated"].values() if isinstance(number, int)}
    return judge.counted(ledger, report) - allowed


def _kept_out(gold: Gold, ledger: Ledger, board: Board) -> None:
    """Score what must be in no figure: background, numbers of other things, and reports of no event."""
    for item in gold.tables["background"]:
        if "number" in item:
            out = (item["effect"], item["number"]) not in _leaked(gold, ledger, item["report"])
            board.check("background_out", gold.spoken([item["report"]]), out, str(item))
    for item in gold.tables["not_counted"]:
        leaked = {number for _, number in _leaked(gold, ledger, item["report"])}
        for number in item["numbers"]:
            about = f"{number} of {item['report']}"
            board.check("not_counted_out", gold.spoken([item["report"]]), number not in leaked, about)
    for item in gold.tables["no_event"]:
        made = any(item["report"] in told for told in ledger.told.values())
        board.check("no_event", gold.spoken([item["report"]]), not made, str(item))


def table(board: Board) -> Iterable[str]:
    """Return the lines that are printed: sums only."""
    for task, what in TASKS.items():
        yield f"{task}: {what}"
        for key in (*LANGUAGES, *EFFECTS):
            if (task, key) in board.rows:
                yield f"  {key:10} {_line(task, board.rows[task, key])}"


def _line(task: str, row: Tally) -> str:
    return f"{row.right / row.gold:.3f}  ({row.right} of {row.gold})" if task in SHARES else str(row)


def main(arguments: list[str] | None = None) -> int:
    """Print the sums; exit status 2 when the reports cannot be run."""
    parser = argparse.ArgumentParser(description="Score Tollbook on the held-out reports, as sums only.")
    parser.add_argument("--extractor", default="auto", help="what reads the reports (auto, model, rules)")
    parser.add_argument(
        "--misses", type=Path, metavar="FILE", help="write single misses to a file outside this checkout"
    )
    options = parser.parse_args(arguments)
    if options.misses and options.misses.resolve().is_relative_to(ROOT):
        parser.error("--misses must name a file outside this checkout: the set stays blind")
    try:
        board = score(load(), options.extractor)
        if options.misses:
            options.misses.write_text("\n".join([*board.misses, ""]), encoding="utf-8")
    except (RuntimeError, OSError) as error:
        print(f"held_out: {error}", file=sys.stderr)
        return 2
    print(*table(board), stamp(), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
