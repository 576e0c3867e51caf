"""`foi handover`: whoever has a request in hand gives it on to somebody else."""

import storage
from commands.cards.foi_task import changed
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import NotPossible
from commands.core.here import author
from commands.core.reply import Reply
from commands.core.request import Person
from commands.core.text import shown
from commands.desk.access import find_request, require_move
from commands.desk.cases import desk_of
from commands.desk.parameters import REQUEST
from commands.desk.people import take_in, tell
from commands.desk.recording import settle
from commands.desk.telling import ASSIGNED, RELEASED


@command(
    "foi handover",
    "Give a request that you have in hand on to somebody else",
    aliases=("handover",),
    parameters=(
        REQUEST,
        Parameter("person", Type.PERSON, "Whose it is to be"),
        Parameter("why", Type.TEXT, "What they should know", required=False),
    ),
    examples=("foi handover 12 @jo", "foi handover 12 @jo I am away until spring"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def handover(context: Context, id: int, person: Person, why: str | None) -> Reply:  # noqa: A002
    """Hand it on with its history and the date it is wanted by; they are told, and may decline."""
    now = context.request.now
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        who = await require_move(context, connection, request)
        if not request.open:
            raise NotPossible(f"Request {id} is over.", f"foi reopen {id}")
        me = await author(context, connection)
        whom = await take_in(connection, request.campaign_id, person, me, now)
        if whom == request.assignee:
            raise NotPossible(f"Request {id} is {shown(person.name)}’s already.", f"foi show {id}")
        entry = await storage.foi_tasks.hand_over(connection, id, whom, me, now, why=why or "")
        await tell(connection, request, [whom], f"{ASSIGNED} {entry}", now, near=person.platform)
        if request.assignee not in (None, me):
            assert request.assignee is not None
            await tell(connection, request, [request.assignee], f"{RELEASED} {entry}", now)
        found = await settle(connection, await desk_of(connection, request.campaign_id), request, now)
    what = f"This is {shown(person.name)}’s from now on; they are told, and may decline."
    back = f"foi unclaim {id}" if who.organiser else ""
    return changed(context, found, what, back)
