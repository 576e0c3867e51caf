"""`setup` and `privacy`: what organisers set, who may, and what people can have deleted."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core import Core
from commands.core.dispatch import dispatch
from commands.core.reply import Outcome
from commands.core.request import Person, Platform, Request

JO = Person(Platform.DISCORD, "11", "Jo")
SAM = Person(Platform.DISCORD, "22", "Sam")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def say(services):
    async def ask(text: str, author: Person = JO, **more):
        asked = Request(Platform.DISCORD, author, text, "channel", text, NOW, space="server")
        return await dispatch(replace(asked, **more), services)

    return ask


async def test_an_organiser_sets_it_up_and_each_step_has_a_way_back(say):
    manager = {"manages_space": True}
    assert "Nothing is set up" in (await say("setup", **manager)).plain()
    assert "way back" in (await say("setup name Save Stafford Hospital", **manager)).plain()
    await say("setup region West Midlands", **manager)
    await say("setup region Midlands", **manager)
    await say("setup channel tenders", **manager)
    await say("setup organiser @Sam", mentions=(SAM,), **manager)
    shown = (await say("setup show", author=SAM)).plain()  # Sam organises now, without managing the server
    for words in ("Save Stafford Hospital", "Midlands (Y60)", "Sam", "tenders"):
        assert words in shown
    await say("setup not-channel", **manager)
    await say("setup region none", **manager)
    await say("setup not-organiser", mentions=(SAM,), **manager)
    shown = (await say("setup", **manager)).plain()
    assert "not set" in shown
    assert "Sam" not in shown
    assert (await say("setup", author=SAM)).outcome is Outcome.REFUSED


async def test_campaigns_do_not_see_each_other(say):
    await say("setup name First", manages_space=True)
    await say("setup organiser", mentions=(SAM,), manages_space=True)
    assert (await say("setup", author=SAM, space="another server")).outcome is Outcome.REFUSED
    assert "First" not in (await say("setup", space="another server", manages_space=True)).plain()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("setup dance", "is not one of: show, name"),
        ("setup region Wessex", "They are: "),
        ("setup channel karaoke", "tenders, mergers"),
        ("setup name " + "x" * 100, "1 to 80 characters"),
        ("setup organiser", "Mention the person"),
    ],
)
async def test_wrong_settings_change_nothing(say, text, words):
    reply = await say(text, manages_space=True)
    assert words in reply.plain()
    assert reply.outcome is Outcome.NOT_UNDERSTOOD


async def test_in_private_there_is_nothing_to_set(say):
    assert "order this there" in (await say("setup", space=None, manages_space=True)).plain()


async def test_export_and_forget(say):
    await say("setup organiser", mentions=(SAM,), manages_space=True)
    export = await say("privacy export", author=SAM)
    assert export.private
    assert "Sam" in export.plain()
    assert "organiser" in export.plain()
    assert "Deleted" in (await say("privacy forget", author=SAM)).plain()
    assert "nothing about you" in (await say("privacy forget", author=SAM)).plain()
    assert (await say("setup", author=SAM)).outcome is Outcome.REFUSED


async def test_a_number_picks_what_was_offered_to_that_person_only(services):
    core = Core(services, lambda: NOW)
    asked = Request(Platform.DISCORD, JO, "ccg Devon", "c", "m1", NOW)
    reply = await core.answer(asked)
    assert reply
    await core.sent(asked, reply, "answer-1")
    picked = await core.answer(replace(asked, text="2", message_id="m2"))
    assert picked
    assert picked.outcome is Outcome.ANSWERED
    other = await core.answer(replace(asked, text="2", message_id="m3", author=SAM))
    assert other
    assert other.outcome is Outcome.NOT_UNDERSTOOD
    assert await core.chosen(Platform.DISCORD, "answer-1", 1) == reply.choices()[0].command
    assert await core.chosen(Platform.DISCORD, "answer-1", 99) is None
    assert await core.answer(asked) is None  # said twice, answered once


async def test_the_way_back_leaves_a_channels_other_purposes_alone(say):
    manager = {"manages_space": True}
    assert "setup not-channel tenders" in (await say("setup channel tenders", **manager)).plain()
    assert "setup not-channel mergers" in (await say("setup channel mergers", **manager)).plain()
    assert "mergers already" in (await say("setup channel mergers", **manager)).plain()
    assert "mergers and tenders" in (await say("setup", **manager)).plain()
    undone = (await say("setup not-channel mergers", **manager)).plain()
    assert "This channel is for tenders now" in undone
    assert "setup channel mergers" in undone
    assert "Nothing was changed" in (await say("setup not-channel foi", **manager)).plain()
    assert "setup channel tenders" in (await say("setup not-channel", **manager)).plain()
    assert "nothing in particular" in (await say("setup", **manager)).plain()
    assert "no purpose" in (await say("setup not-channel karaoke", **manager)).plain()
