"""The scorer of shootings and their articles, on invented rows."""

import gva
import pytest

from tollbook import pipeline

ROW = {
    "incident_uri": "1",
    "registry": {"date": "May 3, 2016", "state": "Ohio", "num_killed": 1, "num_injured": 4},
    "docs": [
        {
            "title": "Shooting in Dayton",
            "dct": "2016-05-04",
            "uri": "http://web.archive.org/web/2016/http://paper.example/1",
            "content": "DAYTON, Ohio - One man was killed in a shooting in Dayton, Ohio, on Tuesday.",
        },
        {
            "title": "Dayton man dies",
            "dct": "2016-05-05",
            "uri": "http://other.example/2",
            "content": "Police arrested a suspect after a man was shot dead in Dayton, Ohio, on Tuesday.",
        },
    ],
}


def row(name, *texts, killed=1, injured=0, date="May 3, 2016"):
    docs = [{"title": "", "dct": "2016-05-04", "uri": f"http://a.example/{name}", "content": text} for text in texts]
    registry = {"date": date, "state": "Ohio", "num_killed": killed, "num_injured": injured}
    return gva.case({"incident_uri": name, "registry": registry, "docs": docs})


def read(*cases):
    reports = [report for case in cases for report in case.articles]
    claims = [claim for report in reports for claim in pipeline.claims_of(report)]
    return gva.Reading.of_view(pipeline.build(claims, reports, causes=gva.CAUSES))


def test_a_row_gives_dated_articles_with_their_outlets_and_the_figures_of_the_registry():
    case = gva.case(ROW)
    assert [report.outlet for report in case.articles] == ["paper.example", "other.example"]
    assert [str(report.published) for report in case.articles] == ["2016-05-04", "2016-05-05"]
    assert (case.scene, case.toll) == (("May 3, 2016", "Ohio"), {"killed": 1, "wounded": 4})


def test_a_row_without_an_entry_of_the_registry_counts_for_grouping_only():
    case = gva.case({**ROW, "registry": None})
    assert (case.scene, case.toll) == (None, None)
    assert gva.tolls([case], read(case)) == {}
    assert gva.grouped([case], read(case))["all"].wanted == 2


def test_halves_are_by_name_and_both_are_there():
    halves = {row(str(number), "Nothing.").half for number in range(20)}
    assert halves == set(gva.HALVES)
    assert row("7", "Nothing.").half == row("7", "Something.").half


def test_b_cubed_is_of_shares():
    wanted = {"a": "1", "b": "1", "c": "2"}
    alone = gva.b_cubed(wanted, {name: name for name in wanted}, ["a", "b", "c"])
    assert (alone.precision, alone.recall) == (1.0, pytest.approx(2 / 3))
    joined = gva.b_cubed(wanted, dict.fromkeys(wanted, "x"), ["a", "b", "c"])
    assert (joined.precision, joined.recall) == (pytest.approx(5 / 9), 1.0)


def test_articles_of_one_shooting_are_one_group_and_a_silent_one_stands_alone():
    case = gva.case(ROW)
    silent = row("2", "The market opened.")
    reading = read(case, silent)
    one, other = case.articles
    assert reading.group(one) == reading.group(other)
    assert reading.group(silent.articles[0]) == silent.articles[0].id
    kinds = gva.errors([case, silent], reading)
    assert kinds["article without a claim of killed or wounded"] == 1


def test_incidents_of_one_day_and_state_are_the_hard_negatives():
    near, far = row("1", "One."), row("2", "Two.")
    other = row("3", "Three.", date="May 4, 2016")
    assert gva.hard_negatives([near, far, other]) == {"1", "2"}
    assert {case.name for case in gva.drawn([near, far, other], 2)} == {"1", "2"}


def test_who_was_hit_less_the_dead_are_wounded_where_nobody_tells_them():
    case = row("1", "Five people were shot in Dayton, Ohio, on Tuesday. One of them died.", killed=1, injured=4)
    found = gva.figures(read(case).holder(case))
    assert found is not None
    assert found["wounded"] == 5 - (found.get("killed") or 0)
    assert gva.figures(None) is None
