"""Two accounts become one person, with all both had and did; and are let apart again."""

import asyncio
from datetime import datetime

from sqlalchemy import select

from storage import (
    foi_history,
    foi_notes,
    foi_tasks,
    links,
    people,
    person_settings,
    personal,
    roles,
    schema,
)
from storage.person_settings import PersonSettings
from storage.roles import Role
from tests.storage.conftest import NOW
from tests.storage.desk import Desk
from tests.storage.making import MINUTE


async def join(desk: Desk, account: str = "2", code: str = "h", now: datetime = NOW) -> int | None:
    """Somebody says Jo's code from an account on Discord."""
    async with desk.database.write() as connection:
        return await links.finish(connection, code, "discord", account, "Mo B", now)


async def begin(desk: Desk, person: int | None = None, code: str = "h") -> None:
    async with desk.database.write() as connection:
        await links.begin(connection, person or desk.jo, code, NOW + MINUTE)


async def everywhere(desk: Desk, person: int) -> list[str]:
    """The columns in which a person stands."""
    async with desk.database.read() as connection:
        found = [
            str(column)
            for column in personal.columns()
            if (await connection.execute(select(column).where(column == person))).first()
        ]
    return sorted(found)


async def test_two_people_become_one_with_all_they_have(desk: Desk) -> None:
    numbers = await desk.add(*(desk.request(created_by=desk.mo) for _ in range(4)))
    async with desk.database.write() as connection:
        await roles.grant(connection, desk.campaign, desk.jo, Role.VOLUNTEER, desk.mo, NOW)
        await roles.grant(connection, desk.campaign, desk.mo, Role.ORGANISER, desk.mo, NOW)
        await roles.grant(connection, desk.others, desk.mo, Role.OBSERVER, desk.mo, NOW)
        await foi_tasks.assign(connection, numbers[0], desk.mo, desk.mo, NOW)
        for number in numbers[:3]:
            await foi_tasks.add_helper(connection, number, desk.jo, desk.mo, NOW)
        for number in numbers[2:]:
            await foi_tasks.add_helper(connection, number, desk.mo, desk.mo, NOW)
        await foi_notes.add(connection, numbers[0], "x", "", desk.mo, NOW)
        await person_settings.put(connection, desk.mo, PersonSettings(zone="Europe/Paris"))
        await links.begin(connection, desk.mo, "mine", NOW + MINUTE)
    await begin(desk)
    assert await join(desk) == desk.jo
    assert await everywhere(desk, desk.mo) == []
    async with desk.database.read() as connection:
        assert await people.person_of(connection, "discord", "2") == desk.jo
        assert await roles.campaigns_of(connection, desk.jo) == {
            desk.campaign: Role.ORGANISER,
            desk.others: Role.OBSERVER,
        }
        assert await roles.role_of_person(connection, desk.campaign, desk.jo) is Role.ORGANISER
        assert await roles.role_of_person(connection, desk.campaign, desk.mo) is None
        helped = [await foi_tasks.helpers(connection, number) for number in numbers]
        assert helped == [[], [desk.jo], [desk.jo], [desk.jo]], "no helper of their own task"
        assert {each.by_person for each in await foi_history.history(connection, numbers[1])} == {desk.jo}
        assert (await person_settings.get(connection, desk.jo)).zone == "Europe/Paris"
        gone = await connection.execute(select(schema.people.c.id).where(schema.people.c.id == desk.mo))
        assert gone.first() is None
    task = await desk.read(numbers[0])
    assert (task.assignee, task.created_by) == (desk.jo, desk.jo)
    assert await join(desk, code="mine") is None, "codes of who is joined are no longer good"


async def test_what_the_one_who_began_has_stands(desk: Desk) -> None:
    async with desk.database.write() as connection:
        await roles.grant(connection, desk.campaign, desk.jo, Role.ORGANISER, None, NOW)
        await roles.grant(connection, desk.campaign, desk.mo, Role.OBSERVER, None, NOW)
        await person_settings.put(connection, desk.jo, PersonSettings(digest_hour=7))
        await person_settings.put(connection, desk.mo, PersonSettings(digest_hour=11))
    await begin(desk)
    assert await join(desk) == desk.jo
    async with desk.database.read() as connection:
        assert await roles.campaigns_of(connection, desk.jo) == {desk.campaign: Role.ORGANISER}
        assert (await person_settings.get(connection, desk.jo)).digest_hour == 7


async def test_a_code_is_good_once_and_for_a_while(desk: Desk) -> None:
    assert await join(desk) is None, "nobody has begun"
    await begin(desk)
    assert await join(desk, now=NOW + MINUTE) is None
    assert await join(desk) is None, "said too late, it is used up"
    await begin(desk)
    await begin(desk, code="newer")
    assert await join(desk) is None, "only the last code is good"
    assert await join(desk, "1", "newer") == desk.jo, "one's own account is that already"
    assert await join(desk, code="newer") is None
    async with desk.database.read() as connection:
        assert await people.person_of(connection, "discord", "2") == desk.mo


async def test_an_account_nobody_knew_is_added(desk: Desk) -> None:
    await begin(desk)
    assert await join(desk, "77") == desk.jo
    async with desk.database.read() as connection:
        held = await people.export_person(connection, "discord", "1")
        assert [each["id"] for each in held["accounts"]] == ["1", "77"]
        assert len((await connection.execute(select(schema.people.c.id))).all()) == 2


async def test_of_many_who_say_a_code_at_once_one_is_joined(desk: Desk) -> None:
    await begin(desk)
    answers = await asyncio.gather(*(join(desk, f"n{each}") for each in range(5)))
    assert sorted(answers, key=str) == sorted([desk.jo, None, None, None, None], key=str)


async def test_two_who_join_each_other_at_once_are_one_person(desk: Desk) -> None:
    await begin(desk)
    await begin(desk, desk.mo, "other")
    answers = await asyncio.gather(join(desk, "2", "h"), join(desk, "1", "other"))
    assert len([each for each in answers if each is not None]) == 1
    async with desk.database.read() as connection:
        both = {await people.person_of(connection, "discord", account) for account in "12"}
    assert both == {answers[0] or answers[1]}


async def test_an_account_is_let_go_without_roles_or_tasks(desk: Desk) -> None:
    number = await desk.one()
    async with desk.database.write() as connection:
        await roles.grant(connection, desk.campaign, desk.mo, Role.VOLUNTEER, None, NOW)
        await foi_tasks.assign(connection, number, desk.mo, None, NOW)
        assert await links.unlink(connection, "discord", "2", NOW) is None, "their only account"
        assert await links.unlink(connection, "discord", "nobody", NOW) is None
    await begin(desk)
    await join(desk)
    async with desk.database.write() as connection:
        new = await links.unlink(connection, "discord", "2", NOW)
        assert new is not None and new not in (desk.jo, desk.mo)
        assert await people.person_of(connection, "discord", "2") == new
        assert await people.person_of(connection, "discord", "1") == desk.jo
        assert await roles.campaigns_of(connection, new) == {}
    assert (await desk.read(number)).assignee == desk.jo
    assert await everywhere(desk, new) == ["accounts.person_id"]
