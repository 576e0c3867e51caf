"""The accounts of people, many at once: to name them in lists, and to know where to write to them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.people import Account
from storage.schema import accounts


async def of_people(
    connection: AsyncConnection, person_ids: Collection[int]
) -> dict[int, tuple[Account, ...]]:
    """The accounts of each of these people, by platform and id; those we know nothing of have none."""
    query = (
        select(accounts)
        .where(dialect.among(connection, accounts.c.person_id, person_ids))
        .order_by(accounts.c.platform, accounts.c.id)
    )
    found: dict[int, tuple[Account, ...]] = dict.fromkeys(person_ids, ())
    for row in await connection.execute(query):
        found[row.person_id] = (*found[row.person_id], Account(row.platform, row.id, row.name))
    return found


async def behind(connection: AsyncConnection, platform: str, account_ids: Collection[str]) -> dict[str, int]:
    """Who is behind these accounts of a network, as ids of people; those we know nothing of are left out."""
    query = select(accounts.c.id, accounts.c.person_id).where(
        accounts.c.platform == platform, accounts.c.id.in_(account_ids)
    )
    return {row.id: row.person_id for row in await connection.execute(query)}


async def names(connection: AsyncConnection, person_ids: Collection[int]) -> dict[int, str]:
    """The name to show for each of these people; those we know nothing of are left out."""
    found = await of_people(connection, person_ids)
    return {person: theirs[0].name for person, theirs in found.items() if theirs}
