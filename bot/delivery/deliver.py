"""The delivery loop: claims what is due, looks its subject up again, posts it by its key, and marks it sent.

Each network is served on its own, many destinations at a time and one post a destination, so that neither
a network that is away nor a slow channel holds up the others. Whatever ends the process at any moment
leaves a lease that runs out; who claims the row then posts by the same key.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog

from bot.delivery import posting
from bot.delivery.jobs import Cards, Job, Maker
from bot.delivery.lookup import look_up
from bot.delivery.outcomes import (
    Deferred,
    Dropped,
    Forgotten,
    GivenUp,
    Outcome,
    Retried,
    Sent,
    Silenced,
    settle,
)
from bot.delivery.plan import (
    Announce,
    Drop,
    Known,
    Remind,
    Update,
    Wait,
    decide,
    pause,
)
from bot.delivery.posting import Postman
from commands.core.context import Health
from commands.core.request import Platform
from register import Register
from storage import outbox, subscriptions
from storage.database import Database
from storage.errors import StorageError
from storage.outbox import OutboxRow
from storage.subscriptions import Delivery as When
from storage.subscriptions import Subscription

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How delivery goes about it; times in seconds, counts in posts.

    `lease` is how long a row is in hand, and longer than `patience`, which one post may take. `slots` are
    posts at once on one network; what ends within `gather` is written down together. A row is given up
    after `most` attempts (about six hours), or after `few` where the network takes it for malformed or
    refuses the channel.
    """

    lease: float = 60.0
    patience: float = 45.0
    slots: int = 100
    idle: float = 1.0
    gather: float = 0.03
    first_pause: float = 5.0
    refused_pause: float = 60.0
    most: int = 20
    few: int = 2
    in_digest: int = 200


