"""What a ledger misses of a golden case, in words: nodes are paired first, then compared key by key."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from golden_cases import EFFECTS, Case, Json, report_names

BOUNDS = ("low", "best", "high")


@dataclass(frozen=True)
class Outcome:
    """Which export nodes the gold names stand for, which figures that used up, and every miss in words."""

    nodes: dict[str, Json]
    used: set[tuple[str, int]]
    misses: list[str]


def fold(text: str) -> str:
    """Lower case, no accents, letters and digits only."""
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ø", "o")).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def bounds(value: Any) -> Json:
    """Return low, best, high of a gold count: a number is exact, a bound left out is open (None)."""
    return dict.fromkeys(BOUNDS, value) if isinstance(value, int) else {key: value.get(key) for key in BOUNDS}


def same_count(gold: Any, figure: Json) -> bool:
    """Compare all three bounds; "any" in the gold is not compared."""
    return all(want in ("any", figure.get(key)) for key, want in bounds(gold).items())


def leaf_count(gold: Any, figure: Json) -> bool:
    """Tell whether a figure has the gold's headline number: best, or low and high where best is open."""
    want = bounds(gold)
    if isinstance(want["best"], int):
        return bool(figure.get("best") == want["best"])
    known = {key: number for key, number in want.items() if isinstance(number, int)}
    return all(figure.get(key) == number for key, number in known.items())


def words(value: Any) -> list[str]:
    """Return alternatives as a list: one may be written without brackets."""
    return [value] if isinstance(value, str) else list(value)


def shown(figure: Json) -> str:
    return "{}..{}..{}".format(*(figure.get(key) for key in BOUNDS))


def label(node: Json) -> str:
    """Name an export node in a message: its figures, place and days."""
    place, period = node.get("place") or {}, node.get("period") or {}
    figures = ", ".join(f"{figure['effect']} {shown(figure)}" for figure in node["figures"])
    return f"[{figures} | {place.get('name') or place.get('text')} | {period.get('start')}..{period.get('end')}]"


def differences(gold: Json, node: Json, out: Json, names: dict[str, str]) -> list[str]:
    """Return how an export incident differs from the gold one, in words."""
    checks = (_figures, _who, _where, _when, _whence)
    return [f"{gold['name']}: {text}" for check in checks for text in check(gold, node, out, names)]


def _figures(gold: Json, node: Json, out: Json, names: dict[str, str]) -> Iterator[str]:
    for effect in EFFECTS:
        if effect not in gold:
            continue
        found = [figure for figure in node["figures"] if figure["effect"] == effect]
        if not any(same_count(gold[effect], figure) for figure in found):
            got = ", ".join(map(shown, found)) or "nothing"
            yield f"{effect} should be {shown(bounds(gold[effect]))}, is {got}"
    for subset in gold.get("subsets", []):
        if not any(subset.items() <= item.items() for item in node.get("subsets") or []):
            yield f"no subset {subset}"
    if "history" in gold:
        first = next(effect for effect in EFFECTS if effect in gold)
        figures = [figure for figure in node["figures"] if figure["effect"] == first]
        steps = [[step["best"] for step in figure.get("history") or []] for figure in figures]
        if gold["history"] not in steps:
            yield f"history of {first} should be {gold['history']}, is {steps}"
    if "event_type" in gold and node.get("event_type") != gold["event_type"]:
        yield f"event type should be {gold['event_type']}, is {node.get('event_type')}"


def _who(gold: Json, node: Json, out: Json, names: dict[str, str]) -> Iterator[str]:
    claims = _claims(node, out)
    got = set(node.get("perpetrators") or [])
    if gold.get("perpetrator") == "unknown":  # "gunmen" may be kept in those words, but nobody is named
        named = {actor for claim in claims if (actor := (claim.get("perpetrator") or {}).get("actor"))}
        if named:
            yield f"perpetrator should be unknown, is {sorted(named)}"
    elif "perpetrator" in gold and (not got or got - set(words(gold["perpetrator"]))):
        yield f"perpetrator should be {gold['perpetrator']}, is {sorted(got)}"
    if "perpetrator_text" in gold:
        texts = [(claim.get("perpetrator") or {}).get("text") or "" for claim in claims]
        if not got or not any(fold(gold["perpetrator_text"]) in fold(text) for text in texts):
            yield f"perpetrator should be kept as {gold['perpetrator_text']!r}, is {sorted(got)} from {texts}"
    if "victims" in gold and gold["victims"] not in (node.get("victims") or []):
        yield f"victims should be {gold['victims']}, are {node.get('victims')}"
    if "victim_class" in gold:
        kinds = {(claim.get("victims") or {}).get("class") for claim in claims}
        if gold["victim_class"] not in kinds:
            yield f"victims should be {gold['victim_class']}, are {sorted(map(str, kinds))}"
    if "responsibility" in gold:
        claimed = node.get("responsibility_claimed_by") or []
        if set(claimed) != set(gold["responsibility"]):
            yield f"responsibility should be claimed by {gold['responsibility']}, is by {claimed}"
    for key in ("denied_by", "confirmed_by"):
        if not set(gold.get(key, [])) <= set(node.get(key) or []):
            yield f"{key} should name {gold[key]}, names {node.get(key)}"


