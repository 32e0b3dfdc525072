"""Which incident of a ledger stands for which event of the held-out gold, and what is right about it.

eval/held_out/README.md tells the format of the gold. All reports go into one ledger, so an incident can only
stand for an event that one of its reports tells. Pure functions over the gold tables and the exported ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from math import asin, cos, radians, sin, sqrt

from golden_cases import Json
from golden_judge import BOUNDS, days, fold, leaf_count

from tollbook.data import kinship
from tollbook.normalise.gazetteer import Entry, gazetteer
from tollbook.normalise.origins import resolve_origin
from tollbook.normalise.registry import Cast

NEAR = 50.0  # kilometres: a village of that name may be off by as much between gazetteers

Slot = tuple[str, int]  # (incident id, index of the figure)


@dataclass(frozen=True)
class Ledger:
    """An export with its reports under the numbers of the gold; `claims` are by id, each with its report's number."""

    incidents: tuple[Json, ...]
    totals: tuple[Json, ...]
    claims: dict[str, Json]
    told: dict[str, frozenset[int]]  # reports by incident id

    @staticmethod
    def of(out: Json, names: dict[str, str]) -> Ledger:
        """Lay out `out`; `names` maps its report ids to the gold's."""
        nodes = out["incidents"]
        return Ledger(
            incidents=tuple(node for node in nodes if node["kind"] == "incident"),
            totals=tuple(node for node in nodes if node["kind"] == "total"),
            claims={claim["id"]: {**claim, "report": int(names[claim["report_id"]])} for claim in out["claims"]},
            told={node["id"]: frozenset(int(names[key]) for key in node["reports"]) for node in nodes},
        )


@dataclass(frozen=True)
class Leaf:
    """One gold figure of an event, and whether the ledger has it."""

    figure: Json
    right: bool


# Pairing


def pair(events: Iterable[Json], ledger: Ledger) -> dict[str, Json]:
    """Give each event the incident that agrees with it most, every incident to one event at most."""
    options = []
    for event in events:
        for node in ledger.incidents:
            score = _agreement(event, node, ledger)
            if score:
                options.append((*(-part for part in score), event["id"], node["id"], node))
    nodes: dict[str, Json] = {}
    taken: set[str] = set()
    for *_, event_id, node_id, node in sorted(options, key=lambda option: option[:-1]):
        if event_id not in nodes and node_id not in taken:
            nodes[event_id] = node
            taken.add(node_id)
    return nodes


def _agreement(event: Json, node: Json, ledger: Ledger) -> tuple[int, ...] | None:
    """Return how much speaks for `node`, or None: no report in common, or neither a number nor the place agrees."""
    shared = ledger.told[node["id"]] & set(event["reports"])
    if not shared or (elsewhere(event, node) and another_day(event, node)):
        return None
    hits = sum(any(right_number(event, gold, item) for item in node["figures"]) for gold in event["figures"])
    hits += any(item["best"] in group_sums(event).values() for item in node["figures"])
    near = near_place(event, node)
    alike = bool({gold["effect"] for gold in event["figures"]} & {item["effect"] for item in node["figures"]})
    if not hits and not (alike and near):
        return None
    contrary = elsewhere(event, node) + another_day(event, node)
    return hits + near - contrary, hits, int(right_day(event, node, exact=True)), len(shared)


def elsewhere(event: Json, node: Json) -> bool:
    """Tell whether the incident is placed in another country."""
    country = (node.get("place") or {}).get("country")
    return country is not None and country != event["country"]


def another_day(event: Json, node: Json) -> bool:
    """Tell whether the days of the incident and of the event exclude each other."""
    first, last = gold_days(event)
    start, end = days(node)
    return bool((first and end and end < first) or (last and start and start > last))


def gold_days(event: Json) -> tuple[date | None, date | None]:
    """Return the first and last day of an event, None where the report does not tell."""
    first, last = (date.fromisoformat(event[key]) if key in event else None for key in ("start", "end"))
    return first, last


# Figures


def right_number(event: Json, gold: Json, item: Json) -> bool:
    """Compare the headline number; of a disputed figure any party's number will do."""
    if item["effect"] not in (gold["effect"], gold.get("alternative_effect")):
        return False
    if gold.get("disputed") and isinstance(item.get("best"), int):
        return item["best"] in accounts(event, gold)
    return leaf_count(gold, item)


def accounts(event: Json, gold: Json) -> set[int]:
    """Return the numbers that the parties give for a figure."""
    told = {number for key in BOUNDS if isinstance(number := gold.get(key), int)}
    return told | set(event.get("accounts", {}).get((gold["effect"], gold.get("who")), ()))


def group_sums(event: Json) -> dict[str, int]:
    """Return the sum per effect of an event whose toll is told by groups of victims only."""
    groups: dict[str, list[int]] = {}
    for gold in event["figures"]:
        if "who" in gold and not gold.get("optional"):
            groups.setdefault(gold["effect"], []).append(gold.get("best") or gold["low"])
    return {effect: sum(numbers) for effect, numbers in groups.items() if len(numbers) > 1}


