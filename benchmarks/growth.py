"""(Watch, c) What gets slower as notices and subscriptions pile up: routing, lists, a poll.

Stores with ten and a hundred times as many notices, of the same kinds and the same number a day,
are asked the same things; then the same poll is decided for ever more subscriptions.
"""

import asyncio
import itertools
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

import register
from benchmarks.releases import NOW, many
from benchmarks.stores import NOTICES_A_DAY, fill, opened, subscribe
from benchmarks.table import Comparison, Table, median
from feeds import find_a_tender
from feeds.classify import classify
from feeds.decide import MOST
from feeds.fetcher import Fetcher
from feeds.find_a_tender import FindATender
from feeds.ingest import Ingest
from feeds.notice import Stage
from feeds.poll import Poller
from feeds.rows import of_notice
from feeds.subject import Subject
from feeds.subscribing import Wishes
from feeds.throttle import Throttle
from register.model import Kind
from register.route import router
from storage import notice_search, notices, subscriptions
from storage.database import Database
from storage.notice_search import Search
from storage.sources import Setup
from tests.servers.replay import FTS, Replay, serving

SCALE = 0.1
"""The usual one: at 1, making the biggest store alone takes minutes."""
MOST_GROWTH = 1.5
SIZES = (10_000, 100_000, 1_000_000)
SUBSCRIPTIONS = (100, 1_000, 10_000)
_TIMES, _POLLS = 60, 15
_ON_A_PAGE, _NEW = 90, 10
Figures = dict[str, list[float]]
"""Medians in milliseconds by what was done, one a size."""
Work = Callable[[Any], Awaitable[object]]


def run(scale: float = SCALE, polls: int = _POLLS) -> Table:
    """Measure; `scale` shrinks the numbers of notices and of subscriptions."""
    sizes = [max(100, int(size * scale)) for size in SIZES]
    crowds = [max(5, int(size * scale)) for size in SUBSCRIPTIONS]
    with tempfile.TemporaryDirectory(prefix="ccgwatch-bench-") as home:
        began = time.perf_counter()
        by_size = asyncio.run(_grown(Path(home), sizes, polls))
        by_crowd = asyncio.run(_crowded(Path(home), crowds, polls))
        took = time.perf_counter() - began
    rows = [
        *_rows(by_size, sizes, "notices", MOST_GROWTH),
        *_rows(by_crowd, crowds, "subscriptions", None),
    ]
    notes = (
        f"Medians of {_TIMES}, of a poll {polls}, each thing done with every size in turn. The fewest are "
        f"{sizes[0]:,} notices and {crowds[0]:,} subscriptions. Notices are {NOTICES_A_DAY} a day up to now, "
        f"put straight into the tables of an SQLite file. A poll reads a page of {_ON_A_PAGE} releases from "
        f"a server on 127.0.0.1, {_NEW} of them new. A list is a page of ten. A subscription is to tenders "
        "or to awards of a region, of an ICB or of all of England, so with their number grows how many "
        "match, and how many posts a poll orders.",
        f"All of it took {took:.0f} s.",
    )
    return Table("Growth", "with the fewest", tuple(rows), notes, ours="with more")


def _rows(figures: Figures, sizes: Sequence[int], of_what: str, most: float | None) -> Iterator[Comparison]:
    """Beside the smallest size: the biggest, which the aim is for, and those between."""
    for what, (smallest, *others) in figures.items():
        for size, figure in zip(sizes[1:], others, strict=True):
            aim = most if size == sizes[-1] else None
            yield Comparison(f"{what}: {size:,} {of_what}", figure, smallest, "ms", aim)


async def _grown(home: Path, sizes: Sequence[int], polls: int) -> Figures:
    """With ever more notices."""
    async with AsyncExitStack() as stack:
        databases = []
        for number, size in enumerate(sizes):
            state = home / f"size-{number}"
            async with opened(state) as database:
                await subscribe(database, 100)
            await asyncio.to_thread(fill, state, size)
            databases.append(await stack.enter_async_context(opened(state)))
        releases = (orjson.loads(each) for each in many(_TIMES))
        found = {
            "routing a release, its procurement looked up": await _in_turn(
                [_routing(database) for database in databases], releases
            )
        }
        for what, searches in _searches().items():
            found[what] = await _in_turn(
                [_listing(database) for database in databases],
                itertools.islice(itertools.cycle(searches), _TIMES),
            )
        return found | {"a poll": await _polls(stack, databases, polls)}


async def _crowded(home: Path, crowds: Sequence[int], polls: int) -> Figures:
    """With ever more subscriptions."""
    async with AsyncExitStack() as stack:
        databases, matching = [], []
        for number, crowd in enumerate(crowds):
            database = await stack.enter_async_context(opened(home / f"crowd-{number}"))
            await subscribe(database, crowd)
            async with database.read() as connection:
                matching.append(_matching(Wishes(await subscriptions.all_active(connection, NOW))))
            databases.append(database)
        found = {"who wants a notice": await _in_turn(matching, _subjects())}
        return found | {"a poll": await _polls(stack, databases, polls)}


