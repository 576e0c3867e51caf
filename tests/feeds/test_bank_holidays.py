"""The bank holidays of gov.uk: read strictly, kept, taken back, and an alarm where they disagree with ours."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import register
from feeds.bank_holidays import BankHolidays, Memory
from feeds.fetcher import Fetcher
from feeds.holidays import absent, lacking, read
from feeds.ingest import Ingest
from feeds.poll import Looked, Poller
from feeds.problems import FetchProblem, Kind
from law.calendar import Extra
from storage import extra_holidays, sources
from storage.database import Database
from storage.extra_holidays import ExtraHoliday
from storage.sources import Setup, SourceState
from tests.feeds.holiday_list import PATH, document, listed
from tests.servers import replay
from tests.storage.conftest import SQLITE_ONLY

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
THANKS = date(2027, 5, 4)
EVERYWHERE = tuple((division, THANKS, "Day of thanks") for division in listed())
MAY_DAY = date(2027, 5, 3)


# --- reading and comparing ---


def said(value: Any) -> bytes:
    return document(value)[0]


def test_the_list_as_it_is_says_nothing_new():
    found = read(said(listed()), TODAY)
    assert lacking(found) == absent(found) == ()
    assert found.covers("SCT") == (date(2021, 1, 1), date(2028, 12, 31))


def test_what_the_packaged_calendars_lack_is_found_with_its_parts():
    both = read(said(listed([*EVERYWHERE, ("scotland", date(2027, 6, 14), "World Cup <b>2027</b>")])), TODAY)
    assert lacking(both) == (
        Extra(THANKS, "Day of thanks", ("ENG", "NIR", "SCT", "WLS")),
        Extra(date(2027, 6, 14), "World Cup 2027", ("SCT",)),
    )
    weekend = read(said(listed([("scotland", date(2027, 6, 13), "A Sunday")])), TODAY)
    assert lacking(weekend) == ()
    beyond = [(division, date(2029, month, 1), "Later") for division in listed() for month in range(1, 12)]
    assert lacking(read(said(listed(beyond)), TODAY)) == ()  # nothing is counted there anyhow


def test_what_it_lacks_of_the_packaged_ones_is_found():
    found = absent(read(said(listed(dropped=[("england-and-wales", MAY_DAY)])), TODAY))
    assert found == (Extra(MAY_DAY, "May Day", ("ENG", "WLS")),)
    late = listed(first=date(2025, 1, 1), last=date(2027, 12, 31))
    assert absent(read(said(late), TODAY)) == ()  # of other years it says nothing


def without(division: str) -> Any:
    return {name: each for name, each in listed().items() if name != division}


def with_event(event: Any) -> Any:
    made = listed()
    made["scotland"]["events"].append(event)
    return made


def only(division: str, days: int) -> Any:
    made = listed()
    made[division]["events"] = made[division]["events"][:days]
    return made


THIS_YEAR = [("scotland", date(2026, 7, n), "Too many") for n in range(1, 18)]
REFUSED = [
    (b"", "JSON"),
    (b"<html>", "JSON"),
    (said([]), "no list of divisions"),
    (said({}), "england-and-wales is missing"),
    (said({"england-and-wales": {"events": []}}), "has no events"),
    (said(without("northern-ireland")), "northern-ireland is missing"),
    (said(listed() | {"scotland": {"division": "wales", "events": listed()["scotland"]["events"]}}), "scotland"),
    (said(listed() | {"scotland": []}), "scotland is missing"),
    (said(listed() | {"scotland": {"division": "scotland", "events": {}}}), "scotland"),
    (said(with_event(7)), "without a date"),
    (said(with_event({"title": "A day", "date": 20270504})), "without a date"),
    (said(with_event({"title": "A day", "date": "04/05/2027"})), "without a date"),
    (said(with_event({"title": "A day", "date": "2027-02-30"})), "without a date"),
    (said(with_event({"title": "", "date": "2027-05-04"})), "without a date"),
    (said(with_event({"title": None, "date": "2027-05-04"})), "without a date"),
    (said(with_event({"title": "A day", "date": "1927-05-04"})), "a date in 1927"),
    (said(with_event({"title": "A day", "date": "2127-05-04"})), "a date in 2127"),
    (said(only("scotland", 20)), "scotland"),
    (said(listed(first=date(2021, 1, 1), last=date(2025, 12, 31))), "none of 2026"),
    (said(listed(THIS_YEAR)), "scotland has 27 in 2026"),
    (said(listed(first=date(2021, 1, 1), last=date(2028, 5, 31))), "in 2028"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "words"), REFUSED)
def test_what_is_not_as_it_should_be_is_refused_whole(body: bytes, words: str):
    with pytest.raises(FetchProblem, match=words) as caught:
        read(body, TODAY)
    assert caught.value.kind is Kind.NOT_UNDERSTOOD


@pytest.mark.parametrize("mark", ["", "x", "[]", "{}", '{"url": 1}', '{"url": "x", "etag": null}'])
def test_any_mark_is_borne(mark: str):
    assert isinstance(Memory.from_json(mark), Memory)


# --- looked at ---


class World:
    """A store, a replayed gov.uk, and a clock to set."""

    def __init__(self, database: Database, site: replay.Replay, fetcher: Fetcher) -> None:
        self.database, self.site, self.now = database, site, NOW
        self.poller = Poller(
            database,
            Ingest(database, register.load()),
            fetcher,
            lambda state: BankHolidays(state.url),
            [
                Setup(
                    name="bank_holidays",
                    kind="bank_holidays",
                    url=site.address + PATH,
                    title="Bank holidays",
                    every_seconds=86_400,
                )
            ],
            holder="this",
            clock=lambda: self.now,
        )

    def publish(self, *added: tuple[str, date, str], **more: Any) -> None:
        self.site.documents[PATH] = document(listed(added, **more))

    async def look(self) -> Looked:
        """Look when it is due."""
        self.now = max(self.now, (await self.state()).next_due)
        (looked,) = await self.poller.tick()
        return looked

    async def state(self) -> SourceState:
        async with self.database.read() as connection:
            found = await sources.get(connection, "bank_holidays")
        assert found
        return found

    async def kept(self) -> list[ExtraHoliday]:
        async with self.database.read() as connection:
            return await extra_holidays.of_campaign(connection, None)


@pytest.fixture
async def world(database: Database, site: replay.Replay, fetcher: Fetcher) -> World:
    made = World(database, site, fetcher)
    made.publish()
    await made.poller.prepare()
    return made


async def test_a_day_that_is_proclaimed_is_kept_for_everybody_and_taken_back_again(world: World):
    looked = await world.look()
    assert (looked.problem, looked.outcome.new, await world.kept()) == ("", 0, [])
    assert (await world.state()).next_due == world.now + timedelta(days=1)
    world.publish(*EVERYWHERE)
    looked = await world.look()
    assert (looked.problem, looked.outcome.new) == ("", 1)
    (kept,) = await world.kept()
    assert (kept.campaign_id, kept.day, kept.name, kept.source) == (None, THANKS, "Day of thanks", "gov.uk")
    assert kept.parts == ("ENG", "NIR", "SCT", "WLS")
    assert (await world.look()).outcome.items == 0  # unchanged: nothing was sent
    world.publish(EVERYWHERE[1])  # Scotland's alone
    looked = await world.look()
    assert (looked.outcome.new, looked.outcome.changed) == (1, 1)
    assert [each.parts for each in await world.kept()] == [("SCT",)]
    world.publish()
    assert (await world.look()).outcome.changed == 1
    assert await world.kept() == []


async def test_what_is_older_than_the_list_and_what_was_typed_in_stay(world: World):
    world.publish(*EVERYWHERE, ("scotland", date(2022, 9, 20), "Old"))
    await world.look()
    async with world.database.write() as connection:
        await extra_holidays.add(connection, None, date(2027, 7, 1), "Typed", ("ENG",), NOW)
    world.publish(first=date(2023, 1, 1))
    await world.look()
    assert [each.name for each in await world.kept()] == ["Old", "Typed"]


@SQLITE_ONLY
async def test_a_packaged_day_that_gov_uk_lacks_still_counts_and_alarms_until_that_is_settled(world: World):
    world.publish(*EVERYWHERE, dropped=[("england-and-wales", MAY_DAY)])
    for _ in range(2):  # the second answer is that nothing changed
        looked = await world.look()
        assert "gov.uk lacks 3 May 2027 (May Day, ENG/WLS), which still counts here" in looked.problem
        state = await world.state()
        assert (state.last_error_kind or "").startswith("disagrees: gov.uk lacks 3 May 2027")
        assert state.next_due == world.now + timedelta(days=1)
    assert [each.day for each in await world.kept()] == [THANKS]  # what it has more counts all the same
    world.publish(*EVERYWHERE)
    assert (await world.look()).problem == ""
    assert (await world.state()).failures == 0


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (replay.body(b"garbage"), "not-understood"),
        (replay.half(document(listed())[0]), "cut-short"),
        (replay.refusal(404), "gone"),
        (replay.body(said(listed(THIS_YEAR))), "not-understood"),
    ],
)
async def test_a_bad_answer_changes_nothing(world: World, fault: replay.Fault, kind: str):
    world.publish(*EVERYWHERE)
    await world.look()
    world.site.fault(PATH, fault, fault)
    assert (await world.look()).problem
    assert ((await world.state()).last_error_kind or "").startswith(kind)
    assert [each.day for each in await world.kept()] == [THANKS]
    world.site.faults.clear()
    assert (await world.look()).problem == ""


@SQLITE_ONLY
async def test_other_packaged_calendars_are_compared_even_if_the_list_is_the_same(world: World):
    world.publish(*EVERYWHERE)
    await world.look()
    state = await world.state()
    async with world.database.write() as connection:
        (kept,) = await extra_holidays.of_campaign(connection, None)
        await extra_holidays.remove(connection, kept.id)
        memory = Memory.from_json(state.mark)
        other = Memory(memory.url, memory.etag, memory.last_modified, "of another release")
        await sources.advance(connection, "bank_holidays", other.to_json())
    assert (await world.look()).outcome.new == 1
    assert [each.day for each in await world.kept()] == [THANKS]
