"""People, their roles, and that they can see and remove all that is held about them."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from storage import campaigns, offers, people, roles, route_fixes, schema, subscriptions
from storage.database import Database
from storage.people import Account
from storage.roles import Holder, Role
from storage.subscriptions import Kind, NewSubscription
from tests.storage.conftest import NOW, SQLITE_ONLY


@pytest.fixture
async def campaign(database: Database) -> int:
    async with database.write() as connection:
        return (await campaigns.ensure_campaign(connection, "discord", "s1", "Us", NOW)).id


async def test_an_account_is_one_person_whose_name_is_kept_up_to_date(database: Database) -> None:
    async with database.write() as connection:
        jo = await people.ensure_person(connection, "discord", "1", "Jo", NOW)
        assert await people.ensure_person(connection, "discord", "1", "Jo B", NOW) == jo
        assert await people.name_of(connection, jo) == "Jo B"
        assert await people.person_of(connection, "discord", "1") == jo
        other = await people.ensure_person(connection, "matrix", "1", "Jo", NOW)
        assert other != jo
        assert await people.name_of(connection, 10_000) is None


async def test_many_that_ask_at_once_get_the_same_person(database: Database) -> None:
    async def ensure(name: str) -> int:
        async with database.write() as connection:
            return await people.ensure_person(connection, "discord", "1", name, NOW)

    assert len(set(await asyncio.gather(*(ensure(f"n{number}") for number in range(10))))) == 1
    async with database.read() as connection:
        assert len((await connection.execute(select(schema.people.c.id))).all()) == 1


async def test_roles_are_granted_changed_and_revoked(database: Database, campaign: int) -> None:
    async with database.write() as connection:
        jo = await people.ensure_person(connection, "discord", "1", "Jo", NOW)
        mo = await people.ensure_person(connection, "discord", "2", "Mo", NOW)
        await roles.grant(connection, campaign, mo, Role.ORGANISER, None, NOW)
        await roles.grant(connection, campaign, jo, Role.VOLUNTEER, mo, NOW + timedelta(seconds=1))
        assert await roles.role_of(connection, campaign, "discord", "1") is Role.VOLUNTEER
        await roles.grant(connection, campaign, jo, Role.ORGANISER, mo, NOW + timedelta(seconds=2))
        assert await roles.role_of(connection, campaign, "discord", "1") is Role.ORGANISER
        assert await roles.role_of(connection, campaign, "matrix", "1") is None
        assert await roles.role_of(connection, campaign + 1, "discord", "1") is None
        held = await roles.holders(connection, campaign)
        assert held == [
            Holder(mo, Role.ORGANISER, (Account("discord", "2", "Mo"),)),
            Holder(jo, Role.ORGANISER, (Account("discord", "1", "Jo"),)),
        ]
        assert [holder.name for holder in held] == ["Mo", "Jo"]
        assert await roles.revoke(connection, campaign, jo) is True
        assert await roles.revoke(connection, campaign, jo) is False
        assert await roles.role_of(connection, campaign, "discord", "1") is None


async def fill(database: Database, campaign: int) -> tuple[int, int]:
    """Jo, with two accounts, who made Mo a volunteer; Mo made Jo an organiser; both were offered choices."""
    async with database.write() as connection:
        jo = await people.ensure_person(connection, "discord", "1", "Jo", NOW)
        await connection.execute(
            insert(schema.accounts).values(platform="matrix", id="@jo:x", person_id=jo, name="jo")
        )
        mo = await people.ensure_person(connection, "discord", "2", "Mo", NOW)
        await roles.grant(connection, campaign, jo, Role.ORGANISER, mo, NOW)
        await roles.grant(connection, campaign, mo, Role.VOLUNTEER, jo, NOW)
        wish = NewSubscription(campaign_id=campaign, platform="discord", channel="c", kind=Kind.TENDERS)
        await subscriptions.add(connection, wish, jo, NOW)
        await route_fixes.put(connection, "b1", "QNC", jo, "it is in Stafford", NOW)
        await route_fixes.put(connection, "b2", "QNC", mo, "it is in Stone", NOW)
        await offers.put(connection, "discord", "c", "a1", "1", ("ccg 04Y", "ccg 05W"), NOW)
        await offers.put(connection, "matrix", "!r", "$a", "@jo:x", ("near x",), NOW)
        await offers.put(connection, "discord", "c", "a2", "2", ("ccg 04Y",), NOW)
        return jo, mo


async def test_an_export_is_everything_and_nobody_elses(database: Database, campaign: int) -> None:
    await fill(database, campaign)
    when = NOW.isoformat()
    async with database.read() as connection:
        held = await people.export_person(connection, "matrix", "@jo:x")
        assert held == await people.export_person(connection, "discord", "1")
    assert json.loads(json.dumps(held)) == held
    assert {name: found for name, found in held.items() if found} == {
        "accounts": [
            {"platform": "discord", "id": "1", "name": "Jo"},
            {"platform": "matrix", "id": "@jo:x", "name": "jo"},
        ],
        "known_since": when,
        "roles": [{"campaign": "Us", "role": "organiser", "given_at": when}],
        "roles_given": [{"campaign": "Us", "role": "volunteer", "given_at": when}],
        "subscriptions_made": [{"platform": "discord", "channel": "c", "kind": "tenders", "at": when}],
        "routes_corrected": [{"buyer": "b1", "code": "QNC", "why": "it is in Stafford", "at": when}],
        "choices_offered": [
            {"platform": "discord", "channel": "c", "options": ["ccg 04Y", "ccg 05W"], "at": when},
            {"platform": "matrix", "channel": "!r", "options": ["near x"], "at": when},
        ],
    }


async def test_forgetting_leaves_nothing_of_them_and_all_of_others(database: Database, campaign: int) -> None:
    _, mo = await fill(database, campaign)
    async with database.write() as connection:
        gone = await people.forget_person(connection, "discord", "1", NOW)
    assert {name: many for name, many in gone.items() if many} == {
        "accounts": 2,
        "roles": 1,
        "roles given": 1,
        "subscriptions made": 1,
        "routes corrected": 1,
        "choices offered": 2,
    }
    async with database.write() as connection:
        for table in schema.metadata.sorted_tables:
            text = repr((await connection.execute(select(table))).all())
            assert "jo" not in text.lower(), table.name
        held = await people.export_person(connection, "discord", "1")
        assert not any(held.values())
        assert [made.created_by for made in await subscriptions.of_campaign(connection, campaign)] == [None]
        fixes = await route_fixes.all_of_them(connection)
        assert {fix.buyer_key: fix.by_person for fix in fixes.values()} == {"b1": None, "b2": mo}
        assert await roles.role_of(connection, campaign, "discord", "2") is Role.VOLUNTEER
        assert [holder.person_id for holder in await roles.holders(connection, campaign)] == [mo]
        assert len((await people.export_person(connection, "discord", "2"))["choices_offered"]) == 1
        assert not any((await people.forget_person(connection, "discord", "1", NOW)).values())
        new = await people.ensure_person(connection, "discord", "1", "Jo", NOW)
        assert await roles.role_of(connection, campaign, "discord", "1") is None
        assert new > mo, "an id is never given to somebody else"


@SQLITE_ONLY
async def test_a_forgotten_name_is_not_left_in_the_file(database_url: str) -> None:
    file = Path(database_url.removeprefix("sqlite:///"))
    database = await Database.open(database_url)
    async with database.write() as connection:
        await people.ensure_person(connection, "discord", "1", "Marmaduke", NOW)
    await database.close()
    assert b"Marmaduke" in file.read_bytes()
    database = await Database.open(database_url)
    async with database.write() as connection:
        await people.forget_person(connection, "discord", "1", NOW)
    await database.close()
    assert b"Marmaduke" not in file.read_bytes()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


async def test_somebody_without_a_role_can_see_and_remove_what_they_were_offered(database: Database) -> None:
    async with database.write() as connection:
        made = await campaigns.ensure_campaign(connection, "discord", "s", "Us", NOW)
        al = await people.ensure_person(connection, "discord", "5", "Al", NOW)
        await roles.grant(connection, made.id, al, Role.ORGANISER, None, NOW)  # given by nobody, not by them
        await offers.put(connection, "discord", "c", "a", "9", ("ccg 04Y",), NOW)
        held = await people.export_person(connection, "discord", "9")
        assert (held["accounts"], held["roles"], held["roles_given"]) == ([], [], [])
        assert [offer["options"] for offer in held["choices_offered"]] == [["ccg 04Y"]]
        gone = await people.forget_person(connection, "discord", "9", NOW)
        assert {name: many for name, many in gone.items() if many} == {"choices offered": 1}
        assert await roles.role_of(connection, made.id, "discord", "5") is Role.ORGANISER


ANY = st.text(st.characters(exclude_categories=()))  # halves of surrogate pairs too, as JSON may hold


@given(name=ANY, account=ANY)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_is_kept_and_found_again(database: Database, name: str, account: str) -> None:
    async with database.write() as connection:
        person = await people.ensure_person(connection, "discord", account, name, NOW)
        assert await people.person_of(connection, "discord", account) == person
        kept = await people.name_of(connection, person)
        if "\0" not in name and not any("\ud800" <= letter <= "\udfff" for letter in name):
            assert kept == name


async def test_what_no_database_keeps_is_escaped_always_alike(database: Database) -> None:
    for _ in range(2):
        async with database.write() as connection:
            person = await people.ensure_person(connection, "matrix", "$a\0b\ud800", "Zoë\0\udc00", NOW)
            assert await people.person_of(connection, "matrix", "$a\0b\ud800") == person
            assert await people.name_of(connection, person) == "Zoë\\x00\\udc00"
