"""How fast a ledger is kept: ``python bench/store.py [--reports N] [--claims N] [LEDGER ...]``.

Puts made-up reports with ready claims into each new ledger and prints reports a second for one writer and for two
processes at once, and the time to read everything, to publish a view (an incident for each claim, a link between
neighbours) and to publish it again with one report more. Nothing is extracted or linked: this is the store alone.

Without LEDGER it takes a SQLite file in a temporary folder and, where Debian's programs are there, a PostgreSQL server
of its own (through loopback, with fsync as on a real server). A LEDGER that is named must be new; it is left behind.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import postgres_server
from tollbook.records import Claim, Count, Evidence, Figure, Incident, Link, Reason, Report, Role, Span, content_id
from tollbook.store import Facts, Ledger, locate

REPORTS, CLAIMS = 2000, 4
PARAGRAPHS = 8
SENTENCE = (
    "Report {number}, paragraph {at}: {toll} people were killed near the river crossing on Friday, officials said."
)


def made(number: int, claims: int) -> tuple[Report, list[Claim]]:
    """Return report `number`, of about 130 words, with `claims` claims."""
    lines = [SENTENCE.format(number=number, at=at, toll=3 + (number + at) % 90) for at in range(PARAGRAPHS)]
    text = "\n\n".join(lines)
    report = Report(id=content_id("bench", number), text=text, outlet="Bench (example)", language="en")
    starts = [sum(len(line) + 2 for line in lines[:at]) for at in range(PARAGRAPHS)]
    return report, [_claim(report, starts[at % PARAGRAPHS], at) for at in range(claims)]


def _claim(report: Report, start: int, at: int) -> Claim:
    spans = [
        Span(report_id=report.id, start=start + of, end=start + of + 6, quote=report.text[start + of : start + of + 6])
        for of in (0, 10, 20)
    ]
    roles: tuple[Role, ...] = ("count", "effect", "time")
    return Claim(
        id=content_id(report.id, at),
        report_id=report.id,
        language="en",
        effect="killed",
        count=Count(low=3, best=3, high=3),
        evidence=tuple(Evidence(role=role, span=span) for role, span in zip(roles, spans, strict=True)),
    )


def add(location: str, numbers: Sequence[int], claims: int) -> None:
    """Put in reports one by one, as `add` does."""
    with Ledger.open(location, create=True) as ledger:
        for number in numbers:
            ledger.add(*made(number, claims))


def view(facts: Facts) -> tuple[list[Incident], list[Link]]:
    """Return an incident for each claim, and a link between neighbours."""
    ids = [claim.id for claim in facts.claims]
    incidents = [
        Incident(
            id=content_id("group", [name]),
            kind="incident",
            claims=(name,),
            figures=(Figure(effect="killed", low=3, best=3, high=3, claims=(name,), origins=()),),
        )
        for name in ids
    ]
    why = (Reason(name="place", score=1.0, why="the same place"), Reason(name="day", score=-2.0, why="another day"))
    pairs = (sorted(pair) for pair in pairwise(ids))
    return incidents, [Link(left=a, right=b, verdict="unsure", score=-1.0, reasons=why) for a, b in pairs]


def timed(step: Callable[[], object]) -> float:
    """Return the seconds that `step` takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def together(location: str, reports: int, claims: int) -> float:
    """Return the seconds that two processes take to put in half of the reports each."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        pool.starmap(add, [(location, [], claims)] * 8, chunksize=1)  # waits until both are there
        halves = [(location, range(first, reports, 2), claims) for first in (0, 1)]
        return timed(lambda: pool.starmap(add, halves, chunksize=1))


def publish(location: str) -> tuple[float, float]:
    """Read all and publish; return the seconds of both."""
    with Ledger.open(location) as ledger:
        reading = timed(ledger.read)
        facts, _ = ledger.read()
        incidents, links = view(facts)
        return reading, timed(lambda: ledger.publish(facts.watermark, incidents, links))


def measure(location: str, second: str, reports: int, claims: int) -> Iterator[str]:
    """Yield a line for each measure; `second` is another new ledger of the same kind, for two writers."""
    yield locate(location).name
    alone = timed(lambda: add(location, range(reports), claims))
    yield f"  one writer        {reports / alone:8.0f} reports a second"
    both = together(second, reports, claims)
    yield f"  two writers       {reports / both:8.0f} reports a second"
    reading, first = publish(location)
    yield f"  read              {reading:8.2f} s"
    yield f"  publish           {first:8.2f} s"
    add(location, [reports], claims)
    yield f"  publish again     {publish(location)[1]:8.2f} s"


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledgers", metavar="LEDGER", nargs="*", help="a new ledger; a second beside it is named NAME_2")
    parser.add_argument("--reports", type=int, default=REPORTS, help=f"how many (default {REPORTS})")
    parser.add_argument("--claims", type=int, default=CLAIMS, help=f"of each (default {CLAIMS})")
    options = parser.parse_args()
    print(f"{options.reports} reports with {options.claims} claims each")
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    with ExitStack() as stack:
        pairs = [(name, f"{name}_2") for name in options.ledgers]
        if not pairs:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tollbook-bench-"))
            pairs.append((f"{folder}/one.toll", f"{folder}/two.toll"))
            try:
                server = stack.enter_context(postgres_server.running(durable=True))
                pairs.append((server.url(schema="one"), server.url(schema="two")))
            except postgres_server.AbsentError as reason:
                print(f"without PostgreSQL: {reason}")
        for location, second in pairs:
            for line in measure(location, second, options.reports, options.claims):
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
