"""A homeserver, or a proxy before it, that answers badly or not at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.core import Core
from bot.errors import ConfigurationProblem
from bot.matrix import follow
from bot.matrix.client import Client
from bot.matrix.lanes import Lanes
from bot.matrix.render import Message
from bot.matrix.settings import MatrixSettings
from bot.matrix.voice import Voice
from bot.matrix.wire import MatrixTrouble, call

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[Client]:
    """A server that answers everything with `handler`, and a client of it."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    client = Client(f"http://127.0.0.1:{port}", "@bot:test.local")
    client.user_id, client.access_token = "@bot:test.local", "token"
    try:
        yield client
    finally:
        await client.close()
        await runner.cleanup()


def in_turn(*answers: web.Response) -> Handler:
    """Give these answers one after the other, the last for ever."""
    left = list(answers)

    async def answer(_: web.Request) -> web.Response:
        shown = left.pop(0) if len(left) > 1 else left[0]
        return web.Response(status=shown.status, text=shown.text, content_type=shown.content_type)

    return answer


def bad_gateway() -> web.Response:
    return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")


def follower(client: Client, core: Core, pulse: follow.Pulse) -> follow.Follower:
    return follow.Follower(client, core, MatrixSettings(client.homeserver, client.user_id), Lanes(), pulse)


async def test_a_sync_that_hangs_ends_the_adapter(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "STUCK", 0.2)

    over = asyncio.Event()

    async def silent(_: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    async with serving(silent) as client:
        with pytest.raises(MatrixTrouble, match="does not answer a sync"):
            await follower(client, core, follow.Pulse())._sync("s1")
        over.set()


async def test_a_proxy_without_homeserver_is_waited_out(core: Core) -> None:
    news = {"next_batch": "s2", "device_one_time_keys_count": {}, "rooms": {}, "to_device": {"events": []}}
    pulse = follow.Pulse()
    async with serving(in_turn(bad_gateway(), web.json_response(news))) as client:
        task = asyncio.create_task(follower(client, core, pulse)._sync("s1"))
        while not pulse.away:
            await asyncio.sleep(0.01)
        assert (await task).next_batch == "s2"
        assert not pulse.away
        assert pulse.last is not None


async def test_a_session_that_has_ended_is_not_waited_out(core: Core) -> None:
    ended = web.json_response({"errcode": "M_UNKNOWN_TOKEN", "error": "no"}, status=401)
    async with serving(in_turn(ended)) as client:
        with pytest.raises(ConfigurationProblem, match="no longer accepts"):
            await follower(client, core, follow.Pulse())._sync("s1")


async def test_an_answer_is_sent_again_after_a_bad_gateway() -> None:
    sent = web.json_response({"event_id": "$answer"})
    async with serving(in_turn(bad_gateway(), bad_gateway(), sent)) as client:
        message = Message("hello", "<p>hello</p>")
        answer = await Voice(client, pause=0.01).answer("!r:a", message, to="$q", thread=None, key="$q")
        assert answer == "$answer"


async def test_an_answer_that_is_forbidden_is_given_up() -> None:
    no = web.json_response({"errcode": "M_FORBIDDEN", "error": "You may not, @jo:test.local"}, status=403)
    async with serving(in_turn(no)) as client:
        with pytest.raises(MatrixTrouble) as refused:
            await Voice(client).answer("!r:a", Message("a", "<p>a</p>"), to="$q", thread=None, key="$q")
        assert str(refused.value) == "Sending failed: the homeserver answered M_FORBIDDEN"


async def test_asking_too_often_is_waited_for_unless_impatient() -> None:
    slower = web.json_response({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 10}, status=429)
    async with serving(in_turn(slower, web.json_response({"ok": True}))) as client:
        assert await call(client, "GET", "/x", patient=False) == (
            429,
            {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 10},
        )
    async with serving(in_turn(slower, web.json_response({"ok": True}))) as client:
        assert await call(client, "GET", "/x") == (200, {"ok": True})
