"""`foi undo`: take back what was recorded last."""

from commands.cards.foi_recorded import corrected
from commands.core.context import Context
from commands.core.declare import Area, Permission, command
from commands.core.reply import Reply
from commands.desk.parameters import REQUEST
from commands.desk.undoing import take_back


@command(
    "foi undo",
    "Take back what was recorded last of a request",
    parameters=(REQUEST,),
    examples=("foi undo 12",),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def undo(context: Context, id: int) -> Reply:  # noqa: A002
    """It counts no longer, and stays in the history; the way back is the command that recorded it."""
    return corrected(context, await take_back(context, id))
