import io
import json
from dataclasses import replace

import msgspec
import pytest
from ledger_by_hand import claim, figure, incident, total, view

from tollbook.export import FORMATS, claim_json
from tollbook.export.indented import write_object
from tollbook.export.json import ledger
from tollbook.records import View


class Count(msgspec.Struct):
    low: int | None
    best: int | None
    high: int | None


class Quoted(msgspec.Struct):
    role: str
    start: int
    end: int
    quote: str


class Victims(msgspec.Struct):
    text: str
    actor: str | None
    victim_class: str | None = msgspec.field(name="class")


class Perpetrator(msgspec.Struct):
    text: str
    actor: str | None


class Place(msgspec.Struct):
    text: str
    name: str | None
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    precision: int | None


class Period(msgspec.Struct):
    start: str | None
    end: str | None
    precision: int


class Origin(msgspec.Struct):
    text: str
    origin: str | None


class Claim(msgspec.Struct):
    """The contract's claim: every key must be there (no defaults)."""

    id: str
    report_id: str
    language: str
    effect: str | None
    count: Count | None
    victims: Victims | None
    perpetrator: Perpetrator | None
    weapon: str | None
    place: Place | None
    period: Period | None
    attribution: list[Origin]
    scope: str
    scope_read: str
    modality: str
    cause: str
    event_type: str | None
    sub_event_type: str | None
    evidence: list[Quoted]


class Revision(Count):
    as_of: str | None


class Figure(Count):
    effect: str
    claims: list[str]
    origins: list[str]
    history: list[Revision]


class Sum(msgspec.Struct):
    stated: Count
    parts: Count
    verdict: str


class Subset(msgspec.Struct):
    effect: str
    best: int | None
    who: str | None
    claims: list[str]


class Reading(msgspec.Struct):
    value: str
    claims: list[str]


class Disagreement(msgspec.Struct):
    about: str
    values: list[Reading]


class Incident(msgspec.Struct):
    id: str
    event_type: str | None
    kind: str
    part_of: str | None
    parts: list[str]
    period: Period | None
    place: Place | None
    perpetrators: list[str]
    victims: list[str]
    figures: list[Figure]
    sum: Sum | None
    subsets: list[Subset]
    reports: list[str]
    origins: list[str]
    responsibility_claimed_by: list[str]
    disagreements: list[Disagreement]


class Report(msgspec.Struct):
    id: str
    text: str
    url: str | None
    published: str | None


class Ledger(msgspec.Struct):
    reports: list[Report]
    claims: list[Claim]
    links: list[dict[str, object]]
    incidents: list[Incident]
    background: list[Claim]
    statements: list[Claim]


def written(name: str, *args) -> str:
    out = io.StringIO()
    FORMATS[name](view(*args), out)
    return out.getvalue()


def test_the_ledger_has_the_shape_of_the_contract() -> None:
    got = msgspec.json.decode(written("json"), type=Ledger)
    assert [each.id for each in got.background] == ["c3"]
    assert got.statements[0].count is None
    assert got.reports[1].published == "2024-05-03"
    text = {each.id: each.text for each in got.reports}
    for told in got.claims:
        for each in told.evidence:
            assert text[told.report_id][each.start : each.end] == each.quote


def test_a_total_shows_its_first_sum_and_all_of_them() -> None:
    leaf, total = ledger(view())["incidents"]
    assert (leaf["sum"], leaf["sums"]) == (None, [])
    assert total["sum"] == total["sums"][0]
    assert total["sum"]["verdict"] == "disagrees"
    assert total["sum"]["stated"]["qualifier"] == "more_than"


def test_a_claim_keeps_victims_and_perpetrator_apart() -> None:
    shape = claim_json(view().claims[0])
    assert shape["victims"] == {"text": "soldiers", "actor": "mali-army", "class": "combatant"}
    assert shape["perpetrator"] == {"text": "gunmen", "actor": "jnim"}
    assert shape["period"]["start"] == "2024-05-02"
    json.dumps(shape)  # plain values only


def test_lines_hold_every_record_once() -> None:
    records = [json.loads(line) for line in written("jsonl").splitlines()]
    kinds = [record["record"] for record in records]
    assert kinds == [
        *("report", "report", "claim", "claim", "background", "statement", "set_aside"),
        *("link", "incident", "incident", "redirect"),
    ]


def test_a_claim_that_is_filed_elsewhere_too_has_one_line() -> None:
    whole = view()
    both = replace(whole, claims=[*whole.claims, *whole.background])
    out = io.StringIO()
    FORMATS["jsonl"](both, out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["filed"] for line in lines if line.get("id") == "c3"] == ["background"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_an_empty_ledger_and_is_the_same_twice(name: str) -> None:
    assert written(name) == written(name)
    empty = type(view())(reports=[], claims=[], links=[], incidents=[], background=[], statements=[], set_aside=[])
    out = io.StringIO()
    FORMATS[name](empty, out)
    assert "i1" not in out.getvalue()


def test_geojson_points_say_how_coarse_they_are() -> None:
    nowhere = incident("i2", place=None)
    got = json.loads(written("geojson", [incident(), nowhere, incident("t9", kind="total")]))
    assert got["type"] == "FeatureCollection"
    first, second = got["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [-0.04, 16.27]}
    assert (first["id"], first["properties"]["coarse"], first["properties"]["precision"]) == ("i1", False, 2)
    assert (second["geometry"], second["properties"]["coarse"]) == (None, True)


def test_a_claim_that_states_a_total_has_that_scope_and_keeps_what_was_read() -> None:
    told = total()
    stating = replace(told, claims=("c9",), figures=(figure(12, ("c9",)),))
    lone = incident(part_of="t1")
    found = ledger(view([lone, stating], [claim("c1"), claim("c9", 12, scope="incident")]))["claims"]
    assert {each["id"]: (each["scope"], each["scope_read"]) for each in found} == {
        "c1": ("incident", "incident"),
        "c9": ("total", "incident"),
    }


def test_a_claim_of_an_incident_is_no_total_though_a_total_holds_it_too() -> None:
    found = ledger(view())["claims"]
    assert {each["id"]: each["scope"] for each in found} == {"c1": "incident", "c2": "subset"}


@pytest.mark.parametrize("whole", [view(), view([], [])], ids=["full", "empty"])
def test_a_ledger_written_by_the_record_is_that_written_at_once(whole: View) -> None:
    out = io.StringIO()
    FORMATS["json"](whole, out)
    assert out.getvalue().encode() == msgspec.json.format(msgspec.json.encode(ledger(whole)), indent=2) + b"\n"


def test_an_object_keeps_its_empty_parts_and_what_looks_like_its_layout() -> None:
    parts = {"none": [], "nested": [{"a": []}, {"b": {"c": [1, "\n  ]\u2028"]}}, []], "plain": {"d": [None]}, "": "x"}
    out = io.StringIO()
    write_object(((key, iter(value) if isinstance(value, list) else value) for key, value in parts.items()), out)
    assert out.getvalue().encode() == msgspec.json.format(msgspec.json.encode(parts), indent=2) + b"\n"
