"""A small web server for what cannot be said in a room: calendars to subscribe to, and the bot's health.

It shows nothing to anybody who does not hold a calendar's secret address, and writes nobody's request down.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from aiohttp import web

from bot.errors import ConfigurationProblem
from commands.core.context import Health
from commands.core.moments import london_day
from commands.desk.files.address import PATH, token_hash
from commands.desk.files.calendar import MEDIA_TYPE, MINE, TEAM, calendar_file
from commands.desk.files.loading import for_calendar
from storage import calendar_addresses
from storage.database import Database
from storage.errors import StorageError

_log = structlog.get_logger(__name__)
_FRESH = 900
"""Seconds for which a calendar may be kept before it is asked for again."""
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_LONGEST_TOKEN = 200


class WebServer:
    """Serves on `listen` (host:port) until cancelled; one of the parts that are supervised."""

    def __init__(
        self,
        listen: str,
        store: Callable[[], Awaitable[Database]],
        health: Callable[[], Awaitable[tuple[Health, ...]]],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        host, _, port = listen.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port)
        self._store = store
        self._health = health
        self._now = now
        self._site: web.TCPSite | None = None

    async def run(self) -> None:
        """Serve. Raises `ConfigurationProblem` where it may not listen there."""
        app = web.Application()
        app.router.add_get("/health", self._tell_health)
        app.router.add_get(PATH, self._show_calendar)
        runner = web.AppRunner(app, access_log=None, handle_signals=False)  # addresses hold secrets
        await runner.setup()
        try:
            self._site = web.TCPSite(runner, self._host, self._port)
            try:
                await self._site.start()
            except OSError as error:
                where = f"{self._host}:{self._port}"
                raise ConfigurationProblem(
                    f"[web] listen: {where} cannot be used ({error.strerror})."
                ) from error
            _log.info("web_listening")
            await asyncio.get_running_loop().create_future()
        finally:
            self._site = None
            await runner.cleanup()

    async def close(self) -> None:
        """Everything is let go of when `run` ends."""

    def health(self) -> Health:
        """Whether it listens."""
        return Health("Web", self._site is not None, "listening" if self._site else "not listening")

    async def _tell_health(self, _: web.Request) -> web.Response:
        """200 where every part is well, else 503; in words, without names or addresses."""
        parts = await self._health()
        status = 200 if all(part.well for part in parts) else 503
        said = {part.part: "well" if part.well else "not well" for part in parts}
        return web.json_response(said, status=status, headers=_HEADERS | {"Cache-Control": "no-store"})

    async def _show_calendar(self, request: web.Request) -> web.Response:
        """The calendar behind a secret address; one that was revoked looks as if it had never been."""
        token = request.match_info["token"]
        try:
            database = await self._store()
            async with database.read() as connection:
                found = None
                if len(token) <= _LONGEST_TOKEN:
                    found = await calendar_addresses.find(connection, token_hash(token))
                if found is None:
                    return web.Response(status=404, text="There is no calendar here.", headers=_HEADERS)
                now = self._now()
                owner = {"campaign_id": found.campaign_id, "person_id": found.person_id}
                loaded = await for_calendar(connection, london_day(now), **owner)
        except StorageError as error:
            _log.error("calendar_not_shown", kind=type(error).__name__)
            return web.Response(status=503, headers=_HEADERS | {"Retry-After": "300"})
        title = TEAM if found.person_id is None else MINE
        file = calendar_file(loaded.cases, title, now.replace(hour=0, minute=0, second=0, microsecond=0))
        tag = f'"{hashlib.sha256(file.data).hexdigest()[:32]}"'
        headers = _HEADERS | {"ETag": tag, "Cache-Control": f"private, max-age={_FRESH}"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=file.data, content_type=MEDIA_TYPE, charset="utf-8", headers=headers)
