"""Weigh readings by the words around them: what grammar and number tables know better than the model.

The model says which words it means; tables say what they are. Percentages are nobody, two words for one person are one
person, a married couple is two, time phrases are whole, and one attack on one day is no sum of several.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tollbook.data import table
from tollbook.data.calendar import Phrase, phrases
from tollbook.data.numerals import numerals, whole_value
from tollbook.extract.reader.labels import EFFECTS, TOPICS
from tollbook.extract.reader.reading import Anchor, Reading
from tollbook.extract.reader.tokens import Tokens

Span = tuple[int, int]
Marked = tuple[int, int, float]  # a span with how sure the model is of it
PERCENT = re.compile(r"[\s\u00a0\u202f]?[%٪％‰]")
WORD = re.compile(r"[^\W\d_]+")
SUREST = 0.99  # no reading outvotes all the others of its sentence
COUPLE_WORDS = 3  # "ein älteres Ehepaar"
AND = "و"  # Arabic writes "and" with the word behind it


def weighed(tokens: Tokens, readings: Sequence[Reading], language: str | None) -> list[Reading]:
    """Return the readings that are kept, in text order, with what the words around them tell.

    `language` is a BCP 47 tag; None leaves out what needs the tables of a language.
    """
    kept = [reading for reading in readings if sure_enough(reading) and not _share(tokens.text, reading)]
    kept = [_timed(tokens, reading, language) if language else reading for reading in _persons(tokens.text, kept)]
    if language:
        kept = [_coupled(tokens, reading, language) for reading in kept]
        kept = _superseded(tokens.text, kept, language)
    kept = _agreed([_in_list(reading) for reading in kept])
    return [_scoped(tokens, reading, kept, language) for reading in kept]


def sure_enough(reading: Reading) -> bool:
    """Tell whether a reading is kept."""
    effect = reading.labels["effect"]
    if effect == "none":
        return False
    kind = "statement" if effect in TOPICS else "bare" if reading.anchor.kind == "who" else "effect"
    return reading.sure["effect"] >= float(table("reader/settings")["least"][kind])


def _share(text: str, reading: Reading) -> bool:
    """Tell whether the figure is a share ("more than 15 %", "%60") and nobody's number."""
    anchor = reading.anchor
    return anchor.kind == "n" and (
        bool(PERCENT.match(text, anchor.end)) or text[anchor.start - 1 : anchor.start] in tuple("%٪％")
    )


def _persons(text: str, readings: Sequence[Reading]) -> list[Reading]:
    """Make one of two readings that share a word or have only blanks between them ("his driver" and "driver")."""
    found: list[Reading] = []
    for reading in readings:
        if found and _one_person(text, found[-1], reading):
            found[-1] = _joined(found[-1], reading)
        else:
            found.append(reading)
    return found


def _one_person(text: str, left: Reading, right: Reading) -> bool:
    effect = left.labels["effect"]
    kinds = (left.anchor.kind, right.anchor.kind)
    between = text[left.anchor.end : right.anchor.start]
    glued = text[right.anchor.start] == AND or between.endswith(AND)
    blank = not between.strip(" \u00a0") and not glued
    return effect in EFFECTS and effect == right.labels["effect"] and kinds != ("n", "n") and blank


def _joined(left: Reading, right: Reading) -> Reading:
    """Return the reading of two anchors as one: a number is the anchor, and the person's words are whom it counts."""
    if left.anchor.kind == right.anchor.kind:
        end = max(left.anchor.end, right.anchor.end)
        better = max((left, right), key=lambda reading: reading.sure["effect"])
        return replace(better, anchor=replace(left.anchor, end=end))
    number, person = (left, right) if left.anchor.kind == "n" else (right, left)
    who = number.spans["who"]
    words = (person.anchor.start, person.anchor.end)
    if not any(start < words[1] and words[0] < end for start, end, _ in who):
        who = ((*words, person.sure["effect"]), *who)
    return replace(number, spans={**number.spans, "who": who})


def _coupled(tokens: Tokens, reading: Reading, language: str) -> Reading:
    """Read a married couple, or twins, as two, where the model saw one person ("ein Ehepaar", "супружеская пара")."""
    anchor = reading.anchor
    one = anchor.kind == "who" or whole_value(tokens.text[anchor.start : anchor.end], language) in (None, 1)
    if not one or reading.labels["count"] not in ("one", "exact", "unknown") or reading.labels["effect"] not in EFFECTS:
        return reading
    end = _couple_end(tokens, anchor, language)
    if end is None:
        return reading
    return replace(
        reading,
        anchor=replace(anchor, end=end, kind="who"),
        labels={**reading.labels, "count": "two"},
    )