class Delivery:
    """Delivers for one process. `postmen` gives the adapters there are just now."""

    def __init__(
        self,
        store: Callable[[], Awaitable[Database]],
        register: Register,
        postmen: Callable[[], Sequence[Postman]],
        *,
        prefix: str = "!",
        pace: Pace | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._lanes = [
            _Lane(platform, store, register, postmen, prefix, pace or Pace(), now)
            for platform in (Platform.DISCORD, Platform.MATRIX)
        ]

    async def run(self) -> None:
        """Deliver until cancelled; posts under way are then given a moment."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(lane.run(), name=f"delivery to {lane.platform}")

    async def close(self) -> None:
        """Nothing to let go of."""

    def health(self) -> Health:
        """How much is under way, and what was given up since the start."""
        under_way = sum(lane.under_way for lane in self._lanes)
        given_up = sum(lane.given_up for lane in self._lanes)
        words = f"{sum(lane.sent for lane in self._lanes)} posts since the start, {under_way} under way"
        if given_up:
            words += f", {given_up} given up (see `feeds`)"
        return Health("Delivery", not given_up, words)

    def wake(self) -> None:
        """There is something new to deliver."""
        for lane in self._lanes:
            lane.bell.set()


class _Lane:
    """Delivery to one network."""

    def __init__(
        self,
        platform: Platform,
        store: Callable[[], Awaitable[Database]],
        register: Register,
        postmen: Callable[[], Sequence[Postman]],
        prefix: str,
        pace: Pace,
        now: Callable[[], datetime],
    ) -> None:
        self.platform = platform
        self.bell = asyncio.Event()
        self._store = store
        self._register = register
        self._postmen = postmen
        self._prefix = prefix
        self._pace = pace
        self._now = now
        self._holder = uuid4().hex
        self._slots = pace.slots
        self._rest_until = now()
        self._running: set[asyncio.Task[Outcome]] = set()
        self._done: list[Outcome] = []
        self._cards = Cards()
        self.sent = self.given_up = 0

    @property
    def under_way(self) -> int:
        """Posts being made just now."""
        return len(self._running)

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                try:
                    await self._round()
                except StorageError as error:
                    _log.error("delivery_without_store", kind=type(error).__name__)
                    await asyncio.sleep(min(self._pace.idle * 10, 10))
                except Exception as error:  # one row must not end delivery
                    _log.error("delivery_failed", kind=type(error).__name__, at=place(error))
                    await asyncio.sleep(min(self._pace.idle * 10, 10))
        finally:
            await self._finish()

    async def _round(self) -> None:
        """Write down what is done, take on what is due, and wait for the next of either."""
        postman = self._postman()
        if postman is not None or self._done:
            await self._exchange(postman)
        if not self._done:
            ringing = asyncio.create_task(self.bell.wait())
            waits: set[asyncio.Task[Any]] = {ringing, *self._running}
            try:
                await asyncio.wait(waits, timeout=self._pace.idle, return_when=asyncio.FIRST_COMPLETED)
            finally:
                ringing.cancel()
            self.bell.clear()
            if self._running:
                await asyncio.sleep(self._pace.gather)  # one transaction for what ends about now
        for task in [task for task in self._running if task.done()]:
            self._running.discard(task)
            self._done.append(task.result())

    def _postman(self) -> Postman | None:
        """The adapter to post through, None where there is none, or nothing may be posted just now."""
        if self._now() < self._rest_until or len(self._running) >= self._slots:
            return None
        return next(
            (each for each in self._postmen() if each.platform is self.platform and each.ready()), None
        )

    async def _exchange(self, postman: Postman | None) -> None:
        """One transaction: outcomes in, rows out. Then their subjects are looked up, and the posts begun."""
        database, now = await self._store(), self._now()
        until = now + timedelta(seconds=self._pace.lease)
        outcomes = self._done[:]
        groups: list[list[OutboxRow]] = []
        wishes: dict[int, Subscription] = {}
        async with database.write() as connection:
            if outcomes:
                await settle(connection, outcomes, self._holder, now)
            if postman is not None:
                free = self._slots - len(self._running)
                heads = await outbox.claim(connection, self._holder, now, until, free, [self.platform])
                if heads:
                    asked = {row.subscription_id for row in heads if row.subscription_id}
                    wishes = await subscriptions.get_many(connection, asked)
                for head in heads:
                    along: list[OutboxRow] = []
                    if _is_daily(wishes.get(head.subscription_id or 0)):
                        along = await outbox.claim_along(connection, head, now, until, self._pace.in_digest)
                    groups.append([head, *along])
        del self._done[: len(outcomes)]
        self.sent += sum(isinstance(each, Sent) for each in outcomes)
        self.given_up += sum(isinstance(each, GivenUp | Silenced) for each in outcomes)
        if postman is None or not groups:
            return
        async with database.read() as connection:
            known = await look_up(connection, [row for group in groups for row in group], wishes)
        maker = Maker(self._register, self._prefix, known, now, self._cards)
        for group in groups:
            self._begin(group, known, maker, postman, now)

    def _begin(
        self, group: list[OutboxRow], known: Known, maker: Maker, postman: Postman, now: datetime
    ) -> None:
        """Begin the post of a group: one row, or what goes into one digest."""
        head = group[0]
        daily = _is_daily(known.subscription(head))
        try:
            job = self._digest(group, known, maker, now) if daily else self._single(head, known, maker, now)
        except Exception as error:  # a notice that cannot be worded must not hold up the channel
            _log.error("post_not_worded", kind=type(error).__name__, at=place(error))
            self._done.append(GivenUp(tuple(row.id for row in group), "this program could not word it"))
            return
        if job is not None:
            self._running.add(asyncio.create_task(self._perform(job, postman)))

    def _single(self, row: OutboxRow, known: Known, maker: Maker, now: datetime) -> Job | None:
        match decide(row, known, now):
            case Drop(why):
                self._done.append(Dropped((row.id,), why))
            case Wait(at):
                self._done.append(Deferred((row.id,), at))
            case said:
                return maker.single(row, said)
        return None

    def _digest(self, group: list[OutboxRow], known: Known, maker: Maker, now: datetime) -> Job | None:
        """What of `group` is due, as one post.

        An earlier attempt that may have got through held just the rows that were tried before: the others
        go into a digest of their own.
        """
        tried = group[0].attempts > 1
        rows, said = [], []
        for row in group:
            if (row.attempts > 1) != tried:
                self._done.append(Deferred((row.id,), now))
                continue
            match decide(row, known, now):
                case Drop(why):
                    self._done.append(Dropped((row.id,), why))
                case Wait(at):
                    self._done.append(Deferred((row.id,), at))
                case Announce() | Update() | Remind() as one:
                    rows.append(row)
                    said.append(one)
                case _:
                    self._done.append(Dropped((row.id,), "nothing for a digest"))
        return maker.digest(rows, said) if rows else None

    async def _perform(self, job: Job, postman: Postman) -> Outcome:
        """Post, and say what became of it. Never raises but for being cancelled."""
        row, now = job.rows[0], self._now()
        try:
            async with asyncio.timeout(self._pace.patience):
                posted = await postman.post(job.post)
                if job.edit is not None:
                    await self._edit(job.edit, postman)
        except posting.MessageGone:
            return Forgotten(row, job.numbers, job.about())
        except (posting.ChannelGone, posting.NotAllowed) as problem:
            if row.attempts < self._pace.few:  # networks have their moments
                return Retried(job.numbers, now + timedelta(seconds=self._pace.refused_pause), str(problem))
            _log.warning("channel_out_of_reach", platform=self.platform, kind=type(problem).__name__)
            return Silenced(row, job.numbers, str(problem))
        except posting.TryLater as problem:
            until = now + timedelta(seconds=problem.seconds)
            self._slots = max(1, self._slots // 2)
            if problem.everywhere:
                self._rest_until = max(self._rest_until, until)
            return Retried(job.numbers, until, str(problem))
        except posting.Unpostable as problem:
            return self._again(job, str(problem), self._pace.few)
        except (posting.Unreachable, TimeoutError) as problem:
            return self._again(job, str(problem) or "The network took too long.", self._pace.most)
        except Exception as error:
            _log.error("post_failed", platform=self.platform, kind=type(error).__name__, at=place(error))
            return self._again(job, "Something in this program went wrong.", self._pace.few)
        self._slots = min(self._pace.slots, self._slots + 1)
        return Sent(job.numbers, posted.message_id, job.standing(posted))

    @staticmethod
    async def _edit(edit: posting.Post, postman: Postman) -> None:
        with contextlib.suppress(posting.MessageGone):  # somebody deleted it; what changed was said
            await postman.post(edit)

    def _again(self, job: Job, problem: str, most: int) -> Outcome:
        row = job.rows[0]
        if row.attempts >= most:
            _log.error("post_given_up", platform=self.platform, attempts=row.attempts)
            return GivenUp(job.numbers, problem)
        first = timedelta(seconds=self._pace.first_pause)
        wait = pause(row.attempts, random.random(), first)  # noqa: S311 - jitter, no secret
        return Retried(job.numbers, self._now() + wait, problem)

    async def _finish(self) -> None:
        """Let what is under way end, for a moment, and write down what did."""
        if self._running:
            await asyncio.wait(self._running, timeout=min(self._pace.patience, 5.0))
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)
        ended = [task for task in self._running if task.done() and not task.cancelled()]
        self._done += [task.result() for task in ended]
        if self._done:
            try:
                database = await self._store()
                async with database.write() as connection:
                    await settle(connection, self._done, self._holder, self._now())
            except StorageError as error:
                _log.error("delivery_not_settled", kind=type(error).__name__)


def _is_daily(wish: Subscription | None) -> bool:
    return wish is not None and wish.delivery is When.DAILY


def place(error: BaseException) -> str:
    """Where an error came up, for a log that must not hold its words: ``jobs.py:120``."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
