"""A channel of news that cannot be posted to: it rests, and its campaigns' organisers hear of it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.notices.plan import CHANNEL
from storage import channels, outbox, subscriptions
from storage.keys import key
from storage.outbox import NewRow, OutboxRow

_TOLD = ("organisers", "general")
"""Purposes of channels (`commands.setup`) in which organisers are told, the first that there is."""


async def silence(connection: AsyncConnection, row: OutboxRow, why: str, now: datetime) -> None:
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
                        key=key(row.key, role.platform, role.channel_id),
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
