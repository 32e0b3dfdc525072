"""Resolve time phrases against the day a report appeared, to `records.Period`.

The phrases and what they mean are data (``data/times/<language>.toml``); this module knows the calendar. A missing
publication date is never today: what needs one stays None. The choices that DESIGN leaves open:

- A weekday is the latest such day on or before publication; only "next" and "coming" look ahead.
- A date without a year is the latest such date not after publication; so are months and seasons.
- "Overnight" and "i natt" run from the day before publication to publication, precision 2, for the night has two
  dates; "natt til søndag" runs from Saturday to Sunday. "Thursday night" is Thursday.
- "In 48 hours" and "two days of fighting" run from that many days before publication to publication.
- Precision is UCDP's date_prec by the number of days: 1, 2 to 6, 7 or 8 (a week), up to 31, longer.
- A dateline up to a week before publication is the day that words count from; an older one is passed over.
- A day of the Islamic lunar calendar is three days, for the moon is not seen everywhere at once; a decade is its years.
- A period of the past ends on the day of publication at the latest ("in April", in a report of 20 April).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tollbook.data import table
from tollbook.data.calendar import Phrase, phrases
from tollbook.data.numerals import language_of
from tollbook.normalise.calendars import MOON, lunar_days, lunar_year_of, solar_days, solar_new_year, solar_year_of
from tollbook.records import Period

WRITTEN_BEFORE = 7  # days; an older dateline may be of something the report quotes
DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3652}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}  # the month each begins in
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31), "first_half": (1, 15), "second_half": (16, 31)}


@dataclass(frozen=True, slots=True)
class _Days:
    """Days from `start` to `end`, inclusive; None where a side is open."""

    start: date | None
    end: date | None
    precision: int | None = None  # None: by the number of days


Means = Callable[[Phrase, date | None], _Days | None]


def resolve_period(
    texts: Sequence[str], language: str, published: date | None, *, anchor: Period | None = None
) -> Period | None:
    """Return the days that `texts`, the time phrases of one event, its own first, speak of; None when unknown.

    Relative phrases count from `published`; without it from `anchor`, a period that the text itself gives
    (whatever holds for its first and for its last day); without both they are unknown. Where `anchor` is a day in
    the week before `published`, the report was written then ("GOMA, March 12", on a page of the 13th): its "today" is
    that day. Of several phrases the
    finest consistent one wins, a later one that does not fit is passed over, and a length ("two days of
    fighting") stretches a single day.
    """
    found = [(text, phrase) for text in texts for phrase in phrases(text, 0, len(text), language)]
    lengths = [phrase for _, phrase in found if phrase.options.get("lasts")]
    published = _written(published, anchor)
    best: Period | None = None
    for text, phrase in found:
        period = _resolve(text, phrase, published, anchor)
        if period and (best is None or (_finer(period, best) and phrase.means != "window")):
            best = period
    return _stretched(best, lengths, published) if best else None


def dateline(text: str, language: str, *, published: date | None = None) -> date | None:
    """Return the date of an agency dateline in the first lines of `text` ("BEIRUT, April 20, 2019 (Reuters) -").

    A dateline without a year is the latest such day not after `published`; without either it is None.
    """
    known = language_of(language, "times")
    if known is None:
        return None
    head = text.lstrip()[:160]
    offset = len(text) - len(text.lstrip())
    for pattern in table(f"times/{known}")["dateline"]["words"]:
        match = re.match(pattern, head)
        if match:
            begin, end = offset + match.start("date"), offset + match.end("date")
            for phrase in phrases(text, begin, end, known):
                days = _date(phrase, published) if phrase.means == "date" else None
                if days:
                    return days.start
    return None


def _written(published: date | None, anchor: Period | None) -> date | None:
    """Return the day a report was written: that of its dateline, where it appeared within a week after it."""
    if published is None or anchor is None or anchor.start is None or anchor.start != anchor.end:
        return published
    return anchor.start if 0 <= (published - anchor.start).days <= WRITTEN_BEFORE else published


def _resolve(text: str, phrase: Phrase, published: date | None, anchor: Period | None) -> Period | None:
    """Resolve one phrase from `published`, else from both ends of `anchor`."""
    words = text[phrase.start : phrase.end]
    if published or not anchor or not anchor.start or not anchor.end:
        days = _meaning(phrase, published)
        return _period(days, f"'{words}'{_seen_from(published)}") if days else None
    first, last = _meaning(phrase, anchor.start), _meaning(phrase, anchor.end)
    if not first or not last:
        return None
    same = first == last
    days = first if same else _Days(first.start, last.end)
    return _period(days, f"'{words}'{_seen_from(anchor.start)}" + ("" if same else f" to {anchor.end}"))


def _seen_from(day: date | None) -> str:
    """Return the anchor in words, for a reason."""
    return f" before {WEEKDAYS[day.weekday()]} {day}" if day else ""


def _meaning(phrase: Phrase, today: date | None) -> _Days | None:
    """Return the days of `phrase` seen from `today`; a "since" opens them up to `today`."""
    days = MEANS[phrase.means](phrase, today) if phrase.means in MEANS else None
    if days is None or not phrase.since:
        return days
    if today and days.start and days.start > today:
        return None
    return _Days(days.start, today) if days.start else None


def _period(days: _Days, reason: str) -> Period:
    """Return `days` as a record; the precision follows from the length unless the phrase set it."""
    if days.precision is not None:
        precision = days.precision
    elif days.start is None or days.end is None:
        precision = 5
    else:
        length = (days.end - days.start).days + 1
        precision = next((code for code, most in ((1, 1), (2, 6), (3, 8), (4, 31)) if length <= most), 5)
    return Period(start=days.start, end=days.end, precision=precision, reason=reason)


def _finer(inner: Period, outer: Period) -> bool:
    """Tell whether `inner` lies inside `outer` and is shorter."""
    after = outer.start is None or (inner.start is not None and inner.start >= outer.start)
    before = outer.end is None or (inner.end is not None and inner.end <= outer.end)
    return after and before and _span(inner) < _span(outer)


def _span(period: Period) -> int:
    """Return the number of days of a period; an open one is the longest."""
    return (period.end - period.start).days if period.start and period.end else 10**6


def _stretched(period: Period, lengths: Sequence[Phrase], published: date | None) -> Period:
    """Let a length run on from a single day ("Thursday", "two days of fighting": Thursday to Saturday)."""
    length = next((_length(phrase) for phrase in lengths if 0 < _length(phrase) <= 31), 0)
    if not length or period.start is None or period.start != period.end:
        return period
    end = period.start + timedelta(days=length)
    end = min(end, published) if published and published >= period.start else end
    return _period(_Days(period.start, end), f"{period.reason}, for {length} days") if end > period.start else period


# What phrases mean


def _length(phrase: Phrase) -> int:
    """Return how many days `n` units are, rounded up."""
    count = _number(phrase, "n") or 1
    return -int(-(count * DAYS[_unit(phrase)]) // 1)


def _unit(phrase: Phrase) -> str:
    """Return the unit in the slot, or what the rule sets ("half a year": six months)."""
    return str(phrase.values.get("unit", phrase.options.get("unit", "day")))


def _number(phrase: Phrase, name: str) -> int | None:
    """Return the number in the slot `name`, or what the rule sets ("Christmas": month 12); None where neither does."""
    value = phrase.values.get(name, phrase.options.get(name))
    return value if isinstance(value, int) else None


def _day(year: int, month: int, day: int) -> date | None:
    """Return the date, or None when the calendar has no such day."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _month(year: int, month: int) -> _Days:
    return _Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]), 4)