def _couple_end(tokens: Tokens, anchor: Anchor, language: str) -> int | None:
    """Return where the words for two people end that begin with the anchor; None when it begins with none."""
    stop = tokens.sentences[anchor.sentence].end
    ends = [match.end() for match in WORD.finditer(tokens.text, anchor.start, stop)][:COUPLE_WORDS]
    ends = [*dict.fromkeys((anchor.end, *(end for end in ends if end > anchor.end)))]
    return next((end for end in ends if whole_value(tokens.text[anchor.start : end], language) == 2), None)


def _in_list(reading: Reading) -> Reading:
    """Take a figure for one more of a list where the model is surer of that than of its being a part of another."""
    labels, sure = reading.labels, reading.sure
    if labels["listed"] == "yes" and labels["scope"] == "subset" and sure["listed"] > sure["scope"]:
        return replace(reading, labels={**labels, "scope": "incident"})
    return reading


def _superseded(text: str, readings: Sequence[Reading], language: str) -> list[Reading]:
    """Of two tolls in one sentence that both replace an earlier one ("from 18 to 23"), keep the highest as the toll."""
    values: dict[tuple[int, str], list[int]] = {}
    for reading in readings:
        if (value := _risen(text, reading, language)) is not None:
            values.setdefault((reading.anchor.sentence, reading.labels["effect"]), []).append(value)
    found = []
    for reading in readings:
        value = _risen(text, reading, language)
        highest = max(values.get((reading.anchor.sentence, reading.labels["effect"]), [0]))
        earlier = value is not None and value < highest
        found.append(replace(reading, labels={**reading.labels, "flag": "earlier"}) if earlier else reading)
    return found


def _risen(text: str, reading: Reading, language: str) -> int | None:
    """Return the value of a figure that is said to replace an earlier one; None for any other."""
    if reading.anchor.kind != "n" or reading.labels["flag"] != "rising" or reading.labels["scope"] == "subset":
        return None
    found = numerals(text, reading.anchor.start, reading.anchor.end, language)
    return found[0].value if found else None


def _agreed(readings: Sequence[Reading]) -> list[Reading]:
    """Give the tolls of one sentence the one cause that the model is surest of over all of them."""
    votes: dict[int, dict[str, float]] = {}
    for reading in readings:
        if reading.labels["effect"] in EFFECTS:
            chance = min(reading.sure["cause"], SUREST)
            weight = math.log(chance / (1 - chance))
            told = votes.setdefault(reading.anchor.sentence, {})
            told[reading.labels["cause"]] = told.get(reading.labels["cause"], 0.0) + weight
    return [
        replace(reading, labels={**reading.labels, "cause": _most(votes[reading.anchor.sentence])})
        if reading.labels["effect"] in EFFECTS
        else reading
        for reading in readings
    ]


def _most(votes: Mapping[str, float]) -> str:
    return max(votes, key=lambda cause: votes[cause])


def _timed(tokens: Tokens, reading: Reading, language: str) -> Reading:
    """Grow each time span to the time phrases that it touches; one that has none of their words stays as it is."""
    spans: list[Marked] = []
    for start, end, sure in reading.spans["on"]:
        sentence = tokens.sentences[tokens.sentence_at(start)]
        touched = [
            phrase
            for phrase in phrases(tokens.text, sentence.start, sentence.end, language)
            if phrase.start < end and start < phrase.end
        ]
        begin = min([start, *(phrase.start for phrase in touched)])
        stop = max([end, *(phrase.end for phrase in touched)])
        if spans and begin < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(stop, spans[-1][1]), max(sure, spans[-1][2]))
        else:
            spans.append((begin, stop, sure))
    return replace(reading, spans={**reading.spans, "on": tuple(spans)})


def _scoped(tokens: Tokens, reading: Reading, kept: Sequence[Reading], language: str | None) -> Reading:
    """Take a doubtful sum for what else the model thought of, most often the toll of one incident.

    It is doubtful below the threshold of the settings, and also a little above it when the figure is of one day and
    no incident is told that it could be the sum of.
    """
    if reading.labels["scope"] != "total":
        return reading
    least = table("reader/settings")["least"]
    alone = not any(
        other is not reading
        and other.labels["effect"] == reading.labels["effect"]
        and other.labels["scope"] == "incident"
        for other in kept
    )
    one_day = language is not None and alone and _on_one_day(tokens, reading, language)
    if reading.sure["scope"] >= least["total_of_one_day" if one_day else "total"]:
        return reading
    return replace(reading, labels={**reading.labels, "scope": reading.second["scope"]})


def _on_one_day(tokens: Tokens, reading: Reading, language: str) -> bool:
    """Tell whether all time phrases of a reading are one day ("on Tuesday", not "since Tuesday")."""
    found: list[Phrase] = []
    for start, end, _ in reading.spans["on"]:
        found += phrases(tokens.text, start, end, language)
    return bool(found) and all(phrase.kind == "day" and not phrase.since for phrase in found)
