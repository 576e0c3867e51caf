"""`foi chased`: a reminder was sent, which the Commissioner wants to see."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.desk.happening import happen, today
from commands.desk.parameters import READ_AT, REQUEST
from law.foi.story import Event, Kind


@command(
    "foi chased",
    "Say that you reminded the body",
    aliases=("chased",),
    parameters=(
        REQUEST,
        Parameter("on", Type.DATE, "The day of the reminder; today if not said", False, direction="past"),
        READ_AT,
    ),
    examples=("foi chased 12", "foi chased 12 last Friday"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def chased(context: Context, id: int, on: date | None, url: str | None) -> Reply:  # noqa: A002
    """Two reminders after the date, and the next step is the Commissioner."""
    event = Event(Kind.CHASED, on or today(context), url=url or "")
    return recorded(context, await happen(context, id, event))
