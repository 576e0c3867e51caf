"""The bot with its FOI desk as a process to be killed: ``python -m tests.chaos.desk_bot ORDERS``.

It delivers to Discord, sweeps the desk, and carries out what people order, which it finds as files: what
was begun by a process that died is done anew. It prints ``ready`` once it is connected.
"""

import asyncio
import json
import logging
import os
import sys
from datetime import datetime
from pathlib import Path

import structlog

import register
from bot.core import Core
from bot.delivery.deliver import Delivery
from bot.delivery.perform import Pace
from bot.desk import regular, sweeping
from bot.discord.adapter import DiscordAdapter
from bot.discord.settings import DiscordSettings
from bot.store import Store
from commands.core.catalogue import ours
from commands.core.context import Services
from commands.core.dispatch import dispatch
from commands.core.request import Person, Platform, Request
from storage import leases
from storage.errors import StorageError
from tests.chaos.desk_world import Clock, DeskOrders
from tests.chaos.world import PACE


async def sweep(orders: DeskOrders, store: Store, clock: Clock, delivery: Delivery) -> None:
    """Sweep as the tick does, under a lease, but all the time."""
    while True:
        now = clock.now()
        try:
            database = await store()
            async with database.write() as connection:
                mine = await leases.take(connection, "desk", orders.name, now, now + PACE.look)
            if mine:
                await sweeping.recount(database, now)
                await sweeping.sweep(database, now)
                await regular.remind(database, now)
                await regular.team(database, now)
                delivery.wake()
        except StorageError:
            pass  # as any tick, it comes back
        await asyncio.sleep(0.1)


async def obey(orders: DeskOrders, services: Services, clock: Clock) -> None:
    """Carry out what people order; two processes may do the same order at the same time."""
    while True:
        for path in sorted(Path(orders.orders).glob("*.json")):
            done = path.with_suffix(".done")
            if not done.exists():
                await dispatch(_request(json.loads(path.read_text()), orders, clock.now()), services)
                done.touch()
        await asyncio.sleep(0.05)


def _request(order: dict[str, object], orders: DeskOrders, now: datetime) -> Request:
    number, name, manages = order["by"]  # type: ignore[misc]
    named = [Person(Platform.DISCORD, *order["named"])] if "named" in order else []  # type: ignore[misc]
    return Request(
        Platform.DISCORD,
        Person(Platform.DISCORD, number, name),
        str(order["text"]),
        channel="1",
        message_id=f"order {order['number']}",
        now=now,
        space=orders.server,
        mentions=tuple(named),
        manages_space=bool(manages),
    )


async def main() -> None:
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    orders = DeskOrders(**json.loads(sys.argv[1]))
    clock, store = Clock(Path(orders.clock)), Store(orders.database)
    services = Services(register.load(), ours(), store)
    settings = DiscordSettings(orders.token, api_base=orders.api_base, gateway_url=orders.gateway_url)
    discord = DiscordAdapter(settings, Core(services, clock.now), Path())
    pace = Pace(lease=PACE.lease, patience=PACE.patience, idle=0.05, first_pause=0.1, refused_pause=0.5)
    delivery = Delivery(store, services.register, lambda: (discord,), pace=pace, now=clock.now)
    await store()
    async with asyncio.TaskGroup() as group:
        group.create_task(discord.run())
        group.create_task(delivery.run())
        group.create_task(sweep(orders, store, clock, delivery))
        group.create_task(obey(orders, services, clock))
        while not discord.ready():
            await asyncio.sleep(0.02)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)  # until whoever plays is gone
        os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
