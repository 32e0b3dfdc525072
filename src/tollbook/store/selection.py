"""What is picked out of the view, and what can be asked about it: lists, sums, a timeline, points for a map.

A `Selection` is a plain record of what must hold. Values of one field are alternatives, fields restrict each other.
`pick` holds the incidents of a view (`store.columns`) against one, and all questions are asked of what it picked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

import numpy as np
from sqlalchemy import Connection, func, select

from tollbook.records import Effect
from tollbook.store.browse import BITS, key
from tollbook.store.columns import NONE, Bools, Coded, Columns, Ints, Shares, name
from tollbook.store.schema import browse_aside

Sort = Literal["newest", "oldest", "toll", "wounded", "reports", "place"]
Status = Literal["disagreement", "failed_sum", "single_origin", "no_origin", "unsure"]
Box = tuple[float, float, float, float]  # west, south, east, north in degrees
STATUSES: tuple[Status, ...] = ("failed_sum", "disagreement", "unsure", "single_origin", "no_origin")
SORTS: tuple[Sort, ...] = ("newest", "oldest", "toll", "wounded", "reports", "place")
MOST_DAYS = 92  # a timeline of more days is told by months, one of more months by years
MOST_MONTHS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What must hold of an incident; an empty field asks nothing.

    `since` and `until` are met by a period that overlaps them. `place` is a part of a place's name in any case.
    `actors` are on either side. `precision` is the coarsest UCDP where_prec let in. `least` is the lowest number of
    killed. `box` is west, south, east, north in degrees; west beyond east crosses the 180th meridian.
    """

    since: date | None = None
    until: date | None = None
    countries: tuple[str, ...] = ()
    admin1: tuple[str, ...] = ()
    place: str | None = None
    actors: tuple[str, ...] = ()
    perpetrators: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    precision: int | None = None
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    least: int | None = None
    box: Box | None = None


