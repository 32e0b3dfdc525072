"""Claims as a busy ledger holds them, made up from real distributions: ``generate(1000, seed)``.

Days, places, sides and tolls are those of coded events (``../shared/eval/ucdp/events.jsonl``: 11,363 events of UCDP
GED, CC BY 4.0), drawn with replacement and moved by up to a year, so that wars stay as dense as they are. Each event
is told by several reports in several languages, each with its own errors. Which claims are of one event is known, and
comes back beside them. Nothing of it is text of anybody: sentences are made of names and figures.
"""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from tollbook.data import table
from tollbook.data.kinship import slug
from tollbook.normalise.gazetteer import RECORD, SIZE, TOWN, Entry, gazetteer
from tollbook.records import (
    Attribution,
    Claim,
    Count,
    Effect,
    Evidence,
    Party,
    Period,
    Place,
    Report,
    Role,
    Span,
    VictimClass,
    content_id,
)

EVENTS = Path(__file__).resolve().parents[2] / "shared/eval/ucdp/events.jsonl"
LANGUAGES = ("en", "ar", "fr", "ru", "es", "nb", "sv", "da", "de", "uk", "tr", "fa", "zh", "nn")
ORIGINS = ("the army", "a hospital", "residents", "the police", "the governor", "a monitor", "the defence ministry")


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as it was: what its reports would say if they knew all."""

    key: str
    town: Entry
    day: date
    last: date
    killed: int
    civilians: bool
    doer: str
    hit: str
    kind: str


@dataclass(frozen=True, slots=True)
class Made:
    """Reports, their claims, and for each claim's id the key of its event ("" for a total of several)."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    truth: dict[str, str]


def generate(number: int, seed: int = 7) -> Made:
    """Return about `number` claims (a little more, so that the last report is whole) and what is true of them."""
    rng = random.Random(seed)  # noqa: S311
    events = _events()
    reports: list[Report] = []
    claims: list[Claim] = []
    truth: dict[str, str] = {}
    count = 0
    while len(claims) < number:
        count += 1
        told = _told_together(_happening(rng, events, count), rng, events, count)
        for at in range(1 + _geometric(rng, 0.4)):
            report, found, keys = _report(f"{seed}-{count}-{at}", told if at == 0 else told[:1], rng)
            reports.append(report)
            claims += found
            truth.update(zip((claim.id for claim in found), keys, strict=True))
    return Made(reports=tuple(reports), claims=tuple(claims), truth=truth)


def _geometric(rng: random.Random, stop: float) -> int:
    return int(math.log(1 - rng.random()) / math.log(1 - stop))


# --- what happened ----------------------------------------------------------------------------------------------


@cache
def _events() -> tuple[dict[str, object], ...]:
    """Return the coded events whose country the gazetteer has, each with a town of its own place string."""
    codes = {entry["ucdp"]: code for code, entry in table("codebooks/countries").items() if "ucdp" in entry}
    towns = _towns()
    found = []
    for line in EVENTS.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        here = towns.get(codes.get(event["location_root_name"], ""), ())
        if here:
            where = f"{event['location_adm1_name']}/{event['location_adm2_name']}/{event['location_where_name']}"
            district = random.Random(event["location_adm1_name"]).randrange(len(here))  # noqa: S311
            step = random.Random(where).randrange(12)  # noqa: S311
            found.append({**event, "town": here[(district + step) % len(here)]})
    return tuple(found)


