"""A network between a bot and its server: every byte arrives later, in both directions."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def relay(port: int, seconds: float) -> AsyncIterator[int]:
    """Yield a port of 127.0.0.1 that leads to `port`, as if that were `seconds` away."""
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        for source, sink in ((reader, back), (there, writer)):
            task = asyncio.create_task(_carry(source, sink, seconds))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()


async def _carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter, seconds: float) -> None:
    """Copy `source` to `sink`, each piece `seconds` after it came, until either closes."""
    loop = asyncio.get_running_loop()
    try:
        while data := await source.read(2**16):
            loop.call_later(seconds, sink.write, data)
        await asyncio.sleep(seconds)
    finally:
        with contextlib.suppress(OSError, RuntimeError):
            sink.close()
