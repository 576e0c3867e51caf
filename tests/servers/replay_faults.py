"""How sites misbehave: what the replaying server answers instead, once."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

FORBIDDEN = (
    "<html><head><title>Forbidden - Contracts Finder</title></head><body><p><h1><strong>Request forbidden"
    "</strong></h1></p><p>The request rate limit may have been exceeded.</p></body></html>"
)

Fault = Callable[[web.Request], Awaitable[web.StreamResponse]]
"""What answers instead, once."""


def refusal(status: int, text: str = "", **headers: str) -> Fault:
    """An answer with this status and a text body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers=named)

    return answer


def body(data: bytes, content_type: str = "application/json") -> Fault:
    """This body, with status 200."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=data, headers={"Content-Type": content_type})

    return answer


def half(data: bytes) -> Fault:
    """Half of `data`, then the connection breaks."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(data))})
        await response.prepare(request)
        await response.write(data[: len(data) // 2])
        assert request.transport
        request.transport.close()
        return response

    return answer


def endless(size: int) -> Fault:
    """`size` bytes, as fast as they are read, with no length declared."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        piece = b" " * 65536
        try:
            for _ in range(size // len(piece)):
                await response.write(piece)
        except (ConnectionError, RuntimeError):
            pass
        return response

    return answer


def trickle(seconds: float) -> Fault:
    """A byte now and then for this long."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(int(seconds * 10)):
                await response.write(b" ")
                await asyncio.sleep(0.1)
        except (ConnectionError, RuntimeError):
            pass
        return response

    return answer


def redirect(location: str, status: int = 302) -> Fault:
    """A redirect."""
    return refusal(status, Location=location)
