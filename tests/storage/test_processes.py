"""Several processes on one store, and one that is killed in the middle."""

import asyncio
import json
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update

from storage import handled, maintenance, marks, schema
from storage.database import Database
from storage.errors import DatabaseLocked
from storage.handled import Taken
from tests.storage.children import EVENTS, child
from tests.storage.conftest import NOW, SQLITE_ONLY


async def results(url: str, *commands: tuple[str, ...]) -> list[object]:
    """What processes print that begin at the same moment."""
    async with AsyncExitStack() as stack:
        running = [await stack.enter_async_context(child(what, url, *rest)) for what, *rest in commands]
        for process in running:
            assert process.stdin is not None
            process.stdin.write(b"go\n")
        lines = [await process.stdout.readline() for process in running if process.stdout]
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("way", ["swiftly", "in a transaction"])
async def test_of_processes_that_take_an_event_at_once_one_is_first(database_url: str, way: str) -> None:
    await (await Database.open(database_url)).close()
    taken = await results(database_url, ("take", "run 1", way), ("take", "run 2", way))
    for one, other in zip(*taken, strict=True):  # type: ignore[call-overload]
        assert {one, other} == {Taken.FRESH, Taken.AGAIN}
    assert len(taken[0]) == EVENTS  # type: ignore[arg-type]


async def test_processes_that_open_a_new_store_at_once_all_get_it(database_url: str) -> None:
    assert await results(database_url, *[("opened",)] * 3) == [schema.HEAD] * 3


async def test_killed_in_the_middle_of_writing_leaves_nothing_of_it(database_url: str) -> None:
    database = await Database.open(database_url)
    async with database.write() as connection:
        await marks.put(connection, "before", "there")
    async with child("hold", database_url) as process:
        process.kill()
        await process.wait()
    async with database.write() as connection:
        assert await marks.get(connection, "before") == "there"
        assert await marks.get(connection, "half") is None
        assert await handled.take(connection, "x", "c", "1", "run", NOW) is Taken.FRESH
        if database.url_shown.startswith("sqlite"):
            assert (await connection.execute(text("PRAGMA integrity_check"))).scalar() == "ok"
    await database.close()


async def test_a_store_reopened_after_a_kill_is_whole(database_url: str) -> None:
    async with child("hold", database_url) as process:
        process.kill()
        await process.wait()
    database = await Database.open(database_url)
    async with database.read() as connection:
        assert await marks.get(connection, "half") is None
    await database.close()


@SQLITE_ONLY
async def test_somebody_elses_write_is_waited_for_and_then_told(database_url: str) -> None:
    database = await Database.open(database_url, patience=0.3)
    async with child("hold", database_url) as process:
        loop = asyncio.get_running_loop()
        for attempt in (in_a_transaction, swiftly):
            began = loop.time()
            with pytest.raises(DatabaseLocked, match="being written to by somebody else"):
                await attempt(database)
            assert loop.time() - began >= 0.25
        with pytest.raises(DatabaseLocked):
            await Database.open(database_url, patience=0.1)
        async with database.read() as connection:  # reading goes on
            assert await marks.get(connection, "half") is None
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        await process.wait()
        await in_a_transaction(database)
        await swiftly(database)
    await database.close()


@SQLITE_ONLY
async def test_a_write_that_ends_in_time_is_waited_for(database_url: str) -> None:
    database = await Database.open(database_url, patience=20)
    async with child("hold", database_url) as process:
        waiting = asyncio.gather(in_a_transaction(database), swiftly(database))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        await asyncio.wait_for(waiting, 20)
    async with database.read() as connection:
        assert await marks.get(connection, "half") == "written"
        assert await marks.get(connection, "mine") == "written"
    await database.close()


async def in_a_transaction(database: Database) -> None:
    async with database.write() as connection:
        await marks.put(connection, "mine", "written")


async def swiftly(database: Database) -> None:
    await handled.take_swiftly(database, "discord", "c", "e", "run", NOW)


async def test_the_file_of_a_killed_process_is_no_obstacle_to_a_backup(
    database_url: str, tmp_path: Path
) -> None:
    async with child("hold", database_url) as process:
        await maintenance.backup(database_url, tmp_path / "while writing")
        process.kill()
        await process.wait()
    await maintenance.backup(database_url, tmp_path / "after the kill")
    for name in ("while writing", "after the kill"):
        await maintenance.restore(database_url, tmp_path / name, replace=True)
        database = await Database.open(database_url)
        async with database.read() as connection:
            assert await marks.get(connection, "half") is None
        await database.close()


async def test_killed_in_the_middle_of_a_restore_leaves_the_old_or_the_new(
    database_url: str, tmp_path: Path
) -> None:
    database = await Database.open(database_url)
    row = {"platform": "x", "channel": "c" * 1000, "run_id": "r", "taken_at": NOW}
    async with database.write() as connection:
        await marks.put(connection, "state", "saved")
        rows = [{**row, "event_id": str(number)} for number in range(5000)]
        await connection.execute(insert(schema.handled), rows)
    await maintenance.backup(database_url, tmp_path / "saved")
    for delay in (0.0, 0.04, 0.08, 0.15, 0.25):
        async with database.write() as connection:
            await marks.put(connection, "state", "changed")
            await connection.execute(update(schema.handled).values(run_id="changed"))
        await database.close()
        async with child("restore", database_url, str(tmp_path / "saved")) as process:
            await asyncio.sleep(delay)
            with suppress(ProcessLookupError):  # it may be done already
                process.kill()
            await process.wait()
        database = await Database.open(database_url)
        async with database.read() as connection:
            state = await marks.get(connection, "state")
            runs = select(schema.handled.c.run_id, func.count()).group_by(schema.handled.c.run_id)
            found = [tuple(each) for each in await connection.execute(runs)]
        assert found == [("r" if state == "saved" else "changed", 5000)]
    await database.close()
