"""Keeps the adapters running beside each other: one failing does not stop the other.

An adapter that ends with an ordinary error is started again after a pause that doubles from
1 s to 5 min and starts over once it has run well for 10 min. One that only the operator can
mend (`ConfigurationProblem`) stays down and says so in `status` and in the log.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from bot.errors import ConfigurationProblem
from commands.core.context import Health

_log = structlog.get_logger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0
_WELL_AFTER = 600.0


class Adapter(Protocol):
    """What is supervised."""

    async def run(self) -> None:
        """Serve until cancelled; raise to be restarted, `ConfigurationProblem` not to be."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...

    def health(self) -> Health:
        """How it is."""
        ...


@dataclass
class Part:
    """One supervised adapter; `make` builds a fresh one for each start."""

    name: str
    make: Callable[[], Adapter]
    adapter: Adapter | None = None
    problem: str = ""
    given_up: bool = False
    restarts: int = field(default=0)

    def health(self) -> Health:
        """The adapter's own word while it runs, else why it does not."""
        if self.adapter is not None and not self.problem:
            return self.adapter.health()
        return Health(self.name, False, self.problem or "not started yet")


async def supervise(parts: Sequence[Part], first_pause: float = _FIRST_PAUSE) -> None:
    """Run all `parts` until cancelled, or until every one has been given up.

    Raises `ConfigurationProblem` with all their words in the latter case.
    """
    async with asyncio.TaskGroup() as group:
        for part in parts:
            group.create_task(_keep_running(part, first_pause), name=part.name)
    raise ConfigurationProblem("\n".join(f"{part.name}: {part.problem}" for part in parts))


async def _keep_running(part: Part, first_pause: float) -> None:
    loop = asyncio.get_running_loop()
    pause = first_pause
    while not part.given_up:
        started = loop.time()
        part.adapter = part.make()
        part.problem = ""
        try:
            await part.adapter.run()
            part.problem = "ended by itself; starting again"
        except ConfigurationProblem as error:
            part.problem, part.given_up = str(error), True
            _log.error("adapter_given_up", part=part.name, why=str(error))
        except Exception as error:  # whatever it is, the other adapters go on
            part.problem = f"stopped ({type(error).__name__}); starting again"
            _log.warning("adapter_stopped", part=part.name, kind=type(error).__name__, pause=round(pause, 1))
        finally:
            await _close(part)
        if not part.given_up:
            part.restarts += 1
            pause = first_pause if loop.time() - started > _WELL_AFTER else pause
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret
            pause = min(pause * 2, _LONGEST_PAUSE)


async def _close(part: Part) -> None:
    if part.adapter is not None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(part.adapter.close(), timeout=10)
