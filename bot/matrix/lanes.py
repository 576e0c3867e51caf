"""Work in lanes: in order within one (a room), side by side across them."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


class Lanes:
    """Tasks that wait for the one before them in their lane. What a task raises is logged, not passed on."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}
        self._all: set[asyncio.Task[None]] = set()

    def put(self, lane: str, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """Start `work` when everything put into `lane` before has ended."""
        task = asyncio.create_task(self._run(self._last.get(lane), work))
        self._last[lane] = task
        self._all.add(task)

        def forget(done: asyncio.Task[None]) -> None:
            self._all.discard(done)
            if self._last.get(lane) is done:
                del self._last[lane]

        task.add_done_callback(forget)
        return task

    async def close(self) -> None:
        """Cancel everything and wait until it has ended."""
        tasks = tuple(self._all)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @staticmethod
    async def _run(before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]) -> None:
        if before is not None:
            await asyncio.wait((before,))
        try:
            await work()
        except Exception as error:  # one message must not stop the next
            log.error("matrix.work_failed", kind=type(error).__name__)
