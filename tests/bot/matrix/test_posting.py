"""Announcements: in rooms and threads, plain and encrypted, once by their key."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import Core
from bot.delivery import posting
from bot.delivery.posting import Post
from bot.matrix.posting import KEY
from commands.core.reply import Heading, Reply, Text
from tests.servers.matrix_person import content_of
from tests.servers.matrix_talk import MatrixTalk, matrix_talk
from tests.servers.synapse import Synapse

pytestmark = pytest.mark.synapse

REPLY = Reply((Heading("Dental services"), Text(("Who buys what",))))
OTHER = Reply((Heading("Dental services, changed"),))


@pytest.fixture(params=[False, True], ids=["plain", "encrypted"])
async def room(
    request: pytest.FixtureRequest, homeserver: Synapse, tmp_path: Path, core: Core
) -> AsyncIterator[MatrixTalk]:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=request.param) as talk:
        await known(talk)
        yield talk


async def known(talk: MatrixTalk) -> None:
    """Wait until the bot, too, knows that it is in the room."""
    await talk.person.until(lambda: talk.room_id in talk.adapter._client.rooms)


def post(room: MatrixTalk, name: str = "one", reply: Reply = REPLY, **more: Any) -> Post:
    return Post(channel=room.room_id, key=name, reply=reply, **more)


def again(room: MatrixTalk, **more: Any) -> Post:
    return post(room, again=True, since=datetime.now(UTC) - timedelta(minutes=1), **more)


async def seen(room: MatrixTalk) -> list[dict[str, Any]]:
    """What the bot has said in the room, once the person has seen all of it."""
    end = await room.person.say(room.room_id, "end", msgtype="m.notice")
    await room.person.until(lambda: any(event.event_id == end for _, event in room.person.events))
    said = [content_of(event) for _, event in room.person.events if event.sender == room.settings.user]
    changes = [each for each in said if each.get("m.relates_to", {}).get("rel_type") == "m.replace"]
    return [each for each in said if KEY in each or each in changes]


async def test_a_post_is_a_notice_that_pings_nobody(room: MatrixTalk) -> None:
    await room.adapter.post(post(room))
    [content] = await seen(room)
    assert content["msgtype"] == "m.notice"
    assert content["body"] == "Dental services\nWho buys what"
    assert content["m.mentions"] == {}


async def test_the_same_key_is_one_post_also_when_the_homeserver_forgot_it(
    room: MatrixTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await room.adapter.post(post(room))
    assert await room.adapter.post(again(room)) == first
    monkeypatch.setattr("bot.matrix.posting._PAGE", 5)
    for number in range(12):
        await room.person.say(room.room_id, f"chatter {number}", msgtype="m.notice")
    # A homeserver that has forgotten a transaction id is one that never heard it.
    monkeypatch.setattr("bot.matrix.posting.transaction", lambda event, part: f"forgotten {event} {part}")
    assert await room.adapter.post(again(room)) == first
    assert len(await seen(room)) == 1


async def test_an_earlier_attempt_with_other_words_is_brought_up_to_date(room: MatrixTalk) -> None:
    first = await room.adapter.post(post(room))
    assert await room.adapter.post(again(room, reply=OTHER)) == first
    one, change = await seen(room)
    assert change["m.relates_to"] == {"rel_type": "m.replace", "event_id": first.message_id}
    assert change["m.new_content"]["body"] == "Dental services, changed"
    assert one["body"].endswith("Who buys what")


async def test_following_up_in_a_thread_and_as_an_answer(room: MatrixTalk) -> None:
    first = await room.adapter.post(post(room))
    second = await room.adapter.post(post(room, "two", OTHER, follows=first.message_id, in_thread=True))
    await room.adapter.post(post(room, "three", OTHER, follows=first.message_id))
    assert second.thread == first.message_id
    _, threaded, answer = await seen(room)
    assert threaded["m.relates_to"]["rel_type"] == "m.thread"
    assert threaded["m.relates_to"]["event_id"] == first.message_id
    assert answer["m.relates_to"] == {"m.in_reply_to": {"event_id": first.message_id}}


async def test_a_post_is_changed(room: MatrixTalk) -> None:
    first = await room.adapter.post(post(room))
    await room.adapter.post(post(room, "two", OTHER, edit_of=first.message_id))
    _, change = await seen(room)
    assert change["m.new_content"]["body"] == "Dental services, changed"
    assert change["m.relates_to"]["event_id"] == first.message_id


async def test_many_at_once(room: MatrixTalk) -> None:
    await asyncio.gather(*(room.adapter.post(post(room, f"key {n}")) for n in range(10)))
    assert len(await seen(room)) == 10


async def test_a_room_the_bot_was_removed_from_is_told_as_such(room: MatrixTalk) -> None:
    await room.person.client.room_kick(room.room_id, room.settings.user)
    with pytest.raises(posting.PostProblem):  # it may not know yet
        await room.adapter.post(post(room))
    await room.person.until(lambda: room.room_id not in room.adapter._client.rooms)
    with pytest.raises(posting.ChannelGone):
        await room.adapter.post(post(room, "two"))


async def test_a_room_where_only_others_may_speak_is_told_as_such(room: MatrixTalk) -> None:
    await powers(room, events_default=50)
    with pytest.raises(posting.NotAllowed, match="may not post"):
        await room.adapter.post(post(room))


async def test_a_replaced_room_is_waited_for(room: MatrixTalk) -> None:
    await powers(room, events_default=50)
    await room.person.set_state(
        room.room_id, "m.room.tombstone", {"replacement_room": "!new:test.local", "body": ""}
    )
    with pytest.raises((posting.TryLater, posting.ChannelGone)):
        await room.adapter.post(post(room))


async def test_a_post_that_is_too_large_is_told_as_such(room: MatrixTalk) -> None:
    content = {"msgtype": "m.notice", "body": "x" * 70_000}
    with pytest.raises(posting.Unpostable):
        await room.adapter._announcer._send(post(room), content, "large")


async def powers(room: MatrixTalk, **values: int) -> None:
    """Change who may do what in the room."""
    content = {"users": {}, "users_default": 0, **values}  # whoever made the room may do all
    await room.person.set_state(room.room_id, "m.room.power_levels", content)


async def test_a_homeserver_with_limits_is_given_time(tmp_path: Path, core: Core) -> None:
    server = Synapse.prepare(rc_message={"per_second": 2, "burst_count": 2})
    await asyncio.to_thread(server.start)
    try:
        async with matrix_talk(server, tmp_path, core) as room:
            await known(room)
            with pytest.raises(posting.TryLater) as caught:
                for number in range(5):
                    await room.adapter.post(post(room, f"key {number}"))
            assert caught.value.everywhere
            assert 0 < caught.value.seconds < 5
    finally:
        server.discard()


async def test_a_homeserver_that_is_away_is_told_as_such(tmp_path: Path, core: Core) -> None:
    server = Synapse.prepare()
    await asyncio.to_thread(server.start)
    try:
        async with matrix_talk(server, tmp_path, core, encrypted=True) as room:
            await known(room)
            await asyncio.to_thread(server.stop)
            with pytest.raises(posting.Unreachable):
                await asyncio.wait_for(room.adapter.post(post(room)), 60)
            await asyncio.to_thread(server.start)
            await room.person.until(room.adapter.ready, 60)
            await asyncio.wait_for(room.adapter.post(again(room)), 20)
    finally:
        server.discard()
