"""Where work is done: in this process, in several, or on a Spark cluster. An engine only maps; it knows no claims."""

from __future__ import annotations

from tollbook.engine.local import Engine, Local

__all__ = ["Engine", "Local"]
