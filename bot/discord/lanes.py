"""Jobs by lane: one after the other within a lane, lanes side by side, nothing ever raised."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine

import structlog

Job = Callable[[], Awaitable[None]]
_log = structlog.get_logger(__name__)


class Lanes:
    """The adapter's own tasks. A lane is a channel's id; None is no lane: such jobs start at once."""

    def __init__(self) -> None:
        self._waiting: dict[int, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, lane: int | None, job: Job) -> None:
        """Run `job` when those before it in its lane are done."""
        if lane is None:
            self._start(_quietly(job))
        elif lane in self._waiting:
            self._waiting[lane].append(job)
        else:
            self._waiting[lane] = deque([job])
            self._start(self._drain(lane))

    async def finish(self, within: float) -> None:
        """Let what is under way finish, for at most `within` seconds, then cancel the rest."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _drain(self, lane: int) -> None:
        jobs = self._waiting[lane]
        try:
            while jobs:
                await _quietly(jobs.popleft())
        finally:
            del self._waiting[lane]

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _quietly(job: Job) -> None:
    try:
        await job()
    except Exception as error:  # nothing may end a lane; what was said stays out of the log
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        at = f"{place.tb_frame.f_code.co_filename.rpartition('/')[2]}:{place.tb_lineno}" if place else ""
        _log.error("discord_job_failed", kind=type(error).__name__, at=at)
