"""The desk's tasks on the console, Discord (prefix and slash) and Matrix; buttons pressed by others on Discord."""

import asyncio

import pytest

from bot.console.chat import Conversation
from commands.core.context import Services
from tests.servers.discord.fixtures import Talk
from tests.servers.discord.world import plain
from tests.testbot import Testbot


@pytest.fixture(autouse=True)
async def loaded(services: Services) -> None:
    """What the first question loads is loaded: on a busy machine that takes seconds by itself."""
    await services.database()
    await Conversation(services).ask("!foi new ZZZ")
    await Conversation(services).ask("!due today")


@pytest.fixture
def testbot(request: pytest.FixtureRequest, testbot: Testbot) -> Testbot:
    """Asked by somebody who may manage the place."""
    if testbot.network in ("discord", "slash"):
        request.getfixturevalue("discord_server").jo.manages = True
    return testbot


async def test_begun_claimed_listed_and_given_back(testbot: Testbot) -> None:
    assert "1 NHS Devon ICB: closure of wards" in await testbot.ask("foi new NHS Devon ICB: closure of wards")
    assert "This is yours" in await testbot.ask("foi claim 1")
    for order in ("foi list", "mine"):
        assert "in your hands" in await testbot.ask(order)
    assert "This rests until" in await testbot.ask("foi defer 1 until 1 March")
    assert "You gave this back" in await testbot.ask("foi unclaim 1 no time for it")
    assert "There is no request 2 here." in await testbot.ask("foi claim 2")


async def test_given_by_mention_on_discord(discord_talk: Talk) -> None:
    server = discord_talk.server
    jo, organiser = server.user("Jo"), server.organiser
    await discord_talk.ask("foi new QNC tender plans", author=organiser)
    order = f"foi assign 1 <@{jo.id}> by next Friday"
    assert "This is Jo’s from now on" in await discord_talk.ask(order, author=organiser)
    assert "tender plans" in await discord_talk.ask("mine", author=jo)


async def test_of_two_presses_one_gets_it_and_others_buttons_move_nothing(discord_talk: Talk) -> None:
    server = discord_talk.server
    jo, kim = server.user("Jo"), server.user("Kim")
    message = await discord_talk.say("!foi new QNC tender plans", author=server.organiser)
    claim = message.buttons[0]["custom_id"]
    pressed = await asyncio.gather(*(server.press(message, claim, author=each) for each in (jo, kim)))
    answers = [plain(each) for each in await asyncio.gather(*map(server.response, pressed))]
    winners = [answer for answer in answers if "This is yours" in answer]
    losers = [answer for answer in answers if "has request 1 in hand already" in answer]
    assert (len(winners), len(losers)) == (1, 1)
    winner, loser = (jo, kim) if answers[0] in winners else (kim, jo)
    assert winner.name in losers[0]
    sent = next(each for each in message.buttons if each["label"] == "I sent it today")["custom_id"]
    refused = await server.response(await server.press(message, sent, author=loser))
    assert "Nothing was changed" in plain(refused)
    assert "not sent yet" in await discord_talk.ask("foi list")
