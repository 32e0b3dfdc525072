"""Read the same sentences in fourteen languages and say where the claims differ from what a coder writes down.

``python eval/parallel.py [--misses] [LANGUAGE...]`` reads each sentence of eval/parallel/sentences.toml (its layout is
on top of it) as one report, with the default extractor, and prints for each language:

- leaf    counted claims with the right effect, best number (the low bound where there is no best) and scope
- extra   counted claims that nobody would write down, those of sport, accidents, metaphors and crime among them
- quiet   sentences of that kind that gave no counted claim
- fields  of the claims found (the right effect, best number first): each field, right of judged

and at the end how many of the sentences give one and the same set of claims in all the languages that were read.
`--misses` lists every leaf that was not found and every claim that is extra.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tollbook.data import kinship
from tollbook.pipeline import claims_of, heading
from tollbook.records import Claim, Report

SENTENCES = Path(__file__).parent / "parallel" / "sentences.toml"
FIELDS = ("count", "qualifier", "scope", "cause", "country", "place", "days", "by", "origin")
Gold = dict[str, Any]


def items() -> list[dict[str, Any]]:
    """Return the sentences with their gold, as the file holds them."""
    found: list[dict[str, Any]] = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))["item"]
    return found


def counted(text: str, language: str, published: date) -> list[Claim]:
    """Return the claims of one sentence that the pipeline would count."""
    report = Report(id=f"parallel-{language}", text=text, language=language, published=published)
    return [claim for claim in claims_of(report) if heading(claim) == "counted"]


def is_leaf(gold: Gold, claim: Claim) -> bool:
    """Tell whether `claim` has the effect, the number and the scope of `gold`."""
    return claim.effect == gold["effect"] and _number(claim) == _wanted(gold) and claim.scope == gold["scope"]


def _number(claim: Claim) -> int | None:
    count = claim.count
    return None if count is None else count.best if count.best is not None else count.low


def _wanted(gold: Gold) -> int | None:
    return gold.get("best", gold.get("low"))


def paired(golds: Sequence[Gold], claims: Sequence[Claim]) -> Iterator[tuple[Gold, Claim]]:
    """Yield each gold claim with the one that was found for it: leaves first, then those of the same effect."""
    left, open_golds = list(claims), []
    for gold in golds:
        match = next((claim for claim in left if is_leaf(gold, claim)), None)
        if match:
            left.remove(match)
            yield gold, match
        else:
            open_golds.append(gold)
    for gold in open_golds:
        match = next((claim for claim in left if claim.effect == gold["effect"]), None)
        if match:
            left.remove(match)
            yield gold, match


def judged(gold: Gold, claim: Claim) -> dict[str, bool]:
    """Return for every field that `gold` states whether `claim` has it right."""
    count, place, period = claim.count, claim.place, claim.period
    bounds = (count.low, count.best, count.high) if count else None
    by = claim.perpetrator.actor if claim.perpetrator else None
    origins = {item.origin or "" for item in claim.attribution} or {""}
    verdicts = {
        "count": bounds == (gold.get("low"), gold.get("best"), gold.get("high")),
        "qualifier": count is not None and count.qualifier == gold["qualifier"],
        "scope": claim.scope == gold["scope"],
        "cause": claim.cause == gold["cause"],
        "country": place is not None and place.country == gold["country"],
        "place": place is not None and _plain(place.name) in {_plain(name) for name in _several(gold, "place")},
        "by": (by or "") in (_several(gold, "by") or [""]),
        "origin": bool(origins & set(_several(gold, "origin") or [""])),
    }
    if "start" in gold:
        verdicts["days"] = period is not None and (period.start, period.end) == (gold["start"], gold["end"])
    return verdicts


def _plain(name: str | None) -> str:
    return kinship.slug(name or "")


def _several(gold: Gold, key: str) -> list[str]:
    value = gold.get(key, [])
    return [value] if isinstance(value, str) else list(value)


def meaning(claims: Sequence[Claim]) -> tuple[tuple[str, ...], ...]:
    """Return what `claims` say without their words, to be compared between languages."""
    return tuple(sorted(_said(claim) for claim in claims))


def _said(claim: Claim) -> tuple[str, ...]:
    place, period, by = claim.place, claim.period, claim.perpetrator
    values = (
        claim.effect,
        claim.count,
        claim.scope,
        claim.cause,
        place and (place.country, place.id),
        period and (period.start, period.end),
        by and by.actor,
        sorted(str(item.origin) for item in claim.attribution),
    )
    return tuple(map(str, values))


class Score:
    """What one language adds up to."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.sums: Counter[str] = Counter()
        self.misses: list[str] = []

    def share(self, part: str, whole: str) -> float:
        """Return one sum over another; 1.0 where there is nothing to be had."""
        return self.sums[part] / self.sums[whole] if self.sums[whole] else 1.0

    def add(self, item: dict[str, Any], claims: Sequence[Claim], text: str) -> None:
        """Judge the claims of one sentence."""
        golds: list[Gold] = item.get("claim", [])
        pairs = list(paired(golds, claims))
        right = sum(is_leaf(gold, claim) for gold, claim in pairs)
        self.sums.update({"gold": len(golds), "leaf": right, "extra": len(claims) - right})
        self.sums.update({"none": bool(item.get("none")), "quiet": bool(item.get("none")) and not claims})
        for gold, claim in pairs:
            for name, verdict in judged(gold, claim).items():
                self.sums.update({f"of-{name}": 1, name: verdict})
        if right < len(golds) or right < len(claims):
            found = [(claim.effect, _number(claim), claim.scope) for claim in claims]
            self.misses.append(f"{item['n']} found {found or 'nothing'}: {text}")


def main() -> int:
    """Print the tables; return 0 however many misses there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE")
    parser.add_argument("--misses", action="store_true", help="list the claims missed and made up")
    asked = parser.parse_args()
    every = items()
    languages = asked.languages or list(every[0]["text"])
    found = scores(languages)
    same = sum(_same(item, languages) for item in every)
    _print(found)
    print(f"one and the same claims in all {len(languages)} languages: {same} of {len(every)} sentences")
    if asked.misses:
        for language, score in found.items():
            for miss in score.misses:
                print(language, miss)
    return 0


def scores(languages: Sequence[str] | None = None) -> dict[str, Score]:
    """Return the score of each language (all of them by default)."""
    every = items()
    found = {language: Score() for language in languages or every[0]["text"]}
    for item in every:
        for language, score in found.items():
            text = item["text"][language]
            score.add(item, counted(text, language, item["published"]), text)
    return found


def _same(item: dict[str, Any], languages: Sequence[str]) -> bool:
    """Tell whether a sentence gives one set of claims in all languages; silence only where nothing is to be counted."""
    read = (counted(item["text"][language], language, item["published"]) for language in languages)
    meanings = {meaning(claims) for claims in read}
    return len(meanings) == 1 and (bool(item.get("none")) or meanings != {()})


def _print(scores: dict[str, Score]) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("", "leaf", "extra", "quiet", *FIELDS):
        table.add_column(title, justify="right")
    for language, score in scores.items():
        sums = score.sums
        fields = [f"{sums[name]}/{sums[f'of-{name}']}" for name in FIELDS]
        leaves, quiet = f"{sums['leaf']}/{sums['gold']}", f"{sums['quiet']}/{sums['none']}"
        table.add_row(language, leaves, str(sums["extra"]), quiet, *fields)
    Console(width=140).print(table)


if __name__ == "__main__":
    sys.exit(main())
