"""What the weights of the comparisons ought to be, without labels: ``python eval/linking_em.py [CLAIMS]``.

Fellegi and Sunter: of pairs of claims from two reports, of one country and neighbouring days, some are of one event.
Each named comparison sees such a pair at one of its levels. Expectation and maximisation finds the share of pairs of
one event, and for each level how often such pairs (m) and all others (u) stand at it; log2(m/u) is the weight in bits.
Printed beside ``data/weights.toml``: EM on made-up claims, what their truth says, EM on the development reports, what
their gold says. Levels are taken as independent given the event, a silent comparison as saying nothing.

With a level that fewer than `FEW` pairs stand at, or m or u near 0, the bits are only a bound: half a pair is added.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from golden_cases import FOLDER
from labelled import Labelled, golden, made_up
from rich.console import Console
from rich.table import Table

from tollbook.link import days_of, events_told
from tollbook.link.compare import COMPARISONS, Pair, close_within_bounds, compare, nearness, vague, weights
from tollbook.records import Claim, Count, Reason
from tollbook.relations import value

DEVELOPMENT_SEED = 11
YEAR = 2020  # in which all made-up events happen, so that they are as dense as coded ones (`labelled.made_up`)
HALF = 0.5  # of a pair, added to every level
STEPS = 200
FEW = 5

NAMED = {comparison.__name__: comparison for comparison in COMPARISONS}

Array = npt.NDArray[np.float64]


def pairs(of: Labelled) -> Iterator[Pair]:
    """Yield the pairs of claims of two reports that share a country (or have none) and lie a day apart at most."""
    reports = {report.id: report for report in of.reports}
    chosen = sorted(events_told(of.claims), key=lambda claim: claim.id)
    told: defaultdict[tuple[str | None, int], list[int]] = defaultdict(list)
    for index, claim in enumerate(chosen):
        for day in days_of(claim, reports[claim.report_id]):
            told[_country(claim), day].append(index)
    met = {
        (min(one, other), max(one, other))
        for (country, day), block in told.items()
        for key in ((country, day), (country, day + 1), (None, day))
        for one in block
        for other in told.get(key, ())
        if chosen[one].report_id != chosen[other].report_id
    }
    for one, other in sorted(met):
        left, right = chosen[one], chosen[other]
        published = reports[left.report_id].published, reports[right.report_id].published
        yield Pair(left=left, right=right, left_published=published[0], right_published=published[1])


def _country(claim: Claim) -> str | None:
    return claim.place.country if claim.place is not None else None


# --- levels -----------------------------------------------------------------------------------------------------


def levels(pair: Pair) -> dict[str, str]:
    """Return the level that each comparison sees a pair at; one that is silent is left out."""
    found = {
        "when": _key(NAMED["when"](pair), "when"),
        "place": nearness(pair),
        "perpetrator": _key(NAMED["perpetrator"](pair), "who"),
        "victims": _key(NAMED["victims"](pair), "victims"),
        "victim class": _said(NAMED["victim_class"](pair)),
        "count": _count(pair),
        "qualifier": _qualifier(pair),
        "event type": _said(NAMED["event_type"](pair)),
        "weapon": _shared(pair.left.weapon, pair.right.weapon),
        "origin": _shared_origin(pair),
        "whole": _said(NAMED["whole"](pair)),
    }
    return {name: level for name, level in found.items() if level is not None}


def _key(reason: Reason | None, section: str) -> str | None:
    """Return the name of the weight that a reason took."""
    if reason is None:
        return None
    return next(key for key, bits in weights(section).items() if bits == reason.score)


def _said(reason: Reason | None) -> str | None:
    return None if reason is None else "for" if reason.score > 0 else "against"


def _shared(one: str | None, other: str | None) -> str | None:
    return None if one is None or other is None else "for" if one.casefold() == other.casefold() else "against"


def _shared_origin(pair: Pair) -> str | None:
    if not pair.left.attribution or not pair.right.attribution:
        return None
    return "for" if NAMED["origin"](pair) else "against"


def _qualifier(pair: Pair) -> str | None:
    one, other = pair.left.count, pair.right.count
    if one is None or other is None or pair.left.effect != pair.right.effect or value(one) != value(other):
        return None
    return "for" if one.qualifier == other.qualifier else "against"


def _count(pair: Pair) -> str | None:
    one, other = pair.left.count, pair.right.count
    if pair.left.effect != pair.right.effect:
        return "other effect"
    if one is None or other is None or value(one) is None or value(other) is None:
        return None
    return _numbers(one, other)


def _numbers(one: Count, other: Count) -> str:
    low, high = sorted((value(one) or 0, value(other) or 0))
    limit = weights("count")["limits"]
    if low == high:
        sizes = [upto for upto, _ in weights("count")["equal"]]
        return f"equal, to {next(size for size in sizes if low <= size)}"
    if close_within_bounds(one, other):
        return "roughly" if vague(one) or vague(other) else "within bounds"
    if high <= limit["alike_ratio"] * low and high > limit["small"]:
        return "alike"
    if high > limit["far_off_ratio"] * max(low, 1):
        return "far off"
    return "small, by one or two" if high <= limit["small"] + 2 and high - low <= 2 else "differ"


# --- EM ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """Pairs by level: `codes[c, p]` is the level of pair p in comparison c (-1: silent), `names` those levels."""

    comparisons: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    codes: npt.NDArray[np.int16]
    start: Array  # the chance that each pair is of one event, by the weights as they are
    same: tuple[bool | None, ...]  # by the labels


def seen(sets: Sequence[Labelled]) -> Seen:
    """Compare the pairs of each of some ledgers."""
    rows: list[dict[str, str]] = []
    start: list[float] = []
    same: list[bool | None] = []
    limit = weights("verdict")["same"]
    for one in sets:
        for pair in pairs(one):
            rows.append(levels(pair))
            bits = sum(reason.score for reason in compare(pair)) - limit
            start.append(1 / (1 + 2.0 ** -max(-30.0, min(30.0, bits))))
            left, right = one.event.get(pair.left.id), one.event.get(pair.right.id)
            same.append(None if left is None or right is None else left == right)
    names = tuple(dict.fromkeys(chain.from_iterable(rows)))
    options = tuple(tuple(sorted({row[name] for row in rows if name in row})) for name in names)
    codes = np.array(
        [
            [found.index(row[name]) if name in row else -1 for row in rows]
            for name, found in zip(names, options, strict=True)
        ],
        np.int16,
    )
    return Seen(comparisons=names, names=options, codes=codes, start=np.array(start), same=tuple(same))


def bits_of(pairs_seen: Seen, share: Array, known: npt.NDArray[np.bool_] | None = None) -> list[Array]:
    """Return log2(m/u) of every level, given the chance of each pair to be of one event (of the `known` pairs)."""
    kept = np.ones(len(share), bool) if known is None else known
    found = []
    for codes, names in zip(pairs_seen.codes, pairs_seen.names, strict=True):
        spoken = kept & (codes >= 0)
        m = np.bincount(codes[spoken], share[spoken], len(names)) + HALF
        u = np.bincount(codes[spoken], 1 - share[spoken], len(names)) + HALF
        found.append(np.log2(m / m.sum()) - np.log2(u / u.sum()))
    return found


def em(pairs_seen: Seen) -> tuple[float, list[Array], Array]:
    """Return the share of pairs of one event, the bits of every level, and the chance of each pair."""
    share = pairs_seen.start
    for _ in range(STEPS):
        prior = float(np.clip(share.mean(), 1e-6, 1 - 1e-6))
        bits = bits_of(pairs_seen, share)
        total = np.full(len(share), np.log2(prior / (1 - prior)))
        for codes, weight in zip(pairs_seen.codes, bits, strict=True):
            total += np.where(codes >= 0, weight[codes], 0.0)
        new = 1 / (1 + 2.0 ** -np.clip(total, -60, 60))
        moved = float(np.abs(new - share).max())
        share = new
        if moved < 1e-6:
            break
    return float(share.mean()), bits_of(pairs_seen, share), share


# --- the table --------------------------------------------------------------------------------------------------


def given(comparison: str, level: str) -> str:
    """Return what weights.toml gives a level ("" where it depends on more)."""
    count, kind = weights("count"), weights("kind")
    own: dict[str, Callable[[], float]] = {
        "when": lambda: weights("when")[level],
        "place": lambda: weights("where")[level],
        "perpetrator": lambda: weights("who")[level],
        "victims": lambda: weights("victims")[level],
        "victim class": lambda: weights("victims")["class" if level == "for" else "class_clash"],
        "event type": lambda: kind["event_type" if level == "for" else "other_event_type"],
        "weapon": lambda: kind["weapon"] if level == "for" else 0.0,
        "origin": lambda: kind["origin"] if level == "for" else 0.0,
        "qualifier": lambda: 0.0 if level == "for" else count["other_qualifier"],
    }
    if comparison == "count":
        if level.startswith("equal"):
            return f"{dict(map(tuple, count['equal']))[int(level.rsplit(maxsplit=1)[-1])]:+.1f}"
        here = {"alike": ("alike", "elsewhere_alike"), "other effect": ("other_effect", "other_effect_elsewhere")}
        spoken = {"within bounds": ("within_bounds",), "roughly": ("within_bounds",), "far off": ("far_off",)}
        keys = {**here, **spoken}.get(level, ("raised", "lowered", "elsewhere"))
        return " ".join(f"{count[key]:+.1f}" for key in keys)
    return f"{own[comparison]():+.1f}" if comparison in own else ""


def labelled_bits(pairs_seen: Seen) -> list[Array]:
    """Return the bits of every level by the labels."""
    known = np.array([same is not None for same in pairs_seen.same])
    return bits_of(pairs_seen, np.array([float(bool(same)) for same in pairs_seen.same]), known)


def agreement(pairs_seen: Seen, chance: Array) -> str:
    """Return how well EM's verdicts on pairs agree with their labels."""
    known = [(same, sure > HALF) for same, sure in zip(pairs_seen.same, chance, strict=True) if same is not None]
    right = sum(same and sure for same, sure in known)
    said, true = sum(sure for _, sure in known), sum(bool(same) for same, _ in known)
    return f"{len(known):,} labelled pairs, {true:,} of one event; EM finds {said:,}, {right:,} of them rightly"


