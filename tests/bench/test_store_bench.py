"""The benchmark of the store measures what it says."""

import importlib.util
import sys
from pathlib import Path

import pytest

from tollbook.store import Ledger

_PATH = Path(__file__).resolve().parent.parent.parent / "bench" / "store.py"
_SPEC = importlib.util.spec_from_file_location("bench_store", _PATH)
bench = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(bench)


def test_every_claim_quotes_its_report() -> None:
    report, claims = bench.made(7, 10)
    assert len({claim.id for claim in claims}) == 10
    for claim in claims:
        for item in claim.evidence:
            assert report.text[item.span.start : item.span.end] == item.span.quote


def test_all_reports_are_put_in_and_the_view_holds_every_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        bench, "together", lambda location, reports, claims: bench.add(location, range(reports), claims) or 1.0
    )
    place = str(tmp_path / "one.toll")
    monkeypatch.setattr(sys, "argv", ["store.py", place, "--reports", "6", "--claims", "2"])
    assert bench.main() == 0
    assert capsys.readouterr().out.count("reports a second") == 2
    with Ledger.open(place) as ledger:
        facts, published = ledger.read()
    assert (len(facts.reports), len(facts.claims), len(published.incidents), len(published.links)) == (7, 14, 14, 13)
    assert published.watermark == facts.watermark
