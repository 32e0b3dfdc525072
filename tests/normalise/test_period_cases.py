"""What must hold for every time phrase of eval/dates, whenever its report appeared; and that the cases are sound."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.extract.rules.times import find_times
from tollbook.normalise.calendars import lunar_days, lunar_year_of, solar_days, solar_new_year, solar_year_of
from tollbook.normalise.periods import dateline, resolve_period
from tollbook.records import Period

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "eval"))

import dates

CASES = [case for language in dates.languages() for case in dates.load(language)]
PHRASES = st.sampled_from([(case.language, case.phrase) for case in CASES])
DAYS = st.dates(date(1980, 1, 1), date(2035, 12, 31))
KINDS = {
    "weekday", "night", "today", "since", "window", "calendar", "ago", "weekend", "date", "range", "month", "year",
    "dateline", "undated", "vague", "trap", "other",
}  # fmt: skip
PRECISIONS = ((1, 1), (2, 6), (3, 8), (4, 31))


def by_length(first: date, last: date) -> int:
    """Return UCDP's date_prec of a number of days."""
    length = (last - first).days + 1
    return next((code for code, most in PRECISIONS if length <= most), 5)


def names_a_year(words: str) -> bool:
    return re.search(r"\d{4}", words) is not None or "民国" in words


@pytest.mark.parametrize("language", dates.languages())
def test_there_are_cases_enough_of_every_kind(language: str) -> None:
    mine = [case for case in CASES if case.language == language]
    assert [case.number for case in mine] == list(range(1, len(mine) + 1))
    assert len(mine) >= 40
    assert {case.kind for case in mine} <= KINDS
    assert set(KINDS) - {case.kind for case in mine} <= {"trap", "other"}
    assert Counter(case.half for case in mine)["held_out"] >= 20


def test_there_are_fourteen_languages() -> None:
    assert " ".join(dates.languages()) == "ar da de en es fa fr nb nn ru sv tr uk zh"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.language}-{case.number}")
def test_a_case_is_sound(case: dates.Case) -> None:
    assert case.phrase.strip()
    for want in case.want:
        if want == "none":
            continue
        first, last, precision = want.split()
        days = date.fromisoformat(first), date.fromisoformat(last)
        assert by_length(*days) <= int(precision) <= 5
        if case.published is not None and not names_a_year(case.phrase):
            assert days[0] <= days[1] <= case.published


def test_an_outcome_is_judged_by_its_days() -> None:
    tuesday, wednesday = date(2024, 3, 12), date(2024, 3, 13)
    want = ["2024-03-12 2024-03-12 1"]
    assert dates.outcome(want, None) == "silent"
    assert dates.outcome(want, Period(start=tuesday, end=tuesday, precision=1)) == "right"
    assert dates.outcome(want, Period(start=wednesday, end=wednesday, precision=1)) == "false"
    assert dates.outcome(want, Period(start=tuesday, end=wednesday, precision=2)) == "wide"
    assert dates.outcome(want, Period(start=None, end=wednesday, precision=5)) == "wide"
    assert dates.outcome(want, Period(start=wednesday, end=date(2024, 3, 14), precision=2)) == "wrong"
    assert dates.outcome(["none"], None) == "right"
    assert dates.outcome(["none"], Period(start=tuesday, end=wednesday, precision=2)) == "wrong"


@settings(deadline=None)  # the first phrase of a language reads its table
@given(PHRASES, DAYS)
def test_a_period_is_in_order_and_its_precision_no_finer_than_its_length(phrase: tuple[str, str], day: date) -> None:
    language, words = phrase
    period = resolve_period([words], language, day)
    if period is None:
        return
    assert period.reason is not None
    assert period.start is not None or period.end is not None
    if period.start is None or period.end is None:
        assert period.precision == 5
        return
    assert period.start <= period.end
    finest = by_length(period.start, period.end)
    lunar = (period.end - period.start).days < 32 and period.precision == 4  # a month, and a day where countries differ
    assert period.precision == finest or lunar or (period.precision > finest and period.precision >= 3)


@settings(deadline=None)
@given(PHRASES, DAYS)
def test_no_period_ends_after_publication_unless_its_year_is_named(phrase: tuple[str, str], day: date) -> None:
    language, words = phrase
    period = resolve_period([words], language, day)
    if period is not None and not names_a_year(words):
        assert period.end is not None and period.end <= day


@settings(deadline=None)
@given(PHRASES)
def test_no_day_comes_from_nowhere(phrase: tuple[str, str]) -> None:
    language, words = phrase
    if not re.search(r"\d\d", words) and "年代" not in words:
        period = resolve_period([words], language, None)
        assert period is None or period.precision == 5  # "the nineties" need no other day


@pytest.mark.parametrize("case", [case for case in CASES if case.kind != "dateline"], ids=lambda c: c.language)
def test_a_sentence_without_its_phrase_has_no_date(case: dates.Case) -> None:
    rest = f"{case.text[: case.start]} … {case.text[case.end :]}"
    assert find_times(rest, 0, len(rest), case.language) == []
    assert resolve_period([rest], case.language, case.published) is None


