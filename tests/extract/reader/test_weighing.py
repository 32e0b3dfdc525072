"""What the words around a reading change in it. Readings are made by hand; no model runs."""

from dataclasses import replace

import pytest

from tollbook.extract.reader.labels import ROLES, SLOTS
from tollbook.extract.reader.reading import Anchor, Reading
from tollbook.extract.reader.tokens import tokenise
from tollbook.extract.reader.weighing import weighed


def reading(text: str, words: str, kind: str = "n", sure: float = 0.99, on: str = "", **labels: str) -> Reading:
    """Return a reading of `words` in `text`, with words for when."""
    start = text.index(words)
    spans = dict.fromkeys(ROLES, ()) | {
        "on": ((text.index(on), text.index(on) + len(on), 0.9),) if on else (),
    }
    return Reading(
        anchor=Anchor(start, start + len(words), kind, tokenise(text).sentence_at(start)),
        labels={slot: names[0] for slot, names in SLOTS.items()} | {"effect": "killed"} | labels,
        sure=dict.fromkeys(SLOTS, sure),
        spans=spans,
        second={slot: names[1] for slot, names in SLOTS.items()} | {"scope": "incident"},
    )


def anchors(text: str, found: list[Reading]) -> list[str]:
    return [text[one.anchor.start : one.anchor.end] for one in found]


@pytest.mark.parametrize("text", ["12 % died.", "12% died.", "Умерли 12\u00a0% людей.", "Ölenler %12 idi."])
def test_a_share_is_nobody(text: str) -> None:
    assert weighed(tokenise(text), [reading(text, "12")], "en") == []


def test_a_figure_before_another_sign_is_kept() -> None:
    text = "12 (%60) died."
    assert anchors(text, weighed(tokenise(text), [reading(text, "12")], "en")) == ["12"]


def test_two_words_for_one_person_are_one_reading() -> None:
    text = "Sie töteten einen Priester und seinen Fahrer."
    found = weighed(
        tokenise(text),
        [
            reading(text, "einen"),
            reading(text, "Priester", kind="who", count="one"),
            reading(text, "seinen Fahrer", kind="who", count="one"),
            reading(text, "Fahrer", kind="who", count="one"),
        ],
        "de",
    )
    assert anchors(text, found) == ["einen", "seinen Fahrer"]
    start, end, _ = found[0].spans["who"][0]
    assert text[start:end] == "Priester"


def test_people_whom_and_parts_are_two() -> None:
    text = "استشهد الصحفي عمر والمصور كريم."
    found = weighed(
        tokenise(text),
        [
            reading(text, "الصحفي", kind="who", count="one"),
            reading(text, "عمر", kind="who", count="one"),
            reading(text, "والمصور", kind="who", count="one", listed="yes"),
        ],
        "ar",
    )
    assert anchors(text, found) == ["الصحفي عمر", "والمصور"]


def test_two_numbers_and_two_effects_stay_apart() -> None:
    text = "12死30伤"
    both = [reading(text, "12"), reading(text, "30", effect="wounded")]
    assert weighed(tokenise(text), both, "zh") == both


@pytest.mark.parametrize(
    ("language", "text", "anchor", "couple"),
    [
        ("de", "Ein Ehepaar starb in Charkiw.", "Ein", "Ein Ehepaar"),
        ("ru", "Супружеская пара погибла в Харькове.", "Супружеская", "Супружеская пара"),
        ("tr", "Harkiv'de bir çift öldü.", "çift", "çift"),
        ("fa", "یک زوج در خارکیف کشته شدند.", "زوج", "زوج"),
    ],
)
def test_a_couple_is_two(language: str, text: str, anchor: str, couple: str) -> None:
    kind = "n" if anchor == "Ein" else "who"
    (one,) = weighed(tokenise(text), [reading(text, anchor, kind=kind)], language)
    assert (text[one.anchor.start : one.anchor.end], one.anchor.kind, one.labels["count"]) == (couple, "who", "two")


