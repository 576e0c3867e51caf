"""From events to stage, dates and next step, under the three laws."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.calendar import Extra
from law.foi.clock import Clock, ClockSettings, Stage, What, clock
from law.foi.events import Result
from law.foi.regime import Calendars, Regime
from tests.law.foi.stories import NOTICED, PACKAGED, REFUSED, SENT, anything, days, the, told_on


def test_a_draft_has_no_dates():
    found = told_on("2026-06-01", "2026-05-30 drafted")
    assert (found.stage, found.deadlines, found.main, found.received) == (Stage.DRAFT, (), None, None)
    assert told_on("2026-06-01", "").stage is Stage.DRAFT
    assert found.open


def test_sent_is_received_until_something_else_is_known():
    found = told_on("2026-06-02", SENT)
    assert (found.stage, found.received, days(found)) == (
        Stage.WAITING,
        date(2026, 6, 1),
        {"answer": "2026-06-30"},
    )
    assert found.main == the(found, What.ANSWER)
    assert (found.main.whose, found.main.rule) == ("body", "FOIA section 10(1)")
    assert found.main.source == "https://www.legislation.gov.uk/ukpga/2000/36/section/10"
    assert found.letter == "acknowledgement_check"
    assert told_on("2026-06-10", f"{SENT}\n2026-06-03 acknowledged").letter is None


def test_post_is_received_when_it_is_delivered():
    found = told_on("2026-06-04", f"{SENT}\n2026-06-03 delivered")
    assert (found.received, days(found)) == (date(2026, 6, 3), {"answer": "2026-07-02"})


def test_a_letter_that_came_back_and_is_sent_again_counts_from_then():
    assert told_on("2026-06-09", f"{SENT}\n2026-06-08 sent").received == date(2026, 6, 8)
    assert told_on("2026-06-09", f"{SENT}\n2026-06-02 acknowledged\n2026-06-08 sent").received == date(
        2026, 6, 1
    )


def test_late_from_the_day_after_and_counted_in_working_days():
    assert not told_on("2026-06-30", SENT).late
    found = told_on("2026-07-01", SENT)
    assert (found.late, found.late_by, found.letter) == (True, 1, "chase_1")
    friday = "2026-06-04 sent"  # due on Friday 3 July
    assert (told_on("2026-07-03", friday).late, told_on("2026-07-04", friday).late) == (False, True)
    assert [told_on(f"2026-07-{day:02}", friday).late_by for day in (3, 4, 5, 6, 7)] == [0, 0, 0, 1, 2]


def test_before_the_codes_day_nobody_complains():
    sunday = "2026-06-07 sent"
    found = told_on("2026-07-07", sunday)
    assert (found.main.day, found.main.code_day) == (date(2026, 7, 6), date(2026, 7, 7))
    assert (found.late, found.letter, days(found)) == (True, "chase_1", {"answer": "2026-07-06"})
    assert "Tuesday 7 July 2026" in found.next_step
    assert days(told_on("2026-07-08", sunday))["ico"] == "2026-08-18"


def test_silence_goes_to_the_commissioner_after_reminders():
    once = f"{SENT}\n2026-07-01 chased"
    assert told_on("2026-07-08", once).letter == "chase_2"
    found = told_on("2026-07-16", f"{once}\n2026-07-08 chased")
    assert (found.letter, days(found)) == ("ico_complaint", {"answer": "2026-06-30", "ico": "2026-08-11"})
    assert "no review first" in found.next_step
    assert told_on("2026-07-16", f"{SENT}\n2026-06-25 chased").letter == "chase_1", (
        "a reminder before the day is none"
    )


def test_silence_under_the_eir_may_also_be_reviewed():
    found = told_on("2026-07-16", SENT, Regime.EIR)
    assert days(found) == {"answer": "2026-06-30", "ico": "2026-08-11", "review_ask": "2026-08-27"}
    assert found.main.what is What.ANSWER


def test_silence_under_foisa_must_be_reviewed():
    text = f"{SENT}\n2026-07-01 chased\n2026-07-07 chased"
    found = told_on("2026-07-16", text, Regime.FOISA)
    assert days(found) == {"answer": "2026-06-30", "review_ask": "2026-08-26"}
    assert (found.letter, "even for silence" in found.next_step) == ("review_delay", True)
    asked = told_on("2026-07-17", f"{text}\n2026-07-16 review_asked", Regime.FOISA)
    assert (asked.stage, days(asked)) == (Stage.REVIEW, {"review_latest": "2026-08-14"})


def test_a_question_of_theirs_stops_the_clock_and_our_answer_starts_it_anew():
    asked = f"{SENT}\n2026-06-10 clarification_asked"
    found = told_on("2026-07-30", asked)
    assert (found.stage, days(found), found.late) == (Stage.CLARIFICATION, {"clarify": "2026-06-25"}, False)
    assert (found.main.whose, found.letter) == ("us", "clarification_answer")
    given = f"{asked}\n2026-07-31 clarification_given"
    found = told_on("2026-08-01", given)
    assert (found.stage, found.received, days(found)) == (
        Stage.WAITING,
        date(2026, 7, 31),
        {"answer": "2026-09-01"},
    )
    assert "received our clarification on Friday 31 July 2026" in found.main.working
    assert told_on("2026-08-05", f"{given}\n2026-08-03 delivered").received == date(2026, 8, 3)


def test_clarification_asked_twice():
    text = f"""{SENT}
