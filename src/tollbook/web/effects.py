"""What a decision does: the incidents before and after it, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from tollbook.pipeline import Reviewed
from tollbook.records import Incident
from tollbook.show import by_day

Change = Literal["merged", "gone", "new", "changed"]
WORDS: Mapping[str, str] = {"sums": "sum", "deaths": "deaths by side", "part_of": "the total it is part of"}
ORDER: dict[Change, int] = {"merged": 0, "gone": 1, "new": 2, "changed": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One incident that a decision touches. `into` is the incident that holds a merged one afterwards."""

    change: Change
    id: str
    before: Incident | None
    after: Incident | None
    into: str | None = None
    fields: tuple[str, ...] = ()  # what of it is another than before, in words


def effects(done: Reviewed) -> tuple[Effect, ...]:
    """Return every incident that is another one after a decision: merged ones first, then by day."""
    before = {incident.id: incident for incident in done.before.incidents}
    after = {incident.id: incident for incident in done.after.incidents}
    moved = dict(done.after.redirects)
    found = [_lost(incident, after, moved) for name, incident in before.items() if name not in after]
    found += [
        Effect(change="new", id=name, before=None, after=each) for name, each in after.items() if name not in before
    ]
    found += [
        Effect(change="changed", id=name, before=before[name], after=each, fields=_differing(before[name], each))
        for name, each in after.items()
        if name in before and before[name] != each
    ]
    return tuple(sorted(found, key=lambda each: (ORDER[each.change], by_day(each.before or _known(each.after)))))


def _differing(before: Incident, after: Incident) -> tuple[str, ...]:
    names = (field.name for field in fields(Incident) if getattr(before, field.name) != getattr(after, field.name))
    return tuple(WORDS.get(name, name.replace("_", " ")) for name in names)


def _lost(incident: Incident, after: Mapping[str, Incident], moved: Mapping[str, str]) -> Effect:
    into = moved.get(incident.id)
    for _ in moved:  # a redirect may lead to another
        if into is None or into in after:
            break
        into = moved.get(into)
    if into is not None and into in after:
        return Effect(change="merged", id=incident.id, before=incident, after=after[into], into=into)
    return Effect(change="gone", id=incident.id, before=incident, after=None)


def _known(incident: Incident | None) -> Incident:
    assert incident is not None
    return incident
