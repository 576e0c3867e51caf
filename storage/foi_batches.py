"""One letter to many bodies: a draft that somebody looks at first, then a request of its own for each.

A draft remembers the bodies and who is to share them only until it is made: then the requests say both.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import foi_history
from storage.foi_requests import FoiRequest, read_row
from storage.schema import foi_batch_people, foi_batches, foi_requests
from storage.schema import foi_history as history

SKIPPED, WANTED = "chase_skipped", "chase_wanted"
"""What the history of a task says where the batch's reminders leave it out, and where no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A batch: `per_day` letters a working day are to be sent from `first_day` on.

    `letter` is filled in with `fields`, the same for all bodies; `bodies` are the codes of those that a draft
    is for, in the order in which they are to be written to.
    """

    campaign_id: int
    name: str
    letter: str
    subject: str
    fields: Mapping[str, str] = field(default_factory=dict)
    bodies: tuple[str, ...] = ()
    first_day: date
    per_day: int
    created_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(NewBatch):
    """A batch we keep; a draft until `made_at`. `created_by` is None where they asked to be forgotten."""

    id: int
    created_at: datetime
    made_at: datetime | None = None


async def add(connection: AsyncConnection, new: NewBatch, now: datetime, people: Sequence[int] = ()) -> Batch:
    """Keep a draft, to be shared among `people` in this order; its requests are made with its number."""
    values = {
        "campaign_id": new.campaign_id,
        "name": new.name,
        "letter": new.letter,
        "subject": new.subject,
        "fields": json.dumps(dict(new.fields), ensure_ascii=False),
        "bodies": " ".join(new.bodies),
        "first_day": new.first_day,
        "per_day": new.per_day,
        "created_by": new.created_by,
        "created_at": now,
    }
    made = _read(
        (await connection.execute(insert(foi_batches).values(values).returning(*foi_batches.c))).one()
    )
    if people:
        rows = [
            {"batch_id": made.id, "person_id": person, "place": place}
            for place, person in enumerate(dict.fromkeys(people))
        ]
        await connection.execute(insert(foi_batch_people), rows)
    return made


async def get(connection: AsyncConnection, number: int, *, lock: bool = False) -> Batch | None:
    """The batch of that number, None where there is none.

    With `lock` nobody else makes or changes it until the transaction ends.
    """
    query = select(foi_batches).where(foi_batches.c.id == number)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    return _read(row) if row else None


async def people_of(connection: AsyncConnection, number: int) -> list[int]:
    """Who is to share a draft, in their order; nobody once it is made."""
    query = select(foi_batch_people.c.person_id).where(foi_batch_people.c.batch_id == number)
    return list((await connection.execute(query.order_by(foi_batch_people.c.place))).scalars())


async def redate(connection: AsyncConnection, number: int, first_day: date) -> Batch | None:
    """Have a batch sent from another day on; the batch, None where there is none."""
    statement = update(foi_batches).where(foi_batches.c.id == number).values(first_day=first_day)
    row = (await connection.execute(statement.returning(*foi_batches.c))).first()
    return _read(row) if row else None


async def mark_made(connection: AsyncConnection, number: int, now: datetime) -> None:
    """Note that the requests of a draft are made: its bodies and people are theirs from now on."""
    await connection.execute(delete(foi_batch_people).where(foi_batch_people.c.batch_id == number))
    await connection.execute(
        update(foi_batches).where(foi_batches.c.id == number).values(made_at=now, bodies="")
    )


async def drop_drafts(connection: AsyncConnection, campaign_id: int, before: datetime) -> int:
    """Forget drafts of a campaign from before then; how many."""
    statement = delete(foi_batches).where(
        foi_batches.c.campaign_id == campaign_id,
        foi_batches.c.made_at.is_(None),
        foi_batches.c.created_at < before,
    )
    return (await connection.execute(statement)).rowcount


async def of_campaign(connection: AsyncConnection, campaign_id: int) -> list[Batch]:
    """The batches of a campaign, drafts too, the newest first."""
    query = select(foi_batches).where(foi_batches.c.campaign_id == campaign_id)
    return [_read(row) for row in await connection.execute(query.order_by(foi_batches.c.id.desc()))]


async def requests_of(connection: AsyncConnection, batch_id: int, *, lock: bool = False) -> list[FoiRequest]:
    """The requests of a batch, by number; with `lock` nobody else changes them until the transaction ends."""
    query = select(foi_requests).where(foi_requests.c.batch_id == batch_id).order_by(foi_requests.c.id)
    found = await connection.execute(query.with_for_update() if lock else query)
    return [read_row(row) for row in found]


async def sizes(connection: AsyncConnection, campaign_id: int) -> dict[int, tuple[int, int]]:
    """How many requests each batch of a campaign has, and how many of them are open, by its number."""
    batch = foi_requests.c.batch_id
    query = (
        select(batch, func.count(), func.count().filter(foi_requests.c.open))
        .join(foi_batches, foi_batches.c.id == batch)
        .where(foi_batches.c.campaign_id == campaign_id)
        .group_by(batch)
    )
    return {row[0]: (row[1], row[2]) for row in await connection.execute(query)}


async def skip(
    connection: AsyncConnection, request_id: int, by: int | None, now: datetime, *, skipped: bool
) -> None:
    """Leave a request out of its batch's reminders, or have it among them again."""
    await foi_history.write(connection, request_id, SKIPPED if skipped else WANTED, now, by=by)


async def skipped(connection: AsyncConnection, batch_id: int) -> set[int]:
    """The requests that the batch's reminders leave out."""
    query = (
        select(history.c.request_id, history.c.kind)
        .join(foi_requests, foi_requests.c.id == history.c.request_id)
        .where(foi_requests.c.batch_id == batch_id, history.c.kind.in_((SKIPPED, WANTED)))
        .order_by(history.c.id)
    )
    last = {row.request_id: row.kind for row in await connection.execute(query)}
    return {number for number, kind in last.items() if kind == SKIPPED}


def _read(row: Row[Any]) -> Batch:
    values = dict(row._mapping)
    values["fields"] = json.loads(values["fields"])
    values["bodies"] = tuple(values["bodies"].split())
    return Batch(**values)
