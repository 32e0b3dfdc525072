"""From the mentions of one report to its claims: every role resolved as far as the report itself allows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tollbook.data import kinship
from tollbook.data.calendar import phrases
from tollbook.data.numerals import language_of, numerals
from tollbook.normalise.actors import Cast, cast, forces_of, resolve_origin, resolve_party, victim_class
from tollbook.normalise.counts import bounded, bounded_apart, parse_count
from tollbook.normalise.events import event_types
from tollbook.normalise.parties import with_article
from tollbook.normalise.periods import dateline, resolve_period
from tollbook.normalise.place_choice import Surroundings
from tollbook.normalise.places import locate, surroundings
from tollbook.normalise.superlatives import compared
from tollbook.normalise.wires import Credit, wire_credits
from tollbook.records import (
    Attribution,
    Claim,
    Count,
    Evidence,
    Mention,
    Modality,
    Party,
    Period,
    Place,
    Qualifier,
    Report,
    Role,
    Scope,
    Span,
    VictimClass,
    content_id,
)

# An event that ended this long before its report is told as history, not as news: it is kept as background.
HISTORY_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What the whole report tells about its own words."""

    report: Report
    around: Surroundings
    cast: Cast
    anchor: Period | None

    @property
    def country(self) -> str | None:
        return self.around.main


def claims(report: Report, mentions: Sequence[Mention]) -> tuple[Claim, ...]:
    """Return one claim for each mention, in the same order; `about` holds claim ids instead of numbers.

    Nothing is guessed: a count that cannot be read, a place that no gazetteer has or a day without an
    anchor stays None, and the words stay in the evidence.
    """
    if not mentions:
        return ()
    setting = _setting(report, mentions[0].language)
    drafts = [_claim(setting, mention) for mention in mentions]
    ids = _ids(drafts)
    named = [
        replace(draft, id=ids[index], about=tuple(ids[other] for other in mention.about))
        for index, (draft, mention) in enumerate(zip(drafts, mentions, strict=True))
    ]
    told = [_with_whole(claim, {other.id: other for other in named}) for claim in named]
    return _credited(_cited_throughout(_history_apart(told, report)), report)


