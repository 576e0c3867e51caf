"""What tests of commands share: notices in the store, and people in servers who ask about them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import count

import pytest

from bot.hooks import matching
from commands.core.context import Channel, Services, Tried
from commands.core.dispatch import dispatch
from commands.core.reply import Reply
from commands.core.request import Person, Platform, Request
from storage.notices import StoredNotice
from tests.commands.stock import NOW, stock

JO = Person(Platform.DISCORD, "11", "Jo")
CHANNELS = (
    *(Channel("1", "general"), Channel("2", "midlands"), Channel("3", "east-midlands")),
    *(Channel("4", "national"), Channel("5", "devon-tenders"), Channel("6", "mergers")),
    *(Channel("7", "staff-room", open=False), Channel("8", "committee", open=False)),
)


@pytest.fixture
def services(services: Services) -> Services:
    """With matching, the channels of a server, and a feed to try."""

    async def channels(platform: Platform, space: str) -> tuple[Channel, ...]:
        return CHANNELS if space == "server" else ()

    async def try_feed(url: str) -> Tried:
        if "broken" in url:
            return Tried(problem="the answer is not RSS or Atom")
        return Tried(("Second <b>entry</b>", "First entry"), "A hospital's news")

    return replace(services, matching=matching, channels=channels, try_feed=try_feed)


@pytest.fixture
async def stocked(services: Services) -> dict[str, StoredNotice]:
    """The notices of `tests.commands.stock` in the store, by their official number."""
    return {each.notice_id: each for each in await stock(await services.database())}


@dataclass(frozen=True)
class Asker:
    """Somebody in a Discord server who may manage it, unless said otherwise."""

    ask: Callable[..., Awaitable[Reply]]

    async def __call__(self, text: str, **more: object) -> Reply:
        """The reply to one line."""
        return await self.ask(text, **more)

    async def said(self, text: str, **more: object) -> str:
        """The same, as plain text."""
        return (await self.ask(text, **more)).plain()


@pytest.fixture
def say(services: Services) -> Asker:
    """One line in a channel of a server, one reply."""
    numbers = count()

    async def ask(text: str, **more: object) -> Reply:
        asked = Request(
            Platform.DISCORD, JO, text, "channel", str(next(numbers)), NOW, space="server", manages_space=True
        )
        return await dispatch(replace(asked, **more), services)

    return Asker(ask)
