"""Where the words that a model quotes stand in the report. What stands nowhere was made up, or changed on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

Words = tuple[int, int]
LONGEST = 2_000  # characters of a quotation


def sentence(text: str, quote: str, after: int = 0) -> Words | None:
    """Return the first place of `quote` from `after` on, else the first of all."""
    found = list(_places(text, quote))
    return next((words for words in found if words[0] >= after), found[0] if found else None)


def inside(text: str, quote: str, whole: Words, near: Words | None = None) -> Words | None:
    """Return the place of `quote` within `whole`; of several the one nearest to `near`, else the first."""
    found = [words for words in _places(text, quote) if whole[0] <= words[0] and words[1] <= whole[1]]
    if near is not None:
        found.sort(key=lambda words: _gap(words, near))
    return found[0] if found else None


def around(text: str, quote: str, whole: Words) -> Words | None:
    """Return the place of `quote` within `whole`, else the last before it, else the first behind it."""
    own = inside(text, quote, whole)
    if own is not None:
        return own
    found = list(_places(text, quote))
    before = [words for words in found if words[1] <= whole[0]]
    behind = [words for words in found if words[0] >= whole[1]]
    return before[-1] if before else behind[0] if behind else None


def _places(text: str, quote: str) -> Iterator[Words]:
    """Yield where `quote` stands, white space apart to the letter, and not as a part of a longer word or number."""
    words = quote.split()
    if not words or len(quote) > LONGEST:
        return
    for found in re.finditer(r"\s+".join(map(re.escape, words)), text):
        if not (_joined(text, found.start()) or _joined(text, found.end())):
            yield found.span()


def _joined(text: str, at: int) -> bool:
    """Tell whether a place in a text parts a number or a word of an alphabet that parts its words by spaces."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if left.isdigit() and right.isdigit():
        return True
    if left in ".," and right.isdigit() and at > 1 and text[at - 2].isdigit():
        return True
    if left.isdigit() and right in ".," and text[at + 1 : at + 2].isdigit():
        return True
    return _has_case(left) and _has_case(right)


def _has_case(letter: str) -> bool:
    """Tell whether a letter is Latin, Greek, Cyrillic or the like: scripts that write spaces and join no prefixes."""
    return letter.lower() != letter.upper()


def _gap(words: Words, other: Words) -> int:
    return max(0, other[0] - words[1], words[0] - other[1])
