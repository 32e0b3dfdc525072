"""GVDB development part: 400 US articles on gun violence, each about one incident.

Shootings are crimes, which Tollbook reads and sets aside, so claims count here whatever their cause. The figure of an
article is what the package's own later stages make of its claims when their cause is left out of account (`as_toll`):
the incident of the first claim in the text, reconciled.

- *killed*, *wounded*: the same number as the annotated victims who were killed, or were injured or in hospital and not
  killed. Right over all articles, where an article of which we say nothing says 0; and apart for the articles that have
  a victim of the kind. *named anywhere*: some claim gives the number.
- *date*: the incident's day, where we give a single day. The set has no days of publication, so "on Friday" stays
  open by design, and some annotated days are wrong by years.
- *city*, *weapon*: words of a claim overlap the annotated ones or hold the same words, or the place they are resolved
  to has that name: once an article, for the articles with annotated words.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from common import Reader, Result, Tally, Words, missing, overlaps, report_of, sample, spans

from tollbook import pipeline
from tollbook.data import kinship
from tollbook.extract import Extractor
from tollbook.records import Claim, Effect, Report, Role

ROWS = (
    "killed, all articles",
    "killed, articles with any",
    "killed, named anywhere",
    "wounded, all articles",
    "wounded, articles with any",
    "wounded, named anywhere",
    "date",
    "city, of the first claim",
    "city, of any claim",
    "weapon",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article and what is annotated; `city` and `weapon` are words with their offsets in `text`."""

    name: str
    text: str
    title: str
    killed: int
    wounded: int
    date: str | None
    city: tuple[str, Words] | None
    weapon: tuple[str, Words] | None


def articles(path: Path) -> Iterator[Article]:
    """Return the articles of the file."""
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield article(row)


def article(row: dict[str, str]) -> Article:
    """Return the article of one row. The full text begins with the title, which is taken off where it does."""
    full, gold = row["Full text"], json.loads(row["Json"])
    title = row["Article title"]
    cut = len(title) if full.startswith(title) else 0
    ends = [frozenset(victim["victim-was"]) for victim in gold["victim-section"]]
    return Article(
        name=row["Article id"],
        text=full[cut:],
        title=title,
        killed=sum("killed" in end for end in ends),
        wounded=sum("killed" not in end and bool(end & {"injured", "hospitalized"}) for end in ends),
        date=gold["date-and-time"]["date"] or None,
        city=_words(gold["date-and-time"]["city"], cut),
        weapon=_words(gold["circumstances"]["type-of-gun"], cut),
    )


def _words(said: dict[str, Any], cut: int) -> tuple[str, Words] | None:
    value = said["value"].strip()
    return (value, (said["startIndex"] - cut, said["endIndex"] - cut)) if value else None


def as_toll(report: Report, claims: Sequence[Claim]) -> dict[Effect, int | None]:
    """Return the figures of the incident that the first claim belongs to, as the package reconciles them."""
    held = [replace(claim, cause="conflict") if claim.effect else claim for claim in claims]
    incidents = pipeline.build(held, [report]).incidents
    for claim in held:
        for incident in incidents:
            if claim.id in incident.claims and any(
                figure.effect in ("killed", "wounded") for figure in incident.figures
            ):
                return {figure.effect: figure.best for figure in incident.figures}
    return {}


def score(gold: Article, claims: Sequence[Claim], toll: dict[Effect, int | None]) -> dict[str, Tally]:
    """Return the tallies of one article."""
    found = {name: Tally() for name in ROWS}
    effects: tuple[tuple[Effect, int], ...] = (("killed", gold.killed), ("wounded", gold.wounded))
    for effect, number in effects:
        ours = toll.get(effect)
        found[f"{effect}, all articles"].add((ours or 0) == number, 1, 1)
        if number:
            found[f"{effect}, articles with any"].add(ours == number, ours is not None, 1)
            said = {claim.count.best for claim in claims if claim.effect == effect and claim.count}
            found[f"{effect}, named anywhere"].add(number in said, bool(said), 1)
    if gold.date:
        day = next((claim.period.start for claim in claims if _single_day(claim) and claim.period), None)
        found["date"].add(day is not None and day.isoformat() == gold.date, day is not None, 1)
    if gold.city:
        given = [claim for claim in claims if spans(claim, "place")]
        named = any(_says(claim, "place", gold.city) for claim in given)
        found["city, of the first claim"].add(bool(given) and _says(given[0], "place", gold.city), bool(given), 1)
        found["city, of any claim"].add(named, bool(given), 1)
    if gold.weapon:
        given = [claim for claim in claims if spans(claim, "weapon")]
        found["weapon"].add(any(_says(claim, "weapon", gold.weapon) for claim in given), bool(given), 1)
    return found


def _single_day(claim: Claim) -> bool:
    period = claim.period
    return period is not None and period.precision == 1 and period.start is not None and period.start == period.end


def _says(claim: Claim, role: Role, gold: tuple[str, Words]) -> bool:
    """Tell whether the words of a role overlap the annotated ones, hold the same words, or are a place of that name."""
    wanted = f"-{kinship.slug(gold[0])}-"
    quotes = [item.span.quote for item in claim.evidence if item.role == role]
    if role == "place" and claim.place and claim.place.name:
        quotes.append(claim.place.name)
    told = any(wanted in f"-{kinship.slug(quote)}-" for quote in quotes)
    return told or any(overlaps(words, gold[1]) for words in spans(claim, role))


def measure(folder: Path, limit: int | None = None, extractor: Extractor | None = None) -> list[Result]:
    """Return the table of the set."""
    path = folder / "gvdb" / "dev.tsv"
    if missing(path, "GVDB"):
        return []
    reader, rows = Reader(extractor), {name: Tally() for name in ROWS}
    chosen = sample(list(articles(path)), limit)
    silent = 0
    for gold in chosen:
        report = report_of(gold.name, gold.text, "en", title=gold.title)
        claims = reader.claims(report)
        silent += not claims
        for name, tally in score(gold, claims, as_toll(report, claims)).items():
            rows[name].merge(tally)
    notes = [f"{silent} articles without any claim", str(reader)]
    return [Result(f"GVDB, {len(chosen)} articles on gun violence", rows, notes)]


if __name__ == "__main__":
    from run import main

    sys.exit(main(["--only", "gvdb", *sys.argv[1:]]))
