"""What tests of every part share: the real services, and a bot to talk to on each network."""

import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

import register
from bot.console.chat import Conversation
from bot.core import Core
from bot.store import Store
from commands.core.catalogue import Catalogue, ours
from commands.core.context import Services
from tests.servers import synapse
from tests.servers.discord.fixtures import Talk, discord_server, talking
from tests.servers.discord.server import DiscordServer
from tests.servers.matrix_talk import matrix_talk
from tests.testbot import Testbot, slash_options

__all__ = ["discord_server"]

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
EVERYWHERE = [
    "console",
    "discord",
    "slash",
    pytest.param("matrix", marks=pytest.mark.synapse),
    pytest.param("encrypted", marks=pytest.mark.synapse),
]


@pytest.fixture(autouse=True)
def logging_of_its_own() -> Iterator[None]:
    """What a command sets up for its whole process (level, handlers) ends with the test that ran it here."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> synapse.Synapse:
    """The one Synapse of this run, shared by its workers."""
    base = tmp_path_factory.getbasetemp()
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        return synapse.shared(base, "alone", os.getpid())
    return synapse.shared(base.parent, os.environ["PYTEST_XDIST_TESTRUNUID"], os.getppid())


@pytest.fixture
def catalogue() -> Catalogue:
    """The commands to serve; a test that adds its own overrides this."""
    return ours()


@pytest.fixture
async def services(tmp_path: Path, catalogue: Catalogue) -> AsyncIterator[Services]:
    """The packaged register, the commands, and a store of this test's own."""
    store = Store(f"sqlite:///{tmp_path / 'ccgwatch.db'}")
    yield Services(register.load(), catalogue, store, contact="bot@example.org")
    await store.close()


@pytest.fixture
def console(services: Services) -> Conversation:
    """A person at the console, on a fixed day."""
    return Conversation(services, lambda: NOW)


@pytest.fixture(params=EVERYWHERE)
def testbot(request: pytest.FixtureRequest) -> Testbot:
    """One line in, one reply out, on each adapter in turn."""
    bot: Testbot = request.getfixturevalue(f"{request.param}_bot")
    return bot


@pytest.fixture
def console_bot(console: Conversation) -> Testbot:
    """The bot on the console."""

    async def ask(text: str) -> str:
        return (await console.ask(f"!{text}")).plain()

    return Testbot("console", ask)


@pytest.fixture
async def discord_talk(
    discord_server: DiscordServer, services: Services, tmp_path: Path
) -> AsyncIterator[Talk]:
    """The bot on the stand-in Discord, with the real core."""
    async with talking(discord_server, Core(services), tmp_path) as talk:
        yield talk


@pytest.fixture
def discord_bot(discord_talk: Talk) -> Testbot:
    """The bot on Discord, asked with the prefix."""
    return Testbot("discord", discord_talk.ask)


@pytest.fixture
def slash_bot(discord_talk: Talk, catalogue: Catalogue, services: Services) -> Testbot:
    """The bot on Discord, asked by slash command."""

    async def ask(text: str) -> str:
        command, words = catalogue.match(text.split())
        assert command
        options = slash_options(command, words, services, discord_talk.server.people)
        return await discord_talk.slash(command.name, options)

    return Testbot("slash", ask)


@pytest.fixture
async def matrix_bot(
    homeserver: synapse.Synapse, services: Services, tmp_path: Path
) -> AsyncIterator[Testbot]:
    """The bot in a plain room on the real homeserver."""
    async with _matrix(homeserver, services, tmp_path, encrypted=False) as bot:
        yield bot


@pytest.fixture
async def encrypted_bot(
    homeserver: synapse.Synapse, services: Services, tmp_path: Path
) -> AsyncIterator[Testbot]:
    """The bot in an encrypted room on the real homeserver."""
    async with _matrix(homeserver, services, tmp_path, encrypted=True) as bot:
        yield bot


@asynccontextmanager
async def _matrix(
    homeserver: synapse.Synapse, services: Services, folder: Path, *, encrypted: bool
) -> AsyncIterator[Testbot]:
    async with matrix_talk(homeserver, folder, Core(services), encrypted=encrypted) as room:

        async def ask(text: str) -> str:
            return await room.ask(f"!{text}")

        yield Testbot("encrypted" if encrypted else "matrix", ask)
