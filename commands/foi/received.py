"""`foi received`: the request has arrived, or the body has confirmed that it has."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.desk.happening import called, happen, today
from commands.desk.parameters import HAPPENED_ON, READ_AT, REQUEST
from law.foi.story import Event, Kind


@command(
    "foi received",
    "Say when a request reached the body, or that it confirmed the receipt",
    aliases=("received", "foi acknowledged", "acknowledged"),
    parameters=(
        REQUEST,
        Parameter(
            "how",
            Type.CHOICE,
            "Delivered (an automatic answer shows it), or acknowledged by somebody",
            False,
            choices=("delivered", "acknowledged"),
        ),
        HAPPENED_ON,
        READ_AT,
    ),
    examples=("foi received 12", "foi received 12 acknowledged 5 November"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def received(
    context: Context,
    id: int,  # noqa: A002
    how: str | None,
    on: date | None,
    url: str | None,
) -> Reply:
    """A day of delivery moves the clock; an acknowledgement does not, but shows that it arrived."""
    acknowledged = how == "acknowledged" or (how is None and called(context, "acknowledged"))
    kind = Kind.ACKNOWLEDGED if acknowledged else Kind.DELIVERED
    event = Event(kind, on or today(context), url=url or "")
    return recorded(context, await happen(context, id, event))
