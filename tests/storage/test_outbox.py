"""What is to be posted is claimed once, in order, and is not lost."""

import random
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, insert, text

from storage import outbox, outbox_upkeep, schema
from storage.database import Database
from storage.outbox import NewRow, OutboxRow, State
from storage.outbox_upkeep import Queue
from tests.storage.conftest import NOW
from tests.storage.making import DAY, MINUTE, row

BOTH = ("discord", "matrix")
NONE = timedelta()


async def put(database: Database, *rows: NewRow) -> int:
    async with database.write() as connection:
        return await outbox.put_many(connection, rows, NOW)


async def claim(
    database: Database,
    holder: str = "a",
    after: timedelta = NONE,
    limit: int = 10,
    platforms: Sequence[str] = BOTH,
) -> list[OutboxRow]:
    now = NOW + after
    async with database.write() as connection:
        return await outbox.claim(connection, holder, now, now + MINUTE, limit, platforms)


async def keys(database: Database, *args: object, **more: object) -> list[str]:
    return [each.key for each in await claim(database, *args, **more)]  # type: ignore[arg-type]


async def sent(database: Database, *rows: OutboxRow) -> None:
    async with database.write() as connection:
        await outbox.mark_each_sent(connection, [(each.id, "m") for each in rows], NOW)


async def read(database: Database, one: OutboxRow) -> OutboxRow:
    async with database.read() as connection:
        found = await outbox.get(connection, one.id)
    assert found is not None
    return found


async def test_a_key_is_taken_once_and_for_all(database: Database) -> None:
    assert await put(database, row(1), row(2), row(1)) == 2
    assert await put(database, row(2), row(3)) == 1
    assert await put(database) == 0
    await sent(database, *await claim(database))
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
    assert await read(database, claimed) == claimed
    async with database.read() as connection:
        assert await outbox.get(connection, claimed.id + 1) is None


async def test_one_a_destination_and_in_order(database: Database) -> None:
    await put(database, *(row(number, channel) for number in range(3) for channel in "xyz"))
    first = await claim(database, limit=2)
    assert [each.key for each in first] == ["x0", "y0"]
    assert await keys(database) == ["z0"]
    assert await keys(database) == []
    await sent(database, *first)
    assert await keys(database) == ["x1", "y1"]


async def test_the_same_channel_id_elsewhere_is_another_destination(database: Database) -> None:
    await put(database, row(1), row(2, key="other", platform="matrix"))
    assert await keys(database, platforms=["matrix"]) == ["other"]
    assert await keys(database) == ["c1"]


async def test_what_waits_for_its_time_lets_others_pass(database: Database) -> None:
    await put(database, row(1, not_before=NOW + DAY), row(2), row(3))
    (now,) = await claim(database)
    assert now.key == "c2"
    await sent(database, now)
    assert await keys(database) == ["c3"]
    await sent(database, *await claim(database, after=2 * MINUTE))
    assert await keys(database, after=DAY) == ["c1"]


async def test_a_lease_that_runs_out_is_anybodys(database: Database) -> None:
    await put(database, row(1), row(2))
    (one,) = await claim(database, "a")
    assert await keys(database, "b", MINUTE - timedelta(microseconds=1)) == []
    (again,) = await claim(database, "b", MINUTE)
    assert (again.key, again.attempts, again.leased_by) == ("c1", 2, "b")
    async with database.write() as connection:  # the first is late: what it says does not count
        for settle in (outbox.dead, outbox.drop):
            assert await settle(connection, [one.id], "a", "late") == 0
        assert await outbox.retry(connection, [one.id], "a", NOW, "late") == 0
    assert await read(database, one) == again
    await sent(database, one)  # but sent is sent
    done = await read(database, one)
    assert (done.state, done.message_id, done.sent_at, done.leased_by) == (State.SENT, "m", NOW, None)
    assert await keys(database, "b", 2 * MINUTE) == ["c2"]


async def test_a_destination_waits_while_its_row_is_to_be_tried_again(database: Database) -> None:
    await put(database, row(1), row(2), row(3, "d"))
    one, other = await claim(database)
    async with database.write() as connection:
        assert await outbox.retry(connection, [one.id], "a", NOW + 5 * MINUTE, "the network is away") == 1
    assert (await read(database, one)).problem == "the network is away"
    await sent(database, other)
    assert await keys(database, after=4 * MINUTE) == []
    (again,) = await claim(database, after=5 * MINUTE)
    assert (again.key, again.attempts) == ("c1", 2)
    await sent(database, again)
    assert (await read(database, again)).problem is None
    assert await keys(database) == ["c2"]


async def test_an_older_row_whose_time_has_come_waits_for_the_one_in_hand(database: Database) -> None:
    await put(database, row(1, not_before=NOW + MINUTE), row(2))
    (one,) = await claim(database)
    assert await keys(database, after=MINUTE - timedelta(seconds=1)) == []
    async with database.write() as connection:
        await outbox.retry(connection, [one.id], "a", NOW + DAY, "away")
    assert await keys(database, after=2 * MINUTE) == []  # the destination is still away


