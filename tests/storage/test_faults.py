"""What can be wrong with a database, made wrong for real, and told in words an operator can act on."""

import asyncio
import os
import resource
import shutil
import signal
import socket
import sqlite3
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import insert, text

from storage import handled, maintenance, marks, schema
from storage.database import Database
from storage.errors import (
    DatabaseDamaged,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    StorageError,
)
from tests.servers import postgres
from tests.storage.conftest import NOW, POSTGRES_ONLY, SQLITE_ONLY

postgresql = pytest.mark.postgres
END_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
MANY = [
    {"platform": "x", "channel": "c" * 500, "run_id": "r", "taken_at": NOW, "event_id": str(number)}
    for number in range(1000)
]


async def works(database: Database) -> None:
    async with database.write() as connection:
        await marks.put(connection, "k", "v")
    await handled.take_swiftly(database, "x", "c", os.urandom(4).hex(), "run", NOW)


@contextmanager
def ordinary_user() -> Iterator[Path]:
    """A directory, and the rights of somebody who is not root: root may write to read-only files."""
    directory = Path(tempfile.mkdtemp(prefix="ccgwatch-test-"))
    root = os.geteuid() == 0
    try:
        if root:
            os.chown(directory, 65534, 65534)
            os.seteuid(65534)
        yield directory
    finally:
        if root:
            os.seteuid(0)
        shutil.rmtree(directory)


async def test_a_read_only_file() -> None:
    with ordinary_user() as directory:
        url = f"sqlite:///{directory / 'x.db'}"
        database = await Database.open(url)
        await works(database)
        await database.close()
        (directory / "x.db").chmod(0o400)
        for attempt in (Database.open, maintenance.upgrade, maintenance.check):
            with pytest.raises(DatabaseReadOnly, match="may be read but not written to"):
                await attempt(url)


async def test_a_read_only_directory() -> None:
    with ordinary_user() as directory:
        (directory / "in").mkdir()
        url = f"sqlite:///{directory / 'in' / 'x.db'}"
        database = await Database.open(url)
        await database.close()
        (directory / "in").chmod(0o500)
        with pytest.raises(StorageError, match=r"may be read but not written|cannot be opened"):
            await Database.open(url)
        with pytest.raises(DatabaseUnreachable, match="cannot be opened"):
            await Database.open(f"sqlite:///{directory / 'in' / 'new.db'}")
        (directory / "in").chmod(0o700)


async def room(database: Database, pages: int) -> None:
    """Leave so much room and no more, by SQLite's own means."""
    async with database._writer.connect() as connection:
        await connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    await (await database._lasting()).execute(f"PRAGMA max_page_count = {pages}")


@SQLITE_ONLY
async def test_a_full_disk(database: Database) -> None:
    await works(database)
    await room(database, 40)
    with pytest.raises(DatabaseFull, match="no room left"):
        async with database.write() as connection:
            await marks.put(connection, "half", "written")
            await connection.execute(insert(schema.handled), MANY)
    with pytest.raises(DatabaseFull):
        for number in range(1000):
            await handled.take_swiftly(database, "x", "c" * 500, f"s{number}", "run", NOW)
    async with database.read() as connection:
        assert await marks.get(connection, "half") is None
        assert await marks.get(connection, "k") == "v"
    await room(database, 4000)
    await works(database)


