"""Feeds that a campaign adds for one of its channels, and takes away again."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.errors import BadArguments
from commands.core.here import author, campaign_of, ensure_campaign

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.sources import SourceState
    from storage.subscriptions import Subscription

MOST = 20
"""Feeds a campaign can add."""

FEED, REQUESTS = "feed", "whatdotheyknow"
"""Kinds: any RSS or Atom feed; the requests made to a body, by its page on WhatDoTheyKnow."""
_REQUESTS_TO = "WhatDoTheyKnow: "


async def add(
    context: Context, connection: "AsyncConnection", kind: str, url: str, title: str, every: timedelta
) -> "tuple[str, Subscription]":
    """Have a feed of that kind read for this campaign and told in this channel; its name, and what is told.

    Raises `BadArguments` where the campaign has added as many as it can.
    """
    subscriptions, request = storage.subscriptions, context.request
    campaign = await ensure_campaign(context, connection)
    theirs = await storage.sources.of_campaign(connection, campaign.id)
    name = _name(campaign.id, url)
    if len(theirs) >= MOST and name not in {each.name for each in theirs}:
        raise BadArguments("feed", f"A campaign can add {MOST} feeds, and this one has.")
    setup = storage.sources.Setup(
        name=name,
        kind=kind,
        url=url,
        title=title,
        every_seconds=int(every.total_seconds()),
        campaign_id=campaign.id,
    )
    await storage.sources.ensure(connection, (setup,), request.now)
    new = subscriptions.NewSubscription(
        campaign_id=campaign.id,
        platform=request.platform,
        channel=request.channel,
        thread=request.thread if request.thread != request.channel else None,
        kind=subscriptions.Kind.NEWS,
        filters={"sources": (name,)},
    )
    return name, await subscriptions.add(connection, new, await author(context, connection), request.now)


def title_of(body: str) -> str:
    """What the requests made to a body are called among the feeds."""
    return f"{_REQUESTS_TO}{body}"


def again(state: "SourceState") -> str:
    """The command that adds it once more."""
    if state.kind == REQUESTS:
        return f"wdtk body {state.title.removeprefix(_REQUESTS_TO)}"
    return f"feed add {state.url}"


async def of_here(context: Context, connection: "AsyncConnection") -> "list[SourceState]":
    """The feeds that this campaign has added, by name."""
    campaign = await campaign_of(context, connection)
    return await storage.sources.of_campaign(connection, campaign.id) if campaign else []


async def remove(context: Context, connection: "AsyncConnection", gone: "Sequence[SourceState]") -> None:
    """Read these no more, and end what was told of nothing but them."""
    campaign = await campaign_of(context, connection)
    for each in gone:
        await storage.sources.remove(connection, each.name)
    wanting = await storage.subscriptions.of_campaign(connection, campaign.id) if campaign else []
    names = {each.name for each in gone}
    idle = [each.id for each in wanting if (of := set(each.filters.get("sources", ()))) and of <= names]
    await storage.subscriptions.remove(connection, idle)


def _name(campaign: int, url: str) -> str:
    """The same for the same feed of a campaign; another campaign's feed is another source."""
    digest = hashlib.blake2b(f"{campaign} {url}".encode(), digest_size=4).hexdigest()
    return f"{storage.sources.ADDED_FEED}{digest}"
