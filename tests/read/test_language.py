import pytest

from tollbook.data import table
from tollbook.read.language import detect, settle, tag

SENTENCES = {
    "en": "At least 12 soldiers were killed in an ambush near the border on Monday, officials said.",
    "nb": "Minst tolv soldater ble drept i et bakholdsangrep mandag, opplyser hæren.",
    "nn": "Minst tolv soldatar vart drepne i eit bakhaldsåtak måndag, opplyser hæren.",
    "da": "Mindst tolv soldater blev dræbt i et baghold mandag, oplyser hæren.",
    "sv": "Minst tolv soldater dödades i ett bakhåll på måndagen, uppger armén.",
    "ar": "قتل ما لا يقل عن 12 جنديا في كمين قرب الحدود يوم الاثنين",
    "uk": "Щонайменше дванадцятеро солдатів загинули в засідці в понеділок",
    "fr": "Au moins douze soldats ont été tués dans une embuscade lundi, selon l'armée.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough(language: str) -> None:
    assert detect(SENTENCES[language]) == language


def test_capitals_do_not_matter() -> None:
    assert detect(SENTENCES["en"].upper()) == "en"


@pytest.mark.parametrize("text", ["", "27", "Homs 27, Aleppo 21", "Kabul Kandahar Helmand Ghazni Nangarhar"])
def test_names_and_figures_tell_no_language(text: str) -> None:
    assert detect(text) is None
    assert detect(text, hint="nn-NO") == "nn"
    assert detect(text, hint="rubbish!") is None


def test_the_text_outweighs_what_a_page_declares() -> None:
    assert detect(SENTENCES["nn"], hint="en-US") == "nn"


def test_norwegian_is_settled_by_its_words() -> None:
    assert settle("no", SENTENCES["nn"]) == "nn"
    assert settle("no", SENTENCES["nb"]) == "nb"
    assert settle("no", "Homs 27") == "nb"
    assert settle("nn", SENTENCES["nb"]) == "nn"  # what is stated outright stands


@pytest.mark.parametrize(
    ("text", "expected"),
    [("en", "en"), ("EN-us", "en"), ("nob", "nb"), ("no", "no"), ("zh_hant_TW", "zh-Hant"), ("bm", "bm")],
)
def test_tags(text: str, expected: str) -> None:
    assert tag(text) == expected


@pytest.mark.parametrize("text", ["", "xx", "english", "en-", "e", "en us", "../en", "qqq"])
def test_bad_tags(text: str) -> None:
    with pytest.raises(ValueError, match="not a language tag"):
        tag(text)


def test_every_marking_word_is_missing_from_some_language_of_its_group() -> None:
    for group in table("languages")["close"]:
        lists = [set(words) for words in group["words"].values()]
        assert not set.intersection(*lists)
        assert set(group["tags"].values()) == set(group["words"])
