"""The rows of `store.browse` in columns in memory: what every list, sum, bar, mark and facet is counted from.

A page asks a dozen things of one selection. In SQL each of them goes through the rows anew; over columns all of them
together take a few milliseconds, for 100,000 incidents, whatever the selection. The columns hold about 250 bytes an
incident. They are read in three questions whose answers the database puts together as JSON (a list a column), since
rows would come one by one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
from sqlalchemy import Column, Connection, Text, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from tollbook.store.schema import browse, browse_effects, browse_values

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]

NONE = -1  # the code of what is not known
FLAGS = ("failed_sum", "disagreement", "unsure", "single_origin", "no_origin")
SITE = ("country", "admin1", "place", "words", "latitude", "longitude", "precision", "relation")
NUMBERS = ("toll", "wounded", "adds", "effects", "reports")
SHARES = ("add_low", "add_best", "add_high", "adds", "open_high", "no_best")
SEVERAL = ("perpetrator", "victim", "origin", "language")

Value = TypeVar("Value", bound=Hashable)


class listed(GenericFunction[str]):  # noqa: N801 - the name of a function of SQL
    """All values of a column as one JSON list, those unknown as null, in the order of all other lists beside it."""

    type = Text()
    inherit_cache = True


@compiles(listed)
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **options)})"


@compiles(listed, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST(json_agg({compiler.process(element.clauses, **options)}) AS TEXT)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A column of words: their numbers in `names`, `NONE` where unknown."""

    names: tuple[str, ...]
    codes: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Every place that incidents have, once, with all that `browse` keeps of one.

    `spot` is the same number for those that only their `words` tell apart, `order` sorts by country, division and name
    with what is unknown last, and is the position in `sorted`.
    """

    country: Coded
    admin1: Coded
    place: tuple[str | None, ...]
    relation: tuple[str | None, ...]
    words: tuple[str | None, ...]
    latitude: Floats  # NaN where unknown
    longitude: Floats
    precision: Ints  # 0 where unknown
    spot: Ints
    order: Ints
    sorted: tuple[tuple[tuple[bool, str], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """What the figures of one effect add, by row of their incident (`store.browse.shares`)."""

    rows: Ints
    add_low: Ints
    add_best: Ints
    add_high: Ints
    adds: Ints
    open_high: Ints
    no_best: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values of a facet of which an incident may have several: `rows[at]` has the value `names[codes[at]]`."""

    names: tuple[str, ...]
    codes: Ints  # ascending
    rows: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The incidents of one published view, by key: row 0 of every column is the one with the smallest."""

    keys: Ints
    start: Days  # NaT where unknown
    end: Days
    total: Bools
    event_type: Coded
    site: Ints  # row of `sites`
    toll: Ints
    wounded: Ints
    adds: Ints
    effects: Ints
    reports: Ints
    flags: Mapping[str, Bools]
    sites: Sites
    shares: Mapping[str, Shares]
    values: Mapping[str, Values]

    def __len__(self) -> int:
        return len(self.keys)

    def rows(self, keys: Ints) -> Ints:
        """Return the rows of incidents by key, `NONE` where there is none."""
        if not len(self):
            return np.full(len(keys), NONE)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self) - 1)
        return np.where(self.keys[at] == keys, at, NONE)


def name(key: int) -> str:
    """Return the incident's id that `store.browse.key` made a number of."""
    return format(int(key) & (1 << 64) - 1, "016x")


