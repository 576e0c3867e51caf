"""Processes that store and deliver at once, and those that are killed while they do."""

import asyncio
import random
from datetime import UTC, datetime

from sqlalchemy import func, select, text

from storage import marks, outbox, schema
from storage.database import Database
from storage.words import folded
from tests.storage import making
from tests.storage.children import BATCH, child
from tests.storage.making import fates, notice, row
from tests.storage.test_processes import results


async def whole(database: Database) -> int:
    """How many notices there are; each has its words, its event and its rows, or was never there."""
    async with database.read() as connection:

        async def count(table: object) -> int:
            return (await connection.execute(select(func.count()).select_from(table))).scalar_one()  # type: ignore

        many = await count(schema.notices)
        assert await count(schema.notice_events) == many
        assert await count(schema.outbox) == 2 * many
        one = notice(0)
        assert await count(schema.notice_words) == many * len(folded(one.title, one.buyer_name))
        mark = await marks.get(connection, "mark")
        assert many % BATCH == 0
        if many:
            assert mark is not None
        if connection.dialect.name == "sqlite":
            assert (await connection.execute(text("PRAGMA integrity_check"))).scalar() == "ok"
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).first() is None
        return many


async def test_killed_in_the_middle_of_a_batch_leaves_all_of_it_or_nothing(database_url: str) -> None:
    database = await Database.open(database_url)
    chance = random.Random()
    before = 0
    for _ in range(5):
        async with database.read() as connection:
            mark = await marks.get(connection, "mark")
        start = 0 if mark is None else int(mark)  # as a source goes on: with what may be there already
        async with child("ingest", database_url, str(start)) as process:
            await asyncio.sleep(chance.random() * 0.4)
            process.kill()
            await process.wait()
        now = await whole(database)
        assert now >= before
        before = now
    assert await fates(database, notice(2999, notice_id="goes on")) == ["new"]
    await database.close()


async def test_two_processes_that_store_the_same_store_it_once(database_url: str) -> None:
    database = await Database.open(database_url)
    async with child("ingest", database_url, "0") as one, child("ingest", database_url, "0") as other:
        await asyncio.sleep(1)
        assert one.returncode is None and other.returncode is None
    assert await whole(database) >= BATCH
    await database.close()


async def test_two_processes_that_deliver_share_the_work(database_url: str) -> None:
    database = await Database.open(database_url)
    rows = [row(number, f"c{number % 17}-") for number in range(120)]
    async with database.write() as connection:
        await outbox.put_many(connection, rows, making.NOW)
    one, other = await results(database_url, ("deliver", "one"), ("deliver", "other"))
    assert isinstance(one, list) and isinstance(other, list)
    assert len(one) + len(other) == len(rows)
    assert set(one) | set(other) == {each.key for each in rows}
    order = {each.key: number for number, each in enumerate(rows)}
    for claimed in (one, other):
        for at in range(17):
            here = [order[key] for key in claimed if order[key] % 17 == at]
            assert here == sorted(here)
    await database.close()


async def test_many_that_claim_at_once_in_one_process(database_url: str) -> None:
    database = await Database.open(database_url)
    async with database.write() as connection:
        await outbox.put_many(connection, [row(n, f"c{n}") for n in range(30)], making.NOW)

    async def claim(holder: str) -> list[int]:
        now = datetime.now(UTC)
        async with database.write() as connection:
            found = await outbox.claim(connection, holder, now, now + making.DAY, 10, ["discord"])
            await asyncio.sleep(0.02)
            return [each.id for each in found]

    claimed = await asyncio.gather(*(claim(str(number)) for number in range(6)))
    numbers = [number for each in claimed for number in each]
    assert len(numbers) == len(set(numbers))
    async with database.write() as connection:
        rest = await outbox.claim(connection, "last", datetime.now(UTC), making.NOW, 99, ["discord"])
    assert len(numbers) + len(rest) == 30
    await database.close()
