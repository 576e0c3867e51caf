"""(b) From question to answer through each adapter, beside a bare echo bot on the same libraries and servers.

One question at a time, to ours and to the bare one in turn, so that whatever slows the machine
slows both; then bursts of questions that nobody waits for. Run alone: ``python -m benchmarks answers``.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import register
from benchmarks.arena import NETWORKS, Arena, Bot, arena
from benchmarks.rooms import Room
from benchmarks.table import Comparison, Table, high, median
from register.model import Kind

MOST = 1.25
"""The aim: our median is at most this many times the bare bot's."""
ROOMS = 4
"""Rooms a burst goes to, in turn."""
AWAY = 0.02
"""Seconds to a Discord that is not on the same machine: the half of a short journey there and back."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How often to ask, `quiet` seconds apart, in which what follows an answer ends; and the bursts."""

    times: int
    quiet: float
    bursts: int = 0
    questions: int = 0


_PLANS = {
    "Discord": _Plan(200, 0.03, 7, 40),
    "Discord, away": _Plan(60, 0.1),
    "Matrix": _Plan(60, 0.2, 3, 20),
    "Matrix, encrypted": _Plan(60, 0.2, 3, 20),
}


def run(scale: float = 1.0, networks: Sequence[str] = NETWORKS) -> Table:
    """Measure. `scale` shrinks the number of questions."""
    return asyncio.run(_run(scale, networks))


async def _run(scale: float, networks: Sequence[str]) -> Table:
    questions = _Questions()
    away: list[Comparison] = []
    if "Discord" in networks:
        async with arena(1, ("Discord",), AWAY) as both:
            label = f"Discord, {AWAY * 1000:.0f} ms away"
            away = await _in_turn(both, "Discord", label, _PLANS["Discord, away"], scale, questions)
    rows: list[Comparison] = []
    async with arena(ROOMS, networks) as both:
        for kind in both.ours.rooms:
            rows += await _in_turn(both, kind, kind, _PLANS[kind], scale, questions)
            rows += away if kind == "Discord" else []
        for kind in both.ours.rooms:
            rows.append(await _bursts(both, kind, _PLANS[kind], scale, questions))
        weights = "; ".join(
            f"{kind} {_weight(both.ours, kind)} and {_weight(both.bare, kind)}" for kind in both.ours.rooms
        )
    notes = (
        "Questions are `!ccg` and the name of a CCG, another one each time. The bare bot sends the question "
        f"back, CCGWatch its answer; they weigh, on average: {weights}.",
        f"The questions of a burst go to {ROOMS} rooms and are posted without waiting.",
    )
    return Table("Question to answer", "bare echo bot", tuple(rows), notes)


class _Questions:
    """`next` is a question not asked for a while, so that nobody profits from having just answered it."""

    def __init__(self) -> None:
        self._names = [body.name for body in register.load().bodies(Kind.CCG, date(2013, 4, 1))]
        self._asked = 0

    def next(self) -> str:
        self._asked += 1
        return f"!ccg {self._names[self._asked * 37 % len(self._names)]}"  # 37 and 211 have no common divisor


async def _in_turn(
    both: Arena, kind: str, label: str, plan: _Plan, scale: float, questions: _Questions
) -> list[Comparison]:
    """Ask both the same questions, one after the other."""
    times = max(1, int(plan.times * scale))
    ours: list[float] = []
    bare: list[float] = []
    for number in range(times):
        question = questions.next()
        sides = ((both.ours, ours), (both.bare, bare))
        for bot, took in sides if number % 2 else reversed(sides):
            await asyncio.sleep(plan.quiet)
            took.append(await bot.rooms[kind][0].ask(question) * 1000)
    return [
        Comparison(f"{label}: median of {times}", median(ours), median(bare), "ms", MOST),
        Comparison(f"{label}: 95 in 100 within", high(ours), high(bare), "ms"),
    ]


async def _bursts(both: Arena, kind: str, plan: _Plan, scale: float, questions: _Questions) -> Comparison:
    """Answers a second when nobody waits."""
    times = max(1, int(plan.bursts * scale))
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(times):
        texts = [questions.next() for _ in range(plan.questions)]
        for bot, rates in ((both.ours, ours), (both.bare, bare)):
            await asyncio.sleep(1)
            rates.append(await _burst(bot.rooms[kind], texts))
    what = f"{kind}: bursts of {plan.questions}, median of {times}"
    return Comparison(what, median(ours), median(bare), "answers/s")


async def _burst(rooms: Sequence[Room], texts: Sequence[str]) -> float:
    async def one(room: Room, text: str) -> float:
        return await room.box.when(await room.say(text))

    start = time.perf_counter()
    asked = [one(rooms[number % len(rooms)], text) for number, text in enumerate(texts)]
    return len(texts) / (max(await asyncio.gather(*asked)) - start)


def _weight(bot: Bot, kind: str) -> str:
    return f"{bot.rooms[kind][0].box.size / 1000:.1f} kB"
