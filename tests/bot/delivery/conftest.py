"""The store, the news and the delivery that these tests share; both databases where it matters."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

import register
from bot.delivery.deliver import Delivery
from bot.delivery.perform import Pace
from bot.delivery.posting import Postman
from storage.database import Database
from tests.bot.delivery.news import News
from tests.servers.discord.fixtures import discord_server
from tests.storage.conftest import database, database_url, server

__all__ = ["database", "database_url", "discord_server", "server"]

QUICK = Pace(lease=3.0, patience=2.0, idle=0.05, first_pause=0.05, refused_pause=0.05)
"""As delivery is paced in these tests: nobody waits for minutes."""


@pytest.fixture
async def news(database: Database) -> News:
    return News(database)


@asynccontextmanager
async def delivering(
    news: News, *postmen: Postman, pace: Pace = QUICK, now: Callable[..., object] | None = None
) -> AsyncIterator[Delivery]:
    """Delivery through these adapters, until the block ends."""

    async def store() -> Database:
        return news.database

    clock = {"now": now} if now else {}
    delivery = Delivery(store, register.load(), lambda: postmen, pace=pace, **clock)  # type: ignore[arg-type]
    task = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def settled(news: News, patience: float = 20.0) -> list[str]:
    """Wait until nothing is to be posted any more; how each row ended."""
    async with asyncio.timeout(patience):
        while {"pending", "leased"} & set(states := await news.states()):
            await asyncio.sleep(0.02)
    return states


async def until(true: Callable[[], Awaitable[object]], patience: float = 20.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(patience):
        while not await true():
            await asyncio.sleep(0.02)
