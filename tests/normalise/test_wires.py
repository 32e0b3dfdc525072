"""Wire credits: whose copy a report is, and that two outlets with one wire are one origin."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.data import kinship, table
from tollbook.normalise.wires import wire_credits
from tollbook.pipeline import build, claims_of
from tollbook.records import Report


def _origins(text: str) -> list[str]:
    return sorted(credit.origin for credit in wire_credits(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("KABUL, May 3 (Reuters) - A bomb killed six.", ["reuters"]),
        ("KABUL (AFP) — A bomb killed six.", ["afp"]),
        ("A bomb killed six in Kabul. (AFP)", ["afp"]),
        ("Reuters - A bomb killed six.", ["reuters"]),
        ("A bomb killed six.\n\nAFP", ["afp"]),
        ("A bomb killed six.\nSource: AFP", ["afp"]),
        ("By Ann Lee, Associated Press\n\nA bomb killed six.", ["ap"]),
        ("Seks drept i Kabul. (NTB-AFP)", ["afp", "ntb"]),
        ("Seks drept i Kabul. /NTB/", ["ntb"]),
        ("(©NTB)\nSeks drept i Kabul.", ["ntb"]),
        ("Sex döda i Kabul. (TT)", ["tt"]),
        ("Seks dræbt i Kabul.\n/ritzau/", ["ritzau"]),
        ("Kabul (dpa) - Sechs Menschen starben.", ["dpa"]),
        ("Sechs Menschen starben. Quelle: dpa/AFP", ["afp", "dpa"]),
        ("Kaboul, 3 mai (AFP) - Six personnes tuées.", ["afp"]),
        ("Kabul, 3 may (EFE).- Seis muertos.", ["efe"]),
        ("كابول (رويترز) - قتل ستة.", ["reuters"]),
        ("قتل ستة في كابول. (أ ف ب)", ["afp"]),
        ("МОСКВА, 3 мая. /ТАСС/. Погибли шестеро.", ["tass"]),
        ("МОСКВА, 3 мая - РИА Новости. Погибли шестеро.", ["ria-novosti"]),
        ("Загинули шестеро. Джерело: Укрінформ", ["ukrinform"]),
        ("Kabil (AA) - Altı kişi öldü.", ["anadolu"]),
        ("شش نفر کشته شدند. منبع: ایسنا", ["isna"]),
        ("新华社喀布尔5月3日电 六人死亡。", ["xinhua"]),
    ],
)
def test_a_credit_is_found(text: str, wanted: list[str]) -> None:
    assert _origins(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The Armed Forces of the Philippines (AFP) said six rebels died.",
        "A doctor told AFP that six had died.",
        "Six people died, Reuters reported.",
        "Six people died, according to AP and AFP. The police did not comment.",
        "Seks ble drept, melder NTB.",
        "The group sent a statement to Reuters",
        "Journalists of Reuters and AFP were among the wounded.",
        "",
        "\n\n",
    ],
)
def test_a_source_is_no_credit(text: str) -> None:
    assert _origins(text) == []


@given(st.text(max_size=300))
def test_any_text_is_read_and_spans_lie_in_it(text: str) -> None:
    for credit in wire_credits(text):
        assert 0 <= credit.start < credit.end <= len(text)


def test_a_long_line_is_read_in_no_time() -> None:
    assert wire_credits("A" * 200_000 + "(" * 50_000 + " AFP") == ()


def test_agencies_are_outlets_of_the_registry() -> None:
    assert [id for id in table("wires")["agencies"] if kinship.kind(id) != "outlet"] == []


def _report(outlet: str, text: str) -> Report:
    return Report(id=outlet, text=text, outlet=outlet, language="en", published=date(2024, 5, 4))


BODY = "Gunmen killed six farmers near Maiduguri in Nigeria's Borno state on Friday."


def test_two_outlets_with_one_wire_are_one_origin() -> None:
    reports = [_report("One", f"MAIDUGURI (AFP) - {BODY}"), _report("Two", f"{BODY} (AFP)")]
    claims = [claim for report in reports for claim in claims_of(report)]
    assert {item.origin for claim in claims for item in claim.attribution} == {"afp"}
    (incident,) = build(claims, reports).incidents
    assert len(incident.reports) == 2
    assert len(incident.origins) < 2  # an agency is not counted as an origin of its own (relations.origins)


def test_who_is_cited_comes_before_the_wire() -> None:
    (claim,) = claims_of(_report("One", f"MAIDUGURI (AFP) - {BODY[:-1]}, police said."))
    assert [item.origin for item in claim.attribution] == ["ng-police"]


def test_a_credit_is_quoted_from_the_report() -> None:
    report = _report("One", f"{BODY} (AFP)")
    (claim,) = claims_of(report)
    (quoted,) = [item.span for item in claim.evidence if item.role == "attribution"]
    assert report.text[quoted.start : quoted.end] == quoted.quote == "AFP"
