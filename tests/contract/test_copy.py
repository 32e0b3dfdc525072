"""A ledger is copied whole, row for row, between all kinds of places, and goes on from there."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Insert, Table, TextClause, insert, select, text
from sqlalchemy.exc import IntegrityError

from ledger_samples import DAY, claim, report
from tollbook import cli, pipeline
from tollbook.data import path as data_path
from tollbook.export import FORMATS
from tollbook.read import Options, read_all
from tollbook.store import Ledger, LedgerError, copy, moving, schema

Named = Callable[[str], str]
LATER = (
    "Gunmen killed 12 soldiers in an attack on an army post near Gao in northern Mali on 1 March 2024, the army said.\n"
)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with rows in every table: readings, editions, a merge, decisions and one taken back, what changed."""
    folder = tmp_path_factory.mktemp("copy")
    place, undated = folder / "original.toll", folder / "undated.txt"
    undated.write_text("Five soldiers were killed in an ambush outside Menaka in Mali on Friday, the army said.\n")
    with Ledger.open(place, create=True, maker="an older one") as older:
        again = report("Åtte drept i Goma, sier hæren — ثمانية قتلى 💥.", outlet="\u202eAvisa", language="nb")
        older.add(again, [claim(again)])
    with pipeline.open_ledger(place) as ledger:
        ledger.reread(again, [claim(again, 5)])
        pipeline.add(ledger, read_all([str(data_path("examples")), str(undated)], Options()).reports)
        pipeline.add(ledger, read_all([str(undated)], Options(published=DAY)).reports)
        first, second, third = [each for each in pipeline.look(ledger).incidents if each.kind == "incident"][:3]
        pipeline.decide(ledger, "merge", [first.id, second.id], why="one attack", who="Ada")
        pipeline.decide(ledger, "correct", [third.claims[0], "count", "at least 3"], who="Ada")
        pipeline.decide(ledger, "hide", [third.claims[0]], why="trukket «tilbake»")
        pipeline.undo(ledger)
    return place


