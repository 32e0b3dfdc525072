"""The corpus keeps its format, and is as large as it says."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "train"))

import corpus
import data

LEAST = {"en": 400, "nb": 250, "ar": 300}  # more of the languages of the first reports; 150 of any other


@pytest.mark.parametrize("language", corpus.languages())
def test_every_item_keeps_the_format(language: str) -> None:
    assert corpus.faults(language) == []
    assert len(corpus.load(language)) >= LEAST.get(language, 150)


def test_the_corpus_has_fourteen_languages_and_3500_items() -> None:
    assert len(corpus.languages()) >= 14
    assert sum(len(corpus.load(language)) for language in corpus.languages()) >= 3500


def test_a_mark_is_read_with_its_offsets() -> None:
    item = corpus.parse("= 7 agency\n[Two|n a] [men|who a] died in [Gao|at a].\na: killed 2", "en")
    claim = item.claims[0]
    assert item.text == "Two men died in Gao."
    assert [item.text[start:end] for start, end in claim.spans["at"]] == ["Gao"]
    assert claim.anchor == (0, 3)
    assert item.split == "dev"


@pytest.mark.parametrize(
    "block",
    [
        "= 1 agency\n[Two|n a] died.",  # a letter without its line
        "= 1 agency\n[Two|n a] died.\na: killed",  # no count
        "= 1 agency\n[Two|n a] died.\na: killed 2 subset",  # part of what?
        "= 1 agency\n[Two|x a] died.\na: killed 2",  # no such role
        "= 1 agency\n[Two |n a] died.\na: killed 2",  # a blank at the end of a span
        "= 1 agency\nTwo died.\na: killed 2",  # no anchor
        "= 1 novel\nTwo died.",  # no such genre
    ],
)
def test_what_breaks_the_format_is_refused(block: str) -> None:
    with pytest.raises(corpus.CorpusError):
        corpus.parse(block, "en")


def test_another_day_takes_the_place_of_one_incidents_day_alone() -> None:
    """Sums and running tolls keep their words for when, and every span still quotes its words."""
    line = "[Two|n a] died [am Montag|on a], [nine|n b] [seit Januar|on b]."
    text = f"= 1 agency\n{line}\na: killed 2\nb: killed 9 cumulative"
    item = corpus.parse(text, "de")
    told = set()
    for seed in range(200):
        other = data.varied(item, [], {}, random.Random(seed))
        days = [other.text[start:end] for claim in other.claims for start, end in claim.spans["on"]]
        told.add(days[0].lower())
        assert days[1].lower() == "seit januar"
    assert "am montag" in told
    assert "am donnerstag" in told


def test_every_language_has_words_for_a_day() -> None:
    assert sorted(data._days()) == corpus.languages()
