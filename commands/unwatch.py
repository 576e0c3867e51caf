"""`unwatch`: end what a channel is told of, by number, or all of it."""

import storage
from commands.cards.subscription import follows, order
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.here import require_space
from commands.core.moments import counted
from commands.core.reply import Bold, Bullets, Code, Heading, Line, Note, Reply, Text
from commands.core.subscribed import channel_names, is_here, own, read_numbers
from commands.core.text import shown

_SHOWN = 20


@command(
    "unwatch",
    "End what this channel is told of: a number of the list, several, or all",
    aliases=("unfollow", "unsubscribe"),
    parameters=(Parameter("which", Type.TEXT, "A number that watching shows, several, or all"),),
    examples=("unwatch all",),
    permission=Permission.ORGANISER,
    area=Area.WATCH,
)
async def unwatch(context: Context, which: str) -> Reply:
    """End subscriptions of this campaign, drop what waits for them, and name the way back."""
    require_space(context)
    wanted = None if which.casefold() in ("all", "everything") else read_numbers(which)
    if wanted == ():
        raise BadArguments("unwatch", f"“{shown(which)}” is no number of the list.", instead="watching")
    database = await context.services.database()
    async with database.write() as connection:
        theirs = await own(context, connection, wanted)
        gone = await storage.subscriptions.remove(connection, [each.id for each in theirs])
    if not gone:
        words: Line = (
            "Nothing here has that number. What is there: ",
            Code(context.type("watching all")),
            ".",
        )
        if wanted is None:
            words = ("This channel is told of nothing, so there was nothing to end.",)
        return Reply((Text(words),))
    register = context.register
    items: list[Line] = [(Bold(f"No. {each.id}: "), follows(each, register)) for each in gone[:_SHOWN]]
    if len(gone) > _SHOWN:
        items.append((f"and {len(gone) - _SHOWN} more",))
    elsewhere = [each for each in gone if not is_here(context, each)]
    names = await channel_names(context) if elsewhere else {}
    back: list[Line] = []
    for each in gone[:_SHOWN]:
        name = "" if is_here(context, each) else names.get((each.platform, each.channel), "another channel")
        again = Code(context.type(order(each)))
        back.append((f"in {shown(name, 100)}: ", again) if name else (again,))
    note = ", each in its own channel" if elsewhere else ""
    return Reply(
        (
            Heading(f"{counted(len(gone), 'subscription')} ended"),
            Bullets(tuple(items)),
            Text((f"The way back{note}:",)),
            Bullets(tuple(back)),
            Note(("What was waiting to be posted for them is dropped.",)),
        )
    )
