"""Days of the calendars that are not the western one: the solar year of Iran and Afghanistan, the Islamic lunar year.

The solar calendar is exact. The lunar one is that of Saudi Arabia (Umm al-Qura, by `hijridate`); elsewhere the moon
is seen a day earlier or later, so what it gives is a day wider on both sides than what was said.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from hijridate import Hijri

SOLAR_LEAP = frozenset((1, 5, 9, 13, 17, 22, 26, 30))  # of 33; the exact calendar agrees from 1244 to 1472
SOLAR_YEARS = range(1304, 1451)  # in law from 1304 (1925)
LUNAR_YEARS = range(1343, 1500)  # what Umm al-Qura tables have: 1924 to 2076
MOON = timedelta(days=1)  # how far countries differ

Days = tuple[date, date]


def solar_new_year(year: int) -> date:
    """Return the first day of a solar year (1400 began on 21 March 2021)."""
    low, high = sorted((year, 1400))
    leaps = sum(between % 33 in SOLAR_LEAP for between in range(low, high))
    days = (high - low) * 365 + leaps
    return date(2021, 3, 21) + timedelta(days=days if year >= 1400 else -days)


def solar_days(year: int, month: int | None, day: int | None) -> Days | None:
    """Return the first and last day of a solar year, of one of its months, or a day of it; None where there is none."""
    if year not in SOLAR_YEARS:
        return None
    begin = solar_new_year(year)
    if month is None:
        return begin, solar_new_year(year + 1) - timedelta(days=1)
    first = begin + timedelta(days=31 * min(month - 1, 6) + 30 * max(month - 7, 0))
    leap = year % 33 in SOLAR_LEAP
    length = 31 if month <= 6 else 30 if month < 12 or leap else 29
    if day is None:
        return first, first + timedelta(days=length - 1)
    one = first + timedelta(days=day - 1)
    return (one, one) if day <= length else None


def solar_year_of(day: date) -> int:
    """Return the solar year that a day lies in."""
    begun = day.year - 621
    return begun if day >= solar_new_year(begun) else begun - 1


@cache
def lunar_days(year: int, month: int, day: int | None, days: int = 1) -> Days | None:
    """Return the days that a lunar month, or `days` days from a day of it, may have fallen on; None where no table is.

    One more on either side than in Saudi Arabia. A 30th is the 1st of the next month where a month has 29 days.
    """
    if year not in LUNAR_YEARS or not 1 <= month <= 12 or not 1 <= (day or 1) <= 30:
        return None
    first = Hijri(year, month, 1)
    start = _western(first)
    if day is None:
        return start - MOON, start + timedelta(days=first.month_length() - 1) + MOON
    start += timedelta(days=day - 1)
    return start - MOON, start + timedelta(days=days - 1) + MOON


def _western(day: Hijri) -> date:
    return date(*day.to_gregorian().datetuple())


def lunar_year_of(day: date) -> int:
    """Return the lunar year that a day lies in, or the one before it or after it."""
    return int((day - date(622, 7, 19)).days / 354.367) + 1
