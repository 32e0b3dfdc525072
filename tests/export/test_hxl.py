"""The HXL table is held to the standard by libhxl, and never tells a number that no figure tells."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import hxl as libhxl
import pytest
from hxl.model import Column
from ledger_by_hand import GAO, REPORT, claim, figure, incident, total, view

from tollbook.export import FORMATS, hxl
from tollbook.records import Corroboration, Disagreement, Effect, Incident, Period, Place, Reading, SideDeaths, View

KILLED = ("killed", "killed_low", "killed_high")
CIVILIANS = ("civilians_killed", "civilians_killed_low", "civilians_killed_high")


def written(whole: View) -> str:
    out = io.StringIO()
    FORMATS["hxl"](whole, out)
    return out.getvalue()


def told(one: Incident) -> dict[str, str]:
    """The filled cells of an incident's row."""
    header, _, row = csv.reader(io.StringIO(written(view([one]))))
    return {key: value for key, value in zip(header, row, strict=True) if value}


def dead(side: str, best: int, low: int | None = None, high: int | None = None) -> SideDeaths:
    return SideDeaths(side=side, actors=(), low=low, best=best, high=high, rule="")  # type: ignore[arg-type]


def read(whole: View) -> libhxl.model.Dataset:
    """The table as libhxl reads it."""
    return libhxl.data(list(csv.reader(io.StringIO(written(whole))))).cache()


def test_a_row_holds_what_the_ledger_knows_and_nothing_more() -> None:
    attested = Corroboration(level="contested", independent=1, texts=2, coherent=False, direct=False)
    about = Disagreement(about="count", values=(Reading(value="3", claims=("c1",)),))
    one = incident(
        part_of="t1",
        figures=(figure(), replace(figure(None, low=24), effect="wounded")),
        deaths=(dead("a", 10), dead("civilians", 2, 2, 4), dead("unknown", 0)),
        responsibility_claimed_by=("jnim",),
        corroboration=attested,
        disagreements=(about,),
    )
    assert told(one) == {
        "incident_id": "i1",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "cause": "conflict",
        "part_of": "t1",
        "date_start": "2024-05-02",
        "date_end": "2024-05-02",
        "date_precision": "1",
        "country_iso3": "MLI",
        "country_iso2": "ML",
        "country": "Mali",
        "admin1": "Gao",
        "place": "Gao",
        "place_relation": "near",
        "latitude": "16.27",
        "longitude": "-0.04",
        "place_precision": "2",
        "perpetrators": "JNIM",
        "victims": "Malian army",
        "claimed_by": "JNIM",
        **dict.fromkeys(KILLED, "12"),
        "wounded_low": "24",
        **dict(zip(CIVILIANS, ("2", "2", "4"), strict=True)),
        "reports": "2",
        "outlets": "'+Wire|Avisa",
        "origins": "United Nations",
        "urls": "https://wire.example/1",
        "corroboration": "contested",
        "disagreements": "count",
        "description": '12 killed (United Nations); 24-? wounded (United Nations). Words: "Twelve"',
    }


def test_nothing_known_is_empty_and_no_zero() -> None:
    bare = Incident(id="i1", kind="incident", claims=())
    assert told(bare) == {"incident_id": "i1", "cause": "conflict", "reports": "0"}


def test_a_zero_is_written_where_a_figure_says_it() -> None:
    row = told(incident(figures=(replace(figure(0), high=None),)))
    assert [row.get(key) for key in KILLED] == ["0", "0", None]


