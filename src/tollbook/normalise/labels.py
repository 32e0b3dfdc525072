"""Labels: what the words for a side call it ("terrorists", "the regime"), apart from who it is.

A label is a fact about the speaker. `labels` finds it in the words of a party, `naming` keeps it with the outlet that
prints it and with who is cited, and no rule of identity reads it: "the terrorists" are who the report says, or nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tollbook.data import table
from tollbook.normalise.registry import Reading, read, spoken
from tollbook.normalise.spotting import Phrases
from tollbook.normalise.wordforms import forms, phrase_of
from tollbook.records import Claim, Party, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Who calls whom what, and how often: `outlet` prints it, `origin` is cited for it (None: the outlet's own words).

    `actor` is the registry id of who is called so, None where the report does not tell.
    """

    outlet: str | None
    origin: str | None
    actor: str | None
    label: str
    times: int


def labels(text: str, language: str) -> tuple[str, ...]:
    """Return the labels in the words for a side, in order: "terrorists of the PKK" gives ("terrorist",)."""
    return labels_in(read(text, language), spoken(language))


def labels_in(reading: Reading, language: str) -> tuple[str, ...]:
    """Return the labels in a text that was read with the tables of `language` (as `registry.spoken` gives it)."""
    if forms(language).unspaced:
        return _written_together("".join(word.word for word in reading.words), language)
    known, at = _labels(language), 0
    found: dict[str, None] = {}
    while at < len(reading.words):
        match = next(known.at(reading.words, at), None)
        if match:
            found[match[1]] = None
        at = match[0] if match else at + 1
    return tuple(found)


def _written_together(text: str, language: str) -> tuple[str, ...]:
    """Return the labels of a script without blanks, in order; of words inside each other the longest counts."""
    found: dict[int, tuple[int, str]] = {}
    for label, words in table("labels").items():
        for word in words.get(language, ()):
            at = text.find(word)
            if at >= 0:
                found[at] = max(found.get(at, (0, "")), (len(word), label))
    return tuple(dict.fromkeys(label for _, (_, label) in sorted(found.items())))


def naming(claims: Sequence[Claim], reports: Mapping[str, Report]) -> tuple[Naming, ...]:
    """Return who calls whom what in `claims`, most often first; `reports` are theirs, by id."""
    counts: Counter[tuple[str | None, str | None, str | None, str]] = Counter()
    for claim in claims:
        report = reports.get(claim.report_id)
        origin = claim.attribution[0].origin if claim.attribution else None
        for party in (claim.perpetrator, claim.victims):
            for label in _of(party, claim.language):
                counts[report.outlet if report else None, origin, party.actor if party else None, label] += 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], *(part or "" for part in item[0])))
    return tuple(
        Naming(outlet=outlet, origin=origin, actor=actor, label=label, times=times)
        for (outlet, origin, actor, label), times in ordered
    )


def _of(party: Party | None, language: str) -> tuple[str, ...]:
    return labels(party.text, language) if party else ()


@cache
def _labels(language: str) -> Phrases[str]:
    found: dict[tuple[str, ...], str] = {}
    for label, words in table("labels").items():
        for key in filter(None, (phrase_of(word, language) for word in words.get(language, ()))):
            found.setdefault(key, label)
    return Phrases(found, genitive=language != "en")