2026-06-05 clarification_asked
2026-06-06 clarification_given
2026-06-15 clarification_asked
2026-06-15 clarification_asked
2026-06-22 clarification_given"""
    assert days(told_on("2026-06-23", text)) == {"answer": "2026-07-21"}


def test_a_fee_stops_the_clock_and_paying_it_lets_it_go_on():
    asked = f"{SENT}\n2026-06-08 fees_asked"
    found = told_on("2026-06-09", asked)
    assert (found.stage, days(found), found.main.whose) == (Stage.FEES, {"fee": "2026-09-07"}, "us")
    found = told_on("2026-06-11", f"{asked}\n2026-06-10 fees_paid")
    assert (found.stage, found.received, days(found)) == (
        Stage.WAITING,
        date(2026, 6, 1),
        {"answer": "2026-07-03"},
    )
    assert "clock stopped: a fee was asked, Tuesday 9 June 2026" in found.main.working


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ("2026-01-10", "2026-04-09"),
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2026-12-01", "2027-02-28"),
        ("2026-10-31", "2027-01-30"),
    ],
)
def test_three_months_that_begin_with_the_day_of_the_notice(asked, by):
    assert days(told_on(asked, f"{asked} sent\n{asked} fees_asked")) == {"fee": by}


def test_under_the_eir_sixty_working_days_to_pay():
    assert days(told_on("2026-06-09", f"{SENT}\n2026-06-08 fees_asked", Regime.EIR)) == {"fee": "2026-09-04"}


def test_a_fee_asked_too_late_leaves_the_answer_late():
    found = told_on("2026-07-20", f"{SENT}\n2026-07-10 fees_asked")
    assert days(found)["answer"] == "2026-06-30"
    assert found.main.what is What.FEE


def test_two_fees_one_after_the_other():
    text = f"""{SENT}
2026-06-02 fees_asked
2026-06-03 fees_paid
2026-06-08 fees_asked
2026-06-10 fees_paid"""
    assert days(told_on("2026-06-11", text)) == {"answer": "2026-07-07"}


def test_fee_paid_and_then_extended():
    text = f"""{SENT}
