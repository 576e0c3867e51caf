"""Slash commands from the catalogue: what is registered, when, and how their options are read.

API: https://discord.com/developers/docs/interactions/application-commands (v10). One bulk
overwrite replaces all global commands; it is done only when what would be sent has changed.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from commands.core.catalogue import Catalogue
from commands.core.declare import Command, Parameter, Type
from register import Register

MOST_COMMANDS, MOST_CHOICES, LONGEST = 100, 25, 100
_STRING, _INTEGER, _BOOLEAN, _USER = 3, 4, 5, 6
_COMPLETED = {Type.BODY, Type.PLACE, Type.REGION}
_EVERYWHERE = [0, 1]  # in servers, and in private talk with the bot


def payload(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The body of the bulk overwrite: one command each, by name (aliases stay with the prefix)."""
    return [_command(command) for command in catalogue.commands[:MOST_COMMANDS]]


def fingerprint(body: list[dict[str, Any]]) -> str:
    """A hash that changes when, and only when, what would be registered changes."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _command(command: Command) -> dict[str, Any]:
    required_first = sorted(command.parameters, key=lambda parameter: not parameter.required)
    return {
        "type": 1,
        "name": command.name,
        "description": command.summary[:LONGEST] or command.name,
        "options": [_option(parameter) for parameter in required_first],
        "contexts": _EVERYWHERE,
        "integration_types": [0],
    }


def _option(parameter: Parameter) -> dict[str, Any]:
    option: dict[str, Any] = {
        "type": _STRING,
        "name": parameter.name,
        "description": parameter.summary[:LONGEST] or parameter.name,
        "required": parameter.required,
    }
    if parameter.type is Type.PERSON:
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


def arguments(data: Mapping[str, Any]) -> dict[str, str]:
    """The options given, as text by name; a person is their id."""
    return {option["name"]: str(option["value"]) for option in data.get("options") or () if "value" in option}


def readable(name: str, given: Mapping[str, str]) -> str:
    """A slash command as it might have been typed."""
    return " ".join([name, *given.values()])


def suggestions(catalogue: Catalogue, register: Register, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What to offer for the option being typed: at most 25 (label, value)."""
    command = catalogue.get(data["name"])
    for option in data.get("options") or ():
        if command is None or not option.get("focused"):
            continue
        for parameter in command.parameters:
            if parameter.name == option["name"]:
                offered = catalogue.suggest(parameter.type, str(option["value"]), register)
                fitting = [(label[:LONGEST], value) for label, value in offered if len(value) <= LONGEST]
                return fitting[:MOST_CHOICES]
    return []
