"""Downloads of a selection in every format of ``tollbook export``.

A file is written to disk first and sent from there, so that an error is an answer of its own and never half a file,
and a slow reader holds no memory.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from threading import BoundedSemaphore
from typing import BinaryIO

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import StreamingResponse

from tollbook.export import names, write
from tollbook.store.selection import EVERYTHING
from tollbook.web.asking import asked
from tollbook.web.selected import view
from tollbook.web.sessions import reader
from tollbook.web.site import site_of

router = APIRouter(dependencies=[Depends(reader)])

# Content type and ending of each format.
KINDS = {
    "json": ("application/json", "json"),
    "jsonl": ("application/jsonl", "jsonl"),
    "csv-ged": ("text/csv; charset=utf-8", "csv"),
    "csv-acled": ("text/csv; charset=utf-8", "csv"),
    "geojson": ("application/geo+json", "geojson"),
    "hxl": ("text/csv; charset=utf-8", "csv"),
    "parquet": ("application/vnd.apache.parquet", "parquet"),
}
_TITLES = {
    "json": "JSON: everything, with evidence",
    "jsonl": "JSON lines: one record a line",
    "csv-ged": "CSV in UCDP GED columns",
    "csv-acled": "CSV in ACLED columns",
    "geojson": "GeoJSON for maps",
    "hxl": "CSV with HXL hashtags",
    "parquet": "Parquet: one typed table",
}
TITLES = {name: _TITLES.get(name, name) for name in names(installed=True)}  # what is offered here
AT_ONCE = BoundedSemaphore(2)  # views in memory
IN_MEMORY, PIECE = 1 << 20, 1 << 16


@router.get("/download/{name}", name="download", include_in_schema=False)
def download(request: Request, name: str) -> StreamingResponse:
    """Send the selection in the address in the format `name`."""
    if name not in TITLES:
        raise HTTPException(404, f"no such format: choose from {', '.join(TITLES)}")
    site, chosen = site_of(request), asked(request.query_params).selection
    file: BinaryIO = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    try:
        with AT_ONCE:
            write(name, view(site, chosen), file)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    kind, ending = KINDS.get(name, ("application/octet-stream", name))
    part = "" if chosen == EVERYTHING else "-selection"
    return StreamingResponse(
        _pieces(file),
        media_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(site.title)}{part}-{name}.{ending}"',
            "Content-Length": str(size),
        },
    )


def file_name(title: str) -> str:
    """Return the name of a ledger as a file may be called anywhere."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", title.removesuffix(".toll")).strip("-")[:60] or "tollbook"


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with suppress(GeneratorExit), file:
        while piece := file.read(PIECE):
            yield piece
