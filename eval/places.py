"""Measure where place names are put: ``python eval/places.py [--only SET ...] [--misses FILE]``.

Four parts, each skipped where its data is absent: LGL (news articles, names with points), the place strings of UCDP
events given their country, our mentions in twelve languages (eval/places), and what the gazetteer costs.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from place_cases import LGL, UCDP, Article, Coded, Mention, Toponym, lgl, ours, ucdp

from tollbook.normalise.gazetteer import gazetteer
from tollbook.normalise.place_choice import Surroundings
from tollbook.normalise.place_keys import fold
from tollbook.normalise.place_lookup import known
from tollbook.normalise.place_names import names_in
from tollbook.normalise.place_words import words_of
from tollbook.normalise.places import distance, locate, surroundings
from tollbook.records import Place

WITHIN = 161.0  # kilometres: 100 miles, the measure of geoparsing since Leidner
PARTS = ("country", "admin1", "precision", "point")
KINDS = re.compile(
    r"(?i) (governorate|province|state|region|oblast|department|district|republic|municipality|county|division)$"
)
ENOUGH = 50  # place strings from which a country of UCDP has a line of its own
DIVISIONS = tomllib.loads((Path(__file__).parent / "ucdp_divisions.toml").read_text("utf-8"))
HALVES = {False: "development", True: "held out"}


@dataclass
class Score:
    """What was right of what was measured, by name, with the misses in words."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, right: bool) -> None:
        """Count one judgement."""
        self.right[name] += right
        self.of[name] += 1

    def share(self, name: str) -> float:
        """Return the share of right ones, 0 where nothing was measured."""
        return self.right[name] / self.of[name] if self.of[name] else 0.0


def judge(mention: Mention, place: Place | None) -> dict[str, bool]:
    """Return what of an answer is right; a place without a country is nowhere."""
    if mention.nowhere:
        return dict.fromkeys(PARTS, place is None or (place.country is None and place.latitude is None))
    if place is None:
        return dict.fromkeys(PARTS, False)
    return {
        "country": not mention.countries or place.country in mention.countries,
        "admin1": not mention.admin1 or _named(mention.admin1, place.admin1),
        "precision": not mention.precisions or place.precision in mention.precisions,
        "point": mention.point is None or _near(place, *mention.point),
    }


def _named(wanted: Iterable[str], found: str | None) -> bool:
    return any(fold(name) in fold(found or "") for name in wanted)


def _near(place: Place, latitude: float, longitude: float, kilometres: float) -> bool:
    """Tell whether a place lies within so many kilometres of a point; a border may be told by its country alone."""
    if place.latitude is None:
        return place.precision == 5 and (place.relation or "").startswith("border")
    apart = distance(place, Place(text="", latitude=latitude, longitude=longitude))
    return apart is not None and apart <= kilometres


def measure_ours(mentions: Iterable[Mention]) -> dict[str, Score]:
    """Return the scores of the two halves, by "all" and by language; "right" is all parts at once."""
    halves = {"development": Score(), "held out": Score()}
    for mention in mentions:
        place = locate([mention.words], mention.language, surroundings(mention.text, mention.language))
        verdict = judge(mention, place)
        score = halves["held out" if mention.held_out else "development"]
        for part, right in verdict.items():
            score.add(part, right)
        score.add("right", all(verdict.values()))
        score.add(mention.language, all(verdict.values()))
        wrong = [part for part, right in verdict.items() if not right]
        if wrong and not mention.held_out:
            score.misses.append(f"{mention.language} {mention.number} {mention.words!r}: {', '.join(wrong)}: {place}")
    return halves


def measure_lgl(articles: Iterable[Article]) -> Score:
    """Return the shares of LGL's names that lie within 161 km.

    "recognised": of those that get a point; "all": of all of them; "found": of the names found when the article
    is read without its annotation, and "precise": of the names so found that have a point, where the annotators
    marked one.
    """
    score = Score()
    for article in articles:
        around = surroundings(article.text, "en", article.title)
        for toponym in article.toponyms:
            place = locate([toponym.words], "en", around)
            right = place is not None and _right(place, toponym)
            if place is not None and place.id is not None:
                score.add("recognised", right)
            score.add("all", right)
            if not right:
                score.misses.append(f"LGL {toponym.words!r} ({toponym.code}, {toponym.country}): {place}")
        _end_to_end(article, around, score)
    return score


