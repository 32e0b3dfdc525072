"""What a reviewer asks for: a decision as a form words it, checked before anything is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import get_args

from starlette.datastructures import FormData

from tollbook import pipeline
from tollbook.pipeline import Decision, Reviewed
from tollbook.show import clean
from tollbook.store import Ledger, LedgerError

PAIRS = ("same", "different", "unsure", "merge")
LONGEST_WHY, LONGEST_ITEM = 500, 200
SAYS: Mapping[str, str] = {
    "same": "The two claims speak of the same event",
    "different": "The two claims speak of different events",
    "unsure": "Nobody can tell whether the two claims speak of the same event",
    "split": "The claim does not belong to its incident",
    "merge": "The two incidents are one",
    "hide": "The claim is false and takes part in nothing",
    "correct": "A field of the claim is read wrongly",
    "undo": "Take back a decision",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A decision as it was typed: its action, the claims, incidents, field or number it names, and why."""

    action: str
    items: tuple[str, ...]
    why: str | None = None

    @property
    def says(self) -> str:
        """What it says, in words."""
        return SAYS[self.action]


def asked(form: FormData) -> Asked:
    """Return what a form asks for: its `action`, every `item` in order, and `why`. Raises LedgerError for too much."""
    action = _line(form.get("action"), 20)
    if action not in SAYS:
        raise LedgerError("choose what to decide")
    items = tuple(_line(value, LONGEST_ITEM) for value in form.getlist("item"))
    found = Asked(action=action, items=items, why=_line(form.get("why"), LONGEST_WHY) or None)
    return _checked(found)


def looked_at(form: FormData) -> Asked:
    """Return the finding that a form says was looked at, and why. Raises LedgerError for none or too much."""
    name = _line(form.get("item"), LONGEST_ITEM)
    if not name:
        raise LedgerError("choose a finding")
    return Asked(action="seen", items=(name,), why=_line(form.get("why"), LONGEST_WHY) or None)


def _checked(found: Asked) -> Asked:
    """Return `found` if it names as many things as its action takes, else raise LedgerError."""
    action, items = found.action, tuple(each for each in found.items if each)
    if action in PAIRS and len(items) != 2:
        raise LedgerError(f"choose two {'incidents' if action == 'merge' else 'claims'}, not {len(items)}")
    if action in ("split", "hide") and len(items) != 1:
        raise LedgerError(f"choose one claim, not {len(items)}")
    if action == "correct" and len(items) != 3:
        raise LedgerError("choose a field and write its value")
    if action == "undo" and not (
        len(items) == 1 and items[0].isascii() and items[0].isdecimal() and len(items[0]) < 10
    ):
        raise LedgerError("name the review to take back by its number")
    return replace(found, items=items)


def look(ledger: Ledger, found: Asked) -> Reviewed:
    """Return what a decision would do; nothing is written. Raises LedgerError as `pipeline.preview` does."""
    return pipeline.preview(ledger, "undo" if found.action == "undo" else _decision(found), found.items)


def decide(ledger: Ledger, found: Asked, who: str | None) -> Reviewed:
    """Make a decision. Raises LedgerError as `pipeline.decide` does."""
    if found.action == "undo":
        return pipeline.undo(ledger, int(found.items[0]), why=found.why, who=who)
    return pipeline.decide(ledger, _decision(found), found.items, why=found.why, who=who)


def _decision(found: Asked) -> Decision:
    known: tuple[Decision, ...] = get_args(Decision)
    return next(each for each in known if each == found.action)


def _line(value: object, most: int) -> str:
    """Return a typed value on one line, without what steers the eye; raises LedgerError where it is too long."""
    text = clean(value).strip() if isinstance(value, str) else ""
    if len(text) > most:
        raise LedgerError(f"too long: {most} characters at most")
    return text
