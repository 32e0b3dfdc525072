"""How the words of one language vary, so that one entry of a table serves all its forms.

`forms` reads the [grammar] table of `parties/<language>.toml` (layout in parties/de.toml). With it a word of the text
and a word of a table get the same key; a language without a [grammar] keeps its words as they stand. `split` makes
tokens of a text where blanks do not: words written together, or a script without blanks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tollbook.data import has, table
from tollbook.normalise.spotting import Token, fold, tokens

_APOSTROPHES = "'’ʼ‘`´"
_NON_JOINER = "\u200c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The [grammar] of one language; all strings are folded."""

    endings: tuple[tuple[str, str], ...] = ()  # (ending, what stands in its stead), longest first
    prefixes: tuple[str, ...] = ()
    keep: frozenset[str] = frozenset()
    letters: Mapping[int, int]
    joined: tuple[str, ...] = ()
    elided: frozenset[str] = frozenset()
    least: int = 4
    unspaced: bool = False
    suffix_after_apostrophe: bool = False
    genitive: bool = False
    repeated: bool = False
    noun_first: bool = False
    nouns_in_capitals: bool = False

    def key(self, folded: str) -> str:
        """Return what a folded word is compared by: without prefix and ending where enough of it is left."""
        word = folded.translate(self.letters)
        if word in self.keep:
            return word
        bare = self.bare(word)
        if bare in self.keep:
            return bare
        if self.genitive and bare.endswith("s") and len(bare) > self.least:
            bare = bare[:-1]
        shorter = self._without_ending(bare)
        while self.repeated and shorter != bare and shorter not in self.keep:
            bare, shorter = shorter, self._without_ending(shorter)
        return shorter

    def _without_ending(self, word: str) -> str:
        for ending, instead in self.endings:
            if word.endswith(ending) and len(word) - len(ending) + len(instead) >= self.least:
                return word[: len(word) - len(ending)] + instead
        return word

    def bare(self, word: str) -> str:
        """Return `word` without the first of `prefixes` that it has."""
        found = next((p for p in self.prefixes if word.startswith(p) and len(word) - len(p) >= self.least - 1), "")
        return word[len(found) :]

    def definite(self, word: str) -> bool:
        """Tell whether a word as it stands carries one of `prefixes`."""
        plain = fold(word).translate(self.letters)
        return self.bare(plain) != plain


@cache
def forms(language: str) -> Forms:
    """Return how the words of `language` vary."""
    data: dict[str, Any] = table(f"parties/{language}").get("grammar", {}) if has(f"parties/{language}") else {}
    letters = str.maketrans(data.get("letters_from", ""), data.get("letters_to", ""))
    endings: dict[str, str] = dict.fromkeys(data.get("endings", ()), "") | data.get("replaced", {})
    pairs = {(fold(ending).translate(letters), fold(stead).translate(letters)) for ending, stead in endings.items()}
    return Forms(
        endings=tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair))),
        prefixes=tuple(sorted((fold(p) for p in data.get("prefixes", ())), key=len, reverse=True)),
        keep=frozenset(fold(word).translate(letters) for word in data.get("keep", ())),
        letters=letters,
        joined=tuple(sorted((fold(word) for word in data.get("joined", ())), key=len, reverse=True)),
        elided=frozenset(data.get("elided", ())),
        least=data.get("least", 4),
        unspaced=data.get("unspaced", False),
        suffix_after_apostrophe=data.get("suffix_after_apostrophe", False),
        genitive=data.get("genitive", False),
        repeated=data.get("repeated", False),
        noun_first=data.get("noun_first", False),
        nouns_in_capitals=data.get("nouns_in_capitals", False),
    )


def varies(language: str) -> bool:
    """Tell whether `language` has a [grammar]."""
    return has(f"parties/{language}") and "grammar" in table(f"parties/{language}")


def words_of(text: str, language: str) -> tuple[Token, ...]:
    """Return the words of a table's `text` with the keys of `language`."""
    found = tokens(text)
    return tuple(_keyed(found, text, forms(language))) if varies(language) else found


def phrase_of(text: str, language: str) -> tuple[str, ...]:
    """Return `text` as a key of `Phrases` in `language`."""
    return tuple(token.key for token in words_of(text, language))


