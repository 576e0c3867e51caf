"""Channels where the bot may not do everything, or anything."""

import pytest

from commands.core.reply import Picture, Reply, Text
from tests.servers.discord import plain


@pytest.mark.parametrize("denied", ["embed", "history"])
async def test_plain_text_where_embeds_or_references_are_forbidden(talk, answering, denied):
    talk.server.room.denied.add(denied)
    answering.rule = lambda _: Reply((Text(("Some words",)), Picture("a.png", b"png", "a drawing")))
    answer = await talk.say("!ccg 04Y")
    assert plain(answer) == "Some words\n-# [picture: a drawing]"
    assert not answer.body.get("embeds")
    assert not answer.files


@pytest.mark.parametrize("denied", ["send", "view"])
async def test_silence_where_it_may_not_speak(talk, answering, denied):
    quiet = talk.server.room
    quiet.denied.add(denied)
    said = await talk.server.say("!ccg 04Y")
    await talk.server.until(lambda: talk.server.requests["POST /channels/{channel_id}/messages"] == 2)
    assert await talk.ask("ccg 04Y", channel=talk.server.direct(talk.server.jo))
    assert talk.server.answers() == []
    assert answering.answers[str(said.id)] == ""
    assert "1 answers not allowed" in talk.adapter.health().words


async def test_question_deleted_before_the_answer(talk, answering):
    answering.delay = 0.1
    said = await talk.server.say("!ccg 04Y")
    await talk.server.delete(said)
    assert plain(await talk.server.next_reply()) == "You asked: ccg 04Y"