def tables(place: str | Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a ledger by table."""
    with Ledger.open(place) as ledger, ledger.looking() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in schema.metadata.sorted_tables
        }


def exported(place: str | Path) -> dict[str, str]:
    found = {}
    with pipeline.open_ledger(place) as ledger:
        view = pipeline.look(ledger)
    for name, write in FORMATS.items():
        out = io.StringIO()
        write(view, out)
        found[name] = out.getvalue()
    return found


def test_there_and_back_every_row_and_every_answer_is_the_same(original: Path, kept: Named, tmp_path: Path) -> None:
    before = tables(original)
    assert [name for name, rows in before.items() if not rows] == ["fresh"], "nothing waits to be told"
    done = copy(original, kept("a"))
    copy(kept("a"), tmp_path / "back.toll")
    assert tables(kept("a")) == tables(tmp_path / "back.toll") == before == tables(original)
    assert (done.reports, done.claims, done.reviews) == tuple(len(before[n]) for n in ("reports", "claims", "reviews"))
    assert done.rows == sum(map(len, before.values()))
    assert exported(kept("a")) == exported(tmp_path / "back.toll") == exported(original)
    with pipeline.open_ledger(kept("a")) as ledger:
        assert not ledger.due(), "the view came along: nothing has to be built again"


def test_a_copy_goes_on_from_where_the_original_stood(original: Path, kept: Named, tmp_path: Path) -> None:
    copy(original, tmp_path / "here.toll")
    copy(original, kept("a"))
    more = tmp_path / "later.txt"
    more.write_text(LATER, encoding="utf-8")
    for place in (tmp_path / "here.toll", kept("a")):
        with pipeline.open_ledger(place) as ledger:
            done = pipeline.undo(ledger, 1, who="Bo")
            assert (done.decision.number, done.decision.undoes) == (5, 1)
            assert not pipeline.look(ledger).redirects, "the merge of the original is undone"
            added = pipeline.add(ledger, read_all([str(more)], Options()).reports)
            assert len(added.new) == 1
            view = pipeline.publish(ledger)
            assert not ledger.reread(view.reports[0], [])
            decided = pipeline.decide(ledger, "hide", [view.claims[0].id])
            assert decided.decision.number == 6
    here, there = tables(tmp_path / "here.toll"), tables(kept("a"))
    for name in ("reports", "claims", "readings", "links", "minted", "incidents", "redirects"):
        assert here[name] == there[name], name
    with (
        Ledger.open(kept("a")) as ledger,
        pytest.raises(IntegrityError, match="append-only"),
        moving.writing(ledger.engine).begin() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM reviews")


def test_what_is_added_meanwhile_is_in_the_original_and_not_in_the_copy(kept: Named, tmp_path: Path) -> None:
    one, two = report("One in Goma."), report("Two in Goma.")
    with Ledger.open(kept("a"), create=True) as ledger:
        ledger.add(one, [claim(one)])
        told: list[tuple[int, int]] = []

        def watch(done: int, total: int) -> None:
            if not told:
                ledger.add(two, [claim(two)])
            told.append((done, total))

        done = copy(kept("a"), tmp_path / "b.toll", watch)
        assert told[-1] == (done.rows, done.rows)
        assert set(ledger.known()) == {one.id, two.id}
    with Ledger.open(tmp_path / "b.toll") as copied:
        assert copied.read()[0].claims == (claim(one),)


@pytest.mark.parametrize("fault", ["lost", "changed"])
def test_a_copy_that_is_not_alike_is_none_and_can_be_made_again(
    original: Path, kept: Named, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    wrong = {
        "lost": "INSERT INTO reviews SELECT number, body FROM reviews WHERE number = :number",
        "changed": "INSERT INTO reviews VALUES (:number, 'something else')",
    }

    def faulty(table: Table) -> Insert | TextClause:
        return text(wrong[fault]) if table is schema.reviews else insert(table)

    with monkeypatch.context() as patched:
        patched.setattr(moving, "insert", faulty)
        with pytest.raises(LedgerError, match="does not keep the table reviews as it is: nothing was copied"):
            copy(original, kept("a"))
    with pytest.raises(LedgerError, match=r"is empty, not a Tollbook ledger|no ledger at"):
        Ledger.open(kept("a"))
    copy(original, kept("a"))
    assert tables(kept("a")) == tables(original)


def test_where_something_is_nothing_is_copied(original: Path, kept: Named) -> None:
    with Ledger.open(kept("a"), create=True):
        pass
    with pytest.raises(LedgerError, match="is not empty: a ledger is copied to where nothing is yet"):
        copy(original, kept("a"))
    assert tables(kept("a"))["reports"] == []
    with Ledger.open(kept("b"), create=True) as other, moving.writing(other.engine).begin() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            connection.exec_driver_sql(f"DROP TABLE {table.name}")
        connection.exec_driver_sql("CREATE TABLE theses (id integer)")
    with pytest.raises(LedgerError, match="is not empty"):
        copy(original, kept("b"))


def test_the_command_says_in_one_line_what_it_did_or_why_not(
    original: Path, kept: Named, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["copy", str(original), kept("a")]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("copied to ") and "9 reports" in out and "4 reviews" in out and out.count("\n") == 1
    assert "p%40ss" not in out + err
    (tmp_path / "thesis.txt").write_text("years of work, and no database at all\n" * 100)
    wrong = {
        (str(original), kept("a")): "is not empty",
        (kept("a"), kept("a")): "is not empty",
        (kept("gone"), str(tmp_path / "b.toll")): "no ledger at|is empty, not a Tollbook ledger",
        (str(original), str(tmp_path / "none" / "b.toll")): "no folder",
        (str(original), str(tmp_path / "thesis.txt")): "is not a Tollbook ledger, or is damaged",
        (str(original), str(tmp_path)): "is a folder",
        (str(original), "mysql://a/b"): "not a ledger",
    }
    for words, said in wrong.items():
        assert cli.main(["copy", *words]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1 and any(part in err for part in said.split("|")), err
        assert "p%40ss" not in err
    assert not (tmp_path / "b.toll").exists()
    assert (tmp_path / "thesis.txt").read_text().startswith("years of work")
