"""Measure the trained reader on the corpus: ``python eval/reader.py [--part PART] [--errors N] [LANGUAGE...]``.

For each language and task: precision, recall and F1 with counts. A claim is found when its anchor overlaps the
gold one and its effect (or topic) is the same. Labels and spans are compared on anchors that overlap; a label or
span that is missing counts against recall, one too many against precision. A *leaf* is a counted figure
(conflict, scope incident, not planned, told for the first time): right when effect and low, best and high are.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "train"))

from corpus import PREFIXES, TOPICS, Gold, Item, languages, load
from floors import f1
from rich.console import Console
from rich.table import Table

from tollbook.extract.reader.assemble import QUALIFIERS
from tollbook.extract.reader.gate import passed
from tollbook.extract.reader.labels import ROLES
from tollbook.extract.reader.reading import Reading, read
from tollbook.extract.reader.tokens import Tokens, tokenise
from tollbook.extract.reader.weighing import weighed
from tollbook.normalise.counts import bounded, bounded_apart, parse_count
from tollbook.records import Count

LABELS = ("scope", "cause", "modality", "event", "flag", "listed")
TASKS = ("gate", "claim", "leaf", "count", *LABELS, *ROLES, *(f"{role}~" for role in ROLES))


@dataclass
class Tally:
    """What was right, what was given, what was to be found."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def add(self, right: int, given: int, wanted: int) -> None:
        self.right += right
        self.given += given
        self.wanted += wanted

    @property
    def f1(self) -> float:
        return f1(right=self.right, gold=self.wanted, out=self.given)


@dataclass
class Score:
    """Tallies by task, and (confidence, right) of each claim given."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    trust: list[tuple[float, bool]] = field(default_factory=list)

    def merge(self, other: Score) -> None:
        for task, tally in other.tallies.items():
            self.tallies[task].add(tally.right, tally.given, tally.wanted)
        self.trust += other.trust


def gold_count(claim: Gold) -> Count | str:
    """Return the gold count: bounds, or the kind where the words give only that."""
    text = claim.count or "?"
    prefix = text.rstrip("0123456789-")
    digits = text[len(prefix) :]
    if not digits:
        return "unknown" if text == "?" else text
    if "-" in digits:
        low, high = digits.split("-")
        return Count(low=int(low), best=None, high=int(high), qualifier="between")
    return bounded(int(digits), PREFIXES[prefix])  # type: ignore[arg-type]


def read_count(text: str, language: str, reading: Reading) -> Count | str | None:
    """Return the count that a reading gives, as `normalise` would."""
    anchor, kind = reading.anchor, reading.labels["count"]
    if anchor.kind != "n":
        return {"one": bounded(1, "exact"), "two": bounded(2, "exact")}.get(kind, "unknown")
    count = parse_count(text[anchor.start : anchor.end], language)
    return count and bounded_apart(count, kind if kind in QUALIFIERS else None)  # type: ignore[arg-type]


def same_count(gold: Count | str, count: Count | str | None) -> bool:
    """Compare a gold count with one that was read; "dozens" and the like by their kind."""
    if isinstance(gold, str):
        return count == gold or (isinstance(count, Count) and count.qualifier == gold)
    return isinstance(count, Count) and (count.low, count.best, count.high) == (gold.low, gold.best, gold.high)


def _given(tokens: Tokens, language: str) -> list[Reading]:
    return weighed(tokens, read(tokens), language)


def measure(item: Item) -> Score:
    """Return the score of one item."""
    score = Score()
    tokens = tokenise(item.text)
    chosen = passed(tokens)
    needed = {tokens.sentence_at(claim.anchor[0]) for claim in item.claims}
    score.tallies["gate"].add(len(needed & set(chosen)), len(chosen), len(needed))
    given = _given(tokens, item.language)
    pairs = _paired(item, given)
    right = {id(reading) for claim, reading in pairs if claim.effect == reading.labels["effect"]}
    score.tallies["claim"].add(len(right), len(given), len(item.claims))
    score.trust += [(reading.sure["effect"], id(reading) in right) for reading in given]
    _leaves(item, given, pairs, score)
    for claim, reading in pairs:
        if claim.effect not in TOPICS and reading.labels["effect"] not in TOPICS:
            good = same_count(gold_count(claim), read_count(item.text, item.language, reading))
            score.tallies["count"].add(good, 1, 1)
            said = {"listed": "yes" if claim.listed_with else "no"}
            for slot in LABELS:
                score.tallies[slot].add(said.get(slot, getattr(claim, slot, None)) == reading.labels[slot], 1, 1)
        for role in ROLES:
            _spans(claim.spans.get(role, []), [(start, end) for start, end, _ in reading.spans[role]], role, score)
    return score


def errors(item: Item) -> list[tuple[float, str]]:
    """Return what is wrong in one item, each with how sure the reader was (0 for what it did not see)."""
    tokens = tokenise(item.text)
    given = _given(tokens, item.language)
    pairs = _paired(item, given)
    name = f"{item.language} {item.number}"
    seen = {claim.letter for claim, _ in pairs}
    found = [
        (0.0, f"{name}: missed {claim.effect} {claim.count or ''}: {_quoted(item, *claim.anchor)}")
        for claim in item.claims
        if claim.letter not in seen
    ]
    paired = {id(reading) for _, reading in pairs}
    for reading in given:
        if id(reading) not in paired:
            text = _quoted(item, reading.anchor.start, reading.anchor.end)
            found.append((reading.sure["effect"], f"{name}: invented {reading.labels['effect']}: {text}"))
    for claim, reading in pairs:
        wrong = [
            f"{slot} {reading.labels[slot]} for {getattr(claim, slot)}"
            for slot in ("effect", "scope", "cause", "modality")
            if getattr(claim, slot) != reading.labels[slot]
        ]
        if wrong:
            sure = max(reading.sure[slot.split()[0]] for slot in wrong)
            found.append((sure, f"{name}: {', '.join(wrong)}: {_quoted(item, *claim.anchor)}"))
    return found


def _quoted(item: Item, start: int, end: int) -> str:
    before, after = item.text[max(0, start - 50) : start], item.text[end : end + 50]
    return f"{before}>>{item.text[start:end]}<<{after}".replace("\n", " / ")


def _paired(item: Item, given: list[Reading]) -> list[tuple[Gold, Reading]]:
    pairs, used = [], set()
    for claim in item.claims:
        for reading in given:
            overlap = reading.anchor.start < claim.anchor[1] and claim.anchor[0] < reading.anchor.end
            if overlap and id(reading) not in used:
                used.add(id(reading))
                pairs.append((claim, reading))
                break
    return pairs


def _leaves(item: Item, given: list[Reading], pairs: list[tuple[Gold, Reading]], score: Score) -> None:
    def gold_leaf(claim: Gold) -> bool:
        counted = claim.effect not in TOPICS and claim.cause == "conflict" and claim.count != "?"
        return (
            counted
            and claim.scope == "incident"
            and claim.modality != "planned"
            and claim.flag in ("first", "another", "rising")
        )

    def read_leaf(reading: Reading) -> bool:
        said = reading.labels
        counted = said["effect"] not in TOPICS and said["cause"] == "conflict" and said["count"] != "unknown"
        return (
            counted
            and said["scope"] == "incident"
            and said["modality"] != "planned"
            and said["flag"] in ("first", "another", "rising")
        )

    right = sum(
        gold_leaf(claim)
        and read_leaf(reading)
        and claim.effect == reading.labels["effect"]
        and same_count(gold_count(claim), read_count(item.text, item.language, reading))
        for claim, reading in pairs
    )
    score.tallies["leaf"].add(right, sum(map(read_leaf, given)), sum(map(gold_leaf, item.claims)))


def _spans(gold: list[tuple[int, int]], given: list[tuple[int, int]], role: str, score: Score) -> None:
    score.tallies[role].add(len(set(gold) & set(given)), len(given), len(gold))
    touched = sum(any(a < d and c < b for c, d in gold) for a, b in given)
    found = sum(any(a < d and c < b for c, d in given) for a, b in gold)
    score.tallies[f"{role}~"].add(min(touched, found), len(given), len(gold))


def calibration(trust: list[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error over equal bins of confidence."""
    parts: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for chance, right in trust:
        parts[min(int(chance * bins), bins - 1)].append((chance, right))
    gaps = (abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in parts.values())
    return sum(gaps) / max(1, len(trust))


