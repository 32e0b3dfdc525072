"""Frozen records to JSON text and back, through msgspec (which checks types on the way in)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from tollbook.store.place import LedgerError

Record = TypeVar("Record")

# NUL cannot be kept by PostgreSQL, and half a surrogate pair by no database; no ledger takes either as it stands.
NEVER_TEXT = re.compile(r"[\x00\ud800-\udfff]")
REFUSED = "not text: a NUL character or half a surrogate pair, which no ledger keeps"


def dumps(record: object) -> str:
    """Return `record`, a frozen record, as JSON. Raises LedgerError for half a surrogate pair."""
    try:
        return msgspec.json.encode(record).decode()
    except UnicodeEncodeError:
        raise LedgerError(REFUSED) from None


def check_text(values: Iterable[object]) -> None:
    """Raise LedgerError if one of `values`, which go into columns as they are, is text that cannot be kept."""
    if any(isinstance(value, str) and NEVER_TEXT.search(value) for value in values):
        raise LedgerError(REFUSED)


def loads(body: str | Any, kind: type[Record]) -> Record:
    """Return the record of type `kind` that `body` holds; raises msgspec.ValidationError if it holds none."""
    return msgspec.json.decode(body, type=kind)