@settings(deadline=None)
@given(PHRASES, DAYS, st.integers(0, 30))
def test_words_count_from_a_dateline_of_the_week_before(phrase: tuple[str, str], written: date, later: int) -> None:
    language, words = phrase
    appeared = written + timedelta(days=later)
    anchor = Period(start=written, end=written, precision=1, reason="dateline")
    period = resolve_period([words], language, appeared, anchor=anchor)
    assert period == resolve_period([words], language, written if later <= 7 else appeared)


def test_the_reason_names_the_day_of_the_dateline() -> None:
    anchor = Period(start=date(2024, 3, 12), end=date(2024, 3, 12), precision=1, reason="dateline")
    period = resolve_period(["today"], "en", date(2024, 3, 13), anchor=anchor)
    assert period is not None
    assert period.reason == "'today' before Tuesday 2024-03-12"


@settings(deadline=None)
@given(st.dates(date(1930, 1, 1), date(2070, 12, 31)))
def test_every_day_is_in_its_solar_year(day: date) -> None:
    year = solar_year_of(day)
    assert solar_new_year(year) <= day < solar_new_year(year + 1)
    months = [solar_days(year, month, None) for month in range(1, 13)]
    assert sum(span is not None and span[0] <= day <= span[1] for span in months) == 1


@settings(deadline=None)
@given(st.dates(date(1925, 1, 1), date(2076, 1, 1)))
def test_every_day_is_in_a_lunar_month_near_by(day: date) -> None:
    near = lunar_year_of(day)
    spans = [lunar_days(year, month, None) for year in (near - 1, near, near + 1) for month in range(1, 13)]
    assert 1 <= sum(span is not None and span[0] <= day <= span[1] for span in spans) <= 2


@pytest.mark.parametrize(
    ("words", "language", "want"),
    [
        ("3 رمضان 1445", "ar", "2024-03-12 2024-03-14 2"),
        ("الثلاثاء 3 رمضان 1445", "ar", "2024-03-12 2024-03-12 1"),
        ("بنتيجة 2 صفر", "ar", "none"),
        ("3 رمضان 1999", "ar", "1999-12-10 1999-12-12 2"),
        ("during Ramadan 2023", "en", "2023-03-22 2023-04-21 4"),
        ("in the 1900s", "en", "none"),
        ("since the late 1990s", "en", "1990-01-01 2024-07-01 5"),
        ("the weekend of 15 June", "en", "2024-06-15 2024-06-16 2"),
        ("the weekend of 12 June", "en", "none"),
        ("on Friday before last", "en", "2024-06-21 2024-06-21 1"),
        ("in the 24 hours to Tuesday morning", "en", "2024-06-24 2024-06-25 2"),
        ("in der Nacht vom 28. auf den 29. Juni", "de", "2024-06-28 2024-06-29 2"),
        ("у ніч проти вівторка", "uk", "2024-06-24 2024-06-25 2"),
        ("в субботнем обстреле", "ru", "2024-06-29 2024-06-29 1"),
        ("в воскресной школе", "ru", "none"),
        ("از ۱ تا ۵ تیر", "fa", "2024-06-21 2024-06-25 2"),
        ("民國112年3月9日", "zh", "2023-03-09 2023-03-09 1"),
        ("hace quince días", "es", "2024-06-14 2024-06-20 3"),
        ("в первой половине июня", "ru", "2024-06-01 2024-06-15 4"),
    ],
)
def test_other_calendars_and_idioms_in_a_report_of_1_july_2024(words: str, language: str, want: str) -> None:
    assert dates.written(resolve_period([words], language, date(2024, 7, 1))) == want


@pytest.mark.parametrize("language", dates.languages())
def test_words_said_over_and_over_do_not_take_for_ever(language: str) -> None:
    openings = sorted({case.phrase.split()[0] for case in CASES if case.language == language})
    find_times("x", 0, 1, language)
    for word in [*openings, "A", "Ab-", "أب"]:
        text = f"{word} " * (1200 // (len(word) + 1))
        begin = time.process_time()
        find_times(text, 0, len(text), language)
        dateline(text.replace("- ", "-"), language, published=date(2024, 7, 1))
        assert time.process_time() - begin < 2, word


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ramadan Ahmed was killed.", "en"),
        ("Shells hit the Eid al-Adha Mosque.", "en"),
        ("The 1990s-era tank was destroyed.", "en"),
        ("Рамадан Кадыров погиб.", "ru"),
        ("Снаряд попал в пятничную мечеть.", "ru"),
        ("قتل رمضان شعبان في الهجوم.", "ar"),
        ("Ramazan Yılmaz öldürüldü.", "tr"),
        ("Ramadan Abdullah ble drept.", "nb"),
        ("Ramadan Yade a été tué.", "fr"),
        ("Hubo muertos en el barrio La Navidad.", "es"),
    ],
)
def test_a_name_is_no_date(text: str, language: str) -> None:
    assert find_times(text, 0, len(text), language) == []
