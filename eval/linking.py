"""How well claims of one event are brought together: ``python eval/linking.py [CLAIMS]``.

Prints pairs and B-cubed on made-up claims (a development seed and a held-out one; each also with all events in one
year, as dense as coded ones) and on labelled pairs of reports; what each named comparison adds, by leaving it out; and
the costliest mistakes on the development seed, with their reasons. Of the held-out sets only sums are shown.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import combinations
from unittest.mock import patch

from floors import stamp
from golden_cases import FOLDER
from labelled import Labelled, golden, held_out_reports, made_up
from rich.console import Console
from rich.table import Table

import link as bench
import tollbook.link
from tollbook.link import group, link
from tollbook.link.compare import COMPARISONS, Pair, compare, spell_count, weights
from tollbook.records import Claim, Link, Verdict
from tollbook.relations import days, spell

DEVELOPMENT_SEED, HELD_OUT_SEED = 11, 23
YEAR = 2020  # in which all events happen (`labelled.made_up`)
LOWERED = (0.0, 1.0, 2.0, 3.0)  # bits that the threshold is lowered by, where a comparison is left out
WITHIN = "same_report"  # left out like a comparison, though it is none of `COMPARISONS`
SHOWN = 5  # mistakes of a kind

Groups = Sequence[frozenset[str]]


def grouped(of: Labelled) -> tuple[Groups, list[Link]]:
    """Return the groups that the claims of a ledger are brought into, and the links."""
    links = link(of.claims, of.reports)
    return group(of.claims, links), links


def score(sets: Sequence[Labelled]) -> bench.Score:
    """Return pairs and B-cubed over the labelled claims of some ledgers."""
    groups: list[list[str]] = []
    truth: dict[str, str] = {}
    for number, one in enumerate(sets):
        kept = ([claim for claim in members if claim in one.event] for members in grouped(one)[0])
        groups += [members for members in kept if members]
        truth |= {claim: f"{number} {event}" for claim, event in one.event.items()}
    return bench.score(groups, truth)


def scores(sets: dict[str, Sequence[Labelled]]) -> Table:
    """Return the table of scores."""
    table = Table(title="claims of one event brought together")
    for head in ("set", "claims", "events", "pair P", "pair R", "B3 P", "B3 R", "B3 F1"):
        table.add_column(head, justify="left" if head == "set" else "right")
    for name, of in sets.items():
        found = score(of)
        claims = sum(len(one.event) for one in of)
        events = sum(len(set(one.event.values())) for one in of)
        figures = (found.pair_precision, found.pair_recall, found.precision, found.recall, found.f1)
        table.add_row(name, f"{claims:,}", f"{events:,}", *(f"{figure:.3f}" for figure in figures))
    return table


# --- what each comparison adds ----------------------------------------------------------------------------------


def without(left_out: str | None, of: Sequence[Labelled], lowered: float = 0.0) -> float:
    """Return B-cubed F1 with one comparison left out and the threshold lowered by some bits."""
    limits = weights("verdict")

    def verdict(bits: float, one_report: bool) -> Verdict:
        if bits >= limits["same_in_report" if one_report else "same"] - lowered:
            return "same"
        return "different" if bits < limits["different"] else "unsure"

    kept = tuple(comparison for comparison in COMPARISONS if comparison.__name__ != left_out)
    with ExitStack() as changed:
        changed.enter_context(patch.object(tollbook.link, "COMPARISONS", kept))
        changed.enter_context(patch.object(tollbook.link, "verdict", verdict))
        if left_out == WITHIN:
            changed.enter_context(patch.object(tollbook.link, "same_report", lambda pair: None))
        return score(of).f1


def additions(made: Sequence[Labelled], reports: Sequence[Labelled]) -> Table:
    """Return the table of what B-cubed F1 loses without each comparison.

    A comparison that is left out takes its bits from every pair, so the best of some lower thresholds, with it and
    without it, is compared too.
    """
    table = Table(title="B-cubed F1 lost without a comparison")
    for head in ("without", "made up", "... and a threshold to fit", "reports", "... and a threshold to fit"):
        table.add_column(head, justify="left" if head == "without" else "right")
    names = (None, *(comparison.__name__ for comparison in COMPARISONS), WITHIN)
    found = {
        (name, kind): [without(name, of, lowered) for lowered in LOWERED]
        for name in names
        for kind, of in enumerate((made, reports))
    }
    for name in names[1:]:
        cells = []
        for kind in (0, 1):
            whole, left = found[None, kind], found[name, kind]
            cells += [f"{whole[0] - left[0]:.3f}", f"{max(whole) - max(left):.3f}"]
        table.add_row(str(name).replace("_", " "), *cells)
    return table


# --- mistakes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Two sets of claims that are joined and should not be, or the other way round, and what it costs B-cubed."""

    joined: bool
    one: frozenset[str]
    other: frozenset[str]
    cost: float  # claims' worth of precision or recall


