"""Places that a user adds to the gazetteer from a GeoNames dump: two text files that are mapped, not loaded.

`gazetteer/geonames.py` writes them. ``names.txt`` has a line per key, sorted by its bytes: the key, a tab, and where
its places begin in ``places.txt``, which has a line per place: GeoNames id, kind, name, country, ids of its divisions
of the first and second order, latitude, longitude, people, precision (empty where unknown).
"""

from __future__ import annotations

import mmap
import os
from dataclasses import dataclass
from pathlib import Path

from tollbook.data import path

NAMES, PLACES = "names.txt", "places.txt"
FOLDER = "TOLLBOOK_PLACES"  # the environment variable that names the folder
LONGEST = 16  # signs of a name that is looked for in a text without spaces


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlace:
    """One line of places.txt; `divisions` are GeoNames ids, "" where there is none."""

    number: str
    kind: str
    name: str
    country: str
    divisions: tuple[str, str]
    latitude: float
    longitude: float
    population: int
    precision: int | None


class OwnPlaces:
    """Read-only look-up over the two files of a folder. Raises OSError when one of them cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._names = _mapped(folder / NAMES)
        self._places = _mapped(folder / PLACES)

    def find(self, key: str) -> tuple[OwnPlace, ...]:
        """Return the places under a key, in the order of the dump; () when there is none."""
        at = self._first_from(key.encode())
        line = self._line(at)
        found, _, places = line.partition(b"\t")
        return tuple(map(self._place, map(int, places.split()))) if found == key.encode() and places else ()

    def begins(self, key: str) -> bool:
        """Tell whether some key is `key`, or `key` and more."""
        return self._line(self._first_from(key.encode())).startswith(key.encode())

    def longest(self, text: str) -> str:
        """Return the longest key that `text` begins with, or ""."""
        if not self.begins(text[:2]):
            return ""
        return next((text[:n] for n in range(min(LONGEST, len(text)), 1, -1) if self.find(text[:n])), "")

    def _first_from(self, key: bytes) -> int:
        """Return where the first line with a key that is not below `key` begins."""
        low, high = 0, len(self._names)
        while low < high:
            start = self._names.rfind(b"\n", low, (low + high) // 2) + 1 or low
            line = self._line(start)
            if line.partition(b"\t")[0] < key:
                low = start + len(line) + 1
            else:
                high = start
        return low

    def _line(self, at: int) -> bytes:
        end = self._names.find(b"\n", at)
        return self._names[at:end] if end >= 0 else b""

    def _place(self, at: int) -> OwnPlace:
        line = self._places[at : self._places.find(b"\n", at)].decode()
        number, kind, name, country, admin1, admin2, latitude, longitude, people, precision = line.split("\t")
        return OwnPlace(
            number=number,
            kind=kind,
            name=name,
            country=country,
            divisions=(admin1, admin2),
            latitude=float(latitude),
            longitude=float(longitude),
            population=int(people or 0),
            precision=int(precision) if precision else None,
        )


def _mapped(file: Path) -> bytes | mmap.mmap:
    with file.open("rb") as source:
        if not os.fstat(source.fileno()).st_size:
            return b""
        return mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)


def own_places() -> OwnPlaces | None:
    """Open the folder that TOLLBOOK_PLACES names, or the package's own; None where there is none.

    Raises FileNotFoundError when TOLLBOOK_PLACES names a folder without the two files.
    """
    named = os.environ.get(FOLDER, "")
    folder = Path(named) if named else path("gazetteer/more")
    return OwnPlaces(folder) if named or (folder / NAMES).is_file() else None
