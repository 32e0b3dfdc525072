"""The benchmark of the exports writes every format, and all of the view."""

import importlib.util
import sys
from pathlib import Path

import pytest

from tollbook import export

_FOLDER = Path(__file__).resolve().parent.parent.parent / "bench"
_SPEC = importlib.util.spec_from_file_location("bench_export", _FOLDER / "export.py")
bench = importlib.util.module_from_spec(_SPEC)


def test_every_format_is_measured(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    _SPEC.loader.exec_module(bench)
    bench.main(["--incidents", "30"])
    head, _, *lines = capsys.readouterr().out.splitlines()
    assert head.startswith("30 incidents")
    assert [line.split()[0] for line in lines] == list(export.names(installed=True))


def test_what_is_measured_is_what_is_written() -> None:
    whole = bench.view(30)
    rows = bench.measured("csv-acled", bench.part(whole, 3))[1], bench.measured("csv-acled", whole)[1]
    assert 0 < rows[0] < rows[1]
    assert len(whole.incidents) == 30