def split(text: str, language: str, known: frozenset[str]) -> tuple[Token, ...]:
    """Return the words of a report's `text`; `known` are the keys that may be cut out of a longer run of letters."""
    rules = forms(language)
    found = words_of(text, language)
    if rules.unspaced:
        return tuple(piece for token in found for piece in _segments(token, rules, known))
    if rules.joined:
        return tuple(piece for token in found for piece in _unjoined(token, rules, known))
    return found


def _keyed(found: Sequence[Token], text: str, rules: Forms) -> Iterator[Token]:
    for token in _merged(found, text):
        for piece in _parted(token, rules):
            yield replace(piece, key=rules.key(piece.key))


def _merged(found: Sequence[Token], text: str) -> Iterator[Token]:
    """Join what only a zero-width non-joiner or a vowel sign parts ("حوثی‌ها", "مقاتلَين")."""
    held: Token | None = None
    for token in found:
        if held and _invisible(text[held.end : token.start]):
            held = replace(held, word=held.word + token.word, key=held.key + token.key, end=token.end)
            continue
        if held:
            yield held
        held = token
    if held:
        yield held


def _invisible(gap: str) -> bool:
    return bool(gap) and all(letter == _NON_JOINER or unicodedata.combining(letter) for letter in gap)


def _parted(token: Token, rules: Forms) -> Iterator[Token]:
    """Part "l'armée" and cut "IŞİD'in" at the apostrophe."""
    at = next((i for i, letter in enumerate(token.word) if letter in _APOSTROPHES), None)
    if at is not None and rules.suffix_after_apostrophe:
        yield replace(token, word=token.word[:at], key=fold(token.word[:at]), end=token.start + at)
    elif at is not None and fold(token.word[:at]) in rules.elided:
        head, rest = token.word[:at], token.word[at + 1 :]
        yield replace(token, word=head, key=fold(head), end=token.start + at)
        start = token.start + at + 1
        yield replace(token, word=rest, key=fold(rest), start=start, joined=False, broken=False, dashed=False)
    else:
        yield token


def _unjoined(token: Token, rules: Forms, known: frozenset[str]) -> Iterator[Token]:
    """Part a small word from the one it is written together with ("ومدنيون"), where that is known."""
    size = next((len(j) for j in rules.joined if token.key not in known and _rest(token, j, rules) in known), 0)
    if not size:
        yield token
        return
    head, rest = token.word[:size], token.word[size:]
    yield replace(token, word=head, key=fold(head), end=token.start + size)
    after = replace(token, word=rest, key=rules.key(fold(rest)), start=token.start + size, joined=False)
    yield replace(after, broken=False, dashed=False)


def _rest(token: Token, joined: str, rules: Forms) -> str | None:
    rest = token.word[len(joined) :]
    return rules.key(fold(rest)) if len(rest) > 1 and fold(token.word[: len(joined)]) == joined else None


def _segments(token: Token, rules: Forms, known: frozenset[str]) -> Iterator[Token]:
    """Cut a run of letters into the longest known words; a letter of no word stands alone."""
    keys = [rules.key(fold(letter)) for letter in token.word]
    at, size = 0, len(keys)
    longest = min(size, _longest(known))
    while at < size:
        fits = (n for n in range(min(longest, size - at), 0, -1) if "".join(keys[at : at + n]) in known)
        width = next((n for n in fits if not _inside(token.word, at) and not _inside(token.word, at + n)), 0)
        width = width or next(n for n in range(1, size - at + 1) if not _inside(token.word, at + n))
        piece = replace(token, word=token.word[at : at + width], key="".join(keys[at : at + width]))
        first = at == 0
        yield replace(
            piece,
            start=token.start + at,
            end=token.start + at + width,
            joined=token.joined and first,
            broken=token.broken and first,
            dashed=token.dashed and first,
        )
        at += width


@cache
def _longest(known: frozenset[str]) -> int:
    return max(map(len, known), default=1)


def _inside(word: str, at: int) -> bool:
    """Tell whether a cut at `at` would part Latin letters or figures that belong together."""
    return 0 < at < len(word) and all(c.isascii() and c.isalnum() for c in word[at - 1 : at + 1])
