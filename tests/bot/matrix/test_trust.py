"""Encryption in earnest: signed devices, unknown devices, lost keys, hostile events, rate limits."""

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from Crypto.Signature import eddsa
from nio import Api, RoomSendResponse

from bot.core import Core
from bot.matrix import unreadable
from bot.matrix.wire import call
from tests.bot.matrix.conftest import Arrive
from tests.bot.matrix.test_session import token_of
from tests.bot.matrix.test_talking import group, request_of
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.matrix_talk import bot_account, matrix_talk, running
from tests.servers.synapse import Synapse

pytestmark = pytest.mark.synapse


def signed_by(value: dict[str, Any], user: str, public: str) -> bool:
    """Check a signature the way any client would."""
    signature = value["signatures"][user][f"ed25519:{public}"]
    plain = {name: part for name, part in value.items() if name not in ("signatures", "unsigned")}
    key = eddsa.import_public_key(_bytes(public))
    try:
        eddsa.new(key, "rfc8032").verify(Api.to_canonical_json(plain).encode(), _bytes(signature))
    except ValueError:
        return False
    return True


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


async def identity(person: MatrixPerson, user: str) -> tuple[str, list[str]]:
    """The master key of `user` as others see it, and the devices that are signed all the way from it."""
    _, found = await call(person.client, "POST", "/keys/query", {"device_keys": {user: []}})  # type: ignore[arg-type]
    master = next(iter(found["master_keys"][user]["keys"].values()))
    own = found["self_signing_keys"][user]
    self_signing = next(iter(own["keys"].values()))
    assert signed_by(own, user, master)
    devices = found["device_keys"][user]
    signed = [
        name
        for name, device in devices.items()
        if f"ed25519:{self_signing}" in device["signatures"][user] and signed_by(device, user, self_signing)
    ]
    return master, sorted(signed)


