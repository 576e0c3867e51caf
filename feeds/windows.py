"""Spans of time as the procurement sites understand them: London's clock, without an offset.

Both take any offset sent to them for London's clock, even a ``Z``, so none is sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from feeds.notice import LONDON

OVERLAP: Final = timedelta(hours=2)
"""How far each look goes back behind the end of the last: releases appear later than they are dated."""

FIRST: Final = timedelta(days=1)
"""How far the first look goes back."""

FURTHEST: Final = timedelta(days=30)
"""How far a look goes back at most, however long the bot was away; beyond that there is the back-fill."""

_STEP: Final = timedelta(hours=6)
_NARROWEST: Final = timedelta(minutes=1)
_FORMAT: Final = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end`, both aware."""

    start: datetime
    end: datetime

    @property
    def local(self) -> tuple[str, str]:
        """Both ends on London's clock, to the second, the second always later.

        In the hour that comes twice in October the span is made longer rather than ambiguous.
        """
        start = self.start.astimezone(LONDON)
        end = self.end.astimezone(LONDON)
        naive_start, naive_end = start.replace(tzinfo=None), end.replace(tzinfo=None)
        if end.fold:
            naive_end += timedelta(hours=1)
        if naive_end - naive_start < timedelta(seconds=1):
            naive_end = naive_start + timedelta(seconds=1)
        return naive_start.strftime(_FORMAT), naive_end.strftime(_FORMAT)

    def halves(self) -> "tuple[Window, Window] | None":
        """The earlier and the later half, None where it is as narrow as windows get."""
        length = self.end - self.start
        if length <= _NARROWEST:
            return None
        middle = (self.start + length / 2).replace(microsecond=0)
        return Window(self.start, middle), Window(middle, self.end)


def windows(start: datetime, end: datetime, step: timedelta = _STEP) -> Iterator[Window]:
    """`start` to `end` in spans of at most `step`, oldest first. Longer ones do not give everything."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    while start < end:
        middle = min(start + step, end)
        yield Window(start, middle)
        start = middle


def begin(until: datetime | None, now: datetime) -> datetime:
    """Where a look at `now` begins, when the last one ended at `until` (None: there was none).

    An end in the future, from a clock since put right, counts as now.
    """
    if until is None:
        return now - FIRST
    return max(min(until, now) - OVERLAP, now - FURTHEST)
