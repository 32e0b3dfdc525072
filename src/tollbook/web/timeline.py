"""Days, months or years of a selection as bars, each with the address of what it stands for."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tollbook.store.selection import Bar, Selection
from tollbook.web.asking import query

WIDTH, HEIGHT = 1000.0, 100.0  # of the drawing; it is stretched to its box
GAP = 0.18  # of a bar's room
WIDEST = 60.0
LEAST = 1.5  # height of a bar that stands for something


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One bar: its box in the drawing, its words and its numbers, and the address that narrows to it."""

    x: float
    y: float
    width: float
    height: float
    label: str
    killed: int
    incidents: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All bars, what the highest stands for, and the labels of the axis from first to last.

    `first` is the day, month or year at the left edge, `slots` how many of them the drawing holds, each as wide.
    """

    columns: tuple[Column, ...]
    highest: int
    of: str  # "killed", or "incidents" where nobody is said to be killed
    unit: str  # day, month or year
    axis: tuple[str, ...]
    first: str
    slots: int


def timeline(bars: Sequence[Bar], chosen: Selection) -> Timeline | None:
    """Return the drawing of `bars`, with gaps where nothing happened; None where there are none."""
    if not bars:
        return None
    unit = {10: "day", 7: "month", 4: "year"}[len(bars[0].period)]
    slots = _slots(bars[0].period, bars[-1].period, unit)
    by_slot = {bar.period: bar for bar in bars}
    deadly = any(bar.killed for bar in bars)
    highest = max(bar.killed if deadly else bar.incidents for bar in bars)
    room = WIDTH / len(slots)
    columns = []
    for at, slot in enumerate(slots):
        bar = by_slot.get(slot)
        if bar is not None:
            value = bar.killed if deadly else bar.incidents
            height = max(LEAST, HEIGHT * value / highest)
            width = min(room * (1 - GAP), WIDEST)
            columns.append(
                Column(
                    x=round((at + 0.5) * room - width / 2, 2),
                    y=round(HEIGHT - height, 2),
                    width=round(width, 2),
                    height=round(height, 2),
                    label=_label(slot),
                    killed=bar.killed,
                    incidents=bar.incidents,
                    address="/" + query(_narrowed(chosen, slot)),
                )
            )
    middle = [slots[len(slots) // 2]] if len(slots) > 4 else []
    axis = [slots[0], *middle, slots[-1]] if len(slots) > 1 else [slots[0]]
    return Timeline(
        columns=tuple(columns),
        highest=highest,
        of="killed" if deadly else "incidents",
        unit=unit,
        axis=tuple(map(_label, axis)),
        first=slots[0],
        slots=len(slots),
    )


def _slots(first: str, last: str, unit: str) -> list[str]:
    if unit == "year":
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    if unit == "month":
        start, end = (int(each[:4]) * 12 + int(each[5:]) - 1 for each in (first, last))
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1)]
    day, end_day = date.fromisoformat(first), date.fromisoformat(last)
    return [(day + timedelta(days=at)).isoformat() for at in range((end_day - day).days + 1)]


def _narrowed(chosen: Selection, slot: str) -> Selection:
    """Return the selection within one slot, and within the days that it asks for already."""
    year, *finer = (int(part) for part in slot.split("-"))
    if len(finer) == 2:
        first = last = date(year, finer[0], finer[1])
    elif finer:
        first, last = date(year, finer[0], 1), date(year, finer[0], calendar.monthrange(year, finer[0])[1])
    else:
        first, last = date(year, 1, 1), date(year, 12, 31)
    since = max(first, chosen.since) if chosen.since else first
    until = min(last, chosen.until) if chosen.until else last
    return replace(chosen, since=since, until=until) if since <= until else replace(chosen, since=first, until=last)


def _label(slot: str) -> str:
    parts = slot.split("-")
    if len(parts) == 1:
        return slot
    named = f"{calendar.month_name[int(parts[1])]} {parts[0]}"
    return named if len(parts) == 2 else f"{int(parts[2])} {named}"
