"""The bot in a process of its own that writes to a person, to be killed: SETTINGS DIR PERSON MOMENT.

SETTINGS is a JSON object of `MatrixSettings`. MOMENT says where it kills itself: ``made`` (the room is made, and
noted down nowhere) or ``sent`` (the post is in the room, and nobody was told).
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.delivery.posting import Post, TryLater
from bot.matrix import direct, posting
from bot.matrix.adapter import MatrixAdapter
from bot.matrix.settings import MatrixSettings
from commands.core.reply import Choice, Choices, Heading, Reply
from tests.bot.matrix import parrot

REPLY = Reply(
    (
        Heading("Due tomorrow"),
        Choices(tuple(Choice(f"Number {name}", f"parrot {name}") for name in ("one", "two"))),
    )
)
Call = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


def dying(call: Call, path: str) -> Call:
    """`call`, after which the process is killed where it asked for something with `path` in it."""

    async def called(
        client: Any, method: str, asked: str, *rest: Any, **more: Any
    ) -> tuple[int, dict[str, Any]]:
        answer = await call(client, method, asked, *rest, **more)
        if path in asked:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return called


async def main() -> None:
    values, directory, person, moment = json.loads(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    values["allow_invites_from"] = tuple(values["allow_invites_from"])
    if moment == "made":
        direct.call = dying(direct.call, "/createRoom")  # type: ignore[assignment]
    else:
        posting.call = dying(posting.call, "/send/m.room.")  # type: ignore[assignment]
    async with parrot.core(directory) as core:
        adapter = MatrixAdapter(MatrixSettings(**values), core, directory / "state")
        running = asyncio.create_task(adapter.run())
        while not (adapter.ready() or running.done()):
            await asyncio.sleep(0.02)
        while not running.done():
            try:
                await adapter.post(Post(channel=person, key="one", reply=REPLY))
            except TryLater:
                await asyncio.sleep(0.05)
        running.result()


if __name__ == "__main__":
    asyncio.run(main())
