"""Looking at every source when it is due, each on its own: a bad one never holds up another.

What a source is and how far it was read is kept in the store, so nothing is lost while the bot is away. Where
several processes run, a lease says which looks at a source; it is renewed with every batch.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from feeds.decide import MOST, Tally
from feeds.fetcher import Fetcher
from feeds.ingest import Ingest, Outcome
from feeds.problems import FetchProblem
from feeds.source import Source
from storage import leases, sources
from storage.database import Database
from storage.errors import StorageError
from storage.sources import Setup, SourceState

_log = structlog.get_logger(__name__)
_LEASE: Final = timedelta(minutes=15)
_FIRST_REST: Final = timedelta(minutes=1)
_LONGEST_REST: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Looked:
    """How a look at a source went. `problem` is in words, empty where it reached the end.

    `busy`: another process looks at it, or has just done so, and nothing was done.
    """

    source: str
    outcome: Outcome
    problem: str = ""
    first: bool = False
    busy: bool = False

    def words(self) -> str:
        """For an operator, in one line."""
        if self.busy:
            return "another process is looking at it"
        found = f"{self.outcome.new} new, {self.outcome.changed} changed, {self.outcome.same} known"
        if self.outcome.announced:
            found += f", {self.outcome.announced} to be posted"
        elif self.first and self.outcome.items:
            found += "; first fetch, nothing is posted"
        if self.outcome.skipped:
            found += f", {len(self.outcome.skipped)} passed over"
        if self.problem and self.outcome.items:
            return f"{found}; then: {self.problem}"
        return self.problem or found


Maker = Callable[[SourceState], Source | None]
"""Makes the source that a state is of; None where this process knows no such kind."""


class Poller:
    """Looks at sources. `setups` are the configured ones; added feeds are found in the store.

    `holder` names this process in leases, and `clock` gives the time.
    """

    def __init__(
        self,
        database: Database,
        ingest: Ingest,
        fetcher: Fetcher,
        make: Maker,
        setups: Sequence[Setup],
        *,
        holder: str,
        most: int | None = MOST,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._ingest = ingest
        self._fetcher = fetcher
        self._make = make
        self._setups = setups
        self._holder = holder
        self._most = most
        self._clock = clock

    async def prepare(self) -> None:
        """Make the store know the configured sources. Raises `storage.errors.StorageError`."""
        async with self._database.write() as connection:
            await sources.ensure(connection, self._setups, self._clock())

    async def tick(self) -> list[Looked]:
        """Look at every source that is due, all at once. Raises `storage.errors.StorageError`."""
        return list(await asyncio.gather(*(self.look(state) for state in await self.due())))

    async def due(self) -> list[SourceState]:
        """The sources to look at now. Raises `storage.errors.StorageError`."""
        async with self._database.read() as connection:
            return await sources.due(connection, self._clock())

    async def states(self) -> Mapping[str, SourceState]:
        """Every source there is, by name."""
        async with self._database.read() as connection:
            return {state.name: state for state in await sources.every(connection)}

    async def look(self, state: SourceState) -> Looked:
        """Look at one source now, whether it is due or not. Never raises but for being cancelled."""
        outcome = Outcome()
        first = not state.settled
        try:
            if not await self._take(state):
                return Looked(state.name, outcome, first=first, busy=True)
            try:
                async with self._database.read() as connection:
                    fresh = await sources.get(connection, state.name)
                if fresh is None or fresh.last_look != state.last_look:
                    return Looked(state.name, outcome, first=first, busy=True)
                problem = await self._looked(fresh, outcome)
            finally:
                async with self._database.write() as connection:
                    await leases.release(connection, _lease(state), self._holder)
        except StorageError as error:
            _log.error("source_not_stored", source=_shown(state), kind=type(error).__name__)
            return Looked(state.name, outcome, f"the store failed: {error}", first)
        _log.info(
            "source_looked_at",
            source=_shown(state),
            new=outcome.new,
            changed=outcome.changed,
            same=outcome.same,
            announced=outcome.announced,
            passed_over=len(outcome.skipped),
            problem=problem.partition(":")[0],
        )
        return Looked(state.name, outcome, problem.partition(": ")[2], first)

    async def _looked(self, state: SourceState, outcome: Outcome) -> str:
        """Look and note how it went; the problem as ``kind: words``, empty where there was none."""
        begun = self._clock()
        problem, pause = "", None
        try:
            await self._read(state, outcome)
        except FetchProblem as error:
            problem, pause = f"{error.kind.value}: {error.words}", error.retry_after
        except StorageError:
            raise
        except Exception as error:
            _log.error("source_failed", source=_shown(state), kind=type(error).__name__)
            problem = "failed: something in this program went wrong; its log has the kind"
        async with self._database.write() as connection:
            now = self._clock()
            if problem:
                due = now + _rest(state, pause)
                await sources.note_failure(connection, state.name, begun, due, problem)
            else:
                await sources.note_success(connection, state.name, begun, max(begun + state.every, now))
        return problem

    async def _read(self, state: SourceState, outcome: Outcome) -> None:
        source = self._make(state)
        if source is None:
            return
        terms = await self._ingest.terms(self._clock(), announce=state.settled)
        tally = Tally(self._most)
        async for batch in source.look(self._fetcher, state.mark, self._clock()):
            done = await self._ingest.store(
                batch.items,
                state.name,
                terms,
                tally,
                mark=batch.mark,
                campaign_id=state.campaign_id,
            )
            done.skipped += batch.skipped
            outcome.add(done)
            if not await self._take(state):
                return  # the lease ran out, and another process goes on from the mark

    async def _take(self, state: SourceState) -> bool:
        now = self._clock()
        async with self._database.write() as connection:
            return await leases.take(connection, _lease(state), self._holder, now, now + _LEASE)


def _lease(state: SourceState) -> str:
    return f"look:{state.name}"


def _shown(state: SourceState) -> str:
    """The source as a log may have it: which feeds a campaign reads is nobody's business."""
    return state.name if state.campaign_id is None else "added-feed"


def _rest(state: SourceState, pause: float | None) -> timedelta:
    """How long to leave a source alone that failed: longer each time, and as long as it asked."""
    growing: timedelta = _FIRST_REST * 2 ** min(state.failures, 10)
    rest = min(growing, max(state.every, _FIRST_REST), _LONGEST_REST)
    return max(rest, timedelta(seconds=pause or 0.0))
