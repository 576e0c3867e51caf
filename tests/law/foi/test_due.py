"""By when an answer is due: published examples, properties, and days that become holidays overnight."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from law.calendar import LAST_YEAR, Extra
from law.errors import BeyondHorizon
from law.foi.due import Pause, due, due_after, words
from law.foi.regime import Calendars, Regime, rules

PACKAGED = Calendars.packaged()
LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
days = st.dates(min_value=date(2010, 1, 1), max_value=date(2028, 10, 1))
regimes = st.sampled_from(list(Regime))


def table() -> list[dict[str, str]]:
    with (Path(__file__).parents[1] / "data" / "foi_deadlines.csv").open(
        newline="", encoding="utf-8"
    ) as file:
        return list(csv.DictReader(file))


def foia(received: str) -> date:
    return due(date.fromisoformat(received), Regime.FOIA, PACKAGED).day


@pytest.mark.parametrize(
    "row", table(), ids=lambda row: f"{row['received_date']} {row['regime']}: {row['reason']}"
)
def test_the_checked_table(row):
    found = due(date.fromisoformat(row["received_date"]), Regime(row["regime"]), PACKAGED)
    assert found.day.isoformat() == row["expected_due_date"]


# From Alaveteli's spec/models/holiday_spec.rb, whose dates are right for whole days.
@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2008-10-01", "2008-10-29"),
        ("2007-02-01", "2007-03-01"),
        ("2008-02-01", "2008-02-29"),
        ("2009-03-12", "2009-04-14"),
        ("2009-03-13", "2009-04-15"),
        ("2009-03-14", "2009-04-15"),
        ("2009-03-15", "2009-04-15"),
        ("2009-03-16", "2009-04-16"),
        ("2007-10-14", "2007-11-09"),
    ],
)
def test_the_examples_of_alaveteli(received, expected):
    assert foia(received).isoformat() == expected


def test_a_late_evening_in_summer_is_the_next_day_in_london():
    """Alaveteli's info_request_spec has it due on 9 November, for it counts from the day in UTC."""
    sent = datetime(2007, 10, 14, 23, 59, tzinfo=UTC)
    assert due(sent.astimezone(LONDON).date(), Regime.FOIA, PACKAGED).day == date(2007, 11, 12)


def test_forty_working_days():
    found = due_after(date(2007, 10, 14), Regime.FOIA, PACKAGED, 40)
    assert found.day == date(2007, 12, 10)
    assert due_after(date(2026, 6, 1), Regime.EIR, PACKAGED, 40).day == date(2026, 7, 29)
    assert due_after(date(2026, 6, 1), Regime.FOISA, PACKAGED, 40).day == date(2026, 7, 28)


# A published chart (November 2014 to January 2015) agrees with the statute except for what came on a
# holiday, which it takes as received on the next working day, as the Code does.
@pytest.mark.parametrize(
    ("received", "statute", "code"),
    [
        ("2014-12-01", "2014-12-31", "2015-01-05"),
        ("2015-01-02", "2015-01-30", "2015-02-02"),
        ("2014-03-16", "2014-04-14", "2014-04-15"),
        ("2024-12-25", "2025-01-27", "2025-01-28"),
    ],
)
def test_the_code_gives_a_body_a_day_more_for_what_comes_on_no_working_day(received, statute, code):
    found = due(date.fromisoformat(received), Regime.FOIA, PACKAGED)
    assert (found.day.isoformat(), found.code_day.isoformat()) == (statute, code)
    assert f"as the section 45 Code does has until {words(found.code_day)}" in found.working


def test_received_on_a_working_day_there_is_one_date():
    found = due(date(2026, 6, 1), Regime.FOIA, PACKAGED)
    assert found.code_day == found.day
    assert "Code" not in found.working


def test_the_working_names_what_was_skipped_and_why():
    found = due(date(2014, 3, 16), Regime.FOIA, PACKAGED)
    assert found.working.startswith(
        "Calculated: received Sunday 16 March 2014; the 20th working day after it is Monday 14 April 2014. "
        "Not counted: weekends; St Patrick's Day (Northern Ireland), Monday 17 March 2014."
    )
    assert [skip.reason for skip in found.skipped if skip.day.weekday() < 5] == [
        "St Patrick's Day (Northern Ireland)"
    ]
    assert len(found.skipped) == 9


def test_the_leap_day_is_a_day_like_any_other():
    assert foia("2024-02-29") == date(2024, 4, 2)
    assert foia("2024-01-31") == date(2024, 2, 28)
    assert foia("2024-02-01") == date(2024, 2, 29)


def test_years_not_proclaimed_yet_are_provisional():
    assert not due(date(2027, 11, 30), Regime.FOIA, PACKAGED).provisional
    found = due(date(2027, 12, 10), Regime.FOIA, PACKAGED)
    assert found.day.year == 2028
    assert found.provisional
    assert "may still move" in found.working


@pytest.mark.parametrize(
    "received", [date(LAST_YEAR, 12, 4), date(LAST_YEAR + 1, 1, 1), date(1999, 12, 31), date.max]
)
def test_beyond_the_known_holidays_nothing_is_guessed(received):
    with pytest.raises(BeyondHorizon):
        due(received, Regime.FOIA, PACKAGED)


