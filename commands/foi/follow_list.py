"""`wdtk list`: whose pages are looked at, how that goes, and what is to be confirmed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import storage
from commands.cards.foi_suggested import choices, shows
from commands.cards.foi_words import body_words
from commands.core.context import Context
from commands.core.declare import Area, command
from commands.core.here import campaign_of
from commands.core.moments import left
from commands.core.reply import (
    Block,
    Bold,
    Bullets,
    Choice,
    Choices,
    Code,
    Heading,
    Line,
    Link,
    Note,
    Reply,
    Text,
)
from commands.core.text import shown
from commands.desk.suggesting import unconfirmed

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_follows import Follow, Suggestion
    from storage.foi_requests import FoiRequest

_SHOWN = 25
_PRESSED = 10


@command(
    "wdtk list",
    "Whose pages on WhatDoTheyKnow are looked at, and what they show that nobody has confirmed",
    examples=("wdtk list",),
    area=Area.FOI,
)
async def follows(context: Context) -> Reply:
    """Those of this campaign; in private talk those of requests that the asker has in hand."""
    database = await context.services.database()
    async with database.read() as connection:
        found, numbers = await _mine(context, connection)
        wanted = {each.request_id for each in found}
        requests = await storage.foi_requests.get_many(connection, wanted)
        asked = await _asked(connection, numbers)
    refused = context.services.following.refused
    blocks: list[Block] = [Note((refused,))] if refused else []
    if found:
        lines = tuple(_line(each, requests[each.request_id], context) for each in found[:_SHOWN])
        blocks += [Heading("Followed on WhatDoTheyKnow"), Bullets(lines)]
        if len(found) > _SHOWN:
            blocks.append(Text((f"And {len(found) - _SHOWN} more.",)))
    else:
        how = Code(context.type("wdtk follow 12"))
        blocks.append(Text(("No request is followed here. To follow one: ", how, ".")))
    if not asked:
        return Reply((*blocks, Text(("Nothing is to be confirmed.",))))
    items = tuple(_question(each) for each in asked[:_SHOWN])
    return Reply((*blocks, Heading("To be confirmed"), Bullets(items), Choices(_options(asked))))


async def _mine(context: Context, connection: "AsyncConnection") -> "tuple[list[Follow], list[int]]":
    """What is followed here, and the requests of which something is to be confirmed."""
    asked, follows_ = context.request, storage.foi_follows
    if asked.space is not None:
        here = await campaign_of(context, connection)
        if here is None:
            return [], []
        numbers = await follows_.asking(connection, campaign_id=here.id)
        return await follows_.of_campaign(connection, here.id), numbers
    me = await storage.people.person_of(connection, asked.platform, asked.author.id)
    if me is None:
        return [], []
    return await follows_.of_assignee(connection, me), await follows_.asking(connection, assignee=me)


async def _asked(connection: "AsyncConnection", numbers: Sequence[int]) -> "list[Suggestion]":
    """What is to be confirmed of these requests: not what was recorded by hand since."""
    suggested = await storage.foi_follows.suggested(connection, numbers)
    events = await storage.foi_events.of_many(connection, numbers)
    return [
        each
        for number in numbers
        for each in unconfirmed(suggested[number], [stored.event for stored in events[number]])
    ]


def _line(follow: "Follow", request: "FoiRequest", context: Context) -> Line:
    about = f"{body_words(request.body_name)}, “{shown(request.subject, 60)}”: "
    when = left(follow.next_due, context.request.now) if follow.next_due > context.request.now else "soon"
    trouble = f"; the last look failed: {follow.last_problem}" if follow.last_problem else ""
    return (Bold(f"{request.id} "), about, Link("page", follow.url), f", next look {when}{trouble}")


def _question(suggestion: "Suggestion") -> Line:
    words = (Bold(f"{suggestion.request_id} "), f"{shows(suggestion)} (no. {suggestion.id}). ")
    return (*words, Link("There", suggestion.url))


def _options(asked: "Sequence[Suggestion]") -> tuple[Choice, ...]:
    """What to press: about each suggestion everything or nothing."""
    options: tuple[Choice, ...] = ()
    for each in asked:
        theirs = tuple(choices(each, named=True))
        if len(options) + len(theirs) > _PRESSED:
            break
        options += theirs
    return options
