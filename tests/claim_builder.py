"""Claims built by hand for the tests of link and reconcile: facts, not sentences."""

from __future__ import annotations

from datetime import date, timedelta

from tollbook.records import (
    Attribution,
    Claim,
    Count,
    Evidence,
    Incident,
    Party,
    Period,
    Place,
    Report,
    Span,
    content_id,
)

SATURDAY = date(2019, 4, 20)
LENGTH = 100  # characters of each sentence of a made-up report
IS, HTS, SYRIA, SOHR = "islamic-state", "hayat-tahrir-al-sham", "syria-government", "sohr"


def report(name: str, published: date | None = SATURDAY, sentences: int = 40) -> Report:
    """Return a report whose text is `sentences` sentences of equal length."""
    text = ("x" * (LENGTH - 2) + ". ") * sentences
    return Report(id=name, text=text, outlet=f"outlet of {name}", published=published)


def day(start: date | None, end: date | None = None, precision: int | None = None) -> Period:
    last = end or start
    many = start != last
    return Period(start=start, end=last, precision=precision or (2 if many else 1))


def days_before(number: int, of: date = SATURDAY) -> date:
    return of - timedelta(days=number)


def town(name: str, latitude: float, longitude: float, admin1: str | None = None, **more: object) -> Place:
    values = {"country": "SY", "precision": 1} | more
    return Place(text=name, id=name, name=name, admin1=admin1 or name, latitude=latitude, longitude=longitude, **values)


def province(name: str, latitude: float = 35.0, longitude: float = 37.0, **more: object) -> Place:
    return town(name, latitude, longitude, precision=4, **more)


def country(code: str = "SY", text: str = "Syria") -> Place:
    return Place(text=text, id=code, name=text, country=code, precision=6)


ALEPPO = town("Aleppo", 36.20, 37.16)
IDLIB = province("Idlib", 35.93, 36.63)
HOMS = province("Homs", 34.45, 38.35)
LATAKIA = province("Latakia", 35.6, 36.0)
DEIR_EZZOR = province("Deir ez-Zor", 35.1, 40.3)
MAYADIN = town("Mayadin", 35.02, 40.45, "Deir ez-Zor")


def count(number: int | Count | None) -> Count | None:
    if number is None or isinstance(number, Count):
        return number
    return Count(low=number, best=number, high=number)


def at_least(number: int) -> Count:
    return Count(low=number, best=number, high=None, qualifier="at_least")


def more_than(number: int) -> Count:
    return Count(low=number, best=number, high=None, qualifier="more_than")


def claim(
    where: str,
    sentence: int,
    number: int | Count | None,
    *,
    effect: str | None = "killed",
    who: str | None = None,
    whom: str | tuple[str | None, str | None] | None = None,
    origin: str | None = SOHR,
    offset: int = 10,
    **more: object,
) -> Claim:
    """Return a claim of report `where`, in its sentence `sentence`; `whom` is an actor, or (actor, class)."""
    start = sentence * LENGTH + offset
    quote = "x" * 3
    actor, kind = whom if isinstance(whom, tuple) else (whom, "combatant" if whom else None)
    victims = Party(text=f"{actor or kind} people", actor=actor, victim_class=kind) if whom else None
    evidence = (Evidence(role="count", span=Span(report_id=where, start=start, end=start + 3, quote=quote)),)
    values: dict[str, object] = {
        "id": content_id("claim", where, start, effect, more.get("topic")),
        "report_id": where,
        "language": "en",
        "effect": effect,
        "count": count(number),
        "victims": victims,
        "perpetrator": Party(text=f"{who} fighters", actor=who) if who else None,
        "attribution": (Attribution(text=origin, origin=origin),) if origin else (),
        "evidence": evidence,
    }
    return Claim(**(values | more))  # type: ignore[arg-type]


def best(incident: Incident, effect: str = "killed") -> int | None:
    return next((item.best for item in incident.figures if item.effect == effect), None)


def by_best(incidents: tuple[Incident, ...], effect: str = "killed") -> dict[int | None, Incident]:
    """Return incidents by their best figure; fails on two alike, so that no test looks at the wrong one."""
    found = {best(item, effect): item for item in incidents}
    assert len(found) == len(incidents), [best(item, effect) for item in incidents]
    return found
