"""A report's text cut into paragraphs, sentences and tokens, every one with its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import pysbd

# The segmenter's rules serve Norwegian through its Danish table ("20. april", "kl. 12.30", "bl.a.").
_SEGMENTER = {"nb": "da", "nn": "da", "no": "da"}
# Its patterns backtrack on very long runs, so longer paragraphs are cut at this many characters first.
LONGEST_PIECE = 4000
# No sentence of prose is longer; a list without an end is cut, so that its figures are not all weighed with each other.
LONGEST_SENTENCE = 1000

_PARAGRAPH = re.compile(r"[^\n]+")
_TOKEN = re.compile(r"\d+(?:[.,:\u00a0\u202f]\d+)*|\w+(?:[-’'.](?=\w)\w+)*|[^\w\s]", re.UNICODE)
_ARTICLED = re.compile(r"(?:al|an|ar|as|ash|at|az|ad|el|ed|es|et|ez)-[^\W\d_a-zß-öø-ÿ]")
# "BEIRUT, April 20 (Desk) - ", "Bamako (NTB): ", "QUETTA, Jan 13: ", "GOMA, DR Congo - "
_DATELINE = re.compile(
    r"[^\n(.]{0,50}\([^)\n]{2,40}\)\s?[-–—:]\s"
    r"|[^\W\d_a-zß-öø-ÿ]{3,}(?:[ ,/]+(?:[^\W\d_a-zß-öø-ÿ][\w.]*|\d+\.?)){0,6}(?:\s[-–—]|:)\s"
)
_ENDS = frozenset('.!?…»”":;')

Words = tuple[int, int]  # offsets in the report


class Mark(Protocol):
    """Anything that was found in a text: a token, a time, a name, who is cited."""

    @property
    def start(self) -> int:
        """Return its first offset."""
        ...

    @property
    def end(self) -> int:
        """Return the offset behind it."""
        ...


def offsets(marks: Iterable[Mark]) -> list[Words]:
    """Return where each of `marks` stands, in their order."""
    return [(mark.start, mark.end) for mark in marks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word, number or sign; `low` is its lower case."""

    start: int
    end: int
    text: str
    low: str

    @property
    def capital(self) -> bool:
        """Tell whether it begins with a capital letter, behind an Arabic article too ("al-Shabaab")."""
        return self.text[:1].isupper() or _ARTICLED.match(self.text) is not None

    @property
    def word(self) -> bool:
        """Tell whether it is a word (not a number or a sign)."""
        return self.text[:1].isalpha()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A sentence or heading: its offsets in the text, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int
    heading: bool


def tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    """Return the tokens of ``text[start:end]`` with offsets in `text`."""
    return tuple(
        Token(start=hit.start(), end=hit.end(), text=hit.group(), low=hit.group().lower())
        for hit in _TOKEN.finditer(text, start, end)
    )


def stretches(text: str, language: str) -> tuple[Stretch, ...]:
    """Return the sentences and headings of `text`, in order.

    A heading is a short paragraph (at most 12 words) without a closing sign, that is not the only one.
    """
    found: list[Stretch] = []
    paragraphs = [hit for hit in _PARAGRAPH.finditer(text) if hit.group().strip()]
    for number, hit in enumerate(paragraphs):
        body = hit.group().rstrip()
        short = len(body.split()) <= 12 and body[-1] not in _ENDS
        heading = short and len(paragraphs) > 1
        for start, end in _sentences(text, hit.start(), hit.start() + len(body), language):
            cuts = _cut(text, start, end)
            found += [Stretch(start=left, end=right, paragraph=number, heading=heading) for left, right in cuts]
    return tuple(found)


def dateline_end(text: str, start: int, end: int) -> int:
    """Return where the dateline of a sentence ends ("BEIRUT, April 20 (Desk) - "), `start` when it has none."""
    hit = _DATELINE.match(text, start, end)
    return hit.end() if hit else start


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = space if space > start else start + LONGEST_SENTENCE
        pieces.append((start, cut))
        start = cut + (space > start)
    return [*pieces, (start, end)]


def _sentences(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    pieces = []
    for piece_start, piece_end in _bounded(text, start, end):
        piece = text[piece_start:piece_end]
        cursor = 0
        for sentence in _segmenter(_SEGMENTER.get(language, language)).segment(piece):
            quote = str(sentence).strip()
            at = piece.find(quote, cursor)
            if not quote or at < 0:  # the segmenter changed characters: leave them to the next sentence
                continue
            pieces.append((piece_start + cursor + _blank(piece[cursor:at]), piece_start + at + len(quote)))
            cursor = at + len(quote)
        if piece[cursor:].strip():
            rest = piece[cursor:]
            pieces.append((piece_start + cursor + _blank(rest), piece_start + cursor + len(rest.rstrip())))
    return pieces


def _blank(piece: str) -> int:
    return len(piece) - len(piece.lstrip())


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    bounds = []
    while end - start > LONGEST_PIECE:
        cut = text.rfind(". ", start, start + LONGEST_PIECE)
        cut = cut + 1 if cut > start else start + LONGEST_PIECE
        bounds.append((start, cut))
        start = cut
    bounds.append((start, end))
    return bounds


@cache
def _segmenter(language: str) -> pysbd.Segmenter:
    return pysbd.Segmenter(language=language, clean=False)
