"""The way of a report: read, extract, normalise, link, group, reconcile, publish.

The stages are pure functions that know nothing of each other; here they stand in order. What they
make is kept by the store: facts one report at a time, the view as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Literal

from tollbook import extract, normalise, reconcile
from tollbook.decisions import Amended, alike, amend, read, seen
from tollbook.engine import Engine
from tollbook.read.language import detect
from tollbook.records import Cause, Claim, Incident, Noted, Report, Review, View
from tollbook.renewal import kept
from tollbook.renewal.basis import Before, Renewed, renew
from tollbook.store import (
    Facts,
    LastRead,
    Ledger,
    LedgerError,
    Published,
    Uncounted,
    editions,
    find_claim,
    find_finding,
    find_incident,
    numbered,
)

Watch = Callable[[int, int], None]  # (reports done, reports in all)
Decision = Literal["same", "different", "unsure", "split", "merge", "hide", "correct"]
Heading = Literal["counted", "background", "statements", "set_aside"]

CONFLICT: tuple[Cause, ...] = ("conflict",)
ATTEMPTS = 3  # how often a view is built again because somebody else added meanwhile


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
    before: Mapping[str, Incident]  # the incidents by id, as they were published before
    view: View


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
    """Put `reports` and their claims into `ledger`, then publish the view that follows from all facts.

    With `causes` the ledger counts harm of those causes from now on; they are kept in it. What has to be linked and
    reconciled anew is done on `engine`, else in this process.

    A known report is skipped, unless it can be read now and was not, or another version read it; its language
    may be filled in, nothing else of it changes. Each report goes in with its claims in one step, so whatever
    stops this half-way, doing it again loses and doubles nothing.
    """
    if causes is not None:
        ledger.count_causes(causes)
    before = {incident.id: incident for incident in ledger.read()[1].incidents}
    waiting = list({report.id: report for report in reports}.values())
    known = ledger.known()
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
    reread += _left_unread(ledger, known, {report.id for report in waiting}, reader)
    if watch:
        watch(len(waiting), len(waiting))
    fresh = {report.id for report in new}
    return Added(
        new=tuple(new),
        known=tuple(report for report in waiting if report.id not in fresh),
        reread=tuple(reread),
        unread=tuple(report for report in read if not readable(report, reader)),
        before=before,
        view=publish(ledger, engine),
    )


def _filled(report: Report, last: LastRead, reader: extract.Extractor | None) -> Report:
    """Return a known report in the language it was read in, or in the one now given where that could not be read."""
    recorded = replace(report, language=last.language)
    return report if readable(report, reader) and not readable(recorded, reader) else recorded


def _due(report: Report, last: LastRead, reader: extract.Extractor | None) -> bool:
    """Tell whether a known report is to be read: never yet in this language, or by another version."""
    return readable(report, reader) and (report.language, version()) != (last.language, last.maker)


def _left_unread(
    ledger: Ledger, known: Mapping[str, LastRead], given: set[str], reader: extract.Extractor | None
) -> list[Report]:
    """Read those reports of the ledger that another version kept without claims and this one can read."""
    open_ = {name for name, last in known.items() if not last.claims and last.maker != version() and name not in given}
    if not open_:
        return []
    found = []
    for report in ledger.read()[0].reports:
        if report.id in open_:
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
    """Return the view of `ledger`, built (on `engine`) and published first when it lags behind the facts.

    It lags after `add` and `review`, after a crash before publishing, and under another version. The
    view is built outside any transaction; when others keep adding meanwhile, the last attempt is
    published as it is, and the next command sees that it is due again.
    """
    for attempt in range(ATTEMPTS):
        facts, published = ledger.read()
        current = _current(facts)
        if published.watermark == facts.watermark:
            return _view(current, published)
        made = _built(current, _before(ledger, published), engine)
        done = ledger.publish(
            facts.watermark,
            made.incidents,
            made.links,
            current.heirs,
            stale=attempt == ATTEMPTS - 1,
            basis=kept.rows(made.basis, kept.key(version())),
            uncounted=Uncounted(claims=_filed_aside(current, made), replaced=current.replaced),
        )
        if done is not None:
            return _view(current, done)
    raise AssertionError("the last attempt always publishes")


def _filed_aside(current: _Current, made: Renewed) -> list[tuple[str, str, str]]:
    """Return every claim that stands in no count, with its report and its heading."""
    view = _view(current, Published(watermark=None, incidents=made.incidents, links=()))
    headings: dict[Heading, Sequence[Claim]] = {
        "background": view.background,
        "statements": view.statements,
        "set_aside": view.set_aside,
    }
    return [(claim.id, claim.report_id, filed) for filed, claims in headings.items() for claim in claims]


def _before(ledger: Ledger, published: Published) -> Before | None:
    """Return the published view with what it was made from, where the same rules made it and it is the last one."""
    basis = ledger.basis(kept.key(version()))
    if basis is None or published.watermark is None or basis.watermark != published.watermark:
        return None
    return Before(incidents=published.incidents, links=published.links, basis=kept.read(basis))


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


def _built(current: _Current, before: Before | None = None, engine: Engine | None = None) -> Renewed:
    """Link, group and reconcile what counts; incidents have their content ids."""
    counted = [claim for claim in current.amended.claims if _linked(claim, current.causes)]
    return renew(counted, current.reports, current.reviews, before, engine)


def _settled(ledger: Ledger, current: _Current, before: Before | None = None) -> View:
    """Return the view over `current` under the lasting ids of `ledger`; nothing is written."""
    draft = _built(current, before)
    return _view(current, ledger.settled(draft.incidents, draft.links, current.heirs))


def heading(claim: Claim, causes: Sequence[Cause] = CONFLICT) -> Heading:
    """Return where a claim is filed.

    Only harm of `causes` with a number is counted. Running tolls, old events and people besieged (harmed, yet no
    toll) are background; what harms nobody, or is only planned, is a statement.
    """
    if claim.cause not in causes:
        return "set_aside"
    if claim.effect is None or claim.modality == "planned" or _nobody_counted(claim):
        return "statements"
    if claim.scope == "cumulative" or claim.effect == "besieged" or "historical" in claim.cues:
        return "background"
    return "counted"


def _nobody_counted(claim: Claim) -> bool:
    """Tell whether a claim of harm has no number ("soldiers were killed"), or says that nobody came to harm."""
    return claim.count is None or claim.count.high == 0


# Statements take part in linking: a responsibility claim or a confirmation belongs to its incident.
LINKED: frozenset[Heading] = frozenset({"counted", "statements"})


def _linked(claim: Claim, causes: Sequence[Cause]) -> bool:
    return heading(claim, causes) in LINKED and not (claim.effect is not None and _nobody_counted(claim))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A decision as it was numbered, and the view before and after it."""

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
    before = publish(ledger)
    decision = ledger.review(_decision(before, action, typed, why=why, who=who))
    return Reviewed(decision=decision, before=before, after=publish(ledger))


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
    before = publish(ledger)
    decision = ledger.review(Review(number=0, action="undo", undoes=number, why=why, who=who, when=_now()))
    return Reviewed(decision=decision, before=before, after=publish(ledger))


