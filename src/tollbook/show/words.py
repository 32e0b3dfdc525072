"""Records as words for a reader: counts, periods, places, actors, reports.

The interface is in English; words of reports stay in their own language and are cleaned.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tollbook.data import display, kinship
from tollbook.records import (
    Claim,
    Corroboration,
    Count,
    FieldValue,
    Figure,
    Incident,
    Period,
    Place,
    Qualifier,
    Reason,
    Report,
    Subset,
)
from tollbook.show.clean import clean

PREFIX: dict[Qualifier, str] = {
    "at_least": "at least",
    "more_than": "more than",
    "about": "about",
    "nearly": "nearly",
    "up_to": "up to",
    "fewer_than": "fewer than",
}
VAGUE: dict[Qualifier, str] = {
    "several": "several",
    "tens": "tens",
    "dozens": "dozens",
    "hundreds": "hundreds",
    "thousands": "thousands",
}
EFFECT = {
    "killed": "killed",
    "wounded": "wounded",
    "casualties": "killed or wounded",
    "captured": "captured",
    "arrested": "arrested",
    "abducted": "abducted",
    "missing": "missing",
    "displaced": "displaced",
    "besieged": "besieged",
}
# UCDP where_prec as a reader would say it; 1 needs no words.
WITHIN = {
    2: "within about 25 km",
    3: "somewhere in that district",
    4: "somewhere in that province",
    5: "a vague area",
    6: "somewhere in that country",
    7: "sea or air",
}
# Why best is best, by the rules of `reconcile.figures`.
LATEST = re.compile(r"the latest figure of the most direct origin \((.+), ([^,]+)\)")
# What `link.compare` says of two actors and of shared origins.
PAIR = re.compile(r"(\S+) and (\S+) (are .+)")
CITED = re.compile(r"both cite (.+)")
NOBODY = "no origin named"
RULES = {
    "the only figure that stands": "Only one figure stands.",
    "no number given": "No report gives a number.",
    "suspected only: the low side stays open": "All of it is suspected only, so the low side stays open.",
}
MONTH, YEAR = 4, 5  # UCDP date_prec
MOST_ORIGINS = 5


def count(number: Count | None) -> str:
    """Return a count as a report would put it: "27", "at least 26", "dozens (12 or more)"."""
    if number is None:
        return "an unstated number"
    if number.qualifier in VAGUE:
        floor = f" ({number.low:,} or more)" if number.low is not None else ""
        return VAGUE[number.qualifier] + floor
    named = next((value for value in (number.best, number.low, number.high) if value is not None), None)
    if number.qualifier in PREFIX and named is not None:
        return f"{PREFIX[number.qualifier]} {named:,}"
    return bounds(number.low, number.best, number.high)


def bounds(low: int | None, best: int | None, high: int | None) -> str:
    """Return the three numbers of a figure in the fewest words that lose none: "27", "26 to 30, best 28"."""
    known = {value for value in (low, best, high) if value is not None}
    if not known:
        return "an unknown number"
    if low is not None and high is not None:
        if low == high:
            return f"{low:,}"
        return f"{low:,} to {high:,}" + (f", best {best:,}" if best is not None else "")
    if low is None and high is None:
        return f"about {best:,}"
    if len(known) == 1:
        return f"{'at least' if high is None else 'up to'} {known.pop():,}"
    side = f"at least {low:,}" if high is None else f"up to {high:,}"
    return f"{side}, best {best:,}"


def worded(found: Figure | Subset, claims: Iterable[Claim]) -> str | None:
    """Return a figure in its reports' words ("about 150", "dozens (12 or more)"), None where they do not agree.

    Those of `claims` speak for it that give the figure's own bounds.
    """
    numbers = (found.low, found.best, found.high)
    counts = [claim.count for claim in claims if claim.count is not None]
    said = {each.qualifier for each in counts if (each.low, each.best, each.high) == numbers}
    if len(said) != 1 or said <= {"exact", "between"}:
        return None
    return count(Count(low=found.low, best=found.best, high=found.high, qualifier=said.pop()))


def figure(found: Figure | Subset, claims: Iterable[Claim] = (), *, effect: bool = True, language: str = "") -> str:
    """Return "27 killed", "28 killed (26 to 30)", "about 150 killed", or a subset as "4 officers killed".

    Without `effect` the last word is left out, and a subset that names nobody is "30 of them". `language`
    marks words of a report that are not in the language of the rest.
    """
    who = clean(found.who) if isinstance(found, Subset) and found.who else ""
    if who and language:
        who = f"{who} ({language})"
    if not who and not effect:
        who = "of them"
    low, best, high = found.low, found.best, found.high
    said = worded(found, claims)
    ranged = said is None and best is not None and not low == best == high and len({low, best, high} - {None}) > 1
    if said is None:
        said = f"{best:,}" if ranged else bounds(low, best, high)
    around = f"({bounds(low, None, high)})" if ranged else ""
    return " ".join(part for part in (said, who, EFFECT[found.effect] if effect else "", around) if part)


def toll(incident: Incident, claims: Mapping[str, Claim]) -> str:
    """Return what an incident did to people: "25 killed (17 to 25), 7 wounded"; `claims`, by id, lend their words."""
    said = (figure(each, [claims[name] for name in each.claims if name in claims]) for each in incident.figures)
    return ", ".join(said) or "no toll known"


def rule(found: Figure) -> str:
    """Return why the best number of a figure is its best, as a sentence; "" where it has no rule."""
    told = found.rule or ""
    latest = LATEST.fullmatch(told)
    if latest is None:
        return RULES.get(told, told and f"{told[:1].upper()}{told[1:]}.")
    cited = "nobody is cited for it" if latest[1] == NOBODY else ", ".join(map(actor, latest[1].split(", ")))
    day = "undated" if latest[2] == "undated" else f"of {_day(date.fromisoformat(latest[2]))}"
    if found.low == found.best == found.high:
        return f"The figures that stand agree; the latest of the most direct origin: {cited}, {day}."
    return f"Several figures stand; best is the latest of the most direct origin: {cited}, {day}."


def day(found: date | None) -> str:
    """Return a day: "2 March 2024", or "no date"."""
    return _day(found) if found else "no date"


def period(days: Period | None) -> str:
    """Return a period no finer than its precision: "18-20 April 2019", "April 2019", "since 2011"."""
    if days is None or (days.start is None and days.end is None):
        return "date unknown"
    start, end = days.start, days.end
    if start is None:
        assert end is not None
        return f"until {_coarse(end, days.precision)}"
    if end is None:
        return f"since {_coarse(start, days.precision)}"
    if start == end:
        return _day(start)
    if start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
        if (start.year, start.month) == (end.year, end.month):
            return _coarse(start, MONTH)
        if (start.year, start.month, end.month) == (end.year, 1, 12):
            return str(start.year)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_day(end)}"
    if days.precision >= MONTH and start.day == 1 and (days.precision == MONTH or start.month == 1):
        return f"{_coarse(start, days.precision)} – {_day(end)}"
    shared = start.year == end.year
    return f"{_day(start).removesuffix(f' {start.year}') if shared else _day(start)} – {_day(end)}"


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _coarse(day: date, precision: int) -> str:
    if precision >= YEAR:
        return str(day.year)
    return f"{calendar.month_name[day.month]} {day.year}" if precision == MONTH else _day(day)


def value(found: FieldValue) -> str:
    """Return the value of a claim's field as words, "unknown" where it is empty."""
    if found.count is not None:
        return count(found.count)
    if found.place is not None:
        return place(found.place)
    if found.period is not None:
        return period(found.period)
    if found.party is not None:
        named = actor(found.party.actor) if found.party.actor else clean(found.party.text)
        return f"{named} ({found.party.victim_class})" if found.party.victim_class else named
    return clean(found.word) if found.word else "unknown"


