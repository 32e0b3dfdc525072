"""Measure the package's default extractor on public labelled sets: ``python eval/public/run.py [FOLDER] [--limit N]``.

FOLDER holds the sets (default: ../shared/eval beside this checkout); without it there is nothing to measure, and the
command says so and ends well. ``--limit N`` takes N documents of each set (of GVA, N incidents), drawn with a seed;
``--all`` takes all of them; ``--only`` some sets.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import gva
import gvdb
import muc
import norne
import polnear
from common import SHARED, Result, missing, show

from tollbook.extract import EXTRACTORS, Extractor

SETS: dict[str, Callable[[Path, int | None, Extractor | None], list[Result]]] = {
    "muc": muc.measure,
    "gvdb": gvdb.measure,
    "gva": gva.measure,
    "polnear": polnear.measure,
    "norne": norne.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of all sets; exit status 0, also where there is no set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--limit", type=int, metavar="N", help="documents of each set (default: all, or the set's own)")
    size.add_argument("--all", action="store_const", const=sys.maxsize, dest="limit", help="all documents of each set")
    parser.add_argument("--only", nargs="+", choices=SETS, default=list(SETS), metavar="SET", help=", ".join(SETS))
    parser.add_argument("--extractor", choices=EXTRACTORS, help="which one is measured (default: the package's)")
    options = parser.parse_args(arguments)
    extractor = EXTRACTORS[options.extractor]() if options.extractor else None
    if not missing(options.folder, "public sets"):
        for name in options.only:
            show(SETS[name](options.folder, options.limit, extractor))
    return 0


if __name__ == "__main__":
    sys.exit(main())
