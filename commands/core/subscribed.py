"""A campaign's subscriptions by the numbers people use for them."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.here import campaign_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.subscriptions import Subscription

_MOST = 1000


def read_numbers(text: str) -> tuple[int, ...]:
    """The numbers in ``12 13, 20-25``; empty where anything else stands there, or too much."""
    found: list[int] = []
    for part in re.sub(r"\s*[-–]\s*", "-", text).replace(",", " ").replace("#", " ").split():
        span = re.fullmatch(r"([0-9]{1,9})(?:-([0-9]{1,9}))?", part)
        if span is None:
            return ()
        first, last = int(span[1]), int(span[2] or span[1])
        if last < first or last - first >= _MOST:
            return ()
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found)) if len(found) <= _MOST else ()


async def own(
    context: Context, connection: "AsyncConnection", wanted: Sequence[int] | None
) -> "list[Subscription]":
    """Those of the campaign's subscriptions that are `wanted`; None: all of this channel."""
    theirs = await of_campaign(context, connection)
    if wanted is None:
        return [each for each in theirs if is_here(context, each)]
    return [each for each in theirs if each.id in set(wanted)]


async def of_campaign(context: Context, connection: "AsyncConnection") -> "list[Subscription]":
    """All of the campaign's subscriptions, oldest first; none where nobody has set the bot up."""
    campaign = await campaign_of(context, connection)
    if campaign is None:
        return []
    found: list[Subscription] = await storage.subscriptions.of_campaign(connection, campaign.id)
    return found


async def channel_names(context: Context) -> dict[tuple[str, str], str]:
    """What to call this space's channels, by platform and id: by name where everybody may see them."""
    platform = context.request.platform
    found = await context.services.channels(platform, context.request.space or "")
    closed = "Channel {} (not everybody sees it)"
    return {
        (platform.value, each.id): f"#{each.name}" if each.open else closed.format(each.id) for each in found
    }


def is_here(context: Context, subscription: "Subscription") -> bool:
    """Whether it is of the channel this was asked in."""
    request = context.request
    return (subscription.platform, subscription.channel) == (request.platform, request.channel)
