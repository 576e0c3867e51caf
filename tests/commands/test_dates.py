"""Days and moments as people type them, on a Saturday in November and on the days the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.core.dates import is_written, read_date, why_none
from commands.core.moments import LONDON
from commands.core.times import NoSuchTime, day_words, read_moment

TODAY = date(2026, 11, 21)  # a Saturday
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("3 November", "2026-11-03", "2027-11-03"),
        ("3rd of Nov", "2026-11-03", "2027-11-03"),
        ("November 3", "2026-11-03", "2027-11-03"),
        ("03/04", "2026-04-03", "2027-04-03"),
        ("3/4", "2026-04-03", "2027-04-03"),
        ("on 3 April", "2026-04-03", "2027-04-03"),
        ("21 November", "2026-11-21", "2026-11-21"),
        ("29 February", "2024-02-29", "2028-02-29"),
        ("Saturday", "2026-11-21", "2026-11-21"),
        ("Friday", "2026-11-20", "2026-11-27"),
        ("tues", "2026-11-17", "2026-11-24"),
        ("Friday 27 November", None, "2026-11-27"),
        ("Friday 20 November", "2026-11-20", None),
        ("14 March", "2026-03-14", "2027-03-14"),
        ("March 2026", None, None),
        ("2026", None, None),
        ("March", None, None),
        ("31/11", None, None),
        ("30 February", None, None),
        ("40", None, None),
    ],
)
def test_without_a_year_the_nearest_in_that_direction(text, past, future):
    for direction, expected in (("past", past), ("future", future)):
        wanted = date.fromisoformat(expected) if expected else None
        assert read_date(text, TODAY, direction) == wanted, direction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026", "2026-01-01"),
        ("March 2026", "2026-03-01"),
        ("03/2026", "2026-03-01"),
        ("yesterday", "2026-11-20"),
        ("3 November", None),
        ("Friday", None),
        ("in 3 weeks", None),
    ],
)
def test_asked_for_any_day_a_date_has_its_year(text, expected):
    assert read_date(text, TODAY) == (date.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", "2026-11-20"),
        ("tomorrow", "2026-11-22"),
        ("today", "2026-11-21"),
        ("next Friday", "2026-11-27"),
        ("next Tuesday", "2026-11-24"),
        ("next Monday", "2026-11-30"),
        ("this Sunday", "2026-11-22"),
        ("last Tuesday", "2026-11-17"),
        ("last Saturday", "2026-11-14"),
        ("Friday week", "2026-12-04"),
        ("in 3 weeks", "2026-12-12"),
        ("in 10 days", "2026-12-01"),
        ("in a fortnight", "2026-12-05"),
        ("in two months", "2027-01-21"),
        ("3 weeks ago", "2026-10-31"),
        ("a week ago", "2026-11-14"),
        ("3/11/2026", "2026-11-03"),
        ("3.11.26", "2026-11-03"),
        ("2026-11-03", "2026-11-03"),
        ("Tuesday the 3rd of November, 2026", "2026-11-03"),
        ("Wednesday 3 November 2026", None),
        ("18 December the", None),
        ("in 3 working days", None),
        ("3 weeks", None),
        ("next week", None),
        ("soon", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("direction", ["past", "future"])
def test_what_says_its_own_direction(text, expected, direction):
    wanted = date.fromisoformat(expected) if expected else None
    assert read_date(text, TODAY, direction) == wanted


@pytest.mark.parametrize(
    ("said_on", "meant"),
    [
        ("2026-11-23", "2026-11-27"),  # Monday: the one of this week
        ("2026-11-24", "2026-11-27"),
        ("2026-11-25", "2026-12-04"),  # Wednesday: the one of next week
        ("2026-11-26", "2026-12-04"),
        ("2026-11-27", "2026-12-04"),
        ("2026-11-28", "2026-12-04"),
    ],
)
def test_next_friday(said_on, meant):
    assert read_date("next Friday", date.fromisoformat(said_on), "future") == date.fromisoformat(meant)


@pytest.mark.parametrize("direction", ["past", "future", "any"])
@given(day=st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_a_whole_date_is_that_day_in_every_direction(direction, day):
    for text in (
        f"{day:%d/%m/%Y}",
        f"{day.day} {day:%B %Y}",
        f"{day:%A} {day.day} {day:%b %Y}",
        day.isoformat(),
    ):
        assert read_date(text, TODAY, direction) == day


@given(today=st.dates(date(2000, 1, 1), date(2090, 1, 1)), day=st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_without_a_year_it_lies_in_the_direction_and_is_near(today, day):
    text = f"{day.day} {day:%B}"
    past, future = read_date(text, today, "past"), read_date(text, today, "future")
    assert past is not None and future is not None
    assert past <= today <= future
    assert {(past.day, past.month), (future.day, future.month)} == {(day.day, day.month)}
    if (day.day, day.month) != (29, 2):
        assert future - past <= timedelta(days=366)


@pytest.mark.parametrize(
    ("text", "direction", "words", "instead"),
    [
        ("31/11", "past", "November 2026 has only 30 days.", "30 November 2026"),
        ("31/11", "future", "November 2026 has only 30 days.", "30 November 2026"),
        ("30 February", "future", "February 2027 has only 28 days.", "28 February 2027"),
        ("29 February 2027", "any", "February 2027 has only 28 days.", "28 February 2027"),
        ("30 February 2028", "any", "February 2028 has only 29 days.", "29 February 2028"),
        ("12/25", "past", "There is no month 25: the day comes before the month.", "25 December 2025"),
        ("2026-13-40", "any", "There is no month 13: the day comes before the month.", ""),
        ("Friday 28 November 2026", "any", "28 November 2026 is a Saturday.", "28 November 2026"),
        ("March 2027", "future", "It names no single day.", "1 March 2027"),
        ("3 November", "any", "It names no year.", "3 November 2026"),
    ],
)
def test_a_day_that_is_none_is_explained(text, direction, words, instead):
    why = why_none(text, TODAY, direction)
    assert why is not None
    assert (why.words, why.instead) == (words, instead)
    assert not instead or read_date(instead, TODAY, direction) is not None


@pytest.mark.parametrize("text", ["tomorrow", "3 November 2026", "soon", "40", "0/0", "3/0", "the of"])
def test_nothing_to_explain(text):
    assert why_none(text, TODAY, "any") is None


@given(st.text(max_size=60), st.sampled_from(["past", "future", "any"]))
def test_any_text_is_a_date_or_none(text, direction):
    read = read_date(text, TODAY, direction)
    assert read is None or why_none(text, TODAY, direction) is None
    is_written(text)
    try:
        moment = read_moment(text, NOON)
    except NoSuchTime:
        return
    assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow", "2026-11-22 09:00"),
        ("tomorrow 9am", "2026-11-22 09:00"),
        ("9 am tomorrow", "2026-11-22 09:00"),
        ("Friday at 14:30", "2026-11-27 14:30"),
        ("at 14.30 on Friday", "2026-11-27 14:30"),
        ("Saturday at 13:00", "2026-11-21 13:00"),
        ("Saturday at 11:00", "2026-11-28 11:00"),
        ("21 November 11am", "2027-11-21 11:00"),
        ("21 November 2026 11am", "2026-11-21 11:00"),
        ("today 9am", "2026-11-21 09:00"),
        ("noon", "2026-11-22 12:00"),
        ("at 1pm", "2026-11-21 13:00"),
        ("12am tomorrow", "2026-11-22 00:00"),
        ("in 3 hours", "2026-11-21 15:00"),
        ("in 20 mins", "2026-11-21 12:20"),
        ("in half an hour", "2026-11-21 12:30"),
        ("in an hour", "2026-11-21 13:00"),
        ("in 2 weeks at 5pm", "2026-12-05 17:00"),
        ("in 3 weeks", "2026-12-12 09:00"),
        ("13pm", None),
        ("24:00 tomorrow", None),
        ("tomorrow at", None),
        ("9", None),
        ("soon", None),
    ],
)
def test_moments(text, expected):
    read = read_moment(text, NOON)
    wanted = datetime.fromisoformat(expected).replace(tzinfo=LONDON) if expected else None
    assert read == wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28 March 2027 00:59", "2027-03-28 00:59"),
        ("28 March 2027 02:00", "2027-03-28 01:00"),
        ("28 March 2027", "2027-03-28 08:00"),
        ("25 October 2026 00:30", "2026-10-24 23:30"),
        ("25 October 2026 1:30", "2026-10-25 00:30"),  # comes twice: the first
        ("25 October 2026 02:00", "2026-10-25 02:00"),
        ("1 July 2027 9am", "2027-07-01 08:00"),
    ],
)
def test_moments_when_the_clocks_change(text, expected):
    assert read_moment(text, NOON) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["28 March 2027 1am", "1:59am Sunday 28 March 2027"])
def test_an_hour_left_out_is_refused(text):
    with pytest.raises(NoSuchTime, match="Sunday 28 March 2027 the clocks go forward") as caught:
        read_moment(text, NOON)
    assert read_moment(caught.value.instead, NOON) is not None


def test_three_hours_are_three_hours_when_the_clocks_change():
    before = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert read_moment("in 3 hours", before) == before + timedelta(hours=3)
    late = datetime(2026, 6, 21, 23, 30, tzinfo=UTC)  # half past midnight in London: already the 22nd
    assert read_moment("tomorrow", late) == datetime(2026, 6, 23, 8, 0, tzinfo=UTC)


def test_what_names_the_day():
    assert day_words("31/11 at 9am") == "31/11"
    assert day_words("9am") == "9am"
