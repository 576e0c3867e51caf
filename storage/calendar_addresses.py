"""Secret addresses of calendars: what each shows, by a hash of its token. The token itself is not kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import calendar_addresses


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    """An address that shows the deadlines of one campaign, or of one person: the other is None."""

    token_hash: str
    campaign_id: int | None
    person_id: int | None
    created_by: int | None
    created_at: datetime


async def add(
    connection: AsyncConnection,
    token_hash: str,
    now: datetime,
    *,
    campaign_id: int | None = None,
    person_id: int | None = None,
    created_by: int | None = None,
) -> CalendarAddress:
    """Open an address for a campaign or for a person."""
    statement = insert(calendar_addresses).values(
        token_hash=token_hash,
        campaign_id=campaign_id,
        person_id=person_id,
        created_by=created_by,
        created_at=now,
    )
    row = (await connection.execute(statement.returning(*calendar_addresses.c))).one()
    return CalendarAddress(**row._mapping)


async def find(connection: AsyncConnection, token_hash: str) -> CalendarAddress | None:
    """What an address shows, None where there is none (any more)."""
    found = await _all(connection, calendar_addresses.c.token_hash == token_hash)
    return found[0] if found else None


async def revoke(connection: AsyncConnection, token_hash: str) -> bool:
    """Close an address; whether it was open."""
    statement = delete(calendar_addresses).where(calendar_addresses.c.token_hash == token_hash)
    return (await connection.execute(statement)).rowcount == 1


async def of_person(connection: AsyncConnection, person_id: int) -> list[CalendarAddress]:
    """The addresses that show a person's deadlines, oldest first."""
    return await _all(connection, calendar_addresses.c.person_id == person_id)


async def of_campaign(connection: AsyncConnection, campaign_id: int) -> list[CalendarAddress]:
    """The addresses that show a campaign's deadlines, oldest first."""
    return await _all(connection, calendar_addresses.c.campaign_id == campaign_id)


async def _all(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[CalendarAddress]:
    order: Any = (calendar_addresses.c.created_at, calendar_addresses.c.token_hash)
    found = await connection.execute(select(calendar_addresses).where(condition).order_by(*order))
    return [CalendarAddress(**row._mapping) for row in found]
