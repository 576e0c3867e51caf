"""Back-filling a procurement site: window by window, with a bar, from where it was stopped."""

import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.cli.feeds_poll import opened
from bot.cli.place import HERE
from bot.cli.progress import Bar
from bot.errors import BotError

if TYPE_CHECKING:
    from bot.config import Settings
    from feeds.fetcher import Fetcher
    from feeds.source import Batch


class CannotBackfill(BotError):
    """The order makes no sense; the message says why."""


async def run(name: str, since: str, until: str | None) -> None:
    """Store what `name` published from the day `since` to the day `until`. Raises `CannotBackfill`."""
    import register
    from bot import feeding
    from feeds.decide import Tally
    from feeds.ingest import Ingest, Outcome
    from feeds.problems import FetchProblem
    from storage import marks
    from storage.errors import StorageError

    settings = HERE.settings()
    now = datetime.now(UTC)
    start = _midnight(since)
    end = min(_midnight(until) + timedelta(days=1), now) if until else now
    if start >= end:
        raise CannotBackfill(f"There is nothing between {since} and {until or 'now'}.")
    key = f"backfill:{name}:{since}:{until or ''}"
    fetcher = feeding.fetcher(settings)
    total = Outcome()
    try:
        async with opened() as database:
            async with database.read() as connection:
                begin = _resumed(await marks.get(connection, key), start, end)
            batches = _between(name, settings, fetcher, begin, end)
            ingesting = Ingest(database, register.load())
            terms = await ingesting.terms(now, announce=False)
            with Bar(name, _hours(start, end), _hours(start, begin)) as bar:
                async for batch in batches:
                    total.add(await ingesting.store(batch.items, name, terms, Tally(None)))
                    total.skipped += batch.skipped
                    reached = batch.span[1] if batch.span else end
                    async with database.write() as connection:
                        await marks.put(connection, key, json.dumps({"until": reached.isoformat()}))
                    bar.reached(_hours(start, reached), f"{reached:%d %b %Y}, {total.items:,} notices")
    except (FetchProblem, StorageError) as error:
        raise CannotBackfill(f"Stopped: {error}. Start it alike again to go on from there.") from error
    finally:
        await fetcher.close()
    for words in total.skipped:
        print(words, file=sys.stderr)
    print(f"{total.new} new, {total.changed} changed, {total.same} known.")


def _between(
    name: str, settings: "Settings", fetcher: "Fetcher", begin: datetime, end: datetime
) -> "AsyncIterator[Batch]":
    from feeds import contracts_finder, find_a_tender
    from feeds.fetcher import BACKFILL

    if name == find_a_tender.NAME:
        source = find_a_tender.FindATender(settings.feeds.find_a_tender.url, BACKFILL)
        return source.between(fetcher, begin, end)
    if name == contracts_finder.NAME:
        other = contracts_finder.ContractsFinder(settings.feeds.contracts_finder.url, BACKFILL)
        return other.between(fetcher, begin, end)
    words = f"{find_a_tender.NAME} and {contracts_finder.NAME}"
    raise CannotBackfill(f"{name} cannot be back-filled; only {words} can.")


def _midnight(text: str) -> datetime:
    """The beginning of a day in London."""
    from feeds.notice import LONDON

    try:
        return datetime.combine(date.fromisoformat(text), time(), LONDON).astimezone(UTC)
    except ValueError as error:
        raise CannotBackfill(f"“{text}” is not a day. Write it as 2026-01-31.") from error


def _resumed(mark: str | None, start: datetime, end: datetime) -> datetime:
    """Where a back-fill alike was stopped; the start where there was none, or it came to its end."""
    try:
        reached = datetime.fromisoformat(json.loads(mark)["until"]) if mark else start
    except (ValueError, KeyError, TypeError):
        return start
    return reached if start < reached < end else start


def _hours(start: datetime, end: datetime) -> float:
    return (end - start) / timedelta(hours=1)
