"""The bot in a process of its own, to be killed: ``python -m tests.bot.matrix.run_bot SETTINGS DIR MOMENT``.

SETTINGS is a JSON object of `MatrixSettings`. MOMENT says where it kills itself: ``taken`` (the
question is in the store, nothing sent), ``sent`` (the answer is sent, but not marked), or ``-``.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from bot.matrix.adapter import MatrixAdapter
from bot.matrix.settings import MatrixSettings
from tests.bot.matrix import parrot


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main() -> None:
    values = json.loads(sys.argv[1])
    values["allow_invites_from"] = tuple(values["allow_invites_from"])
    directory, moment = Path(sys.argv[2]), sys.argv[3]
    async with parrot.core(directory) as core:
        if moment == "taken":
            core.again = die  # type: ignore[method-assign]  # what answer() calls once it has the question
        if moment == "sent":
            core.sent = die  # type: ignore[method-assign]
        await MatrixAdapter(MatrixSettings(**values), core, directory / "state").run()


asyncio.run(main())
