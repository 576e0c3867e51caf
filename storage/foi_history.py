"""What became of tasks: who had them when, and who said so. Rows are only ever added."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import foi_history, foi_requests

_WITH_REASONS = ("unclaimed", "declined", "returned", "handed_over")


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """One thing that happened to a task.

    `kind` is assigned, claimed, handed_over, unclaimed, declined, lapsed, returned, forgotten, deferred,
    priority, helper_added, helper_removed, corrected, voided, unvoided, or what `storage.foi_batches` says of
    reminders. `person_id` is whom it is about and `by_person` who did it, None where that was the bot, or
    they have asked to be forgotten.
    """

    id: int
    request_id: int
    kind: str
    person_id: int | None
    by_person: int | None
    at: datetime
    until: date | None
    why: str


async def write(
    connection: AsyncConnection,
    request_id: int,
    kind: str,
    now: datetime,
    *,
    person: int | None = None,
    by: int | None = None,
    until: date | None = None,
    why: str = "",
) -> int:
    """Write down what happened; its number."""
    statement = insert(foi_history).values(
        request_id=request_id, kind=kind, person_id=person, by_person=by, at=now, until_day=until, why=why
    )
    number: int = (await connection.execute(statement.returning(foi_history.c.id))).scalar_one()
    return number


async def history(connection: AsyncConnection, request_id: int) -> list[TaskEvent]:
    """What happened to the task of a request, in order."""
    query = select(foi_history).where(foi_history.c.request_id == request_id).order_by(foi_history.c.id)
    return [_read(row) for row in await connection.execute(query)]


async def get(connection: AsyncConnection, number: int) -> TaskEvent | None:
    """One of them by its number, None where there is none."""
    row = (await connection.execute(select(foi_history).where(foi_history.c.id == number))).first()
    return _read(row) if row else None


async def get_many(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, TaskEvent]:
    """Those of these numbers, by them; those there are not are left out."""
    query = select(foi_history).where(dialect.among(connection, foi_history.c.id, numbers))
    return {row.id: _read(row) for row in await connection.execute(query)}


async def forget(connection: AsyncConnection, person: int, now: datetime) -> None:
    """Write down that somebody who had open tasks is gone, and drop the reasons they gave.

    Why somebody gave a task back may say more of them than of the task.
    """
    mine = select(
        foi_requests.c.id, literal("forgotten"), literal(now, foi_history.c.at.type), literal("")
    ).where(foi_requests.c.open, foi_requests.c.assignee == person)
    names = ["request_id", "kind", "at", "why"]
    await connection.execute(insert(foi_history).from_select(names, mine))
    theirs = (foi_history.c.by_person == person, foi_history.c.kind.in_(_WITH_REASONS))
    await connection.execute(update(foi_history).where(*theirs).values(why=""))


def _read(row: Row[Any]) -> TaskEvent:
    return TaskEvent(
        row.id, row.request_id, row.kind, row.person_id, row.by_person, row.at, row.until_day, row.why
    )
