"""`foi show`: everything about a request: its story, every clock with its working, what next, a picture."""

from commands.cards.foi_show import card
from commands.core.context import Context
from commands.core.declare import Area, command
from commands.core.reply import Reply
from commands.desk.access import find_request
from commands.desk.happening import today
from commands.desk.parameters import REQUEST
from commands.desk.whole import whole


@command(
    "foi show",
    "All of a request: what happened, every deadline with its working, what comes next, a picture",
    aliases=("foi view",),
    parameters=(REQUEST,),
    examples=("foi show 12",),
    area=Area.FOI,
)
async def show(context: Context, id: int) -> Reply:  # noqa: A002
    """In a campaign's space to everybody there; in private to those who take part."""
    database = await context.services.database()
    async with database.read() as connection:
        request = await find_request(context, connection, id)
        found = await whole(connection, request, today(context))
    return Reply(await card(context, found))
