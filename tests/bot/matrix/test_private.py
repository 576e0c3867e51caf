"""Posts to a person in private: one room, whoever dies while making it, and told as such where it cannot be."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nio import RoomMessageNotice

from bot.core import Core
from bot.delivery import posting
from bot.delivery.posting import Post, Posted
from bot.matrix.adapter import MatrixAdapter
from bot.matrix.client import Client
from bot.matrix.follow import Follower
from bot.matrix.posting import KEY
from bot.matrix.private import MARK, PATIENCE
from bot.matrix.render import KEYCAPS
from bot.matrix.settings import MatrixSettings
from bot.matrix.wire import call
from commands.core.reply import Heading, Mention, Reply, Text
from commands.core.request import Person, Platform
from storage import people, person_settings
from tests.bot.matrix import parrot
from tests.bot.matrix.conftest import Arrive
from tests.bot.matrix.run_private import REPLY
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.matrix_talk import bot_account, running
from tests.servers.synapse import ROOT, Synapse

pytestmark = pytest.mark.synapse

PLAIN = Reply((Heading("Due tomorrow"),))


@dataclass
class Bot:
    """A running bot and how it was set up."""

    settings: MatrixSettings
    adapter: MatrixAdapter
    core: Core

    @property
    def client(self) -> Client:
        client = self.adapter._client
        assert client is not None
        return client

    async def post(
        self, person: MatrixPerson | str, name: str = "one", reply: Reply = PLAIN, **more: Any
    ) -> Posted:
        channel = person if isinstance(person, str) else person.id
        return await self.adapter.post(Post(channel=channel, key=name, reply=reply, **more))

    async def posted(self, *what: Any, **more: Any) -> Posted:
        """`post`, tried again as often as it is asked for, as delivery does but sooner."""
        async with asyncio.timeout(20):
            while True:
                try:
                    return await self.post(*what, **more)
                except posting.TryLater:
                    await asyncio.sleep(0.05)

    async def asks(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return (await call(self.client, method, path, body))[1]

    async def noted(self) -> dict[str, list[str]]:
        """What the account notes down of rooms that are somebody's."""
        return await self.asks("GET", f"/user/{self.settings.user}/account_data/m.direct")

    async def made_for(self, person: MatrixPerson) -> list[str]:
        """The rooms that were made for them."""
        rooms = (await self.asks("GET", "/joined_rooms"))["joined_rooms"]
        made = [await self.asks("GET", f"/rooms/{room}/state/m.room.create") for room in rooms]
        return [room for room, creation in zip(rooms, made, strict=True) if creation.get(MARK) == person.id]

    def later(self, after: timedelta) -> None:
        """Let the bot believe that so much time has passed."""
        assert self.adapter._follower is not None
        self.adapter._follower.private._now = lambda: datetime.now(UTC) + after

    async def waits(self, person: MatrixPerson, name: str = "one", **more: Any) -> posting.TryLater:
        with pytest.raises(posting.TryLater) as caught:
            await self.post(person, name, **more)
        return caught.value

    async def closed(self, person: MatrixPerson | str, name: str = "one", **more: Any) -> None:
        """Wait until they are told to be out of reach; before that the bot may be waiting for a sync."""
        with pytest.raises(posting.PersonClosed):
            await self.posted(person, name, **more)


@asynccontextmanager
async def bot_of(settings: MatrixSettings, directory: Path, state: str = "state") -> AsyncIterator[Bot]:
    async with parrot.core(directory) as core, running(settings, core, directory / state) as adapter:
        yield Bot(settings, adapter, core)


@pytest.fixture
async def jo(arrive: Arrive) -> MatrixPerson:
    return await arrive("jo")


@pytest.fixture
async def settings(homeserver: Synapse, jo: MatrixPerson) -> MatrixSettings:
    return await bot_account(homeserver, jo.id)


@pytest.fixture
async def bot(settings: MatrixSettings, tmp_path: Path) -> AsyncIterator[Bot]:
    async with bot_of(settings, tmp_path) as made:
        yield made


def again(**more: Any) -> dict[str, Any]:
    return {"again": True, "since": datetime.now(UTC) - timedelta(minutes=1), **more}


