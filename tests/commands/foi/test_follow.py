"""Requests followed on WhatDoTheyKnow: who may, what is refused in words, what is confirmed once."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

import storage
from commands.core.added_feeds import REQUESTS
from commands.core.context import Following, Services
from commands.core.reply import Choices, Outcome, Reply
from feeds.whatdotheyknow import NAME
from law.foi.story import Event, Kind, Result
from storage.database import Database
from storage.foi_follows import Follow, NewSuggestion, Suggestion
from storage.sources import ADDED_FEED
from tests.commands.foi.team import ANN, JO, NOW, OLLY, SAM, Team, team
from tests.storage.conftest import database, database_url, server

__all__ = ["database", "database_url", "server", "team"]

PAGE = "https://www.whatdotheyknow.com/request/tender_plans"
ON = date(2026, 11, 20)


@pytest.fixture
def services(services: Services) -> Services:
    """Of a bot that follows."""
    return replace(services, following=Following("", timedelta(hours=12)))


class Desk:
    """What the store holds of pages; ways to make a suggestion."""

    def __init__(self, team: Team) -> None:
        self.team = team

    async def follow(self, number: int = 1) -> Follow | None:
        database = await self.team.services.database()
        async with database.read() as connection:
            found: Follow | None = await storage.foi_follows.get(connection, number)
        return found

    async def suggest(
        self, kind: Kind, result: Result | None = None, on: date = ON, message: str = "incoming-5"
    ) -> int:
        """A suggestion about request 1; its number."""
        database = await self.team.services.database()
        new = NewSuggestion(
            request_id=1,
            entry=f"{kind} {on} {message}",
            kind=kind.value,
            result=result.value if result else None,
            on_day=on,
            url=f"{PAGE}#{message}",
        )
        async with database.write() as connection:
            made = await storage.foi_follows.suggest(connection, new, NOW)
        assert made
        return made.id

    async def suggestion(self, number: int) -> Suggestion:
        database = await self.team.services.database()
        async with database.read() as connection:
            found = await storage.foi_follows.get_suggestion(connection, number)
        assert found
        return found

    async def events(self) -> list[Event]:
        database = await self.team.services.database()
        async with database.read() as connection:
            stored = await storage.foi_events.of_request(connection, 1)
        return [replace(each.event, id=None) for each in stored if each.event.kind is not Kind.DRAFTED]


@pytest.fixture
async def desk(team: Team) -> Desk:
    """Request 1 in Jo's hands, sent on 2 November."""
    await team.said(JO, "claim 1")
    await team.said(JO, "foi sent 1 2 November")
    return Desk(team)


def commands(reply: Reply) -> list[str]:
    """What can be pressed."""
    return [each.command for block in reply.blocks if isinstance(block, Choices) for each in block.options]


