"""The gazetteer: names to places, from files that are mapped, not loaded.

Built by `gazetteer/build.py` from GeoNames, CLDR, Natural Earth and registers of villages; a small curated supplement
(`data/places/supplement.toml`) adds regions, rivers, seas, deserts and places that no package has.
Opening maps the files into memory and takes milliseconds; a look-up takes microseconds.
"""

from __future__ import annotations

import math
import mmap
import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

import marisa_trie

from tollbook.data import path, table
from tollbook.normalise.own_places import OwnPlace, own_places
from tollbook.normalise.place_keys import fold, loose

Kind = Literal["country", "admin1", "admin2", "town", "area", "water", "river"]

# The file format, shared with gazetteer/build.py. A record is 18 bytes: kind, GeoNames id,
# 1000 * log10(population), row of the parent; then latitude, longitude and name in 3 bytes each.
COUNTRY, ADMIN1, ADMIN2, TOWN, CAPITAL = 0, 1, 2, 3, 4
RECORD = struct.Struct("<BIHH")
REGISTERS = ("geonames", "psgc", "katottg", "yemen-info", "in-post")  # whose number it is: bits 3 and up of the kind
SIZE = RECORD.size + 9
NONE = 0xFFFF
NO_ANGLE = 0xFFFFFF
LIST = 1 << 23  # a slot from here on points into lists.bin, below it is a row
LOOSE = "~"
_KINDS_OWN: dict[str, Kind] = {"admin2": "admin2", "town": "town", "area": "area", "water": "water", "river": "river"}
_WITHIN = {"admin2": 3, "admin1": 4, "country": 6}  # UCDP where_prec of what is known to lie in one
_KINDS: tuple[Kind, ...] = ("country", "admin1", "admin2", "town")


@dataclass(frozen=True, slots=True)
class Entry:
    """One place. `country` is ISO 3166-1 alpha-2; `admin1` and `admin2` are ids of its divisions."""

    id: str
    kind: Kind
    name: str
    country: str | None
    admin1: str | None = None
    admin2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    capital: bool = False
    precision: int | None = None  # where it is not that of the kind: set by the supplement, or no point is known
    admin1_name: str | None = None
    admin2_name: str | None = None

    @property
    def registered(self) -> bool:
        """Tell whether it is a village known by a register of names alone."""
        return self.id.partition(":")[0] in REGISTERS[1:]


def prominent(entries: tuple[Entry, ...]) -> bool:
    """Tell whether a name is that of a place too big to be half of another name by chance."""
    return any(
        entry.kind not in ("town", "admin2") or entry.capital or entry.population >= 300_000 for entry in entries
    )


def pack_angle(angle: float | None, limit: int) -> bytes:
    """Return an angle of -limit..limit degrees in three bytes (to within 2 m), None as all ones."""
    scaled = NO_ANGLE if angle is None else round((angle + limit) / (2 * limit) * (NO_ANGLE - 1))
    return scaled.to_bytes(3, "little")


def unpack_angle(data: bytes, limit: int) -> float | None:
    """Undo `pack_angle`, to five decimals."""
    scaled = int.from_bytes(data, "little")
    return None if scaled == NO_ANGLE else round(scaled / (NO_ANGLE - 1) * 2 * limit - limit, 5)


def pack_population(people: int) -> int:
    """Return 1000 times the decimal logarithm of a population, which fits two bytes."""
    return round(1000 * math.log10(people + 1))


