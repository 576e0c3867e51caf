"""`holiday add`, `list` and `remove`: bank holidays newer than the packaged ones, which move deadlines."""

from datetime import date

import storage
from commands.cards.foi_words import body_words
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.here import author, campaign_of, ensure_campaign
from commands.core.moments import counted
from commands.core.reply import Block, Bold, Bullets, Code, Heading, Line, Note, Reply, Text
from commands.core.text import shown
from commands.core.words import weekday
from commands.desk.calendars import calendars_of
from commands.desk.cases import desk_of
from commands.desk.proclaimed import check, read_parts, where
from commands.desk.recounting import Moved, recount
from law.foi.regime import Calendars

MOST = 100
"""Holidays a campaign may have added."""
_SHOWN = 10
_EXAMPLE = "holiday add 4 May 2027 Day of thanks --parts ENG WLS"


@command(
    "holiday add",
    "Count a day as a bank holiday that was proclaimed lately; open deadlines move at once",
    aliases=("foi holiday",),
    parameters=(
        Parameter("day", Type.DATE, "The day", direction="future"),
        Parameter("name", Type.TEXT, "What it is called"),
        Parameter(
            "parts",
            Type.TEXT,
            "ENG, WLS, SCT, NIR; all if not said",
            required=False,
            keywords=("parts",),
        ),
    ),
    examples=("holiday add 4 May 2027 Day of thanks", _EXAMPLE),
    permission=Permission.ORGANISER,
    area=Area.ORGANISERS,
)
async def add(context: Context, day: date, name: str, parts: str | None) -> Reply:
    """Add it for this campaign, count its open requests anew, and tell those whose date moved."""
    now, wanted = context.request.now, _parts(parts)
    database = await context.services.database()
    async with database.write() as connection:
        campaign = await ensure_campaign(context, connection)
        _check(await calendars_of(connection, campaign.id), day)
        known = await storage.extra_holidays.of_campaign(connection, campaign.id)
        if sum(each.campaign_id == campaign.id for each in known) >= MOST:
            raise NotPossible(f"This campaign has added {MOST} holidays already.", "holiday list")
        me = await author(context, connection)
        kept = await storage.extra_holidays.add(connection, campaign.id, day, name, wanted, now, by=me)
        moved = await recount(connection, await desk_of(connection, campaign.id), now)
    words = f"{weekday(day)}, {shown(name)}, counts as a bank holiday here, in {where(kept.parts)}."
    return Reply((*_told(words, moved), _back(context, f"holiday remove {kept.id}")))


@command(
    "holiday list",
    "The bank holidays that were added to the packaged ones",
    examples=("holiday list",),
    area=Area.FOI,
)
async def listed(context: Context) -> Reply:
    """Those of this campaign and those fetched for everybody."""
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await campaign_of(context, connection)
        found = await storage.extra_holidays.of_campaign(connection, campaign.id if campaign else None)
    how: Line = ("To add one: ", Code(context.type(_EXAMPLE)), ".")
    if not found:
        return Reply((Text(("No bank holidays were added to the packaged ones.",)), Text(how)))
    items: tuple[Line, ...] = tuple(
        (
            Bold(f"No. {each.id}: "),
            f"{weekday(each.day)}, {shown(each.name)}, in {where(each.parts)}",
            "" if each.campaign_id is not None else "; for everybody",
        )
        for each in found
    )
    return Reply((Heading("Bank holidays that were added"), Bullets(items), Text(how)))


@command(
    "holiday remove",
    "Count a day that was added as a working day again",
    parameters=(Parameter("number", Type.NUMBER, "The number that holiday list shows"),),
    permission=Permission.ORGANISER,
    area=Area.ORGANISERS,
)
async def remove(context: Context, number: int) -> Reply:
    """Take one of this campaign's back; those fetched for everybody stay."""
    now = context.request.now
    database = await context.services.database()
    async with database.write() as connection:
        campaign = await ensure_campaign(context, connection)
        known = await storage.extra_holidays.of_campaign(connection, campaign.id)
        gone = next((each for each in known if (each.id, each.campaign_id) == (number, campaign.id)), None)
        if gone is None:
            raise NotPossible(f"This campaign has added no holiday {number}.", "holiday list")
        await storage.extra_holidays.remove(connection, number)
        moved = await recount(connection, await desk_of(connection, campaign.id), now)
    words = f"{weekday(gone.day)}, {shown(gone.name)}, counts as a working day here again."
    back = f"holiday add {gone.day.isoformat()} {gone.name} --parts {' '.join(gone.parts)}"
    return Reply((*_told(words, moved), _back(context, back)))


def _check(calendars: Calendars, day: date) -> None:
    """Refuse a day that no deadline could move for."""
    try:
        check(calendars, day)
    except ValueError as problem:
        raise NotPossible(str(problem), "holiday list") from None


def _parts(said: str | None) -> tuple[str, ...]:
    """The codes of the parts that are named. Raises `BadArguments`."""
    try:
        return read_parts(said)
    except ValueError as problem:
        raise BadArguments("holiday add", str(problem), instead=_EXAMPLE) from None


def _told(words: str, moved: list[Moved]) -> tuple[Block, ...]:
    """What was done, and what that moved."""
    if not moved:
        return (Text((words,)), Note(("No open request has another date for it.",)))
    items: list[Line] = [
        (
            Bold(f"{each.request.id} "),
            f"{body_words(each.request.body_name)}: {_day(each.was)} → {_day(each.now)}",
        )
        for each in moved[:_SHOWN]
    ]
    if len(moved) > _SHOWN:
        items.append((f"and {len(moved) - _SHOWN} more",))
    told = "Whoever has them in hand is told with their next digest."
    count = f"The date that counts moved for {counted(len(moved), 'request')}:"
    return (Text((words,)), Text((count,)), Bullets(tuple(items)), Note((told,)))


def _day(value: date | None) -> str:
    return weekday(value) if value else "none"


def _back(context: Context, order: str) -> Text:
    return Text(("The way back: ", Code(context.type(order)), "."))
