"""Feeds that organisers add: any RSS or Atom feed at a public address, within narrow limits."""

from collections.abc import AsyncIterator
from datetime import datetime

from feeds.fetcher import ADDED, Fetcher, Limits
from feeds.source import Batch, News
from feeds.syndication import Look, Memory, look


class AddedFeed:
    """A feed somebody added; all its entries are news for those who asked for it."""

    def __init__(self, name: str, url: str, limits: Limits = ADDED) -> None:
        self.name = name
        self._url = url
        self._limits = limits

    async def look(self, fetcher: Fetcher, mark: str, now: datetime) -> AsyncIterator[Batch]:
        """The entries that are in the feed now, if it changed since the mark, in one batch."""
        found = await look(fetcher, self._url, Memory.from_json(mark), self._limits, trusted=False)
        items = tuple(
            News(name, entry.title, entry.link, entry.at or now, entry.summary)
            for name, entry in found.entries
        )
        yield Batch(items, found.memory.to_json())


async def tried(fetcher: Fetcher, url: str) -> Look:
    """Read the feed once, for somebody who wants to add it. Raises `feeds.problems.FetchProblem`."""
    return await look(fetcher, url, Memory(), ADDED, trusted=False)
