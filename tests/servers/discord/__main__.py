"""The stand-in as a process of its own: ``python -m tests.servers.discord --port 0``.

Prints one JSON line with its addresses and token. For benchmarks it can be driven over HTTP:
``POST /control/ask {"text": "!ccg 04Y", "times": 100}`` has somebody say that, one message after
the other's answer, and answers ``{"seconds": [...], "answer": "..."}``, measured from dispatch to
the bot's post; ``{"burst": 100}`` instead of ``times`` sends all at once and measures the whole;
``{"slash": "ccg", "options": {...}}`` asks the slash form.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import time

from aiohttp import web

from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import plain


class Control:
    """The benchmark's side of the stand-in."""

    def __init__(self, server: DiscordServer):
        self._server = server

    async def connected(self, _: web.Request) -> web.Response:
        await self._server.connected(60)
        return web.json_response({"connected": True})

    async def ask(self, request: web.Request) -> web.Response:
        order = await request.json()
        if "burst" in order:
            return web.json_response(await self._burst(order["text"], order["burst"]))
        seconds, answer = [], ""
        for _ in range(order.get("times", 1)):
            began = time.perf_counter()
            if "slash" in order:
                used = await self._server.slash(order["slash"], order.get("options"))
                answer = plain(await self._server.response(used, 30))
            else:
                answer = plain(await self._one(order["text"]))
            seconds.append(time.perf_counter() - began)
        return web.json_response({"seconds": seconds, "answer": answer})

    async def _one(self, text: str):
        before = len(self._server.answers())
        await self._server.say(text)
        return (await self._server.until(lambda: self._server.answers()[before:], 30))[0]

    async def _burst(self, text: str, count: int):
        done = len(self._server.answers()) + count
        began = time.perf_counter()
        for _ in range(count):
            await self._server.say(text)
        await self._server.until(lambda: len(self._server.answers()) >= done, 120)
        return {"seconds": [time.perf_counter() - began], "count": count}


async def serve(port: int) -> None:
    """Serve until told to end."""
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    server = DiscordServer(contract=False)
    control = Control(server)
    routes = [("POST", "/control/ask", control.ask), ("GET", "/control/connected", control.connected)]
    await server.start(port, routes)
    where = {"api_base": server.api_base, "gateway_url": server.gateway_url, "token": server.token}
    print(json.dumps(where | {"control": f"http://127.0.0.1:{server.port}/control"}), flush=True)  # noqa: T201
    await ended.wait()
    await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in Discord on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
