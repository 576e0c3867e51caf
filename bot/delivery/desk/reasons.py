"""Why a row of the desk is there, read from its reason."""

from dataclasses import dataclass

from bot.desk.places import ABOUT
from commands.core.request import Platform
from storage.outbox import OutboxRow

INSTEAD = "instead"
"""How the reason of a row begins that was for a channel which cannot be posted to."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: its first word, the others, and whom it names where it does not go to them (a person's id).

    `instead`: it was for another channel.
    """

    kind: str
    rest: tuple[str, ...] = ()
    about: int | None = None
    instead: bool = False

    @property
    def number(self) -> int:
        """The id in it; 0, which nothing has, where there is none."""
        return int(self.rest[0]) if self.rest and self.rest[0].isdecimal() else 0


def read(reason: str) -> Why:
    """The reason of a row; whatever stands there, it is read."""
    words = reason.split(" ")
    instead = words[0] == INSTEAD
    words = words[1:] if instead else words
    about = None
    if words[0] == ABOUT and len(words) > 2 and words[1].isdecimal():
        about, words = int(words[1]), words[2:]
    return Why(words[0] if words else "", tuple(words[1:]), about, instead)


def plain(reason: str) -> str:
    """The reason without whom it names and where it was to go."""
    why = read(reason)
    return " ".join((why.kind, *why.rest))


def is_private(row: OutboxRow) -> bool:
    """Whether a row goes to a person."""
    return row.channel.startswith("@")


def account(row: OutboxRow) -> str:
    """The account a private row goes to."""
    return row.channel if row.platform == Platform.MATRIX else row.channel[1:]
