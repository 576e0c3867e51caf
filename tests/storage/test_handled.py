"""An event is answered once: over redelivery, restarts, and two processes at once."""

import asyncio
from datetime import timedelta

import pytest

from storage import handled
from storage.database import Database
from storage.handled import Taken
from tests.storage.conftest import NOW


@pytest.fixture(params=["swiftly", "in a transaction"])
def swift(request: pytest.FixtureRequest) -> bool:
    return request.param == "swiftly"


async def take(db: Database, event: str, run: str, swift: bool = False, after: float = 0) -> Taken:
    now = NOW + timedelta(seconds=after)
    if swift:
        return await handled.take_swiftly(db, "discord", "c1", event, run, now)
    async with db.write() as connection:
        return await handled.take(connection, "discord", "c1", event, run, now)


async def answer(db: Database, event: str, answer_id: str, swift: bool = False) -> None:
    if swift:
        await handled.mark_answered_swiftly(db, "discord", event, answer_id, NOW)
        return
    async with db.write() as connection:
        await handled.mark_answered(connection, "discord", event, answer_id, NOW)


async def test_one_event_from_first_delivery_to_answer(database: Database, swift: bool) -> None:
    assert await take(database, "e1", "run 1", swift) is Taken.FRESH
    assert await take(database, "e1", "run 1", swift) is Taken.BUSY
    await answer(database, "e1", "a1", swift)
    assert await take(database, "e1", "run 1", swift) is Taken.DONE
    assert await take(database, "e1", "run 2", swift) is Taken.DONE
    async with database.read() as connection:
        assert await handled.answer_of(connection, "discord", "e1") == "a1"
        assert await handled.answer_of(connection, "matrix", "e1") is None


async def test_what_a_dead_run_left_is_taken_again_once(database: Database, swift: bool) -> None:
    await take(database, "e1", "run 1", swift)
    assert await take(database, "e1", "run 2", swift, after=5) is Taken.AGAIN
    assert await take(database, "e1", "run 2", swift, after=6) is Taken.BUSY


async def test_the_same_id_on_another_platform_is_another_event(database: Database) -> None:
    async with database.write() as connection:
        for platform in ("discord", "matrix"):
            taken = await handled.take(connection, platform, "c1", "e1", "run", NOW)
            assert taken is Taken.FRESH


async def test_unfinished_are_other_runs_recent_unanswered_events_in_order(database: Database) -> None:
    await take(database, "old", "run 1", after=-3600)
    await take(database, "second", "run 1", after=2)
    await take(database, "first", "run 1", after=1)
    await take(database, "answered", "run 1")
    await answer(database, "answered", "a")
    await take(database, "given up", "run 1")
    async with database.write() as connection:
        await handled.abandon(connection, "discord", "given up", NOW)
    await take(database, "mine", "run 2")
    async with database.read() as connection:
        since = NOW - timedelta(minutes=15)
        assert await handled.unfinished(connection, "discord", "run 2", since) == [
            ("c1", "first"),
            ("c1", "second"),
        ]
        assert await handled.unfinished(connection, "matrix", "run 2", since) == []
    assert await take(database, "given up", "run 2") is Taken.DONE


async def test_prune_forgets_the_old_only(database: Database) -> None:
    await take(database, "old", "run", after=-10)
    await take(database, "new", "run")
    async with database.write() as connection:
        assert await handled.prune(connection, NOW - timedelta(seconds=5)) == 1
    assert await take(database, "new", "run") is Taken.BUSY
    assert await take(database, "old", "run") is Taken.FRESH


async def test_many_tasks_that_take_one_event_at_once_get_it_once(database: Database, swift: bool) -> None:
    taken = await asyncio.gather(*(take(database, "e1", "run", swift) for _ in range(20)))
    assert sorted(taken) == [Taken.BUSY] * 19 + [Taken.FRESH]
