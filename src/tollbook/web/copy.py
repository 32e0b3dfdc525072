"""A copy of a ledger for any web host: ``tollbook export --format site``. Files only, no server, no script.

The pages are those of the application, asked for one by one as a reader of a read-only site sees them, with relative
links; only the list of incidents is its own, since a file cannot filter. What has no place in a copy (log in, decide,
ask the API) loses its link. Each page carries its policy with it, which allows styles and pictures of the copy alone.

    index.html, list-2.html ...   incidents, the newest first, with the sums, the timeline and the map
    incident/ID.html, .svg        one incident and its map; a former id leads on to the one that holds it now
    report/ID.html                one report with its text and what became of each figure
    reports.html, reports-2.html  the reports, the latest first
    method.html                   how to read all this
    map.svg, map.json             the map of the ledger
    data/                         the ledger in every format of `export` whose library is installed
    site.json                     which version made the copy, of which view
"""

from __future__ import annotations

import asyncio
import html
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
from fastapi import FastAPI
from sqlalchemy import Connection, select

from tollbook import export, pipeline
from tollbook.store import LedgerError, pages, schema, selection
from tollbook.store.selection import EVERYTHING
from tollbook.web.app import create_app
from tollbook.web.asking import PAGE_SIZE, Asked
from tollbook.web.downloads import KINDS, TITLES
from tollbook.web.mapping import Mark, drawing, listed, picture
from tollbook.web.overview import Row, look
from tollbook.web.render import template
from tollbook.web.sessions import Visitor
from tollbook.web.settings import Settings
from tollbook.web.site import Site

MADE_BY = "site.json"
ROWS = 200  # incidents on one page of the list
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'"
)
HERE = "http://localhost"
STATIC = Path(__file__).parent / "static"
# Every value that a template writes is escaped, so that these are only ever the templates' own.
SCRIPTS = re.compile(r"<(script|noscript|form)\b[^>]*>.*?</\1>|<meta name=\"htmx-config\"[^>]*>", re.DOTALL)
LINK = re.compile(r'\s(href|src)="([^"]*)"')
ONE = re.compile(r"/(incident|report)/([0-9a-f]{16})(/map\.svg)?")

Watch = Callable[[int, int], None]  # (pages done, pages in all)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How much a copy holds."""

    incidents: int
    reports: int


def write(location: str | Path, folder: Path, watch: Watch | None = None) -> Copied:
    """Write a copy of the ledger at `location` to `folder`, whole or not at all; a copy made before is replaced.

    Raises LedgerError when the folder holds anything else, or cannot be written.
    """
    target = folder.resolve()
    _check(target)
    app = create_app(location, Settings(read_only=True))
    site: Site = app.state.site
    try:
        made = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        try:
            done = asyncio.run(_fill(app, made, watch))
            made.chmod(0o755)
            _swap(made, target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise LedgerError(f"cannot write {folder}: {error.strerror or error}") from error
    finally:
        site.ledger.close()
    return done


def _check(target: Path) -> None:
    if not target.parent.is_dir():
        raise LedgerError(f"cannot write {target.name}: no such folder {target.parent}")
    if not target.exists():
        return
    if not target.is_dir():
        raise LedgerError(f"cannot write {target.name}: it is a file, and a site is a folder")
    known: object = None
    with suppress(OSError, msgspec.DecodeError):
        known = msgspec.json.decode((target / MADE_BY).read_bytes())
    if any(target.iterdir()) and not (isinstance(known, dict) and known.get("made_by") == "tollbook"):
        raise LedgerError(f"cannot write {target.name}: the folder is not empty, and no copy of a ledger")


def _swap(made: Path, target: Path) -> None:
    """Let `made` take the place of `target`."""
    if not target.exists():
        made.rename(target)
        return
    old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    target.rename(old / "old")
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)


async def _fill(app: FastAPI, folder: Path, watch: Watch | None) -> Copied:
    site: Site = app.state.site
    used: set[str] = set()
    for name in ("incident", "report", "data", "static"):
        (folder / name).mkdir()
    with site.ledger.looking() as connection:
        watermark = pages.published(connection)
        wanted = _asked(connection)
        for name, page in _lists(site, connection):
            (folder / name).write_text(still(page, name, used), encoding="utf-8")
        moved = list(connection.execute(select(schema.redirects.c.old, schema.redirects.c.new)))
        picked = selection.pick(site.columns.get(connection), EVERYTHING)
        number, _ = pages.held(connection)
    found, size = drawing(selection.spots(picked), EVERYTHING), selection.size(picked)
    (folder / "map.svg").write_text(picture(found.marks), encoding="utf-8")
    (folder / "map.json").write_bytes(listed(replace(found, marks=tuple(_still(mark) for mark in found.marks))))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=HERE, timeout=None)  # noqa: S113
    async with client:
        for done, address in enumerate(wanted):
            if watch:
                watch(done, len(wanted))
            answer = await client.get(address)
            if answer.status_code != 200:
                raise LedgerError(f"the page {address} cannot be made: {answer.status_code}")
            name = place(address) or ""
            text = answer.text if name.endswith(".svg") else still(answer.text, name, used)
            (folder / name).write_text(text, encoding="utf-8")
    for old, new in moved:
        (folder / "incident" / f"{old}.html").write_text(_onward(new), encoding="utf-8")
    _files(site, folder, used, watermark)
    return Copied(incidents=size.incidents, reports=number)


