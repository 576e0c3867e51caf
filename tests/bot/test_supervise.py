"""One adapter failing does not stop the other; what cannot be mended is given up and said."""

import asyncio
import contextlib

import pytest

from bot.errors import ConfigurationProblem
from bot.supervise import Part, supervise
from commands.core.context import Health


class Scripted:
    """An adapter that plays a script: an exception to raise at each start, None to serve on."""

    def __init__(self, script: list[Exception | None]) -> None:
        self.script, self.starts, self.closed = script, 0, 0

    async def run(self) -> None:
        self.starts += 1
        step = self.script.pop(0) if self.script else None
        if step is not None:
            raise step
        await asyncio.Event().wait()

    async def close(self) -> None:
        self.closed += 1

    def health(self) -> Health:
        return Health("X", True, "serving")


async def until(condition) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


async def test_restarted_while_the_other_goes_on():
    failing, steady = Scripted([OSError("gone"), OSError("gone")]), Scripted([])
    parts = [Part("A", lambda: failing), Part("B", lambda: steady)]
    serving = asyncio.create_task(supervise(parts, first_pause=0.001))
    await until(lambda: failing.starts == 3)
    assert (steady.starts, parts[0].restarts) == (1, 2)
    assert parts[0].health().well
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    assert (failing.closed, steady.closed) == (3, 1)


async def test_what_only_the_operator_can_mend_is_given_up():
    wrong, steady = Scripted([ConfigurationProblem("the token is wrong")]), Scripted([])
    parts = [Part("A", lambda: wrong), Part("B", lambda: steady)]
    serving = asyncio.create_task(supervise(parts, first_pause=0.001))
    await until(lambda: parts[0].given_up and steady.starts)
    assert parts[0].health() == Health("A", False, "the token is wrong")
    assert parts[1].health().well
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    assert wrong.starts == 1


async def test_all_given_up_ends_with_their_words():
    part = Part("A", lambda: Scripted([ConfigurationProblem("the token is wrong")]))
    with pytest.raises(ConfigurationProblem, match="A: the token is wrong"):
        await supervise([part], first_pause=0.001)
