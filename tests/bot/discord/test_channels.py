"""The names of a server's channels, and region channels set up from them on Discord."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import discord
import pytest

from bot.core import Core
from bot.hooks import channels_of, matching
from commands.core.context import Services
from commands.core.request import Platform
from storage import subscriptions
from tests.servers.discord import plain
from tests.servers.discord.fixtures import Talk, talking
from tests.servers.discord.server import DiscordServer


@pytest.fixture
async def town(discord_server: DiscordServer, services: Services) -> AsyncIterator[Talk]:
    """A server with channels named after places, and the bot in it."""
    adapters: list[object] = []
    for name in ("midlands", "south-west", "staff-only"):
        discord_server.channel(name)
    discord_server.forum("london")
    hidden = discord_server.channel("north-west")
    silent = discord_server.channel("south-east")
    closed = discord_server.channel("committee")
    services = replace(services, channels=channels_of(lambda: adapters), matching=matching)
    async with talking(discord_server, Core(services)) as talk:
        adapters.append(talk.adapter)
        async with asyncio.timeout(10):
            while not talk.adapter.ready():  # connected comes before the servers' channels are known
                await asyncio.sleep(0.01)
        guild = talk.adapter._client.get_guild(discord_server.guild.id)
        for channel, right in ((hidden, "view_channel"), (silent, "send_messages")):
            _deny(guild, channel.id, right)
        _deny(guild, closed.id, "view_channel", but=guild.me.id)
        yield talk


def _deny(guild, number, right, but=None):
    """Close a channel to everyone in this way, `but` to one member: the stand-in tells of no overwrites."""
    _, denied = discord.PermissionOverwrite(**{right: False}).pair()
    some = [{"id": str(guild.id), "type": 0, "allow": "0", "deny": str(denied.value)}]
    if but:
        some.append({"id": str(but), "type": 1, "allow": str(denied.value), "deny": "0"})
    guild.get_channel(number)._fill_overwrites({"permission_overwrites": some})


async def test_channels_where_the_bot_may_speak(town: Talk) -> None:
    found = {each.name: each.open for each in town.adapter.channels(str(town.server.guild.id))}
    assert {"midlands", "south-west", "staff-only", "london"} <= {name for name in found if found[name]}
    assert found["committee"] is False
    assert not {"north-west", "south-east"} & set(found)
    assert town.adapter.channels("1") == town.adapter.channels("console") == ()


async def test_set_up_by_one_button(town: Talk, services: Services) -> None:
    answer = await town.say("!watch set up", author=town.server.organiser)
    assert "#midlands" in plain(answer)
    assert "#staff-only" not in plain(answer)
    (button,) = answer.buttons
    done = await town.server.press(answer, button["custom_id"], author=town.server.organiser)
    assert "3 channels set up" in plain(await town.server.response(done))
    number = next(c.id for c in town.server.channels.values() if c.name == "midlands")
    database = await services.database()
    async with database.read() as connection:
        (made,) = await subscriptions.of_channel(connection, Platform.DISCORD, str(number))
    assert made.region == "Y60"


async def test_a_channel_not_everybody_sees_is_not_named(town: Talk) -> None:
    organiser = town.server.organiser
    channels = {each.name: each for each in town.server.channels.values()}
    for name in ("midlands", "committee"):
        await town.ask("watch tenders Devon", author=organiser, channel=channels[name])
    told = await town.ask("watching all")
    assert "#midlands is told of" in told
    assert "committee" not in told
    assert f"Channel {channels['committee'].id} (not everybody sees it) is told of" in told
