"""Fetch what the pages are made of besides our own, and lay it with its licences into the package.

Run by hand (`make vendor`) where npm and apt are at hand; the result is checked in, so that neither installing nor
running Tollbook fetches anything. Versions are pinned here, and npm checks the hash of every package it fetches.
The basemap comes from one source, so that borders, provinces and land fit each other: Natural Earth's provinces,
as Debian's qgis-common has them. Countries are the provinces with one code.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "src" / "tollbook" / "web" / "static" / "vendor"
SCRIPTS = {  # package: version, files of it
    "htmx.org": ("4.0.1", ("dist/htmx.min.js", "LICENSE")),
    "leaflet": ("1.9.4", ("dist/leaflet.js", "dist/leaflet.css", "LICENSE")),
    "topojson-client": ("3.1.0", ("dist/topojson-client.min.js", "LICENSE")),
}
MAPSHAPER = "mapshaper@0.6.121"  # a tool, not shipped
KEPT = "10%"  # of the points of all borders, by weighted area
GRID = 40_000  # steps of the grid that points are snapped to: 1 km at the equator


def main() -> None:
    """Lay down the scripts and the map."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shapes", type=Path, help="world_map.gpkg of Debian's qgis-common, else fetched with apt-get")
    given = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vendor-") as folder:
        work = Path(folder)
        for name, (version, files) in SCRIPTS.items():
            lay_package(work, name, version, files)
        lay_map(work, given.shapes or fetched_shapes(work))


def lay_package(work: Path, name: str, version: str, files: tuple[str, ...]) -> None:
    """Write `files` of an npm package; a licence takes the package's name."""
    run("npm", "install", "--silent", "--no-save", "--ignore-scripts", f"{name}@{version}", cwd=work)
    for file in files:
        source = work / "node_modules" / name / file
        label = f"{name}.LICENSE" if file == "LICENSE" else source.name
        text = source.read_text(encoding="utf-8")
        # The maps that these lines name are not shipped, and a browser would ask for them.
        kept = [line for line in text.splitlines() if not line.startswith("//# sourceMappingURL=")]
        (TARGET / label).write_text("\n".join(kept) + "\n", encoding="utf-8")


def fetched_shapes(work: Path) -> Path:
    """Fetch Debian's qgis-common and return the map in it."""
    run("apt-get", "download", "qgis-common", cwd=work)
    run("dpkg", "-x", next(work.glob("qgis-common_*.deb")).name, "qgis", cwd=work)
    return work / "qgis/usr/share/qgis/resources/data/world_map.gpkg"


def lay_map(work: Path, shapes: Path) -> None:
    """Write provinces and disputed borders as one simplified topology."""
    with sqlite3.connect(shapes) as database:
        provinces = [
            named(feature(geometry, {}), iso if iso and iso.isalpha() else None, name)
            for iso, name, geometry in database.execute("select iso_a2, name, geom from states_provinces order by fid")
            if name
        ]
        disputed = [feature(row[0], {}) for row in database.execute("select geom from disputed_borders order by fid")]
    for label, features in (("provinces", provinces), ("disputed", disputed)):
        collection = {"type": "FeatureCollection", "features": features}
        (work / f"{label}.json").write_text(json.dumps(collection), encoding="utf-8")
    run("npm", "install", "--silent", "--no-save", "--ignore-scripts", MAPSHAPER, cwd=work)
    simplify = ("-simplify", KEPT, "weighted", "keep-shapes", "target=provinces,disputed")
    written = ("-o", "world.json", "format=topojson", f"quantization={GRID}", "target=provinces,disputed")
    tool = str(work / "node_modules/.bin/mapshaper")
    run(tool, "-i", "provinces.json", "disputed.json", "combine-files", *simplify, *written, cwd=work)
    shutil.copy(work / "world.json", TARGET / "world.json")


def named(province: dict[str, Any], code: str | None, name: str) -> dict[str, Any]:
    """Return a province with its country, its name, and its centre of area (latitude, longitude).

    The gazetteer gives provinces the same centres (`gazetteer/build.py`), so that a place finds its shape by its point.
    """
    area = east = north = 0.0
    for polygon in province["geometry"]["coordinates"]:
        ring = polygon[0]
        part = x = y = 0.0
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            cross = x1 * y2 - x2 * y1
            part, x, y = part + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
        sign = 1 if part > 0 else -1
        area, east, north = area + sign * part * 3, east + sign * x, north + sign * y
    centre = [round(north / area, 3), round(east / area, 3)]
    return province | {"properties": {"c": code, "n": name, "p": centre}}


def feature(geometry: bytes, properties: dict[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON feature of a GeoPackage geometry (little-endian multipolygon or multilinestring)."""
    offset = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[geometry[3] >> 1 & 7]
    kind, count = struct.unpack_from("<xII", geometry, offset)
    offset += 9
    parts: list[Any] = []
    for _ in range(count):
        offset += 5
        if kind % 1000 == 6:
            rings = struct.unpack_from("<I", geometry, offset)[0]
            offset += 4
            polygon = []
            for _ in range(rings):
                line, offset = points(geometry, offset)
                polygon.append(line)
            parts.append(polygon)
        else:
            line, offset = points(geometry, offset)
            parts.append(line)
    name = {6: "MultiPolygon", 5: "MultiLineString"}[kind % 1000]
    return {"type": "Feature", "properties": properties, "geometry": {"type": name, "coordinates": parts}}


def points(geometry: bytes, offset: int) -> tuple[list[tuple[float, float]], int]:
    """Return the points of one line or ring, and where the next begins."""
    size = struct.unpack_from("<I", geometry, offset)[0]
    flat = struct.unpack_from(f"<{2 * size}d", geometry, offset + 4)
    return list(zip(flat[::2], flat[1::2], strict=True)), offset + 4 + 16 * size


def run(*command: str, cwd: Path) -> None:
    """Run a command; its failure is ours."""
    subprocess.run(command, cwd=cwd, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
