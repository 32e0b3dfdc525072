"""Facts in, the view out: nothing half-written, nothing lost, whoever else writes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import DAY, claim, incident, report

from tollbook.records import Attribution, Claim, Count, Link, Party, Period, Place, Reason, Review
from tollbook.store import LastRead, Ledger, LedgerError
from tollbook.store.codec import dumps, loads


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger.open(tmp_path / "a.toll", create=True) as opened:
        yield opened


def test_a_report_is_known_once_its_claims_are_in(ledger: Ledger) -> None:
    one = report(title="Goma", outlet="AFP", published=DAY, language="en")
    assert ledger.add(one, [claim(one)])
    assert not ledger.add(one, [claim(one)])
    facts, _ = ledger.read()
    assert (facts.reports, facts.claims) == ((one,), (claim(one),))
    assert set(ledger.known()) == {one.id}


def test_a_report_whose_claims_fail_is_not_in_either(ledger: Ledger) -> None:
    one = report()
    with pytest.raises(Exception, match="UNIQUE"):
        ledger.add(one, [claim(one), claim(one)])
    assert ledger.known() == {}
    assert ledger.add(one, [claim(one)])


def test_the_order_of_adding_does_not_show(tmp_path: Path) -> None:
    texts = [report(f"Attack {number} in Goma.") for number in range(5)]
    seen = []
    for name, order in (("a", texts), ("b", texts[::-1])):
        with Ledger.open(tmp_path / name, create=True) as opened:
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


def test_the_maker_and_the_reviews_are_part_of_the_watermark(tmp_path: Path, ledger: Ledger) -> None:
    first = ledger.read()[0].watermark
    ledger.review(Review(number=0, action="unsure", claims=("a", "b")))
    assert ledger.read()[0].watermark != first
    marks = set()
    for maker in ("1", "2"):
        with Ledger.open(tmp_path / "b.toll", create=True, maker=maker) as opened:
            marks.add(opened.read()[0].watermark)
    assert len(marks) == 2


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


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "busy.toll"

    def write(name: int) -> None:
        with Ledger.open(path, create=True) as opened:
            for number in range(10):
                item = report(f"Writer {name}, attack {number}.")
                opened.add(item, [claim(item)])
                opened.review(Review(number=0, action="unsure", claims=(str(name), str(number))))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with Ledger.open(path) as opened:
        facts, _ = opened.read()
    assert (len(facts.reports), len(facts.claims)) == (40, 40)
    assert [item.number for item in facts.reviews] == list(range(1, 41))


counts = st.builds(
    Count, low=st.none() | st.integers(0, 10**9), best=st.none(), high=st.none(), qualifier=st.just("at_least")
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
claims = st.builds(
    Claim,
    id=texts,
    report_id=texts,
    language=st.just("nb"),
    effect=st.sampled_from(["killed", None]),
    count=st.none() | counts,
    victims=st.none() | st.builds(Party, text=texts, victim_class=st.none()),
    place=st.none() | st.builds(Place, text=texts, latitude=st.none() | st.floats(-90, 90)),
    period=st.none() | st.builds(Period, start=st.dates(), end=st.none(), precision=st.integers(1, 5)),
    attribution=st.tuples(st.builds(Attribution, text=texts)),
    cues=st.just(("total", "since")),
)


@given(claims)
def test_a_record_comes_back_from_json_as_it_was(record: Claim) -> None:
    assert loads(dumps(record), Claim) == record


def test_a_report_read_anew_counts_with_its_new_claims_and_keeps_the_old(tmp_path: Path) -> None:
    one = report()
    path = tmp_path / "b.toll"
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
        with pytest.raises(Exception, match="append-only"), opened.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM readings")
