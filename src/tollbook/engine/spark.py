"""Work on an Apache Spark cluster, or on Spark in this process (``local[2]``).

Needs the extra `spark` (pyspark, Java 17) here, and Tollbook on every worker. Tasks travel pickled; nothing of them
is read by Spark, so the outcome is that of any other engine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pyspark import SparkContext

Task = TypeVar("Task")
Done = TypeVar("Done")

WAVE = 4  # tasks for each core that are sent at once: more would fill the memory of the driver


class EngineError(Exception):
    """An engine cannot be used as asked; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class Spark:
    """The Spark cluster at `master` (a Spark master URL, such as ``local[2]`` or ``spark://host:7077``)."""

    master: str = "local[2]"

    def map(self, work: Callable[[Task], Done], tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what `work` makes of each task, in order. Raises EngineError where Spark cannot be started."""
        context = _context(self.master)
        waiting = iter(tasks)
        while wave := list(islice(waiting, WAVE * max(1, context.defaultParallelism))):
            yield from context.parallelize(wave, len(wave)).map(work).collect()


def _context(master: str) -> SparkContext:
    try:
        from pyspark import SparkConf, SparkContext  # noqa: PLC0415 - only who works on Spark needs it
    except ImportError as error:
        raise EngineError("Spark needs pyspark: pip install 'tollbook[spark]'") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = SparkConf().setMaster(master).setAppName("tollbook").set("spark.ui.enabled", "false")
    try:
        return SparkContext.getOrCreate(settings)
    except Exception as error:
        raise EngineError(f"Spark at {master} cannot be started: {str(error).splitlines()[0]}") from error
