"""Looking at sources: each on its own, whatever the others do, and nothing twice."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

import register
from bot.config import load
from bot.feeding import Feeding
from feeds.fetcher import Fetcher, Limits
from feeds.find_a_tender import FindATender
from feeds.ingest import Ingest
from feeds.news import SiftedNews
from feeds.poll import Looked, Poller
from feeds.source import Batch
from feeds.throttle import Throttle
from storage import leases, notices, sources
from storage.sources import Setup, SourceState
from tests.feeds.making import NOW, Place, channels, tender
from tests.feeds.releases import SAMPLES, needs_samples
from tests.feeds.test_news import MERGER, publish, rss
from tests.servers import replay
from tests.servers.replay import FTS
from tests.storage.conftest import SQLITE_ONLY

QUICK = Limits(seconds=1.0, size=4 * 1024 * 1024, tries=1, patience=0.0)


class World:
    """A store, a site, and a clock that is set by hand."""

    def __init__(self, database, site: replay.Replay, fetcher: Fetcher) -> None:
        self.place = Place(database)
        self.database = database
        self.site = site
        self.fetcher = fetcher
        self.now = NOW
        self.sources = {
            "find_a_tender": lambda: FindATender(site.address, QUICK),
            "nhs_england": lambda: SiftedNews("nhs_england", site.address + "/feed/", QUICK),
        }

    def poller(self, holder: str = "this") -> Poller:
        setups = [
            Setup(name=name, kind=name, url=self.site.address, title=name, every_seconds=900)
            for name in self.sources
        ]
        return Poller(
            self.database,
            Ingest(self.database, register.load()),
            self.fetcher,
            lambda state: self.sources[state.name](),
            setups,
            holder=holder,
            clock=lambda: self.now,
        )

    async def state(self, name: str = "find_a_tender") -> SourceState:
        async with self.database.read() as connection:
            found = await sources.get(connection, name)
        assert found
        return found


@pytest.fixture
async def world(database, site, fetcher):
    publish(site, rss(MERGER))
    made = World(database, site, fetcher)
    await made.poller().prepare()
    return made


async def test_first_look_stores_and_later_ones_tell(world):
    await world.place.subscribe("midlands", region="Y60")
    world.site.add(FTS, [tender(1)])
    looked = {each.source: each for each in await world.poller().tick()}
    assert looked["find_a_tender"].words() == "1 new, 0 changed, 0 known; first fetch, nothing is posted"
    assert looked["nhs_england"].outcome.new == 1
    assert await world.place.told() == []
    assert await world.poller().tick() == []  # nothing is due
    world.now += timedelta(minutes=16)
    world.site.add(FTS, [tender(2, at=NOW + timedelta(minutes=5))])
    looked = {each.source: each for each in await world.poller().tick()}
    assert looked["find_a_tender"].words() == "1 new, 0 changed, 1 known, 1 to be posted"
    assert channels(await world.place.told()) == {"midlands"}
    state = await world.state()
    assert (state.last_look, state.settled, state.failures) == (world.now, True, 0)
    assert state.last_item == NOW + timedelta(minutes=5)


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("fault", "kind", "rest"),
    [
        (replay.refusal(429, Retry_After="120"), "asked-to-wait", 120),
        (replay.refusal(403, replay.FORBIDDEN), "forbidden", 300),
        (replay.refusal(500), "server-failed", 60),
        (replay.body(b"garbage"), "not-understood", 60),
        (replay.half(b"{" * 9000), "cut-short", 60),
        (replay.endless(5 * 1024**3), "too-big", 60),
        (replay.trickle(5), "timed-out", 60),
        (replay.redirect("http://169.254.169.254/latest/meta-data/"), "private-address", 60),
    ],
)
async def test_a_bad_source_holds_up_no_other_and_is_tried_again(world, fault, kind, rest):
    world.site.add(FTS, [tender(1)])
    world.site.fault(FTS, fault)
    looked = {each.source: each for each in await world.poller().tick()}
    assert looked["find_a_tender"].problem
    assert not looked["nhs_england"].problem
    state = await world.state()
    assert state.last_error_kind and state.last_error_kind.startswith(f"{kind}: ")
    assert (state.failures, state.settled, state.last_success) == (1, False, None)
    assert state.next_due == world.now + timedelta(seconds=rest)
    world.now = state.next_due
    poller = world.poller()
    if rest > 60:  # the process that was told to wait does; one begun since does not know of it
        poller._fetcher = fresh = Fetcher("x", Throttle(default=0.0))
        (again,) = await poller.tick()
        await fresh.close()
    else:
        (again,) = await poller.tick()
    assert (again.source, again.outcome.new, again.problem) == ("find_a_tender", 1, "")
    assert (await world.state()).failures == 0


@SQLITE_ONLY
async def test_rests_grow_and_end_at_the_usual_time(world):
    del world.sources["nhs_england"]
    rests = []
    for _ in range(7):
        world.site.fault(FTS, replay.refusal(500))
        state = await world.state()
        await world.poller().look(state)
        after = await world.state()
        rests.append((after.next_due - world.now) / timedelta(minutes=1))
        world.now = after.next_due
    assert rests == [1, 2, 4, 8, 15, 15, 15]
    assert (await world.state()).failures == 7


@SQLITE_ONLY
async def test_a_site_that_is_away_for_an_hour_loses_nothing(world, fetcher):
    await world.place.subscribe("midlands", region="Y60")
    await world.poller().tick()
    sources_of_before = dict(world.sources)
    world.sources["find_a_tender"] = lambda: FindATender("http://127.0.0.1:1", QUICK)
    for minutes in range(16, 76, 15):
        world.now = NOW + timedelta(minutes=minutes)
        world.site.add(FTS, [tender(minutes, at=world.now - timedelta(minutes=10))])
        await world.poller().tick()
    assert await world.place.told() == []
    world.sources = sources_of_before
    world.now = NOW + timedelta(minutes=95)
    await world.poller().tick()
    assert [name for _, name, _ in await world.place.told()] == [f"{n:06}-2026" for n in range(16, 76, 15)]


async def test_two_processes_look_once(world):
    await world.place.subscribe("midlands", region="Y60")
    world.site.add(FTS, [tender(0)])
    await world.poller().tick()
    world.now += timedelta(minutes=16)
    world.site.add(FTS, [tender(number, at=NOW + timedelta(minutes=number)) for number in range(1, 11)])
    one, two = world.poller("one"), world.poller("two")
    looked = [each for looks in await asyncio.gather(one.tick(), two.tick()) for each in looks]
    assert [each for each in looked if each.problem] == []
    assert sum(each.outcome.new for each in looked if each.source == "find_a_tender") == 10
    assert len(await world.place.told()) == 10


@SQLITE_ONLY
async def test_a_source_another_process_looks_at_is_left_alone(world):
    state = await world.state()
    async with world.database.write() as connection:
        assert await leases.take(connection, "look:find_a_tender", "other", NOW, NOW + timedelta(minutes=15))
    looked = await world.poller().look(state)
    assert (looked.busy, looked.words()) == (True, "another process is looking at it")
    world.now += timedelta(minutes=16)  # the other one died: its lease has run out
    assert not (await world.poller().look(state)).busy


@SQLITE_ONLY
async def test_a_bug_in_one_source_is_its_own_trouble(world):
    class Broken:
        name = "find_a_tender"

        async def look(self, fetcher, mark, now):
            yield Batch((), "mark")
            raise KeyError("secret")

    world.sources["find_a_tender"] = Broken
    looked = {each.source: each for each in await world.poller().tick()}
    assert "went wrong" in looked["find_a_tender"].problem
    assert "secret" not in looked["find_a_tender"].words()
    assert looked["nhs_england"].outcome.new == 1
    assert (await world.state()).mark == "mark"  # what came before it stands


@SQLITE_ONLY
async def test_a_clock_set_back_and_forward_loses_nothing_and_tells_nothing_twice(world):
    await world.place.subscribe("midlands", region="Y60")
    await world.poller().tick()
    world.site.add(FTS, [tender(1, at=NOW + timedelta(minutes=5))])
    for shift in (timedelta(hours=1), timedelta(hours=-3), timedelta(days=2), timedelta(minutes=30)):
        world.now = NOW + shift
        await world.poller().look(await world.state())
    assert [name for _, name, _ in await world.place.told()] == ["000001-2026"]


@SQLITE_ONLY
async def test_the_night_the_clocks_change(world):
    await world.place.subscribe("midlands", region="Y60")
    world.now = datetime.fromisoformat("2026-10-24T23:50:00+01:00")
    await world.poller().tick()
    expected = []
    for number in range(1, 17):  # through both hours from one to two
        at = world.now
        world.now += timedelta(minutes=15)
        world.site.add(FTS, [tender(number, at=at + timedelta(minutes=5))])
        expected.append(f"{number:06}-2026")
        await world.poller().look(await world.state())
    assert [name for _, name, _ in await world.place.told()] == expected


@SQLITE_ONLY
async def test_sources_that_are_turned_off_or_gone(world):
    async with world.database.write() as connection:
        await sources.enable(connection, "find_a_tender", False)
    assert [each.source for each in await world.poller().tick()] == ["nhs_england"]
    state = await world.state()
    async with world.database.write() as connection:
        await sources.remove(connection, "find_a_tender")
    assert (await world.poller().look(state)).busy


@SQLITE_ONLY
@needs_samples
async def test_the_samples_replayed_end_in_the_right_channels(world):
    """Real notices with real paging, through the real source, routed: each once, in its region's channel only."""
    regions = {body.code: body for body in register.load().regions()}
    for code in regions:
        await world.place.subscribe(code, region=code)
    await world.place.subscribe("national", region="national")
    await world.place.subscribe("all")
    async with world.database.write() as connection:
        await sources.enable(connection, "nhs_england", False)
    world.site.page_size = 20
    world.site.official_links = True
    await world.poller().tick()
    releases = replay.releases_in(SAMPLES / "ocds", "fts_2026-08-1*.json")
    replay.moved_to(releases, NOW + timedelta(minutes=10))
    world.site.add(FTS, releases)
    world.site.fault(FTS, replay.refusal(500))
    world.now += timedelta(minutes=16)
    (broken,) = await world.poller().tick()
    assert broken.problem
    world.now += timedelta(minutes=1)
    poller = world.poller()
    poller._most = None
    state = await world.state()
    async with world.database.write() as connection:  # three days away
        mark = '{"until": "2026-08-09T12:00:00+00:00", "sequence": {"highest": {}, "missing": []}}'
        await sources.advance(connection, state.name, mark)
    (looked,) = await poller.tick()
    assert (looked.problem, looked.outcome.new) == ("", len({each["id"] for each in releases}))
    told = await world.place.told()
    assert len(told) == len(set(told)) > 100
    everywhere = {name for channel, name, _ in told if channel == "all"}
    for channel in (*regions, "national"):
        for name in (name for where, name, _ in told if where == channel):
            async with world.database.read() as connection:
                (notice,) = await notices.by_notice_id(connection, name)
            assert notice.health
            assert notice.region == (None if channel == "national" else channel)
            assert name in everywhere
    assert {channel for channel, _, _ in told} >= {"Y60", "Y62", "Y56", "all"}
    world.now += timedelta(minutes=16)
    await poller.tick()
    assert len(await world.place.told()) == len(told)


