"""What may wait for what: lanes, and when a sync token is saved."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial

from bot.matrix.lanes import Lanes
from bot.matrix.progress import Progress


async def calm() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_lane_keeps_order_and_survives_an_error() -> None:
    lanes, seen = Lanes(), []
    gate = asyncio.Event()

    async def work(name: str, wait: bool = False, fail: bool = False) -> None:
        if wait:
            await gate.wait()
        seen.append(name)
        if fail:
            raise RuntimeError(name)

    lanes.put("a", partial(work, "a1", wait=True, fail=True))
    last = lanes.put("a", partial(work, "a2"))
    await lanes.put("b", partial(work, "b1"))
    assert seen == ["b1"]
    gate.set()
    await last
    assert seen == ["b1", "a1", "a2"]
    await calm()
    assert not lanes._last
    assert not lanes._all


async def test_closing_cancels_what_runs_and_what_waits() -> None:
    lanes, began = Lanes(), []

    async def work(name: str) -> None:
        began.append(name)
        await asyncio.Event().wait()

    tasks = [lanes.put("a", partial(work, name)) for name in ("one", "two")]
    await calm()
    await lanes.close()
    assert began == ["one"]
    assert all(task.done() for task in tasks)


async def saving(keep: Callable[[str], Awaitable[None]]) -> tuple[Progress, asyncio.Task[None]]:
    progress = Progress(keep)
    return progress, asyncio.create_task(progress.run())


async def test_a_token_waits_for_all_before_it() -> None:
    kept: list[str] = []

    async def keep(token: str) -> None:
        kept.append(token)

    progress, task = await saving(keep)
    first, second = asyncio.Event(), asyncio.Event()
    progress.add("t1", [])
    await calm()
    progress.add("t2", [first])
    progress.add("t3", [second])
    progress.add("t4", [])
    second.set()
    await calm()
    assert kept == ["t1"]
    first.set()
    await calm()
    assert kept == ["t1", "t4"]
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_token_that_cannot_be_saved_is_made_up_for() -> None:
    kept: list[str] = []

    async def keep(token: str) -> None:
        if token == "t1":
            raise OSError("disk full")
        kept.append(token)

    progress, task = await saving(keep)
    progress.add("t1", [])
    await calm()
    progress.add("t2", [])
    await calm()
    assert kept == ["t2"]
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
