"""The homeserver, the core and the people that the Matrix tests share."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.core import Core
from tests.bot.matrix import parrot
from tests.servers import synapse
from tests.servers.matrix_person import MatrixPerson

Arrive = Callable[..., Awaitable[MatrixPerson]]


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> synapse.Synapse:
    """The one Synapse of this run."""
    base = tmp_path_factory.getbasetemp()
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        return synapse.shared(base, "alone", os.getpid())
    return synapse.shared(base.parent, os.environ["PYTEST_XDIST_TESTRUNUID"], os.getppid())


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
