"""The core and the people that the Matrix tests share; the homeserver is everybody's (``tests/conftest.py``)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.core import Core
from tests.bot.matrix import parrot
from tests.servers import synapse
from tests.servers.matrix_person import MatrixPerson

Arrive = Callable[..., Awaitable[MatrixPerson]]


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    """The real core on a store of its own, with the parrot's commands."""
    async with parrot.core(tmp_path) as made:
        yield made


@pytest.fixture
async def arrive(homeserver: synapse.Synapse, tmp_path: Path) -> AsyncIterator[Arrive]:
    """Let people arrive, and leave at the end."""
    here: list[MatrixPerson] = []

    async def come(stem: str = "jo", **more: str) -> MatrixPerson:
        here.append(await MatrixPerson.arrive(homeserver, tmp_path, stem, **more))
        return here[-1]

    yield come
    for person in here:
        await person.leave()
