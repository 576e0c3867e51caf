"""Questions typed in channels, threads and private talk."""

import asyncio

import pytest

from bot.discord import messages
from bot.discord.sending import key
from commands.core.request import Person, Platform
from tests.servers.discord import plain


async def test_prefix(talk, answering):
    assert await talk.ask("ccg Cannock Chase") == "You asked: ccg Cannock Chase"
    request = answering.asked[0]
    jo, room = talk.server.jo, talk.server.room
    assert request.author == Person(Platform.DISCORD, str(jo.id), "Jo")
    assert (request.channel, request.space) == (str(room.id), str(room.guild.id))
    assert not request.private
    assert not request.manages_space
    assert request.thread is None
    assert request.now.tzinfo is not None


async def test_answer_is_a_reply_to_the_question_and_pings_nobody(talk, answering):
    said = await talk.server.say("!ccg 04Y")
    answer = await talk.server.next_reply()
    assert answer.wire()["message_reference"]["message_id"] == str(said.id)
    assert answer.pings == set()
    assert answer.body["nonce"] == key(str(said.id), 0)
    assert len(answer.body["nonce"]) <= 25
    assert answer.body["enforce_nonce"] is True
    await asyncio.sleep(0)
    assert answering.answers == {str(said.id): str(answer.id)}


@pytest.mark.parametrize("text", ["ccg 04Y", "!ccg 04Y", ", ccg 04Y"])
async def test_mention(talk, text):
    assert plain(await talk.say(text, mentions_bot=True)) == "You asked: ccg 04Y"


async def test_mention_alone_is_an_empty_question(talk, answering):
    await talk.say("", mentions_bot=True)
    assert answering.asked[0].text == ""


@pytest.mark.parametrize("text", ["Cannock Chase", "!Cannock Chase"])
async def test_private_talk_needs_no_prefix(talk, answering, text):
    direct = talk.server.direct(talk.server.jo)
    assert plain(await talk.say(text, channel=direct)) == "You asked: Cannock Chase"
    request = answering.asked[0]
    assert request.private
    assert request.space is None
    assert request.channel == str(direct.id)


async def test_thread(discord_server, answering):
    from tests.servers.discord.fixtures import talking

    thread = discord_server.thread("04Y", discord_server.room)
    async with talking(discord_server, answering) as talk:
        assert await talk.ask("ccg 04Y", channel=thread) == "You asked: ccg 04Y"
    request = answering.asked[0]
    assert request.channel == request.thread == str(thread.id)


@pytest.mark.parametrize("text", ["ccg 04Y", "!", "! ccg", "!!!", "?ccg", "so I said !ccg", "\u202e!ccg"])
async def test_what_is_not_meant_for_the_bot_is_left_alone(talk, answering, text):
    await talk.server.say(text)
    await talk.ask("last")
    assert [request.text for request in answering.asked] == ["last"]


async def test_bots_and_the_bot_itself_are_not_answered(talk, answering):
    await talk.server.say("!ccg 04Y", author=talk.server.user("Other bot", bot=True))
    await talk.server.say("!ccg 04Y", author=talk.server.bot)
    await talk.ask("last")
    assert [request.text for request in answering.asked] == ["last"]


async def test_reply_to_the_bot_without_a_mention_in_words_is_left_alone(talk, answering):
    answer = await talk.say("!ccg 04Y")
    await talk.server.say("thanks", reply_to=answer)
    await talk.ask("last")
    assert [request.text for request in answering.asked] == ["ccg 04Y", "last"]


async def test_delivered_twice_answered_once(talk, answering):
    await talk.server.say("!ccg 04Y", times=3)
    await talk.ask("last")
    assert [plain(m) for m in talk.server.answers()] == ["You asked: ccg 04Y", "You asked: last"]


async def test_rights_and_mentioned_people_come_with_the_request(talk, answering):
    server = talk.server
    await talk.say(
        f"!foi assign 12 <@{server.jo.id}>",
        author=server.organiser,
        mentions=(server.jo,),
        channel=server.room,
    )
    request = answering.asked[0]
    assert request.manages_space
    assert request.mentions == (Person(Platform.DISCORD, str(server.jo.id), "Jo"),)


async def test_answers_keep_the_order_of_the_questions_in_a_channel(talk, answering):
    answering.delay = 0.02
    other = talk.server.room
    for number in range(5):
        await talk.server.say(f"!ccg {number}", channel=other)
    got = [plain(await talk.server.next_reply()) for _ in range(5)]
    assert got == [f"You asked: ccg {number}" for number in range(5)]


async def test_channels_do_not_wait_for_each_other(discord_server, answering):
    from tests.servers.discord.fixtures import talking

    quick = discord_server.channel("quick")
    gate = asyncio.Event()
    usual = answering.again

    async def slow_in_general(request):
        if request.channel == str(discord_server.room.id):
            await gate.wait()
        return await usual(request)

    answering.again = slow_in_general
    async with talking(discord_server, answering) as talk:
        await talk.server.say("!ccg slow")
        assert await talk.ask("ccg quick", channel=quick) == "You asked: ccg quick"
        assert talk.server.answers() == []
        gate.set()
        assert plain(await talk.server.next_reply()) == "You asked: ccg slow"


async def test_typing_shows_only_when_it_takes_long(talk, answering, monkeypatch):
    await talk.ask("ccg quick")
    assert talk.server.rest.typing == 0
    monkeypatch.setattr(messages, "TYPING_AFTER", 0.02)
    answering.delay = 0.2
    await talk.ask("ccg slow")
    assert talk.server.rest.typing == 1


async def test_fast_answer_costs_one_request(talk):
    before = talk.server.requests.copy()
    await talk.ask("ccg 04Y")
    assert talk.server.requests - before == {"POST /channels/{channel_id}/messages": 1}


async def test_a_failing_question_does_not_stop_the_next(talk, answering):
    def rule(request):
        if "bad" in request.text:
            raise RuntimeError(request.text)
        return usual(request)

    usual, answering.rule = answering.rule, rule
    await talk.server.say("!bad")
    assert await talk.ask("good") == "You asked: good"