2026-06-08 fees_asked
2026-06-10 fees_paid
2026-06-20 extended"""
    found = told_on("2026-06-21", text)
    assert found.main == the(found, What.EXTENDED)
    assert days(found) == {"answer": "2026-07-03", "extended": "2026-08-04"}


def test_an_extension_keeps_the_statutes_day_visible():
    text = f"{SENT}\n2026-06-29 extended until 2026-07-20"
    found = told_on("2026-07-01", text)
    assert days(found) == {"answer": "2026-06-30", "extended": "2026-07-20"}
    assert (found.main.what, found.late) == (What.EXTENDED, False)
    assert "until Monday 20 July 2026" in found.main.working
    late = told_on("2026-07-21", text)
    assert (late.late, late.late_by, days(late)["ico"]) == (True, 1, "2026-08-31")


def test_an_extension_without_a_day_is_twenty_more_at_most():
    found = told_on("2026-06-30", f"{SENT}\n2026-06-29 extended")
    assert days(found) == {"answer": "2026-06-30", "extended": "2026-07-29"}
    assert "40th working day" in found.main.working


def test_foia_sets_no_limit_and_the_eir_do():
    text = f"{SENT}\n2026-06-29 extended until 2026-10-01"
    found = told_on("2026-06-30", text)
    assert days(found)["extended"] == "2026-10-01"
    assert "Wednesday 29 July 2026; the ICO thinks that enough" in found.main.working
    found = told_on("2026-06-30", text, Regime.EIR)
    assert days(found)["extended"] == "2026-07-29"
    assert "The law allows less" in found.main.working


def test_an_extension_that_came_too_late_moves_nothing():
    found = told_on("2026-07-06", f"{SENT}\n2026-07-03 extended until 2026-07-20")
    assert (found.main.what, found.late, found.late_by) == (What.ANSWER, True, 4)
    assert "too late" in the(found, What.EXTENDED).working


def test_a_later_extension_counts_instead():
    text = f"{SENT}\n2026-06-10 extended until 2026-07-10\n2026-06-26 extended until 2026-07-20"
    assert told_on("2026-06-30", text).main.day == date(2026, 7, 20)


def test_a_day_given_before_the_statutes_moves_nothing():
    assert told_on("2026-06-06", f"{SENT}\n2026-06-05 extended until 2026-06-20").main.what is What.ANSWER


def test_foisa_knows_no_extension():
    found = told_on("2026-07-01", f"{SENT}\n2026-06-29 extended until 2026-07-20", Regime.FOISA)
    assert (days(found)["answer"], found.main.what, found.late) == ("2026-06-30", What.ANSWER, True)
    assert "gives it no more time" in found.main.working


def test_clarification_ends_an_extension():
    text = f"""{SENT}
