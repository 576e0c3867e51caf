"""`mine`: the requests somebody has in hand; in private talk those of all campaigns."""

from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.reply import Reply
from commands.desk.lists import read_wanted, show_list


@command(
    "mine",
    "The requests you have in hand, the next date first",
    aliases=("foi mine", "my requests"),
    parameters=(
        Parameter("past", Type.NUMBER, "Go on after this request", required=False, keywords=("past",)),
    ),
    examples=("mine",),
    area=Area.FOI,
)
async def mine(context: Context, past: int | None) -> Reply:
    """A page of them."""
    return await show_list(context, read_wanted(context, "mine"), "mine", past)
