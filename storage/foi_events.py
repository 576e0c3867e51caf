"""What happened to requests: dated events, which are corrected but never overwritten."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from law.foi.events import Event, Kind, Result
from storage import dialect, foi_history
from storage.schema import foi_events

_KINDS = {each.value: each for each in Kind}
_RESULTS: dict[str | None, Result | None] = {None: None} | {each.value: each for each in Result}


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as somebody recorded it.

    `event` has its `id` set. `by_person` is None where nobody said it, or they have asked to be forgotten;
    `replaces` is the id of the event it corrects. What is `void` no longer counts.
    """

    event: Event
    request_id: int
    by_person: int | None
    recorded_at: datetime
    replaces: int | None
    void: bool

    @property
    def id(self) -> int:
        """The event's number."""
        assert self.event.id is not None
        return self.event.id


async def append(
    connection: AsyncConnection,
    request_id: int,
    event: Event,
    by: int | None,
    now: datetime,
    *,
    replaces: int | None = None,
) -> StoredEvent:
    """Record an event of a request. Whether it can have happened: `law.foi.events.check`, before."""
    statement = insert(foi_events).values(
        request_id=request_id,
        kind=event.kind.value,
        on_day=event.on,
        until_day=event.until,
        result=None if event.result is None else event.result.value,
        exemptions=",".join(event.exemptions),
        why=event.why,
        url=event.url,
        by_person=by,
        recorded_at=now,
        replaces=replaces,
        void=False,
    )
    return _read((await connection.execute(statement.returning(*foi_events.c))).one())


async def get(connection: AsyncConnection, event_id: int) -> StoredEvent | None:
    """The event of that number, void or not; None where there is none."""
    row = (await connection.execute(select(foi_events).where(foi_events.c.id == event_id))).first()
    return _read(row) if row else None


async def of_request(
    connection: AsyncConnection, request_id: int, *, void: bool = False
) -> list[StoredEvent]:
    """The events of a request in the order they were recorded; with `void` also those that do not count."""
    query = select(foi_events).where(foi_events.c.request_id == request_id).order_by(foi_events.c.id)
    return [
        _read(row)
        for row in await connection.execute(query if void else query.where(foi_events.c.void.is_(False)))
    ]


async def of_many(connection: AsyncConnection, request_ids: Collection[int]) -> dict[int, list[StoredEvent]]:
    """The events that count of many requests, by request; an empty list for those without any."""
    query = (
        select(foi_events)
        .where(dialect.among(connection, foi_events.c.request_id, request_ids), foi_events.c.void.is_(False))
        .order_by(foi_events.c.request_id, foi_events.c.id)
    )
    found: dict[int, list[StoredEvent]] = {number: [] for number in request_ids}
    for row in await connection.execute(query):
        found[row[1]].append(_read(row))
    return found


async def correct(
    connection: AsyncConnection, event_id: int, event: Event, by: int | None, now: datetime
) -> StoredEvent | None:
    """Put `event` in the place of one that counts; None where there is none. The way back: `unvoid`."""
    if await _mark(connection, event_id, void=True) is None:
        return None
    old = await get(connection, event_id)
    assert old is not None
    await foi_history.write(connection, old.request_id, "corrected", now, by=by, why=_said(old))
    return await append(connection, old.request_id, event, by, now, replaces=event_id)


async def void(connection: AsyncConnection, event_id: int, by: int | None, now: datetime) -> bool:
    """Let an event count no longer; whether it did. The way back: `unvoid`."""
    old = await _mark(connection, event_id, void=True)
    if old is not None:
        await foi_history.write(connection, old.request_id, "voided", now, by=by, why=_said(old))
    return old is not None


async def unvoid(connection: AsyncConnection, event_id: int, by: int | None, now: datetime) -> bool:
    """Let a void event count again, and what was put in its place no longer; whether it was void."""
    old = await _mark(connection, event_id, void=False)
    if old is None:
        return False
    await connection.execute(update(foi_events).where(foi_events.c.replaces == event_id).values(void=True))
    await foi_history.write(connection, old.request_id, "unvoided", now, by=by, why=_said(old))
    return True


async def _mark(connection: AsyncConnection, event_id: int, *, void: bool) -> StoredEvent | None:
    statement = (
        update(foi_events)
        .where(foi_events.c.id == event_id, foi_events.c.void.is_(not void))
        .values(void=void)
        .returning(*foi_events.c)
    )
    row = (await connection.execute(statement)).first()
    return _read(row) if row else None


def _said(stored: StoredEvent) -> str:
    return f"{stored.event.kind} {stored.event.on.isoformat()}"


def _read(row: Sequence[Any]) -> StoredEvent:
    # By place: thousands are read at a time, and a row is slow to ask by name.
    number, request, kind, on, until, result, exemptions, why, url, by, at, replaces, void = row
    event = Event(
        _KINDS[kind],
        on,
        until,
        _RESULTS[result],
        tuple(exemptions.split(",")) if exemptions else (),
        why,
        url,
        number,
    )
    return StoredEvent(event, request, by, at, replaces, void)
