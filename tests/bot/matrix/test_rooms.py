"""Invitations, room upgrades, spaces, and who may manage a place."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nio import Event, RoomMemberEvent, RoomPreset

from bot.core import Core
from commands.core.context import Channel
from storage import campaigns, channels
from tests.bot.matrix import parrot
from tests.bot.matrix.conftest import Arrive
from tests.bot.matrix.test_talking import request_of
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.matrix_talk import bot_account, matrix_talk, running
from tests.servers.synapse import Synapse

pytestmark = pytest.mark.synapse


async def gone(person: MatrixPerson, room: str, user: str) -> None:
    """Wait until `user` is neither in the room nor invited."""
    await person.until(lambda: user not in person.client.rooms[room].users)


@pytest.mark.parametrize("pattern", ["{user}", "@*:test.local", "@jo-????????:test.local"])
async def test_an_invitation_from_the_list_is_accepted(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive, pattern: str
) -> None:
    person = await arrive("jo")
    settings = await bot_account(homeserver, pattern.replace("{user}", person.id))
    async with running(settings, core, tmp_path):
        room = await person.make_room(settings.user)
        await person.member(room, settings.user)


@pytest.mark.parametrize("patterns", [(), ("@jo:test.local", "@*:elsewhere.example", "*:test.loca")])
async def test_any_other_invitation_is_refused(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive, patterns: tuple[str, ...]
) -> None:
    person = await arrive("jo")
    settings = await bot_account(homeserver, *patterns)
    async with running(settings, core, tmp_path):
        room = await person.make_room(settings.user)
        await gone(person, room, settings.user)


async def test_invitations_are_seen_at_start(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    friend, stranger = await arrive("friend"), await arrive("stranger")
    settings = await bot_account(homeserver, friend.id)
    early = await friend.make_room(settings.user)
    async with running(settings, core, tmp_path):  # the first start ever
        await friend.member(early, settings.user)
    while_down = await friend.make_room(settings.user)
    unwanted = await stranger.make_room(settings.user)
    async with running(settings, core, tmp_path):
        await friend.member(while_down, settings.user)
        await gone(stranger, unwanted, settings.user)


async def test_an_old_invitation_is_found_again(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    """One that came before the sync token, so that no later sync shows it."""
    person = await arrive()
    settings = await bot_account(homeserver, person.id)
    bot = await MatrixPerson.on_device(homeserver, tmp_path, settings.user, str(settings.password))
    room = await person.make_room(settings.user)
    await bot.until(lambda: bot.invited_to(room))
    await core.keep(f"matrix:sync:{settings.user}", bot.client.next_batch)
    await bot.leave()
    async with running(settings, core, tmp_path):
        await person.member(room, settings.user)


async def roles(core: Core, room: str) -> list[channels.ChannelRole]:
    """What the store knows of a channel."""
    database = await core.services.database()
    async with database.read() as connection:
        campaign = await campaigns.campaign_of_space(connection, "matrix", room)
        return [] if campaign is None else await channels.of_campaign(connection, campaign.id)


async def upgrade(person: MatrixPerson, old: str, *invited: str) -> str:
    """Replace a room as Element does: make the new one, close the old one, invite."""
    before = {"room_id": old, "event_id": "$last"}
    new = await person.make_room(name="Talk", predecessor=before)
    await person.set_state(old, "m.room.tombstone", {"body": "moved", "replacement_room": new})
    for user in invited:
        await person.client.room_invite(new, user)
    return new


async def campaign_in(core: Core, room: str, now: Any) -> None:
    """Let a campaign live in a room."""
    database = await core.services.database()
    async with database.write() as connection:
        campaign = await campaigns.ensure_campaign(connection, "matrix", room, "Talk", now)
        await channels.set_purpose(connection, campaign.id, "matrix", room, "notices", "Y60")


@pytest.mark.parametrize("running_then", [True, False], ids=["live", "at start"])
async def test_an_upgraded_room_is_followed_with_what_belongs_to_it(
    homeserver: Synapse, tmp_path: Path, arrive: Arrive, running_then: bool
) -> None:
    person, other = await arrive("jo"), await arrive("other")
    settings = await bot_account(homeserver, person.id)
    async with parrot.core(tmp_path) as core:
        async with running(settings, core, tmp_path):
            room = await person.make_room(settings.user, other.id, name="Talk")
            await person.member(room, settings.user)
            await person.answer(room, await person.say(room, "!parrot here"))
            await campaign_in(core, room, request_of("parrot here").now)
            if running_then:
                new = await upgrade(person, room)
                await asyncio.sleep(0.3)  # the bot tries, and must wait for the invitation
                await person.client.room_invite(new, settings.user)
                await person.member(new, settings.user)
        if not running_then:
            new = await upgrade(person, room, settings.user)
        async with running(settings, core, tmp_path):
            await person.member(new, settings.user)
            question = await person.say(new, "!parrot there")
            assert content_of(await person.answer(new, question))["body"] == "Parrot\nYou said: there"
            moved = await until(lambda: roles(core, new))
            assert [(role.channel_id, role.purpose, role.region) for role in moved] == [
                (new, "notices", "Y60")
            ]
            assert await roles(core, room) == []


async def until(ask: Callable[[], Any], patience: float = 15) -> Any:
    """Ask until there is something."""
    async with asyncio.timeout(patience):
        while not (found := await ask()):
            await asyncio.sleep(0.05)
    return found


async def test_an_upgrade_that_is_not_genuine_moves_nothing(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    """The new room must name the old one as what it replaces."""
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        person, room, bot = talk.person, talk.room_id, talk.settings.user
        await person.answer(room, await person.say(room, "!parrot here"))
        await campaign_in(core, room, request_of("parrot here").now)
        elsewhere = await person.make_room(name="Elsewhere")
        before = {"room_id": elsewhere, "event_id": "$last"}
        new = await person.make_room(name="Open", predecessor=before, preset=RoomPreset.public_chat)
        await person.set_state(room, "m.room.tombstone", {"body": "moved", "replacement_room": new})
        await person.until(lambda: joined_and_left(person, new, bot))
        assert [role.channel_id for role in await roles(core, room)] == [room]


def joined_and_left(person: MatrixPerson, room: str, user: str) -> bool:
    """Whether `user` came into the room and went again."""
    seen = [event.membership for where, event in person.events if where == room and is_member(event, user)]
    return "join" in seen and seen[-1] == "leave"


def is_member(event: Event, user: str) -> bool:
    return isinstance(event, RoomMemberEvent) and event.state_key == user


async def test_a_tombstone_cannot_drive_the_bot_out_of_another_room(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        person, bot = talk.person, talk.settings.user
        trap = await person.make_room(bot, name="Trap")
        await person.member(trap, bot)
        await person.set_state(trap, "m.room.tombstone", {"body": "moved", "replacement_room": talk.room_id})
        mark = await until(lambda: core.recall(f"matrix:upgrade:{trap}"))
        assert mark == talk.room_id
        assert await talk.ask("!parrot still here") == "Parrot\nYou said: still here"


async def test_the_replacement_may_be_opened_by_somebody_not_on_the_list(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        admin = await arrive("admin")
        await talk.person.client.room_invite(talk.room_id, admin.id)
        await admin.join(talk.room_id)
        levels = (await talk.person.client.room_get_state_event(talk.room_id, "m.room.power_levels")).content
        levels["users"][admin.id] = 150
        await talk.person.set_state(talk.room_id, "m.room.power_levels", levels)
        await admin.until(lambda: admin.client.rooms[talk.room_id].power_levels.users.get(admin.id) == 150)
        new = await upgrade(admin, talk.room_id, talk.settings.user)
        await admin.member(new, talk.settings.user)


async def test_spaces_and_who_manages_them(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        person, room, bot = talk.person, talk.room_id, talk.settings.user
        intruder = await arrive("intruder")
        space = await person.make_room(bot, name="Campaign", space=True)
        await person.member(space, bot)
        via = {"via": ["test.local"]}
        await person.set_state(space, "m.space.child", via, room)
        await until_asked(talk.person, room, lambda request: request.space == space)
        assert request_of("parrot where").manages_space
        assert talk.adapter.channels(space) == (Channel(room, "Talk", open=False),)  # by invitation
        await person.set_state(room, "m.room.join_rules", {"join_rule": "public"})
        await until_asked(person, room, lambda _: talk.adapter.channels(space)[0].open)
        assert talk.adapter.channels(room) == ()

        # A stranger's room that claims to be of the space stays its own.
        settings = replace(talk.settings, allow_invites_from=(person.id, intruder.id))
        assert settings.user == bot
        theirs = await intruder.make_room(person.id, name="Claim")
        await person.join(theirs)
        await intruder.set_state(theirs, "m.space.parent", via, space)
        await intruder.client.room_invite(theirs, person.id)
        levels = (await intruder.client.room_get_state_event(theirs, "m.room.power_levels")).content
        levels["invite"] = 0
        await intruder.set_state(theirs, "m.room.power_levels", levels)
        await person.client.room_invite(theirs, bot)
        await person.member(theirs, bot)
        await intruder.answer(theirs, await intruder.say(theirs, "!parrot claimed"))
        assert request_of("parrot claimed").space == theirs


async def until_asked(person: MatrixPerson, room: str, fits: Callable[[Any], bool]) -> None:
    """Ask until the request looks as it should: state arrives after a while."""
    async with asyncio.timeout(15):
        while True:
            await person.answer(room, await person.say(room, "!parrot where"))
            if fits(request_of("parrot where")):
                return


@pytest.mark.parametrize("version", ["10", "12"])
async def test_power_is_read_from_the_room_as_it_is_now(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive, version: str
) -> None:
    person, deputy = await arrive("jo"), await arrive("deputy")
    settings = await bot_account(homeserver, person.id)
    async with running(settings, core, tmp_path):
        room = await person.make_room(deputy.id, settings.user, name="Talk", room_version=version)
        await deputy.join(room)
        await person.member(room, settings.user)
        levels = (await person.client.room_get_state_event(room, "m.room.power_levels")).content
        levels["users"][deputy.id] = 50
        await person.set_state(room, "m.room.power_levels", levels)
        await deputy.answer(room, await deputy.say(room, "!parrot deputy"))
        assert request_of("parrot deputy").manages_space
        del levels["users"][deputy.id]
        await person.set_state(room, "m.room.power_levels", levels)
        await deputy.answer(room, await deputy.say(room, "!parrot demoted"))
        assert not request_of("parrot demoted").manages_space
        await person.answer(room, await person.say(room, "!parrot creator"))
        assert request_of("parrot creator").manages_space