@SQLITE_ONLY
async def test_a_restore_into_too_little_room_loses_nothing(database_url: str, tmp_path: Path) -> None:
    database = await Database.open(database_url)
    async with database.write() as connection:
        await connection.execute(insert(schema.handled), MANY)
    await database.close()
    await maintenance.backup(database_url, tmp_path / "saved")
    small = f"sqlite:///{tmp_path / 'small.db'}"
    database = await Database.open(small)
    await works(database)
    await database.close()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, limits[1]))  # for want of a small disk
    try:
        with pytest.raises(StorageError):
            await maintenance.restore(small, tmp_path / "saved", replace=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    database = await Database.open(small)
    async with database.read() as connection:
        assert await marks.get(connection, "k") == "v"
    await database.close()
    assert "sound" in await maintenance.check(small)


@pytest.mark.parametrize("content", [b"this is no database" * 300, b"SQLite format 3\0" + b"\x01" * 5000])
async def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(content)
    for attempt in (Database.open, maintenance.check):
        with pytest.raises(DatabaseDamaged, match="no SQLite database, or a damaged one"):
            await attempt(f"sqlite:///{file}")
    with pytest.raises(StorageError):
        await maintenance.backup(f"sqlite:///{file}", tmp_path / "saved")
    assert not (tmp_path / "saved").exists()
    assert file.read_bytes() == content


@SQLITE_ONLY
async def test_a_database_of_somebody_else_is_checked_as_empty(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    assert "empty" in await maintenance.check(f"sqlite:///{file}")


async def test_a_server_that_is_not_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"postgresql://user:hunter2@127.0.0.1:{unused.getsockname()[1]}/name"
        for attempt in (Database.open, maintenance.check):
            with pytest.raises(DatabaseUnreachable, match="does not answer") as caught:
                await attempt(url)
            assert "hunter2" not in "".join(traceback.format_exception(caught.value))


async def test_a_socket_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable, match="does not answer"):
        await Database.open(f"postgresql://user@/name?host={tmp_path}")


async def test_a_server_that_says_nothing() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(DatabaseUnreachable, match="does not answer"):
            await Database.open(
                f"postgresql://user:hunter2@127.0.0.1:{silent.getsockname()[1]}/name", patience=0.3
            )


@postgresql
async def test_a_wrong_password(server: postgres.Postgres) -> None:
    url = server.address(password="hunter2")
    with pytest.raises(DatabaseUnreachable, match="refuses the user or the password") as caught:
        await Database.open(url)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@postgresql
async def test_a_database_that_is_not_there(server: postgres.Postgres) -> None:
    with pytest.raises(DatabaseUnreachable, match="no database of that name"):
        await Database.open(server.address("nowhere"))


async def order(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@POSTGRES_ONLY
async def test_a_server_that_lets_us_only_read(database: Database, database_url: str) -> None:
    name = database_url.rpartition("/")[2]
    await order(database_url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    for attempt in (Database.open, maintenance.check):
        with pytest.raises(DatabaseReadOnly, match="may be read but not written to"):
            await attempt(database_url)
    await order(database_url, END_ALL)
    with pytest.raises(DatabaseReadOnly):
        await works(database)
    with pytest.raises(DatabaseReadOnly):
        await handled.take_swiftly(database, "x", "c", "e", "run", NOW)


@POSTGRES_ONLY
async def test_a_row_that_somebody_else_holds(database_url: str) -> None:
    database = await Database.open(database_url, patience=0.3)
    async with database.write() as connection:
        await handled.take(connection, "x", "c", "e", "one", NOW)
        with pytest.raises(DatabaseLocked):
            await handled.take_swiftly(database, "x", "c", "e", "two", NOW)
        with pytest.raises(DatabaseLocked):
            async with database.write() as other:
                await handled.take(other, "x", "c", "e", "two", NOW)
    await works(database)
    await database.close()


@POSTGRES_ONLY
async def test_a_server_that_ends_our_connections(database: Database, database_url: str) -> None:
    await works(database)
    await order(database_url, END_ALL)
    await asyncio.sleep(0.1)
    await works(database)  # idle ones are replaced unnoticed
    with pytest.raises(DatabaseUnreachable, match="does not answer"):
        async with database.write() as connection:
            await marks.put(connection, "half", "written")
            await order(database_url, END_ALL)
            await asyncio.sleep(0.1)
            await marks.put(connection, "half", "more")
    await works(database)
    async with database.read() as connection:
        assert await marks.get(connection, "half") is None
