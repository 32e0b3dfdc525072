"""Adding reports: files, a pasted text or an address, read in the background, with what changed at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from tollbook import pipeline
from tollbook.read import Options, ReadError, Reading, options, read_address, read_data, read_text
from tollbook.records import Incident, Report
from tollbook.show import clean
from tollbook.store import Ledger, LedgerError
from tollbook.web.jobs import Busy, Watch
from tollbook.web.languages import language_name
from tollbook.web.render import page, report_name
from tollbook.web.sessions import checked, reviewer
from tollbook.web.site import site_of
from tollbook.web.wording import wording

router = APIRouter(dependencies=[Depends(reviewer)])

MOST_FILES = 200
MOST_SHOWN = 100
LONGEST_NAME, LONGEST_FIELD, LONGEST_ADDRESS = 120, 300, 2000
FIELDS = ("published", "outlet", "language", "title", "address", "text")

Source = Callable[[], Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What adding did: how many reports, and the incidents that are new, changed, or now part of another one."""

    new: tuple[Report, ...]
    known: int
    reread: int
    unread: tuple[str, ...]
    notes: tuple[str, ...]
    changes: tuple[tuple[str, Incident], ...]
    merged: tuple[tuple[str, str], ...]
    more: int


@router.get("/add", name="add", response_class=HTMLResponse)
def form_page(request: Request) -> HTMLResponse:
    """Show the forms: files, text, address."""
    return _forms(request, {}, None)


@router.post("/add", name="add_reports", dependencies=[Depends(checked)], include_in_schema=False)
async def begin(request: Request) -> Response:
    """Take what was sent and begin to read it in the background."""
    form = await request.form()
    typed = {name: value for name in FIELDS if isinstance(value := form.get(name), str)}
    try:
        title, sources = await _sources(form, typed)
        site = site_of(request)
        name = site.jobs.submit(title, lambda watch: add(site.ledger, sources, watch))
    except ReadError as error:
        return _forms(request, typed, str(error), 422)
    except Busy as error:
        return _forms(request, typed, str(error), 503)
    return RedirectResponse(f"/add/{name}", 303)


@router.get("/add/{name}", name="adding", response_class=HTMLResponse)
def progress(request: Request, name: str) -> HTMLResponse:
    """Show how far one piece of work is, and at the end what came of it."""
    site = site_of(request)
    job = site.jobs.get(name)
    if job is None:
        raise HTTPException(404, "nothing is being added under that name; what was added is in the ledger")
    with site.ledger.looking() as connection:
        tolls = wording(connection, [each for _, each in job.outcome.changes] if job.outcome else [])
    return page(request, "adding.html", job=job, found=job.outcome, wording=tolls)


def add(ledger: Ledger, sources: Sequence[Source], watch: Watch) -> Outcome:
    """Read `sources`, all of them before anything is written, add them and return what changed.

    Raises ReadError with a line for each source that cannot be read, and LedgerError.
    """
    reading = _all(sources)
    try:
        done = pipeline.add(ledger, reading.reports, watch)
    except Exception:
        with suppress(LedgerError):
            pipeline.publish(ledger)  # what went in whole before the fault is counted
        raise
    return _outcome(done, reading.notes)


def _all(sources: Sequence[Source]) -> Reading:
    found, bad = [], []
    for source in sources:
        try:
            found.append(source())
        except ReadError as error:
            bad.append(str(error))
    if bad:
        raise ReadError("\n".join(bad))
    return Reading(
        reports=tuple(report for each in found for report in each.reports),
        notes=tuple(note for each in found for note in each.notes),
    )


def _outcome(done: pipeline.Added, notes: Sequence[str]) -> Outcome:
    before, after = done.changes.before, done.changes.after
    changes = [("new", each) for name, each in after.items() if name not in before]
    changes += [("changed", each) for name, each in after.items() if name in before]
    merged = [(old, new) for old, new in done.changes.redirects if old in before]
    return Outcome(
        new=done.new[:MOST_SHOWN],
        known=len(done.known),
        reread=len(done.reread),
        unread=tuple(_unread(each) for each in done.unread[:MOST_SHOWN]),
        notes=tuple(clean(note) for note in notes[:MOST_SHOWN]),
        changes=tuple(changes[:MOST_SHOWN]),
        merged=tuple(merged[:MOST_SHOWN]),
        more=max(0, len(changes) - MOST_SHOWN),
    )


def _unread(report: Report) -> str:
    if report.language is None:
        return (
            f"{report_name(report)}: its language cannot be told, so nothing was read; add it again with its language"
        )
    return f"{report_name(report)}: nothing here reads {language_name(report.language)}"


async def _sources(form: FormData, typed: dict[str, str]) -> tuple[str, list[Source]]:
    """Return what a form sends, with a title for it. Raises ReadError where it sends nothing, or too much."""
    for name, value in typed.items():
        most = {"text": None, "address": LONGEST_ADDRESS}.get(name, LONGEST_FIELD)
        if most is not None and len(value) > most:
            raise ReadError(f"{name}: {most} characters at most")
    words = {name: value.strip() or None for name, value in typed.items()}
    given = options(words.get("published"), words.get("outlet"), words.get("language"))
    kind = form.get("kind")
    if kind == "files":
        return await _files(form, given)
    if kind == "text":
        text, title = typed.get("text", ""), words.get("title")
        if not text.strip():
            raise ReadError("no text: paste it into the box")
        return clean(title or "pasted text"), [lambda: read_text(text, given, title=title)]
    address = words.get("address")
    if kind != "address" or address is None:
        raise ReadError("nothing to add: choose files, paste a text or write an address")
    if not address.startswith(("http://", "https://")):
        raise ReadError("only addresses that begin with http:// or https:// are read")
    return clean(address), [lambda: read_address(address, given)]


async def _files(form: FormData, given: Options) -> tuple[str, list[Source]]:
    sent = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    if not sent:
        raise ReadError("no file: choose one or more")
    if len(sent) > MOST_FILES:
        raise ReadError(f"{len(sent)} files: {MOST_FILES} at a time at most")
    read = [(_name(each.filename or ""), await each.read()) for each in sent]
    title = read[0][0] if len(read) == 1 else f"{len(read)} files"
    return title, [_file(name, data, given) for name, data in read]


def _file(name: str, data: bytes, given: Options) -> Source:
    return lambda: read_data(name, data, given)


def _name(sent: str) -> str:
    """Return the name of a file without folders and tricks; its ending stays, which tells what it holds."""
    name = clean(PurePath(sent.replace("\\", "/")).name)
    suffix = PurePath(name).suffix
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(suffix[:10])] + suffix[:10]


def _forms(request: Request, typed: dict[str, str], wrong: str | None, status: int = 200) -> HTMLResponse:
    site = site_of(request)
    return page(
        request,
        "add.html",
        status=status,
        typed={name: typed.get(name, "") for name in FIELDS},
        wrong=None if wrong is None else clean(wrong),
        most=site.settings.most_upload >> 20,
        most_files=MOST_FILES,
        jobs=site.jobs.recent()[:10],
    )
