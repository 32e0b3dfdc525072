"""What may be asked of the API: filters, orders, parts of lists. Programs get an error for what cannot be understood.

The names are those of the overview's addresses (`asking`), so that an address can be turned into a question by putting
``/api/incidents`` before it.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tollbook.records import Effect
from tollbook.store.changes import written
from tollbook.store.paging import SHAPES, Mark
from tollbook.store.selection import Selection, Sort, Status
from tollbook.web.asking import LONGEST, MOST_VALUES, SEVERAL

MOST, USUAL = 500, 50  # records in one part of a list
LONGEST_CURSOR = 2000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII | re.IGNORECASE)
ID = r"^[0-9a-f]{16}$"


class Lost(Exception):  # noqa: N818 - it becomes an answer
    """A cursor that this ledger never gave, or gave for another list."""


def _day(value: object) -> object:
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("write a day as 2024-03-31")
    return value


def _moment(value: str) -> str:
    """Return a moment as the ledger keeps it."""
    if not MOMENT.fullmatch(value):
        raise ValueError("write a moment as 2024-03-31T12:00:00Z, with its time zone")
    try:
        return written(datetime.fromisoformat(value.upper()))
    except OverflowError as error:
        raise ValueError("this moment is beyond the calendar") from error


def _box(value: str) -> str:
    sides = [float(side) for side in value.split(",")]
    if len(sides) != 4 or sides[1] > sides[3]:
        raise ValueError("a box is west,south,east,north, its south below its north")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[str, Field(max_length=LONGEST, pattern=r"^[^\x00]*$")]
Several = Annotated[list[Words], Field(max_length=MOST_VALUES)]
_NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,9})?"
Moment = Annotated[
    str,
    Field(max_length=40, pattern=r"^[0-9TtZz:.+-]*$", json_schema_extra={"format": "date-time"}),
    AfterValidator(_moment),
]
Cursor = Annotated[
    str | None, Field(max_length=LONGEST_CURSOR, description="`next` of the part before; leave out for the first part.")
]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many records at most.")]


class Asked(BaseModel):
    """Nothing but what is named: a misspelt filter must not select everything."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class Filters(Asked):
    """A selection. Values of one name are alternatives, names restrict each other."""

    since: Annotated[Day | None, Field(alias="from", description="Periods that end on this day or later.")] = None
    until: Annotated[Day | None, Field(alias="to", description="Periods that begin on this day or earlier.")] = None
    place: Annotated[Words | None, Field(description="A part of the name of a town, district or province.")] = None
    country: Annotated[Several, Field(description="ISO 3166-1 alpha-2.")] = []
    admin1: Several = []
    actor: Annotated[Several, Field(description="An actor's id, on either side.")] = []
    by: Annotated[Several, Field(description="An attacker's id.")] = []
    victim: Annotated[Several, Field(description="A victims' side's id.")] = []
    effect: Annotated[list[Effect], Field(max_length=MOST_VALUES)] = []
    type: Annotated[Several, Field(description="An event type of ACLED.")] = []
    origin: Annotated[Several, Field(description="The id of who is cited.")] = []
    language: Annotated[Several, Field(description="A report's language, BCP 47.")] = []
    status: Annotated[list[Status], Field(max_length=MOST_VALUES)] = []
    kind: Annotated[list[Literal["incident", "total"]], Field(max_length=MOST_VALUES)] = []
    precision: Annotated[int | None, Field(ge=1, le=7, description="The coarsest UCDP where_prec.")] = None
    least: Annotated[int | None, Field(ge=0, le=10**9, description="Killed, at least.")] = None
    box: Annotated[
        str | None,
        Field(pattern=rf"^{_NUMBER}(,{_NUMBER}){{3}}$", description="west,south,east,north in degrees."),
        AfterValidator(lambda value: value if value is None else _box(value)),
    ] = None

    def selection(self) -> Selection:
        """Return the selection asked for."""
        several: dict[str, Any] = {
            field: tuple(sorted({value.strip() for value in getattr(self, name)} - {""}))
            for name, field in SEVERAL.items()
        }
        west, south, east, north = (float(side) for side in self.box.split(",")) if self.box else (0.0,) * 4
        return Selection(
            since=self.since,
            until=self.until,
            place=(self.place or "").strip() or None,
            precision=self.precision,
            least=self.least,
            box=(west, south, east, north) if self.box else None,
            **several,
        )


class Listed(Filters):
    """A selection, its order, and which part of it."""

    sort: Sort = "newest"
    limit: Limit = USUAL
    cursor: Cursor = None


class Part(Asked):
    """Which part of a list."""

    limit: Limit = USUAL
    cursor: Cursor = None


class Since(Part):
    """Changes after a moment."""

    since: Annotated[
        Moment | None,
        Field(description="`until` of the answer before, or any moment; without one, all that is known."),
    ] = None


class OfClaims(Part):
    """Claims of an incident or of a report, or all that count."""

    incident: Annotated[str | None, Field(pattern=ID)] = None
    report: Annotated[str | None, Field(pattern=ID)] = None


def cursor(name: str, values: tuple[Any, ...]) -> str:
    """Return where the list `name` was left, as one word."""
    return base64.urlsafe_b64encode(msgspec.json.encode([name, *values])).decode().rstrip("=")


def left(typed: str | None, name: str, shapes: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Return the values in a cursor of the list `name`, each of its type. Raises Lost."""
    if typed is None:
        return None
    try:
        packed = base64.b64decode(typed.encode("ascii") + b"=" * (-len(typed) % 4), altchars=b"-_", validate=True)
        found: tuple[Any, ...] = msgspec.json.decode(packed, type=_tuple(str, *shapes))
    except (binascii.Error, UnicodeEncodeError, msgspec.DecodeError, ValueError) as error:
        raise Lost from error
    if found[0] != name or any(isinstance(value, int) and abs(value) >= 1 << 63 for value in found[1:]):
        raise Lost
    if any(isinstance(value, str) and "\x00" in value for value in found):
        raise Lost
    return found[1:]


def _tuple(*shapes: Any) -> Any:
    return tuple.__class_getitem__(shapes)


def mark(typed: str | None, sort: Sort) -> Mark | None:
    """Return where a list of incidents was left. Raises Lost."""
    values = left(typed, sort, SHAPES[sort])
    return None if values is None else Mark(values=values)
