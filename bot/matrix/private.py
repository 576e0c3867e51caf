"""Private rooms: where a person is written to, one they invited the bot to or one it invites them to.

A room is private while only the bot and that person are in it, it has no name and is in no space, as
`bot.matrix.talk` understands a private talk. What the bot makes is marked in its creation, which nobody
can change: a process that is killed before it can note the room down finds it again.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import quote
from uuid import uuid4

from nio import RoomMemberEvent

from bot.answering import Answering
from bot.delivery import posting
from bot.matrix.client import Client
from bot.matrix.direct import DirectRooms, ask
from bot.matrix.facts import RoomFacts, space_of
from storage import leases
from storage.errors import StorageError

MARK = "uk.ccgwatch.private"
"""Where in a room's creation it says for whom the bot has made it."""
PATIENCE = timedelta(hours=1)
"""How long after an invitation a post waits for it to be accepted. The invitation itself stays open."""
_ASK_AGAIN, _SOON = 60.0, 5.0  # seconds
_LEASE = timedelta(seconds=60)
_PRESENT = frozenset({"join", "invite"})
_ROOM = {
    "preset": "private_chat",
    "is_direct": True,
    "initial_state": [
        {
            "type": "m.room.encryption",
            "state_key": "",
            "content": {"algorithm": "m.megolm.v1.aes-sha2"},
        }
    ],
    "power_level_content_override": {"invite": 50},  # it stays a talk of two
}


