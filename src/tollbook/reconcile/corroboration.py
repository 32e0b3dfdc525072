"""How well an incident is attested, in the sense of Every Casualty's standards: coherence first, then independence.

Levels, the first that holds:

- ``contested``: reports contradict each other on the count, the perpetrator, the victims, the place or the days, or a
  sum fails: there is no internal coherence.
- ``uncited``: nobody is cited; outlets alone never count.
- ``corroborated``: two or more independent origins.
- ``single-direct``: one origin that can know by itself: the side that lost the people, a monitor, people on the spot.
- ``single-indirect``: one origin that tells of others' losses.

Independent are origins that are neither one party (`relations.kin`) nor known from one text alone: near-identical
texts of several outlets are one text, whatever each of them cites. Copies are looked for among the reports of one
incident in one language, sentence by sentence with rapidfuzz; a copy in translation is not seen, and counts as one
more origin only where it cites another one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Literal

from rapidfuzz import fuzz, process

from tollbook.data import kinship, table
from tollbook.reconcile.facts import Facts
from tollbook.records import Claim, Corroboration, Disagreement, Report
from tollbook.relations import kin, origins

Level = Literal["contested", "corroborated", "single-direct", "single-indirect", "uncited"]
END = re.compile(r"[.!?؟。！？\n]+")
DIRECT = ("monitor", "civilians")  # kinds of origin that count the dead themselves, or were there


class Copies:
    """Which reports are one text; remembers what it has compared, since incidents share reports."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._sentences: dict[str, list[str]] = {}
        self._alike: dict[tuple[str, str], bool] = {}

    def texts(self, reports: Iterable[str]) -> list[tuple[str, ...]]:
        """Return `reports` in groups of one text each; beyond a bound the last ones are not compared."""
        limit: int = table("weights")["reconcile"]["copies"]["reports"]
        known = sorted(set(reports))
        group = {name: {name} for name in known}
        for one, other in combinations(known[:limit], 2):
            if group[one] is not group[other] and self._one_text(one, other):
                joined = group[one] | group[other]
                group.update(dict.fromkeys(joined, joined))
        return sorted({tuple(sorted(members)) for members in group.values()})

    def _one_text(self, one: str, other: str) -> bool:
        if (one, other) not in self._alike:
            left, right = self._facts.reports.get(one), self._facts.reports.get(other)
            known = left is not None and right is not None and left.language == right.language
            self._alike[one, other] = known and self._copied(one, other)
        return self._alike[one, other]

    def _copied(self, one: str, other: str) -> bool:
        """Tell whether most of the shorter text stands in the longer one, with a word changed here and there."""
        bounds = table("weights")["reconcile"]["copies"]
        few, many = sorted((self._of(one), self._of(other)), key=lambda found: sum(map(len, found)))
        length = sum(map(len, few))
        if length < bounds["least"]:
            return False
        scores = process.cdist(few, many, scorer=fuzz.ratio, score_cutoff=bounds["ratio"])
        found = sum(len(sentence) for sentence, row in zip(few, scores, strict=True) if row.max() > 0)
        return bool(found >= bounds["share"] * length)

    def _of(self, name: str) -> list[str]:
        if name not in self._sentences:
            self._sentences[name] = _sentences(self._facts.reports[name])
        return self._sentences[name]


def _sentences(report: Report) -> list[str]:
    bounds = table("weights")["reconcile"]["copies"]
    cut = (" ".join(part.casefold().split()) for part in END.split(report.text))
    return [part for part in cut if len(part) >= bounds["sentence"]][: bounds["sentences"]]


def corroboration(
    claims: Sequence[Claim], disagreements: Sequence[Disagreement], facts: Facts, copies: Copies
) -> Corroboration:
    """Return how well the claims of one incident attest it."""
    told = [claim for claim in claims if claim.effect is not None and claim.modality != "denied"]
    texts = copies.texts(claim.report_id for claim in told)
    cited = _independent(told, texts)
    lost = {item.victims.actor for item in told if item.victims and item.victims.actor}
    direct = any(_knows(origin, lost) for party in cited for origin in party)
    level: Level
    if disagreements:
        level = "contested"
    elif not cited:
        level = "uncited"
    elif len(cited) > 1:
        level = "corroborated"
    else:
        level = "single-direct" if direct else "single-indirect"
    return Corroboration(
        level=level,
        independent=len(cited),
        texts=len(texts),
        coherent=not disagreements,
        direct=direct,
    )


def _knows(origin: str, lost: Iterable[str]) -> bool:
    """Tell whether an origin can know a toll by itself: a monitor, people who were there, the side that lost them."""
    voice = kinship.serves(origin) or origin
    return kinship.speaks_as(origin) in DIRECT or any(kin(voice, side) in ("same", "kin") for side in lost)


def _independent(claims: Sequence[Claim], texts: Sequence[Sequence[str]]) -> list[frozenset[str]]:
    """Return the origins that stand for themselves, each with those of its own party.

    Of several copies of one text the one that cites most is heard, once.
    """
    of_report: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        of_report[claim.report_id] |= origins(claim)
    heard = {origin for text in texts for origin in max((sorted(of_report[name]) for name in text), key=len)}
    found: list[frozenset[str]] = []
    for origin in sorted(heard):
        own = [party for party in found if any(kin(origin, other) in ("same", "kin") for other in party)]
        found = [party for party in found if party not in own] + [frozenset({origin}).union(*own)]
    return found