2026-06-10 extended until 2026-07-20
2026-06-12 clarification_asked
2026-06-15 clarification_given"""
    assert days(told_on("2026-06-16", text)) == {"answer": "2026-07-14"}


@pytest.mark.parametrize(
    ("regime", "rule", "day"),
    [
        (Regime.FOIA, "paragraph 5.3 of the section 45 Code", "2026-08-21"),
        (Regime.EIR, "EIR regulation 11(2)", "2026-08-21"),
        (Regime.FOISA, "FOISA section 20(5)", "2026-08-20"),
    ],
)
def test_a_refusal_can_be_reviewed(regime, rule, day):
    found = told_on("2026-06-25", REFUSED, regime)
    assert (found.stage, found.result, days(found)) == (Stage.ANSWERED, Result.REFUSED, {"review_ask": day})
    assert (found.main.rule, found.main.whose) == (rule, "us")
    assert found.letter == ("review_s43" if regime is Regime.FOIA else "review_general")
    assert "ended" in told_on("2026-08-22", REFUSED, regime).next_step


def test_a_full_answer_leaves_nothing_but_to_close_it():
    found = told_on("2026-06-25", f"{SENT}\n2026-06-24 answered full")
    assert (found.deadlines, found.open, found.letter) == ((), True, None)
    assert "close" in found.next_step


def test_answered_in_part_twice_counts_from_the_second():
    text = f"{SENT}\n2026-06-24 answered part\n2026-07-08 answered part 40"
    found = told_on("2026-07-09", text)
    assert (days(found), found.letter) == ({"review_ask": "2026-09-07"}, "review_s40")


def test_an_internal_review_is_expected_after_20_and_late_after_40():
    text = f"{REFUSED}\n2026-07-06 review_asked"
    found = told_on("2026-07-10", text)
    assert days(found) == {"review_expected": "2026-08-05", "review_latest": "2026-09-03"}
    assert (found.main.what, found.late) == (What.REVIEW_EXPECTED, False)
    assert (told_on("2026-08-06", text).main.what, told_on("2026-08-06", text).late) == (
        What.REVIEW_LATEST,
        False,
    )
    late = told_on("2026-09-04", text)
    assert (late.late, late.late_by, late.letter) == (True, 1, "ico_complaint")
    assert days(late)["ico"] == "2026-10-15"


def test_a_review_that_takes_longer():
    text = f"{REFUSED}\n2026-07-06 review_asked\n2026-08-03 review_extended"
    assert days(told_on("2026-08-04", text)) == {"review_latest": "2026-09-03"}
    assert days(told_on("2026-08-04", f"{text} until 2026-08-20"))["review_expected"] == "2026-08-20"
    assert "review_expected" not in days(told_on("2026-08-04", f"{text} until 2026-11-20"))


def test_the_reviews_of_the_eir_and_of_foisa_are_statutory():
    text = f"{REFUSED}\n2026-07-06 review_asked\n2026-08-03 review_extended until 2026-12-01"
    assert days(told_on("2026-08-04", text, Regime.EIR)) == {"review_latest": "2026-09-03"}
    assert days(told_on("2026-08-03", text, Regime.FOISA)) == {"review_latest": "2026-08-04"}


def test_a_review_sent_by_post_counts_from_its_delivery():
    text = f"{REFUSED}\n2026-07-06 review_asked\n2026-07-08 delivered"
    assert days(told_on("2026-07-10", text))["review_expected"] == "2026-08-07"


def test_six_weeks_to_complain_in_is_a_setting():
    text = f"{REFUSED}\n2026-07-06 review_asked\n2026-08-05 review_answered refused"
    found = told_on("2026-08-06", text)
    assert (found.stage, days(found), found.letter) == (
        Stage.REVIEWED,
        {"ico": "2026-09-16"},
        "ico_complaint",
    )
    assert "not law" in found.main.working
    assert days(told_on("2026-08-06", text, settings=ClockSettings(ico_days=90))) == {"ico": "2026-11-03"}
    assert "ended" in told_on("2026-09-17", text).next_step


@pytest.mark.parametrize(("outcome", "until"), [("2026-08-05", "2027-02-05"), ("2026-08-31", "2027-02-28")])
def test_six_months_to_the_scottish_commissioner(outcome, until):
    text = f"{REFUSED}\n2026-07-06 review_asked\n{outcome} review_answered"
    assert days(told_on(outcome, text, Regime.FOISA)) == {"ico": until}


def test_silence_about_a_review_in_scotland():
    text = f"{REFUSED}\n2026-07-06 review_asked"
    found = told_on("2026-08-05", text, Regime.FOISA)
    assert days(found) == {"review_latest": "2026-08-04", "ico": "2027-02-04"}


def test_a_review_that_gives_everything():
    found = told_on("2026-08-06", f"{REFUSED}\n2026-07-06 review_asked\n2026-08-05 review_answered full")
    assert (found.result, found.deadlines) == (Result.FULL, ())


def test_the_commissioner_has_no_clock():
    text = f"{REFUSED}\n2026-07-06 review_asked\n2026-08-05 review_answered\n2026-08-20 ico_complained"
    found = told_on("2026-09-20", text)
    assert (found.stage, found.deadlines, found.result) == (Stage.ICO, (), Result.REFUSED)
    again = told_on("2026-09-20", f"{text}\n2026-09-01 answered part")
    assert (again.stage, again.result) == (Stage.ICO, Result.PART), "more came, but the complaint goes on"


def test_an_answer_ends_a_complaint_about_silence():
    found = told_on("2026-08-20", f"{SENT}\n2026-07-20 ico_complained\n2026-08-19 answered refused")
    assert (found.stage, days(found)) == (Stage.ANSWERED, {"review_ask": "2026-10-15"})


def test_a_review_answered_while_the_commissioner_looks_at_it():
    text = f"{REFUSED}\n2026-07-06 review_asked\n2026-09-04 ico_complained\n2026-09-10 review_answered part"
    found = told_on("2026-09-11", text)
    assert (found.stage, found.result) == (Stage.ICO, Result.PART)


def test_a_decision_notice_starts_two_clocks_in_calendar_days():
    found = told_on("2026-10-12", NOTICED)
    assert (found.stage, days(found)) == (Stage.NOTICE, {"tribunal": "2026-11-08", "notice": "2026-11-15"})
    assert (found.main.what, found.letter) == (What.TRIBUNAL, "tribunal_note")
    assert "must have arrived" in found.main.working
    assert told_on("2026-11-08", NOTICED).main.what is What.TRIBUNAL
    after = told_on("2026-11-09", NOTICED)
    assert (after.main.what, after.late) == (What.NOTICE, False)
    late = told_on("2026-11-17", NOTICED)
    assert (late.late, late.late_by) == (True, 2)


def test_what_the_body_sends_after_a_notice_can_be_reviewed_and_the_tribunal_stays_open():
    found = told_on("2026-10-25", f"{NOTICED}\n2026-10-24 answered part")
    assert days(found) == {"tribunal": "2026-11-08", "review_ask": "2026-12-21"}


def test_a_decision_of_the_scottish_commissioner_says_its_own_days():
    found = told_on("2026-10-12", NOTICED, Regime.FOISA)
    assert found.deadlines == ()
    assert "Court of Session" in found.next_step


def test_an_appeal_and_the_end():
    text = f"{NOTICED}\n2026-10-20 tribunal_appealed"
    assert told_on("2026-10-21", text).stage is Stage.TRIBUNAL
    over = told_on("2026-12-01", f"{text}\n2026-11-30 closed")
    assert (over.stage, over.open, over.deadlines) == (Stage.CLOSED, False, ())
    assert told_on("2026-12-01", f"{SENT}\n2026-06-20 withdrawn").stage is Stage.WITHDRAWN


def test_opened_again_it_stands_where_it_stood():
    text = f"{SENT}\n2026-06-20 closed"
    assert told_on("2026-06-24", f"{text}\n2026-06-21 answered full").stage is Stage.CLOSED
    found = told_on("2026-06-24", f"{text}\n2026-06-23 reopened")
    assert (found.stage, days(found)) == (Stage.WAITING, {"answer": "2026-06-30"})


def test_the_order_in_which_events_are_told_does_not_matter():
    lines = NOTICED.splitlines()
    assert told_on("2026-10-12", "\n".join(reversed(lines))) == told_on("2026-10-12", NOTICED)


def test_a_holiday_announced_overnight_moves_an_open_deadline():
    proclaimed = PACKAGED.with_extra([Extra(date(2026, 6, 30), "One-off day", ("ENG",))])
    before, after = told_on("2026-06-29", SENT), told_on("2026-06-29", SENT, calendars=proclaimed)
    assert (before.main.day, after.main.day) == (date(2026, 6, 30), date(2026, 7, 1))
    assert "One-off day (England), Tuesday 30 June 2026" in after.main.working


def test_beyond_the_known_holidays_the_problem_is_named():
    found = told_on("2028-12-20", "2028-12-15 sent")
    assert (found.stage, found.deadlines, found.main) == (Stage.WAITING, (), None)
    assert "2029" in found.problem
    assert "cannot be calculated" in found.next_step
    partly = told_on("2028-12-20", "2028-11-20 sent\n2028-12-15 extended")
    assert (days(partly), "2029" in partly.problem) == ({"answer": "2028-12-19"}, True)
    later = told_on("2029-02-01", "2028-11-20 sent")
    assert (later.late, later.late_by, "2029" in later.problem) == (True, 0, True)


def test_the_tribunals_days_need_no_holidays():
    text = "2028-01-03 sent\n2028-02-10 ico_complained\n2028-12-20 ico_noticed"
    found = told_on("2028-12-21", text)
    assert (days(found), found.problem) == ({"tribunal": "2029-01-17", "notice": "2029-01-24"}, "")


@given(st.lists(anything, max_size=12), st.sampled_from(list(Regime)))
def test_whatever_is_told_there_is_an_answer(told, regime):
    found = clock(told, regime, Calendars.packaged(), date(2026, 12, 31))
    assert isinstance(found, Clock)
    assert found.main is None or found.main in found.deadlines
    assert list(found.deadlines) == sorted(found.deadlines, key=lambda deadline: deadline.day)
    assert found.late_by == 0 or found.late
    assert found.next_step
    assert all(deadline.working and deadline.source.startswith("https://") for deadline in found.deadlines)
    assert not found.problem
