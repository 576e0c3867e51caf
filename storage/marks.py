"""Small texts kept across restarts under a key: a sync token, the hash of a command tree."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import marks


async def get(connection: AsyncConnection, key: str) -> str | None:
    """What was put under `key` last, None where nothing was."""
    found: str | None = (await connection.execute(select(marks.c.value).where(marks.c.key == key))).scalar()
    return found


async def put(connection: AsyncConnection, key: str, value: str) -> None:
    """Keep `value` under `key`."""
    await dialect.put(connection, marks, key=key, value=value)
