"""Export: the published view in the formats that others read. One module each, `write(view, out)`."""

from collections.abc import Callable
from typing import TextIO

from tollbook.export import acled, ged, geojson, hxl, json, jsonl
from tollbook.export.shapes import claim_json, incident_json, link_json, report_json
from tollbook.records import View

FORMATS: dict[str, Callable[[View, TextIO], None]] = {
    "json": json.write,
    "jsonl": jsonl.write,
    "csv-ged": ged.write,
    "csv-acled": acled.write,
    "geojson": geojson.write,
    "hxl": hxl.write,
}

__all__ = ["FORMATS", "claim_json", "incident_json", "link_json", "report_json"]
