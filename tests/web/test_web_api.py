"""The API: the shapes of the export, filters of the overview, whole lists in parts, and what changed since when."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tollbook import pipeline
from tollbook.data import path as data_path
from tollbook.export import FORMATS, names, write
from tollbook.read import Options, read_all
from tollbook.store.selection import SORTS
from tollbook.web.downloads import KINDS

Open = Callable[..., TestClient]
Shape = dict[str, Any]


@pytest.fixture(scope="module")
def exported(demo: Path) -> Shape:
    with pipeline.open_ledger(demo) as ledger:
        out = io.StringIO()
        FORMATS["json"](pipeline.look(ledger), out)
    found: Shape = json.loads(out.getvalue())
    return found


def parts(client: TestClient, address: str, key: str, limit: int) -> list[Shape]:
    """A list read to its end, part by part."""
    found: list[Shape] = []
    cursor = ""
    for _ in range(100):
        part = client.get(f"{address}{'&' if '?' in address else '?'}limit={limit}{cursor}").json()
        assert len(part[key]) <= limit
        found += part[key]
        if part["next"] is None:
            return found
        cursor = f"&cursor={part['next']}"
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("sort", SORTS)
def test_incidents_come_in_parts_in_the_order_of_the_overview(client: TestClient, sort: str) -> None:
    whole = client.get(f"/api/incidents?sort={sort}&limit=500").json()
    assert whole["next"] is None
    assert parts(client, f"/api/incidents?sort={sort}", "incidents", 2) == whole["incidents"]
    assert len(whole["incidents"]) == 9


def test_records_have_the_shapes_of_the_export(client: TestClient, exported: Shape) -> None:
    for each in exported["incidents"]:
        told = client.get(f"/api/incidents/{each['id']}").json()
        assert told.pop("changed")
        assert told == each
    for each in exported["reports"]:
        assert client.get(f"/api/reports/{each['id']}").json() == each
    known = {each["id"]: each for each in exported["claims"]}
    claims = parts(client, "/api/claims", "claims", 7)
    assert sorted(known) == [each["id"] for each in claims]
    for each in claims:
        beside = {key: each.pop(key) for key in ("incidents", "filed")}
        assert each == known[each["id"]]
        assert bool(beside["incidents"]) or beside["filed"]


def test_reports_are_listed_without_their_texts(client: TestClient, exported: Shape) -> None:
    listed = parts(client, "/api/reports", "reports", 2)
    assert sorted(each["id"] for each in listed) == sorted(each["id"] for each in exported["reports"])
    assert all("text" not in each for each in listed)
    days = [each["published"] for each in listed]
    assert days == sorted(days, reverse=True)


def test_claims_of_an_incident_and_of_a_report(client: TestClient, exported: Shape) -> None:
    report = exported["reports"][0]["id"]
    of = parts(client, f"/api/claims?report={report}", "claims", 2)
    assert {each["id"] for each in of} == {each["id"] for each in exported["claims"] if each["report_id"] == report}
    incident = exported["incidents"][0]
    behind = {each["id"] for each in parts(client, f"/api/claims?incident={incident['id']}", "claims", 1)}
    assert set(incident["claims"]) <= behind


def test_totals_are_those_of_the_overview(client: TestClient) -> None:
    told = client.get("/api/totals").json()
    assert next(each for each in told["sums"] if each["effect"] == "killed")["best"] == 90
    syria = client.get("/api/totals?country=SY").json()
    assert syria["size"]["incidents"] == len(client.get("/api/incidents?country=SY").json()["incidents"]) == 6


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/incidents?contry=SY", 422, "contry"),
        ("/api/incidents?effect=slain", 422, "effect"),
        ("/api/incidents?from=2024-02-30", 422, "from"),
        ("/api/incidents?from=0", 422, "from"),
        ("/api/incidents?box=1,50,2,40", 422, "box"),
        ("/api/incidents?limit=0", 422, "limit"),
        ("/api/incidents?place=%00", 422, "place"),
        ("/api/incidents?cursor=eyJ9", 404, "cursor"),
        ("/api/incidents/0123456789abcdef", 404, "no incident"),
        ("/api/incidents/x", 422, "incident"),
        ("/api/reports/0123456789abcdef", 404, "no report"),
        ("/api/claims?report=0123456789abcdef", 404, "no report"),
        ("/api/changes?since=yesterday", 422, "since"),
        ("/api/changes?since=2024-01-01T00:00:00", 422, "time zone"),
        ("/api/nothing", 404, "no such page"),
    ],
)
def test_what_cannot_be_answered_is_one_line_of_json(client: TestClient, address: str, status: int, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert said in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


def test_a_cursor_of_one_list_is_none_of_another(client: TestClient) -> None:
    given = client.get("/api/incidents?sort=toll&limit=1").json()["next"]
    assert client.get(f"/api/incidents?sort=wounded&cursor={given}").status_code == 404
    assert client.get(f"/api/claims?cursor={given}").status_code == 404


def test_changes_follow_what_is_added_decided_and_undone(tmp_path: Path, open_site: Open) -> None:
    reports = read_all([str(data_path("examples"))], Options()).reports
    place = tmp_path / "grows.toll"
    with pipeline.open_ledger(place, create=True) as ledger:
        pipeline.add(ledger, reports[:3])
        first = client_changes(open_site(place), None)
        mirror = {each["id"]: each["incident"] for each in first["changes"]}
        pipeline.add(ledger, reports)
        second = follow(open_site(place), mirror, first["until"])
        assert second["changes"]
        assert {each["state"] for each in second["changes"]} <= {"new", "changed"}
        claims = next(iter(mirror.values()))["claims"]
        pipeline.decide(ledger, "hide", [claims[0]], why="false", who="Ada")
        third = follow(open_site(place), mirror, second["until"])
        assert [each["action"] for each in third["decisions"]] == ["hide"]
        assert claims[0] in {each["id"] for each in third["hidden"]}
        told = open_site(place).get(f"/api/claims/{claims[0]}").json()
        assert told["hidden"]["who"] == "Ada"
        two = [name for name, each in mirror.items() if each["kind"] == "incident"][:2]
        pipeline.decide(ledger, "merge", two)
        fourth = follow(open_site(place), mirror, third["until"])
        moved = next(each for each in fourth["changes"] if each["state"] == "moved")
        assert {moved["id"], moved["to"]} == set(two)
        assert open_site(place).get(f"/api/incidents/{moved['id']}").json()["id"] == moved["to"]
        pipeline.undo(ledger)
        pipeline.undo(ledger, 1)
        fifth = follow(open_site(place), mirror, fourth["until"])
        assert fifth["hidden"] == []
        assert client_changes(open_site(place), fifth["until"])["changes"] == []


def client_changes(client: TestClient, since: str | None) -> Shape:
    found: Shape = client.get("/api/changes", params={} if since is None else {"since": since}).json()
    return found


def follow(client: TestClient, mirror: dict[str, Shape], since: str) -> Shape:
    """Bring a mirror up to date, which then holds what the ledger holds."""
    for each in parts(client, f"/api/changes?since={since}", "changes", 2):
        if each["incident"] is None:
            mirror.pop(each["id"], None)
        else:
            mirror[each["id"]] = each["incident"]
    now = client.get("/api/incidents?limit=500").json()["incidents"]
    assert mirror == {each["id"]: {key: value for key, value in each.items() if key != "changed"} for each in now}
    return client_changes(client, since)


def test_incidents_from_before_moments_were_kept_come_without_one(demo: Path, tmp_path: Path, open_site: Open) -> None:
    place = tmp_path / "old.toll"
    shutil.copy(demo, place)
    with pipeline.open_ledger(place) as ledger, ledger.engine.begin() as connection:
        connection.exec_driver_sql("delete from changes")
    client = open_site(place)
    told = parts(client, "/api/changes", "changes", 2)
    assert len(told) == 9
    assert {each["moment"] for each in told} == {None}
    assert client_changes(client, "2020-01-01T00:00:00Z")["changes"] == []


def test_the_document_and_its_page_need_nothing_from_elsewhere(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    shapes = document["components"]["schemas"]
    wanted = {line.split('"')[0] for line in json.dumps(document).split("#/components/schemas/")[1:]}
    assert wanted <= set(shapes)
    page = client.get("/api/docs").text
    assert all(path in page for path in document["paths"])
    assert "https://" not in page.replace("https://creativecommons.org", "")


def test_about_tells_the_version_and_the_licences(client: TestClient) -> None:
    told = client.get("/api").json()
    assert told["tollbook"] == pipeline.version()
    assert told["incidents"] == 9
    assert "CC BY 4.0" in " ".join(told["licences"].values())


def test_a_guarded_ledger_tells_programs_to_log_in(demo: Path, open_site: Open) -> None:
    client = open_site(demo, password="a long password")
    for address in ("/api", "/api/incidents", "/api/openapi.json"):
        answer = client.get(address, follow_redirects=False)
        assert answer.status_code == 401
        assert answer.json() == {"error": "log in first"}
    for address in ("/feed.atom", "/download/json"):
        assert client.get(address, follow_redirects=False).status_code == 303


@pytest.mark.parametrize("name", names(installed=True))
def test_a_download_of_everything_is_the_export(demo: Path, client: TestClient, name: str) -> None:
    out = io.BytesIO()
    with pipeline.open_ledger(demo) as ledger:
        write(name, pipeline.look(ledger), out)
    answer = client.get(f"/download/{name}")
    assert answer.content == out.getvalue()
    kind, ending = KINDS[name]
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"].endswith(f'.{ending}"')
    assert f"/download/{name}" in client.get("/").text
    assert f"`{name}`" in client.get("/api/openapi.json").json()["info"]["description"]
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="demo-{name}.')


def test_a_download_of_a_selection_holds_it_and_what_it_rests_on(client: TestClient) -> None:
    wanted = {each["id"] for each in client.get("/api/incidents?country=SY&kind=incident").json()["incidents"]}
    told = client.get("/download/json?country=SY&kind=incident").json()
    assert {each["id"] for each in told["incidents"]} == wanted
    claims = {each["id"] for each in told["claims"]}
    reports = {each["id"] for each in told["reports"]}
    assert all(set(each["claims"]) <= claims and set(each["reports"]) <= reports for each in told["incidents"])
    assert {each["report_id"] for each in told["claims"]} <= reports
    rows = client.get("/download/csv-ged?country=SY&kind=incident").text.splitlines()
    assert len(rows) == 1 + len(wanted)
    assert client.get("/download/pdf").status_code == 404
    assert "/download/json?country=SY" in client.get("/?country=SY").text


def test_corrected_and_hidden_claims_are_told_as_the_export_tells_them(
    demo: Path, tmp_path: Path, open_site: Open
) -> None:
    place = tmp_path / "decided.toll"
    shutil.copy(demo, place)
    with pipeline.open_ledger(place) as ledger:
        syria = [each for each in pipeline.look(ledger).incidents if each.place and each.place.country == "SY"]
        first, second = syria[0].claims[0], syria[-1].claims[0]
        pipeline.decide(ledger, "correct", [first, "count", "at least 3"], why="misread", who="Ada")
        pipeline.decide(ledger, "hide", [second], who="Ada")
        out = io.StringIO()
        FORMATS["json"](pipeline.look(ledger), out)
    exported = json.loads(out.getvalue())
    known = {each["id"]: each for each in (*exported["claims"], *exported["hidden"])}
    client = open_site(place)
    told = {each["id"]: each for each in parts(client, "/api/claims", "claims", 5)}
    assert set(told) == set(known)
    assert "corrected" in told[first]
    assert "hidden" in told[second]
    for name, each in told.items():
        assert {key: value for key, value in each.items() if key not in ("incidents", "filed")} == known[name]
    chosen = client.get("/download/json?country=SY").json()
    assert chosen["claims"]
    for each in (*chosen["claims"], *chosen["hidden"]):
        assert each == known[each["id"]]
