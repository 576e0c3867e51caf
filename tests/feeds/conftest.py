"""What tests of the sources share: a server that answers as the published feeds do, and a fetcher."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import register
from feeds.fetcher import Fetcher
from feeds.throttle import Throttle
from register.route import Router
from register.route import router as router_of
from tests.servers import replay
from tests.storage.conftest import database, database_url, server

__all__ = ["database", "database_url", "server"]

SAMPLES = Path(os.environ.get("CCGWATCH_SAMPLES", Path(__file__).parents[3] / "shared" / "samples"))


@pytest.fixture
async def site() -> AsyncIterator[replay.Replay]:
    """The server, empty."""
    async with replay.serving(replay.Replay()) as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    """A fetcher that does not wait between requests."""
    made = Fetcher("CCGWatch tests", Throttle(default=0.0))
    yield made
    await made.close()


@pytest.fixture(scope="session")
def router() -> Router:
    """The router of the packaged register."""
    return router_of(register.load())
