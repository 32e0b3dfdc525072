"""Where place phrases begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.extract.rules.places import dateline_place, find_places

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
    ("KABUL, Afghanistan (AP) - A blast killed two people.", []),
    ("GOMA, DR Congo - Nine people died in Sake.", ["Sake"]),
    ("JOS, Nigeria, Aug 21 - Nine people died.", []),
    ("At least 9 people died in the Sudanese city of El Fasher on Friday.", ["the Sudanese city of El Fasher"]),
    ("Nine died in the besieged Sudanese city of El Fasher.", ["the besieged Sudanese city of El Fasher"]),
    ("A bomb went off in the Pakistani city of Quetta.", ["the Pakistani city of Quetta"]),
    ("Gunmen killed nine in the Nigerian state of Borno.", ["the Nigerian state of Borno"]),
    ("Five died near the rebel-held Idlib region.", ["near the rebel-held Idlib region"]),
    ("Two died in the occupied West Bank.", ["the occupied West Bank"]),
    ("Two died around Christmas.", []),
    ("9 May, Abyan: A roadside bomb killed two.", ["Abyan"]),
    ("Two died north of Kidal.", ["north of Kidal"]),
    ("Strikes across northern Gaza killed 20.", ["northern Gaza"]),
    ("Drones hit the Russian-held city of Mariupol.", ["the Russian-held city of Mariupol"]),
    ("Nine died in the Syrian capital, Damascus, on Friday.", ["Damascus"]),
    ("Nine bodies were taken to a hospital in Goma.", []),
    ("The wounded were flown to Juba for treatment.", []),
    ("The bodies lay at the Combined Military Hospital in Quetta.", []),
    ("A missile strike on a hospital in Mariupol killed four.", ["Mariupol"]),
    ("A spokesman told reporters in Geneva that nine had died.", []),
    ("Nine died as talks in Doha stalled.", []),
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
    ("Bamako, 3. mars (NTB): Ni ble drept i Kidal-regionen nord i Mali.", ["Kidal-regionen nord i Mali"]),
    ("Ni ble drept i den beleirede sudanske byen El Fasher.", ["den beleirede sudanske byen El Fasher"]),
    ("To døde nær den opprørskontrollerte Idlib-regionen.", ["nær den opprørskontrollerte Idlib-regionen"]),
    ("To ble drept på den okkuperte Vestbredden.", ["den okkuperte Vestbredden"]),
    ("Et russisk angrep mot et sykehus i Mariupol drepte fire.", ["Mariupol"]),
    ("De sårede ble fraktet til sykehus i Goma.", []),
    ("9. mai, Abyan: En veibombe drepte to.", ["Abyan"]),
]
NYNORSK = [
    ("Fem vart drepne utanfor Kherson.", ["utanfor Kherson"]),
    ("Elleve fall aust i Homs-provinsen.", ["aust i Homs-provinsen"]),
    ("To vart drepne i Aust-Ukraina laurdag.", ["Aust-Ukraina"]),
    ("Fem fall i den kringsette sudanske byen El Fasher.", ["den kringsette sudanske byen El Fasher"]),
    ("To vart drepne på den okkuperte Vestbreidda.", ["den okkuperte Vestbreidda"]),
    ("Dei såra vart frakta til sjukehus i Goma.", []),
    ("Åtaket på sjukehuset i Mariupol drap fire.", ["Mariupol"]),
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
        ("The Azawad Liberation Front said it had attacked Al-Shabaab and JNIM.", "en"),
        ("Afrikakorpset angrep JNIM, sa hæren.", "nb"),
    ],
)
def test_days_months_and_groups_are_no_places(text: str, language: str) -> None:
    assert find_places(text, 0, len(text), language) == []


@pytest.mark.parametrize(
    ("text", "language", "want"),
    [
        ("MAIDUGURI, Nigeria, March 1 (Reuters) - Nine people died.", "en", "MAIDUGURI, Nigeria"),
        ("Nine dead in raid\n\nGOMA, DR Congo - Nine people died.", "en", "GOMA, DR Congo"),
        ("Bamako, 3. mars (NTB): Ni personer er drept.", "nb", "Bamako"),
        ("MOGADISHU (Nordavisen/NTB): Ni personar er drepne.", "nn", "MOGADISHU"),
        ("KYIV — Nine people died.", "en", "KYIV"),
        ("The army (ENDF) said nine people died.", "en", None),
        ("Musa Bello (34) died in Jos.", "en", None),
        ("Gunmen killed 9 - officials", "en", None),
    ],
)
def test_a_dateline_is_found_when_asked(text: str, language: str, want: str | None) -> None:
    match = dateline_place(text, language)
    assert (text[match.start : match.end] if match else None) == want


def test_only_the_asked_sentence_is_read() -> None:
    text = "He was in Homs. Two died in Idlib."
    assert [text[m.start : m.end] for m in find_places(text, 16, len(text), "en")] == ["Idlib"]


@given(st.text(max_size=120), st.sampled_from(["en", "nb", "nn", "no"]))
def test_spans_are_ordered_and_inside(text: str, language: str) -> None:
    last = 0
    for match in find_places(text, 0, len(text), language):
        assert last <= match.start <= match.head_start < match.head_end <= match.end <= len(text)
        last = match.end