def place(where: Place | None, *, exactness: bool = True) -> str:
    """Return a place with its divisions and how exact it is: "south of Mayadeen, Syria (within about 25 km)"."""
    if where is None:
        return "place unknown"
    name = clean(where.name or where.text)
    wider = [clean(part) for part in (where.admin1, _country(where.country)) if part]
    named = ", ".join(dict.fromkeys([name, *wider]))
    if where.relation:
        named = f"{clean(where.relation)} {named}"
    within = WITHIN.get(where.precision or 0) if exactness else None
    return f"{named} ({within})" if within else named


def _country(code: str | None) -> str | None:
    return None if code is None else display.country(code)


def actor(slug: str) -> str:
    """Return the name of an actor or origin, "police (Pakistan)" for pk-police."""
    return clean(display.actor(slug))


def then(slug: str, on: date | None) -> str | None:
    """Return the name that an actor bore on a day, None where it is the one it is known by."""
    named = clean(kinship.name(slug, on=on)) if on and kinship.actor(slug) is not None else actor(slug)
    return named if named != actor(slug) else None


def reading(about: str, value: str) -> str:
    """Return one of several readings as words: slugs and codes of countries give way to names."""
    head, note, tail = value.partition(" (")
    if about in ("perpetrator", "victims"):
        return f"{actor(head)}{clean(note + tail)}" if not note else f"{actor(head)} ({clean(tail)}"
    if about == "count" and tail.endswith(")"):
        return f"{clean(head)} ({', '.join(actor(each) for each in tail[:-1].split(', '))})"
    if about == "place":
        *parts, last = value.split(", ")
        return clean(", ".join([*parts, display.country(last) if last in kinship.countries("en") else last]))
    return clean(value)