def leaves(event: Json, nodes: list[Json], used: set[Slot]) -> list[Leaf]:
    """Look for every figure of an event in `nodes`, best node first; what is found goes into `used`.

    Groups of victims without a stated sum may be figures of their own, or subsets of one summed figure.
    """
    slots = [
        (node, at, item)
        for node in nodes
        if not elsewhere(event, node) and not another_day(event, node)
        for at, item in enumerate(node["figures"])
    ]
    found = []
    for gold in event["figures"]:
        free = (slot for slot in slots if (slot[0]["id"], slot[1]) not in used)
        hit = next((slot for slot in free if right_number(event, gold, slot[2])), None)
        if hit:
            used.add((hit[0]["id"], hit[1]))
        found.append(Leaf(gold, right=hit is not None))
    for effect in group_sums(event):
        found = _summed(event, effect, found, [slot for slot in slots if (slot[0]["id"], slot[1]) not in used], used)
    return found


def _summed(
    event: Json, effect: str, found: list[Leaf], slots: list[tuple[Json, int, Json]], used: set[Slot]
) -> list[Leaf]:
    """Look for groups that are not there as a sum of several: they count where the sum has them as subsets."""
    missing = [leaf for leaf in found if "who" in leaf.figure and leaf.figure["effect"] == effect and not leaf.right]
    for size in range(len(missing), 1, -1):
        for groups in combinations(missing, size):
            whole = sum(leaf.figure.get("best") or leaf.figure["low"] for leaf in groups)
            for node, at, item in slots:
                if item["effect"] == effect and item["best"] == whole:
                    used.add((node["id"], at))
                    return [_from_subset(event, leaf, node) if leaf in groups else leaf for leaf in found]
    return found


def _from_subset(event: Json, leaf: Leaf, node: Json) -> Leaf:
    parts = [item for item in node.get("subsets") or [] if right_number(event, leaf.figure, item)]
    return Leaf(leaf.figure, right=bool(parts))


# Place, time, sides, sources


def right_country(event: Json, node: Json) -> bool:
    return bool((node.get("place") or {}).get("country") == event["country"])


def right_place(event: Json, node: Json) -> bool:
    """The place named by the gold is within 50 km, or the first-order division is right."""
    return near_place(event, node) or _right_division(event, node)


def near_place(event: Json, node: Json) -> bool:
    """Tell whether the incident lies by a place with the gold's name, or is kept under that name."""
    place = node.get("place") or {}
    if place.get("country") not in (None, event["country"]):
        return False
    name = fold(event["place"])
    if name in (fold(place.get("name") or ""), fold(place.get("text") or "")):
        return True
    points = _points(event["place"], event.get("admin1"), event["country"])
    if not points:
        return name in fold(place.get("text") or "")
    if (place.get("precision") or 9) > 4 or place.get("latitude") is None:
        return False
    return any(_kilometres(*point, place["latitude"], place["longitude"]) <= NEAR for point in points)


def _right_division(event: Json, node: Json) -> bool:
    place = node.get("place") or {}
    if "admin1" not in event or place.get("country") != event["country"]:
        return False
    wanted = {fold(event["admin1"]), *_division_names(event["admin1"], event["country"])}
    return any(fold(place.get(key) or "") in wanted for key in ("admin1", "admin2", "name"))


@cache
def _points(name: str, division: str | None, country: str) -> tuple[tuple[float, float], ...]:
    """Return where places called `name` lie: those in the division if any are, else all of the country."""
    found = [entry for entry in _entries(name) if entry.country == country]
    wanted = _division_names(division, country) if division else frozenset()
    inside = [entry for entry in found if fold(entry.admin1_name or "") in wanted]
    points = [(entry.latitude, entry.longitude) for entry in inside or found]
    return tuple((north, east) for north, east in points if north is not None and east is not None)


@cache
def _division_names(name: str, country: str) -> frozenset[str]:
    """Return the gazetteer's names of the divisions of `country` that may be called `name`."""
    kinds = ("admin1", "admin2")
    return frozenset(fold(entry.name) for entry in _entries(name) if entry.country == country and entry.kind in kinds)


def _entries(name: str) -> tuple[Entry, ...]:
    book = gazetteer()
    return book.find(name) or book.find_loosely(name)


def _kilometres(north: float, east: float, north2: float, east2: float) -> float:
    a, b = radians(north), radians(north2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(east2 - east) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(half)))


def right_day(event: Json, node: Json, *, exact: bool) -> bool:
    """Compare the days of a dated event: the same ones, or some in common."""
    first, last = gold_days(event)
    start, end = days(node)
    if exact:
        return (start, end) == (first, last)
    return (start is not None or end is not None) and not another_day(event, node)


