"""Other processes that make a batch: ``python -m tests.commands.foi.children WAY URL NUMBER``.

Each says ``ready`` and waits for a line. Then it orders the batch to be made as Ann does, and prints what it
was told; `halfway` says so when everything is written and nothing committed, and waits for another line.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import register
import storage
from bot.store import Store
from commands.core.catalogue import ours
from commands.core.context import Services
from commands.core.dispatch import dispatch
from commands.core.reply import Reply
from commands.core.request import Person, Platform, Request
from law.foi.regime import Calendars

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ANN = Person(Platform.DISCORD, "1", "Ann")
PEOPLE = tuple(Person(Platform.DISCORD, str(100 + number), f"V{number}") for number in range(7))


async def order(services: Services, text: str) -> Reply:
    """What Ann, who may manage the server, is told."""
    asked = Request(
        Platform.DISCORD, ANN, text, "channel", text, NOW, space="server", manages_space=True, mentions=PEOPLE
    )
    return await dispatch(asked, services)


def services_of(url: str) -> Services:
    """The commands on the store at `url`."""
    return Services(register.load(), ours(), Store(url))


@asynccontextmanager
async def child(way: str, url: str, number: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own, once it is ready; killed at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.commands.foi.children", way, url, str(number)),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        await said(process, "ready")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def said(process: asyncio.subprocess.Process, line: str = "") -> str:
    """The next line the process says, which is `line` where one is given."""
    assert process.stdout is not None
    words = (await process.stdout.readline()).decode().strip()
    assert not line or words == line
    return words


def go(process: asyncio.subprocess.Process) -> None:
    """Let it go on."""
    assert process.stdin is not None
    process.stdin.write(b"go\n")


async def _wait(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)


async def main(way: str, url: str, number: str) -> None:
    services = services_of(url)
    await services.database()
    assert Calendars.packaged().fingerprint  # what takes long to load comes before
    if way == "halfway":
        mark_made = storage.foi_batches.mark_made

        async def held(*arguments: object) -> None:
            await mark_made(*arguments)  # type: ignore[arg-type]
            await _wait("halfway")

        storage.foi_batches.mark_made = held  # type: ignore[assignment]
    await _wait("ready")
    reply = await order(services, f"batch make {number}")
    sys.stdout.write(f"{next(iter(reply.lines()))}\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