def _until(days: _Days, today: date | None) -> _Days:
    """Cut a period that has begun at `today`: what is reported has happened."""
    if today and days.start and days.end and days.start <= today < days.end:
        return _Days(days.start, today, days.precision)
    return days


def _latest(weekday: int, today: date, strictly: bool = False) -> date:
    """Return the latest such weekday on or before `today`, or before it."""
    back = (today.isoweekday() - weekday) % 7
    return today - timedelta(days=back or (7 if strictly else 0))


def _weekday(phrase: Phrase, today: date | None) -> _Days | None:
    """A weekday: "Thursday", "last Friday", "next Monday", "Tuesday last week"."""
    number = _number(phrase, "weekday")
    if today is None or number is None:
        return None
    if "week" in phrase.options:
        monday = today - timedelta(days=today.isoweekday() - 1 - 7 * int(phrase.options["week"]))
        day = monday + timedelta(days=number - 1)
        return _Days(day, day) if day <= today else None
    if phrase.options.get("which") == "next":
        day = _latest(number, today) + timedelta(days=7)
    else:
        back = phrase.options.get("which")
        day = _latest(number, today, strictly=back in ("last", "before_last"))
        day -= timedelta(days=7 if back == "before_last" else 0)
    return _Days(day, day)


def _weekdays(phrase: Phrase, today: date | None) -> _Days | None:
    """From one weekday to another: the last one as a weekday, the first one before it."""
    first, last = _number(phrase, "weekday"), _number(phrase, "weekday2")
    if today is None or first is None or last is None:
        return None
    end = _latest(last, today)
    return _Days(_latest(first, end), end)


