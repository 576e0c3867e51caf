"""`foi unclaim`: give a request back, or decline one; organisers take one from somebody by it."""

from typing import TYPE_CHECKING

import storage
from commands.cards.foi_task import changed
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import NotPossible
from commands.core.here import author
from commands.core.reply import Choice, Reply
from commands.core.text import shown
from commands.desk.access import find_request, require_move
from commands.desk.cases import desk_of
from commands.desk.parameters import REQUEST
from commands.desk.people import tell, typed_name
from commands.desk.recording import settle
from commands.desk.telling import RELEASED, to_organisers

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_tasks import Release

_WORDS = {
    "unclaimed": "You gave this back.",
    "declined": "You declined this; the organisers are told.",
    "returned": "This was {name}’s; they are told that it is no longer.",
}
_GIVING = ("assigned", "claimed", "handed_over")


@command(
    "foi unclaim",
    "Give a request back that you claimed, or decline one that you were given",
    aliases=("unclaim", "foi decline", "decline"),
    parameters=(
        REQUEST,
        Parameter("why", Type.TEXT, "Why, for whoever has it next", required=False),
    ),
    examples=("foi unclaim 12", "foi unclaim 12 I am away until spring"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def unclaim(context: Context, id: int, why: str | None) -> Reply:  # noqa: A002
    """Put it back into the pool, with its history."""
    now = context.request.now
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        who = await require_move(context, connection, request)
        held = request.assignee
        if held is None:
            raise NotPossible(f"Nobody has request {id} in hand.", f"foi claim {id}")
        me = await author(context, connection)
        kind = await _kind(connection, id, held, me)
        name = shown(await storage.people.name_of(connection, held) or "")
        again = await typed_name(connection, held, context.request.platform)
        entry = await storage.foi_tasks.release(connection, id, me, now, kind, why or "")
        if kind == "returned":
            await tell(connection, request, [held], f"{RELEASED} {entry}", now)
        elif kind == "declined":
            reason = f"{RELEASED} {entry}"
            rows = await to_organisers(connection, request.campaign_id, id, reason, now, but=me)
            await storage.outbox.put_many(connection, rows, now)
        found = await settle(connection, await desk_of(connection, request.campaign_id), request, now)
    back = f"foi assign {id} {again}" if who.organiser and kind == "returned" else f"foi claim {id}"
    free = Choice("Claim it", f"foi claim {id}")
    return changed(context, found, _WORDS[kind].format(name=name), back, first=(free,))


async def _kind(connection: "AsyncConnection", number: int, held: int, by: int) -> "Release":
    """What it is to give this back: a claim, something that others gave, or somebody else's."""
    if held != by:
        return "returned"
    given = [each for each in await storage.foi_tasks.history(connection, number) if each.kind in _GIVING]
    mine = not given or given[-1].kind == "claimed" or given[-1].by_person == held
    return "unclaimed" if mine else "declined"
