"""Working days, checked against a reviewed list of bank holidays and published counts."""

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.calendar import ENGLAND, FIRST_YEAR, LAST_YEAR, SCOTLAND, UK_ALL, Calendar
from law.errors import BeyondHorizon
from tests.feeds.releases import SAMPLES

# Reviewed by hand against gov.uk/bank-holidays (England and Wales), substitute and one-off days included.
ENGLISH = {
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}
CALENDARS = {"FOIA": UK_ALL, "EIR": UK_ALL, "FOISA": SCOTLAND}


def weekdays_off(calendar: Calendar, year: int) -> set[date]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return {day for day in days if day.year == year and day.weekday() < 5 and calendar.bank_holiday(day)}


@pytest.mark.parametrize("year", ENGLISH)
def test_england_has_the_reviewed_holidays_and_no_other(year):
    assert weekdays_off(ENGLAND, year) == {
        date.fromisoformat(f"{year}-{day}") for day in ENGLISH[year].split()
    }


def test_one_off_days_of_one_part_count_where_any_part_counts():
    world_cup = date(2026, 6, 15)
    assert not UK_ALL.is_working_day(world_cup)
    assert not SCOTLAND.is_working_day(world_cup)
    assert ENGLAND.is_working_day(world_cup)
    assert "Scotland" in (UK_ALL.day_off(world_cup) or "")


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 3, 17), {"UK"}),
        (date(2026, 7, 13), {"UK"}),
        (date(2026, 8, 3), {"UK", "SCT"}),
        (date(2026, 8, 31), {"UK", "ENG"}),
        (date(2026, 4, 6), {"UK", "ENG"}),
        (date(2026, 11, 30), {"UK", "SCT"}),
        (date(2026, 1, 2), {"UK", "SCT"}),
        (date(2022, 5, 30), set()),
        (date(2026, 8, 1), {"UK", "ENG", "SCT"}),
    ],
)
def test_each_law_skips_its_own_days(day, off):
    calendars = {"UK": UK_ALL, "ENG": ENGLAND, "SCT": SCOTLAND}
    assert {name for name, calendar in calendars.items() if not calendar.is_working_day(day)} == off


def test_the_days_passed_over_are_named():
    end, skipped = ENGLAND.add_working_days(date(2026, 12, 24), 2)
    assert end == date(2026, 12, 30)
    assert [(skip.day.isoformat(), skip.reason) for skip in skipped] == [
        ("2026-12-25", "Christmas Day"),
        ("2026-12-26", "Saturday"),
        ("2026-12-27", "Sunday"),
        ("2026-12-28", "Boxing Day (substitute day)"),
    ]


@pytest.mark.parametrize("day", [date(LAST_YEAR + 1, 1, 1), date(FIRST_YEAR - 1, 12, 31), date.max, date.min])
def test_beyond_the_known_years_nothing_is_guessed(day):
    with pytest.raises(BeyondHorizon, match=str(day.year)):
        ENGLAND.is_working_day(day)


def test_counting_out_of_the_known_years_stops():
    with pytest.raises(BeyondHorizon):
        ENGLAND.add_working_days(date(LAST_YEAR, 12, 29), 20)
    with pytest.raises(BeyondHorizon):
        ENGLAND.add_working_days(date.max, 1)


@pytest.mark.parametrize("days", [0, -1])
def test_at_least_one_day(days):
    with pytest.raises(ValueError, match="at least 1"):
        ENGLAND.add_working_days(date(2026, 8, 10), days)


def test_where_substitute_days_may_still_move():
    assert not ENGLAND.is_provisional(date(2027, 12, 31))
    assert ENGLAND.is_provisional(date(2028, 1, 3))


@pytest.mark.skipif(
    not (SAMPLES / "foi_deadlines.csv").exists(), reason="the samples are not beside the project"
)
def test_published_counts_of_twenty_working_days():
    with (SAMPLES / "foi_deadlines.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 20
    for row in rows:
        due, _ = CALENDARS[row["regime"]].add_working_days(date.fromisoformat(row["received_date"]), 20)
        assert due.isoformat() == row["expected_due_date"], row


@given(
    st.dates(min_value=date(2010, 1, 1), max_value=date(2027, 6, 1)),
    st.integers(min_value=1, max_value=60),
    st.sampled_from([UK_ALL, ENGLAND, SCOTLAND]),
)
def test_counting_agrees_with_itself(start, days, calendar):
    end, skipped = calendar.add_working_days(start, days)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(start, end) == days
    assert (end - start).days == days + len(skipped)
    assert not any(calendar.is_working_day(skip.day) for skip in skipped)
