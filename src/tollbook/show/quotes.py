"""The sentence that a claim stands on, taken from the report's own text."""

from __future__ import annotations

import re

from tollbook.data import table
from tollbook.records import Claim, Report, Role
from tollbook.show.clean import clean
from tollbook.show.words import source

LONGEST = 320
NEAR = 2000  # characters on each side of a span in which its sentence is looked for
# A sentence ends at a line break, or at a stop (with the quotation marks after it) before white space.
END = re.compile(r"\n|[.!?…]+['\"”’»)\]]*(?=\s)")
OPENING = "'\"“‘«([–—- \t\xa0"
LEADING: tuple[Role, ...] = ("count", "topic", "effect", "event", "victims", "place")


def sentence(claim: Claim, report: Report) -> str:
    """Return the sentence of `report` around the claim's leading span, cleaned and cut where very long."""
    text = report.text
    begin, finish = bounds(claim, report)
    start, end = _span(claim)
    if finish - begin > LONGEST:
        begin, finish = _cut(begin, finish, start, end)
    said = clean(text[begin:finish])
    return f"{'… ' if begin and text[begin - 1 : begin].isalnum() else ''}{said}"


def bounds(claim: Claim, report: Report) -> tuple[int, int]:
    """Return the characters of the sentence around the claim's leading span, the white space before it included."""
    start, end = _span(claim)
    text = report.text
    near, far = max(0, start - NEAR), min(len(text), end + NEAR)
    ends = [found.end() for found in END.finditer(text, near, far) if _closes(text, found.end())]
    begin = max((at for at in ends if at <= start), default=near)
    return begin, min((at for at in ends if at >= end), default=far)


def quotation(claim: Claim, report: Report) -> str:
    """Return the sentence in quotation marks, with where it stands and the id of the claim."""
    cited = ", ".join(clean(item.text) for item in claim.attribution)
    said_by = f", citing {cited}" if cited else ""
    return f"“{sentence(claim, report)}” ({source(report)}{said_by}; claim {claim.id})"


def _span(claim: Claim) -> tuple[int, int]:
    """Return the characters of the first span of the most telling role."""
    for role in LEADING:
        for item in claim.evidence:
            if item.role == role:
                return item.span.start, item.span.end
    return (claim.evidence[0].span.start, claim.evidence[0].span.end) if claim.evidence else (0, 0)


def _closes(text: str, at: int) -> bool:
    """Tell whether the stop before `at` ends a sentence, and not an initial or a short form.

    What follows an end begins with no small letter; "20. april", "U.S. troops" and "kl. 20" go on.
    """
    if text[at - 1 : at] == "\n":
        return True
    following = text[at : at + 20].lstrip(OPENING + "\n")[:1]
    if following.islower():
        return False
    word = re.search(r"([\w.]*)\.$", text[max(0, at - 16) : at])
    if word is None:
        return True
    last = word.group(1).rsplit(".", 1)[-1]
    short = (len(last) == 1 and not last.isdigit()) or last.lower() in table("display")["sentences"]["abbreviations"]
    return not short


def _cut(begin: int, finish: int, start: int, end: int) -> tuple[int, int]:
    """Return a window of the longest length around the span, inside the sentence."""
    room = max(0, LONGEST - (end - start)) // 2
    return max(begin, start - room), min(finish, end + room)
