"""`foi defer`: let a request rest until a day; nothing is told about it before, but what is urgent."""

from datetime import date, timedelta

import storage
from commands.cards.foi_task import changed, today_of
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.here import author
from commands.core.reply import Block, Reply, Text
from commands.core.words import weekday
from commands.desk.access import find_request, require_move
from commands.desk.cases import Case, desk_of
from commands.desk.parameters import REQUEST
from commands.desk.recording import settle

LONGEST = timedelta(days=366)


@command(
    "foi defer",
    "Let a request rest until a day, such as one on which something will be published",
    aliases=("defer",),
    parameters=(
        REQUEST,
        Parameter(
            "until",
            Type.DATE,
            "Until when",
            required=False,
            keywords=("until", "to", "for"),
            direction="future",
        ),
        Parameter("off", Type.CHOICE, "It rests no longer", required=False, choices=("off",)),
    ),
    examples=("foi defer 12 until 1 March 2027", "foi defer 12 for 3 weeks", "foi defer 12 off"),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def defer(context: Context, id: int, until: date | None, off: str | None) -> Reply:  # noqa: A002
    """Defer it, or end that; the law's dates stay where they are."""
    now, today = context.request.now, today_of(context)
    if (until is None) == (off is None):
        raise BadArguments("foi defer", "Say until when, or off.", understood=f"foi defer {id}")
    if until is not None and not today < until <= today + LONGEST:
        wrong = f"{weekday(until)} is {'over' if until <= today else 'more than a year ahead'}."
        raise BadArguments("foi defer", wrong, understood=f"foi defer {id} until {until.isoformat()}")
    database = await context.services.database()
    async with database.write() as connection:
        request = await find_request(context, connection, id, lock=True)
        await require_move(context, connection, request)
        if not request.open:
            raise NotPossible(f"Request {id} is over.", f"foi reopen {id}")
        me = await author(context, connection)
        await storage.foi_tasks.defer(connection, id, until, me, now)
        found = await settle(connection, await desk_of(connection, request.campaign_id), request, now)
    before = request.deferred_until
    back = f"foi defer {id} {f'until {before.isoformat()}' if before and before > today else 'off'}"
    if until is None:
        return changed(context, found, "This rests no longer.", back if before and before > today else "")
    return changed(context, found, f"This rests until {weekday(until)}.", back, more=_meanwhile(found, until))


def _meanwhile(found: Case, until: date) -> tuple[Block, ...]:
    """A warning where a date of ours passes while it rests."""
    main = found.clock.main
    if main is None or main.day >= until:
        return ()
    whose = "The body’s time runs on" if main.whose == "body" else "Our time runs on"
    return (Text((f"{whose} meanwhile: that date comes before.",)),)
