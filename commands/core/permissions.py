"""Who may order what.

A right comes from two places: the platform (whoever may manage the server or room may manage
the bot there) and the campaign's own list of organisers. Everything is checked against the
person who asks, also when they press a button that was made for somebody else.
"""

import storage
from commands.core.context import Context
from commands.core.declare import Command, Permission
from commands.core.errors import NotAllowed

ORGANISERS = "an organiser of this campaign, or somebody who may manage this server or room"


async def require(command: Command, context: Context) -> None:
    """Raise `NotAllowed` unless the asker has the right `command` asks for."""
    if command.permission is Permission.ORGANISER and not await is_organiser(context):
        raise NotAllowed(command.name, ORGANISERS)


async def is_organiser(context: Context) -> bool:
    """Whether the asker organises the campaign this place belongs to."""
    request = context.request
    if request.manages_space:
        return True
    if request.space is None:
        return False
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await storage.campaigns.campaign_of_space(connection, request.platform, request.space)
        if campaign is None:
            return False
        role = await storage.roles.role_of(connection, campaign.id, request.platform, request.author.id)
    return role is storage.roles.Role.ORGANISER