def undated(event: Json, node: Json) -> bool:
    """The reports do not tell the day: neither must the ledger."""
    return days(node) == (None, None)


def is_double(event: Json, node: Json, ledger: Ledger) -> bool:
    """Tell whether an incident that stands for no event may be a second count of this one: it has a number of it."""
    if not ledger.told[node["id"]] & set(event["reports"]) or elsewhere(event, node) or another_day(event, node):
        return False
    past = event.get("superseded", [])
    return any(right_number(event, gold, item) for gold in [*event["figures"], *past] for item in node["figures"])


def right_perpetrator(event: Json, node: Json, ledger: Ledger) -> bool:
    """Unknown: no registry actor is named (a suspected one may be). Else its id or a branch of it, or its words."""
    known = kinship.entries()
    claims = [ledger.claims[key] for item in node["figures"] for key in item["claims"] if key in ledger.claims]
    texts = [str((claim.get("perpetrator") or {}).get("text") or "") for claim in claims]
    got = {actor for actor in node.get("perpetrators") or [] if actor in known}
    gold = event["perpetrator"]
    plain, wanted = _plain(gold), actors(gold)
    if re.search(r"\bunknown\b", plain):
        suspected = wanted if "suspected" in gold else set()
        return all(_belongs(actor, suspected) for actor in got)
    if got and wanted:
        return all(_belongs(actor, wanted) for actor in got)
    said = fold(" ".join([*texts, *(node.get("perpetrators") or [])]))
    own_words = [word for word in _slugs(plain) if not actors(word) and len(word) > 3]
    in_words = any(fold(word) in said for word in own_words)
    return in_words or (any(texts) and not got and not wanted)  # an unnamed side, in words of another language


def _belongs(actor: str, wanted: set[str]) -> bool:
    return bool({actor, *kinship.ancestors(actor)} & wanted)


def actors(text: str) -> set[str]:
    """Return the registry ids of the slugs in a gold text ("rapid-support-forces" may be ``rsf`` there)."""
    known = kinship.entries()
    found: set[str] = set()
    for slug in _slugs(text):
        if slug in known:
            found.add(slug)
        elif "-" in slug:
            found |= _spelled().get(slug, frozenset())
    return found


def _slugs(text: str) -> list[str]:
    return re.findall(r"\w+(?:-\w+)*", text)


def _plain(text: str) -> str:
    """Return a gold text without its remarks in brackets."""
    return re.sub(r"\(.*?\)", " ", text).strip()


@cache
def _spelled() -> dict[str, frozenset[str]]:
    """Return the ids of the registry by the slugs of all their spellings."""
    found: dict[str, set[str]] = {}
    for actor, entry in kinship.entries().items():
        for _, spellings in entry.actor.names:
            for spelling in spellings:
                found.setdefault(kinship.slug(spelling), set()).add(actor)
    return {slug: frozenset(ids) for slug, ids in found.items()}


def right_origins(gold: list[str], event: Json, node: Json) -> tuple[int, int, int]:
    """Return how many origins are right, how many are in the gold, and how many were put out."""
    got = list(node.get("origins") or [])
    wanted = {origin_id(text, event["country"]): text for text in gold}
    right = 0
    for identity, text in wanted.items():
        hit = next((origin for origin in got if origin == identity or _same_words(text, origin)), None)
        if hit:
            got.remove(hit)
            right += 1
    return right, len(wanted), right + len(got)


def origin_id(text: str, country: str) -> str:
    """Return the id that Tollbook gives to a source so described (its ids are the same in all languages)."""
    plain = _plain(text)
    sure = actors(plain)
    if len(sure) == 1:
        return sure.pop()
    return resolve_origin([plain], "en", Cast(), country=country) or kinship.slug(plain)


def _same_words(text: str, origin: str) -> bool:
    """Half of the longer words of a gold source stand in an origin's slug."""
    wanted = {fold(word)[:6] for word in re.findall(r"\w{4,}", _plain(text))}
    got = {word[:6] for word in re.split(r"\W+", origin)}
    return bool(wanted) and 2 * len(wanted & got) >= len(wanted)


# What must be in no figure


def counted(ledger: Ledger, report: int) -> set[tuple[str, int]]:
    """Return (effect, number) of the bounds that claims of one report gave to figures of incidents and totals."""
    return set(_counted(ledger, report))


def _counted(ledger: Ledger, report: int) -> Iterator[tuple[str, int]]:
    for node in (*ledger.incidents, *ledger.totals):
        for item in node["figures"]:
            shown = {item.get(key) for key in BOUNDS} - {None}
            for claim in (ledger.claims.get(key) for key in item["claims"]):
                if claim and claim["report"] == report:
                    count = claim.get("count") or {}
                    yield from ((item["effect"], count[key]) for key in BOUNDS if count.get(key) in shown)
