"""Claims of which it is known which event they are of: made-up ones, and those read from reports with gold.

A claim that was read is of a gold event when its report tells of that event, its effect and number are the event's,
and neither country nor days contradict. One that fits no event, or several that its place does not tell apart, stays
without a label: it is linked like the others, and counts for nothing.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import held_out
from golden_cases import EFFECTS, ROOT, Case, Json, cases, fill, report_names
from golden_judge import fold, words

sys.path.append(str(ROOT / "bench"))

from claims import Made, generate

from tollbook.link import events_told
from tollbook.pipeline import open_ledger
from tollbook.records import Claim, Report
from tollbook.relations import bounds, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The reports of one ledger, their claims, and the event of each claim that has one (by claim id)."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    event: dict[str, str]


def made_up(number: int, seed: int, year: int | None = None) -> Labelled:
    """Return about `number` made-up claims; each total of several events is one by itself.

    The coded events they come from are a thirtieth of what happened in their years, so that two of one country and
    day are rarer than they are. With `year` all happen in that one, which makes up for it.
    """
    made = generate(number, seed)
    event = {claim: key or claim for claim, key in made.truth.items()}
    reports, claims = (made.reports, made.claims) if year is None else _moved(made, year)
    return Labelled(reports=reports, claims=claims, event=event)


def _moved(made: Made, year: int) -> tuple[tuple[Report, ...], tuple[Claim, ...]]:
    """Return the reports and claims with all days moved to one year, those of one event by the same number of days."""
    main = {claim.report_id: made.truth[claim.id].split(".")[0] for claim in reversed(made.claims)}
    days: dict[str, timedelta] = {}
    for report in made.reports:
        if report.published is not None:
            days.setdefault(main[report.id], timedelta(days=364 * (year - report.published.year)))
    reports = tuple(replace(item, published=_later(item.published, days[main[item.id]])) for item in made.reports)
    claims = tuple(
        item
        if item.period is None
        else replace(
            item,
            period=replace(
                item.period,
                start=_later(item.period.start, days[main[item.report_id]]),
                end=_later(item.period.end, days[main[item.report_id]]),
            ),
        )
        for item in made.claims
    )
    return reports, claims


def _later(day: date | None, by: timedelta) -> date | None:
    return None if day is None else day + by


def golden(folder: Path) -> Iterator[Labelled]:
    """Yield the golden cases of a folder that have more than one claim with a label, each a ledger of its own."""
    for case in cases(folder):
        found = _read(case, [_golden_event(item) for item in case.gold.get("incident", []) if not item.get("shares")])
        if len(found.event) > 1:
            yield found


def held_out_reports() -> Labelled:
    """Return the held-out reports as one ledger. Only sums over it may be shown."""
    gold = held_out.load()
    return _read(gold.case, [_held_out_event(item) for item in gold.tables["event"]])


# --- gold events ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """What a gold table says of an event; `figures` are an effect with the least and most that may be told of it."""

    name: str
    reports: frozenset[str] | None
    figures: tuple[tuple[str, int, int], ...]
    country: str | None
    near: tuple[str, ...]
    first: date | None
    last: date | None


def _golden_event(item: Json) -> _Event:
    figures = [(effect, *_range(item[effect])) for effect in EFFECTS if effect in item]
    if "history" in item and figures:
        figures += [(figures[0][0], step, step) for step in item["history"]]
    first, last = item.get("within", [item.get("start"), item.get("end")])
    return _Event(
        name=str(item["name"]),
        reports=frozenset(map(str, item["reports"])) if "reports" in item else None,
        figures=tuple(figure for figure in figures if figure[2]),
        country=item.get("country"),
        near=tuple(words(item.get("near", []))),
        first=first,
        last=last,
    )


def _range(gold: Any) -> tuple[int, int]:
    """Return the least and most of a gold count (0, 0 where any will do)."""
    if isinstance(gold, int):
        return gold, gold
    known = [number for number in gold.values() if isinstance(number, int)]
    return (min(known), max(known)) if known else (0, 0)


def _held_out_event(item: Json) -> _Event:
    figures = []
    for figure in item["figures"]:
        numbers = [figure[key] for key in ("low", "best", "high") if isinstance(figure.get(key), int)]
        numbers += item["accounts"].get((figure["effect"], figure.get("who")), ())
        if numbers:
            figures.append((figure["effect"], min(numbers), max(numbers)))
    first, last = (date.fromisoformat(item[key]) if key in item else None for key in ("start", "end"))
    return _Event(
        name=str(item["id"]),
        reports=frozenset(f"{number:02}" for number in item["reports"]),
        figures=tuple(figures),
        country=item.get("country"),
        near=(str(item["place"]),) if item.get("place") else (),
        first=first,
        last=last,
    )


# --- from events to claims --------------------------------------------------------------------------------------


def _read(case: Case, events: Sequence[_Event]) -> Labelled:
    with tempfile.TemporaryDirectory() as name, open_ledger(fill(case, Path(name))) as ledger:
        facts, _ = ledger.read()
    texts: Json = {"reports": [{"id": report.id, "text": report.text} for report in facts.reports]}
    names = report_names(case, texts)
    found = {claim.id: _event_of(claim, names[claim.report_id], events) for claim in events_told(facts.claims)}
    return Labelled(
        reports=facts.reports,
        claims=facts.claims,
        event={claim: event for claim, event in found.items() if event is not None},
    )


def _event_of(claim: Claim, report: str, events: Iterable[_Event]) -> str | None:
    fitting = [event for event in events if _fits(claim, report, event)]
    if len(fitting) > 1 and claim.place is not None:
        told = fold(f"{claim.place.name} {claim.place.text}")
        fitting = [event for event in fitting if any(fold(name) in told for name in event.near)]
    return fitting[0].name if len(fitting) == 1 else None


def _fits(claim: Claim, report: str, event: _Event) -> bool:
    number = value(claim.count)
    told = event.reports is None or report in event.reports
    figure = any(effect == claim.effect and low <= (number or 0) <= high for effect, low, high in event.figures)
    return told and figure and not _elsewhere(claim, event) and not _another_day(claim, event)


def _elsewhere(claim: Claim, event: _Event) -> bool:
    country = claim.place.country if claim.place is not None else None
    return country is not None and event.country is not None and country != event.country


def _another_day(claim: Claim, event: _Event) -> bool:
    if claim.period is None:
        return False
    first, last = bounds(claim.period)
    return bool((event.first and last < event.first) or (event.last and first > event.last))
