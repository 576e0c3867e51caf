"""What people asked to be reminded of, about a request, at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import foi_reminders

_WAITING = text("NOT foi_reminders.done")


@dataclass(frozen=True, slots=True)
class Reminder:
    """What to remind a person of; `done` when it was handed to the outbox."""

    id: int
    request_id: int
    person_id: int
    at: datetime
    words: str
    created_at: datetime
    done: bool


async def add(
    connection: AsyncConnection, request_id: int, person_id: int, at: datetime, words: str, now: datetime
) -> Reminder:
    """Keep a reminder."""
    statement = insert(foi_reminders).values(
        request_id=request_id, person_id=person_id, at=at, words=words, created_at=now, done=False
    )
    return Reminder(**(await connection.execute(statement.returning(*foi_reminders.c))).one()._mapping)


async def get(connection: AsyncConnection, number: int) -> Reminder | None:
    """The reminder of that number, done or not; None where there is none."""
    found = await _all(connection, select(foi_reminders).where(foi_reminders.c.id == number))
    return found[0] if found else None


async def get_many(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, Reminder]:
    """The reminders of these numbers, by them; those there are not are left out."""
    query = select(foi_reminders).where(dialect.among(connection, foi_reminders.c.id, numbers))
    return {each.id: each for each in await _all(connection, query)}


async def of_person(connection: AsyncConnection, person_id: int) -> list[Reminder]:
    """What a person is still to be reminded of, soonest first."""
    query = select(foi_reminders).where(foi_reminders.c.person_id == person_id, _WAITING)
    return await _all(connection, query.order_by(foi_reminders.c.at, foi_reminders.c.id))


async def of_requests(
    connection: AsyncConnection, request_ids: Collection[int], now: datetime
) -> list[Reminder]:
    """What people are still to be reminded of about these requests, later than now."""
    mine = dialect.among(connection, foi_reminders.c.request_id, request_ids)
    query = select(foi_reminders).where(mine, _WAITING, foi_reminders.c.at > now)
    return await _all(connection, query.order_by(foi_reminders.c.at, foi_reminders.c.id))


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Reminder]:
    """What people are to be reminded of now, the longest due first, but not what somebody is changing.

    Nobody changes them until the transaction ends.
    """
    query = select(foi_reminders).where(_WAITING, foi_reminders.c.at <= now)
    query = query.order_by(foi_reminders.c.at, foi_reminders.c.id).limit(limit)
    return await _all(connection, query.with_for_update(skip_locked=True))


async def done(connection: AsyncConnection, numbers: Collection[int]) -> None:
    """Note that these were handed to the outbox."""
    statement = update(foi_reminders).where(dialect.among(connection, foi_reminders.c.id, numbers))
    await connection.execute(statement.values(done=True))


async def cancel(connection: AsyncConnection, number: int) -> bool:
    """Forget a reminder; whether there was one."""
    gone = await connection.execute(delete(foi_reminders).where(foi_reminders.c.id == number))
    return gone.rowcount == 1


async def snooze(connection: AsyncConnection, number: int, at: datetime) -> bool:
    """Remind again at that time, done or not; whether there is such a reminder."""
    statement = update(foi_reminders).where(foi_reminders.c.id == number).values(at=at, done=False)
    return (await connection.execute(statement)).rowcount == 1


async def prune(connection: AsyncConnection, before: datetime) -> int:
    """Forget what was done and lay before then; how many."""
    statement = delete(foi_reminders).where(foi_reminders.c.done.is_(True), foi_reminders.c.at < before)
    return (await connection.execute(statement)).rowcount


async def _all(connection: AsyncConnection, query: Select[Any]) -> list[Reminder]:
    return [Reminder(**row._mapping) for row in await connection.execute(query)]
