"""What the desk puts into letters by itself, and which letters it offers, as a request goes on."""

from datetime import date

import pytest

from law import letters
from law.foi.clock import Clock, clock
from law.foi.regime import Calendars, Regime
from law.foi.story import Event, Kind, Result
from law.letters.fitting import REQUESTS, fitting, review_letters
from law.letters.known import known

CALENDARS = Calendars.packaged()
PAGE = "https://www.whatdotheyknow.com/request/nursing"
SENT = Event(Kind.SENT, date(2026, 11, 2), url=PAGE)  # due Tuesday 1 December: 30 November is St Andrew's Day


def at(today: date, *events: Event, regime: Regime = Regime.FOIA) -> Clock:
    return clock(events, regime, CALENDARS, today)


def letter(name: str, today: date, *events: Event, regime: Regime = Regime.FOIA) -> letters.Filled:
    fields = known("NHS Devon ICB", "Nursing", events, at(today, *events, regime=regime), regime)
    return letters.fill(letters.get(name), fields, regime)


def test_a_late_answer():
    filled = letter("chase_1", date(2026, 12, 3), SENT)
    assert filled.missing == ()
    assert "On Monday 2 November 2026 I sent you" in filled.body
    assert "As I have calculated it, the last day was Tuesday 1 December 2026." in filled.body


def test_a_second_reminder_names_the_first():
    filled = letter("chase_2", date(2026, 12, 9), SENT, Event(Kind.CHASED, date(2026, 12, 2)))
    assert filled.missing == ()
    assert "and a reminder on Wednesday 2 December 2026" in filled.body


def test_why_the_day_moved_is_said():
    events = [
        SENT,
        Event(Kind.CLARIFICATION_ASKED, date(2026, 11, 4)),
        Event(Kind.CLARIFICATION_GIVEN, date(2026, 11, 5)),
        Event(Kind.FEES_ASKED, date(2026, 11, 9)),
        Event(Kind.FEES_PAID, date(2026, 11, 11)),
    ]
    body = letter("chase_1", date(2027, 2, 1), *events).body
    assert "and I answered on Thursday 5 November 2026: I count from then." in body
    assert (
        "from your fees notice on Monday 9 November 2026 to my payment on Wednesday 11 November 2026." in body
    )


def test_a_longer_time_that_has_passed_too():
    longer = Event(Kind.EXTENDED, date(2026, 11, 27), until=date(2026, 12, 11))
    said = "You wrote on Friday 27 November 2026 that you would answer by Friday 11 December 2026. That day has passed too."
    assert said in letter("chase_1", date(2026, 12, 14), SENT, longer).body
    assert "You wrote" not in letter("chase_1", date(2026, 12, 3), SENT, longer).body
    complaint = letter("ico_complaint", date(2026, 12, 14), SENT, longer).body
    assert "not even in the longer time that the authority took" in complaint


def test_a_complaint_about_silence_needs_nothing_more():
    chases = [
        Event(Kind.CHASED, date(2026, 12, day), why="rang Jo", url="https://discord.com/x") for day in (2, 9)
    ]
    filled = letter("ico_complaint", date(2026, 12, 17), SENT, *chases)
    assert filled.missing == ()
    assert (
        "Monday 2 November 2026: I sent the request\n"
        "Tuesday 1 December 2026: the last day for the answer, as calculated\n"
        "Wednesday 2 December 2026: I sent a reminder\n"
        "Wednesday 9 December 2026: I sent a reminder\n"
    ) in filled.body
    assert (
        "I have had no answer within the time of FOIA section 10(1). As I have calculated it" in filled.body
    )
    assert f"The request and all letters since: {PAGE}" in filled.body
    assert "Jo" not in filled.body
    assert "discord" not in filled.body


def test_a_late_review_and_one_that_has_come():
    refused = Event(Kind.ANSWERED, date(2026, 12, 1), result=Result.REFUSED, exemptions=("43(2)", "s.41"))
    review = Event(Kind.REVIEW_ASKED, date(2026, 12, 7))
    late = letter("ico_complaint", date(2027, 3, 1), SENT, refused, review)
    assert "Tuesday 1 December 2026: the authority refused, relying on section 43(2), s.41" in late.body
    assert "I asked for an internal review on Monday 7 December 2026 and have had no outcome." in late.body
    came = Event(Kind.REVIEW_ANSWERED, date(2027, 1, 8), result=Result.REFUSED)
    judged = letter("ico_complaint", date(2027, 1, 11), SENT, refused, review, came)
    assert [each.name for each in judged.missing] == ["complaint"]


def test_only_a_public_page_is_linked():
    private = Event(Kind.SENT, SENT.on, url="https://mail.example.org/12")
    filled = letter("ico_complaint", date(2026, 12, 17), private)
    assert [each.name for each in filled.missing] == ["link"]
    assert "mail.example.org" not in filled.body


