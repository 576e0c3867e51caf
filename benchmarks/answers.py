"""(b) From question to answer through each adapter, beside a bare echo bot on the same libraries and servers.

One at a time, ours and the bare one in turn, so that whatever slows the machine slows both; then
bursts of questions that nobody waits for.
"""

import asyncio
import time
from collections.abc import Sequence

from benchmarks.arena import NETWORKS, Arena, arena
from benchmarks.rooms import QUESTION, Room
from benchmarks.table import Comparison, Table, high, median

MOST = 1.25
"""The aim: our median is at most this many times the bare bot's."""
ROOMS = 4
"""Rooms a burst goes to, in turn."""
_QUIET = {"Discord": 0.03}
"""Seconds of silence between two questions, in which what follows an answer (marking, reactions) ends."""
_QUIET_OTHERWISE = 0.2
_ROUNDS = 5


def run(scale: float = 1.0, networks: Sequence[str] = NETWORKS) -> Table:
    """Measure. `scale` shrinks the number of questions."""
    return asyncio.run(_run(scale, networks))


async def _run(scale: float, networks: Sequence[str]) -> Table:
    rows: list[Comparison] = []
    async with arena(ROOMS, networks) as both:
        for network in both.ours.rooms:
            rows += await _in_turn(both, network, max(3, int((200 if network == "Discord" else 60) * scale)))
            await asyncio.sleep(1)
        sizes = ", ".join(
            f"{network} {ours[0].box.size / 1000:.1f} kB" for network, ours in both.ours.rooms.items()
        )
        for network in both.ours.rooms:
            rows.append(await _bursts(both, network, max(4, int(40 * scale))))
    notes = (
        f"The question is `{QUESTION}`; the bare bot sends it back, CCGWatch sends the answer ({sizes}). "
        f"A burst is 40 questions to {ROOMS} rooms, posted without waiting; median of {_ROUNDS} bursts."
    )
    return Table("question to answer", "bare echo bot", tuple(rows), (notes,))


async def _in_turn(both: Arena, network: str, times: int) -> list[Comparison]:
    """Ask both `times` times, one after the other."""
    quiet = _QUIET.get(network, _QUIET_OTHERWISE)
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(times):
        sides = [(both.ours, took[0]), (both.bare, took[1])]
        for bot, seconds in sides if number % 2 else reversed(sides):
            await asyncio.sleep(quiet)
            seconds.append(await bot.rooms[network][0].ask() * 1000)
    ours, bare = took
    return [
        Comparison(f"{network}: median of {times}", median(ours), median(bare), "ms", MOST),
        Comparison(f"{network}: 95 in 100 within", high(ours), high(bare), "ms"),
    ]


async def _bursts(both: Arena, network: str, questions: int) -> Comparison:
    """Answers a second when nobody waits."""
    rates: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for bot, found in ((both.ours, rates[0]), (both.bare, rates[1])):
            await asyncio.sleep(1)
            found.append(await _burst(bot.rooms[network], questions))
    return Comparison(f"{network}: burst of {questions}", median(rates[0]), median(rates[1]), "answers/s")


async def _burst(rooms: Sequence[Room], questions: int) -> float:
    async def one(room: Room) -> float:
        return await room.box.when(await room.say())

    start = time.perf_counter()
    ends = await asyncio.gather(*(one(rooms[number % len(rooms)]) for number in range(questions)))
    return questions / (max(ends) - start)