def because(reason: Reason) -> str:
    """Return why a comparison scored as it did, with names for slugs: "JNIM and M23 are not the same"."""
    pair, cited = PAIR.fullmatch(reason.why), CITED.fullmatch(reason.why)
    if reason.name in ("perpetrator", "victims") and pair:
        return f"{actor(pair[1])} and {actor(pair[2])} {pair[3]}"
    if reason.name == "origin" and cited:
        return f"both cite {', '.join(map(actor, cited[1].split(', ')))}"
    return clean(reason.why)


def actors(slugs: Iterable[str]) -> str:
    """Return the names of several actors, or "unknown"."""
    return ", ".join(actor(slug) for slug in slugs) or "unknown"


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return "1 report", "2 reports"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def source(report: Report) -> str:
    """Return how to call a report: outlet or title or the start of its id, its language and its day."""
    name = clean(report.outlet or "") or clean(report.title or "") or f"report {report.id[:8]}"
    known = [report.language or "", report.published.isoformat() if report.published else "no date"]
    return ", ".join([name[:80], *(clean(part) for part in known if part)])


ATTESTED = {
    "contested": "contested: what is told of it contradicts",
    "corroborated": "corroborated",
    "single-direct": "one origin, which can know by itself",
    "single-indirect": "one origin, which tells of others' losses",
    "uncited": "nobody is cited",
}


def attested(found: Corroboration) -> str:
    """Return how well an incident is attested: "corroborated (2 independent origins in 3 texts)"."""
    told = f"{plural(found.independent, 'independent origin')} in {plural(found.texts, 'text')}"
    return f"{ATTESTED[found.level]} ({told})"


def backing(reports: Sequence[Report], origins: Sequence[str]) -> str:
    """Return "2 reports, 2 languages, 1 origin: SOHR": an origin is who is cited, never who published."""
    languages = {report.language for report in reports if report.language}
    named = ", ".join(actor(origin) for origin in origins[:MOST_ORIGINS])
    more = f" and {len(origins) - MOST_ORIGINS} more" if len(origins) > MOST_ORIGINS else ""
    cited = f"{plural(len(origins), 'origin')}: {named}{more}" if origins else "no origin named"
    return ", ".join([plural(len(reports), "report"), plural(len(languages), "language"), cited])
