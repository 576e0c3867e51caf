"""One declaration a command: everything the platforms, the help and the refusals need to know of it.

From a `Command` come the prefix grammar, the Discord slash command with autocomplete, the help
texts, the documentation page and the words of a refusal. See CONTRIBUTING.md for how to add one.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from commands.core.context import Context
from commands.core.dates import Direction
from commands.core.reply import Reply


class Permission(IntEnum):
    """Who may order it; a higher one includes the lower ones."""

    ANYONE = 0
    VOLUNTEER = 1
    """Whoever takes part in the campaign: anybody in its space who is not there to look on only."""
    ORGANISER = 2


class Area(StrEnum):
    """What help groups it under, in this order."""

    WHO = "Who decides"
    WATCH = "What is bought, and who merges"
    FOI = "Freedom of Information"
    BOT = "About this bot"
    ORGANISERS = "For organisers"


class Type(StrEnum):
    """What a parameter is, which decides how its words are read and what autocomplete offers."""

    BODY = "body"  # a body, place, postcode or code; read into `parse.Found`
    PLACE = "place"  # as BODY, but autocomplete offers places first
    REGION = "region"  # an NHS England region; read into `register.model.Body`
    DATE = "date"  # read into `datetime.date`, British order
    MOMENT = "when"  # a date, a date with a time, or a span from now; read into an aware `datetime` in UTC
    PERSON = "person"  # a mention however it is written, or me; read into `request.Person`
    PEOPLE = "people"  # several of them; read into a tuple of `request.Person`
    URL = "address"  # of a web page, wherever it stands among the words; read into `str`
    CHOICE = "choice"  # one word of `Parameter.choices`
    NUMBER = "number"  # a whole number from 1, also #12 and no. 12; read into `int`
    FLAG = "flag"  # said or not (``--open``); always an option; read into True or None
    TEXT = "text"  # one word, or several where it stands last; read into `str`
    LINES = "lines"  # all that follows the first line of the message, line by line; read into `str`


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing a command wants to be told.

    `name` is a lower-case word, unique in its command, used for slash options and refusals.
    `keywords` makes it an option that follows a word (``on 2015``, ``to @jo``) in the prefix grammar;
    only dates, moments and people may do without the dashes (``--past 7``). An optional parameter
    gets `None` when it was not given. `summary` is at most 100 characters (Discord's limit for an
    option's description). `direction` says where a date without a year lies.
    """

    name: str
    type: Type
    summary: str
    required: bool = True
    choices: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    direction: Direction = "any"

    @property
    def dashes(self) -> str:
        """What its keyword has to begin with, where it is an option."""
        return "" if self.type in (Type.DATE, Type.MOMENT, Type.PERSON, Type.PEOPLE) else "--"


_NAME = re.compile(r"[a-z0-9-]+(?: [a-z0-9-]+)?")

Handler = Callable[..., Awaitable[Reply]]
"""An async function ``(context, **parameters by name) -> Reply``."""


@dataclass(frozen=True, slots=True)
class Command:
    """A capability somebody can call.

    `name` and each of `aliases` are one or two lower-case words (``foi assign``, ``claim``); names with
    the same first word of two are a group, a sub-command each on Discord; `summary` is at most 100
    characters; `examples` are whole commands without the prefix that really work (tests run each);
    `private` asks for an answer only the author sees, where the platform can do that.
    """

    name: str
    summary: str
    handler: Handler
    parameters: tuple[Parameter, ...] = ()
    examples: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    permission: Permission = Permission.ANYONE
    private: bool = False
    area: Area = Area.WHO

    def __post_init__(self) -> None:
        for name in (self.name, *self.aliases):
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is not one or two lower-case words")

    @property
    def group(self) -> str:
        """The first word of a name of two, else empty."""
        return self.name.rpartition(" ")[0]

    def usage(self) -> str:
        """The form to type, without prefix: ``ccg <body> [on <date>]``."""
        words = [self.name]
        for parameter in self.parameters:
            shown = "|".join(parameter.choices) if parameter.choices else parameter.name
            form = f"<{shown}>"
            if parameter.type is Type.FLAG:
                form = f"--{parameter.keywords[0]}"
            elif parameter.keywords:
                form = f"{parameter.dashes}{parameter.keywords[0]} <{parameter.type}>"
            words.append(form if parameter.required else f"[{form}]")
        return " ".join(words)


def command(
    name: str,
    summary: str,
    *,
    parameters: tuple[Parameter, ...] = (),
    examples: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    permission: Permission = Permission.ANYONE,
    private: bool = False,
    area: Area = Area.WHO,
) -> Callable[[Handler], Command]:
    """Declare the decorated handler as a command; the module's name then holds the `Command`."""

    def declare(handler: Handler) -> Command:
        return Command(name, summary, handler, parameters, examples, aliases, permission, private, area)

    return declare


Values = dict[str, Any]
"""Parameter values by name, as the handler gets them."""

__all__ = ["Area", "Command", "Context", "Handler", "Parameter", "Permission", "Type", "Values", "command"]
