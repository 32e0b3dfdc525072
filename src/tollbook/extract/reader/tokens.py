"""Text to token ids with their characters: what the encoder reads, and the way back from its answers to spans."""

from __future__ import annotations

import gzip
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tollbook.data import path
from tollbook.extract.reader.windows import Sentence, sentences

SHOUTED = 0.7  # a text with this share of capitals among its cased letters is read in lower case (old newswires)
LEAST_LETTERS = 12
LATER_SCRIPTS = 0x530  # Latin, Greek and Cyrillic come before


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids between the two border tokens; ``text[starts[i]:ends[i]]`` is token i (borders: an empty stretch)."""

    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def covered(self, start: int, end: int) -> list[int]:
        """Return the numbers of the tokens that share a character with ``text[start:end]``."""
        return [n for n in range(1, len(self.ids) - 1) if self.starts[n] < end and start < self.ends[n]]

    def marked(self, first: int, last: int, start: int, end: int) -> tuple[Window, tuple[int, ...]]:
        """Return the window with the anchor ``text[start:end]`` between two marks, and the kind of each token.

        The kind is 2 for the anchor and its marks, 1 for its sentence ``text[first:last]``, else 0.
        """
        anchor = self.covered(start, end)
        if not anchor:
            return self, (0,) * len(self.ids)
        sentence = set(self.covered(first, last))
        kinds = [2 if n in anchor else 1 if n in sentence else 0 for n in range(len(self.ids))]
        left, right = anchor[0], anchor[-1] + 1
        mark = marker()

        def around(line: Sequence[int], before: int, behind: int) -> tuple[int, ...]:
            return (*line[:left], before, *line[left:right], behind, *line[right:])

        opened, closed = self.starts[left], self.ends[right - 1]
        window = Window(
            around(self.ids, mark, mark),
            around(self.starts, opened, closed),
            around(self.ends, opened, closed),
        )
        return window, around(kinds, 2, 2)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens, sentence by sentence."""

    text: str
    sentences: tuple[Sentence, ...]
    ids: tuple[tuple[int, ...], ...]
    spans: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def lengths(self) -> list[int]:
        """Return how many tokens each sentence has."""
        return [len(ids) for ids in self.ids]

    def sentence_at(self, offset: int) -> int:
        """Return the number of the sentence that holds the character at `offset`."""
        return max(0, bisect_right([sentence.start for sentence in self.sentences], offset) - 1)

    def window(self, first: int, last: int, most: int = 384) -> Window:
        """Return the window of sentences `first` to `last` - 1, cut at `most` tokens."""
        opener, closer = borders()
        ids = [token for number in range(first, last) for token in self.ids[number]][:most]
        spans = [span for number in range(first, last) for span in self.spans[number]][:most]
        begin = spans[0][0] if spans else 0
        end = spans[-1][1] if spans else 0
        return Window(
            (opener, *ids, closer),
            (begin, *(start for start, _ in spans), end),
            (begin, *(stop for _, stop in spans), end),
        )


def tokenise(text: str, most: int = 320) -> Tokens:
    """Return `text` in tokens; a sentence of more than `most` tokens is cut into several."""
    found = sentences(text)
    read = encode([quiet(text[sentence.start : sentence.end]) for sentence in found])
    kept: list[Sentence] = []
    ids: list[tuple[int, ...]] = []
    spans: list[tuple[tuple[int, int], ...]] = []
    for sentence, (numbers, places) in zip(found, read, strict=True):
        moved = [_trimmed(text, sentence.start + start, sentence.start + end) for start, end in places]
        for cut in range(0, max(len(numbers), 1), most):
            part = moved[cut : cut + most]
            if not part:
                continue
            whole = len(numbers) <= most
            kept.append(sentence if whole else Sentence(part[0][0], part[-1][1], sentence.paragraph))
            ids.append(tuple(numbers[cut : cut + most]))
            spans.append(tuple(part))
    return Tokens(text, tuple(kept), tuple(ids), tuple(spans))


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch grown to whole words, where words are parted by blanks and have no clitics (Latin, Cyrillic)."""
    while start > 0 and _spelled(text[start]) and _spelled(text[start - 1]):
        start -= 1
    while end < len(text) and _spelled(text[end - 1]) and _spelled(text[end]):
        end += 1
    return start, end


def _spelled(character: str) -> bool:
    return character.isalpha() and ord(character) < LATER_SCRIPTS


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a token's characters without the white space that its piece begins with."""
    while start < end and text[start].isspace():
        start += 1
    return start, end


def quiet(text: str) -> str:
    """Return a text in capitals in lower case, letter for letter; any other as it is."""
    upper = sum(character.isupper() for character in text)
    lower = sum(character.islower() for character in text)
    if upper + lower < LEAST_LETTERS or upper < SHOUTED * (upper + lower):
        return text
    return lowered(text)


def lowered(text: str) -> str:
    """Return `text` in small letters, one for each letter, so that offsets stay ("İ" would become two)."""
    return "".join(character.lower()[0] for character in text)


def encode(texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
    """Return ids and offsets of each text, without border tokens."""
    return [(e.ids, e.offsets) for e in _tokenizer().encode_batch(list(texts), add_special_tokens=False)]


@cache
def borders() -> tuple[int, int]:
    """Return the ids of the tokens that open and close a window."""
    tokenizer = _tokenizer()
    return tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")


@cache
def marker() -> int:
    """Return the id of the piece that is put on both sides of an anchor."""
    return int(_tokenizer().token_to_id("@"))


@cache
def _tokenizer() -> Any:
    # Imported here: commands that read nothing need not load it.
    from tokenizers import Tokenizer  # noqa: PLC0415

    return Tokenizer.from_str(gzip.decompress(path("reader/tokenizer.json.gz").read_bytes()).decode())
