"""Time phrases become days, seen from the publication date and from nothing else."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.data import table
from tollbook.normalise.periods import dateline, resolve_period
from tollbook.records import Period

WORDS: dict[str, list[list[str]]] = tomllib.loads(Path(__file__).with_name("period_words.toml").read_text("utf-8"))
SATURDAY = date(2019, 4, 20)
AHEAD = ("next", "tomorrow", "neste", "i morgen")
PHRASES = [(tag, phrase) for tag, pairs in WORDS.items() for phrase, _ in pairs if not phrase.startswith(AHEAD)]
WEEKDAYS = [(tag, name) for tag in ("en", "nb", "nn") for name in table(f"times/{tag}")["weekdays"]]
DAYS = st.dates(date(1980, 1, 1), date(2035, 12, 31))


def resolved(texts: list[str], language: str, published: date | None) -> str:
    """Return the period of `texts` as the table writes it."""
    period = resolve_period(texts, language, published)
    if period is None:
        return "none"
    return " ".join(["-" if day is None else str(day) for day in (period.start, period.end)] + [str(period.precision)])


@pytest.mark.parametrize(
    ("language", "phrase", "want"), [(language, *pair) for language, pairs in WORDS.items() for pair in pairs]
)
def test_phrases_in_a_saturday_report(language: str, phrase: str, want: str) -> None:
    assert resolved(phrase.split("; "), language, SATURDAY) == want


@pytest.mark.parametrize(
    ("phrase", "want"),
    [
        ("20 April 2019", "2019-04-20 2019-04-20 1"),
        ("in March 2017", "2017-03-01 2017-03-31 4"),
        ("in 2014", "2014-01-01 2014-12-31 5"),
        ("since 2011", "2011-01-01 - 5"),
        ("on April 18", "none"),
        ("in March", "none"),
        ("last month", "none"),
        ("in 48 hours", "none"),
        ("overnight", "none"),
        ("since the war began", "none"),
        ("over the weekend", "none"),
    ],
)
def test_without_a_publication_date_only_what_the_text_dates_itself(phrase: str, want: str) -> None:
    assert resolved([phrase], "en", None) == want


def test_the_reason_names_the_words_and_the_anchor() -> None:
    period = resolve_period(["Since Thursday"], "en", SATURDAY)
    assert period is not None and period.reason == "'Since Thursday' before Saturday 2019-04-20"


def test_an_anchor_serves_when_there_is_no_publication_date() -> None:
    day = Period(start=SATURDAY, end=SATURDAY, precision=1)
    thursday = resolve_period(["torsdag"], "nb", None, anchor=day)
    assert thursday is not None and (thursday.start, thursday.end) == (date(2019, 4, 18), date(2019, 4, 18))
    month = Period(start=date(2019, 4, 1), end=date(2019, 4, 30), precision=4)
    wide = resolve_period(["Thursday"], "en", None, anchor=month)
    assert wide is not None and (wide.start, wide.end, wide.precision) == (date(2019, 3, 28), date(2019, 4, 25), 4)
    assert resolve_period(["Thursday"], "en", None, anchor=Period(start=None, end=SATURDAY, precision=5)) is None


def test_the_weekend_of_a_weekday_report_is_the_last_one() -> None:
    assert resolved(["over the weekend"], "en", date(2019, 4, 23)) == "2019-04-20 2019-04-21 2"
    assert resolved(["last weekend"], "en", date(2019, 4, 21)) == "2019-04-13 2019-04-14 2"


def test_a_month_of_last_year_in_january() -> None:
    assert resolved(["in December"], "en", date(2020, 1, 3)) == "2019-12-01 2019-12-31 4"
    assert resolved(["last month"], "en", date(2020, 1, 3)) == "2019-12-01 2019-12-31 4"
    assert resolved(["29. februar"], "nb", date(2019, 1, 3)) == "2016-02-29 2016-02-29 1"
    assert resolved(["31 April 2019"], "en", SATURDAY) == "none"


@given(st.sampled_from(WEEKDAYS), st.sampled_from(["{}", "since {}", "siden {}", "last {}", "{} night", "natt til {}"]))
def test_no_weekday_without_a_publication_date(weekday: tuple[str, str], shape: str) -> None:
    language, name = weekday
    assert resolve_period([shape.format(name)], language, None) is None


@given(st.sampled_from(WEEKDAYS), DAYS)
def test_a_weekday_is_in_the_week_up_to_publication(weekday: tuple[str, str], published: date) -> None:
    language, name = weekday
    period = resolve_period([name], language, published)
    assert period is not None and period.start is not None and period.start == period.end
    assert published - timedelta(days=6) <= period.start <= published
    assert period.start.isoweekday() == table(f"times/{language}")["weekdays"][name]


@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=3), DAYS)
def test_days_are_in_order_and_the_past_ends_with_publication(phrases: list[tuple[str, str]], published: date) -> None:
    language = phrases[0][0]
    texts = [phrase for tag, phrase in phrases if tag == language]
    period = resolve_period(texts, language, published)
    if period is None:
        return
    assert period.start is None or period.end is None or period.start <= period.end
    dated = any(
        any(part.isdigit() and len(part) == 4 for part in text.replace("-", " ").replace(".", " ").split())
        for text in texts
    )
    if not dated:
        assert period.end is not None and period.end <= published


@pytest.mark.parametrize(
    ("language", "text", "published", "want"),
    [
        ("en", "MOPTI, April 20, 2019 (Reuters) - Gunmen killed 12.", None, "2019-04-20"),
        ("en", "MOPTI, April 20 (Reuters) - Gunmen killed 12.", None, "None"),
        ("en", "MOPTI, April 20 (Reuters) - Gunmen killed 12.", "2019-04-21", "2019-04-20"),
        ("en", "MOPTI, Dec 31 (Reuters) - Gunmen killed 12.", "2020-01-01", "2019-12-31"),
        ("en", "MOPTI, Mali (AP) — April 20, 2019. Gunmen killed 12.", None, "2019-04-20"),
        ("en", "KABUL, 3 May 2019 (AFP) - Gunmen killed 12.", None, "2019-05-03"),
        ("en", "Twelve killed in Mali\n\nMOPTI, April 20, 2019 - Gunmen killed 12.", None, "2019-04-20"),
        ("en", "Saturday, 20 April 2019\nGunmen killed 12.", None, "2019-04-20"),
        ("en", "Gunmen killed 12 people on April 20, 2019, officials said.", None, "None"),
        ("nb", "MOPTI 20. april 2019 (NTB) – Væpnede menn drepte tolv.", None, "2019-04-20"),
        ("nb", "MOPTI 20. april (NTB) – Væpnede menn drepte tolv.", None, "None"),
        ("nb", "Væpnede menn drepte tolv personer 20. april 2019.", None, "None"),
        ("fr", "MOPTI, 20 avril 2019 (AFP) - Douze morts.", None, "None"),
    ],
)
def test_datelines(language: str, text: str, published: str | None, want: str) -> None:
    given_day = date.fromisoformat(published) if published else None
    assert str(dateline(text, language, published=given_day)) == want
