"""(Desk, c) What volunteers ask most, with a hundred times as many requests behind it.

Asked as at the console, so that a figure is the whole order: read, looked up, each request's clock counted,
composed. A page is ten requests however many there are.
"""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import register
from benchmarks.stores import opened
from benchmarks.sweep import fill
from benchmarks.table import Comparison, Table, median
from bot.console.chat import ME, Conversation
from commands.core.catalogue import ours
from commands.core.context import Services
from commands.core.reply import Outcome
from storage import campaigns, people, roles
from storage.database import Database

FEW, MANY = 1_000, 100_000
MOST_GROWTH = 1.3
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ORDERS = (
    *("foi list", "mine", "overdue", "foi list unassigned", "foi list closed", "foi list QJK"),
    *("foi list South West", "foi show 1"),
)
_AIMED = ("foi list", "mine")
_TIMES = 41


def run(scale: float = 1.0) -> Table:
    """Measure; `scale` shrinks the larger store."""
    many = max(FEW, int(MANY * scale))
    with tempfile.TemporaryDirectory(prefix="ccgwatch-bench-") as home:
        rows = asyncio.run(_measured(Path(home), many))
    notes = (
        f"Medians of {_TIMES}, each order asked of both stores by turns: {FEW:,} requests and {many:,}. One "
        "in five is open, and whoever asks has one in sixty of those in hand.",
    )
    return Table("Lists", f"with {FEW:,}", rows, notes)


async def _measured(home: Path, many: int) -> tuple[Comparison, ...]:
    async with opened(home / "few") as small, opened(home / "many") as large:
        talks = [await _talk(small, FEW), await _talk(large, many)]
        rows = []
        for order in ORDERS:
            took: tuple[list[float], list[float]] = ([], [])
            for _ in range(_TIMES):
                for talk, times in zip(talks, took, strict=True):
                    times.append(await _asked(talk, order))
            aim = MOST_GROWTH if order in _AIMED else None
            rows.append(
                Comparison(f"{order}: {many:,} requests", median(took[1]), median(took[0]), "ms", aim)
            )
        return tuple(rows)


async def _talk(database: Database, many: int) -> Conversation:
    """The console of somebody who has some of so many requests in hand."""
    await fill(database, many // 5, many - many // 5)
    async with database.write() as connection:
        await campaigns.link_space(connection, "console", "console", 1, "Keep our hospital")
        me = await people.ensure_person(connection, ME.platform, ME.id, ME.name, NOW)
        await roles.grant(connection, 1, me, roles.Role.VOLUNTEER, None, NOW)
        await connection.exec_driver_sql(f"UPDATE foi_requests SET assignee = {me} WHERE assignee = 2")

    async def store() -> Database:
        return database

    services = Services(register.load(), ours(), store)
    talk = Conversation(services, lambda: NOW)
    for order in ORDERS:
        await _asked(talk, order)
    return talk


async def _asked(talk: Conversation, order: str) -> float:
    """Milliseconds from an order to its answer."""
    start = time.perf_counter()
    reply = await talk.ask(f"!{order}")
    took = (time.perf_counter() - start) * 1e3
    if reply.outcome is not Outcome.ANSWERED:
        raise RuntimeError(f"“{order}” was not answered: {reply.plain()}")
    return took
