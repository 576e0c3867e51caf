"""SQLite: one trip to its thread for each statement; both databases: many values as one parameter."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from storage import posts
from storage.database import Database
from storage.dialect import among
from storage.errors import StorageError
from storage.one_trip import Connection
from storage.posts import Post
from storage.schema import posts as table
from tests.storage.conftest import SQLITE_ONLY

STRANGE = ["1", "it's", 'a "quoted" one', "[2]", "Größe 🏥", "nul\0", "half \ud83d"]


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The trips made to SQLite's threads."""
    made: list[Any] = []
    trip = Connection._execute

    async def counted(self: Connection, fn: Any, *args: Any, **kwargs: Any) -> Any:
        made.append(fn)
        return await trip(self, fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(Connection, "_execute", counted)
    yield made


def post(channel: str) -> Post:
    return Post("discord", channel, "ocds-x-1|QJK", "10", None, "11", "hash")


@SQLITE_ONLY
async def test_a_transaction_makes_a_trip_a_statement_one_to_begin_and_one_to_end(
    database: Database, trips: list[Any]
) -> None:
    some = [post(str(number)) for number in range(500)]
    async with database.write() as connection:
        await posts.put_many(connection, some)
        trips.clear()
    assert len(trips) == 1

    async with database.read():  # to open the connection takes some more
        pass
    trips.clear()
    async with database.read() as connection:
        found = await posts.get_many(
            connection, [(each.platform, each.channel, each.thread_key) for each in some]
        )
        await posts.get(connection, "discord", "7", "ocds-x-1|QJK")
    assert len(trips) == 4
    assert found == {(each.platform, each.channel, each.thread_key): each for each in some}


@SQLITE_ONLY
async def test_a_statement_that_fails_says_so_and_the_connection_goes_on(database: Database) -> None:
    with pytest.raises(StorageError):
        async with database.write() as connection:
            await connection.execute(text("SELECT broken FROM nowhere"))
    async with database.write() as connection:
        done = await connection.execute(text("DELETE FROM posts"))
        assert done.rowcount == 0
        assert (await connection.execute(text("SELECT 1 AS one"))).mappings().one() == {"one": 1}


async def test_any_text_is_found_again_among_many(database: Database) -> None:
    async with database.write() as connection:
        await posts.put_many(connection, [post(each) for each in [*STRANGE, "other"]])
    async with database.read() as connection:
        rows = await connection.execute(
            select(table.c.channel).where(among(connection, table.c.channel, STRANGE))
        )
        assert len(rows.all()) == len(STRANGE)
        found = await posts.get_many(connection, [("discord", "other", "ocds-x-1|QJK")])
    assert [each.channel for each in found.values()] == ["other"]
