"""Lets the tests of this folder import ``claim_builder`` from the folder above."""

import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))
Named = Callable[[str], str]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.system)])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Named:
    """Gives, for a name, the location of a ledger of this test alone; nothing is there yet."""
    if request.param == "sqlite":
        return lambda name: str(tmp_path / f"{name}.toll")
    server, mark = request.getfixturevalue("postgres"), uuid4().hex[:12]
    return lambda name: str(server.url(schema=f"t{mark}_{name}"))
