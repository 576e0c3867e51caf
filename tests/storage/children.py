"""What the tests' other processes do: ``python -m tests.storage.children WHAT URL ...``.

Each says ``ready`` on its standard output and then waits for a line, or to be killed.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from storage import handled, maintenance, marks, schema
from storage.database import Database

ROOT = Path(__file__).resolve().parents[2]
EVENTS = 40


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
    database = await Database.open(url)
    _say(json.dumps(await database.revision()))
    await database.close()


async def restore(url: str, source: str) -> None:
    """Restore a backup, from the moment it says it is ready."""
    _say("ready")
    await maintenance.restore(url, Path(source), replace=True)
    _say("restored")


if __name__ == "__main__":
    asyncio.run(
        {"hold": hold, "take": take, "opened": opened, "restore": restore}[sys.argv[1]](*sys.argv[2:])
    )
