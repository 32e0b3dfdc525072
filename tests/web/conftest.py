"""A ledger of the bundled examples, one with hostile and right-to-left reports, and clients for both."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tollbook import pipeline
from tollbook.data import path as data_path
from tollbook.read import Options, read_all
from tollbook.records import (
    Attribution,
    Claim,
    Count,
    Evidence,
    Party,
    Period,
    Place,
    Report,
    Span,
    content_id,
)
from tollbook.web import Settings, create_app

HERE = "http://localhost"
OVERRIDE, ISOLATE = "\u202e", "\u2066"
HOSTILE = (
    f'<script>alert(1)</script> 7 soldiers <img src=x onerror="alert(2)"> were killed in Goma{OVERRIDE}deggul'
    f' on Friday, said "><svg onload=alert(3)> {ISOLATE}a source.\n\n{{{{ 7*7 }}}} {{% raw %}} javascript:alert(4)\n'
)
ARABIC = "قتل 12 جنديا في هجوم قرب الموصل يوم الجمعة، وفقا لما ذكرته الشرطة.\n"
DAY = date(2024, 3, 1)


def told(report: Report, number: str, best: int, place: Place, **more: object) -> Claim:
    """A claim of people killed that stands on the characters of `number` in `report`."""
    start = report.text.index(number)
    span = Span(report_id=report.id, start=start, end=start + len(number), quote=number)
    known: dict[str, object] = {
        "count": Count(low=best, best=best, high=best),
        "place": place,
        "period": Period(start=DAY, end=DAY, precision=1),
        "victims": Party(text="soldiers<b>", actor=None, victim_class="combatant"),
        "event_type": "Battles",
        "attribution": (Attribution(text='a "source"<i>', origin="<i>odd</i>"),),
    }
    return Claim(
        id=content_id("told", report.id, number),
        report_id=report.id,
        language=report.language or "en",
        effect="killed",
        evidence=(Evidence(role="count", span=span),),
        **(known | more),  # type: ignore[arg-type]
    )


def report(text: str, **known: object) -> Report:
    return Report(id=content_id("report", text), text=text, published=DAY, **known)  # type: ignore[arg-type]


GOMA = Place(
    text="Goma<u>",
    id="goma",
    name="Goma<u>",
    country="CD",
    admin1="North Kivu",
    latitude=-1.68,
    longitude=29.22,
    precision=1,
)
MOSUL = Place(
    text="الموصل",
    id="mosul",
    name="Mosul",
    country="IQ",
    admin1="Nineveh",
    latitude=36.34,
    longitude=43.13,
    precision=1,
    relation="near",
)
BAD = report(
    HOSTILE, title="<b>Bold</b> \u202etitle", outlet="Outlet <script>", language="en", url="javascript:alert(5)"
)
RTL = report(ARABIC, title="هجوم قرب الموصل", outlet="وكالة", language="ar")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger that `tollbook demo` makes."""
    place = tmp_path_factory.mktemp("web") / "demo.toll"
    with pipeline.open_ledger(place, create=True) as ledger:
        pipeline.add(ledger, read_all([str(data_path("examples"))], Options()).reports)
    return place


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a report that attacks its reader, and one written from right to left."""
    place = tmp_path_factory.mktemp("web") / "hostile.toll"
    with pipeline.open_ledger(place, create=True) as ledger:
        ledger.add(BAD, [told(BAD, "7", 7, GOMA)])
        ledger.add(RTL, [told(RTL, "12", 12, MOSUL)])
        pipeline.publish(ledger)
    return place


@pytest.fixture
def open_site() -> Iterator[Callable[..., TestClient]]:
    """Gives a client for a ledger under the settings named."""
    opened: list[TestClient] = []

    def begin(place: Path, **settings: object) -> TestClient:
        client = TestClient(create_app(place, Settings(**settings)), base_url=HERE)  # type: ignore[arg-type]
        client.__enter__()
        opened.append(client)
        return client

    yield begin
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def client(demo: Path, open_site: Callable[..., TestClient]) -> TestClient:
    return open_site(demo)
