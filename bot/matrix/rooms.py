"""Which rooms the bot goes into: invitations, and rooms that replace one it was in."""

import asyncio
import contextlib
from fnmatch import fnmatchcase
from functools import partial

import structlog
from nio import AsyncClient, JoinError, SyncResponse

from bot.answering import Answering
from bot.matrix.facts import RoomFacts
from bot.matrix.lanes import Lanes
from bot.matrix.wire import UNREACHABLE, call
from commands.core.request import Platform
from storage.channels import move_channel

log = structlog.get_logger(__name__)

_JOIN_TRIES = 6
_INVITES_ONLY = (
    '{"room":{"timeline":{"limit":1},"state":{"types":[]},"ephemeral":{"types":[]},"account_data":'
    '{"types":[]}},"presence":{"types":[]},"account_data":{"types":[]}}'
)


def allowed(user: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether `user` may invite the bot; ``*`` and ``?`` in a pattern stand for any characters."""
    return any(fnmatchcase(user, pattern) for pattern in patterns)


class Rooms:
    """Follows invitations and upgrades; `facts` is kept up to date by the adapter."""

    def __init__(
        self,
        client: AsyncClient,
        answering: Answering,
        facts: dict[str, RoomFacts],
        lanes: Lanes,
        invites_from: tuple[str, ...],
        pause: float = 1.0,
    ) -> None:
        self._client = client
        self._answering = answering
        self._facts = facts
        self._lanes = lanes
        self._invites_from = invites_from
        self._pause = pause
        self._tried: set[str] = set()
        """Rooms the bot went to, or tried to, only because a tombstone pointed there."""
        self._settled: dict[str, str] = {}
        """Replaced rooms that are done with, and what replaced them."""

    async def at_start(self) -> None:
        """Look for invitations that a sync since the last token does not show again."""
        status, found = await call(self._client, "GET", f"/sync?timeout=0&filter={_INVITES_ONLY}")
        if status == 200:
            parsed = SyncResponse.from_dict(found)
            if isinstance(parsed, SyncResponse):
                self._take_invitations(parsed)

    def take(self, response: SyncResponse) -> None:
        """Follow the invitations and upgrades of a sync whose state `facts` holds already."""
        self._take_invitations(response)
        came = response.rooms.join
        for old, facts in self._facts.items():
            new = facts.tombstone[1] if facts.tombstone else None
            if new and self._settled.get(old) != new and (old in came or new in came):
                self._lanes.put(f"room {old}", partial(self._upgraded, old))

    def _take_invitations(self, response: SyncResponse) -> None:
        for room_id, info in response.rooms.invite.items():
            for event in info.invite_state:
                content = getattr(event, "content", {})
                if (
                    getattr(event, "state_key", None) == self._client.user_id
                    and content.get("membership") == "invite"
                ):
                    self._lanes.put(f"room {room_id}", partial(self._invited, room_id, event.sender))

    async def _invited(self, room_id: str, inviter: str) -> None:
        if room_id in self._client.rooms:
            return
        if not allowed(inviter, self._invites_from):
            if not self._replaces_one_of_ours(room_id):
                log.info("matrix.invite_refused")
                await self._leave(room_id)
                return
            self._tried.add(room_id)
        pause = self._pause
        for _ in range(_JOIN_TRIES):
            with contextlib.suppress(*UNREACHABLE):
                if not isinstance(await self._client.join(room_id), JoinError):
                    log.info("matrix.invite_accepted")
                    return
            await asyncio.sleep(pause)
            pause *= 2
        log.warning("matrix.join_failed")

    def _replaces_one_of_ours(self, room_id: str) -> bool:
        """Whether somebody with the power to do so has sent a room of ours to `room_id`."""
        return any(
            facts.tombstone
            and facts.tombstone[1] == room_id
            and facts.may_set(facts.tombstone[0], "m.room.tombstone")
            for facts in self._facts.values()
        )

    async def _upgraded(self, old: str) -> None:
        """Go where the tombstone of `old` points, and take along what is remembered once it is genuine."""
        facts = self._facts.get(old)
        if facts is None or facts.tombstone is None or self._settled.get(old) == facts.tombstone[1]:
            return
        closer, new = facts.tombstone
        mark = f"matrix:upgrade:{old}"
        if await self._answering.recall(mark) == new:
            self._settled[old] = new
            return
        if not facts.may_set(closer, "m.room.tombstone"):
            log.warning("matrix.upgrade_without_power")
            return
        replacement = self._facts.get(new)
        if replacement is None:
            if new not in self._tried:
                self._tried.add(new)
                if isinstance(await self._client.join(new), JoinError):
                    log.info("matrix.upgrade_waits_for_invite")
            return  # what follows is done when the new room comes with a sync
        if replacement.predecessor == old:
            await self._move(old, new)
            log.info("matrix.upgrade_followed")
        else:
            log.warning("matrix.upgrade_not_genuine")
            if new in self._tried:  # anybody's tombstone may name a room the bot belongs in
                await self._leave(new)
        await self._answering.keep(mark, new)
        self._settled[old] = new

    async def _move(self, old: str, new: str) -> None:
        """Let every row that names the room name its replacement, in one transaction."""
        database = await self._answering.services.database()
        async with database.write() as connection:
            await move_channel(connection, Platform.MATRIX, old, new)

    async def _leave(self, room_id: str) -> None:
        await self._client.room_leave(room_id)
        await self._client.room_forget(room_id)
