"""Recording an event: refused or kept, counted anew, found again by it, and told to whom it concerns."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commands.core.errors import NoRequest, NotPossible
from commands.desk.recording import record, settle
from commands.desk.recounting import recount
from commands.desk.settings import DeskSettings, keep
from law.foi.ladder import Ladder
from law.foi.story import Event, Kind, Result, Stage
from storage import campaigns, extra_holidays, foi_events, foi_requests, foi_tasks
from tests.commands.desk.conftest import NOW, TODAY, World, sent

DUE = date(2026, 12, 1)
"""Twenty working days after Monday 2 November, St Andrew's Day left out."""


async def test_what_follows_is_written_down(world: World):
    found = await world.request(sent())
    assert (found.stage, found.open, found.due_on, found.late) == (Stage.WAITING, True, DUE, False)
    assert found.next_at == datetime(2026, 11, 9, 0, 5, tzinfo=UTC)  # whether it arrived, which has passed
    assert found.calendar == (await world.desk()).fingerprint


async def test_the_next_look_is_at_the_next_step(world: World):
    found = await world.request(sent(), Event(Kind.ACKNOWLEDGED, date(2026, 11, 3)))
    assert found.next_at == datetime(2026, 11, 23, 0, 5, tzinfo=UTC)  # five working days before
    async with world.database.write() as connection:
        await foi_tasks.assign(connection, found.id, world.jo, None, NOW, wanted_by=date(2026, 11, 22))
        again = await settle(connection, await world.desk(), found, NOW)
    assert (await world.again(found)).next_at == datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
    assert again.request.assignee == world.jo


async def test_a_draft_waits_for_its_day(world: World):
    found = await world.request(Event(Kind.DRAFTED, TODAY), send_on=date(2026, 12, 7))
    assert found.next_at == datetime(2026, 12, 7, 0, 5, tzinfo=UTC)
    closed = await world.request(sent(), Event(Kind.WITHDRAWN, TODAY))
    assert (closed.open, closed.next_at, closed.due_on) == (False, None, None)


async def test_what_cannot_be_is_refused_and_nothing_kept(world: World):
    found = await world.request(Event(Kind.DRAFTED, TODAY))
    desk = await world.desk()
    for event in (
        Event(Kind.ANSWERED, TODAY, result=Result.FULL),
        Event(Kind.SENT, TODAY + timedelta(days=1)),
    ):
        with pytest.raises(NotPossible):
            async with world.database.write() as connection:
                await record(connection, desk, found, event, world.jo, NOW)
    async with world.database.read() as connection:
        assert len(await foi_events.of_request(connection, found.id)) == 1
    assert await world.rows() == []
    async with world.database.write() as connection:
        with pytest.raises(NoRequest):
            await record(connection, desk, replace(found, id=999), sent(), None, NOW)


async def test_today_is_london_s(world: World):
    """Half past midnight in London on 1 July is still June by UTC."""
    found = await world.request()
    night = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    async with world.database.write() as connection:
        case = await record(
            connection, await world.desk(), found, Event(Kind.SENT, date(2026, 7, 1)), None, night
        )
    assert case.clock.received == date(2026, 7, 1)


async def test_an_answer_is_told_to_the_assignee_and_the_campaign(world: World):
    found = await world.request(sent(), assignee=world.jo)
    before = len(await world.rows())
    answered = Event(Kind.ANSWERED, TODAY, result=Result.REFUSED, exemptions=("s43",))
    desk = await world.desk()
    async with world.database.write() as connection:
        await foi_tasks.add_helper(connection, found.id, world.sam, world.ann, NOW)
        await record(connection, desk, found, answered, world.ann, NOW)
    rows = (await world.rows())[before:]
    assert [(row.platform, row.channel) for row in rows] == [
        *(("discord", "@2"), ("matrix", "@sam:x"), ("discord", "700"))
    ]
    assert {(row.subject_kind, row.subject_id) for row in rows} == {("foi", found.id)}
    assert {row.reason for row in rows} == {"event 2"}
    nine = datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert [row.not_before for row in rows] == [nine, nine, NOW]


async def test_who_says_it_and_where_it_is_said_are_not_told(world: World):
    found = await world.request(sent(), assignee=world.jo)
    before = len(await world.rows())
    answered = Event(Kind.ANSWERED, TODAY, result=Result.FULL)
    async with world.database.write() as connection:
        await record(connection, await world.desk(), found, answered, world.jo, NOW, here=("discord", "700"))
    assert (await world.rows())[before:] == []


