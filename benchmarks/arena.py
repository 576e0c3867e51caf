"""Where both bots stand side by side: the same servers, the same questions, a process for each.

The stand-in Discord runs in the benchmark's own process, which also asks: its clock is then
read where the question leaves and where the answer arrives, with nothing in between that would
slow both sides and so flatter the ratio. Synapse and the two bots are processes of their own.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.rooms import PATIENCE, Discord, Matrix, Room
from tests.servers.matrix_person import MatrixPerson
from tests.servers.synapse import Synapse

ROOT = Path(__file__).resolve().parents[1]
NETWORKS = ("Discord", "Matrix")
_PASSWORD = "benchmarks only"
Process = subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class Bot:
    """One of the two bots, connected. `rooms` is by kind of room, ``Matrix, encrypted`` one of them."""

    process: Process
    rooms: dict[str, Sequence[Room]]


@dataclass(frozen=True, slots=True)
class Arena:
    """Both bots."""

    ours: Bot
    bare: Bot


@asynccontextmanager
async def arena(rooms: int = 1, networks: Sequence[str] = NETWORKS) -> AsyncIterator[Arena]:
    """Start servers and bots; each bot is in `rooms` rooms of each kind, and has answered once in each."""
    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ccgwatch-bench-")))
        person: MatrixPerson | None = None
        if "Matrix" in networks:
            synapse = Synapse.prepare()
            stack.callback(synapse.discard)
            await asyncio.to_thread(synapse.start)
            person = await MatrixPerson.arrive(synapse, directory)
            stack.push_async_callback(person.leave)

        async def bot(name: str) -> Bot:
            home = directory / name
            home.mkdir()
            discord, matrix, user = None, None, ""
            kinds: dict[str, Sequence[Room]] = {}
            if "Discord" in networks:
                discord = await stack.enter_async_context(Discord(rooms))
                kinds["Discord"] = discord.rooms
            if person is not None:
                user = await synapse.register(name, _PASSWORD)
                matrix = Matrix(synapse.url, person, user)
                kinds["Matrix"] = [await matrix.room() for _ in range(rooms)]
                kinds["Matrix, encrypted"] = [await matrix.room(encrypted=True) for _ in range(rooms)]
            command = _ours if name == "ours" else _bare
            process = _start(home, *command(home, discord, matrix))
            stack.callback(_end, process)
            for server in (discord, matrix):
                if server is not None:
                    await _while_alive(process, server.connected(PATIENCE))
            for room in [room for kind in kinds.values() for room in kind]:
                await _while_alive(process, room.ask())
            return Bot(process, kinds)

        yield Arena(await bot("ours"), await bot("bare"))


def environment() -> dict[str, str]:
    """The environment of this process, without settings of a bot."""
    return {key: value for key, value in os.environ.items() if not key.startswith("CCGWATCH_")}


def _ours(home: Path, discord: Discord | None, matrix: Matrix | None) -> list[str]:
    """``ccgwatch run`` as an operator would start it, on an SQLite file."""
    lines = ["[log]", 'level = "warning"']
    if discord is not None:
        lines += ["[discord]", f'token = "{discord.token}"']
        lines += [f'api_base = "{discord.api_base}"', f'gateway_url = "{discord.gateway_url}"']
    if matrix is not None:
        lines += ["[matrix]", f'homeserver = "{matrix.homeserver}"', f'user = "{matrix.user}"']
        lines += [f'password = "{_PASSWORD}"', f'allow_invites_from = ["{matrix.person.id}"]']
    settings = home / "config.toml"
    settings.write_text("\n".join(lines))
    return ["-m", "bot", "run", "--state", str(home / "state"), "--config", str(settings)]


def _bare(home: Path, discord: Discord | None, matrix: Matrix | None) -> list[str]:
    settings: dict[str, Any] = {}
    if discord is not None:
        settings["discord"] = {"api_base": discord.api_base, "gateway_url": discord.gateway_url}
        settings["discord"]["token"] = discord.token
    if matrix is not None:
        settings["matrix"] = {"homeserver": matrix.homeserver, "user": matrix.user}
        settings["matrix"] |= {"password": _PASSWORD, "store": str(home)}
    return ["-m", "benchmarks.bare", json.dumps(settings)]


def _start(home: Path, *arguments: str) -> Process:
    with (home / "output.log").open("wb") as output:
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=output, stderr=output)


def _end(process: Process) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def _while_alive(process: Process, waiting: Coroutine[Any, Any, object]) -> None:
    """Wait, but not for a bot that has ended."""
    task = asyncio.ensure_future(waiting)
    try:
        while not task.done():
            if process.poll() is not None:
                raise RuntimeError(f"A bot ended with exit code {process.returncode} at its start.")
            await asyncio.wait([task], timeout=0.2)
        task.result()
    finally:
        task.cancel()
