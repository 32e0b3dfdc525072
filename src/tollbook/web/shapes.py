"""The basemap on the server: provinces and borders of ``static/vendor/world.json``, for maps without scripts.

One topology holds everything, so provinces, countries and coasts share their lines. Borders are those of Natural
Earth, which draws who holds the ground; claims on them are dashed, and neither is a statement of ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

WORLD = Path(__file__).parent / "static" / "vendor" / "world.json"
SAME_POINT = 0.02  # degrees: a province's centre in the gazetteer and here differ by rounding only

Line = tuple[tuple[float, float], ...]  # longitude, latitude


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A first-order division; `at` is its number in the topology, `bounds` west, south, east, north."""

    at: int
    code: str | None
    name: str
    centre: tuple[float, float]  # latitude, longitude
    rings: tuple[Line, ...]
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The basemap: provinces, the borders between countries, and claims on them."""

    provinces: tuple[Province, ...]
    borders: tuple[Line, ...]
    disputed: tuple[Line, ...]
    by_country: Mapping[str, tuple[Province, ...]]


@cache
def world() -> World:
    """Return the basemap, read once."""
    topology: dict[str, Any] = msgspec.json.decode(WORLD.read_bytes())
    lines = _lines(topology)
    provinces, codes = [], defaultdict[int, set[str | None]](set)
    for at, shape in enumerate(topology["objects"]["provinces"]["geometries"]):
        known, rings = shape["properties"], list(_rings(shape))
        for ring in rings:
            for arc in ring:
                codes[arc if arc >= 0 else ~arc].add(known["c"])
        joined = tuple(_joined(ring, lines) for ring in rings)
        centre = (known["p"][0], known["p"][1])
        provinces.append(
            Province(
                at=at, code=known["c"], name=known["n"], centre=centre, rings=joined, bounds=_bounds(joined, centre)
            )
        )
    by_country: dict[str, list[Province]] = {}
    for province in provinces:
        if province.code:
            by_country.setdefault(province.code, []).append(province)
    return World(
        provinces=tuple(provinces),
        borders=tuple(lines[arc] for arc, sides in sorted(codes.items()) if len(sides) > 1),
        disputed=tuple(
            _joined(ring, lines) for shape in topology["objects"]["disputed"]["geometries"] for ring in _rings(shape)
        ),
        by_country={code: tuple(each) for code, each in by_country.items()},
    )


def province_at(code: str | None, latitude: float, longitude: float) -> Province | None:
    """Return the province of a country whose centre is this point, None where the basemap has none such.

    A division that the basemap cuts finer or names otherwise has none: then nothing finer than its country is drawn.
    """
    near = (
        (abs(each.centre[0] - latitude) + abs(each.centre[1] - longitude), each.at, each)
        for each in world().by_country.get(code or "", ())
        if abs(each.centre[0] - latitude) < SAME_POINT and abs(each.centre[1] - longitude) < SAME_POINT
    )
    best = min(near, default=None)
    return None if best is None else best[2]


def _lines(topology: Mapping[str, Any]) -> list[Line]:
    """Return the arcs of a quantised topology in degrees (TopoJSON specification, 2.1.3 and 2.2.4)."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * kx + dx, y * ky + dy))
        lines.append(tuple(points))
    return lines


def _rings(shape: Mapping[str, Any]) -> Iterable[list[int]]:
    """Yield the rings or lines of a shape as lists of arcs."""
    kind, arcs = shape["type"], shape.get("arcs", ())
    if kind == "MultiPolygon":
        yield from (ring for polygon in arcs for ring in polygon)
    elif kind in ("Polygon", "MultiLineString"):
        yield from arcs
    elif kind == "LineString":
        yield arcs


def _joined(ring: Iterable[int], lines: list[Line]) -> Line:
    points: list[tuple[float, float]] = []
    for arc in ring:
        line = lines[arc] if arc >= 0 else lines[~arc][::-1]
        points += line[1:] if points else line
    return tuple(points)


def _bounds(rings: Iterable[Line], centre: tuple[float, float]) -> tuple[float, float, float, float]:
    points = [point for ring in rings for point in ring] or [(centre[1], centre[0])]
    east, north = [x for x, _ in points], [y for _, y in points]
    return min(east), min(north), max(east), max(north)