class TestFollowing:
    async def test_a_page_is_given_and_becomes_the_request_s_own(self, team: Team, desk: Desk):
        text = await team.said(JO, f"wdtk follow 1 {PAGE}?utm=1#outgoing-3")
        assert "looked at from now on: soon, then every 12 hours" in text
        assert "counts once they confirm it" in text
        assert "!wdtk unfollow 1" in text
        follow = await desk.follow()
        assert follow and (follow.url, follow.next_due) == (PAGE, NOW)
        assert (await team.request()).url == PAGE
        listed = await team.said(JO, "wdtk list")
        assert "“tender plans”: page" in listed
        assert "next look soon" in listed
        assert "already" in await team.said(JO, "wdtk follow 1")
        assert await desk.follow() == follow

    async def test_the_page_it_was_sent_on_is_known(self, team: Team):
        await team.said(JO, "claim 1")
        await team.said(JO, "foi sent 1 2 November http://whatdotheyknow.com/request/tender_plans#outgoing-3")
        await team.said(JO, "wdtk follow 1")
        follow = await Desk(team).follow()
        assert follow and follow.url == PAGE

    async def test_and_back(self, team: Team, desk: Desk):
        await team.said(JO, f"wdtk follow 1 {PAGE}")
        assert "!wdtk follow 1" in await team.said(JO, "wdtk unfollow 1")
        assert await desk.follow() is None
        assert "not looked at" in await team.refused(JO, "wdtk unfollow 1")

    @pytest.mark.parametrize(
        ("order", "words"),
        [
            ("wdtk follow 1", "no page on WhatDoTheyKnow yet"),
            ("wdtk follow 1 https://example.org/request/x", "not the page of a request"),
            ("wdtk follow 1 https://www.whatdotheyknow.com/body/nhs_devon", "not the page of a request"),
            ("wdtk follow 1 https://www.whatdotheyknow.com.example.org/request/x", "not the page"),
            ("wdtk follow 1 https://www.whatdotheyknow.com/request/1234", "not the page of a request"),
            ("wdtk follow 99 " + PAGE, "no request 99"),
            ("wdtk follow", "missing"),
        ],
    )
    async def test_wrong_orders_follow_nothing(self, team: Team, desk: Desk, order: str, words: str):
        assert words in await team.refused(JO, order)
        assert await desk.follow() is None
        assert (await team.request()).url is None

    async def test_only_who_moves_it(self, team: Team, desk: Desk):
        for who in (SAM, OLLY):
            await team.refused(who, f"wdtk follow 1 {PAGE}")
        assert await desk.follow() is None
        await team.said(ANN, f"wdtk follow 1 {PAGE}")
        for who in (SAM, OLLY):
            await team.refused(who, "wdtk unfollow 1")
        assert await desk.follow() is not None
        await team.said(ANN, "foi withdraw 1")
        assert "is over" in await team.refused(ANN, "wdtk follow 1")

    async def test_while_it_is_off_that_is_said_and_nothing_is_followed(self, services: Services):
        off = Team(replace(services, following=Following()))
        await off.begin()
        await off.said(JO, "claim 1")
        for order in (f"wdtk follow 1 {PAGE}", "wdtk body QJK"):
            text = await off.refused(ANN, order)
            assert "has not turned on following WhatDoTheyKnow" in text
        assert await Desk(off).follow() is None
        assert "has not turned on" in await off.said(JO, "wdtk list")


