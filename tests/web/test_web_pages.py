"""The reading pages: they render, filter, page, lead on, and say what is wrong in one line."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import QueryParams

from tollbook import pipeline
from tollbook.records import Incident, View
from tollbook.store import Ledger, LedgerError
from tollbook.store.selection import EVERYTHING, Selection
from tollbook.web import create_app, overview
from tollbook.web.asking import asked, boxed, query
from tollbook.web.mapping import NEARBY, _path

HTS = "hayat-tahrir-al-sham"
Open = Callable[..., TestClient]


@pytest.fixture(scope="module")
def view(demo: Path) -> View:
    with pipeline.open_ledger(demo) as ledger:
        return pipeline.publish(ledger)


def killed(incident: Incident) -> int | None:
    return next((figure.best for figure in incident.figures if figure.effect == "killed"), None)


def listed(page: str) -> list[str]:
    """The incidents of a list, in its order."""
    return re.findall(r'<tr class="\w+" data-id="(\w+)">', page)


def test_the_overview_lists_every_incident_and_adds_nobody_twice(client: TestClient, view: View) -> None:
    page = client.get("/").text
    assert sorted(listed(page)) == sorted(incident.id for incident in view.incidents)
    leaves = sum(killed(incident) or 0 for incident in view.incidents if incident.kind == "incident")
    assert leaves == 90
    assert re.search(r'<h2>killed</h2>\s*<p class="best">90</p>', page)
    assert "What is not in them" in page


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ("?country=SY", lambda i: i.place and i.place.country == "SY"),
        ("?country=PK&country=CD", lambda i: i.place and i.place.country in ("PK", "CD")),
        ("?effect=wounded", lambda i: any(f.effect == "wounded" for f in i.figures)),
        ("?by=islamic-state", lambda i: "islamic-state" in i.perpetrators),
        ("?actor=syria-government", lambda i: "syria-government" in (*i.perpetrators, *i.victims)),
        ("?type=Battles", lambda i: i.event_type == "Battles"),
        ("?origin=m23", lambda i: "m23" in i.origins),
        ("?status=disagreement", lambda i: any(d.about != "sum" for d in i.disagreements)),
        ("?kind=total", lambda i: i.kind == "total"),
        ("?least=20", lambda i: (killed(i) or 0) >= 20),
        ("?place=AYADIN", lambda i: i.place and "ayadin" in f"{i.place.name} {i.place.text}".lower()),
        ("?from=2023-01-01", lambda i: i.period.end >= date(2023, 1, 1)),
        ("?to=2019-04-18", lambda i: i.period.start <= date(2019, 4, 18)),
        ("?precision=1", lambda i: i.place and i.place.precision == 1),
        ("?box=29,-2,30,-1", lambda i: i.place and i.place.country == "CD"),
        ("?to=2019-12-31&by=hayat-tahrir-al-sham", lambda i: HTS in i.perpetrators and i.period.start.year == 2019),
    ],
)  # fmt: skip
def test_filters_keep_what_they_say(
    client: TestClient, view: View, query: str, keep: Callable[[Incident], bool]
) -> None:
    expected = {incident.id for incident in view.incidents if keep(incident)}
    assert expected
    assert set(listed(client.get(f"/{query}").text)) == expected


def test_a_filter_by_language_follows_the_reports(client: TestClient, view: View) -> None:
    spoken = {report.id: report.language for report in view.reports}
    expected = {i.id for i in view.incidents if "nn" in {spoken[report] for report in i.reports}}
    assert expected and set(listed(client.get("/?language=nn").text)) == expected


def test_what_makes_no_sense_is_told_and_left_out(client: TestClient, view: View) -> None:
    answer = client.get("/?from=yesterday&effect=eaten&least=-3&box=1,2&sort=wild&page=0&precision=99")
    assert answer.status_code == 200
    assert len(listed(answer.text)) == len(view.incidents)
    for said in ("not a day", "no effect", "not a number for least", "not a box", "no order", "for page", "precision"):
        assert said in answer.text


def test_lists_are_sorted_and_paged(client: TestClient, view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    by_toll = sorted((killed(i) or -1 for i in view.incidents), reverse=True)
    tolls = {i.id: killed(i) or -1 for i in view.incidents}
    assert [tolls[name] for name in listed(client.get("/?sort=toll").text)] == by_toll
    monkeypatch.setattr(overview, "PAGE_SIZE", 4)
    pages = [listed(client.get(f"/?sort=oldest&page={number}").text) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [4, 4, 1]
    assert len({name for page in pages for name in page}) == 9
    assert listed(client.get("/?sort=oldest&page=99").text) == pages[-1]
    assert 'rel="next"' in client.get("/?page=2").text


def test_the_bars_and_the_map_add_up_to_the_sum(client: TestClient) -> None:
    page = client.get("/").text
    assert sum(int(number) for number in re.findall(r"<title>[^<]*: (\d+) killed", page)) == 90
    marks = client.get("/map.json").json()["marks"]
    said = [re.search(r"([\d,]+) killed", mark[6]) for mark in marks]
    assert sum(int(each[1].replace(",", "")) for each in said if each) == 90


def test_only_named_towns_are_dots(client: TestClient) -> None:
    marks = client.get("/map.json?country=SY").json()["marks"]
    shapes = {mark[6].split(":")[0]: mark[5] for mark in marks}
    assert isinstance(shapes["somewhere in Homs, Syria"], int)  # a province, by its number in the topology
    assert shapes["south of Al Mayadin, Deir ez-Zor, Syria"] is None
    near = next(mark for mark in marks if mark[6].startswith("south of"))
    assert near[3] == 1
    picture = client.get("/map.svg?country=SY")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.count("<circle") == sum(1 for mark in marks if mark[5] is None)


def test_an_incident_shows_its_sum_its_sides_and_its_sentences(client: TestClient, view: View) -> None:
    total = next(i for i in view.incidents if i.kind == "total" and killed(i) == 26)
    page = client.get(f"/incident/{total.id}").text
    working = re.search(r'<span class="working">(.*?)<span class="verdict', page, re.DOTALL)
    assert working
    assert " ".join(re.sub(r"<[^>]+>", " ", working[1]).split()) == "21 + 5 = 26 as stated: “26 killed”"
    assert 'class="verdict agrees"' in page
    assert "Where reports disagree" in page and "edge of Aleppo" in page
    assert "gruppe knytt til Hayat Tahrir al-Sham" in page
    assert 'lang="nn"' in page
    assert "it has no row in UCDP GED or ACLED" in page


def test_codes_come_with_their_rules(client: TestClient, view: View) -> None:
    leaf = next(i for i in view.incidents if i.kind == "incident" and killed(i) == 27)
    page = client.get(f"/incident/{leaf.id}").text
    assert "type_of_violence" in page and "1 (state-based) when attackers and attacked are known" in page
    assert "fatalities" in page and "sub_event_type" in page
    assert "4 officers" in re.sub(r"<[^>]+>", "", page)


def test_a_report_marks_its_spans_and_says_what_is_not_counted(client: TestClient, view: View) -> None:
    report = next(r for r in view.reports if r.language == "en" and "370,000" in r.text)
    page = client.get(f"/report/{report.id}").text
    assert '<mark class="count"' in page and '<mark class="attribution"' in page
    assert re.search(r"not counted: a running toll", page)
    body = page[page.index('class="text"') : page.index("<aside")]
    shown = re.sub(r'<span class="refs".*?</span>', "", body[body.index(">") + 1 :])
    plain = re.sub(r"<[^>]+>", "", shown)
    assert plain.split() == report.text.split()
    for fate in re.findall(r'id="claim-(\w+)"', page):
        assert fate in {claim.id for claim in view.claims}


def test_every_link_of_the_site_leads_somewhere(client: TestClient) -> None:
    waiting, seen = ["/"], set[str]()
    while waiting and len(seen) < 150:
        path = waiting.pop()
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            named = re.findall(r' id="([^"]+)"', answer.text)
            ids = set(named)
            assert len(ids) == len(named), f"an id twice in {path}"
            for link in re.findall(r'(?:href|src|data-points|data-world)="([^"]+)"', answer.text):
                target, _, anchor = link.replace("&amp;", "&").partition("#")
                if not target:
                    assert anchor in ids, f"{link} in {path}"
                elif target not in seen:
                    waiting.append(target)
    assert any(path.startswith("/report/") for path in seen)


def test_the_beginning_of_an_id_leads_on(client: TestClient, view: View) -> None:
    name = view.incidents[0].id
    answer = client.get(f"/incident/{name[:8]}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/incident/{name}")
    report = view.reports[0].id
    assert client.get(f"/report/{report[:8]}", follow_redirects=False).headers["location"] == f"/report/{report}"


def test_a_merged_incident_leads_to_the_one_that_holds_it(demo: Path, tmp_path: Path, open_site: Open) -> None:
    place = tmp_path / "merged.toll"
    shutil.copy(demo, place)
    with pipeline.open_ledger(place) as ledger:
        leaves = [i for i in pipeline.publish(ledger).incidents if i.kind == "incident"]
        one, other = sorted(leaves, key=lambda i: i.id)[:2]
        done = pipeline.decide(ledger, "same", [one.claims[0], other.claims[0]])
    (old, new), *_ = done.after.redirects
    answer = open_site(place).get(f"/incident/{old}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/incident/{new}")


@pytest.mark.parametrize(
    "path", ["/incident/0000000000000000", "/incident/zz", "/incident/%00", "/report/ffff", "/nowhere", "/static/x"]
)
def test_what_is_not_there_is_one_clear_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<h1>Not found</h1>" in answer.text


def test_an_empty_ledger_has_its_pages(tmp_path: Path, open_site: Open) -> None:
    place = tmp_path / "empty.toll"
    Ledger.open(place, create=True).close()
    client = open_site(place)
    page = client.get("/").text
    assert "holds no reports yet" in page
    assert client.get("/map.json").json() == {"marks": [], "undrawn": 0}
    assert client.get("/map.svg").status_code == client.get("/reports").status_code == 200


def test_a_view_that_was_never_published_and_cannot_be_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "locked.toll"
    Ledger.open(place, create=True).close()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(LedgerError, match="never been published"):
        create_app(place)


def test_what_is_added_meanwhile_is_seen(demo: Path, tmp_path: Path, open_site: Open, view: View) -> None:
    place = tmp_path / "grown.toll"
    shutil.copy(demo, place)
    client = open_site(place)
    first = view.reports[0]
    assert len(listed(client.get("/").text)) == len(view.incidents)
    with pipeline.open_ledger(place) as ledger:
        claim = next(c for i in view.incidents for c in i.claims if i.kind == "incident" and len(i.claims) > 1)
        pipeline.decide(ledger, "split", [claim])
        after = pipeline.publish(ledger)
    assert len(after.incidents) != len(view.incidents)
    assert sorted(listed(client.get("/").text)) == sorted(i.id for i in after.incidents)
    assert client.get(f"/report/{first.id}").status_code == 200


def numbers(page: str, name: str) -> dict[str, int]:
    """The values of a filter with the number beside each."""
    found = re.findall(rf'name="{name}" value="([^"]*)".*?<span class="n">([\d,]+)</span>', page, re.DOTALL)
    return {value: int(number.replace(",", "")) for value, number in found}


def test_the_number_beside_a_filter_is_what_choosing_it_would_show(client: TestClient) -> None:
    for given in ("", "&country=SY", "&country=SY&effect=wounded", "&from=2023-01-01", "&country=CD"):
        page = client.get(f"/?{given}").text
        chosen = dict(part.split("=") for part in given.split("&") if part)
        for name in ("effect", "country", "by", "victim", "status", "kind", "language"):
            others = "&".join(f"{key}={value}" for key, value in chosen.items() if key != name)
            for value, number in numbers(page, name).items():
                assert number == len(listed(client.get(f"/?{others}&{name}={value}").text)), (given, name, value)


def test_a_filter_stays_in_the_form_where_only_one_of_its_values_is_left(client: TestClient) -> None:
    groups = r'<details class="facet" data-name="(\w+)"'
    whole, page = client.get("/").text, client.get("/?country=PK").text
    assert re.findall(groups, page) == re.findall(groups, whole)
    assert len(numbers(whole, "type")) > len(numbers(page, "type")) == 1
    assert numbers(page, "country") == numbers(whole, "country"), "what else could be chosen beside"


@pytest.mark.parametrize("side", [129.1237, -129.1237, 29.12345, 0.00005, 179.99999, -0.0000001])
def test_a_box_is_written_finely_enough_to_hold_what_it_is_drawn_around(side: float) -> None:
    box = (side - NEARBY, 1.0, side + NEARBY, 2.5)
    chosen = Selection(countries=("SY",), precision=2, box=box)
    address = query(chosen)
    assert boxed(replace(chosen, box=None))(box) == address
    again = asked(QueryParams(address[1:])).selection
    assert again.box is not None and again.box[0] < side < again.box[2]
    assert query(again) == address and "e-" not in address
    assert boxed(EVERYTHING)(box) == query(Selection(box=box))


def test_a_picture_draws_every_line_once_and_none_that_no_eye_can_see() -> None:
    square = np.array([(0.0, 0.0), (0.1, 0.1), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)])
    line = np.array([(5.0, 5.0), (4.0, 3.0)])
    assert _path([square, line], "Z") == "M0 0l20 0l0 20l-20 -20ZM10 10l-2 -4Z"
    assert _path([line, square], "") == "M10 10l-2 -4M0 0l20 0l0 20l-20 -20"
    assert _path([], "Z") == ""
    assert _path([np.array([(-90000.0, 80000.0), (90000.0, -80000.0)])], "") == "M-180000 160000l360000 -320000"
