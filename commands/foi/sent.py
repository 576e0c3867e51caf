"""`foi sent`: the request is on its way; from now on the law's clock runs."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.desk.cases import desk_of
from commands.desk.happening import happen, today
from commands.desk.ledger import of_request, warning
from commands.desk.parameters import REQUEST
from law.foi.story import Event, Kind


@command(
    "foi sent",
    "Say that a request was sent, and when; the clock counts from there",
    aliases=("sent",),
    parameters=(
        REQUEST,
        Parameter("on", Type.DATE, "The day it was sent; today if not said", False, direction="past"),
        Parameter("url", Type.URL, "Its page, such as the one on WhatDoTheyKnow", False),
    ),
    examples=("foi sent 12", "foi sent 12 yesterday", "foi sent 12 3 November"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def sent(context: Context, id: int, on: date | None, url: str | None) -> Reply:  # noqa: A002
    """Record it; a page given with it becomes the request's own. What may be costed together is said."""
    event = Event(Kind.SENT, on or today(context), url=url or "")
    happened = await happen(context, id, event)
    request = happened.after.request
    database = await context.services.database()
    async with database.read() as connection:
        desk = await desk_of(connection, request.campaign_id)
        counted = await of_request(connection, desk, request, event.on)
    return recorded(context, happened, warning(counted))
