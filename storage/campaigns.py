"""Campaigns, and the Discord servers and Matrix spaces where each is at home.

Everything private belongs to one campaign; a space belongs to at most one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import campaigns, spaces


@dataclass(frozen=True, slots=True)
class Campaign:
    """A group that uses the bot. `home_region` is an NHS England region code, None where not set."""

    id: int
    name: str
    home_region: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Space:
    """A Discord server or Matrix space (or lone room), by the platform's id and last known name."""

    platform: str
    id: str
    campaign_id: int
    name: str


async def campaign_of_space(connection: AsyncConnection, platform: str, space_id: str) -> Campaign | None:
    """Whose space it is, None where nobody has set the bot up there."""
    query = (
        select(campaigns)
        .join(spaces, spaces.c.campaign_id == campaigns.c.id)
        .where(spaces.c.platform == platform, spaces.c.id == space_id)
    )
    row = (await connection.execute(query)).first()
    return Campaign(row.id, row.name, row.home_region, row.created_at) if row else None


async def every(connection: AsyncConnection) -> list[Campaign]:
    """All campaigns, oldest first."""
    found = await connection.execute(select(campaigns).order_by(campaigns.c.id))
    return [Campaign(row.id, row.name, row.home_region, row.created_at) for row in found]


async def ensure_campaign(
    connection: AsyncConnection, platform: str, space_id: str, name: str, now: datetime
) -> Campaign:
    """The campaign of a space; a new one, called `name` like the space, where it has none.

    Two processes that ask at once get the same one.
    """
    if found := await campaign_of_space(connection, platform, space_id):
        return found
    statement = insert(campaigns).values(name=name, created_at=now).returning(campaigns.c.id)
    new = (await connection.execute(statement)).scalar_one()
    if not await dialect.add(connection, spaces, platform=platform, id=space_id, campaign_id=new, name=name):
        # Somebody else was quicker between our look and now.
        await connection.execute(delete(campaigns).where(campaigns.c.id == new))
    made = await campaign_of_space(connection, platform, space_id)
    assert made is not None
    return made


async def spaces_of(connection: AsyncConnection, campaign_id: int) -> list[Space]:
    """Every space of a campaign, by platform and name."""
    query = (
        select(spaces)
        .where(spaces.c.campaign_id == campaign_id)
        .order_by(spaces.c.platform, spaces.c.name, spaces.c.id)
    )
    return [Space(row.platform, row.id, row.campaign_id, row.name) for row in await connection.execute(query)]


async def rename(connection: AsyncConnection, campaign_id: int, name: str) -> None:
    """Call a campaign otherwise."""
    await connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(name=name))


async def set_home_region(connection: AsyncConnection, campaign_id: int, code: str | None) -> None:
    """Set the region it is mostly about, by its code; None for all of England."""
    await connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(home_region=code))


async def link_space(
    connection: AsyncConnection, platform: str, space_id: str, campaign_id: int, name: str
) -> None:
    """Make a space one of this campaign's, taking it from another where it was that one's."""
    await dialect.put(connection, spaces, platform=platform, id=space_id, campaign_id=campaign_id, name=name)


async def unlink_space(connection: AsyncConnection, platform: str, space_id: str) -> bool:
    """Let go of a space; whether it was anybody's. The campaign and its people stay."""
    gone = await connection.execute(
        delete(spaces).where(spaces.c.platform == platform, spaces.c.id == space_id)
    )
    return gone.rowcount == 1
