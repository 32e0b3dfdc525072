"""What the claims of whole reports say: history beside news, one origin, both sides, parts and wholes, no date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.extract import RuleExtractor, mentions
from tollbook.normalise import claims
from tollbook.records import Claim, Evidence, Mention, Report, Role, Span

DAY = date(2024, 3, 6)  # a Wednesday


def read(text: str, language: str = "en", published: date | None = DAY) -> list[Claim]:
    report = Report(id="r", text=text, language=language, published=published)
    return [claim for claim in claims(report, mentions(report, RuleExtractor())) if claim.effect is not None]


def best(claim: Claim) -> int | None:
    return claim.count.best if claim.count else None


def test_a_list_is_added_up_and_its_members_are_parts() -> None:
    whole, soldiers, civilians = read("Two soldiers and three civilians were killed near Gao in Mali on Monday.")
    assert (best(whole), whole.scope, whole.victims and whole.victims.victim_class) == (5, "incident", "mixed")
    assert [(best(part), part.scope, part.about) for part in (soldiers, civilians)] == [
        (2, "subset", (whole.id,)),
        (3, "subset", (whole.id,)),
    ]


def test_a_list_that_tells_a_whole_again_is_not_added_to_it() -> None:
    found = read("Three people, two suspected rebels and a soldier, were killed in a gun battle in Kashmir on Monday.")
    assert [(best(claim), claim.scope) for claim in found] == [(3, "incident"), (2, "subset"), (1, "subset")]


def test_both_sides_dead_are_not_added_up() -> None:
    found = read("Seven soldiers and 47 attackers were killed at a base near El Dheer in Somalia on Monday.")
    assert [(best(claim), claim.scope) for claim in found] == [(7, "incident"), (47, "incident")]


def test_an_older_event_beside_news_is_background() -> None:
    news, past = read(
        "A bomb killed nine people in Quetta in Pakistan on Monday, police said.\n\n"
        "In November, a suicide bomber killed 26 people at the city's railway station."
    )
    assert (news.scope, past.scope) == ("incident", "cumulative")
    assert "historical" in past.cues


def test_a_report_of_old_events_alone_keeps_them() -> None:
    (claim,) = read("Gunmen killed 26 people in Quetta in Pakistan in November, an inquiry found.")
    assert claim.scope == "incident"
    assert claim.period is not None
    assert (claim.period.start, claim.period.end) == (date(2023, 11, 1), date(2023, 11, 30))


def test_the_one_origin_of_a_report_holds_for_its_other_tolls() -> None:
    first, second = read(
        "Shelling killed six people in Kherson in Ukraine on Monday, the regional governor said.\n\n"
        "Another attack, near the town of Nikopol, killed two people on Tuesday."
    )
    assert first.attribution
    assert [item.origin for item in second.attribution] == [item.origin for item in first.attribution]


def test_with_two_origins_nobody_is_guessed() -> None:
    *_, last = read(
        "Shelling killed six people in Kherson in Ukraine on Monday, the regional governor said.\n\n"
        "Police said a drone killed one man in Kharkiv on Tuesday.\n\n"
        "In a separate attack near Nikopol, two people were killed on Tuesday."
    )
    assert last.attribution == ()


def test_nobody_attacked_themselves() -> None:
    found = read("Clashes between the army and M23 rebels near Goma in DR Congo on Monday killed 14 soldiers.")
    assert [claim.perpetrator and claim.perpetrator.actor for claim in found] == ["m23"]


def test_a_sides_own_figure_for_the_other_is_a_claim() -> None:
    (claim,) = read("Al-Shabaab fighters killed 23 soldiers near Barawe in Somalia on Monday, Al-Shabaab said.")
    assert claim.modality == "claimed"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Gunmen killed 12 farmers near Gao in Mali on Monday."),
        ("nb", "Væpnede menn drepte 12 bønder ved Gao i Mali mandag."),
        ("nn", "Væpna menn drap 12 bønder ved Gao i Mali måndag."),
    ],
)
def test_three_languages_make_one_claim_and_no_date_is_never_today(language: str, text: str) -> None:
    (claim,) = read(text, language)
    assert (claim.effect, best(claim), claim.place and claim.place.country) == ("killed", 12, "ML")
    assert claim.period is not None
    assert claim.period.start == claim.period.end == date(2024, 3, 4)
    (undated,) = read(text, language, published=None)
    assert undated.period is None


def test_ids_are_those_of_the_words_not_of_the_day() -> None:
    text = "Gunmen killed 12 farmers near Gao in Mali on Monday."
    assert [claim.id for claim in read(text)] == [claim.id for claim in read(text, published=None)]


SENTENCES = [
    "Gunmen killed 12 farmers near Gao in Mali on Monday, police said.",
    "Another eight soldiers were killed in Mopti.",
    "Four officers were among the dead.",
    "Between 20 and 30 people were wounded.",
    "More than 370,000 people have been killed since the war began.",
    "Up to 60 rebels died, the army said.",
    "The death toll rose to 45.",
    "JNIM claimed responsibility for the attack.",
    "No one was killed in the second raid.",
]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=7), st.sampled_from(["\n\n", " "]))
def test_bounds_are_in_order_and_what_a_claim_is_about_is_there(sentences: list[str], gap: str) -> None:
    report = Report(id="r", text=gap.join(sentences), language="en", published=DAY)
    found = claims(report, mentions(report, RuleExtractor()))
    ids = {claim.id for claim in found}
    assert len(ids) == len(found)
    for claim in found:
        known = [
            n for n in ((claim.count.low, claim.count.best, claim.count.high) if claim.count else ()) if n is not None
        ]
        assert known == sorted(known)
        assert set(claim.about) <= ids - {claim.id}
        assert claim.period is None or claim.period.end is None or claim.period.end <= DAY


def _counted(text: str, language: str, number: str, noun: str) -> Claim:
    def span(role: Role, words: str) -> Evidence:
        start = text.index(words)
        return Evidence(role=role, span=Span(report_id="r", start=start, end=start + len(words), quote=words))

    mention = Mention(
        report_id="r",
        index=0,
        language=language,
        effect="killed",
        evidence=(span("count", number), span("victims", noun)),
    )
    return claims(Report(id="r", text=text, language=language, published=DAY), (mention,))[0]


@pytest.mark.parametrize(
    ("text", "language", "number", "noun", "qualifier"),
    [
        ("قتل 14 مدنيا على الأقل وأصيب نحو عشرين آخرين.", "ar", "14", "مدنيا", "at_least"),
        ("قتل 14 مدنيا يوم الجمعة.", "ar", "14", "مدنيا", "exact"),
        ("14 civils au moins ont été tués.", "fr", "14", "civils", "at_least"),
        ("14 civilians, at least 20 soldiers died.", "en", "14", "civilians", "exact"),  # the bound of another number
    ],
)
def test_a_bound_may_stand_behind_the_noun(text: str, language: str, number: str, noun: str, qualifier: str) -> None:
    count = _counted(text, language, number, noun).count
    assert count and (count.best, count.qualifier) == (14, qualifier)
