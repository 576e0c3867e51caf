"""Notices on the console, Discord (prefix and slash) and Matrix: the same facts, hostile words inert."""

import pytest

from bot.console.chat import Conversation
from commands.core.reply import Reply
from tests.testbot import Testbot


@pytest.fixture
def testbot(stocked: object, testbot: Testbot) -> Testbot:
    """With notices in the store."""
    return testbot


async def test_a_notice(testbot: Testbot) -> None:
    answer = await testbot.ask("notice 076494-2026")
    for fact in ("GP out of hours", "1,250,000", "Virgin Care Ltd", "Thursday 3 December 2026", "calculated"):
        assert fact in answer


async def test_a_list_with_hostile_titles(testbot: Testbot) -> None:
    answer = await testbot.ask("tenders Staffordshire with evil")
    assert "example" in answer
    assert "\u202e" not in answer
    assert "notice " in answer


async def test_numbers_pick_notices_and_pages_at_the_console(console: Conversation, stocked: object) -> None:
    first = await console.ask("!tenders Staffordshire")
    assert [choice.label for choice in first.choices()][-1] == "Show more"
    one = await console.ask("1")
    assert "Official notice" in one.plain()
    await console.ask("!tenders Staffordshire")
    second: Reply = await console.ask("6")
    assert "newest first" in second.plain()
    assert not {c.command for c in first.choices()[:5]} & {c.command for c in second.choices()[:5]}
