"""Ledgers that are files: opening them, and things that are none. The contract of all is in tests/contract."""

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from ledger_samples import claim, incident, report
from tollbook.store import Ledger, LedgerError
from tollbook.store.connect import writing


def test_a_missing_ledger_is_an_error_and_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger at"):
        Ledger.open(tmp_path / "gone.toll")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_a_ledger_only_when_one_is_to_be_created(tmp_path: Path) -> None:
    path = tmp_path / "empty.toll"
    path.touch()
    with pytest.raises(LedgerError, match="not a Tollbook ledger"):
        Ledger.open(path)
    Ledger.open(path, create=True).close()
    Ledger.open(path).close()


@pytest.mark.parametrize("create", [True, False])
def test_other_files_are_refused_and_left_alone(tmp_path: Path, create: bool) -> None:
    text, other = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("Five died in Goma.\n" * 100)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    before = text.read_bytes(), other.read_bytes()
    for path in (text, other):
        with pytest.raises(LedgerError, match="not a Tollbook ledger"):
            Ledger.open(path, create=create)
    assert (text.read_bytes(), other.read_bytes()) == before


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("mysql://db/toll", "not a ledger"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        (".", "is a folder"),
        ("nowhere/at/all.toll", "no folder"),
    ],
)
def test_what_cannot_be_a_ledger_is_told_in_one_line(location: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said) as caught:
        Ledger.open(location, create=True)
    assert "\n" not in str(caught.value)


def test_a_sqlite_url_and_an_odd_path_name_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "krig & fred? 100% #1.toll"
    with Ledger.open(path, create=True) as ledger:
        ledger.add(report(), [])
    assert path.is_file()
    plain = tmp_path / "a.toll"
    Ledger.open(f"sqlite:///{plain}", create=True).close()
    with Ledger.open(plain) as ledger:
        assert ledger.known() == {}


def test_a_fact_is_not_replaced_either(tmp_path: Path) -> None:
    one = report()
    with Ledger.open(tmp_path / "a.toll", create=True) as ledger:
        ledger.add(one, [])
        with pytest.raises(IntegrityError, match="append-only"), writing(ledger.engine).begin() as connection:
            connection.exec_driver_sql("REPLACE INTO reports (id, text) VALUES (?, 'x')", (one.id,))
        assert ledger.read()[0].reports == (one,)


def test_a_ledger_that_can_only_be_read_shows_the_view_and_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, one = tmp_path / "a.toll", report()
    with Ledger.open(path, create=True) as ledger:
        ledger.add(one, [claim(one)])
    before = path.read_bytes()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Ledger.open(path) as ledger:
        facts, published = ledger.read()
        assert published.incidents == ()
        seen = ledger.publish(facts.watermark, [incident(claim(one))], [])
        assert seen is not None and [item.claims for item in seen.incidents] == [(claim(one).id,)]
    assert path.read_bytes() == before
    with pytest.raises(LedgerError, match="cannot be written"):
        Ledger.open(path, create=True)


def test_a_ledger_of_the_first_schema_must_be_opened_once_where_it_can_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.toll"
    Ledger.open(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE readings")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(LedgerError, match="older Tollbook"):
        Ledger.open(path)
