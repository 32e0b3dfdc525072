"""All golden reports in one ledger: what one case tells is never joined with what another tells."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from tollbook import pipeline
from tollbook.read import Options, read
from tollbook.records import Claim, Incident, Report

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "eval"))

from golden_cases import FOLDER, Case, cases  # noqa: E402

Told = dict[str, tuple[list[Report], list[Claim]]]


def _reports(case: Case) -> list[Report]:
    return [
        report
        for wanted in case.gold["report"]
        for report in read(
            str(case.path(wanted)),
            Options(
                published=wanted.get("published") if isinstance(wanted.get("published"), date) else None,
                outlet=wanted.get("outlet"),
                language=wanted.get("language"),
            ),
        ).reports
    ]


@pytest.fixture(scope="module")
def told() -> Told:
    """The reports of each case, and their claims."""
    every = [*cases(FOLDER), *(cases(FOLDER / "long") if (FOLDER / "long").is_dir() else [])]
    found = {}
    for case in every:
        reports = _reports(case)
        found[case.name] = reports, [claim for report in reports for claim in pipeline.claims_of(report)]
    return found


def _ledger(told: Told, *names: str) -> dict[str, Incident]:
    reports = [report for name in names for report in told[name][0]]
    claims = [claim for name in names for claim in told[name][1]]
    return {item.id: item for item in pipeline.build(claims, reports).incidents}


def test_no_incident_and_no_total_joins_two_cases(told: Told) -> None:
    owners = {report.id: name for name, (reports, _) in told.items() for report in reports}
    found = _ledger(told, *told)
    assert len(found) > 100
    for incident in found.values():
        within = [incident, *(found[part] for part in incident.parts)]
        assert len({owners[report] for item in within for report in item.reports}) == 1, incident


def test_a_case_reads_the_same_beside_all_others(told: Told) -> None:
    together = _ledger(told, *told)
    for name in told:
        alone = _ledger(told, name)
        assert {key: together.get(key) for key in alone} == alone, name
