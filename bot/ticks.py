"""The clock of the running bot: it only ticks. What is due comes from tables, so a missed tick loses nothing.

Where several processes share a store, a lease in it says whose tick does the work.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog

from bot.delivery.notices.reminders import remind
from bot.desk import regular, sweeping
from commands.desk.telling import FOI
from storage import foi_reminders, leases, outbox_upkeep
from storage.database import Database
from storage.errors import StorageError

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

KEPT = timedelta(days=400)
"""How long what was posted is remembered: longer than news is ever decided on again."""
_REMINDERS_KEPT = timedelta(days=30)
"""How long what somebody was reminded of is remembered."""
_REMIND_MINUTES, _DESK_MINUTES, _TIDY_HOURS = 10, 3, 6
_LEASE, _DESK_LEASE = timedelta(minutes=30), timedelta(minutes=10)
_PATIENCE = 20.0
_log = structlog.get_logger(__name__)

Work = Callable[[Database, datetime], Awaitable[object]]


class Ticks:
    """Reminds, sweeps the FOI desk and tidies.

    `more_tidying` is what the core has to tidy; `told` hears of new rows.
    """

    def __init__(
        self,
        store: Callable[[], Awaitable[Database]],
        more_tidying: Callable[[], Awaitable[None]],
        told: Callable[[], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._more_tidying = more_tidying
        self._told = told
        self._now = now
        self._holder = uuid4().hex
        self._scheduler: AsyncIOScheduler | None = None
        self._under_way: set[asyncio.Task[object]] = set()

    def start(self) -> None:
        """Begin to tick; reminders and the desk are looked at at once."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        scheduler = AsyncIOScheduler(timezone="UTC")
        how = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler.add_job(self.remind, "interval", minutes=_REMIND_MINUTES, next_run_time=self._now(), **how)
        scheduler.add_job(self.desk, "interval", minutes=_DESK_MINUTES, next_run_time=self._now(), **how)
        scheduler.add_job(self.tidy, "interval", hours=_TIDY_HOURS, **how)
        scheduler.start()
        self._scheduler = scheduler

    async def stop(self) -> None:
        """Tick no more, and let what is under way come to its end: the store is closed after this.

        A job cancelled in the middle of a transaction would give its connection back to a store
        that is closing, and wait for it for ever.
        """
        if self._scheduler is None:
            return
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_PATIENCE)
        self._scheduler.shutdown(wait=False)
        self._scheduler = None

    async def remind(self) -> None:
        """Put today's reminders of deadlines into the outbox."""

        async def work(database: Database, now: datetime) -> None:
            if many := await remind(database, now):
                _log.info("reminders_decided", many=many)
                self._told()

        await self._alone("remind", work)

    async def desk(self) -> None:
        """Put what is due to be told about requests into the outbox."""

        async def work(database: Database, now: datetime) -> None:
            moved = await sweeping.recount(database, now)
            many = await sweeping.sweep(database, now)
            many += await regular.remind(database, now)
            many += await regular.team(database, now)
            if many or moved:
                _log.info("desk_swept", told=many, moved=moved)
                self._told()

        await self._alone("desk", work, _DESK_LEASE)

    async def tidy(self) -> None:
        """Delete what has been kept long enough."""

        async def work(database: Database, now: datetime) -> None:
            await self._more_tidying()
            async with database.write() as connection:
                await foi_reminders.prune(connection, now - _REMINDERS_KEPT)
            while True:
                async with database.write() as connection:
                    if not await outbox_upkeep.prune(connection, now - KEPT, FOI):
                        break

        await self._alone("tidy", work)

    async def _alone(self, name: str, work: Work, lease: timedelta = _LEASE) -> None:
        """Do it unless another process is at it; never raises: the next tick tries again.

        Where this one dies, another one goes on after the `lease`.
        """
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            database, now = await self._store(), self._now()
            async with database.write() as connection:
                if not await leases.take(connection, name, self._holder, now, now + lease):
                    return
            try:
                await work(database, now)
            finally:
                async with database.write() as connection:
                    await leases.release(connection, name, self._holder)
        except StorageError as error:
            _log.error("tick_failed", tick=name, kind=type(error).__name__)
        finally:
            self._under_way.discard(task)