def _night(phrase: Phrase, today: date | None) -> _Days | None:
    """A night: the one before publication, the one to a weekday or date, or the one that a weekday begins."""
    if phrase.means == "night_to_date":
        dated = _date(phrase, today)
        return _Days(dated.start - timedelta(days=1), dated.start) if dated and dated.start else None
    if today is None:
        return None
    if phrase.means == "night_before":
        return _Days(today - timedelta(days=1), today)
    day = _latest(_number(phrase, "weekday") or 7, today)
    if phrase.means == "night_from" and day < today:
        return _Days(day, day + timedelta(days=1))
    return _Days(day - timedelta(days=1), day)


def _offset(phrase: Phrase, today: date | None) -> _Days | None:
    """A day counted from publication ("yesterday", "i forgårs"), or some days where the words leave it open."""
    if today is None:
        return None
    day = today + timedelta(days=int(phrase.options["days"]))
    return _Days(day, today + timedelta(days=int(phrase.options.get("until", phrase.options["days"]))))


def _date(phrase: Phrase, today: date | None) -> _Days | None:
    """A date: "20 April 2019", "Saturday 20. april"; without a year the latest one not after publication."""
    number, month, year = (_number(phrase, name) for name in ("day", "month", "year"))
    month = month or _number(phrase, "month_number")
    if number is None:
        return None
    if month is None:
        return _day_of_month(number, today, phrase.options.get("shift"))
    if year is None and today and "year_shift" in phrase.options:
        year = today.year + int(phrase.options["year_shift"])
    years = (year,) if year else (tuple(range(today.year, today.year - 9, -1)) if today else ())
    for candidate in (_day(year, month, number) for year in years):
        if candidate and (year or (today and candidate <= today)):
            return _Days(candidate, candidate)
    return None


