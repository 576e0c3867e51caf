"""Transactions: all or nothing, in turn, and still well after a task was cancelled in the middle."""

import asyncio
import os
import random
import stat
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import marks, schema
from storage.database import Database
from storage.errors import DatabaseReadOnly, DatabaseUnreachable, StorageError, WrongAddress
from tests.storage.conftest import NOW, SQLITE_ONLY


async def mark(database: Database, key: str) -> str | None:
    async with database.read() as connection:
        return await marks.get(connection, key)


async def test_what_is_written_is_read(database: Database) -> None:
    async with database.write() as connection:
        await marks.put(connection, "k", "one")
        await marks.put(connection, "k", "two")
    assert await mark(database, "k") == "two"
    assert await mark(database, "other") is None


async def test_it_is_there_after_a_restart(database_url: str) -> None:
    first = await Database.open(database_url)
    async with first.write() as connection:
        await marks.put(connection, "k", "v")
    await first.close()
    second = await Database.open(database_url)
    assert await mark(second, "k") == "v"
    assert await second.revision() == schema.HEAD
    await second.close()


async def test_an_error_in_the_block_undoes_all_of_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as connection:
            await marks.put(connection, "k", "v")
            _ = 1 / 0
    assert await mark(database, "k") is None


async def test_an_os_error_of_the_callers_stays_one(database: Database) -> None:
    with pytest.raises(ConnectionResetError):
        async with database.write():
            raise ConnectionResetError
    with pytest.raises(TimeoutError):
        async with database.read():
            raise TimeoutError


async def test_a_broken_rule_is_told_without_the_values(database: Database) -> None:
    with pytest.raises(StorageError) as caught:
        async with database.write() as connection:
            for _ in range(2):
                await connection.execute(insert(schema.marks).values(key="secret key", value="secret"))
    assert caught.value.__cause__ is None
    assert "secret" not in str(caught.value)


@SQLITE_ONLY
async def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseReadOnly):
        async with database.read() as connection:
            await marks.put(connection, "k", "v")


async def test_readers_do_not_wait_for_a_writer_nor_see_half_of_it(database: Database) -> None:
    async with database.write() as connection:
        await marks.put(connection, "k", "v")
        assert await asyncio.wait_for(mark(database, "k"), 5) is None
    assert await mark(database, "k") == "v"


@SQLITE_ONLY  # READ COMMITTED is what the subjects need on PostgreSQL
async def test_reading_sees_one_state(database: Database) -> None:
    async with database.read() as reader:
        assert await marks.get(reader, "k") is None
        async with database.write() as writer:
            await marks.put(writer, "k", "v")
        assert await marks.get(reader, "k") is None


async def test_many_writers_at_once_take_turns(database: Database) -> None:
    async def one(number: int) -> None:
        async with database.write() as connection:
            await marks.put(connection, f"k{number}", "v")

    await asyncio.gather(*(one(number) for number in range(50)))
    async with database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(schema.marks))).scalar() == 50


async def test_cancelled_writers_leave_nothing_and_block_nobody(database: Database) -> None:
    """Cancelled at every possible point, twice over: as when a network's connection ends."""
    chance = random.Random(1)

    async def pair(number: int) -> None:
        async with database.write() as connection:
            await marks.put(connection, f"a{number}", "v")
            await marks.put(connection, f"b{number}", "v")

    for number in range(60):
        task = asyncio.create_task(pair(number))
        await asyncio.sleep(chance.random() * 0.004)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.wait_for(pair(1000), 10)
    async with database.read() as connection:
        keys = set((await connection.execute(select(schema.marks.c.key))).scalars())
    assert {"a1000", "b1000"} <= keys
    assert {key[1:] for key in keys if key[0] == "a"} == {key[1:] for key in keys if key[0] == "b"}


async def test_cancelled_single_statements_block_nobody(database: Database) -> None:
    chance = random.Random(2)
    for number in range(60):
        task = asyncio.create_task(marks.put_swiftly(database, f"k{number}", "v"))
        await asyncio.sleep(chance.random() * 0.002)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.wait_for(marks.put_swiftly(database, "last", "v"), 10)
    assert await mark(database, "last") == "v"


