"""Whatever names a person is shown to them, and forgotten: walked through by the schema itself."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Table, func, insert, select

from storage import foi_batches, outbox, people, personal, posts, schema
from storage.columns import Moment, Words
from storage.foi_batches import NewBatch
from storage.personal import SECTIONS, Section
from storage.posts import Post
from tests.storage.conftest import NOW
from tests.storage.desk import Desk
from tests.storage.making import row

FIXED = {"role": "organiser", "regime": "FOIA"}
"""What a check of the schema asks for."""


def test_every_column_that_names_a_person_is_exported() -> None:
    shown = {section.whose for section in SECTIONS} | {schema.accounts.c.person_id}
    assert personal.columns() == shown, "personal.SECTIONS must name each"
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)


def a_row(section: Section, desk: Desk, number: int) -> dict[str, Any]:
    """A row that names Jo where the section says, and Mo where it must name somebody else."""
    table = section.whose.table
    assert isinstance(table, Table)
    return {
        column.name: value(column, section, desk, number)
        for column in table.columns
        if column is not table.autoincrement_column
    }


def value(column: Column[Any], section: Section, desk: Desk, number: int) -> Any:
    if column is section.whose:
        return desk.jo
    whose = {reference.column.table.name for reference in column.foreign_keys}
    if column.table is schema.calendar_addresses:  # of a person or of a campaign
        theirs = section.whose.name == "person_id"
        if column.name in ("person_id", "campaign_id"):
            return desk.campaign if column.name == "campaign_id" and not theirs else None
    if whose:
        return {"people": desk.mo, "campaigns": desk.campaign}.get(whose.pop(), number)
    if isinstance(column.type, Words):
        return FIXED.get(column.name, section.name)
    plain = {Moment: NOW, Date: date(2026, 3, 2), Boolean: True}
    return plain.get(type(column.type), 1)


async def fill(desk: Desk) -> None:
    """A row of Jo's for each section, and messages to both in private."""
    number = await desk.one()
    async with desk.database.write() as connection:
        batch = NewBatch(
            campaign_id=desk.campaign, name="x", letter="x", subject="x", first_day=NOW.date(), per_day=1
        )
        assert (await foi_batches.add(connection, batch, NOW)).id == number, "they have the same number"
        for section in SECTIONS:
            await connection.execute(insert(section.whose.table).values(a_row(section, desk, number)))
        rows = [row(number, people.private_channel(account)) for number in range(3) for account in "12"]
        await outbox.put_many(connection, rows, NOW)
        for account in "12":
            channel = people.private_channel(account)
            await posts.put_many(connection, [Post("discord", channel, "foi 1", "m", None, "m", "h")])


async def counts(desk: Desk) -> dict[str, int]:
    async with desk.database.read() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in schema.metadata.sorted_tables
        }


async def test_everything_is_exported_and_nothing_of_others(desk: Desk) -> None:
    await fill(desk)
    async with desk.database.read() as connection:
        held = await people.export_person(connection, "discord", "1")
    for section in SECTIONS:
        (shown,) = held[section.name]
        assert list(shown) == list(section.shown)
    assert held["tasks"][0]["body"] == "tasks", "of the row that names Jo"
    assert held["tasks"][0]["wanted_by"] == "2026-03-02"
    assert held["reminders"][0]["at"] == NOW.isoformat()
    assert [each["about"] for each in held["messages"]] == ["event 0", "event 1", "event 2"]
    assert [each["about"] for each in held["messages_followed_up"]] == ["foi 1"]


async def test_forgetting_leaves_nothing_that_names_them(desk: Desk) -> None:
    await fill(desk)
    before = await counts(desk)
    async with desk.database.write() as connection:
        gone = await people.forget_person(connection, "discord", "1", NOW)
    for section in SECTIONS:
        assert gone[section.name.replace("_", " ")] == 1
    async with desk.database.read() as connection:
        for column in personal.columns():
            found = await connection.execute(select(column).where(column == desk.jo))
            assert found.first() is None, str(column)
        assert not any((await people.export_person(connection, "discord", "1")).values())
    after = await counts(desk)
    lost = {name: before[name] - after[name] for name in before if before[name] != after[name]}
    assert lost == {
        "people": 1,
        "accounts": 1,
        "roles": 1,
        "foi_helpers": 1,
        "foi_batch_people": 1,
        "foi_reminders": 1,
        "person_settings": 1,
        "link_codes": 1,
        "calendar_addresses": 1,
        "outbox": 3,
        "posts": 1,
        "foi_history": -1,  # that somebody went
    }


@pytest.mark.parametrize(("account", "channel"), [("1234", "@1234"), ("@jo:example.org", "@jo:example.org")])
def test_a_private_channel_begins_with_an_at(account: str, channel: str) -> None:
    assert people.private_channel(account) == channel