@pytest.mark.parametrize(
    ("deaths", "expected"),
    [
        ((), [None] * 3),
        ((dead("a", 0), dead("civilians", 0, 0, 0), dead("unknown", 12, 12, 12)), [None] * 3),
        ((dead("a", 12), dead("civilians", 0, 0, 0), dead("unknown", 0, 0, 0)), ["0", "0", "0"]),
        ((dead("a", 5), dead("civilians", 4, None, None), dead("unknown", 3)), ["4", None, None]),
        ((dead("a", 5), dead("civilians", 0, 0, 0), dead("unknown", 3)), [None] * 3),
    ],
)
def test_no_dead_civilians_are_told_only_where_it_is_known_whose_all_dead_are(
    deaths: tuple[SideDeaths, ...], expected: list[str | None]
) -> None:
    row = told(incident(deaths=deaths))
    assert [row.get(key) for key in CIVILIANS] == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"name": "Gao", "admin1": "Gao", "precision": 4, "relation": None}, None),
        ({"name": "Gao", "admin1": "Gao", "precision": 4, "relation": "south of"}, "Gao"),
        ({"name": "Gao", "admin1": "Gao", "precision": 1, "relation": None}, "Gao"),
        ({"name": "Ménaka", "admin1": "Gao", "precision": 3, "relation": None}, "Ménaka"),
        ({"name": "Mali", "admin1": None, "precision": 6, "relation": None}, None),
        ({"name": None, "country": None, "admin1": None, "precision": 6, "relation": None}, "near Gao"),
        ({"name": None, "admin1": None, "precision": None, "relation": None}, "near Gao"),
    ],
)
def test_a_place_is_named_once(more: dict[str, object], expected: str | None) -> None:
    assert told(incident(place=replace(GAO, **more))).get("place") == expected


def test_totals_are_no_rows_and_crime_is_told_apart() -> None:
    rows = list(hxl.rows(view([incident(part_of="t1"), total(), incident("i2", cause="crime")])))
    assert [(row["incident_id"], row["cause"]) for row in rows] == [("i1", "conflict"), ("i2", "crime")]


def test_lists_come_apart_again_whatever_names_hold() -> None:
    one = incident(perpetrators=("Front|A", "jnim", "Front|A"))
    split = read(view([one])).expand_lists("#group+perpetrator")
    assert [row.get("#group+name+perpetrator") for row in split] == ["Front/A", "JNIM"]


def test_libhxl_finds_no_fault_whatever_the_texts_hold() -> None:
    odd = ' \t=cmd()\n\u2028"x", #affected\r\n  drept '
    hostile = incident(
        "i2",
        place=Place(text=odd, precision=5),
        period=Period(start=None, end=None, precision=5),
        perpetrators=(odd,),
        victims=("#event+id",),
        figures=(figure(None, low=12), replace(figure(3), effect="besieged")),
    )
    shared = replace(view([incident(), hostile]), reports=[replace(REPORT, outlet=odd, url="https://a.example/x|y z")])
    faults: list[str] = []
    schema = libhxl.schema(None, callback=lambda fault: faults.append(f"{fault.rule.severity} {fault.message}"))
    table = read(shared)
    assert schema.validate(table)
    assert [fault for fault in faults if not fault.startswith("info")] == []
    assert [row.get("#event+id") for row in table] == ["i1", "i2"]
    row = told(hostile)
    assert row["perpetrators"].startswith("'=cmd()")
    assert "\n" not in "".join(row.values())


def test_tools_that_take_the_first_column_of_a_tag_take_the_best_number_or_the_lowest() -> None:
    vague = incident("i2", figures=(replace(figure(None, low=12), high=40),))
    summed = read(view([incident(), vague])).count("#event+id", aggregators="sum(#affected+killed)")
    assert sorted(row.values[-1] for row in summed) == [12, 12]


def test_a_ledger_without_incidents_is_a_table_without_rows() -> None:
    table = read(view([]))
    assert [column.display_tag for column in table.columns] == list(hxl.HASHTAGS.values())
    assert list(table) == []


def test_hashtags_are_hashtags_and_each_effect_has_its_three() -> None:
    tags = list(hxl.HASHTAGS.values())
    assert len(set(tags)) == len(tags)
    assert [Column.parse(tag).display_tag for tag in tags] == tags
    columns = list(hxl.HASHTAGS)
    for effect in get_args(Effect):
        at = columns.index(effect)
        assert columns[at : at + 3] == [effect, f"{effect}_low", f"{effect}_high"]


def test_the_rule_of_every_column_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "CODEBOOKS.md").read_text("utf-8")
    section = text[text.index("## HXL") :]
    found = {}
    for columns, tags, rule in re.findall(r"^\| (`.+?`) \| (`.+?`) \| (.+) \|$", section, re.M):
        assert rule
        found |= dict(zip(re.findall(r"`(.+?)`", columns), re.findall(r"`(.+?)`", tags), strict=True))
    assert found == hxl.HASHTAGS


def test_claims_are_quoted_to_the_letter() -> None:
    assert 'Words: "Twelve"' in told(incident())["description"]
    assert "Words" not in next(iter(hxl.rows(view([incident()], [claim("c1", evidence=())]))))["description"]  # type: ignore[operator]