async def test_the_address_is_shown_without_its_password(database: Database, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        assert database.url_shown == database_url
    else:
        password = database_url.split(":")[2].split("@", maxsplit=1)[0]
        assert password not in database.url_shown
        assert database.url_shown.startswith("postgresql://postgres:***@127.0.0.1:")


@SQLITE_ONLY
async def test_orders_reach_the_disk_before_they_are_done(database: Database) -> None:
    """Where SQLite waits for the disk, and where it need not: docs/decisions/0010."""

    async def told(engine: AsyncEngine, pragma: str) -> int:
        async with engine.begin() as connection:
            return int((await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one())

    assert await told(database._writer, "synchronous") == 2
    assert await told(database._swift, "synchronous") == 1
    for engine in (database._writer, database._swift, database._reader):
        assert await told(engine, "foreign_keys") == 1


@SQLITE_ONLY
async def test_only_its_owner_may_read_the_file(database: Database, database_url: str) -> None:
    file = Path(database_url.removeprefix("sqlite:///"))
    async with database.write() as connection:
        await marks.put(connection, "k", "v")
        for each in file.parent.glob("ccgwatch.db*"):
            assert stat.S_IMODE(each.stat().st_mode) == 0o600, each.name


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ccgwatch.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://user:hunter2@host/name",
        "postgresql:/user:hunter2@host",
        "postgresql://user:hunter2@host:port/name",
        "http://hunter2",
    ],
)
async def test_a_wrong_address_is_explained_without_repeating_it(url: str) -> None:
    with pytest.raises(WrongAddress, match="Write sqlite:///") as caught:
        await Database.open(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
@pytest.mark.postgres
async def test_every_spelling_of_postgresql_is_understood(
    request: pytest.FixtureRequest, scheme: str
) -> None:
    server = request.getfixturevalue("server")
    url = await server.fresh()
    try:
        database = await Database.open(url.replace("postgresql", scheme, 1) + "?sslmode=prefer")
        assert await database.revision() == schema.HEAD
        await database.close()
        database = await Database.open(server.by_socket(url.rpartition("/")[2]), migrate=False)
        assert "?host=" in database.url_shown
        await database.close()
    finally:
        await server.drop(url)


async def test_where_no_file_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for url in (f"sqlite:///{tmp_path / 'file' / 'db'}", f"sqlite:///{tmp_path}"):
        with pytest.raises(DatabaseUnreachable, match="cannot be opened"):
            await Database.open(url)


@SQLITE_ONLY
async def test_a_missing_directory_is_made_for_its_owner_only(tmp_path: Path, database_url: str) -> None:
    database = await Database.open(f"sqlite:///{tmp_path}/a/b%20c/x.db")
    await database.close()
    made = next((tmp_path / "a").iterdir())
    assert (made / "x.db").exists()
    assert stat.S_IMODE(made.stat().st_mode) & 0o077 == 0 or os.name == "nt"


async def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StorageError):
        async with database.write() as connection:
            await connection.execute(
                insert(schema.campaigns).values(name="x", created_at=datetime(2026, 1, 1))
            )


async def test_times_come_back_aware_and_exact(database: Database) -> None:
    from datetime import timedelta, timezone

    summer = NOW.astimezone(timezone(timedelta(hours=1)))
    async with database.write() as connection:
        await connection.execute(insert(schema.campaigns).values(name="x", created_at=summer))
    async with database.read() as connection:
        back = (await connection.execute(select(schema.campaigns.c.created_at))).scalar_one()
    assert back == NOW
    assert back.utcoffset() == timedelta(0)


@SQLITE_ONLY
async def test_a_closed_store_opens_no_connection_that_nobody_would_close(database_url: str) -> None:
    database = await Database.open(database_url)
    await marks.put_swiftly(database, "k", "one")
    racing = asyncio.create_task(marks.put_swiftly(database, "k", "two"))
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(racing, return_exceptions=True)
    assert database._kept is None
    with pytest.raises(DatabaseUnreachable, match="is closed"):
        await marks.put_swiftly(database, "k", "three")
    assert database._kept is None