async def test_the_device_is_signed_by_its_account_and_stays_so(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    person = await arrive()
    settings = await bot_account(homeserver, person.id)
    async with running(settings, core, tmp_path / "state") as adapter:
        assert "device verified by its account" in adapter.health().words
    first = await identity(person, settings.user)
    assert len(first[1]) == 1
    async with running(replace(settings, password=None), core, tmp_path / "state") as adapter:
        assert "device verified by its account" in adapter.health().words
    assert await identity(person, settings.user) == first

    # The state is lost: the bot signs in anew, and the password replaces the account's keys.
    async with running(settings, core, tmp_path / "anew") as adapter:
        assert "device verified by its account" in adapter.health().words
    master, devices = await identity(person, settings.user)
    assert master != first[0]
    assert len(devices) == 1
    assert devices != first[1]

    # Without the password it goes on unsigned, and says so.
    token, device = await token_of(homeserver, settings.user, str(settings.password))
    given = replace(settings, password=None, access_token=token, device_id=device)
    async with running(given, core, tmp_path / "token") as adapter:
        assert adapter.health().well
        assert "device not verified: the homeserver asks for the password" in adapter.health().words


async def test_a_new_device_in_the_room_does_not_stop_the_bot(
    homeserver: Synapse, tmp_path: Path, core: Core
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=True) as talk:
        person, room = talk.person, talk.room_id
        assert await talk.ask("!parrot one") == "Parrot\nYou said: one"
        phone = await MatrixPerson.on_device(homeserver, tmp_path, person.id, person.password)
        assert await talk.ask("!parrot two") == "Parrot\nYou said: two"
        question = await phone.say(room, "!parrot three")
        answer = await phone.answer(room, question)
        assert answer.decrypted
        assert content_of(answer)["body"] == "Parrot\nYou said: three"
        await phone.leave()


async def send_sealed(person: MatrixPerson, room: str, payload: dict[str, Any]) -> str:
    """Encrypt any payload for the room and send it, as a changed client could."""
    sealed = person.client.olm.group_encrypt(room, payload)
    method, path, data = Api.room_send(
        person.client.access_token, room, "m.room.encrypted", sealed, str(uuid4())
    )
    answer = await person.client._send(RoomSendResponse, method, path, data, (room,))
    return str(answer.event_id)


async def test_an_encrypted_message_that_breaks_the_library_stops_nothing(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        hostile = await arrive("hostile")
        settings = replace(talk.settings, allow_invites_from=(talk.person.id, hostile.id))
        await talk.ask("!parrot before")
        room = await talk.person.make_room(hostile.id, settings.user, name="Other", encrypted=True)
        await hostile.join(room)
        await talk.person.member(room, settings.user)
        await hostile.answer(room, await hostile.say(room, "!parrot hello"))
        for payload in (
            {"type": "m.room.message", "content": {"body": "no msgtype"}},
            {"type": "m.room.message", "content": {"msgtype": "m.text"}},
            {"type": "m.room.message", "content": {"msgtype": ["m.text"], "body": "!parrot x"}},
            {"type": "m.room.message", "content": {"msgtype": "m.text", "body": {"a": 1}}},
            {"type": "m.reaction", "content": {"m.relates_to": []}},
            {"type": "m.room.encrypted", "content": {"body": "twice"}},
            {"type": "m.room.message", "content": []},
            {"type": 5, "content": {}},
        ):
            await send_sealed(hostile, room, payload)
        for content in (
            {"m.relates_to": {"rel_type": "m.annotation"}},
            {"m.relates_to": "x", "msgtype": "m.text", "body": "!parrot y"},
            {"m.relates_to": {"rel_type": "m.replace", "event_id": 7}, "m.new_content": 1},
        ):
            await hostile.send(room, content)
        assert await talk.ask("!parrot still here") == "Parrot\nYou said: still here"


async def test_state_inside_an_encrypted_message_is_no_state(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=True) as talk:
        third = await group(talk, arrive)
        room = talk.room_id
        await third.answer(room, await third.say(room, "!parrot first"))
        levels = {"users": {third.id: 100}, "state_default": 0}
        await send_sealed(third, room, {"type": "m.room.power_levels", "state_key": "", "content": levels})
        gone = {"type": "m.room.member", "state_key": talk.person.id, "content": {"membership": "leave"}}
        await send_sealed(third, room, gone)
        chatter = await third.say(room, "parrot as if we were two")
        await third.answer(room, await third.say(room, "!parrot promoted"))
        assert not request_of("parrot promoted").manages_space
        assert third.answers(room, chatter) == []


async def test_a_key_that_comes_late_and_one_that_never_comes(
    homeserver: Synapse, tmp_path: Path, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unreadable, "GRACE", 1.5)
    async with matrix_talk(homeserver, tmp_path, core, encrypted=True) as talk:
        person, room = talk.person, talk.room_id
        await talk.ask("!parrot hello")
        olm = person.client.olm

        def sealed_for_nobody() -> dict[str, str]:
            """Begin a session whose key, returned, nobody is given."""
            olm.outbound_group_sessions.pop(room)
            olm.create_outbound_group_session(room)
            session = olm.outbound_group_sessions[room]
            session.shared = True
            named = {"algorithm": "m.megolm.v1.aes-sha2", "room_id": room, "session_id": session.id}
            return {**named, "session_key": session.session_key}

        key = sealed_for_nobody()
        late = await person.say(room, "!parrot late key")
        await asyncio.sleep(0.3)
        await give_key(person, talk.settings.user, key)
        assert content_of(await person.answer(room, late))["body"] == "Parrot\nYou said: late key"

        sealed_for_nobody()
        never = [await person.say(room, "!parrot unreadable"), await person.say(room, "!parrot again")]
        answer = await person.answer(room, never[0])
        assert content_of(answer)["body"].startswith("I could not read your message")
        olm.outbound_group_sessions.pop(room)
        assert await talk.ask("!parrot well again") == "Parrot\nYou said: well again"
        await asyncio.sleep(1.6)
        assert person.answers(room, never[1]) == []


async def give_key(person: MatrixPerson, user: str, key: dict[str, str]) -> None:
    """Send a room key to every device of `user`, encrypted for it."""
    olm = person.client.olm
    for device in person.client.device_store.active_user_devices(user):
        sealed = olm._olm_encrypt(olm.session_store.get(device.curve25519), device, "m.room_key", key)
        messages = {"messages": {user: {device.id: sealed}}}
        path = f"/sendToDevice/m.room.encrypted/{uuid4()}"
        status, _ = await call(person.client, "PUT", path, messages)  # type: ignore[arg-type]
        assert status == 200


@pytest.fixture
def slow_server() -> Iterator[Synapse]:
    """A homeserver with limits as strict as a public one's, or stricter."""
    server = Synapse.prepare(rc_message={"per_second": 2, "burst_count": 3})
    server.start()
    yield server
    server.discard()


async def test_a_rate_limit_delays_and_loses_nothing(
    slow_server: Synapse, tmp_path: Path, core: Core
) -> None:
    async with matrix_talk(slow_server, tmp_path, core) as talk:
        questions = [await talk.person.say(talk.room_id, "!pick")]
        questions += [await talk.person.say(talk.room_id, f"!parrot {number}") for number in range(6)]
        for question in questions:
            await talk.person.answer(talk.room_id, question)
        assert [len(talk.person.answers(talk.room_id, question)) for question in questions] == [1] * 7
