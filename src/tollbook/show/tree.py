"""The toll tree: totals above their parts, each sum shown, each incident with its range and its origins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tollbook.records import (
    Claim,
    Correction,
    Disagreement,
    Figure,
    Hidden,
    Incident,
    Report,
    SumCheck,
    View,
)
from tollbook.show import words
from tollbook.show.clean import clean
from tollbook.show.lines import Node, Style
from tollbook.show.quotes import quotation, sentence

SHORT = 8  # characters of an id, more where they do not tell two apart
MOST_STATEMENT = 160
MOST_ASIDE = 40  # lines under one heading; with quotations all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A view with its records by id."""

    incidents: Mapping[str, Incident]
    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    short: Mapping[str, str]
    quotes: bool
    corrections: Mapping[str, Sequence[Correction]]

    @classmethod
    def of(cls, view: View, *, quotes: bool, beside: Iterable[str] = ()) -> Book:
        """Index `view`; with `quotes` every incident carries its quotations.

        Short ids are those of no other incident of the view, nor of those `beside` it where it is a part of a ledger.
        """
        corrections: dict[str, list[Correction]] = {}
        for item in view.corrections:
            corrections.setdefault(item.claim, []).append(item)
        return cls(
            incidents={incident.id: incident for incident in view.incidents},
            claims={claim.id: claim for claim in view.claims},
            reports={report.id: report for report in view.reports},
            short=shortened({*(incident.id for incident in view.incidents), *beside}),
            quotes=quotes,
            corrections=corrections,
        )


def shortened(ids: Iterable[str]) -> dict[str, str]:
    """Map every id to its shortest beginning, eight characters or more, that no other id has."""
    known = sorted(ids)
    found = {}
    for at, name in enumerate(known):
        beside = [known[other] for other in (at - 1, at + 1) if 0 <= other < len(known)]
        length = next((n for n in range(SHORT, len(name)) if all(name[:n] != o[:n] for o in beside)), len(name))
        found[name] = name[:length]
    return found


def tree(view: View, *, quotes: bool = False) -> list[Node]:
    """Return the whole ledger: what it holds, the toll trees by day, then what is kept out of the counts."""
    book = Book.of(view, quotes=quotes)
    tops = sorted((i for i in view.incidents if i.part_of not in book.incidents), key=by_day)
    found = [Node(text=_contents(view), style="heading")]
    found += [entry(book, incident) for incident in tops]
    if view.background:
        found.append(_aside(book, "Background (kept out of the counts)", view.background))
    if view.statements:
        found.append(_aside(book, "Statements", view.statements))
    if view.set_aside:
        found.append(_set_aside(book, view.set_aside))
    if view.hidden:
        children = tuple(Node(text=_hidden(book, item), style="detail") for item in view.hidden)
        found.append(Node(text="Hidden by review (take part in nothing)", style="heading", children=children))
    return found


def branch(view: View, incident: Incident) -> list[Node]:
    """Return one incident with what is below it and every quotation, and what it is part of."""
    book = Book.of(view, quotes=True)
    above = book.incidents.get(incident.part_of or "")
    found = [Node(text=f"part of {headline(book, above)}", style="detail")] if above else []
    return [*found, entry(book, incident)]


def headline(book: Book, incident: Incident) -> str:
    """Return the first line of an incident: its toll, or the sum that its total states, and its id."""
    if incident.sums:
        said = "; ".join(working(book, incident, check) for check in incident.sums)
    else:
        said = ", ".join(_figure(book, figure) for figure in incident.figures) or "no toll known"
    inside = ", ".join(_subset(book, incident, at) for at in range(len(incident.subsets)))
    return f"{said}{f', including {inside}' if inside else ''}  [{book.short[incident.id]}]"


def setting(incident: Incident) -> str:
    """Return when and where: "18 April 2019 · south of Mayadeen, Syria (within about 25 km)"."""
    return f"{words.period(incident.period)} · {words.place(incident.place)}"


def entry(book: Book, incident: Incident) -> Node:
    """Return an incident with its details, its disagreements and its parts."""
    return Node(
        text=headline(book, incident),
        style=_verdict(incident),
        details=tuple(_details(book, incident)),
        children=tuple(
            [_disagreement(book, item) for item in incident.disagreements]
            + [entry(book, part) for part in _parts(book, incident)]
        ),
    )