def test_one_soldier_stays_one() -> None:
    text = "Ein Soldat starb."
    (one,) = weighed(tokenise(text), [reading(text, "Ein")], "de")
    assert (one.anchor.kind, one.labels["count"]) == ("n", "exact")


@pytest.mark.parametrize(
    ("language", "text", "given", "whole"),
    [
        ("uk", "Двоє загинули за минулий тиждень.", "тиждень", "за минулий тиждень"),
        ("de", "Zwei starben am Montag in Kabul.", "Montag", "am Montag"),
        ("en", "Two died after the dawn prayer.", "after the dawn prayer", "after the dawn prayer"),
    ],
)
def test_a_time_span_grows_to_its_phrase(language: str, text: str, given: str, whole: str) -> None:
    words = text.split(maxsplit=1)[0]
    (one,) = weighed(tokenise(text), [reading(text, words, on=given)], language)
    ((start, end, _),) = one.spans["on"]
    assert text[start:end] == whole


def test_a_doubtful_sum_is_what_else_it_may_be() -> None:
    text = "Air strikes killed 15 on Tuesday."
    sum_of = {"scope": "total", "on": "on Tuesday"}
    low, fair, high = (
        weighed(tokenise(text), [reading(text, "15", sure=sure, **sum_of)], "en")[0].labels["scope"]
        for sure in (0.7, 0.9, 0.99)
    )
    assert (low, fair, high) == ("incident", "incident", "total")


def test_a_sum_with_its_parts_or_of_a_week_stays_one() -> None:
    text = "Eight died in Gao. In all 15 were killed on Tuesday."
    whole = reading(text, "15", sure=0.9, scope="total", on="on Tuesday")
    assert [one.labels["scope"] for one in weighed(tokenise(text), [reading(text, "Eight"), whole], "en")] == [
        "incident",
        "total",
    ]
    text = "Air strikes killed 15 since Tuesday."
    whole = reading(text, "15", sure=0.9, scope="total", on="since Tuesday")
    assert weighed(tokenise(text), [whole], "en")[0].labels["scope"] == "total"


def test_what_is_not_sure_is_dropped() -> None:
    text = "15 died."
    assert weighed(tokenise(text), [replace(reading(text, "15"), sure=dict.fromkeys(SLOTS, 0.3))], "en") == []


def test_a_victim_without_a_number_must_be_surer() -> None:
    text = "15 died; a soldier died."
    low = [reading(text, "15", sure=0.6), reading(text, "soldier", kind="who", sure=0.6, count="one")]
    assert anchors(text, weighed(tokenise(text), low, "en")) == ["15"]


def test_a_toll_that_rose_is_told_once() -> None:
    text = "死亡人数从18人升至23人，另有5人受伤。"
    found = weighed(
        tokenise(text),
        [
            reading(text, "18", flag="rising"),
            reading(text, "23", flag="rising"),
            reading(text, "5", effect="wounded", flag="rising"),
        ],
        "zh",
    )
    assert [one.labels["flag"] for one in found] == ["earlier", "rising", "rising"]


def test_the_tolls_of_a_sentence_have_one_cause() -> None:
    text = "Murieron dos hombres y una mujer; cinco personas resultaron heridas. Otra murió."
    found = weighed(
        tokenise(text),
        [
            reading(text, "dos", cause="crime", sure=0.6),
            reading(text, "una", sure=0.9),
            reading(text, "cinco", effect="wounded", sure=0.9),
            reading(text, "Otra", cause="crime", sure=0.6),
        ],
        "es",
    )
    assert [one.labels["cause"] for one in found] == ["conflict", "conflict", "conflict", "crime"]


@pytest.mark.parametrize(("listed", "scope"), [(0.9, "incident"), (0.6, "subset")])
def test_one_more_of_a_list_is_no_part_of_it(listed: float, scope: str) -> None:
    text = "Harkiv'de iki erkek ve bir kadın öldü."
    more = reading(text, "bir", scope="subset", listed="yes")
    more = replace(more, sure={**more.sure, "listed": listed, "scope": 0.73})
    found = weighed(tokenise(text), [reading(text, "iki"), more], "tr")
    assert found[1].labels["scope"] == scope
