"""What the tests' other processes do: ``python -m tests.storage.children WHAT URL ...``.

Each says ``ready`` on its standard output and then waits for a line, or to be killed.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy import insert, select

from law.foi.events import Event, Kind
from storage import (
    foi_events,
    foi_requests,
    foi_tasks,
    handled,
    links,
    maintenance,
    marks,
    notice_events,
    notices,
    outbox,
    outbox_upkeep,
    people,
    schema,
)
from storage.database import Database
from storage.foi_requests import Index
from storage.notice_events import NewEvent
from storage.notices import Fate
from tests.storage import making

ROOT = Path(__file__).resolve().parents[2]
EVENTS = 40
BATCH = 50


@asynccontextmanager
async def child(what: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own doing `what`, once it is ready; killed at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.storage.children", what, *arguments),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert (await process.stdout.readline()) == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _wait() -> None:
    _say("ready")
    await asyncio.to_thread(sys.stdin.readline)


async def hold(url: str) -> None:
    """Write, and do not commit until told; then end without an answer."""
    database = await Database.open(url)
    async with database.write() as connection:
        await marks.put(connection, "half", "written")
        row = {"platform": "x", "channel": "c" * 1000, "run_id": "child", "taken_at": datetime.now(UTC)}
        rows = [{**row, "event_id": str(number)} for number in range(5000)]  # more than SQLite's cache holds
        await connection.execute(insert(schema.handled), rows)
        await _wait()
    await database.close()


async def take(url: str, run: str, way: str) -> None:
    """Take the same events as everybody else, as fast as can be; print what each was."""
    database = await Database.open(url)
    await _wait()
    taken = []
    for number in range(EVENTS):
        now = datetime.now(UTC)
        if way == "swiftly":
            taken.append(await handled.take_swiftly(database, "x", "c", str(number), run, now))
        else:
            async with database.write() as connection:
                taken.append(await handled.take(connection, "x", "c", str(number), run, now))
    _say(json.dumps(taken))
    await database.close()


async def opened(url: str) -> None:
    """Wait, then open the store; print its revision."""
    await _wait()
    database = await Database.open(url, patience=30)
    _say(json.dumps(await database.revision()))
    await database.close()


async def restore(url: str, source: str) -> None:
    """Restore a backup, from the moment it says it is ready."""
    _say("ready")
    await maintenance.restore(url, Path(source), replace=True)
    _say("restored")


async def ingest(url: str, start: str) -> None:
    """Store batches of notices with all that belongs to them, until killed; say each that is done."""
    database = await Database.open(url)
    _say("ready")
    number = int(start)
    while True:
        now = datetime.now(UTC)
        rows = [making.notice(each % 3000) for each in range(number, number + BATCH)]
        async with database.write() as connection:
            stored = await notices.upsert(connection, rows, now)
            new = [
                NewEvent(notice_id=each.notice.id, kind="new", at=now)
                for each in stored
                if each.fate is Fate.NEW
            ]
            events = await notice_events.add(connection, new)
            queue = [making.row(each.notice_id, channel) for each in events for channel in "ab"]
            await outbox.put_many(connection, queue, now)
            await marks.put(connection, "mark", str(number))
        number += BATCH


async def deliver(url: str, holder: str) -> None:
    """Claim and send all there is, as fast as can be; print what was claimed."""
    database = await Database.open(url)
    await _wait()
    claimed = []
    while True:
        now = datetime.now(UTC)
        async with database.write() as connection:
            rows = await outbox.claim(connection, holder, now, now + timedelta(minutes=5), 3, ["discord"])
        for row in rows:
            claimed.append(row.key)
            async with database.write() as connection:
                await outbox.mark_each_sent(connection, [(row.id, "m")], now)
        async with database.read() as connection:
            if not rows and (await outbox_upkeep.queue(connection, now)).due == 0:
                break
    _say(json.dumps(claimed))
    await database.close()


async def claim(url: str, person: str) -> None:
    """Claim every request there is, as fast as can be; print who had each, null where it was free."""
    database = await Database.open(url)
    numbers = await _requests(database)
    await _wait()
    answers = []
    for number in numbers:
        async with database.write() as connection:
            answers.append(await foi_tasks.claim(connection, number, int(person), datetime.now(UTC), None))
    _say(json.dumps(answers))
    await database.close()


async def assign(url: str, *persons: str) -> None:
    """Give requests to people in turn with all that belongs to it, until killed."""
    database = await Database.open(url)
    numbers = await _requests(database)
    _say("ready")
    for number, person in zip(cycle(numbers), cycle(map(int, persons)), strict=False):
        now = datetime.now(UTC)
        async with database.write() as connection:
            entry = await foi_tasks.assign(connection, number, person, None, now)
            event = await foi_events.append(connection, number, Event(Kind.DRAFTED, now.date()), person, now)
            found = Index(stage=str(event.id), open=True, calendar=str(entry))
            await foi_requests.index(connection, {number: found})
            await outbox.put_many(connection, [making.row(entry, "@1", subject_kind="foi")], now)


async def join(url: str, pairs: str) -> None:
    """Join the people behind the accounts a0 and b0, a1 and b1 and so on, until killed."""
    database = await Database.open(url)
    _say("ready")
    for number in range(int(pairs)):
        await joined(database, number)
    await asyncio.sleep(60)


async def joined(database: Database, number: int) -> int | None:
    """Join one pair; the person they are."""
    now = datetime.now(UTC)
    async with database.write() as connection:
        first = await people.ensure_person(connection, "x", f"a{number}", "a", now)
        await links.begin(connection, first, f"h{number}", now + timedelta(minutes=5))
    async with database.write() as connection:
        return await links.finish(connection, f"h{number}", "x", f"b{number}", "b", now)


async def _requests(database: Database) -> list[int]:
    async with database.read() as connection:
        query = select(schema.foi_requests.c.id).order_by(schema.foi_requests.c.id)
        return list((await connection.execute(query)).scalars())


WAYS = {
    "hold": hold,
    "take": take,
    "opened": opened,
    "restore": restore,
    "ingest": ingest,
    "deliver": deliver,
    "claim": claim,
    "assign": assign,
    "join": join,
}

if __name__ == "__main__":
    asyncio.run(WAYS[sys.argv[1]](*sys.argv[2:]))  # type: ignore[operator]
