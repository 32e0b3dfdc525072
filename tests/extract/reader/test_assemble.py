"""From readings to mentions: what is kept, added up and handed on. Readings are made by hand; no model runs."""

from dataclasses import replace

from tollbook.extract import mentions as checked
from tollbook.extract.reader.assemble import mentions
from tollbook.extract.reader.labels import ROLES, SLOTS
from tollbook.extract.reader.reading import Anchor, Reading
from tollbook.extract.reader.tokens import tokenise
from tollbook.records import Mention, Report


def report(text: str, language: str = "en") -> Report:
    return Report(id="r", text=text, language=language)


def reading(text: str, words: str, kind: str = "n", **labels: str) -> Reading:
    """Return a sure reading of `words`; roles are given as role=words."""
    start = text.index(words)
    said = {slot: names[0] for slot, names in SLOTS.items()} | {"effect": "killed"}
    said |= {slot: name for slot, name in labels.items() if slot in SLOTS}
    spans = dict.fromkeys(ROLES, ()) | {
        role: ((text.index(words), text.index(words) + len(words), 0.9),)
        for role, words in labels.items()
        if role in ROLES
    }
    number = tokenise(text).sentence_at(start)
    anchor = Anchor(start, start + len(words), kind, number)
    return Reading(anchor=anchor, labels=said, sure=dict.fromkeys(SLOTS, 0.99), spans=spans)


def told(text: str, *readings: Reading, language: str = "en") -> tuple[Mention, ...]:
    given = mentions(report(text, language), tokenise(text), readings)

    class Given:
        def reads(self, language: str | None) -> bool:
            return True

        def extract(self, report: Report) -> tuple[Mention, ...]:
            return given

    return checked(report(text, language), Given())  # spans quote the text, numbers run


def test_roles_become_evidence() -> None:
    text = "Gunmen killed 12 soldiers near Gao on Friday."
    (one,) = told(text, reading(text, "12", who="soldiers", by="Gunmen", at="Gao", on="on Friday", event="attack"))
    quotes = {item.role: item.span.quote for item in one.evidence}
    assert quotes == {
        "count": "12",
        "victims": "soldiers",
        "perpetrator": "Gunmen",
        "place": "Gao",
        "time": "on Friday",
    }
    assert (one.effect, one.sub_event_type, one.confidence) == ("killed", "Attack", 0.99)


def test_what_is_not_sure_is_not_given() -> None:
    text = "Gunmen killed 12 soldiers."
    low = replace(reading(text, "12"), sure=dict.fromkeys(SLOTS, 0.3))
    assert told(text, low, reading(text, "12", effect="none")) == ()


def test_a_list_is_added_up_and_its_members_are_parts() -> None:
    text = "Two soldiers and three civilians were killed."
    whole, two, three = told(
        text, reading(text, "Two", who="soldiers"), reading(text, "three", who="civilians", listed="yes")
    )
    assert [span.quote for span in whole.spans("count")] == ["Two", "three"]
    assert (whole.scope, two.scope, three.scope) == ("incident", "subset", "subset")
    assert two.about == three.about == (0,)


def test_a_list_ends_where_the_effect_changes() -> None:
    text = "Two soldiers died and three were wounded."
    found = told(text, reading(text, "Two"), reading(text, "three", effect="wounded", listed="yes"))
    assert [one.scope for one in found] == ["incident", "incident"]


def test_a_subset_finds_the_figure_before_it() -> None:
    text = "Twelve people died and six were hurt. Four were children."
    found = told(
        text,
        reading(text, "Twelve"),
        reading(text, "six", effect="wounded"),
        reading(text, "Four", scope="subset"),
    )
    assert found[2].about == (0,)
    assert found[2].cues == ("of_these",)


def test_a_subset_without_a_whole_stands_alone() -> None:
    text = "Four were children."
    (one,) = told(text, reading(text, "Four", scope="subset"))
    assert (one.scope, one.about) == ("incident", ())


def test_bare_victims_count_as_one_or_two() -> None:
    text = "Солдат погиб."
    (one,) = told(text, reading(text, "Солдат", kind="who", count="one"))
    assert one.cues == ("single",)
    assert one.spans("victims")[0].quote == "Солдат"
    assert not one.spans("count")


def test_place_and_day_are_carried_on_within_reach() -> None:
    text = "A bomb killed two in Gao on Friday.\nThree others died."
    found = told(text, reading(text, "two", at="Gao", on="on Friday"), reading(text, "Three", flag="another"))
    assert found[1].spans("place")[0].quote == "Gao"
    assert found[1].cues == ("another",)
    far = text.replace("\n", "\nThe minister spoke.\nHe left.\nIt rained.\n")
    found = told(far, reading(far, "two", at="Gao", on="on Friday"), reading(far, "Three"))
    assert not found[1].spans("place")


def test_an_earlier_figure_is_background() -> None:
    text = "The toll rose to 14 from 12 reported before."
    found = told(text, reading(text, "14", flag="rising"), reading(text, "12", flag="earlier"))
    assert [one.scope for one in found] == ["incident", "cumulative"]


def test_a_statement_is_about_the_attack_before_it() -> None:
    text = "A bomb killed two. Al-Shabaab claimed responsibility."
    found = told(
        text,
        reading(text, "two"),
        reading(text, "claimed responsibility", kind="topic", effect="responsibility", by="Al-Shabaab"),
    )
    assert (found[1].effect, found[1].topic, found[1].about) == (None, "responsibility", (0,))
    assert found[1].spans("topic")[0].quote == "claimed responsibility"


def test_a_bound_apart_from_its_number_is_told() -> None:
    text = "Killed were 12 soldiers at the least."
    (one,) = told(text, reading(text, "12", count="at_least"))
    assert one.qualifier == "at_least"


def test_the_dead_of_two_sides_are_not_added_up() -> None:
    text = "Seven soldiers, two civilians and 47 rebels were killed."
    found = told(
        text,
        reading(text, "Seven", who="soldiers"),
        reading(text, "two", who="civilians", listed="yes"),
        reading(text, "47", who="rebels", listed="yes"),
    )
    assert [(one.scope, [span.quote for span in one.spans("count")]) for one in found] == [
        ("incident", ["Seven", "two"]),
        ("subset", ["Seven"]),
        ("subset", ["two"]),
        ("incident", ["47"]),
    ]


def test_a_side_that_is_told_first_stays_first() -> None:
    text = "Два боевика и солдат убиты."
    found = told(
        text,
        reading(text, "Два", who="боевика"),
        reading(text, "солдат", kind="who", count="one", listed="yes"),
        language="ru",
    )
    assert [one.scope for one in found] == ["incident", "incident"]
    assert [one.bare for one in found] == [0, 1]
