"""A task has one assignee; whatever becomes of it is written down."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import select

from storage import foi_tasks, people, schema
from storage.foi_tasks import Release, TaskEvent
from tests.storage.conftest import NOW
from tests.storage.desk import CLOSED, Desk
from tests.storage.making import DAY, MINUTE


async def told(desk: Desk, number: int) -> list[tuple[str, int | None, int | None]]:
    """The history of a task, without times and reasons."""
    async with desk.database.read() as connection:
        return [
            (each.kind, each.person_id, each.by_person)
            for each in await foi_tasks.history(connection, number)
        ]


async def test_a_task_is_given_to_somebody(desk: Desk) -> None:
    number = await desk.one()
    wanted, lapses = date(2026, 3, 20), NOW + DAY
    async with desk.database.write() as connection:
        entry = await foi_tasks.assign(
            connection, number, desk.jo, desk.mo, NOW, wanted_by=wanted, lapses_at=lapses
        )
        assert await foi_tasks.history(connection, number) == [
            TaskEvent(entry, number, "assigned", desk.jo, desk.mo, NOW, wanted, "")
        ]
    task = await desk.read(number)
    assert (task.assignee, task.assigned_at, task.wanted_by, task.lapses_at, task.active_at, task.nudges) == (
        *(desk.jo, NOW, wanted, lapses, NOW),
        0,
    )
    async with desk.database.write() as connection:  # to somebody else: all of it is theirs
        await foi_tasks.nudged(connection, [number])
        await foi_tasks.assign(connection, number, desk.mo, desk.mo, NOW + MINUTE)
    task = await desk.read(number)
    assert (task.assignee, task.assigned_at, task.wanted_by, task.lapses_at, task.nudges) == (
        *(desk.mo, NOW + MINUTE, None, None),
        0,
    )


async def claim(desk: Desk, number: int, person: int, minutes: int = 0) -> int | None:
    now = NOW + minutes * MINUTE
    async with desk.database.write() as connection:
        return await foi_tasks.claim(connection, number, person, now, now + 10 * MINUTE)


async def test_who_claims_first_has_it(desk: Desk) -> None:
    number = await desk.one()
    assert await claim(desk, number, desk.jo) is None
    assert await claim(desk, number, desk.mo, 9) == desk.jo
    assert await claim(desk, number, desk.jo, 9) == desk.jo
    assert await told(desk, number) == [("claimed", desk.jo, desk.jo)]
    with pytest.raises(LookupError):
        await claim(desk, 10_000, desk.jo)


async def test_a_claim_that_has_lapsed_is_anybodys(desk: Desk) -> None:
    number = await desk.one()
    await claim(desk, number, desk.jo)
    assert await claim(desk, number, desk.mo, 10) is None
    assert await told(desk, number) == [
        ("claimed", desk.jo, desk.jo),
        ("lapsed", desk.jo, None),
        ("claimed", desk.mo, desk.mo),
    ]
    async with desk.database.write() as connection:  # what an organiser gives does not lapse by itself
        await foi_tasks.assign(connection, number, desk.jo, desk.mo, NOW)
    assert await claim(desk, number, desk.mo, 10_000) == desk.jo


async def test_of_many_who_claim_at_once_one_gets_it(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(5)))
    async with desk.database.write() as connection:
        persons = [
            await people.ensure_person(connection, "discord", f"p{each}", "x", NOW) for each in range(6)
        ]
    for number in numbers:
        answers = await asyncio.gather(*(claim(desk, number, person) for person in persons))
        (winner,) = [person for person, answer in zip(persons, answers, strict=True) if answer is None]
        assert set(answers) == {None, winner}
        assert (await desk.read(number)).assignee == winner
        assert await told(desk, number) == [("claimed", winner, winner)]


async def test_a_task_goes_back_to_the_pool(desk: Desk) -> None:
    number = await desk.one()
    kinds: tuple[Release, ...] = ("unclaimed", "declined", "lapsed", "returned")
    for kind in kinds:
        await claim(desk, number, desk.jo)
        async with desk.database.write() as connection:
            await foi_tasks.defer(connection, number, date(2026, 4, 1), desk.jo, NOW)
            entry = await foi_tasks.release(connection, number, desk.mo, NOW, kind, "no time")
            last = (await foi_tasks.history(connection, number))[-1]
            assert last == TaskEvent(entry or 0, number, kind, desk.jo, desk.mo, NOW, None, "no time")
            assert await foi_tasks.release(connection, number, desk.mo, NOW) is None, "nobody has it"
        task = await desk.read(number)
        assert (task.assignee, task.assigned_at, task.lapses_at, task.active_at) == (None, None, None, None)
        assert task.deferred_until == date(2026, 4, 1), "whoever takes it next: there is nothing to do yet"


async def test_a_task_is_handed_over_with_its_date(desk: Desk) -> None:
    number = await desk.one()
    async with desk.database.write() as connection:
        await foi_tasks.assign(connection, number, desk.jo, desk.mo, NOW, wanted_by=date(2026, 3, 20))
        await foi_tasks.add_helper(connection, number, desk.mo, desk.jo, NOW)
        await foi_tasks.hand_over(connection, number, desk.mo, desk.jo, NOW, why="on holiday")
        assert await foi_tasks.helpers(connection, number) == [], "no helper of their own task"
    task = await desk.read(number)
    assert (task.assignee, task.wanted_by, task.nudges) == (desk.mo, date(2026, 3, 20), 0)
    assert (await told(desk, number))[-1] == ("handed_over", desk.mo, desk.jo)


async def test_nudges_are_counted_until_somebody_does_something(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(3)))
    for each in range(2):
        async with desk.database.write() as connection:
            await foi_tasks.nudged(connection, numbers[: 2 - each])
    assert [(await desk.read(number)).nudges for number in numbers] == [2, 1, 0]
    async with desk.database.write() as connection:
        await foi_tasks.touch(connection, numbers[0], NOW + MINUTE)
    task = await desk.read(numbers[0])
    assert (task.nudges, task.active_at) == (0, NOW + MINUTE)


async def test_deferring_and_priority_are_written_down(desk: Desk) -> None:
    number = await desk.one()
    spring = date(2026, 4, 1)
    async with desk.database.write() as connection:
        await foi_tasks.defer(connection, number, spring, desk.jo, NOW)
        await foi_tasks.set_priority(connection, number, 2, desk.mo, NOW)
    task = await desk.read(number)
    assert (task.deferred_until, task.priority) == (spring, 2)
    async with desk.database.write() as connection:
        await foi_tasks.defer(connection, number, None, desk.jo, NOW)
        history = await foi_tasks.history(connection, number)
    assert (await desk.read(number)).deferred_until is None
    assert [(each.kind, each.until, each.why) for each in history] == [
        ("deferred", spring, ""),
        ("priority", None, "2"),
        ("deferred", None, ""),
    ]


async def test_helpers_come_and_go(desk: Desk) -> None:
    number = await desk.one()
    async with desk.database.write() as connection:
        assert await foi_tasks.add_helper(connection, number, desk.mo, desk.jo, NOW)
        assert not await foi_tasks.add_helper(connection, number, desk.mo, desk.jo, NOW)
        assert await foi_tasks.add_helper(connection, number, desk.jo, desk.jo, NOW)
        assert await foi_tasks.helpers(connection, number) == sorted((desk.jo, desk.mo))
        assert await foi_tasks.remove_helper(connection, number, desk.mo, desk.mo, NOW)
        assert not await foi_tasks.remove_helper(connection, number, desk.mo, desk.mo, NOW)
        assert await foi_tasks.helpers(connection, number) == [desk.jo]
    assert await told(desk, number) == [
        ("helper_added", desk.mo, desk.jo),
        ("helper_added", desk.jo, desk.jo),
        ("helper_removed", desk.mo, desk.mo),
    ]


async def test_loads_are_counted(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(5)))
    async with desk.database.write() as connection:
        for number in numbers:
            person = desk.mo if number == numbers[0] else desk.jo
            await foi_tasks.assign(connection, number, person, None, NOW)
    await desk.index({numbers[4]: CLOSED})
    async with desk.database.read() as connection:
        assert await foi_tasks.loads(connection, desk.campaign) == {desk.jo: 3, desk.mo: 1}
        assert await foi_tasks.loads(connection, desk.others) == {}


async def test_what_a_forgotten_person_had_goes_back_to_the_pool(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(3)))
    async with desk.database.write() as connection:
        for number in numbers[:2]:
            await foi_tasks.assign(connection, number, desk.jo, desk.mo, NOW)
        await foi_tasks.assign(connection, numbers[2], desk.jo, desk.mo, NOW)
        await foi_tasks.release(connection, numbers[2], desk.jo, NOW, "declined", "I am ill")
    await desk.index({numbers[1]: CLOSED})
    async with desk.database.write() as connection:
        await people.forget_person(connection, "discord", "1", NOW + MINUTE)
    tasks = [await desk.read(number) for number in numbers]
    assert [(each.assignee, each.assigned_at, each.nudges) for each in tasks] == [(None, None, 0)] * 3
    assert tasks[0].next_at == NOW + MINUTE, "organisers are to hear of it"
    assert await told(desk, numbers[0]) == [("assigned", None, desk.mo), ("forgotten", None, None)]
    assert await told(desk, numbers[1]) == [("assigned", None, desk.mo)]
    async with desk.database.read() as connection:
        reasons = (await connection.execute(select(schema.foi_history.c.why))).scalars().all()
    assert set(reasons) == {""}
