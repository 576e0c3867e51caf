"""Contracts Finder: what is below the thresholds, and procurements begun before 24 February 2025.

https://www.contractsfinder.service.gov.uk/apidocumentation. Both ends of a window are always sent: without
`publishedTo` the site stops at 100 and says nothing. `keyword` is ignored by the site, `stages` not needed.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

from feeds.fetcher import OFFICIAL, Fetcher, Limits
from feeds.portal import Portal
from feeds.source import Batch
from feeds.windows import begin, windows

NAME: Final = "contracts_finder"
URL: Final = "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search"


class ContractsFinder:
    """The source. `limits` say how patient to be."""

    name = NAME

    def __init__(self, url: str = URL, limits: Limits = OFFICIAL) -> None:
        self._portal = Portal(
            url, "/Published/Notices/OCDS/Search", ("publishedFrom", "publishedTo"), numbered=False
        )
        self._limits = limits

    async def look(self, fetcher: Fetcher, mark: str, now: datetime) -> AsyncIterator[Batch]:
        """Everything published or edited since the mark and in the overlap."""
        async for batch in self.between(fetcher, begin(_read(mark), now), now):
            yield batch

    async def between(self, fetcher: Fetcher, start: datetime, end: datetime) -> AsyncIterator[Batch]:
        """Everything published between two moments, a batch a window."""
        for window in windows(start, end):
            found = await self._portal.read(fetcher, window, self._limits)
            yield Batch(
                items=found.oldest_first(),
                mark=json.dumps({"until": window.end.astimezone(UTC).isoformat()}),
                skipped=tuple(found.doubts),
                span=(window.start, window.end),
            )


def _read(mark: str) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(mark)["until"]).astimezone(UTC)
    except (ValueError, TypeError, KeyError):
        return None
