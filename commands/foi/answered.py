"""`foi answered`: the body has answered, and how."""

from datetime import date

from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.dates import read_date
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.reply import Reply
from commands.core.text import shown
from commands.desk.exemptions import read_exemptions
from commands.desk.happening import happen, today
from commands.desk.parameters import REQUEST
from law.foi.story import Event, Kind, Result


@command(
    "foi answered",
    "Say how the body answered: full, part, refused or notheld, and what it relied on",
    aliases=("answered",),
    parameters=(
        REQUEST,
        Parameter("how", Type.CHOICE, "What the answer was", choices=tuple(map(str, Result))),
        Parameter("on", Type.DATE, "The day the answer came; today if not said", False, direction="past"),
        Parameter("exemptions", Type.TEXT, "The sections it relied on, such as s43 s40(2)", False),
        Parameter("url", Type.URL, "Where the answer can be read", False),
    ),
    examples=("foi answered 12 full", "foi answered 12 refused yesterday s43 s40(2)"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def answered(
    context: Context,
    id: int,  # noqa: A002
    how: str,
    on: date | None,
    exemptions: str | None,
    url: str | None,
) -> Reply:
    """The sections decide which letter asks for a review."""
    sections, rest = read_exemptions(exemptions or "")
    if rest:
        day = read_date(rest, today(context), "past") if on is None else None
        if day is None:
            raise BadArguments(
                "foi answered",
                f"“{shown(rest)}” is no section to rely on, such as s43, s40(2) or reg 12(5)(e).",
                understood=f"foi answered {id} {how}",
                instead=f"foi answered {id} {how} {' '.join(sections) or '43 40(2)'}",
            )
        on = day
    event = Event(Kind.ANSWERED, on or today(context), result=Result(how), exemptions=sections, url=url or "")
    return recorded(context, await happen(context, id, event))
