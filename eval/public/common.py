"""What all public measures share: reading a report, counting what came out right, sampling, printing.

The measures know nothing of any extractor. `Reader` calls `tollbook.extract.mentions` and
`tollbook.normalise.claims`, so whatever the package reads with by default is what is measured, unless one is named.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from tollbook import extract, normalise
from tollbook.extract import Extractor
from tollbook.records import Claim, Report, Role, content_id

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared" / "eval"  # where the sets lie unless an argument says otherwise
SEED = 20240607

Words = tuple[int, int]  # offsets in a text
T = TypeVar("T")


@dataclass
class Tally:
    """How many of those given were right, and how many of those wanted were found.

    The two numbers of hits are the same where each thing given stands for one thing wanted. Hits may be shares.
    """

    right: float = 0
    given: int = 0
    found: float = 0
    wanted: int = 0

    def add(self, right: float, given: int, wanted: int, found: float | None = None) -> None:
        """Add counts; `found` is `right` unless said."""
        self.right += right
        self.given += given
        self.wanted += wanted
        self.found += right if found is None else found

    def merge(self, other: Tally) -> None:
        """Add the counts of another tally."""
        self.add(other.right, other.given, other.wanted, other.found)

    @property
    def precision(self) -> float | None:
        """Return the share of right ones among those given, None where nothing was given."""
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """Return the share found of those wanted, None where nothing was wanted."""
        return self.found / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of precision and recall, None where one of them is not there."""
        if self.precision is None or self.recall is None:
            return None
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Result:
    """One table: its title, its rows in order, and lines to print under it."""

    title: str
    rows: dict[str, Tally]
    notes: list[str] = field(default_factory=list)


@dataclass
class Reader:
    """Reads reports with an extractor (None: the package's default) and keeps count."""

    extractor: Extractor | None = None
    reports: int = 0
    seconds: float = 0.0
    refused: int = 0

    def claims(self, report: Report) -> tuple[Claim, ...]:
        """Return the claims of a report; none where the border refuses what the extractor gives."""
        start = time.perf_counter()
        try:
            return normalise.claims(report, extract.mentions(report, self.extractor))
        except extract.SpanError:
            self.refused += 1
            return ()
        finally:
            self.reports += 1
            self.seconds += time.perf_counter() - start

    def __str__(self) -> str:
        speed = f", {self.reports / self.seconds:.1f} a second" if self.seconds else ""
        refused = f"; {self.refused} left out, a span quotes nothing" if self.refused else ""
        return f"{self.reports} reports read in {self.seconds:.0f} s{speed}{refused}"


def report_of(
    name: str,
    text: str,
    language: str,
    *,
    title: str | None = None,
    day: date | None = None,
    outlet: str | None = None,
) -> Report:
    """Return a report of a text in a known language; `name` makes its id."""
    made = content_id("public", name)
    return Report(id=made, text=text, title=title, language=language, published=day, outlet=outlet)


def spans(claim: Claim, *roles: Role) -> list[Words]:
    """Return where the words of some roles stand, each once, in the order of the evidence."""
    return list(dict.fromkeys((item.span.start, item.span.end) for item in claim.evidence if item.role in roles))


def overlaps(left: Words, right: Words) -> bool:
    """Tell whether two spans share a character."""
    return left[0] < right[1] and right[0] < left[1]


def within(inner: Words, outer: Words) -> bool:
    """Tell whether a span lies in another."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def sample(items: Sequence[T], limit: int | None, seed: int = SEED) -> list[T]:
    """Return at most `limit` of `items`, drawn with a seed, in their own order; all of them for None."""
    if limit is None or limit >= len(items):
        return list(items)
    drawn = random.Random(seed).sample(range(len(items)), limit)  # noqa: S311 - a sample, not a secret
    return [items[at] for at in sorted(drawn)]


def matched(left: Sequence[object], fits: Mapping[int, Iterable[int]]) -> dict[int, int]:
    """Return a largest one-to-one matching: index of `left` to the index it is matched with.

    `fits` says with which indices each one may be matched; the earlier in `left` is served first.
    """
    taken: dict[int, int] = {}

    def serve(one: int, tried: set[int]) -> bool:
        for other in fits.get(one, ()):
            if other not in tried:
                tried.add(other)
                if other not in taken or serve(taken[other], tried):
                    taken[other] = one
                    return True
        return False

    for one in range(len(left)):
        serve(one, set())
    return {one: other for other, one in taken.items()}


def missing(folder: Path, name: str) -> bool:
    """Say in one line that a set is not there, if so."""
    if folder.exists():
        return False
    Console().print(f"{name}: skipped, no {folder.name} in {folder.parent}", highlight=False, soft_wrap=True)
    return True


def show(results: Iterable[Result]) -> None:
    """Print tables of counts with precision, recall and F1."""
    console = Console(width=110, highlight=False)
    for result in results:
        table = Table(title=result.title, title_justify="left", title_style="bold", min_width=80)
        table.add_column("")
        for name in ("right", "given", "wanted", "precision", "recall", "F1"):
            table.add_column(name, justify="right")
        for name, tally in result.rows.items():
            table.add_row(name, *_cells(tally))
        console.print(table)
        for note in result.notes:
            console.print(note)
        console.print()


def _cells(tally: Tally) -> Iterator[str]:
    right, found = f"{round(tally.right, 1):g}", f"{round(tally.found, 1):g}"
    hits = right if right == found else f"{right}/{found}"
    yield from (hits, str(tally.given), str(tally.wanted))
    for share in (tally.precision, tally.recall, tally.f1):
        yield "-" if share is None else f"{100 * share:.1f}"
