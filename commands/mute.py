"""`mute`: let a channel rest for a while."""

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import storage
from commands.core import dates
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.here import require_space
from commands.core.moments import LONDON, at, counted
from commands.core.reply import Code, Line, Note, Outcome, Reply, Text
from commands.core.subscribed import own, read_numbers
from commands.core.text import shown

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

LONGEST = timedelta(days=366)

_SPAN = re.compile(
    r"(?P<many>[0-9]{1,4})\s*(?P<unit>h|hours?|d|days?|w|weeks?|months?)"
    r"|until\s+(?P<until>.+?)|(?P<off>off|none|no|end)"
)
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
}


@command(
    "mute",
    "Let this channel rest for a while, or one of the things it is told of",
    aliases=("snooze",),
    parameters=(Parameter("how", Type.TEXT, "For how long, and a number for one only: 3 days 12; or off"),),
    examples=("mute 3 days", "mute until 1 January 2027", "mute off"),
    permission=Permission.ORGANISER,
    area=Area.WATCH,
)
async def mute(context: Context, how: str) -> Reply:
    """Mute until a moment, all of the channel or what is named by number; ``off`` ends it.

    ``off`` also lets a channel go on that rests because it could not be posted to.
    """
    require_space(context)
    until, numbers = _read(how, context.request.now)
    database = await context.services.database()
    async with database.write() as connection:
        theirs = await own(context, connection, numbers)
        many = await storage.subscriptions.mute(connection, [each.id for each in theirs], until)
        if until is None:
            for place in {(each.platform, each.channel) for each in theirs if each.paused_why}:
                await _resume(connection, *place, context.request.now)
    if not many:
        words: Line = (
            "There is nothing here to mute. What is there: ",
            Code(context.type("watching all")),
            ".",
        )
        return Reply((Text(words),), Outcome.ANSWERED)
    which = f" {' '.join(map(str, numbers))}" if numbers else ""
    what = counted(many, "subscription")
    if until is None:
        back: Line = ("The way back: ", Code(context.type(f"mute 3 days{which}")), ".")
        return Reply((Text((f"{what}: posts come again from now on.",)), Text(back)))
    back = ("The way back: ", Code(context.type(f"mute off{which}")), ".")
    note = "What comes meanwhile is not posted later; tenders and notice still show it."
    return Reply((Text((f"{what} muted until {at(until)}.",)), Text(back), Note((note,))))


async def _resume(connection: "AsyncConnection", platform: str, channel: str, now: datetime) -> None:
    """Post again to a channel that could not be posted to, beginning with what was given up."""
    await storage.subscriptions.pause(connection, platform, channel, None)
    dead = await storage.outbox_upkeep.dead_letters(connection, 200)
    theirs = [row.id for row in dead if (row.platform, row.channel) == (platform, channel)]
    await storage.outbox_upkeep.revive(connection, now, theirs)


def _read(how: str, now: datetime) -> tuple[datetime | None, tuple[int, ...] | None]:
    """Until when, and the numbers that follow. Raises `BadArguments`."""
    said = how.casefold().removeprefix("for ").strip()
    for end in range(len(said), 0, -1):
        # The longest beginning that is a time; what follows are numbers: "until 1 January 2027 12".
        if end < len(said) and not said[end].isspace():
            continue
        found = _SPAN.fullmatch(said[:end].strip())
        rest = said[end:].strip()
        numbers = read_numbers(rest) if rest else None
        if found is None or numbers == ():
            continue
        if found["off"]:
            return None, numbers
        until = _until(found, now)
        if until is not None:
            if not now < until <= now + LONGEST:
                raise BadArguments("mute", "That is over already, or more than a year ahead.")
            return until, numbers
    raise BadArguments(
        "mute", f"“{shown(how)}” is no time I can read: 6 hours, 3 days, 2 weeks, until 5 May."
    )


def _until(found: re.Match[str], now: datetime) -> datetime | None:
    if found["many"]:
        return now + int(found["many"]) * _UNITS[found["unit"][0]]
    today = now.astimezone(LONDON).date()
    day = dates.read_date(found["until"], today)
    if day is None:  # a day without a year is the next one
        for year in (today.year, today.year + 1):
            day = dates.read_date(f"{found['until']} {year}", today)
            if day is not None and day > today:
                break
    return datetime.combine(day, time(), LONDON) if day else None
