"""``--format geojson``: incidents as features (RFC 7946), totals never.

The point is that of the named place, not a claim that the event was there: `precision` (UCDP where_prec)
and `relation` say how near it is, and `coarse` marks a point that only stands for a district or more. An
incident without coordinates has null geometry, as the RFC has it for unlocated features.
"""

from __future__ import annotations

from typing import TextIO

from tollbook.export.indented import write_object
from tollbook.export.shapes import Shape, plain
from tollbook.export.tables import events
from tollbook.records import Incident, Place, View
from tollbook.sides import display

FINEST_COARSE = 3  # where_prec of a second-order division


def write(view: View, out: TextIO) -> None:
    """Write the ledger's incidents to `out` as one feature collection."""
    write_object((("type", "FeatureCollection"), ("features", map(feature, events(view)))), out)


def feature(incident: Incident) -> Shape:
    """Return one incident as a feature, its id as the feature's."""
    place, period = incident.place, incident.period
    return {
        "type": "Feature",
        "id": incident.id,
        "geometry": _point(place),
        "properties": {
            "cause": incident.cause,
            "event_type": incident.event_type,
            "sub_event_type": incident.sub_event_type,
            "part_of": incident.part_of,
            "period": plain(period),
            "place": None if place is None else place.name or place.text,
            "relation": None if place is None else place.relation,
            "country": None if place is None else place.country,
            "precision": None if place is None else place.precision,
            "coarse": place is None or place.precision is None or place.precision >= FINEST_COARSE,
            "perpetrators": [display(each) for each in incident.perpetrators],
            "victims": [display(each) for each in incident.victims],
            "figures": [
                {"effect": each.effect, "low": each.low, "best": each.best, "high": each.high}
                for each in incident.figures
            ],
            "origins": list(incident.origins),
            "reports": list(incident.reports),
            "disagreements": [each.about for each in incident.disagreements],
        },
    }


def _point(place: Place | None) -> Shape | None:
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return {"type": "Point", "coordinates": [place.longitude, place.latitude]}
