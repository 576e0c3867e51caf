"""`foi snooze`: what somebody is reminded of is put off, by themselves and for themselves."""

from datetime import UTC, datetime, timedelta

import storage
from storage.foi_reminders import Reminder
from tests.commands.foi.team import ANN, JO, NOW, SAM, Team, team
from tests.storage.conftest import database, database_url, server

__all__ = ["database", "database_url", "server", "team"]


async def waiting(team: Team) -> list[Reminder]:
    database = await team.services.database()
    async with database.read() as connection:
        found: list[Reminder] = await storage.foi_reminders.of_requests(connection, [1], team.now)
    return found


class TestSnoozing:
    async def test_it_is_put_off_and_shows_that_somebody_is_there(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        database = await team.services.database()
        async with database.write() as connection:
            await storage.foi_tasks.nudged(connection, [1])
        team.now = NOW + timedelta(hours=1)
        text = await team.said(JO, "foi snooze 1 in 1 week")
        assert "Put off until Saturday 28 November 2026, 09:00" in text
        assert "!unremind 1" in text
        [kept] = await waiting(team)
        assert (kept.person_id, kept.words) == (await team.person(JO), "")
        request = await team.request()
        assert (request.nudges, request.active_at) == (0, team.now)

    async def test_once_more_moves_it(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        await team.said(JO, "foi snooze 1 tomorrow")
        await team.said(JO, "task snooze 1 in 3 hours")
        [kept] = await waiting(team)
        assert kept.at == NOW + timedelta(hours=3)
        assert "what is due then, which you put off" in await team.said(JO, "reminders")
        assert "foi snooze 1" in await team.said(JO, f"unremind {kept.id}")
        assert await waiting(team) == []

    async def test_a_helper_puts_off_their_own(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        await team.said(JO, "task helper 1 @sam")
        before = (await team.request()).active_at
        await team.said(SAM, "foi snooze 1 tomorrow")
        assert (await team.request()).active_at == before
        assert [each.person_id for each in await waiting(team)] == [await team.person(SAM)]

    async def test_what_is_not_ones_own_is_not_put_off(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        before = await team.holds()
        assert "is not yours" in await team.refused(ANN, "foi snooze 1 tomorrow")
        await team.refused(SAM, "foi snooze 1 tomorrow")
        assert (await team.holds(), await waiting(team)) == (before, [])

    async def test_not_into_the_past_nor_for_ever(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        assert "foi snooze 1 tomorrow" in await team.refused(JO, "foi snooze 1 20 November 2026")
        assert "foi defer 1 until 01/06/2027" in await team.refused(JO, "foi snooze 1 1 June 2027")
        await team.said(JO, "foi close 1 withdrawn")
        assert "is over" in await team.refused(JO, "foi snooze 1 tomorrow")

    async def test_a_date_that_passes_meanwhile_is_named(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        await team.said(JO, "foi sent 1 2 November 2026")
        text = await team.said(JO, "foi snooze 1 10 December 2026")
        assert "By then the body’s date will have passed: Tuesday 1 December 2026 (calculated)." in text
        assert (await waiting(team))[0].at == datetime(2026, 12, 10, 9, tzinfo=UTC)