class TestConfirming:
    async def test_what_is_confirmed_is_recorded_with_its_page_as_evidence(self, team: Team, desk: Desk):
        number = await desk.suggest(Kind.ANSWERED, Result.REFUSED)
        text = await team.said(JO, f"wdtk confirm {number} refused")
        assert "answered: refused, Friday 20 November 2026" in text
        assert f"{PAGE}#incoming-5" in text
        assert "!foi undo 1" in text
        answered = Event(Kind.ANSWERED, ON, result=Result.REFUSED, url=f"{PAGE}#incoming-5")
        assert (await desk.events())[-1] == answered
        assert (await desk.suggestion(number)).state == "confirmed"

    async def test_twice_is_once(self, team: Team, desk: Desk):
        number = await desk.suggest(Kind.ANSWERED, Result.FULL)
        await team.said(JO, f"wdtk confirm {number}")
        before = await desk.events()
        assert "recorded of request 1 already" in await team.said(JO, f"wdtk confirm {number} part")
        assert "confirmed or recorded" in await team.refused(JO, f"wdtk dismiss {number}")
        assert await desk.events() == before

    async def test_two_who_press_at_once(self, services: Services, database: Database):
        async def store() -> Database:
            return database

        team = Team(replace(services, database=store))
        await team.begin()
        await team.said(JO, "claim 1")
        await team.said(JO, "foi sent 1 2 November")
        desk = Desk(team)
        number = await desk.suggest(Kind.ANSWERED, Result.FULL)
        replies = await asyncio.gather(*(team.ask(who, f"wdtk confirm {number}") for who in (JO, ANN, JO)))
        assert {reply.outcome for reply in replies} == {Outcome.ANSWERED}
        assert sum("Recorded:" in reply.plain() for reply in replies) == 1
        assert [each.kind for each in await desk.events()] == [Kind.SENT, Kind.ANSWERED]

    @pytest.mark.parametrize(
        ("how", "event"),
        [
            ("full", Event(Kind.ANSWERED, ON, result=Result.FULL)),
            ("notheld", Event(Kind.ANSWERED, ON, result=Result.NOTHELD)),
            ("acknowledged", Event(Kind.ACKNOWLEDGED, ON)),
            ("clarify", Event(Kind.CLARIFICATION_ASKED, ON)),
        ],
    )
    async def test_a_message_that_nobody_described_is_what_its_reader_says(
        self, team: Team, desk: Desk, how: str, event: Event
    ):
        number = await desk.suggest(Kind.ANSWERED)
        text = await team.refused(JO, f"wdtk confirm {number}")
        assert "full, part, refused, notheld, acknowledged, clarify" in text
        assert "not one of" in await team.refused(JO, f"wdtk confirm {number} maybe")
        await team.said(JO, f"wdtk confirm {number} {how}")
        assert (await desk.events())[-1] == replace(event, url=f"{PAGE}#incoming-5")

    async def test_what_the_page_says_may_be_corrected_but_not_what_we_sent(self, team: Team, desk: Desk):
        number = await desk.suggest(Kind.CLARIFICATION_ASKED)
        await team.said(JO, f"wdtk confirm {number} part")
        assert (await desk.events())[-1].result is Result.PART
        chased = await desk.suggest(Kind.CHASED, message="outgoing-6")
        assert "one of ours" in await team.refused(JO, f"wdtk confirm {chased} full")
        await team.said(JO, f"wdtk confirm {chased}")
        assert (await desk.events())[-1].kind is Kind.CHASED

    async def test_an_answer_to_a_review(self, team: Team, desk: Desk):
        await team.said(JO, "foi answered 1 refused 10 November")
        await team.said(JO, "foi review 1 asked 12 November")
        number = await desk.suggest(Kind.REVIEW_ANSWERED)
        await team.said(JO, f"wdtk confirm {number} part")
        assert (await desk.events())[-1].kind is Kind.REVIEW_ANSWERED
        assert (await desk.events())[-1].result is Result.PART

    async def test_that_it_was_sent_gives_the_request_its_page(self, team: Team):
        await team.said(JO, "claim 1")
        desk = Desk(team)
        number = await desk.suggest(Kind.SENT, message="outgoing-3")
        await team.said(JO, f"wdtk confirm {number}")
        assert (await team.request()).url == PAGE
        assert (await desk.events())[-1].kind is Kind.SENT

    async def test_what_cannot_have_happened_stays_open(self, team: Team):
        await team.said(JO, "claim 1")
        desk = Desk(team)
        number = await desk.suggest(Kind.ANSWERED, Result.FULL)
        text = await team.refused(JO, f"wdtk confirm {number}")
        assert "It was not sent yet" in text
        assert "!foi sent 1 20 November 2026" in text
        assert (await desk.suggestion(number)).state == "open"
        assert await desk.events() == []

    async def test_what_was_recorded_by_hand_meanwhile_is_not_recorded_again(self, team: Team, desk: Desk):
        number = await desk.suggest(Kind.ANSWERED, Result.REFUSED)
        await team.said(JO, "foi answered 1 part 19 November")
        assert "Nothing is to be confirmed" in await team.said(JO, "wdtk list")
        assert "already" in await team.said(JO, f"wdtk confirm {number}")
        assert len(await desk.events()) == 2

    async def test_it_can_be_confirmed_again_after_it_was_taken_back(self, team: Team, desk: Desk):
        number = await desk.suggest(Kind.ACKNOWLEDGED)
        await team.said(JO, f"wdtk confirm {number}")
        await team.said(JO, "foi undo 1")
        assert "Recorded" in await team.said(JO, f"wdtk confirm {number}")
        assert [each.kind for each in await desk.events()] == [Kind.SENT, Kind.ACKNOWLEDGED]


class TestDismissing:
    async def test_it_is_asked_no_more_and_can_be_taken_back(self, team: Team, desk: Desk):
        number = await desk.suggest(Kind.ACKNOWLEDGED)
        assert f"!wdtk confirm {number}" in await team.said(JO, f"wdtk dismiss {number}")
        assert (await desk.suggestion(number)).state == "dismissed"
        assert "Nothing was recorded" in await team.said(JO, f"wdtk dismiss {number}")
        assert "Nothing is to be confirmed" in await team.said(JO, "wdtk list")
        assert len(await desk.events()) == 1
        await team.said(JO, f"wdtk confirm {number}")
        assert (await desk.suggestion(number)).state == "confirmed"
        assert (await desk.events())[-1].kind is Kind.ACKNOWLEDGED


