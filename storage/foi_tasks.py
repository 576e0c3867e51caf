"""Who has a request in hand: one accountable assignee, helpers, and claims that lapse.

Every change is written to `storage.foi_history` in the same transaction. Whether somebody may make it is
decided by the callers.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect, foi_history
from storage.foi_history import TaskEvent, history
from storage.foi_requests import OPEN
from storage.schema import foi_helpers, foi_requests

__all__ = [
    "Release",
    "TaskEvent",
    "add_helper",
    "assign",
    "campaigns_of",
    "claim",
    "defer",
    "hand_over",
    "helpers",
    "helpers_of_many",
    "history",
    "loads",
    "nudged",
    "release",
    "remove_helper",
    "set_priority",
    "touch",
]

Release = Literal["unclaimed", "declined", "lapsed", "returned"]
"""Why a task went back to the pool: given up, not accepted, the claim ran out, taken from them."""


async def assign(
    connection: AsyncConnection,
    number: int,
    person: int,
    by: int | None,
    now: datetime,
    *,
    wanted_by: date | None = None,
    lapses_at: datetime | None = None,
) -> int:
    """Give a task to somebody, whoever had it before; the number of the entry in its history."""
    await _give(connection, number, person, now, wanted_by=wanted_by, lapses_at=lapses_at)
    return await foi_history.write(connection, number, "assigned", now, person=person, by=by, until=wanted_by)


async def claim(
    connection: AsyncConnection, number: int, person: int, now: datetime, lapses_at: datetime | None
) -> int | None:
    """Take a task nobody has, or whose claim has lapsed: None when they have got it.

    Otherwise who has it, perhaps themselves. Of those who claim at the same time one gets it.
    Raises LookupError where there is no such request.
    """
    query = select(foi_requests.c.assignee, foi_requests.c.lapses_at).where(foi_requests.c.id == number)
    row = (await connection.execute(query.with_for_update())).first()
    if row is None:
        raise LookupError(f"there is no request {number}")
    if row.assignee is not None:
        if row.lapses_at is None or row.lapses_at > now:
            return int(row.assignee)
        await foi_history.write(connection, number, "lapsed", now, person=row.assignee)
    await _give(connection, number, person, now, wanted_by=None, lapses_at=lapses_at)
    await foi_history.write(connection, number, "claimed", now, person=person, by=person)
    return None


async def release(
    connection: AsyncConnection,
    number: int,
    by: int | None,
    now: datetime,
    kind: Release = "unclaimed",
    why: str = "",
) -> int | None:
    """Put a task back into the pool; the number of the entry in its history, None where nobody had it."""
    held = await _holder(connection, number)
    if held is None:
        return None
    await _set(connection, number, **_NOBODY)
    return await foi_history.write(connection, number, kind, now, person=held, by=by, why=why)


async def hand_over(
    connection: AsyncConnection,
    number: int,
    to: int,
    by: int | None,
    now: datetime,
    *,
    lapses_at: datetime | None = None,
    why: str = "",
) -> int:
    """Give a task on to somebody else, with the date it is wanted by; the number in its history."""
    query = select(foi_requests.c.wanted_by).where(foi_requests.c.id == number).with_for_update()
    wanted_by = (await connection.execute(query)).scalar()
    await _give(connection, number, to, now, wanted_by=wanted_by, lapses_at=lapses_at)
    return await foi_history.write(connection, number, "handed_over", now, person=to, by=by, why=why)


async def touch(
    connection: AsyncConnection, number: int, now: datetime, *, lapses_at: datetime | None = None
) -> None:
    """Note that the assignee has done something: nudges are counted from none again.

    A claim then holds until `lapses_at`, where that is given; what was assigned does not lapse for it.
    """
    values: dict[str, Any] = {"active_at": now, "nudges": 0}
    if lapses_at is not None:
        held = foi_requests.c.lapses_at
        values["lapses_at"] = case((held.is_not(None), lapses_at), else_=None)
    await _set(connection, number, **values)


async def nudged(connection: AsyncConnection, numbers: Collection[int]) -> None:
    """Note that the assignees of these tasks were nudged once more."""
    statement = update(foi_requests).where(dialect.among(connection, foi_requests.c.id, numbers))
    await connection.execute(statement.values(nudges=foi_requests.c.nudges + 1))


async def defer(
    connection: AsyncConnection, number: int, until: date | None, by: int | None, now: datetime
) -> int:
    """Let a task rest until that day, or no longer; the number of the entry in its history."""
    await _set(connection, number, deferred_until=until)
    return await foi_history.write(connection, number, "deferred", now, by=by, until=until)


async def set_priority(
    connection: AsyncConnection, number: int, priority: int, by: int | None, now: datetime
) -> int:
    """Say how much a task matters, 0 as usual; the number of the entry in its history."""
    await _set(connection, number, priority=priority)
    return await foi_history.write(connection, number, "priority", now, by=by, why=str(priority))


async def add_helper(
    connection: AsyncConnection, number: int, person: int, by: int | None, now: datetime
) -> bool:
    """Let somebody help with a task; whether they did not before."""
    new = await dialect.add(connection, foi_helpers, request_id=number, person_id=person)
    if new:
        await foi_history.write(connection, number, "helper_added", now, person=person, by=by)
    return new


async def remove_helper(
    connection: AsyncConnection, number: int, person: int, by: int | None, now: datetime
) -> bool:
    """Let somebody help no longer; whether they did."""
    gone = await _drop_helper(connection, number, person)
    if gone:
        await foi_history.write(connection, number, "helper_removed", now, person=person, by=by)
    return gone


async def helpers(connection: AsyncConnection, number: int) -> list[int]:
    """Who helps with a task, as ids of people."""
    query = select(foi_helpers.c.person_id).where(foi_helpers.c.request_id == number)
    return list((await connection.execute(query.order_by(foi_helpers.c.person_id))).scalars())


async def helpers_of_many(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, list[int]]:
    """The same of many tasks, by their numbers."""
    query = select(foi_helpers).where(dialect.among(connection, foi_helpers.c.request_id, numbers))
    found: dict[int, list[int]] = {number: [] for number in numbers}
    for row in await connection.execute(query.order_by(foi_helpers.c.request_id, foi_helpers.c.person_id)):
        found[row.request_id].append(row.person_id)
    return found


async def campaigns_of(connection: AsyncConnection, person: int) -> list[int]:
    """The campaigns in which a person has tasks, open or not."""
    query = select(foi_requests.c.campaign_id).where(foi_requests.c.assignee == person).distinct()
    return sorted((await connection.execute(query)).scalars())


async def loads(connection: AsyncConnection, campaign_id: int) -> dict[int, int]:
    """How many open tasks of a campaign each person has; who has none is left out."""
    assignee = foi_requests.c.assignee
    query = (
        select(assignee, func.count())
        .where(OPEN, foi_requests.c.campaign_id == campaign_id, assignee.is_not(None))
        .group_by(assignee)
    )
    return {row[0]: row[1] for row in await connection.execute(query)}


async def forget(connection: AsyncConnection, person: int, now: datetime) -> None:
    """Put all tasks of a person who is forgotten back into the pool, and have the open ones looked at."""
    mine = foi_requests.c.assignee == person
    await foi_history.forget(connection, person, now)
    await connection.execute(update(foi_requests).where(OPEN, mine).values(next_at=now))
    await connection.execute(update(foi_requests).where(mine).values(_NOBODY))


_NOBODY: dict[str, Any] = {
    "assignee": None,
    "assigned_at": None,
    "wanted_by": None,
    "lapses_at": None,
    "active_at": None,
    "nudges": 0,
}
"""The columns of a task nobody has."""


async def _give(
    connection: AsyncConnection,
    number: int,
    person: int,
    now: datetime,
    *,
    wanted_by: date | None,
    lapses_at: datetime | None,
) -> None:
    values = _NOBODY | {"assignee": person, "assigned_at": now, "active_at": now}
    await _set(connection, number, **values | {"wanted_by": wanted_by, "lapses_at": lapses_at})
    await _drop_helper(connection, number, person)


async def _holder(connection: AsyncConnection, number: int) -> int | None:
    query = select(foi_requests.c.assignee).where(foi_requests.c.id == number).with_for_update()
    found: int | None = (await connection.execute(query)).scalar()
    return found


async def _drop_helper(connection: AsyncConnection, number: int, person: int) -> bool:
    statement = delete(foi_helpers).where(
        foi_helpers.c.request_id == number, foi_helpers.c.person_id == person
    )
    return (await connection.execute(statement)).rowcount == 1


async def _set(connection: AsyncConnection, number: int, **values: Any) -> None:
    await connection.execute(update(foi_requests).where(foi_requests.c.id == number).values(values))
