"""People named in a room: as a pill, by address, by the display name typed, among others of the same name."""

from pathlib import Path

import pytest

from bot.core import Core
from tests.bot.matrix.conftest import Arrive
from tests.servers.matrix_person import MatrixPerson, content_of
from tests.servers.matrix_talk import MatrixTalk, matrix_talk
from tests.servers.synapse import Synapse

pytestmark = pytest.mark.synapse


async def joined(talk: MatrixTalk, arrive: Arrive, display_name: str) -> MatrixPerson:
    """Somebody of that name, in the room, and known there to the bot."""
    person = await arrive("third", display_name=display_name)
    await talk.person.client.room_invite(talk.room_id, person.id)
    await person.join(talk.room_id)
    await talk.person.member(talk.room_id, person.id)
    assert f"greet {person.id}" in await talk.ask(f"!parrot greet {person.id}")
    return person


async def test_however_a_name_is_typed(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=True) as talk:
        jo = await joined(talk, arrive, "Jo  Smith 🌻")
        local = jo.id[1:].partition(":")[0]
        pill = f'<a href="https://matrix.to/#/{jo.id}">Jo  Smith 🌻</a>'
        for said, more in (
            ("!greet @Jo Smith 🌻", {}),
            ("!greet jo smith 🌻", {}),
            (f"!greet {jo.id}", {}),
            (f"!greet @{local}", {}),
            ("!greet Jo Smith 🌻", {"m.mentions": {"user_ids": [jo.id]}}),
            (
                "!greet Jo  Smith 🌻",
                {"format": "org.matrix.custom.html", "formatted_body": f"!greet {pill}"},
            ),
        ):
            question = await talk.person.say(talk.room_id, said, **more)
            content = content_of(await talk.person.answer(talk.room_id, question))
            assert content["m.mentions"] == {"user_ids": [jo.id]}, said
        question = await talk.person.say(talk.room_id, "!greet me")
        content = content_of(await talk.person.answer(talk.room_id, question))
        assert content["m.mentions"] == {"user_ids": [talk.person.id]}
        assert "“@Bob” is nobody I can see here. Pick them" in await talk.ask("!greet @Bob")
        assert "is nobody" in await talk.ask(f"!greet {talk.settings.user[1:].partition(':')[0]}")


async def test_of_two_with_one_name_the_address_is_asked_for(
    homeserver: Synapse, tmp_path: Path, core: Core, arrive: Arrive
) -> None:
    async with matrix_talk(homeserver, tmp_path, core) as talk:
        one, other = await joined(talk, arrive, "Jo Smith"), await joined(talk, arrive, "jo smith")
        refused = await talk.ask("!greet @Jo Smith")
        assert "several people" in refused
        assert one.id in refused
        assert other.id in refused
        question = await talk.person.say(talk.room_id, f"!greet {other.id}")
        content = content_of(await talk.person.answer(talk.room_id, question))
        assert content["m.mentions"] == {"user_ids": [other.id]}
