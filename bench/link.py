"""Linking and reconciling at scale: ``python bench/link.py [CLAIMS...] [--processes N] [--spark MASTER]``.

Prints, for each number of made-up claims (`claims.py`): seconds, claims a second, peak memory of the largest process
and of all together, and how well claims of one event were brought together (pairs and B-cubed). Of two sizes follows
the growth exponent: 1 is linear.
"""

from __future__ import annotations

import argparse
import math
import resource
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec
from claims import Made, generate
from rich.console import Console
from rich.table import Table

from tollbook.engine import Engine, Local
from tollbook.renewal import whole
from tollbook.renewal.cards import Card, cards
from tollbook.renewal.pages import Page


@dataclass(frozen=True, slots=True)
class Score:
    """Pairwise and B-cubed precision and recall."""

    pair_precision: float
    pair_recall: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def score(groups: Iterable[Sequence[str]], truth: Mapping[str, str]) -> Score:
    """Compare groups of claims with the events they are of; a total of several events ("") is an event by itself."""
    event = {claim: key or claim for claim, key in truth.items()}
    sizes = Counter(event.values())
    placed: set[str] = set()
    precision = recall = right = made = 0.0
    for group in groups:
        placed.update(group)
        made += len(group) * (len(group) - 1) / 2
        for key, number in Counter(event[claim] for claim in group).items():
            precision += number * number / len(group)
            recall += number * number / sizes[key]
            right += number * (number - 1) / 2
    for claim in event.keys() - placed:
        precision, recall = precision + 1, recall + 1 / sizes[event[claim]]
    wanted = sum(number * (number - 1) / 2 for number in sizes.values())
    return Score(right / max(made, 1), right / max(wanted, 1), precision / len(event), recall / len(event))


def pages_of(made: Made) -> dict[str, Page]:
    """Return the reports with their claims as they would come from a ledger."""
    bodies: dict[str, list[str]] = {report.id: [] for report in made.reports}
    for claim in made.claims:
        bodies[claim.report_id].append(msgspec.json.encode(claim).decode())
    return {report.id: Page(report, tuple(bodies[report.id])) for report in made.reports}


def cards_of(pages: Mapping[str, Page]) -> Iterator[Card]:
    """Yield the cards of all claims, as a ledger that is read through once gives them."""
    for page in pages.values():
        yield from cards(page.report, page.read())


def measure(number: int, engine: Engine) -> tuple[float, list[str]]:
    """Return the seconds that `number` claims take, and the row of the table."""
    made = generate(number)
    truth, pages = made.truth, pages_of(made)
    del made
    before = time.perf_counter()
    tied, told = whole.renew(cards_of(pages), lambda names: [pages[name] for name in names], (), engine)
    middle = time.perf_counter()
    groups, links, parts = [], len(tied), 0
    for batch in told:
        groups += [incident.claims for incident in batch.incidents]
        links += len(batch.links)
        parts += sum(len(incident.parts) for incident in batch.incidents)
    seconds = time.perf_counter() - before
    found = score(groups, truth)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    row = [
        f"{len(truth):,}",
        f"{seconds:.1f}",
        f"{middle - before:.1f}",
        f"{len(truth) / seconds:,.0f}",
        f"{own:.2f} + {theirs:.2f}",
        f"{found.pair_precision:.3f}",
        f"{found.pair_recall:.3f}",
        f"{found.precision:.3f}",
        f"{found.recall:.3f}",
        f"{found.f1:.3f}",
        f"{len(groups):,}",
        f"{parts:,}",
    ]
    return seconds, row


def main() -> None:
    """Read the arguments, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    console = Console(width=160)
    table = Table()
    for name in ("claims", "s", "judged in s", "claims/s", "GiB: own + a worker's"):
        table.add_column(name, justify="right")
    for name in ("pair P", "pair R", "B3 P", "B3 R", "B3 F1", "incidents", "parts of totals"):
        table.add_column(name, justify="right")
    taken: list[tuple[int, float]] = []
    for number in options.claims:
        seconds, row = measure(number, Local(options.processes))
        taken.append((number, seconds))
        table.add_row(*row)
    console.print(table)
    for (few, short), (many, long) in pairwise(taken):
        console.print(f"from {few:,} to {many:,} claims: exponent {math.log(long / short) / math.log(many / few):.2f}")


if __name__ == "__main__":
    main()
