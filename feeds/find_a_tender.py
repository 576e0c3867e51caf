"""Find a Tender: every procurement notice of the United Kingdom above the thresholds, as OCDS releases.

https://www.find-tender.service.gov.uk/apidocumentation/1.0/GET-ocdsReleasePackages. Sends `updatedFrom`,
`updatedTo` and `limit`, never `stages`: that would leave out four notices in five.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final

from feeds.fetcher import OFFICIAL, Fetcher, Limits
from feeds.portal import Portal
from feeds.problems import FetchProblem, Kind
from feeds.sequence import Sequence
from feeds.source import Batch, Release
from feeds.windows import begin, windows

NAME: Final = "find_a_tender"
URL: Final = "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages"
_SINGLES: Final = 6


class FindATender:
    """The source. `limits` say how patient to be."""

    name = NAME

    def __init__(self, url: str = URL, limits: Limits = OFFICIAL) -> None:
        self._portal = Portal(
            url, "/api/1.0/ocdsReleasePackages", ("updatedFrom", "updatedTo"), numbered=True
        )
        self._limits = limits

    async def look(self, fetcher: Fetcher, mark: str, now: datetime) -> AsyncIterator[Batch]:
        """Everything published since the mark and in the overlap, then notices whose numbers were missed."""
        until, sequence = _read(mark)
        async for batch in self.between(fetcher, begin(until, now), now, sequence):
            sequence = _read(batch.mark)[1]
            yield batch
        for missing in sequence.due(now, _SINGLES):
            batch, sequence = await self._single(fetcher, missing.name, now, sequence)
            yield batch

    async def between(
        self, fetcher: Fetcher, start: datetime, end: datetime, sequence: Sequence | None = None
    ) -> AsyncIterator[Batch]:
        """Everything published between two moments, a batch a window."""
        sequence = sequence or Sequence({})
        for window in windows(start, end):
            found = await self._portal.read(fetcher, window, self._limits)
            sequence = sequence.seen(found.releases, end)
            yield Batch(
                items=found.oldest_first(),
                mark=_write(window.end, sequence),
                skipped=tuple(found.doubts),
                span=(window.start, window.end),
            )

    async def _single(
        self, fetcher: Fetcher, name: str, now: datetime, sequence: Sequence
    ) -> tuple[Batch, Sequence]:
        """Ask for one missed notice; the batch with it, or an empty one where there is none."""
        try:
            page = await self._portal.one(fetcher, name, self._limits)
        except FetchProblem as problem:
            if problem.kind not in {Kind.GONE, Kind.REFUSED, Kind.NOT_UNDERSTOOD}:
                raise
            items: tuple[Release, ...] = ()
        else:
            items = tuple(Release(release) for release in page.releases if release.get("id") == name)
        sequence = sequence.seen([name], now) if items else sequence.absent(name, now)
        return Batch(items=items, mark=_write(now, sequence)), sequence


def _read(mark: str) -> tuple[datetime | None, Sequence]:
    """The end of the last window and the numbers seen; a mark that is not understood begins anew."""
    try:
        value: Any = json.loads(mark)
        return datetime.fromisoformat(value["until"]).astimezone(UTC), Sequence.of_json(value["sequence"])
    except (ValueError, TypeError, KeyError):
        return None, Sequence({})


def _write(until: datetime, sequence: Sequence) -> str:
    return json.dumps({"until": until.astimezone(UTC).isoformat(), "sequence": sequence.as_json()})
