"""What commands get from floors they may not import: matching, trying a feed, a space's channels.

Each is loaded when it is first used, so that a question about a place waits for none of it.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from commands.core.context import Channel, Following, Tried
from commands.core.request import Platform

if TYPE_CHECKING:
    from bot.config import Settings
    from storage.notices import StoredNotice
    from storage.subscriptions import Subscription


def matching(subscription: "Subscription", notice: "StoredNotice") -> tuple[str, ...] | None:
    """Why a subscription wants a notice, None where it does not."""
    from feeds.preview import wanted

    return wanted(subscription, notice)


def feed_trial(settings: "Settings") -> Callable[[str], Awaitable[Tried]]:
    """Reads a feed once, within the limits of feeds that anybody may add."""

    async def try_feed(url: str) -> Tried:
        from bot.feeding import fetcher
        from feeds import custom
        from feeds.problems import FetchProblem

        fetch = fetcher(settings)
        try:
            look = await custom.tried(fetch, url)
        except FetchProblem as problem:
            return Tried(problem=problem.words)
        finally:
            await fetch.close()
        return Tried(tuple(entry.title for _, entry in reversed(look.entries)), look.title)

    return try_feed


def following(settings: "Settings") -> Following:
    """How WhatDoTheyKnow is looked at, or why not: it must be turned on, and say who asks."""
    chosen = settings.feeds.whatdotheyknow
    every = timedelta(seconds=chosen.every)
    if not (settings.feeds.enabled and chosen.enabled):
        return Following(every=every)
    if not settings.bot.contact:
        return Following("Following WhatDoTheyKnow needs [bot] contact in this bot's configuration.", every)
    return Following("", every)


@runtime_checkable
class Spacious(Protocol):
    """An adapter that can name the channels of a space."""

    platform: Platform

    def channels(self, space: str) -> tuple[Channel, ...]:
        """Those where the bot may post."""
        ...


def channels_of(
    adapters: Callable[[], Iterable[object]],
) -> Callable[[Platform, str], Awaitable[tuple[Channel, ...]]]:
    """Asks whichever adapter of the platform runs just now."""

    async def channels(platform: Platform, space: str) -> tuple[Channel, ...]:
        for adapter in adapters():
            if isinstance(adapter, Spacious) and adapter.platform is platform:
                return adapter.channels(space)
        return ()

    return channels
