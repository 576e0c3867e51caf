"""`foi settings`, `holiday`, and the roles of `setup`: what organisers change, and what that moves."""

from datetime import UTC, date, datetime

import pytest

import storage
from commands.core.reply import Outcome
from commands.desk.settings import Claims, DeskSettings, read
from law.foi.ladder import Ladder
from storage.roles import Role
from tests.commands.foi.team import ANN, JO, OLLY, SAM, Team, team

__all__ = ["team"]


class TestSettings:
    async def test_each_is_shown_changed_and_put_back(self, team: Team):
        shown = await team.said(ANN, "foi settings")
        assert "before: 5 1" in shown
        assert "foi settings before 5 1" in await team.said(ANN, "foi settings before 5, 2, 1")
        await team.said(ANN, "foi settings overdue 2 days")
        await team.said(ANN, "foi settings ico-before none")
        await team.said(ANN, "foi settings digest Friday")
        await team.said(ANN, "foi settings claims listed")
        await team.said(ANN, "foi settings ico-days 60")
        assert "already" in await team.said(ANN, "foi settings claims listed")
        shown = await team.said(ANN, "foi settings")
        for words in ("before: 5 2 1", "usually 5 1", "overdue: 2", "ico-before: none", "digest: friday"):
            assert words in shown
        assert "ico-days: 60" in await team.said(ANN, "foi settings ico-days")
        assert "foi settings before 5 2 1" in await team.said(ANN, "foi settings reset")
        assert "usually" not in await team.said(ANN, "foi settings")

    async def test_open_requests_are_looked_at_by_the_new_ladder(self, team: Team):
        await team.said(ANN, "foi sent 1 19 November")
        before = await team.request()
        await team.said(ANN, "foi settings acknowledgement 2")
        after = await team.request()
        assert before.next_at == datetime(2026, 11, 26, 0, 5, tzinfo=UTC)
        assert after.next_at == datetime(2026, 11, 23, 0, 5, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("foi settings before soon", "Numbers of days, or none"),
            ("foi settings overdue 0", "A number of days"),
            ("foi settings overdue 1 2", "A number of days"),
            ("foi settings claim-days 1000", "from 1 to 90"),
            ("foi settings ico-days -3", "from 7 to 183"),
            ("foi settings claims nobody", "anyone, listed"),
            ("foi settings digest someday", "monday"),
            ("foi settings colour red", "is not one of"),
        ],
    )
    async def test_wrong_values_are_refused(self, team: Team, text: str, words: str):
        assert words in await team.refused(ANN, text)
        assert "usually" not in await team.said(ANN, "foi settings")

    async def test_only_organisers(self, team: Team):
        for who in (JO, OLLY):
            assert (await team.ask(who, "foi settings before 3")).outcome is Outcome.REFUSED

    async def test_a_shorter_claim(self, team: Team):
        await team.said(ANN, "foi settings claim-days 7")
        assert "Saturday 28 November 2026" in await team.said(JO, "claim 1")

    def test_what_is_stored_wrongly_falls_back_and_is_named(self):
        found = read({"ladder": {"before": "soon"}, "ico_days": 9999, "claims": "listed", "colour": "red"})
        assert found.ladder == Ladder()
        assert (found.ico_days, found.claims) == (42, Claims.LISTED)
        assert len(found.problems) == 3
        assert all("default is used" in problem for problem in found.problems)

    def test_only_what_differs_is_stored(self):
        assert DeskSettings().to_dict() == {}
        changed = DeskSettings(ladder=Ladder(overdue=3), claims=Claims.LISTED, team_digest=4)
        assert changed.to_dict() == {"ladder": {"overdue": 3}, "claims": "listed", "team_digest": "friday"}
        assert read(changed.to_dict()) == changed

    async def test_problems_are_shown_to_organisers(self, team: Team):
        database = await team.services.database()
        async with database.write() as connection:
            await storage.foi_settings.put(connection, 1, {"ico_days": "many"})
        assert "the default is used" in await team.said(ANN, "foi settings")
        assert "tender plans" in await team.said(JO, "foi list")


