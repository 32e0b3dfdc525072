"""Words of an origins table and how a language may dress them: clitics, endings, elisions, no blanks.

A table's `[form]` says what may hang on its words (layout: data/origins/en.toml). `dressed_down` takes off what
an apostrophe joins, `pieces` parts a text into words, and `Words` finds the phrases of a table among them,
longest first, with the clitics and endings that the form allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Generic, TypeVar

from tollbook.data import table
from tollbook.normalise.spotting import Token, fold, tokens

V = TypeVar("V")

_ELIDED = re.compile(r"\w+['’ʼ‘`´](?=\w)")
_HANGING = re.compile(r"(?<=\w)['’ʼ‘`´]\w+")
_HAN = re.compile(r"[㐀-鿿]|[^㐀-鿿]+")
_LEAST_STEM = 3  # letters that a clitic must leave


@dataclass(frozen=True, slots=True)
class Form:
    """What may hang on the words of a language; see `[form]` in data/origins/en.toml."""

    blanks: bool
    elisions: frozenset[str]
    cut: bool
    prefixes: tuple[str, ...]
    endings: tuple[str, ...]
    star: int
    letters: Mapping[int, str]


@cache
def form(language: str) -> Form:
    """Return the form that the origins table of `language` states."""
    told = table(f"origins/{language}").get("form", {})
    return Form(
        blanks=told.get("blanks", True),
        elisions=frozenset(told.get("elisions", ())),
        cut=told.get("cut", False),
        prefixes=tuple(fold(prefix) for prefix in told.get("prefixes", ())),
        endings=tuple(fold(ending) for ending in told.get("endings", ())),
        star=told.get("star", 0),
        letters={ord(pair[0]): pair[1] for pair in told.get("letters", ())},
    )


def dressed_down(text: str, shape: Form) -> str:
    """Return `text`, as long as before, without what an apostrophe joins.

    "l'armée" gives "  armée" where "l" is an elision; "BM'ye" gives "BM   " where an apostrophe cuts a word.
    """
    if shape.elisions:
        text = _ELIDED.sub(lambda m: _blank(m[0]) if m[0][:-1].lower() in shape.elisions else m[0], text)
    return _HANGING.sub(lambda m: _blank(m[0]), text) if shape.cut else text


def _blank(words: str) -> str:
    return " " * len(words)


def pieces(text: str, shape: Form) -> tuple[Token, ...]:
    """Return the words of `text` in the letters of the table; in a script without blanks every sign is one."""
    found = tokens(text.translate(shape.letters))
    return found if shape.blanks else tuple(part for token in found for part in _signs(token))


def _signs(token: Token) -> Iterator[Token]:
    for number, match in enumerate(_HAN.finditer(token.word)):
        start = token.start + match.start()
        sign = replace(token, word=match[0], key=fold(match[0]), start=start, end=start + len(match[0]))
        yield sign if number == 0 else replace(sign, joined=False, broken=False, dashed=False)


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[V]):
    keys: tuple[str, ...]
    starred: tuple[bool, ...]
    capitals: bool
    value: V


class Words(Generic[V]):
    """A read-only table from phrases to values; a word written ``stem*`` may have an ending of its language."""

    __slots__ = ("_by_first", "_endings", "_shape")

    def __init__(
        self, items: Iterable[tuple[str, V]], shape: Form, *, endings: bool = True, names: bool = False
    ) -> None:
        """Take (phrase, value) pairs; of equal phrases the first counts.

        `endings`: the last word may carry one of the form's endings. `names`: a phrase of one word in capitals
        is found only in capitals.
        """
        self._shape = shape
        self._endings = shape.endings if endings else ()
        self._by_first: dict[tuple[str, bool], list[_Phrase[V]]] = {}
        for text, value in items:
            if phrase := _phrase(text, value, shape, names=names):
                for bare in self._bare(phrase.keys[0]):
                    self._by_first.setdefault((bare, phrase.starred[0]), []).append(phrase)

    def at(self, words: Sequence[Token], start: int) -> Iterator[tuple[int, V]]:
        """Yield (end, value) for the phrases that begin at word `start`, longest first, plain before dressed."""
        found = [
            (rank, phrase)
            for phrase in self._beginning(words[start].key)
            if (rank := self._rank(phrase, words, start)) is not None
        ]
        for _, phrase in sorted(found, key=lambda pair: (-len(pair[1].keys), pair[0])):
            yield start + len(phrase.keys), phrase.value

    def has(self, word: Token) -> bool:
        """Tell whether `word` alone is in the table."""
        return any(True for _ in self.at((word,), 0))

    def _beginning(self, key: str) -> list[_Phrase[V]]:
        found: list[_Phrase[V]] = []
        seen: set[tuple[str, bool]] = set()
        for bare in self._bare(key):
            stems = [(each, False) for each in (bare, *self._stripped(bare))]
            stems += [(bare[:cut], True) for cut in range(len(bare), max(len(bare) - self._shape.star, 1) - 1, -1)]
            for stem in stems:
                if stem not in seen:
                    seen.add(stem)
                    found += [phrase for phrase in self._by_first.get(stem, ()) if phrase not in found]
        return found

    def _rank(self, phrase: _Phrase[V], words: Sequence[Token], start: int) -> int | None:
        """Return how much hangs on the words where `phrase` stands (0: nothing), None where it does not stand."""
        size = len(phrase.keys)
        if start + size > len(words):
            return None
        if phrase.capitals and not words[start].word[: len(phrase.keys[0])].isupper():
            return None
        ranks = [
            self._dress(words[start + i].key, phrase.keys[i], starred=phrase.starred[i], last=i == size - 1)
            for i in range(size)
        ]
        return None if None in ranks else sum(rank for rank in ranks if rank)

    def _dress(self, key: str, stem: str, *, starred: bool, last: bool) -> int | None:
        if key == stem:
            return 0
        ranks = (
            self._hanging(bare, root, starred=starred, last=last)
            for bare in self._bare(key)
            for root in self._bare(stem)
        )
        return min((rank for rank in ranks if rank), default=None)

    def _hanging(self, key: str, stem: str, *, starred: bool, last: bool) -> int | None:
        """Return how much stands after `stem` in `key` beyond 1, None where it is not allowed to."""
        more = len(key) - len(stem)
        if more == 0 or (last and stem in self._stripped(key)):
            return 1 if key.startswith(stem) else None
        return 1 + more if starred and 0 < more <= self._shape.star and key.startswith(stem) else None

    def _bare(self, key: str) -> tuple[str, ...]:
        left = (key.removeprefix(each) for each in self._shape.prefixes if key.startswith(each))
        return (key, *(each for each in left if len(each) >= _LEAST_STEM))

    def _stripped(self, key: str) -> tuple[str, ...]:
        left = (key.removesuffix(each) for each in self._endings if key.endswith(each))
        return tuple(each for each in left if len(each) > 1)


def _phrase(text: str, value: V, shape: Form, *, names: bool) -> _Phrase[V] | None:
    text = dressed_down(text, shape)
    words = pieces(text, shape)
    if not words:
        return None
    return _Phrase(
        keys=tuple(word.key for word in words),
        starred=tuple(text[word.end : word.end + 1] == "*" for word in words),
        capitals=names and len(words) == 1 and len(words[0].word) <= 5 and words[0].word.isupper(),
        value=value,
    )
