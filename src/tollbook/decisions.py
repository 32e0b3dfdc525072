"""What humans decided about claims: which reviews stand, and the claims as they count under them.

Claims are facts and stay as they were read. A review hides one or corrects a field of it; the view is built from the
claims that come out of `amend`. The newest decision on a field wins, an undo takes one back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tollbook.data import table
from tollbook.records import Claim, Correction, Field, FieldValue, Hidden, Lapsed, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """The claims that count, with their corrections; those that are hidden; and decisions that do nothing now."""

    claims: tuple[Claim, ...]
    hidden: tuple[Hidden, ...] = ()
    corrections: tuple[Correction, ...] = ()
    lapsed: tuple[Lapsed, ...] = ()


def active(reviews: Sequence[Review]) -> tuple[Review, ...]:
    """Return the decisions that stand, newest first: an undo takes one back, and can be undone itself."""
    undone: set[int] = set()
    standing: list[Review] = []
    for review in sorted(reviews, key=lambda item: -item.number):
        if review.number in undone:
            continue
        if review.action != "undo":
            standing.append(review)
        elif review.undoes is not None:
            undone.add(review.undoes)
    return tuple(standing)


def seen(reviews: Sequence[Review]) -> dict[str, Review]:
    """Return the findings that were looked at and stand, by id, each with the newest review in force that says so."""
    found: dict[str, Review] = {}
    for review in active(reviews):
        if review.action == "seen" and review.finding is not None:
            found.setdefault(review.finding.id, review)
    return found


def silent(reviews: Sequence[Review]) -> frozenset[int]:
    """Return the numbers of the reviews that no view hangs on: findings looked at, and what takes that back."""
    looked = {review.number for review in reviews if review.action == "seen"}
    return frozenset(looked | {review.number for review in reviews if review.undoes in looked})


def amend(claims: Sequence[Claim], reviews: Sequence[Review]) -> Amended:
    """Return `claims`, in their order, as `reviews` have them.

    `reviews` name claims as they are called now. The outcome does not depend on the order of either.
    """
    standing = active(reviews)
    by_id = {claim.id: claim for claim in claims}
    hidden = _hidden(by_id, standing)
    corrected: dict[str, Claim] = {}
    corrections: list[Correction] = []
    for name, values in _values(standing).items():
        claim = by_id.get(name)
        if claim is not None:
            told = [Correction(claim=name, as_read=read(claim, field), review=by) for field, by in values.items()]
            corrections += [item for item in told if not alike(item.as_read, item.review.value)]
            corrected[name] = _coherent(claim, values)
    return Amended(
        claims=tuple(corrected.get(claim.id, claim) for claim in claims if claim.id not in hidden),
        hidden=tuple(Hidden(claim=claim, review=hidden[claim.id]) for claim in claims if claim.id in hidden),
        corrections=tuple(sorted(corrections, key=lambda item: item.review.number)),
        lapsed=tuple(_lapsed(by_id, hidden, standing)),
    )


def read(claim: Claim, field: Field) -> FieldValue:
    """Return the value of a claim's `field`."""
    found: Any = getattr(claim, field)
    kind = _kind(field)
    return FieldValue(field=field, **{kind: found})


def value_of(value: FieldValue) -> Any:
    """Return the value itself: a word, or a Count, Place, Period or Party; None where it is unknown."""
    return getattr(value, _kind(value.field))


def alike(one: FieldValue, other: FieldValue | None) -> bool:
    """Tell whether two values of a field say the same, whatever words and reasons they come with."""
    return other is not None and one.field == other.field and _bare(one) == _bare(other)


def _bare(value: FieldValue) -> object:
    if value.place is not None:
        return value.place.id or value.place.name or value.place.text, value.place.relation, value.place.precision
    if value.period is not None:
        return value.period.start, value.period.end, value.period.precision
    if value.party is not None:
        return value.party.actor or value.party.text, value.party.victim_class
    return value.count or value.word


def _kind(field: Field) -> str:
    if field in ("victims", "perpetrator"):
        return "party"
    return field if field in ("count", "place", "period") else "word"


def _hidden(claims: Mapping[str, Claim], standing: Sequence[Review]) -> dict[str, Review]:
    """Return the claims hidden, by id, each with the newest review that did it.

    What is told as part of hidden claims alone ("four of them officers") is hidden with them: left behind it would
    hang on another toll of its report.
    """
    found: dict[str, Review] = {}
    for review in standing:
        if review.action == "hide":
            for name in review.claims:
                if name in claims:
                    found.setdefault(name, review)
    parts = [claim for claim in claims.values() if claim.scope == "subset" and claim.about] if found else []
    grown = True
    while grown:
        fresh = [part for part in parts if part.id not in found and all(about in found for about in part.about)]
        found.update((part.id, found[part.about[0]]) for part in fresh)
        grown = bool(fresh)
    return found


def _values(standing: Sequence[Review]) -> dict[str, dict[Field, Review]]:
    """Return the newest correction of each field of each claim."""
    found: dict[str, dict[Field, Review]] = {}
    for review in standing:
        if review.action == "correct" and review.value is not None:
            for name in review.claims:
                found.setdefault(name, {}).setdefault(review.value.field, review)
    return found


def _coherent(claim: Claim, values: Mapping[Field, Review]) -> Claim:
    """Return a claim with its corrections; of an event and a sub-event type that do not fit, the later one counts."""
    told = {field: value_of(review.value) for field, review in values.items() if review.value is not None}
    changed = replace(claim, **told)
    sub = changed.sub_event_type
    if sub is None or changed.event_type == event_of(sub):
        return changed
    when = [values[field].number if field in values else 0 for field in ("event_type", "sub_event_type")]
    if when == [0, 0]:
        return changed
    return replace(changed, sub_event_type=None) if when[0] > when[1] else replace(changed, event_type=event_of(sub))


def event_of(sub_event: str) -> str | None:
    """Return the event type that a sub-event type of ACLED's belongs to, None for words that are none."""
    types: Mapping[str, Sequence[str]] = table("codebooks/acled")["sub_events"]
    return next((kind for kind, subs in types.items() if sub_event in subs), None)


def _lapsed(claims: Mapping[str, Claim], hidden: Mapping[str, Review], standing: Sequence[Review]) -> list[Lapsed]:
    """Return the decisions that name no claim any more, or correct what is hidden or reads so by itself."""
    found = []
    overruled = {(name, field): by.number for name, values in _values(standing).items() for field, by in values.items()}
    for review in reversed(standing):
        gone = [name for name in review.claims if name not in claims]
        out = [name for name in review.claims if name in hidden]
        if gone:
            why = f"claim {gone[0]} is not in the ledger as it is read now"
        elif review.action != "hide" and out:
            why = f"claim {out[0]} is hidden by review {hidden[out[0]].number}"
        elif review.value is not None and overruled[review.claims[0], review.value.field] != review.number:
            why = f"review {overruled[review.claims[0], review.value.field]} corrects {review.value.field} again"
        elif review.value is not None and alike(read(claims[review.claims[0]], review.value.field), review.value):
            why = f"claim {review.claims[0]} is read so now"
        else:
            continue
        found.append(Lapsed(review=review, why=why))
    return found
