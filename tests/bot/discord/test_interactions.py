"""Slash commands, autocomplete and buttons."""

import asyncio

import pytest

from bot.discord import interactions
from commands.core.reply import Choice, Choices, Outcome, Reply, Text
from commands.core.request import Person, Platform
from tests.servers.discord import plain
from tests.servers.discord.fixtures import talking


def offering(request):
    options = (Choice("NHS Devon ICB", "ccg QJK"), Choice("NHS Devon CCG", "ccg 15N"))
    return Reply((Text((f"Which Devon? {request.text}",)), Choices(options)), Outcome.AMBIGUOUS)


async def test_slash(talk, answering):
    used = await talk.server.slash(
        "ccg", {"body": "Cannock Chase", "on": "2015"}, author=talk.server.organiser
    )
    answer = await talk.server.response(used)
    assert plain(answer) == "You asked: ccg Cannock Chase 2015"
    assert not answer.ephemeral
    assert used.callback == 4
    request = answering.asked[0]
    assert request.command == "ccg"
    assert request.arguments == {"body": "Cannock Chase", "on": "2015"}
    assert request.manages_space
    assert request.space == str(talk.server.guild.id)
    assert request.channel == str(talk.server.room.id)
    await talk.server.until(lambda: answering.answers)
    assert answering.answers == {str(used.id): str(answer.id)}


async def test_slash_with_a_person_a_number_and_a_choice(talk, answering):
    await talk.slash("assign", {"number": 12, "who": talk.server.jo, "speed": "soon"})
    request = answering.asked[0]
    assert request.arguments == {"number": "12", "who": str(talk.server.jo.id), "speed": "soon"}
    assert request.mentions == (Person(Platform.DISCORD, str(talk.server.jo.id), "Jo"),)


async def test_slash_in_private_talk(talk, answering):
    await talk.slash("ccg", {"body": "04Y"}, channel=talk.server.direct(talk.server.jo))
    request = answering.asked[0]
    assert request.private
    assert request.space is None
    assert not request.manages_space


async def test_slash_in_a_thread(talk, answering):
    thread = talk.server.thread("04Y", talk.server.room)
    await talk.slash("ccg", {"body": "04Y"}, channel=thread)
    assert answering.asked[0].thread == str(thread.id)


async def test_private_command_and_private_reply_are_ephemeral(talk, answering):
    assert (await talk.server.response(await talk.server.slash("privacy"))).ephemeral
    answering.rule = lambda _: Reply((Text(("psst",)),), private=True)
    assert (await talk.server.response(await talk.server.slash("ccg", {"body": "04Y"}))).ephemeral
    assert talk.server.answers() == []


async def test_slow_answer_is_deferred(talk, answering, monkeypatch):
    monkeypatch.setattr(interactions, "DEFER_AFTER", 0.02)
    answering.delay = 0.15
    used = await talk.server.slash("ccg", {"body": "04Y"})
    assert plain(await talk.server.response(used)) == "You asked: ccg 04Y"
    assert used.callback == 5


async def test_slow_private_command_is_deferred_in_private(talk, answering, monkeypatch):
    monkeypatch.setattr(interactions, "DEFER_AFTER", 0.02)
    answering.delay = 0.15
    used = await talk.server.slash("privacy")
    assert (await talk.server.response(used)).ephemeral
    assert used.deferred_ephemeral


async def test_slow_answer_that_turns_out_private_is_seen_by_nobody_else(talk, answering, monkeypatch):
    monkeypatch.setattr(interactions, "DEFER_AFTER", 0.02)
    answering.delay = 0.15
    answering.rule = lambda _: Reply((Text(("psst",)),), private=True)
    used = await talk.server.slash("ccg", {"body": "04Y"})
    assert (await talk.server.response(used)).ephemeral
    assert used.original_deleted
    assert talk.server.answers() == []


async def test_long_answer_follows_up(talk, answering):
    answering.rule = lambda _: Reply(tuple(Text(("word " * 700,)) for _ in range(4)))
    used = await talk.server.slash("ccg", {"body": "04Y"})
    await talk.server.until(lambda: len(used.messages) >= 3)


async def test_delivered_twice_answered_once(talk, answering):
    used = await talk.server.slash("ccg", {"body": "04Y"}, times=2)
    await talk.server.response(used)
    await talk.ask("last")
    assert len(used.messages) == 1


async def test_failure_gets_words(talk, answering):
    def broken(_):
        raise RuntimeError("secret words")

    answering.rule = broken
    used = await talk.server.slash("ccg", {"body": "04Y"})
    words = plain(await talk.server.response(used))
    assert "Something went wrong" in words
    assert "secret" not in words


async def test_autocomplete(talk):
    offered = await talk.server.autocomplete("ccg", "body", "Devon")
    assert len(offered) == 25
    assert offered[3]["value"] == "003"
    assert offered[0]["name"].startswith("Devon number 0")


async def test_buttons_ask_as_the_presser(talk, answering):
    answering.rule = offering
    answer = await talk.say("!ccg Devon")
    assert [button["label"] for button in answer.buttons] == ["NHS Devon ICB", "NHS Devon CCG"]
    sam = talk.server.organiser
    pressed = await talk.server.press(answer, answer.buttons[1]["custom_id"], author=sam)
    assert "ccg 15N" in plain(await talk.server.response(pressed))
    request = answering.asked[1]
    assert request.author.id == str(sam.id)
    assert request.manages_space
    assert request.text == "ccg 15N"
    assert not (await talk.server.response(pressed)).ephemeral


async def test_buttons_work_after_a_restart(discord_server, answering):
    answering.rule = offering
    async with talking(discord_server, answering) as talk:
        answer = await talk.say("!ccg Devon")
    async with talking(discord_server, answering) as talk:
        pressed = await talk.server.press(answer, answer.buttons[0]["custom_id"])
        assert "ccg QJK" in plain(await talk.server.response(pressed))


@pytest.mark.parametrize("custom_id", ["old:thing", "ask:", "ask:  ", "ask", "x"])
async def test_unknown_button(talk, answering, custom_id):
    answer = await talk.say("!ccg Devon")
    response = await talk.server.response(await talk.server.press(answer, custom_id))
    assert response.ephemeral
    assert "ask again" in plain(response)
    assert len(answering.asked) == 1


async def test_button_of_a_private_command_answers_in_private(talk):
    answer = await talk.say("!ccg Devon")
    assert (await talk.server.response(await talk.server.press(answer, "ask:privacy"))).ephemeral


async def test_no_view_is_kept_for_a_button(talk, answering):
    answering.rule = offering
    await talk.say("!ccg Devon")
    await asyncio.sleep(0)
    assert talk.adapter._client.persistent_views == []
