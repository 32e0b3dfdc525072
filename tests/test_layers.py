"""Imports run one way: records, data, shared relations, human decisions, strangers as stages, pipeline, cli."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tollbook

SOURCE = Path(tollbook.__file__).parent
STAGES = ("read", "extract", "normalise", "link", "reconcile", "store", "engine", "export", "show")
LOW = (("records",), ("data",), ("relations",), ("decisions", "filing", "sides"))
LAYERS = (*LOW, STAGES, ("renewal",), ("pipeline",), ("web",), ("cli",), ("__main__",))
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}
MODULES = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")


def package(path: Path) -> str:
    """The part of tollbook that a file belongs to: ``link/group.py`` and ``link/__init__.py`` are link."""
    return path.parts[0].removesuffix(".py")


def imported(tree: ast.AST, path: Path) -> Iterator[str]:
    """The parts of tollbook that a module imports, wherever in it the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[1] for name in node.names if name.name.startswith("tollbook."))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "tollbook":
                yield from (name.name for name in node.names)
            elif node.module and node.module.startswith("tollbook."):
                yield node.module.split(".")[1]


def wrong(own: str, other: str) -> bool:
    """Whether `own` must not import `other`: it is above, or a sibling."""
    return other != own and HEIGHT[other] >= HEIGHT[own]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_imports_only_what_is_below_it(path: Path) -> None:
    own = package(path)
    tree = ast.parse((SOURCE / path).read_text(encoding="utf-8"))
    assert own in HEIGHT, f"{own} belongs to no layer: name one in this test"
    assert [other for other in imported(tree, path) if wrong(own, other)] == []


def test_the_rule_sees_siblings_and_climbers() -> None:
    found = list(imported(ast.parse("import tollbook.link.group\nfrom tollbook import cli, records"), Path("x.py")))
    assert found == ["link", "cli", "records"]
    assert [wrong("reconcile", other) for other in found] == [True, True, False]
