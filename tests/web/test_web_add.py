"""Adding on the web: files, text, addresses; progress; what changed; and what is refused in one clear line."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tollbook import pipeline
from tollbook.read import Options, ReadError, read_address, read_data, read_text
from tollbook.records import Report
from tollbook.store import Ledger
from tollbook.web.jobs import MOST_WAITING, Busy, Job, Jobs, Stopped, Watch

Open = Callable[..., TestClient]
FIRST, SECOND = "correct horse", "battery staple"
ONE = "At least 14 soldiers were killed in an ambush near Gao in Mali on Friday, the army said.\n"
TWO = "Gunmen killed nine civilians in a market in Maiduguri, Nigeria, on 3 March 2024, police said.\n"


@pytest.fixture
def place(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo, tmp_path / "own.toll"))


@pytest.fixture
def site(place: Path, open_site: Open) -> TestClient:
    return open_site(place)


def reports(place: Path) -> tuple[Report, ...]:
    with pipeline.open_ledger(place) as ledger:
        return ledger.read()[0].reports


def token(client: TestClient, path: str = "/add") -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def finished(client: TestClient, address: str) -> str:
    """The page of a piece of work once it is over."""
    for _ in range(1200):
        page = client.get(address).text
        if "hx-trigger" not in page:
            return page
        time.sleep(0.05)
    raise AssertionError("it never came to an end")


def send(client: TestClient, files: list[tuple[str, bytes]] | None = None, **typed: str) -> str:
    sent = {"csrf": token(client), **typed}
    parts = [("files", (name, data)) for name, data in files or []]
    answer = client.post("/add", data=sent, files=parts or None, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return finished(client, answer.headers["location"])


def refused(client: TestClient, files: list[tuple[str, bytes]] | None = None, **typed: str) -> tuple[int, str]:
    sent = {"csrf": token(client), **typed}
    parts = [("files", (name, data)) for name, data in files or []]
    answer = client.post("/add", data=sent, files=parts or None, follow_redirects=False)
    found = re.findall(r'role="alert">([^<]*)<', answer.text)
    assert len(found) == 1, answer.text
    return answer.status_code, found[0]


def test_a_pasted_text_is_in_the_ledger_with_what_it_changes(site: TestClient, place: Path) -> None:
    page = send(site, kind="text", text=ONE, title="Ambush <b>", outlet="Sahel Desk", published="2024-03-04")
    assert "1 new report" in page and "Ambush &lt;b&gt;" in page
    added = [each for each in reports(place) if each.outlet == "Sahel Desk"]
    assert [(each.title, str(each.published), each.language) for each in added] == [("Ambush <b>", "2024-03-04", "en")]
    found = re.search(r'class="change new">new</span> <a href="(/incident/\w+)">at least 14 killed<', page)
    assert found and "Sahel Desk" in site.get(found[1]).text
    assert found[1].rsplit("/", 1)[1] in site.get("/").text


def test_files_are_added_together_and_again_changes_nothing(site: TestClient, place: Path) -> None:
    files = [("one.txt", ONE.encode()), ("../../two.txt", TWO.encode())]
    page = send(site, files, kind="files", published="2024-03-04")
    assert "2 new reports" in page and page.count('class="change new"') == 2
    number = len(reports(place))
    again = send(site, files, kind="files", published="2024-03-04")
    assert "0 new reports, 2 known already" in again and "No incident is new or changed" in again
    assert len(reports(place)) == number


def test_nothing_is_added_unless_every_file_can_be_read(site: TestClient, place: Path) -> None:
    before = reports(place)
    bad = [("broken.json", b'{"text": '), ("empty.txt", b" "), ("deep.json", b"[" * 100_000), ("nul.txt", b"a\x00b")]
    page = send(site, [("one.txt", ONE.encode()), *bad], kind="files")
    assert "<h1>Not added</h1>" in page
    lines = re.findall(r"<p><bdi>([^<]*)</bdi></p>", page)
    assert [line.partition(":")[0] for line in lines] == [name for name, _ in bad]
    assert reports(place) == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("virus.exe", b"MZ"),
        ("page.html.svg", b"<svg onload=alert(1)>"),
        ('<img src=x onerror="alert(1)">.pdf', b"%PDF"),
        ("feed.xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel>&a;</channel></rss>'),
        ("lines.jsonl", b'{"text": 7}\n'),
        ("many.json", b'[{"text": "a", "published": "tomorrow"}]'),
    ],
)
def test_a_hostile_or_wrong_file_is_one_clear_line(site: TestClient, place: Path, name: str, data: bytes) -> None:
    before = reports(place)
    page = send(site, [(name, data)], kind="files")
    assert "<h1>Not added</h1>" in page and page.count("<p><bdi>") == 1
    assert "<img" not in page and "<svg" not in page and "root:" not in page
    assert reports(place) == before


def test_a_page_that_attacks_is_added_as_text(site: TestClient, place: Path) -> None:
    html = b"<html><head><title><b>T</b></title></head><body><article><p>%s</p><script>alert(1)</script></article>"
    page = send(site, [("p.html", html % ONE.encode())], kind="files", published="2024-03-04")
    assert "1 new report" in page
    new = next(each for each in reports(place) if "near Gao" in each.text)
    assert "<script" not in new.text
    assert "alert(1)" not in site.get(f"/report/{new.id}").text


def test_too_large_is_refused(place: Path, open_site: Open) -> None:
    client = open_site(place, most_upload=20_000)
    before = reports(place)
    sent = {"csrf": token(client), "kind": "files"}
    answer = client.post("/add", data=sent, files=[("files", ("a.txt", b"x" * 30_000))])
    assert answer.status_code == 413 and "too large" in answer.text
    assert reports(place) == before


def test_too_many_files_are_refused(site: TestClient, place: Path) -> None:
    before = reports(place)
    many = [(f"{at}.txt", ONE.encode()) for at in range(201)]
    assert refused(site, many, kind="files") == (422, "201 files: 200 at a time at most")
    sent = {"csrf": token(site), "kind": "files"}
    answer = site.post("/add", data=sent, files=[("files", (f"{at}.txt", b"x")) for at in range(1001)])
    assert answer.status_code == 400
    assert reports(place) == before


def test_too_long_a_report_is_refused(site: TestClient, place: Path) -> None:
    before = reports(place)
    page = send(site, kind="text", text="word " * 110_000)
    assert "more than 500,000 characters of text in one report" in page
    assert reports(place) == before


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ({"kind": "files"}, "no file: choose one or more"),
        ({"kind": "text", "text": "  \n"}, "no text: paste it into the box"),
        ({"kind": "text", "text": ONE, "published": "3/4/2024"}, "not an ISO 8601 date"),
        ({"kind": "text", "text": ONE, "language": "!!"}, "language"),
        ({"kind": "text", "text": ONE, "title": "x" * 301}, "title: 300 characters at most"),
        ({"kind": "address", "address": ""}, "nothing to add"),
        ({"kind": "nonsense"}, "nothing to add"),
        ({}, "nothing to add"),
        ({"kind": "address", "address": "file:///etc/passwd"}, "only addresses that begin with http"),
        ({"kind": "address", "address": "/etc/passwd"}, "only addresses that begin with http"),
        ({"kind": "address", "address": "-"}, "only addresses that begin with http"),
    ],
)
def test_what_cannot_be_added_is_said_and_what_was_typed_is_kept(
    site: TestClient, place: Path, typed: dict[str, str], line: str
) -> None:
    before = reports(place)
    status, said = refused(site, None, **typed)
    assert status == 422 and line in said
    assert reports(place) == before


def test_a_typed_text_stays_in_its_box(site: TestClient) -> None:
    sent = {"csrf": token(site), "kind": "text", "text": "</textarea><script>x</script>", "published": "soon"}
    page = site.post("/add", data=sent).text
    assert "&lt;/textarea&gt;&lt;script&gt;" in page and "<script>x" not in page


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://0x7f000001/",
        "http://user:secret@192.0.2.1/",
    ],
)
def test_no_private_address_is_fetched(site: TestClient, place: Path, address: str) -> None:
    before = reports(place)
    page = send(site, kind="address", address=address)
    assert "<h1>Not added</h1>" in page and page.count("<p><bdi>") == 1
    assert "not a public address" in page or "user name or password" in page or "no such host" in page
    assert reports(place) == before


def test_a_public_name_of_a_private_address_is_not_fetched(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.5")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    assert "not a public address: news.example" in send(site, kind="address", address="http://news.example/")


def test_a_text_that_nothing_reads_is_kept_and_said_so(site: TestClient, place: Path) -> None:
    text = "Jeshi lilisema wanajeshi kumi na wanne waliuawa katika shambulio la kuvizia siku ya Ijumaa.\n"
    page = send(site, kind="text", text=text, language="tlh")
    assert "1 new report" in page and "nothing here reads" in page
    assert any(each.text == text for each in reports(place))


def test_progress_is_polled_and_refreshes_without_scripts(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    go, begun = threading.Event(), threading.Event()
    real = pipeline.add

    def slow(ledger: Ledger, given: object, watch: Watch) -> object:
        watch(0, 7)
        begun.set()
        assert go.wait(30)
        return real(ledger, given, watch)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "add", slow)
    sent = {"csrf": token(site), "kind": "text", "text": ONE, "title": "Slow"}
    address = site.post("/add", data=sent, follow_redirects=False).headers["location"]
    assert begun.wait(30)
    page = site.get(address).text
    assert "0 of 7 reports read" in page and '<progress max="7" value="0"' in page
    assert f'hx-get="{address}"' in page and '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    for _ in range(MOST_WAITING - 1):
        assert site.post("/add", data=sent, follow_redirects=False).status_code == 303
    assert refused(site, kind="text", text=TWO)[0] == 503
    go.set()
    page = finished(site, address)
    assert "http-equiv" not in page and "1 new report" in page
    assert ">added<" in site.get("/add").text


def test_a_fault_half_way_keeps_what_is_whole_and_says_little(
    site: TestClient, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline.claims_of
    monkeypatch.setattr(pipeline, "claims_of", lambda r, x=None: 1 / 0 if "Maiduguri" in r.text else real(r, x))
    before = len(reports(place))
    page = send(site, [("1.txt", ONE.encode()), ("2.txt", TWO.encode())], kind="files")
    assert "the log of the server says why" in page and "division" not in page
    assert len(reports(place)) == before + 1
    with pipeline.open_ledger(place) as ledger:
        assert not ledger.due()
    assert site.get("/").status_code == 200


def test_adding_needs_the_token(site: TestClient, place: Path) -> None:
    before = reports(place)
    page = site.get("/add").text
    assert page.count('<form method="post"') == page.count('name="csrf"') == 3
    assert site.post("/add", data={"kind": "text", "text": ONE}).status_code == 403
    assert site.post("/add", data={"kind": "text", "text": ONE, "csrf": "forged"}).status_code == 403
    assert reports(place) == before


def test_nobody_adds_where_it_is_read_only(place: Path, open_site: Open) -> None:
    client = open_site(place, read_only=True)
    before = reports(place)
    assert 'href="/add"' not in client.get("/").text
    assert client.get("/add").status_code == client.get("/add/x").status_code == 403
    assert client.post("/add", data={"kind": "text", "text": ONE}).status_code == 403
    assert reports(place) == before


def test_readers_do_not_add(place: Path, open_site: Open) -> None:
    client = open_site(place, password=FIRST, reader_password=SECOND)
    sent = {"csrf": token(client, "/login"), "password": SECOND, "next": "/"}
    assert client.post("/login", data=sent, follow_redirects=False).status_code == 303
    before = reports(place)
    assert client.get("/add", follow_redirects=False).status_code == 303
    sent = {"csrf": token(client, "/"), "kind": "text", "text": ONE}
    assert client.post("/add", data=sent, follow_redirects=False).headers["location"].startswith("/login")
    assert reports(place) == before


def test_work_that_nobody_knows_is_not_found(site: TestClient) -> None:
    assert site.get("/add/nothing").status_code == 404


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    found = Jobs()
    yield found
    found.close()


def over(jobs: Jobs, name: str) -> Job:
    for _ in range(600):
        job = jobs.get(name)
        assert job is not None
        if job.over:
            return job
        time.sleep(0.01)
    raise AssertionError("it never came to an end")


def test_work_is_done_one_piece_after_the_other(jobs: Jobs) -> None:
    at_once, most = [0], [0]

    def work(_: Watch) -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.02)
        at_once[0] -= 1

    names = [jobs.submit("x", work) for _ in range(MOST_WAITING)]
    assert {over(jobs, name).state for name in names} == {"done"} and most == [1]


def test_closing_stops_at_the_next_report_and_takes_nothing_more() -> None:
    jobs, begun = Jobs(), threading.Event()

    def endless(watch: Watch) -> None:
        for done in range(100_000):
            begun.set()
            watch(done, 100_000)
            time.sleep(0.01)

    name = jobs.submit("x", endless)
    assert begun.wait(10)
    jobs.close()
    job = jobs.get(name)
    assert job is not None and job.state == "failed" and "adding again does the rest" in job.errors[0]
    with pytest.raises(Busy):
        jobs.submit("x", endless)


def test_only_so_many_lines_of_an_error_are_kept(jobs: Jobs) -> None:
    def fail(_: Watch) -> None:
        raise ReadError("\n".join("x" * 1000 for _ in range(200)))

    job = over(jobs, jobs.submit("x", fail))
    assert len(job.errors) == 51 and len(job.errors[0]) == 400 and job.errors[-1] == "and 150 more"
    assert issubclass(Stopped, Exception)


def test_names_and_addresses_open_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    assert read_data(str(secret), b"shown", Options()).reports[0].text == "shown"
    assert read_text(str(secret), Options()).reports[0].text == str(secret)
    for name in (str(secret), f"file://{secret}", "-"):
        with pytest.raises(ReadError, match="only http and https"):
            read_address(name, Options())
