"""A ledger of the bundled examples, one with hostile and right-to-left reports, and clients for both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hostile_reports import BAD, GOMA, MOSUL, RTL, told

from tollbook import pipeline
from tollbook.data import path as data_path
from tollbook.read import Options, read_all
from tollbook.web import Settings, create_app, review

HERE = "http://localhost"


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


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, the list of findings is there when a page is."""
    monkeypatch.setattr(review, "PATIENCE", 60)


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
