"""What became of rows of the outbox, and how each outcome is written down, many in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.plan import CHANNEL
from storage import channels, outbox, posts, subscriptions
from storage.outbox import NewRow, OutboxRow
from storage.posts import Post as Standing

_TOLD = ("organisers", "general")
"""Purposes of channels (`commands.setup`) in which organisers are told, the first that there is."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The network has acknowledged them as one message; `standing` is where things are posted now."""

    rows: tuple[int, ...]
    message_id: str
    standing: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Retried:
    """To be tried again from `at`; until then their destination waits.

    `limited`: the network asked for patience, and `rest` is how many seconds that holds everywhere.
    """

    rows: tuple[int, ...]
    at: datetime
    problem: str
    limited: bool = False
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not due yet: put off, untried."""

    rows: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Dropped:
    """Not posted, and rightly."""

    rows: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Not posted, to be seen among the dead letters."""

    rows: tuple[int, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Silenced:
    """Their channel cannot be posted to: its subscriptions rest, and organisers are told once."""

    row: OutboxRow
    rows: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What they follow up is gone: the next post about it is a first one."""

    row: OutboxRow
    rows: tuple[int, ...]
    about: tuple[str, ...]


Outcome = Sent | Retried | Deferred | Dropped | GivenUp | Silenced | Forgotten


async def settle(
    connection: AsyncConnection, outcomes: Sequence[Outcome], holder: str, now: datetime
) -> None:
    """Write the outcomes down, in order."""
    sent = [each for each in outcomes if isinstance(each, Sent)]
    await outbox.mark_each_sent(
        connection, [(row, each.message_id) for each in sent for row in each.rows], now
    )
    await posts.put_many(connection, [standing for each in sent for standing in each.standing])
    for each in outcomes:
        match each:
            case Sent():
                pass
            case Retried(rows, at, problem, _, _):
                await outbox.retry(connection, rows, holder, at, problem)
            case Deferred(rows, at):
                await outbox.defer(connection, rows, holder, at)
            case Dropped(rows, why):
                await outbox.drop(connection, rows, holder, why)
            case GivenUp(rows, problem):
                await outbox.dead(connection, rows, holder, problem)
            case Silenced(row, rows, why):
                await outbox.dead(connection, rows, holder, why)
                await _silence(connection, row, why, now)
            case Forgotten(row, rows, about):
                await posts.forget(connection, row.platform, row.channel, about)
                await outbox.retry(connection, rows, holder, now, "what it follows up is gone")


async def _silence(connection: AsyncConnection, row: OutboxRow, why: str, now: datetime) -> None:
    """Let the channel's subscriptions rest, and have each campaign's organisers told, unless they were."""
    if not await subscriptions.pause(connection, row.platform, row.channel, why):
        return
    told: set[int] = set()
    for resting in await subscriptions.of_channel(connection, row.platform, row.channel):
        if resting.campaign_id in told:
            continue
        told.add(resting.campaign_id)
        roles = await channels.of_campaign(connection, resting.campaign_id)
        elsewhere = [
            role for role in roles if (role.platform, role.channel_id) != (row.platform, row.channel)
        ]
        for purpose in _TOLD:
            where = [role for role in elsewhere if role.purpose == purpose]
            if where:
                rows = [
                    NewRow(
                        key=_key(row.key, role.platform, role.channel_id),
                        subject_kind=CHANNEL,
                        subject_id=resting.id,
                        reason="paused",
                        platform=role.platform,
                        channel=role.channel_id,
                        not_before=now,
                    )
                    for role in where
                ]
                await outbox.put_many(connection, rows, now)
                break


def _key(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=32).hexdigest()
