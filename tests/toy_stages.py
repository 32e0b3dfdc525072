"""Stages small enough to see through: a line "Goma 5" is a claim that five died in Goma."""

import re

import pytest

from tollbook import link, pipeline, reconcile
from tollbook.records import Claim, Count, Evidence, Figure, Incident, Link, Place, Report, Review, Span, content_id

LINE = re.compile(r"^(\w+) (\d+)$", re.MULTILINE)


def make_report(text: str, **known: object) -> Report:
    """A report in English whose id covers all that is known of it."""
    return Report(id=content_id(text, *map(str, known.values())), text=text, language="en", **known)  # type: ignore[arg-type]


def toy_claims(report: Report, mentions: object = ()) -> tuple[Claim, ...]:
    """One claim per line of a place and a number, in English."""
    if not pipeline.readable(report):
        return ()
    found = []
    for match in LINE.finditer(report.text):
        span = Span(report_id=report.id, start=match.start(2), end=match.end(2), quote=match.group(2))
        number = int(match.group(2))
        found.append(
            Claim(
                id=content_id(report.id, match.start()),
                report_id=report.id,
                language="en",
                effect="killed",
                count=Count(low=number, best=number, high=number),
                place=Place(text=match.group(1)),
                evidence=(Evidence(role="count", span=span),),
            )
        )
    return tuple(found)


def toy_link(claims: list[Claim], reports: object) -> list[Link]:
    """Claims of one place are the same event."""
    return [
        Link(left=one.id, right=other.id, verdict="same", score=1.0)
        for one in claims
        for other in claims
        if one.id < other.id and one.place == other.place
    ]


def toy_judged(claims: list[Claim], reports: object, own: object = None, but: object = None) -> list[Link]:
    """The links between two reports."""
    home = {claim.id: claim.report_id for claim in claims}
    return [item for item in toy_link(claims, reports) if home[item.left] != home[item.right]]


def toy_settled(claims: list[Claim], reports: object, across: list[Link]) -> list[Link]:
    """The links given, and those within a report."""
    home = {claim.id: claim.report_id for claim in claims}
    return [*across, *(item for item in toy_link(claims, reports) if home[item.left] == home[item.right])]


def toy_group(claims: list[Claim], links: list[Link], reviews: tuple[Review, ...]) -> tuple[frozenset[str], ...]:
    """Join what is linked and what a human calls the same; "different" and "split" take claims apart."""
    undone = {item.undoes for item in reviews}
    standing = [item for item in reviews if item.number not in undone]
    alone = {claim for item in standing if item.action in ("different", "split") for claim in item.claims[:1]}
    pairs = [(link.left, link.right) for link in links if not alone & {link.left, link.right}]
    pairs += [item.claims for item in standing if item.action == "same"]  # type: ignore[misc]
    groups = {claim.id: {claim.id} for claim in claims}
    for left, right in (pair for pair in pairs if groups.keys() >= set(pair)):
        joined = groups[left] | groups[right]
        for claim in joined:
            groups[claim] = joined
    return tuple(sorted({frozenset(group) for group in groups.values()}, key=min))


def toy_reconcile(claims: list[Claim], groups: object, reports: object, reviews: object = ()) -> tuple[Incident, ...]:
    """One incident per group, named by its smallest claim."""
    by_id = {claim.id: claim for claim in claims}
    found = []
    for group in groups:  # type: ignore[attr-defined]
        ids = tuple(sorted(group))
        counts = [by_id[name].count.best for name in ids]  # type: ignore[union-attr]
        low, high = min(counts), max(counts)  # type: ignore[type-var]
        found.append(
            Incident(
                id=content_id("incident", ids[0]),
                kind="incident",
                claims=ids,
                place=by_id[ids[0]].place,
                figures=(Figure(effect="killed", low=low, best=high, high=high, claims=ids, origins=()),),
                reports=tuple(sorted({by_id[name].report_id for name in ids})),
            )
        )
    return tuple(found)


def use_toys(patch: pytest.MonkeyPatch) -> None:
    """Put the toys in the place of the real stages."""
    patch.setattr(pipeline.extract, "mentions", lambda report, reader=None: ())
    patch.setattr(pipeline, "readable", lambda report, reader=None: report.language == "en")
    patch.setattr(pipeline.normalise, "claims", toy_claims, raising=False)
    patch.setattr(pipeline, "step", lambda *_: None)  # toys link whatever the day: what changed may touch anything
    patch.setattr(link, "judged", toy_judged)
    patch.setattr(link, "settled", toy_settled)
    patch.setattr(link, "group", toy_group)
    patch.setattr(reconcile, "reconcile", toy_reconcile, raising=False)
