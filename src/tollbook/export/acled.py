"""``--format csv-acled``: the columns of ACLED's event table (ACLED Codebook, and its API's names of 2025).

One row for each incident, totals never. Each column's rule is in docs/CODEBOOKS.md. What no rule gives
stays empty. Two of ACLED's own rules are not followed, on purpose: an event of several days stays one row
(ACLED makes one for each day and shares the dead out), and actors keep the registry's names.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TextIO

from tollbook.data import kinship, table
from tollbook.export.notes import notes
from tollbook.export.tables import Cell, coded, reports_of, shelf, write_rows
from tollbook.records import Incident, Period, Place, View
from tollbook.sides import CIVILIANS, Sides, claims_by_id, country_row, display, figure_of, sides

COLUMNS: tuple[str, ...] = tuple(table("codebooks/acled")["columns"])
GEO_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}  # UCDP where_prec to ACLED; a country or the sea has no ACLED code
DEMONSTRATIONS = frozenset({"Protests", "Riots"})


def write(view: View, out: TextIO) -> None:
    """Write the ledger's incidents to `out` as CSV."""
    write_rows(COLUMNS, rows(view), out)


def rows(view: View) -> Iterable[dict[str, Cell]]:
    """Yield a row for each incident."""
    claims, reports = claims_by_id(view), shelf(view)
    for incident in coded(view):
        yield {
            "event_id_cnty": _identity(incident),
            "event_type": incident.event_type,
            "sub_event_type": incident.sub_event_type,
            "disorder_type": _disorder(incident),
            "source": "; ".join(dict.fromkeys(each.outlet for each in reports_of(incident, reports) if each.outlet)),
            "notes": notes(incident, claims),
            "fatalities": _fatalities(incident),
            "tags": f"corroboration={incident.corroboration.level}" if incident.corroboration else None,
            **_actors(incident, sides(incident, claims)),
            **_where(incident.place),
            **_when(incident.period),
        }


def _identity(incident: Incident) -> str:
    code = country_row(incident.place.country if incident.place else None).get("alpha3", "")
    return f"{code}{incident.id}"


def _disorder(incident: Incident) -> str | None:
    labels = table("codebooks/acled")
    found: str | None = labels["disorder_of_sub_event"].get(
        incident.sub_event_type, labels["disorder"].get(incident.event_type)
    )
    return found


def _actors(incident: Incident, between: Sides) -> dict[str, Cell]:
    """Return both actors: the attackers first, then the armed side attacked, or else civilians.

    Attackers and fighters that no report names are an unidentified armed group of the country; a
    demonstration without a named actor stays without one.
    """
    country = incident.place.country if incident.place else None
    day = incident.period.start if incident.period else None
    first = [(display(each), _inter(each, country, day)) for each in between.attackers]
    second = [(display(each), _inter(each, country, day)) for each in between.attacked]
    somebody = (_of_country("Unidentified Armed Group", country), table("codebooks/acled")["inter"]["unidentified"])
    if between.fighters:
        second.append(somebody)
    if not first and incident.event_type not in DEMONSTRATIONS and (second or between.civilians):
        first.append(somebody)
    if between.civilians:
        second.append((_of_country(CIVILIANS, country), CIVILIANS))
    first, second = (first, second) if first else (second, [])
    inter1, inter2 = first[0][1] if first else None, second[0][1] if second else None
    return {
        "actor1": first[0][0] if first else None,
        "assoc_actor_1": "; ".join(name for name, _ in first[1:]),
        "inter1": inter1,
        "actor2": second[0][0] if second else None,
        "assoc_actor_2": "; ".join(name for name, _ in second[1:]),
        "inter2": inter2,
        "interaction": _interaction(inter1, inter2),
        "civilian_targeting": "Civilian targeting" if inter2 == CIVILIANS else None,
    }


def _inter(actor: str, country: str | None, day: date | None) -> str | None:
    """Return the type of an actor on a day in a country; a group that is in no registry counts as a political militia.

    None for one that takes no part in fighting (a monitor, an outlet).
    """
    inter = table("codebooks/acled")["inter"]
    if kinship.kind(actor) is None:
        return str(inter["unidentified"])
    code = kinship.interaction(actor, country, day)
    return None if code is None else str(inter["of_code"][str(code)])


def _interaction(inter1: str | None, inter2: str | None) -> str | None:
    order: list[str] = table("codebooks/acled")["inter"]["order"]
    named = sorted((each for each in (inter1, inter2) if each), key=order.index)
    return f"{named[0]} only" if len(named) == 1 else "-".join(named) or None


def _of_country(name: str, country: str | None) -> str:
    known = country_row(country).get("name")
    return f"{name} ({known})" if known else name


def _where(place: Place | None) -> dict[str, Cell]:
    if place is None:
        return {}
    row = country_row(place.country)
    iso, region, country = row.get("iso"), row.get("acled"), row.get("name")
    return {
        "iso": iso if isinstance(iso, int) else None,
        "region": region if isinstance(region, str) else None,
        "country": country if isinstance(country, str) else None,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "location": place.name or place.text,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geo_precision": GEO_PRECISION.get(place.precision) if place.precision else None,
    }


def _when(period: Period | None) -> dict[str, Cell]:
    """Return the first day and its precision: 1 that day, 2 within a week, 3 within a month."""
    if period is None or period.start is None:
        return {"year": period.end.year if period and period.end else None}
    days = (period.end - period.start).days + 1 if period.end else None
    return {
        "event_date": period.start.isoformat(),
        "year": period.start.year,
        "time_precision": 3 if days is None or days > 7 else 1 if days == 1 else 2,
    }


def _fatalities(incident: Incident) -> int | None:
    """Return the best number of dead, else the lowest; 0 where no report tells of any."""
    figure = figure_of(incident, "killed")
    if figure is None:
        return 0
    return figure.low if figure.best is None else figure.best
