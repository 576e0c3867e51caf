"""Letters shared out: by working days, and in equal parts."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.desk.sharing import in_turn, send_days, shares, working_day
from law.calendar import UK_ALL
from law.errors import BeyondHorizon

DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))


def test_so_many_a_working_day():
    """Christmas 2026 falls on a Friday, and its Saturday is given back on Monday."""
    days = send_days(7, date(2026, 12, 24), 3, UK_ALL)
    assert days == [date(2026, 12, 24)] * 3 + [date(2026, 12, 29)] * 3 + [date(2026, 12, 30)]
    assert send_days(0, date(2026, 12, 24), 3, UK_ALL) == []


def test_a_day_off_as_the_first_is_the_working_day_after_it():
    assert working_day(date(2026, 11, 21), UK_ALL) == date(2026, 11, 23)
    assert working_day(date(2026, 11, 23), UK_ALL) == date(2026, 11, 23)
    assert send_days(1, date(2026, 11, 28), 1, UK_ALL) == [date(2026, 12, 1)]  # after St Andrew's Day


def test_beyond_the_known_holidays_nothing_is_guessed():
    with pytest.raises(BeyondHorizon):
        send_days(10, date(2028, 12, 28), 1, UK_ALL)


@given(st.integers(1, 250), DAYS, st.integers(1, 60))
def test_never_more_a_day_and_never_on_a_day_off(many: int, first: date, per_day: int):
    days = send_days(many, first, per_day, UK_ALL)
    assert len(days) == many
    assert days == sorted(days)
    assert days[0] >= first
    counted = Counter(days)
    assert max(counted.values()) <= per_day
    assert [n for day, n in counted.items() if n < per_day and day != days[-1]] == []
    assert all(UK_ALL.is_working_day(day) for day in counted)
    between = (days[0] + timedelta(n) for n in range((days[-1] - days[0]).days))
    assert all(day in counted for day in between if UK_ALL.is_working_day(day))


@given(st.integers(0, 250), st.lists(st.integers(1, 99), unique=True, max_size=12))
def test_no_two_shares_differ_by_more_than_one(many: int, people: list[int]):
    dealt = shares(many, people)
    assert len(dealt) == many
    if not people:
        assert set(dealt) <= {None}
        return
    counts = [dealt.count(person) for person in people]
    assert max(counts) - min(counts) <= 1
    assert counts == sorted(counts, reverse=True), "who comes first never has less"


def test_thirty_six_among_seven():
    counts = Counter(shares(36, in_turn([1, 2, 3, 4, 5, 6, 7], {1: 4, 2: 1})))
    assert sorted(counts.values()) == [5, 5, 5, 5, 5, 5, 6]
    assert counts[3] == 6, "one of those with nothing in hand"


def test_who_has_the_fewest_comes_first():
    assert in_turn([5, 6, 7, 6], {5: 2, 6: 1, 9: 8}) == [7, 6, 5]
