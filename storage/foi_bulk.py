"""What happens to many requests at once, in a few statements: the same event, and tasks shared out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from law.foi.story import Event
from storage import dialect
from storage.bulk import Bulk, BulkUpdate, next_ids
from storage.schema import foi_events, foi_helpers, foi_history, foi_requests

_EVENTS: Final = Bulk(
    foi_events,
    (
        *("id", "request_id", "kind", "on_day", "until_day", "result"),
        *("exemptions", "why", "url", "by_person", "recorded_at", "void"),
    ),
)
_HISTORY: Final = Bulk(foi_history, ("id", "request_id", "kind", "person_id", "by_person", "at", "why"))
_TASKS: Final = BulkUpdate(
    foi_requests,
    ("assignee", "assigned_at", "active_at"),
    "wanted_by = NULL, lapses_at = NULL, nudges = 0",
)
_DAYS: Final = BulkUpdate(foi_requests, ("send_on",))


async def append(
    connection: AsyncConnection, events: Sequence[tuple[int, Event]], by: int | None, now: datetime
) -> list[int]:
    """Record an event of each of these requests (by number); the numbers of the events, in their order.

    Whether they can have happened: `law.foi.events.check`, before.
    """
    numbers = await next_ids(connection, foi_events, len(events))
    rows = [
        _event(number, request, event, by, now)
        for number, (request, event) in zip(numbers, events, strict=True)
    ]
    await _EVENTS.insert(connection, rows)
    return list(numbers)


async def assign(
    connection: AsyncConnection, tasks: Mapping[int, int], by: int | None, now: datetime
) -> dict[int, int]:
    """Give each of these requests to a person, as `foi_tasks.assign`; the entries in their histories."""
    numbers = await next_ids(connection, foi_history, len(tasks))
    entries = dict(zip(tasks, numbers, strict=True))
    await _TASKS.apply(connection, [(person, now, now, request) for request, person in tasks.items()])
    rows = [(entries[request], request, "assigned", person, by, now, "") for request, person in tasks.items()]
    await _HISTORY.insert(connection, rows)
    holder = select(foi_requests.c.assignee).where(foi_requests.c.id == foi_helpers.c.request_id)
    await connection.execute(
        delete(foi_helpers).where(
            dialect.among(connection, foi_helpers.c.request_id, tasks.keys()),
            foi_helpers.c.person_id == holder.scalar_subquery(),
        )
    )
    return entries


async def plan_days(connection: AsyncConnection, days: Mapping[int, date]) -> None:
    """Have each of these requests sent on another day."""
    await _DAYS.apply(connection, [(day, request) for request, day in days.items()])


def _event(number: int, request: int, event: Event, by: int | None, now: datetime) -> tuple[Any, ...]:
    result = None if event.result is None else event.result.value
    return (
        *(number, request, event.kind.value, event.on, event.until, result),
        *(",".join(event.exemptions), event.why, event.url, by, now, False),
    )