@cache
def _towns() -> dict[str, tuple[int, ...]]:
    """Return the rows of the gazetteer's towns by country, those of one division side by side."""
    book = gazetteer()
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in range(len(book._records) // SIZE):
        kind = RECORD.unpack_from(book._records, row * SIZE)[0]
        if kind & 3 == TOWN:
            entry = book.read(row)
            if entry.country and entry.admin1:
                found[entry.country].append((entry.admin1, row))
    return {country: tuple(row for _, row in sorted(rows)) for country, rows in found.items()}


def _happening(rng: random.Random, events: Sequence[dict[str, object]], count: int) -> Happening:
    event = rng.choice(events)
    start = date.fromisoformat(str(event["start_date"]))
    length = min(5, (date.fromisoformat(str(event["end_date"])) - start).days)
    start += timedelta(days=rng.randint(-365, 365))
    civilians = int(str(event["deaths_civilian"]))
    own, other = int(str(event["deaths_side_a"])), int(str(event["deaths_side_b"]))
    sides = (str(event["side_a_name"]), str(event["side_b_name"]))
    doer, hit = sides if civilians or other >= own else sides[::-1]
    total = max(1, own + other + civilians + int(str(event["deaths_unknown"])))
    return Happening(
        key=f"e{count}",
        town=gazetteer().entry(int(str(event["town"]))),
        day=start,
        last=start + timedelta(days=length),
        killed=max(1, round(total * rng.uniform(0.7, 1.4))) if total > 3 else max(1, total + rng.choice((0, 0, 1, 2))),
        civilians=civilians > own + other,
        doer=slug(doer),
        hit="civilians" if civilians > own + other else slug(hit),
        kind=_kind(rng, civilians > own + other),
    )


def _kind(rng: random.Random, civilians: bool) -> str:
    kinds = (
        ("Violence against civilians", "Explosions/Remote violence")
        if civilians
        else ("Battles", "Explosions/Remote violence")
    )
    return rng.choice(kinds)


def _told_together(
    first: Happening, rng: random.Random, events: Sequence[dict[str, object]], count: int
) -> tuple[Happening, ...]:
    """Return the event, and in one of seven reports one or two more of its country and day: a round-up."""
    if rng.random() > 1 / 7:
        return (first,)
    towns = _towns()[first.town.country or ""]
    more = []
    for at in range(rng.choice((1, 1, 2))):
        town = gazetteer().entry(rng.choice(towns))
        killed = max(1, round(first.killed * rng.uniform(0.3, 1.6)))
        more.append(replace(first, key=f"e{count}.{at}", town=town, killed=killed, kind=first.kind))
    return (first, *more)


# --- what is told of it -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Writer:
    """A report as it is written: sentence by sentence, each with its claim and the event that it is of."""

    id: str
    language: str
    origin: str
    rng: random.Random
    text: str = ""
    claims: list[Claim] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def tell(self, happening: Happening, effect: Effect, number: Count, place: Place | None) -> Claim:
        """Add a sentence with `number` of `happening` and return its claim."""
        words, start = str(number.best or number.low), len(self.text)
        self.text += f"{words} {effect} {place.relation or '' if place else ''} {place.text if place else ''}. "
        doer = happening.doer if self.rng.random() < 0.7 else None
        hit = happening.hit if self.rng.random() < 0.75 else None
        claim = Claim(
            id=content_id("claim", self.id, start, effect),
            report_id=self.id,
            language=self.language,
            effect=effect,
            count=number,
            victims=_victims(hit, happening) if hit else None,
            perpetrator=Party(text=doer, actor=doer) if doer else None,
            place=place,
            period=_period(happening, self.rng),
            attribution=(Attribution(text=self.origin, origin=slug(self.origin)),) if self.rng.random() < 0.8 else (),
            event_type=happening.kind if self.rng.random() < 0.9 else None,
            evidence=(self._span("count", start, words), self._span("effect", start + len(words) + 1, effect)),
        )
        self.claims.append(claim)
        self.keys.append(happening.key)
        return claim

    def _span(self, role: Role, at: int, quote: str) -> Evidence:
        return Evidence(role=role, span=Span(report_id=self.id, start=at, end=at + len(quote), quote=quote))


def _victims(hit: str, happening: Happening) -> Party:
    kind: VictimClass = "civilian" if happening.civilians else "combatant"
    return Party(text=f"people of {hit}", actor=None if hit == "civilians" else hit, victim_class=kind)


def _report(name: str, told: Sequence[Happening], rng: random.Random) -> tuple[Report, list[Claim], list[str]]:
    published = told[0].last + timedelta(days=min(6, _geometric(rng, 0.6)))
    language = rng.choices(LANGUAGES, (8, 4, *[1] * (len(LANGUAGES) - 2)))[0]
    writer = _Writer(content_id("report", name), language, rng.choice(ORIGINS), rng)
    for happening in told:
        for effect, number in _tolls(happening, rng, (published - happening.last).days):
            writer.tell(happening, effect, number, _place(happening, rng))
    if len(told) > 1 and rng.random() < 0.5:
        total = sum(item.killed for item in told)
        whole = writer.tell(told[0], "killed", Count(low=total, best=total, high=total), _country(told[0]))
        writer.claims[-1] = replace(whole, scope="total", cues=("total",), events=len(told))
        writer.keys[-1] = ""
    outlet = f"outlet {rng.randrange(400)}"
    report = Report(id=writer.id, text=writer.text, outlet=outlet, language=language, published=published)
    return report, writer.claims, writer.keys


def _tolls(happening: Happening, rng: random.Random, late: int) -> Iterator[tuple[Effect, Count]]:
    yield "killed", _count(happening.killed, rng, late)
    if rng.random() < 0.3:
        hurt = max(1, round(happening.killed * (1 + (hash_of(happening.key) % 20) / 10)))
        yield "wounded", _count(hurt, rng, late)


def hash_of(text: str) -> int:
    """Return a number that follows from `text` alone, in every run."""
    return int(content_id(text), 16)


def _count(number: int, rng: random.Random, late: int) -> Count:
    roll = rng.random()
    if late == 0 and number > 3 and roll < 0.25:
        number = max(1, round(number * rng.uniform(0.6, 0.95)))  # the toll is still rising
        return Count(low=number, best=number, high=None, qualifier="at_least")
    if roll < 0.62:
        return Count(low=number, best=number, high=number)
    if roll < 0.8:
        return Count(low=number, best=number, high=None, qualifier="at_least")
    if number >= 12 and roll < 0.86:
        return (
            Count(low=12, best=None, high=None, qualifier="dozens")
            if number < 100
            else Count(low=100, best=None, high=None, qualifier="hundreds")
        )
    if number >= 10 and roll < 0.93:
        step = 10 if number >= 30 else 5
        round_number = number // step * step
        return (
            Count(low=round_number, best=round_number, high=None, qualifier="more_than")
            if round_number < number
            else Count(low=number, best=number, high=number)
        )
    other = max(1, number + rng.choice((-1, 1, 2)) if number < 20 else round(number * rng.uniform(0.85, 1.15)))
    return Count(low=other, best=other, high=other)


@cache
def _place_of(town: Entry, fineness: int) -> Place:
    """Return how a report may place an event in `town`: 1 the town, 2 near it, 4 its division, 6 its country."""
    book = gazetteer()
    above = book.division(town.admin1 or "")
    if fineness >= 6 or (fineness == 4 and above is None):
        land = book.country(town.country or "")
        assert land is not None
        return Place(
            text=land.name,
            id=land.id,
            name=land.name,
            country=town.country,
            latitude=land.latitude,
            longitude=land.longitude,
            precision=6,
        )
    entry = above if fineness == 4 and above is not None else town
    return Place(
        text=entry.name,
        id=entry.id,
        name=entry.name,
        country=entry.country,
        admin1=town.admin1_name,
        latitude=entry.latitude,
        longitude=entry.longitude,
        precision=fineness,
        relation="near" if fineness == 2 else None,
    )


def _place(happening: Happening, rng: random.Random) -> Place | None:
    fineness = rng.choices((1, 2, 4, 6, 0), (62, 10, 17, 7, 4))[0]
    return _place_of(happening.town, fineness) if fineness else None


def _country(happening: Happening) -> Place:
    return _place_of(happening.town, 6)


def _period(happening: Happening, rng: random.Random) -> Period | None:
    roll, day, last = rng.random(), happening.day, happening.last
    if roll < 0.1:
        return None
    if roll < 0.16:
        day = last = day + timedelta(days=rng.choice((-1, 1)))
    elif roll < 0.24:
        day, last = day - timedelta(days=1), last + timedelta(days=1)
    return Period(start=day, end=last, precision=1 if day == last else 2)
