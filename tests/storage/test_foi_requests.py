"""Requests are kept whole, and found by what follows from their events."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import insert, text

from law.foi.regime import Regime
from storage import foi_requests, schema
from storage.foi_requests import FoiRequest, Index, NewRequest
from tests.storage.conftest import NOW
from tests.storage.desk import CLOSED, Desk, plans, walks
from tests.storage.making import DAY, MINUTE


async def test_a_request_is_kept_whole(desk: Desk) -> None:
    given = desk.request(
        regime=Regime.EIR,
        letter="plans",
        send_on=date(2026, 3, 5),
        url="https://www.whatdotheyknow.com/request/dental_contracts",
        priority=2,
        created_by=desk.jo,
    )
    number = await desk.one() + 1
    async with desk.database.write() as connection:
        made = await foi_requests.add(connection, given, NOW)
    assert made == FoiRequest(
        **{name: getattr(given, name) for name in NewRequest.__slots__},
        id=number,
        created_at=NOW,
        assignee=None,
        assigned_at=None,
        wanted_by=None,
        lapses_at=None,
        active_at=None,
        nudges=0,
        deferred_until=None,
        stage="draft",
        open=True,
        result=None,
        late=False,
        due_on=None,
        next_at=NOW,
        calendar="",
    )
    assert await desk.read(number) == made
    assert made.regime is Regime.EIR
    async with desk.database.read() as connection:
        assert await foi_requests.get(connection, number + 1) is None


async def test_many_are_numbered_in_their_order(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request(body_code=f"B{number}") for number in range(60)))
    assert numbers == sorted(numbers)
    async with desk.database.read() as connection:
        found = await foi_requests.get_many(connection, [*numbers[50:], numbers[0], 10_000])
    assert [each.body_code for each in found.values()] == ["B0", *(f"B{number}" for number in range(50, 60))]
    async with desk.database.write() as connection:
        assert await foi_requests.add_many(connection, [], NOW) == []
        assert await foi_requests.get_many(connection, []) == {}


async def test_what_was_given_can_be_changed_and_nothing_else(desk: Desk) -> None:
    number = await desk.one()
    before = await desk.read(number)
    async with desk.database.write() as connection:
        changed = await foi_requests.change(connection, number, subject="Dentists", regime=Regime.EIR)
        assert await foi_requests.change(connection, number + 1, subject="Dentists") is None
        for name in ("assignee", "stage", "campaign_id", "created_by", "colour"):
            with pytest.raises(TypeError, match=f"no {name}"):
                await foi_requests.change(connection, number, **{name: 1})
    after = await desk.read(number)
    assert changed == after
    assert (after.subject, after.regime) == ("Dentists", Regime.EIR)
    assert (after.body_code, after.stage, after.assignee) == (before.body_code, "draft", None)


async def test_the_index_is_written_for_many_at_once(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(3)))
    new = Index(
        stage="reviewed",
        open=True,
        result="part",
        late=True,
        due_on=date(2026, 10, 25),  # the clocks go back
        next_at=NOW + DAY,
        calendar="c2",
    )
    await desk.index({numbers[0]: new, numbers[1]: CLOSED, 10_000: CLOSED})
    await desk.index({})
    first, second, third = [await desk.read(number) for number in numbers]
    assert Index(**{name: getattr(first, name) for name in Index.__slots__}) == new
    assert Index(**{name: getattr(second, name) for name in Index.__slots__}) == CLOSED
    assert third.stage == "draft"


async def test_looking_again_is_never_put_off(desk: Desk) -> None:
    number = await desk.one()
    for known, at, then in (
        (None, NOW, NOW),
        (NOW, NOW + MINUTE, NOW),
        (NOW, NOW - MINUTE, NOW - MINUTE),
    ):
        await desk.index({number: Index(stage="waiting", open=True, next_at=known, calendar="c")})
        async with desk.database.write() as connection:
            await foi_requests.look_again(connection, number, at)
        assert (await desk.read(number)).next_at == then


async def test_open_requests_come_up_in_their_turn(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(6)))
    turns = (3, 1, 1, None, 2, 1)
    await desk.index(
        {
            number: Index(
                stage="waiting",
                open=number != numbers[5],
                next_at=None if turn is None else NOW + turn * MINUTE,
                calendar="c",
            )
            for number, turn in zip(numbers, turns, strict=True)
        }
    )
    seen: list[int] = []
    after = None
    async with desk.database.read() as connection:
        while page := await foi_requests.due_for_look(connection, NOW + 2 * MINUTE, 2, after):
            seen += [each.id for each in page]
            last = page[-1]
            assert last.next_at is not None
            after = (last.next_at, last.id)
    assert seen == [numbers[1], numbers[2], numbers[4]]


async def test_requests_counted_by_another_calendar_are_found(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request() for _ in range(5)))
    elsewhere = await desk.one(campaign_id=desk.others)
    calendars = ("c2", "c1", "c3", "c2", "c1")
    await desk.index(
        {
            number: Index(stage="waiting", open=number != numbers[4], calendar=calendar)
            for number, calendar in zip(numbers, calendars, strict=True)
        }
    )
    async with desk.database.read() as connection:

        async def others(calendar: str, limit: int = 9, after: int = 0) -> list[int]:
            found = await foi_requests.of_other_calendar(connection, desk.campaign, calendar, limit, after)
            return [each.id for each in found]

        assert await others("c2") == [numbers[1], numbers[2]]
        assert await others("new") == numbers[:4]
        assert await others("new", 2) == numbers[:2]
        assert await others("new", 2, numbers[1]) == numbers[2:4]
        assert await foi_requests.campaigns(connection) == [desk.campaign, desk.others]
    await desk.index(dict.fromkeys((*numbers, elsewhere), CLOSED))
    async with desk.database.read() as connection:
        assert await foi_requests.campaigns(connection) == []


async def test_the_sweep_reads_open_requests_only(desk: Desk) -> None:
    """However many are closed: the plan names the small indexes, and never walks the table."""
    numbers = await desk.add(*(desk.request() for _ in range(40)))
    await desk.index({number: Index(stage="w", open=True, next_at=NOW, calendar="c") for number in numbers})
    await fill_with_closed(desk)
    async with desk.database.write() as connection:
        await connection.execute(text("ANALYZE"))
        found = await plans(
            connection,
            lambda here: foi_requests.due_for_look(here, NOW, 5),
            lambda here: foi_requests.due_for_look(here, NOW, 5, (NOW, numbers[3])),
            lambda here: foi_requests.of_other_calendar(here, desk.campaign, "new", 5),
            foi_requests.campaigns,
        )
    for plan in found:
        assert not walks(plan, "foi_requests"), plan
    assert all("ix_foi_requests_next_at_id" in plan for plan in found[:2]), found
    assert all("calendar_id" in plan for plan in found[2:5]), found


async def fill_with_closed(desk: Desk, many: int = 2000) -> None:
    old = {"campaign_id": desk.campaign, "body_code": "QNC", "body_name": "x", "subject": "x"}
    old |= {"icb": "QNC", "region": "Y60", "regime": "FOIA", "priority": 0, "created_at": NOW, "nudges": 0}
    old |= {"stage": "closed", "open": False, "late": False, "calendar": "c", "assignee": desk.jo}
    async with desk.database.write() as connection:
        await connection.execute(insert(schema.foi_requests), [old] * many)


async def test_whoever_has_locked_a_request_is_alone_with_it(desk: Desk) -> None:
    number = await desk.one()
    seen: list[str] = []

    async def bump(name: str) -> None:
        async with desk.database.write() as connection:
            found = await foi_requests.get(connection, number, lock=True)
            assert found is not None
            seen.append(name)
            await foi_requests.change(connection, number, priority=found.priority + 1)
            seen.append(name)

    await asyncio.gather(*(bump(name) for name in "abcdef"))
    assert (await desk.read(number)).priority == 6
    assert seen[::2] == seen[1::2]


async def test_a_request_goes_with_its_campaign(desk: Desk) -> None:
    number = await desk.one()
    async with desk.database.write() as connection:
        await connection.execute(schema.campaigns.delete().where(schema.campaigns.c.id == desk.campaign))
        assert await foi_requests.get(connection, number) is None
