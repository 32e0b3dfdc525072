"""Work that takes longer than a page: one piece at a time, in a thread of its own, with its progress to look at."""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Literal

from tollbook.extract import SpanError
from tollbook.read import ReadError
from tollbook.show import clean
from tollbook.store import LedgerError

MOST_WAITING = 4  # each may hold an upload in memory
MOST_KEPT = 50
MOST_ERRORS, LONGEST_ERROR = 50, 400
LOG = logging.getLogger("tollbook.web")

State = Literal["waiting", "working", "done", "failed"]
Watch = Callable[[int, int], None]
Work = Callable[[Watch], Any]


class Busy(Exception):  # noqa: N818 - a plain answer to the visitor
    """So much waits already that nothing more is taken."""


class Stopped(Exception):  # noqa: N818 - the server ends
    """The server ends, and the work with it, between one report and the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work as it stands: how far it is, what came of it, or the lines that say what is wrong."""

    id: str
    title: str
    state: State = "waiting"
    done: int = 0
    total: int | None = None  # None before the number of reports is known
    outcome: Any = None
    errors: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Tell whether nothing more comes."""
        return self.state in ("done", "failed")


class Jobs:
    """The work of one site, done one after the other. Safe to use from several threads."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._lock = Lock()
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tollbook-add")
        self._closed = False

    def submit(self, title: str, work: Work) -> str:
        """Put `work` in the queue and return the name under which it can be looked at. Raises Busy."""
        with self._lock:
            if self._closed or sum(not job.over for job in self._known.values()) >= MOST_WAITING:
                raise Busy(f"{MOST_WAITING} pieces of work are waiting already: try again when one is done")
            name = secrets.token_urlsafe(9)
            self._known[name] = Job(id=name, title=title)
            over = [each.id for each in self._known.values() if each.over]
            for each in over[: max(0, len(self._known) - MOST_KEPT)]:
                del self._known[each]
        self._thread.submit(self._run, name, work)
        return name

    def get(self, name: str) -> Job | None:
        """Return a piece of work as it stands; None for one that was never there, or is long over."""
        with self._lock:
            return self._known.get(name)

    def recent(self) -> Sequence[Job]:
        """Return all work that is known, the latest first."""
        with self._lock:
            return list(reversed(self._known.values()))

    def close(self) -> None:
        """Take nothing more, drop what waits, and wait until the work in hand has come to its next report."""
        with self._lock:
            self._closed = True
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _run(self, name: str, work: Work) -> None:
        self._note(name, state="working")

        def watch(done: int, total: int) -> None:
            if self._closed:
                raise Stopped("the server was stopped; what was added is kept, and adding again does the rest")
            self._note(name, done=done, total=total)

        try:
            self._note(name, state="done", outcome=work(watch))
        except (ReadError, LedgerError, SpanError, Stopped) as error:
            lines = [clean(line)[:LONGEST_ERROR] for line in str(error).splitlines()] or ["failed"]
            more = [f"and {len(lines) - MOST_ERRORS} more"] if len(lines) > MOST_ERRORS else []
            self._note(name, state="failed", errors=(*lines[:MOST_ERRORS], *more))
        except Exception:
            LOG.exception("adding failed")
            self._note(name, state="failed", errors=("this could not be added; the log of the server says why",))

    def _note(self, name: str, **changed: Any) -> None:
        with self._lock:
            self._known[name] = replace(self._known[name], **changed)
