"""The command: what users type and script against, and nothing else.

Results go to standard output; notes, progress and errors to standard error. An error is one clear
line and exit status 2.
"""

from __future__ import annotations

import io
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, BinaryIO, cast, get_args

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from tollbook import export as exporting
from tollbook import pipeline, show
from tollbook.data import path as data_path
from tollbook.decisions import seen
from tollbook.engine import Engine, EngineError
from tollbook.engine import engine as engine_of
from tollbook.extract import EXTRACTORS, ExtractorError, ModelError, SpanError, notes
from tollbook.extract import Extractor as Reader
from tollbook.extract import extractor as extractor_of
from tollbook.read import Options, ReadError, options, read_all
from tollbook.reconcile import Finding
from tollbook.records import Cause, Report, Review, View
from tollbook.store import Ledger, LedgerError, find_incident, locate
from tollbook.store import copy as copy_ledger

app = typer.Typer(
    name="tollbook",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads conflict reports and keeps one proven ledger of who was killed, how many, by whom, where and when, "
    "and according to whom.",
)

# What typer raises for a wrong command line; it has no public name of its own.
UsageError = cast(type[Exception], typer.BadParameter.__mro__[2])
# What a command may be refused with, in one clear line.
FAULTS = (EngineError, exporting.ExportError, ExtractorError, LedgerError, ModelError, ReadError, SpanError)
PIPE_CLOSED, INTERRUPTED = 1, 130  # 1 is also typer's own status; 130 as a shell reports SIGINT
PIPED_WIDTH = 100
USUAL = next(iter(EXTRACTORS))
SITE = "site"  # a format that is a folder of pages
MOST_CHANGES = 20
STYLES: dict[show.Style, str] = {
    "heading": "bold",
    "total": "bold",
    "incident": "bold",
    "agrees": "bold green",
    "disagrees": "bold red",
    "detail": "",
    "quote": "italic dim",
}


