"""Time phrases become days, seen from the publication date and from nothing else."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.data import table
from tollbook.data.datelines import first_dateline
from tollbook.normalise.periods import dateline, resolve_period
from tollbook.records import Period

WORDS: dict[str, list[list[str]]] = tomllib.loads(Path(__file__).with_name("period_words.toml").read_text("utf-8"))
WORLD: dict[str, list[list[str]]] = tomllib.loads(
    Path(__file__).with_name("period_words_world.toml").read_text("utf-8")
)
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
    ("language", "phrase", "want"), [(language, *pair) for language, pairs in WORLD.items() for pair in pairs]
)
def test_phrases_of_the_other_languages_in_a_saturday_report(language: str, phrase: str, want: str) -> None:
    assert resolved([phrase], language, SATURDAY) == want


@pytest.mark.parametrize("language", WORLD)
def test_what_is_folded_keeps_its_place(language: str) -> None:
    for letter, read_as in table(f"times/{language}").get("fold", {}).items():
        assert len(letter) == len(read_as) == 1


@pytest.mark.parametrize("language", WORLD)
def test_a_weekday_of_another_language_is_in_the_week_up_to_publication(language: str) -> None:
    for name, number in table(f"times/{language}")["weekdays"].items():
        assert resolve_period([name], language, None) is None
        period = resolve_period([name], language, SATURDAY)
        assert period is not None and period.start is not None and period.start == period.end, name
        assert SATURDAY - timedelta(days=6) <= period.start <= SATURDAY
        assert period.start.isoweekday() == number


@given(st.sampled_from([(tag, pair[0]) for tag, pairs in WORLD.items() for pair in pairs]), DAYS)
def test_the_past_ends_with_publication_in_every_language(phrase: tuple[str, str], published: date) -> None:
    language, words = phrase
    period = resolve_period([words], language, published)
    if period is None:
        return
    assert period.start is None or period.end is None or period.start <= period.end
    assert re.search(r"\d{4}", words) or (period.end is not None and period.end <= published)


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("۱ فروردین ۱۳۹۹", "2020-03-20"),
        ("۱ فروردین ۱۴۰۰", "2021-03-21"),
        ("۱ فروردین ۱۴۰۴", "2025-03-21"),
        ("۳۰ اسفند ۱۳۹۹", "2021-03-20"),
        ("۳۰ اسفند ۱۴۰۳", "2025-03-20"),
        ("۳۰ اسفند ۱۴۰۲", "None"),
        ("۲۲ بهمن ۱۳۵۷", "1979-02-11"),
        ("۳۱ مهر ۱۴۰۰", "None"),
        ("۲۴ اسد ۱۴۰۰", "2021-08-15"),
    ],
)
def test_solar_dates_are_exact(words: str, want: str) -> None:
    period = resolve_period([words], "fa", date(2026, 1, 1))
    assert str(period.start if period and period.start == period.end else None) == want


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
        ("fr", "MOPTI, 20 avril 2019 (AFP) - Douze morts.", None, "2019-04-20"),
        ("sv", "MOPTI 20 april 2019 (TT) – Tolv döda.", None, "2019-04-20"),
        ("da", "MOPTI 20. april 2019 (Ritzau) – Tolv dræbte.", None, "2019-04-20"),
        ("de", "MOPTI, 20. April 2019 (dpa) – Zwölf Tote.", None, "2019-04-20"),
        ("es", "MOPTI, 20 abril 2019 (EFE).- Doce muertos.", None, "2019-04-20"),
        ("ru", "МОСКВА, 20 апреля 2019 (Рейтер) — Погибли 12 человек.", None, "2019-04-20"),
        ("uk", "КИЇВ, 20 квітня (Укрінформ) — Загинули 12 людей.", "2019-04-21", "2019-04-20"),
        ("ar", "بيروت 20 نيسان 2019 (أ ف ب) - قتل 12 شخصا.", None, "2019-04-20"),
        ("tr", "ANKARA, 20 Nisan 2019 (AA) - On iki kişi öldü.", None, "2019-04-20"),
        ("fa", "کابل، ۲۰ آوریل ۲۰۱۹ (رویترز) - دوازده نفر کشته شدند.", None, "2019-04-20"),
        ("zh", "新华社北京4月20日电 十二人死亡。", "2019-04-21", "2019-04-20"),
        ("it", "MOPTI, 20 aprile 2019 (ANSA) - Dodici morti.", None, "None"),
    ],
)
def test_datelines(language: str, text: str, published: str | None, want: str) -> None:
    given_day = date.fromisoformat(published) if published else None
    assert str(dateline(text, language, published=given_day)) == want


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("BEYROUTH, 3 mai (AFP) - Douze morts.", "BEYROUTH"),
        ("MADRID, 3 de mayo de 2019 (EFE).- Doce muertos.", "MADRID"),
        ("МОСКВА, 3 мая (Рейтер) — Погибли 12 человек.", "МОСКВА"),
        ("بيروت (أ ف ب) - قتل 12 شخصا.", "بيروت"),
        ("کابل، ۲۰ آوریل (رویترز) - دوازده نفر کشته شدند.", "کابل"),
        ("ANKARA (AA) - On iki kişi öldü.", "ANKARA"),
        ("新华社贝鲁特4月20日电 十二人死亡。", "贝鲁特"),
        ("（中央社貝魯特20日綜合外電報導）十二人死亡。", "貝魯特"),
        ("Москва сообщила о двенадцати погибших.", None),
        ("القوات قتلت 12 شخصا - قال", None),
    ],
)
def test_where_a_dateline_was_written(text: str, place: str | None) -> None:
    found = first_dateline(text)
    assert (text[found.start : found.place_end] if found else None) == place
