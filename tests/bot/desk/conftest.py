"""A campaign with people and requests whose clock a test moves on; both databases."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.desk.sweeping import recount, sweep
from commands.core.moments import LONDON
from storage import outbox, schema
from storage.foi_history import TaskEvent, history
from storage.outbox import OutboxRow
from tests.commands.desk.conftest import World, world
from tests.storage.conftest import database, database_url, server

__all__ = ["database", "database_url", "server", "world"]


def at(day: date, hour: int = 0, minute: int = 10) -> datetime:
    """A moment of a London day, a few minutes after its beginning unless said otherwise."""
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


def short(row: OutboxRow) -> str:
    """``@2: nudge 2026-11-24 2026-12-01``."""
    kind = "" if row.subject_kind == "foi" else f"{row.subject_kind} "
    return f"{row.channel}: {kind}{row.reason}"


@dataclass(frozen=True)
class Swept:
    """The desk of a world, swept at moments that a test chooses."""

    world: World

    async def on(self, now: datetime) -> list[str]:
        """Sweep; the rows that came of it as short words."""
        before = len(await self.rows())
        await recount(self.world.database, now)
        await sweep(self.world.database, now)
        return [short(row) for row in (await self.rows())[before:]]

    async def rows(self) -> list[OutboxRow]:
        """The whole outbox, by id."""
        async with self.world.database.read() as connection:
            found = await connection.execute(select(schema.outbox).order_by(schema.outbox.c.id))
            return [outbox.read_row(row) for row in found]

    async def through(self, first: date, last: date) -> dict[date, list[str]]:
        """Sweep each day from `first` to `last`, and let go out what is due by ten; what came of each."""
        found: dict[date, list[str]] = {}
        day = first
        while day <= last:
            if rows := await self.on(at(day)):
                found[day] = rows
            await self.sent(at(day, 10, 0))
            day += timedelta(days=1)
        return found

    async def sent(self, now: datetime) -> None:
        """Let everything that is due go out."""
        async with self.world.database.write() as connection:
            while rows := await outbox.claim(connection, "test", now, now, 100, ["discord", "matrix"]):
                await outbox.mark_each_sent(connection, [(row.id, "m") for row in rows], now)

    async def kinds(self, number: int) -> list[str]:
        """What became of a task, in words of its history."""
        return [each.kind for each in await self.history(number)]

    async def history(self, number: int) -> list[TaskEvent]:
        async with self.world.database.read() as connection:
            return await history(connection, number)


@pytest.fixture
async def swept(world: World) -> Swept:
    return Swept(world)
