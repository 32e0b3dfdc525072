"""The corpus: inline annotation to texts, claims and spans. ``python train/corpus.py [LANGUAGE...]`` checks it.

The format is in ``corpus/GUIDE.md``. Offsets count characters of the text without its marks.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tollbook.extract.reader.labels import EFFECTS, SLOTS, TOPICS

FOLDER = Path(__file__).parent / "corpus"
AMOUNTS = ("several", "tens", "dozens", "hundreds", "thousands", "?")
ROLES = ("n", "who", "by", "with", "at", "on", "src", "topic")
GENRES = frozenset(
    """agency monitor local official military ngo feature blog headline accident crime disease disaster sport business
    metaphor exercise history politics film statistics""".split()  # noqa: SIM905 - a list a person reads
)
MARK = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")
# Signs before a count, and the qualifier that each stands for.
PREFIXES = {
    "": "exact",
    ">=": "at_least",
    ">": "more_than",
    "~": "about",
    "~<": "nearly",
    "<=": "up_to",
    "<": "fewer_than",
}
COUNT = re.compile(r"(?:>=|>|~<|~|<=|<)?\d+|\d+-\d+")
WORDS = {word: slot for slot in ("effect", "scope", "modality", "cause", "event", "flag") for word in SLOTS[slot]}
WORDS |= dict.fromkeys(AMOUNTS, "count")


class CorpusError(ValueError):
    """An item breaks the format; the message names language, item and fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """``text[start:end]`` plays `role` for the claims `letters`."""

    start: int
    end: int
    role: str
    letters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One claim: its labels, and which span is its anchor."""

    letter: str
    effect: str
    anchor: tuple[int, int]
    count: str | None = None
    scope: str = "incident"
    modality: str = "reported"
    cause: str = "conflict"
    event: str = "unknown"
    flag: str = "first"
    part_of: str | None = None
    listed_with: str | None = None
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text of the corpus with what a coder reads from it."""

    language: str
    number: int
    genre: str
    text: str
    claims: tuple[Gold, ...]
    marks: tuple[Mark, ...]

    @property
    def split(self) -> str:
        """Return which part the item belongs to: of twenty, two are development and three test."""
        return {0: "dev", 7: "dev", 3: "test", 11: "test", 17: "test"}.get(self.number % 20, "train")


def load(language: str) -> list[Item]:
    """Return the items of one language. Raises CorpusError at the first item that breaks the format."""
    text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", text) if block.strip()]
    return [parse(block, language) for block in blocks]


