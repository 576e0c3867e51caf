"""The whole story, on each network and across both, with time moved by the test."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.core.context import Services
from tests.scenes.both_stage import BothStage
from tests.scenes.discord_stage import DiscordStage
from tests.scenes.matrix_stage import on_matrix
from tests.scenes.play import CoreInTime, Time, playing
from tests.scenes.script import whole
from tests.servers.discord.fixtures import discord_server, talking
from tests.servers.discord.server import DiscordServer
from tests.servers.synapse import Synapse

__all__ = ["discord_server"]


@pytest.fixture
def time() -> Time:
    return Time(datetime(2025, 10, 31, 9, 0, tzinfo=UTC))


@pytest.fixture
def core(services: Services, time: Time) -> CoreInTime:
    return CoreInTime(services, time)


async def test_on_discord(
    discord_server: DiscordServer, services: Services, core: CoreInTime, time: Time, tmp_path: Path
) -> None:
    database = await services.database()
    async with talking(discord_server, core, tmp_path) as talk:
        stage = DiscordStage(talk)
        await stage.begin()
        async with playing(stage, database, time, talk.adapter) as play:
            await whole(play)


@pytest.mark.synapse
async def test_in_an_encrypted_room(
    homeserver: Synapse, services: Services, core: CoreInTime, time: Time, tmp_path: Path
) -> None:
    database = await services.database()
    async with on_matrix(homeserver, core, tmp_path) as stage:
        await stage.begin()
        async with playing(stage, database, time, stage.adapter) as play:
            await whole(play)


@pytest.mark.synapse
async def test_across_both_networks_with_a_linked_person(
    discord_server: DiscordServer,
    homeserver: Synapse,
    services: Services,
    core: CoreInTime,
    time: Time,
    tmp_path: Path,
) -> None:
    database = await services.database()
    async with (
        talking(discord_server, core, tmp_path) as talk,
        on_matrix(homeserver, core, tmp_path) as matrix,
    ):
        stage = BothStage(DiscordStage(talk), matrix)
        await stage.begin()
        async with playing(stage, database, time, talk.adapter, matrix.adapter) as play:
            await whole(play)
        assert stage.discord.told() == []  # Jo chose the other network
