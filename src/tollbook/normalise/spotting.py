"""Tokens and the longest known phrases among them: what every look-up of names and words stands on.

A token is folded (case, diacritics, apostrophes, dots of abbreviations) for comparing and keeps its
letters for the rules on capitals. Hyphens part tokens, so "al-Shabaab" and "al Shabaab" are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

V = TypeVar("V")

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:['’ʼ‘`´]\w+)*", re.UNICODE)
_POSSESSIVE = re.compile(r"['’ʼ‘`´]s$", re.IGNORECASE)
_HYPHENS = frozenset("-‐‑–")
_DASHES = _HYPHENS | {"—", "―"}
_STOPS = frozenset(",.;:!?\n،؛؟、，。；：！？")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "đ": "d", "ł": "l", "’": "'"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text; `start` and `end` are offsets, `key` its folded form.

    `joined`: a hyphen and nothing else stands before it; `broken`: a comma or a stop does; `dashed`: a dash
    between spaces does ("BEIRUT - Government forces").
    """

    word: str
    key: str
    start: int
    end: int
    joined: bool
    broken: bool
    dashed: bool


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return `word` for comparing: lower case, no diacritics, apostrophes or dots."""
    lowered = word.casefold()
    if not lowered.isascii():
        plain = unicodedata.normalize("NFKD", lowered.translate(_LETTERS))
        lowered = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[.'’ʼ‘`´]", "", lowered)


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of `text` in order; an English possessive ending is no part of the word."""
    found: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        gap = text[last : match.start()]
        found.append(
            Token(
                word=word,
                key=fold(word),
                start=match.start(),
                end=match.start() + len(word),
                joined=len(gap) == 1 and gap in _HYPHENS,
                broken=any(c in _STOPS for c in gap),
                dashed=len(gap) > 1 and any(c in _DASHES for c in gap),
            )
        )
        last = match.end()
    return tuple(found)


class Phrases(Generic[V]):
    """A read-only table from phrases (folded tokens) to values, for longest-match look-up."""

    __slots__ = ("_genitive", "_longest", "_values")

    def __init__(self, items: Mapping[tuple[str, ...], V], *, genitive: bool) -> None:
        """Take phrases as tuples of keys; with `genitive` the last token may carry an -s."""
        self._values = dict(items)
        self._genitive = genitive
        self._longest: dict[str, int] = {}
        for phrase in self._values:
            self._longest[phrase[0]] = max(self._longest.get(phrase[0], 0), len(phrase))

    def at(self, words: Sequence[Token], start: int) -> Iterator[tuple[int, V]]:
        """Yield (end, value) for the phrases that begin at token `start`, longest first."""
        longest = max(self._longest.get(key, 0) for key in self._forms(words[start].key))
        for size in range(min(longest, len(words) - start), 0, -1):
            body = tuple(token.key for token in words[start : start + size - 1])
            for last in self._forms(words[start + size - 1].key):
                value = self._values.get((*body, last))
                if value is not None:
                    yield start + size, value
                    break

    def known(self) -> Iterator[tuple[str, ...]]:
        """Yield the phrases of the table."""
        yield from self._values

    def get(self, key: str) -> V | None:
        """Return the value of the one-token phrase `key`, as it stands."""
        return self._values.get((key,))

    def _forms(self, key: str) -> tuple[str, ...]:
        return (key, key[:-1]) if self._genitive and len(key) > 2 and key.endswith("s") else (key,)


def phrase(text: str) -> tuple[str, ...]:
    """Return `text` as a key of `Phrases`."""
    return tuple(token.key for token in tokens(text))