async def invited(person: MatrixPerson, bot: str) -> str:
    """Wait for the bot's invitation; the room it is to."""

    def rooms() -> list[str]:
        return [room for room, seen in person.client.invited_rooms.items() if seen.inviter == bot]

    found: str = (await person.until(rooms))[0]
    return found


async def begun(bot: Bot, person: MatrixPerson, **more: Any) -> str:
    """A private talk that the person has begun with the bot, and that both know of."""
    room = await person.make_room(bot.settings.user, is_direct=True, **more)
    await person.member(room, bot.settings.user)
    await person.until(lambda: room in bot.client.rooms)
    return room


async def welcome(bot: Bot, person: MatrixPerson, **more: Any) -> tuple[str, Posted]:
    """Let the bot write to somebody who accepts its invitation; the room, and the post."""
    await bot.waits(person, **more)
    room = await invited(person, bot.settings.user)
    await person.join(room)
    return room, await bot.posted(person, **more)


async def seen(person: MatrixPerson, room: str, bot: str) -> list[dict[str, Any]]:
    """What the bot has posted in a room, once the person has seen all of it."""
    end = await person.say(room, "end", msgtype="m.notice")
    await person.until(lambda: any(event.event_id == end for _, event in person.events))
    said = [content_of(event) for where, event in person.events if where == room and event.sender == bot]
    return [each for each in said if KEY in each]


async def test_a_person_is_invited_and_reads_what_was_written_once_they_are_in(
    bot: Bot, jo: MatrixPerson
) -> None:
    problem = await bot.waits(jo)
    assert not (problem.everywhere or problem.crowded)
    room = await invited(jo, bot.settings.user)
    assert await bot.noted() == {jo.id: [room]}
    await bot.waits(jo)
    await jo.join(room)
    posted = await bot.posted(jo)
    [event] = await jo.until(lambda: [each for _, each in jo.events if each.event_id == posted.message_id])
    assert isinstance(event, RoomMessageNotice)
    assert event.decrypted
    assert event.body == "Due tomorrow"
    assert jo.client.rooms[room].encrypted
    assert len(await bot.made_for(jo)) == 1
    await bot.post(jo, "two")
    assert len(await seen(jo, room, bot.settings.user)) == 2


