"""``ccgwatch outbox``: what waits to be posted, and what was given up, to be tried again."""

import asyncio
import json as json_module
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli.feeds_poll import opened

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_SHOWN = 50


@app.command()
def show(
    json: Annotated[bool, typer.Option("--json", help="JSON, one object for each given up.")] = False,
) -> None:
    """Say how much waits, and list what was given up, the newest first.

    Example: ccgwatch outbox show
    """
    asyncio.run(_show(json))


@app.command()
def revive(
    numbers: Annotated[list[int] | None, typer.Argument(metavar="[NUMBER]...", help="Only these.")] = None,
) -> None:
    """Try again what was given up: all of it, or the rows of these numbers.

    What has become stale since is dropped instead of posted. Example: ccgwatch outbox revive 12 17
    """
    asyncio.run(_revive(numbers or None))


async def _show(json: bool) -> None:
    from storage import outbox_upkeep

    now = datetime.now(UTC)
    async with opened() as database, database.read() as connection:
        queue = await outbox_upkeep.queue(connection, now)
        letters = await outbox_upkeep.dead_letters(connection, _SHOWN)
    if json:
        for row in letters:
            fields = {"number": row.id, "about": f"{row.subject_kind} {row.subject_id}", "reason": row.reason}
            place = {"platform": row.platform, "channel": row.channel, "problem": row.problem}
            made = row.created_at.isoformat()
            print(json_module.dumps({**fields, **place, "attempts": row.attempts, "made": made}))
        return
    print(f"{queue.due} due, {queue.leased} being sent, {queue.later} for later, {queue.dead} given up.")
    for row in letters:
        where = f"{row.platform} {row.channel}"
        print(f"{row.id:>8}  {row.created_at:%Y-%m-%d %H:%M} UTC  {where}  {row.problem or 'no reason kept'}")


async def _revive(numbers: list[int] | None) -> None:
    from storage import outbox_upkeep

    async with opened() as database, database.write() as connection:
        many = await outbox_upkeep.revive(connection, datetime.now(UTC), numbers)
    print(f"{many} to be tried again.")
