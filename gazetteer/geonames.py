"""Add the places of a GeoNames dump to the gazetteer: ``python gazetteer/geonames.py DUMP ... [--out FOLDER]``.

DUMP is ``allCountries.txt``, ``XX.txt`` of a country, or the .zip that GeoNames gives out; its layout is GeoNames' main
table of 19 columns. Writes the two files that `tollbook.normalise.own_places` maps: into the package, where they are
found by themselves, or into FOLDER, which the environment variable TOLLBOOK_PLACES then has to name. What the shipped
gazetteer has is left out. Memory is bounded: names are sorted in runs on disk. Same dump, same bytes.
"""

from __future__ import annotations

import argparse
import heapq
import io
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

from build import LATIN, OUT, SETTINGS, plain, usable

from tollbook.normalise.gazetteer import LOOSE, gazetteer
from tollbook.normalise.own_places import NAMES, PLACES
from tollbook.normalise.place_keys import fold, loose

COLUMNS = 19
RUN = 400_000  # lines that are sorted in memory at a time
FEATURES: dict[str, list[str | int]] = SETTINGS["features"]  # feature code, or class, to kind and precision (0: usual)

Codes = dict[str, str]  # GeoNames' code of a division ("SY.07", "SY.07.172410") to its id


def lines(dump: Path) -> Iterator[list[str]]:
    """Yield the columns of each line. Raises SystemExit when the file cannot be read or is no dump of GeoNames."""
    try:
        with ExitStack() as open_files:
            if dump.suffix == ".zip":
                archive = open_files.enter_context(zipfile.ZipFile(dump))
                inside = open_files.enter_context(archive.open(f"{dump.stem}.txt"))
            else:
                inside = open_files.enter_context(dump.open("rb"))
            for number, line in enumerate(io.TextIOWrapper(inside, "utf-8", newline="\n"), 1):
                cells = line.rstrip("\r\n").split("\t")
                if len(cells) != COLUMNS or not cells[0].isdigit():
                    raise SystemExit(f"geonames.py: {dump}, line {number}: not the {COLUMNS} columns of GeoNames")
                yield cells
    except (OSError, KeyError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise SystemExit(f"geonames.py: {dump}: {error}") from error


def division_codes(dumps: Iterable[Path]) -> Codes:
    """Return the ids of the divisions of both orders by GeoNames' codes."""
    found: Codes = {}
    for dump in dumps:
        for cells in lines(dump):
            if cells[7] == "ADM1":
                found[f"{cells[8]}.{cells[10]}"] = cells[0]
            elif cells[7] == "ADM2":
                found[f"{cells[8]}.{cells[10]}.{cells[11]}"] = cells[0]
    return found


def place_line(cells: Sequence[str], codes: Codes) -> str | None:
    """Return a line of places.txt, None for what is no place we read or stands nowhere."""
    feature = FEATURES.get(cells[7], FEATURES.get(cells[6]))
    if not feature:
        return None
    try:
        latitude, longitude, people = float(cells[4]), float(cells[5]), int(cells[14] or 0)
    except ValueError:
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    kind, precision = feature
    admin1 = codes.get(f"{cells[8]}.{cells[10]}", "")
    admin2 = codes.get(f"{cells[8]}.{cells[10]}.{cells[11]}", "") if cells[11] else ""
    name = plain(cells[1], cells[8])
    given = (cells[0], kind, name, cells[8], admin1, admin2, f"{latitude:.5f}", f"{longitude:.5f}", people)
    return "\t".join(map(str, (*given, precision or "")))


def keys(cells: Sequence[str]) -> set[str]:
    """Return the keys under which a place is found, as `build.py` makes them."""
    names = {cells[1], cells[2], *filter(usable, cells[3].split(","))} - {""}
    found = {key for key in map(fold, names) if len(key) > 1}
    if cells[8] in SETTINGS["romanised"]:
        rough = (loose(name) for name in names if LATIN.search(name))
        found |= {LOOSE + key for key in rough if len(key) > 2}
    return found


def write_places(dumps: Iterable[Path], codes: Codes, out: Path, runs: Path) -> tuple[int, list[Path]]:
    """Write places.txt and the sorted runs of its names; return how many places there are, and the runs."""
    known = set(gazetteer().numbers())
    files: list[Path] = []
    held: list[bytes] = []
    at = count = 0
    with (out / PLACES).open("wb") as file:
        for dump in dumps:
            for cells in lines(dump):
                line = None if int(cells[0]) in known else place_line(cells, codes)
                if line is None:
                    continue
                held += (f"{key}\t{at:020d}".encode() for key in keys(cells))
                at += file.write(line.encode() + b"\n")
                count += 1
                if len(held) >= RUN:
                    files.append(_run(held, runs, len(files)))
                    held = []
    return count, [*files, _run(held, runs, len(files))]


def _run(held: list[bytes], folder: Path, number: int) -> Path:
    path = folder / str(number)
    path.write_bytes(b"".join(line + b"\n" for line in sorted(held)))
    return path


def write_names(runs: Sequence[Path], out: Path) -> None:
    """Merge the runs into names.txt, one line a key."""
    with ExitStack() as open_files, (out / NAMES).open("wb") as file:
        merged = heapq.merge(*(open_files.enter_context(run.open("rb")) for run in runs))
        for key, group in groupby(merged, lambda line: line.partition(b"\t")[0]):
            places = b" ".join(b"%d" % int(line.partition(b"\t")[2]) for line in group)
            file.write(key + b"\t" + places + b"\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the two files; exit status 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dumps", nargs="+", type=Path, metavar="DUMP")
    parser.add_argument("--out", type=Path, metavar="FOLDER", default=OUT / "more", help="default: in the package")
    options = parser.parse_args(arguments)
    codes = division_codes(options.dumps)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.out.parent) as work:
        made = Path(work, "made")
        made.mkdir()
        count, runs = write_places(options.dumps, codes, made, Path(work))
        write_names(runs, made)
        options.out.mkdir(exist_ok=True)
        for name in (PLACES, NAMES):  # nothing half-written: each file takes its place whole
            (made / name).replace(options.out / name)
    print(f"{count:,} places that the gazetteer has not: {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
