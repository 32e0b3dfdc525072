"""The figures that must not fall: eval/floors.toml, and what stands below it.

A measure is the F1 (or share) of one task in one language ("all" for all of them); higher is better in each.
eval/measure.py takes them; this module only compares.
"""

from __future__ import annotations

import platform
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.toml")
MARGIN = 0.02  # floors lie this much below what was measured

Measures = dict[str, dict[str, float]]  # language -> task -> figure


def f1(right: int, gold: int, out: int) -> float:
    """Return the harmonic mean of precision and recall; 1.0 where nothing was to be found and nothing was put out."""
    return 2 * right / (gold + out) if gold + out else 1.0


def load(name: str) -> Measures:
    """Return the floors of one evaluation set. Raises KeyError when the file has none."""
    with FLOORS.open("rb") as file:
        floors: Measures = tomllib.load(file)[name]
        return floors


def below(floors: Measures, measured: Measures) -> Iterator[str]:
    """Name each floor that is not reached, or that nothing measures any more."""
    for language, tasks in floors.items():
        for task, floor in tasks.items():
            figure = measured.get(language, {}).get(task)
            if figure is None:
                yield f"{language} {task}: not measured"
            elif figure < floor:
                yield f"{language} {task}: {figure:.3f} is below {floor:.3f}"


def as_floors(name: str, measured: Measures) -> str:
    """Write present figures as the tables of floors.toml."""
    lines = []
    for language, tasks in sorted(measured.items()):
        lines.append(f"[{name}.{language}]")
        lines += [f"{task} = {max(0.0, int(1000 * (figure - MARGIN)) / 1000):.3f}" for task, figure in tasks.items()]
        lines.append("")
    return "\n".join(lines)


def stamp() -> str:
    """Return the day and the machine of a run, for under its figures."""
    day = datetime.now(UTC).date().isoformat()
    return f"{day}, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
