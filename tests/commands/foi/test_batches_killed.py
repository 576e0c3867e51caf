"""A batch of 202, and processes that make it at once or are killed while they do: all of it, once, or nothing."""

import asyncio
import random
from collections import Counter

from sqlalchemy import func, select, text

from commands.core.reply import Outcome
from storage import schema
from storage.database import Database
from tests.commands.foi.children import PEOPLE, child, go, order, said, services_of
from tests.storage.conftest import database_url, server

__all__ = ["database_url", "server"]

MANY = 202
"""All trusts."""
PREVIEW = (
    "batch preview all trusts request_plans dialysis --fields since = 1 April 2025 "
    f"--to {' '.join(f'<@{person.id}>' for person in PEOPLE)}"
)


async def whole(database: Database) -> int:
    """How many batches are made: each with all of its requests, events, tasks and rows, or none of it."""
    async with database.read() as connection:

        async def count(table: object, *conditions: object) -> int:
            query = select(func.count()).select_from(table).where(*conditions)  # type: ignore[arg-type]
            return (await connection.execute(query)).scalar_one()

        batches, requests = schema.foi_batches.c, schema.foi_requests.c
        made = await count(schema.foi_batches, batches.made_at.is_not(None))
        assert await count(schema.foi_requests) == made * MANY
        assert await count(schema.foi_events) == made * MANY
        assert await count(schema.foi_history, schema.foi_history.c.kind == "assigned") == made * MANY
        assert await count(schema.outbox) == made * MANY
        assert await count(schema.foi_batches, batches.made_at.is_(None), batches.bodies == "") == 0
        shares = await connection.execute(select(requests.batch_id, requests.assignee))
        dealt: Counter[tuple[int, int]] = Counter((row[0], row[1]) for row in shares)
        assert set(dealt.values()) <= {28, 29}
        if connection.dialect.name == "sqlite":
            assert (await connection.execute(text("PRAGMA integrity_check"))).scalar() == "ok"
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).first() is None
        return made


async def test_killed_while_it_is_made_and_ordered_again(database_url: str) -> None:
    services = services_of(database_url)
    database = await services.database()
    chance = random.Random()
    for number in (1, 2):
        assert f"Batch {number}, a draft: {MANY} requests" in (await order(services, PREVIEW)).plain()
        async with child("halfway" if number == 1 else "make", database_url, number) as process:
            go(process)
            if number == 1:  # all is written, and not committed
                await said(process, "halfway")
            else:
                await asyncio.sleep(chance.random() * 0.8)
            process.kill()
            await process.wait()
        found = await whole(database)
        assert found in (number - 1, number)
        assert number > 1 or found == 0
        for _ in range(2):
            assert (await order(services, f"batch make {number}")).outcome is Outcome.ANSWERED
            assert await whole(database) == number
    await database.close()


async def test_two_processes_that_make_it_at_once_make_one(database_url: str) -> None:
    services = services_of(database_url)
    database = await services.database()
    await order(services, PREVIEW)
    async with child("make", database_url, 1) as one, child("make", database_url, 1) as other:
        for process in (one, other):
            go(process)
        answers = sorted([await said(one), await said(other)])
    assert "was made already" in answers[0]
    assert answers[1].startswith("Batch 1: Plans, tenders and contracts for dialysis")
    assert await whole(database) == 1
    await database.close()
