"""The bot that everything is measured against: it only says again what it hears.

As small as the same libraries allow: one discord.py client and one matrix-nio client in a
process, one callback each, library defaults, no storage of its own (matrix-nio's store of keys
apart, which encrypted rooms need). ``python -m benchmarks.bare SETTINGS``, a JSON object with
``discord`` (api_base, gateway_url, token), ``matrix`` (homeserver, user, password, store) or both.
"""

import asyncio
import json
import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from nio import AsyncClient, MatrixRoom, RoomMessageText


async def on_discord(api_base: str, gateway_url: str, token: str) -> None:
    """Echo every message of people, as a reply to it."""
    Route.BASE = api_base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    intents = discord.Intents.default()
    intents.message_content = True
    client = discord.Client(intents=intents)

    @client.event
    async def on_message(message: discord.Message) -> None:
        if not message.author.bot:
            await message.reply(message.content)

    async with client:
        await client.start(token)


async def on_matrix(homeserver: str, user: str, password: str, store: str) -> None:
    """Echo every text of people, as a reply to it, in the rooms it is invited to at start."""
    client = AsyncClient(homeserver, user, store_path=store)

    async def on_text(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender != client.user_id:
            relation = {"m.in_reply_to": {"event_id": event.event_id}}
            content = {"msgtype": "m.notice", "body": event.body, "m.relates_to": relation}
            await client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)

    client.add_event_callback(on_text, RoomMessageText)
    await client.login(password)
    await client.sync()
    for room_id in list(client.invited_rooms):
        await client.join(room_id)
    await client.sync_forever(timeout=30_000, full_state=True)


async def main() -> None:
    """Run what is named until killed."""
    runs = {"discord": on_discord, "matrix": on_matrix}
    settings = json.loads(sys.argv[1])
    await asyncio.gather(*(runs[network](**values) for network, values in settings.items()))


if __name__ == "__main__":
    asyncio.run(main())
