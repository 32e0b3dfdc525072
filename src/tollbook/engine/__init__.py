"""Where work is done: in this process, in several, or on a Spark cluster. An engine only maps; it knows no claims."""

from tollbook.engine.local import Engine, Local
from tollbook.engine.spark import EngineError, Spark

__all__ = ["Engine", "EngineError", "Local", "Spark"]
