"""Who may order what.

A right comes from two places: the platform (whoever may manage the server or room may manage
the bot there) and the campaign's own list of organisers. Everything is checked against the
person who asks, also when they press a button that was made for somebody else.
"""

from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.declare import Command, Permission
from commands.core.errors import NotAllowed

if TYPE_CHECKING:
    from storage.roles import Role

ORGANISERS = "an organiser of this campaign, or somebody who may manage this server or room"
VOLUNTEERS = "whoever takes part in this campaign, but not for its observers"
MAY = {Permission.VOLUNTEER: VOLUNTEERS, Permission.ORGANISER: ORGANISERS}
"""In words who has a right, where not anyone."""


async def require(command: Command, context: Context) -> None:
    """Raise `NotAllowed` unless the asker has the right `command` asks for.

    A volunteer's right is looked at where a campaign is at home; in private talk each command looks at
    the campaign of what it is asked about.
    """
    if command.permission is Permission.ORGANISER and not await is_organiser(context):
        raise NotAllowed(command.name, ORGANISERS)
    if command.permission is Permission.VOLUNTEER and await is_observer(context):
        raise NotAllowed(command.name, f"{VOLUNTEERS}, of whom you are one")


async def is_organiser(context: Context) -> bool:
    """Whether the asker organises the campaign this place belongs to."""
    request = context.request
    return request.manages_space or await _role(context) is storage.roles.Role.ORGANISER


async def is_observer(context: Context) -> bool:
    """Whether the asker is to look on only in the campaign this place belongs to."""
    return not context.request.manages_space and await _role(context) is storage.roles.Role.OBSERVER


async def _role(context: Context) -> "Role | None":
    """What the asker is in the campaign this place belongs to, None where they have none."""
    request = context.request
    if request.space is None:
        return None
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await storage.campaigns.campaign_of_space(connection, request.platform, request.space)
        if campaign is None:
            return None
        return await storage.roles.role_of(connection, campaign.id, request.platform, request.author.id)
