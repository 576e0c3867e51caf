"""`due`: the published examples, in the words of an answer."""

from datetime import date

import pytest

from commands.core.reply import Outcome
from tests.commands.foi.conftest import Day


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("1 October 2008", "Wednesday 29 October 2008"),
        ("1/2/2007", "Thursday 1 March 2007"),
        ("12 March 2009", "Tuesday 14 April 2009"),
        ("14 March 2009", "Wednesday 15 April 2009"),
        ("2014-03-16", "Monday 14 April 2014"),
        ("18 May 2026", "Wednesday 17 June 2026"),  # 25 May, and 15 June in Scotland
    ],
)
async def test_published_examples(desk, received, due):
    text = await desk.said(f"due {received}")
    assert f"due {due}" in text
    assert "20th working day" in text
    assert "Calculated" in text
    assert "legislation.gov.uk/ukpga/2000/36/section/10" in text


async def test_the_code_counts_one_day_more_from_a_day_off(desk):
    text = await desk.said("due 7 March 2026")
    assert "Answer due: Wednesday 8 April 2026" in text
    assert "By the Code's count: Thursday 9 April 2026" in text
    assert "By the Code's count" not in await desk.said("due 6 March 2026")


async def test_other_laws_are_a_press_away(desk):
    reply = await desk("due 7 March 2026")
    assert [choice.command for choice in reply.choices()] == [
        "due 7 March 2026 EIR",
        "due 7 March 2026 FOISA",
    ]
    assert "due Monday 6 April 2026" in await desk.said("due 7 March 2026 FOISA")
    assert "Environmental Information Regulations" in await desk.said("due today eir")


async def test_today_is_londons(desk, day: Day):
    day.now = day.now.replace(month=6, day=30, hour=23, minute=30)  # past midnight in London
    assert "Received Wednesday 1 July 2026" in await desk.said("due today")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("due 1 June 2031", "2031 are not known"),
        ("due 20 December 2028", "are not known"),
        ("due 31/11", "30 days"),
        ("due 2026", "no single day"),
        ("due", "the day the body received it"),
        ("due today scots", "scots"),
    ],
)
async def test_refused_in_words(desk, line, says):
    reply = await desk(line, date(2026, 11, 21))
    assert reply.outcome is Outcome.NOT_UNDERSTOOD
    assert says in reply.plain()
    assert "!due" in reply.plain()


async def test_days_beyond_the_proclaimed_ones_may_move(desk):
    assert "may still move" in await desk.said("due 1 June 2028")
