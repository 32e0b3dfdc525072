"""Evidence from offsets: what every extractor makes of the words that it found."""

from __future__ import annotations

from tollbook.records import Evidence, Report, Role, Span


def evidence(report: Report, role: Role, words: tuple[int, int]) -> Evidence:
    """Return the evidence that ``report.text[start:end]``, `words` being start and end, plays `role`."""
    start, end = words
    return Evidence(role=role, span=Span(report_id=report.id, start=start, end=end, quote=report.text[start:end]))
