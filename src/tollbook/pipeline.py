"""The way of a report: read, extract, normalise, link, group, reconcile, publish.

The stages are pure functions that know nothing of each other; here they stand in order. What they
make is kept by the store: facts one report at a time, the view as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from tollbook import extract, normalise, reconcile
from tollbook.decisions import Amended, alike, amend, read, seen
from tollbook.engine import Engine
from tollbook.filing import CONFLICT, Heading, filed, heading, linked, uncounted
from tollbook.read.language import detect
from tollbook.records import Cause, Claim, Incident, Noted, Report, Review, View
from tollbook.renewal import kept, some
from tollbook.renewal.basis import Renewed, renew
from tollbook.renewal.step import step
from tollbook.store import (
    Basis,
    Facts,
    LastRead,
    Ledger,
    LedgerError,
    Published,
    Standing,
    Step,
    Uncounted,
    editions,
    find_claim,
    find_finding,
    find_incident,
    named,
    numbered,
    settling,
)
from tollbook.store.decided import made

__all__ = [
    "CONFLICT",
    "Added",
    "Changes",
    "Decision",
    "Heading",
    "Reviewed",
    "add",
    "around",
    "beside",
    "build",
    "claims_of",
    "decide",
    "findings",
    "heading",
    "look",
    "look_at",
    "open_ledger",
    "preview",
    "publish",
    "readable",
    "renewed",
    "to_check",
    "undo",
    "version",
]

Watch = Callable[[int, int], None]  # (reports done, reports in all)
Decision = Literal["same", "different", "unsure", "split", "merge", "hide", "correct"]

ATTEMPTS = 3  # how often a view is built again because somebody else added meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is another one in a view than in the one before it: incidents by id, in the order of the ledger.

    `before` are those that were changed or are gone, as they were; `after` those that were changed or are new.
    `redirects` are the former ids that lead elsewhere than before, each with the id that holds it now.
    """

    before: Mapping[str, Incident]
    after: Mapping[str, Incident]
    redirects: tuple[tuple[str, str], ...]


