"""`watch`: this channel is told of tenders, awards, mergers and news, from now on."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import storage
from commands.cards.subscription import filters_of, follows, when
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.here import author, campaign_of, ensure_campaign, require_space
from commands.core.moments import counted
from commands.core.notice_named import may_see
from commands.core.regional import set_up
from commands.core.reply import (
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Code,
    Heading,
    Line,
    Note,
    Outcome,
    Reply,
    Text,
)
from commands.core.request import Platform
from commands.core.text import shown
from commands.core.where import ENGLAND, Areas, Where, likely, read_where
from commands.core.wish import NoWish, Wish, read_wish, write_wish
from commands.core.words import named, region_name

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.notices import StoredNotice
    from storage.subscriptions import NewSubscription, Subscription

MOST = 100
"""Subscriptions of one channel."""

_LATELY = timedelta(days=30)
_LOOKED_AT = 200
_SHOWN = 3
_LONGEST_CHOICE = 80


@command(
    "watch",
    "Tell this channel of tenders, awards, mergers and news from now on",
    aliases=("follow", "subscribe"),
    parameters=(
        Parameter(
            "what", Type.TEXT, "What and where, such as: tenders Midlands over £1m daily at 8", required=False
        ),
    ),
    examples=(
        "watch",
        "watch tenders Midlands",
        "watch everything Staffordshire daily at 8",
        "watch awards QNC over £1m without dentistry",
        "watch company Virgin Care",
        "watch mergers",
        "watch set up",
    ),
    permission=Permission.ORGANISER,
    area=Area.WATCH,
)
async def watch(context: Context, what: str | None) -> Reply:
    """Subscribe the channel, say what that would have brought lately, and name the way back."""
    require_space(context)
    said = (what or "").casefold().split()
    if said[:2] == ["set", "up"] or said[:1] == ["setup"]:
        return await set_up(context, confirmed=said[-1:] == ["yes"])
    try:
        wish = read_wish(what or "")
    except NoWish as problem:
        raise BadArguments("watch", str(problem), understood=f"watch {shown(what or '')}") from None
    areas = await _areas(context, wish)
    if isinstance(areas, Reply):
        return areas
    wanted = [made_of(context, wish, area) for area in areas.areas]
    database = await context.services.database()
    async with database.write() as connection:
        campaign = await ensure_campaign(context, connection)
        there = await storage.subscriptions.of_channel(
            connection, context.request.platform, context.request.channel
        )
        if len(there) + len(wanted) > MOST:
            wrong = f"A channel can have {MOST} subscriptions, and this one has {len(there)}."
            raise BadArguments("watch", wrong, instead="watching")
        by = await author(context, connection)
        made = [
            await storage.subscriptions.add(
                connection, replace(each, campaign_id=campaign.id), by, context.request.now
            )
            for each in wanted
        ]
    known = {each.id for each in there}
    return await _told(context, made, areas.note, new=any(each.id not in known for each in made))


def made_of(context: Context, wish: Wish, area: Where) -> "NewSubscription":
    """The subscription of this channel that a wish for an area is; its campaign is still to be filled in."""
    request, subscriptions = context.request, storage.subscriptions
    made: NewSubscription = subscriptions.NewSubscription(
        campaign_id=0,
        platform=request.platform,
        channel=request.channel,
        thread=request.thread if request.thread != request.channel else None,
        kind=subscriptions.Kind(wish.kind),
        region=area.region,
        icb=area.icb,
        body=area.body,
        filters=filters_of(wish.narrow),
        delivery=subscriptions.Delivery.INSTANT if wish.hour is None else subscriptions.Delivery.DAILY,
        hour=wish.hour,
        quiet_from=wish.quiet[0] if wish.quiet else None,
        quiet_to=wish.quiet[1] if wish.quiet else None,
        thread_procurements=wish.threads,
    )
    return made


async def _areas(context: Context, wish: Wish) -> Areas | Reply:
    """Where the wish is about, or the question which place is meant. Raises `BadArguments`."""
    if wish.where:
        areas = read_where(wish.where, context.register)
        if areas is None and (perhaps := likely(wish.where, context.register)):
            return _which(wish, Areas((), others=perhaps))
        if areas is None:
            raise BadArguments(
                "watch",
                f"“{shown(wish.where)}” is no region, board or trust I know. Words to find follow “with”.",
                instead=f"watch {wish.kind if wish.kind != 'all' else 'everything'} Midlands with dialysis",
            )
        if areas.others:
            return _which(wish, areas)
        return areas
    if wish.narrow.suppliers or wish.narrow.buyers or wish.narrow.sources:
        return Areas((ENGLAND,))
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await campaign_of(context, connection)
    region = context.register.body(campaign.home_region) if campaign and campaign.home_region else None
    if region is None:
        return _where_then(context, wish)
    return Areas((Where(region_name(region), region=region.code),), "That is this campaign's home region.")


def _which(wish: Wish, areas: Areas) -> Reply:
    options = [_choice(area.words, wish, area.icb or area.body or area.region or "") for area in areas.areas]
    options += [_choice(named(body), wish, body.code) for body in areas.others]
    blocks = (Heading(f"Which “{shown(wish.where)}” do you mean?"), Choices(tuple(o for o in options if o)))
    return Reply(blocks, Outcome.AMBIGUOUS)


def _where_then(context: Context, wish: Wish) -> Reply:
    """No place was named and there is no home region: ask."""
    places = [(region_name(region), region.code) for region in context.register.regions()]
    places += [("National, and what could not be placed", "national"), ("All of England", "England")]
    options = [option for label, code in places if (option := _choice(label, wish, code))]
    home = (
        "Choose where, or set this campaign's home region first: ",
        Code(context.type("setup region Midlands")),
        ".",
    )
    return Reply((Text(home), Choices(tuple(options))), Outcome.AMBIGUOUS)


def _choice(label: str, wish: Wish, where: str) -> Choice | None:
    order = f"watch {write_wish(replace(wish, where=where))}"
    return Choice(label[:80], order) if len(order) <= _LONGEST_CHOICE else None


async def _told(context: Context, made: "list[Subscription]", note: str, *, new: bool) -> Reply:
    register = context.register
    heading = "This channel is told from now on" if new else "This channel is told that already"
    items: list[Line] = [
        (Bold(f"No. {each.id}: "), follows(each, register), f"; posts {when(each)}") for each in made
    ]
    blocks: list[Block] = [Heading(heading), Bullets(tuple(items))]
    if note:
        blocks.append(Text((note,)))
    blocks += await _lately(context, made)
    if context.request.platform is Platform.CONSOLE:
        blocks.append(Note(("A console gets no posts: order this in a channel or room.",)))
    numbers = " ".join(str(each.id) for each in made)
    back = (
        "The way back: ",
        Code(context.type(f"unwatch {numbers}")),
        ". All of this channel's: ",
        Code(context.type("watching")),
        ".",
    )
    return Reply((*blocks, Text(back)))


async def _lately(context: Context, made: "list[Subscription]") -> list[Block]:
    """What these would have brought in the last month."""
    found: dict[int, StoredNotice] = {}
    more = False
    database = await context.services.database()
    async with database.read() as connection:
        for each in made:
            notices, capped = await _notices(context, connection, each)
            found |= {notice.id: notice for notice in notices}
            more = more or capped
    if not found:
        return [Note(("I know of nothing in the last 30 days that it would have brought.",))]
    newest = sorted(found.values(), key=lambda notice: notice.published, reverse=True)
    count = f"{'at least ' if more else ''}{counted(len(found), 'post')}"
    examples = tuple((shown(notice.title, 90),) for notice in newest[:_SHOWN])
    return [Text((f"In the last 30 days it would have brought {count}, the latest:",)), Bullets(examples)]


async def _notices(
    context: Context, connection: "AsyncConnection", each: "Subscription"
) -> "tuple[list[StoredNotice], bool]":
    """The stored notices of the last month it wants and may see, and whether there may be more of them."""
    national = each.region == "national"
    wanted = storage.notice_search.Search(
        body=each.body,
        icb=each.icb,
        region=None if national else each.region,
        scope="national" if national else None,
        since=context.request.now - _LATELY,
    )
    page = await storage.notice_search.search(connection, wanted, _LOOKED_AT)
    matching = context.services.matching
    fitting = [notice for notice in page.notices if matching(each, notice)]
    seen = [notice for notice in fitting if await may_see(context, connection, notice)]
    return seen, page.following is not None
