"""`watching`: what this channel, or all of the campaign's, is told of."""

from typing import TYPE_CHECKING

import storage
from commands.cards.subscription import follows, state, when
from commands.core import added_feeds
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.here import require_space
from commands.core.moments import ago, counted
from commands.core.reply import Block, Bold, Bullets, Choice, Choices, Code, Heading, Line, Note, Reply, Text
from commands.core.subscribed import channel_names, is_here, of_campaign
from commands.core.text import shown

if TYPE_CHECKING:
    from datetime import datetime

    from storage.subscriptions import Subscription

_SHOWN = 40


@command(
    "watching",
    "What this channel is told of, with numbers and the last post of each",
    aliases=("following", "subscriptions"),
    parameters=(
        Parameter("scope", Type.CHOICE, "All of the campaign's channels", required=False, choices=("all",)),
    ),
    examples=("watching", "watching all"),
    area=Area.WATCH,
)
async def watching(context: Context, scope: str | None) -> Reply:
    """The numbered list."""
    require_space(context)
    database = await context.services.database()
    async with database.read() as connection:
        every = await of_campaign(context, connection)
        here = [each for each in every if is_here(context, each)]
        told = every if scope == "all" else here
        last = await storage.outbox_upkeep.last_sent(connection, [each.id for each in told])
        titles = {feed.name: feed.title for feed in await added_feeds.of_here(context, connection)}
    if not told:
        return _nothing(context, len(every), nowhere=scope == "all")
    blocks: list[Block] = []
    names = await channel_names(context) if scope == "all" else {}
    for channel in dict.fromkeys((each.platform, each.channel) for each in told):
        inside = [each for each in told if (each.platform, each.channel) == channel]
        where = "This channel" if is_here(context, inside[0]) else names.get(channel, f"Channel {channel[1]}")
        blocks += [Heading(f"{shown(where, 100)} is told of"), _list(context, inside, last, titles)]
    elsewhere = len(every) - len(told)
    if elsewhere:
        other: Line = (
            f"{counted(elsewhere, 'subscription')} of other channels: ",
            Code(context.type("watching all")),
            ".",
        )
        blocks.append(Text(other))
    end: Line = ("End one: ", Code(context.type(f"unwatch {told[0].id}")), ". ")
    rest: Line = ("Let them rest: ", Code(context.type("mute 3 days")), ".")
    return Reply((*blocks, Text((*end, *rest))))


def _list(
    context: Context, some: "list[Subscription]", last: "dict[int, datetime]", titles: dict[str, str]
) -> Bullets:
    now, items = context.request.now, []
    for each in some[:_SHOWN]:
        resting = state(each, now)
        what, sent = follows(each, context.register, titles), ago(last.get(each.id), now)
        line: Line = (
            Bold(f"No. {each.id}: "),
            f"{what}; posts {when(each)}; last post {sent}",
            *((f"; {shown(resting, 200)}",) if resting else ()),
        )
        items.append(line)
    if len(some) > _SHOWN:
        items.append((f"and {len(some) - _SHOWN} more",))
    return Bullets(tuple(items))


def _nothing(context: Context, elsewhere: int, *, nowhere: bool) -> Reply:
    if nowhere:
        set_up = Code(context.type("watch set up"))
        none: Line = ("No channel of this campaign is told of anything yet. Begin with ", set_up, ".")
        return Reply((Text(none), Choices((Choice("What each channel could be told", "watch set up"),))))
    first: Line = ("This channel is told of nothing yet. Begin with ", Code(context.type("watch")), ".")
    blocks: list[Block] = [Text(first)]
    if elsewhere:
        other = f"Other channels of this campaign have {counted(elsewhere, 'subscription')}."
        blocks.append(Note((other,)))
    options: tuple[Choice, ...] = (Choice("Tell this channel of its home region", "watch"),)
    if elsewhere:
        options = (*options, Choice("All of the campaign's channels", "watching all"))
    return Reply((*blocks, Choices(options)))
