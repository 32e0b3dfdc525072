"""Samples for training: items, varied anew in each epoch, as token ids with what is to be said of them."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus import PREFIXES, TOPICS, Gold, Item, Mark

from tollbook.extract.reader import windows
from tollbook.extract.reader.labels import ROLES, SLOTS, TAGS
from tollbook.extract.reader.tokens import Tokens, lowered, tokenise

IGNORE = -100
MOST_CLAIMS = 4  # of one item in one epoch: long reports must not outweigh short ones
SLOT_NAMES = tuple(SLOTS)
LONG_WORD = 20  # a run of letters as long as this is a clause of a script without blanks
NUMBER = re.compile(r"(?<![\w.,:/-])\d[\d.,]*(?![\w:/-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One window. `tags` are for finding; with `labels` the window is of one anchor, and `roles` are its spans.

    `kinds` is 2 for tokens of the anchor, 1 for its sentence, else 0. IGNORE stands where nothing is to be learnt.
    """

    language: str
    ids: tuple[int, ...]
    kinds: tuple[int, ...]
    tags: tuple[int, ...] | None = None
    roles: tuple[tuple[int, ...], ...] | None = None
    labels: tuple[int, ...] | None = None


def samples(item: Item, rng: random.Random, negatives: int = 1) -> list[Sample]:
    """Return the windows of one item: those that find, one for each claim, and some for numbers that are no claims."""
    tokens = tokenise(item.text)
    found = [_find(item, tokens, run) for run in windows.packed(tokens.lengths)]
    claims = item.claims if len(item.claims) <= MOST_CLAIMS else rng.sample(item.claims, MOST_CLAIMS)
    read = [_read(item, tokens, claim.anchor, claim) for claim in claims]
    loose, words = _loose(item), _other_words(item)
    picked = [*rng.sample(loose, min(negatives, len(loose))), *rng.sample(words, min(1, len(words)))]
    wrong = [_read(item, tokens, span, None) for span in picked]
    return [*found, *(sample for sample in (*read, *wrong) if sample is not None)]


def _loose(item: Item) -> list[tuple[int, int]]:
    """Return words that might be taken for people harmed and are not: numbers, and people in other roles."""
    taken = [claim.anchor for claim in item.claims]
    numbers = [match.span() for match in NUMBER.finditer(item.text)]
    people = [(mark.start, mark.end) for mark in item.marks if mark.role in ("by", "src")]
    spans = dict.fromkeys((*numbers, *people))
    return [span for span in spans if all(span[1] <= left or right <= span[0] for left, right in taken)]


def _other_words(item: Item) -> list[tuple[int, int]]:
    """Return words that are no part of anybody harmed ("each", "her", "twice")."""
    taken = [span for claim in item.claims for role in ("n", "who", "topic") for span in claim.spans.get(role, [])]
    spans = [match.span() for match in re.finditer(r"[^\W\d_]+", item.text) if len(match[0]) < LONG_WORD]
    return [span for span in spans if all(span[1] <= left or right <= span[0] for left, right in taken)]


def _find(item: Item, tokens: Tokens, run: tuple[int, int]) -> Sample:
    window = tokens.window(*run)
    tags = [0] * len(window.ids)
    for claim in item.claims:
        kind = "topic" if claim.effect in TOPICS else "n" if "n" in claim.spans else "who"
        _paint(tags, window.covered(*claim.anchor), TAGS.index(f"B-{kind}"), TAGS.index(f"I-{kind}"))
    return Sample(language=item.language, ids=window.ids, kinds=(0,) * len(window.ids), tags=tuple(tags))


def _read(item: Item, tokens: Tokens, anchor: tuple[int, int], claim: Gold | None) -> Sample | None:
    number = tokens.sentence_at(anchor[0])
    sentence = tokens.sentences[number]
    plain = tokens.window(*windows.around(tokens.lengths, number))
    window, kinds = plain.marked(sentence.start, sentence.end, *anchor)
    if 2 not in kinds:
        return None
    roles = []
    for role in ROLES:
        line = [0 if claim else IGNORE] * len(window.ids)
        for span in claim.spans.get(role, []) if claim else []:
            _paint(line, window.covered(*span), 1, 2)
        roles.append(tuple(line))
    return Sample(language=item.language, ids=window.ids, kinds=kinds, roles=tuple(roles), labels=_labels(claim))


def _paint(line: list[int], spots: Sequence[int], first: int, more: int) -> None:
    for place, spot in enumerate(spots):
        line[spot] = more if place else first


def _labels(claim: Gold | None) -> tuple[int, ...]:
    """Return one number for each slot; a number that is no claim has only an effect, a statement few slots."""
    said = {"effect": "none"}
    if claim is not None:
        said = {"effect": claim.effect, "modality": claim.modality, "cause": claim.cause}
        if claim.effect not in TOPICS:
            said |= {"scope": claim.scope, "event": claim.event, "flag": claim.flag, "count": count_kind(claim)}
            said["listed"] = "yes" if claim.listed_with else "no"
    return tuple(SLOTS[slot].index(said[slot]) if slot in said else IGNORE for slot in SLOT_NAMES)


