"""The map of a selection: what is drawn as a dot, what as an area, and what not at all; as JSON and as a picture.

A dot says "here", so only a named town gets one: full where the report places the event in it, hollow where it says
"near" or the place is known to some 25 km. A district is a ring of the size that its precision stands for, a province
or a country is its own shape. What lies at sea, in the air, or nowhere known is counted and not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from tollbook.data import display
from tollbook.relations import FINE, PROVINCE, RADIUS_KM
from tollbook.show import clean, words
from tollbook.store import pages, selection
from tollbook.store.selection import Selection, Spot
from tollbook.web import shapes
from tollbook.web.asking import asked, query
from tollbook.web.render import template
from tollbook.web.sessions import reader
from tollbook.web.site import site_of

router = APIRouter(dependencies=[Depends(reader)])

DISTRICT = 3
AREA, LEAST_RADIUS, MOST_RADIUS = 1.9, 3.0, 28.0  # pixels: a dot's radius is AREA times the root of its toll
WIDTH, HEIGHT = 960, 520
MARGIN = 0.06  # of what is drawn, around it
NARROWEST = 6.0  # degrees that a picture shows at the least
FAR = 12.0  # degrees from the middle of a country: what lies farther does not widen a picture
NEARBY = 1e-4  # degrees around a named point, which stands for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing on the map. `shape` is a province's number, a country's code, or None for a point.

    `km` is the radius of a ring, None for a dot; `near` makes a dot hollow. `only` is the incident where there is just
    one, `chosen` the address of all that the mark stands for.
    """

    label: str
    incidents: int
    killed: int
    chosen: str
    only: str | None
    latitude: float
    longitude: float
    near: bool = False
    km: float | None = None
    shape: int | str | None = None

    @property
    def address(self) -> str:
        """Where a click leads."""
        return f"/incident/{self.only}" if self.only else self.chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a map shows, the largest tolls first, and how many incidents have a point but no place on it."""

    marks: tuple[Mark, ...]
    undrawn: int


def drawing(spots: Iterable[Spot], chosen: Selection) -> Drawing:
    """Return what is drawn of `spots`; the address of a mark is what it stands for within the selection."""
    dots: list[Mark] = []
    areas: dict[int | str, Mark] = {}
    undrawn = 0
    for spot in spots:
        mark = _mark(spot, chosen)
        if mark is None:
            undrawn += spot.incidents
        elif mark.shape is None:
            dots.append(mark)
        elif mark.shape in areas:
            areas[mark.shape] = _both(areas[mark.shape], mark)
        else:
            areas[mark.shape] = mark
    ranked = sorted([*areas.values(), *dots], key=lambda mark: (mark.shape is None, -mark.killed, mark.label))
    return Drawing(marks=tuple(ranked), undrawn=undrawn)


def _mark(spot: Spot, chosen: Selection) -> Mark | None:
    country = display.country(spot.country) if spot.country else None
    plain = Mark(
        label=_label(spot, country),
        incidents=spot.incidents,
        killed=spot.killed,
        chosen="/" + query(_around(spot, chosen)),
        only=spot.only,
        latitude=spot.latitude,
        longitude=spot.longitude,
    )
    if spot.precision <= FINE:
        return replace(plain, near=spot.precision == FINE or spot.relation is not None)
    if spot.precision == DISTRICT:
        return replace(plain, km=RADIUS_KM[DISTRICT])
    if spot.precision == PROVINCE:
        province = shapes.province_at(spot.country, spot.latitude, spot.longitude)
        if province is not None:
            return replace(plain, shape=province.at, label=f"somewhere in {_label(spot, country, plain=True)}")
    if spot.country and spot.country in shapes.world().by_country and spot.precision < 7:
        whole = replace(chosen, countries=(spot.country,))
        return replace(plain, shape=spot.country, label=f"somewhere in {country}", chosen="/" + query(whole))
    return None


def _around(spot: Spot, chosen: Selection) -> Selection:
    west, south, east, north = (
        spot.longitude - NEARBY,
        spot.latitude - NEARBY,
        spot.longitude + NEARBY,
        spot.latitude + NEARBY,
    )
    return replace(chosen, box=(round(west, 5), round(south, 5), round(east, 5), round(north, 5)))


def _label(spot: Spot, country: str | None, *, plain: bool = False) -> str:
    named = ", ".join(dict.fromkeys(clean(part) for part in (spot.place, spot.admin1, country) if part))
    return f"{clean(spot.relation)} {named}" if spot.relation and not plain else named


def _both(one: Mark, other: Mark) -> Mark:
    """Return two marks of one shape as one."""
    return replace(one, incidents=one.incidents + other.incidents, killed=one.killed + other.killed, only=None)


def radius(killed: int) -> float:
    """Return a dot's radius in pixels: its area grows with the toll."""
    return round(min(MOST_RADIUS, max(LEAST_RADIUS, AREA * math.sqrt(max(killed, 1)))), 1)


