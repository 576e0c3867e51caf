"""`privacy`: what the bot keeps about people, to see it and to have it deleted."""

import json

import storage
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.reply import Block, Bullets, Code, Heading, Line, Note, Reply, Text

_KEPT: tuple[Line, ...] = (
    ("Questions: not kept. I keep only the message's id, for 30 days, so that I answer it once.",),
    ("Choices I offered you: 7 days, so that a number or a reaction works.",),
    ("Roles organisers gave you: your account's id, the display name you had, and the role.",),
    ("Logs: no names, no account ids, no text of messages.",),
)


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
    author = context.request.author
    if action is None:
        how: Line = ("See it with ", Code(context.type("privacy export")), ", delete it with ")
        blocks: list[Block] = [Heading("What I keep about you"), Bullets(_KEPT)]
        blocks.append(Text((*how, Code(context.type("privacy forget")), ".")))
        if context.services.contact:
            blocks.append(Note(("Who runs this bot: ", context.services.contact)))
        return Reply(tuple(blocks))
    database = await context.services.database()
    if action == "export":
        async with database.read() as connection:
            held = await storage.people.export_person(connection, author.platform, author.id)
        pretty = json.dumps(held, indent=2, ensure_ascii=False, default=str)
        return Reply((Heading("All I hold about you"), *(Text((Code(row),)) for row in pretty.splitlines())))
    async with database.write() as connection:
        counts = await storage.people.forget_person(
            connection, author.platform, author.id, context.request.now
        )
    if not any(counts.values()):
        return Reply((Text(("I held nothing about you.",)),))
    done = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return Reply(
        (Text((f"Deleted: {done}.",)), Note(("An organiser can give you a role again at any time.",)))
    )
