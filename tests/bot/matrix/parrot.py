"""A few commands with answers that are easy to check, on the real core and a real store."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.core import Core
from bot.store import Store
from commands.core.catalogue import Catalogue
from commands.core.context import Context, Services
from commands.core.declare import Parameter, Type, command
from commands.core.reply import (
    Attachment,
    Bold,
    Choice,
    Choices,
    Heading,
    Mention,
    Picture,
    Reply,
    Text,
)

WHAT = Parameter("what", Type.TEXT, "Anything", required=False)
asked: list[Any] = []
"""Every request that reached a command, newest last."""
let_go: set[str] = set()
"""What `slow` need not wait for any more."""


def png(width: int = 2, height: int = 3) -> bytes:
    """A real, white PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@command("parrot", "Says it again", parameters=(WHAT,), examples=("parrot hello",))
async def parrot(context: Context, what: str | None) -> Reply:
    asked.append(context.request)
    return Reply((Heading("Parrot"), Text((Bold("You said: "), what or "nothing"))))


@command("pick", "Offers three things", parameters=(WHAT,), examples=("pick",))
async def pick(context: Context, what: str | None) -> Reply:
    offers = tuple(Choice(f"number {n}", f"parrot {n}") for n in ("one", "two", "three"))
    return Reply((Text(("Which?",)), Choices(offers)))


@command("draw", "Sends a picture", parameters=(WHAT,), examples=("draw",))
async def draw(context: Context, what: str | None) -> Reply:
    return Reply((Text(("A picture:",)), Picture("white.png", png(), "a white square")))


@command("keep", "Sends a file", examples=("keep",))
async def keep(context: Context) -> Reply:
    return Reply((Text(("A file:",)), Attachment("list.csv", b"a,b", "text/csv", "one line")))


@command(
    "greet", "Greets somebody", parameters=(Parameter("who", Type.PERSON, "Whom"),), examples=("greet @jo",)
)
async def greet(context: Context, who: Any) -> Reply:
    return Reply((Text(("Hello ", Mention(who))),))


@command("slow", "Takes its time", parameters=(WHAT,), examples=("slow",))
async def slow(context: Context, what: str | None) -> Reply:
    if what is None:
        await asyncio.sleep(0.5)
    async with asyncio.timeout(30):
        while what is not None and what not in let_go:
            await asyncio.sleep(0.01)
    return Reply((Text(("At last",)),))


COMMANDS = (parrot, pick, draw, keep, greet, slow)
NO_REGISTER: Any = SimpleNamespace(find=lambda *_, **__: (), elsewhere=lambda *_: None)


@asynccontextmanager
async def core(directory: Path) -> AsyncIterator[Core]:
    """A core whose store is ``bot.db`` in `directory`; open it again to play a restart."""
    store = Store(f"sqlite:///{directory / 'bot.db'}")
    try:
        yield Core(Services(NO_REGISTER, Catalogue(COMMANDS), store))
    finally:
        await store.close()