class Action(Enum):
    """What a review says or does."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    SPLIT = "split"
    MERGE = "merge"
    HIDE = "hide"
    CORRECT = "correct"
    SEEN = "seen"
    UNDO = "undo"
    LOG = "log"


LedgerName = Annotated[
    str,
    typer.Argument(
        metavar="LEDGER",
        help="The ledger: a file, sqlite:///FILE, or postgresql://USER@HOST/DATABASE?schema=NAME for a team "
        "(no schema: public; password: PGPASSWORD or ~/.pgpass).",
    ),
]
Sources = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help='Files (.txt .html .json .jsonl), folders, addresses; "-" is standard input.'),
]
Published = Annotated[
    str | None, typer.Option(metavar="DATE", help="Day of publication (2024-03-31) of reports that do not say it.")
]
Outlet = Annotated[str | None, typer.Option(help="Who published them, where they do not say it.")]
Language = Annotated[str | None, typer.Option(metavar="TAG", help="Their language (en, ar, zh ...), else detected.")]


EngineName = Annotated[
    str,
    typer.Option(
        help="Where to link and reconcile: local, local:N (N processes), spark or spark:MASTER (its URL). "
        "The ledger is the same on each."
    ),
]
Extractor = Annotated[
    str,
    typer.Option(
        help=f"What reads them: {', '.join(EXTRACTORS)}. llm asks the server that TOLLBOOK_LLM_URL, TOLLBOOK_LLM_MODEL "
        "and TOLLBOOK_LLM_KEY name."
    ),
]
Causes = Annotated[
    str | None,
    typer.Option("--cause", metavar="CAUSE,...", help="Which harm to count: conflict alone, or conflict,crime ..."),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="The ledger as it was known at the end of that day.")
]
Undated = Annotated[bool, typer.Option("--undated", help="With --as-of: count reports without a date too.")]
LaterReviews = Annotated[
    bool, typer.Option("--later-reviews", help="With --as-of: let reviews count that were made after that day.")
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0, or 2 after one line about what is wrong."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = typer.main.get_command(app)(args=arguments, prog_name="tollbook", standalone_mode=False)
        sys.stdout.flush()
    except UsageError as error:
        return _usage(error)
    except FAULTS as error:
        return _fail(str(error))
    except (KeyboardInterrupt, typer.Abort):
        _say("interrupted; what was added is kept, and adding again does the rest")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone: keep Python from complaining when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        return _fail(f"{error.filename or 'output'}: {error.strerror or error}")
    return status if isinstance(status, int) else 0


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"tollbook {pipeline.version()}")
        raise typer.Exit


@app.callback()
def _about(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
) -> None:
    """Hold the options that stand before any command."""


@app.command()
def demo(
    ledger: Annotated[str | None, typer.Argument(metavar="LEDGER", help="Keep the demo's ledger here.")] = None,
) -> None:
    """Read the bundled example reports and print their toll tree."""
    with tempfile.TemporaryDirectory(prefix="tollbook-") as folder:
        place = ledger or str(Path(folder, "demo.toll"))
        examples = read_all([str(data_path("examples"))], Options()).reports
        _added(place, examples)
        _print(show.lines(show.tree(_view(place)), _width()))
    kept = _named(ledger or "my.toll")
    print("\nThese reports were written for this demo. With your own:")
    print("  tollbook add my.toll report.txt --published 2024-03-31")
    print(f"  tollbook show {kept} --quotes")
    print(f"  tollbook check {kept}")
    print(f"  tollbook export {kept} --format csv-ged -o my.csv")


@app.command()
def extract(
    sources: Sources,
    published: Published = None,
    outlet: Outlet = None,
    language: Language = None,
    extractor: Extractor = USUAL,
) -> None:
    """Print the claims of reports as JSON Lines; nothing is kept."""
    reader = extractor_of(extractor)
    reports = _read(sources, options(published, outlet, language))
    _warn_unread(report for report in reports if not pipeline.readable(report, reader))
    for report in reports:
        for claim in pipeline.claims_of(report, reader):
            print(msgspec.json.encode(exporting.claim_json(claim)).decode(), flush=True)
    _say_notes(reader)


@app.command()
def add(  # noqa: PLR0913, PLR0917 - each is an option of the command
    ledger: LedgerName,
    sources: Sources,
    published: Published = None,
    outlet: Outlet = None,
    language: Language = None,
    extractor: Extractor = USUAL,
    cause: Causes = None,
    engine: EngineName = "local",
) -> None:
    """Add reports to a ledger, which is made if there is none; known reports are skipped once they are read.

    --cause is kept: from then on the ledger counts harm of those causes, until it is told otherwise.
    """
    counted, reader = _causes(cause), extractor_of(extractor)
    reports = _read(sources, options(published, outlet, language))
    done = _added(ledger, reports, reader, counted, engine_of(engine))
    _warn_unread(done.unread)
    _say_notes(reader)
    anew = f", {len(done.reread)} read anew" if done.reread else ""
    print(f"{_plural(len(done.new) + len(done.known), 'report')}: {len(done.new)} new, {len(done.known)} known{anew}")
    with pipeline.open_ledger(ledger) as opened:
        _print_changes(done.changes, opened, ledger)
        _print_to_check(opened, ledger)


@app.command(name="show")
def show_(
    ledger: LedgerName,
    incident: Annotated[
        str | None, typer.Argument(metavar="INCIDENT", help="An incident's id or its beginning.")
    ] = None,
    quotes: Annotated[bool, typer.Option("--quotes", help="Print the sentence behind every figure.")] = False,
    as_of: AsOf = None,
    undated: Undated = False,
    later_reviews: LaterReviews = False,
    cause: Causes = None,
) -> None:
    """Print the toll tree, or one incident with all its quotations."""
    view = _view(ledger, _Asked.of(as_of, undated, later_reviews, cause))
    nodes = show.tree(view, quotes=quotes) if incident is None else show.branch(view, find_incident(view, incident))
    _print(show.lines(nodes, _width()))


class Shape(Enum):
    """How findings are printed: a line each, or one JSON array."""

    TEXT = "text"
    JSON = "json"


@app.command()
def check(
    ledger: LedgerName,
    format_: Annotated[Shape, typer.Option("--format", help="Lines to read, or one JSON array.")] = Shape.TEXT,
    every: Annotated[bool, typer.Option("--all", help="With ids, and with what reviewers have looked at.")] = False,
) -> None:
    """List sums that fail, contradictions, tolls that rest on a single origin and open questions, worst first.

    What a reviewer has looked at (review LEDGER seen FINDING) is left out until what it is about changes.
    """
    view = _view(ledger)
    book = show.Book.of(view, quotes=False)
    known, looked = pipeline.findings(view), seen(view.reviews)
    findings = [found for found in known if every or found.id not in looked]
    if format_ is Shape.JSON:
        shapes = [
            {"severity": found.severity, **msgspec.to_builtins(found), "seen": _seen_shape(looked.get(found.id))}
            for found in findings
        ]
        print(msgspec.json.format(msgspec.json.encode(shapes), indent=2).decode())
        return
    for found in findings:
        incident = book.incidents.get(found.incident or "")
        said = show.finding(book, found.kind, incident, found.claims, found.others, found.note or "")
        where = f" [{book.short[incident.id]}]" if incident else ""
        more = f" ({_seen_words(found, looked.get(found.id))})" if every else ""
        print(f"{found.kind.replace('-', ' ')}: {said or show.clean(f'{found.line}{where}')}{more}")
    if not known:
        print("nothing to report: every sum agrees, no report contradicts another, no toll rests on one origin")
    elif not findings:
        print(f"nothing new to report: {_plural(len(known), 'finding')} looked at (--all lists them)")


def _seen_shape(by: Review | None) -> dict[str, object] | None:
    """Return who looked at a finding, when and why."""
    return None if by is None else {"review": by.number, "who": by.who, "when": by.when, "why": by.why}


def _seen_words(found: Finding, by: Review | None) -> str:
    """Return a finding's id, and who looked at it: "finding 1f2e3d4c5b6a7988; seen 2024-03-31 by Ane, review 3"."""
    if by is None:
        return f"finding {found.id}"
    who, why = f" by {by.who}" if by.who else "", f": {by.why}" if by.why else ""
    return show.clean(f"finding {found.id}; seen {(by.when or '')[:10]}{who}, review {by.number}{why}")