def _end_to_end(article: Article, around: Surroundings, score: Score) -> None:
    """Read an article's names by the package alone, and compare those that overlap a marked one."""
    found = {named.start: (named.end, named.text) for named in names_in(article.text, "en", running=True)}
    for toponym in article.toponyms:
        begins, ends = toponym.start, toponym.start + len(toponym.words)
        spans = [words for start, (end, words) in found.items() if start < ends and end > begins]
        place = locate([spans[0]], "en", around) if spans else None
        right = place is not None and _right(place, toponym)
        score.add("found", right)
        if place is not None and place.id is not None:
            score.add("precise", right)


def _right(place: Place, toponym: Toponym) -> bool:
    """Tell whether a place is the annotated one, or within 161 km of it; countries differ in their middle."""
    if place.id == f"geonames:{toponym.number}":
        return True
    if toponym.code.startswith("PCL"):
        home = gazetteer().country(place.country or "")
        return place.precision == 6 and home is not None and home in gazetteer().find(toponym.country)
    apart = distance(place, Place(text="", latitude=toponym.latitude, longitude=toponym.longitude))
    return apart is not None and apart <= WITHIN


def measure_ucdp(strings: Iterable[Coded]) -> dict[tuple[str, bool], Score]:
    """Return the share of place strings in the right division, and what became of the others.

    By country of UCDP and by half (True: held out). "right" is of all strings, "sure" of those that got a division.
    Strings of a division that the gazetteer has not count as misses too. Misses in words are of the development half.
    """
    scores: dict[tuple[str, bool], Score] = defaultdict(Score)
    for item in strings:
        code = _code(item.country)
        if code is None:
            continue
        place = locate([item.words], "en", Surroundings(countries=((code, 1.0),)))
        wanted = division(item.division, code)
        right = place is not None and bool({place.admin1, place.admin2} & wanted)
        score = scores[item.country, item.held_out]
        score.add("right", right)
        if place is not None and place.admin1 is not None and not _wider(place, wanted, code):
            score.add("sure", right)
        if not right:
            kind = _miss(place, wanted, code)
            score.add(kind, True)
            if not item.held_out:
                score.misses.append(f"UCDP {kind}: {item.country}, {item.division}: {item.words!r}: {place}")
    return scores


def _wider(place: Place, wanted: frozenset[str], code: str) -> bool:
    """Tell whether a place is known to the region only that holds a wanted province of the second order."""
    if place.admin1 is None or place.admin2 is not None:
        return False
    held = [entry for name in wanted for entry in gazetteer().find(name) if entry.country == code]
    first = any(entry.kind == "admin1" for entry in held)
    return not first and any(e.kind == "admin2" and e.admin1_name == place.admin1 for e in held)


def _miss(place: Place | None, wanted: frozenset[str], code: str) -> str:
    if not wanted:
        return "division not in the gazetteer"
    if place is None:
        return "no place in the words"
    if place.admin1 is not None and not _wider(place, wanted, code):
        return "another division"
    return "name unknown" if place.id is None else "wider than a division"


@cache
def _code(root: str) -> str | None:
    """Return the ISO code of a country as UCDP names it ("Myanmar (Burma)")."""
    entries, _ = known(re.sub(r" \(.*\)$|^Kingdom of ", "", root), words_of("en"), single=False)
    return next((entry.country for entry in entries if entry.kind == "country"), None)


@cache
def division(name: str, country: str) -> frozenset[str]:
    """Return the names that the gazetteer has for a first-order division of UCDP, () where it has none.

    UCDP's may be of the second order in GeoNames (the provinces of the Philippines), or of another year.
    """
    short = KINDS.sub("", name)
    given = DIVISIONS.get(country, {})
    if name in given or short in given:
        return frozenset(given.get(name) or given[short])
    book = gazetteer()
    for kind in ("admin1", "admin2"):
        for find in (book.find, book.find_loosely):
            entries = [entry for key in (name, short) for entry in find(key) if entry.country == country]
            found = frozenset(entry.name for entry in entries if entry.kind == kind)
            if found:
                return found
    return frozenset()


COST = """
import resource, time
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20
import tollbook.normalise.gazetteer as module
before, start = resident(), time.perf_counter()
book = module.gazetteer()
opened = time.perf_counter() - start
from tollbook.normalise.places import locate, surroundings
for number in range(0, 200_000, 7):
    book.entry(number)
print(1000 * opened, resident() - before)
"""


def cost() -> tuple[float, float]:
    """Return (milliseconds to open the gazetteer in a new process, MB that it and 20,000 remembered entries take)."""
    result = subprocess.run([sys.executable, "-c", COST], capture_output=True, text=True, check=True)  # noqa: S603
    opened, held = map(float, result.stdout.split())
    return opened, held


