"""Extract: a report becomes mentions, words with their roles and exact spans.

The seam is `Extractor`. Whatever reads the report, `mentions` checks at the border that every span
quotes the report exactly; a span that does not is an error of the extractor and is never repaired.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from tollbook.extract.llm import LanguageModelExtractor, ModelError
from tollbook.extract.reader import ModelExtractor
from tollbook.extract.rules import RuleExtractor
from tollbook.records import Mention, Report

__all__ = [
    "EXTRACTORS",
    "AutoExtractor",
    "Extractor",
    "ExtractorError",
    "LanguageModelExtractor",
    "ModelError",
    "ModelExtractor",
    "RuleExtractor",
    "SpanError",
    "extractor",
    "mentions",
    "notes",
    "reads",
]


class Extractor(Protocol):
    """Reads one report. Those in the package are pure; what asks a server may raise its own error."""

    def reads(self, language: str | None) -> bool:
        """Tell whether reports in `language` (BCP 47; None is unknown) can be read."""

    def extract(self, report: Report) -> Sequence[Mention]:
        """Return the mentions of `report` in text order, numbered from 0."""


class AutoExtractor:
    """The model; for languages with a lexicon the rules, which make better ledgers of those so far."""

    def reads(self, language: str | None) -> bool:
        """Tell whether either of them reads `language`."""
        return RuleExtractor().reads(language) or ModelExtractor().reads(language)

    def extract(self, report: Report) -> Sequence[Mention]:
        """Return the mentions that the extractor for the report's language gives."""
        rules = RuleExtractor()
        return (rules if rules.reads(report.language) else ModelExtractor()).extract(report)


# The extractors by the name that users give; the first is the default.
EXTRACTORS: Mapping[str, Callable[[], Extractor]] = {
    "auto": AutoExtractor,
    "model": ModelExtractor,
    "rules": RuleExtractor,
    "llm": LanguageModelExtractor,
}


class ExtractorError(Exception):
    """There is no such extractor; the message is one clear line."""


def extractor(name: str) -> Extractor:
    """Return the extractor that users call `name`.

    Raises ExtractorError for any other name, and ModelError where it asks a language model and none is named.
    """
    if name not in EXTRACTORS:
        raise ExtractorError(f"no extractor {name}: choose from {', '.join(EXTRACTORS)}")
    return EXTRACTORS[name]()


@runtime_checkable
class Noting(Protocol):
    """An extractor that has something to say of what it did."""

    def notes(self) -> Sequence[str]:
        """Return it, as lines for whoever runs this."""


def notes(extractor: Extractor | None) -> tuple[str, ...]:
    """Return what an extractor has to say of what it did so far."""
    return tuple(extractor.notes()) if isinstance(extractor, Noting) else ()


class SpanError(ValueError):
    """An extractor gave a span that does not quote its report, or a mention that is not the report's."""


def reads(language: str | None, extractor: Extractor | None = None) -> bool:
    """Tell whether `extractor` (the default one) reads reports in `language` (BCP 47)."""
    return (extractor or _default()).reads(language)


def _default() -> Extractor:
    return next(iter(EXTRACTORS.values()))()


def mentions(report: Report, extractor: Extractor | None = None) -> tuple[Mention, ...]:
    """Return the checked mentions of `report`; none when its language cannot be read.

    Raises SpanError when a span fails ``report.text[start:end] == quote``.
    """
    reader = extractor or _default()
    if not reader.reads(report.language):
        return ()
    found = tuple(reader.extract(report))
    for number, mention in enumerate(found):
        _check(report, mention, number, len(found))
    return found


def _check(report: Report, mention: Mention, number: int, total: int) -> None:
    if mention.report_id != report.id or mention.index != number:
        raise SpanError(f"mention {mention.index} does not belong to report {report.id} at place {number}")
    if any(not 0 <= index < total or index == number for index in mention.about):
        raise SpanError(f"mention {number} of report {report.id} is about a mention that is not there")
    for item in mention.evidence:
        span = item.span
        inside = 0 <= span.start < span.end <= len(report.text)
        if span.report_id != report.id or not inside or report.text[span.start : span.end] != span.quote:
            raise SpanError(
                f"{item.role} span {span.start}-{span.end} of report {report.id} does not quote it: {span.quote!r}"
            )
