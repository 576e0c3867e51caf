"""Leaving sites the time between requests that they want.

Find a Tender answers 12 requests in 120 seconds and seems to count Contracts Finder's with them, so
both share one lane. A site that asks for a pause gets it from everybody in its lane.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from feeds.problems import FetchProblem, Kind

PROCUREMENT = "procurement"
"""The lane of both procurement sites."""

SPACING = 12.0
"""Seconds between two requests in the lane of the procurement sites, unless configured otherwise."""


@dataclass(slots=True)
class _Lane:
    spacing: float
    next_at: float = 0.0
    paused_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Throttle:
    """One for the process. `spacing` gives the seconds between the beginnings of requests, by lane."""

    def __init__(self, spacing: Mapping[str, float] | None = None, default: float = 1.0) -> None:
        self._spacing = dict(spacing or {})
        self._default = default
        self._lanes: dict[str, _Lane] = {}

    async def wait(self, lane: str, patience: float) -> None:
        """Return when the next request of `lane` may begin.

        Raises `FetchProblem` at once where the lane is paused for more than `patience` seconds.
        """
        state = self._lane(lane)
        async with state.turn:
            while (now := time.monotonic()) < max(state.next_at, state.paused_until):
                left = state.paused_until - now
                if left > patience:
                    words = f"waiting for another {left:.0f} s, as the site asked"
                    raise FetchProblem(Kind.ASKED_TO_WAIT, words, retry_after=left)
                await asyncio.sleep(max(state.next_at, state.paused_until) - now)
            state.next_at = now + state.spacing

    def pause(self, lane: str, seconds: float) -> None:
        """Begin no request in `lane` for this long."""
        state = self._lane(lane)
        state.paused_until = max(state.paused_until, time.monotonic() + seconds)

    def _lane(self, name: str) -> _Lane:
        if name not in self._lanes:
            self._lanes[name] = _Lane(self._spacing.get(name, self._default))
        return self._lanes[name]