def count_kind(claim: Gold) -> str:
    """Return the label of slot "count" for a gold count."""
    count = claim.count or "?"
    if count == "?":
        return "unknown"
    if "n" not in claim.spans and count in ("1", "2"):
        return {"1": "one", "2": "two"}[count]
    match = re.fullmatch(r"([<>=~]*)\d+(-\d+)?", count)
    if match is None:
        return count
    return "between" if match[2] else PREFIXES[match[1]]


def varied(item: Item, pool: Sequence[Item], spans: dict[str, list[str]], rng: random.Random) -> Item:
    """Return the item with other figures, names and surroundings; what is said of it stays true.

    `pool` and `spans` hold items and role words of the same language and of the same part of the corpus.
    """
    item = _with_other_words(item, spans, rng)
    if rng.random() < 0.3:
        item = replace(item, text=_other_figures(item, rng))
    if pool and rng.random() < 0.25:
        item = _behind(item, rng.choice(pool).text + "\n")
    if pool and rng.random() < 0.12:
        item = replace(item, text=item.text + "\n" + rng.choice(pool).text)
    if rng.random() < 0.05:
        item = replace(item, text=lowered(item.text))
    return item


def _other_figures(item: Item, rng: random.Random) -> str:
    """Change figures of two or three digits, digit by digit: a count stays a count of its kind."""

    def other(match: re.Match[str]) -> str:
        digits = match[0]
        if rng.random() < 0.5 or not 2 <= len(digits) <= 3:
            return digits
        return "".join(str(rng.randint(1 if place == 0 else 0, 9)) for place in range(len(digits)))

    return re.sub(r"(?<![\d.,:/-])[0-9]+(?![\d.,:/-])", other, item.text)


def _with_other_words(item: Item, spans: dict[str, list[str]], rng: random.Random) -> Item:
    """Swap the words of places, perpetrators and sources for those of other items, and when for another day."""
    swaps: dict[tuple[int, int], str] = {}
    plays: dict[tuple[int, int], set[str]] = {}
    for mark in item.marks:
        plays.setdefault((mark.start, mark.end), set()).add(mark.role)
    for span, roles in plays.items():
        role = next(iter(roles))
        if len(roles) == 1 and role in ("at", "by", "src") and spans.get(role) and rng.random() < 0.15:
            swaps[span] = rng.choice(spans[role])
        elif roles == {"on"} and span in _days_told(item) and rng.random() < 0.25:
            day = rng.choice(_days()[item.language])
            swaps[span] = day[0].upper() + day[1:] if item.text[span[0]].isupper() else day
    return rebuilt(item, swaps) if swaps else item


def _days_told(item: Item) -> set[tuple[int, int]]:
    """Return the spans that say when a single incident was: another day would do as well."""
    told = {span for claim in item.claims for span in claim.spans.get("on", [])}
    return told - {span for claim in item.claims if claim.scope != "incident" for span in claim.spans.get("on", [])}


@cache
def _days() -> dict[str, list[str]]:
    return tomllib.loads((Path(__file__).parent / "days.toml").read_text(encoding="utf-8"))


def rebuilt(item: Item, swaps: dict[tuple[int, int], str]) -> Item:
    """Return the item with the words of some spans replaced and every offset moved along."""
    text, last, moves = "", 0, []
    for (start, end), words in sorted(swaps.items()):
        text += item.text[last:start] + words
        moves.append((end, len(words) - (end - start)))
        last = end
    text += item.text[last:]

    def move(start: int, end: int) -> tuple[int, int]:
        left = sum(shift for border, shift in moves if border <= start)
        right = sum(shift for border, shift in moves if border <= end)
        return start + left, end + right

    return _moved(replace(item, text=text), move)


def _behind(item: Item, before: str) -> Item:
    shift = len(before)
    return _moved(replace(item, text=before + item.text), lambda start, end: (start + shift, end + shift))


def _moved(item: Item, move) -> Item:  # type: ignore[no-untyped-def]
    claims = tuple(
        replace(
            claim,
            anchor=move(*claim.anchor),
            spans={role: [move(*span) for span in spans] for role, spans in claim.spans.items()},
        )
        for claim in item.claims
    )
    marks = tuple(_moved_mark(mark, move) for mark in item.marks)
    return replace(item, claims=claims, marks=marks)


def _moved_mark(mark: Mark, move) -> Mark:  # type: ignore[no-untyped-def]
    start, end = move(mark.start, mark.end)
    return replace(mark, start=start, end=end)


def words_by_role(items: Iterable[Item]) -> dict[str, list[str]]:
    """Return the words of each role, for swapping."""
    found: dict[str, list[str]] = {}
    for item in items:
        for mark in item.marks:
            found.setdefault(mark.role, []).append(item.text[mark.start : mark.end])
    return found
