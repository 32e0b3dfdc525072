"""The rule extractor: reads the languages that have a lexicon (`data/lexicon/`), by words and word order alone."""

from __future__ import annotations

from tollbook.extract.evidence import evidence
from tollbook.extract.rules.discourse import assemble
from tollbook.extract.rules.drafts import Draft
from tollbook.extract.rules.lexicon import lexicon
from tollbook.extract.rules.sentence import annotate
from tollbook.extract.rules.text import stretches
from tollbook.records import Mention, Report, Role

__all__ = ["RuleExtractor"]

# Which offsets of a draft stand for which role, in the order that evidence is listed.
ROLES: tuple[tuple[Role, str], ...] = (
    ("count", "counts"),
    ("victims", "victims"),
    ("perpetrator", "agents"),
    ("weapon", "weapons"),
    ("place", "places"),
    ("time", "times"),
    ("attribution", "sources"),
    ("event", "events"),
)


class RuleExtractor:
    """Extracts by rules and lexicons. Holds no state."""

    def reads(self, language: str | None) -> bool:
        """Tell whether there is a lexicon for `language` (BCP 47)."""
        return language is not None and lexicon(language) is not None

    def extract(self, report: Report) -> tuple[Mention, ...]:
        """Return the mentions of `report`, in text order; none for a language without a lexicon."""
        words = lexicon(report.language) if report.language else None
        if words is None:
            return ()
        sentences = [annotate(report.text, stretch, words) for stretch in stretches(report.text, words.language)]
        return tuple(
            _mention(report, words.language, index, draft, about)
            for index, (draft, about) in enumerate(assemble(sentences))
        )


def _mention(report: Report, language: str, index: int, draft: Draft, about: tuple[int, ...]) -> Mention:
    found = [evidence(report, role, words) for role, field in ROLES for words in getattr(draft, field)]
    said: Role = "topic" if draft.effect is None else "effect"
    found += [evidence(report, said, words) for words in draft.said]
    return Mention(
        report_id=report.id,
        index=index,
        language=report.language or language,
        effect=draft.effect,
        topic=draft.topic,
        scope=draft.scope,
        modality=draft.modality,
        cause=draft.cause,
        event_type=draft.event_type,
        sub_event_type=draft.sub_event_type,
        evidence=tuple(found),
        about=about,
        cues=draft.cues,
        bare=draft.bare,
        events=draft.event_count,
    )
