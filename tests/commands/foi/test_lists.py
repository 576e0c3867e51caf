"""`foi list`, `mine` and `overdue`: which requests, in which order, a page at a time."""

from datetime import UTC, datetime

import pytest

from commands.core.reply import Bullets
from tests.commands.foi.team import ANN, JO, SAM, Team, team

__all__ = ["team"]


async def numbers(team: Team, text: str, who=ANN, **more) -> list[int]:
    """The requests a list shows, in its order."""
    reply = await team.ask(who, text, **more)
    (items,) = [block.items for block in reply.blocks if isinstance(block, Bullets)] or [()]
    return [int(item[0].text) for item in items]


async def test_the_next_date_comes_first_and_what_has_none_last(team: Team):
    for line in ("foi new QJK wards", "foi new QNC beds", "foi sent 3 1 October", "foi sent 2 2 November"):
        await team.said(ANN, line)
    assert await numbers(team, "foi list") == [3, 2, 1]
    text = await team.said(ANN, "foi list")
    assert "answer due Thursday 29 October 2026, late by 16 working days" in text
    assert "answer due Tuesday 1 December 2026, in 10 days" in text
    assert "nobody has it in hand" in text


async def test_kinds_of_lists(team: Team):
    for line in ("foi new QJK wards", "foi new RJE beds", "foi sent 2 1 October", "foi withdraw 3"):
        await team.said(ANN, line)
    await team.said(JO, "claim 1")
    assert await numbers(team, "foi list mine", JO) == [1]
    assert "in your hands" in await team.said(JO, "mine")
    assert await numbers(team, "foi list unassigned") == [2]
    assert await numbers(team, "foi list closed") == [3]
    assert await numbers(team, "foi list all") == [3, 2, 1]
    assert await numbers(team, "overdue") == await numbers(team, "foi list overdue") == [2]
    assert await numbers(team, "foi list Midlands") == [1]
    assert await numbers(team, "foi list all Y60") == [3, 1]
    assert await numbers(team, "foi list all Staffordshire and Stoke-on-Trent ICB") == [3, 1]
    assert await numbers(team, "foi list all RJE") == [3]
    assert await numbers(team, "foi list Devon") == [2]
    assert await numbers(team, "foi list overdue South West") == [2]
    assert await numbers(team, "foi list overdue Midlands") == []
    assert "no list, body or region" in await team.refused(ANN, "foi list wibble")


async def test_due_today_is_not_overdue_before_london_s_midnight(team: Team):
    """1 December ends in London when it does by UTC; in summer an hour earlier."""
    await team.said(ANN, "foi sent 1 2 November")
    team.now = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
    assert await numbers(team, "overdue") == []
    assert "today" in await team.said(ANN, "foi list")
    team.now = datetime(2026, 12, 2, 0, 0, tzinfo=UTC)
    assert await numbers(team, "overdue") == [1]
    assert "late by 1 working day" in await team.said(ANN, "overdue")


async def test_in_summer_the_day_ends_by_london_s_clock(team: Team):
    team.now = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)
    await team.said(ANN, "foi sent 1 2 June")
    due = (await team.request()).due_on
    assert due is not None
    team.now = datetime(due.year, due.month, due.day, 22, 59, tzinfo=UTC)
    assert await numbers(team, "overdue") == []
    team.now = datetime(due.year, due.month, due.day, 23, 0, tzinfo=UTC)
    assert await numbers(team, "overdue") == [1]


async def test_pages_go_on_after_the_last_request(team: Team):
    for number in range(20):
        await team.said(ANN, f"foi new QNC subject {number}")
    first = await team.ask(ANN, "foi list")
    assert first.choices()[-1].command == "foi list --past 9"
    shown = await numbers(team, "foi list")
    shown += await numbers(team, "foi list --past 9")
    shown += await numbers(team, "foi list --past 18")
    assert shown == list(range(1, 22))
    assert len((await team.ask(ANN, "foi list --past 18")).choices()) == 3


@pytest.mark.parametrize("who", [JO, SAM])
async def test_nothing_names_what_to_do(team: Team, who):
    assert "foi list unassigned" in await team.said(who, "mine")
    assert "no closed requests" in await team.said(who, "foi list closed")


async def test_deferred_and_wanted_are_shown(team: Team):
    await team.said(ANN, "foi assign 1 @jo by next Friday")
    await team.said(JO, "foi defer 1 until 1 March")
    text = await team.said(JO, "mine")
    assert "wanted by Friday 27 November 2026" in text
    assert "rests until Monday 1 March 2027" in text
    team.now = datetime(2027, 3, 2, tzinfo=UTC)
    assert "rests" not in await team.said(JO, "mine")
