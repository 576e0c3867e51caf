"""`foi claim`: take a request that nobody has in hand. Of those who do so at once one gets it."""

from datetime import timedelta
from typing import TYPE_CHECKING

import storage
from commands.cards.foi_task import SOMEBODY, changed
from commands.core.context import Context
from commands.core.declare import Area, Permission, command
from commands.core.errors import NotPossible
from commands.core.here import author
from commands.core.moments import at
from commands.core.reply import Choice, Choices, Code, Line, Outcome, Reply, Text
from commands.core.text import shown
from commands.desk.access import find_request, require_claim
from commands.desk.cases import desk_of
from commands.desk.parameters import REQUEST
from commands.desk.people import take_in, tell
from commands.desk.recording import settle
from commands.desk.telling import RELEASED

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_requests import FoiRequest


@command(
    "foi claim",
    "Take a request that nobody has in hand",
    aliases=("claim",),
    parameters=(REQUEST,),
    examples=("foi claim 11",),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def claim(context: Context, id: int) -> Reply:  # noqa: A002
    """Take it until the claim lapses, or hear who has it."""
    now = context.request.now
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        desk = await desk_of(connection, request.campaign_id)
        who = await require_claim(context, connection, request, desk.settings)
        if not request.open:
            raise NotPossible(f"Request {id} is over.", "foi list unassigned")
        if who.organiser:  # no need to be listed, too
            me = await author(context, connection)
        else:
            me = await take_in(connection, request.campaign_id, context.request.author, None, now)
        lapses = now + timedelta(days=desk.settings.claim_days)
        holder = await storage.foi_tasks.claim(connection, id, me, now, lapses)
        if holder is not None:
            return await _taken(context, connection, request, holder, mine=holder == me)
        if request.assignee not in (None, me):
            await _tell_lapsed(connection, request)
        found = await settle(connection, desk, request, now)
    what = f"This is yours. It goes back to the others if you do nothing about it until {at(lapses)}."
    return changed(context, found, what, f"foi unclaim {id}")


async def _taken(
    context: Context, connection: "AsyncConnection", request: "FoiRequest", holder: int, *, mine: bool
) -> Reply:
    """Somebody has it, perhaps whoever asks."""
    number = request.id
    options = (Choice("Show it", f"foi show {number}"), Choice("What is free", "foi list unassigned"))
    if mine:
        words: Line = (f"Request {number} is yours already. To give it back: ",)
        back = Code(context.type(f"foi unclaim {number}"))
        return Reply((Text((*words, back, ".")), Choices(options)))
    name = shown(await storage.people.name_of(connection, holder) or SOMEBODY)
    words = (f"{name} has request {number} in hand already: nothing was changed. What is free: ",)
    free = Code(context.type("foi list unassigned"))
    return Reply((Text((*words, free, ".")), Choices(options)), Outcome.REFUSED)


async def _tell_lapsed(connection: "AsyncConnection", request: "FoiRequest") -> None:
    """Whoever let it lapse hears that it is somebody else's now."""
    history = await storage.foi_tasks.history(connection, request.id)
    entry = [each for each in history if each.kind == "lapsed"][-1]
    if entry.person_id is not None:
        await tell(connection, request, [entry.person_id], f"{RELEASED} {entry.id}", entry.at)