async def test_a_device_that_has_only_just_appeared_can_read_it(
    bot: Bot, jo: MatrixPerson, homeserver: Synapse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await welcome(bot, jo)

    async def not_yet(_: Follower) -> None:
        """Keys are asked for after the sync that tells of a device."""

    monkeypatch.setattr(Follower, "_exchange_keys", not_yet)
    phone = await MatrixPerson.on_device(homeserver, tmp_path, jo.id, jo.password)
    try:
        await phone.until(lambda: bot.client.should_query_keys)
        posted = await bot.post(jo, "two")
        [event] = await phone.until(
            lambda: [each for _, each in phone.events if each.event_id == posted.message_id]
        )
        assert isinstance(event, RoomMessageNotice)
    finally:
        await phone.leave()


async def test_nobody_else_can_be_brought_into_the_room(bot: Bot, jo: MatrixPerson, arrive: Arrive) -> None:
    room, _ = await welcome(bot, jo)
    kim = await arrive("kim")
    await jo.client.room_invite(room, kim.id)
    members = await bot.asks("GET", f"/rooms/{room}/members")
    assert {event["state_key"] for event in members["chunk"]} == {jo.id, bot.settings.user}


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_private_talk_the_person_began_is_used_and_noted_down(
    bot: Bot, jo: MatrixPerson, encrypted: bool
) -> None:
    named = await jo.make_room(bot.settings.user, name="Our campaign")
    await jo.member(named, bot.settings.user)
    talk = await begun(bot, jo, encrypted=encrypted)
    posted = await bot.posted(jo)
    [content] = await seen(jo, talk, bot.settings.user)
    assert content["body"] == "Due tomorrow"
    assert any(event.event_id == posted.message_id for _, event in jo.events)
    assert await bot.noted() == {jo.id: [talk]}
    assert await bot.made_for(jo) == []


async def test_a_talk_that_others_came_into_is_private_no_longer(
    bot: Bot, jo: MatrixPerson, arrive: Arrive
) -> None:
    talk = await begun(bot, jo)
    await bot.posted(jo)
    kim = await arrive("kim")
    await jo.client.room_invite(talk, kim.id)
    await jo.until(lambda: kim.id in bot.client.rooms[talk].users)
    other, _ = await welcome(bot, jo, name="two")
    assert other != talk
    assert (await bot.noted())[jo.id] == [other, talk]


# --- once, whatever dies ---


async def killed(settings: MatrixSettings, directory: Path, person: MatrixPerson, moment: str) -> None:
    """Run the bot in a process of its own until it has killed itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot.matrix.run_private",
        json.dumps(asdict(settings)),
        str(directory),
        person.id,
        moment,
        cwd=ROOT,
    )
    assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL


async def test_killed_before_the_room_was_noted_down_it_is_made_once(
    settings: MatrixSettings, jo: MatrixPerson, tmp_path: Path
) -> None:
    await killed(settings, tmp_path, jo, "made")
    async with bot_of(settings, tmp_path) as bot:
        assert jo.id not in await bot.noted()
        room, _ = await welcome(bot, jo)
        assert await bot.made_for(jo) == [room]
        assert await bot.noted() == {jo.id: [room]}
        assert len(await seen(jo, room, settings.user)) == 1


async def test_killed_before_the_post_was_marked_it_is_posted_once(
    settings: MatrixSettings, jo: MatrixPerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = asyncio.create_task(killed(settings, tmp_path, jo, "sent"))
    room = await invited(jo, settings.user)
    await jo.join(room)
    await dying
    # A homeserver that has forgotten a transaction id is one that never heard it.
    monkeypatch.setattr("bot.matrix.posting.transaction", lambda event, part: f"forgotten {event} {part}")
    async with bot_of(settings, tmp_path) as bot:
        first = await bot.posted(jo, "one", REPLY, **again())
        assert await bot.posted(jo, "one", REPLY, **again()) == first
        assert len(await seen(jo, room, settings.user)) == 1
        await jo.react(room, first.message_id, KEYCAPS[1])  # what it offers was kept after all
        assert content_of(await jo.answer(room, first.message_id))["body"] == "Parrot\nYou said: two"


async def test_two_processes_make_one_room(
    settings: MatrixSettings, jo: MatrixPerson, tmp_path: Path
) -> None:
    async with bot_of(settings, tmp_path) as one, bot_of(settings, tmp_path, "other") as two:
        both = (one.post(jo), two.post(jo, "two"))
        for problem in await asyncio.gather(*both, return_exceptions=True):
            assert isinstance(problem, posting.TryLater)
        room = await invited(jo, settings.user)
        await jo.join(room)
        await asyncio.gather(one.posted(jo), two.posted(jo, "two"))
        assert await one.made_for(jo) == [room]
        assert len(await seen(jo, room, settings.user)) == 2


async def test_a_room_that_no_sync_has_told_of_yet_is_not_made_again(bot: Bot, jo: MatrixPerson) -> None:
    await bot.waits(jo)
    room = await invited(jo, bot.settings.user)
    await bot.asks("PUT", f"/user/{bot.settings.user}/account_data/m.direct", {})
    follower = bot.adapter._follower
    assert follower is not None
    await jo.until(lambda: room in follower._facts)
    told = follower._facts.pop(room)
    await bot.waits(jo)
    assert await bot.made_for(jo) == [room]
    follower._facts[room] = told
    await jo.join(room)
    await bot.posted(jo)


# --- who cannot be reached, and when ---


async def test_an_invitation_is_waited_on_for_an_hour_and_stays_open(bot: Bot, jo: MatrixPerson) -> None:
    await bot.waits(jo, since=datetime.now(UTC) - timedelta(days=1))  # from when it was given, not decided
    bot.later(PATIENCE - timedelta(minutes=5))
    await bot.waits(jo)
    bot.later(PATIENCE + timedelta(minutes=5))
    await bot.closed(jo)
    await bot.closed(jo, "two")  # whatever comes now has another way to go at once
    room = await invited(jo, bot.settings.user)
    database = await bot.core.services.database()
    async with database.write() as connection:
        person = await people.ensure_person(connection, Platform.MATRIX, jo.id, "Jo", datetime.now(UTC))
        await person_settings.mark_closed(connection, person, Platform.MATRIX, datetime.now(UTC))
    await jo.join(room)
    async with asyncio.timeout(20):  # who comes in is known to be reachable, without a word from them
        while True:
            async with database.read() as connection:
                if not (await person_settings.get(connection, person)).closed:
                    break
            await asyncio.sleep(0.05)
    await bot.posted(jo, "three")
    assert len(await seen(jo, room, bot.settings.user)) == 1


async def test_who_declines_is_not_asked_again(bot: Bot, jo: MatrixPerson) -> None:
    await bot.waits(jo)
    room = await invited(jo, bot.settings.user)
    await jo.client.room_leave(room)
    await bot.closed(jo)
    await bot.closed(jo, "two")
    assert await bot.made_for(jo) == [room]


async def test_who_leaves_is_left_alone_until_they_come_back(bot: Bot, jo: MatrixPerson) -> None:
    room, _ = await welcome(bot, jo)
    await jo.client.room_leave(room)
    await jo.until(lambda: jo.id not in bot.client.rooms[room].users)
    await bot.closed(jo, "two")
    talk = await begun(bot, jo)
    await bot.posted(jo, "three")
    assert (await bot.noted())[jo.id] == [talk, room]


async def test_who_throws_the_bot_out_is_left_alone(bot: Bot, jo: MatrixPerson) -> None:
    talk = await begun(bot, jo)
    await bot.posted(jo)
    await jo.client.room_kick(talk, bot.settings.user)
    await bot.closed(jo, "two")
    await jo.until(lambda: talk not in bot.client.rooms)
    await bot.closed(jo, "three")
    assert await bot.made_for(jo) == []


async def test_a_deactivated_account(bot: Bot, jo: MatrixPerson) -> None:
    room, _ = await welcome(bot, jo)
    auth = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": jo.id}}
    await call(
        jo.client,
        "POST",
        "/account/deactivate",
        {"auth": {**auth, "password": jo.password}},
    )
    await jo.until(lambda: jo.id not in bot.client.rooms[room].users)
    await bot.closed(jo, "two")


@pytest.mark.parametrize("user", ["@nobody-of-that-name:test.local", "@12345", "@", "the bot itself"])
async def test_an_account_that_is_none(bot: Bot, user: str) -> None:
    whom, why = user, posting.PersonGone
    if user == "the bot itself":
        whom, why = bot.settings.user, posting.PersonClosed
    with pytest.raises(why):
        await bot.posted(whom)
    assert (await bot.asks("GET", "/joined_rooms"))["joined_rooms"] == []


async def test_an_account_without_a_profile_is_somebody_all_the_same(bot: Bot, jo: MatrixPerson) -> None:
    await jo.client.set_displayname("")
    assert "errcode" in await bot.asks("GET", f"/profile/{jo.id}")
    await welcome(bot, jo)


async def test_who_blocks_invitations_is_asked_in_when_they_do_so_no_longer(
    bot: Bot, jo: MatrixPerson
) -> None:
    path = f"/user/{jo.id}/account_data/m.invite_permission_config"
    await call(jo.client, "PUT", path, {"default_action": "block"})
    await bot.closed(jo)
    await bot.closed(jo, "two")
    assert len(await bot.made_for(jo)) == 1  # empty, and used once they let themselves be invited
    await call(jo.client, "PUT", path, {})
    room, _ = await welcome(bot, jo, name="three")
    assert await bot.made_for(jo) == [room]


async def test_a_homeserver_with_limits_on_rooms_is_given_time(tmp_path: Path) -> None:
    server = Synapse.prepare(rc_room_creation={"per_second": 0.2, "burst_count": 1})
    await asyncio.to_thread(server.start)
    try:
        people = [await server.register(f"person{number}") for number in range(2)]
        async with bot_of(await bot_account(server), tmp_path) as bot:
            problems = []
            for person in people:
                with pytest.raises(posting.TryLater) as caught:
                    await bot.post(person)
                problems.append(caught.value)
            assert 0 < problems[1].seconds < 30
            assert "patience" in str(problems[1])
            assert not problems[1].everywhere
    finally:
        server.discard()


async def test_a_private_room_that_was_replaced_is_followed(bot: Bot, jo: MatrixPerson) -> None:
    talk = await begun(bot, jo)
    await bot.posted(jo)
    _, answer = await call(jo.client, "POST", f"/rooms/{talk}/upgrade", {"new_version": "11"})
    new = answer["replacement_room"]
    await jo.until(lambda: bot.adapter._follower._facts[talk].tombstone)
    await bot.waits(jo, "two", since=datetime.now(UTC))
    await bot.closed(jo, "old", since=datetime.now(UTC) - PATIENCE)
    await jo.client.room_invite(new, bot.settings.user)
    await jo.until(lambda: new in bot.client.rooms)
    await bot.posted(jo, "two", since=datetime.now(UTC))
    assert len(await seen(jo, new, bot.settings.user)) == 1
    assert (await bot.noted())[jo.id] == [new, talk]
    assert await bot.made_for(jo) == []


# --- choices and mentions ---


async def test_choices_are_picked_by_reaction_and_by_number_in_private(bot: Bot, jo: MatrixPerson) -> None:
    room, posted = await welcome(bot, jo, reply=REPLY)
    [content] = await seen(jo, room, bot.settings.user)
    assert content["body"] == (
        "Due tomorrow\n1. Number one (!parrot one)\n2. Number two (!parrot two)\n"
        f"React with {KEYCAPS[0]} or type !1 (or another number), or what stands beside it."
    )

    def offered() -> bool:
        relations = [content_of(event).get("m.relates_to", {}) for _, event in jo.events]
        keys = [each.get("key") for each in relations if each.get("event_id") == posted.message_id]
        return keys == list(KEYCAPS[:2])

    await jo.until(offered)
    parrot.asked.clear()
    await jo.react(room, posted.message_id, KEYCAPS[1])
    answer = await jo.answer(room, posted.message_id)
    assert content_of(answer)["body"] == "Parrot\nYou said: two"
    assert content_of(await jo.answer(room, await jo.say(room, "1")))["body"] == "Parrot\nYou said: one"
    assert [(each.private, each.space, each.author.id) for each in parrot.asked] == [(True, None, jo.id)] * 2


async def test_a_mention_in_a_room_pings_only_who_is_named_and_its_choices_are_everybodys(
    bot: Bot, jo: MatrixPerson, arrive: Arrive
) -> None:
    kim = await arrive("kim")
    room = await jo.make_room(bot.settings.user, kim.id, name="Campaign", encrypted=True)
    await kim.join(room)
    await jo.member(room, bot.settings.user)
    await jo.until(lambda: room in bot.client.rooms and kim.id in bot.client.rooms[room].users)
    elsewhere = Person(Platform.DISCORD, "7", "Sam")
    named = Person(Platform.MATRIX, jo.id, jo.id)
    reply = Reply((Text((Mention(named), " and ", Mention(elsewhere), " @room")), *REPLY.blocks))
    posted = await bot.adapter.post(Post(channel=room, key="one", reply=reply))
    [content] = await seen(kim, room, bot.settings.user)
    assert content["m.mentions"] == {"user_ids": [jo.id]}
    assert content["msgtype"] == "m.text"
    assert f'<a href="https://matrix.to/#/{jo.id}">{jo.id}</a>' in content["formatted_body"]
    assert content["body"].startswith(f"{jo.id} and @Sam")
    parrot.asked.clear()
    await kim.react(room, posted.message_id, KEYCAPS[0])
    assert content_of(await kim.answer(room, posted.message_id))["body"] == "Parrot\nYou said: one"
    typed = await jo.say(room, "!2")
    assert content_of(await jo.answer(room, typed))["body"] == "Parrot\nYou said: two"
    assert [(each.author.id, each.private) for each in parrot.asked] == [(kim.id, False), (jo.id, False)]
    change = Reply((Text((Mention(named), " is done")),))
    await bot.adapter.post(Post(channel=room, key="two", reply=change, edit_of=posted.message_id))
    edit = content_of(await kim.edit_of(room, posted.message_id))
    assert edit["m.mentions"] == {}  # nobody is called twice