def read(connection: Connection) -> Columns:
    """Return the columns of the published view."""
    told = _lists(connection, ("key", "kind", "start", "end", "event_type", *SITE, *NUMBERS, *FLAGS))
    keys = np.array(told["key"], dtype=np.int64)
    order = np.argsort(keys, kind="stable")

    def ordered(found: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return found[order]

    sites, site = _sites([told[column] for column in SITE])
    kinds = coded(told["event_type"])
    known = keys[order]
    return Columns(
        keys=known,
        start=ordered(np.array(told["start"], dtype="datetime64[D]")),
        end=ordered(np.array(told["end"], dtype="datetime64[D]")),
        total=ordered(np.array([kind == "total" for kind in told["kind"]], dtype=np.bool_)),
        event_type=Coded(names=kinds.names, codes=ordered(kinds.codes)),
        site=ordered(site),
        flags={flag: ordered(np.array(told[flag], dtype=np.bool_)) for flag in FLAGS},
        sites=sites,
        shares=_shares(connection, known),
        values=_values(connection, known),
        **{column: ordered(np.array(told[column], dtype=np.int64)) for column in NUMBERS},
    )


def coded(values: Iterable[str | None]) -> Coded:
    """Return words as numbers, in the order in which they first come."""
    found, codes = _distinct(values)
    at = found.index(None) if None in found else NONE
    if at == NONE:
        return Coded(names=tuple(str(each) for each in found), codes=codes)
    names = tuple(str(each) for each in found if each is not None)
    return Coded(names=names, codes=np.where(codes == at, NONE, codes - (codes > at)))


def _distinct(values: Iterable[Value]) -> tuple[list[Value], Ints]:
    """Return each value once, in the order in which they first come, and the number of each of `values` in that."""
    known: dict[Value, int] = {}
    codes = [known.setdefault(value, len(known)) for value in values]
    return list(known), np.array(codes, dtype=np.int64)


def _lists(connection: Connection, names: Sequence[str]) -> dict[str, list[Any]]:
    """Return columns of `browse`, each as a list."""
    row = connection.execute(select(*(listed(browse.c[each]) for each in names))).one()
    return {each: _list(found) for each, found in zip(names, row, strict=True)}


def _list(body: str | None) -> list[Any]:
    """Return a JSON list; None is the list of no row on PostgreSQL."""
    found: list[Any] = [] if body is None else msgspec.json.decode(body)
    return found


def _sites(told: Sequence[Sequence[Any]]) -> tuple[Sites, Ints]:
    """Return the places there are, from the columns of `SITE`, and the place of each row."""
    found, site = _distinct(zip(*told, strict=True))
    country, admin1, place, words, latitude, longitude, precision, relation = (
        tuple(each) for each in (zip(*found, strict=True) if found else ((),) * len(SITE))
    )
    _, spot = _distinct((each[:3], each[4:]) for each in found)
    named = [tuple((part is None, part or "") for part in each[:3]) for each in found]
    ranked = sorted(set(named))
    rank = {each: at for at, each in enumerate(ranked)}
    sites = Sites(
        country=coded(country),
        admin1=coded(admin1),
        place=place,
        relation=relation,
        words=words,
        latitude=np.array(latitude, dtype=np.float64),
        longitude=np.array(longitude, dtype=np.float64),
        precision=np.array([each or 0 for each in precision], dtype=np.int64),
        spot=spot,
        order=np.array([rank[each] for each in named], dtype=np.int64),
        sorted=tuple(ranked),
    )
    return sites, site


def _shares(connection: Connection, keys: Ints) -> dict[str, Shares]:
    wanted: list[Column[Any]] = [browse_effects.c[each] for each in ("key", *SHARES)]
    asked = select(browse_effects.c.effect, *map(listed, wanted)).group_by(browse_effects.c.effect)
    found = {}
    for effect, at, *lists in connection.execute(asked):
        numbers = {each: np.array(_list(body), dtype=np.int64) for each, body in zip(SHARES, lists, strict=True)}
        found[effect] = Shares(rows=np.searchsorted(keys, np.array(_list(at), dtype=np.int64)), **numbers)
    return found


def _values(connection: Connection, keys: Ints) -> dict[str, Values]:
    table = browse_values.c
    asked = select(table.facet, table.value, listed(table.key)).group_by(table.facet, table.value)
    by_facet: dict[str, list[tuple[str, list[int]]]] = {facet: [] for facet in SEVERAL}
    for facet, value, body in connection.execute(asked.order_by(table.facet, table.value)):
        by_facet[facet].append((value, _list(body)))
    found = {}
    for facet, known in by_facet.items():
        at = np.array([each for _, held in known for each in held], dtype=np.int64)
        sizes = np.array([len(held) for _, held in known], dtype=np.int64)
        found[facet] = Values(
            names=tuple(value for value, _ in known),
            codes=np.repeat(np.arange(len(known)), sizes),
            rows=np.searchsorted(keys, at),
        )
    return found
