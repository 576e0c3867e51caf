"""A bot to talk to, whatever the network."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from commands.core.context import Context, Services
from commands.core.declare import Command, Parameter, Type
from commands.core.parse import given_words
from commands.core.request import Person, Platform, Request


@dataclass(frozen=True)
class Testbot:
    """`ask` takes a command without prefix and gives the answer as plain text."""

    __test__ = False  # not a test class, whatever its name says to pytest

    network: str
    ask: Callable[[str], Awaitable[str]]


def slash_options(
    command: Command, words: list[str], services: Services, people: Mapping[int, Any]
) -> dict[str, Any]:
    """What somebody would fill in for `command` where another would type `words` after its name.

    `people` are the stand-in's accounts by number, to be named as ``<@1>``.
    """
    known = tuple(Person(Platform.DISCORD, str(number), user.name) for number, user in people.items())
    asked = Request(Platform.DISCORD, known[0], " ".join(words), "", "", datetime.now(UTC), mentions=known)
    given, left = given_words(command, words, Context(asked, services))
    assert not left, f"/{command.name} has no place for {left}"
    options: dict[str, Any] = {}
    for parameter in command.parameters:
        if parameter.name in given:
            options |= _filled(parameter, given[parameter.name], people)
    return options


def _filled(parameter: Parameter, raw: str, people: Mapping[int, Any]) -> dict[str, Any]:
    digits = ["".join(filter(str.isdigit, word)) for word in raw.split()]
    match parameter.type:
        case Type.NUMBER:
            return {parameter.name: int(digits[-1])}
        case Type.FLAG:
            return {parameter.name: True}
        case Type.PERSON:
            return {parameter.name: people[int(digits[0])]}
        case Type.PEOPLE:
            names = [parameter.name, *(f"{parameter.name}-{number}" for number in range(2, len(digits) + 1))]
            return {name: people[int(each)] for name, each in zip(names, digits, strict=True)}
        case _:
            return {parameter.name: raw}
