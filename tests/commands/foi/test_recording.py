"""Recording what happened: what is said back, what counts then, the way back, and what is refused."""

from datetime import date

import pytest

from bot.discord.render import COMMAND
from commands.core.reply import Attachment, Outcome
from commands.desk.typed import typed
from law.foi.regime import Regime
from law.foi.story import Event, Kind, Result

STORY = (  # (day, what is typed, what is recorded, the date that counts then, a part of its working)
    ("2026-03-08", "foi sent 1 yesterday", Kind.SENT, "Wednesday 8 April 2026", "St Patrick's Day"),
    ("2026-03-09", "foi received 1 acknowledged", Kind.ACKNOWLEDGED, "Wednesday 8 April 2026", "Good Friday"),
    ("2026-03-16", "foi clarify 1", Kind.CLARIFICATION_ASKED, "Tuesday 31 March 2026", "our own aim"),
    (
        "2026-03-22",
        "foi clarified 1 yesterday",
        Kind.CLARIFICATION_GIVEN,
        "Tuesday 21 April 2026",
        "20th working",
    ),
    (
        "2026-04-15",
        "foi extended 1 until 19 May the public interest",
        Kind.EXTENDED,
        "Tuesday 19 May 2026",
        "15 April",
    ),
    ("2026-05-21", "foi chased 1", Kind.CHASED, "Tuesday 19 May 2026", "19 May"),
    (
        "2026-05-28",
        "foi answered 1 refused yesterday s43 s40(2)",
        Kind.ANSWERED,
        "Friday 24 July 2026",
        "Monday 15 June",
    ),
    ("2026-06-01", "foi review 1", Kind.REVIEW_ASKED, "Tuesday 30 June 2026", "Monday 15 June"),
    (
        "2026-06-25",
        "foi review 1 extended until 20 July",
        Kind.REVIEW_EXTENDED,
        "Monday 20 July 2026",
        "20 July",
    ),
    (
        "2026-07-20",
        "foi review 1 answered refused",
        Kind.REVIEW_ANSWERED,
        "Monday 31 August 2026",
        "42 days",
    ),
    ("2026-08-10", "foi ico 1", Kind.ICO_COMPLAINED, "", "Wait for the Information Commissioner"),
    (
        "2026-11-09",
        "foi ico 1 notice 6 November",
        Kind.ICO_NOTICED,
        "Friday 4 December 2026",
        "Weekends and holidays count",
    ),
    ("2026-11-20", "foi ico 1 tribunal", Kind.TRIBUNAL_APPEALED, "", "The tribunal leads"),
    ("2026-11-21", "foi close 1 they have sent it all", Kind.CLOSED, "", "over"),
)


async def test_from_the_request_to_the_tribunal(desk, make):
    await make()
    for on, line, kind, counts, working in STORY:
        text = await desk.said(line, date.fromisoformat(on))
        assert counts in text, line
        assert working in text, line
        assert "The way back: !foi undo 1." in text
        assert (await desk.events(1))[-1].kind is kind
    assert [event.kind for event in await desk.events(1)] == [kind for _, _, kind, _, _ in STORY]


async def test_said_back_with_its_weekday_and_source(desk, make):
    await make(subject="contracts with private hospitals")
    text = await desk.said("foi sent 1 3/11 https://www.whatdotheyknow.com/request/x")
    assert "1 NHS Staffordshire and Stoke-on-Trent ICB: contracts with private hospitals" in text
    assert "Recorded: sent, Tuesday 3 November 2026." in text
    assert "Answer due: Wednesday 2 December 2026, in 11 days (calculated" in text  # 30 November: Scotland
    assert "St Andrew's Day (Scotland)" in text
    assert "https://www.legislation.gov.uk/ukpga/2000/36/section/10" in text
    assert "https://www.whatdotheyknow.com/request/x" in text


@pytest.mark.parametrize(
    ("regime", "due"),
    [(Regime.FOIA, "2 December"), (Regime.EIR, "2 December"), (Regime.FOISA, "2 December")],
)
async def test_each_law_counts_its_own_days(desk, make, regime, due):
    await make(regime=regime)
    assert f"Answer due: Wednesday {due} 2026" in await desk.said("foi sent 1 3 November")


