import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ledger_by_hand import GAO, REPORT, SECOND, claim, figure, incident, view

from tollbook.data import table
from tollbook.export import FORMATS, acled, ged
from tollbook.export.ged import grid_cell
from tollbook.export.tables import safe
from tollbook.records import Incident, Party, Period, Place, Report, Subset


def rows(name: str, *args) -> list[dict[str, str]]:
    out = io.StringIO()
    FORMATS[name](view(*args), out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def only(name: str, one: Incident, claims=None) -> dict[str, str]:
    (row,) = rows(name, [one], claims)
    return row


def filled(row: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in row.items() if value}


def test_ged_row() -> None:
    assert filled(rows("csv-ged")[0]) == {
        "id": "i1",
        "year": "2024",
        "type_of_violence": "1",
        "dyad_name": "Government of Mali - JNIM",
        "side_a": "Government of Mali",
        "side_b": "JNIM",
        "number_of_sources": "2",
        "source_article": '"+Wire,,Ambush near Gao";"Avisa,2024-05-03,"',
        "source_office": "'+Wire;Avisa",
        "source_date": ";2024-05-03",
        "source_headline": "Ambush near Gao;",
        "source_original": "United Nations",
        "where_prec": "2",
        "where_coordinates": "Gao",
        "where_description": "near Gao",
        "adm_1": "Gao",
        "latitude": "16.27",
        "longitude": "-0.04",
        "geom_wkt": "POINT (-0.04 16.27)",
        "priogrid_gid": "153000",
        "country_id": "432",
        "country": "Mali",
        "region": "Africa",
        "event_clarity": "1",
        "date_prec": "1",
        "date_start": "2024-05-02",
        "date_end": "2024-05-02",
        "deaths_a": "12",
        "deaths_b": "0",
        "deaths_civilians": "0",
        "deaths_unknown": "0",
        "best": "12",
        "high": "12",
        "low": "12",
        "gwnoa": "432",
    }


def test_acled_row() -> None:
    assert filled(rows("csv-acled")[0]) == {
        "event_id_cnty": "MLIi1",
        "event_date": "2024-05-02",
        "year": "2024",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "JNIM",
        "inter1": "Rebel group",
        "actor2": "Malian army",
        "inter2": "State forces",
        "interaction": "State forces-Rebel group",
        "iso": "466",
        "region": "Western Africa",
        "country": "Mali",
        "admin1": "Gao",
        "location": "Gao",
        "latitude": "16.27",
        "longitude": "-0.04",
        "geo_precision": "2",
        "source": "'+Wire; Avisa",
        "notes": '12 killed (United Nations). Words: "Twelve"',
        "fatalities": "12",
    }


@pytest.mark.parametrize("name", ["csv-ged", "csv-acled"])
def test_totals_are_no_rows(name: str) -> None:
    assert len(rows(name)) == 1
    assert rows(name, [incident(kind="total")]) == []


@pytest.mark.parametrize(
    ("perpetrators", "victims", "kind", "expected"),
    [
        (("jnim",), ("mali-army",), "combatant", ("1", "Government of Mali", "JNIM")),
        (("mali-army",), ("jnim",), "combatant", ("1", "Government of Mali", "JNIM")),
        (("mali-army",), ("france-government",), "combatant", ("1", "Government of France", "Government of Mali")),
        (("jnim",), ("islamic-state-sahel",), "combatant", ("2", "IS Sahel", "JNIM")),
        (("jnim",), ("civilians",), "civilian", ("3", "JNIM", "Civilians")),
        (("mali-army",), (), "civilian", ("3", "Government of Mali", "Civilians")),
        ((), ("civilians",), "civilian", ("", "Unknown", "Civilians")),
        ((), ("mali-army",), "combatant", ("", "Government of Mali", "Unknown")),
        ((), ("jnim",), "combatant", ("", "Unknown", "JNIM")),
        (("jnim",), (), "unknown", ("", "JNIM", "Unknown")),
        ((), (), "unknown", ("", "Unknown", "Unknown")),
        (("allied-states",), ("jnim",), "combatant", ("1", "Allied states", "JNIM")),
        (("jnim",), ("kidal-council",), "combatant", ("1", "Kidal council", "JNIM")),
        (("jnim",), ("herders",), "civilian", ("3", "JNIM", "Civilians")),
        (("gunmen",), ("herders",), "civilian", ("", "Unknown", "Civilians")),
        (("Gunmen",), ("mali-army",), "combatant", ("", "Government of Mali", "Unknown")),
        (("mali-army",), ("militants",), "combatant", ("", "Government of Mali", "Unknown")),
        (("jnim",), ("un",), "unknown", ("3", "JNIM", "Civilians")),
        (("jnim",), ("un",), "combatant", ("2", "JNIM", "United Nations")),
        (("Sons of the River",), ("jnim",), "combatant", ("2", "JNIM", "Sons of the River")),
    ],
)
def test_type_of_violence_follows_from_the_sides(perpetrators, victims, kind: str, expected) -> None:
    words = victims[0] if victims else "people"
    party = Party(
        text=words, actor=words if "-" in words or words in {"jnim", "un", "civilians"} else None, victim_class=kind
    )
    row = only("csv-ged", incident(perpetrators=perpetrators, victims=victims), [claim("c1", 12, victims=party)])
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == expected


def split(one: Incident, claims) -> tuple[str, ...]:
    row = only("csv-ged", one, claims)
    return tuple(row[key] for key in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best"))


def test_deaths_go_to_the_side_that_the_claims_name() -> None:
    both = incident(
        claims=("c1", "c2", "c3"), figures=(figure(20, ("c1", "c2", "c3")),), victims=("mali-army", "civilians")
    )
    soldiers, group = claim("c1", 8), claim("c2", 5, "jnim")
    assert split(both, [soldiers, group, claim("c3", 4, None, "civilian")]) == ("8", "5", "4", "3", "20")
    assert split(both, [soldiers, group, claim("c3", 9, None, "civilian")]) == ("0", "0", "0", "20", "20")
    assert split(both, [soldiers, claim("c2", 20, None, "unknown"), claim("c3", 20, None, "mixed")])[0] == "8"


def test_fighters_nobody_names_die_on_the_other_side() -> None:
    one = incident(perpetrators=("mali-army",), victims=("militants",))
    claims = [claim("c1", 12, victims=Party(text="militants", victim_class="combatant"))]
    assert split(one, claims) == ("0", "12", "0", "0", "12")
    assert only("csv-acled", one, claims)["actor2"] == "Unidentified Armed Group (Mali)"
    both = incident(perpetrators=("gunmen",), victims=("militants",))
    assert split(both, claims) == ("0", "0", "0", "12", "12")


def test_a_militia_dies_on_the_side_of_its_government() -> None:
    one = incident(victims=("mali-government",))
    assert split(one, [claim("c1", 12, "village-guard")]) == ("12", "0", "0", "0", "12")


def test_a_rising_toll_of_one_side_is_all_that_sides() -> None:
    one = incident(claims=("c1", "c2"), figures=(figure(15, ("c1", "c2")),))
    assert split(one, [claim("c1", 12), claim("c2", 15)]) == ("15", "0", "0", "0", "15")


def test_a_subset_tells_where_the_toll_does_not() -> None:
    within = Subset(effect="killed", low=4, best=4, high=4, who="civilians", claims=("c2",))
    one = incident(victims=("mali-army",), subsets=(within,))
    claims = [claim("c1", 12, None, "unknown"), claim("c2", 4, None, "civilian", scope="subset")]
    assert split(one, claims) == ("0", "0", "4", "8", "12")


def test_vague_tolls_have_no_best_and_are_not_split() -> None:
    dozens = incident(figures=(figure(None, low=12),))
    row = only("csv-ged", dozens, [claim("c1", None)])
    assert [row[key] for key in ("low", "best", "high", "deaths_a", "deaths_unknown")] == ["12", "", "", "", ""]
    assert only("csv-acled", dozens)["fatalities"] == "12"


def test_incidents_without_deaths_are_events_for_acled_only() -> None:
    for figures in ((), (figure(0),), (replace(figure(), effect="wounded"),)):
        assert rows("csv-ged", [incident(figures=figures)]) == []
        assert only("csv-acled", incident(figures=figures))["fatalities"] == "0"


def test_unknown_attackers_of_civilians() -> None:
    row = only(
        "csv-acled",
        incident(perpetrators=(), victims=("civilians",), event_type="Violence against civilians"),
        [claim("c1", 12, "civilians", "civilian")],
    )
    assert (row["actor1"], row["inter1"]) == ("Unidentified Armed Group (Mali)", "Political militia")
    assert (row["actor2"], row["inter2"]) == ("Civilians (Mali)", "Civilians")
    assert (row["interaction"], row["civilian_targeting"]) == ("Political militia-Civilians", "Civilian targeting")


@pytest.mark.parametrize(
    ("actor", "country", "day", "wanted"),
    [
        ("hayat-tahrir-al-sham", "SY", "2020-05-02", "Rebel group"),
        ("taliban", "AF", "2020-05-02", "Rebel group"),
        ("taliban", "AF", "2023-05-02", "State forces"),  # it governs since August 2021
        ("taliban", "PK", "2023-05-02", "External/Other forces"),
        ("tiv-militia", "NG", "2024-05-02", "Identity militia"),
        ("sinaloa-cartel", "MX", "2024-05-02", "Political militia"),
        ("syria-government", "SY", "2024-05-02", "State forces"),
        ("israel-government", "SY", "2024-05-02", "External/Other forces"),
    ],
)
def test_an_actor_has_acleds_type_of_that_day_and_country(
    actor: str, country: str, day: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the real registry
    when = Period(start=date.fromisoformat(day), end=date.fromisoformat(day), precision=1)
    where = Place(text="there", name="there", country=country, precision=1)
    row = only("csv-acled", incident(perpetrators=(actor,), period=when, place=where))
    assert row["inter1"] == wanted


def test_foreign_forces_and_groups_outside_the_registry() -> None:
    row = only("csv-acled", incident(perpetrators=("france-government", "mali-army"), victims=("Sons of the River",)))
    assert (row["inter1"], row["assoc_actor_1"]) == ("External/Other forces", "Malian army")
    assert (row["actor2"], row["inter2"]) == ("Sons of the River", "Political militia")
    assert row["interaction"] == "Political militia-External/Other forces"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2024, 5, 2), date(2024, 5, 4), ("2024-05-02", "2024", "2")),
        (date(2024, 5, 1), date(2024, 5, 31), ("2024-05-01", "2024", "3")),
        (date(2024, 5, 2), None, ("2024-05-02", "2024", "3")),
        (None, date(2024, 5, 2), ("", "2024", "")),
        (None, None, ("", "", "")),
    ],
)
def test_days(start, end, expected) -> None:
    row = only("csv-acled", incident(period=Period(start=start, end=end, precision=2)))
    assert (row["event_date"], row["year"], row["time_precision"]) == expected
    assert only("csv-ged", incident(period=Period(start=start, end=end, precision=2)))["date_prec"] == "2"


