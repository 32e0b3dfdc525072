"""Who fought against whom in a list of the dead: armed people of no state stand apart from all others.

"Two soldiers and three civilians" are five dead of one attack; "two soldiers and three rebels" are the dead of two
sides, and no report adds them up. The words are those of `parties/<language>.toml`, looked up by their stems, so that
cases and plurals need no table of forms here; `normalise.parties` decides later, and exactly, who they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from tollbook.data import table
from tollbook.data.numerals import language_of

ENDING = 5  # letters that a case or a plural adds
LEAST = 4  # letters of a stem that may be followed by an ending


def armed(words: str, language: str) -> bool:
    """Tell whether `words` for people name armed people of no state, and nobody who serves one."""
    known = language_of(language, "parties")
    return known is not None and bool(_pattern(known, "fighter").search(words)) and not _serves(words, known)


def _serves(words: str, language: str) -> bool:
    return bool(_pattern(language, "state").search(words))


@cache
def _pattern(language: str, section: str) -> re.Pattern[str]:
    parties = table(f"parties/{language}")
    if parties.get("grammar", {}).get("unspaced"):
        return _any(map(re.escape, parties[section]["words"]))
    prefixes = "".join(f"(?:{prefix})?" for prefix in ("و", "ا?ل|بال|لل|كال")) if language == "ar" else ""
    return _any(rf"(?<!\w){prefixes}{_stem(word)}(?!\w)" for word in parties[section]["words"])


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _stem(word: str) -> str:
    """Return the pattern of an entry, its last word with any ending; a short one only as it stands."""
    kept = word[:-1] if len(word) > LEAST + 1 and word[-1].isalpha() else word
    ending = rf"\w{{0,{ENDING}}}" if len(kept.split()[-1]) >= LEAST else ""
    return re.escape(kept).replace(r"\ ", r"\s+") + (ending or re.escape(word[len(kept) :]))
