"""Delivery: claims what is due, looks its subject up again, posts it by its key, and marks it sent.

Each network is served on its own, many destinations at a time and one post a destination, so that neither
a network that is away nor a slow channel holds up the others. Whatever ends the process at any moment
leaves a lease that runs out; who claims the row then posts by the same key.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from bot.delivery.desk.telling import FoiDesk
from bot.delivery.lane import Lane
from bot.delivery.notices.telling import Notices
from bot.delivery.perform import Pace
from bot.delivery.posting import Postman
from bot.delivery.subjects import Subjects
from commands.core.context import Health
from commands.core.request import Platform
from register import Register
from storage.database import Database


class Delivery:
    """Delivers for one process. `postmen` gives the adapters there are just now."""

    def __init__(
        self,
        store: Callable[[], Awaitable[Database]],
        register: Register,
        postmen: Callable[[], Sequence[Postman]],
        *,
        prefix: str = "!",
        pace: Pace | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        subjects = Subjects(Notices(register, prefix), FoiDesk(prefix))
        self._lanes = [
            Lane(platform, store, subjects, postmen, pace or Pace(), now)
            for platform in (Platform.DISCORD, Platform.MATRIX)
        ]

    async def run(self) -> None:
        """Deliver until cancelled; posts under way are then given a moment."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(lane.run(), name=f"delivery to {lane.platform}")

    async def close(self) -> None:
        """Nothing to let go of."""

    def health(self) -> Health:
        """How much is under way, and what was given up since the start."""
        sent, given_up, under_way = (
            sum(getattr(lane, name) for lane in self._lanes) for name in ("sent", "given_up", "under_way")
        )
        words = f"{sent} posts since the start, {under_way} under way"
        if given_up:
            words += f", {given_up} given up (see feeds)"
        return Health("Delivery", not given_up, words)

    def wake(self) -> None:
        """There is something new to deliver."""
        for lane in self._lanes:
            lane.wake()
