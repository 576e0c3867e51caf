"""What the sweep of the desk and the delivery of its rows ask of the store, for many at once."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from storage import accounts, foi_history, foi_listing, foi_reminders, foi_requests, foi_tasks
from storage.database import Database
from storage.foi_listing import Listing
from tests.storage.conftest import NOW, POSTGRES_ONLY
from tests.storage.desk import WAITING, Desk
from tests.storage.making import DAY, MINUTE


async def test_helpers_history_and_people_of_many(desk: Desk) -> None:
    one, two = await desk.add(desk.request(), desk.request())
    async with desk.database.write() as connection:
        await foi_tasks.add_helper(connection, one, desk.mo, None, NOW)
        await foi_tasks.add_helper(connection, one, desk.jo, None, NOW)
        entry = await foi_tasks.assign(connection, two, desk.jo, None, NOW)
        helpers = await foi_tasks.helpers_of_many(connection, [one, two])
        history = await foi_history.get_many(connection, [entry, 999])
        behind = await accounts.behind(connection, "discord", ["1", "2", "3"])
        assert await accounts.behind(connection, "matrix", ["1"]) == {}
        assert await accounts.behind(connection, "discord", []) == {}
    assert helpers == {one: [desk.jo, desk.mo], two: []}
    assert {number: each.kind for number, each in history.items()} == {entry: "assigned"}
    assert behind == {"1": desk.jo, "2": desk.mo}


async def test_reminders_of_requests_are_those_still_to_come(desk: Desk) -> None:
    one, two = await desk.add(desk.request(), desk.request())
    async with desk.database.write() as connection:
        past = await foi_reminders.add(connection, one, desk.jo, NOW, "x", NOW)
        soon = await foi_reminders.add(connection, one, desk.jo, NOW + MINUTE, "", NOW)
        done = await foi_reminders.add(connection, one, desk.mo, NOW + DAY, "y", NOW)
        other = await foi_reminders.add(connection, two, desk.mo, NOW + DAY, "", NOW)
        await foi_reminders.done(connection, [done.id])
        assert await foi_reminders.of_requests(connection, [one], NOW) == [soon]
        assert await foi_reminders.of_requests(connection, [one, two], NOW) == [soon, other]
        found = await foi_reminders.get_many(connection, [past.id, other.id, 999])
    assert found == {past.id: past, other.id: other}


async def test_what_falls_due_from_one_day_to_another(desk: Desk) -> None:
    first, *others = await desk.add(*([desk.request()] * 4))
    days = {first: date(2026, 3, 1)} | dict(
        zip(others, (date(2026, 3, 2), date(2026, 3, 8), None), strict=True)
    )
    await desk.index({number: _due(day) for number, day in days.items()})
    week = Listing((desk.campaign,), due_from=date(2026, 3, 2), overdue_on=date(2026, 3, 9))
    async with desk.database.read() as connection:
        assert [each.id for each in (await foi_listing.page(connection, week, 9)).requests] == others[:2]
        assert await foi_listing.count(connection, week) == 2
        open_end = Listing((desk.campaign,), due_from=date(2026, 3, 2))
        assert await foi_listing.count(connection, open_end) == 2


def _due(day: date | None) -> foi_requests.Index:
    return replace(WAITING, due_on=day)


@POSTGRES_ONLY
async def test_what_somebody_is_just_changing_is_left_for_another_time(
    desk: Desk, database: Database
) -> None:
    """The sweep waits for nobody, and nobody's change is written over."""
    one, two = await desk.add(desk.request(), desk.request())
    async with database.write() as connection:
        mine = await foi_reminders.add(connection, one, desk.jo, NOW, "x", NOW)
    changing, looked = asyncio.Event(), asyncio.Event()

    async def change() -> None:
        async with database.write() as connection:
            await foi_requests.get(connection, one, lock=True)
            await foi_reminders.snooze(connection, mine.id, NOW + DAY)
            changing.set()
            await looked.wait()

    task = asyncio.create_task(change())
    await changing.wait()
    async with database.write() as connection:
        due = await foi_requests.due_for_look(connection, NOW, 9, lock=True)
        other = await foi_requests.of_other_calendar(connection, desk.campaign, "c", 9, lock=True)
        assert await foi_reminders.due(connection, NOW, 9) == []
    looked.set()
    await task
    assert [each.id for each in due] == [each.id for each in other] == [two]
    async with database.read() as connection:
        again = await foi_requests.due_for_look(connection, NOW + timedelta(seconds=1), 9)
    assert [each.id for each in again] == [one, two]
