"""One contract for every engine: outcomes in order, errors let through, and the same ledger."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from math import log
from operator import neg

import msgspec
import pytest
from test_piece_by_piece import made_up

from tollbook.engine import Engine, EngineError, Local, Spark
from tollbook.engine import engine as named
from tollbook.renewal import whole
from tollbook.renewal.cards import cards
from tollbook.renewal.pages import Page

HAS_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
no_spark = pytest.mark.skipif(not HAS_SPARK, reason="needs pyspark and Java")
ENGINES = [
    pytest.param(Local(1), id="here"),
    pytest.param(Local(2), id="two processes"),
    pytest.param(Spark("local[2]"), id="spark", marks=[pytest.mark.system, no_spark]),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_done_comes_back_in_order(engine: Engine) -> None:
    assert list(engine.map(neg, range(50))) == [-number for number in range(50)]
    assert list(engine.map(neg, [])) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_tasks_are_taken_as_they_are_needed(engine: Engine) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    first = next(iter(engine.map(neg, tasks())))
    assert first == 0
    assert len(taken) < 200


@pytest.mark.parametrize("engine", ENGINES)
def test_an_error_in_the_work_is_not_lost(engine: Engine) -> None:
    with pytest.raises(Exception, match=r"domain error|positive input"):
        list(engine.map(log, [1, 0]))


def test_two_processes_make_the_ledger_that_one_makes() -> None:
    assert told(Local(1)) == told(Local(2))


@pytest.mark.system
@no_spark
def test_spark_makes_the_ledger_that_this_machine_makes() -> None:
    assert told(Spark("local[2]")) == told(Local(1))


def told(engine: Engine) -> list[bytes]:
    """Return incidents and links, row for row."""
    claims, reports = made_up(5, 80)
    of = {item.id: [one for one in claims if one.report_id == item.id] for item in reports}
    pages = {item.id: Page(item, tuple(msgspec.json.encode(one).decode() for one in of[item.id])) for item in reports}
    noted = [card for item in reports for card in cards(item, of[item.id])]
    tied, batches = whole.renew(noted, lambda names: [pages[name] for name in names], (), engine)
    return [msgspec.json.encode(row) for row in [*batches, *tied]]


@pytest.mark.parametrize(
    ("name", "found"),
    [("local", Local(1)), ("local:3", Local(3)), ("spark", Spark()), ("spark:local[2]", Spark("local[2]"))],
)
def test_an_engine_is_named(name: str, found: Engine) -> None:
    assert named(name) == found


@pytest.mark.parametrize("name", ["", "ray", "local:0", "local:-1", "local:many", "local:999999"])
def test_another_name_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(EngineError, match="no engine") as refused:
        named(name)
    assert "\n" not in str(refused.value)
