"""Looking at followed requests where they stand on WhatDoTheyKnow: one page, one turn, seldom.

What is new there becomes suggestions for whoever has the request in hand, never events. A look ends in one
transaction: what is suggested, who is told, and when the page is looked at again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.config import Settings
from bot.feeding import fetcher, turns_of
from commands.core.context import Health
from commands.core.moments import london_day
from commands.desk.suggesting import reason, take_in, tell
from commands.desk.telling import UNFOLLOWED
from feeds.fetcher import Fetched
from feeds.problems import FetchProblem, Kind
from feeds.turns import Turns
from feeds.whatdotheyknow import NAME, POLITE, Entry, meaning, page, read, request_feed
from feeds.whatdotheyknow_body import refused
from law.letters.links import request_slug
from storage import foi_events, foi_follows, foi_requests
from storage.database import Database
from storage.errors import StorageError
from storage.foi_follows import Follow, NewSuggestion
from storage.foi_requests import FoiRequest

TICK: Final = 15.0
"""Seconds between asking whether a page is due and it is the site's turn."""
LONGEST: Final = timedelta(days=7)
"""How long at most a page is left alone that failed again and again."""
_log = structlog.get_logger(__name__)


class Following:
    """Looks until cancelled. `told` is called when somebody may be told something."""

    def __init__(
        self,
        settings: Settings,
        database: Callable[[], Awaitable[Database]],
        told: Callable[[], None] = lambda: None,
        *,
        turns: Turns | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._site = settings.feeds.whatdotheyknow.url
        self._every = timedelta(seconds=settings.feeds.whatdotheyknow.every)
        self._settings = settings
        self._database = database
        self._told = told
        self._turns = turns
        self._clock = clock
        self._fetcher = fetcher(settings)
        self._last: datetime | None = None
        self._trouble = ""

    async def run(self) -> None:
        """Look for ever. A store that fails is waited for; no answer ends this."""
        while True:
            try:
                await self.look()
            except StorageError as error:
                _log.error("following_failed", kind=type(error).__name__)
            await asyncio.sleep(TICK)

    async def close(self) -> None:
        """Close connections."""
        await self._fetcher.close()

    def health(self) -> Health:
        """When a page was last looked at, and what was wrong with it."""
        at = f"last look {self._last:%H:%M} UTC" if self._last else "no page was due yet"
        return Health("WhatDoTheyKnow", not self._trouble, f"{at}; {self._trouble}" if self._trouble else at)

    async def look(self) -> bool:
        """Look at the page that waits longest, if one is due and it is the site's turn; whether so.

        Raises `StorageError`.
        """
        database = await self._database()
        turns = self._turns or turns_of(self._settings, database)
        async with database.read() as connection:
            due = await foi_follows.due(connection, self._clock(), 1)
        if not due or not await turns.take():
            return False
        (follow,) = due
        self._last, self._trouble = self._clock(), ""
        try:
            fetched = await self._fetch(follow)
            found = () if fetched.unchanged else read(fetched)
        except FetchProblem as problem:
            self._trouble = problem.words
            await self._failed(database, follow, await refused(problem, turns, self._every))
        else:
            await self._looked(database, follow, fetched, found)
        self._told()
        return True

    async def _fetch(self, follow: Follow) -> Fetched:
        slug = request_slug(follow.url)
        if slug is None:
            raise FetchProblem(Kind.BAD_ADDRESS, "this is not the page of a request")
        return await self._fetcher.get(
            request_feed(self._site, slug),
            lane=NAME,
            limits=POLITE,
            trusted=True,
            accept="application/json",
            etag=follow.etag or "",
            last_modified=follow.last_modified or "",
        )

    async def _looked(
        self, database: Database, follow: Follow, fetched: Fetched, found: Sequence[Entry]
    ) -> None:
        now = self._clock()
        async with database.write() as connection:
            request = await _still(connection, follow)
            if request is None:
                return
            events = [each.event for each in await foi_events.of_request(connection, request.id)]
            shown = _suggestions(request, follow, found, now)
            left = await take_in(connection, request, events, shown, now)
            await tell(connection, request, [reason(each) for each in left], now)
            given = (follow.etag, follow.last_modified)
            if not fetched.unchanged:
                given = (fetched.etag or None, fetched.last_modified or None)
            again = now + self._every
            await foi_follows.after_look(connection, request.id, again, etag=given[0], last_modified=given[1])
        _log.info("page_looked_at", request=request.id, entries=len(found), to_confirm=len(left))

    async def _failed(self, database: Database, follow: Follow, problem: FetchProblem) -> None:
        """Look again later, each time a longer while; a page that is gone is followed no longer."""
        now = self._clock()
        async with database.write() as connection:
            request = await _still(connection, follow)
            if request is None:
                return
            if problem.kind is Kind.GONE:
                await foi_follows.remove(connection, request.id)
                await tell(connection, request, [f"{UNFOLLOWED} {now.isoformat()}"], now)
            else:
                longer = min(self._every * 2 ** min(follow.failures, 10), max(LONGEST, self._every))
                rest = max(longer, timedelta(seconds=problem.retry_after or 0.0))
                await foi_follows.after_look(connection, request.id, now + rest, problem=problem.words)
        _log.info("page_not_read", request=request.id, problem=problem.kind.value)


async def _still(connection: AsyncConnection, follow: Follow) -> FoiRequest | None:
    """The request, locked, if it is still followed there; one that is over is followed no longer."""
    request = await foi_requests.get(connection, follow.request_id, lock=True)
    current = await foi_follows.get(connection, follow.request_id)
    if request is None or current is None or current.url != follow.url:
        return None
    if not request.open:
        await foi_follows.remove(connection, request.id)
        return None
    return request


def _suggestions(
    request: FoiRequest, follow: Follow, found: Sequence[Entry], now: datetime
) -> list[NewSuggestion]:
    """What the entries of a page may mean for its request; one of tomorrow is left for tomorrow."""
    slug = request_slug(follow.url) or ""
    made = []
    for entry in found:
        meant = meaning(entry)
        if meant is not None and entry.at <= now:
            made.append(
                NewSuggestion(
                    request_id=request.id,
                    entry=entry.key,
                    kind=meant.kind.value,
                    result=meant.result.value if meant.result else None,
                    on_day=london_day(entry.at),
                    url=page(entry.slug or slug, entry.message),
                )
            )
    return made
