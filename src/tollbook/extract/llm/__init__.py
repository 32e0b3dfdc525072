"""An extractor that asks a language model, at any server that speaks OpenAI's chat completions.

The model only points at words: a quotation that does not stand in the report is dropped and counted, a claim whose
sentence or number is dropped goes with it, and what the words mean is for `normalise` as with every extractor. So a
figure that no report gives can not come from a model.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from tollbook.data import table
from tollbook.extract.evidence import evidence
from tollbook.extract.llm import answer, quotes
from tollbook.extract.llm.answer import Told
from tollbook.extract.llm.asking import Asker
from tollbook.extract.llm.quotes import Words
from tollbook.extract.llm.settings import ModelError, from_environment
from tollbook.records import Cue, Effect, Evidence, Mention, Report, Role

__all__ = ["LanguageModelExtractor", "ModelError"]

MOST_TEXT = 24_000  # characters in one question; a longer report is asked about in parts
TRIES = 2  # for an answer that is not the JSON that was asked for
FLAGS: Mapping[str, Cue] = {"again": "definite", "another": "another", "rising": "rising", "earlier": "earlier"}
ELSEWHERE: Mapping[str, Role] = {"perpetrator": "perpetrator", "weapon": "weapon", "place": "place", "time": "time"}


class LanguageModelExtractor:
    """Extracts by asking a language model. Counts what it had to drop (`notes`)."""

    def __init__(self, asker: Asker | None = None) -> None:
        """Take who is asked, else what the environment names. Raises ModelError where it names nobody."""
        self._asker = asker or Asker(from_environment(os.environ))
        self._quotes = self._claims = 0

    def reads(self, language: str | None) -> bool:
        """Tell whether numbers, days and places of `language` (BCP 47) can be read from the words that it finds."""
        return language is not None and language.split("-")[0] in table("reader/settings")["languages"]

    def extract(self, report: Report) -> tuple[Mention, ...]:
        """Return the mentions of `report` in text order. Raises ModelError."""
        found: list[Mention] = []
        for start, end in parts(report.text):
            told = self._asked(report, report.text[start:end])
            found += self._mentions(report, told, (start, end), len(found))
        return tuple(found)

    def notes(self) -> tuple[str, ...]:
        """Return what was dropped so far, as lines for whoever runs this."""
        if not (self._quotes or self._claims):
            return ()
        words = "quotation" if self._quotes == 1 else "quotations"
        claims = "claim that stands on none" if self._claims == 1 else "claims that stand on none"
        return (f"the model gave {self._quotes} {words} that no report has, and {self._claims} {claims}: dropped",)

    def _asked(self, report: Report, text: str) -> Sequence[Told]:
        head = [f"Language: {report.language}", f"Published: {report.published or 'not known'}"]
        head += [f"Title: {report.title}"] if report.title else []
        question = "\n".join([*head, "Report:", text])
        for _ in range(TRIES):
            found = answer.read(self._asker.ask(answer.instruction(), question, answer.schema()))
            if found is not None:
                return found.claims
        raise ModelError(f"report {report.id}: the language model does not answer with the JSON that it is asked for")

    def _mentions(self, report: Report, told: Sequence[Told], part: Words, first: int) -> list[Mention]:
        """Return the mentions of one part of the text; `first` is the number of the first of them."""
        placed: list[tuple[Words, int, Told, tuple[Evidence, ...]]] = []
        after = part[0]
        for number, item in enumerate(told):
            own = quotes.sentence(report.text[: part[1]], item.sentence, after)
            found = None if own is None else self._evidence(report, item, own)
            if own is None or found is None:
                self._quotes += own is None
                self._claims += 1
                continue
            after = own[0]
            placed.append((own, number, item, found))
        placed.sort(key=lambda each: each[:2])
        index = {number: first + at for at, (_, number, _, _) in enumerate(placed)}
        return [_mention(report, index, number, item, found) for _, number, item, found in placed]

    def _evidence(self, report: Report, item: Told, own: Words) -> tuple[Evidence, ...] | None:
        """Return where the words of a claim stand, None where there is nothing that it could rest on."""
        text = report.text
        harm = item.about in get_args(Effect)
        victims = self._checked(item.victims, quotes.around(text, item.victims or "", own))
        count = self._checked(item.count, quotes.inside(text, item.count or "", own, victims))
        words = self._checked(item.words, quotes.inside(text, item.words or "", own))
        if item.count and count is None:
            return None
        found = [evidence(report, "count", count)] if count and harm else []
        found += [evidence(report, "victims", victims)] if victims else []
        for name, role in ELSEWHERE.items():
            quote: str | None = getattr(item, name)
            place = self._checked(quote, quotes.around(text, quote or "", own))
            found += [evidence(report, role, place)] if place else []
        source = self._checked(item.source, quotes.around(text, item.source or "", own))
        found += [evidence(report, "attribution", source)] if source else []
        if harm:
            found += [evidence(report, "effect", words)] if words else []
            return tuple(found) if count or victims else None
        return (*found, evidence(report, "topic", words or own))

    def _checked(self, quote: str | None, place: Words | None) -> Words | None:
        """Count a quotation that stands nowhere."""
        if quote and quote.strip() and place is None:
            self._quotes += 1
        return place


def parts(text: str) -> Iterator[Words]:
    """Yield where the parts of a text begin and end that one question can hold, cut at paragraphs where it has any."""
    start = 0
    while len(text) - start > MOST_TEXT:
        cut = next(
            (at for at in (text.rfind(mark, start + MOST_TEXT // 2, start + MOST_TEXT) for mark in "\n. ") if at > 0),
            start + MOST_TEXT - 1,
        )
        yield start, cut + 1
        start = cut + 1
    yield start, len(text)


def _mention(report: Report, index: Mapping[int, int], number: int, item: Told, found: tuple[Evidence, ...]) -> Mention:
    harm = item.about in get_args(Effect)
    whole = index.get(item.part_of) if item.part_of is not None and item.part_of != number else None
    counted = any(each.role == "count" for each in found)
    bare = item.without_number if harm and not counted and item.count is None else 0
    cues: list[Cue] = [FLAGS[item.flag]] if item.flag in FLAGS else []
    cues += ["single"] if bare == 1 else []
    cues += ["of_these"] if harm and item.scope == "subset" else []
    event = _event(item.event) if harm else None
    return Mention(
        report_id=report.id,
        index=index[number],
        language=report.language or "und",
        effect=item.about if harm else None,  # type: ignore[arg-type]
        topic=None if harm else item.about,  # type: ignore[arg-type]
        scope="incident" if not harm else "cumulative" if item.flag == "earlier" else item.scope,
        modality=item.modality,
        cause=item.cause,
        event_type=event[0] if event else None,
        sub_event_type=event[1] if event else None,
        evidence=found,
        about=() if whole is None else (whole,),
        cues=tuple(cues),
        bare=bare,
    )


def _event(name: str | None) -> tuple[str, str] | None:
    """Return ACLED's event and sub-event type that `name` is, None for any other."""
    kinds: Mapping[str, Sequence[str]] = table("codebooks/acled")["sub_events"]
    return next(((kind, name) for kind, subs in kinds.items() if name is not None and name in subs), None)
