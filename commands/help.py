"""`help`: what can be asked, made from the commands' own declarations."""

from collections.abc import Sequence

from commands.core.context import Context
from commands.core.declare import Area, Command, Parameter, Type, command
from commands.core.errors import UnknownCommand, UnknownPart
from commands.core.permissions import MAY
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
    catalogue = context.services.catalogue
    words = command.removeprefix(prefix).removeprefix("/").casefold().split()
    found, _ = catalogue.match(words)
    group = catalogue.group(words[0])
    # A group's word may also call one of its commands: `letters` shows them, and there are others.
    if found is not None and not (group and len(words) == 1 and found.name != words[0]):
        return Reply(_one(context, found))
    if not group:
        raise UnknownCommand(shown(words[0]), catalogue.nearest(" ".join(words[:2])))
    if len(words) > 1:
        raise UnknownPart(words[0], shown(words[1]), catalogue.nearest_in(words[0], words[1]))
    return Reply(_group(context, words[0], group))


def _all(context: Context) -> Reply:
    blocks: list[Block] = [Heading("What you can ask me")]
    for area in Area:
        here = [each for each in context.services.catalogue.commands if each.area is area]
        if here:
            lines = _lines(context, here)
            blocks += [Text((f"{area}:",)), Bullets(lines)] if lines else []
    hint = ("Or just name a place, code or postcode. More about one: ", Code(context.type("help ccg")))
    return Reply((*blocks, Note(hint)))


def _lines(context: Context, commands: Sequence[Command]) -> tuple[Line, ...]:
    """A line for each command, and one for each group, where its first command stands."""
    lines: list[Line] = []
    for each in commands:
        group = context.services.catalogue.group(each.group)
        if not group:
            lines.append(_line(context, each))
        elif each is group[0]:
            names = ", ".join(part.name.removeprefix(f"{each.group} ") for part in group)
            more = Code(context.type(f"help {each.group}"))
            lines.append((Code(context.type(f"{each.group} …")), f" {names}. More: ", more))
    return tuple(lines)


def _line(context: Context, command: Command) -> Line:
    return (Code(context.type(command.usage())), f" {command.summary}")


def _group(context: Context, name: str, commands: Sequence[Command]) -> tuple[Block, ...]:
    """Every command of a group."""
    return (
        Heading(f"{commands[0].area}: {context.type(name)}"),
        Bullets(tuple(_line(context, each) for each in commands)),
        Note(("More about one: ", Code(context.type(f"help {commands[0].name}")))),
    )


def _one(context: Context, command: Command) -> tuple[Block, ...]:
    rows: list[tuple[str, Line]] = [("Form", (Code(context.type(command.usage())),))]
    rows += [(parameter.name, (parameter.summary,)) for parameter in command.parameters]
    if command.aliases:
        rows.append(("Also", (", ".join(context.type(alias) for alias in command.aliases),)))
    if command.permission in MAY:
        rows.append(("Who may", (MAY[command.permission],)))
    examples: tuple[Line, ...] = tuple((Code(context.type(example)),) for example in command.examples)
    return (
        Heading(context.type(command.name)),
        Text((command.summary,)),
        Fields(tuple(rows)),
        *((Text(("Examples:",)), Bullets(examples)) if examples else ()),
    )