def scores(names: list[str], part: str) -> dict[str, Score]:
    """Return the score of each language on one part of the corpus."""
    found = {}
    for language in names:
        found[language] = Score()
        for item in load(language):
            if item.split == part:
                found[language].merge(measure(item))
    return found


def _print_errors(names: list[str], part: str, most: int) -> None:
    items = [item for language in names for item in load(language) if item.split == part]
    found = sorted((error for item in items for error in errors(item)), reverse=True)
    missed = [line for sure, line in found if not sure]
    print(
        *(f"{sure:.2f} {line}" for sure, line in found[:most] if sure),
        *missed[:: max(1, len(missed) // most)],
        sep="\n",
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="*")
    parser.add_argument("--part", choices=("train", "dev", "test"), default="test")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the N surest errors, and N misses")
    options = parser.parse_args()
    names = options.languages or languages()
    if options.errors:
        _print_errors(names, options.part, options.errors)
    else:
        _print_scores(names, options.part)


def _print_scores(names: list[str], part: str) -> None:
    found = scores(names, part)
    whole = Score()
    for score in found.values():
        whole.merge(score)
    console = Console(width=150)
    table = Table(title=f"reader on the {part} part of the corpus: F1 (right/given/wanted)")
    columns = {**found, "all": whole}
    for name in ("task", *columns):
        table.add_column(name)
    for task in TASKS:
        table.add_row(task, *(f"{score.tallies[task].f1:.2f}" for score in columns.values()))
    console.print(table)
    for task in ("claim", "leaf", "count", "gate"):
        tally = whole.tallies[task]
        precision, recall = tally.right / max(1, tally.given), tally.right / max(1, tally.wanted)
        counts = f"{tally.right}/{tally.given}/{tally.wanted}"
        console.print(f"{task}: precision {precision:.3f} recall {recall:.3f} F1 {tally.f1:.3f} ({counts})")
    console.print(f"expected calibration error {calibration(whole.trust):.3f} over {len(whole.trust)} claims")


if __name__ == "__main__":
    main()
