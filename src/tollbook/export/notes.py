"""An incident in a sentence for the tables: its figures with their origins, and the words of the first."""

from __future__ import annotations

from collections.abc import Mapping

from tollbook.records import Claim, Incident
from tollbook.sides import display


def notes(incident: Incident, claims: Mapping[str, Claim]) -> str:
    """Return the figures with their origins, then the words of the first claim's count, verbatim."""
    told = []
    for figure in incident.figures:
        ends = (figure.low, figure.high)
        number = figure.best if figure.best is not None else "-".join("?" if end is None else str(end) for end in ends)
        told.append(f"{number} {figure.effect} ({', '.join(map(display, figure.origins)) or 'no origin named'})")
    quotes = (
        each.span.quote
        for claim in (claims[key] for key in incident.claims if key in claims)
        for each in claim.evidence
        if each.role == "count"
    )
    quote = next(quotes, None)
    return "; ".join(told) + (f'. Words: "{quote}"' if quote else "")
