"""When incidents came into the published view, changed in it or left it, for feeds and for mirrors.

Facts carry no time of their arrival, so the ledger keeps a moment for each incident: when a view was last published
in which it was new, different, gone or led elsewhere. `note` writes it in the transaction that publishes. Moments are
those of the publishing machine's clock in UTC, and always later than the last one kept, so that nothing noted later
has an earlier moment. An incident that has not changed since these moments are kept has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select

from tollbook.store import schema
from tollbook.store.facts import chunks
from tollbook.store.selection import Picked

State = Literal["new", "changed", "moved", "gone"]
CHUNK = 500
STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The last change of one incident: its `moment` (ISO 8601, UTC), and the incident that holds a moved one."""

    incident: str
    state: State
    moment: str
    first: str | None = None  # when it was first published, None where that was before moments were kept
    to: str | None = None


def written(moment: datetime) -> str:
    """Return a moment as it is kept: text that sorts as time does. Raises ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def note(
    connection: Connection,
    bodies: Mapping[str, str],
    redirects: Iterable[tuple[str, str]],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Keep the moment for what differs between the view in the ledger and the one that takes its place.

    `bodies` are the incidents to come by id, `redirects` the former ids with those that hold them. Call it before the
    view is replaced.
    """
    before = {row.id: row.body == bodies.get(row.id) for row in connection.execute(select(schema.incidents))}
    led = {row.old: row.new for row in connection.execute(select(schema.redirects))}
    note_between(connection, before, bodies, led, dict(redirects), clock)


def note_between(
    connection: Connection,
    before: Mapping[str, bool],
    bodies: Iterable[str],
    led: Mapping[str, str],
    onward: Mapping[str, str],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Keep the moment for what differs in a view, or in a part of it.

    `before` are the ids of the incidents that were there, each with whether it stays as it is, and `bodies` the ids of
    those to come; `led` were the redirects of the ids concerned, `onward` are those to come.
    """
    table = schema.changes
    states: dict[str, State] = {}
    known = _first(connection, {*before, *bodies, *led, *onward})
    for name in bodies:
        if name not in before:
            states[name] = "changed" if name in known else "new"
        elif not before[name]:
            states[name] = "changed"
    left: dict[str, State] = {name: "moved" if name in onward else "gone" for name in before if name not in bodies}
    moved: dict[str, State] = {old: "moved" for old, new in onward.items() if led.get(old) != new}
    lost: dict[str, State] = {old: "gone" for old in led if old not in onward and old not in bodies}
    states |= lost | left | moved
    if not states:
        return
    moment = _next(connection, clock())
    names = list(states)
    for start in range(0, len(names), CHUNK):
        connection.execute(delete(table).where(table.c.incident_id.in_(names[start : start + CHUNK])))
    rows = [
        {
            "incident_id": name,
            "moment": moment,
            "first": moment if state == "new" else known.get(name),
            "state": state,
            "to": onward.get(name),
        }
        for name, state in states.items()
    ]
    connection.execute(insert(table), rows)


def _first(connection: Connection, names: Iterable[str]) -> dict[str, str | None]:
    """Return when incidents came in first, of those that a moment is kept for."""
    table = schema.changes.c
    return {
        row.incident_id: row.first
        for part in chunks(names)
        for row in connection.execute(select(table.incident_id, table.first).where(table.incident_id.in_(part)))
    }


def _next(connection: Connection, now: datetime) -> str:
    """Return `now`, or the next moment after the last one kept where the clock has gone back."""
    last = latest(connection)
    moment = written(now)
    if last is not None and moment <= last:
        moment = written(datetime.fromisoformat(last) + STEP)
    return moment


def latest(connection: Connection) -> str | None:
    """Return the last moment kept, None where nothing has changed since moments are kept."""
    found: str | None = connection.scalar(select(func.max(schema.changes.c.moment)))
    return found


def known(
    connection: Connection, *, since: str | None, after: tuple[str, str] | None = None, until: str = "", most: int
) -> list[Change]:
    """Return changes later than `since` and up to `until`, the oldest first, `most` at most.

    Without `since` the incidents that have no moment come first, as new ones with the moment "". `after` is the moment
    and the incident of the last one seen of a longer list.
    """
    moment, name = after or ("", "")
    found = _unnoted(connection, name, most) if since is None and not moment else []
    table = schema.changes.c
    asked = select(schema.changes).where(table.moment > (since or ""), table.moment <= until)
    if moment:
        asked = asked.where((table.moment > moment) | ((table.moment == moment) & (table.incident_id > name)))
    asked = asked.order_by(table.moment, table.incident_id).limit(most - len(found))
    return [*found, *(_change(row) for row in connection.execute(asked))]


def _unnoted(connection: Connection, after: str, most: int) -> list[Change]:
    table, noted = schema.incidents, schema.changes
    asked = (
        select(table.c.id)
        .outerjoin(noted, noted.c.incident_id == table.c.id)
        .where(noted.c.incident_id.is_(None), table.c.id > after)
        .order_by(table.c.id)
        .limit(most)
    )
    return [Change(incident=name, state="new", moment="") for name in connection.scalars(asked)]


def newest(connection: Connection, picked: Picked, *, most: int) -> list[Change]:
    """Return the last changes of incidents that are in the view and in a selection, the latest first."""
    table = schema.changes.c
    asked = select(schema.changes).where(table.state.in_(("new", "changed")))
    found: list[Change] = []
    rows = connection.execute(asked.order_by(table.moment.desc(), table.incident_id.desc()))
    for part in rows.partitions(CHUNK):
        latest = {row.incident_id: _change(row) for row in part}
        found += [latest[name] for name in picked.among(list(latest))]
        if len(found) >= most:
            rows.close()
            break
    return found[:most]


def moments(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return when incidents changed last, by id; without those that have not since moments are kept."""
    table, wanted = schema.changes.c, list(ids)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        asked = select(table.incident_id, table.moment).where(table.incident_id.in_(part))
        found.update((row.incident_id, row.moment) for row in connection.execute(asked))
    return found


def _change(row: object) -> Change:
    given = row._mapping  # type: ignore[attr-defined]
    return Change(
        incident=given["incident_id"],
        state=given["state"],
        moment=given["moment"],
        first=given["first"],
        to=given["to"],
    )