def _day_of_month(number: int, today: date | None, shift: int | None = None) -> _Days | None:
    """The latest day of that number ("Friday the 13th"); with `shift` that of this (0) or the last (-1) month."""
    if today is None:
        return None
    if shift is not None:
        index = today.year * 12 + today.month - 1 + shift
        day = _day(index // 12, index % 12 + 1, number)
        return _Days(day, day) if day and day <= today else None
    before = today.replace(day=1) - timedelta(days=1)
    for place in (today, before):
        day = _day(place.year, place.month, number)
        if day and day <= today:
            return _Days(day, day)
    return None


def _dates(phrase: Phrase, today: date | None) -> _Days | None:
    """From one date to another: "from 3 to 5 May", "28 April to 3 May 2019"."""
    first, last, month, year = (_number(phrase, name) for name in ("day", "day2", "month", "year"))
    if first is None or last is None:
        return None
    if month is None:
        return _days_of_month(first, last, today)
    end_month = _number(phrase, "month2") or month
    years = (year,) if year else ((today.year, today.year - 1) if today else ())
    for one in years:
        end = _day(one, end_month, last)
        start = _day(one if month <= end_month else one - 1, month, first)
        if start and end and start <= end and (year or (today and start <= today)):
            return _until(_Days(start, end), None if year else today)
    return None


def _days_of_month(first: int, last: int, today: date | None) -> _Days | None:
    """The latest days from one number to another ("17日至18日")."""
    end = _day_of_month(last, today)
    start = _day_of_month(first, end.end) if end else None
    return _Days(start.start, end.end) if start and end else None


def _window(phrase: Phrase, today: date | None) -> _Days | None:
    """A length of time up to publication: "in 48 hours", "siste døgn", "over the past week"."""
    if today is None:
        return None
    weekday = _number(phrase, "weekday")
    if weekday is not None:  # "in the 24 hours to Tuesday morning"
        today = _latest(weekday, today)
    if _unit(phrase) in ("month", "year", "decade"):
        return _Days(_months_back(today, _months_of(phrase)), today)
    return _Days(today - timedelta(days=_length(phrase)), today)


def _months_of(phrase: Phrase) -> int:
    """Return how many months the phrase's n units (months, years, decades) are."""
    return (_number(phrase, "n") or 1) * {"month": 1, "year": 12, "decade": 120}[_unit(phrase)]


def _months_back(day: date, months: int) -> date:
    """Return the day that many months before, or the last of that month where it is shorter."""
    index = max(day.year * 12 + day.month - 1 - months, 12)
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _ago(phrase: Phrase, today: date | None) -> _Days | None:
    """So long before publication: days exactly, weeks to a week, months and years to that month or year."""
    if today is None:
        return None
    unit = _unit(phrase)
    if unit in ("month", "year", "decade"):
        then = _months_back(today, _months_of(phrase))
        return _month(then.year, then.month) if unit == "month" else _year_days(then.year)
    day = today - timedelta(days=_length(phrase))
    if unit == "hour":
        return _Days(day, today)
    return _Days(day, day) if unit == "day" else _Days(day - timedelta(days=3), day + timedelta(days=3), 3)


def _calendar(phrase: Phrase, today: date | None) -> _Days | None:
    """A calendar week, month or year: "last week", "denne måneden", "i fjor", "next year"."""
    if today is None:
        return None
    shift, unit = int(phrase.options["shift"]), phrase.values.get("unit", phrase.options.get("unit"))
    if unit == "week":
        monday = today - timedelta(days=today.isoweekday() - 1 - 7 * shift)
        return _until(_Days(monday, monday + timedelta(days=6), 3), today)
    if unit == "year":
        return _until(_year_days(today.year + shift), today)
    index = today.year * 12 + today.month - 1 + shift
    return _until(_month(index // 12, index % 12 + 1), today)


def _weekend(phrase: Phrase, today: date | None) -> _Days | None:
    """The latest weekend that has begun; "last weekend" in a weekend is the one before.

    It is Saturday and Sunday unless the rule says with which day (`first`) it begins and how many `days` it has.
    """
    if today is None:
        return None
    first, days = int(phrase.options.get("first", 6)), int(phrase.options.get("days", 2))
    begin = _latest(first, today)
    if int(phrase.options["shift"]) < 0 and (today - begin).days < days:
        begin -= timedelta(days=7)
    return _until(_Days(begin, begin + timedelta(days=days - 1)), today)


def _weekend_of_date(phrase: Phrase, today: date | None) -> _Days | None:
    """The weekend of a date ("the weekend of 9 March"); a date in the middle of a week has none."""
    dated = _date(phrase, today)
    if dated is None or dated.start is None or dated.start.isoweekday() < 5:
        return None
    begin = dated.start + timedelta(days=6 - dated.start.isoweekday())
    return _until(_Days(begin, begin + timedelta(days=1)), today)


def _month_named(phrase: Phrase, today: date | None) -> _Days | None:
    """A month by name, with its year or the latest one not after publication; "early", "mid", "late" its third."""
    month, year = _number(phrase, "month"), _number(phrase, "year")
    if month is None or (year is None and today is None):
        return None
    if year is None and today is not None:
        shift = phrase.options.get("year_shift")
        passed = month < today.month if phrase.options.get("which") == "last" else month <= today.month
        year = today.year + int(shift) if shift is not None else today.year - (0 if passed else 1)
    if year is None:
        return None
    part = phrase.options.get("part")
    if part is None:
        return _until(_month(year, month), today)
    first, last = THIRDS[part]
    ahead = today is not None and (year, month, first) > (today.year, today.month, today.day)
    if ahead and _number(phrase, "year") is None and phrase.options.get("year_shift") is None:
        year -= 1  # "late March" on 1 March
    return _until(_Days(date(year, month, first), date(year, month, min(last, monthrange(year, month)[1])), 4), today)


def _months(phrase: Phrase, today: date | None) -> _Days | None:
    """From one month to another."""
    first, last = _number(phrase, "month"), _number(phrase, "month2")
    end_year = _number(phrase, "year2") or _number(phrase, "year") or (today.year if today else None)
    if first is None or last is None or end_year is None:
        return None
    named = _number(phrase, "year2") or _number(phrase, "year")
    if not named and today and date(end_year, last, 1) > today:
        end_year -= 1
    start_year = _number(phrase, "year") or (end_year if first <= last else end_year - 1)
    start, end = date(start_year, first, 1), _month(end_year, last).end
    return _until(_Days(start, end), today) if end and start <= end else None


def _season(phrase: Phrase, today: date | None) -> _Days | None:
    """A season of the northern year: of a named year, or the latest one that has begun."""
    month, named = SEASONS[str(phrase.values["season"])], _number(phrase, "year")
    if named is None and today is None:
        return None
    year = named if named is not None else today.year if today else 0
    if named is None and today and date(year, month, 1) > today:
        year -= 1
    if phrase.options.get("which") == "last" and today and year == today.year and _season_end(year, month) >= today:
        year -= 1
    return _until(_Days(date(year, month, 1), _season_end(year, month)), today)


def _season_end(year: int, month: int) -> date:
    """Return the last day of the season that begins in `month`."""
    end = (year + 1, 2) if month == 12 else (year, month + 2)
    return date(*end, monthrange(*end)[1])


def _year_days(year: int) -> _Days:
    return _Days(date(year, 1, 1), date(year, 12, 31), 5)


def _year(phrase: Phrase, today: date | None) -> _Days | None:
    """A year."""
    year = _number(phrase, "year")
    return _until(_year_days(year), today) if year else None


def _years(phrase: Phrase, today: date | None) -> _Days | None:
    """From one year to another."""
    first, last = _number(phrase, "year"), _number(phrase, "year2")
    if first is None or last is None or first > last:
        return None
    return _until(_Days(date(first, 1, 1), date(last, 12, 31), 5), today)


def _running(phrase: Phrase, today: date | None) -> _Days | None:
    """Since something began: from the start of the month or year that is named, else from no known day."""
    month, year = _number(phrase, "month"), _number(phrase, "year")
    day = _number(phrase, "day") or _number(phrase, "day2") or 1
    start = (_day(year, month, day) if month else date(year, 1, 1)) if year else None
    if today is None and start is None:
        return None
    return _Days(start, today) if not (start and today and start > today) else None


def _so_far(phrase: Phrase, today: date | None) -> _Days | None:
    """So far this year, month or week."""
    year, month = _number(phrase, "year") or (today.year if today else None), _number(phrase, "month")
    unit = phrase.values.get("unit", phrase.options.get("unit", "year"))
    if year is None:
        return None
    start = date(year, month or 1, 1)
    if today and unit == "month":
        start = today.replace(day=1)
    elif today and unit == "week":
        start = today - timedelta(days=today.isoweekday() - 1)
    return _Days(start, today) if today is None or start <= today else None


def _solar_span(year: int, month: int | None, day: int | None) -> _Days | None:
    days = solar_days(year, month, day)
    return _Days(*days, None if day else 4 if month else 5) if days else None


def _solar(phrase: Phrase, today: date | None) -> _Days | None:
    """A date, month or year of the solar calendar of Iran and Afghanistan; without a year the latest one begun."""
    year, month, day = (_number(phrase, name) for name in ("solar_year", "solar_month", "day"))
    if year is not None:
        span = _solar_span(year + 1300 if year < 100 else year, month, day)
        if span and span.start and today and span.start > today + timedelta(days=366):
            return None  # "1445" is a year of the other Islamic calendar
        return _until(span, today) if span else None
    if today is None or month is None:
        return None
    now = solar_year_of(today)
    if "year_shift" in phrase.options:
        span = _solar_span(now + int(phrase.options["year_shift"]), month, day)
        return _until(span, today) if span else None
    for one in (now, now - 1, now - 2, now - 3, now - 4, now - 5):
        days = _solar_span(one, month, day)
        begun = days and days.start and days.start <= today
        if days and begun and not (phrase.options.get("which") == "last" and days.end and days.end >= today):
            return _until(days, today)
    return None


def _solar_dates(phrase: Phrase, today: date | None) -> _Days | None:
    """From one day of a solar month to another."""
    first, last = (_solar(_with_day(phrase, name), today) for name in ("day", "day2"))
    if first is None or last is None or first.start is None or last.start is None or first.start > last.start:
        return None
    return _Days(first.start, last.start)


def _with_day(phrase: Phrase, name: str) -> Phrase:
    return replace(phrase, values={**phrase.values, "day": phrase.values[name]})


def _solar_or_western(phrase: Phrase, today: date | None) -> _Days | None:
    """A year or month counted from this one, where the words leave open of which calendar: from the first to the last
    day of both."""
    if today is None:
        return None
    shift, year = int(phrase.options["shift"]), solar_year_of(today)
    if phrase.options["unit"] == "year":
        solar, western = _solar_span(year + shift, None, None), _year_days(today.year + shift)
    else:
        passed = (today - solar_new_year(year)).days
        index = year * 12 + (passed // 31 if passed < 186 else 6 + (passed - 186) // 30) + shift
        solar = _solar_span(index // 12, index % 12 + 1, None)
        index = today.year * 12 + today.month - 1 + shift
        western = _month(index // 12, index % 12 + 1)
    if solar is None or solar.start is None or solar.end is None or western.start is None or western.end is None:
        return None
    return _until(_Days(min(solar.start, western.start), max(solar.end, western.end)), today)


def _lunar(phrase: Phrase, today: date | None) -> _Days | None:
    """A day or month of the Islamic lunar calendar; without a year the latest one begun. With its weekday, one day."""
    month, day, length = (_number(phrase, name) for name in ("lunar_month", "day", "days"))
    if month is None:
        return None
    for year in _lunar_years(phrase, month, day, today):
        span = lunar_days(year, month, day, length or 1)
        if span is None or (today and span[0] > today):
            continue
        weekday = _number(phrase, "weekday") if day and not length else None
        same = [span[0] + timedelta(days=at) for at in range(3)] if weekday else []
        one = next((candidate for candidate in same if candidate.isoweekday() == weekday), None)
        return _until(_Days(one, one) if one else _Days(*span, None if day else 4), today)
    return None


def _lunar_years(phrase: Phrase, month: int, day: int | None, today: date | None) -> Sequence[int]:
    """Return the lunar years that may be meant: the one named, that of a western year, or the latest ones."""
    named, western = _number(phrase, "lunar_year"), _number(phrase, "year")
    if named is not None:
        return (named,)
    if western is not None:
        near = lunar_year_of(date(western, 1, 1))
        spans = {year: lunar_days(year, month, day or 1) for year in (near - 1, near, near + 1, near + 2)}
        return [year for year, span in spans.items() if span and (span[0] + MOON).year == western]
    if today is None:
        return ()
    now = lunar_year_of(today)
    return (now + 1, now, now - 1)


def _decade(phrase: Phrase, today: date | None) -> _Days | None:
    """Ten years ("the 1990s"); two figures are of the last century."""
    named = _number(phrase, "decade")
    if named is None:
        return None
    year = named + 1900 if named < 100 else named
    return _until(_Days(date(year, 1, 1), date(year + 9, 12, 31), 5), today)


MEANS: dict[str, Means] = {
    "lunar": _lunar,
    "decade": _decade,
    "solar_or_western": _solar_or_western,
    "solar": _solar,
    "weekday": _weekday,
    "weekdays": _weekdays,
    "night_before": _night,
    "night_to": _night,
    "night_from": _night,
    "night_to_date": _night,
    "offset": _offset,
    "date": _date,
    "dates": _dates,
    "window": _window,
    "ago": _ago,
    "calendar": _calendar,
    "weekend": _weekend,
    "weekend_of_date": _weekend_of_date,
    "solar_dates": _solar_dates,
    "month": _month_named,
    "months": _months,
    "season": _season,
    "year": _year,
    "years": _years,
    "running": _running,
    "so_far": _so_far,
}
