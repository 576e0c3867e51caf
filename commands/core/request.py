"""What a person asked, in words no network owns.

An adapter turns whatever its network delivers into one `Request`; nothing below `bot` ever
sees a Discord or Matrix object.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Platform(StrEnum):
    """Where a question came from."""

    CONSOLE = "console"
    DISCORD = "discord"
    MATRIX = "matrix"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account on a platform.

    `id` is the platform's own stable identifier (Discord snowflake as text, Matrix user id,
    ``console`` or ``console:jo``); `name` is the display name they chose, to be shown but never trusted.
    """

    platform: Platform
    id: str
    name: str


def _nobody() -> tuple[Person, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Request:
    """One question or order.

    `text` is what was typed *without* the prefix or mention that called the bot
    (``ccg Cannock Chase``). `arguments` is set instead when the platform delivered typed
    arguments by name (a slash command): then `command` names the command and `text` is a
    readable rendering of the same. `space` is the Discord server or Matrix space (or the room
    itself where it is in none), None in private talk. `manages_space` says the *platform*
    grants the author the right to manage that place (Discord "Manage Server", Matrix power
    level to change settings, always true on the console). `now` is aware, in UTC. `members`
    tells who else is there to be named by display name, where the network does not turn names
    into mentions itself; it is asked only when somebody has to be found.
    """

    platform: Platform
    author: Person
    text: str
    channel: str
    message_id: str
    now: datetime
    space: str | None = None
    thread: str | None = None
    private: bool = False
    mentions: tuple[Person, ...] = ()
    manages_space: bool = False
    command: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    members: Callable[[], tuple[Person, ...]] = field(default=_nobody, compare=False, repr=False)
