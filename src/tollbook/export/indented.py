"""JSON for the eye, written a record at a time: what is written, and never the whole file, is in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

import msgspec

STEP = "  "


def write_object(parts: Iterable[tuple[str, object]], out: TextIO) -> None:
    """Write one JSON object, two spaces a level, with a line end.

    A part that is an iterator becomes an array, item by item. The bytes are those that formatting the whole at once
    would give.
    """
    before = "{\n"
    for key, value in parts:
        out.write(f"{before}{STEP}{_text(key, 0)}: ")
        if isinstance(value, Iterator):
            _write_array(value, out)
        else:
            out.write(_text(value, 1))
        before = ",\n"
    out.write("\n}\n")


def _write_array(items: Iterator[object], out: TextIO) -> None:
    before = "[\n"
    for item in items:
        out.write(f"{before}{STEP * 2}{_text(item, 2)}")
        before = ",\n"
    out.write("[]" if before == "[\n" else f"\n{STEP}]")


def _text(value: object, depth: int) -> str:
    """Return a value as JSON whose lines but the first stand `depth` levels in. No string of JSON holds a line end."""
    lines = msgspec.json.format(msgspec.json.encode(value), indent=len(STEP)).decode("utf-8")
    return lines.replace("\n", "\n" + STEP * depth)