def _files(site: Site, folder: Path, used: set[str], watermark: str | None) -> None:
    """Write the styles, the ledger in every format, and what made the copy."""
    for name in sorted(used):
        (folder / "static" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(STATIC / name, folder / "static" / name)
    whole = pipeline.look(site.ledger)
    for name in TITLES:
        with (folder / "data" / _file(name)).open("wb") as out:
            export.write(name, whole, out)
    with site.ledger.looking() as connection:
        if pages.published(connection) != watermark:
            raise LedgerError("the ledger has changed while it was copied: do it again")
    made = {"made_by": "tollbook", "version": pipeline.version(), "view": watermark}
    (folder / MADE_BY).write_bytes(msgspec.json.encode(made) + b"\n")


def _file(name: str) -> str:
    return f"{name}.{KINDS[name][1]}" if name != KINDS[name][1] else f"ledger.{name}"


def _asked(connection: Connection) -> list[str]:
    """Return the addresses of all pages that the application makes."""
    reports = list(connection.scalars(select(schema.reports.c.id).order_by(schema.reports.c.id)))
    incidents = list(connection.scalars(select(schema.incidents.c.id).order_by(schema.incidents.c.id)))
    lists = max(1, ceil(len(reports) / PAGE_SIZE))
    return [
        "/method",
        *(f"/reports?page={number}" for number in range(1, lists + 1)),
        *(f"/report/{name}" for name in reports),
        *(f"/incident/{name}" for name in incidents),
        *(f"/incident/{name}/map.svg" for name in incidents),
    ]


def _lists(site: Site, connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the pages of the list of incidents by file name."""
    found = look(site, connection, Asked(selection=EVERYTHING))
    last = max(1, ceil(found.size.incidents / ROWS))
    years, picked = _years(connection), selection.pick(site.columns.get(connection), EVERYTHING)
    for at in range(1, last + 1):
        shown = selection.entries(picked, first=(at - 1) * ROWS, most=ROWS)
        known = pages.incidents(connection, [entry.id for entry in shown])
        page = template("copy.html").render(
            site=site,
            visitor=Visitor(role="reader"),
            path="/",
            csrf_field=str,
            found=found,
            rows=[Row(incident=known[entry.id], entry=entry) for entry in shown],
            at=at,
            last=last,
            years=years,
            address=lambda number: f"/?page={number}",
            files={f"data/{_file(name)}": title for name, title in TITLES.items()},
        )
        yield place(f"/?page={at}") or "", page


def _years(connection: Connection) -> Mapping[str, int]:
    """Return on which page of the list each year begins, the latest year first."""
    asked = (
        select(schema.browse.c.start).where(schema.browse.c.start.is_not(None)).order_by(schema.browse.c.start.desc())
    )
    found: dict[str, int] = {}
    for at, day in enumerate(connection.scalars(asked)):
        found.setdefault(str(day.year), at // ROWS + 1)
    return found


def place(address: str) -> str | None:
    """Return the file of the copy that holds an address of the application, None where it has no place in it."""
    parts = urlsplit(address)
    one = ONE.fullmatch(parts.path)
    if one is not None:
        return f"{one[1]}/{one[2]}.{'svg' if one[3] else 'html'}"
    number = (parse_qs(parts.query).get("page") or ["1"])[-1]
    later = f"-{number}" if number.isdecimal() and number != "1" else ""
    if parts.path == "/":
        return f"list{later}.html" if later else "index.html"
    if parts.path == "/reports":
        return f"reports{later}.html"
    if parts.path in ("/map.svg", "/map.json") or parts.path.startswith("/static/"):
        return parts.path[1:]
    return "method.html" if parts.path == "/method" else None


def still(page: str, name: str, used: set[str]) -> str:
    """Return a page as the file `name`: without scripts and forms, its links relative, its policy inside.

    Names of static files that it needs are put into `used`.
    """
    up = "../" * name.count("/")

    def moved(found: re.Match[str]) -> str:
        address = html.unescape(found[2])
        if not address.startswith("/"):
            return found[0]
        file = place(address)
        if file is None:
            return ""
        if file.startswith("static/"):
            used.add(file.removeprefix("static/"))
        mark = urlsplit(address).fragment
        return f' {found[1]}="{html.escape(up + file + (f"#{mark}" if mark else ""))}"'

    quiet = LINK.sub(moved, SCRIPTS.sub("", page))
    policy = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY, quote=False)}">'
    return quiet.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}', 1)


def _still(mark: Mark) -> Mark:
    """Return a mark whose address is a file: its incident where it is just one, else the list."""
    return replace(mark, only=None, chosen=place(mark.address) or "index.html")


def _onward(name: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="refresh" content="0; url={name}.html">\n<link rel="canonical" href="{name}.html">\n'
        f'<title>Moved</title>\n</head>\n<body>\n<p>This incident is now <a href="{name}.html">{name}</a>.</p>\n'
        "</body>\n</html>\n"
    )
