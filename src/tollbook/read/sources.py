"""What to read: files, folders, addresses and standard input, to reports.

What a document says of itself (a JSON record, a page's metadata, a feed's item) wins; the user's options
fill what it does not say; the language is detected when neither tells. (The language that a page or feed
declares for itself is often its template's, and counts only where the text does not tell.)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tollbook.read import fetch as web
from tollbook.read.formats import SUFFIXES, Kind, drafts, kind_of
from tollbook.read.reports import Draft, Options, ReadError, report
from tollbook.records import Report

MOST_BYTES = 20_000_000  # of one file, and of standard input
TYPES: dict[str, Kind] = {  # what a server says; any other type is told from the content
    "text/html": "page",
    "application/xhtml+xml": "page",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/ndjson": "jsonl",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The reports of one or more sources, in order, and lines that the user should see."""

    reports: tuple[Report, ...]
    notes: tuple[str, ...] = ()


def read(source: str, given: Options, *, lookup: web.Lookup | None = None) -> Reading:
    """Return the reports of one source: a file, a folder, an http(s) address, or "-".

    A folder is read with all folders in it, sorted by name; files of other kinds are counted in a
    note, hidden ones are not looked at. `lookup` is that of `fetch`. Raises ReadError, one line for
    each thing that cannot be read.
    """
    if source == "-":
        return _reading("standard input", sys.stdin.buffer.read(MOST_BYTES + 1), None, given)
    if source.startswith(("http://", "https://")):
        return _address(source, given, lookup)
    if "://" in source:
        raise ReadError(f"{source}: only http and https addresses are read")
    path = Path(source)
    try:
        if path.is_dir():
            return _folder(path, given)
        if not path.exists():
            raise ReadError(f"{source}: no such file or folder")
    except (OSError, ValueError) as error:
        raise ReadError(str(error) if isinstance(error, ReadError) else f"{source}: cannot be read") from None
    return _file(path, given)


def read_all(sources: Sequence[str], given: Options, *, lookup: web.Lookup | None = None) -> Reading:
    """Return the reports of all sources, each once, or raise one ReadError that names all bad ones.

    Everything is read before anything is returned, so a caller that writes has all or nothing.
    """
    read_so_far = []
    bad = []
    for source in sources:
        try:
            read_so_far.append(read(source, given, lookup=lookup))
        except ReadError as error:
            bad.append(str(error))
    if bad:
        raise ReadError("\n".join(bad))
    reports = {each.id: each for reading in read_so_far for each in reading.reports}
    return Reading(reports=tuple(reports.values()), notes=tuple(note for each in read_so_far for note in each.notes))


def read_data(name: str, data: bytes, given: Options) -> Reading:
    """Return the reports in `data`, sent as a file called `name`; nothing of that name is opened. Raises ReadError."""
    kind = kind_of(name)
    if kind is None:
        raise ReadError(f"{name}: not a kind of file that is read ({', '.join(SUFFIXES)})")
    return _reading(name, data, kind, given)


def read_text(text: str, given: Options, *, title: str | None = None) -> Reading:
    """Return the one report that somebody typed or pasted, whatever it looks like. Raises ReadError."""
    return Reading(reports=(report(Draft(text=text, title=title), given),))


def read_address(url: str, given: Options, *, lookup: web.Lookup | None = None) -> Reading:
    """Return the reports at an http(s) address; anything else, a path of this machine too, raises ReadError."""
    if not url.startswith(("http://", "https://")):
        raise ReadError(f"{url}: only http and https addresses are read")
    return _address(url, given, lookup)


def _address(url: str, given: Options, lookup: web.Lookup | None) -> Reading:
    try:
        fetched = web.fetch(url, lookup)
    except ReadError as error:
        raise ReadError(f"{url}: {error}") from None
    kind = TYPES.get(fetched.content_type or "")
    return _reading(url, fetched.data, kind, given, url=fetched.url, charset=fetched.charset)


def _folder(folder: Path, given: Options) -> Reading:
    files = list(_files(folder))
    wanted = [path for path in files if kind_of(path.name)]
    if not wanted:
        raise ReadError(f"{folder}: no {', '.join(SUFFIXES)} file in it")
    everything = read_all([str(path) for path in wanted], given)
    other = len(files) - len(wanted)
    notes = [f"{folder}: {other} other file{'s' if other > 1 else ''} passed over"] if other else []
    return Reading(reports=everything.reports, notes=(*everything.notes, *notes))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of those in it, sorted by name, without hidden ones."""

    def fail(error: OSError) -> None:
        raise ReadError(f"{error.filename}: {error.strerror or 'cannot be read'}")

    for here, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(here, name) for name in sorted(names) if not name.startswith("."))


def _file(path: Path, given: Options) -> Reading:
    kind = kind_of(path.name)
    if not path.is_file():
        raise ReadError(f"{path}: not a file")
    if kind is None:
        raise ReadError(f"{path}: not a kind of file that is read ({', '.join(SUFFIXES)})")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror or 'cannot be read'}") from None
    return _reading(str(path), data, kind, given)


def _reading(
    name: str, data: bytes, kind: Kind | None, given: Options, *, url: str | None = None, charset: str | None = None
) -> Reading:
    """Return the reports in `data`; every error and note begins with `name`."""
    try:
        if len(data) > MOST_BYTES:
            raise ReadError(f"more than {MOST_BYTES:,} bytes")
        found, notes = drafts(data, kind, url=url, charset=charset)
        reports = tuple(report(draft, given) for draft in found)
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from None
    return Reading(reports=reports, notes=tuple(f"{name}: {note}" for note in notes))