def finding(
    book: Book, kind: str, incident: Incident | None, claims: Sequence[str], others: Sequence[str] = (), note: str = ""
) -> str | None:
    """Return what `check` found in an incident as one line for a reader, None where nothing there answers to it.

    `kind` is that of the finding, `claims` and `others` the claims and incidents behind it, `note` what the check adds.
    """
    if incident is None:
        return None
    if kind == "unsure-link":
        other = book.incidents.get(others[0]) if others else None
        said = f"may be the same as {_called(book, other)} [{book.short[other.id]}]" if other else None
        said = f"{said}: claims {' and '.join(claims)}" if said else None
    elif kind.startswith("record-"):
        told = [sentence(claim, book.reports[claim.report_id]) for claim in _known(book, claims)]
        said = f"a record is claimed, {clean(note)}: “{told[0]}”" if told else None
    else:
        said = {
            "sum-fails": _failing,
            "sum-incomplete": _failing,
            "contradiction": _contradicting,
            "one-origin": _thin,
            "no-origin": _thin,
        }[kind](book, incident, claims)
    return f"{_called(book, incident)}: {said} [{book.short[incident.id]}]" if said else None


def _called(book: Book, incident: Incident) -> str:
    """Return an incident by its toll, place and days."""
    toll = _figure(book, incident.figures[0]) if incident.figures else "no toll known"
    return f"{toll}, {words.place(incident.place, exactness=False)}, {words.period(incident.period)}"


def _failing(book: Book, incident: Incident, claims: Sequence[str]) -> str | None:
    """Return a sum that does not agree, that of the claims' effect first."""
    effects = {book.claims[name].effect for name in claims if name in book.claims}
    checks = [check for check in incident.sums if check.verdict != "agrees"]
    for check in sorted(checks, key=lambda check: check.effect not in effects)[:1]:
        added = words.bounds(check.parts.low, check.parts.best, check.parts.high)
        unknown = {check.parts.low, check.parts.best, check.parts.high} == {None}
        parts = "no part has a figure" if unknown else f"its parts add up to {added}"
        return f"{words.count(check.stated)} {words.EFFECT[check.effect]} stated, {parts}"
    return None


def _contradicting(book: Book, incident: Incident, claims: Sequence[str]) -> str | None:
    for item in incident.disagreements:
        behind = [name for reading in item.values for name in reading.claims if name in book.claims]
        if item.about != "sum" and behind == list(claims):
            said = " / ".join(words.reading(item.about, reading.value) for reading in item.values)
            return f"reports disagree on {clean(item.about)}: {said}"
    return None


def _thin(book: Book, incident: Incident, claims: Sequence[str]) -> str | None:
    for figure in incident.figures:
        if set(figure.claims) & set(claims):
            told = words.plural(len(incident.reports), "report")
            if figure.origins:
                cited = words.actor(figure.origins[0])
                return f"{words.EFFECT[figure.effect]} rests on one origin, {cited} ({told})"
            return f"nobody is cited for {words.EFFECT[figure.effect]} ({told})"
    return None


def _parts(book: Book, incident: Incident) -> list[Incident]:
    return sorted((book.incidents[name] for name in incident.parts if name in book.incidents), key=by_day)


def _contents(view: View) -> str:
    kinds = Counter(incident.kind for incident in view.incidents)
    origins = {origin for incident in view.incidents for origin in incident.origins}
    held = [words.plural(kinds["incident"], "incident")]
    if kinds["total"]:
        held.append(words.plural(kinds["total"], "total"))
    known = f", as known on {view.as_of.isoformat()}" if view.as_of else ""
    beyond = [cause for cause in view.causes if cause != "conflict"]
    counted = f", harm by {' and '.join(beyond)} counted" if beyond else ""
    return f"{', '.join(held)} from {words.backing(view.reports, sorted(origins))}{known}{counted}"


def by_day(incident: Incident) -> tuple[date, int, str]:
    """Sort by first day, undated last, then by toll, the largest first."""
    days = incident.period
    toll = max((figure.best or figure.low or figure.high or 0 for figure in incident.figures), default=0)
    start = (days.start or days.end) if days else None
    return start or date.max, -toll, incident.id


