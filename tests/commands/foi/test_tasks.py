"""Whose a request is: assigned, claimed, declined, handed over, helped with; and who is told."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commands.core.context import Services
from commands.core.reply import Outcome
from storage.database import Database
from tests.commands.foi.team import ANN, JO, NOW, OLLY, SAM, Team, team
from tests.storage.conftest import database, database_url, server

__all__ = ["database", "database_url", "server", "team"]


class TestAssigning:
    async def test_who_is_given_it_is_told_in_private_and_has_it(self, team: Team):
        text = await team.said(ANN, "foi assign 1 @jo by next Friday")
        assert "This is Jo’s from now on, wanted by Friday 27 November 2026." in text
        assert "foi unclaim 1" in text
        request = await team.request()
        assert request.assignee == await team.person(JO)
        assert (request.wanted_by, request.lapses_at) == (date(2026, 11, 27), None)
        (row,) = await team.rows()
        assert (row.platform, row.channel, row.reason) == ("discord", "@2", "assigned 1")
        assert row.not_before == NOW

    async def test_at_night_it_waits_for_the_morning(self, team: Team):
        team.now = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
        await team.said(ANN, "foi assign 1 @jo")
        assert (await team.rows())[0].not_before == datetime(2026, 11, 22, 8, tzinfo=UTC)

    async def test_whoever_had_it_before_is_told_too(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        await team.said(ANN, "foi assign 1 @sam")
        assert await team.told() == [("@2", "assigned"), ("@3", "assigned"), ("@2", "released")]
        assert "Sam’s already" in await team.refused(ANN, "foi assign 1 @sam")
        assert "wanted by" in await team.said(ANN, "foi assign 1 @sam by tomorrow")

    async def test_who_is_given_something_takes_part_from_then_on(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        assert "Volunteers: Jo" in await team.said(ANN, "setup")
        assert "only in this campaign" in await team.refused(ANN, "foi assign 1 @olly")
        assert (await team.request()).assignee == await team.person(JO)

    async def test_only_organisers_assign(self, team: Team):
        before = await team.holds()
        for who in (JO, OLLY):
            reply = await team.ask(who, "foi assign 1 @jo")
            assert reply.outcome is Outcome.REFUSED
            assert reply.private
        assert await team.holds() == before
        await team.said(SAM, "foi assign 1 @jo", manages_space=True)  # who may manage the server may this

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("foi assign 1 @jo by yesterday", "Friday 20 November 2026 is over"),
            ("foi assign 1 @jo by 31/11", "30 days"),
            ("foi assign 99 @jo", "no request 99"),
            ("foi assign 1", "missing"),
            ("foi assign @jo", "missing"),
        ],
    )
    async def test_wrong_orders_change_nothing(self, team: Team, text: str, words: str):
        before = await team.holds()
        assert words in await team.refused(ANN, text)
        assert await team.holds() == before


class TestClaiming:
    async def test_a_claim_makes_a_volunteer_and_lapses(self, team: Team):
        text = await team.said(JO, "claim 1")
        assert "This is yours." in text
        assert "until Monday 21 December 2026, 12:00" in text
        request = await team.request()
        assert (request.assignee, request.lapses_at) == (await team.person(JO), NOW + timedelta(days=30))
        assert "yours already" in await team.said(JO, "foi claim 1")
        other = await team.ask(SAM, "foi claim 1")
        assert other.outcome is Outcome.REFUSED
        assert "Jo has request 1 in hand already" in other.plain()
        assert await team.told() == []

    async def test_one_that_lapsed_is_anybody_s(self, team: Team):
        await team.said(JO, "claim 1")
        team.now = NOW + timedelta(days=30)
        assert "This is yours" in await team.said(SAM, "claim 1")
        assert await team.history() == ["claimed", "lapsed", "claimed"]
        assert await team.told() == [("@2", "released")]

    async def test_observers_and_what_is_over(self, team: Team):
        assert "observers" in await team.refused(OLLY, "foi claim 1")
        await team.said(ANN, "foi withdraw 1")
        assert "is over" in await team.refused(JO, "foi claim 1")

    async def test_only_listed_volunteers_where_organisers_say_so(self, team: Team):
        await team.said(ANN, "foi settings claims listed")
        assert "listed" in await team.refused(JO, "foi claim 1")
        await team.said(ANN, "setup volunteer @jo")
        await team.said(JO, "foi claim 1")

    async def test_two_at_once_one_gets_it_and_the_other_is_told_who(
        self, services: Services, database: Database
    ):
        async def store() -> Database:
            return database

        team = Team(replace(services, database=store))
        await team.begin()
        people = (JO, SAM, ANN)
        replies = await asyncio.gather(*(team.ask(who, "foi claim 1") for who in people))
        outcomes = [reply.outcome for reply in replies]
        assert sorted(outcomes) == [Outcome.ANSWERED, Outcome.REFUSED, Outcome.REFUSED]
        winner = people[outcomes.index(Outcome.ANSWERED)]
        assert (await team.request()).assignee == await team.person(winner)
        for reply in replies:
            assert ("This is yours" in reply.plain()) is (reply.outcome is Outcome.ANSWERED)
            if reply.outcome is Outcome.REFUSED:
                assert f"{winner.name} has request 1 in hand already" in reply.plain()
        assert await team.history() == ["claimed"]


class TestGivingBack:
    async def test_a_claim_is_given_back(self, team: Team):
        await team.said(JO, "claim 1")
        assert "You gave this back" in await team.said(JO, "unclaim 1 I am away")
        assert (await team.request()).assignee is None
        assert await team.history() == ["claimed", "unclaimed"]
        assert await team.told() == []

    async def test_what_was_given_is_declined_and_the_organisers_hear(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        assert "the organisers are told" in await team.said(JO, "decline 1 too much at once")
        assert await team.history() == ["assigned", "declined"]
        assert await team.told() == [("@2", "assigned"), ("@1", "released")]

    async def test_an_organiser_takes_it_from_somebody(self, team: Team):
        await team.said(JO, "claim 1")
        assert "foi assign 1 <@2>" in await team.said(ANN, "foi unclaim 1")
        assert await team.history() == ["claimed", "returned"]
        assert await team.told() == [("@2", "released")]

    async def test_nobody_else_does(self, team: Team):
        assert "Nobody has request 1" in await team.refused(ANN, "foi unclaim 1")
        await team.said(JO, "claim 1")
        before = await team.holds()
        for who in (SAM, OLLY):
            assert "Nothing was changed" in await team.refused(who, "foi unclaim 1")
        assert await team.holds() == before


class TestHandingOver:
    async def test_it_goes_on_with_its_date(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo by next Friday")
        assert "This is Sam’s from now on" in await team.said(JO, "foi handover 1 @sam I am away")
        request = await team.request()
        assert (request.assignee, request.wanted_by) == (await team.person(SAM), date(2026, 11, 27))
        assert await team.told() == [("@2", "assigned"), ("@3", "assigned")]
        await team.said(SAM, "foi decline 1")
        assert await team.history() == ["assigned", "handed_over", "declined"]

    async def test_an_organiser_tells_both(self, team: Team):
        await team.said(JO, "claim 1")
        await team.said(ANN, "foi handover 1 @sam")
        assert await team.told() == [("@3", "assigned"), ("@2", "released")]

    async def test_not_by_others_nor_to_those_who_look_on(self, team: Team):
        await team.said(JO, "claim 1")
        before = await team.holds()
        await team.refused(SAM, "foi handover 1 @sam")
        await team.refused(JO, "foi handover 1 @olly")
        await team.refused(JO, "foi handover 1 @jo")
        assert await team.holds() == before


class TestHelping:
    async def test_helpers_add_notes_and_move_nothing(self, team: Team):
        await team.said(JO, "claim 1")
        assert "Nothing was changed" in await team.refused(SAM, "foi note 1 I know more")
        assert "Sam helps" in await team.said(JO, "task helper 1 @sam")
        assert await team.told() == [("@3", "helping")]
        text = await team.said(SAM, "foi note 1 They rang https://example.org/call.pdf")
        assert "They rang https://example.org/call.pdf" in text
        for order in ("foi sent 1", "foi unclaim 1", "foi defer 1 until 1 March", "task priority 1 high"):
            assert "Nothing was changed" in await team.refused(SAM, order)
        assert "You help with this no longer" in await team.said(SAM, "task unhelp 1")
        assert "Nothing was changed" in await team.refused(SAM, "foi note 1 again")

    async def test_several_at_once_and_back(self, team: Team):
        await team.said(JO, "claim 1")
        assert "Sam and Ann help" in await team.said(JO, "task helper 1 @sam and @ann")
        assert "already" in await team.refused(JO, "task helper 1 @sam")
        assert "task helper 1 <@3>" in await team.said(JO, "task unhelp 1 @sam")
        await team.refused(SAM, "task unhelp 1 @ann")
        assert "in hand" in await team.refused(ANN, "task helper 1 @jo")

    async def test_a_helper_who_takes_it_over_helps_no_longer(self, team: Team):
        await team.said(JO, "claim 1")
        await team.said(JO, "task helper 1 @sam")
        await team.said(JO, "foi handover 1 @sam")
        assert "Nobody of that name" in await team.refused(ANN, "task unhelp 1 @sam")


class TestNotes:
    async def test_what_was_noted_can_be_taken_back(self, team: Team):
        await team.said(JO, "claim 1")
        assert "--remove 1" in await team.said(JO, "foi note 1 They decide in May")
        await team.said(JO, "task helper 1 @sam")
        assert "no note 1" in await team.refused(SAM, "foi note 1 --remove 1")
        assert "foi note 1 They decide in May" in await team.said(JO, "foi note 1 --remove 1")
        assert "no note 1" in await team.refused(JO, "foi note 1 --remove 1")

    async def test_an_organiser_may_take_back_any(self, team: Team):
        await team.said(JO, "claim 1")
        await team.said(JO, "foi note 1 mine")
        await team.said(ANN, "foi note 1 --remove 1")

    @pytest.mark.parametrize("text", ["foi note 1", "foi note 1 ftp://x", "foi note words"])
    async def test_wrong_notes(self, team: Team, text: str):
        before = await team.holds()
        await team.refused(ANN, text)
        assert await team.holds() == before

    async def test_a_note_renews_a_claim(self, team: Team):
        await team.said(JO, "claim 1")
        team.now = NOW + timedelta(days=10)
        await team.said(JO, "foi note 1 still waiting")
        assert (await team.request()).lapses_at == NOW + timedelta(days=40)


class TestDeferring:
    async def test_until_a_day_and_back(self, team: Team):
        await team.said(JO, "claim 1")
        text = await team.said(JO, "foi defer 1 until 1 March")
        assert "This rests until Monday 1 March 2027." in text
        assert "foi defer 1 off" in text
        request = await team.request()
        assert request.deferred_until == date(2027, 3, 1)
        assert "foi defer 1 until 2027-03-01" in await team.said(JO, "foi defer 1 off")
        assert (await team.request()).deferred_until is None

    async def test_it_says_that_time_runs_on(self, team: Team):
        await team.said(JO, "claim 1")
        await team.said(JO, "foi sent 1 2 November")
        assert "The body’s time runs on" in await team.said(JO, "foi defer 1 until 1 March")
        assert "time runs on" not in await team.said(JO, "foi defer 1 until 25 November")

    @pytest.mark.parametrize(
        "text", ["foi defer 1", "foi defer 1 until yesterday", "foi defer 1 until 1 January 2030"]
    )
    async def test_wrong_days(self, team: Team, text: str):
        before = await team.holds()
        await team.refused(ANN, text)
        assert await team.holds() == before


async def test_priority_shows_and_goes_back(team: Team):
    assert "task priority 1 normal" in await team.said(ANN, "foi priority 1 high")
    assert "high priority" in await team.said(OLLY, "foi list")
    assert "already" in await team.said(ANN, "foi priority 1 high")
    assert "high priority" not in await team.said(ANN, "foi priority 1 normal")
