"""Rounds: something is published, and some moment later a bot is killed and another takes its place."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from storage.database import Database
from tests.chaos.world import Orders, Source, World, start, waiting
from tests.servers.discord.server import DiscordServer
from tests.servers.matrix_person import MatrixPerson
from tests.servers.matrix_talk import bot_account
from tests.servers.synapse import Synapse

READY_WITHIN, SETTLED_WITHIN = 90.0, 300.0


@dataclass
class Result:
    """How it went. `wrong` is empty where every channel has what it should."""

    rounds: int
    seconds: float = 0.0
    notices: int = 0
    posts: int = 0
    kills: int = 0
    early: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = f"{self.rounds} rounds in {self.seconds:.0f} s: {self.kills} kills ({self.early} while starting), "
        return words + f"{self.notices} notices, {self.posts} posts, {len(self.wrong)} wrong"


async def play(
    server: Synapse,
    database_url: str,
    directory: Path,
    rounds: int,
    *,
    processes: int = 1,
    seed: int = 1,
    told: Callable[[str], None] = lambda _: None,
) -> Result:
    """Play `rounds` rounds on a store; `processes` bots share it, of which one is killed each time."""
    chance, began = random.Random(seed), time.monotonic()
    feed = directory / "feed"
    feed.mkdir()
    result = Result(rounds)
    database = await Database.open(database_url)
    person = await MatrixPerson.arrive(server, directory)
    try:
        async with DiscordServer() as discord:
            account = await bot_account(server, person.id)
            world = World(discord, person, Source(feed, seed))
            await world.prepare(database, account.user)
            orders = Orders(
                name="bot",
                database=database_url,
                feed=str(feed),
                state="",
                token=discord.token,
                api_base=discord.api_base,
                gateway_url=discord.gateway_url,
                homeserver=server.url,
                user=account.user,
                password=account.password or "",
                inviter=person.id,
            )
            each = [
                replace(orders, name=f"bot {n}", state=str(directory / f"state {n}"))
                for n in range(processes)
            ]
            await _rounds(world, database, each, rounds, chance, result, told)
            result.wrong = await world.wrong() + discord.contract.violations
            result.notices = len(world.source.now)
            result.posts = sum(len(discord.answers(channel)) for channel in discord.channels.values())
    finally:
        await person.leave()
        await database.close()
    result.seconds = time.monotonic() - began
    return result


async def _rounds(
    world: World,
    database: Database,
    orders: list[Orders],
    rounds: int,
    chance: random.Random,
    result: Result,
    told: Callable[[str], None],
) -> None:
    bots = [await start(each, 0) for each in orders]
    try:
        await asyncio.gather(*(_ready(bot) for bot in bots))
        for room in world.rooms:
            await world.person.member(room, orders[0].user)
        for number in range(1, rounds + 1):
            victim = chance.randrange(len(bots))
            early = chance.random() < 0.15
            if not early:
                await _ready(bots[victim])
            world.source.publish()
            await asyncio.sleep(chance.uniform(0.0, 1.5 if early else 0.6))
            result.kills += 1
            result.early += early
            bots[victim].kill()
            await bots[victim].communicate()
            if number % 3 == 0:
                world.server.rest.forget_nonces()  # an outage longer than Discord's memory
            bots[victim] = await start(orders[victim], number)
            told(f"round {number}, {await waiting(database)} waiting")
        async with asyncio.timeout(SETTLED_WITHIN):
            while await waiting(database) or not await _all_read(world, database):
                await asyncio.sleep(0.1)
    finally:
        for bot in bots:
            if bot.returncode is None:
                bot.kill()
            await bot.communicate()


async def _all_read(world: World, database: Database) -> bool:
    from sqlalchemy import func, select

    from storage.schema import notices

    async with database.read() as connection:
        many = (await connection.execute(select(func.count()).select_from(notices))).scalar_one()
    return bool(many == len(world.source.now))


_are_ready: dict[int, bool] = {}


async def _ready(bot: asyncio.subprocess.Process) -> None:
    """Wait until a process says so; it says it once."""
    if _are_ready.get(bot.pid):
        return
    assert bot.stdout
    async with asyncio.timeout(READY_WITHIN):
        line = await bot.stdout.readline()
    assert line == b"ready\n", "the bot ended by itself"
    _are_ready[bot.pid] = True