def _verdict(incident: Incident) -> Style:
    verdicts = {check.verdict for check in incident.sums}
    if "disagrees" in verdicts:
        return "disagrees"
    if "agrees" in verdicts:
        return "agrees"
    return "total" if incident.kind == "total" else "incident"


def working(book: Book, incident: Incident, check: SumCheck) -> str:
    """Return a sum with its working: "more than 60 killed = 35 + 26 = 61  agrees"."""
    effect = words.EFFECT[check.effect]
    terms = [term(part, check, book.claims) for part in _parts(book, incident)]
    stated = f"{words.count(check.stated)} {effect}"
    whole = words.bounds(check.parts.low, check.parts.best, check.parts.high)
    result = f" = {whole}" if len(terms) > 1 and "?" not in terms else ""
    return f"{stated} = {' + '.join(terms) or '?'}{result}  {check.verdict}"


def term(part: Incident, check: SumCheck, claims: Mapping[str, Claim]) -> str:
    """Return what a part adds to a sum: "27", "(at least 26)", or "?" where it has no such figure.

    `claims`, by id, lend the figure their words.
    """
    figure = next((item for item in part.figures if item.effect == check.effect), None)
    if figure is None:
        return "?"
    told = [claims[name] for name in figure.claims if name in claims]
    said = words.worded(figure, told) or words.bounds(figure.low, figure.best, figure.high)
    return said if said.replace(",", "").isdigit() else f"({said})"


def _figure(book: Book, found: Figure) -> str:
    return words.figure(found, _known(book, found.claims))


def _subset(book: Book, incident: Incident, at: int) -> str:
    """Return "4 officers" or "30 of them", with the effect only where it is not the incident's main one."""
    subset = incident.subsets[at]
    main = incident.figures[0].effect if incident.figures else None
    told = _known(book, subset.claims)
    return words.figure(subset, told, effect=subset.effect != main, language=_foreign(book, incident, subset.who, told))


def _foreign(book: Book, incident: Incident, who: str | None, told: Sequence[Claim]) -> str:
    """Return the language of the words `who`, which claims use, where most of the incident's reports are in another.

    Where no language has most of them that is English, the reader's. Otherwise return "".
    """
    spoken = Counter(book.reports[name].language for name in incident.reports if name in book.reports)
    usual = {"en"} if len(spoken) > 1 else set(spoken)
    usual |= {language for language, number in spoken.items() if 2 * number > spoken.total()}
    worded = [claim for claim in told if claim.victims and claim.victims.text.casefold() == (who or "").casefold()]
    tongues = {claim.language for claim in worded or told}
    return "" if tongues & usual or not tongues else min(tongues)


def _details(book: Book, incident: Incident) -> Iterator[tuple[str, Style]]:
    if incident.sums:
        unsummed = {check.effect for check in incident.sums}
        more = [_figure(book, figure) for figure in incident.figures if figure.effect not in unsummed]
        if more:
            yield ", ".join(more), "detail"
    yield setting(incident), "detail"
    kind = incident.sub_event_type or incident.event_type or (incident.cause if incident.cause != "conflict" else None)
    sides = f"{words.actors(incident.perpetrators)} → {words.actors(incident.victims)}"
    yield sides + (f" · {clean(kind)}" if kind else ""), "detail"
    reports = [book.reports[name] for name in incident.reports if name in book.reports]
    yield words.backing(reports, incident.origins), "detail"
    if book.quotes and incident.corroboration is not None:
        yield words.attested(incident.corroboration), "detail"
    for label, who in (
        ("responsibility claimed by", incident.responsibility_claimed_by),
        ("confirmed by", incident.confirmed_by),
        ("denied by", incident.denied_by),
    ):
        if who:
            yield f"{label} {words.actors(who)}", "detail"
    for figure in incident.figures:
        if len(figure.history) > 1:
            yield _history(figure), "detail"
    for claim in _known(book, incident.claims):
        for item in book.corrections.get(claim.id, ()):
            yield correction(item), "detail"
    if book.quotes:
        for claim in _known(book, incident.claims):
            yield quotation(claim, book.reports[claim.report_id]), "quote"


def correction(item: Correction) -> str:
    """Return one corrected field as read and as it counts: "count read as 12, corrected to 21 by Ane (review 3)"."""
    assert item.review.value is not None
    by = f" by {clean(item.review.who)}" if item.review.who else ""
    field = item.as_read.field.replace("_", " ")
    was, now = words.value(item.as_read), words.value(item.review.value)
    return f"{field} read as {was}, corrected to {now}{by} (review {item.review.number}; claim {item.claim})"


