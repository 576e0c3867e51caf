"""Which events (messages, presses of a button) were taken up and answered, so that each is answered once.

Networks deliver an event twice, and a process may end between taking one up and answering it.
An event's id is unique on its platform; its channel is kept only to fetch the message again.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.dialect import insert_for
from storage.schema import handled
from storage.swift import Swift


class Taken(StrEnum):
    """What became of an attempt to take up an event."""

    FRESH = "fresh"
    """It is ours to answer, for the first time."""
    AGAIN = "again"
    """Another run took it and did not answer: ours to answer now, with the same key to send by."""
    DONE = "done"
    """It was answered, or given up."""
    BUSY = "busy"
    """This run is answering it."""


_TAKE = Swift(
    lambda dialect: (
        insert_for(dialect, handled)
        .values({name: bindparam(name) for name in ("platform", "event_id", "channel", "run_id", "taken_at")})
        .on_conflict_do_nothing()
    )
)

_ANSWERED = Swift(
    lambda _: (
        update(handled)
        .where(handled.c.platform == bindparam("platform_is"), handled.c.event_id == bindparam("event_id_is"))
        .values(answered_at=bindparam("answered_at"), answer_id=bindparam("answer_id"))
    )
)


async def take(
    connection: AsyncConnection, platform: str, channel: str, event_id: str, run_id: str, now: datetime
) -> Taken:
    """Take up an event for the run `run_id` (any text that no other run of the program has).

    Two processes that take one up at once: one is told FRESH, the other AGAIN; since both send
    by the same key, the network shows one answer.
    """
    insert = insert_for(connection.dialect.name, handled).values(
        platform=platform, event_id=event_id, channel=channel, run_id=run_id, taken_at=now
    )
    if (await connection.execute(insert.on_conflict_do_nothing())).rowcount == 1:
        return Taken.FRESH
    this = (handled.c.platform == platform) & (handled.c.event_id == event_id)
    again = await connection.execute(
        update(handled)
        .where(this, handled.c.answered_at.is_(None), handled.c.run_id != run_id)
        .values(run_id=run_id, taken_at=now)
    )
    if again.rowcount == 1:
        return Taken.AGAIN
    answered = (await connection.execute(select(handled.c.answered_at).where(this))).scalar()
    return Taken.BUSY if answered is None else Taken.DONE


async def take_swiftly(
    database: Database, platform: str, channel: str, event_id: str, run_id: str, now: datetime
) -> Taken:
    """`take`, in a transaction of its own: one statement where the event is new, as nearly all are."""
    new = await database.swiftly(
        _TAKE, platform=platform, event_id=event_id, channel=channel, run_id=run_id, taken_at=now
    )
    if new:
        return Taken.FRESH
    async with database.write() as connection:
        return await take(connection, platform, channel, event_id, run_id, now)


async def mark_answered(
    connection: AsyncConnection, platform: str, event_id: str, answer_id: str | None, now: datetime
) -> None:
    """Note that the network has acknowledged the answer, message `answer_id`."""
    await connection.execute(
        update(handled)
        .where(handled.c.platform == platform, handled.c.event_id == event_id)
        .values(answered_at=now, answer_id=answer_id)
    )


async def mark_answered_swiftly(
    database: Database, platform: str, event_id: str, answer_id: str | None, now: datetime
) -> None:
    """`mark_answered`, in a transaction of its own."""
    await database.swiftly(
        _ANSWERED, platform_is=platform, event_id_is=event_id, answered_at=now, answer_id=answer_id
    )


async def abandon(connection: AsyncConnection, platform: str, event_id: str, now: datetime) -> None:
    """Give an event up: it counts as done, without an answer (its message is gone, say)."""
    await mark_answered(connection, platform, event_id, None, now)


async def answer_of(connection: AsyncConnection, platform: str, event_id: str) -> str | None:
    """The id of the message that answered it, None where there is none."""
    found: str | None = (
        await connection.execute(
            select(handled.c.answer_id).where(handled.c.platform == platform, handled.c.event_id == event_id)
        )
    ).scalar()
    return found


async def unfinished(
    connection: AsyncConnection, platform: str, run_id: str, since: datetime
) -> list[tuple[str, str]]:
    """(channel, event id) of what other runs took up since then and did not answer, oldest first."""
    rows = await connection.execute(
        select(handled.c.channel, handled.c.event_id)
        .where(
            handled.c.platform == platform,
            handled.c.answered_at.is_(None),
            handled.c.run_id != run_id,
            handled.c.taken_at >= since,
        )
        .order_by(handled.c.taken_at, handled.c.event_id)
    )
    return [(row.channel, row.event_id) for row in rows]


async def prune(connection: AsyncConnection, before: datetime) -> int:
    """Forget what was taken up before then (docs/storage.md says when); how many events."""
    return (await connection.execute(delete(handled).where(handled.c.taken_at < before))).rowcount
