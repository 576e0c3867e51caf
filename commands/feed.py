"""`feed`: an organiser adds any RSS or Atom feed to a channel, tries one, or takes it away."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from commands.core import added_feeds
from commands.core.context import Context, Tried
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.here import require_space
from commands.core.reply import Block, Bullets, Code, Heading, Line, Link, Note, Outcome, Reply, Text
from commands.core.text import shown

if TYPE_CHECKING:
    from storage.sources import SourceState

_EVERY = timedelta(minutes=30)
_LONGEST = 400
_SELDOM = "whatdotheyknow.com"
_SHOWN = 5


@command(
    "feed",
    "Add an RSS or Atom feed to this channel, try one, or take it away",
    parameters=(
        Parameter("what", Type.CHOICE, "What to do", choices=("add", "remove", "test")),
        Parameter("address", Type.TEXT, "The feed's address, or its name when removing"),
    ),
    examples=("feed test https://www.england.nhs.uk/feed/", "feed add https://www.england.nhs.uk/feed/"),
    permission=Permission.ORGANISER,
    area=Area.ORGANISERS,
)
async def feed(context: Context, what: str, address: str) -> Reply:
    """Only public addresses are fetched, within limits of size and time; see docs/feeds.md."""
    require_space(context)
    if what == "remove":
        return await _remove(context, address)
    url = _checked(address)
    tried = await context.services.try_feed(url) if context.services.try_feed else None
    if what == "test":
        return _tried(context, url, tried)
    if tried is not None and tried.problem:
        return _tried(context, url, tried)
    return await _add(context, url, tried)


def _checked(address: str) -> str:
    """The address of a feed. Raises `BadArguments`."""
    try:
        parts = urlsplit(address)
        if (parts.hostname or "").removeprefix("www.") == _SELDOM:
            wrong = (
                "WhatDoTheyKnow asks programs not to read its feeds. New requests to a body are read seldom."
            )
            raise BadArguments("feed", wrong, instead="wdtk body NHS Devon ICB")
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        good = False
    if not good or " " in address or len(address) > _LONGEST:
        wrong = f"“{shown(address)}” is no address of a feed: it begins with https:// and has no spaces."
        raise BadArguments("feed", wrong)
    return address


def _tried(context: Context, url: str, tried: Tried | None) -> Reply:
    if tried is None:
        words = "This process fetches nothing, so it cannot try a feed; the running bot can."
        return Reply((Text((words,)),))
    if tried.problem:
        trouble: Line = ("That feed cannot be read: ", shown(tried.problem, 200))
        return Reply((Text(trouble), Note(("Nothing is changed.",))), Outcome.NOT_FOUND)
    if not tried.entries:
        return Reply((Text(("It can be read, and has no entries now.",)),))
    add: Line = ("Add it to this channel: ", Code(context.type(f"feed add {url}")), ".")
    return Reply((Heading("It can be read"), Bullets(_entries(tried)), Text(add)))


def _entries(tried: Tried) -> tuple[Line, ...]:
    return tuple((shown(entry, 120),) for entry in tried.entries[:_SHOWN])


async def _add(context: Context, url: str, tried: Tried | None) -> Reply:
    title = shown((tried.title if tried else "") or urlsplit(url).hostname or url, 60)
    database = await context.services.database()
    async with database.write() as connection:
        name, made = await added_feeds.add(context, connection, added_feeds.FEED, url, title, _EVERY)
    told = f"This channel is told of what is new in that feed (No. {made.id}). Its name is "
    blocks: list[Block] = [Text((told, Code(name), "."))]
    if tried is not None and tried.entries:
        blocks += [Text(("What it has now is not posted:",)), Bullets(_entries(tried))]
    back: Line = ("The way back: ", Code(context.type(f"feed remove {name}")), ".")
    return Reply((*blocks, Text(back)))


async def _remove(context: Context, address: str) -> Reply:
    database = await context.services.database()
    async with database.write() as connection:
        theirs = await added_feeds.of_here(context, connection)
        gone = [each for each in theirs if address in (each.name, each.url)]
        await added_feeds.remove(context, connection, gone)
    if not gone:
        return _unknown(theirs, address)
    back = [(Code(context.type(added_feeds.again(each))),) for each in gone]
    return Reply((Text(("It is read no more.",)), Text(("The way back:",)), Bullets(tuple(back))))


def _unknown(theirs: "list[SourceState]", address: str) -> Reply:
    words = f"This campaign has added no feed “{shown(address)}”."
    if not theirs:
        return Reply((Text((words,)),), Outcome.NOT_FOUND)
    items: tuple[Line, ...] = tuple(
        (Code(each.name), " ", Link(shown(each.url, 100), each.url)) for each in theirs
    )
    return Reply((Text((words + " It has:",)), Bullets(items)), Outcome.NOT_FOUND)
