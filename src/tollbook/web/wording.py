"""Tolls in their reports' words, alike on every page: "more than 60 killed", wherever that total is named.

A figure holds bounds, its claims hold the words. Those of figures with an open side are read at once for all incidents
of a page; a figure with both sides known needs none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from tollbook.records import Claim, Correction, Figure, Incident, SumCheck
from tollbook.show import clean, term, value_words, words
from tollbook.store import pages
from tollbook.web.selected import as_counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Says the tolls of the incidents it was made for. `claims` are those whose words are needed, by id."""

    claims: Mapping[str, Claim]

    def toll(self, incident: Incident) -> str:
        """Return the toll of an incident: "more than 60 killed, 7 wounded"."""
        return words.toll(incident, self.claims)

    def figure(self, found: Figure) -> str:
        """Return one figure: "dozens (12 or more) killed"."""
        return words.figure(found, [self.claims[name] for name in found.claims if name in self.claims])

    def term(self, part: Incident, check: SumCheck) -> str:
        """Return what a part adds to a sum: "27", "(more than 26)", "?"."""
        return term(part, check, self.claims)


def lent(claims: Iterable[Claim], incidents: Iterable[Incident]) -> Wording:
    """Return the words for the tolls of `incidents` from `claims` at hand, such as those of a view."""
    names = _needed(incidents)
    return Wording(claims={claim.id: claim for claim in claims if claim.id in names})


def wording(connection: Connection, incidents: Collection[Incident]) -> Wording:
    """Return the words for the tolls of `incidents`, from the claims of the ledger as they count."""
    names = _needed(incidents)
    if not names:
        return Wording(claims={})
    reports = {claim.report_id for claim in pages.claims(connection, sorted(names)).values()}
    return lent(as_counted(connection, reports).claims, incidents)


def corrected(item: Correction) -> str:
    """Return what a review changed in a claim: "count: read as 12, corrected to 21 by Ane (review 3)"."""
    assert item.review.value is not None
    by = f" by {clean(item.review.who)}" if item.review.who else ""
    field, now = item.as_read.field.replace("_", " "), value_words(item.review.value)
    return f"{field}: read as {value_words(item.as_read)}, corrected to {now}{by} (review {item.review.number})"


def _needed(incidents: Iterable[Incident]) -> set[str]:
    return {name for each in incidents for found in each.figures if _open(found) for name in found.claims}


def _open(found: Figure) -> bool:
    """Tell whether a side is open, so that "at least 60" may be "more than 60" in the reports' words."""
    return (found.low is None) != (found.high is None)