EVERYTHING = Selection()
# The field of a selection that a facet fills.
FACETS: Mapping[str, str] = {
    "country": "countries",
    "event_type": "event_types",
    "effect": "effects",
    "perpetrator": "perpetrators",
    "victim": "victims",
    "origin": "origins",
    "language": "languages",
    "status": "statuses",
    "kind": "kinds",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One incident of a list: its id and what there is to look at. The rest is in the incident (`pages.incidents`)."""

    id: str
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What a selection adds up to for one effect; the rule is in `store.browse`.

    `figures` is how many incidents add people. Of these `open_high` have no upper bound and add their best (or lowest)
    number to `high`, and `no_best` have no best number and add their lowest to `best`.
    """

    effect: Effect
    low: int
    best: int
    high: int
    figures: int
    open_high: int
    no_best: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day ("2019-04-18"), month ("2019-04") or year of a timeline: its incidents and those killed in them."""

    period: str
    incidents: int
    killed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """All incidents of a selection at one named place: how many, and what they add to those killed."""

    place: str
    relation: str | None
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    precision: int
    incidents: int
    killed: int
    only: str | None  # the incident's id where there is just one


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a selection is and what it does not tell: incidents without a day, a point, or a number of killed.

    `first` and `last` are the earliest and latest first day; `incidents` counts the `totals` too.
    """

    incidents: int
    totals: int
    undated: int
    unplaced: int
    no_killed: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The incidents of a view that a selection lets in: `rows`, and by field those that it alone would."""

    columns: Columns
    selection: Selection
    rows: Bools
    by_field: Mapping[str, Bools]

    def but_for(self, field: str) -> Bools:
        """Return the rows that all other fields of the selection let in."""
        if field not in self.by_field:
            return self.rows
        return _all(self.columns, (rows for name, rows in self.by_field.items() if name != field))

    def among(self, ids: Sequence[str]) -> list[str]:
        """Return those of `ids` that are in the selection, in their order."""
        at = self.columns.rows(np.array([key(each) for each in ids], dtype=np.int64))
        return [each for each, row in zip(ids, at, strict=True) if row != NONE and self.rows[row]]


def pick(columns: Columns, selection: Selection) -> Picked:
    """Return what of a view a selection lets in."""
    by_field = {**_when(columns, selection), **_what(columns, selection), **_where(columns, selection)}
    for field, facets in {
        "actors": ("perpetrator", "victim"),
        "perpetrators": ("perpetrator",),
        "victims": ("victim",),
        "origins": ("origin",),
        "languages": ("language",),
    }.items():
        wanted: tuple[str, ...] = getattr(selection, field)
        if wanted:
            by_field[field] = _having(columns, facets, wanted)
    rows = _all(columns, by_field.values())
    return Picked(columns=columns, selection=selection, rows=rows, by_field=by_field)


def _all(columns: Columns, several: Iterable[Bools]) -> Bools:
    found = np.ones(len(columns), dtype=np.bool_)
    for each in several:
        found &= each
    return found


def _when(columns: Columns, chosen: Selection) -> dict[str, Bools]:
    """Return the rows whose days overlap those asked for; a day that is not known is in none."""
    found = {}
    if chosen.since:
        found["since"] = columns.end >= np.datetime64(chosen.since)
    if chosen.until:
        found["until"] = columns.start <= np.datetime64(chosen.until)
    return found


def _what(columns: Columns, chosen: Selection) -> dict[str, Bools]:
    found = {}
    if chosen.event_types:
        found["event_types"] = _of(columns.event_type, chosen.event_types)
    if chosen.kinds:
        found["kinds"] = np.isin(columns.total, [kind == "total" for kind in chosen.kinds])
    if chosen.least is not None:
        found["least"] = columns.toll >= chosen.least
    if chosen.statuses:
        flags = [columns.flags[status] for status in chosen.statuses if status in columns.flags]
        found["statuses"] = np.any(flags, axis=0) if flags else np.zeros(len(columns), dtype=np.bool_)
    if chosen.effects:
        wanted = sum(bit for effect, bit in BITS.items() if effect in chosen.effects)
        found["effects"] = (columns.effects & wanted) != 0
    return found


def _where(columns: Columns, chosen: Selection) -> dict[str, Bools]:
    """Return the rows whose place meets each field; the places are asked, which are fewer."""
    sites, found = columns.sites, dict[str, Bools]()
    if chosen.countries:
        found["countries"] = _of(sites.country, chosen.countries)
    if chosen.admin1:
        found["admin1"] = _of(sites.admin1, chosen.admin1)
    if chosen.place:
        part = chosen.place.lower()
        found["place"] = np.array([words is not None and part in words for words in sites.words], dtype=np.bool_)
    if chosen.precision is not None:
        found["precision"] = (sites.precision > 0) & (sites.precision <= chosen.precision)
    if chosen.box is not None:
        west, south, east, north = chosen.box
        after, before = sites.longitude >= west, sites.longitude <= east
        across = after & before if west <= east else after | before
        found["box"] = (sites.latitude >= south) & (sites.latitude <= north) & across
    return {field: rows[columns.site] for field, rows in found.items()}


def _of(column: Coded, wanted: Sequence[str]) -> Bools:
    codes = [at for at, each in enumerate(column.names) if each in wanted]
    return np.isin(column.codes, codes)


def _having(columns: Columns, facets: Sequence[str], wanted: Sequence[str]) -> Bools:
    found = np.zeros(len(columns), dtype=np.bool_)
    for facet in facets:
        values = columns.values[facet]
        for at in (at for at, each in enumerate(values.names) if each in wanted):
            first, last = np.searchsorted(values.codes, (at, at + 1))
            found[values.rows[first:last]] = True
    return found


def entries(picked: Picked, *, sort: Sort = "newest", first: int = 0, most: int | None = 50) -> list[Entry]:
    """Return `most` incidents of a selection (None: all) from the `first`-th on (0 is the beginning), in order."""
    columns = picked.columns
    shown = ordered(picked, sort)[first : None if most is None else first + most]
    return [
        Entry(id=name(columns.keys[row]), statuses=tuple(status for status in STATUSES if columns.flags[status][row]))
        for row in shown
    ]


def ordered(picked: Picked, sort: Sort) -> Ints:
    """Return the rows of a selection in the order of a list; what is not known comes last, the key settles ties."""
    rank, falls = ranks(picked.columns, sort)
    rows = np.flatnonzero(picked.rows)
    found = rows[np.argsort(rank[rows], kind="stable")]
    return found[::-1] if falls else found


def ranks(columns: Columns, sort: Sort) -> tuple[Ints, bool]:
    """Return the number that each row is sorted by, and whether the largest comes first (and of equals the last)."""
    days = columns.start.view(np.int64)  # what is unknown is the smallest number there is
    if sort == "newest":
        return days, True
    if sort == "oldest":
        return np.where(np.isnat(columns.start), np.iinfo(np.int64).max, days), False
    if sort == "place":
        return columns.sites.order[columns.site], False
    numbers = {"toll": columns.toll, "wounded": columns.wounded, "reports": columns.reports}
    return numbers[sort], True


def sums(picked: Picked) -> list[Sum]:
    """Return what a selection adds up to, the effect with most incidents first; nobody is counted twice."""
    found = []
    for effect, shares in picked.columns.shares.items():
        rows = picked.rows[shares.rows]
        if rows.any():
            found.append(_sum(cast(Effect, effect), shares, rows))
    return sorted(found, key=lambda each: (-each.figures, each.effect))


def _sum(effect: Effect, shares: Shares, rows: Bools) -> Sum:
    return Sum(
        effect=effect,
        low=int(shares.add_low[rows].sum()),
        best=int(shares.add_best[rows].sum()),
        high=int(shares.add_high[rows].sum()),
        figures=int(shares.adds[rows].sum()),
        open_high=int(shares.open_high[rows].sum()),
        no_best=int(shares.no_best[rows].sum()),
    )


def timeline(picked: Picked, size: Size) -> list[Bar]:
    """Return the bars of a selection in order, by day, month or year as its `size` allows, without undated ones."""
    first, last = size.first, size.last
    if first is None or last is None:
        return []
    unit = "M"
    if (last - first).days <= MOST_DAYS:
        unit = "D"
    elif (last.year - first.year) * 12 + last.month - first.month > MOST_MONTHS:
        unit = "Y"
    rows = picked.rows & ~np.isnat(picked.columns.start)
    periods, of, incidents = np.unique(
        picked.columns.start[rows].astype(f"datetime64[{unit}]"), return_inverse=True, return_counts=True
    )
    killed = _added(of, picked.columns.adds[rows], len(periods))
    return [
        Bar(period=str(period), incidents=int(number), killed=int(dead))
        for period, number, dead in zip(periods, incidents, killed, strict=True)
    ]


def _added(of: Ints, numbers: Ints, most: int) -> Ints:
    """Return the sum of `numbers` for each of the groups that `of` puts them in, 0 to `most` - 1."""
    found = np.zeros(most, dtype=np.int64)
    np.add.at(found, of, numbers)
    return found


def spots(picked: Picked) -> list[Spot]:
    """Return the places of a selection that have a point, those with most killed first.

    A total stands nowhere of its own: it is left out unless it adds people that no part has.
    """
    columns, sites = picked.columns, picked.columns.sites
    placed = ~np.isnan(sites.latitude)[columns.site]
    rows = np.flatnonzero(picked.rows & placed & (~columns.total | (columns.adds > 0)))
    _, first, of, incidents = np.unique(
        sites.spot[columns.site[rows]], return_index=True, return_inverse=True, return_counts=True
    )
    killed = _added(of, columns.adds[rows], len(first))
    best = np.lexsort((first, -killed))  # of equals the one with the smallest key first
    row = rows[first[best]]
    at = columns.site[row]
    numbers = (sites.latitude[at], sites.longitude[at], sites.precision[at], incidents[best], killed[best], row)
    return [
        Spot(
            place=sites.place[site] or "",
            relation=sites.relation[site],
            country=_word(sites.country, site),
            admin1=_word(sites.admin1, site),
            latitude=latitude,
            longitude=longitude,
            precision=precision,
            incidents=number,
            killed=dead,
            only=name(columns.keys[only]) if number == 1 else None,
        )
        for site, latitude, longitude, precision, number, dead, only in zip(
            at.tolist(), *(each.tolist() for each in numbers), strict=True
        )
    ]


def _word(column: Coded, at: int) -> str | None:
    code = column.codes[at]
    return None if code == NONE else column.names[code]


def size(picked: Picked) -> Size:
    """Return how large a selection is and what it does not tell."""
    columns, rows = picked.columns, picked.rows
    known = columns.start[rows & ~np.isnat(columns.start)]
    incidents = int(rows.sum())
    return Size(
        incidents=incidents,
        totals=int((rows & columns.total).sum()),
        undated=incidents - len(known),
        unplaced=int(np.isnan(columns.sites.latitude)[columns.site[rows]].sum()),
        no_killed=int((rows & (columns.toll < 0)).sum()),
        first=known.min().item() if len(known) else None,
        last=known.max().item() if len(known) else None,
    )


def facet(picked: Picked, name: str, *, most: int | None = None) -> list[tuple[str, int]]:
    """Return the values of a facet with their incidents among those that the other fields let in, commonest first.

    What is chosen of the facet itself narrows nothing here: its values are alternatives, to be chosen beside.
    """
    rows = picked.but_for(FACETS[name])
    found = [(value, number) for value, number in _counted(picked.columns, name, rows) if number]
    return sorted(found, key=lambda each: (-each[1], each[0]))[:most]


def _counted(columns: Columns, facet: str, rows: Bools) -> Iterable[tuple[str, int]]:
    if facet == "country":
        sites = np.bincount(columns.site[rows], minlength=len(columns.sites.place))
        return _numbers(columns.sites.country, columns.sites.country.codes, sites)
    if facet == "event_type":
        return _numbers(columns.event_type, columns.event_type.codes, rows.astype(np.int64))
    if facet == "kind":
        totals = int((rows & columns.total).sum())
        return ("incident", int(rows.sum()) - totals), ("total", totals)
    if facet == "status":
        return ((status, int((rows & flag).sum())) for status, flag in columns.flags.items())
    if facet == "effect":
        return ((effect, int(rows[shares.rows].sum())) for effect, shares in columns.shares.items())
    values = columns.values[facet]
    numbers = np.bincount(values.codes[rows[values.rows]], minlength=len(values.names))
    return zip(values.names, map(int, numbers), strict=True)


def _numbers(column: Coded, codes: Ints, weights: Ints) -> Iterable[tuple[str, int]]:
    """Return each word of a column with the sum of the weights of what has it."""
    known = codes != NONE
    return zip(column.names, map(int, _added(codes[known], weights[known], len(column.names))), strict=True)


def aside(connection: Connection) -> dict[str, int]:
    """Return how many claims of the whole ledger stand in no count, by where they are filed."""
    table = browse_aside.c
    asked = select(table.filed, func.count()).group_by(table.filed)
    return {row[0]: row[1] for row in connection.execute(asked)}
