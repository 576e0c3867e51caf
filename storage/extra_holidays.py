"""Bank holidays newer than the packaged calendars: proclaimed at short notice, fetched or typed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import extra_holidays


@dataclass(frozen=True, slots=True)
class ExtraHoliday:
    """A day off in `parts` of the UK (ENG, WLS, SCT, NIR), for one campaign or, with None, for all.

    `source` is where it was read, or empty where it was typed in.
    """

    id: int
    campaign_id: int | None
    day: date
    parts: tuple[str, ...]
    name: str
    source: str
    by_person: int | None
    at: datetime


async def add(
    connection: AsyncConnection,
    campaign_id: int | None,
    day: date,
    name: str,
    parts: Iterable[str],
    now: datetime,
    *,
    source: str = "",
    by: int | None = None,
) -> ExtraHoliday:
    """Count that day as a holiday from now on; the one there is where it is known just so."""
    wanted = tuple(sorted(set(parts)))
    for known in await of_campaign(connection, campaign_id):
        if (known.campaign_id, known.day, known.parts) == (campaign_id, day, wanted):
            return known
    statement = insert(extra_holidays).values(
        campaign_id=campaign_id,
        day=day,
        parts=",".join(wanted),
        name=name,
        source=source,
        by_person=by,
        at=now,
    )
    return _read((await connection.execute(statement.returning(*extra_holidays.c))).one())


async def remove(connection: AsyncConnection, number: int) -> ExtraHoliday | None:
    """Count a day as a working day again; what it was, None where there is none of that number."""
    statement = delete(extra_holidays).where(extra_holidays.c.id == number).returning(*extra_holidays.c)
    row = (await connection.execute(statement)).first()
    return _read(row) if row else None


async def of_campaign(connection: AsyncConnection, campaign_id: int | None) -> list[ExtraHoliday]:
    """The extra holidays that count for a campaign, those for all included; with None those alone."""
    whose = extra_holidays.c.campaign_id
    everybodys = whose.is_(None)
    query = select(extra_holidays).where(
        everybodys if campaign_id is None else or_(everybodys, whose == campaign_id)
    )
    found = await connection.execute(query.order_by(extra_holidays.c.day, extra_holidays.c.id))
    return [_read(row) for row in found]


def _read(row: Row[Any]) -> ExtraHoliday:
    values = dict(row._mapping)
    values["parts"] = tuple(row.parts.split(","))
    return ExtraHoliday(**values)
