"""`foi assign`: an organiser gives a request to somebody, who answers for it from then on."""

from datetime import date

import storage
from commands.cards.foi_task import changed, today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.here import author
from commands.core.reply import Choice, Reply
from commands.core.request import Person
from commands.core.text import shown
from commands.core.words import weekday
from commands.desk.access import find_request, require_organiser
from commands.desk.cases import desk_of
from commands.desk.parameters import REQUEST
from commands.desk.people import take_in, tell
from commands.desk.recording import settle
from commands.desk.telling import ASSIGNED, RELEASED


@command(
    "foi assign",
    "Give a request to somebody, who answers for it from then on",
    aliases=("assign",),
    parameters=(
        REQUEST,
        Parameter("person", Type.PERSON, "Whose it is to be"),
        Parameter(
            "by", Type.DATE, "By when you want it", required=False, keywords=("by",), direction="future"
        ),
    ),
    examples=("foi assign 12 @jo", "foi assign 12 @jo by next Friday"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def assign(context: Context, id: int, person: Person, by: date | None) -> Reply:  # noqa: A002
    """Hand it out; they are told in private, and so is whoever had it before."""
    now = context.request.now
    if by is not None and by < today_of(context):
        raise BadArguments(
            "foi assign", f"{weekday(by)} is over.", instead=f"foi assign {id} @jo by next Friday"
        )
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        await require_organiser(context, connection, request.campaign_id, "Assigning")
        if not request.open:
            raise NotPossible(f"Request {id} is over.", f"foi reopen {id}")
        giver = await author(context, connection)
        whom = await take_in(connection, request.campaign_id, person, giver, now)
        if whom == request.assignee and by == request.wanted_by:
            raise NotPossible(f"Request {id} is {shown(person.name)}’s already.", f"foi show {id}")
        entry = await storage.foi_tasks.assign(connection, id, whom, giver, now, wanted_by=by)
        if whom != giver:
            near = person.platform
            await tell(connection, request, [whom], f"{ASSIGNED} {entry}", now, near=near)
        before = request.assignee
        if before is not None and before not in (whom, giver):
            await tell(connection, request, [before], f"{RELEASED} {entry}", now)
        found = await settle(connection, await desk_of(connection, request.campaign_id), request, now)
    wanted = f", wanted by {weekday(by)}" if by else ""
    name = "yours" if whom == giver else f"{shown(person.name)}’s"
    back = f"foi unclaim {id}"
    decline = Choice("Decline it", back)
    return changed(context, found, f"This is {name} from now on{wanted}.", back, first=(decline,))
