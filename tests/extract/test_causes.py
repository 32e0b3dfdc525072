"""Conflict harm is told from accidents, crime, disasters, sport and fiction, in every language.

The cases are in causes_cases.toml; what is judged is the cause of the marked sentences alone, so that these tests
hold however many people the rest of the extractor finds in them.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tollbook.extract.rules.causes import cause_of, report_lead, scores
from tollbook.extract.rules.lexicon import lexicon
from tollbook.extract.rules.sentence import annotate
from tollbook.extract.rules.text import stretches

_CASES = tomllib.loads((Path(__file__).parent / "causes_cases.toml").read_text("utf-8"))
_MARK = re.compile(r"\[(conflict|crime|accident|disaster|other)\] ")


def _judged(marked: str, language: str) -> list[tuple[str, str, str]]:
    """Return (wanted cause, read cause, sentence) of every marked sentence."""
    marked = marked.replace(" | ", "\n\n")
    wanted: dict[int, str] = {}
    text = ""
    for part, mark in zip(_MARK.split(marked)[::2], [*_MARK.findall(marked), ""], strict=True):
        text += part
        wanted[len(text)] = mark
    wanted.pop(len(text))
    words = lexicon(language)
    assert words is not None
    sentences = [annotate(text, stretch, words) for stretch in stretches(text, language)]
    points = [scores(sentence) for sentence in sentences]
    read = []
    for at, sentence in enumerate(sentences):
        if sentence.start in wanted:
            near = [i for i, other in enumerate(sentences) if abs(other.paragraph - sentence.paragraph) <= 1]
            cause = cause_of(points, at, near, report_lead(points))
            read.append((wanted[sentence.start], cause, text[sentence.start : sentence.end]))
    assert len(read) == len(wanted), marked
    return read


_ALL = [(kind, tongue, text) for kind, tongues in _CASES.items() for tongue, texts in tongues.items() for text in texts]


@pytest.mark.parametrize(("kind", "language", "text"), _ALL)
def test_conflict_harm_is_told_from_the_rest(kind: str, language: str, text: str) -> None:
    """Only conflict enters the ledger."""
    for wanted, read, sentence in _judged(text, language):
        assert (read == "conflict") == (wanted == "conflict"), f"{read}: {sentence}"


def _causes(text: str) -> list[str]:
    words = lexicon("en")
    assert words is not None
    sentences = [annotate(text, stretch, words) for stretch in stretches(text, "en")]
    points = [scores(sentence) for sentence in sentences]
    return [cause_of(points, at, [at], report_lead(points)) for at in range(len(sentences))]


def test_a_setting_never_adds_up_to_a_deed() -> None:
    """However many words of traffic stand around it, one weapon decides."""
    setting = "a bus driver, a train driver, the passengers of a ferry and a lorry on the highway"
    assert _causes(f"A rocket killed {setting}.") == ["conflict"]
    assert _causes(f"A flood killed {setting}.") == ["disaster"]


def test_who_says_so_is_no_sign() -> None:
    """A government that is a party to a war also counts the dead of its earthquakes."""
    assert _causes("A storm killed nine people in Herat, the Taliban said.") == ["disaster"]
    assert _causes("The Taliban killed nine people in Herat, a doctor said.") == ["conflict"]


def test_the_report_decides_what_its_headline_leaves_open() -> None:
    """The same headline is crime above a court story and conflict above a war story."""
    headline = "Two killed in shooting at apartments\n\n"
    filler = "The mayor was informed at once. He spoke at noon. Streets were closed. People came out.\n\n"
    assert _causes(headline + filler + "The girlfriend was jailed for the murder trial.")[0] == "crime"
    assert _causes(headline + filler + "Militants have shelled the district since May.")[0] == "conflict"
