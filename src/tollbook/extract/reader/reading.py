"""Find the anchors of a report and read each: who is meant, what happened to them, and which words belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tollbook.data import table
from tollbook.extract.reader import gate, network, windows
from tollbook.extract.reader.labels import ROLES, SLOTS, TAGS
from tollbook.extract.reader.tokens import Tokens, Window, whole_words

Array = npt.NDArray[np.float32]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words that may stand for people harmed or for a statement; `kind` is n, who or topic."""

    start: int
    end: int
    kind: str
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the model says of one anchor: the best label of each slot with its probability, the spans of each role.

    `second` has the label of each slot that comes next.
    """

    anchor: Anchor
    labels: dict[str, str]
    sure: dict[str, float]
    spans: dict[str, tuple[tuple[int, int, float], ...]] = field(default_factory=dict)
    second: dict[str, str] = field(default_factory=dict)


def read(tokens: Tokens) -> list[Reading]:
    """Return the readings of the anchors of a report, in text order."""
    seen = set(gate.passed(tokens))
    found = anchors(tokens, sorted(seen))
    while found:
        more = gate.beside(tokens, {anchor.sentence for anchor in found}, seen)
        if not more:
            break
        seen.update(more)
        found += anchors(tokens, more)
    return look(tokens, sorted(found, key=lambda anchor: anchor.start))


def anchors(tokens: Tokens, chosen: Sequence[int]) -> list[Anchor]:
    """Return the anchors of the sentences `chosen`; neighbours among them are read together."""
    runs: list[tuple[int, int]] = []
    for group in _neighbours(chosen):
        lengths = [len(tokens.ids[number]) for number in group]
        runs += [(group[0] + first, group[0] + last) for first, last in windows.packed(lengths)]
    views = [tokens.window(first, last) for first, last in runs]
    found: list[Anchor] = []
    for view, (tags, _, _) in zip(views, network.scores(views), strict=True):
        found += _tagged(tokens, view, _softmax(tags))
    return found


def _neighbours(chosen: Sequence[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for number in sorted(chosen):
        if groups and groups[-1][-1] == number - 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def _tagged(tokens: Tokens, view: Window, chances: Array) -> list[Anchor]:
    """Return the anchors of one window: a run of tokens that begins with a B of some kind."""
    found: list[Anchor] = []
    least = table("reader/settings")["least"]["anchor"]
    number, size = 1, len(view.ids) - 1
    while number < size:
        begin = int(chances[number, 1::2].argmax())
        kind = TAGS[1 + 2 * begin][2:]
        if chances[number, 1 + 2 * begin] < least:
            number += 1
            continue
        last = number
        while last + 1 < size and int(chances[last + 1].argmax()) == 2 + 2 * begin:
            last += 1
        start, end = view.starts[number], view.ends[last]
        if end > start:
            start, end = whole_words(tokens.text, start, end)
            found.append(Anchor(start, end, kind, tokens.sentence_at(start)))
        number = last + 1
    return found


def look(tokens: Tokens, found: Sequence[Anchor]) -> list[Reading]:
    """Return the reading of each anchor, with its sentence and those around it."""
    views, kinds = [], []
    for anchor in found:
        sentence = tokens.sentences[anchor.sentence]
        plain = tokens.window(*windows.around(tokens.lengths, anchor.sentence))
        view, kind = plain.marked(sentence.start, sentence.end, anchor.start, anchor.end)
        views.append(view)
        kinds.append(kind)
    answers = network.scores(views, kinds)
    return [_reading(tokens.text, *each) for each in zip(found, views, answers, strict=True)]


def _reading(text: str, anchor: Anchor, view: Window, answer: tuple[Array, Array, Array]) -> Reading:
    _, roles, labels = answer
    said, sure, second, at = {}, {}, {}, 0
    heat = table("reader/settings")["temperature"]
    for slot, names in SLOTS.items():
        chances = _softmax(labels[at : at + len(names)] / heat.get(slot, 1.0))
        best, following = (int(place) for place in chances.argsort()[:-3:-1])
        said[slot], sure[slot], second[slot] = names[best], float(chances[best]), names[following]
        at += len(names)
    by_role = _softmax(roles.reshape(len(view.ids), len(ROLES), 3))
    spans = {role: tuple(_spans(text, view, by_role[:, place])) for place, role in enumerate(ROLES)}
    return Reading(anchor=anchor, labels=said, sure=sure, spans=spans, second=second)


def _spans(text: str, view: Window, chances: Array) -> list[tuple[int, int, float]]:
    """Return the spans of one role, each with the mean probability of its tokens; O, B, I are the columns.

    Spans are whole words; two with nothing but blanks between them are one.
    """
    found: list[tuple[int, int, float]] = []
    outside = 1 - table("reader/settings")["least"]["role"]
    number, size = 1, len(view.ids) - 1
    while number < size:
        if chances[number, 0] > outside:
            number += 1
            continue
        last = number
        while last + 1 < size and chances[last + 1, 0] <= outside and chances[last + 1, 2] >= chances[last + 1, 1]:
            last += 1
        sure = float(1 - chances[number : last + 1, 0].mean())
        if view.starts[number] < view.ends[last]:
            start, end = whole_words(text, view.starts[number], view.ends[last])
            if found and not text[found[-1][1] : start].strip():
                start, sure = found[-1][0], max(sure, found.pop()[2])
            found.append((start, end, sure))
        number = last + 1
    return found


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Array = raised / raised.sum(axis=-1, keepdims=True)
    return result
