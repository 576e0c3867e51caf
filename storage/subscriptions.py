"""What channels want to hear of, and when."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import outbox_upkeep
from storage.dialect import among
from storage.schema import subscriptions


class Kind(StrEnum):
    """What a subscription is about."""

    TENDERS = "tenders"
    AWARDS = "awards"
    MERGERS = "mergers"
    NEWS = "news"
    ALL = "all"


class Delivery(StrEnum):
    """When it is posted."""

    INSTANT = "instant"
    DAILY = "daily"


class Filters(TypedDict, total=False):
    """What narrows a subscription; what is left out narrows nothing.

    `cpv` are prefixes, `min` and `max` GBP; `include_unknown` (true where left out) lets notices
    without a value through. What the words mean is decided where they are matched, in ``feeds``.
    """

    topics: Sequence[str]
    cpv: Sequence[str]
    keywords: Sequence[str]
    not_keywords: Sequence[str]
    min: float
    max: float
    include_unknown: bool
    buyers: Sequence[str]
    suppliers: Sequence[str]
    sources: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """What a channel is to hear of. Without region, ICB and body it is all of England.

    Hours are of the day in Europe/London, 0 to 23: `hour` of the daily digest, and the quiet
    hours from `quiet_from` to before `quiet_to`, over midnight where that is the smaller.
    """

    campaign_id: int
    platform: str
    channel: str
    thread: str | None = None
    kind: Kind
    region: str | None = None
    icb: str | None = None
    body: str | None = None
    filters: Filters = field(default_factory=Filters)
    delivery: Delivery = Delivery.INSTANT
    hour: int | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    thread_procurements: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(NewSubscription):
    """A subscription we keep. `created_by` is None where they have asked to be forgotten.

    It rests until `muted_until`, and as long as `paused_why` says why the channel cannot be
    posted to.
    """

    id: int
    muted_until: datetime | None
    paused_why: str | None
    created_by: int | None
    created_at: datetime


_NAMES = tuple(column.name for column in subscriptions.columns)


async def add(
    connection: AsyncConnection, new: NewSubscription, created_by: int | None, now: datetime
) -> Subscription:
    """Subscribe a channel; where it has a subscription just like that, it is that one."""
    for known in await of_channel(connection, new.platform, new.channel):
        if _given(known) == _given(new):
            return known
    values = _given(new) | {"created_by": created_by, "created_at": now}
    statement = insert(subscriptions).values(values).returning(*subscriptions.c)
    return _read((await connection.execute(statement)).one())


async def change(connection: AsyncConnection, number: int, new: NewSubscription) -> bool:
    """Make a subscription another one of the same channel; whether there is one of that id."""
    return await _update(connection, subscriptions.c.id == number, **_given(new)) == 1


async def remove(connection: AsyncConnection, numbers: Collection[int]) -> list[Subscription]:
    """End these subscriptions, and drop what waits to be sent for them; those that were there."""
    statement = delete(subscriptions).where(subscriptions.c.id.in_(numbers)).returning(*subscriptions.c)
    gone = sorted((_read(row) for row in await connection.execute(statement)), key=lambda each: each.id)
    for each in gone:
        await outbox_upkeep.drop_pending(connection, each.platform, each.channel, "unsubscribed", each.id)
    return gone


async def get_many(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, Subscription]:
    """The subscriptions with these ids, by them; those there are not are left out."""
    return {
        each.id: each for each in await _all(connection, among(connection, subscriptions.c.id, set(numbers)))
    }


async def of_channel(connection: AsyncConnection, platform: str, channel: str) -> list[Subscription]:
    """What a channel is subscribed to, oldest first."""
    return await _all(connection, subscriptions.c.platform == platform, subscriptions.c.channel == channel)


async def of_campaign(connection: AsyncConnection, campaign_id: int) -> list[Subscription]:
    """What all channels of a campaign are subscribed to, oldest first."""
    return await _all(connection, subscriptions.c.campaign_id == campaign_id)


async def all_active(connection: AsyncConnection, now: datetime) -> list[Subscription]:
    """Every subscription that is neither muted nor paused."""
    muted = subscriptions.c.muted_until
    return await _all(connection, muted.is_(None) | (muted <= now), subscriptions.c.paused_why.is_(None))


async def mute(connection: AsyncConnection, numbers: Collection[int], until: datetime | None) -> int:
    """Let subscriptions rest until then, or no longer; how many there are of them."""
    return await _update(connection, subscriptions.c.id.in_(numbers), muted_until=until)


async def pause(connection: AsyncConnection, platform: str, channel: str, why: str | None) -> int:
    """Note why a channel cannot be posted to, and drop what waits for it; None where it can again.

    How many of its subscriptions were not in that state before: with none, nobody needs to be told.
    """
    paused = subscriptions.c.paused_why
    done = await _update(
        connection,
        subscriptions.c.platform == platform,
        subscriptions.c.channel == channel,
        paused.is_(None) if why is not None else paused.is_not(None),
        paused_why=why,
    )
    if why is not None:
        await outbox_upkeep.drop_pending(connection, platform, channel, why)
    return done


async def _all(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> list[Subscription]:
    query = select(subscriptions).where(*conditions).order_by(subscriptions.c.id)
    return [_read(row) for row in await connection.execute(query)]


async def _update(connection: AsyncConnection, *conditions: ColumnElement[bool], **values: object) -> int:
    return (await connection.execute(update(subscriptions).where(*conditions).values(values))).rowcount


def _given(new: NewSubscription) -> dict[str, Any]:
    values = {each.name: getattr(new, each.name) for each in fields(NewSubscription)}
    return values | {"filters": json.dumps(new.filters, sort_keys=True)}


def _read(row: Row[Any]) -> Subscription:
    values = dict(zip(_NAMES, row, strict=True))
    values["filters"] = {} if values["filters"] == "{}" else json.loads(values["filters"])
    values["kind"], values["delivery"] = Kind(values["kind"]), Delivery(values["delivery"])
    return Subscription(**values)
