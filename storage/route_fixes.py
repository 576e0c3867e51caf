"""Where organisers say a buyer's notices belong, when the router got it wrong."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import route_fixes


@dataclass(frozen=True, slots=True)
class RouteFix:
    """A correction. `code` is of a body, an ICB or a region, or ``national`` or ``out-of-scope``.

    `by_person` is who made it, None where they have asked to be forgotten.
    """

    buyer_key: str
    code: str
    by_person: int | None
    at: datetime
    why: str


async def put(
    connection: AsyncConnection, buyer_key: str, code: str, by_person: int | None, why: str, now: datetime
) -> None:
    """Correct a buyer's route from now on, instead of what was said before."""
    await dialect.put(
        connection, route_fixes, buyer_key=buyer_key, code=code, by_person=by_person, at=now, why=why
    )


async def remove(connection: AsyncConnection, buyer_key: str) -> bool:
    """Let the router decide again; whether there was a correction."""
    gone = await connection.execute(delete(route_fixes).where(route_fixes.c.buyer_key == buyer_key))
    return gone.rowcount == 1


async def all_of_them(
    connection: AsyncConnection, buyer_keys: Collection[str] | None = None
) -> dict[str, RouteFix]:
    """The corrections by buyer; of these buyers, or every one."""
    query = select(route_fixes).order_by(route_fixes.c.at, route_fixes.c.buyer_key)
    if buyer_keys is not None:
        query = query.where(route_fixes.c.buyer_key.in_(buyer_keys))
    return {row.buyer_key: RouteFix(**row._mapping) for row in await connection.execute(query)}
