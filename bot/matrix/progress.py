"""When a sync token may be saved: after everything that came before it was taken into the store.

A token saved too early loses questions when the process is killed; one saved too late only
brings events that are known already.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

import structlog

log = structlog.get_logger(__name__)


class Progress:
    """Saves tokens in order through `keep`, each once what it covers is taken; skips to the latest."""

    def __init__(self, keep: Callable[[str], Awaitable[None]]) -> None:
        self._keep = keep
        self._pending: deque[tuple[str, tuple[asyncio.Event, ...]]] = deque()
        self._more = asyncio.Event()

    def add(self, token: str, taken: Iterable[asyncio.Event]) -> None:
        """Save `token` once all of `taken` are set, and those of earlier tokens."""
        self._pending.append((token, tuple(taken)))
        self._more.set()

    async def run(self) -> None:
        """Save tokens until cancelled."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._pending:
                token, taken = self._pending.popleft()
                for event in taken:
                    await event.wait()
                while self._pending and all(event.is_set() for event in self._pending[0][1]):
                    token, _ = self._pending.popleft()
                try:
                    await self._keep(token)
                except Exception as error:  # the next token makes up for it
                    log.error("matrix.progress_not_saved", kind=type(error).__name__)
