"""Letters a campaign has written itself, beside those of `law.letters`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import foi_letters

MOST = 20
"""Letters a campaign may have."""


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A letter as its campaign last wrote it; `version` counts from 1."""

    campaign_id: int
    name: str
    version: int
    words: str
    by_person: int | None
    at: datetime


async def put(
    connection: AsyncConnection, campaign_id: int, name: str, words: str, by: int | None, now: datetime
) -> int | None:
    """Keep a letter, in the place of an earlier version; its version, None where there are `MOST` others."""
    known = {each.name: each.version for each in await all_of(connection, campaign_id)}
    if name not in known and len(known) >= MOST:
        return None
    version = known.get(name, 0) + 1
    await dialect.put(
        connection,
        foi_letters,
        campaign_id=campaign_id,
        name=name,
        version=version,
        words=words,
        by_person=by,
        at=now,
    )
    return version


async def get(connection: AsyncConnection, campaign_id: int, name: str) -> OwnLetter | None:
    """The letter of that name, None where the campaign has none."""
    query = select(foi_letters).where(foi_letters.c.campaign_id == campaign_id, foi_letters.c.name == name)
    row = (await connection.execute(query)).first()
    return OwnLetter(**row._mapping) if row else None


async def all_of(connection: AsyncConnection, campaign_id: int) -> list[OwnLetter]:
    """The letters of a campaign, by name."""
    query = select(foi_letters).where(foi_letters.c.campaign_id == campaign_id).order_by(foi_letters.c.name)
    return [OwnLetter(**row._mapping) for row in await connection.execute(query)]


async def remove(connection: AsyncConnection, campaign_id: int, name: str) -> OwnLetter | None:
    """Forget a letter; the letter as it was, None where there was none."""
    statement = delete(foi_letters).where(
        foi_letters.c.campaign_id == campaign_id, foi_letters.c.name == name
    )
    row = (await connection.execute(statement.returning(*foi_letters.c))).first()
    return OwnLetter(**row._mapping) if row else None
