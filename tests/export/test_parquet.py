"""The Parquet table comes back typed, unknown stays null, and the file says what its columns hold."""

import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import duckdb
import pandas
import pyarrow
import pyarrow.parquet
import pytest
from ledger_by_hand import REPORT, SECOND, claim, figure, incident, total, view

from tollbook import export
from tollbook.export import parquet
from tollbook.records import Corroboration, Effect, Incident, Period, SideDeaths, View

BARE = Incident(id="i9", kind="incident", claims=())
TYPES = {
    "text": pyarrow.string(),
    "texts": pyarrow.list_(pyarrow.string()),
    "number": pyarrow.int64(),
    "code": pyarrow.int8(),
    "degrees": pyarrow.float64(),
    "day": pyarrow.date32(),
}


def written(whole: View) -> bytes:
    out = io.BytesIO()
    export.write("parquet", whole, out)
    return out.getvalue()


def read(whole: View) -> pyarrow.Table:
    return pyarrow.parquet.read_table(io.BytesIO(written(whole)))


def filled(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if value not in (None, [])}


def test_a_row_is_typed_and_holds_what_the_ledger_knows() -> None:
    one = incident(
        part_of="t1",
        figures=(figure(), replace(figure(None, low=24), effect="wounded")),
        deaths=(
            SideDeaths(side="a", actors=("mali-army",), low=10, best=10, high=None, rule=""),
            SideDeaths(side="b", actors=("jnim",), low=0, best=0, high=0, rule=""),
            SideDeaths(side="civilians", actors=(), low=None, best=2, high=3, rule=""),
            SideDeaths(side="unknown", actors=(), low=0, best=0, high=0, rule=""),
        ),
        denied_by=("jnim",),
        corroboration=Corroboration(level="corroborated", independent=2, texts=2, coherent=True, direct=True),
    )
    (row,) = read(view([one, total()])).to_pylist()
    assert filled(row) == {
        "id": "i1",
        "part_of": "t1",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "cause": "conflict",
        "date_start": date(2024, 5, 2),
        "date_end": date(2024, 5, 2),
        "date_precision": 1,
        "country": "ML",
        "country_iso3": "MLI",
        "country_name": "Mali",
        "admin1": "Gao",
        "place": "Gao",
        "place_words": "near Gao",
        "place_relation": "near",
        "place_precision": 2,
        "latitude": 16.27,
        "longitude": -0.04,
        "type_of_violence": 1,
        "perpetrators": ["jnim"],
        "perpetrator_names": ["JNIM"],
        "victims": ["mali-army"],
        "victim_names": ["Malian army"],
        "denied_by": ["JNIM"],
        "killed_low": 12,
        "killed_best": 12,
        "killed_high": 12,
        "wounded_low": 24,
        "side_a": ["Malian army"],
        "side_b": ["JNIM"],
        "deaths_a_low": 10,
        "deaths_a_best": 10,
        "deaths_b_low": 0,
        "deaths_b_best": 0,
        "deaths_b_high": 0,
        "deaths_civilians_best": 2,
        "deaths_civilians_high": 3,
        "deaths_unknown_low": 0,
        "deaths_unknown_best": 0,
        "deaths_unknown_high": 0,
        "reports": ["r1", "r2"],
        "outlets": ["+Wire", "Avisa"],
        "urls": ["https://wire.example/1"],
        "languages": ["en", "nb"],
        "origins": ["un"],
        "origin_names": ["United Nations"],
        "claims": ["c1"],
        "corroboration": "corroborated",
        "independent_origins": 2,
        "notes": '12 killed (United Nations); 24-? wounded (United Nations). Words: "Twelve"',
    }


def test_nothing_known_is_null_and_no_zero_and_a_zero_is_no_null() -> None:
    nobody = incident("i2", figures=(replace(figure(0), high=None),), cause="crime")
    bare, told = read(view([BARE, nobody], [])).to_pylist()
    assert filled(bare) == {"id": "i9", "cause": "conflict", "notes": ""}
    assert (told["killed_low"], told["killed_best"], told["killed_high"]) == (0, 0, None)
    assert (told["type_of_violence"], told["wounded_best"]) == (None, None)
    assert bare["perpetrators"] == []


