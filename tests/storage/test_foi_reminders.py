"""Reminders and notes: kept, due once, and gone when they are taken back."""

from storage import foi_notes, foi_reminders
from storage.foi_notes import Note
from storage.foi_reminders import Reminder
from tests.storage.conftest import NOW
from tests.storage.desk import Desk, plans, walks
from tests.storage.making import DAY, MINUTE


async def test_reminders_are_due_once(desk: Desk) -> None:
    number = await desk.one()
    async with desk.database.write() as connection:
        later = await foi_reminders.add(connection, number, desk.jo, NOW + 3 * MINUTE, "ask again", NOW)
        first = await foi_reminders.add(connection, number, desk.mo, NOW + MINUTE, "", NOW)
        far = await foi_reminders.add(connection, number, desk.jo, NOW + DAY, "spring", NOW)
        assert later == Reminder(later.id, number, desk.jo, NOW + 3 * MINUTE, "ask again", NOW, False)
        assert await foi_reminders.due(connection, NOW, 9) == []
        assert await foi_reminders.due(connection, NOW + 3 * MINUTE, 9) == [first, later]
        assert await foi_reminders.due(connection, NOW + 3 * MINUTE, 1) == [first]
        await foi_reminders.done(connection, [first.id, later.id])
        assert await foi_reminders.due(connection, NOW + 3 * MINUTE, 9) == []
        assert await foi_reminders.of_person(connection, desk.jo) == [far]
        told = await foi_reminders.get(connection, later.id)
        assert told is not None and (told.words, told.done) == ("ask again", True)
        (plan,) = await plans(connection, lambda here: foi_reminders.due(here, NOW, 9))
    assert "ix_foi_reminders_at_id" in plan and not walks(plan, "foi_reminders"), plan


async def test_a_reminder_can_be_put_off_taken_back_and_is_tidied_away(desk: Desk) -> None:
    number = await desk.one()
    async with desk.database.write() as connection:
        one = await foi_reminders.add(connection, number, desk.jo, NOW, "x", NOW)
        await foi_reminders.done(connection, [one.id])
        assert await foi_reminders.snooze(connection, one.id, NOW + MINUTE)
        assert [each.id for each in await foi_reminders.due(connection, NOW + MINUTE, 9)] == [one.id]
        assert await foi_reminders.prune(connection, NOW + DAY) == 0, "not told yet"
        await foi_reminders.done(connection, [one.id])
        assert await foi_reminders.prune(connection, NOW + MINUTE) == 0
        assert await foi_reminders.prune(connection, NOW + DAY) == 1
        other = await foi_reminders.add(connection, number, desk.jo, NOW, "x", NOW)
        assert await foi_reminders.cancel(connection, other.id)
        assert not await foi_reminders.cancel(connection, other.id)
        assert not await foi_reminders.snooze(connection, other.id, NOW)
        assert await foi_reminders.get(connection, other.id) is None


async def test_notes_are_kept_in_order_and_can_be_taken_back(desk: Desk) -> None:
    number = await desk.one()
    async with desk.database.write() as connection:
        one = await foi_notes.add(connection, number, "they phoned", "", desk.jo, NOW)
        other = await foi_notes.add(connection, number, "", "https://x.example/1", desk.mo, NOW + MINUTE)
        assert one == Note(one.id, number, "they phoned", "", desk.jo, NOW)
        assert await foi_notes.of_request(connection, number) == [one, other]
        assert await foi_notes.remove(connection, one.id) == one
        assert await foi_notes.remove(connection, one.id) is None
        assert await foi_notes.of_request(connection, number) == [other]