def preview(ledger: Ledger, action: Decision | Literal["undo"], typed: Sequence[str]) -> Reviewed:
    """Return what `decide`, or `undo` of the number in `typed`, would do; nothing is written.

    Raises LedgerError as they do.
    """
    before = publish(ledger)
    facts, published = ledger.read()
    if action == "undo":
        decision = Review(number=0, action="undo", undoes=int(typed[0]) if typed else None, when=_now())
    else:
        decision = _decision(before, action, typed)
    decision = numbered(facts.reviews, decision)
    current = _current(replace(facts, reviews=(*facts.reviews, decision)))
    after = _settled(ledger, current, _before(ledger, published))
    return Reviewed(decision=decision, before=before, after=after)


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
    filed: dict[Heading, list[Claim]] = {"counted": [], "background": [], "statements": [], "set_aside": []}
    for claim in claims:
        under = heading(claim, current.causes)
        # What was to be counted but stands in no incident, such as a denied toll, is a statement.
        filed["statements" if under == "counted" and claim.id not in held else under].append(claim)
    return View(
        reports=tuple(reports),
        claims=tuple(claims),
        links=published.links,
        incidents=published.incidents,
        background=tuple(filed["background"]),
        statements=tuple(filed["statements"]),
        set_aside=tuple(filed["set_aside"]),
        redirects=published.redirects,
        hidden=tuple(sorted(current.amended.hidden, key=lambda item: in_text(item.claim))),
        corrections=current.amended.corrections,
        record_checks=reconcile.check_records(filed["statements"], published.incidents, claims, reports),
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
