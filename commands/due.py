"""`due`: by when a body must answer a request that it received on a day, with the working; for anyone."""

from datetime import date

from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.errors import NotPossible
from commands.core.here import campaign_of
from commands.core.moments import days_left, london_day
from commands.core.reply import Bold, Choice, Choices, Fields, Heading, Line, Link, Note, Reply, Text
from commands.core.words import day, weekday
from commands.desk.calendars import calendars_of
from law.errors import BeyondHorizon
from law.foi.due import Due
from law.foi.due import due as counted
from law.foi.regime import CODE, Regime, rules


@command(
    "due",
    "By when a request received on a day must be answered, with the working",
    parameters=(
        Parameter("received", Type.DATE, "The day the body received it", direction="past"),
        Parameter(
            "regime",
            Type.CHOICE,
            "The law it is under: FOIA if not said",
            required=False,
            choices=tuple(each.lower() for each in Regime),
        ),
    ),
    examples=("due today", "due 3 November 2026", "due yesterday EIR", "due 03/11/2026 FOISA"),
    area=Area.FOI,
)
async def due(context: Context, received: date, regime: str | None) -> Reply:
    """The day the law gives, and beside it the section 45 Code's where it is another."""
    law = Regime(regime or Regime.FOIA)
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await campaign_of(context, connection)
        calendars = await calendars_of(connection, campaign.id if campaign else None)
    try:
        found = counted(received, law, calendars)
    except BeyondHorizon as beyond:
        raise NotPossible(f"I understood: received {weekday(received)}. {beyond}", "due today") from None
    others = tuple(
        Choice(f"Under {each}", f"due {day(received)} {each}") for each in Regime if each is not law
    )
    return Reply(
        (
            Heading(f"Received {weekday(received)}, due {weekday(found.day)}"),
            Fields(tuple(_rows(context, found))),
            Text((found.working,)),
            Note(("Calculated by the working days of the law, not legal advice. Sooner if they can.",)),
            Choices(others),
        )
    )


def _rows(context: Context, found: Due) -> list[tuple[str, Line]]:
    law, today = rules(found.regime), london_day(context.request.now)
    off = days_left(found.day, today)
    rows: list[tuple[str, Line]] = [
        ("Answer due", (Bold(weekday(found.day)), f", {off} (", Link(law.answer.rule, law.answer.url), ")")),
        ("Law", (law.act,)),
    ]
    if found.code_day != found.day:
        code: Line = (weekday(found.code_day), " (", Link(CODE.rule, CODE.url), ")")
        rows.insert(1, ("By the Code's count", code))
    return rows
