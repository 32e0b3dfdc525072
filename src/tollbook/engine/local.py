"""Work in this process, or in several on this machine."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")

AHEAD = 2  # tasks a process that wait or are under way: more would fill the memory


class Engine(Protocol):
    """Maps a function over tasks; tasks, function and outcomes are picklable, the outcomes come in order."""

    def map(self, work: Callable[[Task], Done], tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what `work` makes of each task; tasks are taken as they are needed, never all at once."""
        ...


@dataclass(frozen=True, slots=True)
class Local:
    """`processes` processes on this machine; with one, the work is done where it is asked for."""

    processes: int = 1

    def map(self, work: Callable[[Task], Done], tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what `work` makes of each task, in order."""
        if self.processes == 1:
            yield from map(work, tasks)
            return
        with ProcessPoolExecutor(self.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
            waiting: deque[Future[Done]] = deque()
            for task in tasks:
                waiting.append(pool.submit(work, task))
                if len(waiting) >= AHEAD * self.processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
