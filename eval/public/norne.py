"""NorNE: are the names that we give as place, perpetrator or attribution names of the fitting kind?

Sentences are taken in the order of the files, `SENTENCES` to a report, and their words are put together as they were
printed. Only precision of spans is measured: the set does not say who was harmed. A span that overlaps an entity is
right when one of the entities fits the role (`FITS`); a span without an entity is wrong when it has a capital inside
(a name that is none), and is left out, but counted in the notes, when it is a plain description ("politiet").
Bokmål: the development part and the first `MOST` reports of the training part; nynorsk: the development part.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from common import Reader, Result, Tally, Words, missing, overlaps, report_of, sample, spans

from tollbook.extract import Extractor
from tollbook.records import Claim, Role

S = TypeVar("S")
SENTENCES = 25
MOST = 150
PARTS = {
    "nb": ("no_bokmaal-ud-dev.conllu", "train/nob-news.conll.gz"),
    "nn": ("no_nynorsk-ud-dev.conllu",),
}
FITS: dict[Role, frozenset[str]] = {
    "place": frozenset(["LOC", "GPE_LOC", "GPE_ORG"]),
    "perpetrator": frozenset(["PER", "ORG", "GPE_ORG", "GPE_LOC", "DRV"]),
    "attribution": frozenset(["PER", "ORG", "GPE_ORG", "GPE_LOC", "PROD"]),
}
_NO_SPACE_BEFORE = frozenset(".,:;!?)»%")
_NO_SPACE_BEHIND = frozenset("(«")


@dataclass(frozen=True, slots=True)
class Entity:
    """A name: where it stands, and its kind."""

    words: Words
    kind: str


def sentences(lines: Iterable[str]) -> Iterator[list[tuple[str, str, bool]]]:
    """Return the sentences of a CoNLL file: words with their label and whether a space follows."""
    rows: list[tuple[str, str, bool]] = []
    for line in lines:
        fields = line.rstrip("\n").split("\t")
        if len(fields) == 10 and fields[0].isdigit():
            extra = fields[9].split("|")
            label = next((each.removeprefix("name=") for each in extra if each.startswith("name=")), "O")
            if fields[1] != "|":  # marks the end of a headline
                rows.append((fields[1], label, "SpaceAfter=No" not in extra and fields[1] not in _NO_SPACE_BEHIND))
        elif rows and not line.strip():
            yield rows
            rows = []
    if rows:
        yield rows


def document(parts: Sequence[Sequence[tuple[str, str, bool]]]) -> tuple[str, list[Entity]]:
    """Return the text of some sentences, one a line, and the names in it."""
    text = ""
    entities: list[Entity] = []
    for rows in parts:
        space = False
        for word, label, space_behind in rows:
            text += " " if space and word not in _NO_SPACE_BEFORE else ""
            start, text = len(text), text + word
            if label.startswith("I-") and entities and entities[-1].kind == label[2:]:
                entities[-1] = Entity((entities[-1].words[0], len(text)), label[2:])
            elif label != "O":
                entities.append(Entity((start, len(text)), label[2:]))
            space = space_behind
        text += "\n"
    return text, entities


def score(text: str, entities: Sequence[Entity], claims: Sequence[Claim]) -> tuple[dict[str, Tally], int]:
    """Return the tallies of one report by role, and how many spans are plain descriptions."""
    found = {role: Tally() for role in FITS}
    plain = 0
    for role, kinds in FITS.items():
        for words in {each for claim in claims for each in spans(claim, role)}:
            named = [entity.kind for entity in entities if overlaps(entity.words, words)]
            if named or _capital(text, words):
                found[role].add(any(kind in kinds for kind in named), 1, 0)
            else:
                plain += 1
    return {str(role): tally for role, tally in found.items()}, plain


def _capital(text: str, words: Words) -> bool:
    """Tell whether a span has a word with a capital that does not begin a line or a sentence."""
    start, end = words
    begins = not text[:start].strip() or text[:start].rstrip(" «–-")[-1:] in ("\n", ".", "!", "?", ":")
    return any(word[0].isupper() for word in text[start:end].split()[begins:])


def documents(folder: Path, language: str) -> Iterator[tuple[str, list[Entity]]]:
    """Return the reports of a language."""
    for name in PARTS[language]:
        path = folder / name
        if path.exists():
            with (
                gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file
            ):
                yield from map(document, islice(_cut(sentences(file)), MOST))


def _cut(read: Iterator[S]) -> Iterator[list[S]]:
    while part := list(islice(read, SENTENCES)):
        yield part


def measure(folder: Path, limit: int | None = None, extractor: Extractor | None = None) -> list[Result]:
    """Return a table for each of the two languages."""
    place = folder / "norne"
    if missing(place, "NorNE"):
        return []
    return [_measured(place, language, limit, extractor) for language in PARTS]


def _measured(place: Path, language: str, limit: int | None, extractor: Extractor | None) -> Result:
    reader, rows = Reader(extractor), {str(role): Tally() for role in FITS}
    plain = claimed = 0
    chosen = sample(list(documents(place, language)), limit)
    for number, (text, entities) in enumerate(chosen):
        claims = reader.claims(report_of(f"{language}{number}", text, language))
        claimed += len(claims)
        tallies, descriptions = score(text, entities, claims)
        plain += descriptions
        for role, tally in tallies.items():
            rows[role].merge(tally)
    whole = Tally()
    for tally in rows.values():
        whole.merge(tally)
    notes = [
        f"{claimed} claims in {len(chosen)} reports of {SENTENCES} sentences; {plain} spans name nobody",
        str(reader),
    ]
    return Result(f"NorNE, {language}: words given as names", {**rows, "all": whole}, notes)


if __name__ == "__main__":
    from run import main

    sys.exit(main(["--only", "norne", *sys.argv[1:]]))
