"""What cannot have happened is refused in words that say what to do instead."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.errors import ImpossibleEvent
from law.foi.events import SAID, check
from law.foi.story import Event, Kind, told
from tests.law.foi.stories import NOTICED, REFUSED, SENT, anything, event, events

TODAY = date(2026, 12, 1)


def refusal(text: str, new: str) -> str:
    with pytest.raises(ImpossibleEvent) as refused:
        check(events(text), event(new), TODAY)
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        NOTICED + "\n2026-10-20 tribunal_appealed\n2026-11-30 closed\n2026-12-01 reopened",
        f"2026-05-30 drafted\n{SENT}\n2026-06-03 delivered\n2026-06-03 acknowledged\n2026-06-04 chased",
        f"{SENT}\n2026-06-08 sent\n2026-06-09 acknowledged",
        f"{SENT}\n2026-06-02 clarification_asked\n2026-06-02 fees_asked\n2026-06-03 fees_paid",
        f"{SENT}\n2026-06-02 clarification_asked\n2026-06-03 clarification_given\n2026-06-04 delivered",
        f"{SENT}\n2026-06-02 extended until 2027-01-20\n2026-06-03 extended",
        f"{SENT}\n2026-07-02 answered part\n2026-07-09 answered part\n2026-07-10 review_asked\n2026-07-20 chased",
        f"{SENT}\n2026-07-02 review_asked\n2026-07-04 delivered\n2026-07-22 review_extended until 2027-01-02",
        f"{SENT}\n2026-07-02 ico_complained\n2026-07-20 answered refused\n2026-07-21 review_asked\n2026-08-20 review_answered",
        f"{REFUSED}\n2026-06-25 ico_complained\n2026-07-01 review_asked\n2026-08-01 ico_complained",
        f"{SENT}\n2026-06-03 withdrawn\n2026-06-04 reopened",
        "2026-06-01 drafted\n2026-06-02 closed",
    ],
)
def test_what_can_happen_is_let_in_one_by_one(text):
    lines = events(text)
    for number, each in enumerate(lines):
        check(lines[:number], each, TODAY)


def test_nothing_happened_tomorrow():
    words = refusal(SENT, "2026-12-02 acknowledged")
    assert "Wednesday 2 December 2026 is in the future: today is Tuesday 1 December 2026" in words
    check(events(SENT), event("2026-12-01 acknowledged"), TODAY)


@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if kind not in ("drafted", "sent", "closed", "withdrawn")]
)
def test_before_it_was_sent_nothing_happens(kind):
    result = " full" if kind is Kind.ANSWERED else ""
    words = refusal("2026-06-01 drafted", f"2026-06-02 {kind}{result}")
    assert ("not over" if kind is Kind.REOPENED else "Say first when it was sent") in words


def test_a_day_before_the_event_it_follows():
    words = refusal(SENT, "2026-05-31 answered full")
    assert words == (
        "Sunday 31 May 2026 is before Monday 1 June 2026, when the request was sent, which it follows. "
        "Give Monday 1 June 2026 or a later day."
    )
    asked = f"{SENT}\n2026-06-10 clarification_asked"
    assert "Wednesday 10 June 2026, when the body asked what is meant" in refusal(
        asked, "2026-06-09 clarification_given"
    )


@pytest.mark.parametrize(
    ("text", "new", "words"),
    [
        (SENT, "2026-06-05 clarification_given", "No question of theirs is open"),
        (SENT, "2026-06-05 fees_paid", "No fee is asked for"),
        (SENT, "2026-06-05 review_answered", "No review is under way"),
        (SENT, "2026-06-05 review_extended", "No review is under way"),
        (SENT, "2026-06-05 ico_noticed", "Nothing is before the commissioner"),
        (SENT, "2026-06-05 tribunal_appealed", "Nothing was decided yet"),
        (SENT, "2026-06-05 reopened", "It is not over"),
        (SENT, "2026-06-05 drafted", "It was sent already"),
        (f"{SENT}\n2026-06-02 acknowledged", "2026-06-05 sent", "make a new request"),
        (f"{SENT}\n2026-06-02 delivered", "2026-06-05 delivered", "nothing on its way"),
        (REFUSED, "2026-06-25 extended", "only while an answer is awaited"),
        (REFUSED, "2026-06-25 fees_asked", "between the request and their answer"),
        (REFUSED, "2026-06-25 clarification_asked", "between the request and their answer"),
        (f"{REFUSED}\n2026-06-25 review_asked", "2026-06-26 review_asked", "A review can be asked for once"),
        (f"{REFUSED}\n2026-06-25 ico_complained", "2026-06-26 ico_complained", "written to once"),
    ],
)
def test_what_does_not_follow_is_said(text, new, words):
    assert words in refusal(text, new)


def test_what_is_over_must_be_opened_first():
    text = f"{SENT}\n2026-06-20 closed"
    assert refusal(text, "2026-06-21 answered full") == (
        "The request was closed on Saturday 20 June 2026. Open it again first."
    )
    assert "Open it again first" in refusal(text, "2026-06-21 closed")


def test_an_answer_says_how():
    assert refusal(SENT, "2026-06-20 answered") == "Say how they answered: full, part, refused, notheld."


def test_only_a_body_that_needs_longer_gives_a_day():
    assert "Only when a body says" in refusal(SENT, "2026-06-20 acknowledged until 2026-06-30")
    assert "is not later than Saturday 20 June 2026" in refusal(SENT, "2026-06-20 extended until 2026-06-20")


def test_what_happened_later_must_still_fit():
    answered = f"{SENT}\n2026-06-24 answered full"
    assert refusal(answered, "2026-06-20 withdrawn") == (
        "The body answered on Wednesday 24 June 2026, and that cannot come after this. "
        "Give Wednesday 24 June 2026 or a later day, or correct that one first."
    )
    check(events(answered), event("2026-06-20 chased"), TODAY)


def test_it_was_sent_before_anything_else():
    without = "2026-06-05 acknowledged\n2026-06-24 answered full"
    assert "it cannot have been sent on Monday 8 June 2026" in refusal(without, "2026-06-08 sent")
    check(events(without), event("2026-06-04 sent"), TODAY)


def test_a_draft_written_down_later_keeps_nothing_from_having_been_sent():
    drafted = events("2026-06-20 drafted")
    check(drafted, event("2026-06-03 sent"), TODAY)
    check([*drafted, event("2026-06-03 sent")], event("2026-06-10 answered full"), TODAY)


def test_every_kind_can_be_said():
    assert set(SAID) == set(Kind)


@given(st.lists(anything, max_size=8), anything)
def test_refused_exactly_where_the_clock_would_pass_it_over(past, new):
    """An event that is let in counts: nothing is recorded in vain."""
    earlier = [each for each in sorted(past, key=lambda each: each.on) if each.on <= new.on]
    fits = told(earlier).fits(new.kind)
    try:
        check(past, Event(new.kind, new.on, None, new.result), date(2027, 1, 1))
    except ImpossibleEvent as refused:
        assert str(refused).endswith((".", ")"))
    else:
        assert fits
