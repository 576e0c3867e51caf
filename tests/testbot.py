"""A bot to talk to, whatever the network."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Testbot:
    """`ask` takes a command without prefix and gives the answer as plain text."""

    __test__ = False  # not a test class, whatever its name says to pytest

    network: str
    ask: Callable[[str], Awaitable[str]]
