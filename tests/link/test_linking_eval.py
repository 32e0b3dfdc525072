"""The measures of linking: mistakes are found where they are, and EM finds the weights that made its pairs."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "eval"))

import linking
import linking_em as em
from labelled import Labelled

from claim_builder import ALEPPO, HOMS, IS, SATURDAY, claim, day, report

TODAY = day(SATURDAY)


def ledger(*claims, events):
    reports = tuple(report(name) for name in sorted({item.report_id for item in claims}))
    event = {item.id: name for item, name in zip(claims, events, strict=True)}
    return Labelled(reports=reports, claims=claims, event=event)


def test_a_mistake_costs_what_b_cubed_loses_and_is_told_with_its_reasons():
    one = claim("a", 0, 27, who=IS, place=ALEPPO, period=TODAY)
    other = claim("b", 0, 27, who=IS, place=ALEPPO, period=TODAY)
    far = claim("c", 0, 5, who=IS, place=HOMS, period=TODAY)
    wrong = ledger(one, other, far, events=("first", "second", "second"))
    groups, links = linking.grouped(wrong)
    joined, parted = linking.mistakes(wrong, groups)
    assert (joined.joined, joined.cost, parted.joined, parted.cost) == (True, 1.0, False, 1.0)
    assert linking.score([wrong]).precision == pytest.approx(1 - joined.cost / 3)
    lines = list(linking.told(joined, wrong, links))
    assert "27 and 27" in "".join(lines) and "Aleppo" in lines[1]
    assert any("not linked" in line for line in linking.told(parted, wrong, links))


def test_leaving_a_comparison_out_changes_the_score_and_is_undone():
    right = ledger(
        claim("a", 0, 1, who=IS, place=ALEPPO, period=TODAY),
        claim("b", 0, 1, who=IS, place=ALEPPO, period=TODAY),
        events=("first", "first"),
    )
    assert linking.without("place", [right]) < linking.without(None, [right]) == linking.without("weapon", [right]) == 1
    assert linking.without("place", [right], lowered=3.0) == 1


def test_em_finds_the_weights_without_labels():
    draw = np.random.default_rng(4)
    same = draw.random(20_000) < 0.3
    m, u = (0.8, 0.6, 0.7, 0.9), (0.1, 0.2, 0.05, 0.4)
    codes = np.array([draw.random(len(same)) < np.where(same, *chance) for chance in zip(m, u, strict=True)], np.int16)
    codes[:, ::7] = np.where(draw.random(codes[:, ::7].shape) < 0.5, -1, codes[:, ::7])
    names = (("no", "yes"),) * len(m)
    start = np.where(codes.sum(0) > 2, 0.8, 0.2)
    found = em.Seen(comparisons=("a", "b", "c", "d"), names=names, codes=codes, start=start, same=tuple(same))
    share, bits, _ = em.em(found)
    assert share == pytest.approx(0.3, abs=0.03)
    assert [item[1] for item in bits] == pytest.approx(np.log2(np.array(m) / u), abs=0.25)
    assert [item[1] for item in em.labelled_bits(found)] == pytest.approx(np.log2(np.array(m) / u), abs=0.15)


def test_pairs_are_of_two_reports_of_one_country_and_neighbouring_days():
    near = claim("b", 0, 27, who=IS, place=HOMS, period=TODAY)
    late = claim("c", 0, 27, who=IS, place=HOMS, period=day(SATURDAY.replace(day=26)))
    one = claim("a", 0, 27, who=IS, place=ALEPPO, period=TODAY)
    also = claim("a", 5, 3, who=IS, place=ALEPPO, period=TODAY)
    met = {frozenset((pair.left.id, pair.right.id)) for pair in em.pairs(ledger(one, also, near, late, events="wxyz"))}
    assert met == {frozenset((one.id, near.id)), frozenset((also.id, near.id))}
    (pair,) = em.pairs(ledger(one, near, events="wx"))
    assert em.levels(pair)["count"] == "equal, to 50" and em.levels(pair)["place"] == "apart"