async def test_what_goes_together_is_claimed_together(database: Database) -> None:
    mine = {"subscription_id": 1, "thread": "t"}
    others = (row(3, subscription_id=2, thread="t"), row(4, subscription_id=1), row(5, "d", **mine))
    late = row(6, **mine, not_before=NOW + MINUTE)
    await put(database, row(1, **mine), row(2, **mine), *others, late, row(7, **mine), row(8, **mine))
    head = (await claim(database))[0]
    assert head.key == "c1"
    async with database.write() as connection:
        along = await outbox.claim_along(connection, head, NOW, NOW + MINUTE, 2)
        assert [each.key for each in along] == ["c2", "c7"]
        assert {each.leased_by for each in along} == {"a"}
    assert await keys(database, after=NONE) == []
    # All of a message whose process died is claimed again, one by one or along.
    (again,) = [each for each in await claim(database, "b", 2 * MINUTE) if each.channel == "c"]
    assert again.key == "c1"
    async with database.write() as connection:
        along = await outbox.claim_along(connection, again, NOW + 2 * MINUTE, NOW + 3 * MINUTE, 9)
    assert [each.key for each in along] == ["c2", "c6", "c7", "c8"]
    await sent(database, again, *along)
    assert await keys(database, "b", 2 * MINUTE) == ["c3"]


async def test_only_what_is_about_the_same_kinds_goes_together(database: Database) -> None:
    kinds = ("foi", "team", "event", "remind")
    await put(database, *(row(number, subject_kind=kind) for number, kind in enumerate(kinds)))
    (head,) = await claim(database)
    async with database.write() as connection:
        along = await outbox.claim_along(connection, head, NOW, NOW + MINUTE, 9, ("foi", "remind"))
    assert [each.key for each in (head, *along)] == ["c0", "c3"]


async def test_what_was_told_and_when(database: Database) -> None:
    await put(database, *(row(number, str(number)) for number in range(4)))
    one, two, three, _ = await claim(database)
    async with database.write() as connection:
        await outbox.mark_each_sent(connection, [(one.id, "m")], NOW + MINUTE)
        await outbox.drop(connection, [two.id], "a", "told elsewhere")
        await outbox.retry(connection, [three.id], "a", NOW + DAY, "away")
        told = await outbox.told(connection, ["00", "11", "22", "33", "other"])
        assert told == {"00": NOW + MINUTE, "11": NOW, "22": None, "33": None}
        assert await outbox.told(connection, []) == {}


async def test_a_process_that_stops_gives_back_what_it_holds(database: Database) -> None:
    await put(database, row(1), row(2, "d"), row(3, "e"))
    await claim(database, "a", limit=2)
    await claim(database, "b")
    async with database.write() as connection:
        assert await outbox.release(connection, "a") == 2
    again = await claim(database, "c")
    assert [(each.key, each.attempts) for each in again] == [("c1", 1), ("d2", 1)]


async def test_dead_letters_are_seen_and_revived(database: Database) -> None:
    await put(database, *(row(number, str(number)) for number in range(4)))
    claimed = await claim(database)
    async with database.write() as connection:
        for each in claimed[:3]:
            assert await outbox.dead(connection, [each.id], "a", "refused") == 1
        assert await outbox.drop(connection, [claimed[3].id], "a", "out of date") == 1
    async with database.read() as connection:
        assert await outbox_upkeep.queue(connection, NOW) == Queue(0, 0, 0, 3, None)
        page = await outbox_upkeep.dead_letters(connection, 2)
        assert [each.key for each in page] == ["22", "11"]
        assert {each.problem for each in page} == {"refused"}
        rest = await outbox_upkeep.dead_letters(connection, 2, page[-1].id)
        assert [each.key for each in rest] == ["00"]
    async with database.write() as connection:
        assert await outbox_upkeep.revive(connection, NOW, [page[0].id, claimed[3].id]) == 1
        assert await outbox_upkeep.revive(connection, NOW) == 2
    again = await claim(database, "b")
    assert [(each.key, each.attempts, each.problem) for each in again] == [
        ("00", 1, None),
        ("11", 1, None),
        ("22", 1, None),
    ]


async def test_the_queue_in_figures(database: Database) -> None:
    async with database.read() as connection:
        assert await outbox_upkeep.queue(connection, NOW) == Queue(0, 0, 0, 0, None)
    await put(
        database, row(1), row(2), row(3, "d", not_before=NOW - MINUTE), row(4, "e", not_before=NOW + DAY)
    )
    await claim(database, limit=1)
    async with database.read() as connection:
        assert await outbox_upkeep.queue(connection, NOW) == Queue(1, 2, 1, 0, NOW)