class TestWhoMay:
    @pytest.mark.parametrize("order", ["wdtk confirm {}", "wdtk dismiss {}"])
    async def test_only_its_assignee_and_organisers(self, team: Team, desk: Desk, order: str):
        number = await desk.suggest(Kind.ANSWERED, Result.FULL)
        for who in (SAM, OLLY):
            await team.refused(who, order.format(number))
        await team.said(JO, "task helper 1 @sam")
        await team.refused(SAM, order.format(number))
        assert (await desk.suggestion(number)).state == "open"
        await team.said(ANN, order.format(number))
        assert (await desk.suggestion(number)).state != "open"

    @pytest.mark.parametrize("order", ["wdtk confirm {}", "wdtk dismiss {}"])
    async def test_what_is_another_s_and_what_there_is_not_are_the_same_words(
        self, team: Team, desk: Desk, order: str
    ):
        number = await desk.suggest(Kind.ANSWERED, Result.FULL)
        theirs = await team.refused(JO, order.format(number), space="another server")
        stranger = await team.refused(SAM, order.format(number), space=None)
        nothing = await team.refused(JO, order.format(99))
        assert theirs == stranger == nothing.replace("99", str(number))

    async def test_in_private_too(self, team: Team, desk: Desk):
        number = await desk.suggest(Kind.ANSWERED, Result.FULL)
        reply = await team.ask(JO, "wdtk list", space=None)
        assert "WhatDoTheyKnow shows an answer: in full, Friday 20 November 2026" in reply.plain()
        assert commands(reply) == [f"wdtk confirm {number} full", f"wdtk dismiss {number}"]
        assert "WhatDoTheyKnow shows" not in await team.said(SAM, "wdtk list", space=None)
        await team.said(JO, f"wdtk confirm {number} full", space=None)


async def test_a_list_offers_whole_questions_only(team: Team, desk: Desk):
    first = await desk.suggest(Kind.ANSWERED, on=date(2026, 11, 18))
    second = await desk.suggest(Kind.ANSWERED, on=date(2026, 11, 20), message="incoming-6")
    reply = await team.ask(JO, "wdtk list")
    assert reply.plain().count("of which nobody has said yet what it is") == 2
    pressed = commands(reply)
    assert [each.split()[2] for each in pressed] == [str(first)] * 7
    assert str(second) not in " ".join(pressed)


class TestBodies:
    async def _sources(self, team: Team) -> list[object]:
        database = await team.services.database()
        async with database.read() as connection:
            return list(await storage.sources.every(connection))

    async def test_a_channel_hears_of_requests_by_others(self, team: Team):
        text = await team.said(ANN, "wdtk body NHS Devon ICB")
        assert "others make to NHS Devon ICB (QJK)" in text
        assert "WhatDoTheyKnow volunteers and mySociety, CC BY-SA 4.0" in text
        assert "!wdtk body QJK --off" in text
        (source,) = await self._sources(team)
        assert (source.kind, source.url, source.every_seconds, source.settled) == (  # type: ignore[attr-defined]
            NAME,
            "https://www.whatdotheyknow.com/body/nhs_devon",
            43_200,
            False,
        )
        assert source.name.startswith(ADDED_FEED)  # type: ignore[attr-defined]
        assert "WhatDoTheyKnow: NHS Devon ICB (QJK)" in await team.said(ANN, "feeds")
        assert await team.said(ANN, "wdtk body QJK") == text  # twice is once
        assert len(await self._sources(team)) == 1

    @pytest.mark.parametrize("order", ["wdtk body QJK --off", "feed remove {}"])
    async def test_and_back(self, team: Team, order: str):
        await team.said(ANN, "wdtk body QJK")
        (source,) = await self._sources(team)
        text = await team.said(ANN, order.format(source.name))  # type: ignore[attr-defined]
        assert "!wdtk body" in text
        assert await self._sources(team) == []
        assert "told of nothing" in await team.said(ANN, "watching")
        assert "Nobody here is told" in await team.refused(ANN, "wdtk body QJK --off")

    async def test_organisers_only_and_bodies_with_a_page(self, team: Team):
        await team.refused(JO, "wdtk body QJK")
        await team.refused(ANN, "wdtk body QJK", space=None)
        assert "No page of" in await team.refused(ANN, "wdtk body 5PK")
        assert await self._sources(team) == []

    async def test_its_feeds_are_not_read_as_others_are(self, team: Team):
        text = await team.refused(ANN, "feed add https://www.whatdotheyknow.com/feed/body/nhs_devon")
        assert "asks programs not to read its feeds" in text
        assert "!wdtk body" in text
        assert await self._sources(team) == []


def test_the_kind_is_the_one_that_is_read():
    assert REQUESTS == NAME
