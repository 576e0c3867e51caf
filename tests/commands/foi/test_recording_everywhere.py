"""The same request, recorded and shown, on the console, Discord (prefix and slash) and Matrix."""

import pytest

from bot.console.chat import Conversation
from commands.core.context import Services
from tests.testbot import Testbot


@pytest.fixture
async def testbot(request: pytest.FixtureRequest, services: Services, testbot: Testbot) -> Testbot:
    """Asked by somebody who may manage the place, when what the first question loads is loaded."""
    await Conversation(services).ask("!due today")
    if testbot.network in ("discord", "slash"):
        request.getfixturevalue("discord_server").jo.manages = True
    return testbot


async def test_a_request_is_recorded_and_shown(testbot: Testbot):
    begun = await testbot.ask("foi new QNC tender plans")
    assert "tender plans" in begun, begun
    sent = await testbot.ask("foi sent 1 7 March 2026")
    assert "Saturday 7 March 2026" in sent
    assert "Wednesday 8 April 2026" in sent
    assert "Thursday 9 April 2026" in sent  # as the Code counts
    assert "foi undo 1" in sent
    refused = await testbot.ask("foi answered 1 full 3 March 2026")
    assert "Tuesday 3 March 2026" in refused
    assert "Nothing was changed" in refused
    answered = await testbot.ask("foi answered 1 refused 20 March 2026 s43 s40(2)")
    assert "s43, s40(2)" in answered
    shown = await testbot.ask("foi show 1")
    assert "answered: refused (s43, s40(2))" in shown
    letter = await testbot.ask("foi letter 1")
    assert "commercial interests" in letter
    assert "[your full name]" in letter


async def test_dates_and_letters_are_for_anyone(testbot: Testbot):
    assert "Wednesday 17 June 2026" in await testbot.ask("due 18 May 2026")
    assert "chase_1" in await testbot.ask("letters show")
