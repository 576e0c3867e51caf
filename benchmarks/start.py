"""(c) From start to the first answer, and memory with both networks connected, beside the bare libraries.

Run alone: ``python -m benchmarks start``.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.arena import NETWORKS, QUESTION, ROOT, Process, arena, compile_all, environment
from benchmarks.table import Comparison, Table, high, median

MOST_START, MOST_MEMORY = 1.0, 1.5
"""The aims, as ratios of ours to the bare one's."""
_TIMES = 15
_LIBRARIES = "import discord, nio, sqlalchemy"
_SETTLE = 2.0
"""Seconds after the last answer before memory is read."""


def run(scale: float = 1.0, networks: Sequence[str] = NETWORKS) -> Table:
    """Measure. `scale` shrinks the number of starts."""
    rows = (*_starts(max(1, int(_TIMES * scale))), *asyncio.run(_memory(networks)))
    notes = (
        f'Start: `ccgwatch ask "{QUESTION}"` as a whole process, with its SQLite file in place, and '
        f"`python -c '{_LIBRARIES}'`, in turn.",
        "Memory: `ccgwatch run` and the bare echo bot, each a process on both networks (a stand-in Discord, "
        "a Synapse with a plain and an encrypted room), after one answer in each room. Resident counts every "
        "page the process uses, proportional shares those that others use too (`/proc/PID/smaps_rollup`).",
    )
    return Table("Start and memory", "bare libraries", rows, notes)


def _starts(times: int) -> list[Comparison]:
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory(prefix="ccgwatch-bench-") as state:
        ask = [sys.executable, "-m", "bot", "ask", "--state", state, QUESTION]
        load = [sys.executable, "-c", _LIBRARIES]
        compile_all()
        _run(ask)  # makes the store
        for number in range(times):
            sides = ((ask, ours), (load, bare))
            for command, took in sides if number % 2 else reversed(sides):
                start = time.perf_counter()
                _run(command)
                took.append((time.perf_counter() - start) * 1000)
    return [
        Comparison(
            f"start to first console answer: median of {times}", median(ours), median(bare), "ms", MOST_START
        ),
        Comparison("start to first console answer: 95 in 100 within", high(ours), high(bare), "ms"),
    ]


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, check=True)


async def _memory(networks: Sequence[str]) -> list[Comparison]:
    async with arena(1, networks) as both:
        await asyncio.sleep(_SETTLE)
        ours, bare = _usage(both.ours.process), _usage(both.bare.process)
    names = {"Rss": "resident memory", "Pss": "proportional memory"}
    on = " and ".join(networks)
    return [
        Comparison(f"{names[key]}, {on} connected", ours[key], bare[key], "MB", MOST_MEMORY) for key in names
    ]


def _usage(process: Process) -> dict[str, float]:
    """Megabytes of the process, by the kernel's names for them."""
    found = {}
    for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if value.endswith("kB"):
            found[name] = int(value.split()[0]) * 1024 / 1e6
    return found
