"""The outbox seen by an operator: how much waits, what was given up; and what goes out of it unsent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import nothing
from storage.outbox import OutboxRow, State, read_row
from storage.schema import foi_requests, outbox
from storage.schema_watch import DEAD, OPEN

_RECENT = 20_000


@dataclass(frozen=True, slots=True)
class Queue:
    """How many rows wait for their time, are due, are in hand and were given up.

    `oldest` is since when the one that is due longest waits, None where none does.
    """

    later: int
    due: int
    leased: int
    dead: int
    oldest: datetime | None


async def queue(connection: AsyncConnection, now: datetime) -> Queue:
    """How the outbox is: looks at what is open and dead only, however much was ever sent."""
    pending = outbox.c.state == State.PENDING
    due = pending & (outbox.c.not_before <= now)
    later = func.sum(case((pending & ~due, 1), else_=0))
    ready = func.sum(case((due, 1), else_=0))
    oldest = func.min(case((due, outbox.c.not_before)))
    query = select(func.count(), later, ready, oldest).select_from(outbox).where(text(OPEN))
    every, waiting, ripe, since = (await connection.execute(query)).one()
    given_up = select(func.count()).select_from(outbox).where(text(DEAD))
    many = (await connection.execute(given_up)).scalar_one()
    return Queue(waiting or 0, ripe or 0, every - (waiting or 0) - (ripe or 0), many, since)


async def dead_letters(connection: AsyncConnection, limit: int, before: int | None = None) -> list[OutboxRow]:
    """What was given up, the newest first; `before` is the id of the last one seen."""
    query = select(outbox).where(text(DEAD)).order_by(outbox.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(outbox.c.id < before)
    return [read_row(row) for row in await connection.execute(query)]


async def revive(connection: AsyncConnection, now: datetime, numbers: Collection[int] | None = None) -> int:
    """Try again what was given up: these, or all of it; how many."""
    statement = update(outbox).where(text(DEAD))
    if numbers is not None:
        statement = statement.where(outbox.c.id.in_(numbers))
    values = {"state": State.PENDING, "attempts": 0, "not_before": now, "problem": None}
    return (await connection.execute(statement.values(values))).rowcount


async def drop_pending(
    connection: AsyncConnection, platform: str, channel: str, why: str, subscription_id: int | None = None
) -> int:
    """Drop what waits for a channel, or for one subscription of it; what is in hand stays so."""
    statement = update(outbox).where(
        text(OPEN),
        outbox.c.platform == platform,
        outbox.c.channel == channel,
        outbox.c.state == State.PENDING,
    )
    if subscription_id is not None:
        statement = statement.where(outbox.c.subscription_id == subscription_id)
    return (await connection.execute(statement.values(state=State.DROPPED, problem=why))).rowcount


async def prune(connection: AsyncConnection, before: datetime, kind: str, limit: int = 1000) -> int:
    """Forget up to `limit` rows settled and made before then; how many. Call again until it is none.

    Their keys are forgotten with them, so `before` must lie further back than news is ever decided on. Rows
    of `kind` are about FOI requests, which may be open for years: their keys are kept as long as they are.
    """
    still_open = select(foi_requests.c.id).where(
        outbox.c.subject_kind == kind, foi_requests.c.id == outbox.c.subject_id, foi_requests.c.open
    )
    old = (
        select(outbox.c.id)
        .where(
            outbox.c.created_at < before,
            outbox.c.state.in_([State.SENT, State.DROPPED]),
            nothing(still_open),
        )
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return (await connection.execute(delete(outbox).where(outbox.c.id.in_(old)))).rowcount


async def last_sent(connection: AsyncConnection, subscriptions: Collection[int]) -> dict[int, datetime]:
    """When something was last posted for each of these subscriptions, of the last rows there are.

    Looks no further back than `_RECENT` rows, so it costs the same however much was ever sent.
    """
    recent = select(outbox).order_by(outbox.c.id.desc()).limit(_RECENT).subquery()
    query = (
        select(recent.c.subscription_id, func.max(recent.c.sent_at))
        .where(recent.c.subscription_id.in_(sorted(set(subscriptions))), recent.c.sent_at.is_not(None))
        .group_by(recent.c.subscription_id)
    )
    return {row[0]: row[1] for row in await connection.execute(query)}
