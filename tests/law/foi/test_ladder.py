"""What is told when: the default ladder at every stage, and ladders of one's own."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.foi.clock import clock
from law.foi.ladder import Ladder, Step, StepKind, steps
from law.foi.regime import Regime
from tests.law.foi.stories import NOTICED, PACKAGED, REFUSED, SENT, anything, events, told_on

CALENDAR_DAYS = (StepKind.ICO, StepKind.TRIBUNAL)


def climbed(
    today: str, text: str, regime: Regime = Regime.FOIA, ladder: Ladder | None = None
) -> tuple[Step, ...]:
    found = told_on(today, text, regime)
    return steps(found, events(text), regime, PACKAGED, ladder or Ladder())


def told(found: tuple[Step, ...]) -> list[str]:
    return [f"{step.on} {step.kind}{'!' if step.urgent else ''}" for step in found]


def test_waiting_for_an_answer():
    found = climbed("2026-06-02", SENT)
    assert told(found) == [
        "2026-06-08 acknowledgement",
        "2026-06-23 nudge",
        "2026-06-29 nudge",
        "2026-07-01 overdue",
        "2026-07-07 second_chase",
        "2026-07-15 ico_draft",
    ]
    assert {step.about for step in found} == {date(2026, 6, 30)}
    assert [step.letter for step in found] == [
        "acknowledgement_check",
        None,
        None,
        "chase_1",
        "chase_2",
        "ico_complaint",
    ]


@pytest.mark.parametrize("heard", ["acknowledged", "delivered", "extended until 2026-07-10"])
def test_who_was_heard_of_is_not_checked(heard):
    assert "acknowledgement" not in " ".join(told(climbed("2026-06-05", f"{SENT}\n2026-06-04 {heard}")))


def test_late_the_commissioners_weeks_end_with_an_urgent_word():
    found = climbed("2026-07-20", SENT)
    assert told(found)[-1] == "2026-08-07 ico!"  # three days before Tuesday 11 August is a Saturday
    assert found[-1].about == date(2026, 8, 11)


def test_the_steps_hang_on_an_extension_in_time():
    found = climbed("2026-06-30", f"{SENT}\n2026-06-29 extended until 2026-07-20")
    assert told(found) == [
        "2026-07-10 nudge",
        "2026-07-17 nudge",
        "2026-07-21 overdue",
        "2026-07-27 second_chase",
        "2026-08-04 ico_draft",
    ]


def test_no_nudge_before_the_body_gave_its_day():
    assert (
        told(climbed("2026-06-30", f"{SENT}\n2026-06-29 extended until 2026-07-02"))[0] == "2026-07-01 nudge"
    )


def test_a_complaint_waits_for_the_codes_day():
    found = climbed("2026-06-08", "2026-06-07 sent", ladder=Ladder(complain=1))  # due 6 July, or 7 July
    assert told(found)[-3:] == ["2026-07-07 overdue", "2026-07-08 ico_draft", "2026-07-14 second_chase"]


def test_under_foisa_silence_is_reviewed():
    found = climbed("2026-07-16", SENT, Regime.FOISA)
    assert told(found)[-3:] == ["2026-07-14 review_ask", "2026-08-12 review_ask", "2026-08-24 review_ask!"]
    assert {step.letter for step in found[-3:]} == {"review_delay"}
    assert StepKind.ICO_DRAFT not in {step.kind for step in found}


def test_our_own_turns():
    assert told(climbed("2026-06-11", f"{SENT}\n2026-06-10 clarification_asked")) == [
        "2026-06-18 clarify",
        "2026-06-24 clarify",
    ]
    assert told(climbed("2026-06-11", f"{SENT}\n2026-06-08 fees_asked")) == [
        "2026-08-28 fee",
        "2026-09-04 fee!",
    ]


def test_asking_for_a_review():
    found = climbed("2026-06-25", REFUSED)
    assert told(found) == ["2026-07-08 review_ask", "2026-08-07 review_ask", "2026-08-19 review_ask!"]
    assert {step.letter for step in found} == {"review_s43"}
    assert climbed("2026-06-25", f"{SENT}\n2026-06-24 answered full") == ()


def test_a_review_and_what_follows():
    text = f"{REFUSED}\n2026-07-06 review_asked"
    assert told(climbed("2026-07-07", text)) == ["2026-08-06 review_expected", "2026-09-04 review_late"]
    assert told(climbed("2026-09-04", text))[2:] == ["2026-09-17 ico", "2026-10-08 ico", "2026-10-12 ico!"]
    outcome = f"{text}\n2026-08-05 review_answered"
    assert told(climbed("2026-08-06", outcome)) == ["2026-08-19 ico", "2026-09-09 ico", "2026-09-11 ico!"]


def test_the_tribunals_days_move_to_the_working_day_before():
    found = climbed("2026-10-12", NOTICED)  # Sunday 11 October: 25 October, 1 and 6 November
    assert told(found) == [
        "2026-10-23 tribunal",
        "2026-10-30 tribunal",
        "2026-11-06 tribunal!",
        "2026-11-16 notice_late",
    ]


@pytest.mark.parametrize("end", ["2026-10-20 tribunal_appealed", "2026-10-20 closed"])
def test_nothing_is_told_where_nothing_is_due(end):
    assert climbed("2026-11-01", f"{NOTICED}\n{end}") == ()


def test_beyond_the_known_holidays_steps_are_left_out():
    found = climbed("2028-12-01", "2028-11-20 sent")  # due on 19 December
    assert told(found)[-2:] == ["2028-12-20 overdue", "2028-12-28 second_chase"]


def test_a_ladder_of_ones_own():
    ladder = Ladder(before=(3,), overdue=2, acknowledgement=10, second_chase=4, complain=20)
    assert told(climbed("2026-06-02", SENT, ladder=ladder)) == [
        "2026-06-16 acknowledgement",
        "2026-06-25 nudge",
        "2026-07-02 overdue",
        "2026-07-06 second_chase",
        "2026-07-29 ico_draft",
    ]
    assert told(climbed("2026-06-25", REFUSED, ladder=Ladder(review_ask=()))) == []


def test_a_ladder_is_stored_and_read_back():
    ladder = Ladder(before=(7, 3), overdue=2, ico_before=())
    assert ladder.to_dict()["before"] == [7, 3]
    assert Ladder.from_dict(ladder.to_dict()) == ladder
    assert Ladder.from_dict({}) == Ladder()
    assert Ladder.from_dict({"overdue": 3}) == Ladder(overdue=3)


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"overdo": 1}, "the ladder has no overdo, only acknowledgement, before, overdue"),
        ({"overdue": 0}, "overdue is a number of days from 1 to 183, not 0"),
        ({"overdue": True}, "not True"),
        ({"overdue": "5"}, "not '5'"),
        ({"overdue": [5]}, "overdue is a number"),
        ({"before": 5}, "before is a list of at most 8 numbers of days, for example"),
        ({"before": [5, 500]}, "not 500"),
        ({"before": list(range(1, 20))}, "at most 8"),
    ],
)
def test_a_wrong_ladder_is_refused_in_words(stored, words):
    with pytest.raises(ValueError, match=words.replace("[", r"\[")):
        Ladder.from_dict(stored)


@given(
    st.lists(anything, max_size=10),
    st.sampled_from(list(Regime)),
    st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 6, 1)),
)
def test_steps_fall_on_working_days_and_hang_on_deadlines(past, regime, today):
    found = clock(past, regime, PACKAGED, today)
    climb = steps(found, past, regime, PACKAGED, Ladder())
    calendar = PACKAGED.of(regime)
    assert all(calendar.is_working_day(step.on) for step in climb)
    assert {step.about for step in climb} <= {deadline.day for deadline in found.deadlines}
    assert list(climb) == sorted(climb, key=lambda step: (step.on, step.kind))
    assert len({(step.kind, step.on) for step in climb}) == len(climb)
    assert all(step.on <= step.about for step in climb if step.urgent)
    assert all(step.on <= step.about + timedelta(days=30) for step in climb)
