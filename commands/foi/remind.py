"""`remind`: be told something about a request at a time of one's own; `reminders` and `unremind`."""

from datetime import datetime, timedelta

import storage
from commands.cards.foi_words import heading
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.here import author
from commands.core.moments import at
from commands.core.reply import Block, Bold, Bullets, Choice, Choices, Code, Heading, Line, Note, Reply, Text
from commands.core.request import Platform
from commands.core.text import shown
from commands.desk.access import find_request
from commands.desk.parameters import REQUEST

MOST = 50
"""Reminders somebody may have waiting."""
LONGEST = timedelta(days=2 * 366)
_LOOK = "look at this again"
PUT_OFF = "what is due then, which you put off"
"""What a reminder without words is of: `foi snooze` made it."""
_SHOWN = 9


@command(
    "remind",
    "Be reminded of a request at a time you choose, whatever becomes of it",
    aliases=("foi remind",),
    parameters=(
        REQUEST,
        Parameter("when", Type.MOMENT, "When: tomorrow, in 3 weeks, Friday at 14:30", direction="future"),
        Parameter("what", Type.TEXT, "Of what", required=False),
    ),
    examples=("remind 12 in 3 weeks ask for the minutes", "remind 12 1 March 2027 9am the board has met"),
    area=Area.FOI,
)
async def remind(context: Context, id: int, when: datetime, what: str | None) -> Reply:  # noqa: A002
    """Keep a reminder of whoever asks; it comes in private, and once."""
    now = context.request.now
    if not now < when <= now + LONGEST:
        wrong = f"{at(when)} is {'over' if when <= now else 'more than two years ahead'}."
        raise BadArguments(
            "remind", wrong, understood=f"remind {id}", instead=f"remind {id} tomorrow {what or ''}".rstrip()
        )
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id)
        me = await author(context, connection)
        mine = await storage.foi_reminders.of_person(connection, me)
        if len(mine) >= MOST:
            raise NotPossible(f"You have {MOST} reminders waiting already.", "reminders")
        kept = await storage.foi_reminders.add(connection, id, me, when, what or _LOOK, now)
    blocks: list[Block] = [
        Heading(heading(request)),
        Text(("I remind you on ", Bold(at(when)), f", London time: {shown(kept.words, 300)}")),
    ]
    if context.request.platform is Platform.CONSOLE:
        blocks.append(Note(("A console gets no posts: order this on Discord or Matrix.",)))
    back: Line = ("The way back: ", Code(context.type(f"unremind {kept.id}")), ". All of yours: ")
    blocks.append(Text((*back, Code(context.type("reminders")), ".")))
    return Reply((*blocks, Choices((Choice("Show the request", f"foi show {id}"),))))


@command(
    "reminders",
    "What you asked to be reminded of",
    aliases=("remind list",),
    examples=("reminders",),
    area=Area.FOI,
    private=True,
)
async def reminders(context: Context) -> Reply:
    """Those still to come, soonest first, each with a button that ends it."""
    asked = context.request
    database = await context.services.database()
    async with database.read() as connection:
        me = await storage.people.person_of(connection, asked.platform, asked.author.id)
        mine = [] if me is None else await storage.foi_reminders.of_person(connection, me)
    if not mine:
        how: Line = ("You have no reminders. To have one: ", Code(context.type("remind 12 in 3 weeks")), ".")
        return Reply((Text(how),))
    items: tuple[Line, ...] = tuple(
        (
            Bold(f"No. {each.id}: "),
            f"{at(each.at)}, request {each.request_id}: {shown(each.words or PUT_OFF, 100)}",
        )
        for each in mine
    )
    ends = tuple(Choice(f"End no. {each.id}", f"unremind {each.id}") for each in mine[:_SHOWN])
    return Reply((Heading("What I remind you of"), Bullets(items), Choices(ends)))


@command(
    "unremind",
    "End a reminder of yours",
    aliases=("remind cancel", "remind off"),
    parameters=(Parameter("reminder", Type.NUMBER, "The number that reminders shows"),),
    area=Area.FOI,
    private=True,
)
async def unremind(context: Context, reminder: int) -> Reply:
    """Forget it, and name the order that makes it again."""
    asked = context.request
    database = await context.services.database()
    async with database.write() as connection:
        me = await storage.people.person_of(connection, asked.platform, asked.author.id)
        mine = [] if me is None else await storage.foi_reminders.of_person(connection, me)
        gone = next((each for each in mine if each.id == reminder), None)
        if gone is None:
            raise NotPossible(f"You have no reminder {reminder} that is still to come.", "reminders")
        await storage.foi_reminders.cancel(connection, reminder)
    order = "remind" if gone.words else "foi snooze"
    back = f"{order} {gone.request_id} {at(gone.at).partition(' ')[2].replace(',', '')} {gone.words}".rstrip()
    words: Line = ("The way back: ", Code(context.type(back)), ".")
    of = shown(gone.words or PUT_OFF, 300)
    return Reply((Text((f"I do not remind you of that any more: {of}",)), Text(words)))
