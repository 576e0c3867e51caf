"""Working days, checked against a reviewed list of bank holidays and published counts."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.calendar import ENGLAND, FIRST_YEAR, LAST_YEAR, SCOTLAND, UK_ALL, Calendar, Extra
from law.errors import BeyondHorizon

DATA = Path(__file__).parent / "data"
PARTS = ("ENG", "WLS", "SCT", "NIR")
FIRST_REVIEWED, LAST_REVIEWED = 2012, 2028


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_the_reviewed_holidays_and_no_other(part):
    """The list holds weekdays only, as gov.uk/bank-holidays does, and 15 June 2026, proclaimed on 3 February 2026."""
    reviewed = {
        date.fromisoformat(row["day"]) for row in rows("bank_holidays.csv") if part in row["parts"].split()
    }
    calendar = Calendar(part, (part,))
    days = (date(FIRST_REVIEWED, 1, 1) + timedelta(days=n) for n in range(17 * 366))
    ours = {
        day
        for day in days
        if day.year <= LAST_REVIEWED and day.weekday() < 5 and calendar.bank_holiday(day) is not None
    }
    assert ours == reviewed


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


def test_counting_back_into_the_unknown_stops():
    with pytest.raises(BeyondHorizon, match="begin earlier than 2000"):
        ENGLAND.take_working_days(date(FIRST_YEAR, 1, 10), 20)


@pytest.mark.parametrize("days", [0, -1])
def test_at_least_one_day_back(days):
    with pytest.raises(ValueError, match="at least 1"):
        ENGLAND.take_working_days(date(2026, 8, 10), days)


def test_where_substitute_days_may_still_move():
    assert not ENGLAND.is_provisional(date(2027, 12, 31))
    assert ENGLAND.is_provisional(date(2028, 1, 3))


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


@given(
    st.dates(min_value=date(2010, 1, 1), max_value=date(2027, 6, 1)),
    st.integers(min_value=1, max_value=60),
    st.sampled_from([UK_ALL, ENGLAND, SCOTLAND]),
)
def test_counting_back_undoes_counting(start, days, calendar):
    end, _ = calendar.add_working_days(start, days)
    back = calendar.take_working_days(end, days)
    assert back <= start
    assert calendar.working_days_between(back, start) == 0
    assert calendar.is_working_day(back)


ADDED = Extra(date(2026, 9, 2), "One-off day", ("ENG", "WLS"))


def test_an_added_holiday_counts_where_it_is_one():
    uk, england, scotland = (calendar.with_extra([ADDED]) for calendar in (UK_ALL, ENGLAND, SCOTLAND))
    assert uk.day_off(ADDED.day) == "One-off day (England, Wales)"
    assert england.day_off(ADDED.day) == "One-off day"
    assert scotland.is_working_day(ADDED.day)
    assert UK_ALL.is_working_day(ADDED.day)
    assert uk.extras == (ADDED,)
    assert scotland.extras == ()


def test_an_added_holiday_is_skipped_in_every_count():
    calendar = ENGLAND.with_extra([ADDED])
    before, after = date(2026, 9, 1), date(2026, 9, 3)
    assert calendar.add_working_days(before, 1)[0] == after
    assert calendar.take_working_days(after, 1) == before
    assert calendar.working_days_between(before, after) == 1


def test_more_holidays_can_be_added_to_added_ones():
    other = Extra(date(2026, 9, 3), "Another", ("ENG",))
    calendar = ENGLAND.with_extra([ADDED]).with_extra([other])
    assert calendar.add_working_days(date(2026, 9, 1), 1)[0] == date(2026, 9, 4)


def test_the_packaged_name_stays_where_a_day_is_a_holiday_already():
    known = UK_ALL.day_off(date(2026, 6, 15))
    assert (
        UK_ALL.with_extra([Extra(date(2026, 6, 15), "World Cup", ("SCT",))]).day_off(date(2026, 6, 15))
        == known
    )


@pytest.mark.parametrize(
    ("extra", "changes"),
    [
        (ADDED, True),
        (Extra(date(2026, 9, 2), "Elsewhere", ("SCT",)), False),
        (Extra(date(2026, 9, 5), "On a Saturday", ("ENG",)), False),
        (Extra(date(2026, 8, 31), "Known already", ("ENG",)), False),
    ],
)
def test_the_fingerprint_tells_when_another_day_counts(extra, changes):
    assert (ENGLAND.with_extra([extra]).fingerprint != ENGLAND.fingerprint) is changes
    assert ENGLAND.fingerprint != UK_ALL.fingerprint


@pytest.mark.parametrize(("parts", "named"), [(("GB",), "GB"), ((), "none"), (("ENG", "Wales"), "Wales")])
def test_parts_have_codes(parts, named):
    with pytest.raises(ValueError, match=f"ENG, WLS, SCT, NIR, not {named}"):
        Extra(date(2026, 9, 2), "One-off day", parts)
