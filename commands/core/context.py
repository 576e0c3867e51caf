"""What a handler may use: the question, the register, the store, and facts about the running bot."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from commands.core.request import Platform, Request
from register import Register

if TYPE_CHECKING:
    from commands.core.catalogue import Catalogue
    from storage.database import Database
    from storage.notices import StoredNotice
    from storage.subscriptions import Subscription


@dataclass(frozen=True, slots=True)
class Health:
    """One part of the running bot as `status` shows it, e.g. ``("Matrix", True, "last sync 3 s ago")``."""

    part: str
    well: bool
    words: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What reading a feed once gave: its title, its entries', newest first; or `problem` in words."""

    entries: tuple[str, ...] = ()
    title: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """How pages of WhatDoTheyKnow are looked at: no more often than `every`.

    `refused` says in a sentence why they are not; empty where they are.
    """

    refused: str = "Whoever runs this bot has not turned on following WhatDoTheyKnow."
    every: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or room of a space in which the bot may post. `open`: whoever is in the space may see it."""

    id: str
    name: str
    open: bool = True


async def _nothing() -> tuple[Health, ...]:
    return ()


async def _no_channels(platform: Platform, space: str) -> tuple[Channel, ...]:
    return ()


def _not_known(subscription: "Subscription", notice: "StoredNotice") -> tuple[str, ...] | None:
    return None


@dataclass(frozen=True, slots=True)
class Services:
    """What lives as long as the process. `database` opens the store at the first call, not before.

    `contact` is where to reach whoever runs this bot, and `web` the address of its own web server,
    each empty where not configured; `health` tells how its parts are; `prefix` is what prefix
    commands begin with. `channels` lists a space's channels, empty where they cannot be told.
    `matching` gives the reasons why a subscription wants a notice, None where it does not; `try_feed`
    reads a feed once, None where this process fetches nothing. `following` says how WhatDoTheyKnow is
    looked at.
    """

    register: Register
    catalogue: "Catalogue"
    database: "Callable[[], Awaitable[Database]]"
    prefix: str = "!"
    contact: str = ""
    web: str = ""
    health: Callable[[], Awaitable[tuple[Health, ...]]] = _nothing
    channels: Callable[[Platform, str], Awaitable[tuple[Channel, ...]]] = _no_channels
    matching: "Callable[[Subscription, StoredNotice], tuple[str, ...] | None]" = _not_known
    try_feed: Callable[[str], Awaitable[Tried]] | None = None
    following: Following = Following()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """One request with everything to answer it."""

    request: Request
    services: Services

    @property
    def register(self) -> Register:
        """The register of bodies and places."""
        return self.services.register

    def type(self, text: str) -> str:
        """`text` as the asker would have to type it, prefix included."""
        return f"{self.services.prefix}{text}"