class Gazetteer:
    """Read-only look-up over the mapped files; open one with `gazetteer()`."""

    def __init__(self) -> None:
        self._keys = marisa_trie.Trie()
        self._keys.mmap(str(path("gazetteer/keys.marisa")))
        self._names = marisa_trie.Trie()
        self._names.mmap(str(path("gazetteer/names.marisa")))
        self._records = _mapped("records.bin")
        self._first = _mapped("first.bin")
        self._lists = _mapped("lists.bin")
        lines = [line.split() for line in path("gazetteer/countries.txt").read_text("utf-8").splitlines()]
        self._countries = [line[0] for line in lines]
        self._capitals = {line[0]: int(line[1]) for line in lines if len(line) > 1}
        self._more = _supplement()
        self._own = own_places()
        self._meant: dict[str, str] = {fold(name): i for name, i in table("places/supplement")["meant"].items()}
        self._wrong = frozenset(table("places/supplement")["wrong"]["ids"])
        self._known_as: dict[str, str] = table("places/supplement")["known_as"]
        self._aliases: dict[str, tuple[str, str]] = {
            fold(name): (given[0], given[1]) for name, given in table("places/supplement")["aliases"].items()
        }

        extra = [key for key in (*self._more, *self._aliases) if key and not key.startswith(LOOSE)]
        self._extra = {letter: tuple(key for key in extra if key[0] == letter) for letter in {key[0] for key in extra}}
        self._openings = {" ".join(key.split()[:size]) for key in extra for size in range(1, 1 + key.count(" ") + 1)}

    def find(self, name: str) -> tuple[Entry, ...]:
        """Return the places called `name`, most important first; () when there is none."""
        key = fold(name)
        return self._found(key) if key else ()

    def find_loosely(self, name: str) -> tuple[Entry, ...]:
        """Return the places whose romanised name may be written `name` ("Dayr az-Zawr", "Deir Ezzor")."""
        key = loose(name)
        return self._found(LOOSE + key) if len(key) > 2 else ()

    def begins(self, name: str) -> bool:
        """Tell whether some place is called `name`, or `name` and more."""
        key = fold(name)
        if key in self._openings or next(self._keys.iterkeys(key), None) is not None:
            return True
        return self._own is not None and self._own.begins(key)

    def longest(self, text: str) -> str:
        """Return the longest name that `text`, folded letter by letter, begins with ("加奥附近": "加奥"), or ""."""
        own = max(self._keys.prefixes(text), key=len, default="")
        added = self._own.longest(text) if self._own is not None else ""
        return max([own, added, *(name for name in self._extra.get(text[:1], ()) if text.startswith(name))], key=len)

    def meant(self, name: str) -> str | None:
        """Return the id of the place that `name` alone means where the supplement says so ("Gaza": the Strip)."""
        return self._meant.get(fold(name))

    def country(self, code: str) -> Entry | None:
        """Return the country with an ISO 3166-1 alpha-2 code."""
        return self.entry(self._countries.index(code)) if code in self._countries else None

    def capital(self, code: str) -> Entry | None:
        """Return the capital of the country with an ISO 3166-1 alpha-2 code."""
        return self.entry(self._capitals[code]) if code in self._capitals else None

    def division(self, number: str) -> Entry | None:
        """Return the entry with the id of a division that another entry names."""
        return self.entry(int(number)) if number.isdigit() else None

    def named(self, id: str) -> Entry | None:
        """Return the place with an id ("geonames:169577", "iso:SY", "tollbook:..."), None where there is none.

        There is no index by id: the records are gone through, which takes a tenth of a second.
        """
        kind, _, number = id.partition(":")
        if kind == "iso":
            return self.country(number)
        if kind in REGISTERS and number.isdigit():
            rows = range(len(self._countries), len(self._records) // SIZE)
            found = next((row for row in rows if self._numbered(row) == (kind, int(number))), None)
            return None if found is None else self.entry(found)
        return next((entry for entries in self._more.values() for entry in entries if entry.id == id), None)

    def _found(self, key: str) -> tuple[Entry, ...]:
        more = (*self._aliased(key), *self._more.get(key, ()))
        added = tuple(map(self._added, self._own.find(key))) if self._own is not None else ()
        try:
            slot = _three(self._first, self._keys[key])
        except KeyError:
            return (*more, *added)
        rows = (entry for entry in map(self.entry, self._rows(slot)) if entry.id not in self._wrong)
        return tuple(dict.fromkeys((*more, *rows, *added)))

    def _added(self, place: OwnPlace) -> Entry:
        """Return a place of the user's own as an entry, within the finest of its divisions that we have."""
        rows = (_rows_of(self).get(number) for number in reversed(place.divisions) if number)
        row = next((row for row in rows if row is not None), None)
        within = None if row is None else self.entry(row)
        return Entry(
            id=f"geonames:{place.number}",
            kind=_KINDS_OWN[place.kind],
            name=place.name,
            country=place.country or None,
            admin1=within.admin1 if within else None,
            admin2=within.admin2 if within else None,
            latitude=place.latitude,
            longitude=place.longitude,
            population=place.population,
            precision=place.precision,
            admin1_name=within.admin1_name if within else None,
            admin2_name=within.admin2_name if within else None,
        )

    def divisions(self) -> dict[str, int]:
        """Return the rows of all divisions by their GeoNames id."""
        return _rows_of(self)

    def numbers(self) -> frozenset[int]:
        """Return the GeoNames ids of all places, so that an import leaves them out."""
        rows = range(len(self._records) // SIZE)
        return frozenset(number for register, number in map(self._numbered, rows) if register == REGISTERS[0])

    def _numbered(self, row: int) -> tuple[str, int]:
        """Return (register, number there) of a place."""
        kind, number, _, _ = RECORD.unpack_from(self._records, row * SIZE)
        return REGISTERS[kind >> 3], number

    def divided(self) -> dict[str, int]:
        """Decode the rows of the divisions; `divisions` is the same with a memory. They stand before the towns."""
        found = {}
        for row in range(len(self._countries), len(self._records) // SIZE):
            kind, number, _, _ = RECORD.unpack_from(self._records, row * SIZE)
            if kind & 3 == TOWN:
                break
            found[str(number)] = row
        return found

    def _rows(self, slot: int) -> list[int]:
        """Return the rows that a slot of first.bin stands for: one, or a list of lists.bin."""
        if slot < LIST:
            return [slot]
        at = slot - LIST
        return [_three(self._lists, at + 1 + index) for index in range(_three(self._lists, at))]

    def _aliased(self, key: str) -> tuple[Entry, ...]:
        """Return the places that `key` is another name of."""
        name, country = self._aliases.get(key, ("", ""))
        if not name or fold(name) == key:
            return ()
        return tuple(entry for entry in self.find(name) or self.find_loosely(name) if entry.country == country)

    def entry(self, row: int) -> Entry:
        """Return the place in `row` of the records."""
        return _entry(self, row)

    def read(self, row: int) -> Entry:
        """Decode `row`; `entry` is the same with a memory."""
        kind, number, people, parent = RECORD.unpack_from(self._records, row * SIZE)
        rest = self._records[row * SIZE + RECORD.size : row * SIZE + SIZE]
        latitude, longitude = unpack_angle(rest[:3], 90), unpack_angle(rest[3:6], 180)
        above = None if parent == NONE else self.entry(parent)
        precision = None
        if latitude is None and above is not None:  # a register tells where it belongs, not where it lies
            latitude, longitude = above.latitude, above.longitude
            precision = _WITHIN[above.kind] if kind & 3 == TOWN else None
        country, admin1, admin2 = self._chain(row, kind, parent)
        id = f"iso:{country}" if kind == COUNTRY else f"{REGISTERS[kind >> 3]}:{number}"
        return Entry(
            id=id,
            kind=_KINDS[kind & 3],
            name=self._known_as.get(id) or self._names.restore_key(int.from_bytes(rest[6:], "little")),
            country=country,
            admin1=None if admin1 is None else str(admin1),
            admin2=None if admin2 is None else str(admin2),
            latitude=latitude,
            longitude=longitude,
            population=round(10 ** (people / 1000)) - 1,
            capital=bool(kind & CAPITAL),
            precision=precision,
            admin1_name=None if admin1 is None else self._name(admin1),
            admin2_name=None if admin2 is None else self._name(admin2),
        )

    def _chain(self, row: int, kind: int, parent: int) -> tuple[str | None, int | None, int | None]:
        """Return (country code, row of the first-order division, row of the second) of `row`, itself included."""
        admin1 = row if kind == ADMIN1 else None
        admin2 = row if kind == ADMIN2 else None
        at, at_kind = row, kind
        while at_kind != COUNTRY and parent != NONE:
            at = parent
            at_kind, _, _, parent = RECORD.unpack_from(self._records, at * SIZE)
            if at_kind == ADMIN1:
                admin1 = at
            elif at_kind == ADMIN2:
                admin2 = at
        return (self._countries[at] if at_kind == COUNTRY else None), admin1, admin2

    def _name(self, row: int) -> str:
        at = row * SIZE + SIZE - 3
        name: str = self._names.restore_key(int.from_bytes(self._records[at : at + 3], "little"))
        return name


def _three(data: mmap.mmap, at: int) -> int:
    return int.from_bytes(data[3 * at : 3 * at + 3], "little")


def _mapped(name: str) -> mmap.mmap:
    with path(f"gazetteer/{name}").open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@cache
def gazetteer() -> Gazetteer:
    """Return the one open gazetteer of this process (read-only files, mapped once)."""
    return Gazetteer()


@cache
def _rows_of(book: Gazetteer) -> dict[str, int]:
    return book.divided()


@lru_cache(maxsize=20_000)
def _entry(book: Gazetteer, row: int) -> Entry:
    return book.read(row)


def _supplement() -> dict[str, tuple[Entry, ...]]:
    """Return the entries of ``places/supplement.toml`` by folded name and by loose key."""
    found: dict[str, list[Entry]] = {}
    for slug, given in table("places/supplement")["place"].items():
        entry = _supplement_entry(slug, given)
        names = [entry.name, *given.get("names", ())]
        keys = {fold(name) for name in names} | {
            LOOSE + loose(name) for name in names if entry.kind in ("town", "river")
        }
        for key in keys:
            found.setdefault(key, []).append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


def _supplement_entry(slug: str, given: dict[str, Any]) -> Entry:
    return Entry(
        id=f"tollbook:{slug}",
        kind=given["kind"],
        name=given["name"],
        country=given.get("country"),
        admin1_name=given.get("admin1"),
        admin2_name=given.get("admin2"),
        latitude=given["point"][0],
        longitude=given["point"][1],
        precision=given.get("precision"),
        population=given.get("population", 0),
    )