async def test_the_scottish_act_counts_easter_monday(desk, make):
    await make(regime=Regime.FOISA)
    assert "Answer due: Monday 6 April 2026" in await desk.said("foi sent 1 7 March", date(2026, 3, 9))


@pytest.mark.parametrize(
    ("line", "kind", "on"),
    [
        ("sent 1", Kind.SENT, date(2026, 11, 21)),
        ("received 1 yesterday", Kind.DELIVERED, date(2026, 11, 20)),
        ("foi received 1 delivered 20 Nov", Kind.DELIVERED, date(2026, 11, 20)),
        ("acknowledged 1", Kind.ACKNOWLEDGED, date(2026, 11, 21)),
        ("foi acknowledged 1 on Friday", Kind.ACKNOWLEDGED, date(2026, 11, 20)),
        ("clarify 1 asked", Kind.CLARIFICATION_ASKED, date(2026, 11, 21)),
        ("fees 1 yesterday", Kind.FEES_ASKED, date(2026, 11, 20)),
        ("foi extended 1 to 18 December said 20 November", Kind.EXTENDED, date(2026, 11, 20)),
        ("extended 1 until 18 December on 20 November complex", Kind.EXTENDED, date(2026, 11, 20)),
        ("chased #1 last Friday", Kind.CHASED, date(2026, 11, 20)),
        ("answered 1 full", Kind.ANSWERED, date(2026, 11, 21)),
        ("answered 1 refused s43 yesterday", Kind.ANSWERED, date(2026, 11, 20)),
        ("ico 1 complained", Kind.ICO_COMPLAINED, date(2026, 11, 21)),
        ("foi withdraw 1 nobody needs it", Kind.WITHDRAWN, date(2026, 11, 21)),
        ("foi close 1 --withdrawn", Kind.WITHDRAWN, date(2026, 11, 21)),
        ("foi close 1 20 November it was published", Kind.CLOSED, date(2026, 11, 20)),
    ],
)
async def test_the_ways_to_say_it(desk, make, line, kind, on):
    await make()
    if not line.startswith("sent"):
        await desk.said("foi sent 1 3 November")
    await desk.said(line)
    event = (await desk.events(1))[-1]
    assert (event.kind, event.on) == (kind, on)


@pytest.mark.parametrize(
    ("said", "sections"),
    [
        ("s43 s40(2)", ("43", "40(2)")),
        ("section 43, s.40 (2) and 12", ("43", "40(2)", "12")),
        ("43 43", ("43",)),
        ("reg 12(5)(e)", ("12(5)(e)",)),
    ],
)
async def test_sections_as_people_write_them(desk, make, said, sections):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said(f"foi answered 1 refused {said}")
    assert (await desk.events(1))[-1].exemptions == sections


async def test_under_the_eir_it_is_a_regulation(desk, make):
    await make(regime=Regime.EIR)
    await desk.said("foi sent 1 3 November")
    assert "refused (reg 12(5)(e))" in await desk.said("foi answered 1 refused 12(5)(e)")


@pytest.mark.parametrize(
    ("line", "says", "instead"),
    [
        ("foi answered 1 full", "It was not sent yet", "foi sent 1 21 November 2026"),
        ("foi sent 1 tomorrow", "is in the future", "foi sent 1 21 November 2026"),
        ("foi clarified 1", "It was not sent yet", "foi sent 1 21 November 2026"),
        ("foi reopen 1", "not over", ""),
        ("foi answered 1 maybe", "not one of: full, part, refused, notheld", "foi answered 12 full"),
        ("foi answered 1 refused because", "no section to rely on", "foi answered 1 refused 43 40(2)"),
        ("foi sent 1 31/11", "30 days", "30 November 2026"),
        ("foi sent 1 sometime", "not a date I can read", "last Friday"),
        ("foi sent", "number of the request", "foi sent 12"),
        ("foi sent 99", "There is no request 99 here", "foi list"),
        ("foi review 1 asked full", "Only an answer to a review", "foi review 1 answered full"),
        ("foi review 1 until 18 December", "It was not sent yet", "foi sent"),
    ],
)
async def test_refused_with_what_to_type_instead(desk, make, line, says, instead):
    await make()
    text = await desk.refused(line)
    assert says in text
    assert instead in text
    assert await desk.events(1) == []


