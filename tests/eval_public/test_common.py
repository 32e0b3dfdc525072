"""Counting, sampling and matching, and the command without any set."""

import pytest
from common import Reader, Tally, matched, overlaps, report_of, sample, within
from run import main

from tollbook.records import Evidence, Mention, Span


def test_a_tally_gives_shares_and_none_where_there_is_nothing():
    tally = Tally()
    assert (tally.precision, tally.recall, tally.f1) == (None, None, None)
    tally.add(3, 4, 6)
    tally.add(0, 0, 0, 1)
    assert (tally.precision, tally.recall) == (0.75, 4 / 6)
    assert tally.f1 == pytest.approx(2 * 0.75 * (4 / 6) / (0.75 + 4 / 6))


def test_a_sample_is_the_same_each_time_and_keeps_the_order():
    drawn = sample(range(100), 7)
    assert drawn == sample(range(100), 7) == sorted(drawn)
    assert len(set(drawn)) == 7
    assert sample([3, 1, 2], None) == sample([3, 1, 2], 9) == [3, 1, 2]


def test_a_matching_gives_way_where_that_serves_more():
    assert matched(["a", "b"], {0: [0, 1], 1: [0]}) == {0: 1, 1: 0}
    assert matched(["a", "b"], {0: [0], 1: [0]}) == {0: 0}
    assert matched([], {}) == {}


def test_spans_that_touch_do_not_overlap():
    assert overlaps((0, 4), (3, 9))
    assert not overlaps((0, 4), (4, 9))
    assert within((3, 4), (3, 9)) and not within((2, 4), (3, 9))


class _Careless:
    def reads(self, language):
        return True

    def extract(self, report):
        empty = Evidence(role="effect", span=Span(report_id=report.id, start=2, end=2, quote=""))
        return [Mention(report_id=report.id, index=0, language="en", effect="killed", evidence=(empty,))]


def test_a_report_whose_spans_are_refused_is_counted_and_gives_nothing():
    reader = Reader(_Careless())
    assert reader.claims(report_of("x", "Two died.", "en")) == ()
    assert (reader.reports, reader.refused) == (1, 1)


def test_without_the_sets_the_command_says_so_and_ends_well(tmp_path, capsys):
    assert main([str(tmp_path / "nowhere")]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("skipped") == 5