def test_types_are_the_same_whatever_the_rows_and_columns_say_what_they_hold() -> None:
    for whole in (view([]), view([BARE]), view()):
        table = read(whole)
        assert {field.name: field.type for field in table.schema} == {
            name: TYPES[column["type"]] for name, column in parquet.COLUMNS.items()
        }
        for field in table.schema:
            assert field.metadata[b"description"].decode() == parquet.COLUMNS[field.name]["description"]
            assert field.nullable == (field.name != "id")
    asked = json.loads(read(replace(view(), as_of=date(2024, 5, 3))).schema.metadata[b"tollbook"])
    assert asked == {"as_of": "2024-05-03", "causes": ["conflict"]}


def test_pandas_and_duckdb_read_it(tmp_path: Path) -> None:
    later = Period(start=date(2024, 6, 1), end=None, precision=4)
    vague = incident("i2", figures=(figure(None, low=12, claims=("c2",)),), period=later, perpetrators=())
    place = tmp_path / "toll.parquet"
    place.write_bytes(written(view([incident(), vague, BARE])))
    frame = pandas.read_parquet(place, dtype_backend="pyarrow")
    assert frame["killed_best"].sum() == 12
    assert frame["killed_best"].isna().tolist() == [False, True, True]
    assert frame["date_start"].tolist()[:2] == [date(2024, 5, 2), date(2024, 6, 1)]
    with duckdb.connect() as database:
        asked = "SELECT sum(killed_low), count(killed_best), count(*) FROM read_parquet(?)"
        assert database.execute(asked, [str(place)]).fetchone() == (24, 1, 3)
        asked = (
            "SELECT id FROM read_parquet(?) WHERE list_contains(perpetrators, 'jnim') AND date_end = DATE '2024-05-02'"
        )
        assert database.execute(asked, [str(place)]).fetchall() == [("i1",)]


def test_many_rows_are_written_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 3)
    names = [f"i{number}" for number in range(8)]
    file = pyarrow.parquet.ParquetFile(io.BytesIO(written(view([incident(name) for name in names]))))
    assert [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)] == [3, 3, 2]
    assert file.read()["id"].to_pylist() == names


def test_each_effect_and_side_has_its_three_columns_and_no_row_has_another() -> None:
    columns = list(parquet.COLUMNS)
    for stem in (*get_args(Effect), *(f"deaths_{side}" for side in ("a", "b", "civilians", "unknown"))):
        assert [name for name in columns if re.fullmatch(rf"{stem}_(low|best|high)", name)] == [
            f"{stem}_{bound}" for bound in ("low", "best", "high")
        ]
    for row in parquet.rows(
        view([incident(deaths=(SideDeaths(side="a", actors=(), low=1, best=1, high=1, rule=""),))])
    ):
        assert row.keys() <= set(columns)


def test_the_documentation_repeats_the_descriptions() -> None:
    text = (Path(__file__).parents[2] / "docs" / "CODEBOOKS.md").read_text("utf-8")
    found = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", text[text.index("## Parquet") :], re.M)
    assert [{"type": kind, "description": said} for _, kind, said in found] == list(parquet.COLUMNS.values())
    assert [name for name, _, _ in found] == list(parquet.COLUMNS)


def test_the_same_view_gives_the_same_bytes() -> None:
    whole = replace(view([incident(), BARE], [claim("c1")]), reports=[REPORT, SECOND])
    assert written(whole) == written(whole)


def test_formats_whose_library_is_missing_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "parquet" in export.names(installed=True)
    monkeypatch.setattr(export, "find_spec", lambda name: None)
    assert export.names(installed=True) == tuple(export.FORMATS)
    assert export.names() == (*export.FORMATS, "parquet")
