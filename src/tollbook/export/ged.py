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
from tollbook.export.tables import Cell, coded, reports_of, shelf, write_rows
from tollbook.records import Claim, Incident, Period, Place, Report, View
from tollbook.sides import (
    CIVILIANS,
    by_side,
    claims_by_id,
    country_governed,
    country_row,
    display,
    figure_of,
    names_of,
    sides,
    violence,
)

COLUMNS: tuple[str, ...] = tuple(table("codebooks/ged")["columns"])


def write(view: View, out: TextIO) -> None:
    """Write the ledger's deadly incidents to `out` as CSV."""
    write_rows(COLUMNS, rows(view), out)


def rows(view: View) -> Iterable[dict[str, Cell]]:
    """Yield a row for each incident that killed somebody."""
    claims, reports = claims_by_id(view), shelf(view)
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
                **_sources(incident, reports_of(incident, reports)),
                **_where(incident.place),
                **_when(incident.period),
            }


def _parties(incident: Incident, claims: Mapping[str, Claim]) -> dict[str, Cell]:
    between = sides(incident, claims)
    dead: dict[str, int] = {item.side: item.best for item in by_side(incident, claims)}
    kind, first, second = violence(between)
    side_a, side_b = names_of(first), names_of(second)
    return {
        "type_of_violence": kind,
        "side_a": side_a,
        "side_b": side_b,
        "dyad_name": f"{side_a} - {side_b}" if kind else None,
        "conflict_name": f"{side_a} - {side_b}" if kind in {2, 3} else None,
        "deaths_a": dead.get("a"),
        "deaths_b": dead.get("b"),
        "deaths_civilians": dead.get("civilians"),
        "deaths_unknown": dead.get("unknown"),
        "gwnoa": _state_number(first),
        "gwnob": _state_number(second),
    }


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
