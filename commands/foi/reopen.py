"""`foi reopen`: a request that was over goes on where it stood."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.desk.happening import happen, today
from commands.desk.parameters import REQUEST
from law.foi.story import Event, Kind


@command(
    "foi reopen",
    "Go on with a request that was closed or withdrawn",
    parameters=(
        REQUEST,
        Parameter("on", Type.DATE, "The day; today if not said", False, direction="past"),
    ),
    examples=("foi reopen 12",),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def reopen(context: Context, id: int, on: date | None) -> Reply:  # noqa: A002
    """Its clock goes on as if it had never stopped: the law knows no pause for it."""
    return recorded(context, await happen(context, id, Event(Kind.REOPENED, on or today(context))))
