"""Days at the FOI desk, on each of which a bot is killed: ``python -m tests.chaos.desk --rounds 100``.

Every day requests are made, assigned, claimed and spoken of; in the morning the desk is swept and digests go
out, at noon people who cannot be written to are named; at some moment a process is killed. In the end every
step of every request must have been told to somebody, and nothing twice.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from storage.database import Database
from tests.chaos.desk_world import FIRST, DeskOrders, DeskWorld, as_json, morning, noon
from tests.chaos.rounds import READY_WITHIN, SETTLED_WITHIN
from tests.chaos.world import ROOT
from tests.servers import postgres
from tests.servers.discord.server import DiscordServer


@dataclass
class Days:
    """How it went. `wrong` is empty where everything was told, and once."""

    rounds: int
    seconds: float = 0.0
    kills: int = 0
    early: int = 0
    requests: int = 0
    orders: int = 0
    rows: int = 0
    messages: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = (
            f"{self.rounds} days in {self.seconds:.0f} s: {self.kills} kills ({self.early} while starting), "
        )
        words += (
            f"{self.requests} requests, {self.orders} orders, {self.rows} rows, {self.messages} messages, "
        )
        return words + f"{len(self.wrong)} wrong"


async def play(
    database_url: str,
    directory: Path,
    rounds: int,
    *,
    processes: int = 1,
    seed: int = 1,
    told: Callable[[str], None] = lambda _: None,
) -> Days:
    """Play `rounds` days on a store; `processes` bots share it, of which one is killed each day."""
    began, result = time.monotonic(), Days(rounds)
    database = await Database.open(database_url)
    try:
        async with DiscordServer(contract=False) as discord:
            world = DeskWorld(discord, database, directory, seed)
            await world.prepare()
            orders = DeskOrders(
                name="bot",
                database=database_url,
                clock=str(directory / "clock"),
                orders=str(world.orders),
                token=discord.token,
                api_base=discord.api_base,
                gateway_url=discord.gateway_url,
                server=str(discord.guild.id),
            )
            bots = _Bots([replace(orders, name=f"bot {number}") for number in range(processes)])
            try:
                await bots.begin()
                await _days(world, bots, rounds, random.Random(seed), result, told)
            finally:
                await bots.end()
            result.wrong = await world.wrong(FIRST + timedelta(days=rounds))
            result.requests, result.orders = len(world.requests), world.given
            result.rows, result.messages = await world.figures()
    finally:
        await database.close()
    result.seconds = time.monotonic() - began
    return result


async def _days(
    world: DeskWorld,
    bots: "_Bots",
    rounds: int,
    chance: random.Random,
    result: Days,
    told: Callable[[str], None],
) -> None:
    for number in range(1, rounds + 1):
        day = FIRST + timedelta(days=number)
        victim, early = chance.randrange(len(bots.running)), chance.random() < 0.15
        if not early:
            await bots.ready(victim)
        at_noon = chance.random() < 0.3
        world.clock.set(morning(day))
        await world.day(day)
        if at_noon:
            await _calm(world)
            world.clock.set(noon(day))
        await asyncio.sleep(chance.uniform(0.0, 3.0))
        await bots.kill(victim, number)
        result.kills += 1
        result.early += early
        if number % 3 == 0:
            world.server.rest.forget_nonces()  # an outage longer than Discord's memory
        await _calm(world)
        if not at_noon:
            world.clock.set(noon(day))
            await _calm(world)
        told(f"day {number}: {day}")


async def _calm(world: DeskWorld) -> None:
    async with asyncio.timeout(SETTLED_WITHIN):
        while not await world.calm():
            await asyncio.sleep(0.1)


class _Bots:
    """The processes."""

    def __init__(self, orders: list[DeskOrders]) -> None:
        self._orders = orders
        self.running: list[asyncio.subprocess.Process] = []
        self._ready: set[int] = set()

    async def begin(self) -> None:
        self.running = [await self._start(each, 0) for each in self._orders]
        for number in range(len(self.running)):
            await self.ready(number)

    async def ready(self, number: int) -> None:
        """Wait until a process says so; it says it once."""
        bot = self.running[number]
        if bot.pid in self._ready:
            return
        assert bot.stdout
        async with asyncio.timeout(READY_WITHIN):
            line = await bot.stdout.readline()
        assert line == b"ready\n", "the bot ended by itself"
        self._ready.add(bot.pid)

    async def kill(self, number: int, day: int) -> None:
        """Kill one, and let another take its place."""
        self.running[number].kill()
        await self.running[number].communicate()
        self.running[number] = await self._start(self._orders[number], day)

    async def end(self) -> None:
        for bot in self.running:
            if bot.returncode is None:
                bot.kill()
            await bot.communicate()

    async def _start(self, orders: DeskOrders, number: int) -> asyncio.subprocess.Process:
        own = replace(orders, name=f"{orders.name} {number}")
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.chaos.desk_bot", as_json(own)),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )


async def run(rounds: int, store: str, processes: int, seed: int) -> Days:
    """Play on a store of this run's own."""
    with tempfile.TemporaryDirectory(prefix="ccgwatch-chaos-") as name:
        directory = Path(name)
        url = f"sqlite:///{directory / 'ccgwatch.db'}"
        if store == "postgres":
            running = await asyncio.to_thread(postgres.start, os.getpid())
            url = await running.fresh()
        return await play(url, directory, rounds, processes=processes, seed=seed, told=_print)


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the screen is its purpose


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill the bot day by day, and count what its FOI desk told.")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    result = asyncio.run(run(chosen.rounds, chosen.store, chosen.processes, chosen.seed))
    for words in result.wrong[:50]:
        _print(words)
    _print(f"{chosen.store}, {chosen.processes} process(es), seed {chosen.seed}: {result}")
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
