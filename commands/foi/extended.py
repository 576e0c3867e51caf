"""`foi extended`: the body said that it needs longer, and until when."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.core.text import shown
from commands.desk.happening import happen, today
from commands.desk.parameters import READ_AT, REQUEST
from law.foi.story import Event, Kind


@command(
    "foi extended",
    "Say that the body needs longer, until when and why",
    aliases=("extended",),
    parameters=(
        REQUEST,
        Parameter(
            "until", Type.DATE, "The day until which it needs", keywords=("until", "to"), direction="future"
        ),
        Parameter(
            "on",
            Type.DATE,
            "The day it said so; today if not said",
            False,
            keywords=("on", "said"),
            direction="past",
        ),
        Parameter("why", Type.TEXT, "The reason it gave, such as the public interest", False),
        READ_AT,
    ),
    examples=("foi extended 12 until 18 December the public interest",),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def extended(
    context: Context,
    id: int,  # noqa: A002
    until: date,
    on: date | None,
    why: str | None,
    url: str | None,
) -> Reply:
    """The date the law gives stays visible beside the one the body gave itself."""
    event = Event(Kind.EXTENDED, on or today(context), until, why=shown(why or "", 200), url=url or "")
    return recorded(context, await happen(context, id, event))