async def test_doing_something_renews_a_claim_but_makes_no_assignment_lapse(world: World):
    claimed, assigned = await world.request(), await world.request(assignee=world.jo)
    desk = await world.desk()
    async with world.database.write() as connection:
        soon = NOW + timedelta(days=1)
        assert await foi_tasks.claim(connection, claimed.id, world.jo, NOW, soon) is None
        await foi_tasks.nudged(connection, [claimed.id])
        for each in (claimed, assigned):
            await record(connection, desk, each, sent(), world.jo, NOW)
    claimed = await world.again(claimed)
    assert (claimed.lapses_at, claimed.nudges) == (NOW + timedelta(days=30), 0)
    assert (await world.again(assigned)).lapses_at is None


@pytest.mark.parametrize(
    ("events", "late"),
    [
        ([sent()], False),
        ([sent(date(2026, 10, 1))], True),
        ([sent(date(2026, 10, 1)), Event(Kind.ANSWERED, date(2026, 10, 29), result=Result.FULL)], False),
        ([sent(date(2026, 10, 1)), Event(Kind.ANSWERED, date(2026, 10, 30), result=Result.FULL)], True),
        ([sent(date(2026, 10, 1)), Event(Kind.WITHDRAWN, date(2026, 10, 20))], False),
        ([sent(date(2026, 10, 1)), Event(Kind.ICO_COMPLAINED, date(2026, 11, 20))], True),
    ],
)
async def test_lateness_stays_with_the_request(world: World, events: list[Event], late: bool):
    assert (await world.request(*events)).late is late


class TestRecounting:
    async def test_a_new_holiday_moves_what_is_open_and_is_told_once(self, world: World):
        mine = await world.request(sent(), assignee=world.jo)
        nobodys = await world.request(sent())
        over = await world.request(sent(), Event(Kind.WITHDRAWN, TODAY))
        before = len(await world.rows())
        async with world.database.write() as connection:
            await extra_holidays.add(
                connection, world.campaign, date(2026, 11, 25), "A day of thanks", ("WLS",), NOW
            )
        desk = await world.desk()
        async with world.database.write() as connection:
            moved = await recount(connection, desk, NOW)
        assert [(each.request.id, each.was, each.now) for each in moved] == [
            *((mine.id, DUE, date(2026, 12, 2)), (nobodys.id, DUE, date(2026, 12, 2)))
        ]
        (row,) = (await world.rows())[before:]
        assert (row.channel, row.reason) == ("@2", "moved 2026-12-01 2026-12-02")
        assert (await world.again(over)).due_on is None
        async with world.database.write() as connection:
            assert await recount(connection, desk, NOW) == []

    async def test_another_campaign_s_holiday_moves_nothing(self, world: World):
        await world.request(sent())
        async with world.database.write() as connection:
            other = await campaigns.ensure_campaign(connection, "discord", "elsewhere", "Other", NOW)
            await extra_holidays.add(connection, other.id, date(2026, 11, 25), "A day", ("ENG",), NOW)
        async with world.database.write() as connection:
            assert await recount(connection, await world.desk(), NOW) == []

    async def test_a_changed_ladder_changes_when_to_look(self, world: World):
        found = await world.request(sent(), Event(Kind.ACKNOWLEDGED, date(2026, 11, 3)))
        async with world.database.write() as connection:
            await keep(connection, world.campaign, DeskSettings(ladder=Ladder(before=(2,))))
        async with world.database.write() as connection:
            assert await recount(connection, await world.desk(), NOW) == []
        assert (await world.again(found)).next_at == datetime(2026, 11, 26, 0, 5, tzinfo=UTC)

    async def test_a_date_that_merely_passed_has_not_moved(self, world: World):
        """A review is expected by one day and due by another: the second counts once the first is past."""
        answered = Event(Kind.ANSWERED, date(2026, 10, 26), result=Result.REFUSED)
        found = await world.request(
            sent(date(2026, 10, 1)), answered, Event(Kind.REVIEW_ASKED, date(2026, 10, 26))
        )
        expected = found.due_on
        assert expected
        async with world.database.write() as connection:
            await extra_holidays.add(connection, None, date(2027, 6, 1), "A day", ("ENG",), NOW)
        later = datetime(2026, 12, 5, 12, tzinfo=UTC)
        async with world.database.write() as connection:
            assert await recount(connection, await world.desk(), later) == []
        assert (await world.again(found)).due_on != expected

    async def test_requests_of_a_holiday_far_off_keep_their_dates(self, world: World):
        found = await world.request(sent())
        async with world.database.write() as connection:
            await extra_holidays.add(connection, None, date(2028, 6, 1), "A day", ("ENG",), NOW)
        async with world.database.write() as connection:
            assert await recount(connection, await world.desk(), NOW) == []
        again = await world.again(found)
        assert again.due_on == DUE
        assert again.calendar != found.calendar
        desk = await world.desk()
        async with world.database.read() as connection:
            assert not await foi_requests.of_other_calendar(connection, world.campaign, desk.fingerprint, 10)