async def test_the_part_of_the_bot_says_when_it_is_turned_off(world, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text("[feeds]\nenabled = false\n")

    async def database():
        return world.database

    part = Feeding(load(config), database, register.load())
    assert (part.health().well, part.health().words) == (True, "every official source is turned off")
    await part.close()


@SQLITE_ONLY
async def test_the_part_of_the_bot_that_looks(world, tmp_path):
    config = tmp_path / "config.toml"
    feeds = ("find_a_tender", "contracts_finder", "ods", "nhs_england", "gov_uk", "bank_holidays")
    tables = [f"[feeds.{name}]\nurl = '{world.site.address}'\n" for name in feeds]
    config.write_text("[feeds]\nspacing = 0.0\n" + "\n".join(tables))
    world.site.add(FTS, [tender(1, at=datetime.now(UTC) - timedelta(minutes=5))])
    rounds: list[Looked] = []
    done = asyncio.Event()

    def told(looks):
        rounds.extend(looks)
        if len(rounds) == len(feeds):
            done.set()

    async def database():
        return world.database

    part = Feeding(load(config), database, register.load(), told)
    assert part.health().well
    assert "first look" in part.health().words
    running = asyncio.create_task(part.run())
    await asyncio.wait_for(done.wait(), 60)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await part.close()
    looked = {each.source: each for each in rounds}
    assert looked["find_a_tender"].outcome.new == 1
    assert looked["gov_uk"].problem == "there is nothing at this address (404)"
    health = part.health()
    assert not health.well
    assert "News on gov.uk: there is nothing" in health.words
