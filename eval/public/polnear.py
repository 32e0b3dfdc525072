"""PolNeAR: who says so. US political news with every attribution marked: source, cue and content.

Development and training articles; where several annotators marked an article, their marks are taken together. Most
articles tell of no harm, so only those in which some sentence has a number and a word of harm are read.

- *attributed harm*: contents with a number beside a word of harm (`HARM_NUMBER`), whose source is marked. Given: those
  in which we have a claim. Right: some claim with words in the content has an attribution that overlaps the source.
- *claims in a content*: claims whose harm word lies in a content with a source. Given: those to which we give an
  attribution. Right: it overlaps that source.
- *attribution spans*: all distinct spans that we give as attribution. Right: one overlaps any marked source; a stricter
  row asks for at least half of the letters of both. The last row counts only spans in the sentence of the claim.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from common import Reader, Result, Tally, Words, missing, overlaps, report_of, sample, spans, within

from tollbook.extract import Extractor
from tollbook.records import Claim

_NUMBER = (
    r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|scores|hundreds?|thousands?|an?|one)"
)
_HARM = (
    r"(?:kill\w*|dead|died|deaths?|wounded|injured|murdered|slain"
    r"|massacred?|casualt\w+|kidnapp?ed|abducted|hostages?|shot)"
)
HARM_NUMBER = re.compile(
    rf"\b{_NUMBER}\b[^.;\n]{{0,40}}\b{_HARM}\b|\b{_HARM}\b[^.;\n]{{0,25}}\b{_NUMBER}\b", re.IGNORECASE
)
_LABEL = re.compile(r"(T\d+)\t(\w[\w-]*) ([\d ;]+)\t")
_END = re.compile(r"[.!?][”\"']?\s|\n")
ROWS = (
    "attributed harm",
    "claims in a content",
    "attribution spans",
    "attribution spans, half of both",
    "attribution spans, same sentence",
)


@dataclass(frozen=True, slots=True)
class Said:
    """One attribution: where its source and its content stand; both may have gaps."""

    source: tuple[Words, ...]
    content: tuple[Words, ...]


def attributions(annotated: str) -> list[Said]:
    """Return the attributions of an annotation file, those without a source too."""
    labels: dict[str, tuple[str, tuple[Words, ...]]] = {}
    found = []
    for line in annotated.splitlines():
        label = _LABEL.match(line)
        if label:
            pieces = (piece.split() for piece in label[3].split(";"))
            labels[label[1]] = (label[2], tuple((int(start), int(end)) for start, end in pieces))
        elif line.startswith("E"):
            parts = [part.partition(":")[2] for part in line.partition("\t")[2].split()]
            found.append(Said(_of("Source", parts, labels), _of("Content", parts, labels)))
    return found


def _of(kind: str, parts: Iterable[str], labels: dict[str, tuple[str, tuple[Words, ...]]]) -> tuple[Words, ...]:
    return tuple(words for part in parts if part in labels and labels[part][0] == kind for words in labels[part][1])


def harm_told(text: str, said: Said) -> bool:
    """Tell whether a content has a number beside a word of harm."""
    return any(HARM_NUMBER.search(text[start:end]) for start, end in said.content)


def score(text: str, marked: Sequence[Said], claims: Sequence[Claim]) -> dict[str, Tally]:
    """Return the tallies of one article."""
    found = {name: Tally() for name in ROWS}
    sourced = [said for said in marked if said.source and said.content]
    for said in sourced:
        if harm_told(text, said):
            inside = [claim for claim in claims if _in(claim, said)]
            found["attributed harm"].add(any(_meets(claim, said.source) for claim in inside), bool(inside), 1)
    for claim in claims:
        about = [said for said in sourced if _in(claim, said)]
        if about:
            given = bool(spans(claim, "attribution"))
            found["claims in a content"].add(any(_meets(claim, said.source) for said in about), given, 1)
    sources = [words for said in marked for words in said.source]
    told = {words: _beside(text, words, claims) for claim in claims for words in spans(claim, "attribution")}
    for words, beside in told.items():
        right = any(overlaps(words, source) for source in sources)
        found["attribution spans"].add(right, 1, 0)
        found["attribution spans, half of both"].add(any(_half(words, source) for source in sources), 1, 0)
        if beside:
            found["attribution spans, same sentence"].add(right, 1, 0)
    return found


def _in(claim: Claim, said: Said) -> bool:
    return any(within(words, part) for words in spans(claim, "effect", "count") for part in said.content)


def _meets(claim: Claim, source: Sequence[Words]) -> bool:
    return any(overlaps(words, part) for words in spans(claim, "attribution") for part in source)


def _half(left: Words, right: Words) -> bool:
    common = min(left[1], right[1]) - max(left[0], right[0])
    return 2 * common >= max(left[1] - left[0], right[1] - right[0])


def _beside(text: str, words: Words, claims: Sequence[Claim]) -> bool:
    """Tell whether a claim that has these words as attribution is told in the same sentence."""
    return any(
        not _END.search(text[min(words[1], said[1]) : max(words[0], said[0])])
        for claim in claims
        if words in spans(claim, "attribution")
        for said in spans(claim, "effect", "count")
    )


def load(folder: Path) -> list[tuple[str, str, list[Said]]]:
    """Return name, text and attributions of the articles that tell of a number of people harmed."""
    found = []
    for part in ("dev", "train"):
        marked: dict[str, list[Path]] = {}
        for path in sorted((folder / part / "attributions").glob("*.ann")):
            marked.setdefault(path.stem.rpartition("_")[0], []).append(path)
        for path in sorted((folder / part / "text").glob("*.txt")):
            with path.open(encoding="utf-8", newline="") as file:
                text = file.read()
            if HARM_NUMBER.search(text):
                files = marked.get(path.stem, [])
                said = [one for each in files for one in attributions(each.read_text(encoding="utf-8"))]
                found.append((path.stem, text, list(dict.fromkeys(said))))
    return found


def measure(folder: Path, limit: int | None = None, extractor: Extractor | None = None) -> list[Result]:
    """Return the table of the set."""
    place = folder / "polnear"
    if missing(place, "PolNeAR"):
        return []
    told = load(place)
    chosen = sample(told, limit)
    reader, rows = Reader(extractor), {name: Tally() for name in ROWS}
    claimed = 0
    for name, text, said in chosen:
        claims = reader.claims(report_of(name, text, "en"))
        claimed += len(claims)
        for row, tally in score(text, said, claims).items():
            rows[row].merge(tally)
    notes = [f"{claimed} claims in {len(chosen)} of {len(told)} articles with harm and a number", str(reader)]
    return [Result("PolNeAR, who says so", rows, notes)]


if __name__ == "__main__":
    from run import main

    sys.exit(main(["--only", "polnear", *sys.argv[1:]]))
