"""The map of a selection: what is drawn as a dot, what as an area, and what not at all; as JSON and as a picture.

A dot says "here", so only a named town gets one: full where the report places the event in it, hollow where it says
"near" or the place is known to some 25 km. A district is a ring of the size that its precision stands for, a province
or a country is its own shape. What lies at sea, in the air, or nowhere known is counted and not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from markupsafe import Markup, escape

from tollbook.data import display
from tollbook.relations import FINE, PROVINCE, RADIUS_KM
from tollbook.show import clean, words
from tollbook.store import pages, selection
from tollbook.store.selection import Box, Selection, Spot
from tollbook.web import shapes
from tollbook.web.asking import asked, boxed, query
from tollbook.web.render import template
from tollbook.web.sessions import reader
from tollbook.web.site import site_of

router = APIRouter(dependencies=[Depends(reader)])

DISTRICT, SEA = 3, 7  # UCDP where_prec
AREA, LEAST_RADIUS, MOST_RADIUS = 1.9, 3.0, 28.0  # pixels: a dot's radius is AREA times the root of its toll
WIDTH, HEIGHT = 960, 520
FINER, FARTHEST = 2, 1 << 24  # of a pixel, and beyond every step between two points in that
MARGIN = 0.06  # of what is drawn, around it
NARROWEST = 6.0  # degrees that a picture shows at the least
FAR = 12.0  # degrees from the middle of a country: what lies farther does not widen a picture
NEARBY = 1e-4  # degrees around a named point, which stands for itself
# How a circle looks that says "here", "near here", and "somewhere within".
DOT = 'fill="#a8321f" fill-opacity="0.7"'
NEAR = 'fill="#f7f5f0" fill-opacity="0.6" stroke-width="1.6"'
RING = 'fill="#a8321f" fill-opacity="0.12" stroke-dasharray="3 2"'


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
    around = boxed(chosen)
    for spot in spots:
        mark = _mark(spot, around)
        if mark is None:
            undrawn += spot.incidents
        elif mark.shape is None:
            dots.append(mark)
        elif mark.shape in areas:
            areas[mark.shape] = _both(areas[mark.shape], mark)
        else:
            areas[mark.shape] = mark
    whole = {code: "/" + query(replace(chosen, countries=(code,))) for code in areas if isinstance(code, str)}
    shaded = (replace(mark, chosen=whole.get(str(mark.shape), mark.chosen)) for mark in areas.values())
    ranked = sorted([*shaded, *dots], key=lambda mark: (mark.shape is None, -mark.killed, mark.label))
    return Drawing(marks=tuple(ranked), undrawn=undrawn)


def _mark(spot: Spot, around: Callable[[Box], str]) -> Mark | None:
    """Return how a place is drawn, None where it is not; the address of a country's own shape comes later."""
    country = display.country(spot.country) if spot.country else None
    label, km, shape = _label(spot, country), None, None
    if spot.precision == DISTRICT:
        km = RADIUS_KM[DISTRICT]
    elif spot.precision > FINE:
        shape = _shape(spot)
        if shape is None:
            return None
        label = f"somewhere in {country if isinstance(shape, str) else _label(spot, country, plain=True)}"
    return Mark(
        label=label,
        incidents=spot.incidents,
        killed=spot.killed,
        chosen="/" + around(_near(spot)),
        only=spot.only,
        latitude=spot.latitude,
        longitude=spot.longitude,
        near=spot.precision == FINE or (spot.precision < FINE and spot.relation is not None),
        km=km,
        shape=shape,
    )


def _shape(spot: Spot) -> int | str | None:
    """Return the province or country that a vague place is drawn as, None where there is none on the basemap."""
    if spot.precision == PROVINCE:
        province = shapes.province_at(spot.country, spot.latitude, spot.longitude)
        if province is not None:
            return province.at
    return spot.country if spot.country in shapes.world().by_country and spot.precision < SEA else None


def _near(spot: Spot) -> Box:
    x, y = spot.longitude, spot.latitude
    return x - NEARBY, y - NEARBY, x + NEARBY, y + NEARBY


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
        return site.maps.get(
            pages.published(connection),
            (form.__name__, chosen),
            lambda: form(drawing(selection.spots(selection.pick(site.columns.get(connection), chosen)), chosen)),
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
        return _path([(line - (west, north)) * (squeeze * scale, -scale) for line in lines], end)

    world = shapes.world()
    shown = [province for province in world.provinces if _meets(province.bounds, frame)]
    shaded = {mark.shape for mark in marks if mark.shape is not None}
    return template("map.svg").render(
        width=round(width),
        height=round(height),
        finer=FINER,
        land=path((ring for province in shown for ring in province.rings), "Z"),
        areas=path((r for p in shown if p.at in shaded or p.code in shaded for r in p.rings), "Z"),
        borders=path(each.line for each in world.borders if _meets(each.bounds, frame)),
        disputed=path(each.line for each in world.disputed if _meets(each.bounds, frame)),
        dots=Markup("".join(_dot(mark, at, scale) for mark in marks if mark.shape is None)),  # noqa: S704 - escaped
    )


def _path(lines: Sequence[shapes.Line], end: str) -> str:
    """Return lines in pixels as the path of a picture, in steps of 1/`FINER` of a pixel; shorter ones are left out."""
    if not lines:
        return ""
    points = np.rint(np.concatenate(lines) * FINER).astype(np.int64)
    firsts = np.zeros(len(points), dtype=np.bool_)
    firsts[np.cumsum([0, *map(len, lines[:-1])])] = True
    moved = firsts | np.any(points != np.roll(points, 1, axis=0), axis=1)
    points, firsts = points[moved], firsts[moved]
    # Most steps are short and come often: each is written once.
    steps, at = np.unique(np.diff(points, axis=0, prepend=0) @ (FARTHEST, 1), return_inverse=True)
    down = (steps + FARTHEST // 2) % FARTHEST - FARTHEST // 2
    words = [f"l{x} {y}" for x, y in zip(((steps - down) // FARTHEST).tolist(), down.tolist(), strict=True)]
    told = np.array(words, dtype=np.object_)[at]
    told[firsts] = [f"{end}M{x} {y}" for x, y in points[firsts].tolist()]
    return "".join(told)[len(end) :] + end


def _dot(mark: Mark, at: Callable[[float, float], tuple[float, float]], scale: float) -> str:
    """Return a mark without a shape as a circle; there may be thousands, too many for a template."""
    x, y = at(mark.longitude, mark.latitude)
    size, look = radius(mark.killed), DOT
    if mark.km is not None:
        size, look = round(mark.km / 111.2 * scale, 1), RING
    elif mark.near:
        look = NEAR
    return f'<circle cx="{x}" cy="{y}" r="{size}" {look}><title>{escape(told(mark))}</title></circle>\n'


def _frame(marks: Sequence[Mark]) -> Box:
    """Return what a picture shows: all points and shapes with a margin."""
    boxes = [_reach(mark) for mark in marks]
    if not boxes:
        return -180.0, -58.0, 180.0, 80.0
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    wider = max(MARGIN * (east - west), (NARROWEST * WIDTH / HEIGHT - (east - west)) / 2)
    taller = max(MARGIN * (north - south), (NARROWEST - (north - south)) / 2)
    return max(-180.0, west - wider), max(-85.0, south - taller), min(180.0, east + wider), min(85.0, north + taller)


def _reach(mark: Mark) -> Box:
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


def _meets(box: Box, frame: Box) -> bool:
    return box[0] <= frame[2] and box[2] >= frame[0] and box[1] <= frame[3] and box[3] >= frame[1]
