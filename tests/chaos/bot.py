"""The bot as a process to be killed: ``python -m tests.chaos.bot SETTINGS``, a JSON object of `world.Orders`.

It reads batches of releases from files, as a source would be read, and delivers to both networks. It
prints ``ready`` once it is connected to both.
"""

import asyncio
import json
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog

import register
from bot.core import Core
from bot.delivery.deliver import Delivery
from bot.delivery.perform import Pace
from bot.discord.adapter import DiscordAdapter
from bot.discord.settings import DiscordSettings
from bot.matrix.adapter import MatrixAdapter
from bot.matrix.settings import MatrixSettings
from bot.store import Store
from commands.core.catalogue import ours
from commands.core.context import Services
from feeds.decide import Tally
from feeds.ingest import Ingest
from feeds.source import Release
from storage import leases, sources
from storage.database import Database
from storage.errors import StorageError
from tests.chaos.world import PACE, SOURCE, Orders


async def feed(orders: Orders, database: Database, ingest: Ingest, delivery: Delivery) -> None:
    """Read one batch after the other, from the mark on, as `feeds.poll` does: under a lease."""
    while True:
        now = datetime.now(UTC)
        try:
            async with database.write() as connection:
                ours_now = await leases.take(connection, "look", orders.name, now, now + PACE.look)
            if ours_now and (batch := await _next(orders, database)):
                number, releases = batch
                terms = await ingest.terms(now, announce=True)
                items = [Release(each) for each in releases]
                await ingest.store(items, SOURCE, terms, Tally(None), mark=str(number))
                delivery.wake()
                continue
        except StorageError:
            pass  # as any poll, it comes back
        await asyncio.sleep(0.05)


async def _next(orders: Orders, database: Database) -> tuple[int, list[dict[str, object]]] | None:
    async with database.read() as connection:
        [state] = [each for each in await sources.every(connection) if each.name == SOURCE]
    number = int(state.mark or 0) + 1
    path = Path(orders.feed) / f"{number:05}.json"
    return (number, json.loads(path.read_text())) if path.exists() else None


@asynccontextmanager
async def running(orders: Orders) -> AsyncIterator[None]:
    store = Store(orders.database)
    services = Services(register.load(), ours(), store)
    core = Core(services)
    discord = DiscordAdapter(
        DiscordSettings(orders.token, api_base=orders.api_base, gateway_url=orders.gateway_url), core, Path()
    )
    matrix = MatrixAdapter(
        MatrixSettings(orders.homeserver, orders.user, orders.password, allow_invites_from=(orders.inviter,)),
        core,
        Path(orders.state),
    )
    pace = Pace(lease=PACE.lease, patience=PACE.patience, idle=0.05, first_pause=0.1, refused_pause=0.5)
    delivery = Delivery(store, services.register, lambda: (discord, matrix), pace=pace)
    database = await store()
    ingest = Ingest(database, services.register)
    async with asyncio.TaskGroup() as group:
        group.create_task(discord.run())
        group.create_task(matrix.run())
        group.create_task(delivery.run())
        group.create_task(feed(orders, database, ingest, delivery))
        while not (discord.ready() and matrix.ready()):
            await asyncio.sleep(0.02)
        yield


async def main() -> None:
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    async with running(Orders(**json.loads(sys.argv[1]))):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)  # until whoever plays is gone
        os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
