"""Announcements: in channels, threads and forums, once by their key, whatever Discord forgets or refuses."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import posting
from bot.delivery.posting import Post
from bot.discord.sending import key
from bot.discord.turns import A_SECOND
from bot.discord.wire import mark
from commands.core.reply import Choice, Choices, Fields, Heading, Note, Reply, Text
from tests.servers.discord import plain
from tests.servers.discord.fixtures import talking

REPLY = Reply((Heading("Dental services"), Text(("Who buys what",)), Note(("Published today",))))
OTHER = Reply((Heading("Dental services, changed"),))
CREATE = "POST /channels/{channel_id}/messages"


def post(channel, name="one", reply=REPLY, **more):
    return Post(channel=str(channel.id), key=name, reply=reply, **more)


def again(channel, **more):
    return post(channel, again=True, since=datetime.now(UTC) - timedelta(minutes=1), **more)


async def test_a_post_says_what_it_should_and_carries_its_mark(talk):
    posted = await talk.adapter.post(post(talk.server.room))
    [message] = talk.server.answers()
    assert posted.message_id == str(message.id)
    assert posted.thread is None
    assert plain(message) == f"Dental services\nWho buys what\nPublished today · {mark(key('one', 0))}"
    assert message.pings == set()
    assert len(message.body["nonce"]) <= 25


async def test_buttons_ask_as_in_answers(talk):
    reply = Reply((Text(("x",)), Choices((Choice("Why", "why 12-2026"),))))
    await talk.adapter.post(post(talk.server.room, reply=reply))
    assert talk.server.answers()[0].buttons[0]["custom_id"] == "ask:why 12-2026"


async def test_the_same_key_is_one_post(talk):
    first, second = [await talk.adapter.post(post(talk.server.room)) for _ in range(2)]
    assert first == second
    assert len(talk.server.answers()) == 1


async def test_a_forgotten_nonce_is_made_up_for_by_the_channels_history(talk):
    first = await talk.adapter.post(post(talk.server.room))
    for number in range(120):
        await talk.server.say(f"chatter {number}")
    talk.server.rest.forget_nonces()
    second = await talk.adapter.post(again(talk.server.room))
    assert first == second
    assert len(talk.server.answers()) == 1
    assert talk.server.answers()[0].edits == 0


async def test_an_earlier_attempt_with_other_words_is_brought_up_to_date(talk):
    await talk.adapter.post(post(talk.server.room))
    talk.server.rest.forget_nonces()
    await talk.adapter.post(again(talk.server.room, reply=OTHER))
    [message] = talk.server.answers()
    assert "changed" in plain(message)


async def test_also_where_the_nonce_is_remembered_but_history_is_not_to_be_read(talk):
    await talk.adapter.post(post(talk.server.room))
    talk.server.room.denied = {"history"}
    await talk.adapter.post(again(talk.server.room, reply=OTHER))
    [message] = talk.server.answers()
    assert "changed" in plain(message)


async def test_a_long_post_is_completed_not_repeated(talk):
    long = Reply((Heading("Long"), Fields(tuple((f"Name {n}", ("x" * 1000,)) for n in range(9)))))
    first = await talk.adapter.post(post(talk.server.room, reply=long))
    assert len(first.message_id.split(",")) == 2
    await talk.server.delete(talk.server.answers()[1])
    talk.server.rest.forget_nonces()
    second = await talk.adapter.post(again(talk.server.room, reply=long))
    assert len(talk.server.answers()) == 2
    assert second.message_id.split(",")[0] == first.message_id.split(",")[0]


async def test_an_answer_lost_on_the_way_is_a_post_found_again(talk):
    talk.server.cut_next(path=CREATE)
    with pytest.raises(posting.Unreachable):
        await talk.adapter.post(post(talk.server.room))
    await talk.adapter.post(again(talk.server.room))
    assert len(talk.server.answers()) == 1


async def test_without_the_right_to_embed_it_is_text(talk):
    talk.server.room.denied = {"embed"}
    await talk.adapter.post(post(talk.server.room))
    [message] = talk.server.answers()
    assert message.body.get("embeds") in (None, [])
    assert "Who buys what" in message.content
    assert mark(key("one", 0)) in message.content


@pytest.mark.parametrize("denied", ["send", "view"])
async def test_no_permission_is_told_as_such(talk, denied):
    talk.server.room.denied = {denied}
    with pytest.raises(posting.NotAllowed, match="may not post"):
        await talk.adapter.post(post(talk.server.room))


async def test_a_channel_that_is_gone_is_told_as_such(talk):
    del talk.server.channels[talk.server.room.id]
    with pytest.raises(posting.ChannelGone):
        await talk.adapter.post(post(talk.server.room))


async def test_what_discord_takes_for_malformed_is_told_as_such(talk):
    talk.server.fail_next(status=400, path=CREATE)
    with pytest.raises(posting.Unpostable):
        await talk.adapter.post(post(talk.server.room))


async def test_a_rate_limit_is_waited_for(talk):
    talk.server.limit_next(path=CREATE, retry_after=0.1)
    await talk.adapter.post(post(talk.server.room))
    assert len(talk.server.answers()) == 1


async def test_a_limit_on_all_requests_makes_posts_take_turns(talk):
    rooms = [talk.server.channel(f"room {n}") for n in range(30)]
    talk.server.limit_next(path=CREATE, everywhere=True, retry_after=0.2)
    first = asyncio.create_task(talk.adapter.post(post(rooms[0])))
    await talk.server.until(lambda: talk.server.requests[CREATE] == 1)
    await asyncio.sleep(0.05)
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(talk.adapter.post(post(room)) for room in rooms[1:]))
    await first
    assert asyncio.get_running_loop().time() - began > 28 / A_SECOND
    assert [len(talk.server.answers(room)) for room in rooms] == [1] * 30
    assert talk.server.requests[CREATE] == 31  # the refused one, and each once


async def test_not_connected_is_told_as_such(talk):
    await talk.server.stop()
    await talk.server.until(lambda: not talk.adapter.ready())
    with pytest.raises(posting.Unreachable):
        await talk.adapter.post(post(talk.server.room))


# --- following up ---


async def test_an_answer_to_the_first_post(talk):
    first = await talk.adapter.post(post(talk.server.room))
    await talk.adapter.post(post(talk.server.room, "two", OTHER, follows=first.message_id))
    reply = talk.server.answers()[1]
    assert str(reply.body["message_reference"]["message_id"]) == first.message_id
    assert reply.pings == set()


async def test_a_thread_on_the_first_post_is_begun_once(talk):
    room = talk.server.room
    first = await talk.adapter.post(post(room))
    follow = {"follows": first.message_id, "in_thread": True, "title": "Dental\nservices " + "x" * 200}
    second = await talk.adapter.post(post(room, "two", OTHER, **follow))
    third = await talk.adapter.post(post(room, "three", OTHER, **follow))
    assert second.thread == third.thread == first.message_id
    thread = talk.server.channels[int(second.thread)]
    assert thread.parent is room
    assert len(thread.name) <= 100
    assert thread.name.startswith("Dental services")
    assert len(talk.server.answers(thread)) == 2
    fourth = await talk.adapter.post(post(room, "four", OTHER, thread=second.thread, **follow))
    assert fourth.thread == second.thread
    assert len(talk.server.answers(thread)) == 3


async def test_a_post_in_a_thread_is_found_again(talk):
    room = talk.server.room
    first = await talk.adapter.post(post(room))
    follow = {"follows": first.message_id, "in_thread": True, "title": "Dental"}
    second = await talk.adapter.post(post(room, "two", OTHER, **follow))
    talk.server.rest.forget_nonces()
    assert await talk.adapter.post(again(room, name="two", reply=OTHER, **follow)) == second
    assert len(talk.server.answers(talk.server.channels[int(second.thread)])) == 1


async def test_where_threads_are_not_allowed_it_is_an_answer(talk):
    first = await talk.adapter.post(post(talk.server.room))
    talk.server.room.denied = {"threads"}
    second = await talk.adapter.post(
        post(talk.server.room, "two", OTHER, follows=first.message_id, in_thread=True, title="Dental")
    )
    assert second.thread is None
    reference = talk.server.answers()[1].body["message_reference"]
    assert str(reference["message_id"]) == first.message_id


@pytest.mark.parametrize("lost", ["root", "thread", "locked"])
async def test_a_thread_that_cannot_be_gone_on_in_is_told_as_such(talk, lost):
    room = talk.server.room
    first = await talk.adapter.post(post(room))
    follow = {"follows": first.message_id, "in_thread": True, "title": "Dental"}
    if lost == "root":
        await talk.server.delete(talk.server.answers()[0])
    else:
        second = await talk.adapter.post(post(room, "two", OTHER, **follow))
        follow["thread"] = second.thread
        if lost == "thread":
            del talk.server.channels[int(second.thread)]
        else:
            talk.server.channels[int(second.thread)].locked = True
    with pytest.raises(posting.MessageGone):
        await talk.adapter.post(post(room, "three", OTHER, **follow))


# --- changes ---


async def test_a_post_is_changed(talk):
    first = await talk.adapter.post(post(talk.server.room))
    await talk.adapter.post(post(talk.server.room, "two", OTHER, edit_of=first.message_id))
    [message] = talk.server.answers()
    assert "changed" in plain(message)


async def test_a_post_is_changed_without_the_right_to_embed(talk):
    talk.server.room.denied = {"embed"}
    first = await talk.adapter.post(post(talk.server.room))
    await talk.adapter.post(post(talk.server.room, "two", OTHER, edit_of=first.message_id))
    [message] = talk.server.answers()
    assert "changed" in plain(message)


async def test_a_change_of_what_was_deleted_is_told_as_such(talk):
    first = await talk.adapter.post(post(talk.server.room))
    await talk.server.delete(talk.server.answers()[0])
    with pytest.raises(posting.MessageGone):
        await talk.adapter.post(post(talk.server.room, "two", OTHER, edit_of=first.message_id))


# --- forums ---


@pytest.mark.parametrize(("tags", "known"), [(False, True), (True, True), (False, False)])
async def test_a_forum_gets_a_post_of_its_own_once(discord_server, answering, tags, known):
    if known:
        forum = discord_server.forum("tenders", tags=tags)
    async with talking(discord_server, answering) as talk:
        if known:
            await talk.server.until(lambda: talk.adapter._client.get_channel(forum.id))
        else:  # made just now, and the bot was not told
            forum = discord_server.forum("tenders", tags=tags)
        first = await talk.adapter.post(post(forum, title="Dental services"))
        thread = discord_server.channels[int(first.thread)]
        assert thread.name == "Dental services"
        assert thread.parent is forum
        assert first.message_id == first.thread
        for hidden in (False, True):
            thread.archived = hidden
            assert await talk.adapter.post(again(forum, title="Dental services")) == first
        other = again(forum, title="Dental services", reply=OTHER)
        assert await talk.adapter.post(other) == first  # and with other words it is brought up to date
        assert "changed" in plain(discord_server.answers(thread)[0])
        follow = {"thread": first.thread, "follows": first.message_id, "in_thread": True}
        second = await talk.adapter.post(post(forum, "two", OTHER, **follow))
        assert second.thread == first.thread
        await talk.adapter.post(post(forum, "three", REPLY, thread=first.thread, edit_of=first.message_id))
        assert [("changed" in plain(m)) for m in discord_server.answers(thread)] == [False, True]


async def test_many_at_once(talk):
    rooms = [talk.server.channel(f"room {n}") for n in range(20)]
    await asyncio.gather(*(talk.adapter.post(post(room)) for room in rooms))
    assert [len(talk.server.answers(room)) for room in rooms] == [1] * 20