@app.command()
def export(
    ledger: LedgerName,
    format_: Annotated[
        str, typer.Option("--format", help=f"One of: {', '.join((*exporting.names(), SITE))}.")
    ] = "json",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead; a folder for a site.")
    ] = None,
    as_of: AsOf = None,
    undated: Undated = False,
    later_reviews: LaterReviews = False,
    cause: Causes = None,
) -> None:
    """Print the whole ledger in a format for other programs, or write it as a site: pages for any web host."""
    asked = _Asked.of(as_of, undated, later_reviews, cause)
    if format_ == SITE:
        _export_site(ledger, output, asked)
        return
    if format_ not in exporting.names():
        raise LedgerError(f"no format {format_}: choose from {', '.join((*exporting.names(), SITE))}")
    if format_ in exporting.BINARY and sys.stdout.isatty() and _is_standard(output):
        raise LedgerError(f"{format_} is no text for a terminal: name a file with -o FILE")
    view = _view(ledger, asked)
    with _output(output) as file:
        exporting.write(format_, view, file)


def _export_site(ledger: str, folder: Path | None, asked: _Asked) -> None:
    """Write the ledger as a folder of pages; says how many."""
    if folder is None or _is_standard(folder):
        raise LedgerError("a site is a folder: name it with -o FOLDER")
    if asked != _Asked():
        raise LedgerError("a site shows the ledger as it is published: --as-of and --cause are for the other formats")
    with _web_extra("export --format site"):
        from tollbook.web import copy  # noqa: PLC0415 - the web extra may not be installed
    with _progress("copying", "copying") as watch:
        done = copy.write(ledger, folder, watch)
    _say(f"wrote {_plural(done.incidents, 'incident')} and {_plural(done.reports, 'report')} to {folder}")


@app.command()
def copy(
    ledger: LedgerName,
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="Where to: a new file, or a URL as above with nothing at it yet.")
    ],
) -> None:
    """Copy a whole ledger, row for row: a file into a database, a database into a file, or as a backup."""
    with _progress("copying", "checking") as watch:
        done = copy_ledger(ledger, target, watch)
    held = f"{_plural(done.reports, 'report')}, {_plural(done.claims, 'claim')}, {_plural(done.reviews, 'review')}"
    print(f"copied to {_named(target)}: {held}; all {done.rows} rows read back alike")