def told(mark: Mark) -> str:
    """Return a mark in words: "Sake, North Kivu: 17 killed, 1 incident"."""
    return f"{mark.label}: {mark.killed:,} killed, {words.plural(mark.incidents, 'incident')}"


def kept(request: Request, form: Callable[[Drawing], bytes]) -> bytes:
    """Return the map of the selection in the address in some form, which is kept while the view stands."""
    site, chosen = site_of(request), asked(request.query_params).selection
    with site.ledger.looking() as connection:
        return site.answers.get(
            pages.published(connection),
            (form.__name__, chosen),
            lambda: form(drawing(selection.spots(connection, chosen), chosen)),
        )


@router.get("/map.json", name="map_json", include_in_schema=False)
def map_json(request: Request) -> Response:
    """Return the marks of a selection for the script."""
    return Response(kept(request, listed), media_type="application/json")


@router.get("/map.svg", name="map_svg", include_in_schema=False)
def map_svg(request: Request) -> Response:
    """Return the map of a selection as a picture, for pages without scripts and for print."""
    return Response(kept(request, pictured), media_type="image/svg+xml")


def pictured(found: Drawing) -> bytes:
    """Return a map as SVG."""
    return picture(found.marks).encode()


def listed(found: Drawing) -> bytes:
    """Return a map as JSON: each mark a short list, since there may be many."""
    marks = [
        [
            round(mark.latitude, 5),
            round(mark.longitude, 5),
            radius(mark.killed),
            int(mark.near),
            mark.km,
            mark.shape,
            told(mark),
            mark.address,
        ]
        for mark in found.marks
    ]
    return msgspec.json.encode({"marks": marks, "undrawn": found.undrawn})


def picture(marks: Sequence[Mark]) -> str:
    """Return marks on the basemap as SVG, in plain longitude and latitude, as wide as the marks need."""
    frame = _frame(marks)
    west, south, east, north = frame
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * squeeze), HEIGHT / (north - south))
    width, height = (east - west) * squeeze * scale, (north - south) * scale

    def at(x: float, y: float) -> tuple[float, float]:
        return round((x - west) * squeeze * scale, 1), round((north - y) * scale, 1)

    def path(lines: Iterable[shapes.Line], end: str = "") -> str:
        return "".join("M" + "L".join("{} {}".format(*at(x, y)) for x, y in line) + end for line in lines)

    world = shapes.world()
    shown = [province for province in world.provinces if _meets(province.bounds, frame)]
    shaded = {mark.shape for mark in marks if mark.shape is not None}
    return template("map.svg").render(
        width=round(width),
        height=round(height),
        land=path((ring for province in shown for ring in province.rings), "Z"),
        areas=path((r for p in shown if p.at in shaded or p.code in shaded for r in p.rings), "Z"),
        borders=path(line for line in world.borders if _meets(_box(line), frame)),
        disputed=path(line for line in world.disputed if _meets(_box(line), frame)),
        dots=[_dot(mark, at, scale) for mark in marks if mark.shape is None],
    )


def _dot(mark: Mark, at: Any, scale: float) -> dict[str, object]:
    x, y = at(mark.longitude, mark.latitude)
    ring = None if mark.km is None else round(mark.km / 111.2 * scale, 1)
    return {"x": x, "y": y, "r": ring or radius(mark.killed), "near": mark.near, "ring": ring, "told": told(mark)}


def _frame(marks: Sequence[Mark]) -> tuple[float, float, float, float]:
    """Return west, south, east, north of what a picture shows: all points and shapes with a margin."""
    boxes = [_reach(mark) for mark in marks]
    if not boxes:
        return -180.0, -58.0, 180.0, 80.0
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    wider = max(MARGIN * (east - west), (NARROWEST * WIDTH / HEIGHT - (east - west)) / 2)
    taller = max(MARGIN * (north - south), (NARROWEST - (north - south)) / 2)
    return max(-180.0, west - wider), max(-85.0, south - taller), min(180.0, east + wider), min(85.0, north + taller)


def _reach(mark: Mark) -> tuple[float, float, float, float]:
    world = shapes.world()
    if isinstance(mark.shape, int):
        return world.provinces[mark.shape].bounds
    if mark.shape is not None:  # without what lies overseas
        near = [each for each in world.by_country[mark.shape] if _apart(each.centre, mark) < FAR]
        boxes = [each.bounds for each in near] or [(mark.longitude, mark.latitude, mark.longitude, mark.latitude)]
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)
    return mark.longitude, mark.latitude, mark.longitude, mark.latitude


def _apart(centre: tuple[float, float], mark: Mark) -> float:
    return max(abs(centre[0] - mark.latitude), abs(centre[1] - mark.longitude))


def _box(line: shapes.Line) -> tuple[float, float, float, float]:
    east, north = [x for x, _ in line], [y for _, y in line]
    return min(east), min(north), max(east), max(north)


def _meets(box: tuple[float, float, float, float], frame: tuple[float, float, float, float]) -> bool:
    return box[0] <= frame[2] and box[2] >= frame[0] and box[1] <= frame[3] and box[3] >= frame[1]
