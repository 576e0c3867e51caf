"""Questions typed in channels, threads and private talk."""

import pytest

from tests.servers.discord import plain


async def test_prefix(talk):
    assert await talk.ask("ccg Cannock Chase") == "You asked: ccg Cannock Chase"


async def test_answer_is_a_reply_to_the_question_and_pings_nobody(talk):
    said = await talk.server.say("!ccg 04Y")
    answer = await talk.server.next_reply()
    assert answer.wire()["message_reference"]["message_id"] == str(said.id)
    assert answer.pings == set()
    assert len(answer.body["nonce"]) <= 25
    assert answer.body["enforce_nonce"] is True


@pytest.mark.parametrize("text", ["ccg 04Y", "!ccg 04Y", ", ccg 04Y"])
async def test_mention(talk, text):
    answer = await talk.say(text, mentions_bot=True)
    assert plain(answer).split(": ")[1] == "ccg 04Y"
