"""Selections to addresses and back: what a filter is called in the address bar, and stays called.

Addresses are what people share and cite, so the names of `NAMES` are kept. A value that means nothing is left out
and told to the visitor, never an error.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, cast
from urllib.parse import urlencode

from tollbook.store.browse import BITS
from tollbook.store.selection import SORTS, STATUSES, Box, Selection, Sort

# The field of a selection by its name in an address; those with several values come first.
SEVERAL: Mapping[str, str] = {
    "country": "countries",
    "admin1": "admin1",
    "actor": "actors",
    "by": "perpetrators",
    "victim": "victims",
    "effect": "effects",
    "type": "event_types",
    "origin": "origins",
    "language": "languages",
    "status": "statuses",
    "kind": "kinds",
}
KNOWN: Mapping[str, frozenset[str]] = {
    "effect": frozenset(BITS),
    "status": frozenset(STATUSES),
    "kind": frozenset({"incident", "total"}),
}
MOST_VALUES = 50  # of one field
LONGEST = 200  # characters of one value
PAGE_SIZE = 50
LAST_PAGE = 100_000


class Params(Protocol):
    """The parameters of an address, each with one value or several."""

    def get(self, key: str, /) -> str | None:
        """Return the last value of `key`."""

    def getlist(self, key: str, /) -> list[str]:
        """Return all values of `key`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for. `notes` tells what of it could not be understood."""

    selection: Selection
    sort: Sort = "newest"
    page: int = 1
    notes: tuple[str, ...] = ()


def asked(params: Params) -> Asked:
    """Return what an address asks for."""
    notes: list[str] = []
    several = {field: _several(params, name, notes) for name, field in SEVERAL.items()}
    place = (params.get("place") or "").strip()[:LONGEST]
    selection = Selection(
        since=_day(params, "from", notes),
        until=_day(params, "to", notes),
        place=place or None,
        precision=_number(params, "precision", notes, 1, 7),
        least=_number(params, "least", notes, 0, 10**9),
        box=_box(params, notes),
        **cast(dict[str, Any], several),
    )
    sort = params.get("sort") or "newest"
    if sort not in SORTS:
        notes.append(f"no order {sort[:LONGEST]!r}")
        sort = "newest"
    return Asked(
        selection=selection,
        sort=cast(Sort, sort),
        page=_number(params, "page", notes, 1, LAST_PAGE) or 1,
        notes=tuple(notes),
    )


def query(selection: Selection, *, sort: Sort = "newest", page: int = 1, **more: str) -> str:
    """Return the address of a selection as a query, "" where it asks for everything; always the same for the same."""
    found: list[tuple[str, str]] = []
    if selection.since:
        found.append(("from", selection.since.isoformat()))
    if selection.until:
        found.append(("to", selection.until.isoformat()))
    if selection.place:
        found.append(("place", selection.place))
    for name, field in SEVERAL.items():
        found += [(name, value) for value in getattr(selection, field)]
    for name, number in (("precision", selection.precision), ("least", selection.least)):
        if number is not None:
            found.append((name, str(number)))
    if selection.box:
        found.append(("box", written(selection.box)))
    if sort != "newest":
        found.append(("sort", sort))
    if page != 1:
        found.append(("page", str(page)))
    found += more.items()
    return f"?{urlencode(found)}" if found else ""


def boxed(selection: Selection) -> Callable[[Box], str]:
    """Return what writes the address of a selection within a box; the rest of the address is worked out once."""
    plain = query(replace(selection, box=None))
    lead = f"{plain}&box=" if plain else "?box="
    return lambda box: lead + written(box).replace(",", "%2C")


def written(box: Box) -> str:
    """Return a box as an address has it, to the millionth of a degree."""
    return ",".join(f"{side:.6f}".rstrip("0").rstrip(".") for side in box)


def without(selection: Selection, field: str, value: str | None = None) -> Selection:
    """Return a selection without a field, or without one of its values."""
    empty: Any = None
    if isinstance(getattr(selection, field), tuple) and field != "box":
        empty = () if value is None else tuple(each for each in getattr(selection, field) if each != value)
    changed: dict[str, Any] = {field: empty}
    return replace(selection, **changed)


def _several(params: Params, name: str, notes: list[str]) -> tuple[str, ...]:
    given = [value.strip()[:LONGEST] for value in params.getlist(name)[:MOST_VALUES]]
    known = KNOWN.get(name)
    kept = [value for value in dict.fromkeys(given) if value and (known is None or value in known)]
    notes += _unknown(name, (value for value in given if value and value not in kept))
    return tuple(sorted(kept))


def _unknown(name: str, values: Iterable[str]) -> list[str]:
    return [f"no {name} {value!r}" for value in values]


def _day(params: Params, name: str, notes: list[str]) -> date | None:
    text = (params.get(name) or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        notes.append(f"not a day: {text[:LONGEST]!r} (write 2024-03-31)")
        return None


def _number(params: Params, name: str, notes: list[str], least: int, most: int) -> int | None:
    text = (params.get(name) or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 12 and least <= int(text) <= most:
        return int(text)
    notes.append(f"not a number for {name}: {text[:LONGEST]!r}")
    return None


def _box(params: Params, notes: list[str]) -> Box | None:
    text = (params.get("box") or "").strip()
    if not text:
        return None
    try:
        west, south, east, north = (float(side) for side in text[:LONGEST].split(","))
    except ValueError:
        notes.append(f"not a box: {text[:LONGEST]!r} (west,south,east,north in degrees)")
        return None
    if not all(map(math.isfinite, (west, south, east, north))) or south > north:
        notes.append(f"not a box: {text[:LONGEST]!r}")
        return None
    return west, south, east, north
