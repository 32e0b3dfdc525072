"""Golden cases: reading them, checking that they are sound, and running their reports through Tollbook.

tests/golden/README.md tells the format. A case becomes what ``tollbook export --format json`` prints of a
new ledger that holds its reports; nothing here knows what is right.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "golden"
EFFECTS = ("killed", "wounded", "casualties", "captured", "arrested", "abducted", "missing", "displaced", "besieged")
KEYS = {
    "case": {"what", "traps", "absent", "report", "incident", "total", "background", "disagreement"},
    "report": {"id", "file", "language", "published", "outlet", "title"},
    "incident": {
        *EFFECTS, "name", "optional", "shares", "with_totals", "ignore", "subsets", "victims", "victim_class",
        "perpetrator", "perpetrator_text", "responsibility", "denied_by", "confirmed_by", "country", "admin1", "near",
        "precision", "start", "end", "within", "undated", "origins", "sole_origin", "event_type", "history", "reports",
    },
    "total": {"name", "effect", "stated", "parts", "verdict", "optional"},
    "background": {"effect", "count"},
    "disagreement": {"about", "node"},
}  # fmt: skip

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One gold file; `reports` is the folder its report files lie in."""

    name: str
    gold: Json
    reports: Path

    def path(self, report: Json) -> Path:
        """Return the file of one report: the name it gives, or ``CASE-ID`` as .json or .txt."""
        if "file" in report:
            return self.reports / str(report["file"])
        ready = self.reports / f"{self.name}-{report['id']}.json"
        return ready if ready.is_file() else ready.with_suffix(".txt")


def load(path: Path, reports: Path | None = None) -> Case:
    """Read one gold file. Its reports lie in ``reports/`` beside it unless another folder is given."""
    with path.open("rb") as file:
        return Case(name=path.stem, gold=tomllib.load(file), reports=reports or path.parent / "reports")


def cases(folder: Path = FOLDER) -> list[Case]:
    """Return the cases of `folder` by name."""
    return [load(path) for path in sorted(folder.glob("*.toml")) if path.name != "known_misses.toml"]


def faults(case: Case) -> list[str]:
    """Return what is wrong with the gold file itself: unknown keys, names and files that do not exist."""
    gold = case.gold
    found = [f"unknown key {key!r}" for key in gold.keys() - KEYS["case"]]
    for kind in ("report", "incident", "total", "background", "disagreement"):
        for item in gold.get(kind, []):
            found += [f"unknown key {key!r} in {kind}" for key in item.keys() - KEYS[kind]]
    ids = {report["id"] for report in gold["report"]}
    found += [f"no file {case.path(report).name}" for report in gold["report"] if not case.path(report).is_file()]
    names = [item["name"] for kind in ("incident", "total") for item in gold.get(kind, [])]
    found += [f"name {name!r} twice" for name in set(names) if names.count(name) > 1]
    for item in gold.get("incident", []):
        found += [f"{item['name']}: no report {key!r}" for key in item.get("reports", []) if key not in ids]
        found += [] if any(effect in item for effect in EFFECTS) else [f"{item['name']}: no figure"]
    pointed = [part for total in gold.get("total", []) for part in total.get("parts", [])]
    pointed += [item["node"] for item in gold.get("disagreement", [])]
    return found + [f"no node {name!r}" for name in pointed if name not in names]


def tollbook(*arguments: str) -> None:
    """Run the command in this process. Raises RuntimeError with what it said when it fails."""
    from tollbook import cli  # noqa: PLC0415  (the gold itself can be checked without the package)

    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        code = cli.main(arguments)
    if code:
        raise RuntimeError(f"tollbook {arguments[0]}: status {code}: {said.getvalue().strip()}")


def export(case: Case, extractor: str = "auto") -> Json:
    """Add every report of `case`, read by `extractor`, to a new ledger and return ``export --format json``."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out.json"
        tollbook("export", str(fill(case, Path(name), extractor)), "--format", "json", "-o", str(out))
        result: Json = json.loads(out.read_text(encoding="utf-8"))
        return result


def fill(case: Case, folder: Path, extractor: str = "auto") -> Path:
    """Add every report of `case`, read by `extractor`, to a new ledger in `folder` and return where it lies."""
    ledger = folder / "ledger.toll"
    files = [str(_ready(case, report, folder)) for report in case.gold["report"]]
    tollbook("add", str(ledger), *files, "--extractor", extractor)
    return ledger


def _ready(case: Case, report: Json, folder: Path) -> Path:
    """Return a JSON input file for `report`: as it lies there, or its text with the gold's date and outlet."""
    path = case.path(report)
    if path.suffix == ".json":
        return path
    known = {key: str(report[key]) for key in ("title", "language", "published", "outlet") if key in report}
    ready = folder / f"{path.stem}.json"
    ready.write_text(json.dumps({"text": path.read_text(encoding="utf-8"), **known}), encoding="utf-8")
    return ready


def _body(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return str(json.loads(text)["text"]) if path.suffix == ".json" else text


def report_names(case: Case, out: Json) -> dict[str, str]:
    """Map the export's report ids to the gold's, by how the texts end (a reader may take off a title)."""
    tails = {" ".join(_body(case.path(report)).split())[-60:]: str(report["id"]) for report in case.gold["report"]}
    return {item["id"]: tails.get(" ".join(item["text"].split())[-60:], "?") for item in out["reports"]}
