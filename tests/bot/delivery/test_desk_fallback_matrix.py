"""Somebody on a real homeserver who lets nobody write to them in private: named in the room of the desk."""

from pathlib import Path
from typing import Any

import pytest

from commands.core.request import Platform
from storage import campaigns, channels, foi_tasks, people, roles
from storage.roles import Role
from tests.bot.delivery.conftest import until
from tests.bot.delivery.foi import SOON, FoiNews, at
from tests.bot.matrix import parrot
from tests.servers.discord.server import DiscordServer
from tests.servers.matrix_person import content_of
from tests.servers.matrix_talk import MatrixTalk, matrix_talk
from tests.servers.synapse import Synapse
from tests.storage.conftest import SQLITE_ONLY

pytestmark = [SQLITE_ONLY, pytest.mark.synapse]


@pytest.fixture
def news(database: Any, discord_server: DiscordServer) -> FoiNews:
    return FoiNews(database, discord_server)


async def _campaign_in(news: FoiNews, talk: MatrixTalk) -> int:
    """A campaign whose desk is in the room, with the person as its volunteer; who they are in the store."""
    async with news.database.write() as connection:
        made = await campaigns.ensure_campaign(connection, Platform.MATRIX, talk.room_id, "Save it", news.now)
        news.campaign = made.id
        await channels.set_purpose(connection, made.id, Platform.MATRIX, talk.room_id, "foi", None)
        jo = await people.ensure_person(connection, Platform.MATRIX, talk.person.id, "Jo", news.now)
        await roles.grant(connection, made.id, jo, Role.VOLUNTEER, None, news.now)
    return jo


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_who_declines_the_invitation_is_named_in_the_room(
    news: FoiNews, homeserver: Synapse, tmp_path: Path, encrypted: bool
) -> None:
    async with (
        parrot.core(tmp_path) as core,
        matrix_talk(homeserver, tmp_path, core, encrypted=encrypted) as talk,
        news.delivering(talk.adapter),
    ):
        jo = await _campaign_in(news, talk)
        for subject in ("secret plans", "contracts"):
            made = await news.request(None, subject=subject)
            async with news.database.write() as connection:
                await foi_tasks.assign(connection, made.id, jo, None, news.now)
        await news.sweep(at(SOON, 0, 10))
        news.now = at(SOON)
        person, bot = talk.person, talk.settings.user
        await person.until(
            lambda: [each for each in person.client.invited_rooms.values() if each.inviter == bot]
        )
        for room in list(person.client.invited_rooms):
            await person.client.room_leave(room)

        async def told_elsewhere() -> bool:
            rows = await news.rows()
            if not any(row.state == "leased" for row in rows):
                # The invitation is looked at again, or the message is due.
                news.now = max(row.not_before for row in rows)
            return not {"pending", "leased"} & {str(row.state) for row in rows}

        await until(told_elsewhere, patience=60)
        assert await news.states() == ["dropped", "dropped", "sent", "sent"]

        def shown() -> list[dict[str, Any]]:
            seen = [
                content_of(each)
                for where, each in person.events
                if where == talk.room_id and each.sender == bot
            ]
            return [content for content in seen if "request 1" in str(content.get("body"))]

        await person.until(shown)
        [message] = shown()
        assert message["m.mentions"] == {"user_ids": [person.id]}
        assert "request 1: The answer will soon be due: has anything come?; request 2: " in message["body"]
        assert "secret plans" not in str(message)
