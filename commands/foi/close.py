"""`foi close`: a request is over: settled, or withdrawn."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.core.text import shown
from commands.desk.happening import called, happen, today
from commands.desk.parameters import READ_AT, REQUEST
from law.foi.story import Event, Kind


@command(
    "foi close",
    "End a request: nothing more is counted or told; withdraw it with --withdrawn",
    aliases=("foi withdraw",),
    parameters=(
        REQUEST,
        Parameter("on", Type.DATE, "The day it ended; today if not said", False, direction="past"),
        Parameter("why", Type.TEXT, "The reason, for the record", False),
        Parameter(
            "withdrawn", Type.FLAG, "It was withdrawn, not settled", False, keywords=("withdrawn", "withdraw")
        ),
        READ_AT,
    ),
    examples=("foi close 12", "foi close 12 all of it was published", "foi withdraw 12"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def close(
    context: Context,
    id: int,  # noqa: A002
    on: date | None,
    why: str | None,
    withdrawn: bool | None,
    url: str | None,
) -> Reply:
    """It can be opened again, and stands then where it stood."""
    kind = Kind.WITHDRAWN if withdrawn or called(context, "withdraw") else Kind.CLOSED
    event = Event(kind, on or today(context), why=shown(why or "", 200), url=url or "")
    return recorded(context, await happen(context, id, event))
