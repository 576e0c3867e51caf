"""``ccgwatch feeds ingest|poll|backfill|status``: sources looked at, files stored, and how it goes."""

import asyncio
import json as json_module
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.place import HERE

if TYPE_CHECKING:
    from feeds.ingest import Outcome
    from storage.database import Database

_SHOWN = 20


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files of release packages, or folders of them.")],
    announce: Annotated[
        bool,
        typer.Option("--announce", help="Post what is new to the channels that subscribed, however old."),
    ] = False,
) -> None:
    """Store every notice in PATHS; nothing is posted unless --announce is given.

    A file or a release that cannot be read is named on the error output, the rest goes on; exit 1 then.
    Example: ccgwatch feeds ingest notices/ --announce
    """
    from bot.cli.feeds_ingest import run

    whole = asyncio.run(run(paths, announce))
    raise typer.Exit(0 if whole else 1)


def poll(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these.")] = None,
) -> None:
    """Look at every source now, due or not, and say of each what came; exit 1 where one failed.

    The first look at a source posts nothing. Example: ccgwatch feeds poll find_a_tender
    """
    failed = asyncio.run(_poll(names or []))
    raise typer.Exit(1 if failed else 0)


def backfill(
    name: Annotated[str, typer.Argument(metavar="SOURCE", help="find_a_tender or contracts_finder.")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="From this day, as 2026-01-31.")],
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="To this day; default today.")
    ] = None,
) -> None:
    """Store what a procurement site published since a day; nothing is posted.

    It may be stopped at any time and goes on from there when started alike again.
    Example: ccgwatch feeds backfill find_a_tender --from 2026-07-01
    """
    from bot.cli.feeds_backfill import run

    asyncio.run(run(name, since, until))


def status(
    json: Annotated[bool, typer.Option("--json", help="JSON, one object a source.")] = False,
) -> None:
    """Show how each source is: last look, last item, failures; and what waits to be posted.

    Example: ccgwatch feeds status
    """
    asyncio.run(_status(json))


@asynccontextmanager
async def opened() -> "AsyncIterator[Database]":
    """The configured store, closed at the end; and the log tuned to a command that itself tells."""
    from bot import logs
    from storage.database import Database

    settings = HERE.settings()
    logs.configure("warning", json_lines=settings.log.json_lines)
    if not settings.storage.url.get_secret_value():
        HERE.state.mkdir(parents=True, exist_ok=True)
    database = await Database.open(HERE.database_url(settings))
    try:
        yield database
    finally:
        await database.close()


async def _poll(names: list[str]) -> bool:
    import register
    from bot import feeding

    settings = HERE.settings()
    failed = False
    fetcher = feeding.fetcher(settings)
    try:
        async with opened() as database:
            poller = feeding.poller(settings, database, register.load(), fetcher)
            await poller.prepare()
            states = await poller.states()
            unknown = [name for name in names if name not in states]
            for name in unknown:
                _complain(f"There is no source called {name}. There are: {', '.join(states)}.")
            for name in names:
                if name in states and not states[name].enabled:
                    unknown.append(name)
                    _complain(f"{name} is turned off in the configuration.")
            wanted = [
                state for state in states.values() if state.enabled and (not names or state.name in names)
            ]
            for looking in asyncio.as_completed([poller.look(state) for state in wanted]):
                looked = await looking
                failed = failed or bool(looked.problem)
                print(f"{looked.source}: {looked.words()}", flush=True)
                _explain(looked.outcome)
    finally:
        await fetcher.close()
    return failed or bool(unknown)


def _explain(outcome: "Outcome") -> None:
    for words in outcome.skipped[:_SHOWN]:
        _complain(f"  {words}")
    if len(outcome.skipped) > _SHOWN:
        _complain(f"  and {len(outcome.skipped) - _SHOWN} more")


async def _status(json: bool) -> None:
    from bot import feeding
    from storage import outbox_upkeep, sources

    async with opened() as database:
        now = datetime.now(UTC)
        async with database.write() as connection:
            await sources.ensure(connection, feeding.setups(HERE.settings()), now)
        async with database.read() as connection:
            states = await sources.every(connection)
            queue = await outbox_upkeep.queue(connection, now)
    for state in states:
        kind, _, words = (state.last_error_kind or "").partition(": ")
        if json:
            row = {
                "source": state.name,
                "enabled": state.enabled,
                "url": state.url,
                "every_seconds": state.every_seconds,
                **{
                    name: moment.isoformat() if (moment := getattr(state, name)) else None
                    for name in ("last_look", "last_success", "last_item", "next_due")
                },
                "settled": state.settled,
                "failures": state.failures,
                "problem": kind or None,
                "words": words or None,
            }
            print(json_module.dumps(row))
            continue
        looked = f"last look {_ago(state.last_look, now)}, last item {_ago(state.last_item, now)}"
        trouble = f"; failed {state.failures} times: {words or kind}" if state.failures else ""
        print(f"{state.name}: {looked}{trouble}" if state.enabled else f"{state.name}: turned off")
    if not json:
        print(f"To be posted: {queue.due} now, {queue.later} later; given up: {queue.dead}.")


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    seconds = max(int((now - moment).total_seconds()), 0)
    for size, word in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {word} ago"
    return f"{seconds} seconds ago"


def _complain(words: str) -> None:
    print(words, file=sys.stderr)
