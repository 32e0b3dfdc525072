"""Hostile reports, hostile visitors: nothing runs, nothing leaks, nobody writes who must not."""

import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import Depends, Request
from fastapi.testclient import TestClient
from hostile_reports import ARABIC, BAD, HOSTILE, RTL

from tollbook import pipeline
from tollbook.web import Settings, SettingsError, create_app
from tollbook.web.limits import Buckets
from tollbook.web.sessions import checked, reviewer, token
from tollbook.web.settings import from_environment

Open = Callable[..., TestClient]
FIRST, SECOND = "correct horse", "battery staple"


class Tags(HTMLParser):
    """What a browser would make of a page: its tags with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def pages(client: TestClient) -> list[str]:
    overview = client.get("/").text
    incidents = re.findall(r'data-id="(\w+)"', overview)
    assert len(incidents) == 2
    paths = ["/", "/reports", "/method", f"/report/{BAD.id}", f"/report/{RTL.id}"]
    paths += [f"/incident/{name}" for name in incidents]
    paths += ["/?place=%22%3E%3Cscript%3Ealert(6)%3C/script%3E&from=%3Cscript%3E", "/nothing/%3Cscript%3E"]
    return [client.get(path).text for path in paths]


def test_no_word_of_a_report_becomes_a_tag_or_a_handler(hostile: Path, open_site: Open) -> None:
    for page in pages(open_site(hostile)):
        found = Tags(page)
        for tag, attributes in found.tags:
            assert tag not in ("iframe", "object", "embed", "base", "style", "u", "i")
            assert tag != "script" or (attributes.get("src") or "").startswith("/static/")
            assert not [name for name in attributes if name.startswith("on")]
            assert "style" not in attributes
            for name in ("href", "src", "action"):
                assert not (attributes.get(name) or "").lower().strip().startswith(("javascript:", "data:"))
        assert not [text for text in found.text if text.strip() == "49"], "a template ran"


def test_the_whole_text_is_there_and_what_steers_the_eye_is_named(hostile: Path, open_site: Open) -> None:
    page = open_site(hostile).get(f"/report/{BAD.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\u202e" not in page and "\u2066" not in page
    assert 'title="right-to-left override"' in page and "U+202E" in page
    body = page[page.index('class="text"') : page.index("<aside")]
    shown = "".join(Tags(re.sub(r'<span class="refs".*?</span>', "", body[body.index(">") + 1 :])).text)
    wanted = HOSTILE.replace("\u202e", "U+202E").replace("\u2066", "U+2066")
    assert shown.split() == wanted.split()


def test_text_from_right_to_left_says_so(hostile: Path, open_site: Open) -> None:
    page = open_site(hostile).get(f"/report/{RTL.id}").text
    assert '<div class="text" dir="rtl" lang="ar">' in page
    assert '<h1 dir="rtl" lang="ar">' in page
    assert ARABIC.split()[-1] in page


@pytest.mark.parametrize("path", ["/", "/reports", "/map.json", "/map.svg", "/nothing", "/static/style.css", "/login"])
def test_every_answer_is_sealed(client: TestClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'" and policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert policy["frame-ancestors"] == "'none'"


def test_a_page_that_fails_is_sealed_and_says_little(demo: Path) -> None:
    app = create_app(demo)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret")

    answer = TestClient(app, base_url="http://localhost", raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500
    assert "content-security-policy" in answer.headers and "secret" not in answer.text


def test_other_names_of_this_machine_are_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"host": "localhost:8000"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:8000"}).status_code == 200


def test_nothing_is_loaded_from_elsewhere(client: TestClient) -> None:
    for page in (client.get("/").text, client.get("/reports").text):
        for link in re.findall(r'(?:src|href|action|data-\w+)="([^"]*)"', page):
            assert not re.match(r"(?:[a-z]+:)?//", link), link


def write_page(place: Path, **settings: object) -> TestClient:
    """A site with one page that writes, as later pages do."""
    app = create_app(place, Settings(**settings))  # type: ignore[arg-type]

    @app.post("/write", dependencies=[Depends(reviewer), Depends(checked)])
    def write() -> dict[str, bool]:
        return {"written": True}

    @app.get("/token")
    def token_page(request: Request) -> str:
        return token(request)

    return TestClient(app, base_url="http://localhost", follow_redirects=False)


def test_a_form_needs_the_token_of_its_session(demo: Path) -> None:
    client = write_page(demo)
    assert client.post("/write").status_code == 403
    sent = client.get("/token").json()
    assert client.post("/write", data={"csrf": sent}).json() == {"written": True}
    assert client.post("/write", headers={"x-csrf-token": sent}).status_code == 200
    assert client.post("/write", data={"csrf": sent + "x"}).status_code == 403
    client.cookies.clear()
    assert client.post("/write", data={"csrf": sent}).status_code == 403


def test_a_form_from_another_site_is_refused(demo: Path) -> None:
    client = write_page(demo)
    form = {"csrf": client.get("/token").json()}
    assert client.post("/write", data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/write", data=form, headers={"origin": "http://evil.example"}).status_code == 403
    assert client.post("/write", data=form, headers={"origin": "http://localhost"}).status_code == 200


def test_nobody_writes_where_it_is_read_only(demo: Path) -> None:
    client = write_page(demo, read_only=True)
    sent = client.get("/token").json()
    answer = client.post("/write", data={"csrf": sent})
    assert answer.status_code == 403 and "read-only" in answer.text
    assert '<span class="tag">read-only</span>' in client.get("/").text


def test_a_ledger_that_cannot_be_written_to_is_read_only(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))
    client = write_page(demo)
    sent = client.get("/token").json()
    assert client.post("/write", data={"csrf": sent}).status_code == 403
    assert client.get("/").status_code == 200


def log_in(client: TestClient, password: str, onward: str = "/") -> int:
    form = client.get("/login").text
    token = re.search(r'name="csrf" value="([^"]+)"', form)
    assert token
    sent = {"csrf": token[1], "password": password, "name": "A <b>", "next": onward}
    return client.post("/login", data=sent).status_code


def test_readers_read_and_reviewers_write(demo: Path) -> None:
    client = write_page(demo, password=FIRST, reader_password=SECOND)
    answer = client.get("/?country=SY")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2F%3Fcountry%3DSY")
    assert client.get("/map.json").status_code == client.get("/map.svg").status_code == 303
    assert log_in(client, "wrong password") == 403
    assert log_in(client, SECOND) == 303
    assert client.get("/").status_code == 200
    assert client.get("/").headers["cache-control"] == "no-store"
    assert client.post("/write", data={"csrf": client.get("/token").json()}).status_code == 303
    assert log_in(client, FIRST) == 303
    assert "Log out A &lt;b&gt;" in client.get("/").text or "Log out A" in client.get("/").text
    sent = client.get("/token").json()
    assert client.post("/write", data={"csrf": sent}).json() == {"written": True}
    assert client.post("/logout", data={"csrf": sent}).status_code == 303
    assert client.get("/").status_code == 303


def test_with_public_everybody_reads_and_nobody_else_writes(demo: Path) -> None:
    client = write_page(demo, password=FIRST, public=True)
    assert client.get("/").status_code == 200
    assert client.post("/write", data={"csrf": client.get("/token").json()}).status_code == 303


def test_passwords_cannot_be_tried_at_will(demo: Path) -> None:
    client = write_page(demo, password=FIRST, logins_a_minute=3)
    assert [log_in(client, "wrong password") for _ in range(4)] == [403, 403, 403, 429]


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example", "/\nx"])
def test_logging_in_leads_to_this_site_only(demo: Path, onward: str) -> None:
    client = write_page(demo, password=FIRST)
    form = client.get("/login", params={"next": onward}).text
    token = re.search(r'name="csrf" value="([^"]+)"', form)
    assert token and 'name="next" value="/"' in form
    sent = {"csrf": token[1], "password": FIRST, "next": onward}
    assert client.post("/login", data=sent).headers["location"] == "/"


def test_a_forged_session_is_none(demo: Path) -> None:
    client = write_page(demo, password=FIRST)
    client.cookies.set("tollbook", "eyJyb2xlIjogInJldmlld2VyIn0=.aaaa.bbbb")
    assert client.get("/").status_code == 303


def test_large_and_endless_forms_are_refused(demo: Path) -> None:
    client = write_page(demo, most_body=1000)
    assert client.post("/write", content=b"x" * 2000).status_code == 413

    endless = iter([b"csrf=" + b"x" * 400] * 10)
    answer = client.post("/write", content=endless, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413


def test_a_bucket_fills_up_again() -> None:
    now = [0.0]
    buckets = Buckets(2, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert buckets.take("b")
    now[0] = 30.0
    assert [buckets.take("a") for _ in range(2)] == [True, False]


def told(host: str, **environment: str) -> Settings:
    return from_environment(environment, host=host, port=1, read_only=False, public=False)


def test_it_does_not_listen_beyond_this_machine_without_a_password() -> None:
    assert told("127.0.0.1").names == told("::1").names != ()
    for host in ("0.0.0.0", "::", "192.0.2.1", "tollbook.example"):
        with pytest.raises(SettingsError, match="without a password"):
            told(host)
        assert told(host, TOLLBOOK_PASSWORD=FIRST).guarded
    with pytest.raises(SettingsError, match="too short"):
        told("0.0.0.0", TOLLBOOK_PASSWORD="short")
    with pytest.raises(SettingsError, match="the same"):
        told("127.0.0.1", TOLLBOOK_PASSWORD=FIRST, TOLLBOOK_READER_PASSWORD=FIRST)
    with pytest.raises(SettingsError, match="read with --public"):
        from_environment({}, host="0.0.0.0", port=1, read_only=True, public=False)
    assert from_environment({}, host="0.0.0.0", port=1, read_only=True, public=True).public
    assert FIRST not in repr(told("0.0.0.0", TOLLBOOK_PASSWORD=FIRST))


def test_reading_writes_nothing(hostile: Path, open_site: Open) -> None:
    with pipeline.open_ledger(hostile) as ledger:
        pipeline.publish(ledger)
    client = open_site(hostile, read_only=True)
    before = hostile.read_bytes()
    pages(client)
    assert hostile.read_bytes() == before
