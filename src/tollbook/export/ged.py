"""``--format csv-ged``: the columns of the UCDP Georeferenced Event Dataset (GED Codebook, version 25.1).

One row for each incident with deaths, as UCDP's definition of an event has it; totals never. Each column's
rule is in docs/CODEBOOKS.md. What no rule gives stays empty: numbers of conflicts, dyads and actors are
UCDP's own to give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import floor
from typing import TextIO

from tollbook.data import table
from tollbook.export.sides import (
    CIVILIANS,
    UNKNOWN,
    Deaths,
    Sides,
    claims_by_id,
    country_governed,
    country_row,
    deaths,
    display,
    figure_of,
    is_of_states,
    sides,
)
from tollbook.export.tables import Cell, coded, reports_of, write_rows
from tollbook.records import Claim, Incident, Period, Place, Report, View

COLUMNS: tuple[str, ...] = tuple(table("codebooks/ged")["columns"])


def write(view: View, out: TextIO) -> None:
    """Write the ledger's deadly incidents to `out` as CSV."""
    write_rows(COLUMNS, rows(view), out)


def rows(view: View) -> Iterable[dict[str, Cell]]:
    """Yield a row for each incident that killed somebody."""
    claims = claims_by_id(view)
    for incident in coded(view):
        figure = figure_of(incident, "killed")
        if figure is not None and 0 not in {figure.best, figure.high}:
            yield {
                "id": incident.id,
                "event_clarity": _clarity(incident, claims),
                "best": figure.best,
                "high": figure.high,
                "low": figure.low,
                **_parties(incident, claims),
                **_sources(incident, reports_of(incident, view)),
                **_where(incident.place),
                **_when(incident.period),
            }


def _parties(incident: Incident, claims: Mapping[str, Claim]) -> dict[str, Cell]:
    between = sides(incident, claims)
    split = deaths(incident, between, claims)
    kind, first, second = violence(between)
    side_a, side_b = _names(first), _names(second)
    of_a, of_b = _deaths_of(first, between, split), _deaths_of(second, between, split)
    return {
        "type_of_violence": kind,
        "side_a": side_a,
        "side_b": side_b,
        "dyad_name": f"{side_a} - {side_b}" if kind else None,
        "conflict_name": f"{side_a} - {side_b}" if kind in {2, 3} else None,
        "deaths_a": of_a,
        "deaths_b": of_b,
        "deaths_civilians": split.civilians,
        "deaths_unknown": split.unknown,
        "gwnoa": _state_number(first),
        "gwnob": _state_number(second),
    }


def violence(between: Sides) -> tuple[int | None, tuple[str, ...], tuple[str, ...]]:
    """Return UCDP's type of violence, side A and side B; None and empty sides where they are not known.

    A government (or a coalition of states) on either side makes it state-based (1), and side A; of two
    governments, and of the two groups of non-state violence (2), side A is the first by name. An organised attacker
    against civilians alone is one-sided violence (3). With a side unknown the type is unknown.
    """
    attackers, attacked = between.attackers, between.attacked
    if attackers and attacked:
        ours, theirs = any(map(is_of_states, attackers)), any(map(is_of_states, attacked))
        if ours == theirs:
            first, second = sorted((attackers, attacked), key=lambda side: _names(side).casefold())
            return (1 if ours else 2), first, second
        return (1, attackers, attacked) if ours else (1, attacked, attackers)
    if attackers:
        return (3 if between.civilians else None), attackers, (CIVILIANS,) if between.civilians else ()
    if attacked:
        return (None, attacked, ()) if any(map(is_of_states, attacked)) else (None, (), attacked)
    return None, (), (CIVILIANS,) if between.civilians else ()


def _names(side: tuple[str, ...]) -> str:
    """Return a side under UCDP's names: governments as "Government of X", several in one cell."""
    return ", ".join(dict.fromkeys(map(_name, side))) or UNKNOWN


def _name(actor: str) -> str:
    if actor == CIVILIANS:
        return CIVILIANS
    country = country_row(country_governed(actor))
    name = country.get("ucdp") or country.get("name")
    return f"Government of {name}" if name else display(actor)


def _deaths_of(side: tuple[str, ...], between: Sides, split: Deaths) -> int | None:
    if side == between.attackers:
        return split.attackers
    if side == between.attacked:
        return split.attacked
    return None if split.unknown is None else 0


def _state_number(side: tuple[str, ...]) -> Cell:
    """Return the number of the state of a side, where the side is one government."""
    countries = {country_governed(actor) for actor in side if actor != CIVILIANS}
    return _number(countries.pop()) if len(countries) == 1 else None


def _sources(incident: Incident, reports: list[Report]) -> dict[str, Cell]:
    def listed(parts: Iterable[str | None]) -> str:
        return ";".join(part or "" for part in parts)

    days = [report.published.isoformat() if report.published else None for report in reports]
    return {
        "number_of_sources": len(reports),
        "source_article": listed(
            f'"{report.outlet or ""},{day or ""},{report.title or ""}"'
            for report, day in zip(reports, days, strict=True)
        ),
        "source_office": listed(report.outlet for report in reports),
        "source_date": listed(days),
        "source_headline": listed(report.title for report in reports),
        "source_original": listed(display(origin) for origin in incident.origins),
    }


def _where(place: Place | None) -> dict[str, Cell]:
    if place is None:
        return {}
    known = place.latitude is not None and place.longitude is not None
    filed_under = country_row(place.country).get("filed_under")
    country = filed_under if isinstance(filed_under, str) else place.country
    number = _number(country)
    return {
        "where_prec": place.precision,
        "where_coordinates": place.name,
        "where_description": place.text,
        "adm_1": place.admin1,
        "adm_2": place.admin2,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geom_wkt": f"POINT ({place.longitude} {place.latitude})" if known else None,
        "priogrid_gid": grid_cell(place.latitude, place.longitude),
        "country": _text(country_row(country).get("ucdp")),
        "country_id": number,
        "region": _region(number),
    }


def _region(number: int | None) -> str | None:
    """Return UCDP's region of a state, which is a range of the states' numbers."""
    regions = table("codebooks/ged")["regions"]
    return None if number is None else next(each["name"] for each in regions if number <= each["last"])


def grid_cell(latitude: float | None, longitude: float | None) -> int | None:
    """Return the PRIO-GRID cell of a point: half degrees, numbered from 1 at 90 S 180 W, eastwards first."""
    if latitude is None or longitude is None:
        return None
    row = min(floor((latitude + 90) * 2), 359)
    column = min(floor((longitude + 180) * 2), 719)
    return row * 720 + column + 1


def _when(period: Period | None) -> dict[str, Cell]:
    if period is None:
        return {}
    known = period.start or period.end
    return {
        "year": known.year if known else None,
        "date_prec": period.precision,
        "date_start": period.start.isoformat() if period.start else None,
        "date_end": period.end.isoformat() if period.end else None,
    }


def _clarity(incident: Incident, claims: Mapping[str, Claim]) -> int:
    """Return 2 where a claim tells of several events as one ("in two attacks"), else 1."""
    behind = [claims[each] for each in incident.claims if each in claims]
    several = any("plural_events" in claim.cues or (claim.events or 1) > 1 for claim in behind)
    return 2 if several else 1


def _number(country: str | None) -> int | None:
    number = country_row(country).get("gwno")
    return number if isinstance(number, int) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