def _hidden(book: Book, item: Hidden) -> str:
    """Return a hidden claim with who hid it, when and why."""
    by = item.review
    told = [f"by {clean(by.who)}" if by.who else "", (by.when or "")[:10], clean(by.why or "")]
    known = ", ".join(part for part in (f"review {by.number}", *told) if part)
    return f"{_uncounted(book, item.claim)} (claim {item.claim.id}; {known})"


def _history(figure: Figure) -> str:
    steps = (
        f"{words.bounds(step.low, step.best, step.high)} ({step.as_of.isoformat() if step.as_of else 'no date'})"
        for step in figure.history
    )
    return f"{words.EFFECT[figure.effect]}, as known then: {', then '.join(steps)}"


def _disagreement(book: Book, found: Disagreement) -> Node:
    """Return a contradiction with a quotation for each side."""
    sides = []
    for reading in found.values:
        quotes = tuple(quotation(claim, book.reports[claim.report_id]) for claim in _known(book, reading.claims))
        sides.append(
            Node(
                text=words.reading(found.about, reading.value),
                style="disagrees",
                details=tuple((quote, "quote") for quote in quotes),
            )
        )
    return Node(text=f"reports disagree on {clean(found.about)}", style="disagrees", children=tuple(sides))


def _known(book: Book, names: Iterable[str]) -> list[Claim]:
    return [book.claims[name] for name in names if name in book.claims]


def _aside(book: Book, title: str, claims: Sequence[Claim]) -> Node:
    """Return claims that are not counted; those that say the same, in one report or several, share a line."""
    alike: dict[str, list[Claim]] = {}
    for claim in claims:
        alike.setdefault(_uncounted(book, claim), []).append(claim)
    shown = list(alike.items()) if book.quotes else list(alike.items())[:MOST_ASIDE]
    children = [_shared(book, said, same) for said, same in shown]
    if len(shown) < len(alike):
        children.append(Node(text=f"and {len(alike) - len(shown)} more, listed with --quotes", style="detail"))
    return Node(text=title, style="heading", children=tuple(children))


def _shared(book: Book, said: str, same: Sequence[Claim]) -> Node:
    topics = ", ".join(sorted({claim.topic or "statement" for claim in same if claim.effect is None}))
    number = len({claim.report_id for claim in same})
    quotes = [quotation(claim, book.reports[claim.report_id]) for claim in same] if book.quotes else []
    text = (f"{topics}: " if topics else "") + said + (f" ({number} reports)" if number > 1 else "")
    return Node(text=text, style="detail", details=tuple((quote, "quote") for quote in dict.fromkeys(quotes)))


def _uncounted(book: Book, claim: Claim) -> str:
    """Return what a claim says that is not counted: a figure in our words, anything else in the report's."""
    if claim.effect is None:
        said = sentence(claim, book.reports[claim.report_id])
        return f"“{said if len(said) <= MOST_STATEMENT else said[:MOST_STATEMENT].rsplit(' ', 1)[0] + ' …'}”"
    known = {"planned": "planned or threatened: ", "denied": "denied: "}.get(claim.modality, "")
    days = f", {words.period(claim.period)}" if claim.period else ""
    where = f", {words.place(claim.place)}" if claim.place else ""
    return f"{known}{words.count(claim.count)} {words.EFFECT[claim.effect]}{days}{where}"


def _set_aside(book: Book, claims: Sequence[Claim]) -> Node:
    """Return what harmed people outside conflict: how many claims by cause, and each of them where quotes are asked."""
    causes = Counter(claim.cause for claim in claims)
    named = ", ".join(f"{number} {cause}" for cause, number in sorted(causes.items()))
    title = f"Set aside: {words.plural(len(claims), 'claim')} of harm outside conflict ({named})"
    if not book.quotes:
        return Node(text=title, style="heading")
    alike: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda claim: claim.cause):
        alike.setdefault(f"{claim.cause}: {_uncounted(book, claim)}", []).append(claim)
    return Node(text=title, style="heading", children=tuple(_shared(book, said, same) for said, same in alike.items()))