async def _in_turn(works: Sequence[Work], things: Iterable[Any]) -> list[float]:
    """The median of each of `works` over `things`, each thing by turns; the first few only warm up."""
    took: list[list[float]] = [[] for _ in works]
    for thing in things:
        for work, its in zip(works, took, strict=True):
            start = time.perf_counter()
            await work(thing)
            its.append((time.perf_counter() - start) * 1000)
    return [median(its[len(its) // 10 :]) for its in took]


async def _polls(stack: AsyncExitStack, databases: Sequence[Database], times: int) -> list[float]:
    pollings = [await stack.enter_async_context(_polling(database, times)) for database in databases]
    for poll in pollings:
        await poll(_ON_A_PAGE)
    took = [[await poll(_NEW) for poll in pollings] for _ in range(times)]
    return [median(its) for its in zip(*took, strict=True)]


def _routing(database: Database) -> Work:
    routes = router(register.load())

    async def route(release: dict[str, Any]) -> None:
        found = classify(release, routes)
        async with database.read() as connection:
            await notices.latest_of(connection, [found.notice.ocid])

    return route


def _listing(database: Database) -> Work:
    async def page(wanted: Search) -> None:
        async with database.read() as connection:
            await notice_search.search(connection, wanted, 10)

    return page


def _searches() -> dict[str, Sequence[Search]]:
    """What people ask for."""
    known = register.load()
    regions = [body.code for body in known.regions()]
    icbs = [body.code for body in known.bodies(Kind.ICB, NOW.date())]
    texts = ("community", "mental health", "ambulance", "dental services", "Devon", "NHS England")
    return {
        "tenders": [_tenders()],
        "tenders of a region": [_tenders(region=code) for code in regions],
        "tenders of an ICB": [_tenders(icb=code) for code in icbs],
        "tenders of a body": [_tenders(body=code) for code in icbs],
        "tenders by words": [_tenders(words=text) for text in texts],
        "tenders by words in a region": [
            _tenders(words=text, region=code) for text, code in itertools.product(texts, regions)
        ],
        "open tenders": [_tenders(open_at=NOW)],
        "open tenders of a region": [_tenders(region=code, open_at=NOW) for code in regions],
        "tenders of a region since last week": [
            _tenders(region=code, since=NOW - timedelta(days=7)) for code in regions
        ],
    }


def _tenders(**wanted: Any) -> Search:
    """As `tenders` asks, who shows what is about care."""
    return Search(stages=tuple(stage.value for stage in Stage), health=True, **wanted)


def _matching(wishes: Wishes) -> Work:
    async def match(subject: Subject) -> object:
        return sum(1 for _ in wishes.matching(subject, NOW))

    return match


def _subjects() -> Iterator[Subject]:
    known = register.load()
    routes = router(known)
    for release in many(400):
        yield of_notice(classify(orjson.loads(release), routes), "find_a_tender", known, {}, ()).subject


@asynccontextmanager
async def _polling(database: Database, polls: int) -> AsyncIterator[Callable[[int], Awaitable[float]]]:
    """What polls a server that has so many new releases; gives the milliseconds it took."""
    releases = [orjson.loads(each) for each in many(_ON_A_PAGE + _NEW * (polls + 1))]
    for number, release in enumerate(releases):
        release["id"], release["ocid"] = f"{number:06d}-2031", f"ocds-h6vhtk-f{number:06x}"
    fresh = iter(releases)
    clock = [NOW]
    async with serving(Replay()) as site:
        setup = Setup(
            name=find_a_tender.NAME,
            kind=find_a_tender.NAME,
            url=site.address + FTS,
            title="Find a Tender",
            every_seconds=900,
        )
        fetcher = Fetcher("CCGWatch benchmark", Throttle(default=0.0), allow_private=True)
        poller = Poller(
            database,
            Ingest(database, register.load()),
            fetcher,
            lambda state: FindATender(state.url),
            [setup],
            holder="benchmark",
            most=MOST,
            clock=lambda: clock[0],
        )
        await poller.prepare()

        async def once(new: int) -> float:
            clock[0] += timedelta(minutes=1)
            _publish(site, list(itertools.islice(fresh, new)), clock[0])
            state = (await poller.states())[setup.name]
            start = time.perf_counter()
            looked = await poller.look(state)
            took = (time.perf_counter() - start) * 1000
            if looked.problem or looked.outcome.new != new:
                raise RuntimeError(f"A poll went wrong: {looked.words()}")
            return took

        try:
            yield once
        finally:
            await fetcher.close()


def _publish(site: Replay, new: list[dict[str, Any]], now: datetime) -> None:
    """Put `new` on the one page there is; the oldest go."""
    for release in new:
        release["date"] = (now - timedelta(seconds=30)).isoformat(timespec="seconds")
    site.notices[FTS] = [*site.notices[FTS][len(new) if len(site.notices[FTS]) >= _ON_A_PAGE else 0 :], *new]
