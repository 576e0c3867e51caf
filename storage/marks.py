"""Small texts kept across restarts under a key: a sync token, the hash of a command tree."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.database import Database
from storage.schema import marks
from storage.swift import Swift

_PUT = Swift(
    lambda name: (
        dialect.insert_for(name, marks)
        .values(key=bindparam("key"), value=bindparam("value"))
        .on_conflict_do_update(index_elements=["key"], set_={"value": bindparam("value")})
    )
)


async def get(connection: AsyncConnection, key: str) -> str | None:
    """What was put under `key` last, None where nothing was."""
    found: str | None = (await connection.execute(select(marks.c.value).where(marks.c.key == key))).scalar()
    return found


async def put(connection: AsyncConnection, key: str, value: str) -> None:
    """Keep `value` under `key`."""
    await dialect.put(connection, marks, key=key, value=value)


async def put_swiftly(database: Database, key: str, value: str) -> None:
    """`put`, in a transaction of its own."""
    await database.swiftly(_PUT, key=key, value=value)
