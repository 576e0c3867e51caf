"""`calendar`: deadlines as a calendar file, or as a secret address that a calendar can subscribe to."""

from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.errors import NotPossible
from commands.core.here import author, campaign_of, require_space
from commands.core.moments import counted, london_day
from commands.core.reply import Choice, Choices, Code, Line, Link, Note, Reply, Text
from commands.desk.access import require_organiser
from commands.desk.files import address
from commands.desk.files.calendar import MINE, TEAM, calendar_file
from commands.desk.files.loading import for_calendar

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_MINE, _TEAM = "mine", "team"
_MOST = 5
"""Open addresses of one calendar: enough for a few devices."""


@command(
    "calendar",
    "Deadlines for your calendar: as a file, or as a secret address to subscribe to",
    aliases=("ics",),
    parameters=(
        Parameter("whose", Type.CHOICE, "Yours, or all of the campaign's", False, choices=(_MINE, _TEAM)),
        Parameter(
            "what",
            Type.CHOICE,
            "address opens a secret address, revoke closes all of them",
            required=False,
            choices=("file", "address", "revoke"),
        ),
    ),
    examples=("calendar", "calendar team", "calendar mine revoke"),
    area=Area.FOI,
    private=True,
)
async def calendar(context: Context, whose: str | None, what: str | None) -> Reply:
    """A file at once; an address shows whoever has it what is due, until it is revoked."""
    whose, what = whose or _MINE, what or "file"
    database = await context.services.database()
    async with database.write() as connection:
        me = await author(context, connection)
        owner = {"person_id": me} if whose == _MINE else {"campaign_id": await _campaign(context, connection)}
        if what == "address":
            return await _open(context, connection, whose, owner, me)
        if what == "revoke":
            return await _revoke(context, connection, whose, owner)
        loaded = await for_calendar(connection, london_day(context.request.now), **owner)
    file = calendar_file(loaded.cases, MINE if whose == _MINE else TEAM, context.request.now)
    words = f"{file.summary[0].upper()}{file.summary[1:]}, calculated. A file does not follow what moves: "
    offer: tuple[Line, ...] = ((words, Code(context.type(f"calendar {whose} address")), " does."),)
    choices = Choices((Choice("Open a secret address", f"calendar {whose} address"),))
    return Reply((file, *(Note(each) for each in offer), choices))


async def _campaign(context: Context, connection: "AsyncConnection") -> int:
    require_space(context)
    campaign = await campaign_of(context, connection)
    if campaign is None:
        raise NotPossible("There are no requests here yet.", "help foi new")
    await require_organiser(context, connection, campaign.id, "The campaign's calendar")
    return campaign.id


async def _open(
    context: Context, connection: "AsyncConnection", whose: str, owner: dict[str, int], me: int
) -> Reply:
    base = context.services.web
    if not base:
        wrong = "This bot shows no calendars on the web. Whoever runs it can turn that on ([web])."
        raise NotPossible(wrong, f"calendar {whose}")
    if len(await address.of(connection, **owner)) >= _MOST:
        raise NotPossible(f"There are {_MOST} addresses of it already.", f"calendar {whose} revoke")
    token = address.new_token()
    await storage.calendar_addresses.add(
        connection, address.token_hash(token), context.request.now, created_by=me, **owner
    )
    link = address.address(base, token)
    return Reply(
        (
            Text(("Subscribe to this address in your calendar (Google: “From URL”, Apple: “Subscribe”): ",)),
            Text((Link(link, link),)),
            Note(("Whoever has it can see what is due: show it to nobody. It is shown this once.",)),
            Note(("The way back: ", Code(context.type(f"calendar {whose} revoke")), ".")),
        ),
        private=True,
    )


async def _revoke(
    context: Context, connection: "AsyncConnection", whose: str, owner: dict[str, int]
) -> Reply:
    found = await address.of(connection, **owner)
    for each in found:
        await storage.calendar_addresses.revoke(connection, each.token_hash)
    if not found:
        return Reply((Text(("There is no address of it to revoke.",)),))
    many = counted(len(found), "address", "addresses")
    words = f"{many} closed: calendars that follow get nothing more."
    again: Line = ("A new one: ", Code(context.type(f"calendar {whose} address")), ".")
    return Reply((Text((words,)), Text(again)))
