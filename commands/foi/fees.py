"""`foi fees`: the body asked for a fee, and it was paid: the clock rests in between."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.desk.happening import called, happen, today
from commands.desk.parameters import HAPPENED_ON, READ_AT, REQUEST
from law.foi.story import Event, Kind


@command(
    "foi fees",
    "Say that the body asked for a fee, or that it was paid",
    aliases=("fees", "foi paid", "paid"),
    parameters=(
        REQUEST,
        Parameter("what", Type.CHOICE, "Whether they asked, or we paid", False, choices=("asked", "paid")),
        HAPPENED_ON,
        READ_AT,
    ),
    examples=("foi fees 12", "foi fees 12 asked yesterday", "foi paid 12"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def fees(
    context: Context,
    id: int,  # noqa: A002
    what: str | None,
    on: date | None,
    url: str | None,
) -> Reply:
    """From the fees notice to the day of payment, both with, no day counts (s.10(2))."""
    paid = what == "paid" or (what is None and called(context, "paid"))
    event = Event(Kind.FEES_PAID if paid else Kind.FEES_ASKED, on or today(context), url=url or "")
    return recorded(context, await happen(context, id, event))
