"""Looking at the feeds while somebody sits at the console: what each look gave, above the prompt."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.config import Settings
from commands.core.context import Services

if TYPE_CHECKING:
    from feeds.poll import Looked


@asynccontextmanager
async def looking(settings: Settings, services: Services, *, interactive: bool) -> AsyncIterator[None]:
    """Look at every source when it is due, for as long as the block lasts.

    Not for piped questions: those are over before a look would be. A source that cannot be
    reached is named with its reason, and the conversation goes on.
    """
    if not interactive or not settings.feeds.enabled:
        yield
        return
    task = asyncio.create_task(_look(settings, services))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


async def _look(settings: Settings, services: Services) -> None:
    await asyncio.sleep(0.5)  # the prompt first: nobody should wait for libraries that looking needs
    from bot.feeding import TITLES, Feeding

    def told(looks: "Sequence[Looked]") -> None:
        for looked in looks:
            # Plain print: the prompt's own patched output puts it above the line being typed.
            print(f"[{TITLES.get(looked.source, 'an added feed')}: {looked.words()}]")  # noqa: T201

    feeding = Feeding(settings, services.database, services.register, told)
    try:
        await feeding.run()
    finally:
        await feeding.close()
