"""`foi sent`: the request is on its way; from now on the law's clock runs."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.desk.happening import happen, today
from law.foi.story import Event, Kind


@command(
    "foi sent",
    "Say that a request was sent, and when; the clock counts from there",
    aliases=("sent",),
    parameters=(
        Parameter("id", Type.NUMBER, "The number of the request"),
        Parameter("on", Type.DATE, "The day it was sent; today if not said", False, direction="past"),
        Parameter("url", Type.URL, "Its page, such as the one on WhatDoTheyKnow", False),
    ),
    examples=("foi sent 12", "foi sent 12 yesterday", "foi sent 12 3 November"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def sent(context: Context, id: int, on: date | None, url: str | None) -> Reply:  # noqa: A002
    """Record it; a page given with it becomes the request's own."""
    event = Event(Kind.SENT, on or today(context), url=url or "")
    return recorded(context, await happen(context, id, event))
