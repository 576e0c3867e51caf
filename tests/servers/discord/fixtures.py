"""The stand-in with the real adapter on it, for any test that wants to talk to the bot on Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.answering import Answering
from bot.discord.adapter import DiscordAdapter
from bot.discord.sending import key
from bot.discord.settings import DiscordSettings
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Channel, Message, User, plain


class Talk:
    """A running adapter on a running stand-in: say something, read the answer."""

    def __init__(self, server: DiscordServer, adapter: DiscordAdapter, running: asyncio.Task[None]):
        self.server, self.adapter, self.running = server, adapter, running

    async def say(self, text: str, **how: Any) -> Message:
        """Say `text` as it stands and return the bot's answer to it."""
        said = await self.server.say(text, **how)
        return await self.server.until(lambda: self.answer(said))

    def answer(self, said: Message) -> Message | None:
        """The first message of the bot's answer to `said`, known by its nonce."""
        nonce = key(str(said.id), 0)
        return next((m for m in self.server.answers(said.channel) if m.body.get("nonce") == nonce), None)

    async def ask(self, text: str, *, author: User | None = None, channel: Channel | None = None) -> str:
        """One line in (without the prefix), one answer out, as plain text."""
        return plain(await self.say(f"!{text}", author=author, channel=channel))

    async def slash(self, name: str, options: dict[str, Any] | None = None, **how: Any) -> str:
        """A slash command, answered as plain text."""
        return plain(await self.server.response(await self.server.slash(name, options, **how)))


@asynccontextmanager
async def talking(
    server: DiscordServer, answering: Answering, state: Path = Path(), **settings: Any
) -> AsyncIterator[Talk]:
    """The real adapter, connected to `server` with `answering` behind it."""
    settings = {"api_base": server.api_base, "gateway_url": server.gateway_url} | settings
    adapter = DiscordAdapter(DiscordSettings(server.token, **settings), answering, state)
    running = asyncio.create_task(adapter.run())
    ready = asyncio.create_task(server.connected())
    try:
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            ready.cancel()
            running.result()
        yield Talk(server, adapter, running)
    finally:
        ready.cancel()
        await adapter.close()
        await asyncio.wait([running], timeout=5)
        running.cancel()
        await asyncio.gather(running, ready, return_exceptions=True)


@pytest.fixture
async def discord_server() -> AsyncIterator[DiscordServer]:
    """A stand-in of the test's own; its end asserts that every body kept Discord's contract."""
    async with DiscordServer() as server:
        yield server
    assert server.contract.violations == []
