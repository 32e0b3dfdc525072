"""The basemap on the server: provinces and borders of ``static/vendor/world.json``, for maps without scripts.

One topology holds everything, so provinces, countries and coasts share their lines. Borders are those of Natural
Earth, which draws who holds the ground; claims on them are dashed, and neither is a statement of ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

WORLD = Path(__file__).parent / "static" / "vendor" / "world.json"
SAME_POINT = 0.02  # degrees: a province's centre in the gazetteer and here differ by rounding only

Line = npt.NDArray[np.float64]  # a row a point: longitude, latitude
Bounds = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A first-order division; `at` is its number in the topology."""

    at: int
    code: str | None
    name: str
    centre: tuple[float, float]  # latitude, longitude
    rings: tuple[Line, ...]
    bounds: Bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """A line between countries."""

    line: Line
    bounds: Bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The basemap: provinces, the borders between countries, and claims on them."""

    provinces: tuple[Province, ...]
    borders: tuple[Border, ...]
    disputed: tuple[Border, ...]
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
        borders=tuple(_border(lines[arc]) for arc, sides in sorted(codes.items()) if len(sides) > 1),
        disputed=tuple(
            _border(_joined(ring, lines))
            for shape in topology["objects"]["disputed"]["geometries"]
            for ring in _rings(shape)
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
    scale, translate = (np.array(topology["transform"][each]) for each in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]


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
    arcs = [lines[arc] if arc >= 0 else lines[~arc][::-1] for arc in ring]
    return np.concatenate([arc if at == 0 else arc[1:] for at, arc in enumerate(arcs)]) if arcs else np.zeros((0, 2))


def _border(line: Line) -> Border:
    return Border(line=line, bounds=_bounds((line,), (0.0, 0.0)))


def _bounds(rings: Sequence[Line], centre: tuple[float, float]) -> Bounds:
    points = np.concatenate(rings) if rings else np.array([centre[::-1]])
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return west, south, east, north