def _cited_throughout(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Give a toll without a source the one origin that all other tolls of its report have, if there is just one.

    Agencies cite a monitor once and go on telling what it counted; where two are cited, nobody is guessed.
    """
    tolls = [claim for claim in claims if claim.effect is not None and claim.scope in ("incident", "total")]
    origins = {item.origin for claim in tolls for item in claim.attribution}
    if len(origins) != 1 or None in origins:
        return tuple(claims)
    cited = next(claim for claim in tolls if claim.attribution)
    spans = tuple(item for item in cited.evidence if item.role == "attribution")
    return tuple(
        replace(claim, attribution=cited.attribution[:1], evidence=(*claim.evidence, *spans))
        if claim.effect is not None and claim.scope != "cumulative" and not claim.attribution
        else claim
        for claim in claims
    )


def _credited(claims: Sequence[Claim], report: Report) -> tuple[Claim, ...]:
    """Give a toll for which nobody is cited the agency whose copy the report is ("(AFP)", "Source: NTB")."""
    if all(claim.effect is None or claim.attribution for claim in claims):
        return tuple(claims)
    credits = wire_credits(report.text)
    spans = tuple(_credit_span(credit, report) for credit in credits)
    wires = tuple(Attribution(text=span.span.quote, origin=c.origin) for c, span in zip(credits, spans, strict=True))
    return tuple(
        replace(claim, attribution=wires, evidence=(*claim.evidence, *spans))
        if claim.effect is not None and claim.scope != "cumulative" and not claim.attribution
        else claim
        for claim in claims
    )


def _credit_span(credit: Credit, report: Report) -> Evidence:
    quote = report.text[credit.start : credit.end]
    return Evidence(role="attribution", span=Span(report_id=report.id, start=credit.start, end=credit.end, quote=quote))


def _history_apart(claims: Sequence[Claim], report: Report) -> tuple[Claim, ...]:
    """File as background what a report tells of the past beside its news.

    "In November a bomb killed 26": an earlier event, told by the month or the year, or more than two months old, in
    a report that has news of the last two weeks. A report of old events alone (an inquiry, a yearly review) keeps them.
    """
    counted = [claim for claim in claims if claim.effect is not None and claim.scope in ("incident", "total")]
    if not any(_is_news(claim, report) for claim in counted):
        return tuple(claims)
    past = {claim.id for claim in counted if _is_past(claim, report)}
    return tuple(
        replace(claim, scope="cumulative", cues=(*claim.cues, "historical"))
        if claim.id in past or (claim.scope == "subset" and past & set(claim.about))
        else claim
        for claim in claims
    )


NEWS_DAYS, MONTH_OLD, DAY_OLD = 14, 20, 60  # how old news is, and what is told by the month or by the day


def _is_news(claim: Claim, report: Report) -> bool:
    if report.published is None:  # a weekday that no date resolves is news; a month or a year is not
        return claim.period is None and any(item.role == "time" for item in claim.evidence)
    end = claim.period.end if claim.period else None
    return (
        end is not None
        and claim.period is not None
        and claim.period.precision <= 3
        and ((report.published - end).days <= NEWS_DAYS)
    )


def _is_past(claim: Claim, report: Report) -> bool:
    if claim.period is None or claim.period.end is None:
        return False
    wide = claim.period.precision >= 4
    if report.published is None:
        return wide
    return (report.published - claim.period.end).days > (MONTH_OLD if wide else DAY_OLD)


def _setting(report: Report, language: str) -> _Setting:
    around = surroundings(report.text, language, report.title)
    written = dateline(report.text, language, published=report.published)
    day = Period(start=written, end=written, precision=1, reason="dateline") if written else None
    countries = [country for country, _ in around.countries]
    on = report.published or written
    known = cast(report.text, language, countries=countries, on=on)
    return _Setting(report=report, around=around, cast=known, anchor=day)


def _claim(setting: _Setting, mention: Mention) -> Claim:
    language = mention.language
    place = _place(setting, mention)
    country = (place.country if place else None) or setting.country
    period = resolve_period(_quotes(mention, "time"), language, setting.report.published, anchor=setting.anchor)
    victims = _victims(setting, mention, country)
    perpetrator = _perpetrator(setting, mention, victims, country)
    attribution = _attribution(setting, mention, country)
    event_type, sub_event_type = event_types(mention, victims, perpetrator)
    weapons = _quotes(mention, "weapon")
    claim = Claim(
        id="",
        report_id=mention.report_id,
        language=language,
        effect=mention.effect,
        topic=mention.topic,
        count=_count(mention, setting.report.text),
        victims=victims,
        perpetrator=perpetrator,
        weapon=weapons[0] if weapons else None,
        place=place,
        period=period,
        attribution=attribution,
        scope=_scope(mention, period, place, setting.report),
        modality=_modality(mention, perpetrator, attribution),
        cause=mention.cause,
        event_type=event_type,
        sub_event_type=sub_event_type,
        evidence=mention.evidence,
        cues=mention.cues,
        events=mention.events,
        confidence=mention.confidence,
    )
    return compared(claim, setting.report, setting.cast, setting.anchor)


def _place(setting: _Setting, mention: Mention) -> Place | None:
    """Return where; a whole of several countries ("in Burkina Faso, Niger and Mali") is in none of them."""
    quotes = _quotes(mention, "place")
    if mention.scope == "total" and len(quotes) > 2:
        single = [locate([quote], mention.language, setting.around) for quote in quotes]
        if len({place.country for place in single if place is not None and place.country}) > 1:
            return None
    return locate(quotes, mention.language, setting.around)


def _quotes(mention: Mention, role: Role) -> list[str]:
    return [span.quote for span in mention.spans(role)]


def _worded(setting: _Setting, mention: Mention, role: Role) -> list[str]:
    """Return the words for a side with the article before them: "the rebels" may be those named before."""
    text = setting.report.text
    return [with_article(text, span.start, span.end, mention.language) for span in mention.spans(role)]


def _count(mention: Mention, text: str) -> Count | None:
    """Return the count, added up where the sentence lists it ("two soldiers, three civilians and a driver")."""
    if "single" in mention.cues and not mention.bare:
        return bounded(1, "exact")
    counts = [parse_count(quote, mention.language) for quote in _quotes(mention, "count")]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return None
    if mention.bare:
        known.append(bounded(mention.bare, "exact"))
    if len(known) == 1:
        return bounded_apart(_bounded_behind(known[0], mention, text), mention.qualifier)
    if not known:
        return None
    inexact: list[Qualifier] = [count.qualifier for count in known if count.qualifier != "exact"]
    return Count(
        low=_sum([count.low for count in known]),
        best=_sum([count.best for count in known]),
        high=_sum([count.high for count in known]),
        qualifier=inexact[0] if inexact else "exact",
    )


TAIL = 16  # characters behind the victims in which a bound of their number may stand


def _bounded_behind(count: Count, mention: Mention, text: str) -> Count:
    """Return a count under a bound that stands behind its noun ("14 مدنيا على الأقل"), and before no other number."""
    counts, victims = mention.spans("count"), mention.spans("victims")
    if count.qualifier != "exact" or len(counts) != 1 or not victims:
        return count
    number, noun = counts[0], victims[0]
    if not number.end <= noun.start <= number.end + 3:
        return count
    tail = re.split(r"[^\w\s]", text[noun.end : noun.end + TAIL])[0]
    known = language_of(mention.language, "numbers")
    if known is None or numerals(text, noun.end, min(len(text), noun.end + TAIL + 4), known):
        return count
    bound = parse_count(f"{number.quote}{tail}", mention.language)
    return bound if bound is not None and bound.best == count.best else count


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _victims(setting: _Setting, mention: Mention, country: str | None) -> Party | None:
    spans = mention.spans("victims")
    if not spans:
        return None
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    classes: set[VictimClass] = {victim_class(span.quote, mention.language) for span in spans}
    words = _worded(setting, mention, "victims")
    resolved = [resolve_party([each], mention.language, setting.cast, country=country) for each in words]
    actors = {item.actor for item in resolved if item is not None}
    return Party(
        text=setting.report.text[start:end] if len(spans) > 1 else spans[0].quote,
        actor=actors.pop() if len(actors) == 1 and all(item is not None for item in resolved) else None,
        victim_class=classes.pop() if len(classes) == 1 else "mixed",
    )


def _perpetrator(setting: _Setting, mention: Mention, victims: Party | None, country: str | None) -> Party | None:
    """Return who did it: the first words that name an actor, other than the victims' own side.

    In "clashes between the army and the rebels" both are candidates; nobody is taken to have attacked themselves.
    """
    texts = _quotes(mention, "perpetrator")
    words = _worded(setting, mention, "perpetrator")
    if not texts:
        return None
    for index in range(len(texts)):
        resolved = resolve_party(words[index:], mention.language, setting.cast, country=country, doer=True) or next(
            (side for text in texts[index:] if (side := forces_of(text, mention.language, setting.cast))), None
        )
        if resolved is None:
            break
        if not _own_side(resolved.actor, victims):
            return Party(text=texts[index] if index else texts[0], actor=resolved.actor)
    return Party(text=texts[0])


def _own_side(actor: str, victims: Party | None) -> bool:
    """Tell whether an actor is the side that was hit; fighters whom nothing names are no government's."""
    if victims is None:
        return False
    if victims.actor is None and victims.victim_class == "combatant":
        return kinship.kind(actor) != "government"
    return victims.actor == actor


def _attribution(setting: _Setting, mention: Mention, country: str | None) -> tuple[Attribution, ...]:
    """Return who is cited, one entry an origin; a source may be named only by a later span ("it", "a militia")."""
    texts = _quotes(mention, "attribution")
    found: dict[str | None, Attribution] = {}
    for index, text in enumerate(texts):
        origin = resolve_origin(texts[index:], mention.language, setting.cast, country=country)
        if origin is not None:
            found.setdefault(origin, Attribution(text=text, origin=origin))
    if not found and texts:
        return (Attribution(text=texts[0]),)
    return tuple(item for item in found.values())


# UCDP codes: a week or longer (date_prec 3), and no place finer than part of a country (where_prec 5 and 6).
LONG, WIDE = 3, 5


def _is_tally(period: Period | None, place: Place | None) -> bool:
    """Tell whether a figure covers a country for a week or more: a tally of many events, never one of them."""
    wide = place is not None and place.precision is not None and place.precision in (WIDE, WIDE + 1)
    return wide and period is not None and period.precision >= LONG


def _is_running(mention: Mention) -> bool:
    """Tell whether the words for when open a running toll or the past ("since 2011", "three years ago")."""
    quote = next(iter(_quotes(mention, "time")), "")
    found = phrases(quote, 0, len(quote), mention.language)
    return bool(found) and all(phrase.kind in ("running", "historical") for phrase in found)


def _scope(mention: Mention, period: Period | None, place: Place | None, report: Report) -> Scope:
    """Return the scope; what is told as history ("in 2014 ... killed 50") is background."""
    if mention.scope == "subset" or mention.effect is None:
        return mention.scope
    if mention.scope in ("incident", "total") and _is_running(mention):
        return "cumulative"
    if mention.scope == "incident" and _is_tally(period, place):
        return "total"
    end = period.end if period is not None else None
    old = end is not None and report.published is not None and (report.published - end).days > HISTORY_DAYS
    return "cumulative" if old else mention.scope


def _modality(mention: Mention, perpetrator: Party | None, attribution: Sequence[Attribution]) -> Modality:
    """Return the modality; a side's own word on what it did to others is a claim, whatever the verb."""
    if mention.modality != "reported" or perpetrator is None or perpetrator.actor is None or not attribution:
        return mention.modality
    own = all(item.origin == perpetrator.actor for item in attribution)
    return "claimed" if own else "reported"


def _ids(drafts: Sequence[Claim]) -> list[str]:
    """Return an id for each claim: what it says and where, so that re-reading a report gives the same ids."""
    seen: Counter[str] = Counter()
    ids = []
    for draft in drafts:
        spots = [[item.role, item.span.start, item.span.end] for item in draft.evidence if item.role in _ANCHORS]
        key = content_id("claim", draft.report_id, draft.effect, draft.topic, spots)
        seen[key] += 1
        ids.append(key if seen[key] == 1 else content_id(key, seen[key]))
    return ids


_ANCHORS = frozenset({"count", "effect", "topic"})


def _with_whole(claim: Claim, by_id: dict[str, Claim]) -> Claim:
    """A part shares the fate of its whole: where it belongs and why."""
    whole = by_id.get(claim.about[0]) if claim.scope == "subset" and claim.about else None
    if whole is None:
        return claim
    return replace(
        claim,
        place=claim.place or whole.place,
        period=claim.period or whole.period,
        perpetrator=claim.perpetrator or whole.perpetrator,
        attribution=claim.attribution or whole.attribution,
        cause=whole.cause,
        modality=whole.modality,
    )
