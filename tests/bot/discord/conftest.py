"""What every Discord test needs: a stand-in server, an answering, and the adapter between them."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.discord.stand_in import StandInAnswering
from tests.servers.discord.fixtures import Talk, discord_server, talking
from tests.servers.discord.server import DiscordServer

__all__ = ["discord_server"]


@pytest.fixture
def answering() -> StandInAnswering:
    return StandInAnswering()


@pytest.fixture
async def talk(discord_server: DiscordServer, answering: StandInAnswering) -> AsyncIterator[Talk]:
    async with talking(discord_server, answering) as talk:
        yield talk