class TestHolidays:
    async def test_open_deadlines_move_at_once_and_whose_they_are_is_told(self, team: Team):
        await team.said(JO, "claim 1")
        await team.said(JO, "foi sent 1 2 November")
        text = await team.said(ANN, "holiday add 25 November A day of thanks")
        assert "in all of the UK" in text
        assert "Tuesday 1 December 2026 → Wednesday 2 December 2026" in text
        assert await team.told() == [("@2", "moved")]
        assert "Wednesday 2 December 2026" in await team.said(JO, "mine")
        assert "No. 1: Wednesday 25 November 2026" in await team.said(SAM, "holiday list")
        assert "Tuesday 1 December 2026" in await team.said(ANN, "holiday remove 1")
        assert await team.told() == [("@2", "moved"), ("@2", "moved")]
        assert "holiday list" in await team.refused(ANN, "holiday remove 1")

    async def test_the_way_back_of_the_way_back(self, team: Team):
        await team.said(ANN, "holiday add 25 November A day --parts Wales and Northern Ireland")
        (line,) = [
            line for line in (await team.said(ANN, "holiday remove 1")).splitlines() if "way back" in line
        ]
        order = line.partition("!")[2].rstrip(".")
        assert order == "holiday add 2026-11-25 A day --parts NIR WLS"
        assert "in Wales and Northern Ireland" in await team.said(ANN, order)

    async def test_scotland_alone_counts_for_all_of_foia(self, team: Team):
        await team.said(ANN, "foi sent 1 2 November")
        await team.said(ANN, "foi new QNC other --regime foisa")
        await team.said(ANN, "foi sent 2 2 November")
        text = await team.said(ANN, "holiday add 25 November A day --parts ENG")
        assert "1 request:" in text

    async def test_another_campaign_neither_sees_nor_removes_it(self, team: Team):
        await team.said(ANN, "holiday add 25 November A day")
        other = {"space": "another server", "manages_space": True}
        assert "No bank holidays" in await team.said(ANN, "holiday list", **other)
        assert "no holiday 1" in await team.refused(ANN, "holiday remove 1", **other)

    async def test_those_of_everybody_stay(self, team: Team):
        database = await team.services.database()
        async with database.write() as connection:
            await storage.extra_holidays.add(
                connection, None, date(2026, 11, 25), "A day", ("ENG",), team.now
            )
        assert "for everybody" in await team.said(ANN, "holiday list")
        assert "no holiday 1" in await team.refused(ANN, "holiday remove 1")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("holiday add 25 December 2026 Christmas", "no working day anyway: Christmas Day"),
            ("holiday add 22 November Sunday", "no working day anyway: Sunday"),
            ("holiday add 25 November", "missing"),
            ("holiday add 25 November A day --parts France", "ENG, WLS, SCT, NIR"),
            ("holiday add 3 January 2040 A day", "not known here"),
            ("holiday add 31/11 A day", "30 days"),
        ],
    )
    async def test_wrong_days(self, team: Team, text: str, words: str):
        assert words in await team.refused(ANN, text)
        assert "No bank holidays" in await team.said(ANN, "holiday list")

    async def test_only_organisers(self, team: Team):
        assert "organiser" in await team.refused(JO, "holiday add 25 November A day")
        assert "organiser" in await team.refused(JO, "holiday remove 1")


class TestRoles:
    async def test_each_way_and_back(self, team: Team):
        database = await team.services.database()

        async def role() -> Role | None:
            async with database.read() as connection:
                return await storage.roles.role_of(connection, 1, "discord", SAM.id)

        assert "setup not-volunteer" in await team.said(ANN, "setup volunteer @sam")
        assert await role() is Role.VOLUNTEER
        assert "setup volunteer @person" in await team.said(ANN, "setup observer @sam")
        assert await role() is Role.OBSERVER
        assert "was no volunteer" in await team.said(ANN, "setup not-volunteer @sam")
        assert "already" in await team.said(ANN, "setup observer @sam")
        await team.said(ANN, "setup not-observer @sam")
        assert await role() is None
        await team.refused(SAM, "setup volunteer @sam")
