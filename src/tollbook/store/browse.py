"""The view as rows that can be asked: filled when the view is published, one row an incident and side tables.

What a list, a filter, a map or a sum needs is worked out here once and kept in short rows, which are read as columns
(`store.columns`) and asked by selection (`store.selection`); no page has to read the whole view.

**What a selection adds up to.** An incident adds its own figure. A total adds only what its parts do not reach:
its figure less what everything below it adds, and nothing where they reach it. So the pieces never overlap,
every selection can be added up by itself, and the months of a timeline add up to its sum. The price is said on
the page: a total that is selected without its parts adds only that rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Table

from tollbook.records import Effect, Figure, Incident, Link
from tollbook.relations import level
from tollbook.store import schema

DEADLY: tuple[Effect, ...] = ("killed", "casualties", "wounded")
# The bit of every effect in `browse.effects`. Numbers are kept: a new effect takes the next one.
BITS: Mapping[Effect, int] = {
    "killed": 1,
    "wounded": 2,
    "casualties": 4,
    "captured": 8,
    "arrested": 16,
    "abducted": 32,
    "missing": 64,
    "displaced": 128,
    "besieged": 256,
}
NOBODY = -1  # `toll` where nobody is said to be killed, so that such incidents sort last
Row = dict[str, object]
Rows = dict[Table, list[Row]]
Home = TypeVar("Home")  # an incident, by id or key


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncounted:
    """What was read and stands in no count: claims with their report and where they are filed, and replaced reports."""

    claims: Sequence[tuple[str, str, str]] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one effect of one incident adds to a sum. `open_high`: no upper bound; `no_best`: its lowest stands in."""

    low: int
    best: int
    high: int
    open_high: bool
    no_best: bool


NOTHING = Share(low=0, best=0, high=0, open_high=False, no_best=False)


def key(name: str) -> int:
    """Return an incident's id, 16 hexadecimal digits, as a signed 64-bit number."""
    number = int(name, 16)
    return number - (1 << 64) if number >= 1 << 63 else number


def rows(
    incidents: Sequence[Incident],
    links: Iterable[Link],
    languages: Mapping[str, str | None],
    uncounted: Uncounted | None = None,
) -> Rows:
    """Return the rows of all browsing tables for a view of `incidents` and `links`.

    `languages` maps reports to the languages they were read in.
    """
    known = uncounted or Uncounted()
    unsure = _unsure(incidents, links)
    added = shares(incidents)
    values = sorted({pair for incident in incidents for pair in _values(incident, languages)})
    main = [_main(incident, added.get((incident.id, "killed"), NOTHING).best, unsure) for incident in incidents]
    effects = [_effect(incident, figure, added) for incident in incidents for figure in incident.figures]
    return {
        schema.browse: main,
        schema.browse_effects: effects,
        schema.browse_values: [{"facet": facet, "value": value, "key": at} for facet, value, at in values],
        schema.browse_counts: _counts(main, effects, values),
        schema.browse_reports: [
            {"report_id": report, "key": key(incident.id)}
            for incident in incidents
            for report in dict.fromkeys(incident.reports)
        ],
        schema.browse_claims: list(_claims(incidents)),
        schema.browse_aside: [
            {"claim_id": claim, "report_id": of, "filed": filed} for claim, of, filed in known.claims
        ],
        schema.browse_editions: [{"old": old, "new": new} for old, new in sorted(known.replaced.items())],
    }


def shares(incidents: Sequence[Incident]) -> dict[tuple[str, Effect], Share]:
    """Return what every figure adds, by incident id and effect; the rule is in the words of this module."""
    by_id = {incident.id: incident for incident in incidents}
    found: dict[tuple[str, Effect], Share] = {}
    below: dict[str, dict[Effect, Share]] = {}  # what an incident adds together with all that is under it
    for incident in _parts_first(by_id):
        reached = _reached([below[part] for part in incident.parts if part in below])
        below[incident.id] = dict(reached)
        for figure in incident.figures:
            own = _rest(_whole(figure), reached.get(figure.effect, NOTHING))
            found[incident.id, figure.effect] = own
            below[incident.id][figure.effect] = _sum((own, reached.get(figure.effect, NOTHING)))
    return found


def _reached(parts: Sequence[Mapping[Effect, Share]]) -> dict[Effect, Share]:
    effects = {effect for part in parts for effect in part}
    return {effect: _sum(part[effect] for part in parts if effect in part) for effect in effects}


def _parts_first(by_id: Mapping[str, Incident]) -> Iterator[Incident]:
    """Yield every incident after its parts."""
    done: set[str] = set()
    for name in by_id:
        waiting = [name]
        while waiting:
            at = by_id[waiting[-1]]
            open_ = [part for part in at.parts if part in by_id and part not in done and part not in waiting]
            if open_:
                waiting.append(open_[0])
                continue
            waiting.pop()
            if at.id not in done:
                done.add(at.id)
                yield at


def _whole(figure: Figure) -> Share:
    """Return a figure with its open sides filled by the number nearest to them, and marked."""
    low, best, high = figure.low, figure.best, figure.high
    middle = next((number for number in (best, low) if number is not None), 0)
    return Share(
        low=low or 0,
        best=middle,
        high=next((number for number in (high, best, low) if number is not None), 0),
        open_high=high is None,
        no_best=best is None,
    )


