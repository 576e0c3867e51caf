"""``ccgwatch foi holidays``: bank holidays newer than the packaged ones, for all campaigns."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.feeds_poll import opened
from bot.cli.foi_due import read_day
from bot.errors import BotError
from commands.core.moments import counted, london_day
from commands.core.words import weekday

if TYPE_CHECKING:
    from storage.database import Database
    from storage.extra_holidays import ExtraHoliday

app = typer.Typer(rich_markup_mode=None)

Parts = Annotated[
    str,
    typer.Option("--parts", metavar="PARTS", help="Where: ENG, WLS, SCT, NIR, with commas; default all."),
]
Day = Annotated[str, typer.Argument(metavar="DATE", help="The day, with its year: 2027-05-04.")]


class NotSo(BotError):
    """What was ordered cannot be done; the message says why and what to type instead."""


@app.callback(invoke_without_command=True)
def holidays(context: typer.Context) -> None:
    """List the bank holidays that were added to the packaged ones, typed in or read on gov.uk.

    Example: ccgwatch foi holidays
    """
    if context.invoked_subcommand is None:
        asyncio.run(_list())


@app.command()
def add(
    day: Day,
    name: Annotated[str, typer.Argument(help="What it is called.")],
    parts: Parts = "ENG,WLS,SCT,NIR",
) -> None:
    """Count a day as a bank holiday in every campaign; open deadlines move at once, and people are told.

    Example: ccgwatch foi holidays add 2027-05-04 "Day of thanks" --parts ENG,WLS
    """
    asyncio.run(_add(_day(day), name.strip(), parts))


@app.command()
def remove(day: Day) -> None:
    """Count a day that was added here as a working day again.

    What gov.uk lists and what a campaign added for itself stays.

    Example: ccgwatch foi holidays remove 2027-05-04
    """
    asyncio.run(_remove(_day(day)))


async def _list() -> None:
    from storage import extra_holidays

    async with opened() as database, database.read() as connection:
        found = await extra_holidays.of_campaign(connection, None)
    for each in found:
        print(
            f"{each.day.isoformat()}  {'/'.join(each.parts):15}  {each.source or 'typed in':8}  {each.name}"
        )
    if not found:
        print("No bank holidays were added to the packaged ones.")


async def _add(day: date, name: str, parts: str) -> None:
    from commands.desk.calendars import calendars_of
    from commands.desk.proclaimed import check, read_parts, where
    from storage import extra_holidays

    if not name:
        raise NotSo("Say what the day is called.")
    now = datetime.now(UTC)
    async with opened() as database:
        async with database.write() as connection:
            try:
                wanted = read_parts(parts)
                check(await calendars_of(connection, None), day)
            except ValueError as problem:
                raise NotSo(str(problem)) from None
            kept = await extra_holidays.add(connection, None, day, name, wanted, now)
        moved = await _recounted(database, now)
    print(f"{weekday(day)}, {kept.name}, counts as a bank holiday in {where(kept.parts)}. {moved}")
    print(f"The way back: ccgwatch foi holidays remove {day.isoformat()}")


async def _remove(day: date) -> None:
    from storage import extra_holidays

    now = datetime.now(UTC)
    async with opened() as database:
        async with database.write() as connection:
            there = [each for each in await extra_holidays.of_campaign(connection, None) if each.day == day]
            typed = [each for each in there if not each.source]
            if not typed:
                raise NotSo(_none(day, there))
            for each in typed:
                await extra_holidays.remove(connection, each.id)
        moved = await _recounted(database, now)
    print(f"{weekday(day)} counts as a working day again. {moved}")
    for each in typed:
        again = f'ccgwatch foi holidays add {day.isoformat()} "{each.name}" --parts {",".join(each.parts)}'
        print(f"The way back: {again}")


def _none(day: date, there: "Sequence[ExtraHoliday]") -> str:
    if there:
        return (
            f"{weekday(day)} comes from {there[0].source}, and would come again with the next look. To count "
            "without that list, turn off [feeds.bank_holidays] first."
        )
    return f"Nobody added {weekday(day)} here. What was added: ccgwatch foi holidays"


async def _recounted(database: "Database", now: datetime) -> str:
    """Count open requests anew; in words how many dates moved."""
    from bot.desk.sweeping import recount

    moved = await recount(database, now)
    if not moved:
        return "No open request has another date for it."
    return f"The date that counts moved for {counted(moved, 'request')}; whoever has them in hand is told."


def _day(text: str) -> date:
    try:
        return read_day(text, london_day(datetime.now(UTC)))
    except ValueError as problem:
        raise NotSo(str(problem)) from None
