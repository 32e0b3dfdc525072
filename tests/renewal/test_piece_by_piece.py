"""However a ledger is cut into pieces, the same incidents and links come out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from claim_builder import ALEPPO, HOMS, HTS, IDLIB, IS, MAYADIN, SATURDAY, SYRIA, at_least, claim, country, day, report
from tollbook.engine import Local
from tollbook.pipeline import build
from tollbook.records import Claim, Link, Report, Review
from tollbook.renewal import whole
from tollbook.renewal.cards import cards
from tollbook.renewal.pages import Page

PLACES = (ALEPPO, ALEPPO, HOMS, IDLIB, MAYADIN, country(), None)


def made_up(seed: int, size: int, days: int = 30) -> tuple[list[Claim], list[Report]]:
    """Return the claims of `size` reports: towns and numbers of a few kinds, some undated, some wholes, all crowded."""
    rng = random.Random(seed)
    claims: list[Claim] = []
    reports: list[Report] = []
    for number in range(size):
        name, on = f"r{number:04}", SATURDAY + timedelta(days=rng.randrange(days))
        published = on if rng.random() < 0.9 else None
        reports.append(report(name, published))
        for sentence in range(rng.choice((1, 1, 2, 3))):
            told = None if rng.random() < 0.3 else day(on - timedelta(days=rng.choice((0, 0, 1, 6))))
            whole_ = rng.random() < 0.15
            if whole_ and told is not None:
                told = day(on - timedelta(days=6), on)
            count = rng.choice((1, 2, 3, 5, 8, 13, at_least(5), at_least(13)))
            new = claim(
                name,
                3 * sentence,
                count,
                effect=rng.choice(("killed", "killed", "wounded")),
                who=rng.choice((IS, HTS, None)),
                whom=rng.choice((SYRIA, None)),
                place=country() if whole_ else rng.choice(PLACES),
                period=told,
            )
            claims.append(replace(new, scope="total", cues=("total",)) if whole_ else new)
    return claims, reports


def in_pieces(claims: Sequence[Claim], reports: Sequence[Report], reviews: Sequence[Review]) -> tuple[object, object]:
    """Return incidents and links as `whole.renew` finds them."""
    pages = {
        item.id: Page(
            item,
            tuple(msgspec.json.encode(one).decode() for one in claims if one.report_id == item.id),
        )
        for item in reports
    }
    noted = [found for item in reports for found in cards(item, [one for one in claims if one.report_id == item.id])]
    tied, told = whole.renew(noted, lambda names: [pages[name] for name in names], reviews, Local())
    batches = list(told)
    incidents = {item.id: item for batch in batches for item in batch.incidents}
    assert len(incidents) == sum(len(batch.incidents) for batch in batches)
    between = [msgspec.json.decode(item.body, type=Link) for item in tied if not item.same]
    links = [*between, *(item for batch in batches for item in batch.links)]
    return incidents, {(item.left, item.right): item for item in links}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("chunk", [1, 7, 10_000])
def test_the_pieces_do_not_show(monkeypatch: pytest.MonkeyPatch, seed: int, chunk: int) -> None:
    monkeypatch.setattr(whole, "CHUNK", chunk)
    monkeypatch.setattr(whole, "BATCH", chunk)
    claims, reports = made_up(seed, 60, days=10 + 4 * seed)
    far = (claims[0].id, claims[-1].id)
    reviews = [Review(number=1, action="same", claims=far), Review(number=2, action="different", claims=far[::-1])]
    view = build(claims, reports, reviews[: seed % 3])
    incidents, links = in_pieces(claims, reports, reviews[: seed % 3])
    assert incidents == {item.id: item for item in view.incidents}
    assert links == {(item.left, item.right): item for item in view.links}


def test_a_crowd_on_one_day_is_cut_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "CHUNK", 9)
    monkeypatch.setattr(whole, "BATCH", 9)
    claims, reports = made_up(99, 260, days=2)
    view = build(claims, reports)
    incidents, links = in_pieces(claims, reports, ())
    assert incidents == {item.id: item for item in view.incidents}
    assert links == {(item.left, item.right): item for item in view.links}
