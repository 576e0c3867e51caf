"""The Matrix adapter: signs in, signs its device, and follows its rooms until cancelled.

matrix-nio's callbacks are not used: one that raises loses the rest of a sync. Each sync response
is read in `follow`, and work happens in tasks of our own. The sync token is ours too: it is
saved when all that came before it was taken into the store (`progress`), so that a kill at any
moment loses no question, and `Answering.answer` sees to it that none is answered twice.
"""

import time
from pathlib import Path

import structlog
from nio import KeysUploadError

from bot.answering import Answering
from bot.delivery.posting import Post, Posted, Unreachable
from bot.matrix.client import Client
from bot.matrix.cross_signing import ensure_signed
from bot.matrix.follow import STUCK, Follower, Pulse
from bot.matrix.lanes import Lanes
from bot.matrix.posting import Announcer
from bot.matrix.session import close_client, open_client
from bot.matrix.settings import MatrixSettings
from bot.matrix.state import StateDirectory
from bot.matrix.wire import UNREACHABLE
from commands.core.context import Channel, Health
from commands.core.request import Platform

log = structlog.get_logger(__name__)


class MatrixAdapter:
    """One account on one homeserver. `state` is the bot's state directory."""

    platform = Platform.MATRIX

    def __init__(self, settings: MatrixSettings, answering: Answering, state: Path) -> None:
        self._settings = settings
        self._answering = answering
        self._directory = StateDirectory(state)
        self._client: Client | None = None
        self._pulse = Pulse()
        self._keys_problem = ""
        self._follower: Follower | None = None
        self._announcer: Announcer | None = None

    async def run(self) -> None:
        """Serve until cancelled.

        Raises `bot.errors.ConfigurationProblem` for what a restart cannot mend, anything else
        for what it may.
        """
        self._directory.open()
        lanes = Lanes()
        try:
            self._client = await open_client(self._settings, self._directory)
            self._keys_problem = await self._publish_keys(self._client)
            if self._keys_problem:
                log.warning("matrix.keys_problem", why=self._keys_problem)
            self._follower = Follower(self._client, self._answering, self._settings, lanes, self._pulse)
            self._announcer = Announcer(
                self._client, self._follower.private, self._answering, lanes, self._settings.prefix
            )
            await self._follower.follow()
        finally:
            self._follower = self._announcer = None
            await lanes.close()
            await self.close()

    async def close(self) -> None:
        """Let go of connections, store and state directory."""
        client, self._client = self._client, None
        if client is not None:
            await close_client(client)
        self._directory.close()

    def health(self) -> Health:
        """Tell how it is: connected, since when silent, in how many rooms, its device verified or not."""
        client, last = self._client, self._pulse.last
        if client is None or last is None:
            return Health("Matrix", False, "not connected yet")
        age = time.monotonic() - last
        rooms = client.rooms.values()
        encrypted = sum(1 for room in rooms if room.encrypted)
        words = f"last sync {age:.0f} s ago, in {len(rooms)} rooms ({encrypted} encrypted)"
        if self._pulse.away:
            words = f"the homeserver does not answer; {words}"
        words += f"; {self._keys_problem}" if self._keys_problem else "; device verified by its account"
        return Health("Matrix", age < STUCK and not self._pulse.away, words)

    def ready(self) -> bool:
        """Tell whether it knows its rooms and the homeserver answers."""
        return self._client is not None and self._pulse.last is not None and not self._pulse.away

    async def post(self, post: Post) -> Posted:
        """Post something nobody asked for. Raises `bot.delivery.posting.PostProblem`."""
        if self._announcer is None or self._pulse.last is None:
            raise Unreachable("Not connected to the homeserver.")
        return await self._announcer.post(post)

    def channels(self, space: str) -> tuple[Channel, ...]:
        """The rooms of a space the bot is in."""
        return self._follower.channels(space) if self._follower else ()

    async def _publish_keys(self, client: Client) -> str:
        """Make the device's keys known and signed; returns words on what did not work, or nothing."""
        try:
            if client.should_upload_keys and isinstance(await client.keys_upload(), KeysUploadError):
                return (
                    "encryption keys were refused: this state directory may be an old copy. If encrypted "
                    "rooms stay silent, move its matrix folder away and start again"
                )
            problem = await ensure_signed(client, self._directory, self._settings.password)
        except UNREACHABLE:
            problem = "the homeserver did not answer"
        return f"device not verified: {problem}" if problem else ""
