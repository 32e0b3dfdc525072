"""Frozen records to JSON text and back, through msgspec (which checks types on the way in)."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

Record = TypeVar("Record")


def dumps(record: object) -> str:
    """Return `record`, a frozen record, as JSON."""
    return msgspec.json.encode(record).decode()


def loads(body: str | Any, kind: type[Record]) -> Record:
    """Return the record of type `kind` that `body` holds; raises msgspec.ValidationError if it holds none."""
    return msgspec.json.decode(body, type=kind)
