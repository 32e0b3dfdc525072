"""A report's text cut into sentences and pieces, so that every span that a claim stands on can be marked.

Spans overlap: "27 soldiers" may be the count of one claim and the victims of another. The text is cut wherever a span
begins or ends, so a piece is covered by the same spans from end to end and no mark has to nest. Joined again, the
pieces are the text, character by character.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tollbook.records import Claim, Report, Role
from tollbook.show import bounds

# Where several roles meet on one piece, the first of these gives it its colour.
RANK: tuple[Role, ...] = (
    "count",
    "effect",
    "perpetrator",
    "victims",
    "weapon",
    "place",
    "time",
    "attribution",
    "topic",
    "event",
    "cause",
    "scope",
)
STEERING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OTHER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some characters of a text and the roles they play, each with the number of its claim."""

    text: str
    start: int
    roles: tuple[tuple[Role, int], ...]

    @property
    def role(self) -> Role | None:
        """The role that gives the piece its colour."""
        return min((role for role, _ in self.roles), key=RANK.index, default=None)

    @property
    def claims(self) -> tuple[int, ...]:
        """The claims that stand on the piece, by number."""
        return tuple(sorted({number for _, number in self.roles}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence in pieces, and the numbers of the claims that it holds (that stand on it with their first span)."""

    number: int
    start: int
    pieces: tuple[Piece, ...]
    claims: tuple[int, ...]
    ends_paragraph: bool


def sentences(report: Report, claims: Sequence[Claim], numbers: Mapping[str, int]) -> tuple[Sentence, ...]:
    """Return the whole text of `report` in sentences; `numbers` gives the claims' numbers by id.

    A sentence without a claim is whatever lies between those that have one, cut at line breaks.
    """
    text = report.text
    homes = {claim.id: bounds(claim, report) for claim in claims if claim.evidence}
    cuts = sorted({0, len(text), *(at + 1 for at, letter in enumerate(text) if letter == "\n")} | _ends(homes, text))
    spans = _spans(claims, numbers)
    found: list[Sentence] = []
    for start, end in itertools.pairwise(cuts):
        held = tuple(sorted(numbers[name] for name, (first, _) in homes.items() if start <= _inside(first, text) < end))
        found.append(
            Sentence(
                number=len(found) + 1,
                start=start,
                pieces=_pieces(text, start, end, spans),
                claims=held,
                ends_paragraph=text[end - 1 : end] == "\n",
            )
        )
    return tuple(found)


def _ends(homes: Mapping[str, tuple[int, int]], text: str) -> set[int]:
    return {at for home in homes.values() for at in home if 0 < at < len(text)}


def _inside(first: int, text: str) -> int:
    """Return the first character of a sentence that is no white space."""
    while first < len(text) and text[first].isspace():
        first += 1
    return first


def _spans(claims: Sequence[Claim], numbers: Mapping[str, int]) -> list[tuple[int, int, Role, int]]:
    return sorted(
        {(item.span.start, item.span.end, item.role, numbers[claim.id]) for claim in claims for item in claim.evidence}
    )


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int, Role, int]]) -> tuple[Piece, ...]:
    within = [span for span in spans if span[0] < end and span[1] > start]
    edges = sorted({start, end, *(at for span in within for at in span[:2] if start < at < end)})
    return tuple(
        Piece(
            text=text[left:right],
            start=left,
            roles=tuple(
                sorted({(role, number) for first, last, role, number in within if first < right and last > left})
            ),
        )
        for left, right in itertools.pairwise(edges)
    )


def visible(text: str) -> list[tuple[str, str | None]]:
    """Return `text` as runs of what can be shown, and of characters that steer the eye with their names.

    Overrides of direction and control characters would let a text show something else than it says. They are shown as
    signs with a name, so nothing of the report is lost.
    """
    found: list[tuple[str, str | None]] = []
    plain: list[str] = []
    for letter in text:
        if letter in STEERING or OTHER.match(letter):
            if plain:
                found.append(("".join(plain), None))
                plain = []
            found.append((f"U+{ord(letter):04X}", unicodedata.name(letter, "control character").lower()))
        else:
            plain.append(letter)
    if plain:
        found.append(("".join(plain), None))
    return found
