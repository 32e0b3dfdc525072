"""A GeoNames dump of the user's own: import, look-up, and what comes of bad files."""

from __future__ import annotations

import importlib
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.normalise.gazetteer import gazetteer
from tollbook.normalise.own_places import FOLDER, NAMES, PLACES, OwnPlaces
from tollbook.normalise.place_choice import Surroundings
from tollbook.normalise.places import locate, surroundings

ROOT = Path(__file__).resolve().parents[2]


def row(
    number: int, name: str, other: str, point: tuple[float, float], feature: str, place: str, people: int = 0
) -> str:
    """Return a line of a dump; `feature` is "P PPL", `place` "SY 07 172410" (country, divisions)."""
    kind, code = feature.split()
    country, admin1, *admin2 = place.split()
    cells = [
        number,
        name,
        name,
        other,
        *point,
        kind,
        code,
        country,
        "",
        admin1,
        *(admin2 or [""]),
        "",
        "",
        people,
        "",
        "",
        "",
        "",
    ]
    return "\t".join(map(str, cells))


DEIR = "SY 07"
DUMP = [
    row(170792, "Muḩāfaz̧at Dayr az Zawr", "", (35.0, 40.5), "A ADM1", DEIR),
    row(90000001, "Al Ḩawā’ij ash Sharqīyah", "Hawaij Sharqiya,الحوائج الشرقية", (34.98, 40.52), "P PPL", DEIR),
    row(90000002, "Tall Barāk al Qadīm", "", (36.6, 41.0), "P PPL", "SY 01"),
    row(90000003, "Jabal Zubārah", "", (35.1, 40.4), "T MT", DEIR),
    row(90000004, "Zubaydah Old Mill", "", (35.1, 40.4), "S ML", DEIR),
    row(173480, "Al Mayādīn", "", (35.01, 40.45), "P PPLA2", DEIR),
]


@pytest.fixture(scope="session")
def importer() -> ModuleType:
    sys.path.insert(0, str(ROOT / "gazetteer"))
    return importlib.import_module("geonames")


