"""Delivery to one network: rows in, posts out, outcomes back, so that the next post is always at hand."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from bot.delivery.jobs import Job
from bot.delivery.outcomes import Deferred, GivenUp, Outcome, Retried, Sent, Silenced, settle
from bot.delivery.perform import Pace, perform, place
from bot.delivery.posting import Postman
from bot.delivery.subjects import Batch, Hold, Subjects
from commands.core.request import Platform
from storage import outbox
from storage.database import Database
from storage.errors import StorageError

_log = structlog.get_logger(__name__)
_AT_THE_END = 5.0
"""Seconds that posts under way are given when delivery stops."""


class Lane:
    """Delivery to one network; `postmen` gives the adapters there are just now.

    `sent` and `given_up` count posts since the start.
    """

    def __init__(
        self,
        platform: Platform,
        store: Callable[[], Awaitable[Database]],
        subjects: Subjects,
        postmen: Callable[[], Sequence[Postman]],
        pace: Pace,
        now: Callable[[], datetime],
    ) -> None:
        self.platform = platform
        self.sent = self.given_up = 0
        self._store = store
        self._subjects = subjects
        self._postmen = postmen
        self._pace = pace
        self._now = now
        self._holder = uuid4().hex
        self._bell = asyncio.Event()
        self._slots = self._lead = pace.slots
        self._rest_until = now()
        self._ready: deque[tuple[Job, datetime]] = deque()
        self._running: set[asyncio.Task[Outcome]] = set()
        self._done: list[Outcome] = []
        self._adapter: Postman | None = None

    @property
    def under_way(self) -> int:
        """Posts being made just now."""
        return len(self._running)

    def wake(self) -> None:
        """Something may be due."""
        self._bell.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                try:
                    await self._round()
                except Exception as error:  # a full disk or one strange row must not end delivery
                    known = isinstance(error, StorageError)
                    at = "" if known else place(error)
                    _log.error("delivery_interrupted", kind=type(error).__name__, at=at)
                    await asyncio.sleep(min(self._pace.idle * 10, 10))
        finally:
            await self._finish()

    async def _round(self) -> None:
        """Write down what is done, take on what is due, and wait for more of either."""
        postman = self._adapter = self._postman()
        if self._done or postman is not None:
            await self._exchange(postman)
        if not self._done:
            try:
                async with asyncio.timeout(self._pace.idle):
                    await self._bell.wait()
            except TimeoutError:
                pass
            if self._running:
                await asyncio.sleep(self._pace.gather)  # one transaction for what ends about now
        self._bell.clear()

    def _postman(self) -> Postman | None:
        """The adapter to post through; None where there is none, or nothing may be posted just now."""
        if self._now() < self._rest_until:
            return None
        ready = (each for each in self._postmen() if each.platform is self.platform and each.ready())
        return next(ready, None)

    async def _exchange(self, postman: Postman | None) -> None:
        """One transaction: outcomes in, rows out. Then their subjects are looked up, and the posts begun."""
        database, now = await self._store(), self._now()
        outcomes = self._done[:]
        batches: list[Batch] = []
        async with database.write() as connection:
            if outcomes:
                await settle(connection, outcomes, self._subjects, self._holder, now)
            wanted = self._slots + self._ahead(len(outcomes))
            free = wanted - len(self._running) - len(self._ready)
            if postman is not None and free > 0:
                until = now + timedelta(seconds=self._pace.lease)
                heads = await outbox.claim(connection, self._holder, now, until, free, [self.platform])
                hold = Hold(now, until, self._pace.in_digest)
                batches = await self._subjects.take(connection, heads, hold)
        del self._done[: len(outcomes)]
        self._count(outcomes)
        if batches:
            await self._begin(database, batches, now)

    def _ahead(self, ended: int) -> int:
        """How many posts to have ready, when `ended` have ended since the last look.

        Where posting is quick, so many end during one look that the slots would fall empty before the next;
        where it is slow, what is claimed too early only waits, and is given back in the end. It rises at
        once and falls by an eighth a look, since long looks and short ones alternate.
        """
        self._lead = max(self._slots, min(self._pace.ahead, max(4 * ended, self._lead * 7 // 8)))
        return self._lead

    async def _begin(self, database: Database, batches: Sequence[Batch], now: datetime) -> None:
        """Look up what was claimed, and begin its posts.

        What is not posted is written down first: whoever follows a process that dies now takes what it
        finds claimed for what was in the message.
        """
        async with database.read() as connection:
            for batch in batches:
                await batch.look_up(connection)
        prepared = [batch.prepare() for batch in batches]
        if outcomes := [outcome for each in prepared for outcome in each.outcomes]:
            async with database.write() as connection:
                await settle(connection, outcomes, self._subjects, self._holder, now)
            self._count(outcomes)
        self._ready += [(job, now) for each in prepared for job in each.jobs]
        self._fill()

    def _count(self, outcomes: Sequence[Outcome]) -> None:
        self.sent += sum(isinstance(each, Sent) for each in outcomes)
        self.given_up += sum(isinstance(each, GivenUp | Silenced) for each in outcomes)

    def _fill(self) -> None:
        """Begin posts while there are slots, unless they are to rest or waited too long for one."""
        if not self._ready:
            return
        now, adapter = self._now(), self._adapter
        latest = now - timedelta(seconds=self._pace.lease - self._pace.patience)
        may = adapter is not None and adapter.ready() and now >= self._rest_until
        while self._ready and len(self._running) < self._slots:
            job, claimed = self._ready.popleft()
            if adapter is None or not may or claimed < latest:
                self._done.append(Deferred(job.numbers, now))
                continue
            task = asyncio.create_task(perform(job, adapter, self._pace, self._now))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Outcome]) -> None:
        """A post has ended: keep what became of it, and let the next begin."""
        self._running.discard(task)
        if task.cancelled():
            return
        outcome = task.result()
        if isinstance(outcome, Sent):
            self._slots = min(self._pace.slots, self._slots + 1)
        elif isinstance(outcome, Retried) and outcome.limited:
            self._slots = max(1, self._slots // 2)
            rest = self._now() + timedelta(seconds=outcome.rest)
            self._rest_until = max(self._rest_until, rest) if outcome.rest else self._rest_until
        self._done.append(outcome)
        self._fill()
        self._bell.set()

    async def _finish(self) -> None:
        """Let what is under way end, for a moment; write down what did, and give back what did not begin."""
        self._done += [Deferred(job.numbers, self._now()) for job, _ in self._ready]
        self._ready.clear()
        if self._running:
            await asyncio.wait(self._running, timeout=min(self._pace.patience, _AT_THE_END))
        left = tuple(self._running)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
        await asyncio.sleep(0)  # for the callbacks of those that ended
        if self._done:
            try:
                database = await self._store()
                async with database.write() as connection:
                    await settle(connection, self._done, self._subjects, self._holder, self._now())
            except StorageError as error:
                _log.error("delivery_not_settled", kind=type(error).__name__)