def test_the_last_day_for_an_appeal():
    events = [
        SENT,
        Event(Kind.ICO_COMPLAINED, date(2026, 12, 10)),
        Event(Kind.ICO_NOTICED, date(2027, 3, 1)),
    ]
    filled = letter("tribunal_note", date(2027, 3, 2), *events)
    assert filled.missing == ()
    assert "On Monday 1 March 2027 the Information Commissioner sent" in filled.body
    assert "the last day is Monday 29 March 2027." in filled.body


def test_beyond_the_known_holidays_the_day_is_missing():
    filled = letter("chase_1", date(2029, 3, 1), Event(Kind.SENT, date(2028, 12, 20)))
    assert [each.name for each in filled.missing] == ["due"]


REFUSED = Event(
    Kind.ANSWERED, date(2026, 12, 1), result=Result.REFUSED, exemptions=("21", "s. 43(2)", "Section 12")
)
CHASES = [Event(Kind.CHASED, date(2026, 12, day)) for day in (2, 9)]


@pytest.mark.parametrize(
    ("regime", "today", "events", "names"),
    [
        (Regime.FOIA, date(2026, 11, 1), [], REQUESTS),
        (Regime.FOISA, date(2026, 11, 1), [], ()),
        (Regime.FOIA, date(2026, 11, 20), [SENT], ("acknowledgement_check",)),
        (Regime.FOIA, date(2026, 11, 20), [SENT, Event(Kind.ACKNOWLEDGED, date(2026, 11, 3))], ()),
        (Regime.FOIA, date(2026, 12, 2), [SENT], ("chase_1", "review_delay")),
        (Regime.FOIA, date(2026, 12, 8), [SENT, CHASES[0]], ("chase_2", "ico_complaint", "review_delay")),
        (Regime.EIR, date(2026, 12, 15), [SENT, *CHASES], ("ico_complaint", "review_delay")),
        (Regime.FOISA, date(2026, 12, 15), [SENT, *CHASES], ("review_delay",)),
        (
            Regime.FOIA,
            date(2026, 11, 6),
            [SENT, Event(Kind.CLARIFICATION_ASKED, date(2026, 11, 5))],
            ("clarification_answer",),
        ),
        (Regime.FOIA, date(2026, 11, 6), [SENT, Event(Kind.FEES_ASKED, date(2026, 11, 5))], ()),
        (Regime.FOIA, date(2026, 12, 2), [SENT, REFUSED], ("review_s43", "review_s12", "review_general")),
        (Regime.EIR, date(2026, 12, 2), [SENT, REFUSED], ("review_general",)),
        (
            Regime.FOIA,
            date(2026, 12, 2),
            [SENT, Event(Kind.ANSWERED, date(2026, 12, 1), result=Result.NOTHELD)],
            ("review_general",),
        ),
        (
            Regime.FOIA,
            date(2026, 12, 2),
            [SENT, Event(Kind.ANSWERED, date(2026, 12, 1), result=Result.FULL)],
            (),
        ),
        (
            Regime.FOIA,
            date(2027, 3, 1),
            [SENT, REFUSED, Event(Kind.REVIEW_ASKED, date(2026, 12, 7))],
            ("ico_complaint",),
        ),
        (
            Regime.FOIA,
            date(2027, 3, 2),
            [SENT, Event(Kind.ICO_COMPLAINED, date(2026, 12, 10)), Event(Kind.ICO_NOTICED, date(2027, 3, 1))],
            ("tribunal_note",),
        ),
        (Regime.FOIA, date(2026, 11, 6), [SENT, Event(Kind.WITHDRAWN, date(2026, 11, 5))], ()),
    ],
)
def test_which_letters_fit(regime, today, events, names):
    now = at(today, *events, regime=regime)
    assert fitting(now, events, regime) == names
    assert now.letter in (names[0] if names else None, None)
    for name in names:
        assert now.stage in letters.get(name).stages
        assert regime in letters.get(name).regimes


@pytest.mark.parametrize(
    ("exemption", "name"),
    [
        ("43", "review_s43"),
        ("s43", "review_s43"),
        ("S.43(2)", "review_s43"),
        ("section 43(1)", "review_s43"),
        ("sec. 36(2)(b)(ii)", "review_s36"),
        (" 12", "review_s12"),
        ("120", "review_general"),
        ("22A", "review_general"),
        ("21", "review_general"),
        ("commercial", "review_general"),
        ("", "review_general"),
    ],
)
def test_an_exemption_has_its_letter_however_it_is_written(exemption, name):
    assert review_letters([exemption], Regime.FOIA) == (name,)
    assert review_letters([exemption], Regime.EIR) == ("review_general",)
