"""The data files that ship in the package: lexicons, actors, places. Read once, never written."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Return the path of the data file `name` (with its ending), e.g. ``places/names.marisa``."""
    return FOLDER / name


@cache
def table(name: str) -> dict[str, Any]:
    """Return ``data/<name>.toml`` as a dictionary; callers must not change it.

    Raises FileNotFoundError when the package has no such file.
    """
    with path(f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def has(name: str) -> bool:
    """Tell whether the package has the table `name`."""
    return path(f"{name}.toml").is_file()
