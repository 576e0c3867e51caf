"""Why a request could not be answered, as values that still know what they are about.

Handlers and parsers raise these; `commands.core.refusals` is the one place that turns them
into words for the person who asked.
"""

from dataclasses import dataclass, field


class CommandError(Exception):
    """Root of everything a request can fail with in a way the asker can mend."""


@dataclass
class UnknownCommand(CommandError):
    """The first word names no command; `nearest` are the names most like it."""

    word: str
    nearest: tuple[str, ...]


@dataclass
class UnknownPart(CommandError):
    """The first word names a group of commands, and `word` after it none of them.

    `nearest` are the names most like it.
    """

    group: str
    word: str
    nearest: tuple[str, ...]


@dataclass
class BadArguments(CommandError):
    """A command was understood but not its arguments.

    `wrong` says in one sentence what is missing or wrong; `understood` what was read so far;
    `instead` is a whole command (without prefix) that works, or empty for the command's own
    examples.
    """

    command: str
    wrong: str
    understood: str = ""
    instead: str = ""


@dataclass
class NothingFound(CommandError):
    """The register holds nothing like `query`; `hints` are commands worth trying."""

    query: str
    hints: tuple[str, ...] = field(default_factory=tuple)


@dataclass
class OutsideEngland(CommandError):
    """`words` say who is responsible for a place in Wales, Scotland or Northern Ireland."""

    words: str


@dataclass
class NotAllowed(CommandError):
    """The asker lacks the right; `needed` says who has it."""

    command: str
    needed: str


@dataclass
class NoNotice(CommandError):
    """There is no notice that `named` names."""

    named: str


@dataclass
class NoRequest(CommandError):
    """There is no request for information of that number, or the asker may not know of it: the same words."""

    number: int


@dataclass
class NotPossible(CommandError):
    """What was ordered was understood but cannot be; `wrong` says why, in sentences.

    `instead` is a whole command (without prefix) that works, empty where there is none to name.
    """

    wrong: str
    instead: str = ""


@dataclass
class NotHere(CommandError):
    """Something that belongs to a campaign was ordered in private talk."""


@dataclass
class TooLong(CommandError):
    """The request is longer than anything a person would type; `length` in characters."""

    length: int
    limit: int


@dataclass
class Empty(CommandError):
    """Nothing was asked."""
