"""The sets of place names that eval/places.py measures: ours, LGL, and the place strings of UCDP events."""

from __future__ import annotations

import json
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "eval" / "places"
SHARED = ROOT.parent / "shared" / "eval"
LGL = SHARED / "geoparsing" / "lgl.xml"
UCDP = SHARED / "ucdp" / "events.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place mention of ours with its answer, laid out as eval/places/README.md says; () stands for any."""

    language: str
    number: int
    text: str
    words: str
    countries: tuple[str, ...]
    admin1: tuple[str, ...]
    names: tuple[str, ...]
    precisions: tuple[int, ...]
    point: tuple[float, float, float] | None  # latitude, longitude, kilometres
    nowhere: bool

    @property
    def held_out(self) -> bool:
        """Tell whether the mention is of the half that nothing is tuned on."""
        return self.number % 2 == 1


def ours(folder: Path = OURS) -> list[Mention]:
    """Return our mentions, by language and number. Raises ValueError for a row that is not laid out as it should be."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        rows = tomllib.loads(path.read_text("utf-8"))["mentions"]
        found += [_mention(path.stem, number, row) for number, row in enumerate(rows, 1)]
    return found


def _mention(language: str, number: int, row: list[str]) -> Mention:
    if len(row) != 7 or row[1] not in row[0]:
        raise ValueError(f"{language} {number}: seven strings, the second one a part of the first")
    countries, admin1, names, precisions = (() if cell == "*" else tuple(cell.split("/")) for cell in row[2:6])
    point = [float(number) for number in row[6].split()] if row[6] != "-" else []
    return Mention(
        language=language,
        number=number,
        text=row[0],
        words=row[1],
        countries=countries,
        admin1=admin1,
        names=names,
        precisions=tuple(map(int, precisions)),
        point=(point[0], point[1], point[2]) if point else None,
        nowhere=countries == ("none",),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A place name of LGL with the GeoNames entry that its annotators chose."""

    start: int
    words: str
    number: str  # GeoNames id
    code: str  # GeoNames feature code
    country: str  # its English name
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of LGL; names that its annotators gave no point are left out."""

    title: str
    text: str
    toponyms: tuple[Toponym, ...]


def lgl(path: Path = LGL) -> Iterator[Article]:
    """Yield the articles of LGL."""
    for article in ET.parse(path).getroot():  # noqa: S314 - a data set that was put there by hand
        toponyms = []
        for item in article.iter("toponym"):
            tag = item.find("gaztag")
            if tag is not None and tag.findtext("lat"):
                toponyms.append(
                    Toponym(
                        start=int(item.findtext("start") or 0),
                        words=item.findtext("phrase") or "",
                        number=tag.get("geonameid") or "",
                        code=tag.findtext("fcode") or "",
                        country=tag.findtext("country") or "",
                        latitude=float(tag.findtext("lat") or 0),
                        longitude=float(tag.findtext("lon") or 0),
                    )
                )
        yield Article(
            title=article.findtext("title") or "", text=article.findtext("text") or "", toponyms=tuple(toponyms)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A place string of UCDP with the country and the first-order division that its coders gave."""

    country: str  # as UCDP names it
    division: str
    words: str

    @property
    def held_out(self) -> bool:
        """Tell whether the string is of the half that nothing is tuned on."""
        return sha256(self.words.encode()).digest()[0] % 2 == 1


def ucdp(path: Path = UCDP) -> list[Coded]:
    """Return every distinct place string of the events with its division, in order."""
    events = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    keys = ("location_root_name", "location_adm1_name", "location_where_name")
    found = {tuple(event[key] for key in keys) for event in events if all(event[key] for key in keys)}
    return [Coded(country=root, division=division, words=words) for root, division, words in sorted(found)]
