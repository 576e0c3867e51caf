"""From a stored notice to one post on each network, and what follows it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.bot.delivery.conftest import delivering, settled
from tests.bot.delivery.news import News, notice
from tests.bot.discord.stand_in import StandInAnswering
from tests.bot.matrix import parrot
from tests.servers.discord import DiscordServer, plain
from tests.servers.discord.fixtures import discord_server, talking
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.matrix_talk import matrix_talk
from tests.servers.synapse import Synapse
from tests.storage.conftest import SQLITE_ONLY

__all__ = ["discord_server"]


@pytest.mark.synapse
async def test_one_notice_is_one_post_on_each_network(
    news: News, discord_server: DiscordServer, homeserver: Synapse, tmp_path: Path
) -> None:
    async with (
        parrot.core(tmp_path) as core,
        talking(discord_server, StandInAnswering()) as talk,
        matrix_talk(homeserver, tmp_path, core, encrypted=True) as room,
    ):
        await news.subscribe("discord", str(discord_server.room.id))
        await news.subscribe("matrix", room.room_id)
        await news.publish(notice(1))
        async with delivering(news, talk.adapter, room.adapter):
            assert await settled(news) == ["sent", "sent"]
        [on_discord] = discord_server.answers()
        assert "Dental services 1" in plain(on_discord)
        assert "£1.25 million" in plain(on_discord)

        def shown() -> list[dict[str, Any]]:
            seen = [content_of(each) for _, each in room.person.events if each.sender == room.settings.user]
            return [content for content in seen if "Dental services 1" in str(content.get("body"))]

        await room.person.until(shown)  # the homeserver has it already; this client syncs in its own time
        [on_matrix] = shown()
        assert on_matrix["msgtype"] == "m.notice"
        assert "£1.25 million" in on_matrix["body"]


@SQLITE_ONLY
@pytest.mark.synapse
async def test_a_homeserver_away_delays_its_posts_and_no_others(
    news: News, discord_server: DiscordServer, tmp_path: Path
) -> None:
    homeserver = Synapse.prepare()
    await asyncio.to_thread(homeserver.start)
    try:
        async with (
            parrot.core(tmp_path) as core,
            talking(discord_server, StandInAnswering()) as talk,
            matrix_talk(homeserver, tmp_path, core) as room,
            delivering(news, talk.adapter, room.adapter),
        ):
            await news.subscribe("discord", str(discord_server.room.id))
            await news.subscribe("matrix", room.room_id)
            await room.person.until(lambda: room.room_id in room.adapter._client.rooms)
            await asyncio.to_thread(homeserver.stop)
            await news.publish(notice(1), notice(2))
            await discord_server.until(lambda: len(discord_server.answers()) == 2, 20)
            await asyncio.to_thread(homeserver.start)
            assert await settled(news, 90) == ["sent"] * 4
            again = await MatrixPerson.on_device(homeserver, tmp_path, room.person.id, room.person.password)
            page = await again.client.room_messages(room.room_id, "", limit=50)
            said = [content_of(event).get("body", "") for event in page.chunk]
            await again.leave()
            assert [sum(f"Dental services {n}" in body for body in said) for n in (1, 2)] == [1, 1]
    finally:
        homeserver.discard()
