"""What the pages of one site share: the ledger, its settings, and answers that do not change while the view stands."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar, cast

from fastapi import Request
from sqlalchemy import Connection

from tollbook.reconcile import Finding
from tollbook.store import Ledger, columns, pages
from tollbook.store.columns import Columns
from tollbook.web.jobs import Jobs
from tollbook.web.limits import Buckets
from tollbook.web.settings import Settings
from tollbook.web.slow import Slow

Answer = TypeVar("Answer")
MOST_ANSWERS, MOST_MAPS = 128, 24  # a map may have a million characters


class Answers:
    """Answers to questions that cost, by the watermark of the view and the question; the oldest give way."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        """Keep `most` answers."""
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, watermark: str | None, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """Return the answer to `question` under `watermark`, asked for once. An unpublished view keeps none."""
        if watermark is None:
            return ask()
        name = (watermark, question)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return cast(Answer, self._kept[name])
        found = ask()
        with self._lock:
            self._kept[name] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found


class Held:
    """The columns of the view as it was asked for last; those of a view that is gone give way at once."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._lock = Lock()
        self._found: tuple[str | None, Columns] | None = None

    def get(self, connection: Connection) -> Columns:
        """Return the columns of the view that `connection` sees. Who comes first reads them, others wait for that."""
        watermark = pages.published(connection)
        with self._lock:
            if self._found is None or watermark is None or self._found[0] != watermark:
                self._found = watermark, columns.read(connection)
            return self._found[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One ledger on the web."""

    ledger: Ledger
    settings: Settings
    title: str
    logins: Buckets
    answers: Answers = field(default_factory=Answers)
    maps: Answers = field(default_factory=lambda: Answers(MOST_MAPS))
    columns: Held = field(default_factory=Held)
    jobs: Jobs = field(default_factory=Jobs)
    findings: Slow[tuple[Finding, ...]] = field(default_factory=Slow)

    @property
    def read_only(self) -> bool:
        """Whether nobody may write: it was asked for, or the file cannot be written to."""
        return self.settings.read_only or self.ledger.read_only


def site_of(request: Request) -> Site:
    """Return the site that a request is for."""
    return cast(Site, request.app.state.site)
