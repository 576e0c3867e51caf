"""What was recorded is taken back or corrected, and stays in the history."""

from datetime import date

import storage
from law.foi.story import Kind


async def history(desk, number: int) -> list[tuple[str, str]]:
    database = await desk.services.database()
    async with database.read() as connection:
        return [(each.kind, each.why) for each in await storage.foi_tasks.history(connection, number)]


async def test_undo_names_the_exact_way_back(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi answered 1 refused s43 s40(2) 20 November https://example.org/a")
    text = await desk.said("foi undo 1")
    assert "No longer counted: answered: refused (s43, s40(2)), Friday 20 November 2026." in text
    assert "Answer due: Wednesday 2 December 2026" in text
    back = "foi answered 1 refused 20 November 2026 43 40(2) https://example.org/a"
    assert f"The way back: !{back}." in text
    await desk.said(back)
    assert [event.kind for event in await desk.events(1)] == [Kind.SENT, Kind.ANSWERED]
    assert [event.kind for event in await desk.events(1, void=True)] == [
        Kind.SENT,
        Kind.ANSWERED,
        Kind.ANSWERED,
    ]
    assert ("voided", "answered 2026-11-20") in await history(desk, 1)


async def test_undo_again_and_again_to_the_beginning(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi received 1 acknowledged")
    await desk.said("foi undo 1")
    assert "It is now: not sent yet" in await desk.said("foi undo 1")
    text = await desk.refused("foi undo 1")
    assert "Nothing is recorded of request 1" in text
    assert "!foi show 1" in text


async def test_a_draft_is_not_taken_back(desk):
    await desk.said("foi new QNC tender plans")
    assert "Nothing is recorded" in await desk.refused("foi undo 1")


async def test_correct_counts_everything_anew(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    text = await desk.said("foi correct 1 1 2 November")
    assert "No longer counted: sent, Tuesday 3 November 2026." in text
    assert "Instead: sent, Monday 2 November 2026." in text
    assert "Answer due: Tuesday 1 December 2026" in text
    assert "The way back: !foi undo 1." in text
    assert ("corrected", "sent 2026-11-03") in await history(desk, 1)


async def test_a_correction_is_undone_and_done_again(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi received 1 acknowledged 4 November")
    await desk.said("foi correct 1 1 2 November")
    text = await desk.said("foi undo 1")
    assert "Instead: sent, Tuesday 3 November 2026." in text
    assert "The way back: !foi correct 1 1 2 November 2026." in text
    assert "Monday 2 November" in await desk.said("foi correct 1 1 2 November 2026")
    assert [(event.kind, event.on.day) for event in await desk.events(1)] == [
        (Kind.ACKNOWLEDGED, 4),
        (Kind.SENT, 2),
    ]


async def test_a_correction_keeps_what_else_was_said(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi answered 1 part 20 November s43 https://example.org/a")
    await desk.said("foi correct 1 2 19 November")
    event = (await desk.events(1))[-1]
    assert (event.on, event.result, event.exemptions, event.url) == (
        date(2026, 11, 19),
        "part",
        ("43",),
        "https://example.org/a",
    )


async def test_corrections_that_cannot_be(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi answered 1 part 20 November")
    assert "no event 7" in await desk.refused("foi correct 1 7 4 November")
    assert "That is what is recorded" in await desk.refused("foi correct 1 1 3 November")
    late = await desk.refused("foi correct 1 1 21 November")
    assert "I understood: event 1 of request 1 happened on Saturday 21 November 2026." in late
    assert "Friday 20 November 2026" in late
    assert "future" in await desk.refused("foi correct 1 2 22 November 2026")
    assert [event.on.day for event in await desk.events(1)] == [3, 20]


async def test_what_others_rest_on_stays_before_them(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi clarify 1 6 November")
    await desk.said("foi clarified 1 10 November")
    text = await desk.refused("foi correct 1 2 12 November")
    assert "Its question was answered on Tuesday 10 November 2026, which rests on it." in text
    await desk.said("foi correct 1 2 9 November")
    assert "Friday 6 November" in await desk.said("foi undo 1")
    assert (await desk.events(1))[1].on.day == 6