def _claims(node: Json, out: Json) -> list[Json]:
    ids = {claim for figure in node["figures"] for claim in figure["claims"]}
    return [claim for claim in out["claims"] if claim["id"] in ids]


def _where(gold: Json, node: Json, out: Json, names: dict[str, str]) -> Iterator[str]:
    place = node.get("place") or {}
    if "country" in gold and place.get("country") != gold["country"]:
        yield f"country should be {gold['country']}, is {place.get('country')}"
    if "admin1" in gold and fold(gold["admin1"]) not in fold(f"{place.get('admin1')} {place.get('name')}"):
        yield f"admin1 should be {gold['admin1']}, is {place.get('admin1')}"
    if "near" in gold:
        got = fold(f"{place.get('name')} {place.get('text')}")
        if not any(fold(name) in got for name in words(gold["near"])):
            yield f"place should be {words(gold['near'])[0]}, is {place.get('name')} ({place.get('text')!r})"
    if "precision" in gold:
        least, most = gold["precision"]
        if not least <= (place.get("precision") or 9) <= most:
            yield f"place precision should be {least} to {most}, is {place.get('precision')}"


def _when(gold: Json, node: Json, out: Json, names: dict[str, str]) -> Iterator[str]:
    start, end = days(node)
    for key, got in (("start", start), ("end", end)):
        if key in gold and gold[key] != got:
            yield f"{key} should be {gold[key]}, is {got}"
    if "within" in gold:
        first, last = gold["within"]
        if start is None or end is None or start < first or end > last:
            yield f"should lie within {first} and {last}, is {start}..{end}"
    if gold.get("undated") and (start or end):
        yield f"should have no date, is {start}..{end}"


def days(node: Json) -> tuple[date | None, date | None]:
    """Return the first and last day of an export node."""
    period = node.get("period") or {}
    start, end = (period.get(key) and date.fromisoformat(period[key]) for key in ("start", "end"))
    return start or None, end or None


def _whence(gold: Json, node: Json, out: Json, names: dict[str, str]) -> Iterator[str]:
    origins = node.get("origins") or []
    if not set(gold.get("origins", [])) <= set(origins):
        yield f"origins should name {gold['origins']}, are {origins}"
    if "sole_origin" in gold and origins != [gold["sole_origin"]]:
        yield f"the one origin should be {gold['sole_origin']}, origins are {origins}"
    if "reports" in gold and not gold.get("shares"):  # a shared node has the other one's reports too
        got = {names.get(item, "?") for item in node.get("reports") or []}
        if got != set(gold["reports"]):
            yield f"reports should be {sorted(gold['reports'])}, are {sorted(got)}"


def judge(case: Case, out: Json) -> Outcome:
    """Compare an export with the gold: pair up the nodes, then name every difference."""
    names = report_names(case, out)
    nodes, used, misses = _pair_incidents(case.gold, out, names)
    misses += _totals(case.gold, out, nodes, used)
    misses += _extras(out, used)
    misses += _background(case.gold, out)
    misses += _disagreements(case.gold, nodes)
    return Outcome(nodes=nodes, used=used, misses=misses)


def _pair_incidents(
    gold: Json, out: Json, names: dict[str, str]
) -> tuple[dict[str, Json], set[tuple[str, int]], list[str]]:
    """Give each gold incident the export incident that differs least; one that `shares` may take a taken one."""
    nodes: dict[str, Json] = {}
    used: set[tuple[str, int]] = set()
    misses: list[str] = []
    options = []
    for wanted in gold.get("incident", []):
        for node in out["incidents"]:
            if node["kind"] == "incident" or wanted.get("with_totals"):
                hits = _hits(wanted, node)
                cost = (bool(wanted.get("shares")), -len(hits), len(differences(wanted, node, out, names)))
                options += [(*cost, wanted["name"], node["id"], wanted, node, hits)] if hits else []
    for shares, *_, name, key, wanted, node, hits in sorted(options, key=lambda option: option[:5]):
        taken = any(other["id"] == key for other in nodes.values())
        fresh = [(key, index) for index in hits if (key, index) not in used]
        if name in nodes or (taken and not shares) or not fresh:
            continue
        nodes[name] = node
        used |= set(fresh)
        told = {*wanted.get("ignore", []), *_missed(wanted, node, hits)}
        used |= {(key, at) for at, item in enumerate(node["figures"]) if item["effect"] in told}
        misses += differences(wanted, node, out, names)
    for wanted in gold.get("incident", []):
        if wanted["name"] not in nodes and not wanted.get("optional"):
            misses.append(f"{wanted['name']}: not found ({_wanted(wanted)})")
    return nodes, used, misses


def _hits(wanted: Json, node: Json) -> list[int]:
    """Return the places in `node`'s figures that hold a number of the gold incident."""
    found = enumerate(node["figures"])
    return [at for at, item in found if item["effect"] in wanted and leaf_count(wanted[item["effect"]], item)]


