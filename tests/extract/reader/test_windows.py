"""Sentences and windows: exact offsets, borders in every script, bounded sizes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.extract.reader.tokens import quiet, tokenise
from tollbook.extract.reader.windows import around, packed, sentences

CASES = [
    ("Two died. Four fled.", ["Two died.", "Four fled."]),
    ("Dr. Lund and the U.S. Army said 3.5 million fled.", ["Dr. Lund and the U.S. Army said 3.5 million fled."]),
    ("Klokken 14.30 falt to. Fire ble såret.", ["Klokken 14.30 falt to.", "Fire ble såret."]),
    ("12人死亡。30人受伤。", ["12人死亡。", "30人受伤。"]),
    ("قُتل اثنان؟ نعم. جُرح أربعة.", ["قُتل اثنان؟", "نعم.", "جُرح أربعة."]),
    ("Погибли двое. Четверо ранены!", ["Погибли двое.", "Четверо ранены!"]),
    ("A line\n\nAnother line.", ["A line", "Another line."]),
    ("„Zwei starben.“ Vier flohen.", ["„Zwei starben.“", "Vier flohen."]),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_sentences(text: str, wanted: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == wanted


def test_a_line_is_a_paragraph() -> None:
    assert [s.paragraph for s in sentences("One. Two.\n\n \nThree.")] == [0, 0, 1]


@given(st.text(max_size=300))
def test_sentences_hold_all_but_white_space(text: str) -> None:
    found = sentences(text)
    kept = "".join(text[s.start : s.end] for s in found)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.text(max_size=200))
def test_tokens_stand_inside_their_sentences(text: str) -> None:
    tokens = tokenise(text)
    for sentence, spans in zip(tokens.sentences, tokens.spans, strict=True):
        assert all(sentence.start <= start <= end <= sentence.end for start, end in spans)


def test_windows_hold_every_sentence_once_and_are_bounded() -> None:
    lengths = [50, 60, 70, 10, 200, 5]
    runs = packed(lengths, most=160)
    assert [number for first, last in runs for number in range(first, last)] == list(range(6))
    assert all(sum(lengths[first:last]) <= 160 or last - first == 1 for first, last in runs)
    assert packed([]) == []


def test_a_sentence_is_read_with_what_stands_around_it() -> None:
    assert around([40, 40, 40, 20, 20, 20, 20], 3, before=90, after=45) == (1, 6)
    assert around([40], 0) == (0, 1)


def test_a_long_sentence_is_cut_into_parts() -> None:
    tokens = tokenise("twelve people " * 400)
    assert len(tokens.ids) > 1
    assert max(tokens.lengths) <= 320


def test_capitals_are_read_in_lower_case_letter_for_letter() -> None:
    assert quiet("TWELVE SOLDIERS WERE KILLED") == "twelve soldiers were killed"
    assert quiet("NATO says twelve died") == "NATO says twelve died"
    assert quiet("İSTANBUL'DA İKİ KİŞİ ÖLDÜ") == "istanbul'da iki kişi öldü"  # one letter stays one letter