def test_nothing_known_gives_empty_cells() -> None:
    bare = incident(period=None, place=None, perpetrators=(), victims=(), reports=(), origins=(), event_type=None)
    row = only("csv-ged", bare, [])
    assert (row["date_start"], row["country"], row["latitude"], row["geom_wkt"]) == ("", "", "", "")
    row = only("csv-acled", bare, [])
    assert (row["event_date"], row["country"], row["actor1"], row["disorder_type"]) == ("", "", "", "")


def test_a_country_that_is_filed_under_another() -> None:
    row = only("csv-ged", incident(place=replace(GAO, country="PS")))
    assert (row["country"], row["country_id"], row["region"]) == ("Israel", "666", "Middle East")
    assert only("csv-acled", incident(place=replace(GAO, country="PS")))["country"] == "Palestine"


def test_coarse_places() -> None:
    for precision, expected in ((1, "1"), (3, "2"), (4, "3"), (6, ""), (None, "")):
        assert only("csv-acled", incident(place=replace(GAO, precision=precision)))["geo_precision"] == expected


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", " =x", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert (safe(-0.5), safe("a=b"), safe("")) == (-0.5, "a=b", "")


def test_grid_cells_at_the_corners() -> None:
    assert (grid_cell(-90, -180), grid_cell(90, 180), grid_cell(0, 0), grid_cell(None, 1)) == (1, 259200, 129961, None)


