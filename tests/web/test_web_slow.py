"""Answers that take longer than a page may: shown when they are there, those before meanwhile, worked out once."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tollbook import pipeline
from tollbook.web import findings, review
from tollbook.web.slow import Known, Slow

Open = Callable[..., TestClient]
SOON, LONG = 0.01, 30


class Work:
    """A question whose answer comes when it is let go."""

    def __init__(self, answer: str) -> None:
        self.answer, self.go, self.asked = answer, threading.Event(), 0

    def __call__(self) -> str:
        self.asked += 1
        assert self.go.wait(LONG)
        return self.answer


def test_the_answer_before_is_shown_until_the_new_one_is_there() -> None:
    slow, first, second = Slow[str](), Work("one"), Work("two")
    assert slow.get("a", first, SOON) is None
    first.go.set()
    assert slow.get("a", first, LONG) == Known("one", now=True)
    assert slow.get("b", second, SOON) == slow.get("b", second, SOON) == Known("one", now=False)
    second.go.set()
    assert slow.get("b", second, LONG) == Known("two", now=True)
    assert (first.asked, second.asked) == (1, 1)


def test_a_view_that_is_gone_is_finished_and_then_the_one_that_is_there() -> None:
    slow, first, second = Slow[str](), Work("one"), Work("two")
    assert slow.get("a", first, SOON) is None
    second.go.set()
    assert slow.get("b", second, SOON) is None
    assert second.asked == 0, "one at a time"
    first.go.set()
    assert slow.get("b", second, LONG) == Known("two", now=True)


def test_what_goes_wrong_is_told_and_tried_again() -> None:
    slow, tries = Slow[str](), []

    def ask() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("the disk is full")
        return "found"

    with pytest.raises(ValueError, match="the disk is full"):
        slow.get("a", ask, LONG)
    assert slow.get("a", ask, LONG) == Known("found", now=True)


def test_many_who_ask_wait_for_one() -> None:
    slow, work = Slow[str](), Work("one")
    found: list[Known[str] | None] = []
    waiting = [threading.Thread(target=lambda: found.append(slow.get("a", work, LONG))) for _ in range(8)]
    for each in waiting:
        each.start()
    work.go.set()
    for each in waiting:
        each.join(LONG)
    assert found == [Known("one", now=True)] * 8
    assert work.asked == 1


def test_a_large_ledger_is_asked_to_wait_and_its_last_list_stays(
    demo: Path, open_site: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, work = open_site(demo), Work("")
    monkeypatch.setattr(review, "PATIENCE", SOON)
    known = findings.queue

    def slowly(ledger: object) -> tuple[object, ...]:
        work()
        return known(ledger)  # type: ignore[arg-type]

    monkeypatch.setattr(findings, "queue", slowly)
    first = client.get("/review")
    assert first.status_code == 202 and 'http-equiv="refresh"' in first.text
    assert client.get("/").status_code == 200, "other pages wait for nothing"
    work.go.set()
    review.settled(client.app.state.site)  # type: ignore[attr-defined]
    page = client.get("/review")
    assert page.status_code == 200 and "list from before" not in page.text
    work.go.clear()
    monkeypatch.setattr(review.pages, "published", lambda connection: "another view")
    page = client.get("/review")
    assert page.status_code == 200 and "list from before the last change" in page.text
    work.go.set()
    with pipeline.open_ledger(demo) as ledger:
        assert pipeline.findings(pipeline.publish(ledger))