@app.command()
def review(
    ledger: LedgerName,
    action: Annotated[Action, typer.Argument(metavar="ACTION", help="What to do, see above.")],
    items: Annotated[
        list[str] | None, typer.Argument(metavar="CLAIM", help="Claims by id, or what else the action takes.")
    ] = None,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="The reason, kept with the decision.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who decides.")] = None,
) -> None:
    """Decide what claims speak of, or what they should say; every decision is kept and can be undone.

    \b
    same CLAIM CLAIM           the two speak of the same event
    different CLAIM CLAIM      they do not
    unsure CLAIM CLAIM         nobody can tell
    split CLAIM                take the claim off its incident
    merge INCIDENT INCIDENT    the two are one (kept as "same" of a claim of each)
    hide CLAIM                 the claim is false: it takes part in nothing
    correct CLAIM FIELD VALUE  let a field count as VALUE; the claim stays as it was read
    seen FINDING               looked at, and it stands: check leaves it out until it changes (ids: check --all)
    undo [NUMBER]              take back the last decision, or that one
    log                        list all decisions

    \b
    FIELD   effect, count, scope, modality, cause, event_type, sub_event_type, place, period, victims, perpetrator
    VALUE   count: 27, "at least 26", 26-30, LOW/BEST/HIGH with ? for open; place: a gazetteer id, or "Homs, SY (town)";
            period: 2019-04-18, 2019-04, 2019-04-18/2019-04-20; victims: an actor's id and a class (civilian ...);
            "unknown" empties a field
    """
    typed = items or []
    _check_items(action, typed)
    with pipeline.open_ledger(ledger) as opened:
        if action is Action.LOG:
            for decision in opened.read()[0].reviews:
                print(_log_line(decision))
            return
        if action is Action.SEEN:
            known = pipeline.findings(pipeline.publish(opened))
            print(_log_line(pipeline.look_at(opened, known, typed[0], why=why, who=by)))
            return
        if action is Action.UNDO:
            done = pipeline.undo(opened, int(typed[0]) if typed else None, why=why, who=by)
        else:
            done = pipeline.decide(opened, cast(pipeline.Decision, action.value), typed, why=why, who=by)
        book = show.Book.of(done.after, quotes=False, beside=pipeline.beside(opened, done.after.incidents))
    print(_log_line(done.decision))
    _print_held(book, done.decision)
    _print_effect(book, done)


@app.command()
def serve(
    ledger: LedgerName,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Listen here; beyond this machine it takes a password.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Listen on this port; 0 takes a free one.")] = 8000,
    name: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A host name it may be asked for by; may be repeated.")
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody decide or add.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Let everybody read without a password.")] = False,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
) -> None:
    """Open the ledger as a web application, until interrupted.

    \b
    TOLLBOOK_PASSWORD         in the environment: the password of reviewers
    TOLLBOOK_READER_PASSWORD  the password of readers
    TOLLBOOK_SECRET           signs sessions; without it they end with the server
    """
    with _web_extra("serve"):
        from tollbook.web import serve as serving  # noqa: PLC0415 - the web extra may not be installed
    try:
        settings = serving.from_environment(
            os.environ, host=host, port=port, read_only=read_only, public=public, names=tuple(name or ())
        )
        serving.serve(ledger, settings, open_browser=open_, say=_say)
    except serving.SettingsError as error:
        raise LedgerError(str(error)) from error


