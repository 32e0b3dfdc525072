"""``--format hxl``: incidents as CSV with a row of hashtags (Humanitarian Exchange Language, version 1.1).

One row for each incident, totals never. Each column's rule is in docs/CODEBOOKS.md. Unknown is an empty cell; 0 is
written only where a figure says 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO, get_args

from tollbook.data import table
from tollbook.export.notes import notes
from tollbook.export.tables import Cell, events, reports_of, shelf, write_rows
from tollbook.records import Effect, Incident, Period, Place, Report, View
from tollbook.sides import claims_by_id, country_row, display, figure_of

HASHTAGS: Mapping[str, str] = table("codebooks/hxl")["columns"]
BETWEEN = "|"  # what HXL tools split a +list column at
DIVISION, COUNTRY = frozenset({3, 4}), 6  # UCDP where_prec


def write(view: View, out: TextIO) -> None:
    """Write the ledger's incidents to `out` as CSV: a header, a row of hashtags, the rows."""
    write_rows(tuple(HASHTAGS), rows(view), out, under=HASHTAGS)


def rows(view: View) -> Iterator[dict[str, Cell]]:
    """Yield a row for each incident."""
    claims, reports = claims_by_id(view), shelf(view)
    for incident in events(view):
        row: dict[str, Cell] = {
            "incident_id": incident.id,
            "event_type": incident.event_type,
            "sub_event_type": incident.sub_event_type,
            "cause": incident.cause,
            "part_of": incident.part_of,
            "perpetrators": _listed(map(display, incident.perpetrators)),
            "victims": _listed(map(display, incident.victims)),
            "claimed_by": _listed(map(display, incident.responsibility_claimed_by)),
            "corroboration": incident.corroboration.level if incident.corroboration else None,
            "disagreements": _listed(each.about for each in incident.disagreements),
            "description": notes(incident, claims),
            **_when(incident.period),
            **_where(incident.place),
            **_figures(incident),
            **_civilians(incident),
            **_sources(incident, reports_of(incident, reports)),
        }
        yield {key: " ".join(value.split()) if isinstance(value, str) else value for key, value in row.items()}


def _listed(values: Iterable[str | None]) -> str:
    """Return values once each in one cell; a bar of their own would split them, and becomes a slash."""
    return BETWEEN.join(dict.fromkeys(value.replace(BETWEEN, "/") for value in values if value))


def _when(period: Period | None) -> dict[str, Cell]:
    if period is None:
        return {}
    return {
        "date_start": period.start.isoformat() if period.start else None,
        "date_end": period.end.isoformat() if period.end else None,
        "date_precision": period.precision,
    }


def _where(place: Place | None) -> dict[str, Cell]:
    if place is None:
        return {}
    country = country_row(place.country)
    return {
        "country_iso3": _text(country.get("alpha3")),
        "country_iso2": place.country,
        "country": _text(country.get("name")),
        "admin1": place.admin1,
        "admin2": place.admin2,
        "place": None if _is_told(place) else place.name or place.text,
        "place_relation": place.relation,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "place_precision": place.precision,
    }


def _is_told(place: Place) -> bool:
    """Tell whether a place is just the district, province or country that has a column of its own."""
    if place.relation is not None:
        return False
    if place.precision == COUNTRY:
        return place.country is not None
    return place.precision in DIVISION and place.name in {place.admin1, place.admin2}


def _figures(incident: Incident) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for effect in get_args(Effect):
        figure = figure_of(incident, effect)
        if figure is not None:
            found |= {effect: figure.best, f"{effect}_low": figure.low, f"{effect}_high": figure.high}
    return found


def _civilians(incident: Incident) -> dict[str, Cell]:
    """Return the civilians among the killed; their 0 only counts where it is known whose all the dead are."""
    dead = {each.side: each for each in incident.deaths}
    if "civilians" not in dead or (not dead["civilians"].best and ("unknown" not in dead or dead["unknown"].best)):
        return {}
    killed = dead["civilians"]
    return {
        "civilians_killed": killed.best,
        "civilians_killed_low": killed.low,
        "civilians_killed_high": killed.high,
    }


def _sources(incident: Incident, reports: list[Report]) -> dict[str, Cell]:
    return {
        "reports": len(reports),
        "outlets": _listed(report.outlet for report in reports),
        "origins": _listed(map(display, incident.origins)),
        "urls": BETWEEN.join(dict.fromkeys(report.url.replace(BETWEEN, "%7C") for report in reports if report.url)),
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
