"""`task helper` and `task unhelp`: people beside the one who answers for a request."""

import storage
from commands.cards.foi_task import changed
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import NotPossible
from commands.core.here import author
from commands.core.people import typed
from commands.core.reply import Reply
from commands.core.request import Person
from commands.core.text import shown
from commands.core.words import listing
from commands.desk.access import find_request, require_move, standing
from commands.desk.cases import case_now
from commands.desk.parameters import REQUEST
from commands.desk.people import take_in, tell
from commands.desk.telling import HELPING


@command(
    "task helper",
    "Let people help with a request: they may add notes and evidence, and are told what happens",
    aliases=("foi helper",),
    parameters=(
        REQUEST,
        Parameter("people", Type.PEOPLE, "Who helps"),
    ),
    examples=("task helper 12 @jo", "task helper 12 @jo and @olly"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def helper(context: Context, id: int, people: tuple[Person, ...]) -> Reply:  # noqa: A002
    """Add helpers; whoever has the request in hand stays the one who answers for it."""
    now = context.request.now
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        await require_move(context, connection, request)
        me = await author(context, connection)
        added = []
        for person in people:
            whom = await take_in(connection, request.campaign_id, person, me, now)
            if whom == request.assignee:
                wrong = f"{shown(person.name)} has request {id} in hand, and need not help with it, too."
                raise NotPossible(wrong)
            if await storage.foi_tasks.add_helper(connection, id, whom, me, now):
                added.append(person)
                if whom != me:
                    await tell(connection, request, [whom], HELPING, now, near=person.platform)
        found = await case_now(connection, request, now)
    if not added:
        raise NotPossible(f"They help with request {id} already.", f"foi show {id}")
    back = f"task unhelp {id} {' '.join(typed(person) for person in added)}"
    names = listing([shown(person.name) for person in added])
    return changed(context, found, f"{names} {'helps' if len(added) == 1 else 'help'} with this now.", back)


@command(
    "task unhelp",
    "Let people help with a request no longer: yourself if nobody is named",
    aliases=("foi unhelp",),
    parameters=(
        REQUEST,
        Parameter("people", Type.PEOPLE, "Who helps no longer", required=False),
    ),
    examples=("task unhelp 12 @sam",),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def unhelp(context: Context, id: int, people: tuple[Person, ...] | None) -> Reply:  # noqa: A002
    """Take helpers from a request; anybody may take themselves."""
    now = context.request.now
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        mine = people is None or people == (context.request.author,)
        if not mine:
            await require_move(context, connection, request)
        me = (await standing(context, connection, request.campaign_id)).person
        gone = []
        for person in people or (context.request.author,):
            whom = await storage.people.person_of(connection, person.platform, person.id)
            if whom is not None and await storage.foi_tasks.remove_helper(connection, id, whom, me, now):
                gone.append(person)
        found = await case_now(connection, request, now)
    if not gone:
        raise NotPossible(f"Nobody of that name helps with request {id}.", f"foi show {id}")
    names = "You" if mine else listing([shown(person.name) for person in gone])
    words = f"{names} {'help' if mine or len(gone) > 1 else 'helps'} with this no longer."
    return changed(context, found, words, f"task helper {id} {' '.join(typed(person) for person in gone)}")
