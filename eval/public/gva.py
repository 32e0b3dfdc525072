"""Gun violence incidents: 900 incidents of a registry with one or more articles each, read into one ledger.

The whole chain is measured: every article is read with its day, title and outlet, and all claims are linked, grouped
and reconciled in one ledger that lets crime in (``--cause conflict,crime``). An article belongs to the incident that
holds its *main toll*: the first figure of killed, wounded or either ("shot") that it counts, in text order.

- *articles*: B-cubed over articles, so that each row's "right" are sums of shares: of an article's group the share that
  is of its incident (precision), of its incident the share that is in its group (recall). An article without a main
  toll is a group of its own; *each alone* is what that alone would score.
- *hard negatives*: the same over the articles of incidents that share a day and a state with another one;
  *held apart*: of the pairs of such articles, of two incidents, those in two groups.
- *killed*, *wounded*: the best figure of the incident that holds the main toll of most of the registry's articles
  (the first of them in a tie) is the registry's, which counts dead perpetrators too. Of people who were "shot" reports
  leave open whether they live (`casualties`): where no wounded are told, they are those less the dead. A figure nobody
  tells is 0; where no article has a main toll, both are wrong. *both*: both are right. *with any*: where the registry
  has at least one.
- Incidents are of two halves by a hash of their name. Cases of the development half may be looked at and worked on; the
  other half is *held out*: only its figures are read. Both are read into the one ledger, whose incidents may span them.

36 incidents have no entry of the registry: their articles count for grouping only.

The registry counts accidents too, which a ledger of conflict and crime sets aside: every table is told again for a
ledger that lets them in (``--cause conflict,crime,accident``), of the same claims.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from common import Reader, Result, Tally, missing, report_of, sample

from tollbook import pipeline
from tollbook.extract import Extractor
from tollbook.records import Cause, Claim, Effect, Incident, Report, View
from tollbook.relations import position

CAUSES: tuple[Cause, ...] = ("conflict", "crime")
WITH_ACCIDENTS: tuple[Cause, ...] = (*CAUSES, "accident")
USUAL = 150  # incidents read unless told otherwise: half a minute or a little more
EFFECTS: tuple[Effect, ...] = ("killed", "wounded")
HARMED: tuple[Effect, ...] = (*EFFECTS, "casualties")  # "five people were shot": killed or wounded, not said which
HALVES = ("development", "held out")
ARCHIVE = "web.archive.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One incident of the registry: its articles, and what is known of it (None where the registry has no entry)."""

    name: str
    articles: tuple[Report, ...]
    scene: tuple[str, str] | None = None  # day and state
    toll: Mapping[Effect, int] | None = None

    @property
    def half(self) -> str:
        """Return the half that the incident is in, by a hash of its name."""
        return HALVES[hashlib.sha256(self.name.encode()).digest()[0] % 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A ledger of all articles: for each the incident of its main toll, if it has one, and what its claims became."""

    of: Mapping[str, Incident]
    claims: Mapping[str, Sequence[Claim]]

    @classmethod
    def of_view(cls, view: View) -> Reading:
        """Find the main toll of every report of a view."""
        holder = {claim: incident for incident in view.incidents for claim in incident.claims}
        told: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in sorted(view.claims, key=lambda item: (position(item), item.id)):
            told[claim.report_id].append(claim)
        main = {
            report: next((holder[claim.id] for claim in claims if claim.effect in HARMED and claim.id in holder), None)
            for report, claims in told.items()
        }
        return cls(of={report: incident for report, incident in main.items() if incident is not None}, claims=told)

    def group(self, report: Report) -> str:
        """Return the name of an article's group: the incident of its main toll, or the article itself."""
        return self.of[report.id].id if report.id in self.of else report.id

    def holder(self, case: Case) -> Incident | None:
        """Return the incident that holds the main toll of most articles of a case, the first of them in a tie."""
        found = Counter(self.of[report.id].id for report in case.articles if report.id in self.of)
        best = found.most_common(1)
        return next((item for item in self.of.values() if best and item.id == best[0][0]), None)


def cases(path: Path) -> list[Case]:
    """Return the incidents of the file, in its order."""
    with path.open(encoding="utf-8") as file:
        return [case(json.loads(line)) for line in file]


def case(row: Mapping[str, Any]) -> Case:
    """Return the incident of one row."""
    entry = row["registry"]
    return Case(
        name=row["incident_uri"],
        articles=tuple(_article(row["incident_uri"], number, doc) for number, doc in enumerate(row["docs"])),
        scene=(entry["date"], entry["state"]) if entry else None,
        toll={"killed": entry["num_killed"], "wounded": entry["num_injured"]} if entry else None,
    )


def _article(incident: str, number: int, doc: Mapping[str, Any]) -> Report:
    name, day = f"{incident} {number}", date.fromisoformat(doc["dct"])
    return report_of(name, doc["content"], "en", title=doc["title"], day=day, outlet=_outlet(doc["uri"]))


def _outlet(uri: str) -> str | None:
    """Return the host that published a page, also where it is kept by an archive of the web."""
    parts = urlsplit(uri)
    if parts.hostname == ARCHIVE and "http" in parts.path:
        parts = urlsplit(parts.path[parts.path.index("http") :])
    return parts.hostname


def drawn(all_cases: Sequence[Case], limit: int) -> list[Case]:
    """Return at most about `limit` cases: first those that share day and state with another, then a sample."""
    hard = hard_negatives(all_cases)
    rest = sample([item for item in all_cases if item.name not in hard], max(0, limit - len(hard)))
    chosen = hard | {item.name for item in rest}
    return [item for item in all_cases if item.name in chosen]


def hard_negatives(all_cases: Iterable[Case]) -> set[str]:
    """Return the names of the cases that share day and state with another one."""
    scenes: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for item in all_cases:
        if item.scene is not None:
            scenes[item.scene].append(item.name)
    return {name for names in scenes.values() if len(names) > 1 for name in names}


def b_cubed(wanted: Mapping[str, str], given: Mapping[str, str], over: Collection[str]) -> Tally:
    """Return B-cubed over some articles; `wanted` and `given` name the group of each of all articles."""
    ours, theirs = _groups(given), _groups(wanted)
    tally = Tally()
    for article in over:
        mine, its = ours[given[article]], theirs[wanted[article]]
        shared = len(mine & its)
        tally.add(shared / len(mine), 1, 1, shared / len(its))
    return tally


def _groups(named: Mapping[str, str]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for article, group in named.items():
        found[group].add(article)
    return found


def grouped(all_cases: Sequence[Case], reading: Reading) -> dict[str, Tally]:
    """Return how articles were grouped, over each half, all of them, and the hard negatives."""
    wanted = {report.id: item.name for item in all_cases for report in item.articles}
    given = {report.id: reading.group(report) for item in all_cases for report in item.articles}
    hard = hard_negatives(all_cases)
    parts = {half: [item for item in all_cases if item.half == half] for half in HALVES}
    parts |= {"all": list(all_cases), "hard negatives": [item for item in all_cases if item.name in hard]}
    rows = {
        name: b_cubed(wanted, given, [it.id for item in some for it in item.articles]) for name, some in parts.items()
    }
    rows["hard negatives, held apart"] = _held_apart(parts["hard negatives"], given)
    rows["all, each alone"] = b_cubed(wanted, {article: article for article in wanted}, list(wanted))
    return rows


def _held_apart(hard: Sequence[Case], given: Mapping[str, str]) -> Tally:
    tally = Tally()
    for one, other in combinations(hard, 2):
        if one.scene == other.scene:
            pairs = [(left.id, right.id) for left in one.articles for right in other.articles]
            tally.add(sum(given[left] != given[right] for left, right in pairs), len(pairs), len(pairs))
    return tally


def tolls(all_cases: Sequence[Case], reading: Reading) -> dict[str, Tally]:
    """Return how many incidents have the registry's figures, in each half and in all."""
    rows: defaultdict[str, Tally] = defaultdict(Tally)
    for name in (*HALVES, "all"):
        for item in all_cases:
            if item.toll is None or name not in (item.half, "all"):
                continue
            found = figures(reading.holder(item))
            right = {effect: found is not None and found.get(effect, 0) == item.toll[effect] for effect in EFFECTS}
            for effect in EFFECTS:
                rows[f"{effect}, {name}"].add(right[effect], found is not None, 1)
                if item.toll[effect]:
                    rows[f"{effect} with any, {name}"].add(right[effect], effect in (found or {}), 1)
            rows[f"both, {name}"].add(all(right.values()), found is not None, 1)
    return dict(rows)


def figures(incident: Incident | None) -> dict[Effect, int | None] | None:
    """Return the best figures of an incident; None where there is none.

    Where nobody tells the wounded apart, they are those who were hit less the dead.
    """
    if incident is None:
        return None
    found: dict[Effect, int | None] = {figure.effect: figure.best for figure in incident.figures}
    hit = found.get("casualties")
    if hit is not None and "wounded" not in found:
        found["wounded"] = max(0, hit - (found.get("killed") or 0))
    return found


def errors(all_cases: Sequence[Case], reading: Reading, causes: tuple[Cause, ...] = CAUSES) -> Counter[str]:
    """Count what went wrong, by kind: articles without a main toll, cases split or merged, figures that differ."""
    found: Counter[str] = Counter()
    named: defaultdict[str, set[str]] = defaultdict(set)
    for item in all_cases:
        for report in item.articles:
            named[reading.group(report)].add(item.name)
            if report.id not in reading.of:
                found[f"article {_why_none(reading.claims.get(report.id, ()), causes)}"] += 1
    for item in all_cases:
        groups = {reading.of[report.id].id for report in item.articles if report.id in reading.of}
        found["incident split over several groups"] += len(groups) > 1
        found["incident in a group with another"] += any(len(named[group]) > 1 for group in groups)
        ours = figures(reading.holder(item))
        for effect in EFFECTS if item.toll is not None and ours is not None else ():
            assert item.toll is not None and ours is not None
            number, wanted = ours.get(effect) or 0, item.toll[effect]
            if number != wanted:
                size = "none told" if not number else "too low" if number < wanted else "too high"
                found[f"{effect}: {size}"] += 1
    return found


def _why_none(claims: Sequence[Claim], causes: tuple[Cause, ...]) -> str:
    harmed = [claim for claim in claims if claim.effect in HARMED]
    if not harmed:
        return "without a claim of killed or wounded"
    filed = pipeline.heading(harmed[0], causes)
    if filed == "set_aside":
        return f"whose first claim is set aside as {harmed[0].cause}"
    return f"whose first claim is filed under {filed}" if filed != "counted" else "whose first claim is in no incident"


def read(all_cases: Sequence[Case], reader: Reader) -> dict[tuple[Cause, ...], Reading]:
    """Read all articles into one ledger, once for each choice of causes."""
    reports = [report for item in all_cases for report in item.articles]
    claims = [claim for report in reports for claim in reader.claims(report)]
    return {
        causes: Reading.of_view(pipeline.build(claims, reports, causes=causes)) for causes in (CAUSES, WITH_ACCIDENTS)
    }


def measure(folder: Path, limit: int | None = None, extractor: Extractor | None = None) -> list[Result]:
    """Return the tables of the set; `limit` is of incidents."""
    path = folder / "gva" / "incidents.jsonl"
    if missing(path, "GVA"):
        return []
    chosen, reader = drawn(cases(path), USUAL if limit is None else limit), Reader(extractor)
    readings = read(chosen, reader)
    articles = sum(len(item.articles) for item in chosen)
    developed = [item for item in chosen if item.half == HALVES[0]]
    found: list[Result] = []
    for causes, reading in readings.items():
        let_in = "" if causes == CAUSES else " (accidents let in)"
        kinds = [f"{number:4} {kind}" for kind, number in errors(developed, reading, causes).most_common()]
        found += [
            Result(
                f"GVA, {articles} articles on {len(chosen)} shootings: which are of one incident{let_in}",
                grouped(chosen, reading),
            ),
            Result(
                f"GVA, figures of incidents as the registry has them{let_in}",
                tolls(chosen, reading),
                ["Errors by kind, development half:", *kinds, str(reader)],
            ),
        ]
    return found


if __name__ == "__main__":
    from run import main

    sys.exit(main(["--only", "gva", *sys.argv[1:]]))
