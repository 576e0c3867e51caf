"""A request shown whole: to those who may, with every clock, its story, its notes and a picture."""

import io
from datetime import date

from PIL import Image

import storage
from commands.core.reply import Picture
from tests.commands.foi.team import ANN, JO, OLLY, SAM, team

__all__ = ["team"]


async def test_all_of_it(desk, make):
    await make("04Y", "tender plans for community nursing")
    await desk.said("foi sent 1 https://www.whatdotheyknow.com/request/x", date(2026, 11, 1))
    await desk.said("foi received 1 acknowledged 3 November", date(2026, 11, 4))
    await desk.said("foi note 1 They rang about it https://example.org/note")
    text = await desk.said("foi show 1", date(2026, 12, 3))
    for part in (
        "1 NHS Cannock Chase CCG: tender plans for community nursing",
        "closed Thursday 30 June 2022; today: NHS Staffordshire and Stoke-on-Trent ICB (QNC)",
        "Stands: waiting for an answer; late by 3 working days",
        "In hand: you",
        "1 Sun 1 Nov: sent, says you. Evidence: https://www.whatdotheyknow.com/request/x",
        "2 Tue 3 Nov: acknowledged",
        "Answer due: Friday 27 November 2026",  # sent on a Sunday: the next working day is day one
        "by the section 45 Code's count",
        "Last day to complain to the Commissioner",
        "They rang about it https://example.org/note",
        "foi letter 1",
        "Timeline of 1 NHS Cannock Chase CCG",
        "not legal advice",
    ):
        assert part in text, part


async def test_the_first_date_stays_beside_an_extension(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi extended 1 until 18 December the public interest")
    text = await desk.said("foi show 1")
    assert "Answer due: Wednesday 2 December 2026" in text
    assert "Answer due as extended: Friday 18 December 2026" in text
    assert "extended, until Friday 18 December 2026, says you. Reason: the public interest." in text


async def test_what_was_corrected_is_said(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi correct 1 1 2 November")
    assert "1 entry was taken back or corrected." in await desk.said("foi show 1")


async def test_the_picture_is_drawn_from_the_same(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    reply = await desk("foi show 1")
    (picture,) = [block for block in reply.blocks if isinstance(block, Picture)]
    drawn = Image.open(io.BytesIO(picture.png))
    assert (drawn.format, drawn.width) == ("PNG", 1200)
    assert "Tue 3 Nov sent" in picture.alt
    assert "Wed 2 Dec answer due" in picture.alt


async def test_beyond_the_known_holidays_it_says_so(desk, make):
    await make()
    await desk.said("foi sent 1 20 December 2028", date(2028, 12, 20))
    text = await desk.said("foi show 1")
    assert "are not known here" in text
    assert "Answer due:" not in text


class TestWhoMay:
    async def test_everybody_in_its_space(self, team):
        for who in (ANN, JO, OLLY):
            assert "tender plans" in await team.said(who, "foi show 1")

    async def test_nobody_elsewhere(self, team):
        there = await team.refused(ANN, "foi show 1", space="elsewhere")
        assert "There is no request 1 here" in there
        unknown = await team.refused(ANN, "foi show 99")
        assert there.replace("1 here", "") == unknown.replace("99 here", "")

    async def test_in_private_those_who_take_part(self, team):
        assert "There is no request 1 here" in await team.refused(JO, "foi show 1", space=None)
        await team.said(ANN, "foi assign 1 @jo")
        assert "In hand: Jo" in await team.said(JO, "foi show 1", space=None)
        assert "There is no request 1 here" in await team.refused(SAM, "foi show 1", space=None)
        assert "tender plans" in await team.said(OLLY, "foi show 1", space=None)  # an observer looks on

    async def test_only_the_assignee_or_an_organiser_moves_it(self, team):
        before = await team.holds()
        lines = (
            *("foi sent 1", "foi received 1", "foi clarify 1", "foi fees 1", "foi chased 1", "foi ico 1"),
            *("foi extended 1 until 18 December", "foi answered 1 full", "foi review 1", "foi close 1"),
            *("foi reopen 1", "foi undo 1", "foi correct 1 1 yesterday"),
        )
        for line in lines:
            for who in (JO, SAM, OLLY):
                text = await team.refused(who, line)
                assert "Nothing was changed" in text, line
            assert "There is no request 1 here" in await team.refused(ANN, line, space="elsewhere")
        assert await team.holds() == before
        await team.said(ANN, "foi assign 1 @jo")
        await team.said(JO, "foi sent 1 3 November")
        await team.said(JO, "foi received 1 acknowledged", space=None)
        await team.said(ANN, "foi undo 1")

    async def test_a_press_counts_with_the_rights_of_who_presses(self, team):
        await team.said(ANN, "foi assign 1 @jo")
        reply = await team.ask(JO, "foi sent 1 3 November")
        for choice in reply.choices():
            if not choice.command.startswith(("foi show", "foi letter")):
                assert "Nothing was changed" in await team.refused(SAM, choice.command)

    async def test_who_recorded_it_may_be_forgotten(self, team):
        await team.said(ANN, "foi assign 1 @jo")
        await team.said(JO, "foi sent 1 3 November")
        assert "sent, says Jo" in await team.said(ANN, "foi show 1")
        database = await team.services.database()
        async with database.write() as connection:
            await storage.people.forget_person(connection, JO.platform, JO.id, team.now)
        text = await team.said(ANN, "foi show 1")
        assert "1 Tue 3 Nov: sent." in text
        assert "Jo" not in text
