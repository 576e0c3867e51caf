"""(Watch, b) Announcements to many channels: delivery beside a bare loop through the same library.

``ccgwatch run`` finds its outbox full and delivers it; the bare loop then sends what came out of it
to the same channels. The clock runs from the first message to the last: on Discord as the stand-in
gets them, on Matrix by the homeserver's own times.
"""

import asyncio
import gc
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import register
from benchmarks.arena import NETWORKS, Addresses, Process, begin, command_of_ours, compile_all, end
from benchmarks.releases import made_up
from benchmarks.stores import opened, subscribe_to_all
from benchmarks.table import Comparison, Table
from bot.delivery.deliver import Pace
from feeds.decide import Tally
from feeds.ingest import Ingest
from feeds.source import Release
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Message
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.synapse import Synapse

LEAST = 0.8
"""The aim, as a ratio of our speed to the bare loop's."""
_CHANNELS, _EACH = 1_000, 10
_ROOMS, _EACH_ROOM = 50, 20
_RUNS = 3
_PASSWORD = "benchmarks only"
_PATIENCE = 300.0
"""Seconds for all announcements of one side."""


@dataclass
class _Arrivals:
    """When messages arrived, in seconds, and the content of the first."""

    times: list[float] = field(default_factory=list)
    first: Mapping[str, Any] | None = None

    @property
    def a_second(self) -> float:
        """From the first to the last."""
        return (len(self.times) - 1) / (max(self.times) - min(self.times))


def run(scale: float = 1.0, networks: Sequence[str] = NETWORKS) -> Table:
    """Measure; `scale` shrinks the number of channels and rooms."""
    channels, rooms = max(3, int(_CHANNELS * scale)), max(3, int(_ROOMS * scale))
    rows, notes = [], []
    compile_all()
    if "Discord" in networks:
        with _without_collecting():
            runs = [asyncio.run(_discord(channels, _EACH)) for _ in range(_RUNS)]
        ours, bare = (median(speeds) for speeds in zip(*runs, strict=True))
        what = f"Discord, {channels * _EACH:,} announcements to {channels:,} channels"
        rows.append(Comparison(what, ours, bare, "a second", least=LEAST))
    if "Matrix" in networks:
        ours, bare = asyncio.run(_matrix(rooms, _EACH_ROOM))
        what = f"Matrix, {rooms * _EACH_ROOM:,} announcements to {rooms:,} rooms"
        rows.append(Comparison(what, ours, bare, "a second", least=LEAST))
    notes.append(
        "`ccgwatch run` on an SQLite file whose outbox is full, and a loop that only sends the same card, "
        f"{Pace().slots} at once: a process each, one after the other. The stand-in Discord runs in the "
        "benchmark's own process, without its checks and without pauses to collect garbage; its figures are "
        f"medians of {_RUNS} runs of each side by turns. Synapse has its limits raised, and the rooms are "
        "plain."
    )
    return Table("Fan-out", "bare loop", tuple(rows), tuple(notes))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """The stand-in keeps all it gets, and looking through that for garbage would stop both sides for long."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Discord(DiscordServer):
    """A stand-in with channels, that notes what arrives."""

    def __init__(self, channels: int) -> None:
        super().__init__(contract=False)
        self.numbers = [str(self.channel(f"region-{number}").id) for number in range(channels)]
        self.arrivals = _Arrivals()

    async def post(self, message: Message) -> None:
        """A message has arrived."""
        self.arrivals.times.append(time.perf_counter())
        self.arrivals.first = self.arrivals.first or message.body
        await super().post(message)


async def _discord(channels: int, each: int) -> tuple[float, float]:
    speeds: list[float] = []
    content: Mapping[str, Any] = {}
    for side in ("ours", "bare"):
        async with AsyncExitStack() as stack:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ccgwatch-bench-")))
            server = await stack.enter_async_context(_Discord(channels))
            settings = {
                "token": server.token,
                "api_base": server.api_base,
                "gateway_url": server.gateway_url,
            }
            if side == "ours":
                await _fill(home / "state", "discord", server.numbers, each)
                command = command_of_ours(Addresses(home, discord=settings))
            else:
                command = _loop("discord", settings, server.numbers, each, content)
            process = begin(home, *command)
            stack.callback(end, process)
            await _until(lambda: len(server.arrivals.times) >= channels * each, process)  # noqa: B023
            speeds.append(server.arrivals.a_second)
            assert server.arrivals.first is not None
            content = {key: server.arrivals.first.get(key) for key in ("content", "embeds")}
    return speeds[0], speeds[1]


async def _matrix(rooms: int, each: int) -> tuple[float, float]:
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ccgwatch-bench-")))
        synapse = Synapse.prepare()
        stack.callback(synapse.discard)
        await asyncio.to_thread(synapse.start)
        user = await synapse.register("ccgwatch", _PASSWORD)
        owner = await MatrixPerson.on_device(synapse, home, user, _PASSWORD)
        numbers = [await owner.make_room(name=f"Region {number}") for number in range(rooms)]
        settings = {"homeserver": synapse.url, "user": user, "password": _PASSWORD}
        speeds: list[float] = []
        content: Mapping[str, Any] = {}
        for side in ("ours", "bare"):
            seen = len(owner.events)
            (home / side).mkdir()
            if side == "ours":
                await _fill(home / side / "state", "matrix", numbers, each)
                command = command_of_ours(Addresses(home / side, matrix=settings, inviter=user))
            else:
                command = _loop("matrix", settings, numbers, each, content)
            process = begin(home / side, *command)
            try:
                await _until(lambda: len(_said(owner, seen)) >= rooms * each, process)  # noqa: B023
            finally:
                end(process)
            said = _said(owner, seen)
            speeds.append(_Arrivals([event.server_timestamp / 1000 for event in said]).a_second)
            content = dict(content_of(said[0]))
        await owner.leave()
    return speeds[0], speeds[1]


def _said(owner: MatrixPerson, after: int) -> list[Any]:
    return [event for _, event in owner.events[after:] if content_of(event).get("msgtype")]


async def _fill(state: Path, platform: str, channels: Sequence[str], each: int) -> None:
    """An outbox with `each` announcements for every channel, as a poll would have written it."""
    now = datetime.now(UTC)
    releases = [Release(made_up(number, now - timedelta(minutes=each - number))) for number in range(each)]
    async with opened(state) as database:
        await subscribe_to_all(database, platform, channels)
        ingest = Ingest(database, register.load())
        terms = await ingest.terms(now, announce=True)
        done = await ingest.store(releases, "find_a_tender", terms, Tally(None))
    if done.announced != len(channels) * each:
        raise RuntimeError(f"{done.announced} announcements are due, not {len(channels) * each}.")


def _loop(
    network: str, settings: dict[str, str], channels: Sequence[str], times: int, content: Mapping[str, Any]
) -> list[str]:
    given: dict[str, Any] = {
        network: settings,
        "channels": channels,
        "times": times,
        "slots": Pace().slots,
        "content": content,
    }
    return ["-m", "benchmarks.loop", json.dumps(given)]


async def _until(done: Any, process: Process) -> None:
    """Wait until `done` holds, but not for a process that has failed."""
    async with asyncio.timeout(_PATIENCE):
        while not done():
            if process.poll():
                raise RuntimeError(f"A side ended with exit code {process.returncode}.")
            await asyncio.sleep(0.05)
