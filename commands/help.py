"""`help`: what can be asked, made from the commands' own declarations."""

from commands.core.context import Context
from commands.core.declare import Area, Command, Parameter, Permission, Type, command
from commands.core.errors import UnknownCommand
from commands.core.permissions import ORGANISERS
from commands.core.reply import Block, Bullets, Code, Fields, Heading, Line, Note, Reply, Text
from commands.core.text import shown


@command(
    "help",
    "What you can ask, and how",
    aliases=("commands",),
    parameters=(Parameter("command", Type.TEXT, "The command to explain", required=False),),
    examples=("help", "help ccg"),
    area=Area.BOT,
)
async def help_(context: Context, command: str | None) -> Reply:
    """All commands by area, or one with its form, parameters and examples."""
    if command is None:
        return _all(context)
    prefix = context.services.prefix
    name = command.removeprefix(prefix).removeprefix("/").casefold()
    found = context.services.catalogue.get(name)
    if found is None:
        raise UnknownCommand(shown(name), context.services.catalogue.nearest(name))
    return Reply(_one(context, found))


def _all(context: Context) -> Reply:
    blocks: list[Block] = [Heading("What you can ask me")]
    for area in Area:
        here = [each for each in context.services.catalogue.commands if each.area is area]
        if here:
            items: tuple[Line, ...] = tuple((Code(context.type(c.usage())), f" {c.summary}") for c in here)
            blocks += [Text((f"{area}:",)), Bullets(items)]
    hint = ("Or just name a place, code or postcode. More about one: ", Code(context.type("help ccg")))
    return Reply((*blocks, Note(hint)))


def _one(context: Context, command: Command) -> tuple[Block, ...]:
    rows: list[tuple[str, Line]] = [("Form", (Code(context.type(command.usage())),))]
    rows += [(parameter.name, (parameter.summary,)) for parameter in command.parameters]
    if command.aliases:
        rows.append(("Also", (", ".join(context.type(alias) for alias in command.aliases),)))
    if command.permission is Permission.ORGANISER:
        rows.append(("Who may", (ORGANISERS,)))
    examples: tuple[Line, ...] = tuple((Code(context.type(example)),) for example in command.examples)
    return (
        Heading(context.type(command.name)),
        Text((command.summary,)),
        Fields(tuple(rows)),
        *((Text(("Examples:",)), Bullets(examples)) if examples else ()),
    )
