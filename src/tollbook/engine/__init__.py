"""Where work is done: in this process, in several, or on a Spark cluster. An engine only maps; it knows no claims."""

from tollbook.engine.local import Engine, Local
from tollbook.engine.spark import EngineError, Spark

__all__ = ["Engine", "EngineError", "Local", "Spark", "engine"]


def engine(name: str) -> Engine:
    """Return the engine that `name` names: ``local``, ``local:4`` (processes), ``spark``, or ``spark:`` and its master.

    Raises EngineError with one clear line for any other name.
    """
    kind, _, rest = name.partition(":")
    if kind == "spark":
        return Spark(rest) if rest else Spark()
    if kind == "local" and (not rest or (rest.isdecimal() and 1 <= int(rest) <= MOST)):
        return Local(int(rest or 1))
    raise EngineError(f"no engine {name!r}: give local, local:N (processes, at most {MOST}), spark or spark:MASTER")


MOST = 256  # processes on one machine