UNCHANGED = Changes(before={}, after={}, redirects=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one `add` did.

    `new` and `known` are the reports that it was given. `reread` are known ones that could be read now, or
    were read anew because another version had read them; `unread` are given ones in a language that nothing reads.
    """

    new: tuple[Report, ...]
    known: tuple[Report, ...]
    reread: tuple[Report, ...]
    unread: tuple[Report, ...]
    changes: Changes


def version() -> str:
    """Return the version of Tollbook that runs."""
    try:
        return metadata.version("tollbook")
    except metadata.PackageNotFoundError:
        return "0+source"


def open_ledger(location: str | Path, *, create: bool = False) -> Ledger:
    """Open a ledger whose view is rebuilt when another version of Tollbook published it.

    Raises LedgerError with one clear line.
    """
    return Ledger.open(location, create=create, maker=version())


def claims_of(report: Report, reader: extract.Extractor | None = None) -> tuple[Claim, ...]:
    """Extract (with `reader`, else the default extractor) and normalise: the claims of one report."""
    return normalise.claims(report, extract.mentions(report, reader))


def readable(report: Report, reader: extract.Extractor | None = None) -> bool:
    """Tell whether the extractor reads the language of `report`."""
    return extract.reads(report.language, reader)


def add(
    ledger: Ledger,
    reports: Iterable[Report],
    watch: Watch | None = None,
    reader: extract.Extractor | None = None,
    *,
    causes: tuple[Cause, ...] | None = None,
    engine: Engine | None = None,
) -> Added:
    """Put `reports` and their claims into `ledger`, then publish what they change of the view.

    With `causes` the ledger counts harm of those causes from now on; they are kept in it. What has to be linked and
    reconciled anew is done on `engine`, else in this process.

    A known report is skipped, unless it can be read now and was not, or another version read it; its language
    may be filled in, nothing else of it changes. Each report goes in with its claims in one step, so whatever
    stops this half-way, doing it again loses and doubles nothing.
    """
    if causes is not None:
        ledger.count_causes(causes)
    waiting = list({report.id: report for report in reports}.values())
    known = ledger.known({report.id for report in waiting})
    new: list[Report] = []
    reread: list[Report] = []
    read: list[Report] = []
    for done, report in enumerate(waiting):
        if watch:
            watch(done, len(waiting))
        last = known.get(report.id)
        settled = report if last is None else _filled(report, last, reader)
        read.append(settled)
        if last is None and ledger.add(report, claims_of(report, reader)):
            new.append(report)
        elif last is not None and _due(settled, last, reader) and ledger.reread(settled, claims_of(settled, reader)):
            reread.append(settled)
    reread += _left_unread(ledger, {report.id for report in waiting}, reader)
    if watch:
        watch(len(waiting), len(waiting))
    fresh = {report.id for report in new}
    return Added(
        new=tuple(new),
        known=tuple(report for report in waiting if report.id not in fresh),
        reread=tuple(reread),
        unread=tuple(report for report in read if not readable(report, reader)),
        changes=renewed(ledger, engine),
    )


def _filled(report: Report, last: LastRead, reader: extract.Extractor | None) -> Report:
    """Return a known report in the language it was read in, or in the one now given where that could not be read."""
    recorded = replace(report, language=last.language)
    return report if readable(report, reader) and not readable(recorded, reader) else recorded


def _due(report: Report, last: LastRead, reader: extract.Extractor | None) -> bool:
    """Tell whether a known report is to be read: never yet in this language, or by another version."""
    return readable(report, reader) and (report.language, version()) != (last.language, last.maker)


def _left_unread(ledger: Ledger, given: set[str], reader: extract.Extractor | None) -> list[Report]:
    """Read those reports of the ledger that another version kept without claims and this one can read."""
    found = []
    for report in ledger.silent(given):
        told = replace(report, language=report.language or detect(report.text))
        if readable(told, reader) and ledger.reread(told, claims_of(told, reader)):
            found.append(told)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Current:
    """What a view is built from: the editions and claims that count, as reviews have them."""

    reports: tuple[Report, ...]
    amended: Amended
    heirs: Mapping[str, str]
    replaced: Mapping[str, str]  # reports, each with the edition that counts in its place
    reviews: tuple[Review, ...]
    causes: tuple[Cause, ...]
    as_of: date | None = None


def publish(ledger: Ledger, engine: Engine | None = None) -> View:
    """Return the view of `ledger`, published first (made anew on `engine` where most of it is) when it lags.

    It lags after a crash before publishing, under another version, and when others add; of a ledger that can only be
    read, the view comes back as it would be. Reads all of the ledger.
    """
    facts, published = ledger.read()
    for _ in range(ATTEMPTS):
        if ledger.read_only or published.watermark == facts.watermark:
            break
        renewed(ledger, engine)
        facts, published = ledger.read()
    current = _current(facts)
    if published.watermark == facts.watermark:
        return _view(current, published)
    return _settled(ledger, current)


def renewed(ledger: Ledger, engine: Engine | None = None) -> Changes:
    """Bring the published view up to the facts, and return what that changes; reads what it can affect, no more.

    Where most of it may change, all of it is made anew, on `engine`. The view is built outside any transaction; when
    others keep publishing meanwhile, the last attempt is published as it is, and the next command sees that it is due.
    """
    for _ in range(ATTEMPTS):
        with ledger.looking() as connection:
            behind = ledger.standing(connection)
            if behind.published == behind.facts:
                return UNCHANGED
            found = _step(connection, behind)
            changes = None if found is None else _changes(connection, found)
        if found is None or changes is None:
            done = _made_anew(ledger, engine, stale=False)
            if done is not None:
                return done
        elif ledger.take(found):
            return changes
    last = _made_anew(ledger, engine, stale=True)
    assert last is not None, "the last attempt always publishes"
    return last


def _step(connection: Connection, behind: Standing, extra: Sequence[Review] = ()) -> Step | None:
    """Return the step from the published view to the facts, None where it cannot be carried on or is mostly new."""
    if behind.published is None or behind.basis != kept.key(version(), behind.causes):
        return None
    return step(connection, behind, extra)


def _changes(connection: Connection, found: Step) -> Changes:
    made = {item.id: item for item, _ in sorted(found.made, key=lambda pair: pair[1])}
    led = dict(named.led(connection, found.asked))
    return Changes(
        before={name: item for name, item in found.gone.items() if made.get(name) != item},
        after={name: item for name, item in made.items() if found.gone.get(name) != item},
        redirects=tuple((old, new) for old, new in found.settled.redirects if led.get(old) != new),
    )


def _between(before: Published, after: Published) -> Changes:
    """Return what differs between two whole views."""
    was = {item.id: item for item in before.incidents}
    now = {item.id: item for item in after.incidents}
    led = dict(before.redirects)
    return Changes(
        before={name: item for name, item in was.items() if now.get(name) != item},
        after={name: item for name, item in now.items() if was.get(name) != item},
        redirects=tuple((old, new) for old, new in after.redirects if led.get(old) != new),
    )


def _made_anew(ledger: Ledger, engine: Engine | None, *, stale: bool) -> Changes | None:
    """Build the view of all facts and publish it; None where the facts moved on meanwhile, unless it may be `stale`."""
    facts, published = ledger.read()
    current = _current(facts)
    made = _built(current, engine)
    held = {name for incident in made.incidents for name in _held(incident)}
    done = ledger.publish(
        facts.watermark,
        made.incidents,
        made.links,
        current.heirs,
        stale=stale,
        basis=_basis(made, kept.key(version(), facts.causes)),
        uncounted=Uncounted(claims=uncounted(current.amended.claims, held, current.causes), replaced=current.replaced),
    )
    return None if done is None else _between(published, done)


def _basis(made: Renewed, key: str) -> Basis:
    return Basis(
        key=key,
        told={name: digest for name, (digest, _) in made.told.items()},
        cards=[card for _, own in made.told.values() for card in own],
        ties=[(item.left, item.right, item.same, item.body.decode()) for item in made.tied],
        decided=tuple(sorted(made.reviews)),
        positions=made.positions,
    )


def look(
    ledger: Ledger,
    *,
    as_of: date | None = None,
    undated: bool = False,
    later_reviews: bool = False,
    causes: tuple[Cause, ...] | None = None,
) -> View:
    """Return the view of `ledger` as it was known at the end of the day `as_of`, or with other `causes` counted.

    It is built from the reports published on or before that day, under the ids of the ledger, and not kept. A report
    without a date is left out, since nothing says that it was known by then; `undated` lets it in. Reviews made after
    that day (UTC) do not count unless `later_reviews` says so. What is known is what the reports say, as this version
    reads them, and not what an older version made of them then.
    """
    if as_of is None and causes is None:
        return publish(ledger)
    publish(ledger)  # so that incidents have their lasting ids
    current = _current(ledger.read()[0], as_of=as_of, undated=undated, later_reviews=later_reviews, causes=causes)
    return _settled(ledger, current)


def build(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    reviews: Sequence[Review] = (),
    causes: tuple[Cause, ...] = CONFLICT,
) -> View:
    """Link, group, reconcile: the view over `claims`, with incidents under their content ids.

    Pure; the outcome does not depend on the order of `reports` and `claims`.
    """
    amended = amend(claims, reviews)
    current = _Current(
        reports=tuple(reports), amended=amended, heirs={}, replaced={}, reviews=tuple(reviews), causes=causes
    )
    made = _built(current)
    return _view(current, Published(watermark=None, incidents=made.incidents, links=made.links))


def _current(
    facts: Facts,
    *,
    as_of: date | None = None,
    undated: bool = False,
    later_reviews: bool = False,
    causes: tuple[Cause, ...] | None = None,
) -> _Current:
    """Return what counts of `facts`, or of what was known of them at the end of a day."""
    found = editions(facts.reports, facts.claims, facts.former)
    reports = tuple(item for item in found.reports if as_of is None or _out_by(item.published, as_of, undated))
    known = {report.id for report in reports}
    reviews = tuple(item for item in facts.reviews if as_of is None or later_reviews or _made_by(item, as_of))
    carried = _carried(reviews, found.heirs)
    claims = tuple(claim for claim in found.claims if claim.report_id in known)
    return _Current(
        reports=reports,
        amended=amend(claims, carried),
        heirs=found.heirs,
        replaced=found.replaced,
        reviews=carried,
        causes=facts.causes if causes is None else causes,
        as_of=as_of,
    )


def _out_by(published: date | None, day: date, undated: bool) -> bool:
    return undated if published is None else published <= day


def _made_by(review: Review, day: date) -> bool:
    return review.when is not None and review.when[:10] <= day.isoformat()


def _built(current: _Current, engine: Engine | None = None) -> Renewed:
    """Link, group and reconcile what counts; incidents have their content ids."""
    counted = [claim for claim in current.amended.claims if linked(claim, current.causes)]
    return renew(counted, current.reports, current.reviews, engine)


def _settled(ledger: Ledger, current: _Current) -> View:
    """Return the view over `current` under the lasting ids of `ledger`; nothing is written."""
    draft = _built(current)
    return _view(current, ledger.settled(draft.incidents, draft.links, current.heirs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A decision as it was numbered, with what it changes of the view: those incidents only, before and after it.

    The incidents that its claims stand in are there too, changed or not. `after` holds what they rest on, and the
    former ids that lead elsewhere now.
    """

    decision: Review
    before: View
    after: View


def decide(
    ledger: Ledger,
    action: Decision,
    typed: Sequence[str],
    *,
    why: str | None = None,
    who: str | None = None,
) -> Reviewed:
    """Append a human decision about what `typed` names and publish.

    `typed` holds claims by id or its beginning; for "merge" two incidents, which is kept as "same" of a claim of each;
    for "correct" a claim, a field and the words of its value (`normalise.corrections`).
    Raises LedgerError when an id names nothing or several things, when two of them name the same one, and when
    a correction cannot be read or changes nothing.
    """
    renewed(ledger)
    wanted = _decision(_named(ledger, typed), action, typed, why=why, who=who)
    return _decided(ledger, ledger.review(wanted))


def findings(view: View) -> list[reconcile.Finding]:
    """Return what is wrong, thin or open in a view, worst first; `decisions.seen` tells what was looked at."""
    beside = reconcile.Open(
        links=view.links, reviews=view.reviews, lapsed=view.lapsed, record_checks=view.record_checks
    )
    return reconcile.check(view.incidents, view.claims, beside)


def look_at(
    ledger: Ledger,
    known: Sequence[reconcile.Finding],
    typed: str,
    *,
    why: str | None = None,
    who: str | None = None,
) -> Review:
    """Note that a finding, one of `known` by id or its beginning, was looked at and stands. No view hangs on that.

    Raises LedgerError when `typed` names none or several, and when somebody has looked at it already.
    """
    by_id = {finding.id: finding for finding in known}
    found = by_id[find_finding(by_id, typed)]
    earlier = seen(ledger.reviews()).get(found.id)
    if earlier is not None:
        raise LedgerError(f"finding {found.id} was looked at already (review {earlier.number})")
    noted = Noted(id=found.id, kind=found.kind, line=found.line, incident=found.incident)
    return ledger.review(Review(number=0, action="seen", finding=noted, why=why, who=who, when=_now()))


def undo(ledger: Ledger, number: int | None = None, *, why: str | None = None, who: str | None = None) -> Reviewed:
    """Take back review `number`, or the last one in force, and publish.

    Raises LedgerError when there is no such review in force.
    """
    renewed(ledger)
    return _decided(
        ledger, ledger.review(Review(number=0, action="undo", undoes=number, why=why, who=who, when=_now()))
    )


def preview(ledger: Ledger, action: Decision | Literal["undo"], typed: Sequence[str]) -> Reviewed:
    """Return what `decide`, or `undo` of the number in `typed`, would do; nothing is written.

    Raises LedgerError as they do.
    """
    if not ledger.read_only:
        renewed(ledger)
    if action == "undo":
        decision = Review(number=0, action="undo", undoes=int(typed[0]) if typed else None, when=_now())
    else:
        decision = _decision(_named(ledger, typed), action, typed)
    with ledger.looking() as connection:
        behind = ledger.standing(connection)
        decision = numbered(behind.reviews, decision)
        found = _step(connection, behind, (decision,))
        if found is not None:
            return _reviewed(connection, decision, (*behind.reviews, decision), _changes(connection, found))
    facts, published = ledger.read()
    draft = _built(current := _current(replace(facts, reviews=(*facts.reviews, decision))))
    changes = _between(published, ledger.settled(draft.incidents, draft.links, current.heirs))
    with ledger.looking() as connection:
        return _reviewed(connection, decision, (*facts.reviews, decision), changes)


def _decided(ledger: Ledger, decision: Review) -> Reviewed:
    changes = renewed(ledger)
    with ledger.looking() as connection:
        return _reviewed(connection, decision, made(connection), changes)


def _reviewed(connection: Connection, decision: Review, reviews: Sequence[Review], changes: Changes) -> Reviewed:
    touched = changes.before.keys() | changes.after.keys()
    beside = settling.of_claims(connection, decision.claims, but=touched)
    return Reviewed(
        decision=decision,
        before=some.of_incidents(connection, [*changes.before.values(), *beside.values()], reviews),
        after=some.of_incidents(connection, [*changes.after.values(), *beside.values()], reviews, changes.redirects),
    )


def around(ledger: Ledger, incidents: Sequence[Incident]) -> View:
    """Return published incidents with what they rest on; links, and what stands in no count, are left out."""
    with ledger.looking() as connection:
        return some.of_incidents(connection, incidents, made(connection))


def beside(ledger: Ledger, incidents: Sequence[Incident]) -> set[str]:
    """Return the ids next to those of `incidents` in the ledger, so that short ones can be told apart from them."""
    with ledger.looking() as connection:
        return named.beside(connection, [incident.id for incident in incidents])


def to_check(ledger: Ledger) -> tuple[int, int]:
    """Return how many sums of the published view fail, and how many contradictions it has, those looked at left out."""
    with ledger.looking() as connection:
        incidents = settling.faulty(connection)
        looked = seen(made(connection))
    found = Counter(item.kind for item in reconcile.check(incidents, ()) if item.id not in looked)
    return found["sum-fails"], found["contradiction"]


def _named(ledger: Ledger, typed: Sequence[str]) -> View:
    """Return what `typed` may name, as far as ids go."""
    with ledger.looking() as connection:
        behind = ledger.standing(connection)
        return some.named_by(connection, typed, behind.reviews, behind.causes)


def _decision(
    view: View, action: Decision, typed: Sequence[str], *, why: str | None = None, who: str | None = None
) -> Review:
    """Return the decision that `typed` words; its number comes later."""
    known = Review(number=0, action="same", why=why, who=who, when=_now())
    if action == "correct":
        return _correction(view, typed, known)
    if action == "merge":
        one, other = (find_incident(view, name) for name in typed)
        if one.id == other.id:
            raise LedgerError(f"both are incident {one.id}: a merge needs two")
        return replace(known, claims=(one.claims[0], other.claims[0]))
    claims = tuple(find_claim(view, name).id for name in typed)
    if len(set(claims)) < len(claims):
        raise LedgerError(f"both are claim {claims[0]}: a review needs two claims")
    return replace(known, action=action, claims=claims)


def _correction(view: View, typed: Sequence[str], known: Review) -> Review:
    claim, field = find_claim(view, typed[0]), typed[1]
    try:
        value = normalise.correction(claim, field, " ".join(typed[2:]))
    except normalise.CorrectionError as error:
        raise LedgerError(str(error)) from error
    was = read(claim, value.field)
    if alike(was, value):
        raise LedgerError(f"claim {claim.id} has that {field} already")
    return replace(known, action="correct", claims=(claim.id,), value=value, was=was)


def _view(current: _Current, published: Published) -> View:
    """Lay out what counts and the published incidents, in an order that input order cannot change."""
    reports = sorted(current.reports, key=_by_day)
    place = {report.id: at for at, report in enumerate(reports)}

    def in_text(claim: Claim) -> tuple[int, int, str]:
        return place[claim.report_id], _position(claim), claim.id

    claims = sorted(current.amended.claims, key=in_text)
    held = {name for incident in published.incidents for name in _held(incident)}
    under = filed(claims, held, current.causes)
    return View(
        reports=tuple(reports),
        claims=tuple(claims),
        links=published.links,
        incidents=published.incidents,
        background=tuple(under["background"]),
        statements=tuple(under["statements"]),
        set_aside=tuple(under["set_aside"]),
        redirects=published.redirects,
        hidden=tuple(sorted(current.amended.hidden, key=lambda item: in_text(item.claim))),
        corrections=current.amended.corrections,
        record_checks=reconcile.check_records(under["statements"], published.incidents, claims, reports),
        lapsed=current.amended.lapsed if current.as_of is None else (),
        reviews=current.reviews,
        causes=current.causes,
        as_of=current.as_of,
    )


def _held(incident: Incident) -> set[str]:
    return {*incident.claims, *(claim for subset in incident.subsets for claim in subset.claims)}


def _by_day(report: Report) -> tuple[bool, str, str]:
    day = report.published
    return day is None, "" if day is None else day.isoformat(), report.id


def _position(claim: Claim) -> int:
    return min((item.span.start for item in claim.evidence), default=0)


def _carried(reviews: Sequence[Review], heirs: Mapping[str, str]) -> tuple[Review, ...]:
    """Let decisions about a replaced edition's claims speak of the claims that stand for them."""
    return tuple(replace(item, claims=tuple(heirs.get(claim, claim) for claim in item.claims)) for item in reviews)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
