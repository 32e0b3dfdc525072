"""An answer that takes longer than a page may: worked out beside the pages, the one before shown meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Known(Generic[Answer]):
    """An answer, and whether it is that of the view as it is now."""

    answer: Answer
    now: bool


class Slow(Generic[Answer]):
    """The last answer to one question about the view, and at most one thread that works out the next one."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = Lock()
        self._kept: tuple[str | None, Answer] | None = None
        self._work: tuple[str | None, Future[Answer]] | None = None

    def get(self, watermark: str | None, ask: Callable[[], Answer], patience: float | None) -> Known[Answer] | None:
        """Return the answer under `watermark` if it is there within `patience` seconds (None: however long it takes).

        Else the one before, and None where there is none; the answer is worked out further. What `ask` raises is
        raised here, and asked again the next time.
        """
        while True:
            with self._lock:
                if self._kept is not None and self._kept[0] == watermark:
                    return Known(self._kept[1], now=True)
                if self._work is None:
                    self._work = watermark, self._begun(watermark, ask)
                of, work = self._work
            try:
                answer = work.result(patience)
            except TimeoutError:
                with self._lock:
                    return None if self._kept is None else Known(self._kept[1], now=False)
            if of == watermark:
                return Known(answer, now=True)

    def _begun(self, watermark: str | None, ask: Callable[[], Answer]) -> Future[Answer]:
        found: Future[Answer] = Future()

        def work() -> None:
            try:
                answer = ask()
            except BaseException as error:  # noqa: BLE001 - whoever waits is told
                self._end(None)
                found.set_exception(error)
            else:
                self._end((watermark, answer))
                found.set_result(answer)

        Thread(target=work, daemon=True).start()
        return found

    def _end(self, kept: tuple[str | None, Answer] | None) -> None:
        with self._lock:
            self._work = None
            self._kept = kept or self._kept
