"""The bare loop that delivery is measured against: it only sends, through the same library.

The same message to every channel, `times` times over, in each channel in order and `slots` at once
in all; nothing is kept, nothing looked up. ``python -m benchmarks.loop SETTINGS``, a JSON object
with ``discord`` (api_base, gateway_url, token) or ``matrix`` (homeserver, user, password), and with
``channels``, ``times``, ``slots`` and ``content``, the message as the network has it.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from nio import AsyncClient

Send = Callable[[str], Awaitable[object]]


async def to_all(send: Send, channels: Sequence[str], times: int, slots: int) -> None:
    """Send `times` times to each channel."""
    free = asyncio.Semaphore(slots)

    async def to(channel: str) -> None:
        for _ in range(times):
            async with free:
                await send(channel)

    await asyncio.gather(*(to(channel) for channel in channels))


async def on_discord(
    settings: dict[str, str], channels: Sequence[str], times: int, slots: int, content: dict[str, Any]
) -> None:
    """Send with discord.py, once it is ready."""
    Route.BASE = settings["api_base"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings["gateway_url"])
    client = discord.Client(intents=discord.Intents.default())
    embeds = [discord.Embed.from_dict(embed) for embed in content.get("embeds", [])]

    async def send(channel: str) -> None:
        await client.get_partial_messageable(int(channel)).send(content.get("content"), embeds=embeds)

    @client.event
    async def on_ready() -> None:
        await to_all(send, channels, times, slots)
        await client.close()

    async with client:
        await client.start(settings["token"])


async def on_matrix(
    settings: dict[str, str], channels: Sequence[str], times: int, slots: int, content: dict[str, Any]
) -> None:
    """Send with matrix-nio."""
    client = AsyncClient(settings["homeserver"], settings["user"])
    await client.login(settings["password"])
    await to_all(lambda room: client.room_send(room, "m.room.message", content), channels, times, slots)
    await client.close()


async def main() -> None:
    """Send, and end."""
    settings = json.loads(sys.argv[1])
    what = settings["channels"], settings["times"], settings["slots"], settings["content"]
    if "discord" in settings:
        await on_discord(settings["discord"], *what)
    else:
        await on_matrix(settings["matrix"], *what)


if __name__ == "__main__":
    asyncio.run(main())
