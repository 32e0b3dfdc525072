"""Every kind of ledger keeps the same contract."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

Named = Callable[[str], str]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.system)])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Named:
    """Gives, for a name, the location of a ledger of this test alone; nothing is there yet."""
    if request.param == "sqlite":
        return lambda name: str(tmp_path / f"{name}.toll")
    server, mark = request.getfixturevalue("postgres"), uuid4().hex[:12]
    return lambda name: str(server.url(schema=f"t{mark}_{name}"))
