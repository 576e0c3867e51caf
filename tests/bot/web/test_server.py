"""The web server: calendars behind secret addresses, and the bot's health."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from icalendar import Calendar
from structlog.testing import capture_logs

import storage
from bot.errors import ConfigurationProblem
from bot.web.server import WebServer
from commands.core.context import Health, Services
from commands.desk.files.address import address, new_token, token_hash
from tests.commands.foi.conftest import DeskTalk, Make, day, desk, make
from tests.conftest import NOW
from tests.servers.synapse import free_port

__all__ = ["day", "desk", "make"]


@asynccontextmanager
async def served(services: Services, *parts: Health) -> AsyncIterator[str]:
    """A server over the store, on a day after the requests were sent; its address."""
    listen = f"127.0.0.1:{free_port()}"

    async def health() -> tuple[Health, ...]:
        return parts

    server = WebServer(listen, services.database, health, lambda: NOW)
    task = asyncio.create_task(server.run())
    try:
        async with asyncio.timeout(20):
            while not server.health().well:
                await asyncio.sleep(0.01)
        yield f"http://{listen}"
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def opened(services: Services, *, team: bool) -> str:
    """The token of an address of the first campaign's, or of its first person's, calendar."""
    token = new_token()
    database = await services.database()
    async with database.write() as connection:
        owner = {"campaign_id": 1} if team else {"person_id": 1}
        await storage.calendar_addresses.add(connection, token_hash(token), NOW, **owner)
    return token


@pytest.mark.parametrize("team", [True, False])
async def test_a_calendar_is_shown_to_whoever_has_its_address(desk: DeskTalk, make: Make, team: bool) -> None:
    await make("QNC")
    await desk.said("foi sent 1 2 November 2026")
    token = await opened(desk.services, team=team)
    async with served(desk.services) as base, aiohttp.ClientSession() as session:
        async with session.get(address(base, token)) as answer:
            assert (answer.status, answer.content_type) == (200, "text/calendar")
            assert answer.headers["Cache-Control"] == "private, max-age=900"
            [entry] = Calendar.from_ical(await answer.read()).walk("VEVENT")
            tag = answer.headers["ETag"]
        assert entry.decoded("dtstart").isoformat() == "2026-12-01"
        async with session.get(address(base, token), headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304
        await desk.said("foi received 1 3 November 2026")
        async with session.get(address(base, token), headers={"If-None-Match": tag}) as answer:
            assert answer.status == 200
            assert b"20261202" in await answer.read()


async def test_a_person_s_calendar_has_their_own_requests_alone(desk: DeskTalk, make: Make) -> None:
    await make("QNC")
    await make("QJK")
    await desk.said("foi sent 1 2 November 2026")
    await desk.said("foi sent 2 2 November 2026")
    await desk.said("foi unclaim 2")
    token = await opened(desk.services, team=False)
    async with (
        served(desk.services) as base,
        aiohttp.ClientSession() as session,
        session.get(address(base, token)) as answer,
    ):
        entries = Calendar.from_ical(await answer.read()).walk("VEVENT")
    assert [str(entry["uid"]) for entry in entries] == ["foi-1-answer@ccgwatch"]


async def test_no_address_and_a_revoked_one_look_alike(desk: DeskTalk, make: Make) -> None:
    await make("QNC")
    token = await opened(desk.services, team=True)
    database = await desk.services.database()
    async with database.write() as connection:
        await storage.calendar_addresses.revoke(connection, token_hash(token))
    async with served(desk.services) as base, aiohttp.ClientSession() as session:
        said = []
        for tried in (token, new_token(), "x", "x" * 5000, token_hash(token), "%00", "..%2Fhealth"):
            async with session.get(f"{base}/calendar/{tried}.ics") as answer:
                said.append((answer.status, await answer.text()))
    assert set(said) == {(404, "There is no calendar here.")}


async def test_health_is_told_without_names(services: Services) -> None:
    well, ill = Health("Discord", True, "as @secret"), Health("Matrix", False, "@jo:example.org is away")
    async with served(services, well) as base, aiohttp.ClientSession() as session, session.get(f"{base}/health") as answer:  # fmt: skip
        assert (answer.status, await answer.json()) == (200, {"Discord": "well"})
    async with served(services, well, ill) as base, aiohttp.ClientSession() as session, session.get(f"{base}/health") as answer:  # fmt: skip
        assert (answer.status, await answer.json()) == (503, {"Discord": "well", "Matrix": "not well"})


async def test_the_log_holds_no_address(desk: DeskTalk, make: Make) -> None:
    await make("QNC")
    token = await opened(desk.services, team=True)
    with capture_logs() as logs:
        async with served(desk.services) as base, aiohttp.ClientSession() as session, session.get(address(base, token)):  # fmt: skip
            pass
    assert [each["event"] for each in logs] == ["web_listening"]


async def test_a_port_in_use_is_said_in_words(services: Services) -> None:
    async with served(services) as base:

        async def health() -> tuple[Health, ...]:
            return ()

        with pytest.raises(ConfigurationProblem, match=r"\[web\] listen"):
            async with asyncio.timeout(timedelta(seconds=20).seconds):
                await WebServer(base.removeprefix("http://"), services.database, health).run()
