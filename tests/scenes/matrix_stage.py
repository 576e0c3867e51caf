"""An encrypted room on the real homeserver as a stage: Sam, Jo and the bot, and Jo in private talk with it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.answering import Answering
from bot.matrix.adapter import MatrixAdapter
from bot.matrix.posting import KEY
from bot.matrix.render import KEYCAPS
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.matrix_talk import bot_account, running
from tests.servers.synapse import Synapse


class MatrixStage:
    """Two people with a running bot; `begin` sets a campaign up in their room."""

    def __init__(self, adapter: MatrixAdapter, bot: str, sam: MatrixPerson, jo: MatrixPerson) -> None:
        self.adapter, self.bot, self.sam, self.jo = adapter, bot, sam, jo
        self.room = self.private = ""

    async def begin(self) -> None:
        """An encrypted room for the desk, and a private one that Jo made."""
        self.room = await self.sam.make_room(self.bot, self.jo.id, name="FOI", encrypted=True)
        await self.jo.join(self.room)
        await self.sam.member(self.room, self.bot)
        await self.meet()
        await self.organiser("setup name Save it")
        await self.organiser("setup channel foi")

    async def meet(self) -> None:
        """Jo writes to the bot in private, so that it knows where to find them."""
        self.private = await self.jo.make_room(self.bot, encrypted=True, is_direct=True)
        await self.jo.member(self.private, self.bot)
        assert await self.volunteer("me")

    @property
    def mention(self) -> str:
        return self.jo.id

    async def organiser(self, order: str) -> str:
        return await self._ask(self.sam, self.room, order)

    async def volunteer(self, order: str) -> str:
        return await self._ask(self.jo, self.private, order)

    async def pressed(self, label: str) -> str:
        event, said = self._unasked(self.private)[-1]
        [line] = [each for each in said["body"].splitlines() if f". {label} (" in each]
        number = int(line.partition(".")[0])
        await self.jo.react(self.private, event, KEYCAPS[number - 1])
        return str(content_of(await self.jo.answer(self.private, event))["body"])

    def told(self) -> Sequence[str]:
        return [said["body"] for _, said in self._unasked(self.private)]

    def posted(self) -> Sequence[str]:
        return [said["body"] for _, said in self._unasked(self.room)]

    async def _ask(self, person: MatrixPerson, room: str, order: str) -> str:
        event = await person.answer(room, await person.say(room, f"!{order}"))
        return str(content_of(event)["body"])

    def _unasked(self, room: str) -> list[tuple[str, dict[str, Any]]]:
        """What delivery posted, as Jo could read it: it carries its key."""
        return [
            (event.event_id, content_of(event))
            for place, event in self.jo.events
            if place == room and event.sender == self.bot and content_of(event).get(KEY)
        ]


@asynccontextmanager
async def on_matrix(server: Synapse, answering: Answering, folder: Path) -> AsyncIterator[MatrixStage]:
    """The adapter and two people on the homeserver; nothing is set up yet."""
    sam, jo = (
        await MatrixPerson.arrive(server, folder / "sam"),
        await MatrixPerson.arrive(server, folder / "jo"),
    )
    try:
        settings = await bot_account(server, sam.id, jo.id)
        async with running(settings, answering, folder / "state") as adapter:
            yield MatrixStage(adapter, settings.user, sam, jo)
    finally:
        await sam.leave()
        await jo.leave()
