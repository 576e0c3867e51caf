"""People named on Discord, by mention, by slash command and by a button, and read by the real core."""

import pytest

from commands.core.catalogue import Catalogue
from commands.core.declare import Parameter, Type, command
from commands.core.reply import Choice, Choices, Mention, Reply, Text
from tests.servers.discord import plain
from tests.testbot import slash_options

NUMBER = Parameter("number", Type.NUMBER, "Which")


@command(
    "foi assign",
    "Give it to somebody",
    parameters=(
        NUMBER,
        Parameter("who", Type.PERSON, "To whom"),
        Parameter("by", Type.DATE, "Until when", required=False, keywords=("by",), direction="future"),
    ),
)
async def assign(context, number, who, by):
    again = Choices((Choice("Again", f"foi assign 13 <@{who.id}>"),))
    return Reply((Text((f"{number} to {who.id} by {by}: ", Mention(who))), again))


@command("foi helpers", "Who helps", parameters=(NUMBER, Parameter("who", Type.PEOPLE, "Who")))
async def helpers(context, number, who):
    return Reply((Text((f"{number}: {' '.join(person.id for person in who)}",)),))


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue((assign, helpers))


async def test_by_mention(discord_talk):
    jo, sam = discord_talk.server.jo, discord_talk.server.organiser
    for said in (
        f"foi assign #12 <@{jo.id}> by 3/12/2026",
        f"foi assign 12 by 3 December 2026 <@!{jo.id}>",
        "foi assign no. 12 me by Thursday 3 December 2026",
    ):
        assert f"12 to {jo.id} by 2026-12-03" in await discord_talk.ask(said, author=jo)
    assert f"12: {sam.id} {jo.id}" in await discord_talk.ask(f"foi helpers 12 <@{sam.id}> and <@{jo.id}>")
    assert "is nobody I can see here. Type @" in await discord_talk.ask("foi assign 12 @Jo")


async def test_by_slash_command(discord_talk, catalogue, services):
    server = discord_talk.server
    options = {"number": 12, "who": server.organiser, "by": "3 December 2026"}
    assert f"12 to {server.organiser.id} by 2026-12-03" in await discord_talk.slash("foi assign", options)
    words = f"12 <@{server.jo.id}> <@{server.organiser.id}>".split()
    several = slash_options(helpers, words, services, server.people)
    assert several == {"number": 12, "who": server.jo, "who-2": server.organiser}
    said = await discord_talk.slash("foi helpers", several)
    assert f"12: {server.jo.id} {server.organiser.id}" in said


async def test_by_the_button_of_an_answer_that_mentions_them(discord_talk):
    server = discord_talk.server
    answer = await discord_talk.say(f"!foi assign 12 <@{server.organiser.id}>")
    (again,) = answer.buttons
    pressed = await server.press(answer, again["custom_id"])
    assert f"13 to {server.organiser.id} by None" in plain(await server.response(pressed))
    pressed = await server.press(answer, "ask:foi assign 13 <@12345>")
    assert "“<@12345>” is nobody I can see here" in plain(await server.response(pressed))
