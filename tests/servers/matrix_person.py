"""A person in Matrix for tests: an ordinary client with encryption, that talks and listens.

It is matrix-nio used plainly, apart from the bot's own code, so that what it reads and decrypts
is what any other client would.
"""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nio import (
    AsyncClient,
    AsyncClientConfig,
    Event,
    JoinResponse,
    LoginResponse,
    RoomCreateResponse,
    RoomPutStateResponse,
    RoomSendResponse,
)

from tests.servers.synapse import Synapse, unique

PATIENCE = 20.0  # seconds for something that should come at once
ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


class MatrixPerson:
    """Somebody with an account and one device. Everything they see is in `events`, oldest first."""

    def __init__(self, client: AsyncClient, password: str) -> None:
        self.client = client
        self.password = password
        self.events: list[tuple[str, Event]] = []
        self._changed = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def arrive(
        cls, server: Synapse, directory: Path, stem: str = "jo", *, display_name: str | None = None
    ) -> "MatrixPerson":
        """Register, log in and listen."""
        password = unique("password")
        user = await server.register(unique(stem), password)
        person = await cls.on_device(server, directory, user, password)
        if display_name:
            await person.client.set_displayname(display_name)
        return person

    @classmethod
    async def on_device(cls, server: Synapse, directory: Path, user: str, password: str) -> "MatrixPerson":
        """Log in on a new device of an account there is, and listen."""
        store = directory / unique("store")
        store.mkdir(parents=True)
        client = AsyncClient(
            server.url, user, store_path=str(store), config=AsyncClientConfig(max_timeouts=3)
        )
        answer = await client.login(password, device_name="test")
        assert isinstance(answer, LoginResponse), answer
        person = cls(client, password)
        client.add_event_callback(person._saw, Event)
        await client.sync(timeout=0, full_state=True)
        if client.should_upload_keys:
            await client.keys_upload()
        person._listening = asyncio.create_task(client.sync_forever(timeout=10_000))
        return person

    @property
    def id(self) -> str:
        """Their user id."""
        return str(self.client.user_id)

    async def leave(self) -> None:
        """Stop listening and close."""
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._listening
        await self.client.close()
        if self.client.store is not None:
            self.client.store.database.close()

    async def _saw(self, room: Any, event: Event) -> None:
        self.events.append((room.room_id, event))
        self._changed.set()

    # What they do

    async def make_room(
        self,
        *invited: str,
        name: str | None = None,
        encrypted: bool = False,
        state: tuple[dict[str, Any], ...] = (),
        **more: Any,
    ) -> str:
        """Make a private room and invite people."""
        initial = [*state, *([ENCRYPTION] if encrypted else [])]
        answer = await self.client.room_create(name=name, invite=list(invited), initial_state=initial, **more)
        assert isinstance(answer, RoomCreateResponse), answer
        await self.until(lambda: answer.room_id in self.client.rooms)
        return str(answer.room_id)

    async def join(self, room_id: str) -> None:
        """Go into a room."""
        answer = await self.client.join(room_id)
        assert isinstance(answer, JoinResponse), answer
        await self.until(lambda: room_id in self.client.rooms)

    async def say(self, room_id: str, text: str, **content: Any) -> str:
        """Say something; `content` adds to the message or replaces parts of it. Returns the event id."""
        return await self.send(room_id, {"msgtype": "m.text", "body": text, **content})

    async def send(self, room_id: str, content: dict[str, Any], kind: str = "m.room.message") -> str:
        """Send any event."""
        answer = await self.client.room_send(room_id, kind, content, ignore_unverified_devices=True)
        assert isinstance(answer, RoomSendResponse), answer
        return str(answer.event_id)

    async def react(self, room_id: str, event_id: str, key: str) -> str:
        """React to a message."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return await self.send(room_id, {"m.relates_to": relation}, "m.reaction")

    async def edit(self, room_id: str, event_id: str, text: str) -> str:
        """Change what a message says."""
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        return await self.say(room_id, f"* {text}", **{"m.new_content": new, "m.relates_to": relation})

    async def set_state(self, room_id: str, kind: str, content: dict[str, Any], key: str = "") -> None:
        """Change a setting of a room."""
        answer = await self.client.room_put_state(room_id, kind, content, key)
        assert isinstance(answer, RoomPutStateResponse), answer

    # What they see

    async def until(self, true: Callable[[], Any], patience: float = PATIENCE) -> Any:
        """Wait until something is so; returns what it gave."""
        async with asyncio.timeout(patience):
            while not (found := true()):
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.2)
        return found

    async def member(self, room_id: str, user: str) -> None:
        """Wait until `user` has joined the room (is no longer only invited)."""

        def joined() -> bool:
            room = self.client.rooms.get(room_id)
            return bool(room and user in room.users and not room.users[user].invited)

        await self.until(joined)

    def answers(self, room_id: str, question: str) -> list[Event]:
        """The messages that reply to `question`, oldest first; later edits of them are not among these."""
        return [
            event
            for room, event in self.events
            if room == room_id
            and content_of(event).get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id") == question
        ]

    async def answer(self, room_id: str, question: str) -> Event:
        """Wait for the first reply to `question`."""
        found: Event = (await self.until(lambda: self.answers(room_id, question)))[0]
        return found

    async def edit_of(self, room_id: str, message: str) -> Event:
        """Wait for an edit of `message`."""

        def edits() -> list[Event]:
            return [
                event
                for room, event in self.events
                if room == room_id
                and content_of(event).get("m.relates_to", {}).get("rel_type") == "m.replace"
                and content_of(event)["m.relates_to"].get("event_id") == message
            ]

        found: Event = (await self.until(edits))[0]
        return found

    def invited_to(self, room_id: str) -> bool:
        """Whether they have an invitation to the room."""
        return room_id in self.client.invited_rooms


def content_of(event: Event) -> dict[str, Any]:
    """The content of an event, decrypted where it was encrypted."""
    content: dict[str, Any] = event.source.get("content", {})
    return content
