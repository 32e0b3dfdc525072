"""The hand-made mentions of eval/actors are sound: words that stand in their reports, ids that exist."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "eval"))

import actors

from tollbook.data import has, kinship, table

ITEMS = list(actors.items())
REPORTS = list(actors.reports())


def test_there_are_enough_of_them_in_enough_languages():
    parties = [item for item in ITEMS if item.role != "origin"]
    assert len(parties) >= 300
    assert len(ITEMS) - len(parties) >= 100
    assert len({item.language for item in parties}) >= 12


def test_words_stand_in_their_report_and_numbers_are_used_once():
    assert [item for item in ITEMS if item.words not in item.report["text"]] == []
    numbers = [report["n"] for report in REPORTS]
    assert len(numbers) == len(set(numbers))


def test_right_answers_are_ids_of_the_registry_or_of_an_institution():
    for item in ITEMS:
        if item.role != "origin":
            assert not item.wanted or kinship.actor(item.wanted), item
        else:
            concept = item.wanted[3:] in table("origins/en")["concepts"]
            assert kinship.actor(item.wanted) or concept, item
        assert item.kind in actors.KINDS
        assert has(f"parties/{item.language}")


def test_wires_are_agencies():
    told = {id for report in REPORTS for id in report.get("wire", "").split()}
    assert told <= set(table("wires")["agencies"])


def test_answers_are_counted():
    tally = actors.Tally()
    for wanted, found in (("a", "a"), ("a", ""), ("a", "b"), ("", ""), ("", "b")):
        tally.add(wanted, found)
    assert (tally.every, tally.gold, tally.out, tally.right, tally.silent) == (5, 3, 3, 1, 1)
    assert tally.precision == pytest.approx(1 / 3)
    assert tally.recall == pytest.approx(1 / 3)


def test_a_mention_takes_less_than_a_millisecond():
    whole, alone = actors.milliseconds()
    assert alone < 5  # room for a busy machine; measured 0.3
    assert whole < 10
