"""`overdue`: the requests whose date has passed: the body is late, or we are."""

from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.reply import Reply
from commands.desk.lists import read_wanted, show_list


@command(
    "overdue",
    "The requests whose date has passed, the longest ago first",
    aliases=("foi overdue",),
    parameters=(
        Parameter("past", Type.NUMBER, "Go on after this request", required=False, keywords=("past",)),
    ),
    examples=("overdue",),
    area=Area.FOI,
)
async def overdue(context: Context, past: int | None) -> Reply:
    """A page of them."""
    return await show_list(context, read_wanted(context, "overdue"), "overdue", past)
