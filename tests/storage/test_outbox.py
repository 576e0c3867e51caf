"""What is to be posted is claimed once, in order, and is not lost."""

from dataclasses import replace
from datetime import timedelta

from storage import outbox
from storage.database import Database
from storage.outbox import NewRow, OutboxRow, State
from tests.storage.conftest import NOW

MINUTE = timedelta(minutes=1)
HERE = ("discord", "matrix")


def row(number: int, channel: str = "c", **values: object) -> NewRow:
    made = NewRow(
        key=f"{channel}{number}",
        subject_kind="event",
        subject_id=number,
        reason="new",
        platform="discord",
        channel=channel,
        not_before=NOW,
    )
    return replace(made, **values)  # type: ignore[arg-type]


async def put(database: Database, *rows: NewRow) -> int:
    async with database.write() as connection:
        return await outbox.put_many(connection, rows, NOW)


async def claim(
    database: Database, holder: str = "a", after: timedelta = timedelta(), limit: int = 10
) -> list[OutboxRow]:
    async with database.write() as connection:
        return await outbox.claim(connection, holder, NOW + after, NOW + after + MINUTE, limit, HERE)


async def keys(
    database: Database, holder: str = "a", after: timedelta = timedelta(), limit: int = 10
) -> list[str]:
    return [each.key for each in await claim(database, holder, after, limit)]


async def test_a_key_is_taken_once_and_for_all(database: Database) -> None:
    assert await put(database, row(1), row(2), row(1)) == 2
    assert await put(database, row(2), row(3)) == 1
    assert await put(database) == 0
    (first,) = await claim(database)
    async with database.write() as connection:
        await outbox.mark_sent(connection, [first.id], "m1", NOW)
    assert await put(database, row(1)) == 0


async def test_a_claimed_row_is_whole(database: Database) -> None:
    given = row(7, thread="t", subscription_id=3)
    await put(database, given)
    (claimed,) = await claim(database)
    assert claimed == OutboxRow(
        **{name: getattr(given, name) for name in NewRow.__slots__},
        id=claimed.id,
        state=State.LEASED,
        attempts=1,
        leased_by="a",
        leased_until=NOW + MINUTE,
        created_at=NOW,
        sent_at=None,
        message_id=None,
        problem=None,
    )
    async with database.read() as connection:
        assert await outbox.get(connection, claimed.id) == claimed
        assert await outbox.get(connection, claimed.id + 1) is None
