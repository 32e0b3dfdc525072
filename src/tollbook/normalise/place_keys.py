"""Two keys under which spellings of one place name meet.

`fold` forgets case, accents, punctuation and which form of a Chinese character is printed, and is safe
everywhere. `loose` also forgets what
differs between romanisations of Arabic, Persian and Cyrillic names: the article and its
assimilation (al-, ad-, ez-), long and short vowels (ee, i, y; ou, oo, u), q, k and g, and the
endings -ah, -a, -eh. The gazetteer uses it only for countries whose names are romanised.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tollbook.data import table

_HANZI = str.maketrans(table("places/hanzi")["traditional"], table("places/hanzi")["simplified"])
_LETTERS = str.maketrans(
    {
        "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ə": "e",
        "ħ": "h",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None,
        "ё": "е", "ґ": "г",
    }
) | _HANZI  # fmt: skip
_KEPT = 20_000  # names whose keys are remembered
_SILENT = re.compile(r"['’‘`´ʼʹʻʿʾʽ′\u200c\u200d]")
_GAP = re.compile(r"[\s\-‐‑–—_/.,()\"“”«»（）·・‧]+")
_ARTICLE = re.compile(r"(?:[aeu](?:[lszdtnr]|dh|sh|th|ss)|i?l)$")
_FUSED = re.compile(r"^[aeu]([lszdtnr]|sh)\1(?=[aeiouy])")
_STEPS = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"([bcdfghjklmnpqrstvwxz])\1", r"\1"),  # doubled letters
        (r"(?<=[aeiou])h$|(?<=[aeiou])t$", ""),  # -ah, -eh; -at is the bound form of -ah
        (r"tch|ch|sch|sh", "s"),
        (r"kh|q|(?<!n)g(?!h)", "k"),
        (r"gh", "g"),
        (r"dh", "d"),
        (r"th", "t"),
        (r"ph", "f"),
        (r"dj|zh", "j"),
        (r"[ao]w(?![aeiouy])|ou|oo|au|eu|o|w(?![aeiouy])", "u"),
        (r"[ae]?[iy](?![aeiouy])|ee|ei|e|ij", "i"),
        (r"iy|yi", "i"),
        (r"([aeiou])\1+", r"\1"),
        (r"[aeiouyh]+$", ""),
    )
)


def unvaried(text: str) -> str:
    """Return `text` in lower case with Chinese characters in one form, as long as it was."""
    low = text.translate(_HANZI)
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in low)


@lru_cache(maxsize=_KEPT)
def fold(name: str) -> str:
    """Return `name` in lower case without accents, apostrophes and punctuation; words stay apart."""
    text = unicodedata.normalize("NFKD", _SILENT.sub("", name))
    bare = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _GAP.sub(" ", bare.casefold().translate(_LETTERS)).strip()


def without_article(folded: str) -> str:
    """Return a folded name without the Arabic article before any of its words, and without blanks."""
    parts = folded.split()
    return "".join([part for part in parts[:-1] if not _ARTICLE.match(part)] + parts[-1:])


@lru_cache(maxsize=_KEPT)
def loose(name: str) -> str:
    """Return the romanisation key of `name`, or "" when fewer than two letters are left of it."""
    words = fold(name).split()
    kept = [word for word in words[:-1] if not _ARTICLE.match(word)] + words[-1:]
    key = " ".join(filter(None, (_loose_word(word) for word in kept)))
    return key if len(key.replace(" ", "")) >= 2 else ""


def _loose_word(word: str) -> str:
    text = _FUSED.sub(r"\1", word)
    for pattern, new in _STEPS:
        text = pattern.sub(new, text)
    return text
