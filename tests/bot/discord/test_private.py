"""Posts to a person in private: once, with buttons that work there, and told as such where it cannot be."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import posting
from bot.delivery.posting import Post
from bot.discord import private
from bot.discord.turns import A_SECOND
from commands.core.reply import Bullets, Choice, Choices, Fields, Heading, Mention, Note, Reply, Text
from commands.core.request import Person, Platform
from tests.servers.discord import plain
from tests.servers.discord.fixtures import talking

REPLY = Reply((Heading("Due tomorrow"), Choices((Choice("Sent", "ccg 04Y"), Choice("Later", "ccg QJK")))))
OTHER = Reply((Heading("Due today"),))
OPEN, CREATE = "POST /users/@me/channels", "POST /channels/{channel_id}/messages"


def post(person, name="one", reply=REPLY, **more):
    return Post(channel=f"@{person.id}", key=name, reply=reply, **more)


def again(person, **more):
    return post(person, again=True, since=datetime.now(UTC) - timedelta(minutes=1), **more)


def told(talk, person=None):
    return talk.server.answers(talk.server.direct(person or talk.server.jo))


async def test_a_person_is_written_to_in_private_and_nowhere_else(talk):
    posted = await talk.adapter.post(post(talk.server.jo))
    [message] = told(talk)
    assert posted.message_id == str(message.id)
    assert plain(message).startswith("Due tomorrow")
    assert talk.server.answers() == []


async def test_their_channel_is_asked_for_once(talk):
    await asyncio.gather(*(talk.adapter.post(post(talk.server.jo, f"key {n}")) for n in range(3)))
    await talk.adapter.post(post(talk.server.jo, "last"))
    opened = talk.server.requests[OPEN]
    await talk.adapter.post(post(talk.server.jo, "very last"))
    assert talk.server.requests[OPEN] == opened <= 3  # those at the very same moment may each ask
    assert len(told(talk)) == 5


async def test_a_post_that_was_sent_and_not_marked_is_found_again_by_the_next_run(discord_server, answering):
    async with talking(discord_server, answering) as talk:
        first = await talk.adapter.post(post(talk.server.jo))
    discord_server.rest.forget_nonces()
    async with talking(discord_server, answering) as talk:
        assert await talk.adapter.post(again(talk.server.jo)) == first
        assert len(told(talk)) == 1
        assert told(talk)[0].edits == 0
        assert await talk.adapter.post(again(talk.server.jo, reply=OTHER)) == first
        [message] = told(talk)
        assert "Due today" in plain(message)


async def test_an_answer_lost_on_the_way_is_a_post_found_again(talk):
    talk.server.cut_next(path=CREATE)
    with pytest.raises(posting.Unreachable):
        await talk.adapter.post(post(talk.server.jo))
    talk.server.rest.forget_nonces()
    await talk.adapter.post(again(talk.server.jo))
    assert len(told(talk)) == 1


async def test_a_private_post_is_followed_up_and_changed(talk):
    first = await talk.adapter.post(post(talk.server.jo))
    await talk.adapter.post(post(talk.server.jo, "two", OTHER, follows=first.message_id))
    await talk.adapter.post(post(talk.server.jo, "three", OTHER, edit_of=first.message_id))
    one, two = told(talk)
    assert "Due today" in plain(one)
    assert one.buttons == []
    assert str(two.body["message_reference"]["message_id"]) == first.message_id


# --- who cannot be written to ---


async def test_closed_private_messages_are_told_as_such_and_tried_once(talk):
    talk.server.jo.closed = True
    with pytest.raises(posting.PersonClosed):
        await talk.adapter.post(post(talk.server.jo))
    assert talk.server.requests[CREATE] == 1  # what Discord refuses counts against the bot
    talk.server.jo.closed = False
    await talk.adapter.post(again(talk.server.jo))
    assert len(told(talk)) == 1


@pytest.mark.parametrize("who", ["unknown", "no account"])
async def test_an_account_that_is_none_is_told_as_gone(talk, who):
    channel = "@jo:example.org" if who == "no account" else f"@{talk.server.jo.id}"
    talk.server.people.clear()
    with pytest.raises(posting.PersonGone):
        await talk.adapter.post(Post(channel=channel, key="one", reply=REPLY))


@pytest.mark.parametrize("who", ["deleted", "the bot itself"])
async def test_an_account_nobody_can_write_to(talk, who):
    person = talk.server.bot if who == "the bot itself" else talk.server.jo
    talk.server.jo.deleted = True
    with pytest.raises(posting.PersonClosed) as caught:
        await talk.adapter.post(post(person))
    assert not isinstance(caught.value, posting.PersonGone)  # it may be there, and say so some day


async def test_an_account_deleted_since_they_were_last_written_to(talk):
    await talk.adapter.post(post(talk.server.jo))
    talk.server.jo.deleted = True
    with pytest.raises(posting.PersonClosed):
        await talk.adapter.post(post(talk.server.jo, "two"))


async def test_a_channel_that_has_gone_stale_is_opened_anew_for_the_next_post(talk):
    await talk.adapter.post(post(talk.server.jo))
    talk.server.direct(talk.server.jo).denied = {"view"}
    with pytest.raises(posting.PersonClosed):
        await talk.adapter.post(post(talk.server.jo, "two"))
    talk.server.direct(talk.server.jo).denied = set()
    await talk.adapter.post(post(talk.server.jo, "three"))
    assert talk.server.requests[OPEN] == 2


# --- limits ---


async def test_a_limit_on_opening_channels_is_waited_for(talk):
    talk.server.limit_next(path=OPEN, retry_after=0.1)
    await talk.adapter.post(post(talk.server.jo))
    assert len(told(talk)) == 1


async def test_channels_opened_too_fast_are_left_alone_for_a_while(talk, monkeypatch):
    sam = talk.server.organiser
    await talk.adapter.post(post(sam))
    talk.server.fail_next(status=403, code=40003, path=OPEN)
    for name in ("one", "two"):
        with pytest.raises(posting.TryLater) as caught:
            await talk.adapter.post(post(talk.server.jo, name))
        assert 0 < caught.value.seconds <= private._REST
        assert not (caught.value.everywhere or caught.value.crowded)
    assert talk.server.requests[OPEN] == 2  # the second time nobody was asked
    await talk.adapter.post(post(sam, "two"))  # whose channel is open is written to meanwhile
    await talk.adapter.post(Post(channel=str(talk.server.room.id), key="three", reply=REPLY))


async def test_opening_a_channel_takes_a_turn_like_a_post(talk):
    people = [talk.server.user(f"Person {n}") for n in range(12)]
    talk.server.limit_next(path=CREATE, everywhere=True, retry_after=0.2)
    first = asyncio.create_task(talk.adapter.post(post(talk.server.jo)))
    await talk.server.until(lambda: talk.server.requests[CREATE] == 1)
    await asyncio.sleep(0.05)
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(talk.adapter.post(post(person)) for person in people))
    await first
    assert asyncio.get_running_loop().time() - began > 22 / A_SECOND
    assert [len(told(talk, person)) for person in people] == [1] * 12


# --- choices and mentions ---


async def test_a_button_in_private_asks_in_private_also_after_a_restart(discord_server, answering):
    async with talking(discord_server, answering) as talk:
        await talk.adapter.post(post(talk.server.jo))
        [message] = told(talk)
        assert [button["custom_id"] for button in message.buttons] == ["ask:ccg 04Y", "ask:ccg QJK"]
    async with talking(discord_server, answering) as talk:
        pressed = await talk.server.press(message, message.buttons[1]["custom_id"])
        assert "ccg QJK" in plain(await talk.server.response(pressed))
    [request] = answering.asked
    assert request.private
    assert request.space is None
    assert request.text == "ccg QJK"
    assert request.author.id == str(talk.server.jo.id)


async def test_a_number_typed_in_private_picks_from_the_last_post(discord_talk):
    jo = discord_talk.server.jo
    direct = discord_talk.server.direct(jo)
    await discord_talk.adapter.post(post(jo))
    assert "Cannock Chase" in plain(await discord_talk.say("1", channel=direct))
    long = Reply((Choices((Choice("Long", "ccg " + "Cannock Chase " * 7), Choice("Devon", "ccg 15N"))),))
    await discord_talk.adapter.post(post(jo, "two", long))
    assert "1. Long" in plain(told(discord_talk, jo)[-1])  # too long for a button, so to be typed
    assert "Devon" in plain(await discord_talk.say("2", channel=direct))


def naming(*people):
    jo, sam, *_ = [Person(Platform.DISCORD, str(each.id), each.name) for each in people]
    elsewhere = Person(Platform.MATRIX, "@kim:example.org", "Kim")
    return Reply(
        (
            Text((Mention(jo), " and ", Mention(elsewhere), " could not be reached.")),
            Bullets(((Mention(jo), ": request 12"),)),
            Fields((("Organiser", (Mention(sam),)),)),
            Note(("<@1> @everyone",)),
            Choices((Choice("Claim", "ccg 04Y"),)),
        )
    )


async def test_a_mention_pings_just_whom_it_names(talk, answering):
    jo, sam = talk.server.jo, talk.server.organiser
    talk.server.user("Bystander")
    reply = naming(jo, sam)
    await talk.adapter.post(Post(channel=str(talk.server.room.id), key="one", reply=reply))
    [message] = talk.server.answers()
    assert message.pings == {str(jo.id), str(sam.id)}
    assert {str(each) for each in message.body["allowed_mentions"]["users"]} == {str(jo.id), str(sam.id)}
    assert message.body["allowed_mentions"].get("parse") in (None, [])
    assert "@Kim" in plain(message)
    [(channel, number, people)] = answering.offers
    assert (channel, number) == (str(talk.server.room.id), str(message.id))
    assert people == (str(jo.id), str(sam.id))


async def test_whoever_is_named_may_type_the_number_and_anybody_press(discord_talk):
    server = discord_talk.server
    reply = naming(server.jo, server.organiser)
    await discord_talk.adapter.post(Post(channel=str(server.room.id), key="one", reply=reply))
    [message] = server.answers()
    assert "Cannock Chase" in await discord_talk.ask("1", author=server.organiser)
    kim = server.user("Kim")
    pressed = await server.press(message, message.buttons[0]["custom_id"], author=kim)
    assert "Cannock Chase" in plain(await server.response(pressed))
    assert "Cannock Chase" not in await discord_talk.ask("1", author=kim)


async def test_a_post_to_nobody_keeps_nothing(talk, answering):
    await talk.adapter.post(Post(channel=str(talk.server.room.id), key="one", reply=REPLY))
    assert answering.offers == []