def _rest(whole: Share, reached: Share) -> Share:
    """Return what `whole` adds beyond `reached`, its low never above its best, so that all selections keep that order.

    An open bound counts only where something is left.
    """
    if reached == NOTHING:
        return whole
    best = max(0, whole.best - reached.best)
    return Share(
        low=min(best, max(0, whole.low - reached.low)),
        best=best,
        high=max(best, whole.high - reached.high),
        open_high=whole.open_high and best > 0,
        no_best=whole.no_best and best > 0,
    )


def _sum(several: Iterable[Share]) -> Share:
    found = tuple(several)
    return Share(
        low=sum(each.low for each in found),
        best=sum(each.best for each in found),
        high=sum(each.high for each in found),
        open_high=any(each.open_high for each in found),
        no_best=any(each.no_best for each in found),
    )


def _main(incident: Incident, adds: int, unsure: frozenset[str]) -> Row:
    place, days = incident.place, incident.period
    start = (days.start or days.end) if days else None
    deadly = [figure for figure in incident.figures if figure.effect in DEADLY]
    return {
        "key": key(incident.id),
        "id": incident.id,
        "kind": incident.kind,
        "part_of": incident.part_of,
        "start": start,
        "end": (days.end or days.start) if days else None,
        "month": start.strftime("%Y-%m") if start else None,
        "date_precision": days.precision if days else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "place": (place.name or place.text) if place else None,
        "words": _words(incident),
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "precision": level(place) if place else None,
        "relation": place.relation if place else None,
        "event_type": incident.event_type,
        "sub_event_type": incident.sub_event_type,
        "toll": _number(incident, "killed"),
        "wounded": _number(incident, "wounded"),
        "adds": adds,
        "effects": sum({BITS[figure.effect] for figure in incident.figures}),
        "reports": len(incident.reports),
        "origins": len(incident.origins),
        "disagreement": any(item.about != "sum" for item in incident.disagreements),
        "failed_sum": any(check.verdict == "disagrees" for check in incident.sums),
        "single_origin": any(len(figure.origins) == 1 for figure in deadly),
        "no_origin": any(not figure.origins for figure in deadly),
        "unsure": incident.id in unsure,
    }


def _words(incident: Incident) -> str | None:
    place = incident.place
    if place is None:
        return None
    names = (place.name, place.text, place.admin2, place.admin1)
    return " | ".join(dict.fromkeys(name.lower() for name in names if name))


def _number(incident: Incident, effect: Effect) -> int:
    figure = next((figure for figure in incident.figures if figure.effect == effect), None)
    numbers = (figure.best, figure.low, figure.high) if figure else ()
    return next((number for number in numbers if number is not None), NOBODY)


def _effect(incident: Incident, figure: Figure, added: Mapping[tuple[str, Effect], Share]) -> Row:
    share = added[incident.id, figure.effect]
    adds = bool(share.low or share.best or share.high)
    return {
        "key": key(incident.id),
        "effect": figure.effect,
        "low": figure.low,
        "best": figure.best,
        "high": figure.high,
        "add_low": share.low,
        "add_best": share.best,
        "add_high": share.high,
        "adds": int(adds),
        "open_high": int(adds and share.open_high),
        "no_best": int(adds and share.no_best),
    }


def _values(incident: Incident, languages: Mapping[str, str | None]) -> Iterator[tuple[str, str, int]]:
    at = key(incident.id)
    yield from (("perpetrator", actor, at) for actor in incident.perpetrators)
    yield from (("victim", actor, at) for actor in incident.victims)
    yield from (("origin", origin, at) for origin in incident.origins)
    spoken = {languages.get(report) for report in incident.reports}
    yield from (("language", language, at) for language in spoken if language)


def tally(
    main: Iterable[Row], effects: Iterable[Row], values: Iterable[tuple[str, str, int]]
) -> Counter[tuple[str, str]]:
    """Return how many incidents have each value of each facet, given their rows of `browse` and its side tables."""
    found: Counter[tuple[str, str]] = Counter((facet, value) for facet, value, _ in values)
    for row in main:
        for facet in ("country", "event_type", "precision", "kind"):
            if row[facet] is not None:
                found[facet, str(row[facet])] += 1
        for status in ("disagreement", "failed_sum", "single_origin", "no_origin", "unsure"):
            found["status", status] += bool(row[status])
    found.update(("effect", str(row["effect"])) for row in effects)
    return found


def _counts(main: Iterable[Row], effects: Iterable[Row], values: Iterable[tuple[str, str, int]]) -> list[Row]:
    found = tally(main, effects, values)
    return [{"facet": facet, "value": value, "incidents": number} for (facet, value), number in found.items() if number]


def _claims(incidents: Iterable[Incident]) -> Iterator[Row]:
    for incident in incidents:
        parts = {claim: "subset" for subset in incident.subsets for claim in subset.claims}
        parts |= dict.fromkeys(incident.claims, "claim")
        yield from ({"claim_id": claim, "key": key(incident.id), "part": part} for claim, part in parts.items())


def _unsure(incidents: Iterable[Incident], links: Iterable[Link]) -> frozenset[str]:
    """Return the incidents that may be one with another: an unsure link leads out of them."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for incident in incidents:
        for claim in incident.claims:
            homes[claim].add(incident.id)
    return frozenset(in_doubt(links, homes))


def in_doubt(links: Iterable[Link], homes: Mapping[str, set[Home]]) -> set[Home]:
    """Return the incidents that an unsure link leads out of; `homes` are the incidents of each claim."""
    found: set[Home] = set()
    for link in links:
        if link.verdict == "unsure":
            left, right = homes.get(link.left, set()), homes.get(link.right, set())
            if left and right and not left & right:
                found |= left | right
    return found