def languages() -> list[str]:
    """Return the languages that have a file."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def parse(block: str, language: str) -> Item:
    """Return the item that `block` writes down."""
    head, *lines = block.split("\n")
    match = re.fullmatch(r"= (\d+) (\w+)", head.strip())
    if not match or match[2] not in GENRES:
        raise CorpusError(f"{language}: not a head line: {head[:60]!r}")
    where = f"{language} {match[1]}"
    body = [line for line in lines if not re.match(r"[a-z]: ", line)]
    labels = [line for line in lines if re.match(r"[a-z]: ", line)]
    if not body or lines != body + labels:
        raise CorpusError(f"{where}: text first, then the claims")
    text, marks = _marks("\n".join(body), where)
    claims = tuple(_claim(line, marks, where) for line in labels)
    letters = {claim.letter for claim in claims}
    loose = {letter for mark in marks for letter in mark.letters} - letters
    linked = {other for claim in claims for other in (claim.part_of, claim.listed_with) if other}
    if loose or linked - letters or len(letters) < len(claims):
        raise CorpusError(f"{where}: claims without a line, or named twice: {sorted(loose | (linked - letters))}")
    return Item(language=language, number=int(match[1]), genre=match[2], text=text, claims=claims, marks=tuple(marks))


def _marks(body: str, where: str) -> tuple[str, list[Mark]]:
    text, marks, last = "", [], 0
    for match in MARK.finditer(body):
        text += body[last : match.start()]
        if not match[1].strip() or match[1] != match[1].strip():
            raise CorpusError(f"{where}: empty span, or blanks at its ends: {match[0]!r}")
        for part in match[2].split(","):
            words = part.split()
            if len(words) != 2 or words[0] not in ROLES or not re.fullmatch("[a-z]+", words[1]):
                raise CorpusError(f"{where}: not a role with letters: {match[0]!r}")
            marks.append(Mark(start=len(text), end=len(text) + len(match[1]), role=words[0], letters=words[1]))
        text += match[1]
        last = match.end()
    text += body[last:]
    if re.search(r"[\[\]|]", text):
        raise CorpusError(f"{where}: a bracket or bar is left over: {text[:80]!r}")
    return text, marks


def _claim(line: str, marks: list[Mark], where: str) -> Gold:
    letter, words = line[0], line[3:].split()
    values: dict[str, str] = {}
    while words:
        word = words.pop(0)
        if word in ("in", "with"):
            slot, value = {"in": "part_of", "with": "listed_with"}[word], words.pop(0) if words else ""
        elif COUNT.fullmatch(word):
            slot, value = "count", word
        else:
            slot, value = WORDS.get(word, ""), word
        if not slot or slot in values:
            raise CorpusError(f"{where} {letter}: label unknown or given twice: {word!r}")
        values[slot] = value
    spans: dict[str, list[tuple[int, int]]] = {}
    for mark in marks:
        if letter in mark.letters:
            spans.setdefault(mark.role, []).append((mark.start, mark.end))
    effect = values.get("effect", "")
    roles = ("topic",) if effect in TOPICS else ("n", "who")
    anchor = next((spans[role][0] for role in roles if role in spans), None)
    if not effect or anchor is None:
        raise CorpusError(f"{where} {letter}: no effect or topic, or no anchor span")
    if effect in EFFECTS and "count" not in values:
        raise CorpusError(f"{where} {letter}: no count")
    if len(spans.get("n", [])) > 1:
        raise CorpusError(f"{where} {letter}: more than one n; write a claim for each")
    if ("part_of" in values) != (values.get("scope") == "subset"):
        raise CorpusError(f"{where} {letter}: 'subset' and 'in x' go together")
    return Gold(letter=letter, anchor=anchor, spans=spans, **values)  # type: ignore[arg-type]


def faults(language: str) -> list[str]:
    """Return every fault of one language's file, one line each."""
    text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    found, seen, texts = [], set(), set()
    for block in (block.strip("\n") for block in re.split(r"\n\s*\n", text) if block.strip()):
        try:
            item = parse(block, language)
        except CorpusError as error:
            found.append(str(error))
            continue
        if item.number in seen or item.text in texts:
            found.append(f"{language} {item.number}: number or text used before")
        seen.add(item.number)
        texts.add(item.text)
        for claim in item.claims:
            words = [item.text[start:end] for start, end in claim.spans.get("n", [])]
            if words and words[0].isdecimal() and re.sub(r"\D", "", claim.count or "") != str(int(words[0])):
                found.append(f"{language} {item.number} {claim.letter}: {words[0]} is not {claim.count}")
    return found


def main(names: list[str]) -> int:
    """Print faults and a summary for each language; return the exit status."""
    bad = 0
    for language in names or languages():
        wrong = faults(language)
        bad += len(wrong)
        print(*wrong, sep="\n") if wrong else None
        if wrong:
            continue
        items = load(language)
        claims = [claim for item in items for claim in item.claims]
        empty = sum(not item.claims for item in items)
        print(f"{language}: {len(items)} items, {empty} without claims, {len(claims)} claims")
        for slot in ("effect", "scope", "modality", "cause", "event", "flag"):
            print("  ", slot, dict(Counter(getattr(claim, slot) for claim in claims).most_common()))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