def test_the_last_day_that_can_be_counted_to():
    assert due(date(LAST_YEAR, 11, 28), Regime.FOIA, PACKAGED).day == date(LAST_YEAR, 12, 29)
    with pytest.raises(BeyondHorizon, match="20 working days after 29 November 2028"):
        due(date(LAST_YEAR, 11, 29), Regime.FOIA, PACKAGED)


def test_a_day_that_becomes_a_holiday_overnight_moves_the_deadline():
    before = due(date(2026, 8, 3), Regime.FOIA, PACKAGED)
    proclaimed = PACKAGED.with_extra([Extra(before.day, "One-off day", ("WLS",))])
    after = due(date(2026, 8, 3), Regime.FOIA, proclaimed)
    assert after.day == before.day + DAY
    assert f"One-off day (Wales), {words(before.day)}" in after.working
    assert proclaimed.fingerprint != PACKAGED.fingerprint
    scottish = due(date(2026, 8, 3), Regime.FOISA, PACKAGED)
    assert due(date(2026, 8, 3), Regime.FOISA, proclaimed) == scottish


def test_a_pause_is_not_counted_both_its_days_included():
    pause = Pause(date(2026, 6, 8), date(2026, 6, 10))  # Monday to Wednesday
    found = due_after(date(2026, 6, 1), Regime.FOIA, PACKAGED, 20, [pause])
    assert found.day == date(2026, 7, 3)  # 30 June and three working days
    assert [skip.day for skip in found.skipped if "fee" in skip.reason] == [
        date(2026, 6, day) for day in (8, 9, 10)
    ]
    assert list(found.skipped) == sorted(found.skipped, key=lambda skip: skip.day)


def test_a_pause_that_reaches_beyond_the_first_count_is_followed():
    """The days won by a pause can themselves lie in it."""
    pause = Pause(date(2026, 6, 26), date(2026, 8, 14))
    # Up to 25 June 17 working days; the other three follow Friday 14 August.
    assert due_after(date(2026, 6, 1), Regime.FOIA, PACKAGED, 20, [pause]).day == date(2026, 8, 19)


def test_a_pause_outside_changes_nothing():
    plain = due(date(2026, 6, 1), Regime.FOIA, PACKAGED)
    outside = [Pause(date(2026, 5, 1), date(2026, 6, 1)), Pause(date(2026, 7, 1), date(2026, 7, 9))]
    assert due_after(date(2026, 6, 1), Regime.FOIA, PACKAGED, 20, outside) == plain


@given(days, regimes)
def test_due_is_a_working_day(received, regime):
    found = due(received, regime, PACKAGED)
    calendar = PACKAGED.of(regime)
    assert calendar.is_working_day(found.day)
    assert calendar.is_working_day(found.code_day)
    assert calendar.working_days_between(received, found.day) == 20
    assert calendar.working_days_between(received, found.code_day) == 20 + (
        not calendar.is_working_day(received)
    )


@given(days, regimes)
def test_due_never_goes_back_and_stands_still_exactly_over_days_off(received, regime):
    today, tomorrow = (due(day, regime, PACKAGED).day for day in (received, received + DAY))
    assert today <= tomorrow
    assert (today == tomorrow) is not PACKAGED.of(regime).is_working_day(received + DAY)


@settings(max_examples=40)  # each makes a calendar
@given(days, st.integers(min_value=1, max_value=40), regimes)
def test_a_holiday_added_on_the_way_moves_it_later_never_earlier(received, after, regime):
    before = due(received, regime, PACKAGED).day
    day = received + DAY * after
    assume(day <= before and PACKAGED.of(regime).is_working_day(day))
    calendars = PACKAGED.with_extra([Extra(day, "One-off day", ("SCT",))])
    assert due(received, regime, calendars).day > before


@settings(max_examples=40)
@given(days, st.dates(min_value=date(2010, 1, 1), max_value=date(2028, 10, 1)), regimes)
def test_a_holiday_added_elsewhere_moves_nothing(received, day, regime):
    before = due(received, regime, PACKAGED).day
    assume(not received < day <= before)
    calendars = PACKAGED.with_extra([Extra(day, "One-off day", ("SCT",))])
    assert due(received, regime, calendars).day == before


@given(days, st.integers(min_value=1, max_value=30), st.integers(min_value=0, max_value=30))
def test_a_pause_costs_exactly_its_working_days(received, begins, lasts):
    start = received + DAY * begins
    pause = Pause(start, start + DAY * lasts)
    found = due_after(received, Regime.FOIA, PACKAGED, 20, [pause])
    paused = PACKAGED.uk.working_days_between(pause.start - DAY, min(pause.end, found.day))
    assert PACKAGED.uk.working_days_between(received, found.day) - paused == 20
    assert not pause.start <= found.day <= pause.end


@pytest.mark.parametrize("text", ["foia", "FOIA", " Foia "])
def test_a_regime_is_read_in_any_case(text):
    assert Regime(text) is Regime.FOIA
    with pytest.raises(ValueError, match="DPA"):
        Regime("DPA")


@pytest.mark.parametrize("regime", Regime)
def test_every_rule_has_an_official_source(regime):
    law = rules(regime)
    sources = [law.answer, law.clarify, law.fee, law.review_ask, law.review, law.complaint, law.notice]
    sources += [source for source in (law.extension, law.appeal) if source]
    official = ("https://www.legislation.gov.uk/", "https://www.gov.uk/", "https://ico.org.uk/")
    assert all(source.url.startswith(official) for source in sources)
