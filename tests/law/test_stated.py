"""Dates as people write them in notices."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.stated import stated_end

PUBLISHED = date(2026, 8, 10)
REPRESENTATIONS = "Representations by providers must be made to decision makers"

STATED = [
    (f"{REPRESENTATIONS} by midnight on 21 August 2026.", "2026-08-21"),
    (f"{REPRESENTATIONS} by midnight on 21/08/2026 (8 working days following publication)", "2026-08-21"),
    (f"{REPRESENTATIONS} by 5pm on Friday 21st August", "2026-08-21"),
    (f"{REPRESENTATIONS} by midnight Monday 24th August 2026 (8 working days)", "2026-08-24"),
    (f"{REPRESENTATIONS} by the 23rdof August 2026.", "2026-08-23"),
    (f"{REPRESENTATIONS} (please email team@example.org) by midnight on 8th September 2026.", "2026-09-08"),
    (f"{REPRESENTATIONS} by 11:59pm on August 21, 2026.", "2026-08-21"),
    (f"{REPRESENTATIONS} by 21.08.26. The contract starts 1 October 2026.", "2026-08-21"),
    (f"{REPRESENTATIONS} no later than 21-08-2026", "2026-08-21"),
    ("The Standstill period will end at midnight 21 August 2026", "2026-08-21"),
    ("The standstill period runs from 11 August 2026 to 21 August 2026.", "2026-08-21"),
    ("The standstill period begins on 11 August 2026 and ends on 21 August 2026.", "2026-08-21"),
    (
        "An 8 working day standstill prior to confirmation, which will end at midnight on 21/08/2026.",
        "2026-08-21",
    ),
    (f"{REPRESENTATIONS} (Reference no. C123456) by midnight on 21/08/26", "2026-08-21"),
    ("Standstill ends: 2026-08-21", "2026-08-21"),
    ("Deadline for representations: 23:59 on 21 Aug 2026", "2026-08-21"),
    (
        "Representations must be in writing. The deadline for these is midnight on 21 August 2026.",
        "2026-08-21",
    ),
    ("The standstill ends on 20 August 2026. Representations by midnight on 21 August 2026.", "2026-08-21"),
    (
        "The standstill period begins the day after. Representations must be made by 24th August 2026.",
        "2026-08-24",
    ),
]
SILENT = [
    f"{REPRESENTATIONS} by [Add date]. The service begins on 1 September 2026.",
    f"{REPRESENTATIONS} by midnight on the 8th working day.",
    f"{REPRESENTATIONS} by 31 February 2026.",
    f"{REPRESENTATIONS} by 21 August 2024.",
    "Representations were received. The contract will run until 31 August 2026.",
    "The standstill period begins on 11 August 2026.",
    "The contract ends on 21 August 2026.",
    "Decision approved on 27 July 2026; no representations were made.",
    "Value for the standstill service 21/08/20267",
    "",
]


@pytest.mark.parametrize(("text", "day"), STATED)
def test_a_stated_day(text, day):
    found = stated_end(text, PUBLISHED)
    assert found is not None
    assert found.day.isoformat() == day


@pytest.mark.parametrize("text", SILENT)
def test_no_day_is_made_up(text):
    assert stated_end(text, PUBLISHED) is None


def test_a_missing_year_is_the_next_such_day():
    found = stated_end(f"{REPRESENTATIONS} by midnight on 5 January", date(2026, 12, 21))
    assert found is not None
    assert found.day == date(2027, 1, 5)


def test_the_words_hold_no_address():
    found = stated_end(f"{REPRESENTATIONS} to jo.smith@nhs.net by midnight on 21 August 2026", PUBLISHED)
    assert found is not None
    assert "@" not in found.words
    assert found.words.endswith("21 August 2026")


@given(st.text(max_size=300), st.dates(min_value=date(1, 1, 1), max_value=date.max))
def test_any_text_on_any_day(text, published):
    stated_end(f"standstill by {text}", published)
