"""The contract of every ledger, whatever database keeps it.

Facts in, the view out: nothing half-written, nothing lost, whoever else writes; and what is no ledger is refused.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import pytest
import writers
from sqlalchemy.exc import IntegrityError

from ledger_samples import DAY, claim, incident, report
from tollbook.records import Link, Noted, Reason, Review
from tollbook.store import LastRead, Ledger, LedgerError, postgres, schema, sqlite
from tollbook.store.connect import writing

Named = Callable[[str], str]


@pytest.fixture
def ledger(kept: Named) -> Iterator[Ledger]:
    with Ledger.open(kept("a"), create=True) as opened:
        yield opened


def change(ledger: Ledger, *statements: str) -> None:
    """Run SQL as somebody who goes round this program."""
    with writing(ledger.engine).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_report_is_known_once_its_claims_are_in(ledger: Ledger) -> None:
    one = report(title="Goma", outlet="AFP", published=DAY, language="en")
    assert ledger.add(one, [claim(one)])
    assert not ledger.add(one, [claim(one)])
    facts, _ = ledger.read()
    assert (facts.reports, facts.claims) == ((one,), (claim(one),))
    assert set(ledger.known()) == {one.id}


def test_a_report_whose_claims_fail_is_not_in_either(ledger: Ledger) -> None:
    one = report()
    with pytest.raises(IntegrityError):
        ledger.add(one, [claim(one), claim(one)])
    assert ledger.known() == {}
    assert ledger.add(one, [claim(one)])


def test_the_order_of_adding_does_not_show(kept: Named) -> None:
    texts = [report(f"Attack {number} in Goma.") for number in range(5)]
    seen = []
    for name, order in (("a", texts), ("b", texts[::-1])):
        with Ledger.open(kept(name), create=True) as opened:
            for item in order:
                opened.add(item, [claim(item), claim(item, 2)])
            seen.append(opened.read()[0])
    assert seen[0] == seen[1]


def test_the_view_is_published_for_the_facts_it_was_built_from_only(ledger: Ledger) -> None:
    one, two = report("One in Goma."), report("Two in Goma.")
    ledger.add(one, [claim(one)])
    watermark = ledger.read()[0].watermark
    ledger.add(two, [claim(two)])
    assert ledger.publish(watermark, [incident(claim(one))], []) is None
    assert ledger.read()[1].watermark is None
    facts, _ = ledger.read()
    joined = Link(left="a", right="b", verdict="same", score=1.0, reasons=(Reason(name="n", score=1.0, why="w"),))
    pair = sorted((claim(one).id, claim(two).id))
    links = [Link(left=pair[0], right=pair[1], verdict="same", score=2.0, reasons=joined.reasons)]
    done = ledger.publish(facts.watermark, [incident(claim(one), claim(two))], links)
    assert done is not None
    again, published = ledger.read()
    assert again.watermark == facts.watermark == published.watermark
    assert published == done


def test_a_stale_view_is_published_when_asked_and_stays_due(ledger: Ledger) -> None:
    one = report()
    ledger.add(one, [claim(one)])
    assert ledger.publish("earlier", [], [], stale=True) is not None
    facts, published = ledger.read()
    assert published.watermark == "earlier" != facts.watermark


def test_the_maker_and_the_reviews_are_part_of_the_watermark(kept: Named, ledger: Ledger) -> None:
    first = ledger.read()[0].watermark
    ledger.review(Review(number=0, action="unsure", claims=("a", "b")))
    assert ledger.read()[0].watermark != first
    marks = set()
    for maker in ("1", "2"):
        with Ledger.open(kept("b"), create=True, maker=maker) as opened:
            marks.add(opened.read()[0].watermark)
    assert len(marks) == 2


def test_no_view_is_due_for_a_finding_that_was_looked_at_or_for_taking_that_back(ledger: Ledger) -> None:
    first = ledger.read()[0].watermark
    noted = Noted(id="0123456789abcdef", kind="one-origin", line="5 killed, Goma: one origin.", incident="a")
    done = ledger.review(Review(number=0, action="seen", finding=noted, who="Ane", when="2024-03-02T10:00:00+00:00"))
    assert (done.number, ledger.reviews(), ledger.read()[0].watermark) == (1, (done,), first)
    ledger.review(Review(number=0, action="undo"))
    assert ledger.read()[0].watermark == first
    ledger.review(Review(number=0, action="hide", claims=("a",)))
    assert ledger.read()[0].watermark != first


def test_reviews_are_numbered_and_undone_once(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no review to undo"):
        ledger.review(Review(number=0, action="undo"))
    first = ledger.review(Review(number=0, action="same", claims=("a", "b"), why="same village"))
    second = ledger.review(Review(number=0, action="split", claims=("c",)))
    assert (first.number, second.number) == (1, 2)
    assert ledger.review(Review(number=0, action="undo")).undoes == 2
    for number, said in ((2, "undone already"), (3, "is an undo"), (9, "no review number 9")):
        with pytest.raises(LedgerError, match=said):
            ledger.review(Review(number=0, action="undo", undoes=number))
    assert ledger.review(Review(number=0, action="undo")).undoes == 1
    assert [item.number for item in ledger.read()[0].reviews] == [1, 2, 3, 4]


def test_a_report_read_anew_counts_with_its_new_claims_and_keeps_the_old(kept: Named) -> None:
    one = report()
    path = kept("b")
    with Ledger.open(path, create=True, maker="1") as opened:
        opened.add(one, [claim(one), claim(one, 2)])
        first = opened.read()[0]
        assert opened.known() == {one.id: LastRead(language=None, maker="1", claims=2)}
    told = replace(one, language="en")
    with Ledger.open(path, maker="2") as opened:
        assert opened.reread(told, [claim(one, 2, number=7), claim(one, 4)])
        assert not opened.reread(told, [])
        facts, _ = opened.read()
        assert facts.reports == (told,)
        assert facts.claims == (claim(one, 2, number=7), claim(one, 4))
        assert facts.watermark != first.watermark
        assert opened.known() == {one.id: LastRead(language="en", maker="2", claims=2)}
        with opened.engine.begin() as connection:
            assert len(connection.exec_driver_sql("SELECT id FROM claims").all()) == 3


def test_two_writers_at_once_and_a_reader_lose_nothing_and_double_nothing(kept: Named) -> None:
    location = kept("busy")
    processes = multiprocessing.get_context("spawn")
    with processes.Manager() as shared, ProcessPoolExecutor(3, mp_context=processes) as pool:
        start, stop = shared.Barrier(3), shared.Event()
        busy = [pool.submit(writers.write, location, number, start) for number in range(2)]  # both make the ledger
        watching = pool.submit(writers.watch, location, start, stop)
        new = [each.result(timeout=120) for each in busy]
        stop.set()
        seen, faults = watching.result(timeout=60)
    assert seen > 1
    assert faults == []
    given = {one.id: claims for number in range(2) for one, claims in writers.given(number)}
    assert sum(new) == len(given) == 3 * writers.REPORTS, "each common report was new to one of them"
    with Ledger.open(location) as opened:
        assert writers.publish(opened)
        facts, published = opened.read()
    assert {item.id for item in facts.reports} == set(given)
    assert sorted(item.id for item in facts.claims) == sorted(item.id for claims in given.values() for item in claims)
    assert published.watermark == facts.watermark
    assert sorted(item.claims for item in published.incidents) == sorted((item.id,) for item in facts.claims)
    assert [item.number for item in facts.reviews] == list(range(1, 4 * writers.REPORTS + 1))
    assert {who: sum(item.who == who for item in facts.reviews) for who in "01"} == dict.fromkeys("01", 24)


def test_a_reader_never_waits_and_a_writer_not_for_ever(kept: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sqlite, postgres):
        monkeypatch.setattr(module, "PATIENCE", 0.3)
    one, two = report("One in Goma."), report("Two in Goma.")
    with Ledger.open(kept("a"), create=True) as holder, Ledger.open(kept("a")) as other:
        other.add(one, [claim(one)])
        with writing(holder.engine).begin():
            assert other.read()[0].reports == (one,)
            assert set(other.known()) == {one.id}
            start = time.monotonic()
            with pytest.raises(LedgerError, match="is busy: another process has kept it locked too long") as caught:
                other.add(two, [claim(two)])
            assert 0.2 < time.monotonic() - start < 10
            assert "\n" not in str(caught.value)
            Ledger.open(kept("a"), create=True).close()  # `add` to a ledger that is there waits for nobody yet
        assert other.add(two, [claim(two)])


def test_a_writer_waits_for_its_turn(ledger: Ledger, kept: Named) -> None:
    one = report()
    with Ledger.open(kept("a")) as other:
        waiting = threading.Thread(target=other.add, args=(one, [claim(one)]))
        with writing(ledger.engine).begin():
            waiting.start()
            waiting.join(0.3)
            assert waiting.is_alive()
            assert ledger.known() == {}
        waiting.join(20)
        assert set(ledger.known()) == {one.id}


def test_a_writer_that_dies_in_the_middle_leaves_nothing_and_gives_up_its_turn(ledger: Ledger, kept: Named) -> None:
    context = multiprocessing.get_context("spawn")
    inside = context.Event()
    process = context.Process(target=writers.die, args=(kept("a"), inside))
    process.start()
    assert inside.wait(60)
    process.kill()
    process.join(20)
    one, claims = writers.told("dying", 0)
    assert ledger.known() == {}
    assert ledger.add(one, claims)
    assert ledger.read()[0].claims == tuple(claims)


FACTS = ("reports", "claims", "readings", "links", "reviews")


@pytest.mark.parametrize("table", FACTS)
def test_facts_can_only_be_appended(ledger: Ledger, table: str) -> None:
    one = report()
    first, second = claim(one), claim(one, 2)
    ledger.add(one, [first, second])
    pair = sorted((first.id, second.id))
    found = Link(left=pair[0], right=pair[1], verdict="same", score=1.0, reasons=())
    ledger.publish(ledger.read()[0].watermark, [incident(first, second)], [found])
    ledger.review(Review(number=0, action="unsure", claims=(first.id, second.id)))
    before = ledger.read()
    column = "number" if table in ("readings", "reviews") else "id"
    columns = ", ".join(f'"{each.name}"' for each in schema.metadata.tables[table].columns)
    again = f"({columns}) SELECT {columns} FROM {table} WHERE true"
    upsert = f"INSERT INTO {table} {again} ON CONFLICT ({column}) DO UPDATE SET {column} = excluded.{column}"
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}", upsert):
        with pytest.raises(IntegrityError, match="append-only"):
            change(ledger, statement)
    assert ledger.read() == before


@pytest.mark.parametrize(
    "told",
    [
        {"text": "12 killed \x00 in Goma."},
        {"text": "12 killed \ud83d in Goma."},
        {"title": "\x00"},
        {"outlet": "\udcff"},
        {"url": "https://example.org/\x00"},
    ],
)
def test_text_that_one_database_cannot_keep_is_refused_by_all(ledger: Ledger, told: dict[str, str]) -> None:
    one = replace(report(), **told)  # type: ignore[arg-type]
    with pytest.raises(LedgerError, match="not text"):
        ledger.add(one, [])
    assert ledger.known() == {}


def test_all_other_text_comes_back_to_the_letter(ledger: Ledger) -> None:
    odd = (
        "".join(map(chr, range(1, 32)))
        + "\x7f\x85\u2028 e\u0301 é 💥 \U0010ffff \ufffe \u202e قتل ١٢ 十二 '\"\\ %s :x {y} $1"
    )
    one = report(odd, title=odd, outlet=odd, url=odd, published=DAY.replace(year=1))
    said = replace(claim(one), cues=(), weapon=odd)
    assert ledger.add(one, [said])
    why = odd + "\x00"
    ledger.review(Review(number=0, action="unsure", claims=(said.id,), why=why))
    with pytest.raises(LedgerError, match="not text"):
        ledger.review(Review(number=0, action="unsure", claims=(said.id,), why="\udcff"))
    facts, _ = ledger.read()
    assert (facts.reports, facts.claims, [item.why for item in facts.reviews]) == ((one,), (said,), [why])


def test_ids_come_back_in_the_order_of_their_characters(ledger: Ledger) -> None:
    names = ["0a", "9", "aa", "ab", "az", "b", "f", "ff"]  # in Norwegian "aa" comes last
    for name in names[::-1]:
        ledger.add(replace(report(f"{name} in Goma."), id=name), [])
    assert [item.id for item in ledger.read()[0].reports] == names


def test_nothing_there_is_no_ledger_unless_one_is_to_be_made(kept: Named) -> None:
    with pytest.raises(LedgerError, match=r"no ledger at|is empty, not a Tollbook ledger"):
        Ledger.open(kept("gone"))
    with pytest.raises(LedgerError):
        Ledger.open(kept("gone"))
    Ledger.open(kept("gone"), create=True).close()
    Ledger.open(kept("gone")).close()


def test_a_newer_schema_is_refused(ledger: Ledger, kept: Named) -> None:
    change(ledger, "UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    for create in (True, False):
        with pytest.raises(LedgerError, match=r"newer Tollbook \(schema 99"):
            Ledger.open(kept("a"), create=create)


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("app", ["UPDATE meta SET value = 'ledgerbook' WHERE key = 'app'", "DROP TABLE meta"])
def test_what_something_else_keeps_there_is_refused_and_left_alone(
    ledger: Ledger, kept: Named, create: bool, app: str
) -> None:
    one = report()
    ledger.add(one, [])
    change(ledger, app)
    with pytest.raises(LedgerError, match="is not a Tollbook ledger"):
        Ledger.open(kept("a"), create=create)
    with ledger.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT id FROM reports").all() == [(one.id,)]


def test_a_ledger_of_the_first_schema_gets_what_it_lacks(kept: Named) -> None:
    one = report()
    with Ledger.open(kept("old"), create=True) as ledger:
        ledger.add(one, [claim(one)])
        change(ledger, "DROP TABLE readings", "UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    with Ledger.open(kept("old")) as ledger:
        assert ledger.known()[one.id].maker is None
        assert ledger.read()[0].claims == (claim(one),)
        assert ledger.reread(one, [])
        assert ledger.read()[0].claims == ()
        with pytest.raises(IntegrityError, match="append-only"):
            change(ledger, "DELETE FROM readings")
