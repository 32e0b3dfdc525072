"""A view that is carried on step by step is, row for row, the view that is built of all facts at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from stories_over_time import History
from test_piece_by_piece import made_up

from claim_builder import SATURDAY
from tollbook import pipeline
from tollbook.records import Claim
from tollbook.renewal import step
from tollbook.store import Ledger, schema

Named = Callable[[str], str]
KEPT = (*schema.VIEW, schema.minted, schema.fresh)


def rows(ledger: Ledger) -> dict[str, list[str]]:
    """Return all rows of the view and what goes with it, in no order; of changes, what happened and not when."""
    with ledger.looking() as connection:
        found = {table.name: sorted(map(str, connection.execute(select(table)).all())) for table in KEPT}
        said = select(schema.changes.c.incident_id, schema.changes.c.state, schema.changes.c.to)
        found["changes"] = sorted(map(str, connection.execute(said).all()))
        told = schema.meta.c
        meta = select(told.key, told.value).where(told.key.not_in(["app", "schema_version"]))
        found["meta"] = sorted(map(str, connection.execute(meta).all()))
        return found


def whole(ledger: Ledger) -> pipeline.Changes:
    """Publish the view of all facts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "step", lambda *_: None)
        return pipeline.renewed(ledger)


@pytest.mark.parametrize(("days", "seed"), [(days, seed) for days in (3, 30) for seed in range(5)])
def test_step_by_step_is_at_once(kept: Named, monkeypatch: pytest.MonkeyPatch, days: int, seed: int) -> None:
    monkeypatch.setattr(step, "FEW", 10**6)
    monkeypatch.setattr(step, "MOST", 1.0)
    history = History(seed=seed, size=60, days=days)
    with ExitStack() as stack:
        by_step, at_once = (
            stack.enter_context(pipeline.open_ledger(kept(name), create=True)) for name in ("step", "once")
        )
        done = []
        for kind in history.steps(16, (by_step, at_once)):
            done.append(kind)
            changes, wanted = pipeline.renewed(by_step), whole(at_once)
            found, told = rows(by_step), rows(at_once)
            for name, wants in told.items():
                assert found[name] == wants, f"{name} after {done}"
            assert changes.after == wanted.after, done
            assert changes.before == wanted.before, done
            assert set(changes.redirects) == set(wanted.redirects), done
        assert pipeline.publish(by_step) == pipeline.publish(at_once)
        middle = SATURDAY + timedelta(days=days // 2)
        assert pipeline.look(by_step, as_of=middle) == pipeline.look(at_once, as_of=middle)
        two = [item.id for item in pipeline.publish(by_step).incidents[:2]]
        seen, done_ = pipeline.preview(by_step, "merge", two), pipeline.decide(by_step, "merge", two)
        assert (seen.before, seen.after) == (done_.before, done_.after)
        assert seen.after.incidents
        assert not by_step.due()


def test_nothing_new_touches_nothing(kept: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    history = History(seed=1, size=20, days=9)
    with pipeline.open_ledger(kept("a"), create=True) as ledger:
        list(history.steps(2, (ledger,)))
        pipeline.renewed(ledger)
        monkeypatch.setattr(pipeline, "step", None)
        assert pipeline.renewed(ledger) == pipeline.UNCHANGED


def test_a_new_day_does_not_touch_last_year(kept: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    claims, made = made_up(3, 50, 30)
    of: dict[str, list[Claim]] = {}
    for item in claims:
        of.setdefault(item.report_id, []).append(item)
    reports = [replace(item, text=f"{item.id}", published=item.published or SATURDAY) for item in made]
    fresh = replace(reports[0], id="new", text="new", published=SATURDAY.replace(year=2031))
    added = replace(of[reports[0].id][0], id="ffff", report_id="new", period=None, about=())
    with pipeline.open_ledger(kept("a"), create=True) as ledger:
        for report in reports:
            ledger.add(report, of.get(report.id, []))
        pipeline.renewed(ledger)
        ledger.add(fresh, [added])
        told: list[int] = []
        tell = step.part.tell
        monkeypatch.setattr(step.part, "tell", lambda task: told.append(len(task.pages)) or tell(task))
        changes = pipeline.renewed(ledger)
    assert told == [1]
    assert [item.claims for item in changes.after.values()] == [("ffff",)]
    assert changes.before == {}


def test_two_that_publish_at_once_lose_nothing(kept: Named) -> None:
    """Whoever comes second starts from the view that the first one left."""
    history = History(seed=5, size=30, days=9)
    with pipeline.open_ledger(kept("a"), create=True) as one, pipeline.open_ledger(kept("a")) as other:
        list(history.steps(1, (one,)))
        pipeline.renewed(one)
        late, claims = history.waiting.pop()
        one.add(late, claims)
        with one.looking() as connection:
            first = step.step(connection, one.standing(connection))
        last, told = history.waiting.pop()
        other.add(last, told)
        pipeline.renewed(other)
        assert first is not None
        assert not one.take(first)
        pipeline.renewed(one)
        assert not one.due()
        assert {item.id for item in pipeline.publish(one).reports} >= {late.id, last.id}