def test_every_column_has_its_rule_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "CODEBOOKS.md").read_text("utf-8")
    for columns in (ged.COLUMNS, acled.COLUMNS):
        assert [name for name in columns if f"`{name}`" not in text] == []


def test_countries_are_unambiguous() -> None:
    countries = table("codebooks/countries")
    for key in ("name", "alpha3", "iso"):
        assert len({row[key] for row in countries.values()}) == len(countries)
    assert (countries["SY"]["gwno"], countries["ML"]["iso"], countries["XK"]["iso"]) == (652, 466, 0)


def test_the_place_is_described_in_the_report_s_own_words() -> None:
    words = "i utkanten av Aleppo i Syria"
    aleppo = Place(text=words, name="Aleppo", country="SY", precision=2, relation="edge of")
    (row,) = ged.rows(view([incident(place=aleppo)]))
    assert row["where_description"] == words


def test_the_reports_of_an_incident_are_looked_up_and_not_searched_for() -> None:
    """A table of many incidents takes as long as it has rows: no row goes through all reports."""

    class Counted(list[Report]):
        passes = 0

        def __iter__(self) -> Iterator[Report]:
            self.passes += 1
            return super().__iter__()

    told = Counted([REPORT, SECOND])
    for codebook in (ged, acled):
        told.passes = 0
        whole = replace(view([incident(f"i{number}") for number in range(50)]), reports=told)
        assert [row for row in codebook.rows(whole) if "Avisa" not in str(row)] == []
        assert told.passes == 1
