"""`privacy`: what the bot keeps about people, to see it and to have it deleted."""

import json

import storage
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.reply import Attachment, Block, Bullets, Code, Heading, Line, Note, Reply, Text

_KEPT: tuple[Line, ...] = (
    ("Questions: not kept. I keep only the message's id, for 30 days, so that I answer it once.",),
    ("Choices I offered you: 7 days, so that a number or a reaction works.",),
    ("Roles organisers gave you: your account's id, the display name you had, and the role.",),
    ("Requests you have in hand, help with or wrote about, until you say forget: they stay, without you.",),
    ("When and where you want to be written to, reminders you asked for, linked accounts, calendars.",),
    ("Logs: no names, no account ids, no text of messages.",),
)
_LONGEST = 1500
"""Characters of it that are shown; more is a file."""


@command(
    "privacy",
    "What I keep about you; see it or delete it",
    parameters=(
        Parameter("action", Type.CHOICE, "Export or forget", required=False, choices=("export", "forget")),
    ),
    examples=("privacy", "privacy export"),
    area=Area.BOT,
    private=True,
)
async def privacy(context: Context, action: str | None) -> Reply:
    """What is kept and for how long; `export` shows it, `forget` deletes it at once."""
    if action is None:
        how: Line = ("See it with ", Code(context.type("privacy export")), ", delete it with ")
        blocks: list[Block] = [Heading("What I keep about you"), Bullets(_KEPT)]
        blocks.append(Text((*how, Code(context.type("privacy forget")), ".")))
        if context.services.contact:
            blocks.append(Note(("Who runs this bot: ", context.services.contact)))
        return Reply(tuple(blocks))
    return await (held if action == "export" else forgotten)(context)


@command(
    "forget",
    "Delete what I keep about you",
    parameters=(Parameter("who", Type.CHOICE, "You", choices=("me",)),),
    examples=("forget me",),
    area=Area.BOT,
    private=True,
)
async def forget(context: Context, who: str) -> Reply:
    """As ``privacy forget``, in other words."""
    return await forgotten(context)


async def held(context: Context) -> Reply:
    """Everything held about whoever asks."""
    author = context.request.author
    database = await context.services.database()
    async with database.read() as connection:
        found = await storage.people.export_person(connection, author.platform, author.id)
    pretty = json.dumps(found, indent=2, ensure_ascii=False, default=str)
    if len(pretty) > _LONGEST:
        file = Attachment("about-me.json", pretty.encode(), "application/json", "all I hold about you")
        return Reply((Heading("All I hold about you"), file), private=True)
    rows = tuple(Text((Code(row),)) for row in pretty.splitlines())
    return Reply((Heading("All I hold about you"), *rows), private=True)


async def forgotten(context: Context) -> Reply:
    """Delete everything held about whoever asks, and say what that was."""
    author = context.request.author
    database = await context.services.database()
    async with database.write() as connection:
        counts = await storage.people.forget_person(
            connection, author.platform, author.id, context.request.now
        )
    if not any(counts.values()):
        return Reply((Text(("I held nothing about you.",)),))
    done = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    tasks = "Requests you had in hand stay, without you. An organiser can give you a role again at any time."
    return Reply((Text((f"Deleted: {done}.",)), Note((tasks,))))