@pytest.fixture
def own(tmp_path: Path, importer: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Import the small dump and open the gazetteer with it."""
    dump = tmp_path / "SY.txt"
    dump.write_text("\n".join(DUMP) + "\n", "utf-8")
    importer.main([str(dump), "--out", str(tmp_path / "more")])
    monkeypatch.setenv(FOLDER, str(tmp_path / "more"))
    gazetteer.cache_clear()
    yield tmp_path / "more"
    gazetteer.cache_clear()


def test_a_village_of_the_dump_is_found_in_its_division(own: Path) -> None:
    around = Surroundings(countries=(("SY", 1.0),))
    for words, language in (("the village of Al-Hawaij al-Sharqiya", "en"), ("قرية الحوائج الشرقية", "ar")):
        place = locate([words], language, around)
        assert place is not None
        assert (place.id, place.country, place.admin1) == ("geonames:90000001", "SY", "Deir ez-Zor")
        assert (place.latitude, place.longitude, place.precision) == (34.98, 40.52, 1)


def test_a_mountain_keeps_its_precision_and_a_mill_is_left_out(own: Path) -> None:
    mountain = locate(["Jabal Zubarah"], "en", Surroundings(countries=(("SY", 1.0),)))
    assert mountain is not None
    assert (mountain.id, mountain.precision) == ("geonames:90000003", 2)
    assert not gazetteer().find("Zubaydah Old Mill")


def test_an_unknown_division_leaves_the_country(own: Path) -> None:
    (entry,) = gazetteer().find("Tall Barak al Qadim")
    assert (entry.country, entry.admin1, entry.admin1_name) == ("SY", None, None)


def test_what_the_gazetteer_has_is_left_out(own: Path) -> None:
    assert len([entry for entry in gazetteer().find("Al Mayadin") if entry.id == "geonames:173480"]) == 1
    assert "173480" not in (own / PLACES).read_text("utf-8")


def test_without_a_dump_nothing_changes() -> None:
    gazetteer.cache_clear()
    assert not gazetteer().find("Hawaij Sharqiya")


def test_the_zip_that_geonames_gives_out_is_read(own: Path, tmp_path: Path, importer: ModuleType) -> None:
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.writestr("SY.txt", "\n".join(DUMP) + "\n")
    importer.main([str(tmp_path / "SY.zip"), "--out", str(tmp_path / "again")])
    for name in (NAMES, PLACES):
        assert (tmp_path / "again" / name).read_bytes() == (own / name).read_bytes()


@pytest.mark.parametrize("text", ["no table\n", "\t".join("x" * 19) + "\n", '{"a": 1}'])
def test_another_file_is_refused_in_one_line(text: str, tmp_path: Path, importer: ModuleType) -> None:
    dump = tmp_path / "other.txt"
    dump.write_text(text, "utf-8")
    with pytest.raises(SystemExit) as stop:
        importer.main([str(dump), "--out", str(tmp_path / "more")])
    assert str(stop.value).startswith("geonames.py:") and "\n" not in str(stop.value)
    assert not (tmp_path / "more").exists()


def test_a_folder_without_the_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    gazetteer.cache_clear()
    with pytest.raises(FileNotFoundError):
        gazetteer()


def test_sorting_in_runs_is_sorting(tmp_path: Path, importer: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = tmp_path / "XX.txt"
    many = [
        row(91_000_000 + n, f"Place {n % 977} of {n % 13}", "", (n % 90, n % 180), "P PPL", DEIR) for n in range(4000)
    ]
    dump.write_text("\n".join(many) + "\n", "utf-8")
    importer.main([str(dump), "--out", str(tmp_path / "whole")])
    monkeypatch.setattr(importer, "RUN", 500)
    importer.main([str(dump), "--out", str(tmp_path / "parts")])
    names = (tmp_path / "whole" / NAMES).read_bytes()
    assert (tmp_path / "parts" / NAMES).read_bytes() == names
    keys = [line.partition(b"\t")[0] for line in names.splitlines()]
    assert keys == sorted(set(keys))
    book = OwnPlaces(tmp_path / "whole")
    assert all(book.find(key.decode()) for key in keys)
    assert {place.number for place in book.find("place 5 of 1")} == {
        str(91_000_000 + n) for n in range(4000) if (n % 977, n % 13) == (5, 1)
    }
    assert not book.find("place 5 of") and book.begins("place 5 of") and not book.begins("plain")


def test_memory_is_that_of_a_run_not_of_the_dump(
    tmp_path: Path, importer: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "RUN", 1000)
    peaks = []
    for size in (3000, 12000):
        dump = tmp_path / f"{size}.txt"
        with dump.open("w", encoding="utf-8") as file:
            file.writelines(row(92_000_000 + n, f"Hamlet {n}", "", (1, 2), "P PPL", DEIR) + "\n" for n in range(size))
        gazetteer().numbers()
        tracemalloc.start()
        importer.main([str(dump), "--out", str(tmp_path / str(size))])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


@given(st.text(max_size=12))
def test_any_key_may_be_asked_for(tmp_path_factory: pytest.TempPathFactory, key: str) -> None:
    folder = tmp_path_factory.mktemp("own")
    (folder / NAMES).write_bytes(b"ab\t0\nab c\t0\nb\t0\n")
    (folder / PLACES).write_text("1\ttown\tA\tSY\t\t\t1.0\t2.0\t0\t\n", "utf-8")
    book = OwnPlaces(folder)
    assert bool(book.find(key)) == (key in ("ab", "ab c", "b"))
    assert book.begins(key) == any(each.startswith(key) for each in ("ab", "ab c", "b"))


def test_a_report_is_read_with_the_dump(own: Path) -> None:
    text = "Three Syrian shepherds were killed in the village of Hawaij Sharqiya, east of Mayadeen."
    place = locate(["the village of Hawaij Sharqiya, east of Mayadeen"], "en", surroundings(text, "en"))
    assert place is not None and place.id == "geonames:90000001"