async def test_what_waits_for_a_channel_is_dropped(database: Database) -> None:
    rows = (row(1), row(2, subscription_id=5), row(3, subscription_id=6), row(4, "d", subscription_id=5))
    await put(database, *rows)
    await claim(database, limit=1)
    async with database.write() as connection:
        assert await outbox_upkeep.drop_pending(connection, "discord", "c", "unsubscribed", 5) == 1
        assert await outbox_upkeep.drop_pending(connection, "discord", "c", "gone") == 1
        assert await outbox_upkeep.drop_pending(connection, "matrix", "d", "gone") == 0
        assert (await outbox_upkeep.queue(connection, NOW)).due == 1


async def test_old_rows_are_forgotten_but_not_what_is_open_or_dead(database: Database) -> None:
    await put(database, *(row(number, str(number)) for number in range(5)))
    one, two, three, four, _five = await claim(database)
    await sent(database, one, two)
    async with database.write() as connection:
        await outbox.drop(connection, [three.id], "a", "old")
        await outbox.dead(connection, [four.id], "a", "refused")
        assert await outbox_upkeep.prune(connection, NOW, "foi") == 0
        assert await outbox_upkeep.prune(connection, NOW + DAY, "foi", 2) == 2
        assert await outbox_upkeep.prune(connection, NOW + DAY, "foi", 2) == 1
        assert await outbox_upkeep.prune(connection, NOW + DAY, "foi", 2) == 0
        assert await outbox_upkeep.queue(connection, NOW) == Queue(0, 0, 1, 1, None)
    assert await put(database, row(0, "0"), row(4, "4")) == 1


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_each_is_sent_once_and_in_order(database: Database, seed: int) -> None:
    """Rows of all kinds, three holders that send, fail and die by chance: a model of a delivery."""
    chance = random.Random(seed)
    rows = [
        row(number, chance.choice("xyz"), not_before=NOW + chance.choice((0, 0, 0, 30)) * MINUTE)
        for number in range(30)
    ]
    await put(database, *rows)
    now, done = NOW, list[tuple[datetime, OutboxRow]]()
    for _ in range(2000):
        now += MINUTE / 4
        holder = chance.choice("abc")
        async with database.write() as connection:
            for each in await outbox.claim(connection, holder, now, now + MINUTE, chance.randint(1, 3), BOTH):
                match chance.random():
                    case luck if luck < 0.5:
                        await outbox.mark_each_sent(connection, [(each.id, "m")], now)
                        done.append((now, each))
                    case luck if luck < 0.7:
                        await outbox.retry(connection, [each.id], holder, now + 2 * MINUTE, "away")
                    case luck if luck < 0.8:
                        await outbox.release(connection, holder)
        if len(done) == len(rows):
            break
    assert sorted(each.key for _, each in done) == sorted(each.key for each in rows)
    for channel in "xyz":
        here = [(at, each) for at, each in done if each.channel == channel]
        for place, (at, each) in enumerate(here):
            passed = [other for _, other in here[place + 1 :] if other.id < each.id]
            assert all(other.not_before > at - MINUTE for other in passed)


async def test_claiming_reads_open_rows_only(database: Database) -> None:
    """However many were sent: the plan names the small indexes, and never walks the table."""
    old = {"subject_kind": "event", "subject_id": 1, "reason": "new", "platform": "discord", "channel": "c"}
    old |= {"not_before": NOW, "created_at": NOW, "attempts": 1, "state": "sent"}
    async with database.write() as connection:
        await connection.execute(insert(schema.outbox), [{**old, "key": f"k{n}"} for n in range(2000)])
    await put(database, *(row(number, chr(97 + number % 9)) for number in range(40)))
    async with database.write() as connection:
        await connection.execute(text("ANALYZE"))
    statements = []

    def note(_conn: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        statements.append((statement, parameters))

    async with database.write() as connection:
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        assert len(await outbox.claim(connection, "a", NOW, NOW + MINUTE, 5, BOTH)) == 5
        await outbox_upkeep.queue(connection, NOW)
        await outbox_upkeep.drop_pending(connection, "discord", "x", "gone", 1)
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        sqlite = connection.dialect.name == "sqlite"
        for other_way in () if sqlite else ("seqscan", "bitmapscan", "sort"):  # so few rows it may well sort
            await connection.execute(text(f"SET LOCAL enable_{other_way} = off"))
        for statement, parameters in statements:
            explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            rows = await connection.exec_driver_sql(explain + statement, parameters)
            plan = "\n".join(str(each[-1]) for each in rows)
            assert not re.search(r"SCAN outbox$|TEMP B-TREE|Seq Scan|Sort", plan, re.MULTILINE), plan
            if "wanted" in plan:
                indexes = set(re.findall(r"ix_outbox_\w+", plan))
                assert indexes == {"ix_outbox_open", "ix_outbox_destination", "ix_outbox_tried"}, plan
