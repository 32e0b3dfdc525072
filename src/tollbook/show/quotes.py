"""The sentence that a claim stands on, taken from the report's own text."""

from __future__ import annotations

import re

from tollbook.records import Claim, Report, Role
from tollbook.show.clean import clean
from tollbook.show.words import source

LONGEST = 320
# A sentence ends at a line break, or at a stop before a space and a capital, digit or quotation mark.
END = re.compile(r"\n|[.!?…]['\"”’»)]*(?=\s+['\"“‘«(]?[\w])")
LEADING: tuple[Role, ...] = ("count", "topic", "effect", "event", "victims", "place")


def sentence(claim: Claim, report: Report) -> str:
    """Return the sentence of `report` around the claim's leading span, cleaned and cut where very long."""
    start, end = _span(claim)
    text = report.text
    before = [found.end() for found in END.finditer(text, 0, start) if text[found.end() :].lstrip()[:1] != ""]
    begin = next((at for at in reversed(before) if not _abbreviated(text, at)), 0)
    after = (found for found in END.finditer(text, end) if not _abbreviated(text, found.end()))
    finish = next((found.end() for found in after), len(text))
    if finish - begin > LONGEST:
        begin, finish = _cut(begin, finish, start, end)
    said = clean(text[begin:finish])
    return f"{'… ' if begin and text[begin - 1 : begin].isalnum() else ''}{said}"


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


def _abbreviated(text: str, at: int) -> bool:
    """Tell whether the stop before `at` only ends an initial or a short form ("U.S.", "kl.", "Gen.")."""
    word = re.search(r"([\w.]*)\.$", text[max(0, at - 12) : at])
    if word is None:
        return False
    last = word.group(1).rsplit(".", 1)[-1]
    return len(last) <= 1 or (len(last) <= 3 and not any(letter in "aeiouyæøå" for letter in last[1:].lower()))


def _cut(begin: int, finish: int, start: int, end: int) -> tuple[int, int]:
    """Return a window of the longest length around the span, inside the sentence."""
    room = max(0, LONGEST - (end - start)) // 2
    return max(begin, start - room), min(finish, end + room)
