"""The bot on a real homeserver, a person, and a room they are both in: one line in, one reply out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from nio import Event

from bot.answering import Answering
from bot.matrix.adapter import MatrixAdapter
from bot.matrix.settings import MatrixSettings
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.synapse import Synapse, unique


@dataclass
class MatrixTalk:
    """A running bot, somebody who may invite it, and the room they share."""

    server: Synapse
    settings: MatrixSettings
    person: MatrixPerson
    adapter: MatrixAdapter
    room_id: str = ""

    async def ask(self, text: str) -> str:
        """Say `text` in the room; returns the plain text of the bot's answer."""
        return str(content_of(await self.reply(text))["body"])

    async def reply(self, text: str) -> Event:
        """Say `text` in the room; returns the bot's answer as the person received it."""
        return await self.person.answer(self.room_id, await self.person.say(self.room_id, text))


@asynccontextmanager
async def running(
    settings: MatrixSettings, answering: Answering, state: Path
) -> AsyncIterator[MatrixAdapter]:
    """Run an adapter until the block ends; the block begins once it follows its rooms."""
    adapter = MatrixAdapter(settings, answering, state)
    task = asyncio.create_task(adapter.run())
    try:
        async with asyncio.timeout(30):
            while not adapter.health().well and not task.done():
                await asyncio.sleep(0.02)
        if task.done():
            task.result()
        yield adapter
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def bot_account(server: Synapse, *inviters: str, password: str = "bot password") -> MatrixSettings:
    """Register an account for a bot; `inviters` may invite it."""
    user = await server.register(unique("bot"), password)
    return MatrixSettings(server.url, user, password, allow_invites_from=inviters)


@asynccontextmanager
async def matrix_talk(
    server: Synapse,
    directory: Path,
    answering: Answering,
    *,
    encrypted: bool = False,
    name: str | None = "Talk",
) -> AsyncIterator[MatrixTalk]:
    """Start the bot and a person, in a plain or encrypted room; without `name` it is a private talk."""
    person = await MatrixPerson.arrive(server, directory)
    try:
        settings = await bot_account(server, person.id)
        async with running(settings, answering, directory / "state") as adapter:
            room_id = await person.make_room(settings.user, name=name, encrypted=encrypted)
            await person.member(room_id, settings.user)
            yield MatrixTalk(server, settings, person, adapter, room_id)
    finally:
        await person.leave()