def speed(mentions: Sequence[Mention]) -> tuple[list[float], list[float]]:
    """Return processor milliseconds of each mention, and of each sentence for its surroundings, in order of size.

    Half of the mentions warm the tables, the other half is measured. The first unknown name of a language still waits
    for the tables of actors: the largest figures.
    """
    for mention in mentions[::2]:
        locate([mention.words], mention.language, surroundings(mention.text, mention.language))
    located, read = [], []
    for mention in mentions[1::2]:
        start = time.process_time()
        around = surroundings(mention.text, mention.language)
        middle = time.process_time()
        locate([mention.words], mention.language, around)
        read.append(1000 * (middle - start))
        located.append(1000 * (time.process_time() - middle))
    return sorted(located), sorted(read)


def show_ours() -> Iterator[str]:
    """Print our mentions by half; yield the misses of the development half."""
    for half, score in measure_ours(ours()).items():
        parts = "  ".join(f"{part} {score.share(part):.3f}" for part in ("right", *PARTS))
        print(f"ours, {half} ({score.of['right']}): {parts}")
        languages = sorted(key for key in score.of if len(key) == 2)
        print("  " + "  ".join(f"{key} {score.right[key]}/{score.of[key]}" for key in languages))
        yield from score.misses


def show_lgl() -> Iterator[str]:
    """Print LGL's figures; yield the misses."""
    if not LGL.is_file():
        print("LGL: not here")
        return
    score = measure_lgl(lgl())
    names = ("recognised", "all", "found", "precise")
    print("LGL within 161 km: " + "  ".join(f"{name} {score.share(name):.3f} ({score.of[name]})" for name in names))
    yield from score.misses


def _summed(scores: dict[tuple[str, bool], Score], country: str, half: bool | None = None) -> Score:
    """Return the scores of a country ("": all) and of a half (None: both) as one."""
    total = Score()
    for (name, held_out), score in scores.items():
        if country in ("", name) and half in (None, held_out):
            total.right.update(score.right)
            total.of.update(score.of)
    return total


def _shares(score: Score) -> tuple[str, str, str]:
    found = score.of["sure"] / score.of["right"] if score.of["right"] else 0.0
    return f"found {found:.3f}", f"right {score.share('right'):.3f}", f"right of found {score.share('sure'):.3f}"


def show_ucdp() -> Iterator[str]:
    """Print UCDP's strings by country; yield the misses."""
    if not UCDP.is_file():
        print("UCDP: not here")
        return
    scores = measure_ucdp(ucdp())
    for half, name in HALVES.items():
        for country in ("Syria", ""):
            print(f"UCDP {country or 'all'}, {name} ({_summed(scores, country, half).of['right']}): ", end="")
            print("  ".join(_shares(_summed(scores, country, half))))
    for country in sorted({country for country, _ in scores}):
        score = _summed(scores, country)
        if score.of["right"] >= ENOUGH:
            missed = {kind: score.of[kind] for kind in sorted(score.of) if kind not in ("right", "sure")}
            print(f"UCDP {country} ({score.of['right']}): " + "  ".join(_shares(score)))
            print("  missed: " + ", ".join(f"{kind} {count}" for kind, count in missed.items()))
    yield from (miss for score in scores.values() for miss in score.misses)


def show_cost() -> Iterator[str]:
    """Print speed and memory."""
    opened, held = cost()
    for name, figures in zip(("a mention", "the surroundings of a sentence"), speed(ours()), strict=True):
        half, most = figures[len(figures) // 2], figures[int(0.95 * len(figures))]
        print(f"cost of {name}: {half:.2f} ms in the middle, {most:.2f} ms for 95 in 100")
    print(f"gazetteer: open in {opened:.0f} ms, {held:.0f} MB")
    yield from ()


SETS: dict[str, Callable[[], Iterator[str]]] = {
    "ours": show_ours,
    "lgl": show_lgl,
    "ucdp": show_ucdp,
    "cost": show_cost,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; exit status 0, also where data is absent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SETS, default=list(SETS), metavar="SET", help=", ".join(SETS))
    parser.add_argument("--misses", type=Path, metavar="FILE", help="write each miss (of ours, the development half)")
    options = parser.parse_args(arguments)
    misses = [miss for name in options.only for miss in SETS[name]()]
    if options.misses:
        options.misses.write_text("\n".join(misses) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
