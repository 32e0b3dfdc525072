"""What each outlet calls the sides of an incident: names and labels, not words that only class people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tollbook.normalise.labels import labels_in
from tollbook.normalise.registry import Reading, read, spoken
from tollbook.records import Claim, Party, Report
from tollbook.show import clean
from tollbook.web.languages import direction
from tollbook.web.render import report_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What one outlet calls one actor, in its own words. `labels` are what these call it beside a name: "terrorist"."""

    actor: str | None
    side: str
    outlet: str
    claim: str
    report: str
    language: str
    text: str
    direction: str
    labels: tuple[str, ...]


def namings(told: Iterable[tuple[Claim, Report]]) -> tuple[Naming, ...]:
    """Return who calls the sides what, by side and actor, once for every wording of an outlet."""
    found: dict[tuple[str, str, str, str], Naming] = {}
    for claim, report in told:
        for side, party in (("attackers", claim.perpetrator), ("victims", claim.victims)):
            text = clean(party.text) if party else ""
            if party is None or not text:
                continue
            reading = read(text, claim.language, report.published)
            labels = labels_in(reading, spoken(claim.language))
            if labels or _tells(reading, party):
                outlet = report_name(report)
                found.setdefault(
                    (side, party.actor or "~", outlet, text.casefold()),
                    Naming(
                        actor=party.actor,
                        side=side,
                        outlet=outlet,
                        claim=claim.id,
                        report=report.id,
                        language=claim.language,
                        text=text,
                        direction=direction(claim.language),
                        labels=labels,
                    ),
                )
    return tuple(found[key] for key in sorted(found))


def _tells(reading: Reading, party: Party) -> bool:
    """Tell whether words name or characterise a side.

    An actor, a country or a government does ("the Syrian army", "pro-government fighters"), and so does a word for
    fighters where it stands for an actor that is known ("jihadists" for one group). "Soldiers", "people" and the
    gunmen of nobody do not.
    """
    tags = frozenset[str]().union(*(mark.tags for mark in reading.marks))
    return (
        bool(reading.spots) or bool(tags & {"government", "loyal"}) or ("fighter" in tags and party.actor is not None)
    )
