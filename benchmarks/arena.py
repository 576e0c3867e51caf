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

from benchmarks.distance import relay
from benchmarks.rooms import PATIENCE, Discord, Matrix, Room
from tests.servers.matrix_person import MatrixPerson
from tests.servers.synapse import Synapse

ROOT = Path(__file__).resolve().parents[1]
NETWORKS = ("Discord", "Matrix")
QUESTION = "!ccg Cannock Chase"
_PACKAGES = ("bot", "commands", "feeds", "storage", "register", "law", "benchmarks")
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


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a bot finds its servers, None for a network it is not on. `inviter` may invite it."""

    home: Path
    discord: dict[str, str] | None = None
    matrix: dict[str, str] | None = None
    inviter: str = ""


@asynccontextmanager
async def arena(
    rooms: int = 1, networks: Sequence[str] = NETWORKS, away: float = 0.0
) -> AsyncIterator[Arena]:
    """Start servers and bots; each bot is in `rooms` rooms of each kind, and has answered once in each.

    `away` is how far off Discord is, in seconds each way.
    """
    await asyncio.to_thread(compile_all)
    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ccgwatch-bench-")))
        person: MatrixPerson | None = None
        if "Matrix" in networks:
            synapse = Synapse.prepare()
            stack.callback(synapse.discard)
            await asyncio.to_thread(synapse.start)
            person = await MatrixPerson.arrive(synapse, directory)
            stack.push_async_callback(person.leave)

        async def bot(name: str, command: Any) -> Bot:
            kinds: dict[str, Sequence[Room]] = {}
            home, on_discord, on_matrix, connected = directory / name, None, None, []
            home.mkdir()
            if "Discord" in networks:
                discord = await stack.enter_async_context(Discord(rooms))
                port = await stack.enter_async_context(relay(discord.port, away)) if away else discord.port
                on_discord = {"token": discord.token, "api_base": f"http://127.0.0.1:{port}/api/v10"}
                on_discord["gateway_url"] = f"ws://127.0.0.1:{port}"
                kinds["Discord"] = discord.rooms
                connected.append(lambda: discord.connected(PATIENCE))
            if person is not None:
                matrix = Matrix(synapse.url, person, await synapse.register(name, _PASSWORD))
                on_matrix = {"homeserver": matrix.homeserver, "user": matrix.user, "password": _PASSWORD}
                kinds["Matrix"] = [await matrix.room() for _ in range(rooms)]
                kinds["Matrix, encrypted"] = [await matrix.room(encrypted=True) for _ in range(rooms)]
                connected.append(matrix.connected)
            where = Addresses(home, on_discord, on_matrix, person.id if person else "")
            process = begin(home, *command(where))
            stack.callback(end, process)
            for wait in connected:
                await _while_alive(process, wait())
            for room in [room for kind in kinds.values() for room in kind]:
                await _while_alive(process, room.ask(QUESTION))
            return Bot(process, kinds)

        yield Arena(await bot("ours", command_of_ours), await bot("bare", _bare))


def environment() -> dict[str, str]:
    """The environment of this process, without settings of a bot and with bytecode kept."""
    left_out = ("CCGWATCH_", "PYTHONDONTWRITEBYTECODE")
    return {key: value for key, value in os.environ.items() if not key.startswith(left_out)}


def compile_all() -> None:
    """Compile our packages, as an installation does: compiling costs time, and memory that stays."""
    compiling = [sys.executable, "-m", "compileall", "-q", *_PACKAGES]
    subprocess.run(compiling, cwd=ROOT, env=environment(), check=True)


def command_of_ours(where: Addresses) -> list[str]:
    """``ccgwatch run`` as an operator would start it, on an SQLite file."""
    tables: dict[str, Any] = {"log": {"level": "warning"}, "feeds": {"enabled": False}}
    if where.discord is not None:
        tables["discord"] = where.discord
    if where.matrix is not None:
        tables["matrix"] = {**where.matrix, "allow_invites_from": [where.inviter]}
    lines = []
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    settings = where.home / "config.toml"
    settings.write_text("\n".join(lines))
    return ["-m", "bot", "run", "--state", str(where.home / "state"), "--config", str(settings)]


def _bare(where: Addresses) -> list[str]:
    settings: dict[str, Any] = {}
    if where.discord is not None:
        settings["discord"] = where.discord
    if where.matrix is not None:
        settings["matrix"] = {**where.matrix, "store": str(where.home)}
    return ["-m", "benchmarks.bare", json.dumps(settings)]


def begin(home: Path, *arguments: str) -> Process:
    """A process of ours with its output in `home`."""
    with (home / "output.log").open("wb") as output:
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=output, stderr=output)


def end(process: Process) -> None:
    """End a process, by force if need be."""
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
