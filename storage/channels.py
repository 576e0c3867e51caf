"""What each channel or room is for: which gets the notices, the mergers, a region's news."""

from dataclasses import dataclass

from sqlalchemy import Boolean, delete, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import channel_roles, offers, outbox, spaces, subscriptions
from storage.schema_watch import OPEN


@dataclass(frozen=True, slots=True)
class ChannelRole:
    """One purpose of one channel. `region` is an NHS England region code, None for all of England."""

    campaign_id: int
    platform: str
    channel_id: str
    purpose: str
    region: str | None = None


async def set_purpose(
    connection: AsyncConnection,
    campaign_id: int,
    platform: str,
    channel_id: str,
    purpose: str,
    region: str | None,
) -> None:
    """Give a channel a purpose, or the purpose it has another region.

    A channel belongs to one campaign: where it was another's, its other purposes come along.
    """
    await connection.execute(
        update(channel_roles)
        .where(channel_roles.c.platform == platform, channel_roles.c.channel_id == channel_id)
        .values(campaign_id=campaign_id)
    )
    await dialect.put(
        connection,
        channel_roles,
        platform=platform,
        channel_id=channel_id,
        purpose=purpose,
        campaign_id=campaign_id,
        region=region,
    )


async def clear_purpose(
    connection: AsyncConnection,
    campaign_id: int,
    platform: str,
    channel_id: str,
    purpose: str | None = None,
) -> int:
    """Take a purpose, or all of them, from a channel of the campaign; how many it had of them."""
    statement = delete(channel_roles).where(
        channel_roles.c.campaign_id == campaign_id,
        channel_roles.c.platform == platform,
        channel_roles.c.channel_id == channel_id,
    )
    if purpose is not None:
        statement = statement.where(channel_roles.c.purpose == purpose)
    return (await connection.execute(statement)).rowcount


async def of_campaign(connection: AsyncConnection, campaign_id: int) -> list[ChannelRole]:
    """Every purpose of every channel of a campaign, by purpose."""
    query = (
        select(channel_roles)
        .where(channel_roles.c.campaign_id == campaign_id)
        .order_by(channel_roles.c.purpose, channel_roles.c.platform, channel_roles.c.channel_id)
    )
    rows = await connection.execute(query)
    return [
        ChannelRole(row.campaign_id, row.platform, row.channel_id, row.purpose, row.region) for row in rows
    ]


async def move_channel(connection: AsyncConnection, platform: str, old_id: str, new_id: str) -> int:
    """Let a room's successor take its place (a Matrix room upgrade); how many rows moved.

    Moves its purposes and subscriptions, what waits to be posted, the offers made in it, and the
    room as a space of its own. Where the new room already is something, that stands. Events taken
    up in the old room and posts made there stay: they can only be fetched from it and edited in it.
    """
    if old_id == new_id:
        return 0
    moved = 0
    for table, column, others in (
        (channel_roles, channel_roles.c.channel_id, ("purpose",)),
        (spaces, spaces.c.id, ()),
        (offers, offers.c.channel, None),
        (subscriptions, subscriptions.c.channel, None),
        (outbox, outbox.c.channel, None),
    ):
        here = (table.c.platform == platform) & (column == old_id)
        if table is outbox:
            here &= literal_column(OPEN, Boolean)
        if others is not None:  # its key names the room
            taken = table.alias()
            same = [taken.c[name] == table.c[name] for name in others]
            there = select(taken.c.platform).where(
                taken.c.platform == platform, taken.c[column.name] == new_id, *same
            )
            await connection.execute(delete(table).where(here, there.exists()))
        result = await connection.execute(update(table).where(here).values({column.name: new_id}))
        moved += result.rowcount
    return moved