def mistakes(of: Labelled, groups: Groups) -> list[Mistake]:
    """Return what went wrong, the costliest first."""
    sizes = Counter(of.event.values())
    found: list[Mistake] = []
    parts: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for members in groups:
        events: defaultdict[str, set[str]] = defaultdict(set)
        for claim in members & of.event.keys():
            events[of.event[claim]].add(claim)
        for event, own in events.items():
            parts[event].append(frozenset(own))
        found += _of(True, [frozenset(own) for own in events.values()], sum(map(len, events.values())))
    for event, fragments in parts.items():
        found += _of(False, fragments, sizes[event])
    return sorted(found, key=lambda item: (-item.cost, min(item.one), min(item.other)))


def _of(joined: bool, parts: Sequence[frozenset[str]], whole: int) -> Iterator[Mistake]:
    for one, other in combinations(parts, 2):
        yield Mistake(joined=joined, one=one, other=other, cost=2 * len(one) * len(other) / whole)


def told(mistake: Mistake, of: Labelled, links: Sequence[Link]) -> Iterator[str]:
    """Yield the lines that tell of a mistake: the two claims that say most for joining, and why."""
    claims = {claim.id: claim for claim in of.claims}
    between = [
        item
        for item in links
        if (item.left in mistake.one and item.right in mistake.other)
        or (item.left in mistake.other and item.right in mistake.one)
    ]
    best = max(between, key=lambda item: item.score, default=None)
    worst = min(between, key=lambda item: item.score, default=None)
    kind = "joined, and are two events" if mistake.joined else "kept apart, and are one event"
    yield f"{len(mistake.one)} and {len(mistake.other)} claims {kind} ({mistake.cost:.1f} claims' worth)"
    if best is None:
        yield from _never_met(claims[min(mistake.one)], claims[min(mistake.other)], of, mistake.joined)
        return
    yield f"  {_claim(claims[best.left])} | {_claim(claims[best.right])}: {best.verdict}, {best.score:+.1f}"
    yield from (f"    {reason.score:+.1f} {reason.name}: {reason.why}" for reason in best.reasons)
    if not mistake.joined and best.verdict == "same" and worst is not None and worst.verdict == "different":
        against = min(worst.reasons, key=lambda reason: reason.score)
        yield f"    forbidden by another pair, {worst.score:+.1f}: {against.name}: {against.why}"


def _never_met(one: Claim, other: Claim, of: Labelled, joined: bool) -> Iterator[str]:
    published = {report.id: report.published for report in of.reports}
    pair = Pair(
        left=one, right=other, left_published=published[one.report_id], right_published=published[other.report_id]
    )
    reasons = compare(pair)
    how = "joined by others between them" if joined else "not linked"
    yield f"  {_claim(one)} | {_claim(other)}: {how}, {sum(reason.score for reason in reasons):+.1f}"
    yield from (f"    {reason.score:+.1f} {reason.name}: {reason.why}" for reason in reasons)


def _claim(claim: Claim) -> str:
    number = spell_count(claim.count) if claim.count else "?"
    where = spell(claim.place) if claim.place else "no place"
    when = days(claim.period) if claim.period else "no day"
    return f"{number} {claim.effect}, {where}, {when}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", nargs="?", type=int, default=5_000)
    options = parser.parse_args()
    console = Console(width=150)
    development = made_up(options.claims, DEVELOPMENT_SEED)
    sets: dict[str, Sequence[Labelled]] = {
        "made up, development": [development],
        "made up, development, one year": [made_up(options.claims, DEVELOPMENT_SEED, YEAR)],
        "made up, held out": [made_up(options.claims, HELD_OUT_SEED)],
        "made up, held out, one year": [made_up(options.claims, HELD_OUT_SEED, YEAR)],
        "golden": list(golden(FOLDER)),
        "golden, long": list(golden(FOLDER / "long")),
        "golden, third": list(golden(FOLDER / "third")),
        "held out": [held_out_reports()],
    }
    console.print(scores(sets))
    reports = [one for name in ("golden", "golden, long", "golden, third") for one in sets[name]]
    console.print(additions(sets["made up, development, one year"], reports))
    groups, links = grouped(development)
    wrong = mistakes(development, groups)
    for joined in (True, False):
        for mistake in [item for item in wrong if item.joined == joined][:SHOWN]:
            console.print("\n".join(told(mistake, development, links)), highlight=False, markup=False)
    console.print(f"run {stamp()}")


if __name__ == "__main__":
    main()
