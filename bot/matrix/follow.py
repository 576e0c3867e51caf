"""The sync loop: reads each response of the homeserver and hands over what it means."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from aiohttp import ClientConnectionError
from nio import Event, MegolmEvent, RoomInfo, RoomKeyEvent, SyncResponse

from bot.answering import Answering, Unfinished
from bot.matrix.client import Client
from bot.matrix.facts import RoomFacts, space_of
from bot.matrix.hearing import Me, hear
from bot.matrix.lanes import Lanes
from bot.matrix.private import PrivateRooms
from bot.matrix.progress import Progress
from bot.matrix.rooms import Rooms
from bot.matrix.settings import MatrixSettings
from bot.matrix.talk import MATRIX, Talk
from bot.matrix.timeline import missed, since_arrival
from bot.matrix.unreadable import Unreadable
from bot.matrix.voice import Voice
from bot.matrix.wire import MatrixTrouble, checked, fetch
from commands.core.context import Channel
from commands.core.reply import Outcome, Reply, Text

log = structlog.get_logger(__name__)

POLL = 30_000  # milliseconds the homeserver may keep us waiting for news
STUCK = 180.0  # seconds a sync may take before the adapter is restarted
STALE = timedelta(hours=24)
"""Older questions found at start are not answered any more."""
_LONGEST_PAUSE = 60.0
_NOTHING: dict[str, list[str]] = {"types": []}
_FILTER = {
    "presence": _NOTHING,
    "account_data": _NOTHING,
    "room": {"timeline": {"limit": 50}, "ephemeral": _NOTHING, "account_data": _NOTHING},
}
_OPEN = ("public", "knock", "restricted", "knock_restricted")
"""Join rules by which a room is shown to those of its space (Matrix 1.8, m.room.join_rules)."""

_CANNOT_READ = Reply(
    (
        Text(
            (
                "I could not read your message, because your app did not share its key with me. "
                "Please send it again; if that does not help, log out of the app and in again.",
            )
        ),
    ),
    Outcome.FAILED,
)


@dataclass(slots=True)
class Pulse:
    """How the loop is: when it last heard from the homeserver (monotonic seconds), and if it is away."""

    last: float | None = None
    away: bool = False

    def beat(self) -> None:
        """Note that the homeserver has answered."""
        self.last, self.away = time.monotonic(), False


class Follower:
    """Follows one client's rooms; `private` are those of them where it talks to one person."""

    def __init__(
        self, client: Client, answering: Answering, settings: MatrixSettings, lanes: Lanes, pulse: Pulse
    ) -> None:
        self._client = client
        self._answering = answering
        self._prefix = settings.prefix
        self._lanes = lanes
        self._pulse = pulse
        self._facts: dict[str, RoomFacts] = {}
        self._talk = Talk(client, answering, Voice(client), self._facts, lanes, settings.prefix)
        self._rooms = Rooms(client, answering, self._facts, lanes, settings.allow_invites_from)
        self._unreadable = Unreadable(client)
        self.private = PrivateRooms(client, self._facts, answering)

    async def follow(self) -> None:
        """Sync until cancelled. The first sync brings all state; the first ever answers nothing."""
        mark = f"matrix:sync:{self._client.user_id}"
        since = await self._answering.recall(mark)
        unfinished = await self._answering.unfinished(MATRIX)
        progress = Progress(partial(self._answering.keep, mark))
        saving = asyncio.create_task(progress.run())
        try:
            oldest = datetime.now(UTC) - STALE
            response = await self._sync(since, full_state=True)
            taken = await self._take(response, since, oldest, silent=since is None)
            progress.add(response.next_batch, taken)
            await self._rooms.at_start()
            for left in unfinished:
                self._lanes.put("unfinished", partial(self._finish, left))
            log.info("matrix.following", rooms=len(self._client.rooms), unfinished=len(unfinished))
            while True:
                await self._exchange_keys()
                since = response.next_batch
                response = await self._sync(since)
                taken = await self._take(response, since)
                progress.add(response.next_batch, taken)
        finally:
            saving.cancel()
            await asyncio.wait((saving,))

    def channels(self, space: str) -> tuple[Channel, ...]:
        """The rooms of a space the bot is in, by name."""
        inside = [
            Channel(room_id, str(room.name), open=room.join_rule in _OPEN)
            for room_id, room in self._client.rooms.items()
            if room.name and space_of(room_id, self._facts) == space
        ]
        return tuple(sorted(inside, key=lambda each: each.name))

    async def _sync(self, since: str | None, *, full_state: bool = False) -> SyncResponse:
        """Ask for news; waits while the homeserver is away. Raises `MatrixTrouble` when it hangs."""
        pause = 1.0
        while True:
            try:
                async with asyncio.timeout(STUCK):
                    # After an outage do not wait for news to learn that the homeserver is back.
                    timeout = 0 if full_state or self._pulse.away else POLL
                    answer = await self._client.sync(timeout, _FILTER, since, full_state or None)
                response = checked(answer, "Syncing failed")
            except TimeoutError:
                raise MatrixTrouble("The homeserver does not answer a sync.") from None
            except (ClientConnectionError, MatrixTrouble) as error:
                log.warning("matrix.homeserver_away", kind=type(error).__name__)
                self._pulse.away = True
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                self._pulse.beat()
                return response

    async def _take(
        self,
        response: SyncResponse,
        since: str | None,
        oldest: datetime | None = None,
        *,
        silent: bool = False,
    ) -> list[asyncio.Event]:
        """Learn from a response and hand over its questions; returns what to wait for."""
        for room_id, info in response.rooms.join.items():
            self._learn(room_id, info)
            for person in self.private.came_in(room_id, info.timeline.events):
                self._lanes.put(f"reach {person}", partial(self._answering.reachable, MATRIX, person))
        for room_id in response.rooms.leave:
            self._client.rooms.pop(room_id, None)
            self._facts.pop(room_id, None)
        self._rooms.take(response)
        taken: list[asyncio.Event] = []
        if any(isinstance(event, RoomKeyEvent) for event in response.to_device_events):
            for room_id, event in self._unreadable.readable():
                taken += self._hear(room_id, event)
        if silent:
            return taken
        for room_id, info in response.rooms.join.items():
            if self._facts[room_id].is_space:
                continue
            for event in await self._new(room_id, info, since):
                if oldest is None or event.server_timestamp / 1000 >= oldest.timestamp():
                    taken += self._hear(room_id, event)
        return taken

    def _learn(self, room_id: str, info: RoomInfo) -> None:
        facts = self._facts.setdefault(room_id, RoomFacts(room_id))
        for event in info.state:
            facts.take(event.source)
        for event in info.timeline.events:
            if not event.decrypted:  # state inside an encrypted message is nobody's but its sender's
                facts.take(event.source)

    async def _new(self, room_id: str, info: RoomInfo, since: str | None) -> Sequence[Event]:
        """Tell the events of a room that are new, with what the response left out."""
        timeline = info.timeline
        arrived, events = since_arrival(timeline.events, self._client.user_id)
        if not arrived and timeline.limited and since and timeline.prev_batch:
            older = await missed(self._client, room_id, timeline.prev_batch, since)
            arrived, events = since_arrival([*older, *events], self._client.user_id)
        return [event for event in events if isinstance(event, Event)]  # not nio's kinds of bad event

    def _hear(self, room_id: str, event: Event) -> list[asyncio.Event]:
        """Hand over one event; returns the sign that it was taken, if it is for us."""
        if isinstance(event, MegolmEvent):
            self._unreadable.put(room_id, event)
            self._lanes.put(f"unread {event.event_id}", partial(self._unread, room_id, event))
            return []
        try:
            heard = hear(event, self._me(room_id), two=self._talk.two(room_id), prefix=self._prefix)
        except Exception as error:  # the loop must get past any event, or it would meet it at every start
            log.error("matrix.event_passed_over", kind=type(error).__name__)
            return []
        return [self._talk.put(room_id, heard)] if heard else []

    def _me(self, room_id: str) -> Me:
        user_id = self._client.user_id
        member = self._client.rooms[room_id].users.get(user_id)
        return Me(user_id, (member.display_name if member else None) or "")

    async def _unread(self, room_id: str, event: MegolmEvent) -> None:
        if await self._unreadable.given_up(event, datetime.now(UTC).date()):
            await self._talk.say(room_id, _CANNOT_READ, to=event.event_id, key=event.event_id)

    async def _finish(self, left: Unfinished) -> None:
        """Answer a question that an earlier run had taken."""
        if left.channel not in self._client.rooms:
            return
        event = await fetch(self._client, left.channel, left.message_id)
        if event is not None and not isinstance(event, MegolmEvent):
            self._hear(left.channel, event)

    async def _exchange_keys(self) -> None:
        """Do what encryption needs between syncs; what fails is done after the next."""
        client = self._client
        try:
            if client.should_upload_keys:
                await client.keys_upload()
            if client.should_query_keys:
                await client.keys_query()
            if client.should_claim_keys:
                await client.keys_claim(client.get_users_for_key_claiming())
            await client.send_to_device_messages()
        except Exception as error:  # away; or a send has just done it; or somebody's keys are malformed
            log.info("matrix.keys_later", kind=type(error).__name__)
