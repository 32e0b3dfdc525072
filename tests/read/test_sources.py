import io
import json
import os
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from tollbook.read import Options, ReadError, read, read_all

NOTHING = Options()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.txt").write_text("Nine people were killed on Sunday, the army said.", "utf-8")
    (tmp_path / "a.json").write_text(json.dumps({"text": "Fem personer ble drept i angrepet, ifølge hæren."}), "utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.jsonl").write_text('{"text": "Three hurt."}\n{"text": "Four hurt."}\n', "utf-8")
    (tmp_path / "deep" / "notes.pdf").write_bytes(b"%PDF")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("hidden")
    return tmp_path


def test_a_folder_is_read_in_the_order_of_its_names(folder: Path) -> None:
    got = read(str(folder), NOTHING)
    assert [report.text[:4] for report in got.reports] == ["Fem ", "Nine", "Thre", "Four"]
    assert [report.language for report in got.reports][:2] == ["nb", "en"]
    assert got.notes == (f"{folder}: 1 other file passed over",)


def test_no_date_stays_no_date_and_an_option_fills_it(folder: Path) -> None:
    assert read(str(folder / "b.txt"), NOTHING).reports[0].published is None
    assert read(str(folder / "b.txt"), Options(published=date(2020, 1, 2))).reports[0].published == date(2020, 1, 2)


def test_all_bad_sources_are_named_one_line_each(folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "bad.json").write_text('{"text": 5}')
    paths = ["b.txt", "gone.txt", "empty.txt", "bad.json", "deep/notes.pdf"]
    with pytest.raises(ReadError) as caught:
        read_all([str(folder / path) for path in paths], NOTHING)
    lines = str(caught.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [str(folder / path) for path in paths[1:]]
    assert lines[0].endswith("no such file or folder")


def test_a_bad_file_in_a_folder_is_an_error(folder: Path) -> None:
    (folder / "deep" / "d.txt").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(ReadError, match=r"d\.txt"):
        read(str(folder), NOTHING)


def test_the_same_report_twice_is_one(folder: Path) -> None:
    assert len(read_all([str(folder), str(folder / "b.txt")], NOTHING).reports) == 4


@pytest.mark.parametrize(
    "source", ["", "no/such", "ftp://a.example/x.txt", "file:///etc/hostname", "a\x00b", "x" * 5000]
)
def test_sources_that_are_none(source: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReadError):
        read(source, NOTHING)


def test_a_folder_without_reports_and_a_pipe_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"no \.txt"):
        read(str(tmp_path), NOTHING)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="not a file"):
        read(str(tmp_path / "pipe.txt"), NOTHING)


def test_too_large(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr("tollbook.read.sources.MOST_BYTES", 10)
    with pytest.raises(ReadError, match="more than 10 bytes"):
        read(str(folder / "b.txt"), NOTHING)


@pytest.mark.parametrize(("data", "count"), [(b"Nine killed.", 1), (b'{"text": "a"}\n{"text": "b"}', 2)])
def test_standard_input(data: bytes, count: int, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert len(read("-", NOTHING).reports) == count


def test_an_address_that_is_refused_is_named() -> None:
    with pytest.raises(ReadError, match=r"^http://127\.0\.0\.1/x: not a public address"):
        read("http://127.0.0.1/x", NOTHING)
