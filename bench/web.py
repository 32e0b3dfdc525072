"""How fast the web pages answer: ``python bench/web.py [--incidents N] [--ledger FILE]``.

Makes a ledger of N incidents (100,000 unless told), with totals, several effects, actors and origins, places at 8,000
points, and a report behind each, shuffled with a seed; publishes it through the store; then asks for pages through the
application without a network, and prints for each the time by the clock and the processor's time, which a busy machine
stretches less: the first answer of a selection, and the second, when its sums are kept. ``--ledger`` keeps the file for
the next run.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import insert

from tollbook import pipeline
from tollbook.records import (
    Claim,
    Count,
    Evidence,
    Figure,
    Incident,
    Period,
    Place,
    Report,
    Span,
    content_id,
)
from tollbook.store import Ledger, Uncounted, columns, schema
from tollbook.store.codec import dumps
from tollbook.web import create_app, review
from tollbook.web.serve import ready

SEED = 20240607
INCIDENTS = 100_000
COUNTRIES = ("SY", "UA", "SD", "CD", "NG", "ML", "BF", "YE", "IQ", "AF", "PK", "MM", "ET", "SO", "MX", "CO", "HT", "RU")
LANGUAGES = ("en", "ar", "fr", "es", "uk", "ru", "nb")
TYPES = ("Battles", "Explosions/Remote violence", "Violence against civilians")
SENTENCE = "people were killed in the town on that day, officials said, and many more were hurt. "
ASKED = (
    "/",
    "/?country=SY",
    "/?from=2018-02-01",
    "/?from=2018-02-01&to=2021-01-31",
    "/?actor=group-7",
    "/?effect=killed",
    "/?language=ar&language=en&language=fr",
    "/?box=-20,-20,60,50",
    "/?place=own+77",
    "/?status=single_origin&sort=toll",
    "/?sort=toll&page=900",
    "/?sort=place",
    "/map.json",
    "/map.json?country=SY",
    "/map.svg?country=SY",
    "/map.svg",
    "/api/incidents",
    "/api/incidents?sort=place&country=SY&limit=500",
    "/api/totals?effect=killed",
    "/feed.atom",
    "/feed.atom?country=SY",
    "/review",
    "/review?kind=no-origin&page=1000",
    "/reports",
    "/reports?page=1500",
)


def places(chance: random.Random) -> list[Place]:
    """Return 8,000 places of every precision."""
    found = []
    for number in range(8_000):
        country = chance.choice(COUNTRIES)
        found.append(
            Place(
                text=f"Town {number}",
                id=f"place-{number}",
                name=f"Town {number}",
                country=country,
                admin1=f"{country} Province {number % 30}",
                latitude=round(chance.uniform(-35, 55), 4),
                longitude=round(chance.uniform(-100, 110), 4),
                precision=chance.choice((1, 1, 1, 2, 2, 3, 4, 6)),
            )
        )
    return found


def made(number: int) -> Iterator[tuple[Report, Claim, Incident]]:
    """Yield `number` reports, each with its claim and the incident made of it; the same ones every time."""
    chance = random.Random(SEED)  # noqa: S311 - the same each time, and no secret
    towns, actors = places(chance), [f"group-{at}" for at in range(300)]
    for at in range(number):
        day = date(2015, 1, 1) + timedelta(days=chance.randrange(4_000))
        killed, place = int(chance.paretovariate(1.2)) % 400, chance.choice(towns)
        text = f"{killed} {SENTENCE * 10}({at})"
        report = Report(
            id=content_id("report", at),
            text=text,
            title=f"Report {at}",
            outlet=f"Outlet {at % 400}",
            language=chance.choice(LANGUAGES),
            published=day,
        )
        count = Count(
            low=killed, best=killed if chance.random() < 0.9 else None, high=None if at % 5 == 0 else killed + 2
        )
        span = Span(report_id=report.id, start=0, end=len(str(killed)), quote=str(killed))
        claim = Claim(
            id=content_id("claim", at),
            report_id=report.id,
            language=report.language or "en",
            effect="killed",
            count=count,
            place=place,
            period=Period(start=day, end=day, precision=1),
            evidence=(Evidence(role="count", span=span),),
        )
        origins = tuple(sorted(chance.sample(actors, chance.choice((0, 1, 1, 2)))))
        figures = [
            Figure(effect=effect, low=count.low, best=count.best, high=count.high, claims=(claim.id,), origins=origins)
            for effect in (("killed", "wounded") if chance.random() < 0.5 else ("killed",))
        ]
        yield (
            report,
            claim,
            Incident(
                id=content_id("incident", at),
                kind="incident",
                claims=(claim.id,),
                event_type=chance.choice(TYPES),
                sub_event_type="Attack",
                period=claim.period,
                place=place,
                perpetrators=(chance.choice(actors),),
                victims=tuple(sorted(chance.sample(actors, 2))),
                figures=tuple(figures),  # type: ignore[arg-type]
                reports=(report.id,),
                origins=origins,
            ),
        )


def fill(place: Path, number: int) -> None:
    """Make the ledger at `place`, and print how long publishing took."""
    with Ledger.open(place, create=True, maker=pipeline.version()) as ledger:
        incidents = [incident for _, _, incident in made(number)]
        # All at once: `Ledger.add` is one transaction a report, and how fast that is is no question of this bench.
        facts = [(report, claim) for report, claim, _ in made(number)]
        with ledger.engine.begin() as connection:
            columns = [column.name for column in schema.reports.columns]
            connection.execute(
                insert(schema.reports), [{name: getattr(report, name) for name in columns} for report, _ in facts]
            )
            connection.execute(
                insert(schema.claims),
                [
                    {"id": claim.id, "report_id": report.id, "position": 0, "body": dumps(claim)}
                    for report, claim in facts
                ],
            )
        watermark = ledger.read()[0].watermark
        began, spent = time.perf_counter(), time.process_time()
        ledger.publish(watermark, incidents, [], uncounted=Uncounted())
        told("publish", time.perf_counter() - began, time.process_time() - spent)


def told(what: str, clock: float, processor: float, more: str = "") -> None:
    """Print one line: what, milliseconds by the clock, milliseconds of the processor."""
    print(f"{what:<44}{clock * 1000:>9.0f}{processor * 1000:>9.0f}  {more}", flush=True)


def ask(client: TestClient, path: str) -> tuple[float, float, int]:
    """Ask for a page and return seconds by the clock, seconds of the processor, and the size of the answer."""
    began, spent = time.perf_counter(), time.process_time()
    answer = client.get(path)
    taken = time.perf_counter() - began, time.process_time() - spent
    assert answer.status_code == 200, (path, answer.status_code)
    return *taken, len(answer.content)


def measure(place: Path) -> None:
    """Print how long each page takes."""
    began, spent = time.perf_counter(), time.process_time()
    app = create_app(place)
    ready(app)
    with TestClient(app, base_url="http://localhost", headers={"accept-encoding": "identity"}) as client:
        told("start", time.perf_counter() - began, time.process_time() - spent)
        began, spent = time.perf_counter(), time.process_time()
        with app.state.site.ledger.looking() as connection:
            columns.read(connection)
        told("columns: first page after a publish, more", time.perf_counter() - began, time.process_time() - spent)
        began, spent = time.perf_counter(), time.process_time()
        review.settled(app.state.site)
        told("findings, beside the pages: still", time.perf_counter() - began, time.process_time() - spent)
        ask(client, "/method")  # templates are compiled, threads are there
        ask(client, "/?least=999999")
        single = [f"/{kind}/{content_id(kind, at)}" for kind in ("incident", "report") for at in (1, 5, 9)]
        for path in (*ASKED, *single):
            first, again = ask(client, path), ask(client, path)
            told(path, first[0], first[1], f"again {again[0] * 1000:.0f} / {again[1] * 1000:.0f}, {first[2]:,} bytes")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--incidents", type=int, default=INCIDENTS)
    parser.add_argument("--ledger", type=Path, help="keep the ledger here, and use it where it is there")
    given = parser.parse_args(arguments)
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{platform.machine()}, {cores} cores, load {load:.1f}, Python {platform.python_version()}")
    print(f"{'milliseconds':<44}{'clock':>9}{'processor':>9}")
    with tempfile.TemporaryDirectory(prefix="tollbook-bench-") as folder:
        place = given.ledger or Path(folder, "bench.toll")
        if not place.exists():
            fill(place, given.incidents)
        measure(place)


if __name__ == "__main__":
    main()