@pytest.mark.parametrize(
    ("line", "understood", "instead"),
    [
        ("foi paid 1", "the fee was paid, Saturday 21 November 2026", "foi fees 1 asked 21 November 2026"),
        ("foi clarified 1", "we answered its question", "foi clarify 1 asked"),
        ("foi review 1 answered full", "review answered: in full", "foi review 1 asked"),
        ("foi ico 1 notice", "decision notice", "foi ico 1 complained"),
        ("foi received 1 1 November", "Sunday 1 November 2026", "Give Tuesday 3 November 2026"),
    ],
)
async def test_what_has_to_come_first_is_named(desk, make, line, understood, instead):
    await make()
    await desk.said("foi sent 1 3 November")
    text = await desk.refused(line)
    assert understood in text
    assert instead in text
    assert "Nothing was changed." in text


async def test_what_is_over_is_opened_first(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi close 1 20 November")
    text = await desk.refused("foi answered 1 full")
    assert "Instead: !foi reopen 1 21 November 2026" in text
    await desk.said("foi reopen 1")
    await desk.said("foi answered 1 full")


async def test_what_was_sent_last_week_may_be_entered_today(desk):
    await desk.said("foi new QNC tender plans")
    assert "Recorded: sent, Tuesday 3 November 2026." in await desk.said("foi sent 1 3 November")


async def test_asking_for_a_review_brings_its_letter(desk, make):
    await make()
    await desk.said("foi sent 1 2 March", date(2026, 3, 2))
    await desk.said("foi answered 1 refused s31(1)(g)", date(2026, 3, 20))
    reply = await desk("foi review 1", date(2026, 3, 23))
    (letter,) = [block for block in reply.blocks if isinstance(block, Attachment)]
    assert letter.filename == "letter-1-review_s31.txt"
    assert "On Friday 20 March 2026" in letter.data.decode()


async def test_every_press_fits_and_works(desk, make):
    """Each usual step at each stage can be pressed there and then; none is offered that would be refused."""
    await make()
    for on, line, *_ in STORY:
        reply = await desk(line, date.fromisoformat(on))
        for choice in reply.choices():
            assert len(choice.command) <= COMMAND
            if choice.command == "foi show 1":
                continue
            pressed = await desk(choice.command)
            assert pressed.outcome is Outcome.ANSWERED, f"{line}: {choice.command}: {pressed.plain()}"
            if choice.command != "foi letter 1":
                await desk.said("foi undo 1")


@pytest.mark.parametrize(
    "event",
    [
        Event(Kind.SENT, date(2026, 11, 3), url="https://www.whatdotheyknow.com/request/x"),
        Event(Kind.DELIVERED, date(2026, 11, 4)),
        Event(Kind.EXTENDED, date(2026, 11, 20), date(2026, 12, 18), why="the public interest"),
        Event(Kind.ANSWERED, date(2026, 11, 20), result=Result.REFUSED, exemptions=("43", "36(2)(b)(ii)")),
        Event(Kind.CLOSED, date(2026, 11, 20), why="it was published"),
        Event(Kind.WITHDRAWN, date(2026, 11, 20), why="nobody needs it"),
    ],
)
async def test_what_is_typed_back_records_the_same(desk, make, event):
    await make()
    if event.kind is not Kind.SENT:
        await desk.said("foi sent 1 3 November")
    await desk.said(typed(1, event))
    recorded = (await desk.events(1))[-1]
    assert typed(1, recorded) == typed(1, event)


async def test_a_page_given_with_it_becomes_the_requests_own(desk, make):
    await make()
    await desk.said("foi sent 1 https://www.whatdotheyknow.com/request/x 3 November")
    assert "Page: https://www.whatdotheyknow.com/request/x" in await desk.said("foi show 1")
