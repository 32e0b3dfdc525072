"""How fast the package reads: ``python bench/reader.py [--reports N] [--words N] [--extractor NAME]``.

Makes reports of `WORDS` words from the sentences of ``reports.toml`` (invented, ten languages, those that the extractor
reads; one report in ten tells of people harmed), shuffled with a seed, and prints: the time to start (a fresh process
until its first report is read) and its peak memory; reports per second from text to claims in one process (with all
the threads that the extractor likes) and in two (with one thread each); and where the time goes by stage, under
cProfile, which makes calls of Python dearer than they are.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import multiprocessing
import os
import platform
import pstats
import random
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tollbook import extract, normalise
from tollbook.extract import EXTRACTORS
from tollbook.records import Report, content_id

SENTENCES = Path(__file__).with_name("reports.toml")
SEED = 20240607
REPORTS, WORDS = 500, 600
HARM_EVERY = 10
SPACELESS = 1.6  # characters to a word where words stand without spaces
# Functions that stand for a stage, as (end of the file's path, name); no stage calls another.
STAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "sentences": (("reader/windows.py", "sentences"), ("rules/text.py", "stretches")),
    "tokens": (("reader/tokens.py", "encode"),),
    "gate": (("reader/gate.py", "passed"),),
    "encoder": (("reader/network.py", "scores"),),
    "normalise": (("normalise/claims.py", "claims"),),
}
# What a fresh process does; prints its peak memory in KiB (Linux) on the last line.
FIRST = """
import resource, sys
from bench_path import first
first(sys.argv[1])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def bases() -> list[dict[str, Any]]:
    """Return the tables of sentences."""
    with SENTENCES.open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["reports"]
        return found


def words(text: str) -> float:
    """Return how many words a text has; characters stand for words where there are no spaces."""
    foreign = sum("\u4e00" <= sign <= "\u9fff" for sign in text)
    return foreign / SPACELESS if foreign else len(text.split())


def made(number: int, base: dict[str, Any], length: int, *, harm: bool) -> Report:
    """Return report `number`: the quiet sentences of a base again and again in new order, with other figures."""
    dice = random.Random(f"{SEED} {number}")  # noqa: S311 - a shuffle, not a secret
    body: list[str] = list(base["harm"]) if harm else []
    size = sum(map(words, body))
    while size < length:
        for sentence in dice.sample(base["quiet"], len(base["quiet"])):
            if size < length:
                body.append(sentence)
                size += words(sentence)
    dice.shuffle(body)
    filled = [sentence.replace("{n}", str(dice.randint(3, 98))) for sentence in body]
    paragraphs = [" ".join(filled[at : at + 4]) for at in range(0, len(filled), 4)]
    text = "\n\n".join(paragraphs)
    return Report(id=content_id("bench", number, text), text=text, language=base["language"])


def reports(count: int, length: int, reads: Callable[[str], bool]) -> list[Report]:
    """Return `count` reports in turn in the languages that are read."""
    read = [base for base in bases() if reads(base["language"])]
    # A tenth tells of harm, and over time in every language.
    return [
        made(number, read[number % len(read)], length, harm=(number + number // HARM_EVERY) % HARM_EVERY == 0)
        for number in range(count)
    ]


def claims(report: Report, extractor: str | None) -> int:
    """Read a report; return how many claims of people harmed it makes."""
    found = normalise.claims(report, extract.mentions(report, EXTRACTORS[extractor]() if extractor else None))
    return sum(claim.effect is not None for claim in found)


def warm(given: Sequence[Report], extractor: str | None) -> None:
    """Read a report of each language, so that what is loaded once is loaded."""
    for report in {each.language: each for each in given}.values():
        claims(report, extractor)


def begin(given: Sequence[Report], extractor: str | None) -> None:
    """Warm one of several processes; each has one thread for the encoder, so that they do not crowd each other."""
    os.environ["TOLLBOOK_THREADS"] = "1"
    warm(given, extractor)


def one_process(given: Sequence[Report], extractor: str | None) -> tuple[float, int]:
    """Return the seconds that reading takes, and the number of claims."""
    start = time.perf_counter()
    found = sum(claims(report, extractor) for report in given)
    return time.perf_counter() - start, found


def several_processes(given: Sequence[Report], extractor: str | None, processes: int) -> float:
    """Return the seconds that warm processes take together."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, initializer=begin, initargs=(given[: 2 * HARM_EVERY], extractor)) as pool:
        pool.map(partial(claims, extractor=extractor), given[: 4 * processes], chunksize=4)  # waits until all are warm
        start = time.perf_counter()
        pool.map(partial(claims, extractor=extractor), given, chunksize=4)
        return time.perf_counter() - start


def first(request: str) -> None:
    """Read one report that is given as JSON: what a fresh process does."""
    given = json.loads(request)
    claims(Report(id="first", text=given["text"], language=given["language"]), given["extractor"])


def started(report: Report, extractor: str | None) -> tuple[float, float]:
    """Return the seconds and the peak memory (MiB) of a fresh process that reads one report."""
    request = json.dumps({"text": report.text, "language": report.language, "extractor": extractor})
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [Path(__file__).parent, *sys.path[1:]]))}
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - this interpreter, this file
        [sys.executable, "-c", FIRST.replace("bench_path", Path(__file__).stem), request],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1024


def stages(given: Sequence[Report], extractor: str | None) -> dict[str, float]:
    """Return the share of the time that each stage takes, and "rest"."""
    profile = cProfile.Profile()
    profile.enable()
    one_process(given, extractor)
    profile.disable()
    stats = pstats.Stats(profile)
    timed: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = stats.stats  # type: ignore[attr-defined]
    whole: float = stats.total_tt  # type: ignore[attr-defined]
    shares = {
        stage: sum(row[3] for (path, _, name), row in timed.items() if (_end(path), name) in functions) / whole
        for stage, functions in STAGES.items()
    }
    return {**shares, "rest": max(0.0, 1 - sum(shares.values()))}


def _end(path: str) -> str:
    return "/".join(Path(path).parts[-2:])


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=REPORTS, help=f"how many (default {REPORTS})")
    parser.add_argument("--words", type=int, default=WORDS, help=f"of each (default {WORDS})")
    parser.add_argument("--extractor", choices=EXTRACTORS, help="default: the package's")
    options = parser.parse_args()
    extractor = EXTRACTORS[options.extractor]() if options.extractor else None
    given = reports(options.reports, options.words, lambda language: extract.reads(language, extractor))
    spoken = sorted({str(report.language) for report in given})
    print(f"{len(given)} reports of {options.words} words, one in {HARM_EVERY} with harm, in {', '.join(spoken)}")
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")

    seconds, memory = started(given[0], options.extractor)
    print(f"start to first report    {seconds:8.2f} s")
    print(f"peak memory, one report  {memory:8.0f} MiB")
    warm(given, options.extractor)
    seconds, found = one_process(given, options.extractor)
    print(f"one process              {len(given) / seconds:8.1f} reports a second ({found} claims of harm)")
    seconds = several_processes(given, options.extractor, 2)
    print(f"two processes            {len(given) / seconds:8.1f} reports a second")
    for stage, share in stages(given, options.extractor).items():
        print(f"  {stage:22} {100 * share:8.1f} % of the time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
