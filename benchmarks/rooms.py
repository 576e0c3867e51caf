"""Rooms on either network to ask a bot in, with a clock that stops when its answer arrives."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nio import Event, MatrixRoom

from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Channel, Message
from tests.servers.matrix_person import MatrixPerson, content_of

PATIENCE = 30.0
"""Seconds to wait for one answer, or for a bot to connect."""


class Mailbox:
    """When answers arrived (`time.perf_counter`, seconds), by question, and their bytes in all."""

    def __init__(self) -> None:
        self.bytes = 0
        self._arrived: dict[str, float] = {}
        self._more = asyncio.Event()

    @property
    def size(self) -> float:
        """Bytes of an answer on average."""
        return self.bytes / max(1, len(self._arrived))

    def put(self, question: str, content: Mapping[str, Any]) -> None:
        """Note an answer; of several messages that answer one question the first counts."""
        if question not in self._arrived:
            self._arrived[question] = time.perf_counter()
            self.bytes += len(json.dumps(content, ensure_ascii=False).encode())
            self._more.set()

    async def when(self, question: str) -> float:
        """Wait for the answer to `question`; when it arrived."""
        async with asyncio.timeout(PATIENCE):
            while question not in self._arrived:
                self._more.clear()
                await self._more.wait()
        return self._arrived[question]


@dataclass(frozen=True, slots=True)
class Room:
    """Somewhere to ask. `say` says a text and gives the message's id."""

    say: Callable[[str], Awaitable[str]]
    box: Mailbox

    async def ask(self, text: str) -> float:
        """Ask and wait; seconds from question to answer."""
        start = time.perf_counter()
        return await self.box.when(await self.say(text)) - start


class Discord(DiscordServer):
    """A stand-in with a clock. Its checks against Discord's own description are off: they take long."""

    def __init__(self, rooms: int) -> None:
        super().__init__(contract=False)
        self._box = Mailbox()
        channels = [self.room, *(self.channel(f"room-{number}") for number in range(1, rooms))]
        self.rooms = [self._as_room(channel) for channel in channels]

    async def post(self, message: Message) -> None:
        """An answer has arrived."""
        reference = message.body.get("message_reference")
        if reference:
            self._box.put(str(reference["message_id"]), message.body)
        await super().post(message)

    def _as_room(self, channel: Channel) -> Room:
        async def say(text: str) -> str:
            return str((await self.say(text, channel=channel)).id)

        return Room(say, self._box)


class Matrix:
    """Rooms on a homeserver that `person` shares with the account `user`."""

    def __init__(self, homeserver: str, person: MatrixPerson, user: str) -> None:
        self.homeserver, self.person, self.user = homeserver, person, user
        self._boxes: dict[str, Mailbox] = {}
        person.client.add_event_callback(self._saw, Event)

    async def room(self, *, encrypted: bool = False) -> Room:
        """Make a room and invite the account."""
        number = await self.person.make_room(self.user, name="Talk", encrypted=encrypted)
        box = self._boxes[number] = Mailbox()
        return Room(lambda text: self.person.say(number, text), box)

    async def connected(self) -> None:
        """Wait until the account is in all its rooms."""
        async with asyncio.timeout(PATIENCE):
            for number in self._boxes:
                await self.person.member(number, self.user)

    async def _saw(self, room: MatrixRoom, event: Event) -> None:
        content = content_of(event)
        question = content.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id")
        if question and room.room_id in self._boxes:
            self._boxes[room.room_id].put(question, content)
