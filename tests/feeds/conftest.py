"""What tests of the sources share: a server that answers as the published feeds do, and a fetcher."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feeds.fetcher import Fetcher
from feeds.throttle import Throttle
from tests.servers import replay

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
