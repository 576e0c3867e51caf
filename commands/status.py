"""`status`: whether the bot's parts are well."""

from commands.core.context import Context
from commands.core.declare import Area, command
from commands.core.reply import Fields, Heading, Line, Reply
from commands.core.words import day


@command("status", "Whether the bot and its connections are well", examples=("status",), area=Area.BOT)
async def status(context: Context) -> Reply:
    """Each part with a word on how it is."""
    facts = context.register.about
    rows: list[tuple[str, Line]] = [("Register", (f"well: compiled {day(facts.compiled)}",))]
    for part in await context.services.health():
        rows.append((part.part, (f"{'well' if part.well else 'in trouble'}: {part.words}",)))
    return Reply((Heading("How I am"), Fields(tuple(rows))))
