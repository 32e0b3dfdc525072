"""Small drawings of one incident: how a figure grew, its range, and who is cited by whom.

Numbers here, lines in the templates. The drawings are 320 units wide, the width of a phone, so that their letters can
be read there; none of them is the only place that says what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tollbook.records import Figure, Revision
from tollbook.show import words

WIDTH = 320.0
LEFT, RIGHT = 30.0, 312.0  # of the plot; left of it stand the numbers of the axis
TOP, BOTTOM = 20.0, 104.0
HEIGHT = 122.0
LAST = 36.0  # what the last step, which still holds, is long
APART, DATES_APART = 26.0, 64.0  # least room of a number over a point, and of a day below one
STRIP = 44.0  # height of a range
MOST_NAMES = 12
MOST_SAID = 3  # figures told of one origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A figure as known at the end of a day. `said` stands over it and `day` below it where there is room.

    `from_` and `to` are the ends of its range; `open` has no upper bound and reaches the upper edge.
    """

    x: float
    until: float
    y: float
    low: float
    high: float
    open: bool
    firm: bool  # it has a best number
    said: str | None
    day: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How a figure grew, on a scale of time. `line` joins the points in steps; `top` is the number at the edge."""

    points: tuple[Point, ...]
    line: str
    top: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A figure's range as a strip from 0: where it begins and ends, and its best; `open` goes on to the right."""

    low: float
    high: float
    best: float | None
    open: bool
    low_said: str
    high_said: str
    best_said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One figure of an incident as the page shows it.

    `told` are its states in words, the oldest first; `since` is the day of the first, None where it has none.
    """

    figure: Figure
    told: tuple[str, ...]
    since: date | None
    history: History | None
    spread: Spread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An outlet or an origin of the graph. `claim` is the first that stands for it, `said` what it gives."""

    name: str
    claim: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Outlets on the left, origins on the right, and lines from row to row; rows are counted in halves of one.

    `uncited`: the last node on the right stands for citing nobody. `more`: how many names found no room.
    """

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    lines: tuple[tuple[float, float], ...]
    rows: int
    uncited: bool
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One claim of a figure for the graph: who prints it, who is cited (names), and what it gives."""

    claim: str
    outlet: str
    origins: tuple[str, ...]
    said: str


def curve(figure: Figure) -> Curve:
    """Return a figure with its drawing: a history where it changed, a range where it has one and never changed."""
    known = [step for step in figure.history if (step.low, step.best, step.high) != (None, None, None)]
    history = _history(known) if len(known) > 1 else None
    return Curve(
        figure=figure,
        told=tuple(f"{words.day(step.as_of)}: {words.bounds(step.low, step.best, step.high)}" for step in known),
        since=known[0].as_of if known else None,
        history=history,
        spread=None if history else _spread(figure),
    )


def _history(known: Sequence[Revision]) -> History:
    numbers = [number for step in known for number in (step.low, step.best, step.high) if number is not None]
    top = max(*numbers, 1)
    places = _places([step.as_of for step in known])
    ends = [*places[1:], places[-1] + LAST]

    def y(number: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * number / top, 1)

    values = [_value(step) for step in known]
    said, days = _roomy(places, APART), _roomy(places, DATES_APART)
    points = tuple(
        Point(
            x=x,
            until=until,
            y=y(value),
            low=y(step.low or 0),
            high=TOP if step.high is None else y(step.high),
            open=step.high is None,
            firm=step.best is not None,
            said=f"{value:,}{'+' if step.high is None else ''}" if at in said else None,
            day=_short(step.as_of) if at in days else None,
        )
        for at, (step, value, x, until) in enumerate(zip(known, values, places, ends, strict=True))
    )
    steps = [f"M{points[0].x} {points[0].y}H{points[0].until}"] + [f"V{each.y}H{each.until}" for each in points[1:]]
    return History(points=points, line="".join(steps), top=top)


def _value(step: Revision) -> int:
    """Return the number that stands for a state: its best, else its lowest, else its highest."""
    return next(number for number in (step.best, step.low, step.high) if number is not None)


def _places(days: Sequence[date | None]) -> list[float]:
    """Return where days lie between the edges, in proportion to time. What has no date stands first, by itself."""
    known = [day for day in days if day is not None]
    undated = len(days) - len(known)
    start, end = LEFT + 8 + undated * DATES_APART, RIGHT - LAST
    span = (known[-1] - known[0]).days if known else 0
    dated = [round(start + (end - start) * ((day - known[0]).days / span if span else 0), 1) for day in known]
    return [*(LEFT + 8 + at * DATES_APART for at in range(undated)), *dated]


def _roomy(places: Sequence[float], apart: float) -> set[int]:
    """Return which places get a label: the last, the first, and between them what keeps its distance."""
    found = [len(places) - 1]
    if places[-1] - places[0] >= apart:
        found.append(0)
    for at in range(1, len(places) - 1):
        if all(abs(places[at] - places[other]) >= apart for other in found):
            found.append(at)
    return set(found)


def _short(day: date | None) -> str:
    return f"{day.day} {day:%b} {day.year}" if day else "no date"


def _spread(figure: Figure) -> Spread | None:
    """Return the range of a figure; None where it is one number, or has fewer than two."""
    numbers = {number for number in (figure.low, figure.best, figure.high) if number is not None}
    if len(numbers) < 2:
        return None
    most = max(*numbers, 1)

    def x(number: int) -> float:
        return round(LEFT + (RIGHT - LEFT - LAST) * number / most, 1)

    best = figure.best
    return Spread(
        low=x(figure.low or 0),
        high=RIGHT if figure.high is None else x(figure.high),
        best=None if best is None else x(best),
        open=figure.high is None,
        low_said="" if figure.low in (None, best) else f"{figure.low:,}",
        high_said="" if figure.high in (None, best) else f"{figure.high:,}",
        best_said="" if best is None else f"{best:,}",
    )


def origins_graph(told: Iterable[Cited]) -> Graph | None:
    """Return who cites whom for the figures of an incident; None where there is no claim."""
    outlets: dict[str, Node] = {}
    origins: dict[str, list[Cited]] = {}
    pairs: dict[tuple[str, str], None] = {}
    for each in told:
        outlets.setdefault(each.outlet, Node(name=each.outlet, claim=each.claim, said=""))
        for origin in each.origins or ("",):
            origins.setdefault(origin, []).append(each)
            pairs[each.outlet, origin] = None
    if not pairs:
        return None
    if "" in origins:
        origins[""] = origins.pop("")  # nobody stands last
    left = list(outlets.values())[:MOST_NAMES]
    right = list(origins)[:MOST_NAMES]
    rows = max(len(left), len(right))
    first = {node.name: (rows - len(left)) / 2 + at + 0.5 for at, node in enumerate(left)}
    second = {name: (rows - len(right)) / 2 + at + 0.5 for at, name in enumerate(right)}
    return Graph(
        left=tuple(left),
        right=tuple(
            Node(name=name or "nobody cited", claim=origins[name][0].claim, said=_said(origins[name])) for name in right
        ),
        lines=tuple(
            (first[outlet], second[origin]) for outlet, origin in pairs if outlet in first and origin in second
        ),
        rows=rows,
        uncited="" in right,
        more=len(outlets) - len(left) + len(origins) - len(right),
    )


def _said(told: Sequence[Cited]) -> str:
    """Return what an origin gives, each figure once: "12 killed, 7 wounded"."""
    given = list(dict.fromkeys(each.said for each in told))
    more = f" and {len(given) - MOST_SAID} more" if len(given) > MOST_SAID else ""
    return ", ".join(given[:MOST_SAID]) + more
