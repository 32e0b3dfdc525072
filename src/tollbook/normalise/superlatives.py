"""What "the highest toll among regime forces since March" compares: harm of which kind, whose, where, since when.

The words stand in the sentence of the claim, mostly behind the superlative. What they do not say stays unknown, and the
check (`reconcile.superlatives`) says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from tollbook.data import kinship, table
from tollbook.data.calendar import Phrase, phrases
from tollbook.data.numerals import language_of
from tollbook.normalise.parties import resolve_party, victim_class
from tollbook.normalise.periods import resolve_period
from tollbook.normalise.registry import Cast
from tollbook.records import Claim, Effect, Party, Period, Report, Superlative

STOP = re.compile(r"[.!?؟。！？](?=\s|$)|[。！？\n]")
REACH = 400  # characters of a sentence that are looked at on each side
NEAR = 25  # characters around the superlative in which a hedge stands
LEAST = 7  # days of a window that is told without "since": "this year", "in the last three months"


def compared(claim: Claim, report: Report, cast: Cast, anchor: Period | None) -> Claim:
    """Return a claim of topic "record" with what it compares; other claims come back as they are.

    `period` becomes the days that are looked back on, `victims` whose dead are counted; nobody did it.
    """
    topic = next((item.span for item in claim.evidence if item.role == "topic"), None)
    if claim.topic != "record" or topic is None:
        return claim
    begin, end = _sentence(report.text, topic.start, topic.end)
    words = _words(claim.language)
    since = _since(report.text, topic.end, end, claim.language)
    window = _window(report, claim.language, (topic.end, end), since, anchor)
    around = report.text[max(begin, topic.start - NEAR) : min(end, topic.end + NEAR)].lower()
    segment = report.text[topic.end : since[0] if since else end]
    place = claim.place
    stands = [item.span for item in claim.evidence if item.role == "place"]
    if since is not None and stands and stands[0].start > since[0]:
        place = None  # "since the caliphate was defeated in Baghouz": where that was, not what is compared
    said = Superlative(
        effect=_effect(words, segment.lower()),
        since=window,
        opens=since is not None,
        bounded=since is not None or bool(phrases(report.text, topic.end, end, claim.language)),
        alone=not any(hedge in around for hedge in words.get("hedged", ())),
    )
    losses = any(stem in topic.quote.lower() for stem in words.get("losses", ()))
    return replace(
        claim,
        superlative=said,
        victims=_side(claim, segment, cast, own=losses),
        perpetrator=None,
        place=place,
        period=window,
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence around ``text[start:end]``, as far as it reaches."""
    near = max(0, start - REACH)
    begin = max((stop.end() for stop in STOP.finditer(text, near, start)), default=near)
    after = STOP.search(text, end, min(len(text), end + REACH))
    return begin, after.start() if after else min(len(text), end + REACH)


@cache
def _words(language: str) -> Mapping[str, Any]:
    every: Mapping[str, Mapping[str, Any]] = table("superlatives")
    tag = language.split("-", maxsplit=1)[0]
    return every.get({"no": "nb"}.get(tag, tag), {})


@cache
def _opener(language: str) -> re.Pattern[str] | None:
    """Return the pattern of the words for "since", longest first; None for a language without a time table."""
    known = language_of(language, "times")
    if known is None:
        return None
    given = sorted(table(f"times/{known}").get("since", {}).get("words", ()), key=len, reverse=True)
    edge = r"(?<!\w)(?:{})(?!\w)" if table(f"times/{known}").get("grammar", {}).get("blanks", True) else "(?:{})"
    return re.compile(edge.format("|".join(given)), re.IGNORECASE) if given else None


def _since(text: str, start: int, end: int, language: str) -> tuple[int, int] | None:
    """Return where "since" stands behind the superlative, None where it does not."""
    opener = _opener(language)
    found = opener.search(text, start, end) if opener else None
    return found.span() if found else None


def _window(
    report: Report, language: str, reach: tuple[int, int], since: tuple[int, int] | None, anchor: Period | None
) -> Period | None:
    """Return the days in which the time looked back on began, or that it is ("this year"); None where unknown."""
    found = phrases(report.text, since[1] if since else reach[0], reach[1], language)
    if since is not None:
        # A month alone is a time only behind its "since"; the words of an event have their own ("in July 2023").
        found = found or [item for item in phrases(report.text, since[0], reach[1], language) if item.end > since[1]]
        period = _resolved(report, found[0], language, anchor) if found else None
        runs_on = period is not None and period.end == report.published  # "the start of the war in 2022"
        return _opened(found[0], period.start) if period and period.start and runs_on else period
    for phrase in found:
        period = _resolved(report, phrase, language, anchor)
        if period and period.start and period.end and (period.end - period.start).days >= LEAST:
            return period
    return None


def _resolved(report: Report, phrase: Phrase, language: str, anchor: Period | None) -> Period | None:
    return resolve_period([report.text[phrase.start : phrase.end]], language, report.published, anchor=anchor)


def _opened(phrase: Phrase, first: date) -> Period:
    """Return when a time began that "since" opens: some day of the month or year where the words give no more."""
    if "day" in phrase.values or "weekday" in phrase.values or not {"month", "year"} & set(phrase.values):
        return Period(start=first, end=first, precision=1)
    if "month" in phrase.values:
        return Period(start=first, end=first.replace(day=monthrange(first.year, first.month)[1]), precision=4)
    return Period(start=first, end=first.replace(month=12, day=31), precision=5)


def _effect(words: Mapping[str, Any], segment: str) -> Effect:
    for effect, stems in words.get("effect", {}).items():
        if any(stem in segment for stem in stems):
            known: Effect = effect
            return known
    return "killed"


def _side(claim: Claim, segment: str, cast: Cast, *, own: bool) -> Party | None:
    """Return whose dead are compared: named behind the superlative, or the subject that suffered losses."""
    country = claim.place.country if claim.place else None
    words = " ".join(segment.split())
    if words:
        found = resolve_party([words], claim.language, cast, country=country)
        kind = victim_class(words, claim.language)
        if (found is not None and found.actor is not None) or kind in ("civilian", "combatant"):
            return Party(text=words, actor=found.actor if found else None, victim_class=kind)
    subject = claim.perpetrator
    if own and subject is not None and subject.actor is not None and kinship.kind(subject.actor) != "monitor":
        return Party(text=subject.text, actor=subject.actor, victim_class="combatant")
    return None
