"""Who is armed and serves no state, in the words of any language."""

import pytest

from tollbook.extract.reader.sides import armed


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "المسلحين"),
        ("ar", "إرهابيين"),
        ("da", "oprørerne"),
        ("de", "Rebellen"),
        ("en", "suspected militants"),
        ("es", "guerrilleros"),
        ("fa", "تروریست‌ها"),
        ("fr", "djihadistes"),
        ("nb", "opprørere"),
        ("nn", "opprørarar"),
        ("ru", "боевиками"),
        ("sv", "rebeller"),
        ("tr", "teröristin"),
        ("uk", "бойовиків"),
        ("zh", "武装分子"),
    ],
)
def test_those_who_fight_for_no_state(language: str, words: str) -> None:
    assert armed(words, language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "عناصر القوات المسلحة"),  # "members of the armed forces"
        ("ar", "جنود"),
        ("de", "Zivilisten"),
        ("en", "members of the armed forces"),
        ("fr", "soldats"),
        ("ru", "военных"),
        ("tr", "askerin"),
        ("zh", "武装部队士兵"),
        ("xx", "rebels"),  # no table of that language
    ],
)
def test_soldiers_and_civilians_are_not_among_them(language: str, words: str) -> None:
    assert not armed(words, language)