def main() -> None:
    """Print the bits of every level, by the weights, by EM and by the labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", nargs="?", type=int, default=6_000)
    options = parser.parse_args()
    real = [one for folder in (FOLDER, FOLDER / "long", FOLDER / "third") for one in golden(folder)]
    sets = {"made up": seen([made_up(options.claims, DEVELOPMENT_SEED, YEAR)]), "reports": seen(real)}
    console, table = Console(width=140), Table()
    for head in ("comparison", "level", "weights.toml"):
        table.add_column(head)
    columns: list[tuple[Seen, list[Array]]] = []
    for name, found in sets.items():
        share, bits, chance = em(found)
        columns += [(found, bits), (found, labelled_bits(found))]
        for head in (f"{name}: pairs", "EM", "labels"):
            table.add_column(head, justify="right")
        console.print(
            f"{name}: {found.codes.shape[1]:,} pairs, {share:.0%} of one event by EM; {agreement(found, chance)}"
        )
    rows = sorted(
        {
            (c, level)
            for found in sets.values()
            for c, n in zip(found.comparisons, found.names, strict=True)
            for level in n
        }
    )
    for comparison, level in rows:
        table.add_row(comparison, level, given(comparison, level), *_cells(columns, comparison, level))
    console.print(table)


def _cells(columns: Sequence[tuple[Seen, list[Array]]], comparison: str, level: str) -> Iterator[str]:
    for number, (found, bits) in enumerate(columns):
        at = found.comparisons.index(comparison) if comparison in found.comparisons else None
        place = found.names[at].index(level) if at is not None and level in found.names[at] else None
        pairs_there = 0 if at is None or place is None else int((found.codes[at] == place).sum())
        if number % 2 == 0:
            yield f"{pairs_there:,}"
        yield "" if at is None or place is None else f"{bits[at][place]:+.1f}" + ("?" if pairs_there < FEW else "")


if __name__ == "__main__":
    main()
