"""The choices an answer offered, so that a reaction or a typed number can be understood later."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.schema import offers
from storage.swift import Swift


@dataclass(frozen=True, slots=True)
class Offer:
    """What answer `answer_id` (None where it has no id to react to) offered the account `asked_by`.

    `options` are commands as somebody would type them, without the prefix, in the order shown.
    """

    platform: str
    channel: str
    answer_id: str | None
    asked_by: str
    options: tuple[str, ...]
    created_at: datetime


_COLUMNS = ("platform", "channel", "answer_id", "asked_by", "options", "created_at")
_PUT = Swift(lambda _: insert(offers).values({name: bindparam(name) for name in _COLUMNS}).inline())


async def put(
    connection: AsyncConnection,
    platform: str,
    channel: str,
    answer_id: str | None,
    asked_by: str,
    options: tuple[str, ...],
    now: datetime,
) -> None:
    """Remember an offer."""
    offer = Offer(platform, channel, answer_id, asked_by, options, now)
    await connection.execute(insert(offers).values(_values(offer)))


async def put_swiftly(
    database: Database,
    platform: str,
    channel: str,
    answer_id: str | None,
    asked_by: str,
    options: tuple[str, ...],
    now: datetime,
) -> None:
    """`put`, in a transaction of its own."""
    await database.swiftly(_PUT, **_values(Offer(platform, channel, answer_id, asked_by, options, now)))


async def by_answer(connection: AsyncConnection, platform: str, answer_id: str) -> Offer | None:
    """What that answer offers; where it was edited, what it offered last."""
    query = select(offers).where(offers.c.platform == platform, offers.c.answer_id == answer_id)
    return await _last(connection, query)


async def latest(
    connection: AsyncConnection, platform: str, channel: str, asked_by: str, since: datetime
) -> Offer | None:
    """What that account was offered last in that channel, not longer ago than `since`."""
    query = select(offers).where(
        offers.c.platform == platform,
        offers.c.channel == channel,
        offers.c.asked_by == asked_by,
        offers.c.created_at >= since,
    )
    return await _last(connection, query)


async def prune(connection: AsyncConnection, before: datetime) -> int:
    """Forget offers made before then (docs/storage.md says when); how many."""
    return (await connection.execute(delete(offers).where(offers.c.created_at < before))).rowcount


def _values(offer: Offer) -> dict[str, object]:
    return {
        "platform": offer.platform,
        "channel": offer.channel,
        "answer_id": offer.answer_id,
        "asked_by": offer.asked_by,
        "options": json.dumps(offer.options),
        "created_at": offer.created_at,
    }


async def _last(connection: AsyncConnection, query: Select[Any]) -> Offer | None:
    row = (await connection.execute(query.order_by(offers.c.id.desc()).limit(1))).first()
    return _offer(row) if row else None


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        row.platform, row.channel, row.answer_id, row.asked_by, tuple(json.loads(row.options)), row.created_at
    )
