"""From what was typed to a command and typed values: the prefix grammar.

The first word names the command. Options follow a keyword at the end (``on 2015``); every
other parameter takes one word in order, the last one all that remains. The same readers
serve slash commands, whose arguments arrive by name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from commands.core import dates, text
from commands.core.context import Context
from commands.core.declare import Command, Parameter, Type, Values
from commands.core.errors import BadArguments, NothingFound, OutsideEngland
from commands.core.request import Person
from register.model import Body, Kind, Match

_SINGLE_WORD = {Type.CHOICE, Type.NUMBER, Type.PERSON}
_OPTION_MARK = re.compile(r"^(?:--|[–—])")  # phones make a dash of two hyphens


@dataclass(frozen=True, slots=True)
class Found:
    """What the register knows under `query`, best first and never empty."""

    query: str
    matches: tuple[Match, ...]

    @property
    def best(self) -> Match:
        """The first match."""
        return self.matches[0]


def read_words(command: Command, words: list[str], context: Context) -> Values:
    """The values of `command` from the words after its name. Raises `CommandError`."""
    given, rest = _take_options(command, words, context)
    positional = [p for p in command.parameters if not p.keywords]
    for number, parameter in enumerate(positional):
        last = number == len(positional) - 1
        take = 1 if not last or parameter.type in _SINGLE_WORD else len(rest)
        if rest:
            given[parameter.name] = " ".join(rest[:take])
            rest = rest[take:]
    if rest:
        raise BadArguments(
            command.name,
            f"“{text.shown(' '.join(rest))}” is more than this command takes.",
            understood=" ".join([command.name, *(given.get(p.name, "") for p in positional)]).strip(),
        )
    return read_named(command, given, context)


def read_named(command: Command, given: dict[str, str], context: Context) -> Values:
    """The values of `command` from raw text by parameter name. Raises `CommandError`."""
    values: Values = {}
    for parameter in command.parameters:
        raw = text.clean(given.get(parameter.name, ""))
        if raw:
            values[parameter.name] = _READERS[parameter.type](command, parameter, raw, context)
        elif parameter.required:
            raise BadArguments(
                command.name, f"One thing is missing: {parameter.summary[:1].lower()}{parameter.summary[1:]}."
            )
        else:
            values[parameter.name] = None
    return values


def _take_options(command: Command, words: list[str], context: Context) -> tuple[dict[str, str], list[str]]:
    """Split options off `words`: marked ones (``--on 2015 --open``), and trailing ``keyword value``.

    A bare keyword ("on") only counts where a date, right or wrong, follows, since names hold such words too
    (Stoke on Trent); written ``--on`` it always does.
    """
    given, rest = _take_marked(command, words)
    for parameter in command.parameters:
        for position in range(len(rest) - 1, -1, -1):
            value = " ".join(rest[position + 1 :])
            if rest[position].casefold() in parameter.keywords and _fits(parameter, value, context):
                given.setdefault(parameter.name, value)
                rest = rest[:position]
                break
    return given, rest


def _take_marked(command: Command, words: list[str]) -> tuple[dict[str, str], list[str]]:
    """Marked options with all that follows each up to the next; after a flag, words go on as before it."""
    given: dict[str, str] = {}
    rest: list[str] = []
    current: Parameter | None = None
    for word in words:
        keyword, _, joined = word.partition("=")
        named = _OPTION_MARK.sub("", keyword, count=1)
        option = None
        if named != keyword:
            option = next((each for each in command.parameters if named.casefold() in each.keywords), None)
        if option is not None:
            given[option.name] = joined or ("yes" if option.type is Type.FLAG else "")
            current = None if option.type is Type.FLAG else option
        elif current is not None:
            given[current.name] = f"{given[current.name]} {word}".strip()
        else:
            rest.append(word)
    return given, rest


def _fits(parameter: Parameter, value: str, context: Context) -> bool:
    """Whether `value` is meant for `parameter`: also a day there never was, to be refused as one."""
    if parameter.type is not Type.DATE:
        return False
    return dates.read_date(value, context.request.now.date()) is not None or dates.seems_date(value)


def _body(command: Command, _: Parameter, raw: str, context: Context) -> Found:
    # "!icb Devon" prefers the ICB of that name: an alias that is a kind is a preference.
    called = context.request.text.partition(" ")[0].casefold()
    kind = Kind.ICB if called == "icb" else None
    matches = context.register.find(raw, kind=kind)
    elsewhere = context.register.elsewhere(raw)
    if elsewhere and (not matches or matches[0].score < 90):
        raise OutsideEngland(elsewhere.words)
    if not matches:
        raise NothingFound(raw, (f"{command.name} ST16 3AD", "region Midlands"))
    return Found(raw, matches)


def _region(command: Command, _: Parameter, raw: str, context: Context) -> Body:
    region = context.register.region(raw)
    if region is None:
        names = ", ".join(each.name for each in context.register.regions())
        raise BadArguments(
            command.name,
            f"“{text.shown(raw)}” is no NHS England region. They are: {names}.",
            instead=f"{command.name} Midlands",
        )
    return region


def _date(command: Command, parameter: Parameter, raw: str, context: Context) -> date:
    read = dates.read_date(raw, context.request.now.date())
    if read is None:
        raise BadArguments(
            command.name,
            f"“{text.shown(raw)}” is not a date I can read. Day before month, for example {dates.FORMS}.",
        )
    return read


def _person(command: Command, parameter: Parameter, raw: str, context: Context) -> Person:
    for person in context.request.mentions:
        if person.id in raw or (person.name and person.name.casefold() in raw.casefold()):
            return person
    if len(context.request.mentions) == 1:
        return context.request.mentions[0]
    raise BadArguments(command.name, f"“{text.shown(raw)}” is nobody I can see here. Mention them with @.")


def _choice(command: Command, parameter: Parameter, raw: str, context: Context) -> str:
    if raw.casefold() in parameter.choices:
        return raw.casefold()
    raise BadArguments(command.name, f"“{text.shown(raw)}” is not one of: {', '.join(parameter.choices)}.")


def _number(command: Command, parameter: Parameter, raw: str, context: Context) -> int:
    if raw.isascii() and raw.isdigit() and 0 < int(raw) < 10**9:
        return int(raw)
    raise BadArguments(command.name, f"“{text.shown(raw)}” is not a whole number from 1.")


def _flag(command: Command, parameter: Parameter, raw: str, context: Context) -> bool | None:
    return raw.casefold() in ("yes", "true", "on", "1") or None


def _text(command: Command, parameter: Parameter, raw: str, context: Context) -> str:
    return raw


_READERS: dict[Type, Callable[[Command, Parameter, str, Context], Any]] = {
    Type.BODY: _body,
    Type.PLACE: _body,
    Type.REGION: _region,
    Type.DATE: _date,
    Type.PERSON: _person,
    Type.CHOICE: _choice,
    Type.NUMBER: _number,
    Type.FLAG: _flag,
    Type.TEXT: _text,
}
