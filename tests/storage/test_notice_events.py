"""What happened to notices is kept in order, and found by event, notice and procurement."""

import pytest

from storage import notice_events
from storage.database import Database
from storage.errors import StorageError
from storage.notice_events import Change, Event, NewEvent
from tests.storage.conftest import NOW
from tests.storage.making import DAY, notice, store


async def test_events_are_found_again(database: Database) -> None:
    await store(database, notice(1, ocid="o"), notice(2, ocid="o"), notice(3))
    moved = (Change("deadline", None, "2026-03-09T12:00:00+00:00"), Change("amount", 1.5, "£2 \0"))
    new = [
        NewEvent(notice_id=1, kind="new", at=NOW),
        NewEvent(notice_id=3, kind="new", at=NOW),
        NewEvent(notice_id=1, kind="deadline-moved", at=NOW + DAY, changes=moved),
        NewEvent(notice_id=2, kind="new", at=NOW + DAY),
    ]
    async with database.write() as connection:
        assert await notice_events.add(connection, []) == []
        first = await notice_events.add(connection, new[:2])
        rest = await notice_events.add(connection, new[2:])
    assert [event.id for event in first + rest] == [1, 2, 3, 4]
    assert rest[0] == Event(id=3, notice_id=1, kind="deadline-moved", at=NOW + DAY, changes=moved)
    async with database.read() as connection:
        assert await notice_events.of_notice(connection, 1) == [first[0], rest[0]]
        assert await notice_events.of_procurement(connection, "o") == [first[0], *rest]
        assert await notice_events.get_many(connection, [2, 4, 4, 9]) == {2: first[1], 4: rest[1]}


async def test_there_is_no_event_without_a_notice(database: Database) -> None:
    with pytest.raises(StorageError):
        async with database.write() as connection:
            await notice_events.add(connection, [NewEvent(notice_id=9, kind="new", at=NOW)])
