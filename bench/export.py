"""What exports cost: ``python bench/export.py [--incidents N]``.

Makes a view of N incidents (100,000 unless told), a report of 170 words and a claim behind each, and writes it in
every format to nowhere: first a tenth of it, then all. Prints the processor's seconds, which a busy machine does not
stretch, of both, bytes, and how far writing raised the peak of memory above the view's own. Ten times the incidents
should cost ten times the seconds.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tollbook import export
from tollbook.records import View
from web import made

INCIDENTS = 100_000


class Nowhere(io.RawIOBase):
    """A file that counts its bytes and keeps none."""

    def __init__(self) -> None:
        """Start at 0."""
        super().__init__()
        self.size = 0

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.size

    def write(self, data: object) -> int:
        """Count the bytes of `data`."""
        length = memoryview(data).nbytes  # type: ignore[arg-type]
        self.size += length
        return length


def view(number: int) -> View:
    """Return a view of `number` incidents."""
    reports, claims, incidents = zip(*made(number), strict=True)
    empty = {"links": (), "background": (), "statements": (), "set_aside": ()}
    return View(reports=reports, claims=claims, incidents=incidents, **empty)


def part(whole: View, number: int) -> View:
    """Return the first `number` reports, claims and incidents."""
    return replace(
        whole, reports=whole.reports[:number], claims=whole.claims[:number], incidents=whole.incidents[:number]
    )


def measured(name: str, whole: View) -> tuple[float, int]:
    """Write a view and return the processor's seconds and the bytes."""
    out, spent = Nowhere(), time.process_time()
    export.write(name, whole, out)  # type: ignore[arg-type]
    return time.process_time() - spent, out.size


def peak() -> int:
    """Return the most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--incidents", type=int, default=INCIDENTS)
    given = parser.parse_args(arguments)
    whole = view(given.incidents)
    few = part(whole, given.incidents // 10)
    print(f"{given.incidents:,} incidents; the view takes {peak()} MiB")
    print(f"{'format':<12}{'s, a tenth':>12}{'s, all':>10}{'MB':>10}{'MiB more':>10}")
    for name in export.names(installed=True):
        before = peak()
        (tenth, _), (all_, size) = measured(name, few), measured(name, whole)
        print(f"{name:<12}{tenth:>12.2f}{all_:>10.2f}{size / 1e6:>10.1f}{peak() - before:>10}", flush=True)


if __name__ == "__main__":
    main()
