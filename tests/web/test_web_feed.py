"""The Atom feed: what RFC 4287 asks for, escaped, with ids and moments that stay."""

import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from fastapi.testclient import TestClient

from tollbook import pipeline
from tollbook.data import path as data_path
from tollbook.read import Options, read_all

ATOM = "{http://www.w3.org/2005/Atom}"
Open = Callable[..., TestClient]


def feed(client: TestClient, query: str = "") -> Element:
    answer = client.get(f"/feed.atom{query}")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return fromstring(answer.content)


def text(element: Element, name: str) -> str:
    found = element.findtext(ATOM + name)
    assert found, name
    return found


def valid(root: Element) -> None:
    """What RFC 4287 (4.1.1, 4.1.2) says must be there, once."""
    for each in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(each.findall(ATOM + name)) == 1
        assert text(each, "id").startswith("urn:uuid:")
        uuid.UUID(text(each, "id").removeprefix("urn:uuid:"))
        assert datetime.fromisoformat(text(each, "updated")).tzinfo is not None
        assert [link.get("rel") for link in each.findall(f"{ATOM}link")].count("alternate") == 1
    assert root.find(f"{ATOM}author/{ATOM}name") is not None


def test_a_feed_has_an_entry_for_each_incident_with_a_lasting_id(demo: Path, open_site: Open) -> None:
    one, other = feed(open_site(demo)), feed(open_site(demo))
    valid(one)
    ids = [text(each, "id") for each in one.findall(f"{ATOM}entry")]
    assert len(set(ids)) == 9
    assert ids == [text(each, "id") for each in other.findall(f"{ATOM}entry")]
    assert text(one, "updated") == max(text(each, "updated") for each in one.findall(f"{ATOM}entry"))


def test_a_feed_of_a_selection_has_its_own_id_and_only_its_incidents(client: TestClient) -> None:
    whole, syria = feed(client), feed(client, "?country=SY")
    valid(syria)
    assert text(whole, "id") != text(syria, "id")
    assert len(syria.findall(f"{ATOM}entry")) == 6


def test_what_changes_comes_first_and_keeps_its_id(tmp_path: Path, open_site: Open) -> None:
    place = tmp_path / "grows.toll"
    reports = read_all([str(data_path("examples"))], Options()).reports
    with pipeline.open_ledger(place, create=True) as ledger:
        pipeline.add(ledger, reports[:4])
        before = {text(each, "id"): each for each in feed(open_site(place)).findall(f"{ATOM}entry")}
        pipeline.add(ledger, reports)
    after = feed(open_site(place)).findall(f"{ATOM}entry")
    moments = [text(each, "updated") for each in after]
    assert moments == sorted(moments, reverse=True)
    changed = [each for each in after if text(each, "id") in before and moments[0] == text(each, "updated")]
    assert changed, "the day after Quetta changes its toll"
    for each in changed:
        assert text(each, "published") == text(before[text(each, "id")], "published") < text(each, "updated")


def test_hostile_words_are_text_and_nothing_else(hostile: Path, open_site: Open) -> None:
    client = open_site(hostile)
    root = feed(client)
    valid(root)
    known = [
        "feed",
        "id",
        "title",
        "updated",
        "published",
        "link",
        "author",
        "name",
        "generator",
        "entry",
        "category",
        "summary",
    ]
    assert {each.tag for each in root.iter()} <= {ATOM + name for name in known}
    assert "Goma<u>" in " ".join(text(each, "title") for each in root.findall(f"{ATOM}entry"))
    assert b"<u>" not in client.get("/feed.atom").content
