"""Words of reports made safe to print: a text may try to steer the terminal or the reader's eye."""

from __future__ import annotations

import unicodedata

# Persian and Indic scripts need the joiners; other format characters are invisible or turn the line around.
JOINERS = "\u200c\u200d"
SPACES = ("Zs", "Zl", "Zp")
UNSAFE = ("Cc", "Cf", "Cs", "Co", "Cn")
MOST_MARKS = 3  # combining marks on one letter; more of them climb over the lines above


def clean(text: str) -> str:
    """Return `text` on one line, without control, bidirectional and unassigned characters.

    Letters, marks, digits and signs of every script stay; any run of white space becomes one space.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept: list[str] = []
    marks = 0
    for letter in text:
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind in SPACES or letter in "\t\n\v\f\r\x85":
            kept.append(" ")
        elif letter in JOINERS or (kind not in UNSAFE and marks <= MOST_MARKS):
            kept.append(letter)
    return " ".join("".join(kept).split())
