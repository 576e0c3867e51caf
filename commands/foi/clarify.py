"""`foi clarify`: the body asked what is meant, and we answered: then its time begins anew."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.reply import Reply
from commands.desk.happening import called, happen, today
from commands.desk.parameters import HAPPENED_ON, READ_AT, REQUEST
from law.foi.story import Event, Kind


@command(
    "foi clarify",
    "Say that the body asked what is meant, or that you answered it (clarified)",
    aliases=("clarify", "foi clarified", "clarified"),
    parameters=(
        REQUEST,
        Parameter(
            "what", Type.CHOICE, "Whether they asked, or we answered", False, choices=("asked", "answered")
        ),
        HAPPENED_ON,
        READ_AT,
    ),
    examples=("foi clarify 12", "foi clarify 12 asked yesterday", "foi clarified 12"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def clarify(
    context: Context,
    id: int,  # noqa: A002
    what: str | None,
    on: date | None,
    url: str | None,
) -> Reply:
    """Their question stops the clock; it starts again, from the beginning, with our answer (s.1(3))."""
    answered = what == "answered" or (what is None and called(context, "clarified"))
    kind = Kind.CLARIFICATION_GIVEN if answered else Kind.CLARIFICATION_ASKED
    event = Event(kind, on or today(context), url=url or "")
    return recorded(context, await happen(context, id, event))
