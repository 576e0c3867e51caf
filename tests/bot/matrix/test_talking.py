"""Questions and answers in plain and encrypted rooms, threads, private talks."""

from pathlib import Path

import pytest

from bot.core import Core
from tests.servers.matrix_person import content_of
from tests.servers.matrix_talk import matrix_talk
from tests.servers.synapse import Synapse

pytestmark = pytest.mark.synapse


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_question_is_answered(
    homeserver: Synapse, tmp_path: Path, core: Core, encrypted: bool
) -> None:
    async with matrix_talk(homeserver, tmp_path, core, encrypted=encrypted) as talk:
        question = await talk.person.say(talk.room_id, "!parrot Cannock Chase")
        answer = await talk.person.answer(talk.room_id, question)
        content = content_of(answer)
        assert answer.decrypted is encrypted
        assert content["msgtype"] == "m.notice"
        assert content["body"] == "Parrot\nYou said: Cannock Chase"
        assert content["format"] == "org.matrix.custom.html"
        assert content["formatted_body"] == "<h3>Parrot</h3><p><strong>You said: </strong>Cannock Chase</p>"
        assert content["m.mentions"] == {}
