"""Requests to one site, one at a time and far apart, whichever process makes them.

A turn is a lease in the store that is never given back and runs out by itself: whoever gets it may make one
request, which has to end before the turn does. A pause that the site wants is a longer turn of nobody's.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from feeds.problems import FetchProblem, Kind
from storage import leases
from storage.database import Database

_LOOK_AGAIN: Final = 5.0
"""Seconds after which somebody who waits asks again."""


class Turns:
    """The turns at a site called `name`, at least `spacing` apart; `clock` gives the time."""

    def __init__(
        self,
        database: Database,
        name: str,
        spacing: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._name = f"turn {name}"
        self._spacing = spacing
        self._clock = clock
        self._holder = ""

    async def take(self) -> bool:
        """Take the next turn if it has come. Raises `storage.errors.StorageError`."""
        now, holder = self._clock(), uuid4().hex
        async with self._database.write() as connection:
            taken = await leases.take(connection, self._name, holder, now, now + self._spacing)
        if taken:
            self._holder = holder
        return taken

    async def wait(self, patience: timedelta) -> None:
        """Take the next turn, waiting for it. Raises `FetchProblem` where it does not come in that time."""
        given_up = self._clock() + patience
        while not await self.take():
            if self._clock() >= given_up:
                words = "this site is asked seldom, and it is not this page's turn yet"
                raise FetchProblem(Kind.ASKED_TO_WAIT, words)
            await asyncio.sleep(_LOOK_AGAIN)

    async def pause(self, span: timedelta) -> None:
        """Let nobody have a turn for so long, counted from now; for whoever took the last one."""
        now = self._clock()
        async with self._database.write() as connection:
            await leases.take(connection, self._name, self._holder, now, now + span)
