"""From a `Request` to a `Reply`: find the command, read its arguments, check the right, ask it.

Whatever is typed, a `Reply` comes back and nothing is raised: `commands.core.refusals` turns
every error into words. Only cancellation passes through.
"""

from dataclasses import replace

from commands.core import parse, refusals, text
from commands.core.context import Context, Services
from commands.core.declare import Command, Type, Values
from commands.core.errors import CommandError, Empty, NothingFound, TooLong, UnknownCommand, UnknownPart
from commands.core.permissions import require
from commands.core.reply import Reply
from commands.core.request import Request

WHO = "ccg"
"""What is asked when somebody names a body or place and no command."""
HELP = "help"
"""What is asked when somebody names a group of commands and none in it."""

_SURE = 80.0


async def dispatch(request: Request, services: Services) -> Reply:
    """The answer to `request`; never raises (but `asyncio.CancelledError`)."""
    context = Context(request, services)
    try:
        command, values = _understand(context)
        await require(command, context)
        reply = await command.handler(context, **values)
        return replace(reply, private=True) if command.private else reply
    except CommandError as error:
        return refusals.refuse(error, context)
    except Exception as error:  # the last resort: the log gets the trace, the room a reference
        return refusals.apologise(error)


def _understand(context: Context) -> tuple[Command, Values]:
    """The command meant and its values. Raises `CommandError`."""
    request, catalogue = context.request, context.services.catalogue
    if request.command is not None:
        command = catalogue.get(request.command)
        if command is None:
            raise UnknownCommand(text.shown(request.command), catalogue.nearest(request.command))
        return command, parse.read_named(command, dict(request.arguments), context)
    if (written := _with_lines(context)) is not None:
        return written
    if len(request.text) > text.LONGEST:
        raise TooLong(len(request.text), text.LONGEST)
    words = text.clean(request.text).split()
    if not words:
        raise Empty
    command, rest = catalogue.match(words)
    if command is not None:
        return command, parse.read_words(command, rest, context)
    if catalogue.group(words[0]):
        return _in_group(words[0].casefold(), rest[1:], context)
    return _without_command(words, context)


def _with_lines(context: Context) -> tuple[Command, Values] | None:
    """The command of the first line where it takes the lines that follow; None for any other."""
    said = context.request.text.strip()
    first, _, lines = said.partition("\n")
    command, rest = context.services.catalogue.match(text.clean(first[: text.LONGEST]).split())
    if command is None or not any(each.type is Type.LINES for each in command.parameters):
        return None
    if len(first) > text.LONGEST or len(said) > text.LONGEST_LINES:
        raise TooLong(len(said), text.LONGEST_LINES)
    return command, parse.read_words(command, rest, context, lines)


def _in_group(group: str, words: list[str], context: Context) -> tuple[Command, Values]:
    """The first word of a group with none of its commands after it: help, asked for or needed."""
    catalogue = context.services.catalogue
    help_ = catalogue.get(HELP)
    if help_ is not None and (not words or words[0].casefold() in (HELP, "?")):
        return help_, parse.read_words(help_, [group, *words[1:]], context)
    word = words[0] if words else ""
    raise UnknownPart(group, text.shown(word), catalogue.nearest_in(group, word))


def _without_command(words: list[str], context: Context) -> tuple[Command, Values]:
    """A body or place alone, as in "@bot Cannock Chase": the question most people have."""
    catalogue = context.services.catalogue
    unknown = UnknownCommand(text.shown(words[0]), catalogue.nearest(" ".join(words[:2])))
    who = catalogue.get(WHO)
    if who is None:
        raise unknown
    try:
        values = parse.read_words(who, words, context)
    except NothingFound:
        raise unknown from None
    if values["body"].best.score < _SURE:
        raise unknown
    return who, values
