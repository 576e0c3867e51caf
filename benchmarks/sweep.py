"""(Desk, b) A sweep over very many open requests: few of them due, all of them, and many closed ones beside.

The store is an SQLite file as the bot has it. A sweep is what the clock does every few minutes: holidays that
changed, requests that are due to be looked at, reminders, the teams' weeks.
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.stores import opened
from benchmarks.table import Comparison, Table, median
from bot.desk import regular, sweeping
from commands.core.moments import london_day
from commands.desk.cases import Desk, desk_of, made
from commands.desk.recording import record
from law.foi.regime import Regime
from law.foi.story import Event, Kind
from storage import campaigns, channels, foi_requests, foi_tasks, people, roles
from storage.database import Database
from storage.foi_requests import NewRequest
from storage.schema import foi_events
from storage.schema import foi_requests as table

OPEN, CLOSED, DUE = 100_000, 400_000, 200
MOST_SECONDS, MOST_GROWTH = 2.0, 1.5
NOW = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)
"""A Monday on which whoever has a request that was sent on `_SENT` is nudged."""
_SENT, _HEARD = date(2026, 11, 2), date(2026, 11, 3)
_LATER = datetime(2027, 6, 1, tzinfo=UTC)
_PEOPLE, _TIMES = 60, 9


def run(scale: float = 1.0) -> Table:
    """Measure; `scale` shrinks the numbers of requests."""
    many, closed, few = (max(10, int(size * scale)) for size in (OPEN, CLOSED, DUE))
    with tempfile.TemporaryDirectory(prefix="ccgwatch-bench-") as home:
        rows = asyncio.run(_measured(Path(home), many, closed, few))
    notes = (
        f"Medians of {_TIMES} sweeps by turns; all due: one. Beside the aim in seconds on the clock, else in "
        f"seconds of the processor. {many:,} open requests of one campaign and {_PEOPLE} people, with two "
        "events each, as the closed ones. Whoever has a request that is due is nudged: an outbox row, a "
        "count, and the moment of the next look. The law by itself works the same requests out in memory: "
        "stage, dates with their working, all steps of the ladder.",
    )
    return Table("Sweep", "beside it", rows, notes)


async def _measured(home: Path, many: int, closed: int, few: int) -> tuple[Comparison, ...]:
    async with opened(home / "alone") as database, opened(home / "closed") as grown:
        desk = await fill(database, many, 0)
        await fill(grown, many, closed)
        for store in (grown, database):  # for both to begin warm
            await _sweep(store)
        nothing, alone, beside = [], [], []
        for turn in range(_TIMES):
            nothing.append(await _sweep(database))
            for store, took in ((database, alone), (grown, beside)):
                await _make_due(store, turn * few + 1, turn * few + few)
                took.append(await _sweep(store, few))
        left = many - _TIMES * few
        await _make_due(database, _TIMES * few + 1, many)
        everything = await _sweep(database, left)
        by_law = await _by_law(database, desk, left)
    due = f"{few} of {many:,} open requests due"
    return (
        Comparison(f"none of {many:,} due, beside the aim", _wall(nothing), MOST_SECONDS, "s", 1.0),
        Comparison(f"{due}, beside the aim", _wall(alone), MOST_SECONDS, "s", 1.0),
        Comparison(
            f"{due}; {closed:,} closed, beside none closed", _work(beside), _work(alone), "s", MOST_GROWTH
        ),
        Comparison(f"{left:,} due at once, beside the law by itself", everything.work, by_law, "s"),
    )


@dataclass(frozen=True)
class _Took:
    """Seconds that passed, and of them those in which the processor worked for it."""

    wall: float
    work: float


def _wall(took: Sequence[_Took]) -> float:
    return median(each.wall for each in took)


def _work(took: Sequence[_Took]) -> float:
    return median(each.work for each in took)


async def _sweep(database: Database, due: int = 0) -> _Took:
    """How long a sweep takes that has so many requests to tell of."""
    start, began = time.perf_counter(), time.process_time()
    await sweeping.recount(database, NOW)
    told = await sweeping.sweep(database, NOW)
    await regular.remind(database, NOW)
    await regular.team(database, NOW)
    took = _Took(time.perf_counter() - start, time.process_time() - began)
    if told != due:
        raise RuntimeError(f"{told} were told, not {due}.")
    return took


async def _by_law(database: Database, desk: Desk, many: int) -> float:
    """The processor's seconds for the clock and the ladder of so many requests in memory."""
    async with database.read() as connection:
        request = await foi_requests.get(connection, 1)
    assert request is not None
    events = [Event(Kind.SENT, _SENT), Event(Kind.ACKNOWLEDGED, _HEARD)]
    began = time.process_time()
    for _ in range(many):
        made(desk, request, events, london_day(NOW))
    return time.process_time() - began


async def _make_due(database: Database, first: int, last: int) -> None:
    """Let the requests with these numbers be due to be looked at."""
    here = table.c.id.between(first, last)
    async with database.write() as connection:
        await connection.execute(update(table).where(here).values(next_at=NOW))


async def fill(database: Database, many: int, closed: int) -> Desk:
    """A campaign with its people, so many open requests, and so many that are closed."""
    async with database.write() as connection:
        campaign = await campaigns.ensure_campaign(connection, "discord", "1", "Keep our hospital", NOW)
        await channels.set_purpose(connection, campaign.id, "discord", "700", "foi", None)
        for number in range(_PEOPLE):
            person = await people.ensure_person(connection, "discord", str(number), f"Jo {number}", NOW)
            await roles.grant(connection, campaign.id, person, roles.Role.VOLUNTEER, None, NOW)
        desk = await desk_of(connection, campaign.id)
        new = NewRequest(
            campaign_id=campaign.id,
            body_code="QJK",
            body_name="NHS Devon Integrated Care Board",
            icb="QJK",
            region="Y58",
            subject="Contracts",
            regime=Regime.FOIA,
        )
        first = await foi_requests.add(connection, new, NOW)
        await foi_tasks.assign(connection, first.id, 1, None, NOW)
        for event in (Event(Kind.SENT, _SENT), Event(Kind.ACKNOWLEDGED, _HEARD)):
            await record(connection, desk, first, event, None, NOW)
        await connection.execute(update(table).values(next_at=_LATER))
        await _copy(connection, many - 1, f"assignee = 1 + x % {_PEOPLE}")
        if closed:
            over = "open = 0, stage = 'closed', next_at = NULL, due_on = NULL"
            await _copy(connection, closed, over)
        names = [each.name for each in foi_events.c if each.name not in ("id", "request_id")]
        await connection.exec_driver_sql(
            f"INSERT INTO foi_events (request_id, {', '.join(names)}) "
            f"SELECT r.id, {', '.join(f'e.{name}' for name in names)} "
            "FROM foi_requests r, foi_events e WHERE e.request_id = 1 AND r.id > 1"
        )
        await connection.exec_driver_sql("DELETE FROM outbox")
        await connection.exec_driver_sql("ANALYZE")
    return desk


async def _copy(connection: AsyncConnection, many: int, otherwise: str) -> None:
    """So many copies of the first request, some columns of which are otherwise; `x` counts them."""
    changed = dict(each.split(" = ") for each in otherwise.split(", "))
    names = [column.name for column in table.c if column.name != "id"]
    values = ", ".join(changed.get(name, name) for name in names)
    await connection.exec_driver_sql(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?) "
        f"INSERT INTO foi_requests ({', '.join(names)}) SELECT {values} FROM n, foi_requests WHERE id = 1",
        (many,),
    )
