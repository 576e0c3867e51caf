"""Reading a procurement site's search so that nothing is lost, though its pages may lose some.

`Portal.read` follows the pages of a window; where a window ends full without a next page, or where
numbers are missing between those that came, it reads the two halves as well. What the site lists
twice comes once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final
from urllib.parse import urlencode

from yarl import URL

from feeds.fetcher import OFFICIAL, Fetcher, Limits
from feeds.pages import Page, page
from feeds.sequence import lost
from feeds.source import Release
from feeds.throttle import PROCUREMENT
from feeds.windows import Window

LIMIT: Final = 100
"""Releases a page; the most either site gives."""

_MOST_PAGES: Final = 200
_VERIFYING: Final = 3
_FRUITLESS: Final = 20


@dataclass(slots=True)
class Found:
    """What a window held, by release id, and what looked wrong."""

    releases: dict[str, dict[str, Any]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    fruitless: int = 0

    def take(self, releases: Iterable[dict[str, Any]]) -> int:
        """Add releases; how many were new. One without an id is kept under its place."""
        before = len(self.releases)
        for number, release in enumerate(releases):
            name = release.get("id")
            key = name if isinstance(name, str) and name else f"?{before}-{number}"
            self.releases.setdefault(key, release)
        return len(self.releases) - before

    def oldest_first(self) -> tuple[Release, ...]:
        """The releases by their dates, as far as they have any."""
        return tuple(sorted(map(Release, self.releases.values()), key=attrgetter("dated")))


class Portal:
    """One search endpoint. `keys` are its names for the two ends of a window."""

    def __init__(self, url: str, path: str, keys: tuple[str, str], *, numbered: bool) -> None:
        given = URL(url)
        self.url = str(given if given.path not in {"", "/"} else given.with_path(path))
        self._keys = keys
        self._numbered = numbered

    async def read(self, fetcher: Fetcher, window: Window, limits: Limits = OFFICIAL) -> Found:
        """All releases of `window`. Raises `feeds.problems.FetchProblem`."""
        found = Found()
        await self._read(fetcher, window, limits, found, depth=0)
        return found

    async def one(self, fetcher: Fetcher, name: str, limits: Limits = OFFICIAL) -> Page:
        """The package of a single notice or process by its id. Raises `FetchProblem`."""
        url = f"{self.url}/{name}"
        fetched = await fetcher.get(url, lane=PROCUREMENT, limits=limits, trusted=True, accept=_JSON)
        return page(fetched.body)

    async def _read(self, fetcher: Fetcher, window: Window, limits: Limits, found: Found, depth: int) -> None:
        """Read `window` into `found`, and its halves where that may not have been all."""
        came = Found()
        pages, whole = await self._walk(fetcher, window, limits, came)
        new = found.take(came.releases.values())
        found.doubts += came.doubts
        found.fruitless = 0 if new else found.fruitless + 1
        if whole:
            # One page that is not full cannot have lost anything at the boundary of pages.
            if pages == 1 or depth == _VERIFYING or not self._numbered or not lost(found.releases):
                return
        elif found.fruitless >= _FRUITLESS:
            found.doubts.append("the site gives the same whatever window it is asked for")
            return
        halves = window.halves()
        if halves is None:
            found.doubts.append(f"the minute from {window.local[0]} may hold more than the site gives")
            return
        for half in halves:
            await self._read(fetcher, half, limits, found, depth + 1)

    async def _walk(self, fetcher: Fetcher, window: Window, limits: Limits, came: Found) -> tuple[int, bool]:
        """Follow the pages of `window` into `came`; how many, and whether the last one was not full."""
        start, end = window.local
        query = urlencode({self._keys[0]: start, self._keys[1]: end, "limit": LIMIT}, safe=":")
        asked: set[str] = set()
        while True:
            asked.add(query)
            current = await self._page(fetcher, query, limits)
            new = came.take(current.releases)
            if current.dropped:
                came.doubts.append(f"{current.dropped} entries of a page are no releases")
            if not current.next:
                return len(asked), len(current.releases) < LIMIT
            if current.next in asked or len(asked) >= _MOST_PAGES or (current.releases and not new):
                came.doubts.append("the site's next page leads round in a circle")
                return len(asked), False
            query = current.next

    async def _page(self, fetcher: Fetcher, query: str, limits: Limits) -> Page:
        url = f"{self.url}?{query}"
        fetched = await fetcher.get(url, lane=PROCUREMENT, limits=limits, trusted=True, accept=_JSON)
        return page(fetched.body)


_JSON: Final = "application/json"
