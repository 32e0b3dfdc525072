"""A view renewed step by step is the view made at once: whatever came first, was changed, decided or taken back."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from test_piece_by_piece import made_up

from claim_builder import SATURDAY
from tollbook.engine import Local
from tollbook.records import Claim, Incident, Review
from tollbook.renewal import basis
from tollbook.renewal.basis import Before, Renewed, renew


def lasting(found: Renewed) -> Before:
    """Return a view as a ledger keeps it: incidents under ids of its own."""

    def name(id: str | None) -> str | None:
        return None if id is None else f"kept-{id}"

    def kept(item: Incident) -> Incident:
        parts = tuple(f"kept-{part}" for part in item.parts)
        return replace(item, id=f"kept-{item.id}", part_of=name(item.part_of), parts=parts)

    return Before(incidents=[kept(item) for item in found.incidents], links=found.links, basis=found.basis)


@pytest.mark.parametrize("days", [4, 40])
@pytest.mark.parametrize("seed", range(8))
def test_step_by_step_is_at_once(monkeypatch: pytest.MonkeyPatch, seed: int, days: int) -> None:
    monkeypatch.setattr(basis, "MOST", 1.0)
    rng = random.Random(seed)
    claims, reports = made_up(seed, 70, days)
    rng.shuffle(reports)
    here: dict[str, Claim] = {}
    reviews: list[Review] = []
    before: Before | None = None
    for step in range(0, 70, 14):
        names = {item.id for item in reports[: step + 14]}
        here = {item.id: item for item in claims if item.report_id in names and rng.random() < 0.97}
        ids = sorted(here)
        pair = (rng.choice(ids), rng.choice(ids))
        action = rng.choice(("same", "same", "different", "undo"))
        if action == "undo":
            reviews += [Review(number=len(reviews) + 1, action="undo", undoes=len(reviews))] if reviews else []
        elif pair[0] != pair[1]:
            reviews.append(Review(number=len(reviews) + 1, action=action, claims=pair))
        known = [item for item in reports if item.id in names]
        found = renew([*here.values()], known, reviews, before)
        once = renew(rng.sample([*here.values()], len(here)), known, reviews)
        assert found.incidents == once.incidents
        assert found.links == once.links
        assert {item.body for item in found.basis.tied} == {item.body for item in once.basis.tied}
        assert found.basis.told == once.basis.told
        before = lasting(found)


def test_nothing_new_touches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    claims, reports = made_up(1, 30)
    found = renew(claims, reports, ())

    def never(*_: object) -> object:
        raise AssertionError("nothing was to be told")

    monkeypatch.setattr(Local, "map", never)
    again = renew(claims, reports, (), lasting(found))
    assert (again.incidents, again.links) == (found.incidents, found.links)


def test_a_new_day_does_not_touch_last_year(monkeypatch: pytest.MonkeyPatch) -> None:
    claims, made = made_up(3, 50, 30)
    reports = [replace(item, published=item.published or SATURDAY) for item in made]
    old = renew(claims, reports, ())
    fresh = replace(reports[0], id="new", published=SATURDAY.replace(year=2031))
    own = next(item for item in claims if item.report_id == reports[0].id)
    added = replace(own, id="ffff", report_id="new", period=None, about=())
    told: list[int] = []
    tell = basis.part.tell
    monkeypatch.setattr(basis.part, "tell", lambda task: told.append(len(task.pages)) or tell(task))
    renew([*claims, added], [*reports, fresh], (), lasting(old))
    assert told == [1]
