"""`foi list`: the requests of this campaign, the next date first."""

from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.reply import Reply
from commands.desk.lists import read_wanted, show_list


@command(
    "foi list",
    "Requests: mine, overdue, unassigned, closed or all, of a body or region",
    parameters=(
        Parameter(
            "which", Type.TEXT, "mine, overdue, unassigned, closed, all; a body; a region", required=False
        ),
        Parameter("past", Type.NUMBER, "Go on after this request", required=False, keywords=("past",)),
    ),
    examples=("foi list", "foi list overdue", "foi list unassigned Midlands", "foi list QNC"),
    area=Area.FOI,
)
async def foi_list(context: Context, which: str | None, past: int | None) -> Reply:
    """A page of them."""
    wanted = read_wanted(context, which or "")
    return await show_list(context, wanted, f"foi list {which or ''}".rstrip(), past)