class PrivateRooms:
    """The private rooms of one client; `facts` is kept up to date by the adapter, `now` is aware, in UTC."""

    def __init__(
        self,
        client: Client,
        facts: Mapping[str, RoomFacts],
        answering: Answering,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._facts = facts
        self._answering = answering
        self._now = now
        self._direct = DirectRooms(client)
        self._known: dict[str, str] = {}

    async def room(self, person: str, since: datetime | None = None) -> str:
        """The room where both the bot and `person` are; `since` when there has been something to tell them.

        Raises `posting.TryLater` while an invitation may still be accepted, `posting.PersonClosed` where it
        was not or cannot be given, and `posting.Unreachable`.
        """
        known = self._known.get(person)
        if known is not None and self._shared(known, person):
            return known
        if person == self._client.user_id:
            raise posting.PersonClosed("The bot does not write to itself.")
        if not all(person[1:].partition(":")):
            raise posting.PersonGone("That is no Matrix account.")
        noted = await self._direct.of(person)
        others = sorted(self._facts, key=lambda room_id: (not self._made_for(person, room_id), room_id))
        for room_id in (*noted, *others):
            if self._shared(room_id, person):
                await self._direct.put(person, room_id)
                self._known[person] = room_id
                return room_id
        async with self._alone(person):
            await self._fetch(person, since)

    def came_in(self, room_id: str, events: Iterable[object]) -> list[str]:
        """Who has accepted the invitation to a room that was made for them, by `events` of that room."""
        joined = [each for each in events if isinstance(each, RoomMemberEvent) and each.membership == "join"]
        return [each.state_key for each in joined if self._made_for(each.state_key, room_id)]

    def _shared(self, room_id: str, person: str) -> bool:
        """Whether it is a private room, and both are in it."""
        room = self._client.rooms.get(room_id)
        return (
            room is not None
            and self._suits(room_id)
            and self._facts[room_id].tombstone is None
            and set(room.users) == {self._client.user_id, person}
            and not room.users[person].invited
        )

    def _suits(self, room_id: str) -> bool:
        """Whether it would be private, but for who is in it."""
        room, facts = self._client.rooms.get(room_id), self._facts.get(room_id)
        if room is None or facts is None or facts.is_space or room.is_named:
            return False
        return space_of(room_id, self._facts) is None

    def _made_for(self, person: str, room_id: str) -> bool:
        facts = self._facts.get(room_id) or RoomFacts(room_id)
        return facts.creators == {self._client.user_id} and facts.creation.get(MARK) == person

    async def _fetch(self, person: str, since: datetime | None) -> NoReturn:
        """Wait for somebody who is in no room with the bot, or invite them: once."""
        await self._heard_of_all(person)
        made = [room_id for room_id in self._facts if self._made_for(person, room_id)]
        ended = False
        for each in dict.fromkeys((*await self._direct.of(person), *made)):
            room_id = self._latest(each)
            if room_id != each and room_id not in self._facts:
                self._wait("The private room was replaced, and the bot is not in the new one yet.", since)
            membership, at = await self._membership(person, room_id)
            match membership:
                case "join":
                    self._wait("The private room is only just being joined.", since, _SOON)
                case "invite":
                    self._wait("The invitation to a private room is not accepted yet.", at)
                case "none" if self._made_for(person, room_id):  # killed or refused before it was given
                    await self._invite(f"/rooms/{quote(room_id)}/invite", {"user_id": person}, since)
                    self._wait("The invitation to a private room was only just given.", self._now())
                case "leave" | "ban":
                    ended = True
        if ended:
            raise posting.PersonClosed("They left the private room, or declined the invitation to it.")
        await self._make(person, since)

    async def _heard_of_all(self, person: str) -> None:
        """Raise `posting.TryLater` where the bot is in a room for them that no sync has told of yet."""
        _, found = await ask(self._client, "GET", "/joined_rooms")
        for room_id in set(found.get("joined_rooms", ())) - set(self._facts):
            _, creation = await ask(self._client, "GET", f"/rooms/{quote(room_id)}/state/m.room.create")
            if creation.get(MARK) == person:
                raise posting.TryLater("The private room was only just made.", _SOON, crowded=False)

    def _latest(self, room_id: str) -> str:
        """The room itself, or what has replaced it in the end."""
        passed: set[str] = set()
        while room_id not in passed and (facts := self._facts.get(room_id)) and facts.tombstone:
            passed.add(room_id)
            room_id = facts.tombstone[1]
        return room_id

    async def _membership(self, person: str, room_id: str) -> tuple[str, datetime]:
        """How they stand to a room, and since when: ``none`` if never invited, ``other`` where others are."""
        _, found = await ask(self._client, "GET", f"/rooms/{quote(room_id)}/members")
        members = {event["state_key"]: event for event in found.get("chunk", ())}
        standing = {user: str(event["content"].get("membership")) for user, event in members.items()}
        me = self._client.user_id
        if standing.get(me) != "join":  # it was thrown out
            return "leave", self._now()
        others = any(each in _PRESENT for user, each in standing.items() if user not in (me, person))
        if others or (room_id in self._facts and not self._suits(room_id)):
            return "other", self._now()
        if person not in members:
            return "none", self._now()
        at = datetime.fromtimestamp(members[person].get("origin_server_ts", 0) / 1000, UTC)
        return standing[person], at

    async def _make(self, person: str, since: datetime | None) -> NoReturn:
        if await self._nobody(person):
            raise posting.PersonGone("The homeserver knows nobody of that name.")
        body = {**_ROOM, "invite": [person], "creation_content": {MARK: person}}
        made = await self._invite("/createRoom", body, since)
        await self._direct.put(person, str(made["room_id"]))
        self._wait("The invitation to a private room was only just given.", self._now())

    async def _nobody(self, person: str) -> bool:
        """Whether there is no sign of them: no profile, which some lack, and no device or key, either."""
        try:
            status, _ = await ask(self._client, "GET", f"/profile/{quote(person, safe='')}")
            if status != 404:
                return False
            _, found = await ask(self._client, "POST", "/keys/query", {"device_keys": {person: []}})
        except posting.Unreachable:  # other homeservers need not tell
            return False
        kinds = ("device_keys", "master_keys")
        return not found.get("failures") and not any(found.get(kind, {}).get(person) for kind in kinds)

    async def _invite(self, path: str, body: Mapping[str, Any], since: datetime | None) -> dict[str, Any]:
        """Ask for an invitation to be given, by a homeserver that may have to ask another one."""
        try:
            status, answer = await ask(self._client, "POST", path, body)
        except posting.Unreachable:
            if since is None or self._now() - since < PATIENCE:
                raise
            raise posting.PersonClosed("Their homeserver could not be asked.") from None
        if status != 200:
            raise posting.PersonClosed(f"They cannot be invited to a private room ({answer.get('errcode')}).")
        return answer

    def _wait(self, words: str, since: datetime | None, seconds: float = _ASK_AGAIN) -> NoReturn:
        if since is None or self._now() - since < PATIENCE:
            raise posting.TryLater(words, seconds, crowded=False)
        raise posting.PersonClosed(words)

    @asynccontextmanager
    async def _alone(self, person: str) -> AsyncIterator[None]:
        """Keep other processes, and other posts of this one, from inviting the same person meanwhile."""
        digest = hashlib.blake2b(f"{self._client.user_id} {person}".encode(), digest_size=16).hexdigest()
        name, holder, now = f"matrix:private:{digest}", uuid4().hex, self._now()
        try:
            database = await self._answering.services.database()
            async with database.write() as connection:
                taken = await leases.take(connection, name, holder, now, now + _LEASE)
            if not taken:
                raise posting.TryLater("The private room is only just being made.", _SOON, crowded=False)
            try:
                yield
            finally:
                async with database.write() as connection:
                    await leases.release(connection, name, holder)
        except StorageError as error:
            raise posting.TryLater("The store did not answer.", _ASK_AGAIN, crowded=False) from error
