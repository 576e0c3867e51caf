"""Whose place this is: the campaign of the server or room where something is ordered."""

from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.errors import NotHere

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.campaigns import Campaign

UNNAMED = "This campaign"
"""What a campaign is called until it is named."""


def require_space(context: Context) -> str:
    """The space this was asked in. Raises `NotHere` in private talk."""
    if context.request.space is None:
        raise NotHere
    return context.request.space


async def campaign_of(context: Context, connection: "AsyncConnection") -> "Campaign | None":
    """The campaign at home here, None where nobody has set one up, or in private talk."""
    request = context.request
    if request.space is None:
        return None
    return await storage.campaigns.campaign_of_space(connection, request.platform, request.space)


async def ensure_campaign(context: Context, connection: "AsyncConnection") -> "Campaign":
    """The campaign at home here, begun where there is none. Raises `NotHere` in private talk."""
    request = context.request
    return await storage.campaigns.ensure_campaign(
        connection, request.platform, require_space(context), UNNAMED, request.now
    )


async def author(context: Context, connection: "AsyncConnection") -> int:
    """The number of the person who asks, known from now on."""
    person = context.request.author
    return await storage.people.ensure_person(
        connection, person.platform, person.id, person.name, context.request.now
    )
