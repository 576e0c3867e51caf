"""`foi correct`: something happened on another day than was recorded."""

from datetime import date

from commands.cards.foi_recorded import corrected
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.desk.parameters import REQUEST
from commands.desk.undoing import redate


@command(
    "foi correct",
    "Give an event of a request another day; its number is in the timeline of foi show",
    parameters=(
        REQUEST,
        Parameter("event", Type.NUMBER, "The number of the event in its timeline"),
        Parameter("on", Type.DATE, "The day on which it really happened", direction="past"),
    ),
    examples=("foi correct 12 1 3 November",),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def correct(context: Context, id: int, event: int, on: date) -> Reply:  # noqa: A002
    """What was recorded stays in the history; every date is counted anew."""
    return corrected(context, await redate(context, id, event, on))
