"""`foi ico`: the Commissioner was written to, has decided, or the tribunal was."""

from datetime import date
from typing import Final

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.desk.happening import happen, today
from commands.desk.parameters import READ_AT, REQUEST
from law.foi.story import Event, Kind

_WHAT: Final = {
    "complained": Kind.ICO_COMPLAINED,
    "notice": Kind.ICO_NOTICED,
    "tribunal": Kind.TRIBUNAL_APPEALED,
}


@command(
    "foi ico",
    "Say that you complained to the Commissioner, that its decision notice came, or that you appealed",
    aliases=("ico",),
    parameters=(
        REQUEST,
        Parameter(
            "what",
            Type.CHOICE,
            "Complained, a decision notice was sent, or an appeal to the tribunal",
            False,
            choices=tuple(_WHAT),
        ),
        Parameter(
            "on",
            Type.DATE,
            "The day; of a notice the day it was sent; today if not said",
            False,
            direction="past",
        ),
        READ_AT,
    ),
    examples=("foi ico 12", "foi ico 12 notice 6 November", "foi ico 12 tribunal"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def ico(
    context: Context,
    id: int,  # noqa: A002
    what: str | None,
    on: date | None,
    url: str | None,
) -> Reply:
    """Of a decision notice the day on which it was sent counts: the tribunal's 28 days run from there."""
    event = Event(_WHAT[what or "complained"], on or today(context), url=url or "")
    return recorded(context, await happen(context, id, event))
