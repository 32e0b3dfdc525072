"""What tests of several folders share. That this file is here also lets them import the modules beside it."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

import postgres_server

# How long one example takes depends on what else the machine does, and says nothing of the code.
settings.register_profile("tollbook", deadline=None)
settings.load_profile("tollbook")


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_server.Server]:
    """A running PostgreSQL server; the test is skipped where none can be started."""
    try:
        with postgres_server.running() as server:
            yield server
    except postgres_server.AbsentError as reason:
        pytest.skip(str(reason))
