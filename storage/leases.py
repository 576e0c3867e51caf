"""Which process does what only one may do at a time: poll, remind, tidy.

A lease is held until it is given back or runs out; a process that dies keeps nobody waiting longer.
"""

from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert_for
from storage.schema import leases


async def take(connection: AsyncConnection, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Take, or keep, the lease on `name`; false where somebody else has it.

    `holder` is any text that no other process has.
    """
    statement = insert_for(connection.dialect.name, leases).values(name=name, holder=holder, until=until)
    free = or_(leases.c.holder == holder, leases.c.until <= now)
    statement = statement.on_conflict_do_update(
        index_elements=["name"], set_={"holder": holder, "until": until}, where=free
    )
    return (await connection.execute(statement)).rowcount == 1


async def release(connection: AsyncConnection, name: str, holder: str) -> None:
    """Give a lease back, where it is still the holder's."""
    await connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
