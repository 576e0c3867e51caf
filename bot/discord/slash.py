"""Slash commands from the catalogue: what is registered, when, and how their options are read.

A name of two words (``foi assign``) is a sub-command (``/foi assign``) of the command of its group.

API: https://discord.com/developers/docs/interactions/application-commands (v10). One bulk
overwrite replaces all global commands; it is done only when what would be sent has changed.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from commands.core.catalogue import Catalogue
from commands.core.declare import Command, Parameter, Type
from register import Register

MOST_COMMANDS, MOST_OPTIONS, MOST_CHOICES, LONGEST = 100, 25, 25, 100
MOST_PEOPLE = 8
"""How many people one slash command takes where it takes several."""
_SUB_COMMAND, _STRING, _INTEGER, _BOOLEAN, _USER = 1, 3, 4, 5, 6
_ONE_MORE = re.compile(r"-\d+$")
_COMPLETED = {Type.BODY, Type.PLACE, Type.REGION}
_EVERYWHERE = [0, 1]  # in servers, and in private talk with the bot


def payload(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The body of the bulk overwrite: one command each, by name (aliases stay with the prefix).

    Raises `ValueError` for more than Discord takes, and for a name that is both a command and a group.
    """
    alone = [each for each in catalogue.commands if not each.group]
    groups = dict.fromkeys(each.group for each in catalogue.commands if each.group)
    if both := [each.name for each in alone if each.name in groups]:
        raise ValueError(f"/{both[0]} cannot be a command and a group of commands")
    body = [_top(each.name, each.summary, _options(each)) for each in alone]
    return _few(MOST_COMMANDS, body + [_group(name, catalogue.group(name)) for name in groups])


def fingerprint(body: list[dict[str, Any]]) -> str:
    """A hash that changes when, and only when, what would be registered changes."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _top(name: str, description: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": 1,
        "name": name,
        "description": description[:LONGEST] or name,
        "options": _few(MOST_OPTIONS, options),
        "contexts": _EVERYWHERE,
        "integration_types": [0],
    }


def _group(name: str, commands: Sequence[Command]) -> dict[str, Any]:
    parts = [
        {
            "type": _SUB_COMMAND,
            "name": command.name.removeprefix(f"{name} "),
            "description": command.summary[:LONGEST] or command.name,
            "options": _options(command),
        }
        for command in commands
    ]
    return _top(name, commands[0].area, parts)


def _options(command: Command) -> list[dict[str, Any]]:
    required_first = sorted(command.parameters, key=lambda parameter: not parameter.required)
    options = [_option(parameter) for parameter in required_first]
    for parameter in command.parameters:
        if parameter.type is Type.PEOPLE:  # Discord's client offers people one by one
            more = {"type": _USER, "description": "One more", "required": False}
            options += [more | {"name": f"{parameter.name}-{number}"} for number in range(2, MOST_PEOPLE + 1)]
    return _few(MOST_OPTIONS, options)


def _few(most: int, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`entries`, unless there are more than Discord takes in one place: then `ValueError`."""
    if len(entries) > most:
        raise ValueError(f"Discord takes {most} here, not {len(entries)} from {entries[0]['name']!r} on")
    return entries


def _option(parameter: Parameter) -> dict[str, Any]:
    option: dict[str, Any] = {
        "type": _STRING,
        "name": parameter.name,
        "description": parameter.summary[:LONGEST] or parameter.name,
        "required": parameter.required,
    }
    if parameter.type in (Type.PERSON, Type.PEOPLE):
        option["type"] = _USER
    elif parameter.type is Type.NUMBER:
        option |= {"type": _INTEGER, "min_value": 1}
    elif parameter.type is Type.FLAG:
        option["type"] = _BOOLEAN
    elif parameter.type in _COMPLETED:
        option["autocomplete"] = True
    elif parameter.choices and len(parameter.choices) <= MOST_CHOICES:
        option["choices"] = [{"name": choice, "value": choice} for choice in parameter.choices]
    return option


def called(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The command used, by its whole name, and the options given, as text by name; a person is their id.

    Several people given one by one (``who``, ``who-2``) are one text.
    """
    name, options = _opened(data)
    given: dict[str, str] = {}
    for option in options:
        if "value" in option:
            key = _ONE_MORE.sub("", option["name"])
            given[key] = f"{given[key]} {option['value']}" if key in given else str(option["value"])
    return name, given


def _opened(data: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]]]:
    """The whole name and the options, those of a sub-command taken out of it."""
    name, options = str(data.get("name", "")), list(data.get("options") or ())
    if options and options[0].get("type") == _SUB_COMMAND:
        return f"{name} {options[0]['name']}", list(options[0].get("options") or ())
    return name, options


def readable(name: str, given: Mapping[str, str]) -> str:
    """A slash command as it might have been typed."""
    return " ".join([name, *given.values()])


def suggestions(catalogue: Catalogue, register: Register, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What to offer for the option being typed: at most 25 (label, value)."""
    name, options = _opened(data)
    command = catalogue.get(name)
    for option in options:
        if command is None or not option.get("focused"):
            continue
        for parameter in command.parameters:
            if parameter.name == option["name"]:
                offered = catalogue.suggest(parameter.type, str(option["value"]), register)
                fitting = [(label[:LONGEST], value) for label, value in offered if len(value) <= LONGEST]
                return fitting[:MOST_CHOICES]
    return []
