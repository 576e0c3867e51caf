"""Processes that claim at once, and those that are killed while they assign or join."""

import asyncio
import random

from sqlalchemy import func, select, text

from storage import foi_events, foi_history, foi_requests, foi_tasks, people, schema
from storage.database import Database
from tests.storage.children import child, joined
from tests.storage.conftest import NOW
from tests.storage.desk import Desk
from tests.storage.test_processes import results

PAIRS = 24


async def sound(database: Database) -> None:
    async with database.read() as connection:
        if connection.dialect.name == "sqlite":
            assert (await connection.execute(text("PRAGMA integrity_check"))).scalar() == "ok"
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).first() is None


async def test_of_two_processes_that_claim_at_once_one_gets_each(desk: Desk, database_url: str) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(60)))
    jo, mo = await results(database_url, ("claim", str(desk.jo)), ("claim", str(desk.mo)))
    assert isinstance(jo, list) and isinstance(mo, list)
    for number, told_jo, told_mo in zip(numbers, jo, mo, strict=True):
        winner = desk.jo if told_jo is None else desk.mo
        assert {told_jo, told_mo} == {None, winner}, "one gets it, the other is told who"
        assert (await desk.read(number)).assignee == winner
    async with desk.database.read() as connection:
        for number in numbers:
            assert len(await foi_tasks.history(connection, number)) == 1


async def test_killed_while_assigning_leaves_all_of_an_assignment_or_nothing(
    desk: Desk, database_url: str
) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(4)))
    chance = random.Random()
    for _ in range(3):
        async with child("assign", database_url, str(desk.jo), str(desk.mo), str(desk.jo)) as process:
            await asyncio.sleep(chance.random() * 0.4)
            process.kill()
            await process.wait()
        async with desk.database.read() as connection:
            queued = await connection.execute(select(schema.outbox.c.subject_id))
            rows = sorted(row[0] for row in queued)
            entries = []
            for number in numbers:
                task = await foi_requests.get(connection, number)
                history = await foi_history.history(connection, number)
                events = await foi_events.of_request(connection, number)
                assert task is not None
                assert len(events) == len(history)
                if history:
                    assert task.assignee == history[-1].person_id == events[-1].by_person
                    assert (task.stage, task.calendar) == (str(events[-1].id), str(history[-1].id))
                entries += [each.id for each in history]
            assert rows == sorted(entries), "each assignment is told, and nothing else"
    await sound(desk.database)


async def test_killed_while_joining_leaves_one_person_or_two_whole_ones(
    desk: Desk, database_url: str
) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(PAIRS)))
    async with desk.database.write() as connection:
        for pair, number in enumerate(numbers):
            await people.ensure_person(connection, "x", f"a{pair}", "a", NOW)
            second = await people.ensure_person(connection, "x", f"b{pair}", "b", NOW)
            await foi_tasks.assign(connection, number, second, second, NOW)

    async def whole() -> int:
        """How many pairs are joined, each with its task."""
        many = 0
        async with desk.database.read() as connection:
            for pair, number in enumerate(numbers):
                first = await people.person_of(connection, "x", f"a{pair}")
                second = await people.person_of(connection, "x", f"b{pair}")
                task = await foi_requests.get(connection, number)
                (entry,) = await foi_history.history(connection, number)
                assert task is not None and task.assignee == second
                assert (entry.person_id, entry.by_person) == (second, second)
                many += first == second
            persons = (await connection.execute(select(func.count()).select_from(schema.people))).scalar_one()
        assert persons == 2 + 2 * PAIRS - many
        return many

    chance = random.Random()
    for _ in range(2):
        before = await whole()
        async with child("join", database_url, str(PAIRS)) as process:
            await asyncio.sleep(chance.random() * 0.2)
            process.kill()
            await process.wait()
        assert await whole() >= before
    await sound(desk.database)
    for pair in range(PAIRS):
        assert await joined(desk.database, pair) is not None
    assert await whole() == PAIRS