def _missed(wanted: Json, node: Json, hits: list[int]) -> set[str]:
    """Return the effects that `node` has with another number: `differences` tells of them already."""
    return (wanted.keys() & set(EFFECTS)) - {str(node["figures"][at]["effect"]) for at in hits}


def _wanted(wanted: Json) -> str:
    return ", ".join(f"{effect} {shown(bounds(wanted[effect]))}" for effect in EFFECTS if effect in wanted)


def _sums(node: Json) -> list[Json]:
    found = node.get("sums") or node.get("sum") or []
    return [found] if isinstance(found, dict) else list(found)


def _totals(gold: Json, out: Json, nodes: dict[str, Json], used: set[tuple[str, int]]) -> list[str]:
    """Pair up the totals (adding them to `nodes` and `used`) and check their parts and verdicts."""
    misses = []
    # An incident that `shares` may have found its figure on a total: that leaves the total free to be found.
    shared = {item["name"] for item in gold.get("incident", []) if item.get("shares") and item.get("with_totals")}
    for total in gold.get("total", []):
        found = None
        for node in out["incidents"]:
            if node["kind"] == "total" and node["id"] not in {
                other["id"] for name, other in nodes.items() if name not in shared
            }:
                for at, item in enumerate(node["figures"]):
                    if found is None and item["effect"] == total["effect"] and leaf_count(total["stated"], item):
                        found = node
                        used.add((node["id"], at))
        if found:
            nodes[total["name"]] = found
        elif not total.get("optional"):
            misses.append(f"total {total['name']}: not found ({shown(bounds(total['stated']))})")
    for total in gold.get("total", []):
        if total["name"] in nodes:
            misses += [f"total {total['name']}: {text}" for text in total_faults(total, nodes)]
    return misses


def total_faults(total: Json, nodes: dict[str, Json]) -> Iterator[str]:
    """Name what differs in the parts, the sum or the stated count of a total that was found."""
    node = nodes[total["name"]]
    names = {other["id"]: name for name, other in reversed(nodes.items())}
    got = {names.get(part, "?") for part in node.get("parts") or []}
    if "parts" in total and got != set(total["parts"]):
        yield f"parts should be {sorted(total['parts'])}, are {sorted(got)}"
    checks = [check for check in _sums(node) if check.get("effect", total["effect"]) == total["effect"]]
    verdicts = [check["verdict"] for check in checks]
    if "verdict" in total and not set(verdicts) & set(words(total["verdict"])):
        yield f"sum should be '{total['verdict']}', is {verdicts}"
    if checks and not same_count(total["stated"], checks[0]["stated"]):
        yield f"stated should be {shown(bounds(total['stated']))}, is {shown(checks[0]['stated'])}"


def _extras(out: Json, used: set[tuple[str, int]]) -> list[str]:
    """Name the figures that the gold does not have."""
    return [
        f"made up: {item['effect']} {shown(item)} in {node['kind']} {label(node)}"
        for node in out["incidents"]
        for at, item in enumerate(node["figures"])
        if (node["id"], at) not in used
    ]


def leaks(gold: Json, out: Json) -> list[str]:
    """Name the figures that hold a number which must be in none: `absent` ones and background."""
    absent = gold.get("absent", [])
    kept_out = {(None, number) for number in absent}
    kept_out |= {(item["effect"], item["count"]) for item in gold.get("background", []) if item["count"] not in absent}
    return [
        f"leak: {item['effect']} {number} is a figure of {label(node)}"
        for node in out["incidents"]
        for item in node["figures"]
        for effect, number in sorted(kept_out, key=str)
        if effect in (None, item["effect"]) and number in (item.get(key) for key in BOUNDS)
    ]


def _background(gold: Json, out: Json) -> list[str]:
    misses = leaks(gold, out)
    for item in gold.get("background", []):
        kept = [claim for place in ("background", "statements") for claim in out[place]]
        same = [claim.get("count") or {} for claim in kept if claim["effect"] == item["effect"]]
        if not any(item["count"] in (count.get("low"), count.get("best"), count.get("high")) for count in same):
            misses.append(f"background: {item['effect']} {item['count']} is not kept")
    return misses


def _disagreements(gold: Json, nodes: dict[str, Json]) -> list[str]:
    """Every gold disagreement must be told, and none about a count or a place that the gold does not have."""
    wanted = {(item["node"], item["about"]) for item in gold.get("disagreement", [])}
    found = {(name, item["about"]) for name, node in nodes.items() for item in node.get("disagreements") or []}
    missing = [f"{node}: no disagreement about {about}" for node, about in sorted(wanted - found) if node in nodes]
    alone = {name for item in gold.get("incident", []) if not item.get("shares") for name in [item["name"]]}
    false = {(name, about) for name, about in found - wanted if about in ("count", "place") and name in alone}
    return missing + [f"{node}: no one disagrees about its {about}" for node, about in sorted(false)]
