"""Where place phrases begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.extract.rules.places import find_places

ENGLISH = [
    ("Eleven soldiers died in the desert east of Homs province.", ["the desert east of Homs province"]),
    (
        "Raiders struck a desert village south of the city of Mayadeen on the Euphrates River.",
        ["a desert village south of the city of Mayadeen on the Euphrates River"],
    ),
    ("Clashes outside the northwestern region of Idlib killed 26.", ["outside the northwestern region of Idlib"]),
    ("Shells fell on the western edges of Aleppo city at dawn.", ["the western edges of Aleppo city"]),
    ("Five died in the northeast of Latakia province on Friday.", ["the northeast of Latakia province"]),
    ("They hold parts of central and eastern Syria.", ["parts of central and eastern Syria"]),
    (
        "Gunmen killed 12 in the village of Zurmi in Zamfara state, northwestern Nigeria, on Tuesday.",
        ["the village of Zurmi in Zamfara state, northwestern Nigeria"],
    ),
    ("Six died in Maiduguri, the capital of Borno state, on Monday.", ["Maiduguri, the capital of Borno state"]),
    ("An ambush near the border with Chad killed nine.", ["near the border with Chad"]),
    ("Fighting between Aleppo and Hama left 30 dead.", ["between Aleppo and Hama"]),
    ("A ship was hit off the coast of Yemen.", ["off the coast of Yemen"]),
    ("Rockets hit Kharkiv on Sunday.", ["Kharkiv"]),
    ("Fighting in Aleppo, Homs and Hama left dozens dead.", ["Aleppo", "Homs", "Hama"]),
    ("A bomb exploded in Mogadishu's Hodan district.", ["Mogadishu's Hodan district"]),
    ("The strike on the city of Kharkiv killed four.", ["the city of Kharkiv"]),
    ("Five were killed in Khan Younis in the southern Gaza Strip.", ["Khan Younis in the southern Gaza Strip"]),
    ("KABUL, Afghanistan (AP) - A blast killed two people.", ["KABUL, Afghanistan"]),
    ("Twelve soldiers died in the north of the country.", ["north of the country"]),
    ("The army fought rebels in eastern Democratic Republic of Congo.", ["eastern Democratic Republic of Congo"]),
]
BOKMAAL = [
    ("Seks ble drept i provinsen Idlib nordvest i landet, ifølge SOHR.", ["provinsen Idlib nordvest i landet"]),
    ("De sendte soldater øst for byen al-Sukhna.", ["øst for byen al-Sukhna"]),
    ("Åtte ble drept i Homs-provinsen i Syria.", ["Homs-provinsen i Syria"]),
    ("Elleve falt i ørkenen i provinsen Homs.", ["ørkenen i provinsen Homs"]),
    ("Tolv sivile ble drept utenfor Kyiv natt til lørdag.", ["utenfor Kyiv"]),
    ("Kampene i Øst-Ukraina krevde 30 liv.", ["Øst-Ukraina"]),
    (
        "Sju døde i byen Maiduguri i delstaten Borno nordøst i Nigeria.",
        ["byen Maiduguri i delstaten Borno nordøst i Nigeria"],
    ),
    ("To ble drept på Vestbredden.", ["Vestbredden"]),
    ("Tre ble drept sør i landet.", ["sør i landet"]),
]
NYNORSK = [
    ("Fem vart drepne utanfor Kherson.", ["utanfor Kherson"]),
    ("Elleve fall aust i Homs-provinsen.", ["aust i Homs-provinsen"]),
    ("To vart drepne i Aust-Ukraina laurdag.", ["Aust-Ukraina"]),
    ("Åtte døydde i ein landsby sør for Mayadin i Syria.", ["ein landsby sør for Mayadin i Syria"]),
]
CASES = [
    (text, spans, tag) for tag, rows in (("en", ENGLISH), ("nb", BOKMAAL), ("nn", NYNORSK)) for text, spans in rows
]


@pytest.mark.parametrize(("text", "spans", "language"), CASES, ids=[case[0] for case in CASES])
def test_spans(text: str, spans: list[str], language: str) -> None:
    assert [text[m.start : m.end] for m in find_places(text, 0, len(text), language)] == spans


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Rebels killed nine soldiers on Thursday, the army said in March.", "en"),
        ("The general said Hamas and Hezbollah had agreed.", "en"),
        ("Minst ni soldater ble drept i mars, sa FN torsdag.", "nb"),
        ("Minst ni soldatar vart drepne i mars, sa FN torsdag.", "nn"),
    ],
)
def test_days_months_and_groups_are_no_places(text: str, language: str) -> None:
    assert find_places(text, 0, len(text), language) == []


def test_only_the_asked_sentence_is_read() -> None:
    text = "He was in Homs. Two died in Idlib."
    assert [text[m.start : m.end] for m in find_places(text, 16, len(text), "en")] == ["Idlib"]


@given(st.text(max_size=120), st.sampled_from(["en", "nb", "nn", "no"]))
def test_spans_are_ordered_and_inside(text: str, language: str) -> None:
    last = 0
    for match in find_places(text, 0, len(text), language):
        assert last <= match.start <= match.head_start < match.head_end <= match.end <= len(text)
        last = match.end
