"""`task priority`: say that a request matters more than others."""

import storage
from commands.cards.foi_task import changed
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.here import author
from commands.core.reply import Reply
from commands.desk.access import find_request, require_move
from commands.desk.cases import case_now
from commands.desk.parameters import REQUEST

_LEVELS = {"high": 1, "normal": 0}


@command(
    "task priority",
    "Say that a request matters more than others, or that it no longer does",
    aliases=("foi priority", "priority"),
    parameters=(
        REQUEST,
        Parameter("level", Type.CHOICE, "How much it matters", choices=tuple(_LEVELS)),
    ),
    examples=("task priority 12 high",),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def priority(context: Context, id: int, level: str) -> Reply:  # noqa: A002
    """Set it; lists and digests show what matters more as such."""
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        await require_move(context, connection, request)
        me = await author(context, connection)
        await storage.foi_tasks.set_priority(connection, id, _LEVELS[level], me, context.request.now)
        again = await storage.foi_requests.get(connection, id)
        assert again is not None
        found = await case_now(connection, again, context.request.now)
    was = "high" if request.priority > 0 else "normal"
    if was == level:
        return changed(context, found, f"This was of {level} priority already.", "")
    return changed(context, found, f"This is of {level} priority now.", f"task priority {id} {was}")
