"""``--format parquet``: incidents as one typed table (Apache Parquet), for pandas, R, DuckDB and the like.

One row for each incident, totals never; unknown is null, in lists too there are only known values. What a column
holds stands in `data/codebooks/parquet.toml`, in docs/CODEBOOKS.md, and in the file itself as each column's
``description``. Needs the extra `parquet` (pyarrow).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, get_args

from tollbook.data import table
from tollbook.export.notes import notes
from tollbook.export.tables import events, reports_of, shelf
from tollbook.records import Claim, Effect, Incident, Period, Place, Report, View
from tollbook.sides import claims_by_id, country_row, display, figure_of, sides, violence

if TYPE_CHECKING:
    import pyarrow

# Type and description of each column, in their order.
COLUMNS: Mapping[str, Mapping[str, str]] = table("codebooks/parquet")
ROWS = 5_000  # in memory at once; a row group each
BOUNDS = ("low", "best", "high")
SIDES = ("a", "b", "civilians", "unknown")


class ExportError(Exception):
    """A format cannot be written here; the message is one clear line."""


def write(view: View, out: BinaryIO) -> None:
    """Write the ledger's incidents to `out` as one Parquet file. Raises ExportError without pyarrow."""
    arrow, files = _arrow()
    schema = _schema(arrow, view)
    waiting = rows(view)
    with files.ParquetWriter(out, schema, compression="zstd") as writer:
        while part := list(islice(waiting, ROWS)):
            writer.write_table(arrow.Table.from_pylist(part, schema=schema))


def _arrow() -> tuple[ModuleType, ModuleType]:
    try:
        import pyarrow  # noqa: PLC0415 - the parquet extra may not be installed
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError as error:
        raise ExportError("Parquet needs pyarrow: pip install 'tollbook[parquet]'") from error
    return pyarrow, pyarrow.parquet


def _schema(arrow: ModuleType, view: View) -> pyarrow.Schema:
    """Return the columns with their descriptions, and what the view is of."""
    kinds = {
        "text": arrow.string(),
        "texts": arrow.list_(arrow.string()),
        "number": arrow.int64(),
        "code": arrow.int8(),
        "degrees": arrow.float64(),
        "day": arrow.date32(),
    }
    fields = [
        arrow.field(
            name,
            kinds[column["type"]],
            nullable=name != "id",
            metadata={"description": column["description"]},
        )
        for name, column in COLUMNS.items()
    ]
    asked = {"as_of": view.as_of and view.as_of.isoformat(), "causes": list(view.causes)}
    return arrow.schema(fields, metadata={"tollbook": json.dumps(asked)})


def rows(view: View) -> Iterator[dict[str, object]]:
    """Yield a row for each incident; a column that a row lacks is null."""
    claims, reports = claims_by_id(view), shelf(view)
    for incident in events(view):
        yield {
            "id": incident.id,
            "part_of": incident.part_of,
            "event_type": incident.event_type,
            "sub_event_type": incident.sub_event_type,
            "cause": incident.cause,
            **_when(incident.period),
            **_where(incident.place),
            **_parties(incident, claims),
            **_figures(incident),
            **_deaths(incident),
            **_sources(incident, reports_of(incident, reports)),
            "claims": list(incident.claims),
            "corroboration": incident.corroboration.level if incident.corroboration else None,
            "independent_origins": incident.corroboration.independent if incident.corroboration else None,
            "disagreements": [each.about for each in incident.disagreements],
            "notes": notes(incident, claims),
        }


def _when(period: Period | None) -> dict[str, object]:
    if period is None:
        return {}
    return {"date_start": period.start, "date_end": period.end, "date_precision": period.precision}


def _where(place: Place | None) -> dict[str, object]:
    if place is None:
        return {}
    row = country_row(place.country)
    return {
        "country": place.country,
        "country_iso3": row.get("alpha3"),
        "country_name": row.get("name"),
        "admin1": place.admin1,
        "admin2": place.admin2,
        "place": place.name,
        "place_words": place.text,
        "place_relation": place.relation,
        "place_precision": place.precision,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _parties(incident: Incident, claims: Mapping[str, Claim]) -> dict[str, object]:
    kind, _, _ = violence(sides(incident, claims)) if incident.cause == "conflict" else (None, (), ())
    return {
        "type_of_violence": kind,
        "perpetrators": list(incident.perpetrators),
        "perpetrator_names": _names(incident.perpetrators),
        "victims": list(incident.victims),
        "victim_names": _names(incident.victims),
        "claimed_by": _names(incident.responsibility_claimed_by),
        "confirmed_by": _names(incident.confirmed_by),
        "denied_by": _names(incident.denied_by),
    }


def _names(actors: Iterable[str]) -> list[str]:
    return [display(actor) for actor in actors]


def _figures(incident: Incident) -> dict[str, object]:
    found: dict[str, object] = {}
    for effect in get_args(Effect):
        figure = figure_of(incident, effect)
        if figure is not None:
            found |= {f"{effect}_{bound}": getattr(figure, bound) for bound in BOUNDS}
    return found


def _deaths(incident: Incident) -> dict[str, object]:
    found: dict[str, object] = {}
    for dead in incident.deaths:
        found |= {f"deaths_{dead.side}_{bound}": getattr(dead, bound) for bound in BOUNDS}
        if dead.side in {"a", "b"}:
            found[f"side_{dead.side}"] = _names(dead.actors)
    return found


def _sources(incident: Incident, reports: list[Report]) -> dict[str, object]:
    return {
        "reports": [report.id for report in reports],
        "outlets": _known(report.outlet for report in reports),
        "urls": _known(report.url for report in reports),
        "languages": _known(report.language for report in reports),
        "origins": list(incident.origins),
        "origin_names": _names(incident.origins),
    }


def _known(values: Iterable[str | None]) -> list[str]:
    """Return what is known, once each."""
    return list(dict.fromkeys(value for value in values if value))
