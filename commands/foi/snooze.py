"""`foi snooze`: put off what one is reminded of about a request; the law's dates stay where they are."""

from datetime import datetime, timedelta

import storage
from commands.cards.foi_words import heading
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.here import author
from commands.core.moments import at, london_day
from commands.core.reply import Block, Bold, Choice, Choices, Code, Heading, Reply, Text
from commands.core.words import weekday
from commands.desk.access import find_request, require_help
from commands.desk.cases import Case, case_now, desk_of
from commands.desk.parameters import REQUEST
from commands.desk.recording import acted

LONGEST = timedelta(days=92)


@command(
    "task snooze",
    "Put off what you are reminded of about a request; it comes back as it stands then",
    aliases=("foi snooze", "foi later"),
    parameters=(
        REQUEST,
        Parameter("until", Type.MOMENT, "Until when: tomorrow, in 1 week, in 3 hours", direction="future"),
    ),
    examples=("foi snooze 12 tomorrow", "foi snooze 12 in 1 week"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def snooze(context: Context, id: int, until: datetime) -> Reply:  # noqa: A002
    """Remind whoever asks then, and of nothing before but what is urgent; it shows that they are there."""
    now = context.request.now
    if not now < until <= now + LONGEST:
        wrong = f"{at(until)} is {'over' if until <= now else 'more than three months ahead'}."
        instead = f"foi snooze {id} tomorrow" if until <= now else f"foi defer {id} until {until:%d/%m/%Y}"
        raise BadArguments("foi snooze", wrong, understood=f"foi snooze {id}", instead=instead)
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        await require_help(context, connection, request)
        me = await author(context, connection)
        if me != request.assignee and me not in await storage.foi_tasks.helpers(connection, id):
            wrong = f"Request {id} is not yours: you are not reminded of it unless you ask for it."
            raise NotPossible(wrong, f"remind {id} {until:%d/%m/%Y}")
        if not request.open:
            raise NotPossible(f"Request {id} is over: nothing comes of it.", f"foi reopen {id}")
        waiting = await storage.foi_reminders.of_requests(connection, [id], now)
        mine = [each.id for each in waiting if each.person_id == me and not each.words]
        if mine:
            number = mine[0]
            await storage.foi_reminders.snooze(connection, number, until)
        else:
            number = (await storage.foi_reminders.add(connection, id, me, until, "", now)).id
        await acted(connection, await desk_of(connection, request.campaign_id), request, me, now)
        found = await case_now(connection, request, now)
    words = "Put off until "
    blocks: list[Block] = [
        Heading(heading(request)),
        Text((words, Bold(at(until)), ", London time. What is urgent comes all the same.")),
        *_meanwhile(found, until),
        Text(("The way back: ", Code(context.type(f"unremind {number}")), ".")),
        Choices((Choice("Show the request", f"foi show {id}"),)),
    ]
    return Reply(tuple(blocks))


def _meanwhile(found: Case, until: datetime) -> tuple[Block, ...]:
    """A warning where the date that counts passes before."""
    main = found.clock.main
    if main is None or main.day >= london_day(until):
        return ()
    whose = "the body’s" if main.whose == "body" else "our"
    return (Text((f"By then {whose} date will have passed: {weekday(main.day)} (calculated).",)),)
