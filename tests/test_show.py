"""The toll tree as a person reads it, and nothing that a hostile report wants the terminal to do."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tollbook.records import (
    Attribution,
    Claim,
    Count,
    Disagreement,
    Evidence,
    Figure,
    Incident,
    Party,
    Period,
    Place,
    Reading,
    Report,
    Revision,
    Span,
    Subset,
    SumCheck,
    View,
)
from tollbook.show import Book, Node, branch, clean, finding, lines, shortened, tree
from tollbook.show.quotes import sentence
from tollbook.show.words import actor, bounds, count, figure, period, place, reading

DAY = date(2024, 3, 2)
EN = Report(
    id="r" * 16,
    text="More than 60 died. Gunmen shot 35 near Goma, U.N. staff said. Another 26 died in Beni.\nNine years of war.",
    outlet="The Example",
    language="en",
    published=DAY,
)
NB = Report(id="s" * 16, text="35 ble drept i Goma.", title="Angrep", language="nb")


def claim(name: str, report: Report, words: str, **known: object) -> Claim:
    start = report.text.index(words)
    span = Span(report_id=report.id, start=start, end=start + len(words), quote=words)
    return Claim(
        id=name * 16,
        report_id=report.id,
        language=report.language or "",
        attribution=(Attribution(text="UN", origin="un"),),
        evidence=(Evidence(role="count", span=span),),
        **{"effect": "killed", **known},  # type: ignore[arg-type]
    )


SIXTY, FIRST, SECOND, NORSK = (
    claim("a", EN, "60"),
    claim("b", EN, "35"),
    claim("c", EN, "26"),
    claim("d", NB, "35"),
)
WAR = claim("e", EN, "Nine", count=Count(low=9000, best=9000, high=None, qualifier="more_than"), scope="cumulative")


def toll(low: int, best: int | None, high: int | None, *claims: Claim) -> Figure:
    ids = tuple(item.id for item in claims)
    return Figure(effect="killed", low=low, best=best, high=high, claims=ids, origins=("un-x",))


TOTAL = Incident(
    id="1" * 16,
    kind="total",
    claims=(SIXTY.id,),
    parts=("2" * 16, "3" * 16),
    figures=(toll(60, 60, None, SIXTY),),
    sums=(
        SumCheck(
            effect="killed",
            stated=Count(low=60, best=60, high=None, qualifier="more_than"),
            parts=Count(low=61, best=61, high=61),
            verdict="agrees",
        ),
    ),
    reports=(EN.id,),
)
GOMA = Incident(
    id="2" * 16,
    kind="incident",
    claims=(FIRST.id, NORSK.id),
    part_of=TOTAL.id,
    sub_event_type="Armed clash",
    period=Period(start=DAY, end=DAY, precision=1),
    place=Place(text="Goma", name="Goma", country="CD", admin1="North Kivu", precision=2, relation="near"),
    perpetrators=("islamic-state",),
    figures=(
        replace(
            toll(35, 35, 35, FIRST, NORSK),
            history=(
                Revision(as_of=None, low=30, best=30, high=30),
                Revision(as_of=DAY, low=35, best=35, high=35),
            ),
        ),
    ),
    subsets=(Subset(effect="killed", low=4, best=4, high=4, who="officers", claims=()),),
    reports=(EN.id, NB.id),
    origins=("un-x",),
    responsibility_claimed_by=("no-such-group",),
    disagreements=(
        Disagreement(
            about="place",
            values=(Reading(value="near Goma", claims=(FIRST.id,)), Reading(value="i Goma", claims=(NORSK.id,))),
        ),
    ),
)
BENI = Incident(
    id="3" * 16,
    kind="incident",
    claims=(SECOND.id,),
    part_of=TOTAL.id,
    figures=(toll(26, 26, 26, SECOND),),
    reports=(EN.id,),
)
VIEW = View(
    reports=(EN, NB),
    claims=(SIXTY, FIRST, SECOND, NORSK, WAR),
    links=(),
    incidents=(BENI, GOMA, TOTAL),
    background=(WAR, replace(WAR, id="f" * 16, report_id=NB.id)),
    statements=(
        replace(WAR, effect=None, topic="record", count=None),
        replace(WAR, effect=None, topic="talks", count=None),
        replace(SECOND, modality="denied", count=Count(low=26, best=26, high=26)),
    ),
    set_aside=(replace(WAR, cause="accident"), replace(WAR, cause="crime"), replace(WAR, cause="accident")),
)


def text(nodes: list[Node], width: int = 100) -> str:
    return "\n".join(line.branch + line.text for line in lines(nodes, width))


def test_the_tree_shows_the_sum_its_parts_and_what_is_kept_out() -> None:
    shown = text(tree(VIEW))
    for line in (
        "2 incidents, 1 total from 2 reports, 2 languages, 1 origin: un x",
        "more than 60 killed = 35 + 26 = 61  agrees  [11111111]",
        "├─ 35 killed, including 4 officers  [22222222]",
        "2 March 2024 · near Goma, North Kivu, DR Congo (within about 25 km)",
        "Islamic State → unknown · Armed clash",
        "2 reports, 2 languages, 1 origin: un x",
        "responsibility claimed by no such group",
        "killed, as known then: 30 (no date), then 35 (2024-03-02)",
        "reports disagree on place",
        "└─ 26 killed  [33333333]",
        "1 report, 1 language, no origin named",
        "Background (kept out of the counts)",
        "more than 9,000 killed (2 reports)",
        "record, talks: “Nine years of war.”",
        "denied: 26 killed",
        "Set aside: 3 claims of harm outside conflict (2 accident, 1 crime)",
    ):
        assert line in shown


def test_a_disagreement_quotes_both_sides() -> None:
    shown = text(tree(VIEW), 200)
    assert (
        f"“Gunmen shot 35 near Goma, U.N. staff said.” (The Example, en, 2024-03-02, citing UN; claim {'b' * 16})"
        in shown
    )
    assert f"“35 ble drept i Goma.” (Angrep, nb, no date, citing UN; claim {'d' * 16})" in shown


def test_quotations_come_on_demand_and_with_a_single_incident() -> None:
    quote = "“Another 26 died in Beni.”"
    assert quote not in text(tree(VIEW))
    assert quote in text(tree(VIEW, quotes=True))
    shown = text(branch(VIEW, BENI))
    assert quote in shown
    assert shown.startswith("part of more than 60 killed")


def test_a_sum_that_lacks_a_part_shows_no_result() -> None:
    bare = replace(BENI, figures=())
    check = replace(TOTAL.sums[0], verdict="incomplete")
    shown = text(tree(replace(VIEW, incidents=(replace(TOTAL, sums=(check,)), GOMA, bare))))
    assert "more than 60 killed = 35 + ?  incomplete" in shown


def test_a_long_list_aside_is_cut_unless_quotations_are_asked_for() -> None:
    many = tuple(replace(WAR, count=Count(low=n, best=n, high=n)) for n in range(50))
    long = replace(VIEW, background=many)
    assert "and 10 more, listed with --quotes" in text(tree(long))
    assert "and 10 more" not in text(tree(long, quotes=True))


def test_an_empty_ledger_says_so() -> None:
    empty = View(reports=(), claims=(), links=(), incidents=(), background=(), statements=(), set_aside=())
    assert text(tree(empty)) == "0 incidents from 0 reports, 0 languages, no origin named"


@pytest.mark.parametrize("width", [24, 40, 72])
def test_no_line_is_wider_than_asked(width: int) -> None:
    wide = replace(VIEW, reports=(replace(EN, text=EN.text.replace("Goma", "市" * 60)), NB))
    assert max(cell_len(line.branch + line.text) for line in lines(tree(wide, quotes=True), width)) <= width


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (None, "an unstated number"),
        (Count(low=27, best=27, high=27), "27"),
        (Count(low=26, best=26, high=None, qualifier="at_least"), "at least 26"),
        (Count(low=None, best=60, high=60, qualifier="nearly"), "nearly 60"),
        (Count(low=12, best=None, high=None, qualifier="dozens"), "dozens (12 or more)"),
        (Count(low=60, best=None, high=65, qualifier="between"), "60 to 65"),
        (Count(low=370000, best=370000, high=None, qualifier="more_than"), "more than 370,000"),
    ],
)
def test_counts_read_as_a_report_would_put_them(number: Count | None, said: str) -> None:
    assert count(number) == said


def test_a_figure_leads_with_the_best_number_and_keeps_its_range() -> None:
    assert [figure(toll(*numbers)) for numbers in ((5, 5, 5), (26, 28, 30), (26, 28, None), (26, None, 30))] == [
        "5 killed",
        "28 killed (26 to 30)",
        "28 killed (at least 26)",
        "26 to 30 killed",
    ]


def test_bounds_lose_no_number() -> None:
    assert [bounds(5, 5, 5), bounds(5, 7, 9), bounds(5, None, None), bounds(None, 9, 9), bounds(5, 7, None)] == [
        "5",
        "5 to 9, best 7",
        "at least 5",
        "up to 9",
        "at least 5, best 7",
    ]
    assert bounds(None, 60, None) == "about 60"
    assert bounds(None, None, None) == "an unknown number"


@pytest.mark.parametrize(
    ("start", "end", "precision", "said"),
    [
        (DAY, DAY, 1, "2 March 2024"),
        (date(2024, 3, 1), DAY, 2, "1–2 March 2024"),
        (date(2024, 2, 28), DAY, 2, "28 February – 2 March 2024"),
        (date(2023, 12, 31), DAY, 2, "31 December 2023 – 2 March 2024"),
        (date(2024, 2, 1), date(2024, 2, 29), 4, "February 2024"),
        (date(2024, 1, 1), date(2024, 12, 31), 5, "2024"),
        (date(2011, 1, 1), None, 5, "since 2011"),
        (date(2011, 1, 1), DAY, 5, "2011 – 2 March 2024"),
        (date(2024, 1, 1), DAY, 4, "January 2024 – 2 March 2024"),
        (date(2024, 1, 1), DAY, 2, "1 January – 2 March 2024"),
        (None, DAY, 1, "until 2 March 2024"),
        (None, None, 5, "date unknown"),
    ],
)
def test_periods_are_no_finer_than_known(start: date | None, end: date | None, precision: int, said: str) -> None:
    assert period(Period(start=start, end=end, precision=precision)) == said


def test_an_unknown_place_keeps_the_words_of_the_report() -> None:
    assert place(None) == "place unknown"
    assert place(Place(text="the old\x1b[31m mill", country="ML")) == "the old[31m mill, Mali"


def test_actors_have_names_where_they_are_known() -> None:
    known = [actor(slug) for slug in ("islamic-state", "pk-police", "zz-police", "an unknown \x1bgroup")]
    assert known == ["Islamic State", "police (Pakistan)", "zz police", "an unknown group"]


def test_a_sentence_ends_at_stops_not_at_short_forms() -> None:
    assert sentence(FIRST, EN) == "Gunmen shot 35 near Goma, U.N. staff said."
    assert sentence(WAR, EN) == "Nine years of war."
    long = Report(id="l" * 16, text="word " * 200 + "35 killed " + "word " * 200)
    cut = sentence(claim("b", long, "35"), long)
    assert "35 killed" in cut
    assert len(cut) < 340


ABBREVIATED = Report(
    id="q" * 16,
    text=(
        "Police said Gen. Abdi was safe. 12 soldiers died on Jan. 3 near St. Louis. “Nobody fled.” Nine fled, he "
        "said. Lørdag 20. april kl. 14 ble fire drept. Fem ble såret. The toll was 27. Six more are missing! 8 fled"
    ),
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("12", "12 soldiers died on Jan. 3 near St. Louis."),
        ("Nobody", "“Nobody fled.”"),
        ("Nine", "Nine fled, he said."),
        ("fire", "Lørdag 20. april kl. 14 ble fire drept."),
        ("Fem", "Fem ble såret."),
        ("27", "The toll was 27."),
        ("Six", "Six more are missing!"),
        ("8", "8 fled"),
        ("Police", "Police said Gen. Abdi was safe."),
    ],
)
def test_a_span_at_either_end_of_a_sentence_quotes_that_sentence_alone(words: str, said: str) -> None:
    assert sentence(claim("b", ABBREVIATED, words), ABBREVIATED) == said


def counted(low: int | None, best: int | None, high: int | None, qualifier: str) -> Claim:
    return replace(FIRST, count=Count(low=low, best=best, high=high, qualifier=qualifier))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ([counted(None, 150, None, "about")], "about 150 killed"),
        ([counted(300, 300, None, "more_than")], "more than 300 killed"),
        ([counted(None, 40, 40, "nearly")], "nearly 40 killed"),
        ([counted(12, None, None, "dozens")], "dozens (12 or more) killed"),
        ([counted(12, None, None, "dozens"), counted(12, None, None, "at_least")], "at least 12 killed"),
        ([counted(None, 40, 40, "nearly"), counted(None, 40, 40, "up_to")], "up to 40 killed"),
        ([counted(12, None, 60, "between")], "12 to 60 killed"),
        ([counted(12, 12, 12, "exact")], "12 killed"),
    ],
)
def test_a_figure_keeps_the_word_that_its_claims_agree_on(claims: list[Claim], said: str) -> None:
    known = claims[0].count
    assert known is not None
    told = Figure(effect="killed", low=known.low, best=known.best, high=known.high, claims=(), origins=())
    assert figure(told, claims) == said


def test_an_earlier_figure_does_not_word_a_later_one() -> None:
    later = toll(20, 20, None)  # type: ignore[call-arg]
    assert (
        figure(later, [counted(None, 12, None, "about"), counted(20, 20, None, "more_than")]) == "more than 20 killed"
    )


def test_a_subset_that_names_nobody_is_some_of_them() -> None:
    some = Subset(effect="killed", low=30, best=30, high=30, who=None, claims=())
    shown = text(tree(replace(VIEW, incidents=(replace(GOMA, subsets=(some,), part_of=None),))))
    assert "35 killed, including 30 of them  [22222222]" in shown


def test_words_of_another_language_than_the_reader_s_are_marked() -> None:
    part = replace(NORSK, id="9" * 16, victims=Party(text="offiserer"))
    officers = Subset(effect="killed", low=4, best=4, high=4, who="offiserer", claims=(part.id,))
    mixed = replace(GOMA, subsets=(officers,), part_of=None)
    view = replace(VIEW, claims=(*VIEW.claims, part))
    assert "including 4 offiserer (nb)" in text(tree(replace(view, incidents=(mixed,))))
    alone = replace(mixed, reports=(NB.id,))
    assert "including 4 offiserer  [" in text(tree(replace(view, incidents=(alone,))))


def test_what_is_set_aside_is_listed_with_its_cause_when_quotes_are_asked_for() -> None:
    shown = text(tree(VIEW, quotes=True))
    heading = "Set aside: 3 claims of harm outside conflict (2 accident, 1 crime)"
    assert heading in text(tree(VIEW))
    after = shown.split(heading)[1]
    assert "accident: more than 9,000 killed" in after
    assert "crime: more than 9,000 killed" in after
    assert "“Nine years of war.”" in after


@pytest.mark.parametrize(
    ("about", "value", "said"),
    [
        ("count", "17 (dr-congo-government, ml-army)", "17 (Government of DR Congo, army (Mali))"),
        ("count", "5 (no origin named)", "5 (no origin named)"),
        ("place", "near Sake, North Kivu, CD", "near Sake, North Kivu, DR Congo"),
        ("place", "near Sake", "near Sake"),
        ("victims", "islamic-state (combatant)", "Islamic State (combatant)"),
        ("perpetrator", "islamic-state", "Islamic State"),
        ("period", "2024-03-02", "2024-03-02"),
    ],
)
def test_readings_name_names(about: str, value: str, said: str) -> None:
    assert reading(about, value) == said


def test_a_finding_is_told_in_words() -> None:
    book = Book.of(VIEW, quotes=False)
    assert finding(book, "contradiction", GOMA, [FIRST.id, NORSK.id]) == (
        "35 killed, near Goma, North Kivu, DR Congo, 2 March 2024: reports disagree on place: near Goma / i Goma "
        "[22222222]"
    )
    assert finding(book, "one-origin", BENI, [SECOND.id]) == (
        "26 killed, place unknown, date unknown: killed rests on one origin, un x (1 report) [33333333]"
    )
    failing = replace(TOTAL, sums=(replace(TOTAL.sums[0], verdict="disagrees"),))
    told = finding(book, "sum-fails", failing, [SIXTY.id])
    assert told is not None
    assert "more than 60 killed stated, its parts add up to 61" in told
    assert finding(book, "contradiction", BENI, []) is None


def test_ids_are_shortened_as_far_as_they_differ() -> None:
    assert shortened(["0123456789", "0123456799", "abcdefghij"]) == {
        "0123456789": "012345678",
        "0123456799": "012345679",
        "abcdefghij": "abcdefgh",
    }


@given(st.text())
def test_cleaned_words_cannot_steer_a_terminal(words: str) -> None:
    found = clean(words)
    assert "\n" not in found
    assert not [letter for letter in found if unicodedata.category(letter) in ("Cc", "Cs")]
    assert not set(found) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    assert clean(found) == found


def test_cleaning_keeps_every_script() -> None:
    for words in ("Åtte drept på Sørøya", "убиты 8", "قتل ٨ في حمص", "می‌خواهم", "死者8人", "São Tomé", "[b]26[/b]"):
        assert clean(words) == words
