"""The case of words printed in capitals, restored from how other news writes them.

Counts how the PolNeAR training articles of the folder write each word inside sentences; a word in capitals is written
as it is written most often there, and with one capital where no article has it (in news of Latin America mostly a
name). A sentence's first word gets its capital. No character is added or taken away.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+")
_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*|[\"“\[(]\s*)$")


def written(texts: Iterable[str]) -> dict[str, str]:
    """Return how each word (in lower case) is written most often inside the sentences of some texts."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for found in _WORD.finditer(text):
            if not _START.search(text[max(0, found.start() - 4) : found.start()]):
                seen[found[0].lower()][found[0]] += 1
    return {word: ways.most_common(1)[0][0] for word, ways in seen.items()}


def restore(text: str, ways: Mapping[str, str]) -> str:
    """Return a text in capitals with the case that its words are known by."""

    def one(found: re.Match[str]) -> str:
        word = found[0]
        if len(word) == 1 and text[found.start() - 1 : found.start()] in ("'", "’"):
            return word.lower()
        known = ways.get(word.lower(), word.capitalize())
        start = _START.search(text[max(0, found.start() - 4) : found.start()])
        return known[0].upper() + known[1:] if start else known

    return _WORD.sub(one, text)


def casing(folder: Path) -> Callable[[str], str] | None:
    """Return what restores case by the PolNeAR articles in `folder`; None where there are none."""
    articles = sorted((folder / "polnear" / "train" / "text").glob("*.txt"))
    if not articles:
        return None
    ways = written(path.read_text(encoding="utf-8") for path in articles)
    return lambda text: restore(text, ways)
