"""A second look: the trained reader at what the rules found, to set aside what it is sure is no harm by conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from tollbook.data import table
from tollbook.extract.reader.reading import Anchor, Reading, look
from tollbook.extract.reader.tokens import Tokens, tokenise
from tollbook.records import Cause, Mention, Report


def set_aside(report: Report, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return `mentions` with the cause that the model is sure of, where it is sure that conflict is not the cause.

    Nothing is dropped: what is no harm to people at all gets the cause "other", and so is filed apart from the counts.
    """
    tokens = tokenise(report.text)
    places = [number for number, mention in enumerate(mentions) if mention.effect is not None and _anchor(mention)]
    anchors = [_placed(tokens, *cast(tuple[int, int], _anchor(mentions[number]))) for number in places]
    read = zip(places, look(tokens, anchors), strict=True)
    causes = {number: cause for number, reading in read if (cause := _cause(reading)) is not None}
    return tuple(
        replace(mention, cause=causes.get(number, "conflict")) if mention.cause == "conflict" else mention
        for number, mention in enumerate(mentions)
    )


def _anchor(mention: Mention) -> tuple[int, int] | None:
    spans = mention.spans("count") or mention.spans("victims")
    return (spans[0].start, spans[0].end) if spans else None


def _placed(tokens: Tokens, start: int, end: int) -> Anchor:
    return Anchor(start, end, "n", tokens.sentence_at(start))


def _cause(reading: Reading) -> Cause | None:
    """Return the cause that is surely not conflict, None where there is doubt."""
    least = table("reader/settings")["least"]
    if reading.labels["effect"] == "none" and reading.sure["effect"] >= least["no_harm"]:
        return "other"
    if reading.labels["cause"] != "conflict" and reading.sure["cause"] >= least["other_cause"]:
        return cast(Cause, reading.labels["cause"])
    return None
