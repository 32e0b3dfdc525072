"""Cut a report into sentences, and sentences into windows that the encoder reads at once.

The cut need not be a grammarian's: a window holds several sentences, so that a wrong border costs little. What it
must be is quick, the same for every language, and exact in its offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tollbook.data import table

# A sentence ends at a stop of any of our scripts and the quotes behind it. A full stop counts only before white space
# and what is no small letter, and not behind a single letter, a day of the month ("3. Mai") or an abbreviation.
END = re.compile(r"[!?؟。！？۔…]+[\"'”“’»」』)]*\s*|\.[\"'”“’»)]*\s+(?=[^\sa-zа-яёіїєґß-ÿ])")
LAST_WORD = re.compile(r"(\w+)\Z")
BEFORE, AFTER, WHOLE = 112, 48, 160  # tokens of context before and behind a sentence, and of a window of many


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text[start:end]``, without white space at its ends; `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of `text` in order. A line end is always a border."""
    found: list[Sentence] = []
    paragraph = -1
    for line in re.finditer(r"[^\n]+", text):
        if not line[0].strip():
            continue
        paragraph += 1
        at = line.start()
        for stop in [*_stops(text, line.start(), line.end()), line.end()]:
            piece = text[at:stop]
            if piece.strip():
                begin = at + len(piece) - len(piece.lstrip())
                found.append(Sentence(begin, at + len(piece.rstrip()), paragraph))
            at = stop
    return found


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the sentences of one line end, the white space behind them included."""
    short = frozenset(table("reader/settings")["abbreviations"])
    for match in END.finditer(text, start, end):
        word = LAST_WORD.search(text[max(start, match.start() - 12) : match.start()])
        last = word[1].lower() if word and match[0][0] == "." else ""
        if not last or not (len(last) == 1 or (last.isdigit() and len(last) <= 2) or last in short):
            yield match.end()


def packed(lengths: Sequence[int], most: int = WHOLE) -> list[tuple[int, int]]:
    """Return runs of neighbouring sentences, first and last + 1, each of at most `most` tokens or one sentence."""
    runs: list[tuple[int, int]] = []
    first, size = 0, 0
    for number, length in enumerate(lengths):
        if size and size + length > most:
            runs.append((first, number))
            first, size = number, 0
        size += length
    return [*runs, (first, len(lengths))] if lengths else []


def around(lengths: Sequence[int], number: int, before: int = BEFORE, after: int = AFTER) -> tuple[int, int]:
    """Return first and last + 1 of the sentences that are read together with sentence `number`."""
    first, last = number, number + 1
    room = before
    while first > 0 and lengths[first - 1] <= room:
        first -= 1
        room -= lengths[first]
    room = after
    while last < len(lengths) and lengths[last] <= room:
        room -= lengths[last]
        last += 1
    return first, last
