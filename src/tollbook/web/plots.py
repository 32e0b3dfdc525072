"""Small drawings of one incident: how a figure grew, and who is cited by whom. Numbers here, lines in the templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tollbook.records import Figure
from tollbook.show import words

ROOM, HEIGHT = 64.0, 64.0  # of one step
ROW = 26.0  # between two names of a graph
LEFT, RIGHT = 185.0, 305.0  # where the lines of a graph begin and end
MOST_NAMES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was known at the end of a day: a bar from low to high, a point at best, in the drawing's units."""

    x: float
    low: float
    high: float
    best: float | None
    open: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The history of a figure. `top` is the number at the upper edge; the lower edge is 0.

    `plain` says that there is nothing to draw: one number, the same ever since.
    """

    steps: tuple[Step, ...]
    top: int
    width: float
    height: float
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Outlets on the left, origins on the right, and lines between who cites whom."""

    left: tuple[tuple[str, float], ...]
    right: tuple[tuple[str, float], ...]
    lines: tuple[tuple[float, float], ...]
    start: float
    end: float
    height: float
    more: int


def steps(figure: Figure) -> Steps | None:
    """Return the history of a figure as a drawing, its range alone where it has none; None without any number."""
    known = [
        (step.as_of.isoformat() if step.as_of else "no date", step.low, step.best, step.high)
        for step in figure.history
        if (step.low, step.best, step.high) != (None, None, None)
    ] or [("now", figure.low, figure.best, figure.high)]
    numbers = [number for _, *three in known for number in three if number is not None]
    if not numbers:
        return None
    top = max(*numbers, 1)

    def y(number: int) -> float:
        return round(HEIGHT * (1 - number / top), 1)

    drawn = []
    for at, (day, low, best, high) in enumerate(known):
        ends = [number for number in (low, best, high) if number is not None]
        drawn.append(
            Step(
                x=round((at + 0.5) * ROOM, 1),
                low=y(min(ends)) if low is not None else HEIGHT,
                high=y(max(ends)),
                best=None if best is None else y(best),
                open=high is None,
                label=f"{day}: {words.bounds(low, best, high)}",
            )
        )
    return Steps(
        steps=tuple(drawn),
        top=top,
        width=ROOM * len(known),
        height=HEIGHT,
        plain=len(known) == 1 and len(set(numbers)) == 1,
    )


def origins_graph(cited: Iterable[tuple[str, tuple[str, ...]]]) -> Graph | None:
    """Return who is cited by whom, from pairs of an outlet and the origins it names; None where nobody is named."""
    pairs = list(dict.fromkeys((outlet, origin) for outlet, origins in cited for origin in origins))
    if not pairs:
        return None
    outlets = list(dict.fromkeys(outlet for outlet, _ in pairs))
    named = list(dict.fromkeys(origin for _, origin in pairs))
    left = {name: (at + 0.5) * ROW for at, name in enumerate(outlets[:MOST_NAMES])}
    right = {name: (at + 0.5) * ROW for at, name in enumerate(named[:MOST_NAMES])}
    return Graph(
        left=tuple(left.items()),
        right=tuple((words.actor(name), y) for name, y in right.items()),
        lines=tuple((left[outlet], right[origin]) for outlet, origin in pairs if outlet in left and origin in right),
        start=LEFT,
        end=RIGHT,
        height=ROW * max(len(left), len(right)),
        more=max(0, len(outlets) - MOST_NAMES) + max(0, len(named) - MOST_NAMES),
    )
