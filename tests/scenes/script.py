"""What happens in the play, and what everybody reads: dates and words that no network may change."""

from datetime import date

from tests.scenes.play import Play

NOTED = "They confirmed the receipt"


def one(news: list[str]) -> str:
    """The only message among what somebody was told."""
    assert len(news) == 1, news
    return news[0]


async def assigned_and_sent(play: Play) -> None:
    """Friday 31 October 2025 and the Monday after."""
    stage, time = play.stage, play.time
    time.set(date(2025, 10, 31), 10)
    said = await stage.organiser("foi new QNC tender plans")
    assert "1 NHS Staffordshire and Stoke-on-Trent ICB: tender plans" in said
    said = await stage.organiser(f"foi assign 1 {stage.mention} by 5 November")
    assert "Wednesday 5 November 2025" in said
    given = one(await play.day(date(2025, 10, 31), 11))
    assert "tender plans" in given
    assert "Wednesday 5 November 2025" in given

    time.set(date(2025, 11, 3), 10)
    assert "tender plans" in await stage.volunteer("mine")
    said = await stage.volunteer("foi sent 1")
    assert "Recorded: sent, Monday 3 November 2025." in said, said
    assert "Answer due: Tuesday 2 December 2025" in said
    assert "calculated; FOIA section 10(1)" in said
    assert "St Andrew's Day" in said
    assert "Monday 1 December 2025" in said  # why it is not the day before


async def late(play: Play) -> None:
    """From a week after sending to the second reminder, and nothing on the days between."""
    stage, time = play.stage, play.time
    assert await play.day(date(2025, 11, 7)) == []
    unheard = one(await play.day(date(2025, 11, 10)))
    assert "Tuesday 2 December 2025" in unheard
    assert "acknowledged" in await stage.pressed(NOTED)

    soon = one(await play.day(date(2025, 11, 24)))
    assert "The answer will soon be due" in soon
    time.set(date(2025, 11, 24), 12)
    await stage.volunteer("foi note 1 I rang them")
    assert "Friday 28" not in one(await play.day(date(2025, 11, 28)))
    assert await play.day(date(2025, 12, 2)) == []

    overdue = one(await play.day(date(2025, 12, 3)))
    assert "The answer is late" in overdue
    assert "foi letter 1 chase_1" in overdue
    time.set(date(2025, 12, 3), 12)
    letter = await stage.volunteer("foi letter 1 chase_1")
    assert "On Monday 3 November 2025 I sent you a request" in letter
    assert "Tuesday 2 December 2025" in letter
    await stage.volunteer("foi chased 1")
    again = one(await play.day(date(2025, 12, 9)))
    assert "foi letter 1 chase_2" in again


async def review(play: Play) -> None:
    """A review is asked for, expected, and late."""
    stage, time = play.stage, play.time
    time.set(date(2025, 12, 10), 12)
    said = await stage.volunteer("foi review 1")
    assert "Wednesday 10 December 2025" in said
    assert "Tuesday 13 January 2026" in said  # 25 and 26 December, 1 and 2 January are no working days
    assert await play.day(date(2026, 1, 13)) == []
    expected = one(await play.day(date(2026, 1, 14)))
    assert "The outcome of the review was expected by now" in expected
    assert "Tuesday 10 February 2026" in expected
    time.set(date(2026, 1, 14), 12)
    await stage.volunteer("foi note 1 they ask for patience")
    overdue = one(await play.day(date(2026, 2, 11)))
    assert "foi letter 1 ico_complaint" in overdue


async def commissioner(play: Play) -> None:
    """A complaint, a decision notice, the tribunal's clock, and an answer after all."""
    stage, time = play.stage, play.time
    time.set(date(2026, 2, 11), 12)
    letter = await stage.volunteer("foi letter 1 ico_complaint")
    assert "Wednesday 10 December 2025" in letter
    time.set(date(2026, 2, 16), 12)
    assert "Monday 16 February 2026" in await stage.volunteer("foi ico 1")
    assert await play.day(date(2026, 4, 15)) == []
    time.set(date(2026, 4, 16), 12)
    said = await stage.volunteer("foi ico 1 notice")
    assert "Thursday 14 May 2026" in said
    await play.news()
    assert "Thursday 14 May 2026" in one(await play.day(date(2026, 4, 30)))
    time.set(date(2026, 5, 4), 12)
    assert "Monday 4 May 2026" in await stage.volunteer("foi answered 1 full")
    await play.day(date(2026, 5, 4), 13)
    await play.until(lambda: any("tender plans" in each and "in full" in each for each in stage.posted()))
    await stage.volunteer("foi close 1")
    assert await play.day(date(2026, 5, 12)) == []
    assert "closed" in await stage.organiser("foi show 1")


async def whole(play: Play) -> None:
    """From the organiser's order to the end."""
    for act in (assigned_and_sent, late, review, commissioner):
        await act(play)
