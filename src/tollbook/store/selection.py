"""What is picked out of the view, and what can be asked about it: lists, sums, a timeline, points for a map.

A `Selection` is a plain record of what must hold; everything here turns one into SQL over the tables that
`store.browse` filled. Values of one field are alternatives, fields restrict each other. All functions take a
connection (`Ledger.looking`) and only read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select
from sqlalchemy.sql.elements import UnaryExpression

from tollbook.records import Effect
from tollbook.store.browse import BITS
from tollbook.store.schema import browse, browse_aside, browse_counts, browse_effects, browse_values

Sort = Literal["newest", "oldest", "toll", "wounded", "reports", "place"]
Status = Literal["disagreement", "failed_sum", "single_origin", "no_origin", "unsure"]
STATUSES: tuple[Status, ...] = ("failed_sum", "disagreement", "unsure", "single_origin", "no_origin")
SORTS: tuple[Sort, ...] = ("newest", "oldest", "toll", "wounded", "reports", "place")
MOST_DAYS = 92  # a timeline of more days is told by months, one of more months by years
MOST_MONTHS = 180
ESCAPE = "\\"


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
    box: tuple[float, float, float, float] | None = None


EVERYTHING = Selection()
# The field of a selection that a facet of `browse_counts` fills.
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


def where(selection: Selection) -> list[ColumnElement[bool]]:
    """Return the conditions on `browse` that a selection stands for."""
    table = browse.c
    found: list[ColumnElement[bool]] = []
    if selection.since:
        found.append(table.end >= selection.since)
    if selection.until:
        found.append(table.start <= selection.until)
    for column, values in (
        (table.country, selection.countries),
        (table.admin1, selection.admin1),
        (table.event_type, selection.event_types),
        (table.kind, selection.kinds),
    ):
        if values:
            found.append(column.in_(values))
    if selection.place:
        found.append(table.words.like(f"%{_literal(selection.place.lower())}%", escape=ESCAPE))
    if selection.precision is not None:
        found.append(table.precision <= selection.precision)
    if selection.least is not None:
        found.append(table.toll >= selection.least)
    if selection.statuses:
        found.append(or_(*(table[status].is_(True) for status in selection.statuses if status in STATUSES)))
    if selection.effects:
        wanted = sum(bit for effect, bit in BITS.items() if effect in selection.effects)
        found.append(table.effects.bitwise_and(wanted) != 0)
    if selection.box is not None:
        found.append(_within(selection.box))
    return found + _in_side_tables(selection)


def _in_side_tables(selection: Selection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for facets, wanted in (
        (("perpetrator", "victim"), selection.actors),
        (("perpetrator",), selection.perpetrators),
        (("victim",), selection.victims),
        (("origin",), selection.origins),
        (("language",), selection.languages),
    ):
        if wanted:
            of = select(browse_values.c.key).where(browse_values.c.facet.in_(facets), browse_values.c.value.in_(wanted))
            found.append(browse.c.key.in_(of))
    return found


def _literal(text: str) -> str:
    """Return `text` without the meaning that LIKE gives to signs."""
    return text.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")


def _within(box: tuple[float, float, float, float]) -> ColumnElement[bool]:
    west, south, east, north = box
    table = browse.c
    if west <= east:
        across: ColumnElement[bool] = table.longitude.between(west, east)
    else:
        across = or_(table.longitude >= west, table.longitude <= east)
    return and_(table.latitude.between(south, north), across)


def entries(
    connection: Connection, selection: Selection, *, sort: Sort = "newest", first: int = 0, most: int = 50
) -> list[Entry]:
    """Return `most` incidents of a selection from the `first`-th on (0 is the beginning), in a fixed order."""
    told = (browse.c[status] for status in STATUSES)
    asked = select(browse.c.id, *told).where(*where(selection)).order_by(*_order(sort)).offset(first).limit(most)
    return [
        Entry(id=row.id, statuses=tuple(status for status in STATUSES if row._mapping[status]))
        for row in connection.execute(asked)
    ]


def _order(sort: Sort) -> tuple[UnaryExpression[Any], ...]:
    """Return the order of a list; what is not known comes last, and the id settles ties."""
    table = browse.c
    first: dict[Sort, tuple[UnaryExpression[Any], ...]] = {
        "newest": (table.start.desc().nulls_last(), table.key.desc()),
        "oldest": (table.start.asc().nulls_last(), table.key.asc()),
        "toll": (table.toll.desc(), table.key.desc()),
        "wounded": (table.wounded.desc(), table.key.desc()),
        "reports": (table.reports.desc(), table.key.desc()),
        "place": (table.country.asc().nulls_last(), table.admin1.asc().nulls_last(), table.place.asc().nulls_last()),
    }
    return (*first[sort], table.key.asc()) if sort == "place" else first[sort]


def sums(connection: Connection, selection: Selection) -> list[Sum]:
    """Return what a selection adds up to, the effect with most incidents first; nobody is counted twice."""
    table = browse_effects.c
    asked = select(
        table.effect,
        func.sum(table.add_low).label("low"),
        func.sum(table.add_best).label("best"),
        func.sum(table.add_high).label("high"),
        func.sum(table.adds).label("figures"),
        func.sum(table.open_high).label("open_high"),
        func.sum(table.no_best).label("no_best"),
    ).group_by(table.effect)
    if selection != EVERYTHING:
        asked = asked.join(browse, browse.c.key == table.key).where(*where(selection))
    found = [Sum(**{name: _number(value) for name, value in row._mapping.items()}) for row in connection.execute(asked)]
    return sorted(found, key=lambda each: (-each.figures, each.effect))


def _number(value: Any) -> Any:
    """Return a sum as a whole number: PostgreSQL adds integers up to decimals."""
    return value if isinstance(value, str) else int(value)


def timeline(connection: Connection, selection: Selection, size: Size) -> list[Bar]:
    """Return the bars of a selection in order, by day, month or year as its `size` allows, without undated ones."""
    table, first, last = browse.c, size.first, size.last
    if first is None or last is None:
        return []
    by: ColumnElement[Any] = table.month
    if (last - first).days <= MOST_DAYS:
        by = table.start
    elif (last.year - first.year) * 12 + last.month - first.month > MOST_MONTHS:
        by = func.substr(table.month, 1, 4)
    asked = (
        select(by.label("period"), func.count(), func.sum(table.adds))
        .where(table.start.is_not(None), *where(selection))
        .group_by(by)
        .order_by(by)
    )
    return [Bar(period=str(row[0]), incidents=row[1], killed=int(row[2])) for row in connection.execute(asked)]


def spots(connection: Connection, selection: Selection) -> list[Spot]:
    """Return the places of a selection that have a point, those with most killed first.

    A total stands nowhere of its own: it is left out unless it adds people that no part has.
    """
    table = browse.c
    named = (table.latitude, table.longitude, table.precision, table.place, table.relation, table.country, table.admin1)
    killed = func.sum(table.adds)
    asked = (
        select(*named, func.count().label("incidents"), killed.label("killed"), func.min(table.id).label("id"))
        .where(table.latitude.is_not(None), or_(table.kind == "incident", table.adds > 0), *where(selection))
        .group_by(*named)
        .order_by(killed.desc(), func.min(table.key))
    )
    return [
        Spot(
            place=row.place,
            relation=row.relation,
            country=row.country,
            admin1=row.admin1,
            latitude=row.latitude,
            longitude=row.longitude,
            precision=row.precision,
            incidents=row.incidents,
            killed=int(row.killed),
            only=row.id if row.incidents == 1 else None,
        )
        for row in connection.execute(asked)
    ]


def size(connection: Connection, selection: Selection) -> Size:
    """Return how large a selection is and what it does not tell."""
    table = browse.c
    asked = select(
        func.count(),
        func.count(table.start),
        func.count(table.latitude),
        func.sum(case((table.toll < 0, 1), else_=0)),
        func.sum(case((table.kind == "total", 1), else_=0)),
        func.min(table.start),
        func.max(table.start),
    ).where(*where(selection))
    incidents, dated, placed, no_killed, totals, first, last = connection.execute(asked).one()
    return Size(
        incidents=incidents,
        totals=int(totals or 0),
        undated=incidents - dated,
        unplaced=incidents - placed,
        no_killed=int(no_killed or 0),
        first=first,
        last=last,
    )


def aside(connection: Connection) -> dict[str, int]:
    """Return how many claims of the whole ledger stand in no count, by where they are filed."""
    table = browse_aside.c
    asked = select(table.filed, func.count()).group_by(table.filed)
    return {row[0]: row[1] for row in connection.execute(asked)}


def values(connection: Connection, facet: str, *, most: int | None = None) -> list[tuple[str, int]]:
    """Return the values of a facet in the whole view with their incidents, the commonest first."""
    table = browse_counts.c
    asked = select(table.value, table.incidents).where(table.facet == facet)
    asked = asked.order_by(table.incidents.desc(), table.value)
    return [(row[0], row[1]) for row in connection.execute(asked if most is None else asked.limit(most))]


def narrowed(connection: Connection, selection: Selection, facet: str, *, most: int = 12) -> list[tuple[str, int]]:
    """Return the values of a facet among the incidents that the other fields of a selection let in."""
    free: dict[str, Any] = {FACETS[facet]: ()}
    others = replace(selection, **free)
    if others == EVERYTHING:
        return values(connection, facet, most=most)
    if facet == "status":
        return _narrowed_statuses(connection, others)
    asked: Select[Any]
    number = func.count()
    if facet in browse.c:
        column = browse.c[facet]
        asked = select(column, number).where(column.is_not(None), *where(others)).group_by(column)
    else:
        side = browse_effects if facet == "effect" else browse_values
        column = side.c.effect if facet == "effect" else side.c.value
        asked = select(column, number).join(browse, browse.c.key == side.c.key).where(*where(others)).group_by(column)
        if side is browse_values:
            asked = asked.where(side.c.facet == facet)
    return [(row[0], row[1]) for row in connection.execute(asked.order_by(number.desc(), column).limit(most))]


def _narrowed_statuses(connection: Connection, others: Selection) -> list[tuple[str, int]]:
    told = [func.sum(case((browse.c[status].is_(True), 1), else_=0)) for status in STATUSES]
    row = connection.execute(select(*told).where(*where(others))).one()
    return [(status, int(number)) for status, number in zip(STATUSES, row, strict=True) if number]
