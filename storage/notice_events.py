"""What happened to notices: the history that a post is about and a command shows."""

import json
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.bulk import Bulk, next_ids
from storage.dialect import among
from storage.schema import notice_events, notices


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is another than before, old and new in words or as JSON has it."""

    field: str
    old: str | float | bool | None
    new: str | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened to a notice: its `kind` is a word of ``feeds``, such as deadline-moved."""

    notice_id: int
    kind: str
    at: datetime
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(NewEvent):
    """An event we keep."""

    id: int


_EVENTS = Bulk(notice_events, ("id", "notice_id", "kind", "at", "changes"))


async def add(connection: AsyncConnection, events: Sequence[NewEvent]) -> list[Event]:
    """Keep events, in the same order and with their ids, for the outbox to refer to."""
    numbers = await next_ids(connection, notice_events, len(events))
    await _EVENTS.insert(
        connection,
        [
            (number, event.notice_id, event.kind, event.at, _written(event.changes))
            for number, event in zip(numbers, events, strict=True)
        ],
    )
    return [
        Event(id=number, notice_id=event.notice_id, kind=event.kind, at=event.at, changes=event.changes)
        for number, event in zip(numbers, events, strict=True)
    ]


async def get_many(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, Event]:
    """The events with these ids, by them; those there are not are left out."""
    found = await _all(
        connection, select(notice_events).where(among(connection, notice_events.c.id, set(numbers)))
    )
    return {event.id: event for event in found}


async def of_notice(connection: AsyncConnection, number: int) -> list[Event]:
    """What happened to the notice we gave this number, oldest first."""
    query = select(notice_events).where(notice_events.c.notice_id == number)
    return await _all(connection, query.order_by(notice_events.c.id))


async def of_procurement(connection: AsyncConnection, ocid: str, limit: int = 500) -> list[Event]:
    """What happened to every notice of a procurement, oldest first."""
    query = select(notice_events).join(notices).where(notices.c.ocid == ocid)
    return await _all(connection, query.order_by(notice_events.c.id).limit(limit))


async def _all(connection: AsyncConnection, query: Select[Any]) -> list[Event]:
    return [_read(row) for row in await connection.execute(query)]


def _read(row: Row[Any]) -> Event:
    changes = tuple(Change(*each) for each in json.loads(row.changes))
    return Event(id=row.id, notice_id=row.notice_id, kind=row.kind, at=row.at, changes=changes)


def _written(changes: tuple[Change, ...]) -> str:
    return json.dumps([astuple(change) for change in changes]) if changes else "[]"
