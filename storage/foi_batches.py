"""One letter to many bodies: each becomes a request of its own."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.foi_requests import FoiRequest, read_row
from storage.schema import foi_batches, foi_requests


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A batch: `per_day` letters a day are to be sent from `first_day` on."""

    campaign_id: int
    name: str
    letter: str
    subject: str
    first_day: date
    per_day: int
    created_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(NewBatch):
    """A batch we keep. `created_by` is None where they have asked to be forgotten."""

    id: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many requests of a batch stand at this stage with this result; `late` those that are or were."""

    stage: str
    result: str | None
    n: int
    late: int


_NAMES = ("campaign_id", "name", "letter", "subject", "first_day", "per_day", "created_by")


async def add(connection: AsyncConnection, new: NewBatch, now: datetime) -> Batch:
    """Keep a new batch; its requests are added with its id (`storage.foi_requests.add_many`)."""
    values = {name: getattr(new, name) for name in _NAMES}
    statement = insert(foi_batches).values(values | {"created_at": now}).returning(*foi_batches.c)
    return Batch(**(await connection.execute(statement)).one()._mapping)


async def get(connection: AsyncConnection, number: int) -> Batch | None:
    """The batch of that number, None where there is none."""
    row = (await connection.execute(select(foi_batches).where(foi_batches.c.id == number))).first()
    return Batch(**row._mapping) if row else None


async def of_campaign(connection: AsyncConnection, campaign_id: int) -> list[Batch]:
    """The batches of a campaign, the newest first."""
    query = select(foi_batches).where(foi_batches.c.campaign_id == campaign_id)
    found = await connection.execute(query.order_by(foi_batches.c.id.desc()))
    return [Batch(**row._mapping) for row in found]


async def requests_of(connection: AsyncConnection, batch_id: int) -> list[FoiRequest]:
    """The requests of a batch, by number."""
    query = select(foi_requests).where(foi_requests.c.batch_id == batch_id).order_by(foi_requests.c.id)
    return [read_row(row) for row in await connection.execute(query)]


async def outcomes(connection: AsyncConnection, batch_id: int) -> list[Outcome]:
    """The requests of a batch counted by stage and result."""
    late = func.count().filter(foi_requests.c.late)
    query = (
        select(foi_requests.c.stage, foi_requests.c.result, func.count(), late)
        .where(foi_requests.c.batch_id == batch_id)
        .group_by(foi_requests.c.stage, foi_requests.c.result)
    )
    found = [Outcome(*row) for row in await connection.execute(query)]
    return sorted(found, key=lambda each: (each.stage, each.result or ""))