def _read(sources: Sequence[str], given: Options) -> tuple[Report, ...]:
    found = read_all(sources, given)
    for note in found.notes:
        _say(note)
    return found.reports


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which view of a ledger is asked for."""

    as_of: date | None = None
    undated: bool = False
    later_reviews: bool = False
    causes: tuple[Cause, ...] | None = None

    @classmethod
    def of(cls, as_of: str | None, undated: bool, later_reviews: bool, cause: str | None) -> _Asked:
        """Read the words of the options; raises LedgerError and ReadError."""
        if as_of is None and (undated or later_reviews):
            raise LedgerError("--undated and --later-reviews go with --as-of DATE")
        day = options(as_of).published
        return cls(as_of=day, undated=undated, later_reviews=later_reviews, causes=_causes(cause))


def _causes(typed: str | None) -> tuple[Cause, ...] | None:
    """Return the causes that `typed` lists, in one order whatever the order typed."""
    if typed is None:
        return None
    known: tuple[Cause, ...] = get_args(Cause)
    named = [part.strip().lower() for part in typed.split(",") if part.strip()]
    wrong = [name for name in named if name not in known]
    if wrong or not named:
        raise LedgerError(f"no cause {wrong[0] if wrong else repr(typed)}: choose from {', '.join(known)}")
    return tuple(sorted({cause for cause in known if cause in named}))


def _view(ledger: str, asked: _Asked | None = None) -> View:
    wanted = asked or _Asked()
    with pipeline.open_ledger(ledger) as opened:
        if wanted.as_of is not None and not wanted.undated:
            without = sum(report.published is None for report in pipeline.publish(opened).reports)
            if without:
                _say(f"{_plural(without, 'report')} without a date left out (--undated counts them)")
        return pipeline.look(
            opened,
            as_of=wanted.as_of,
            undated=wanted.undated,
            later_reviews=wanted.later_reviews,
            causes=wanted.causes,
        )


def _added(
    ledger: str,
    reports: Sequence[Report],
    reader: Reader | None = None,
    causes: tuple[Cause, ...] | None = None,
    on: Engine | None = None,
) -> pipeline.Added:
    with pipeline.open_ledger(ledger, create=True) as opened, _progress() as watch:
        return pipeline.add(opened, reports, watch, reader, causes=causes, engine=on)


@contextmanager
def _web_extra(command: str) -> Iterator[None]:
    """Turn a missing library of the pages into one clear line."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("tollbook"):
            raise
        raise LedgerError(
            f"{command} needs the web extra: pip install 'tollbook[web]' ({error.name} is missing)"
        ) from error


