"""The bot on its networks: adapters built from the configuration, supervised, stopped cleanly."""

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from bot.config import Settings
from bot.core import Core
from bot.delivery.deliver import Delivery
from bot.delivery.posting import Postman
from bot.errors import ConfigurationProblem
from bot.feeding import Feeding
from bot.hooks import channels_of, following
from bot.store import Store
from bot.supervise import Part, supervise
from bot.ticks import Ticks
from commands.core.context import Health, Services
from storage.errors import StorageError

_log = structlog.get_logger(__name__)

NOTHING_CONFIGURED = (
    "No network is configured. Set CCGWATCH_DISCORD__TOKEN for Discord (docs/discord.md), or "
    "[matrix] homeserver and user with CCGWATCH_MATRIX__PASSWORD for Matrix (docs/matrix.md). "
    "To try the bot here, type: ccgwatch chat"
)


async def serve(settings: Settings, services: Services, store: Store, state: Path) -> None:
    """Run until SIGTERM or SIGINT. Raises `ConfigurationProblem` when no adapter can run."""
    parts: list[Part] = []

    background: list[Part] = []

    async def health() -> tuple[Health, ...]:
        return (await _store_health(store), *(part.health() for part in (*parts, *background)))

    channels = channels_of(lambda: [part.adapter for part in parts])
    core = Core(replace(services, health=health, channels=channels))
    parts += adapters(settings, core, state)
    if not parts:
        raise ConfigurationProblem(NOTHING_CONFIGURED)
    await store()  # a database that cannot be used is told now, not at the first question
    delivery = _delivery(settings, services, store, parts)
    background += [
        Part("Delivery", lambda: delivery),
        Part("Feeds", lambda: Feeding(settings, store, services.register, lambda _: delivery.wake())),
    ]
    if not following(settings).refused:
        from bot.desk.following import Following

        background.append(Part("WhatDoTheyKnow", lambda: Following(settings, store, delivery.wake)))
    if settings.web.listen:
        from bot.web.server import WebServer

        background.append(Part("Web", lambda: WebServer(settings.web.listen, store, health)))
    ticks = Ticks(store, core.tidy, delivery.wake)
    ticks.start()
    loop = asyncio.get_running_loop()
    serving = asyncio.ensure_future(supervise(parts))
    working = asyncio.ensure_future(supervise(background))
    # Posts under way end before the networks they go to are left.
    working.add_done_callback(lambda _: serving.cancel())
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, working.cancel)
    _log.info("started", parts=[part.name for part in parts])
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await serving
    finally:
        await ticks.stop()
        working.cancel()
        (ending,) = await asyncio.gather(working, return_exceptions=True)
        await store.close()
        _log.info("stopped")
    if isinstance(ending, Exception):  # delivery or feeds cannot go on: never end as if all were well
        raise ending


def adapters(settings: Settings, core: Core, state: Path) -> Sequence[Part]:
    """The configured networks, not started. Libraries are imported only for networks in use."""
    parts: list[Part] = []
    if settings.discord.enabled and settings.discord.token.get_secret_value():
        from bot.discord.adapter import DiscordAdapter
        from bot.discord.settings import DiscordSettings

        discord = DiscordSettings(
            token=settings.discord.token.get_secret_value(),
            api_base=settings.discord.api_base,
            gateway_url=settings.discord.gateway_url,
            prefix=settings.bot.prefix,
            message_content=settings.discord.message_content,
            shards=settings.discord.shards,
        )
        parts.append(Part("Discord", lambda: DiscordAdapter(discord, core, state)))
    if settings.matrix.enabled and settings.matrix.homeserver:
        from bot.matrix.adapter import MatrixAdapter
        from bot.matrix.settings import MatrixSettings

        if not settings.matrix.user:
            raise ConfigurationProblem(
                "[matrix] user is missing: the bot's own account, such as @ccgwatch:example.org"
            )
        matrix = MatrixSettings(
            homeserver=settings.matrix.homeserver,
            user=settings.matrix.user,
            password=settings.matrix.password.get_secret_value() or None,
            access_token=settings.matrix.access_token.get_secret_value() or None,
            device_id=settings.matrix.device_id or None,
            allow_invites_from=settings.matrix.allow_invites_from,
            prefix=settings.bot.prefix,
        )
        parts.append(Part("Matrix", lambda: MatrixAdapter(matrix, core, state)))
    return parts


def _delivery(settings: Settings, services: Services, store: Store, parts: Sequence[Part]) -> Delivery:
    """Delivery through whichever adapters run just now."""

    def postmen() -> list[Postman]:
        adapters = [part.adapter for part in parts if part.adapter is not None]
        return [each for each in adapters if isinstance(each, Postman)]

    return Delivery(store, services.register, postmen, prefix=settings.bot.prefix)


async def _store_health(store: Store) -> Health:
    try:
        database = await store()
        revision = await database.revision()
    except StorageError as error:
        return Health("Database", False, str(error))
    return Health("Database", True, f"revision {revision}")
