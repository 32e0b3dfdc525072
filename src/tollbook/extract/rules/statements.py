"""Statements without people harmed: who claims an attack, who holds a place, a ceasefire, talks, a record."""

from __future__ import annotations

from typing import cast

from tollbook.extract.rules.agents import last_actor
from tollbook.extract.rules.drafts import Draft, event_times
from tollbook.extract.rules.lexicon import Hit
from tollbook.extract.rules.sentence import Sentence
from tollbook.extract.rules.text import Words, offsets
from tollbook.records import Topic


def statement_drafts(sentence: Sentence, number: int) -> list[Draft]:
    """Return one draft for each topic that a sentence speaks of; headings state nothing."""
    if sentence.heading:
        return []
    drafts = []
    for topic in sentence.lexicon.names("topics"):
        hits = sentence.hits("topics", topic)
        if topic == "responsibility":  # "denied it was behind the blast"
            denied = sentence.hits("topics", "denial")
            hits = [hit for hit in hits if not any(no.start <= hit.start < no.end for no in denied)]
        if hits and not _nobody(sentence, cast(Topic, topic), hits[0]):
            drafts.append(_statement(sentence, number, cast(Topic, topic), hits[0]))
    return drafts


def _nobody(sentence: Sentence, topic: Topic, hit: Hit) -> bool:
    """Tell whether nobody is the subject ("no group has claimed responsibility")."""
    if topic not in {"responsibility", "denial", "confirmation"}:
        return False
    start = sentence.clause(hit.start)[0]
    return bool(sentence.lexicon.phrases("grammar", "negation").find(sentence.text, start, hit.start))


def _statement(sentence: Sentence, number: int, topic: Topic, hit: Hit) -> Draft:
    return Draft(
        sentence=number,
        effect=None,
        topic=topic,
        agents=tuple(_speaker(sentence, topic, hit)),
        places=tuple(offsets(sentence.places)),
        times=tuple(offsets(event_times(sentence))),
        sources=tuple(offsets(sentence.sources)),
        said=((hit.start, hit.end),),
    )


def _speaker(sentence: Sentence, topic: Topic, hit: Hit) -> list[Words]:
    """Return who acts: behind "held by", else the subject before the words; who claims may also be who is cited."""
    words = sentence.lexicon.words("grammar", "by")
    if hit.low.rsplit(maxsplit=1)[-1] in words:
        after = [name for name in sentence.names if name.start >= hit.end]
        return [(after[0].start, after[0].end)] if after else []
    clause = sentence.clause(hit.start)[0]
    before = [name for name in sentence.names if clause <= name.start and name.end <= hit.start]
    if before:
        return [(before[-1].start, before[-1].end)]
    if topic in {"responsibility", "denial", "confirmation"}:
        after = [name for name in sentence.names if name.start >= hit.start]
        cited = offsets(sentence.sources)
        return cited or offsets(after[:1])
    return last_actor(sentence)[:1]