@contextmanager
def _progress(during: str = "reading", after: str = "publishing") -> Iterator[Callable[[int, int], None] | None]:
    """Give a callback that draws progress on standard error, None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(during, total=None)
        yield lambda done, total: bar.update(
            task, completed=done, total=total, description=during if done < total else after
        )


def _print_changes(changes: pipeline.Changes, opened: Ledger, ledger: str) -> None:
    """Print which incidents are new, changed, or now part of another, the first twenty of them."""
    found = [("new", each) for name, each in changes.after.items() if name not in changes.before]
    found += [("changed", each) for name, each in changes.after.items() if name in changes.before]
    shown = [each for _, each in found[:MOST_CHANGES]]
    book = show.Book.of(pipeline.around(opened, shown), quotes=False, beside=pipeline.beside(opened, shown))
    for word, incident in found[:MOST_CHANGES]:
        print(f"{word:<8} {show.headline(book, incident)}  {show.setting(incident)}")
    merged = [(old, new) for old, new in changes.redirects if old in changes.before]
    for old, new in merged:
        print(f"merged   {old} is now {new}")
    if len(found) > MOST_CHANGES:
        print(f"and {len(found) - MOST_CHANGES} more: tollbook show {_named(ledger)}")


def _print_to_check(opened: Ledger, ledger: str) -> None:
    """Print one line where the ledger has sums or reports that disagree, in what was added or before."""
    sums, reports = pipeline.to_check(opened)
    told = [_plural(sums, "sum") + (" fails" if sums == 1 else " fail")] if sums else []
    told += [_plural(reports, "contradiction")] if reports else []
    if told:
        print(f"to check: {' and '.join(told)}, see tollbook check {_named(ledger)}")


def _warn_unread(reports: Iterable[Report]) -> None:
    """Say, one line per language, which reports give no claims because nothing here reads their language."""
    by_language: dict[str | None, list[str]] = {}
    for report in reports:
        by_language.setdefault(report.language, []).append(report.title or report.url or report.outlet or report.id)
    for language, names in by_language.items():
        shown = "; ".join(name[:80] for name in names[:3]) + (" ..." if len(names) > 3 else "")
        if language:
            _say(f"no claims from {_plural(len(names), 'report')} in language {language}, which is not read: {shown}")
        else:
            _say(
                f"no claims from {_plural(len(names), 'report')} whose language cannot be told: {shown} "
                "(do it again with --language)"
            )


def _say_notes(reader: Reader) -> None:
    for note in notes(reader):
        _say(note)


def _named(ledger: str) -> str:
    """Return the ledger as the next command can name it: quoted for a shell, and without a password."""
    return show.clean(shlex.quote(locate(ledger).name))


def _check_items(action: Action, typed: Sequence[str]) -> None:
    if action in (Action.SAME, Action.DIFFERENT, Action.UNSURE) and len(typed) != 2:
        raise LedgerError(f"review {action.value} needs two claims, not {len(typed)}")
    if action is Action.MERGE and len(typed) != 2:
        raise LedgerError(f"review merge needs two incidents, not {len(typed)}")
    if action in (Action.SPLIT, Action.HIDE) and len(typed) != 1:
        raise LedgerError(f"review {action.value} needs one claim, not {len(typed)}")
    if action is Action.SEEN and len(typed) != 1:
        raise LedgerError(f"review seen needs one finding, not {len(typed)}")
    if action is Action.CORRECT and len(typed) < 3:
        raise LedgerError("review correct needs a claim, a field and its value")
    if action is Action.UNDO and (len(typed) > 1 or not all(number.isdecimal() for number in typed)):
        raise LedgerError("review undo takes the number of one review, or none for the last")
    if action is Action.LOG and typed:
        raise LedgerError("review log takes nothing more")


def _log_line(decision: Review) -> str:
    what = " ".join(decision.claims) if decision.action != "undo" else f"review {decision.undoes}"
    if decision.finding is not None:
        what = f"{decision.finding.id} {decision.finding.kind}: {decision.finding.line}"
    if decision.value is not None and decision.was is not None:
        what += f" {decision.value.field}: {show.value_words(decision.was)} -> {show.value_words(decision.value)}"
    known = [decision.when or "", f"by {decision.who}" if decision.who else "", decision.why or ""]
    return show.clean("  ".join([f"{decision.number}", decision.action, what, *(part for part in known if part)]))


def _print_held(book: show.Book, decision: Review) -> None:
    """Print where the claims of a decision stand now."""
    for name in decision.claims:
        for incident in book.incidents.values():
            if name in incident.claims:
                print(f"claim {name} stands in: {show.headline(book, incident)}")


def _print_effect(book: show.Book, done: pipeline.Reviewed) -> None:
    """Print which incidents a decision made, ended or joined, else which it changed, or that it changed none."""
    before = {incident.id: incident for incident in done.before.incidents}
    after = {incident.id: incident for incident in done.after.incidents}
    joined = {old for old, _ in done.after.redirects}
    told = [f"merged: {old} is now {new}" for old, new in done.after.redirects]
    told += [f"apart: {name} is an incident of its own" for name in after if name not in before]
    told += [f"gone: {name} is no incident any more" for name in before if name not in after and name not in joined]
    if not told:
        changed = [item for name, item in after.items() if before[name] != item]
        told = [f"changed: {show.headline(book, incident)}  {show.setting(incident)}" for incident in changed]
    for line in told or ["no incident changed"]:
        print(line)


def _is_standard(file: Path | None) -> bool:
    return file is None or str(file) == "-"


@contextmanager
def _output(file: Path | None) -> Iterator[BinaryIO]:
    """Give standard output, or a file that takes its name only once it is complete."""
    if file is None or _is_standard(file):
        sys.stdout.flush()
        yield sys.stdout.buffer
        return
    target = file.resolve()
    if target.is_dir() or not target.parent.is_dir():
        raise LedgerError(f"cannot write {file}: {'it is a folder' if target.is_dir() else 'no such folder'}")
    if target.exists() and not target.is_file():
        with target.open("wb") as device:
            yield device
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as opened:
            yield opened
        Path(name).chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _width() -> int:
    return get_terminal_size((PIPED_WIDTH, 24)).columns


def _print(lines: Iterable[show.Line]) -> None:
    """Print lines, coloured on a terminal only."""
    if not sys.stdout.isatty():
        for line in lines:
            print(line.branch + line.text)
        return
    console = Console(highlight=False, markup=False)
    for line in lines:
        console.print(Text.assemble((line.branch, "dim"), (line.text, STYLES[line.style])), soft_wrap=True)


def _plural(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def _say(note: str) -> None:
    print(f"tollbook: {show.clean(note)}", file=sys.stderr)


def _fail(error: str) -> int:
    for line in error.splitlines() or ["failed"]:
        _say(line)
    return 2


def _usage(error: Exception) -> int:
    """Print a wrong command line as one line, or the help where there was no command at all."""
    message = str(getattr(error, "format_message", lambda: error)())
    if type(error).__name__ == "NoArgsIsHelpError":
        print(message, file=sys.stderr)
        return 2
    return _fail(" ".join(message.split()))
