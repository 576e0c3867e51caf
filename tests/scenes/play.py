"""The play: an organiser assigns, the volunteer sends, the body is late, review, ICO; on any stage.

A stage says what a person types, what they were told in private and what stands in the desk's channel. Time is
the test's: what is asked happens on the day it is, and the desk ticks as it does every few minutes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Protocol

from sqlalchemy import select

from bot.core import Core
from bot.delivery.posting import Postman
from bot.desk.regular import remind
from bot.desk.sweeping import recount, sweep
from commands.core.moments import LONDON
from commands.core.reply import Reply
from commands.core.request import Request
from storage import outbox, schema
from storage.database import Database
from tests.bot.delivery.conftest import delivering

PATIENCE = 60.0


@dataclass
class Time:
    """The moment it is in the play."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def set(self, day: date, hour: int = 9, minute: int = 5) -> None:
        """Let it be that moment in London."""
        self.now = datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


class CoreInTime(Core):
    """The core, answering each question at the moment it is in the play."""

    async def answer(self, request: Request) -> Reply | None:
        return await super().answer(replace(request, now=self._now()))

    async def again(self, request: Request) -> Reply:
        return await super().again(replace(request, now=self._now()))


class Stage(Protocol):
    """Where the play is played. Orders are typed without the prefix; answers come as plain text."""

    async def organiser(self, order: str) -> str:
        """Sam orders something in the desk's channel."""
        ...

    async def volunteer(self, order: str) -> str:
        """Jo orders something, in private talk with the bot."""
        ...

    async def pressed(self, label: str) -> str:
        """Jo presses the choice of that label on what they were told last; the answer."""
        ...

    @property
    def mention(self) -> str:
        """How Sam writes who Jo is."""
        ...

    def told(self) -> Sequence[str]:
        """What Jo was told in private, unasked."""
        ...

    def posted(self) -> Sequence[str]:
        """What was posted in the desk's channel, unasked."""
        ...


@dataclass
class Play:
    """A stage, the store behind it, and the clock."""

    stage: Stage
    database: Database
    time: Time
    heard: int = 0

    async def day(self, day: date, hour: int = 9) -> list[str]:
        """Go on to that day: the desk ticks after midnight, posts go out at nine; what Jo was told since."""
        self.time.set(day, 0, 10)
        await self._tick()
        self.time.set(day, hour)
        await self._tick()
        await self._calm()
        return await self.news()

    async def news(self) -> list[str]:
        """What Jo was told since they were last asked, once it has all arrived."""
        private = await self._private_messages()
        await self.until(lambda: len(self.stage.told()) >= private)
        new = list(self.stage.told()[self.heard :])
        self.heard += len(new)
        return new

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something has arrived where it is read."""
        async with asyncio.timeout(PATIENCE):
            while not true():
                await asyncio.sleep(0.05)

    async def _tick(self) -> None:
        await recount(self.database, self.time.now)
        await sweep(self.database, self.time.now)
        await remind(self.database, self.time.now)

    async def _calm(self) -> None:
        """Wait until nothing that is due is still to be posted."""
        async with asyncio.timeout(PATIENCE):
            while any(each.state in ("pending", "leased") and each.not_before <= self.time.now for each in await self._rows()):  # fmt: skip
                await asyncio.sleep(0.05)

    async def _rows(self) -> list[outbox.OutboxRow]:
        async with self.database.read() as connection:
            found = await connection.execute(select(schema.outbox).order_by(schema.outbox.c.id))
            return [outbox.read_row(row) for row in found]

    async def _private_messages(self) -> int:
        sent = [row for row in await self._rows() if row.state == "sent" and row.channel.startswith("@")]
        return len({row.message_id for row in sent})


@dataclass
class _News:
    """What `delivering` needs."""

    database: Database


@asynccontextmanager
async def playing(stage: Stage, database: Database, time: Time, *postmen: Postman) -> AsyncIterator[Play]:
    """The desk delivers on these networks, by the clock of the play, until the block ends."""
    async with delivering(_News(database), *postmen, now=time):  # type: ignore[arg-type]
        yield Play(stage, database, time)
