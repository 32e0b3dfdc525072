"""Export: the published view in the formats that others read. One module each, `write(view, out)`."""

import codecs
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import BinaryIO, TextIO, cast

from tollbook.export import acled, ged, geojson, hxl, json, jsonl, parquet
from tollbook.export.parquet import ExportError
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
# Those that are no text, and the library that each needs.
BINARY: dict[str, Callable[[View, BinaryIO], None]] = {"parquet": parquet.write}
NEEDS: Mapping[str, str] = {"parquet": "pyarrow"}

__all__ = [
    "BINARY",
    "FORMATS",
    "ExportError",
    "claim_json",
    "incident_json",
    "link_json",
    "names",
    "report_json",
    "write",
]


def names(*, installed: bool = False) -> tuple[str, ...]:
    """Return the names of all formats, or of those whose libraries are installed."""
    return tuple(
        name for name in (*FORMATS, *BINARY) if not installed or name not in NEEDS or find_spec(NEEDS[name]) is not None
    )


def write(name: str, view: View, out: BinaryIO) -> None:
    """Write the view to `out` in the format `name`; text is UTF-8 with line feeds.

    Raises ExportError with one clear line where the format needs a library that is not installed, and KeyError for
    a format that is none.
    """
    if name in BINARY:
        BINARY[name](view, out)
        return
    # A StreamWriter keeps nothing back and closes nothing, whatever happens to `out`.
    FORMATS[name](view, cast(TextIO, codecs.getwriter("utf-8")(out)))
