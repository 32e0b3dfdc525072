"""Adding to a large ledger, and deciding in it: ``python bench/add.py [CLAIMS...] [--add N] [--processes N]``.

For each number of made-up claims (`claims.py`) a ledger is filled and published; then reports with N claims (1,000)
come in through `pipeline.add`: once the latest of all, as the news of a day does, once some of any day. Ready claims
take the place of reading, so that extraction is not measured. Prints seconds (of the clock, and of the processor) and
the peak memory of this process so far. Of two sizes follows the growth exponent of each: 0 means that the size does
not matter.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

from claims import generate

from tollbook import pipeline
from tollbook.engine import Engine, Local
from tollbook.records import Claim, Report
from tollbook.store import Ledger

Told = Sequence[tuple[Report, tuple[Claim, ...]]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step took: seconds of the clock and of the processor, and the peak memory until its end, in GiB."""

    clock: float
    processor: float
    memory: float


def timed(step: Callable[[], object]) -> Taken:
    """Return what `step` takes."""
    clock, processor = time.perf_counter(), time.process_time()
    step()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return Taken(time.perf_counter() - clock, time.process_time() - processor, peak)


def dealt(number: int, more: int) -> tuple[Told, Told, Told]:
    """Return reports with about `number` claims for a ledger, and twice `more`: the latest, and some of any day."""
    made = generate(number + 2 * more)
    of: dict[str, list[Claim]] = {report.id: [] for report in made.reports}
    for claim in made.claims:
        of[claim.report_id].append(claim)
    told = sorted(((report, tuple(of[report.id])) for report in made.reports), key=lambda item: str(item[0].published))
    latest = cut(reversed(told), more)
    rest = told[: len(told) - len(latest)]
    random.Random(1).shuffle(rest)  # noqa: S311
    scattered = cut(rest, more)
    return rest[len(scattered) :], latest, scattered


def cut(told: Iterable[tuple[Report, tuple[Claim, ...]]], most: int) -> Told:
    """Return the first of `told` with `most` claims together."""
    found, count = [], 0
    for report, claims in told:
        if count >= most:
            break
        found.append((report, claims))
        count += len(claims)
    return found


def add(ledger: Ledger, told: Told, engine: Engine | None = None) -> pipeline.Added:
    """Add reports whose claims are ready."""
    ready = {report.id: claims for report, claims in told}
    with (
        patch.object(pipeline, "claims_of", lambda report, reader=None: ready[report.id]),
        patch.object(pipeline, "readable", lambda report, reader=None: True),
    ):
        return pipeline.add(ledger, [report for report, _ in told], engine=engine)


def decided(ledger: Ledger) -> None:
    """Call two claims of two incidents the same."""
    with ledger.looking() as connection:
        names = [name for (name,) in connection.exec_driver_sql("SELECT id FROM incidents ORDER BY id LIMIT 2").all()]
    pipeline.decide(ledger, "merge", names)


def measure(location: str, number: int, more: int, processes: int) -> list[tuple[str, Taken]]:
    """Fill a ledger, add to it, decide in it; return what each step took."""
    base, latest, scattered = dealt(number, more)
    with pipeline.open_ledger(location, create=True) as ledger:
        found = [("fill and publish", timed(lambda: add(ledger, base, Local(processes))))]
        found.append(("add the latest report", timed(lambda: add(ledger, latest[:1]))))
        found.append((f"add {more:,} claims, the latest", timed(lambda: add(ledger, latest[1:]))))
        found.append((f"add {more:,} claims of any day", timed(lambda: add(ledger, scattered))))
        found.append(("decide", timed(lambda: decided(ledger))))
        found.append(("undo", timed(lambda: pipeline.undo(ledger))))
    return found


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--add", type=int, default=1_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", help="keep the ledgers here")
    options = parser.parse_args()
    taken: list[tuple[int, list[tuple[str, Taken]]]] = []
    with tempfile.TemporaryDirectory(prefix="tollbook-bench-") as folder:
        for number in options.claims:
            place = Path(options.folder or folder, f"{number}.toll")
            taken.append((number, measure(str(place), number, options.add, options.processes)))
            print(f"{number:,} claims")
            for name, row in taken[-1][1]:
                print(f"  {name:<32}{row.clock:8.2f} s {row.processor:8.2f} s of processor {row.memory:6.2f} GiB")
    for (few, before), (many, after) in pairwise(taken):
        for (name, short), (_, long) in zip(before, after, strict=True):
            grown = math.log(long.processor / short.processor) / math.log(many / few)
            print(f"from {few:,} to {many:,} claims: {name}: exponent {grown:.2f}")


if __name__ == "__main__":
    main()
